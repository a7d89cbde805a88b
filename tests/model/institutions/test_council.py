"""How an instrument becomes law (E17): majorities, unanimity, lag, failed votes, the passport's own vote."""

from types import SimpleNamespace

import numpy as np
import pytest
from support.stepping import block, lever_of, start

from model.inputs.facts import Facts
from model.inputs.parameters import Parameters
from model.institutions.legislation import COALITION, REGULATION, UNANIMITY, Legislation

FACTS = Facts.from_folder()
VALUES = Parameters()
EU = [state for state, inside in zip(FACTS.states, FACTS.eu_member[:, 0], strict=True) if inside]
SMALLEST = sorted(EU, key=lambda state: FACTS.population[FACTS.states.index(state), 0])[:15]


def votes(*columns):
    """One column of votes a run, each given by the states in favour."""
    return np.array([[state in column for column in columns] for state in FACTS.states], dtype=float)


def but(*against):
    return [state for state in FACTS.states if state not in against]


def proposal(design, runs, first_year=2029.0, lag=2.0):
    lags = np.broadcast_to(lag, runs).astype(float)
    return Legislation(FACTS, VALUES, np.full(runs, float(design)), np.full(runs, first_year), lags, runs)


def voted(design, *columns):
    """1 where each column of votes carries a proposal of ``design``."""
    proposed = proposal(design, len(columns))
    failed = proposed.vote(2027, votes(*columns))
    np.testing.assert_array_equal(failed, np.isinf(proposed.delay))
    return (1.0 - failed).tolist()


# --- who can carry it, and who can stop it


def test_a_majority_needs_states_and_people_and_three_states_alone_cannot_block():
    three, four = but("DE", "FR", "IT"), but("DE", "FR", "IT", "MT")
    assert voted(REGULATION, FACTS.states, three, four, SMALLEST, []) == [1, 1, 0, 0, 0]


def test_fifteen_states_with_enough_people_carry_it_and_fourteen_do_not():
    largest = sorted(EU, key=lambda state: -FACTS.population[FACTS.states.index(state), 0])
    assert voted(REGULATION, largest[:15], largest[:14]) == [1, 0]


def test_enough_states_without_enough_people_do_not_carry_it():
    missing = but("DE", "FR", "IT", "ES")  # 23 states, less than 65 % of the people
    people = FACTS.population[:, 0] * FACTS.eu_member[:, 0]
    share = sum(people[FACTS.states.index(s)] for s in missing if s in EU) / people.sum()
    assert share < 0.65 and voted(REGULATION, missing) == [0]


def test_partners_have_no_vote():
    partners = [state for state in FACTS.states if state not in EU]
    assert partners == ["GB", "NO", "UA"]
    for design in (REGULATION, UNANIMITY):
        assert voted(design, EU, partners) == [1, 0]


@pytest.mark.parametrize("state", ["MT", "DE"])
def test_one_state_stops_what_needs_unanimity_and_not_what_needs_a_majority(state):
    assert voted(UNANIMITY, FACTS.states, but(state)) == [1, 0]
    assert voted(REGULATION, but(state)) == [1]


# --- when it is in force


@pytest.mark.parametrize("lag", [1.0, 2.0, 3.0])
def test_what_passes_at_the_first_vote_is_in_force_in_its_first_year(lag):
    proposed = proposal(REGULATION, 1, 2029.0, lag)
    for year in range(2026, 2033):
        assert proposed.pending(year) == (year == 2029 - lag)
        if proposed.pending(year):
            proposed.vote(year, votes(FACTS.states))
        assert proposed.in_force(year)[0] == (year >= 2029)


def test_nothing_is_voted_on_before_the_run_begins():
    proposed = proposal(REGULATION, 1, 2027.0, 3.0)
    assert proposed.first_vote[0] == FACTS.start
    proposed.vote(2026, votes(FACTS.states))
    assert [proposed.in_force(year)[0] for year in (2026, 2027)] == [0, 1]


@pytest.mark.parametrize("fails", [1, 3])
def test_every_failed_vote_puts_force_off_by_a_year(fails):
    proposed = proposal(REGULATION, 2)
    for year in range(2027, 2035):
        carried = year - 2027 >= fails
        failed = proposed.vote(year, votes(FACTS.states, FACTS.states if carried else SMALLEST))
        assert failed.tolist() == [0, not carried]
        assert proposed.in_force(year).tolist() == [year >= 2029, year >= 2029 + fails]
    assert proposed.delay.tolist() == [0, fails]


def test_what_never_passes_is_never_in_force():
    proposed = proposal(REGULATION, 1)
    for year in range(2026, 2041):
        proposed.vote(year, votes(SMALLEST))
        assert not proposed.in_force(year)[0]


def test_a_coalition_waits_for_nobodys_vote():
    proposed = proposal(COALITION, 1)
    assert not any(proposed.pending(year) for year in range(2026, 2041))
    assert [proposed.in_force(year)[0] for year in (2028, 2029)] == [0, 1]
    assert not proposed.vote(2029, votes([]))[0]  # even if somebody counted


# --- in the model


def votes_failed(record):
    """(run, year) of every failed vote."""
    some = record.events["kind"] == "vote_failed"
    return list(
        zip(record.events["run"][some].astype(int), record.events["year"][some].astype(int), strict=True)
    )


RUNS = 24
DISPUTED = {"vote_noise": 1.0, "tie_cost": 0.3}


def test_a_regulation_fails_in_some_runs_and_passes_in_others_and_is_delayed_where_it_failed_first():
    record = block("edtu_milestones", runs=RUNS, parameters=DISPUTED)
    failed = votes_failed(record)
    for run in range(RUNS):
        years = sorted(year for r, year in failed if r == run)
        assert years == list(range(2026, 2026 + len(years)))  # voted every year until it passes
        inside = record.outcomes["members"][:, run] > 0
        assert not inside[: max(2, len(years) + 2)].any()  # two years from vote to force
    delayed = {run for run, _ in failed}
    never = {run for run, year in failed if year == record.years[-1]}
    assert 0 < len(never) < len(delayed) < RUNS
    assert record.outcomes["members"][:, sorted(delayed - never)].any()


def test_a_regulation_that_gives_nothing_never_passes_and_leaves_no_members():
    record = block(
        "edtu_milestones",
        runs=4,
        parameters={
            "vote_noise": 0.0,
            "edtu_fund": 0.0,
            "edtu_grant": 0.0,
            "edtu_pool_discount": 0.0,
            "edtu_access_shift": 0.0,
        },
    )
    assert len(votes_failed(record)) == 4 * len(record.years) and not record.outcomes["members"].any()


def test_a_coalition_is_there_at_once_where_unanimity_never_comes():
    given = {"vote_noise": 0.0, "edtu_clawback": 0.0}
    unanimous, coalition = (
        block("edtu_milestones", runs=3, years=6, parameters={**given, "edtu_design": d}) for d in (3, 2)
    )
    assert len(votes_failed(unanimous)) == 3 * 6 and not unanimous.outcomes["members"].any()
    assert not votes_failed(coalition) and coalition.outcomes["members"][2].all()
    assert not coalition.outcomes["members"][:2].any()


def test_unanimity_fails_where_a_majority_passes():
    law, unanimous = block("edtu_milestones", runs=8), block("edtu_unanimity", runs=8)
    assert len(votes_failed(unanimous)) > 4 * len(votes_failed(law))
    assert unanimous.outcomes["members"].sum() < 0.2 * law.outcomes["members"].sum()


def test_the_passport_has_a_vote_of_its_own():
    given = {"vote_noise": 1.0, "passport_home_loss": 0.3}
    setting, run = start("tech_passport", runs=24, years=5, parameters=given)
    lever = lever_of(run, "tech_passport")
    for year in setting.calendar:
        run.year(year)
        known = sum(value for _, value, _ in run.market.incentives.contributions("recognition"))
        acts = np.asarray(known + np.zeros(24)).max(axis=(0, 1)) > 0
        np.testing.assert_array_equal(acts, lever.legislation.in_force(year) > 0)
    passport = SimpleNamespace(events=run.ledger.table(run.facts))
    failed = {run for run, _ in votes_failed(passport)}
    assert 0 < len(failed) < 24
    levers = {"tech_passport": {"start": 2028, "ramp": 2}}
    both = block("edtu_milestones", runs=24, years=5, levers=levers, parameters=given)
    alone = block("edtu_milestones", runs=24, years=5, parameters=given)
    together, union_only = votes_failed(both), votes_failed(alone)
    assert set(votes_failed(passport)) <= set(together)
    assert {run for run, _ in union_only} != failed  # one may pass where the other fails


def test_the_two_votes_of_a_state_have_luck_of_their_own():
    _, run = start("edtu_full", runs=2)
    drawn = [run.luck.normal(stream, 2026, (len(FACTS.states),)) for stream in ("votes", "passport_votes")]
    assert not np.isin(drawn[0], drawn[1]).any()


def test_a_passport_by_decree_needs_no_vote():
    record = block(
        "tech_passport",
        runs=8,
        parameters={"vote_noise": 1.0, "tech_passport_vote": 0.0, "passport_home_loss": 0.3},
    )
    assert not votes_failed(record)
    calm = block("tech_passport", runs=8, parameters={"vote_noise": 0.0})  # where it passes at its first vote
    assert not votes_failed(calm)
    np.testing.assert_array_equal(
        record.outcomes["certification_cost_bn"], calm.outcomes["certification_cost_bn"]
    )
