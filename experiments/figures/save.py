"""Figures to files: PNG and SVG, whole or not at all, manifest id inside, the same bytes every time."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib.figure import Figure

from experiments import leftovers
from experiments.figures import data
from experiments.provenance.inside import DUBLIN_CORE, FIELDS, REMAKE

DPI = 150
COMPRESSION = 4
"""Of PNG, 1 to 9: beyond this, files hardly shrink and take twice as long."""


def metadata(obj, title: str) -> dict[str, str]:
    """What is written into a picture's metadata so that it can be remade."""
    source = data.source(obj)
    seed = f", seed {source['seed']}" if source["seed"] is not None else ""
    return {
        "Title": title,
        "Description": f"Scenarios {', '.join(source['names'])}; runs {source['runs'][0]}{seed}",
        REMAKE: source["remake"],
        "Source": f"manifest {source['manifest']}",
        "Software": f"edtu {source['version']}",
    }


def as_bytes(figure: Figure, kind: str, metadata: dict[str, str], dpi: int = DPI) -> bytes:
    """The figure as "png" or "svg"; without dates and with fixed ids, so equal input gives equal bytes.

    Args:
        metadata: every one of `experiments.provenance.inside.FIELDS`: no picture without how to remake it.
    """
    written: dict[str, str | None] = {name: metadata[name] for name in FIELDS}
    if kind == "svg":  # SVG has its own list of names (Dublin Core)
        written = {DUBLIN_CORE[name].capitalize(): metadata[name] for name in FIELDS} | {"Date": None}
    buffer = io.BytesIO()
    with matplotlib.rc_context({"svg.hashsalt": "edtu", "svg.fonttype": "path"}):
        packed: dict[str, Any] = {"pil_kwargs": {"compress_level": COMPRESSION}} if kind == "png" else {}
        figure.savefig(buffer, format=kind, dpi=dpi, metadata=written, **packed)
    return _counted_clips(buffer.getvalue()) if kind == "svg" else buffer.getvalue()


def _counted_clips(svg: bytes) -> bytes:
    """The same picture with clipping paths named by their order.

    Their names are hashes of places to the last bit, in which the layout of two processes may differ.
    """
    names = dict.fromkeys(re.findall(rb'<clipPath id="(p[0-9a-f]+)">', svg))
    places = {name: b"clip%d" % number for number, name in enumerate(sorted(names, key=svg.index), 1)}
    return re.sub(rb"\bp[0-9a-f]{10}\b", lambda match: places.get(match[0], match[0]), svg)


def write_whole(path: Path, content: bytes) -> Path:
    """Write under a temporary name and rename, so that no half-written file ever has a final name."""
    with leftovers.written_beside(path) as part:
        part.write_bytes(content)
    return path
