"""A report as one HTML file: no network, no script, readable on a phone and on paper."""

from __future__ import annotations

from experiments.answer.render import render
from experiments.report.blocks import Page

PACKAGE = "experiments.report"


def as_html(page: Page, meta: str) -> str:
    """The page as text, from the templates of this room.

    Args:
        meta: how to remake it, from `experiments.provenance.inside.as_meta`.
    """
    from markupsafe import Markup

    return render("page.html", PACKAGE, page=page, meta=Markup(meta))
