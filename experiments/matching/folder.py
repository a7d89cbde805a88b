"""A calibration on disk: screenings and waves, each written when it is done, so that a stopped one goes on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from experiments import leftovers
from experiments.matching.match import Wave
from experiments.matching.screening import Screening
from experiments.matching.targets import Target
from experiments.result import disk
from experiments.result.disk import write_whole
from model.errors import InputError

PLAN = "plan.json"


def write_rows(path: Path, head: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """A CSV file, whole or not at all."""
    disk.write_rows(path, [dict(zip(head, row, strict=True)) for row in rows])


class Folder:
    """What one calibration has written.

    Args:
        path: made if it is not there. plan: all that decides its numbers; another plan in the folder is refused.
    """

    def __init__(self, path: Path, plan: dict[str, Any]):
        self.path = path
        path.mkdir(parents=True, exist_ok=True)
        leftovers.sweep(path)
        file = path / PLAN
        if not file.exists():
            if any(path.iterdir()):
                raise InputError(
                    f"{path}: holds other files; name a folder that does not exist yet with --out"
                )
            text = json.dumps(plan, indent=1, sort_keys=True) + "\n"
            write_whole(file, lambda part: part.write_text(text, encoding="utf-8"))
        elif json.loads(file.read_text(encoding="utf-8")) != plan:
            raise InputError(
                f"{path}: holds a calibration with other settings or data tables; choose another folder with --out"
            )

    def targets(self, wanted: Sequence[Target]) -> None:
        """Write what is to be agreed with."""
        rows = [
            (t.name, t.kind, f"{t.observed:.4f}", f"{t.error:.4f}", f"{t.discrepancy:g}", t.source)
            for t in wanted
        ]
        head = ("target", "kind", "observed", "observation_error", "discrepancy", "source")
        write_rows(self.path / "targets.csv", head, rows)

    def screening(self, name: str) -> Screening | None:
        """A screening that is done, or None."""
        from experiments.matching.evaluate import Outputs

        file = self.path / f"screening_{name}.npz"
        if not file.exists():
            return None
        with np.load(file) as a:
            outputs = Outputs(a["mean"], a["luck"], int(a["replicates"]))
            return Screening(tuple(a["names"].tolist()), a["effect"], outputs)

    def add_screening(self, name: str, done: Screening) -> None:
        """Keep a screening."""
        arrays: dict[str, Any] = {
            "names": np.array(done.names),
            "effect": done.effect,
            "mean": done.outputs.mean,
            "luck": done.outputs.luck,
            "replicates": done.outputs.replicates,
        }
        _keep(self.path / f"screening_{name}.npz", arrays)

    def wave(self, number: int) -> tuple[Wave, np.ndarray] | None:
        """A wave that is done with what its vectors gave, or None."""
        file = self.path / f"wave_{number}.npz"
        if not file.exists():
            return None
        with np.load(file) as a:
            wave = Wave(number, a["low"], a["high"], a["values"], a["implausible"], a["sd"])
            return wave, a["mean"]

    def add_wave(self, wave: Wave, mean: np.ndarray) -> None:
        """Keep a wave."""
        parts = {name: getattr(wave, name) for name in ("low", "high", "values", "implausible", "sd")}
        _keep(self.path / f"wave_{wave.number}.npz", {**parts, "mean": mean})


def _keep(path: Path, arrays: dict[str, Any]) -> None:
    def write(part: Path) -> None:
        with part.open("wb") as file:
            np.savez_compressed(file, **arrays)

    write_whole(path, write)
