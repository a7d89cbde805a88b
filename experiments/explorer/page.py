"""The page itself: a template, its style and its scripts put into one file, with all that it holds inside."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files

from experiments.answer.render import render
from experiments.provenance import inside

SCRIPTS = (
    "data",
    "mix",
    "words",
    "address",
    "chart",
    "figures",
    "tables",
    "panels",
    "controls",
    "export",
    "main",
)
"""Files of `templates`, in the order in which they need each other."""


def page(title: str, packed: str, about: Mapping[str, str] | None = None) -> str:
    """The page as text.

    Args:
        title: of the window. packed: see `experiments.explorer.contents.packed`. about: what the file
            says of itself, see `experiments.provenance.inside`.
    """
    folder = files(__package__) / "templates"
    scripts = "\n".join((folder / f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS)
    return render(
        "page.html",
        __package__,
        title=title,
        meta=inside.as_meta(about or {}),
        style=(folder / "style.css").read_text(encoding="utf-8"),
        script=f'(() => {{\n"use strict";\n{scripts}\n}})();',
        data=packed,  # base64, so nothing in it can end a script
    )
