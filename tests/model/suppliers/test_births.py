"""New projects: when they are started, what is drawn, and that without them the rows might as well not be there."""

import csv
import shutil
from types import SimpleNamespace

import numpy as np
import pytest
from support import rest_thorough
from support.stepping import assert_identical_tables, make, start

from model.block import set_up
from model.ensemble import simulate
from model.inputs.facts import Facts
from model.inputs.offers import POSSIBLE
from model.inputs.tables import own_folder
from model.institutions.incentives import Incentives
from model.suppliers import births, variables
from model.suppliers.births import DRAWS, Candidates
from model.suppliers.variables import DEPLOYED, LAB


def test_the_hazard_is_the_rate_where_all_is_missing_a_project_pays_and_nobody_adds_money():
    assert births.hazard(0.3, 1.0, 1.0, 1.0, 0.5) == pytest.approx(0.3)
    assert births.hazard(0.3, 0.25, 0.5, 4.0, 0.5) == pytest.approx(0.3 * 0.25 * 0.5 * 2.0)
    for gap, worth in ((0.0, 1.0), (1.0, 0.0)):
        assert births.hazard(0.3, gap, worth, 4.0, 0.5) == 0.0
    assert births.hazard(0.9, 1.0, 1.0, 100.0, 0.5) == 1.0


def test_a_project_pays_when_its_yearly_margin_covers_its_yearly_money():
    np.testing.assert_allclose(births.worth(0.1, np.array([0.0, 1.0, 2.0, 50.0]), 0.2), [0.0, 0.5, 1.0, 1.0])


@pytest.fixture
def setting():
    """A market at the start and its candidates."""
    _, run = start("baseline", runs=4)
    candidates = Candidates.of(run.facts, run.parameters, slice(None), slice(None))
    run.members.variables.budget[...] = run.facts.budget_path(2026)
    return run, candidates


def test_homes_stand_behind_a_project_and_who_would_buy_it_in_common(setting):
    run, candidates = setting
    alone = births.behind(candidates, Incentives())
    made = run.facts.made_at_home[:, candidates.domain, candidates.offer]
    np.testing.assert_array_equal(alone, made)
    assert (made.sum(axis=0) >= 1).all() and (made.sum(axis=0) >= 2).any()
    incentives, reach = Incentives(), np.zeros((len(run.facts.states), 4))
    discount, buyer, lever = (
        np.zeros((*run.facts.offers.exists.shape[:2], 4)),
        3,
        SimpleNamespace(key="pool", channels=("discount",)),
    )
    reach[buyer], discount[candidates.domain[0], candidates.offer[0]] = 1.0, 0.1
    incentives.add(lever, "discount", discount, reach)
    pooled = births.behind(candidates, incentives)
    expected = made + np.zeros(pooled.shape)
    expected[buyer, 0] = 1.0
    np.testing.assert_array_equal(pooled, expected)


def test_more_gap_more_demand_and_more_funds_start_more_projects(setting):
    run, candidates = setting
    members, usual = run.members.variables, births.chances(candidates, run.market, Incentives())
    assert (usual > 0.0).all() and (usual < 0.3).all()
    gap = run.parameters.birth_hazard * (1.0 - 1.0 / run.parameters.required_stock)
    whole = (
        births.worth(
            run.facts.offers.margin[candidates.domain, candidates.offer],
            (
                (run.facts.spending_share * members.budget[:, None])[:, candidates.domain] * candidates.homes
            ).sum(axis=0),
            candidates.money,
        )
        == 1.0
    )
    assert whole.any()
    assert (usual[whole] >= gap * 0.999).all()  # quality below the frontier widens the gap
    funded, lever = Incentives(), SimpleNamespace(key="fund", channels=("research",))
    funded.add(lever, "research", np.ones((*run.facts.offers.exists.shape[:2], 4)))
    assert (births.chances(candidates, run.market, funded) > usual).all()
    members.capability[...] = members.target
    assert not births.chances(candidates, run.market, Incentives()).any()


def test_what_a_project_aims_at_costs_and_takes_is_drawn_between_the_ends_of_its_row(setting):
    run, candidates = setting
    o, s, p = run.facts.offers, run.market.suppliers.variables, run.parameters
    at = (candidates.domain, candidates.offer)
    firms, count = run.market.suppliers.firms, len(candidates.number)
    for end, quality, price, time in (
        (0.0, "quality_low", "price_low", -1),
        (1.0, "quality_high", "price_high", 1),
    ):
        s.stage[at] = POSSIBLE
        luck = np.full((count, len(DRAWS), 4), end)
        luck[:, DRAWS.index("start")] = 0.0
        births.start_projects(firms, run.market, Incentives(), luck)
        assert (s.born[at] == 1.0).all() and (s.stage[at] == LAB).all() and (s.progress[at] == 0.0).all()
        frontier = run.market.frontier[candidates.domain]
        np.testing.assert_allclose(s.quality[at], getattr(o, quality)[at] * frontier, rtol=1e-12)
        np.testing.assert_allclose(
            s.cost[at] * o.price[at] + 0.0 * frontier, getattr(o, price)[at] + 0.0 * frontier
        )
        np.testing.assert_allclose(s.slower[at], 1.0 + time * p.birth_time_spread[0])
        least = np.minimum(2.0, o.partners[at])
        expected = least if end == 0.0 else o.partners[at]
        np.testing.assert_array_equal(s.partners[at], expected + 0.0 * frontier)
    again = s.quality.copy()
    births.start_projects(firms, run.market, Incentives(), luck)
    assert not s.born.any()  # what is under way is not started again
    np.testing.assert_array_equal(s.quality, again)


@pytest.fixture(scope="module")
def without_candidates(tmp_path_factory):
    """A folder of tables without the rows of projects that could be started."""
    folder = shutil.copytree(own_folder(), tmp_path_factory.mktemp("world") / "tables")
    path = folder / "offers.csv"
    with path.open(encoding="utf-8", newline="") as file:
        head, *rows = list(csv.reader(file))
    stage = head.index("stage")
    kept = [row for row in rows if row[stage] != "possible"]
    assert len(kept) < len(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([head, *kept])
    return folder


@pytest.mark.parametrize("scenario", rest_thorough(["everything", "baseline", "edtu_full"], 1))
def test_without_births_the_rows_might_as_well_not_be_there(scenario, without_candidates):
    how = dict(runs=3, seed=5, years=6, workers=1, parameters={"birth_hazard": 0.0})
    assert_identical_tables(simulate(scenario, **how), simulate(scenario, facts=without_candidates, **how))


def test_births_failures_and_entries_are_outcomes_and_events():
    run = set_up(make("baseline", runs=6, beyond={"birth_hazard": 1.0, "cancel_hazard": 0.2}))
    years = [run.year(year)["years"] for year in run.setup.scenario.calendar]
    facts = run.facts
    possible = facts.offers.stage == POSSIBLE
    for kind, name in (
        ("born", "projects_born"),
        ("cancelled", "projects_failed"),
        ("entered_service", "entries_into_service"),
    ):
        happened = sum(place.shape[1] for event, _, _, place, _ in run.ledger.events if event == kind)
        assert happened == sum(year[name].sum() for year in years) > 0, name
    counts = {(int(d), int(k), int(r)): 0 for d, k, r in np.argwhere(possible + np.zeros(6))}
    for kind, _, _, place, _ in run.ledger.events:  # a project starts, and only then fails or is in service
        for d, k, r in zip(*place, strict=True) if kind in ("born", "cancelled", "entered_service") else ():
            if possible[d, k, 0]:
                counts[int(d), int(k), int(r)] += 1 if kind == "born" else -1
                assert counts[int(d), int(k), int(r)] in (0, 1), kind
    state = run.market.suppliers.variables
    unborn = (state.stage == POSSIBLE) & (possible > 0)
    assert unborn.any() and ((state.stage >= DEPLOYED) & possible).any()
    assert not run.market.orders.sum(axis=0)[unborn].any()


def test_a_project_is_at_full_capability_after_its_last_stage_and_in_service_before_or_in_that_year():
    run = set_up(make("baseline", runs=6, years=15))
    for year in run.setup.scenario.calendar:
        run.year(year)
    year_of = {}
    for kind, year, _, place, _ in run.ledger.events:
        for where in zip(*place, strict=True) if kind in ("entered_service", "full_capability") else ():
            assert (kind, where) not in year_of  # once
            year_of[kind, where] = year
    done = {where: year for (kind, where), year in year_of.items() if kind == "full_capability"}
    late = [year - year_of.get(("entered_service", where), 0) for where, year in done.items()]
    assert min(late) >= 0 and max(late) > 0
    state = run.market.suppliers.variables
    for where in done:
        place = tuple(int(x) for x in where)
        assert state.stage[place] == DEPLOYED and state.progress[place] == 1.0


def test_nothing_that_is_not_there_yet_counts_as_european_offer_or_maker():
    setup = make("baseline", runs=2, parameters={"birth_hazard": 0.0})
    run = set_up(setup)
    outcomes = run.year(2026)["years"]
    o = Facts.from_folder().offers
    on_sale = ((o.stage == DEPLOYED) & (o.nest == 1) & (o.exists > 0)).sum()
    entered = sum(place.shape[1] for kind, _, _, place, _ in run.ledger.events if kind == "entered_service")
    assert outcomes["european_offers"].sum() == 2 * on_sale + entered


def test_a_project_with_a_published_year_takes_longer_by_the_slip_and_one_without_does_not():
    facts = Facts.from_folder()
    parameters = SimpleNamespace(schedule_slip=np.array([0.25]))
    slip = variables.slip(facts, parameters)[..., 0]
    o = facts.offers
    places = o.places
    assert slip[places["un_eu_eurodrone"]] == 1.25
    assert slip[places["un_eu_new"]] == slip[places["fi_eu_rafale"]] == 1.0
