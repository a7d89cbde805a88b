"""The page itself: a template, its style and its scripts put into one file, with all that it holds inside."""

from __future__ import annotations

import html
from importlib.resources import files

SCRIPTS = ("data", "mix", "words", "address", "chart", "figures", "panels", "controls", "export", "main")
"""Files of `template`, in the order in which they need each other."""


def page(title: str, packed: str, description: str = "") -> str:
    """The page as text.

    Args:
        title: of the window. packed: see `experiments.explorer.contents.packed`. description: how it is made again.
    """
    folder = files(__package__) / "template"
    scripts = "\n".join((folder / f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS)
    parts = {
        "title": html.escape(title),
        "description": html.escape(description),
        "style": (folder / "style.css").read_text(encoding="utf-8"),
        "script": f'(() => {{\n"use strict";\n{scripts}\n}})();',
        "data": packed,
    }
    text = (folder / "page.html").read_text(encoding="utf-8")
    for name, part in parts.items():
        before, _, after = text.partition(f"<!--{name}-->")
        text = before + part + after
    return text
