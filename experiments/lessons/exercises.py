"""The exercises of the notebooks: each works its answer out from the model, so that none is written anywhere."""

from __future__ import annotations

import math
import numbers
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from model.errors import unknown

if TYPE_CHECKING:
    from experiments.result.comparison import Comparison
    from experiments.result.result import Result
    from model.explanation import Explanation

NONE_YET, RIGHT, WRONG = "No answer yet.", "Yes.", "Not what the model gives."


@dataclass(frozen=True)
class Exercise:
    """One exercise.

    Attributes:
        judge: called with the answer and what the notebook hands over; says whether it is right.
        kind: of answer: "number", "text" or "class". hint: where to look, after a wrong answer.
    """

    judge: Callable[..., bool]
    kind: str
    hint: str


EXERCISES: dict[str, Exercise] = {}
KINDS = {
    "number": (lambda answer: isinstance(answer, numbers.Real) and not isinstance(answer, bool), "a number"),
    "text": (lambda answer: isinstance(answer, str), "a text in quotation marks"),
    "class": (lambda answer: isinstance(answer, type), "the name of a class"),
}


def exercise(name: str, kind: str, hint: str) -> Callable[[Callable[..., bool]], Callable[..., bool]]:
    """Enters a function that judges answers among the exercises."""

    def enter(judge: Callable[..., bool]) -> Callable[..., bool]:
        EXERCISES[name] = Exercise(judge, kind, hint)
        return judge

    return enter


def check(name: str, answer: Any, *more: Any) -> str:
    """Whether an answer agrees with the model, with a hint if it does not.

    Args:
        name: of the exercise, as the notebook has it. answer: yours; None where there is none yet.
        more: what the exercise is about, such as the result of a run.

    Example:
        >>> check("stock falls by", -3, many)
    """
    if name not in EXERCISES:
        raise unknown("exercise", name, EXERCISES)
    one = EXERCISES[name]
    if answer is None:
        return NONE_YET
    fits, words = KINDS[one.kind]
    if not fits(answer):
        return f"{WRONG} Answer with {words}."
    return RIGHT if one.judge(answer, *more) else f"{WRONG} {one.hint}"


def near(answer: float, truth: float, tolerance: float) -> bool:
    """Whether a number is close enough."""
    return math.isfinite(truth) and abs(float(answer) - truth) <= tolerance


@exercise("year of most US orders", "number", "Sort base.years by the column us_share_orders.")
def _most_us(answer: float, base: Result) -> bool:
    frame = base.years.set_index("year")["us_share_orders"]
    return near(answer, float(frame.idxmax()), 0.0)


@exercise(
    "stock changes by",
    "number",
    "Mean of us_share_stock by year, last minus first, in points: a fall is negative.",
)
def _stock(answer: float, many: Result) -> bool:
    mean = many.years.groupby("year")["us_share_stock"].mean()
    return near(answer, 100 * float(mean.iloc[-1] - mean.iloc[0]), 1.0)


@exercise(
    "term that decided",
    "text",
    "Take the two rows with the highest score, and look for the term whose values lie furthest apart in favour of "
    "the first.",
)
def _term(answer: str, why: Explanation) -> bool:
    from model.members.scoring import TERMS

    best, second = sorted((r for r in why.offers if r["score"] is not None), key=lambda r: -r["score"])[:2]
    gap = {term: (best[term] or 0.0) - (second[term] or 0.0) for term in TERMS}
    return answer == max(gap, key=lambda term: gap[term])


@exercise(
    "another state",
    "text",
    "Call explain with state, domain and year of the question; the row with most lots comes first.",
)
def _other(answer: str, base: Result, state: str, domain: str, year: int) -> bool:
    from model.explanation import explain

    return answer == explain(base, state=state, domain=domain, year=year).offers[0]["offer"]


@exercise(
    "runs for half a point",
    "number",
    "A mean of n runs has the standard error sd/sqrt(n); 1.96 of them make half of the 95 % interval. An answer "
    "within a quarter of it counts.",
)
def _runs(answer: float, many: Result) -> bool:
    last = many.outcome("us_share_orders")[-1]
    truth = (1.96 * float(np.nanstd(last, ddof=1)) / 0.005) ** 2
    return near(answer, truth, truth / 4)


@exercise(
    "share of runs with a gain",
    "number",
    "Pair the runs: both.pairs(outcome) gives years, baseline and variant, run by run. Answer from 0 to 1.",
)
def _gain(answer: float, both: Comparison) -> bool:
    _, without, with_it = both.pairs("eu_share_orders")
    return near(answer, float(np.mean(with_it[-1] > without[-1])), 0.05)


@exercise(
    "cost of the package", "number", "both.difference('full_cost_bn') has a column mean; take its last row."
)
def _cost(answer: float, both: Comparison) -> bool:
    return near(answer, float(both.difference("full_cost_bn")["mean"].iloc[-1]), 1.0)


@exercise(
    "states that stay out",
    "number",
    "result.states has a column member, 0 or 1; take the last year and the mean over runs by state, and count those "
    "below one half. Ukraine, Norway and the United Kingdom count as states.",
)
def _out(answer: float, both: Comparison) -> bool:
    frame = both.variants[0].states
    joined = frame[frame["year"] == frame["year"].max()].groupby("state")["member"].mean()
    return near(answer, float((joined < 0.5).sum()), 0.0)


@exercise(
    "a lever that cuts waiting",
    "class",
    "It needs a key, a title, channels with the one that it changes, default_start and act; at full strength the mean "
    "of eu_share_orders has to move, at strength 0 nothing may.",
)
def _own_lever(answer: type, runs: int = 4) -> bool:
    from model.ensemble import simulate
    from model.institutions.lever import LEVERS, Lever

    if not issubclass(answer, Lever) or not answer.key:
        return False
    before = dict(LEVERS)
    LEVERS[answer.key] = answer
    try:
        plain, off, on = (
            simulate("baseline", runs=runs, years=5, levers=levers).outcomes["eu_share_orders"]
            for levers in (None, {answer.key: 0}, {answer.key: 1})
        )
    finally:
        LEVERS.clear()
        LEVERS.update(before)
    return bool(np.array_equal(plain, off, equal_nan=True) and not np.array_equal(plain, on, equal_nan=True))


@exercise(
    "a state in a hurry",
    "class",
    "Of the rows that are listed take the one with the smallest delivery_yr; the row for waiting has None there. It "
    "is asked on shortlists of Poland's first three years.",
)
def _hurry(answer: type, years: int = 3) -> bool:
    from model.members.agents import MemberState
    from model.mesa_model import ProcurementModel

    if not issubclass(answer, MemberState):
        return False
    model = ProcurementModel("baseline", seed=1, years=years)
    model.run_model()
    poland, times = model.member("PL"), 0
    judge = answer.__new__(answer)  # asked about shortlists alone, without a world of its own
    for year, memory in poland.memory.items():
        for place in memory.plans.cases.domain:
            rows = [
                r for r in poland.options(poland.variables.facts.domains[int(place)], year) if r["listed"]
            ]
            offers = [row for row in rows if row["delivery_yr"] is not None]
            for row in rows:
                row["drawn"] = row is rows[0]
            if offers:
                times += 1
                soonest = min(row["delivery_yr"] for row in offers)
                if judge.choose_one(rows)["delivery_yr"] != soonest:
                    return False
    return times > 0
