"""A report into a folder: one page that opens from disk without a network, and on request the same as a PDF."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from experiments.figures import save
from experiments.provenance import inside
from experiments.report import html
from experiments.report.blocks import Page, Section
from experiments.report.page import page

NAME = "report"


def write_report(
    obj,
    folder,
    processes: int = 1,
    extra: Sequence[Section] = (),
    as_pdf: bool = False,
    drawn: Path | None = None,
    command: str | None = None,
) -> Path:
    """Write ``report.html`` and on request ``report.pdf`` into ``folder``.

    Pictures already drawn from the same runs in ``folder/figures`` are used again.

    Args:
        obj: a result or a comparison.
        folder: made if it is not there.
        processes: how many to write with, see `experiments.figures.workers.parallel_map`; the page is the same.
        extra: sections that were asked for, such as what a knock-out found.
        as_pdf: also the PDF, which takes seconds.
        drawn: another folder with pictures of the same runs.
        command: that remakes the page, said in its head; the one that made the runs without it.

    Returns:
        The path of the page; the PDF lies beside it.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    whole = page(obj, drawn or folder / "figures", processes, extra, as_pdf)
    if as_pdf:
        from experiments.report import pdf

        save.write_whole(folder / f"{NAME}.pdf", pdf.as_pdf(whole, about(obj, whole, command)))
    return save.write_whole(folder / f"{NAME}.html", as_text(obj, whole, command).encode("utf-8"))


def about(obj, whole: Page, command: str | None = None) -> dict[str, str]:
    """What a page says of how to remake it, see `as_text`."""
    return save.metadata(obj, whole.title) | ({inside.REMAKE: command} if command else {})


def as_text(obj, whole: Page, command: str | None = None) -> str:
    """A page as the text of ``report.html``, whose head says how to remake it.

    Args:
        obj: a result or a comparison. whole: its page. command: that remakes the runs, where it is known better than
            from the result.
    """
    return html.as_html(whole, inside.as_meta(about(obj, whole, command)))
