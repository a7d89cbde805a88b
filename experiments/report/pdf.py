"""A report as one PDF, made without a browser: the same texts, tables and pictures as the page."""

from __future__ import annotations

import io
import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.provenance.inside import as_xmp
from experiments.report.blocks import Bullets, Code, Files, Page, Picture, Section, Table, Text, Tiles

if TYPE_CHECKING:
    from fpdf import FPDF

FONT, MONO = "DejaVu", "DejaVuMono"
INK, QUIET, BLUE, LINE, PALE = (26, 26, 26), (85, 85, 85), (0, 74, 117), (200, 200, 200), (243, 243, 243)
MARGIN, TEXT, SMALL, TINY = 14, 10, 7.5, 5.6  # mm; points
TILE = 15  # mm
DOTS = 1600  # pixels of width that a picture is printed with
WIDEST = 60  # characters of a cell that make its column wider
CHARACTER = 0.6 * 25.4 / 72  # mm of width of a character, for each point of size
LARGE_TABLE = 40  # rows, beyond which a table is printed small


def as_pdf(page: Page, about: Mapping[str, str]) -> bytes:
    """The report as A4 pages, equal input giving equal bytes.

    Args:
        about: what is said of how to remake it, see `experiments.provenance.inside.FIELDS`.
    """
    pdf = _new(page)
    pdf.set_xmp_metadata(as_xmp(about))
    _top(pdf, page)
    for section in page.sections:
        _section(pdf, section, section.title)
    for section in page.appendix:
        pdf.add_page(orientation="landscape")
        _section(pdf, section, f"Appendix: {section.title}", small=True)
    return bytes(pdf.output())


def _new(page: Page) -> FPDF:
    import matplotlib
    from fpdf import FPDF

    class Report(FPDF):
        """Pages with the source and their number at the foot."""

        def footer(self) -> None:
            self.set_y(-MARGIN + 3)
            self.set_font(FONT, size=TINY)
            self.set_text_color(*QUIET)
            self.cell(0, 4, f"{page.source}   page {self.page_no()}", align="R")

    logging.getLogger("fontTools").setLevel(logging.ERROR)  # says what it leaves out of each font
    pdf = Report(format="A4")
    folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    pdf.add_font(FONT, "", folder / "DejaVuSans.ttf")
    pdf.add_font(FONT, "B", folder / "DejaVuSans-Bold.ttf")
    pdf.add_font(MONO, "", folder / "DejaVuSansMono.ttf")
    pdf.set_margin(MARGIN)
    pdf.set_auto_page_break(True, MARGIN)
    pdf.set_title(page.title)
    pdf.set_subject(page.source)
    pdf.set_lang("en-GB")
    pdf.set_creation_date(datetime(2000, 1, 1, tzinfo=UTC))  # of none: equal runs give equal files
    pdf.add_page()
    return pdf


def _write(pdf: FPDF, text: str, size: float, bold: bool = False, colour=INK, after: float = 1.5) -> None:
    pdf.set_font(FONT, "B" if bold else "", size)
    pdf.set_text_color(*colour)
    pdf.multi_cell(0, size * 0.48, text, new_x="LMARGIN", new_y="NEXT", align="L")
    pdf.ln(after)


def _top(pdf: FPDF, page: Page) -> None:
    """Title, then the answers as questions beside sentences, or the warning."""
    if page.about:
        _write(pdf, page.about, TEXT, colour=QUIET, after=0.5)
    _write(pdf, page.title, 16, bold=True, after=3)
    if page.flag:
        _write(pdf, page.flag, TEXT, bold=True)
    for answer in page.answers:
        if len(page.answers) > 1:
            _write(pdf, answer.scenario, TEXT, bold=True, after=0.5)
        begin, left = pdf.get_y(), pdf.l_margin
        for _, question, sentence in answer.parts:
            pdf.set_font(FONT, "B", TEXT)
            pdf.set_text_color(*BLUE)
            pdf.set_x(left + 4)
            y = pdf.get_y()
            pdf.multi_cell(58, 5.2, question, new_x="RIGHT", new_y="TOP", align="L")
            pdf.set_font(FONT, "", TEXT)
            pdf.set_text_color(*INK)
            pdf.set_xy(left + 62, y)
            pdf.multi_cell(0, 5.2, sentence, new_x="LMARGIN", new_y="NEXT", align="L")
        pdf.set_fill_color(0, 114, 178)
        pdf.rect(left, begin, 1.4, pdf.get_y() - begin, style="F")
        pdf.ln(3)


def _section(pdf: FPDF, section: Section, title: str, small: bool = False) -> None:
    if pdf.will_page_break(30):
        pdf.add_page()
    pdf.ln(3)
    pdf.start_section(title)
    _write(pdf, title, 13, bold=True, after=1)
    for block in section.blocks:
        if isinstance(block, Text):
            _write(pdf, block.text, TEXT, bold=block.kind == "flag")
        elif isinstance(block, Bullets):
            _bullets(pdf, block)
        elif isinstance(block, Code):
            pdf.set_font(MONO, "", TEXT - 1)
            pdf.set_fill_color(*PALE)
            pdf.multi_cell(0, 5, block.text, new_x="LMARGIN", new_y="NEXT", align="L", fill=True)
            pdf.ln(2)
        elif isinstance(block, Files):
            _files(pdf, block)
        elif isinstance(block, Table):
            _table(pdf, block, small or len(block.frame) > LARGE_TABLE)
        elif isinstance(block, Tiles):
            _tiles(pdf, block)
        else:
            _picture(pdf, block)


def _bullets(pdf: FPDF, block: Bullets) -> None:
    if block.heading:
        _write(pdf, block.heading, TEXT, bold=True, after=0.5)
    for item in block.items:
        _write(pdf, f"\u2022 {item}", TEXT, after=0.5)
    pdf.ln(1.5)


def _files(pdf: FPDF, block: Files) -> None:
    """Each file as an attachment and as the text that it holds."""
    for file in block.files:
        pdf.embed_file(bytes=file.content, basename=file.name, mime_type=file.media)
        _write(pdf, f"{file.name} (attached)", SMALL, bold=True, after=0.5)
        pdf.set_font(MONO, "", SMALL - 1)
        pdf.set_text_color(*INK)
        pdf.set_fill_color(*PALE)
        text = file.content.decode("utf-8")
        pdf.multi_cell(0, 3.2, text, new_x="LMARGIN", new_y="NEXT", align="L", fill=True)
        pdf.ln(2)


def _table(pdf: FPDF, block: Table, small: bool) -> None:
    from fpdf.fonts import FontFace

    size = TINY if small else SMALL
    pdf.embed_file(bytes=block.csv.content, basename=block.csv.name, mime_type=block.csv.media)
    if pdf.will_page_break(20):
        pdf.add_page(same=True)
    _write(pdf, block.caption, TEXT, bold=True, after=0.8)
    rows = block.rows
    pdf.set_font(FONT, "", size)
    pdf.set_text_color(*INK)
    pdf.set_draw_color(*LINE)
    pdf.set_fill_color(255, 255, 255)
    with pdf.table(
        col_widths=tuple(_widths(block, pdf.epw / (CHARACTER * size))),
        line_height=size * 0.45,
        borders_layout="HORIZONTAL_LINES",
        text_align=tuple("RIGHT" if number else "LEFT" for _, number in rows[0]) if rows else "LEFT",
        headings_style=FontFace(emphasis="BOLD", color=INK, fill_color=PALE),
        padding=0.5,
    ) as table:
        table.row(block.head)
        for row in rows:
            table.row([text for text, _ in row])
    pdf.ln(4)


def _widths(block: Table, characters: float) -> list[float]:
    """Widths of columns in characters: room for the longest word of each, the rest to those that have more to say.

    Args:
        characters: that a line holds.
    """
    columns = [[head, *(row[i][0] for row in block.rows)] for i, head in enumerate(block.head)]
    least = [2 + max(len(word) for text in column for word in [*text.split(), ""]) for column in columns]
    wanted = [
        max(need, min(2 + max(map(len, column)), WIDEST)) for need, column in zip(least, columns, strict=True)
    ]
    more = sum(wanted) - sum(least)
    share = min(1.0, max(0.0, (characters - sum(least)) / more)) if more else 0.0
    return [need + share * (want - need) for need, want in zip(least, wanted, strict=True)]


def _tiles(pdf: FPDF, block: Tiles) -> None:
    rows = 1 + max(tile.row for tile in block.tiles)
    if pdf.will_page_break(rows * TILE + 12):
        pdf.add_page()
    _write(pdf, block.caption, TEXT, bold=True, after=1)
    x, y = pdf.l_margin, pdf.get_y()
    pdf.set_draw_color(122, 122, 122)
    for tile in block.tiles:
        left, top = x + tile.column * TILE, y + tile.row * TILE
        pdf.set_fill_color(*_rgb(tile.fill))
        pdf.rect(left, top, TILE - 1, TILE - 1, style="DF")
        pdf.set_text_color(*_rgb(tile.ink))
        for text, bold, down in ((tile.code, "", 2.5), (tile.said, "B", 7)):
            pdf.set_font(FONT, bold, SMALL)
            pdf.set_xy(left, top + down)
            pdf.cell(TILE - 1, 4, text, align="C")
    pdf.set_xy(x, y + rows * TILE + 2)


def _rgb(colour: str) -> tuple[int, int, int]:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return red, green, blue


def _picture(pdf: FPDF, block: Picture) -> None:
    from PIL import Image

    with Image.open(io.BytesIO(block.png)) as opened:
        image = opened.convert("P", palette=Image.Palette.ADAPTIVE)  # drawings have few colours
    if image.width > DOTS:
        image = image.convert("RGB").resize((DOTS, round(image.height * DOTS / image.width)))
    most = pdf.h - 2 * MARGIN - 34
    width = min(pdf.epw, most * image.width / image.height)
    height = width * image.height / image.width
    if pdf.will_page_break(height + 26):
        pdf.add_page()
    if block.title:
        _write(pdf, block.title, TEXT, bold=True, after=0.5)
    pdf.image(image, w=width, h=height, alt_text=block.alt)
    pdf.ln(1)
    _write(pdf, block.caption, SMALL, colour=QUIET, after=4)
