"""Rules of choice beside each other in words and tables, for the terminal and for the published page."""

from __future__ import annotations

from collections.abc import Sequence

from experiments import vocabulary
from experiments.hindcast.hindcast import CATEGORIES, IMPORTERS
from experiments.hindcast.observed import DELIVERIES, ORDERS
from experiments.patterns.catalogue import PATTERNS
from experiments.patterns.histories import Interval
from experiments.publish.hindcast import SCORED
from experiments.publish.reference import SHOWN
from experiments.publish.rival_rules import (
    ENOUGH,
    HINDCASTS,
    OPEN,
    REVERSED,
    ROBUST,
    Trial,
    last_year,
    verdict,
)
from model.inputs.parameters import table as parameters
from model.members.rules import RULES

FLOWS = {DELIVERIES: "deliveries", ORDERS: "new orders"}
BY = {IMPORTERS: "importer", CATEGORIES: "category"}
NEAR = 0.05
Table = tuple[list[str], list[list[str]]]


def headlines(tried: Sequence[Trial]) -> Table:
    """One row a headline: the difference under each rule with its interval, and the verdict."""
    head = ["outcome", *(one.rule.title for one in tried), "verdict"]
    rows = [
        [
            f"{label}, {vocabulary.difference_unit(name)}",
            *(short(name, one.headlines[name].apart) for one in tried),
        ]
        + [said(tried, name)]
        for name, label in SHOWN
    ]
    return head, rows


def said(tried: Sequence[Trial], name: str) -> str:
    """The verdict on a headline in words."""
    what, count = verdict(tried, name)
    return what if what == REVERSED else f"{what} ({count} of {len(RULES)})"


def levels(tried: Sequence[Trial]) -> Table:
    """What each rule gives without new policy."""
    head = ["outcome without new policy", *(one.rule.title for one in tried)]
    rows = []
    for name, label in SHOWN:
        unit = vocabulary.shown_unit(name)
        rows.append(
            [
                f"{label}, {unit}",
                *(f"{vocabulary.scale(name) * one.headlines[name].level:.0f}" for one in tried),
            ]
        )
    return head, rows


def patterns(tried: Sequence[Trial]) -> Table:
    """One row a pattern."""
    head = ["pattern", *(one.rule.title for one in tried)]
    return head, [[p.title, *(one.verdicts[key] for one in tried)] for key, p in PATTERNS.items()]


def hindcasts(tried: Sequence[Trial]) -> Table:
    """One row a window, flow and kind: error in points, CRPS, and outcomes inside the 80 % band in per cent."""
    head = ["years, flow", *(one.rule.title for one in tried)]
    rows = []
    for number, flow, kind in HINDCASTS:
        _, first, last = SCORED[number]
        cells = []
        for one in tried:
            s = one.errors[number, flow, kind]
            cells.append(f"{100 * s.error:.1f} / {100 * s.crps:.1f} / {100 * s.coverage:.0f}")
        rows.append([f"{first}-{last % 100:02d}, {FLOWS[flow]} by {BY[kind]}", *cells])
    return head, rows


def blind(tried: Sequence[Trial]) -> Table:
    """One row a parameter that some rule cannot carry."""
    shipped = [one.rule for one in tried if one.rule.key in RULES]
    rows = []
    for key, row in parameters().items():
        if any(key in rule.blind_to for rule in shipped):
            marks = ["no" if key in rule.blind_to else "yes" for rule in shipped]
            rows.append([f"`{key}`: {row['description']}", *marks])
    return ["parameter", *(rule.title for rule in shipped)], rows


def short(name: str, apart: Interval) -> str:
    """A difference with its interval, in the unit of the outcome's differences."""
    scale = vocabulary.scale(name)
    low, mean, high = (scale * value for value in (apart.low, apart.mean, apart.high))
    near = min(abs(low), abs(high)) < NEAR  # one figure would hide on which side of zero an end lies
    places = 2 if near or high - low < 0.1 else 1
    return f"{mean:+.{places}f} ({low:+.{places}f} to {high:+.{places}f})"


def finding(tried: Sequence[Trial]) -> str:
    """What it comes to, in a few sentences."""
    by = {kind: [label for name, label in SHOWN if verdict(tried, name)[0] == kind] for kind in VERDICTS}
    parts = [f"{VERDICTS[kind]}: {', '.join(labels)}" for kind, labels in by.items() if labels]
    name, label = SHOWN[0]
    scale = vocabulary.scale(name)
    sizes = _each(tried, [f"{scale * one.headlines[name].apart.mean:+.1f}" for one in tried])
    passed = _each(tried, [str(one.passed) for one in tried])
    wrong = [
        f"{text} " + _each(tried, [f"{100 * one.mean_error(flow):.0f}" for one in tried])
        for flow, text in FLOWS.items()
    ]
    return (
        f"Of {len(SHOWN)} headlines of {last_year()}, {'; '.join(parts)}. Sizes hang on the rule: {label} {sizes} "
        f"({vocabulary.difference_unit(name)}). Patterns passed of {tried[0].measured}: {passed}. Error of importers' "
        f"shares in the hindcast (points): {'; '.join(wrong)}."
    )


def _each(tried: Sequence[Trial], figures: list[str]) -> str:
    """A figure of every rule with its name."""
    return ", ".join(f"{one.rule.title.lower()} {text}" for one, text in zip(tried, figures, strict=True))


def nearest(tried: Sequence[Trial]) -> str:
    """Which rule errs least in every window, for each flow and kind."""
    parts = []
    for flow, kind in dict.fromkeys((flow, kind) for _, flow, kind in HINDCASTS):
        best = set()
        for number in range(len(SCORED)):
            wrong = [one.errors[number, flow, kind].error for one in tried]
            best.add(tried[wrong.index(min(wrong))].rule.title.lower())
        which = best.pop() if len(best) == 1 else "another rule in each window"
        parts.append(f"{FLOWS[flow]} by {BY[kind]} {which}")
    return f"Smallest error: {'; '.join(parts)}."


VERDICTS = {
    ROBUST: f"those on which {ENOUGH} of {len(RULES)} rules or more agree in sign, with intervals clear of zero",
    REVERSED: "those on which two rivals say the opposite of the model",
    OPEN: "those that are not robust",
}
