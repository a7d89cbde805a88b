"""What a lever adds to a single decision, as an explanation says it."""

from dataclasses import replace

import numpy as np
import pytest

from model import explanation
from model.block import set_up
from model.ensemble import simulate
from model.errors import InputError
from model.explanation import explain
from model.inputs.parameters import Parameters
from model.inputs.tables import own
from model.institutions.incentives import CHANNELS
from model.members import decision
from model.members.scoring import TERMS
from model.scenarios.scenario import change, load_scenario
from model.suppliers.conduct import SupplierArrays

LATE = 2031


def decisions(name, states=("DE", "FR", "PL", "SE"), domain="", year=LATE, **changes):
    """Explanations of some decisions of a year; states that decide nothing there are left out."""
    out = []
    for state in states:
        for each in [domain] if domain else ("combat_air", "missiles_munitions"):
            try:
                out.append(explain(replace(load_scenario(name), **changes), state, each, year, seed=2))
            except InputError:
                continue
    return out


def test_without_levers_no_lever_adds_anything():
    told = decisions("baseline")
    assert len(told) > 3
    assert not [key for one in told for row in one.offers for key in row if key.startswith("by_")]


def test_a_lever_at_strength_zero_or_before_its_start_adds_nothing():
    scenario = load_scenario("everything")
    off = {key: replace(s, strength=0.0) for key, s in scenario.levers.items()}
    late = {key: replace(s, start=LATE + 1) for key, s in scenario.levers.items()}
    for levers in (off, late):
        for one in decisions("everything", levers=levers, states=("DE", "PL")):
            for row in one.offers:
                assert [row[f"by_{key}"] for key in levers] == [0.0] * len(levers)


def test_each_lever_of_the_package_is_named_and_waiting_is_moved_by_none():
    keys = {f"by_{key}" for key in load_scenario("everything").levers}
    for one in decisions("everything", states=("DE", "FR")):
        for row in one.offers:
            assert {key for key in row if key.startswith("by_")} == keys
            if row["offer"] == "defer":
                assert not any(row[key] for key in keys)


def test_scores_are_the_sum_of_their_terms():
    for one in decisions("edtu_full"):
        for row in one.offers:
            if row["listed"]:
                assert sum(row[term] or 0.0 for term in TERMS) == pytest.approx(row["score"], abs=1e-12)
        assert sum(row["probability"] for row in one.offers) == pytest.approx(1.0)
        assert sum(row["chosen_lots"] for row in one.offers) == one.lots


def test_a_member_scores_eligible_offers_higher_and_others_lower_for_the_union_and_others_score_the_same():
    record = simulate("edtu_milestones", runs=1, seed=2)
    inside = record.states["member"][LATE - record.years[0] - 1, :, 0] > 0
    mandate = [d for d, some in zip(own().domains, own().scope("edtu"), strict=True) if some]
    found = 0
    for state, member in zip(own().members, inside, strict=True):
        if state not in ("AT", "CZ", "FI", "NL", "RO", "GB", "NO"):
            continue
        for domain in mandate[:3]:
            rows_of = [row for one in decisions("edtu_milestones", (state,), domain) for row in one.offers]
            for row in rows_of:
                moved = row["by_edtu"]
                if not member or row["offer"] == "defer":
                    assert moved == 0.0, (state, row["offer"])
                elif np.isfinite(moved) and row["listed"]:
                    found += 1
                    assert (moved > 0) == (row["preference"] > 0) and moved != 0.0, (state, row["offer"])
    assert found


def test_a_lever_adds_to_the_offers_that_it_names_and_in_its_domain_only():
    for one in decisions("joint_ammunition", domain="missiles_munitions"):
        parts = [
            row["by_joint_ammunition"] for row in one.offers if row["nest"] == "european" and row["listed"]
        ]
        assert parts and max(parts) > 0
    for one in decisions("joint_ammunition", domain="land"):
        assert not any(row["by_joint_ammunition"] for row in one.offers)


class Thrice(explanation._Watched):
    """Members that also keep the scores without any lever."""

    def plan(self, quotes, luck, year):
        if year == self.year:
            bare = quotes.incentives
            for key in self.levers:
                bare = bare.without(key)
            assert not any(bare.given(channel) for channel in CHANNELS)
            cases = decision.find_cases(self.state, year)
            bare = replace(quotes, incentives=bare)
            self.bare = decision.score_cases(self.state, cases, bare, everything=True).score
        return super().plan(quotes, luck, year)


def test_what_two_levers_add_in_different_terms_adds_up_to_what_both_add():
    only = dict.fromkeys(
        ("edtu_grant", "edtu_pool_discount", "edtu_pool_delay", "edtu_breach", "edtu_fund"), 0.0
    )
    joins = {"w_e": 0.1, "tie_cost": 0.0, "edtu_access_shift": 0.5, "w_a": 1.0}  # for access alone
    scenario = change(
        load_scenario("edtu_milestones"), levers={"standards": {"start": 2026}}, parameters=only | joins
    )
    keys = sorted(scenario.levers)
    run = set_up(
        scenario,
        2,
        np.array([0]),
        Parameters(scenario.parameters),
        lambda state: Thrice(state, LATE, keys),
        SupplierArrays,
    )
    for year in range(scenario.start, LATE + 1):
        run.year(year)
    (plans,) = run.members.latest
    score, parts = plans.scores.score, run.members.without
    known = np.isfinite(score)
    by_union, by_standards = (score[known] - parts[key][known] for key in keys)
    np.testing.assert_allclose(by_union + by_standards, score[known] - run.members.bare[known], atol=1e-12)
    assert set(np.round(by_union, 12)) == {0.0, 0.1}  # the preference of members, and nothing for others
    assert (by_standards >= 0).all() and by_standards.max() > 0


def test_what_puts_an_offer_on_the_shortlist_is_said_so():
    opened = {"partners": replace(load_scenario("partners").levers["partners"], start=2026, ramp=0)}
    said = []
    for one in decisions("partners", own().members[:12], "uncrewed", 2028, levers=opened):
        for row in one.offers:
            if row["offer"] == "un_ua_drones" and row["listed"] and one.state != "UA":
                assert row["by_partners"] == np.inf
                said.append("un_ua_drones put on the shortlist" in str(one))
    assert said and all(said)


def test_watching_for_an_explanation_changes_no_decision():
    scenario = replace(load_scenario("edtu_full"), years=6)
    record = simulate(scenario, runs=1, seed=2)
    run = explanation._run(scenario, 2, 0, LATE)
    for i, year in enumerate(scenario.calendar):
        tables_of_year = run.year(year)["years"]
        np.testing.assert_array_equal(
            tables_of_year["us_share_orders"], record.outcomes["us_share_orders"][i]
        )
