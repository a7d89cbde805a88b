"""Member states as agents: what they say about their own decisions, and a rule of one's own."""

import numpy as np
import pytest

from model.ensemble import simulate
from model.errors import InputError
from model.members.agents import MemberState
from model.mesa_model import ProcurementModel
from model.suppliers.agents import Supplier
from model.suppliers.variables import DEPLOYED


def run_to_the_end(years=4, **settings):
    model = ProcurementModel("edtu_full", seed=1, years=years, **settings)
    model.run_model()
    return model


@pytest.fixture(scope="module")
def usual():
    return run_to_the_end()


@pytest.fixture(scope="module")
def polish():
    """Poland buys what is cheapest."""
    return run_to_the_end(member_class={"PL": Cheapest})


class TakesTheDrawn(MemberState):
    def choose_one(self, options):
        return super().choose_one(options)


class Cheapest(MemberState):
    def choose_one(self, options):
        return min(options, key=lambda row: np.inf if row["price"] is None else row["price"])


def test_what_agents_say_they_bought_is_what_the_market_booked(usual):
    bought = usual.simulation.market.contracts
    for i, agent in enumerate(usual.members):
        memory = agent.memory[usual.next_year - 1]
        domains = {usual.setup.facts.domains[d] for d in memory.plans.cases.domain}
        rows = [row for domain in domains for row in agent.options(domain)]
        said = {
            row["offer"]: row["ordered_bn"]
            for row in rows
            if row["ordered_bn"] > 0.0 and row["offer"] != "defer"
        }
        mine = np.flatnonzero(bought.member == i)
        keys = usual.setup.facts.offers.keys
        booked: dict[str, float] = {}
        for n in mine:
            domain, offer = divmod(int(bought.slot[n]), bought.shape[2])
            booked[keys[domain][offer]] = booked.get(keys[domain][offer], 0.0) + bought.amount[n]
        assert said == pytest.approx(booked), agent


def test_what_went_back_is_what_was_chosen_instead_and_no_money_is_lost(usual):
    told = 0
    for agent in usual.members:
        for year, memory in agent.memory.items():
            for case, domain in enumerate(memory.plans.cases.domain):
                rows = agent.options(usual.setup.facts.domains[domain], year)
                back, instead, spent = (
                    sum(row[name] for row in rows) for name in ("sent_back_bn", "instead_bn", "ordered_bn")
                )
                assert back == pytest.approx(instead)
                assert spent == pytest.approx(memory.plans.cases.money[case])
                assert ("went back" in agent.why(usual.setup.facts.domains[domain], year)) == (back > 0.0)
                told += back > 0.0
    assert told > 10


def test_options_are_one_row_per_offer_and_one_for_waiting(usual):
    agent = next(agent for agent in usual.members if agent.iso2 == "PL")
    domain = usual.setup.facts.domains[agent.memory[2026].plans.cases.domain[0]]
    rows = agent.options(domain, 2026)
    offers = usual.setup.facts.offers.keys[usual.setup.facts.domains.index(domain)]
    stage = usual.setup.facts.offers.stage[usual.setup.facts.domains.index(domain), :, 0]
    there = [offer for offer, at in zip(offers, stage, strict=False) if at == DEPLOYED]
    assert sorted(row["offer"] for row in rows) == sorted([*there, "defer"])
    assert sum(row["probability"] for row in rows) == pytest.approx(1.0)
    for row in rows:
        assert row["listed"] == (row["score"] is not None) == (row["barred_by"] == "")
    assert agent.why(domain, 2026).startswith("Chosen: ")


def test_asking_for_what_was_never_decided_names_the_years(usual):
    agent = usual.member("PL")
    with pytest.raises(InputError, match="unknown domain"):
        agent.options("combat_ear")
    years = {year for year in agent.memory if len(agent.memory[year].plans.cases.domain)}
    assert years
    domain = usual.setup.facts.domains[agent.memory[2026].plans.cases.domain[0]]
    with pytest.raises(InputError, match="it does in 2026"):
        agent.options(domain, 2025)
    with pytest.raises(InputError, match="step the model first"):
        ProcurementModel("baseline", seed=1).member("PL").options(domain)


def test_a_rule_that_takes_what_luck_draws_is_the_models_own_rule_bit_for_bit():
    own = run_to_the_end(3, member_class=TakesTheDrawn)
    record = simulate("edtu_full", runs=1, seed=1, years=3)
    for name, values in record.outcomes.items():
        found = np.concatenate([year["years"][name] for year in own.results])
        np.testing.assert_array_equal(values[:, 0], found, err_msg=name)


def test_a_rule_of_one_state_decides_for_that_state_alone_and_says_so(polish):
    model = polish
    agent = model.member("PL")
    for year, memory in agent.memory.items():
        for domain in {model.setup.facts.domains[d] for d in memory.plans.cases.domain}:
            rows = agent.options(domain, year)
            on_table = [row for row in rows if row["listed"] and row["price"] is not None]
            (chosen,) = [row for row in rows if row["chosen_lots"]]
            assert not on_table or chosen["price"] == min(row["price"] for row in on_table)
            assert "Luck" not in agent.why(domain, year)
    alone = {"rationing": 0.0}  # where nothing goes back, nobody sees what another orders in the same year
    first, before = (
        run_to_the_end(1, parameters=alone, **rule).results[0]["states"]["us_share_orders"][:, 0]
        for rule in ({"member_class": {"PL": Cheapest}}, {})
    )
    others = np.array([other.iso2 != "PL" for other in model.members])
    np.testing.assert_array_equal(first[others], before[others])


def test_a_rule_that_returns_something_else_is_refused():
    class Confused(MemberState):
        def choose_one(self, options):
            return "f35"

    with pytest.raises(TypeError, match="must return one of the rows"):
        run_to_the_end(member_class=Confused)


def test_sets_of_agents_do_what_a_mesa_user_expects(usual):
    states = usual.agents.select(lambda agent: isinstance(agent, MemberState))
    assert states.get("iso2") == list(usual.setup.facts.states)
    assert len(usual.agents_by_type[MemberState]) == len(usual.setup.facts.states)
    assert states.agg("money", sum) == pytest.approx(usual.simulation.members.variables.money.sum())
    assert {type(agent).__name__ for agent in usual.agents} == {"MemberState", "Supplier"}
    assert usual.steps == 4 and "edtu_full" in repr(usual) and "scenario" not in vars(usual)


def test_reporters_of_agents_reach_subclasses_too(polish):
    model = polish
    frames = [model.datacollector.get_agenttype_vars_dataframe(kind) for kind in (MemberState, Cheapest)]
    assert set(frames[1]["state"]) == {"PL"} and len(frames[1]) == 4
    assert set(frames[0]["state"]) == set(model.setup.facts.states) - {"PL"}
    of_runs = set(model.datacollector.get_model_vars_dataframe())
    for frame in [*frames, model.datacollector.get_agenttype_vars_dataframe(Supplier)]:
        assert not of_runs & set(frame), "a row of Mesa's batch runner may hold both"
    poland = frames[1]["state_us_share_orders"].to_numpy()
    place = model.setup.facts.states.index("PL")
    expected = [year["states"]["us_share_orders"][place, 0] for year in model.results]
    np.testing.assert_array_equal(poland, expected)


def test_a_class_for_a_state_that_does_not_exist_is_refused_with_the_nearest_names():
    with pytest.raises(InputError, match="member_class: unknown state 'PO'; did you mean .*'PL'") as refused:
        ProcurementModel("baseline", member_class={"PL": Cheapest, "PO": Cheapest})
    assert "\n" not in str(refused.value)


def test_a_model_says_what_it_is_at_any_time():
    said = []

    class Speaks(MemberState):
        def __init__(self, model, *rest):
            super().__init__(model, *rest)
            said.append(repr(model))

    model = ProcurementModel("baseline", seed=4, replicate=2, years=1, member_class={"PL": Speaks})
    assert said == ["<ProcurementModel baseline, seed 4, replicate 2: next year 2026>"]
    model.run_model()
    assert repr(model) == "<ProcurementModel baseline, seed 4, replicate 2: finished in 2026>"
    assert repr(model.member("PL")) == "<Speaks PL>" and repr(model.suppliers[0]) == "<Supplier fi_us_f35>"


def test_without_a_seed_one_is_drawn_and_kept_so_that_the_history_can_be_had_again():
    drawn, other = (ProcurementModel("baseline", seed=None, years=2) for _ in range(2))
    assert drawn.setup.seed != other.setup.seed
    again = ProcurementModel("baseline", seed=drawn.setup.seed, years=2)
    tables = []
    for model in (drawn, again, other):
        model.run_model()
        tables.append(model.datacollector.get_model_vars_dataframe())
    assert tables[0].equals(tables[1])
    assert (tables[0]["us_share_orders"] != tables[2]["us_share_orders"]).any()
    assert set(tables[0]["seed"]) == {drawn.setup.seed}
