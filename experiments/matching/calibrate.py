"""Screening, then waves, then the set: what ``edtu calibrate`` does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from experiments.designs.factors import Factor
from experiments.designs.files import read
from experiments.inputs.parameter_set import ABOUT, FILE, FOLDER
from experiments.matching import match, screening
from experiments.matching.errors import number, table
from experiments.matching.evaluate import all_targets, evaluate
from experiments.matching.folder import Folder, write_rows
from experiments.matching.match import Wave
from experiments.matching.prior import Prior
from experiments.matching.screening import Screening
from experiments.matching.targets import Target
from experiments.result.manifest import code_hash, data_hashes, digest
from model.inputs import parameters
from model.inputs.tables import own_folder

PARAMETERS, TABLES = "calibration", "tables"  # design files
LEAST = 200  # vectors of a set
WAVES = 4  # at most
HERE = own_folder() / FOLDER


@dataclass(frozen=True)
class Plan:
    """How much work is done.

    Attributes:
        vectors: of each wave. replicates: runs of each vector in the first; twice as many in each later one.
        trajectories: of each screening. seed: of luck and sampling.
    """

    vectors: int = 250
    replicates: int = 4
    trajectories: int = 6
    seed: int = 1


@dataclass(frozen=True)
class Calibration:
    """What came out.

    Attributes:
        names: parameters. wanted: targets. screened: by design. matter: True for parameters that do, (factor,).
        waves: one after the other. means: what their vectors gave, one array a wave, (vector, target).
        of_tables: variance that values of the data tables add, (target,). prior: of the parameters.
    """

    names: tuple[str, ...]
    wanted: list[Target]
    screened: dict[str, Screening]
    matter: np.ndarray
    waves: list[Wave]
    means: list[np.ndarray]
    of_tables: np.ndarray
    prior: Prior

    @property
    def left(self) -> int:
        """Vectors that are not ruled out."""
        return int(sum(wave.not_ruled_out.sum() for wave in self.waves))


def tables_hash() -> str:
    """Of everything a set rests on: data tables, errors of targets and the model's code, but not the set itself."""
    tables = {name: value for name, value in data_hashes().items() if not name.startswith(f"{FOLDER}/")}
    return digest([tables, table(), code_hash()], 16)


def calibrate(path: Path, plan: Plan, tell: Callable[[str, int, int], object]) -> Calibration:
    """Screen, match, and write both into a folder; what is there already is not done again.

    Args:
        tell: called with (what is done, so many of, so many).
    """
    folder, wanted = Folder(path, {**asdict(plan), "tables": tables_hash()}), all_targets()
    folder.targets(wanted)
    screened = {}
    for design in (PARAMETERS, TABLES):
        done = folder.screening(design)
        if done is None:

            def advance(some: int, whole: int, what: str = f"screening {design}") -> None:
                tell(what, some, whole)

            done = screening.screen(design, plan.trajectories, plan.replicates, plan.seed, advance)
            folder.add_screening(design, done)
        screened[design] = done
    of_tables = _variance(screened[TABLES])
    sd = match.deviation(wanted, screened[PARAMETERS].outputs, of_tables)
    factors = read(PARAMETERS).factors
    names = tuple(factor.name.removeprefix("parameters.") for factor in factors)
    matter = (screening.beyond_luck(screened[PARAMETERS]) / sd).max(axis=1) >= number("matters")
    prior = prior_of(names, factors)
    low, high = prior.low, prior.high
    waves, means = list[Wave](), list[np.ndarray]()
    for count in range(1, WAVES + 1):
        known = folder.wave(count)
        if known is None:
            values = match.latin(prior, low, high, plan.vectors, plan.seed + count)
            replicates = plan.replicates * 2 ** min(count - 1, 1)

            def forward(some: int, what: str = f"wave {count}") -> None:
                tell(what, some, plan.vectors)

            outputs = evaluate(names, values, replicates, plan.seed, forward)
            sd = match.deviation(wanted, outputs, of_tables)
            wave = Wave(count, low, high, values, match.implausibility(wanted, outputs, sd), sd)
            folder.add_wave(wave, outputs.mean)
            known = wave, outputs.mean
        waves.append(known[0])
        means.append(known[1])
        low, high = match.next_box(waves, matter)
        shrunk = np.prod(((high - low) / (waves[-1].high - waves[-1].low))[matter])
        # a range that no longer shrinks has nothing more to rule out by itself
        if count > 1 and shrunk > 0.9 and sum(wave.not_ruled_out.sum() for wave in waves) >= LEAST:
            break
    out = Calibration(names, wanted, screened, matter, waves, means, of_tables, prior)
    for name, (head, rows) in reports(out).items():
        write_rows(path / name, head, rows)
    return out


def prior_of(names: Sequence[str], factors: Sequence[Factor]) -> Prior:
    """What is thought of parameters before: the value of their table is the median."""
    value = np.array([parameters.table()[name]["value"] for name in names])
    return Prior.about(np.array([f.low for f in factors]), value, np.array([f.high for f in factors]))


def _variance(done: Screening) -> np.ndarray:
    """Variance of what points gave beyond that of their luck, (target,)."""
    points = np.unique(done.outputs.mean, axis=0, return_index=True)[1]
    mean, luck = done.outputs.mean[points], done.outputs.luck[points]
    return np.maximum(0.0, np.nanvar(mean, axis=0) - np.nanmean(luck, axis=0) / done.outputs.replicates)


def reports(done: Calibration) -> dict[str, tuple]:
    """Tables for readers: file name to (head, rows)."""
    sd, last = done.waves[-1].sd, done.waves[-1]
    waves = [
        (
            w.number,
            len(w.values),
            int(w.not_ruled_out.sum()),
            f"{w.not_ruled_out.mean():.3f}",
            f"{np.median(match.held_against(w.implausible)):.2f}",
            "; ".join(f"{name} {100 * share:.0f} %" for name, share in w.worst(done.wanted)),
        )
        for w in done.waves
    ]
    factors = []
    for design, part in done.screened.items():
        scaled = screening.beyond_luck(part) / sd
        for name, row in zip(part.names, scaled, strict=True):
            best = int(np.nanargmax(row))
            verdict = "yes" if row[best] >= number("matters") else "no"
            factors.append((design, name, f"{row[best]:.3f}", done.wanted[best].name, verdict))
    factors.sort(key=lambda row: (row[0], -float(row[2]), row[1]))
    first, first_mean = done.waves[0], done.means[0]
    spread = np.nanstd(first_mean, axis=0)
    needed = dict(match.needed(done.wanted, np.concatenate(done.means), sd))
    targets = [
        (
            t.name,
            f"{t.observed:.3f}",
            f"{np.nanmean(done.means[-1][:, i]):.3f}",
            f"{t.error:.3f}",
            f"{np.sqrt(done.of_tables[i]):.3f}",
            f"{np.sqrt(max(0.0, sd[i] ** 2 - t.error**2 - t.discrepancy**2 - done.of_tables[i])):.3f}",
            f"{t.discrepancy:g}",
            f"{spread[i] / sd[i]:.2f}",
            f"{(first.implausible[:, i] >= number('cut')).mean():.3f}",
            f"{np.median(last.implausible[last.not_ruled_out][:, i]) if last.not_ruled_out.any() else np.nan:.2f}",
            f"{needed[t.name]:.3f}" if t.name in needed else "",
        )
        for i, t in enumerate(done.wanted)
    ]
    targets.sort(key=lambda row: -float(row[7]))
    return {
        "waves.csv": (
            ("wave", "vectors", "kept", "share_kept", "median_implausibility", "worst_targets"),
            waves,
        ),
        "screening.csv": (("design", "factor", "effect", "on", "matters"), factors),
        "agreement.csv": (
            (
                "target",
                "observed",
                "model",
                "observation_error",
                "tables",
                "luck",
                "discrepancy",
                "informative",
                "ruled_out",
                "implausibility",
                "discrepancy_needed",
            ),
            targets,
        ),
    }


def publish(done: Calibration, plan: Plan) -> list[Path]:
    """Write the set into the model's data, and beside it the tables that say how it came about."""
    weight = match.weights(done.waves, done.prior)
    vectors = [
        (f"wave{w.number}.{place + 1:04d}", w.values[place])
        for w in done.waves
        for place in np.flatnonzero(w.not_ruled_out)
    ]
    stamp = tables_hash()
    rows = [
        (name, f"{w:.8f}", plan.seed, stamp, *(f"{v:.4g}" for v in values))
        for (name, values), w in zip(vectors, weight, strict=True)
    ]
    out = HERE / FILE
    write_rows(out, (*ABOUT, *done.names), rows)
    written = [out]
    for name, (head, lines) in reports(done).items():
        written.append(HERE / name)
        write_rows(HERE / name, head, lines)
    return written


def words(done: Calibration) -> str:
    """What came out, for a terminal."""
    lines = [
        f"{int(done.matter.sum())} of {len(done.matter)} parameters matter to the targets; ranges of data tables add "
        "to their errors."
    ]
    for wave in done.waves:
        worst = (
            ", ".join(f"{name} ({100 * share:.0f} %)" for name, share in wave.worst(done.wanted)) or "none"
        )
        lines.append(
            f"wave {wave.number}: {wave.not_ruled_out.sum()} of {len(wave.values)} vectors are not ruled out; targets "
            f"above the cut most often: {worst}"
        )
    for name, discrepancy in match.needed(done.wanted, np.concatenate(done.means), done.waves[-1].sd):
        lines.append(
            f"no vector meets {name}: that would need a discrepancy of {discrepancy:.2f} instead of its own"
        )
    lines.append(
        f"{done.left} vectors are left."
        if done.left
        else "No vector is left: the targets cannot be met together with these errors. Nothing was changed to suit."
    )
    return "\n".join(lines)
