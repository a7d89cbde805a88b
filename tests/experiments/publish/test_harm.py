"""Well-meant packages that do harm: each case has the sign that the page gives it, and what carries it."""

import re

import numpy as np
import pytest
from support.stepping import mean_and_error

from experiments.publish import harm
from experiments.result import seal
from model.outcomes.catalogue import DOMAIN_OUTCOMES, OUTCOMES

RUN_YEARS, SEED = (
    1000,
    7,
)  # not the luck of the page; the same work for a case of two years and for one of fifteen
IDS = [case.title for case in harm.CASES]
TEXT = harm.PAGE.read_text(encoding="utf-8")


def read(text):
    """(mean, low, high) of a cell of the page."""
    return tuple(float(value) for value in re.fullmatch(r"(\S+) \((\S+) to (\S+)\)", text).groups())


@pytest.mark.parametrize("case", harm.CASES, ids=IDS)
def test_a_case_names_an_outcome_and_calls_worse_what_the_registry_calls_worse(case):
    entry = (DOMAIN_OUTCOMES if case.domain else OUTCOMES)[case.outcome]
    better = entry.better or OUTCOMES[case.outcome].better
    if (
        "_share_" in case.outcome
    ):  # the registry judges no supplier; these packages mean to raise Europe's share
        assert better == "" and case.worse == (-1 if case.outcome.startswith("eu") else 1)
    else:
        assert better == {1: "lower", -1: "higher"}[case.worse]
    assert (
        case.why.endswith(".")
        and case.knocked
        and all(k.left in ("none", "less", "more") for k in case.knocked)
    )


@pytest.mark.parametrize("case", harm.CASES, ids=IDS)
def test_the_page_tells_every_case(case):
    part = TEXT.partition(f"## {case.title}\n")[2].partition("\n## ")[0]
    assert case.why in part and f"(`{case.outcome}`) in {case.year}" in part
    assert part.count("\n| ") == 2 + len(case.knocked) and all(f"| {k.label} |" in part for k in case.knocked)


def test_at_least_four_cases_are_told():
    assert len(harm.CASES) >= 4 and len(set(IDS)) == len(IDS) and TEXT.count("\n## ") == len(IDS)


@pytest.mark.parametrize("case", harm.CASES, ids=IDS)
def test_the_numbers_of_the_page_say_what_its_words_say(case):
    part = TEXT.partition(f"## {case.title}\n")[2].partition("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in part.splitlines() if line.startswith("| ")][1:]
    whole = read(rows[0][1])
    assert rows[0][0] == "as it is" and min(case.worse * value for value in whole) > 0
    for knock, (label, text) in zip(case.knocked, rows[1:], strict=True):
        assert label == knock.label
        if knock.left == "none":
            assert text == "0 in every run"
        else:
            change = case.worse * (read(text)[0] - whole[0])
            assert {"less": -change, "more": change}[knock.left] > 0, label


def test_nobody_changed_the_page_by_hand_or_its_cases_without_it():
    said = seal.broken(TEXT, harm.about())
    assert not said, f"docs/harm.md {said}: run python -m experiments.publish.harm"


@pytest.mark.republish
@pytest.mark.parametrize("case", harm.CASES, ids=IDS)
def test_the_harm_is_there_and_what_carries_it_is_what_the_page_says(case):
    runs = RUN_YEARS // (case.year - 2025)
    whole = harm.differences(case, None, runs, SEED)
    mean, error = mean_and_error(whole)
    assert case.worse * mean > 2 * error, (mean, error)
    for knock in case.knocked:
        left = harm.differences(case, knock.change, runs, SEED)
        if knock.left == "none":
            assert not left.any(), knock.label
            continue
        mean, error = mean_and_error(case.worse * (left - whole))  # same luck run by run
        assert {"less": -mean, "more": mean}[knock.left] > 2 * error, (knock.label, mean, error)


def test_a_change_is_made_to_package_and_comparison_alike():
    case = harm.CASES[IDS.index("Paying only on milestones starves the projects it should discipline")]
    change = case.knocked[0].change
    for setting, conditional in ((case.package, 1.0), (case.against, 0.0)):
        changed = setting.plus(change).scenario(3)
        assert changed.parameters == {"edtu_conditional": conditional, "edtu_research_share": 0.0}
        assert changed.years == 3 and changed.name == setting.name
    gone = harm.Setting("everything").plus(harm.off("", "less", without=("stockpiles",)).change).scenario(2)
    assert "stockpiles" not in gone.levers and "edtu" in gone.levers


def test_a_number_is_rounded_to_its_interval_and_exact_zeros_are_said():
    case = harm.CASES[0]
    assert harm.number(case, np.zeros(5)) == "0 in every run"
    assert harm.number(case, np.array([0.02, 0.03, 0.04, 0.03])) == "+3 (+2 to +4)"


@pytest.mark.slow
@pytest.mark.republish
def test_the_page_is_what_the_model_gives():
    assert harm.main(["--check"]) == 0, "run python -m experiments.publish.harm"
