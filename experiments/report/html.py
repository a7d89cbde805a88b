"""The bare page of a report: style sheet and small pieces of HTML, no network, readable on paper."""

from __future__ import annotations

import base64
import html

import pandas as pd

CSS = """
:root { color-scheme: light; }
body { font: 17px/1.5 system-ui, "DejaVu Sans", sans-serif; color: #1a1a1a; background: #fff; margin: 0 auto;
  max-width: 66rem; padding: 1rem 1.5rem 4rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 1rem 0; } h2 { font-size: 1.35rem; margin: 2.5rem 0 .5rem; }
.answer { font-size: 1.25rem; border-left: .4rem solid #0072B2; padding: .3rem 1rem; margin: 1rem 0; }
.flag { border: .2rem solid #D55E00; padding: .5rem 1rem; font-weight: 600; }
figure { margin: 1.5rem 0; } figure img { width: 100%; height: auto; border: 1px solid #ddd; }
figcaption { color: #333; margin: .3rem 0; }
.scroll { overflow-x: auto; } details .scroll { max-height: 26rem; overflow-y: auto; }
table { border-collapse: collapse; font-size: .88rem; } caption { text-align: left; font-weight: 600; }
th, td { padding: .25rem .6rem; border-bottom: 1px solid #ddd; text-align: left; vertical-align: top; }
td.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
details { margin: .4rem 0 1rem; } summary { cursor: pointer; color: #004a75; text-decoration: underline; }
code, pre { background: #f3f3f3; padding: .1rem .3rem; overflow-wrap: anywhere; }
pre { padding: .7rem; white-space: pre-wrap; }
a { color: #004a75; } :focus-visible { outline: .2rem solid #E69F00; outline-offset: .15rem; }
.skip { position: absolute; left: -99rem; } .skip:focus { position: static; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(18rem, 1fr)); gap: 0 2rem; }
@media print {
  body { max-width: none; padding: 0; font-size: 10.5pt; } .skip, nav { display: none; }
  figure, tr { break-inside: avoid; } h2, h3 { break-after: avoid; }
  .scroll { max-height: none !important; overflow: visible; }
  details:not([open]) { display: none; }
}
"""


def escape(text: object) -> str:
    """``text`` safe inside HTML."""
    return html.escape(str(text))


def paragraph(text: str, kind: str = "") -> str:
    """A paragraph, with a class if one is given."""
    return f'<p{f""" class="{kind}" """.rstrip() if kind else ""}>{escape(text)}</p>'


def bullets(items) -> str:
    """A list of plain sentences."""
    return "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in items) + "</ul>"


def table(frame: pd.DataFrame, caption: str) -> str:
    """A data frame as a table that keyboards can scroll; numbers ranged right, missing ones said so."""
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in frame.columns)
    rows = []
    for record in frame.itertuples(index=False):
        rows.append("<tr>" + "".join(_cell(value) for value in record) + "</tr>")
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(caption)}"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _cell(value) -> str:
    if isinstance(value, str) or value is None:
        return f"<td>{escape(value or '')}</td>"
    if pd.isna(value):
        return '<td class="number">none</td>'
    text = str(int(value)) if float(value).is_integer() and abs(value) >= 2 else f"{value:.3f}"
    return f'<td class="number">{text}</td>'


def hidden(summary: str, inside: str) -> str:
    """A part that opens on demand, by mouse or keyboard."""
    return f"<details><summary>{escape(summary)}</summary>{inside}</details>"


def picture(svg: bytes, alt: str, caption: str, inside: str = "") -> str:
    """A figure held inside the page itself."""
    coded = base64.b64encode(svg).decode("ascii")
    return (
        f'<figure><img alt="{escape(alt)}" src="data:image/svg+xml;base64,{coded}">'
        f"<figcaption>{escape(caption)}</figcaption>{inside}</figure>"
    )


def page(title: str, sections: list[tuple[str, str]], top: str, meta: str) -> str:
    """The whole page: heading, ``top``, then sections of (heading, HTML) with links to each.

    Args:
        meta: how to remake it, from `experiments.provenance.inside.as_meta`.
    """
    ids = [f"part-{number}" for number in range(1, len(sections) + 1)]
    links = " \u00b7 ".join(
        f'<a href="#{key}">{escape(name)}</a>' for key, (name, _) in zip(ids, sections, strict=True)
    )
    body = "".join(
        f'<section id="{key}"><h2>{escape(name)}</h2>{inside}</section>'
        for key, (name, inside) in zip(ids, sections, strict=True)
    )
    return (
        f'<!DOCTYPE html>\n<html lang="en-GB"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"{meta}<style>{CSS}</style></head><body>"
        f'<a class="skip" href="#main">Skip to the answer</a><main id="main"><h1>{escape(title)}</h1>{top}'
        f"<nav aria-label='On this page'>{links}</nav>{body}</main></body></html>\n"
    )
