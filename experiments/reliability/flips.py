"""Flip bits and cut files of a finished result or sweep, and look whether ``edtu check`` notices."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from experiments.reliability.jobs import Broken, Job, whole
from experiments.sweep.check import check_any

SEED = 1


def damage(job: Job, folder: Path, times: int, seed: int = SEED) -> int:
    """Damage one file at a time, each in turn: a bit anywhere, or cut short; returns how often it was noticed.

    Raises:
        Broken: a finished result is not whole by its own account.
    """
    whole(job, folder)
    place = folder / job.place
    if faults := check_any(place)[0]:
        raise Broken(f"{job.name}: is not damaged, and yet {faults[0]}")
    files, draws = sorted(path for path in place.rglob("*") if path.is_file()), np.random.default_rng(seed)
    noticed = 0
    for time in range(times):
        file = files[time % len(files)]
        good = file.read_bytes()
        file.write_bytes(_cut(good, draws) if time % 5 == 4 else _flipped(good, draws))
        noticed += bool(check_any(place)[0])
        file.write_bytes(good)
    if check_any(place)[0]:
        raise Broken(f"{job.name}: was mended, and yet {check_any(place)[0][0]}")
    return noticed


def _flipped(content: bytes, draws: np.random.Generator) -> bytes:
    bad = bytearray(content)
    bad[draws.integers(len(bad))] ^= 1 << int(draws.integers(8))
    return bytes(bad)


def _cut(content: bytes, draws: np.random.Generator) -> bytes:
    return content[: draws.integers(len(content))]
