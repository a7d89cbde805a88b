"""What made a result, beside what is here: package, code, data tables, libraries, processor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from experiments.reproduce.reproduction import Made
from experiments.result.manifest import code_hash, data_hashes, libraries, machine, versions

SHORT = 12  # letters of a hash that are shown
NAMES = {"edtu": "package edtu", "python": "Python", "numpy": "NumPy"}
NONE = "none"


def differences(manifest: Mapping[str, Any]) -> tuple[Made, ...]:
    """What is another here than a manifest says, the most telling first. What it does not say is left out."""
    hashes = manifest.get("hashes", {})
    out = _pairs(manifest.get("versions"), versions(), NAMES)
    out += _pairs({"model code": hashes["code"]} if "code" in hashes else None, {"model code": code_hash()})
    tables = {f"data table {name}": text for name, text in hashes.get("data", {}).items()}
    if tables:
        out += _pairs(tables, {f"data table {name}": text for name, text in data_hashes().items()})
    return tuple(
        out + _pairs(manifest.get("libraries"), libraries()) + _pairs(manifest.get("machine"), machine())
    )


def _pairs(
    then: Mapping[str, str] | None, here: Mapping[str, str], names: Mapping[str, str] | None = None
) -> list[Made]:
    """The entries that differ; nothing where nothing was written down."""
    if then is None:
        return []
    keys = [*then, *(key for key in here if key not in then)]
    return [
        Made((names or {}).get(key, key), _short(then.get(key, NONE)), _short(here.get(key, NONE)))
        for key in keys
        if then.get(key) != here.get(key)
    ]


def _short(text: str) -> str:
    """A hash by its first letters, anything else as it is."""
    return text[:SHORT] if len(text) == 64 and " " not in text else text
