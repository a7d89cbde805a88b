"""Pictures of published pages: small, and each says inside how it is made again."""

from __future__ import annotations

from pathlib import Path

from experiments.figures import save
from experiments.provenance.inside import REMAKE
from experiments.result.manifest import versions

DPI = 80


def write(figure, path: Path, title: str, shown: str, command: str, page: Path) -> None:
    """Write a figure as PNG.

    Args:
        shown: what is drawn, in words. command: that makes page and picture. page: that shows it.
    """
    path.parent.mkdir(exist_ok=True)
    about = {
        "Title": title,
        "Description": shown,
        REMAKE: command,
        "Source": f"docs/{page.name}",
        "Software": f"edtu {versions()['edtu']}",
    }
    save.write_whole(path, save.as_bytes(figure, "png", about, DPI))
