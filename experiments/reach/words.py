"""An answer in plain words and tables, for the terminal and for a file."""

from __future__ import annotations

import textwrap

import numpy as np

from experiments import vocabulary
from experiments.analysis.goals import names
from experiments.designs.factors import Factor
from experiments.inputs.rules import rule as middle
from experiments.reach.judge import AUTONOMY, COST, GAP, Judged, needed
from experiments.reach.reach import Answer, Question, spread
from experiments.report.text import table

HEAD = ["", "levers", "in search", "in fresh", "autonomy", "gap", "cost a year", ""]
WIDTH = 118


def question(goal: Question) -> str:
    """What was asked, in one or two sentences."""
    target = goal.target
    name = f"{target.title}: " if target.title else ""
    runs = f" with {goal.inside.runs} runs each" if goal.inside.runs > 1 else ""
    return (
        f"{name}{target.goal} in at least {100 * goal.share:.0f} % of {goal.inside.count} {goal.inside.kind}{runs}, "
        f"added to {goal.scenario.name}; {len(goal.space.levers)} levers may be chosen."
    )


def package(goal: Question, row: np.ndarray) -> str:
    """A package in words, such as ``edtu 0.65 from 2028, fund 6 bn EUR a year``."""
    said: dict[str, list[str]] = {}
    for factor, value in zip(goal.space.factors, row, strict=True):
        _, lever, option = factor.name.split(".")
        if option == "strength" and value > 0.0:
            said[lever] = [f"{lever} {value:g}"]
        elif lever in said:
            said[lever].append(_setting(factor, option, value))
    return "; ".join(" ".join(parts).replace(" ,", ",") for parts in said.values()) or "nothing"


def _setting(factor: Factor, option: str, value: float) -> str:
    if option == "start":
        return f"from {value:.0f}"
    unit = "" if "/" in factor.unit or factor.unit == option else f" {factor.unit}"
    return f", {option} {value:g}{unit}"


def rows(reached: Answer) -> list[list[str]]:
    """One row for the scenario itself and one for each package that is shown."""
    goal, count = reached.question, reached.question.inside.count
    out = [
        [
            "-",
            "0",
            _of(reached.without.attained[0], count),
            _of(reached.without_fresh.attained[0], goal.fresh.count),
            f"{100 * reached.without_fresh.balance[0].mean():.1f} %",
            f"{100 * reached.without_fresh.balance[1].mean():.1f} %",
            f"{reached.without_fresh.balance[2].mean():.0f} bn EUR",
            "without a package",
        ]
    ]
    levers = goal.space.count(reached.packages)
    for place in spread(len(reached.packages)):
        changes = reached.change[:, place]
        attained = reached.fresh.attained[place]
        out.append(
            [
                str(place + 1),
                str(levers[place]),
                _of(reached.results[place, 0], count),
                _of(attained, goal.fresh.count),
                _change(changes[0], 100.0),
                _change(changes[1], 100.0),
                _change(changes[2], 1.0),
                ""
                if attained >= goal.share
                else "falls short in fresh futures"
                if reached.reached
                else "nearest",
            ]
        )
    return out


def _of(share: float, count: int) -> str:
    return f"{share * count:.0f} of {count}"


def _change(values: np.ndarray, scale: float) -> str:
    low, high = interval(values)
    return f"{scale * values.mean():+.1f} ({scale * low:+.1f} to {scale * high:+.1f})"


def interval(values: np.ndarray) -> tuple[float, float]:
    """Ends of the middle share of futures, as wide as intervals of inputs elsewhere."""
    out = (1.0 - middle("inputs_share")) / 2.0
    low, high = np.quantile(values, (out, 1.0 - out))
    return float(low), float(high)


def verdict(reached: Answer) -> str:
    """The answer in one to three sentences."""
    goal, count = reached.question, reached.question.inside.count
    parts = []
    if reached.without.attained[0] >= goal.share:
        parts.append(
            f"Nothing has to be added: {goal.scenario.name} itself reaches it in "
            f"{_of(reached.without.attained[0], count)}. Packages below keep it and gain on autonomy, gap or cost."
        )
    if reached.reached:
        attaining = int((reached.fresh.attained >= goal.share).sum())
        parts.append(
            f"{len(reached.packages)} of {len(reached.tried)} packages tried reach it and are beaten by no other on "
            f"autonomy, gap and cost; {attaining} of them reach it in as many fresh futures too."
        )
    else:
        parts.append(
            f"Not within these ranges: none of {len(reached.tried)} packages tried reaches it in "
            f"{needed(goal.share, count)} of {count} {goal.inside.kind}. The nearest reaches it in "
            f"{_of(reached.results[0, 0], count)}, and misses it by {_missed(reached)} in the last of those in which "
            "it would have to. A search is no proof: more generations may find more."
        )
    return " ".join(parts)


def _missed(reached: Answer) -> str:
    """By how much the nearest misses, in points where the goal compares shares only."""
    missed = reached.results[0, 1]
    if all(vocabulary.in_percent(name) for name, _ in names(reached.question.target.goal)):
        return f"{100 * missed:.1f} points"
    return f"{missed:.3g} in the goal's own unit"


def text(reached: Answer) -> str:
    """The whole answer for a terminal."""
    goal = reached.question
    shown = spread(len(reached.packages))
    said = [f"{place + 1}: {package(goal, reached.packages[place])}" for place in shown]
    notes = [
        f"Packages: differences from without, in points ({AUTONOMY} and {GAP} in {goal.target.year}) and bn EUR a "
        f"year ({COST}, mean of {goal.scenario.start} to {goal.target.year}): mean and middle "
        f"{100 * middle('inputs_share'):.0f} % of {goal.fresh.count} fresh {goal.fresh.kind}, which the "
        f"search has not seen, on the same luck with and without. Seed {goal.seed}.",
    ]
    if len(reached.packages) > len(shown):
        notes.append(
            f"Shown are {len(shown)} of the {len(reached.packages)} packages of the front, from the cheapest to the "
            "dearest; all are in front.csv."
        )
    if goal.target.note:
        notes.append(f"{goal.target.note}. Source: {goal.target.source}.")
    parts = [question(goal), verdict(reached), table(HEAD, rows(reached)), *said, *notes]
    return "\n\n".join(part if "\n" in part else textwrap.fill(part, WIDTH) for part in parts)


def record(reached: Answer) -> list[dict[str, object]]:
    """The front as rows of a table: values of the factors, then how each package does."""
    goal, out = reached.question, []
    for place, row in enumerate(reached.packages):
        line: dict[str, object] = {"package": place + 1, "words": package(goal, row)}
        line |= {
            name.removeprefix("levers."): f"{v:g}" for name, v in zip(goal.space.names, row, strict=True)
        }
        line |= {"attained_in_search": f"{reached.results[place, 0]:.4f}"}
        line |= _fresh(reached.fresh, reached.change, place)
        out.append(line)
    return out


def _fresh(fresh: Judged, change: np.ndarray, place: int) -> dict[str, object]:
    out: dict[str, object] = {"attained_in_fresh": f"{fresh.attained[place]:.4f}"}
    for name, level, values in zip(
        (AUTONOMY, GAP, COST), fresh.balance[:, place], change[:, place], strict=True
    ):
        low, high = interval(values)
        numbers = {"": level.mean(), "_change": values.mean(), "_change_low": low, "_change_high": high}
        out |= {f"{name}{ending}": f"{value:.6g}" for ending, value in numbers.items()}
    return out
