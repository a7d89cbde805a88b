"""Policies crossed with a shock in words: effect in both worlds, interaction, and which orders of policies flip."""

from __future__ import annotations

import pandas as pd

from experiments import vocabulary
from experiments.figures import data, labels
from experiments.intervals import split
from experiments.report.main_outcomes import HEADLINE
from experiments.result.crossing import Crossing, Order
from experiments.result.result import check_year
from experiments.shocks import INTERACTION, WORLDS

COLUMNS = {
    WORLDS[0]: "effect without the shock",
    WORLDS[1]: "effect with the shock",
    INTERACTION: "interaction",
}
EXPLAINED = (
    "The effect of a policy is its paired difference from the baseline of the same world, on the same luck and inputs; "
    "the interaction is the effect with the shock less that without. An order flips where the policy that is higher in "
    "an outcome without the shock is the lower one with it, by the means over runs."
)


def table(obj: Crossing, year: int | None = None) -> pd.DataFrame:
    """The 2 x 2 in words: one row per policy and main outcome.

    Args:
        year: a simulated year; the last by default.
    """
    rows = []
    for policy in obj.policies[1:]:
        for name in vocabulary.KEY_OUTCOMES:
            unit, scale = vocabulary.difference_unit(name), vocabulary.scale(name)
            parts = _parts(obj, name, policy, year)
            cells = {column: _said(parts[part], unit, scale) for part, column in COLUMNS.items()}
            turned = [order for order in obj.flips(name, year) if policy in (order.first, order.second)]
            flips = "; ".join(_turned(order) for order in turned) or "same"
            rows.append(
                {"policy": policy, "outcome": labels.outcome(name), **cells, "order under the shock": flips}
            )
    frame = pd.DataFrame(rows)
    return frame.drop(columns="policy") if len(obj.policies) == 2 else frame


def _parts(obj: Crossing, name: str, policy: str, year: int | None) -> dict[str, pd.Series]:
    """Effect without, with, and the interaction of one policy in one year, by part."""
    frame = obj.effects(name)
    year = check_year(year, obj.baseline.calendar)
    mine = frame[(frame["policy"] == policy) & (frame["year"] == year)]
    return {row["part"]: row for _, row in mine.iterrows()}


def _said(row, unit: str, scale: float) -> str:
    """A difference with its interval, and whether it says which way it goes."""
    text = labels.difference(row, unit, scale, whole=False)
    if data.clear(row):
        return text
    doubt = f"{split.CANNOT_SAY} which way" if data.cannot_say(row) else "not clear of zero"
    return f"{text[:-1]}; {doubt})" if text.endswith(")") else f"{text}, {doubt}"


def _turned(order: Order) -> str:
    """Who is higher in which world; where one difference is not clear of zero, that is said too."""
    without, with_shock = (
        order.second if difference > 0 else order.first for difference in (order.without, order.with_shock)
    )
    words = f"flips: {without} higher without, {with_shock} higher with"
    return words if order.flips_clearly else f"{words} (not clear of zero in both worlds)"


def sentences(obj: Crossing, year: int | None = None) -> list[str]:
    """What each policy does to the headline outcomes in both worlds, then which orders flip."""
    year = check_year(year, obj.baseline.calendar)
    said = []
    for policy in obj.policies[1:]:
        worlds = f"If {labels.quoted(obj[policy].scenario)} instead of {labels.quoted(obj.baseline.scenario)}"
        for name in HEADLINE:
            parts = _parts(obj, name, policy, year)
            words = {part: _said(row, "points", 100) for part, row in parts.items()}
            said.append(
                f"{worlds}, the model gives in {year} a difference in the {labels.outcome(name)} of {words[WORLDS[0]]} "
                f"without the shock and of {words[WORLDS[1]]} under \u201c{obj.shock}\u201d; the shock changes the "
                f"effect by {words[INTERACTION]}."
            )
    return [*said, flips_sentence(obj, year)]


def flips_sentence(obj: Crossing, year: int) -> str:
    """Which orders of policies flip under the shock, by outcome; that none does is said."""
    flips = [(name, order) for name in vocabulary.KEY_OUTCOMES for order in obj.flips(name, year)]
    clear = [
        f"{labels.outcome(name)} ({_turned(order).removeprefix('flips: ')})"
        for name, order in flips
        if order.flips_clearly
    ]
    unclear = [labels.outcome(name) for name, order in flips if not order.flips_clearly]
    policies = " and ".join(obj.policies) if len(obj.policies) == 2 else f"the {len(obj.policies)} policies"
    start = f"Under \u201c{obj.shock}\u201d the order of {policies} in {year}"
    if not flips:
        return f"{start} flips in none of the {len(vocabulary.KEY_OUTCOMES)} main outcomes."
    parts = [f"flips in {'; '.join(clear)}" if clear else "flips clearly in no main outcome"]
    if unclear:
        named = ", ".join(dict.fromkeys(unclear))
        parts.append(f"by the means alone, not clear of zero in both worlds, it also flips in {named}")
    return f"{start} {'; '.join(parts)}."


def short_table(obj: Crossing, year: int) -> tuple[str, list[str], list[list[str]]]:
    """The crossing for a terminal: heading, head of the table, and rows as short as can be."""
    rows = []
    for policy in obj.policies[1:]:
        for name in vocabulary.KEY_OUTCOMES:
            parts, unit = _parts(obj, name, policy, year), vocabulary.difference_unit(name)
            cells = [_short(parts[part], vocabulary.scale(name)) for part in COLUMNS]
            flips = any(policy in (order.first, order.second) for order in obj.flips(name, year))
            rows.append([policy, f"{labels.outcome(name)}, {unit}", *cells, "order flips" if flips else ""])
    title = (
        f"Policy and shock crossed, in {year}: {obj.shock}.\nPaired differences from the baseline of the same world; "
        "in brackets their interval, * where it is clear of zero."
    )
    return title, ["policy", "outcome", "without the shock", "with it", INTERACTION, ""], rows


def _short(row, scale: float) -> str:
    """A difference and its interval as short as can be, for a terminal."""
    words = labels.difference(row, "", scale, whole=False).replace(f"{labels.interval_name(row)} ", "")
    return f"{words} {'*' if data.clear(row) else ' '}"
