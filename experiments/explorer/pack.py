"""Arrays of numbers in little space: rounded to a step, stored as changes from one to the next, compressed, as text."""

from __future__ import annotations

import base64
import json
import zlib
from typing import Any

import numpy as np

NONE = -32768  # stands for a number that is not there
MOST = 32767


class Pack:
    """Arrays and what describes them; `text` is what a page holds.

    A number is stored as a whole number of steps in two bytes. What is written is the change from the number before it,
    signs folded in, first all high and then all low bytes: neighbours are alike, so most bytes are 0.
    """

    def __init__(self) -> None:
        self.index: dict[str, dict] = {}
        self._parts: list[bytes] = []

    def add(self, key: str, values: np.ndarray, step: float) -> None:
        """Enter an array; a number is off by half a step at most.

        Args:
            step: wanted; a coarser one is taken where the largest number would not fit.
        """
        values = np.asarray(values, dtype=float)
        there = np.isfinite(values)
        step = max(step, float(np.abs(values[there]).max(initial=0.0)) / MOST)
        whole = np.where(there, np.rint(np.where(there, values, 0.0) / step), NONE).astype(np.int16).ravel()
        change = np.diff(whole.astype(np.int32), prepend=0).astype(np.int16).astype(np.int32)
        folded = np.where(change < 0, -2 * change - 1, 2 * change).astype(np.uint16)
        self.index[key] = {"shape": list(values.shape), "step": step, "at": sum(map(len, self._parts))}
        self._parts.append(
            (folded >> 8).astype(np.uint8).tobytes() + (folded & 255).astype(np.uint8).tobytes()
        )

    def text(self, about: dict[str, Any]) -> str:
        """All arrays and ``about``, compressed and in base64."""
        head = json.dumps({**about, "arrays": self.index}, ensure_ascii=False, allow_nan=False).encode(
            "utf-8"
        )
        content = len(head).to_bytes(4, "little") + head + b"".join(self._parts)
        return base64.b64encode(zlib.compress(content, 9)).decode("ascii")


def unpack(text: str) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """What a page holds, read as the page reads it: (about, arrays)."""
    content = zlib.decompress(base64.b64decode(text))
    size = int.from_bytes(content[:4], "little")
    about = json.loads(content[4 : 4 + size])
    arrays = {}
    for key, entry in about["arrays"].items():
        count, at = int(np.prod(entry["shape"])), 4 + size + entry["at"]
        high, low = (
            np.frombuffer(content, np.uint8, count, at + part * count).astype(np.int32) for part in (0, 1)
        )
        folded = high * 256 + low
        change = np.where(folded % 2 == 1, -(folded + 1) // 2, folded // 2)
        whole = np.cumsum(change).astype(np.int16).reshape(entry["shape"])
        arrays[key] = np.where(whole == NONE, np.nan, whole * entry["step"])
    return about, arrays
