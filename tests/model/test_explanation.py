"""What a lever adds to a single decision, as an explanation says it."""

import functools
from dataclasses import replace

import numpy as np
import pytest

from model.ensemble import simulate
from model.errors import InputError
from model.explanation import explain
from model.inputs.tables import own
from model.members.agents import MemberState
from model.members.scoring import TERMS
from model.mesa_model import ProcurementModel
from model.rules.choice import US
from model.scenarios.changes import change
from model.scenarios.loader import load_scenario
from model.suppliers.variables import DEPLOYED

LATE = 2029


@functools.cache
def usual(name, year):
    return stepped(load_scenario(name), year)


@functools.cache
def another_replicate():
    return stepped("baseline", replicate=3)


def stepped(scenario, year=LATE, **settings):
    model = ProcurementModel(scenario, seed=2, **settings)
    while model.next_year <= year:
        model.step()
    return model


def decisions(name, states=("DE", "FR", "PL", "SE"), domain="", year=LATE, **changes):
    """Explanations of some decisions of a year; states that decide nothing there are left out."""
    model = stepped(replace(load_scenario(name), **changes), year) if changes else usual(name, year)
    out = []
    for state in states:
        for key in [domain] if domain else ("fighters", "missiles_munitions"):
            try:
                out.append(explain(model, state, key, year))
            except InputError:
                continue
    return out


def explained(model, state, domain, year=LATE):
    """The rows of one decision, none where nothing was decided."""
    try:
        return explain(model, state, domain, year).offers
    except InputError:
        return []


class NeverAmerican(MemberState):
    """Refuses US systems before it chooses."""

    def score(self, cases, quotes):
        scores = super().score(cases, quotes)
        return replace(scores, score=np.where(scores.nest == US, -np.inf, scores.score))


def everything_decided(model):
    """(state, domain, year) of all that a model's agents have decided."""
    return [
        (agent.iso2, domain, year)
        for agent in model.members
        for year, memory in agent.memory.items()
        for domain in {model.setup.facts.domains[d] for d in memory.plans.cases.domain}
    ]


def test_a_model_is_asked_what_its_own_agent_saw_and_did_and_not_what_a_plain_one_would_have():
    model = stepped("baseline", replicate=4, member_class={"PL": NeverAmerican})
    asked = [(domain, year) for state, domain, year in everything_decided(model) if state == "PL"]
    assert len(asked) > 5
    for domain, year in asked:
        for row in explain(model, "PL", domain, year).offers:
            if row["nest"] == "us":
                assert not row["listed"] and row["chosen_lots"] == 0 and row["barred_by"]
    plain = [row for domain, year in asked for row in plain_rows(domain, year)]
    assert any(row["nest"] == "us" and row["listed"] for row in plain), "and a plain state would buy there"


def plain_rows(domain, year):
    try:
        return explain(usual("baseline", LATE), "PL", domain, year).offers
    except InputError:
        return []


def test_what_is_explained_is_what_was_bought_in_that_replicate():
    model = another_replicate()
    for state in ("DE", "PL", "SE"):
        i = model.setup.facts.states.index(state)
        bought = model.simulation.market.contracts
        mine = bought.member == i
        ordered = sum(
            row["ordered_bn"]
            for other, domain, year in everything_decided(model)
            if (other, year) == (state, LATE)
            for row in explain(model, state, domain, year).offers
            if row["offer"] != "defer"
        )
        assert ordered == pytest.approx(bought.amount[mine].sum())


def test_a_replicate_of_its_own_is_explained_by_name_as_by_model():
    model = another_replicate()
    state, domain, year = next(key for key in everything_decided(model) if key[2] == LATE)
    assert explain("baseline", state, domain, year, seed=2, replicate=3) == explain(
        model, state, domain, year
    )
    with pytest.raises(InputError, match="seed, replicate and facts"):
        explain(model, state, domain, year, replicate=5)


def test_a_model_that_has_not_got_there_says_so():
    with pytest.raises(InputError, match="run_model"):
        explain(ProcurementModel("baseline", seed=2), "PL", "fighters", 2028)


@pytest.mark.thorough
def test_explaining_changes_nothing_that_follows():
    quiet, asked = ProcurementModel("edtu_full", seed=2), ProcurementModel("edtu_full", seed=2)
    for _ in range(4):
        quiet.step()
        asked.step()
        for key in everything_decided(asked):
            explain(asked, *key)
    assert quiet.results[-1]["years"]["us_share_orders"] == asked.results[-1]["years"]["us_share_orders"]
    np.testing.assert_array_equal(
        quiet.simulation.members.variables.stock, asked.simulation.members.variables.stock
    )


def test_without_levers_no_lever_adds_anything():
    found = decisions("baseline", levers={})
    assert len(found) > 3
    assert not [key for one in found for row in one.offers for key in row if key.startswith("by_")]


def test_a_lever_at_strength_zero_or_before_its_start_adds_nothing():
    scenario = load_scenario("everything")
    off = {key: replace(s, strength=0.0) for key, s in scenario.levers.items()}
    late = {key: replace(s, start=2029) for key, s in scenario.levers.items()}
    for levers in (off, late):
        found = decisions("everything", levers=levers, states=("DE", "FR", "PL", "SE"), year=2028)
        assert found
        for one in found:
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
    at_once = {"common_delay": 0.0}  # what comes later may look worse
    record = simulate("edtu_milestones", runs=1, seed=2, years=4, parameters=at_once)
    inside = record.states["member"][LATE - record.years[0], :, 0] > 0
    mandate = [d for d, some in zip(own().domains, own().scope("edtu"), strict=True) if some]
    model = stepped(replace(load_scenario("edtu_milestones"), parameters=at_once))
    found = 0
    for state, member in zip(own().members, inside, strict=True):
        if state not in ("AT", "CZ", "FI", "NL", "RO", "GB", "NO"):
            continue
        for domain in mandate[:3]:
            for row in explained(model, state, domain):
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
    for one in decisions("joint_ammunition", domain="manoeuvre"):
        assert not any(row["by_joint_ammunition"] for row in one.offers)


def test_what_two_levers_add_in_different_terms_adds_up_to_what_both_add():
    only = dict.fromkeys(
        ("edtu_grant", "edtu_pool_discount", "common_delay", "edtu_breach", "edtu_fund"), 0.0
    )
    joins = {"w_e": 0.1, "tie_cost": 0.0, "edtu_access_shift": 0.5, "w_a": 1.0}  # for access alone
    scenario = change(
        load_scenario("edtu_milestones"), levers={"standards": {"start": 2026}}, parameters=only | joins
    )
    union, standards = "edtu", "standards"
    by_union, by_standards, both = [], [], []
    for agent in stepped(scenario).members:
        memory = agent.memory[LATE]
        score = memory.plans.scores.score
        without = {key: agent.score_without(LATE, key).score for key in (union, standards)}
        bare = replace(memory.quotes, incentives=memory.quotes.incentives.without(union))
        agent.memory[LATE] = replace(memory, quotes=bare)
        neither = agent.score_without(LATE, standards).score
        known = np.isfinite(score)
        by_union.append(score[known] - without[union][known])
        by_standards.append(score[known] - without[standards][known])
        both.append(score[known] - neither[known])
    by_union, by_standards, both = map(np.concatenate, (by_union, by_standards, both))
    np.testing.assert_allclose(by_union + by_standards, both, atol=1e-12)
    found = set(np.round(by_union, 12))
    assert (
        {0.0, 0.1} <= found and max(found) == 0.1 and min(found) == 0.0
    )  # the preference of members, by content
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


def test_what_was_never_on_sale_is_left_out_and_what_is_under_an_embargo_is_not():
    scenario = change(load_scenario("baseline"), shocks={"us_cutoff": {"start": 2026, "severity": 1.0}})
    model = stepped(scenario, 2028)
    offers = model.setup.facts.offers
    stages = {key: offers.stage[d, k, 0] for d, keys in enumerate(offers.keys) for k, key in enumerate(keys)}
    shown = [
        row
        for state, domain, year in everything_decided(model)
        for row in explain(model, state, domain, year).offers
        if row["offer"] != "defer"
    ]
    assert all(
        stages[row["offer"]] == DEPLOYED or row["listed"] or row["barred_by"] != "not on sale"
        for row in shown
    )
    assert any("not on sale" in row["barred_by"] and row["nest"] == "us" for row in shown)
    assert not {"fi_uk_gcap", "fi_eu_new", "fi_legacy"} & {row["offer"] for row in shown}


def test_offers_are_called_by_their_names_beside_their_keys():
    one = decisions("baseline", ("PL", "DE", "FR", "SE"), year=LATE)[0]
    bought = next(row for row in one.offers if row["chosen_lots"] and row["offer"] != "defer")
    assert bought["systems"] and f"{bought['systems'].partition(';')[0]} ({bought['offer']})" in one.why
    [line] = [line for line in str(one).splitlines() if line.startswith(f"{bought['offer']} ")]
    assert bought["systems"][:8] in line and "systems" in str(one).splitlines()[1]
    assert "systems" in one.frame() and max(len(line) for line in str(one).splitlines()[1:3]) < 330
