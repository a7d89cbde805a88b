"""Pictures and reports drawn again, beside those that are there."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from experiments import figures
from experiments.figures import save
from experiments.provenance.inside import REMAKE
from experiments.report.page import page
from experiments.report.write import as_text
from experiments.result.tables import Tables
from model.errors import InputError

PAGE, PAPER = ".html", ".pdf"
SHOWN = 60  # letters of a line that differs
SECTION = re.compile(r'<section id="([^"]+)">.*?</section>\n', re.DOTALL)


def difference(file: Path, said: Mapping[str, str], again: Tables) -> str:
    """How a picture or page differs from the same drawn again, in one line; empty where it does not.

    Args:
        said: what the file says of itself. again: the runs behind it, with the manifest that the file names.
    """
    if file.suffix.lower() == PAGE:
        here = as_text(again, page(again, paper=False), said.get(REMAKE))
        return _of_lines(file, _without_extra(file.read_text(encoding="utf-8"), here), here)
    if file.suffix.lower() == PAPER:
        return _of_paper(file, said, again)
    name = figure_of(file, said)
    drawn = figures.FIGURES[name].function(again, **figures.options(name))
    if file.suffix.lower() == ".svg":
        return _of_text(file, save.as_bytes(drawn, "svg", dict(said)).decode("utf-8"))
    return _of_pixels(file, drawn, said)


def figure_of(file: Path, said: Mapping[str, str]) -> str:
    """The figure that a picture shows.

    Raises:
        InputError: none of those that a result has.
    """
    title = said.get("Title", "")
    for name, entry in figures.FIGURES.items():
        if entry.title == title:
            return name
    raise InputError(
        f"{file}: {title!r} is no figure of edtu list figures; make it again with its own command"
    )


def _of_paper(file: Path, said: Mapping[str, str], again: Tables) -> str:
    from experiments.report.pdf import as_pdf
    from experiments.report.write import about

    whole = page(again, paper=True)
    if as_pdf(whole, about(again, whole, said.get(REMAKE))) == file.read_bytes():
        return ""
    return (
        f"{file.name}: is another when made again, without sections that were asked for, such as a knock-out"
    )


def _without_extra(page: str, here: str) -> str:
    """A report without the sections that were asked for beside it, such as a knock-out: those come from other runs."""
    own = {match[1] for match in SECTION.finditer(here)}
    for match in SECTION.finditer(page):
        if match[1] not in own:
            page = page.replace(match[0], "")
            page = re.sub(rf'<a href="#{re.escape(match[1])}">.*?</a>\n', "", page)
    return page


def _of_text(file: Path, here: str) -> str:
    return _of_lines(file, file.read_text(encoding="utf-8"), here)


def _of_lines(file: Path, there: str, here: str) -> str:
    then, now = there.splitlines(), here.splitlines()
    for number, (old, new) in enumerate(zip(then, now, strict=False), 1):
        if old != new:
            at = next(
                (i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new))
            )
            begin = max(0, at - SHOWN // 2)
            return (
                f"{file.name}: line {number} is {old[begin : begin + SHOWN].strip()!r}, made again "
                f"{new[begin : begin + SHOWN].strip()!r}"
            )
    return "" if len(then) == len(now) else f"{file.name}: has {len(then)} lines, made again {len(now)}"


def _of_pixels(file: Path, drawn: object, said: Mapping[str, str]) -> str:
    from PIL import Image

    with Image.open(file) as picture:
        dots = round(float(picture.info.get("dpi", (save.DPI,))[0]))
        then = np.asarray(picture.convert("RGBA"))
    again = save.as_bytes(drawn, "png", dict(said), dots)  # type: ignore[arg-type]
    with Image.open(io.BytesIO(again)) as picture:
        here = np.asarray(picture.convert("RGBA"))
    (high, wide), (now_high, now_wide) = then.shape[:2], here.shape[:2]
    if then.shape != here.shape:
        return f"{file.name}: has {wide} x {high} pixels, drawn again {now_wide} x {now_high}"
    other = int((then != here).any(axis=-1).sum())
    return f"{file.name}: {other:,} of {wide * high:,} pixels differ when drawn again" if other else ""
