"""From result tables to the numbers drawn: quantiles over runs and paired differences."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from experiments.figures import cells
from experiments.intervals import deciding, split
from experiments.provenance.remake import remake

LEVEL = "mean"
"""The one statistic over runs that stands for a level, in figures as in tables: means add up to the whole, and the
mean of paired differences is the difference of means. Medians do neither."""
QUANTILES = (split.BAND[0], 0.25, 0.50, 0.75, split.BAND[1])
FEWEST_FOR_BANDS = 10
"""Below this many runs the outer quantiles are single runs, so the runs themselves are drawn."""


def is_comparison(obj) -> bool:
    """True for a comparison (a baseline and variants), False for the result of one scenario."""
    return hasattr(obj, "baseline") and hasattr(obj, "variants")


def results(obj) -> list:
    """Every result in ``obj``, baseline first."""
    return [obj.baseline, *obj.variants] if is_comparison(obj) else [obj]


def by_scenario(obj, read: Callable) -> pd.DataFrame:
    """What ``read`` gives of every result, below each other, the name of the scenario first; empty tables left out.

    Args:
        read: function of a result that returns a data frame.
    """
    parts = []
    for result in results(obj):
        part = read(result)
        part.insert(0, "scenario", result.scenario.name)
        parts.append(part)
    filled = [part for part in parts if len(part)]
    return pd.concat(filled, ignore_index=True) if filled else parts[0]


def pairs(obj) -> list[tuple]:
    """(baseline, shown) for each variant; (None, result) for a single result."""
    return (
        [(against(obj, variant), variant) for variant in obj.variants]
        if is_comparison(obj)
        else [(None, obj)]
    )


def against(obj, variant):
    """What a variant is compared with: the baseline, in a crossing with a shock that of the same world."""
    return obj.against(variant) if hasattr(obj, "against") else obj.baseline


def is_crossing(obj) -> bool:
    """True for policies crossed with a shock, see `experiments.result.crossing`."""
    return getattr(obj, "crosses", False)


def run_count(result) -> int:
    """How many runs a result holds."""
    return int(result.years["replicate"].nunique())


def vectors(result, replicates=None) -> np.ndarray | None:
    """Name of the parameter vector of each run, (run,); None where inputs are fixed.

    Args:
        replicates: of the runs, in the order wanted; all by default.
    """
    inputs = getattr(result, "inputs", None)
    if inputs is None:
        return None
    if replicates is None:
        return inputs.vector
    named = dict(zip(result.replicates.tolist(), inputs.vector, strict=True))
    return np.array([named[int(r)] for r in replicates], dtype=object)


def matrix(frame: pd.DataFrame, name: str) -> tuple[np.ndarray, np.ndarray]:
    """Years, shape (Y,), and the outcome by year and run, shape (Y, R)."""
    wide = frame.pivot(index="year", columns="replicate", values=name)
    return wide.index.to_numpy(), wide.to_numpy(dtype=float)


def quantiles(values: np.ndarray, probabilities=QUANTILES) -> np.ndarray:
    """Quantiles over the last axis, shape (probabilities, ...), ignoring missing; NaN where all are."""
    values = np.asarray(values, dtype=float)
    out = np.full((len(probabilities), *values.shape[:-1]), np.nan)
    some = np.isfinite(values).any(axis=-1)
    if some.any():
        out[:, some] = np.nanquantile(values[some], probabilities, axis=-1)
    return out


def level(values: np.ndarray) -> np.ndarray:
    """The mean over the last axis, see `LEVEL`, ignoring missing; NaN where all are."""
    known = np.isfinite(values)
    count = known.sum(axis=-1)
    return np.where(count > 0, np.where(known, values, 0.0).sum(axis=-1) / np.maximum(count, 1), np.nan)


def memory(obj) -> dict:
    """What was worked out of a result or comparison, by question; it goes when the object goes."""
    return vars(obj).setdefault("_worked_out", {})


def remembered(function: Callable[..., pd.DataFrame]) -> Callable[..., pd.DataFrame]:
    """Keeps what was worked out with the result it is of: picture, words and table all ask for the same."""

    @functools.wraps(function)
    def ask(*arguments, **named) -> pd.DataFrame:
        question = (
            function.__name__,
            *(id(a) if hasattr(a, "years") else a for a in arguments),
            *named.items(),
        )
        known = memory(arguments[-1] if hasattr(arguments[-1], "years") else arguments[0])
        # what the results are is kept too, so that none goes and leaves its place in memory to another
        if question not in known:
            known[question] = arguments, function(*arguments, **named)
        return known[question][1].copy()

    return ask


def _wide(frame: pd.DataFrame, name: str, by: list[str], index: pd.Index, runs: np.ndarray) -> np.ndarray:
    """An outcome as an array, (row of ``index``, run), whatever the order of the rows of a table."""
    cells = len(frame) // len(runs)
    first = frame.iloc[:cells]
    blocks = frame["replicate"].to_numpy().reshape(len(runs), -1) if len(frame) == cells * len(runs) else None
    if blocks is not None and (blocks == runs[:, None]).all():  # run by run, as the model writes them
        same = all((frame[c].to_numpy().reshape(len(runs), -1) == first[c].to_numpy()).all() for c in by)
        if same:
            keys = pd.MultiIndex.from_frame(first[by]) if len(by) > 1 else pd.Index(first[by[0]])
            return frame[name].to_numpy(float).reshape(len(runs), -1).T[keys.get_indexer(index)]
    wide = frame.pivot_table(index=by, columns="replicate", values=name, dropna=False, sort=True)
    return wide.reindex(index=index, columns=runs).to_numpy(float)


@remembered
def spread(
    result, name: str, table: str = "years", key: str | None = None, final: bool = False
) -> pd.DataFrame:
    """Mean and quantiles over runs by year (and ``key``): columns year, [key], mean, q10, q25, q50, q75, q90, runs.

    Where parameters differ between runs they hold luck and inputs both; luck_q10, luck_q90, inputs_q10 and inputs_q90
    say how far each alone would reach, see `experiments.intervals.split`. ``final``: the last year only.
    """
    by = ["year"] + ([key] if key else [])
    laid = cells.layout(result, table, by)
    if laid is not None:
        return _spread_of_cells(laid.final() if final else laid, result, table, name)
    frame = getattr(result, table)
    if final:
        frame = last(frame[[*by, "replicate", name]])
    grouped = frame.groupby(by, sort=True)[name]
    out = grouped.quantile(list(QUANTILES)).unstack()
    out.columns = [f"q{100 * q:.0f}" for q in QUANTILES]
    out.insert(0, LEVEL, grouped.mean())
    out["runs"] = grouped.count()
    runs = np.unique(frame["replicate"])
    of_runs = vectors(result, runs)
    if of_runs is not None:
        values = _wide(frame, name, by, out.index, runs)
        luck, inputs = split.bands(values, of_runs, split.BAND)
        for what, ends in (("luck", luck), ("inputs", inputs)):
            out[f"{what}_q10"], out[f"{what}_q90"] = ends
    return out.reset_index()


@remembered
def paired(
    baseline, variant, name: str, table: str = "years", key: str | None = None, final: bool = False
) -> pd.DataFrame:
    """Variant minus baseline, run by run with the same luck, by year (and ``key``); ``final``: the last year only.

    Returns:
        Columns year, [key], mean, low, high (95 % interval of the mean, Student t), runs (pairs used),
        baseline and variant (means over the same pairs). Where parameters differ between runs, low and high hold luck
        and inputs both, then also luck_low, luck_high, inputs_low, inputs_high, and cannot_say: whether vectors differ
        and too few agree on the sign; see `experiments.intervals.split`.
    """
    by = ["year"] + ([key] if key else [])
    laid = [cells.layout(one, table, by) for one in (baseline, variant)]
    if laid[0] is not None and laid[1] is not None and laid[0].same(laid[1]):
        return _paired_of_cells(laid[0].final() if final else laid[0], baseline, variant, table, name)
    before, after = (getattr(one, table)[["replicate", *by, name]] for one in (baseline, variant))
    if final:
        before, after = last(before), last(after)
    both = _side_by_side(before, after, name, ["replicate", *by])
    both["difference"] = both["variant"] - both["baseline"]
    # A year without orders has no share, in one world or in both: such a pair says nothing.
    both.loc[both["difference"].isna(), ["baseline", "variant"]] = np.nan
    grouped = both.groupby(by, sort=True)
    out = grouped["difference"].agg(["mean", "std", "count"]).rename(columns={"count": "runs"})
    half = half_width(out["std"].to_numpy(), out["runs"].to_numpy())
    out["low"], out["high"] = out["mean"] - half, out["mean"] + half
    out[["baseline", "variant"]] = grouped[["baseline", "variant"]].mean()
    extra = []
    runs = np.unique(both["replicate"])
    of_runs = vectors(variant, runs)
    if of_runs is not None:
        known = split.effect(_wide(both, "difference", by, out.index, runs), of_runs)
        columns = {**known.columns(), "cannot_say": known.cannot_say}
        out["low"], out["high"] = known.both
        for column, values in columns.items():
            out[column] = values
        extra = list(columns)
    return out.reset_index()[[*by, "mean", "low", "high", *extra, "runs", "baseline", "variant"]]


def _spread_of_cells(laid: cells.Layout, result, table: str, name: str) -> pd.DataFrame:
    """`spread` of a table as the model writes it."""
    values = laid.values(getattr(result, table), name)
    columns = {LEVEL: level(values)}
    columns |= {f"q{100 * q:.0f}": ends for q, ends in zip(QUANTILES, quantiles(values), strict=True)}
    columns["runs"] = np.isfinite(values).sum(axis=-1)
    of_runs = vectors(result, laid.runs)
    if of_runs is not None:
        luck, inputs = split.bands(values, of_runs, split.BAND)
        for what, ends in (("luck", luck), ("inputs", inputs)):
            columns[f"{what}_q10"], columns[f"{what}_q90"] = ends
    return laid.index.assign(**columns)


def _paired_of_cells(laid: cells.Layout, baseline, variant, table: str, name: str) -> pd.DataFrame:
    """`paired` of two tables with the same cells and runs."""
    before, after = (laid.values(getattr(one, table), name) for one in (baseline, variant))
    change = after - before
    there = np.isfinite(change)
    mean, count = level(change), there.sum(axis=-1)
    apart = np.where(there, change - mean[:, None], 0.0)
    deviation = np.sqrt((apart * apart).sum(axis=-1) / np.maximum(count - 1, 1))
    half = half_width(deviation, count)
    columns = {"mean": mean, "low": mean - half, "high": mean + half}
    of_runs = vectors(variant, laid.runs)
    if of_runs is not None:
        known = split.effect(change, of_runs)
        columns["low"], columns["high"] = known.both
        columns |= {**known.columns(), "cannot_say": known.cannot_say}
    columns["runs"] = count
    columns["baseline"], columns["variant"] = (level(np.where(there, x, np.nan)) for x in (before, after))
    return laid.index.assign(**columns)


def _side_by_side(baseline: pd.DataFrame, variant: pd.DataFrame, name: str, index: list[str]) -> pd.DataFrame:
    """Rows of both tables that belong together: columns of ``index``, baseline, variant."""
    if len(baseline) == len(variant) and all(baseline[c].equals(variant[c]) for c in index):
        both = baseline[index].copy()  # the same runs in the same order: no need to look each one up
        both["baseline"], both["variant"] = baseline[name].to_numpy(float), variant[name].to_numpy(float)
        return both
    sides = {"baseline": baseline.set_index(index)[name], "variant": variant.set_index(index)[name]}
    return pd.DataFrame(sides).astype(float).reset_index()


def half_width(deviation: ArrayLike, runs: ArrayLike) -> np.ndarray:
    """Half width of a 95 % Student interval of a mean; NaN with fewer than two runs."""
    from scipy.special import stdtrit  # the light part of SciPy: scipy.stats takes half a second

    runs = np.asarray(runs, dtype=float)
    enough = runs > 1
    counted = np.where(enough, runs, 2)
    return np.where(enough, stdtrit(counted - 1, 0.975) * np.asarray(deviation) / np.sqrt(counted), np.nan)


def known(change: pd.Series, result) -> dict:
    """The mean of a difference by replicate with its intervals, as a row of `paired`."""
    half = float(half_width(change.std(), len(change)))
    row = {"mean": change.mean(), "low": change.mean() - half, "high": change.mean() + half}
    of_runs = vectors(result, change.index)
    if of_runs is None:
        return row
    known_effect = split.effect(change.to_numpy(float), of_runs)
    return row | {
        "low": known_effect.both[0],
        "high": known_effect.both[1],
        **known_effect.columns(),
        "cannot_say": known_effect.cannot_say,
    }


def clear(row) -> bool:
    """True when the interval of a paired difference leaves zero out, and enough vectors agree on its sign."""
    return bool(split.off_zero(row["low"], row["high"])) and not cannot_say(row)


def cannot_say(row) -> bool:
    """True when the sign of a difference hangs on parameters that nobody knows."""
    return bool(row.get("cannot_say", False))


def hangs_on(baseline, variant, name: str) -> str:
    """The parameters that decide a difference in the last year, in words; empty where inputs are fixed."""
    inputs = getattr(variant, "inputs", None)
    if inputs is None:
        return ""
    now = _side_by_side(last(baseline.years), last(variant.years), name, ["replicate"]).set_index("replicate")
    runs = now.reindex(variant.replicates)
    return deciding.words((runs["variant"] - runs["baseline"]).to_numpy(float), inputs)


def last(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of the last year."""
    return frame[frame["year"] == frame["year"].max()]


def source(obj) -> dict:
    """Names, runs, seed, version and manifest id of what is drawn; a hash of run ids stands in for the id."""
    shown = results(obj)
    manifest = getattr(obj, "manifest", None)
    manifest = manifest() if callable(manifest) else manifest
    manifest = manifest if isinstance(manifest, dict) else {}
    name = manifest.get("id") or manifest.get("manifest_id") or getattr(obj, "manifest_id", None)
    known, command = memory(obj), str(manifest.get("command", ""))
    if ("remake", command) not in known:  # each figure asks twice
        known["remake", command] = remake(shown, command, is_crossing(obj))
    return {
        "names": [result.scenario.name for result in shown],
        "runs": [run_count(result) for result in shown],
        "seed": getattr(obj, "seed", getattr(shown[0], "seed", None)),
        "version": manifest.get("versions", {}).get("edtu") or _version(),
        "command": command,
        "remake": known["remake", command],
        "manifest": str(name or _hash_of_runs(shown)),
    }


def _hash_of_runs(shown: list) -> str:
    digest = hashlib.sha256()
    for result in shown:
        digest.update("\n".join(pd.unique(result.years["run_id"].astype(str))).encode())
    return f"runs-{digest.hexdigest()[:12]}"


@functools.cache
def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("edtu")
    except PackageNotFoundError:
        return "not installed"
