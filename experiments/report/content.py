"""The sentences and tables of a report, computed from a result or a comparison."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from experiments import vocabulary
from experiments.answer import effects
from experiments.answer.rules import counts
from experiments.figures import data, labels
from experiments.intervals import split
from experiments.report import crossing
from experiments.report.main_outcomes import HEADLINE

BY_PERIMETER = (
    "us_share_orders",
    "us_share_deliveries",
    "us_share_stock",
    "us_share_imports",
    "home_share_orders",
    "eu_share_orders",
    "third_share_orders",
)
TOTALS = ("full_cost_bn", "disbursed_bn", "clawed_back_bn", "private_capital_bn")


def answers(obj) -> list[str]:
    """One sentence a headline outcome and scenario, with numbers and interval, never more than was found."""
    if data.is_crossing(obj):
        return crossing.sentences(obj)
    sentences = []
    for baseline, shown in data.pairs(obj):
        for name in HEADLINE:
            sentences.append(_alone(shown, name) if baseline is None else _against(baseline, shown, name))
    return sentences


def _alone(result, name: str) -> str:
    row = data.last(data.spread(result, name)).iloc[0]
    middle = labels.percent(row[data.LEVEL])
    return (
        f"In {row['year']:.0f}, if {labels.quoted(result.scenario)}, the model gives a "
        f"{labels.outcome(name)} of {middle} (mean; {_reach(row, labels.percent)})."
    )


def _reach(row, words) -> str:
    """Where 80 % of runs lie; where parameters differ between runs also how far luck and inputs alone reach."""
    both = f"80 % of runs {words(row['q10'])} to {words(row['q90'])}"
    if "luck_q10" not in row:
        return both
    alone = [
        f"{part} alone {words(row[f'{part}_q10'])} to {words(row[f'{part}_q90'])}"
        for part in ("luck", "inputs")
    ]
    return "; ".join([both, *alone])


def _against(baseline, shown, name: str) -> str:
    row = data.last(data.paired(baseline, shown, name)).iloc[0]
    worlds = f"If {labels.quoted(shown.scenario)} instead of {labels.quoted(baseline.scenario)}"
    levels = f"{level(row['variant'], name)} instead of {level(row['baseline'], name)}"
    sentence = f"{worlds}, the model gives in {row['year']:.0f} a {labels.outcome(name)} of {levels}"
    if data.cannot_say(row):
        return (
            f"{sentence}; {split.CANNOT_SAY} which way it goes: difference {labels.difference(row, 'points', 100)}, "
            f"{row['runs']:.0f} paired runs; {data.hangs_on(baseline, shown, name)}."
        )
    if not data.clear(row):
        difference = labels.difference(row, "points", 100)
        return (
            f"{sentence}, not distinguishable with {row['runs']:.0f} paired runs (difference {difference})."
        )
    if labels.is_split(row):
        return f"{sentence}: {labels.difference(row, 'points', 100)[:-1]}; {row['runs']:.0f} paired runs)."
    low, high = sorted(abs(100 * row[end]) for end in ("low", "high"))
    size = labels.interval(abs(100 * row["mean"]), low, high, "points " + _side(row)).replace("+", "")
    return f"{sentence}: {size[:-1]}; {row['runs']:.0f} paired runs)."


def _side(row) -> str:
    return "higher" if row["mean"] > 0 else "lower"


def key_table(obj) -> pd.DataFrame:
    """Main outcomes in the last year: baseline, variant, paired difference and interval, as words."""
    rows = []
    for baseline, shown in data.pairs(obj):
        for name in vocabulary.KEY_OUTCOMES:
            unit, scale = vocabulary.difference_unit(name), vocabulary.scale(name)
            if baseline is None:
                row = data.last(data.spread(shown, name)).iloc[0]
                ends = [data.last(data.spread(shown, end)).iloc[0][data.LEVEL] for end in _band(name, shown)]
                cells = {
                    data.LEVEL: level(row[data.LEVEL], name) + _range(ends, name),
                    "80 % of runs": f"{level(row['q10'], name)} to {level(row['q90'], name)}",
                    **{
                        f"{part} alone": f"{level(row[f'{part}_q10'], name)} to {level(row[f'{part}_q90'], name)}"
                        for part in ("luck", "inputs")
                        if f"{part}_q10" in row
                    },
                }
            else:
                row = data.last(data.paired(baseline, shown, name)).iloc[0]
                ends = [data.last(data.paired(baseline, shown, end)).iloc[0] for end in _band(name, shown)]
                before, after = (_range([e[side] for e in ends], name) for side in ("baseline", "variant"))
                cells = {
                    _baseline_column(obj): level(row["baseline"], name) + before,
                    _column(obj, shown): level(row["variant"], name) + after,
                    "difference": labels.difference(row, unit, scale, whole=False),
                    **_alone_columns(row, scale),
                    "clear of zero": _clear(baseline, shown, name, row),
                    "direction": _direction(name, row),
                }
            rows.append(
                {
                    "scenario": _who(obj, baseline, shown),
                    "outcome": labels.outcome(name),
                    **cells,
                }
            )
    frame = pd.DataFrame(rows)
    # A column that says the same in every row says nothing.
    spare = [c for c in ("scenario", "direction") if c in frame and frame[c].nunique() == 1]
    return frame.drop(columns=spare)


def _who(obj, baseline, shown) -> str:
    """A variant by name, and what it is compared with where that differs between variants."""
    name = shown.scenario.name
    return f"{name} against {baseline.scenario.name}" if data.is_crossing(obj) else name


def _alone_columns(row, scale: float) -> dict[str, str]:
    """What luck and what inputs alone do to a difference, where inputs differ."""
    if not labels.is_split(row):
        return {}
    places = labels.places_of(row, scale)
    return {
        f"{part} alone": " to ".join(
            labels.signed(row[f"{part}_{end}"] * scale, places) for end in ("low", "high")
        )
        for part in ("luck", "inputs")
    }


def _clear(baseline, shown, name: str, row) -> str:
    if data.cannot_say(row):
        return f"{split.CANNOT_SAY}: {data.hangs_on(baseline, shown, name)}"
    return "yes" if data.clear(row) else f"no, with {row['runs']:.0f} runs"


def _band(name: str, result) -> tuple[str, ...]:
    """The outcomes that are the ends of another, where the result has them."""
    ends = vocabulary.band(name) or ()
    return ends if all(end in result.years for end in ends) else ()


def _range(ends: list[float], name: str) -> str:
    """The ends of a band beside a number, in its unit; nothing without them."""
    return f" ({level(ends[0], name)} to {level(ends[1], name)} over ranges of inputs)" if ends else ""


def perimeter_table(obj) -> pd.DataFrame:
    """Shares in the last year for all buyers and for each perimeter: mean over runs, and the paired difference."""
    rows = []
    everybody = vocabulary.perimeters()
    for name in BY_PERIMETER:
        for result in data.results(obj):
            row = {"scenario": result.scenario.name, "outcome": labels.outcome(name)}
            for perimeter, label in everybody.items():
                row[label] = _cell(obj, result, vocabulary.within(name, perimeter))
            rows.append(row)
    frame = pd.DataFrame(rows)
    spare = [c for c in everybody.values() if (frame[c] == "").all()]
    if data.results(obj)[0] is data.results(obj)[-1]:
        spare.append("scenario")
    return frame.drop(columns=spare)


def _cell(obj, result, name: str) -> str:
    """Mean of an outcome in the last year; with the difference from the baseline in points, * if clear of zero."""
    values = effects.values(result, name)
    if values is None:
        return ""
    if not data.is_comparison(obj) or result is obj.baseline:
        there = values[-1][np.isfinite(values[-1])]
        return level(float(there.mean()) if len(there) else math.nan, name)
    change = effects.last(data.against(obj, result), result, name)
    if change is None:
        return ""
    star = " *" if change.kind in (effects.CLEAR, effects.SMALL) else ""
    return f"{level(change.after, name)} ({labels.signed(100 * change.mean, 1)}{star})"


def _baseline_column(obj) -> str:
    """Heading of the column of baselines: the name, unless there are several."""
    names = {baseline.scenario.name for baseline, _ in data.pairs(obj)}
    return names.pop() if len(names) == 1 else "baseline"


def _column(obj, shown) -> str:
    """Heading of the column of a variant: its name, unless several stand below each other."""
    return shown.scenario.name if len(obj.variants) == 1 else "variant"


def level(value: float, name: str) -> str:
    """A value of an outcome with its unit; shares and rates in percent."""
    if not vocabulary.in_percent(name):
        unit = vocabulary.unit(name)
        return f"{_money(value) if unit.startswith('bn EUR') else _number(value)} {unit}"
    # A decimal, since differences have one.
    return (
        f"{labels.plain(100 * value, 1)} {vocabulary.shown_unit(name)}"
        if value == value
        else labels.percent(value)
    )


def _money(value: float) -> str:
    return labels.plain(value, 0 if abs(value) >= 10 else 1)


def _number(value: float) -> str:
    return labels.plain(value, 0 if abs(value) >= 10 else 1 if abs(value) >= 1 else 2)


def _direction(name: str, row) -> str:
    """Which way a clear difference goes: better or worse only where that is no matter of taste."""
    if not data.clear(row):
        return ""
    side = labels.better(name)
    if side not in ("higher", "lower") or labels.is_supplier_share(name):
        return _side(row)
    return "better" if _side(row) == side else "worse"


def state_table(baseline, shown) -> pd.DataFrame:
    """Winners and losers: what each state gains and loses in the last year, paired, in points."""
    columns = {
        "retained_capability_180": "retained capability, 180 days",
        "capability_gap": "capability gap",
        "us_share_stock": "US share of stock",
    }
    frames = {
        name: data.last(data.paired(baseline, shown, name, "states", "state")).set_index("state")
        for name in columns
    }
    rows = []
    for state in frames["capability_gap"].index:
        retained, gap = frames["retained_capability_180"].loc[state], frames["capability_gap"].loc[state]
        row = {"state": labels.tiles().get(state, {"name": state})["name"], "verdict": verdict(retained, gap)}
        for name, words in columns.items():
            part = frames[name].loc[state]
            row[f"{words}, points"] = labels.difference(part, "", 100, whole=False)
        rows.append((retained["mean"] - gap["mean"], row))
    return pd.DataFrame([row for _, row in sorted(rows, key=lambda pair: -pair[0])])


def verdict(retained, gap) -> str:
    """Gains, loses, mixed or neither: retained capability up is good, a wider gap is bad; only what is large counts."""
    signs = [
        side * np.sign(row["mean"]) * counts(name, row["mean"])
        for row, name, side in ((retained, "retained_capability_180", 1), (gap, "capability_gap", -1))
        if data.clear(row)
    ]
    if not signs:
        return "not distinguishable"
    good, bad = any(sign > 0 for sign in signs), any(sign < 0 for sign in signs)
    if good and bad:
        return "mixed"
    return "gains" if good else "loses" if bad else "too small to count"


def verdict_sentence(baseline, shown, table: pd.DataFrame) -> str:
    """Who gains and who loses, by name; an empty group is said to be empty."""
    groups = [
        f"{kind}: {', '.join(table.loc[table['verdict'] == kind, 'state']) or 'none'}"
        for kind in ("gains", "loses", "mixed", "too small to count", "not distinguishable")
    ]
    worlds = f"{labels.quoted(shown.scenario)} instead of {labels.quoted(baseline.scenario)}"
    year = int(shown.years["year"].max())
    return f"If {worlds}, the model gives in {year}: {'; '.join(groups)}."


def totals_table(obj) -> pd.DataFrame:
    """Money over all years: mean per run, and for a comparison the paired difference with its interval."""
    rows = []
    for baseline, shown in data.pairs(obj):
        sums = shown.years.groupby("replicate")[list(TOTALS)].sum()
        before = None if baseline is None else baseline.years.groupby("replicate")[list(TOTALS)].sum()
        for name in TOTALS:
            row = {
                "scenario": _who(obj, baseline, shown),
                "money": labels.outcome(name),
                "sum of all years, mean of runs": f"{_money(sums[name].mean())} bn EUR",
            }
            if before is not None:
                change = (sums[name] - before[name]).dropna()
                row[f"difference from {_baseline_column(obj)}"] = labels.difference(
                    data.known(change, shown), "bn EUR"
                )
            rows.append(row)
    frame = pd.DataFrame(rows)
    return frame.drop(columns=["scenario"]) if frame["scenario"].nunique() == 1 else frame


def assumptions() -> pd.DataFrame:
    """Every parameter with its range, source and grade, the assumed ones marked; empty without the table."""
    try:
        from model.inputs import parameters
    except ImportError:
        return pd.DataFrame()
    rows = []
    for key, row in parameters.table().items():
        grade = str(row.get("confidence", ""))
        assumed = (
            row.get("tag") == "A" or "assum" in grade.lower() or "assum" in str(row.get("source", "")).lower()
        )
        rows.append(
            {
                "key": key,
                "value": f"{row['value']:g}",
                "range": f"{row['low']:g} to {row['high']:g}",
                "unit": str(row.get("unit", "")),
                "meaning": str(row.get("description", "")),
                "source": str(row.get("source", "")),
                "grade": grade or str(row.get("tag", "")),
                "assumed": "\u25b2 assumed" if assumed else "",
            }
        )
    return pd.DataFrame(rows).sort_values("assumed", ascending=False, kind="stable")
