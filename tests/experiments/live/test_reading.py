"""What the live page says is what the model holds; needs neither a browser nor the extra."""

import base64

import numpy as np
import pytest

from experiments.figures import labels
from experiments.live import reading
from experiments.live.world import NO_SHOCK, LiveModel, shocks_of
from experiments.runs import runner
from model.members.options import DEFER
from model.world.shocks import SHOCKS

RUNS = 12
CUTOFF = SHOCKS["us_cutoff"].title


@pytest.fixture(scope="module")
def model():
    """Three years of one history with the union."""
    stepped = LiveModel("edtu_full", seed=3, replicate=2)
    for _ in range(3):
        stepped.step()
    return stepped


@pytest.fixture(scope="module")
def behind(model):
    return model.ensemble(RUNS)


def test_the_run_is_one_of_the_histories_behind_it(model, behind):
    years, values = reading.path(model, "us_share_orders")
    assert years == [2026, 2027, 2028]
    assert np.array_equal(values, behind.outcome("us_share_orders")[:3, 2])


def test_a_shock_of_the_page_is_the_shock_of_a_call():
    cut = LiveModel("baseline", shock=CUTOFF, shock_year=2028)
    for _ in range(4):
        cut.step()
    call = runner.run("baseline", shocks=["us_cutoff@2028"], inputs="fixed")
    assert reading.path(cut, "capability_gap")[1] == list(call.outcome("capability_gap")[:4, 0])
    assert cut.ensemble(2).scenario.title == call.scenario.title


@pytest.mark.parametrize(("asked", "year"), [(1990, 2026), (2031, 2031), (2099, 2035), (None, 2026)])
def test_a_shock_outside_the_years_counts_as_the_nearest_of_them(asked, year):
    assert shocks_of("baseline", CUTOFF, asked) == (f"us_cutoff@{year}",)
    assert shocks_of("baseline", NO_SHOCK, asked) == ()


def test_every_state_has_a_tile_with_its_own_numbers(model):
    tiles = reading.map_tiles(model)
    assert [tile.state for tile in tiles] == list(model.setup.facts.states)
    assert len({(tile.column, tile.row) for tile in tiles}) == len(tiles)
    for i, tile in enumerate(tiles):
        assert tile.value == model.results[-1]["states"]["us_share_stock"][i, 0]
        assert tile.member == bool(model.results[-1]["states"]["member"][i, 0])
        assert labels.percent(tile.value) in tile.words
    assert any(tile.member for tile in tiles) and not all(tile.member for tile in tiles)


def test_what_a_state_ordered_is_what_the_model_counts(model):
    for i, agent in enumerate(model.members):
        bought = sum(decision.bought_bn for decision in reading.decisions(agent, 2028))
        assert bought == pytest.approx(model.results[-1]["states"]["orders_bn"][i, 0], abs=1e-9)


def test_the_mark_of_a_tile_is_what_the_options_say(model):
    marks = {tile.state: tile.did for tile in reading.map_tiles(model)}
    for agent in model.members:
        bought = waited = 0.0
        for decision in reading.decisions(agent, 2028):
            rows = agent.options(decision.domain, 2028)
            waited += sum(row["ordered_bn"] for row in rows if row["offer"] == DEFER)
            bought += sum(row["ordered_bn"] for row in rows if row["offer"] != DEFER)
        expected = {
            (True, True): "bought some, waited with some",
            (True, False): "bought",
            (False, True): "waited",
        }
        assert marks[agent.iso2] == expected.get((bought > 0, waited > 0), "nothing due")


def test_the_reason_is_the_agents_own(model):
    agent = model.member("PL")
    newest = reading.decisions(agent)[0]
    assert newest.year == 2028
    assert reading.why(agent, newest) == agent.why(newest.domain, 2028)
    offers = agent.options(newest.domain, newest.year)
    for row, texts in zip(offers, reading.rows_of(offers), strict=True):
        score = texts[reading.COLUMNS["score"]]
        assert (
            (score == f"off: {row['barred_by']}")
            if row["barred_by"]
            else (score == labels.plain(row["score"], 2))
        )


def test_before_the_first_step_the_page_says_what_to_do():
    fresh = LiveModel("baseline")
    assert reading.decisions(fresh.member("PL")) == [] and "press Step" in reading.why(
        fresh.member("PL"), None
    )
    assert {tile.did for tile in reading.map_tiles(fresh)} == {"nothing due"}
    assert "2026" in reading.said(fresh, fresh.ensemble(RUNS), "us_share_orders")


def test_the_sentence_has_the_runs_value_and_the_middle_of_the_others(model, behind):
    values = behind.outcome("us_share_orders")[2]
    low, high = np.quantile(values, (0.1, 0.9))
    said = reading.said(model, behind, "us_share_orders")
    assert f"{labels.percent(values[2])} in this run" in said
    assert f"{labels.percent(low)} to {labels.percent(high)}" in said


@pytest.mark.parametrize("outcome", ["us_share_orders", "full_cost_bn"])
def test_the_picture_holds_itself(model, behind, outcome):
    head, coded = reading.picture(model, behind, outcome).split(",", 1)
    assert head == "data:image/png;base64" and base64.b64decode(coded).startswith(b"\x89PNG")


def test_names_with_signs_of_html_stay_names():
    assert "<b>" not in reading.table([{"offer": "<b>F-35</b>"}])
