"""Exercises check themselves: right answers pass, wrong ones get a hint, and no answer is no error."""

import numpy as np
import pytest

from experiments.lessons import check
from experiments.lessons.exercises import EXERCISES, KINDS, NONE_YET, RIGHT, WRONG
from experiments.runs import runner
from model import MemberState, explain
from model.errors import InputError
from model.institutions.lever import LEVERS, Lever
from model.rules.choice import EUROPEAN


@pytest.fixture(scope="module")
def both():
    return runner.compare("baseline", "edtu_full", runs=12, inputs="fixed", progress=False)


@pytest.fixture(scope="module")
def base(both):
    return both.baseline


def right(name, answer, *given):
    assert check(name, answer, *given) == RIGHT


def wrong(name, answer, *given):
    said = check(name, answer, *given)
    assert said.startswith(WRONG) and len(said) > len(WRONG) + 10


@pytest.mark.parametrize("name", list(EXERCISES))
def test_no_answer_is_no_error_and_an_answer_of_another_kind_is_told_so(name):
    assert check(name, None) == NONE_YET
    wrong_kind = 3.5 if EXERCISES[name].kind != "number" else "three"
    assert check(name, wrong_kind) == f"{WRONG} Answer with {KINDS[EXERCISES[name].kind][1]}."


def test_an_unknown_exercise_is_named_with_the_nearest():
    with pytest.raises(InputError, match="did you mean 'stock changes by'"):
        check("stock change by", 1)


def test_the_year_of_most_orders_is_read_off_one_history():
    one = runner.run("baseline")
    values = one.outcome("us_share_orders")[:, 0]
    year = one.calendar[int(np.argmax(values))]
    right("year of most US orders", year, one)
    wrong("year of most US orders", year + 1, one)


def test_stock_runs_gain_cost_and_outsiders_are_worked_out(both, base):
    stock = base.outcome("us_share_stock").mean(axis=1)
    change = 100 * (stock[-1] - stock[0])
    right("stock changes by", change + 0.9, base)
    wrong("stock changes by", change + 1.1, base)

    needed = (1.96 * base.outcome("us_share_orders")[-1].std(ddof=1) / 0.005) ** 2
    right("runs for half a point", round(needed), base)
    wrong("runs for half a point", 2 * needed, base)

    gain = (both["edtu_full"].outcome("eu_share_orders")[-1] > base.outcome("eu_share_orders")[-1]).mean()
    right("share of runs with a gain", gain, both)
    wrong("share of runs with a gain", gain + 0.1, both)

    cost = (both["edtu_full"].outcome("full_cost_bn")[-1] - base.outcome("full_cost_bn")[-1]).mean()
    right("cost of the package", cost, both)
    wrong("cost of the package", -cost, both)

    members = both["edtu_full"].record.states["member"][-1].mean(axis=-1)
    right("states that stay out", int((members < 0.5).sum()), both)
    wrong("states that stay out", len(members), both)


def test_one_decision_is_read_off_its_table(base):
    why = explain(base, state="DE", domain="fighters", year=2028)
    right("another state", why.offers[0]["offer"], base, "DE", "fighters", 2028)
    wrong("another state", "defer", base, "DE", "fighters", 2028)
    term = why.why.partition("the term that decided was ")[2].split()[0]
    right("term that decided", term, why)
    wrong("term that decided", "luck", why)


def test_a_lever_of_ones_own_has_to_act_and_to_be_silent_at_strength_0():
    class Bonus(Lever):
        key, title, description = "own_bonus", "Bonus", "An example."
        channels = ("support",)
        default_start = classmethod(lambda cls: 2027)

        def act(self, year, incentives, members, market):
            grant = self.strength(year) * 0.3 * (self.facts.offers.nest == EUROPEAN)
            incentives.add(self, "support", grant, reach=self.facts.eu_member)

        def strength(self, year):
            return self.schedule.at(year)

    class Idle(Bonus):
        def strength(self, year):
            return 0.0

    before = dict(LEVERS)
    right("a lever that cuts waiting", Bonus)
    wrong("a lever that cuts waiting", Idle)
    wrong("a lever that cuts waiting", dict)
    assert LEVERS == before


def test_a_state_in_a_hurry_takes_what_comes_first():
    class Hurried(MemberState):
        def choose_one(self, options):
            offers = [row for row in options if row["delivery_yr"] is not None]
            return min(offers or options, key=lambda row: row["delivery_yr"] or 0.0)

    right("a state in a hurry", Hurried)
    wrong("a state in a hurry", MemberState)
