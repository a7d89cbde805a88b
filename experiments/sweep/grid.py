"""The grid of a sweep, point by replicate, its fixed slices (shards), and the hash of every run.

Run g of the grid is replicate g // points at point g % points. So more runs per point only lengthen the grid, and the
shards that are full stay what they are.
"""

import hashlib
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from experiments.designs.design import Design
from experiments.result.manifest import code_hash, data_hashes, digest, versions
from model.inputs.facts import tables_of

SHARD_RUNS = 1024  # runs in a shard: some seconds of work, so a crash costs no more
_ID = 16  # hexadecimal digits


def model_in_force(data: str = "") -> dict:
    """Hashes and versions of all that can change a number.

    Args:
        data: folder of a user's own tables.
    """
    known = {
        "code": code_hash(),
        "data": digest(data_hashes()),
        "numpy": versions()["numpy"],
    }
    return {**known, "tables": digest(tables_of(data).hashes())} if data else known


@dataclass(frozen=True)
class Shard:
    """A slice of the grid: runs ``first`` to ``stop`` - 1; ``id`` is a hash of their ids."""

    id: str
    first: int
    stop: int


@dataclass(frozen=True)
class Grid:
    """All runs of a sweep.

    Args:
        design: the points. seed: of the luck. runs: at each point. shard_runs: runs in a shard.
    """

    design: Design
    seed: int
    runs: int
    shard_runs: int = SHARD_RUNS

    def __len__(self):
        return len(self.design) * self.runs

    @cached_property
    def base(self) -> str:
        """Hash of all that the runs have in common, but not of how many there are."""
        return digest(
            [self.design.scenario.contents(), sorted(self.design.names), model_in_force(self.design.data)]
        )

    @cached_property
    def sweep_id(self) -> str:
        """Hash of design, scenario, seed and model: what may share a folder."""
        points = hashlib.sha256(self._rows.tobytes()).hexdigest()
        return digest([self.base, points, list(self.design.ids), self.seed], _ID)

    @cached_property
    def _rows(self) -> np.ndarray:
        """Values with the columns in the order of their names, so that order does not change a hash."""
        order = np.argsort(self.design.names)
        values = self.design.values[:, order] + 0.0  # minus zero is zero
        return np.ascontiguousarray(values, dtype="<f8")

    @cached_property
    def _points(self) -> list[bytes]:
        """Hash of each point; a point that comes again is told apart by how often it came before."""
        seen: dict[bytes, int] = {}
        out = []
        for row in self._rows:
            text = row.tobytes()
            seen[text] = seen.get(text, -1) + 1
            out.append(hashlib.sha256(self.base.encode() + text + bytes(str(seen[text]), "ascii")).digest())
        return out

    def place(self, first: int, stop: int) -> tuple[np.ndarray, np.ndarray]:
        """(point, replicate) of some runs of the grid, each (run,)."""
        index = np.arange(first, stop)
        return index % len(self.design), index // len(self.design)

    def run_ids(self, first: int, stop: int) -> list[str]:
        """The id of each run: a hash of scenario, point, model, seed and replicate."""
        points, replicates = self.place(first, stop)
        return [
            hashlib.sha256(self._points[point] + f"{self.seed}/{replicate}".encode()).hexdigest()[:_ID]
            for point, replicate in zip(points.tolist(), replicates.tolist(), strict=True)
        ]

    @cached_property
    def shards(self) -> list[Shard]:
        """The slices, in order."""
        out = []
        for first in range(0, len(self), self.shard_runs):
            stop = min(first + self.shard_runs, len(self))
            ids = hashlib.sha256("".join(self.run_ids(first, stop)).encode()).hexdigest()[:_ID]
            out.append(Shard(ids, first, stop))
        return out
