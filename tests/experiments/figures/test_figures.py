"""Every figure and the report: scales, sizes, labels, names, words and files."""

from __future__ import annotations

import itertools
import re

import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text
from support import rest_thorough
from support.fake_results import FakeComparison, beside_baseline, result

from experiments import figures, vocabulary
from experiments.figures import acting, data, labels, save, shares, style, workers
from model.errors import InputError
from model.institutions.catalogue import LEVERS
from model.scenarios.loader import load_scenario, scenario_names
from model.world.shocks import SHOCKS

# the others are drawn of real runs in test_every_figure
# and a crossing has more results: tests/experiments/result/test_crossing.py
MADE_UP = [
    name
    for name, entry in figures.FIGURES.items()
    if not (entry.on_request or entry.needs_crossing) and name != "variants"
]


@pytest.fixture(scope="module")
def drawn(drawn_of_two):
    """Every figure of a comparison, drawn once."""
    return {name: drawn_of_two(name) for name in MADE_UP}


def texts(figure):
    """Visible, non-empty texts of a figure."""
    return [t for t in figure.findobj(Text) if t.get_visible() and t.get_text().strip()]


@pytest.mark.thorough
@pytest.mark.parametrize("name", MADE_UP)
def test_every_figure_returns_a_figure_that_can_be_saved(drawn, two, name):
    assert isinstance(drawn[name], Figure)
    png = save.as_bytes(drawn[name], "png", save.metadata(two, name))
    assert png.startswith(b"\x89PNG") and len(png) > 10_000


@pytest.mark.thorough
@pytest.mark.parametrize("name", MADE_UP)
def test_shares_run_from_0_to_1(drawn, name):
    for ax in drawn[name].axes:
        if ax.get_label() == style.SHARE_AXIS:
            assert ax.get_ylim() == (0, 1)


def test_every_panel_of_shares_is_a_share_axis(drawn):
    for name in ("shares", "capability"):
        assert all(ax.get_label() == style.SHARE_AXIS for ax in drawn[name].axes)


@pytest.mark.parametrize("name", MADE_UP)
def test_letters_are_legible_on_a_slide(drawn, name):
    assert min(text.get_fontsize() for text in texts(drawn[name])) >= 9


@pytest.mark.parametrize("name", MADE_UP)
def test_no_two_axes_share_a_place(drawn, name):
    """Dual axes would lie on top of each other."""
    places = [tuple(round(v, 4) for v in ax.get_position().bounds) for ax in drawn[name].axes]
    assert len(places) == len(set(places))


@pytest.mark.parametrize("name", MADE_UP)
def test_both_scenarios_are_named_and_the_reader_is_told_what_it_is(drawn, two, name):
    everything = " ".join(text.get_text() for text in texts(drawn[name])).replace("\n", " ")
    for found in data.results(two):
        assert found.scenario.name in everything or found.scenario.title in everything
    assert "not yet fitted" in everything and "24 runs" in everything and "seed 1" in everything
    assert not re.search(r"\bwill\b", everything)


@pytest.mark.parametrize("name", MADE_UP)
def test_alt_text_and_table_say_what_the_picture_shows(two, name):
    entry = figures.FIGURES[name]
    words = entry.alt(two)
    assert re.search(r"\d", words) and "nan" not in words
    assert len(entry.table(two)) > 0


@pytest.mark.parametrize("name", ["shares", "capability", "money", "cost", "difference"])
def test_direct_labels_do_not_cover_each_other(drawn, name):
    figure = drawn[name]
    renderer = figure.canvas.get_renderer()
    for ax in figure.axes:
        boxes = [label.get_window_extent(renderer) for _, label in getattr(ax, "direct_labels", [])]
        for one, other in itertools.combinations(boxes, 2):
            assert not one.overlaps(other)


def test_labels_at_one_value_are_pushed_apart_and_kept_inside():
    assert style.apart([5, 5, 5], gap=4, low=0, high=20) == [1, 5, 9]
    assert style.apart([0, 0], gap=4, low=2, high=20) == [2, 6]
    assert style.apart([19, 19], gap=4, low=2, high=18) == [14, 18]
    assert style.apart([1, 10], gap=4, low=0, high=20) == [1, 10]


def test_one_run_is_called_one_possible_history():
    figure = figures.draw("shares", result(runs=1))
    assert any("one possible history" in text.get_text() for text in texts(figure))


@pytest.mark.slow
@pytest.mark.thorough
def test_no_variant_is_left_out():
    three = FakeComparison(
        result(runs=12),
        [result("edtu_full", "Package", -0.1, runs=12), result("defence_bank", "Bank", -0.02, runs=12)],
    )
    for name in figures.applicable(three):
        everything = " ".join(text.get_text() for text in texts(figures.draw(name, three)))
        assert "edtu_full" in everything and "defence_bank" in everything


def test_differences_of_one_unit_have_one_scale(drawn):
    limits = {ax.get_ylim() for ax in drawn["difference"].axes if ax.get_ylabel() == "points"}
    assert len(limits) == 1


def test_a_scenario_without_milestones_says_so():
    figure = figures.draw("milestones", result(runs=12))
    assert any("No milestones in this scenario" in text.get_text() for text in texts(figure))


def test_a_single_axes_can_be_given(two):
    ax = Figure().add_subplot()
    assert shares.share_panel(two.baseline, "stock", ax=ax) is ax.figure
    assert ax.get_ylim() == (0, 1)


def test_stock_of_one_life_has_that_mean_life():
    assert shares.mean_service_life(
        {"land": 30.0, "naval": 30.0}, {"land": 1.0, "naval": 5.0}
    ) == pytest.approx(30)
    assert shares.mean_service_life(
        {"land": 10.0, "naval": 30.0}, {"land": 1.0, "naval": 3.0}
    ) == pytest.approx(20)


def test_rounding_follows_the_interval_and_never_hides_that_it_leaves_zero_out():
    assert (
        labels.interval(-0.113, -0.136, -0.082, "points", 100)
        == "\u221211 points (95 % interval \u221214 to \u22128)"
    )
    assert labels.interval(0.0008, 0.0003, 0.0013, "", 100) == "+0.08 (95 % interval +0.03 to +0.13)"


def test_thirty_states_have_thirty_places():
    places = {(tile["column"], tile["row"]) for tile in labels.tiles().values()}
    assert len(labels.tiles()) == len(places) == 30


def test_an_unknown_figure_is_refused_with_the_nearest_name(two):
    with pytest.raises(InputError, match="'tile_map'"):
        figures.draw("tile_mpa", two)
    with pytest.raises(InputError):
        figures.draw("difference", two.baseline)


def test_paired_difference_by_hand():
    base, variant = result(runs=3), result("other", "Other", runs=3)
    variant.years["us_share_orders"] = base.years["us_share_orders"] + base.years["replicate"] * 0.1
    row = data.last(data.paired(base, variant, "us_share_orders")).iloc[0]
    assert row["mean"] == pytest.approx(0.1) and row["runs"] == 3
    # Student t with two degrees of freedom, 97.5 %: 4.302653; deviation 0.1
    assert row["high"] - row["mean"] == pytest.approx(4.302653 * 0.1 / 3**0.5, rel=1e-5)


def test_the_life_that_is_shown_is_of_a_usual_member_in_a_usual_run():
    life, shown = figures.FIGURES["life_history"].table, result(runs=3)
    orders = shown.states.groupby("state")["orders_bn"].sum().sort_values()
    assert set(life(shown)["state"]) == {orders.index[-1]}, "nobody is a member"
    since = shown.states["year"] - shown.states["year"].min()
    joins = shown.states["state"].isin(orders.index[:3])
    shown.states["member"] = (joins & (since < 2 * shown.states["replicate"])) * 1.0  # for 0, 2 and 4 years
    found = life(shown)
    assert (set(found["state"]), set(found["replicate"])) == ({orders.index[2]}, {1})
    asked = life(shown, state=orders.index[0], replicate=2)
    assert (set(asked["state"]), set(asked["replicate"])) == ({orders.index[0]}, {2})


@pytest.mark.usefixtures("few_figures")
def test_files_are_whole_named_and_the_same_drawn_by_one_process_and_by_two(two, tmp_path):
    first = figures.draw_all(two.baseline, tmp_path / "a", processes=1)
    second = figures.draw_all(two.baseline, tmp_path / "b", processes=2)
    assert [path.name for path in first] == [path.name for path in second]
    assert {path.suffix for path in first} == {".png", ".svg"}
    manifest = data.source(two.baseline)["manifest"].encode()
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes() == other.read_bytes() and manifest in one.read_bytes()
    assert not [path for path in (tmp_path / "a").iterdir() if path.suffix == ".tmp"]


OTHERS = [name for name in scenario_names() if name != "baseline"]
# together with every lever and every shock, many at once and one alone
DRAWN = [
    "everything",
    "ukraine_aid",
    "war_economy",
    "common_loan",
    *(name for name in OTHERS if load_scenario(name).shocks),
]


@pytest.mark.thorough
@pytest.mark.parametrize("name", OTHERS)
def test_every_scenario_has_panels_for_what_its_levers_bend(name):
    pair = beside_baseline(name)
    panels = acting.panels(pair.baseline, pair.variants[0])
    for key in acting.levers(pair.baseline, pair.variants[0]):
        assert sum(key in panel.levers for panel in panels) == min(2, len(LEVERS[key].shows))
    assert len({panel.outcome for panel in panels}) == len(panels) >= 2


def test_the_scenarios_drawn_here_have_every_lever_and_shock_together():
    assert {key for name in DRAWN for key in load_scenario(name).levers} == set(LEVERS)
    shown = {key for name in scenario_names() for key in load_scenario(name).shocks}
    assert {key for name in DRAWN for key in load_scenario(name).shocks} == shown


@pytest.mark.parametrize(
    "name",
    rest_thorough(sorted(DRAWN, key=lambda name: name != "us_cutoff"), 1),
)
def test_the_figure_of_a_scenario_names_what_acts_and_what_it_bends(name):
    pair = beside_baseline(name)
    figure, scenario = figures.draw("levers", pair), load_scenario(name)
    everything = " ".join(text.get_text() for text in texts(figure)).replace("\n", " ")
    panels = acting.panels(pair.baseline, pair.variants[0])
    assert set(scenario.levers) - {"safe"} <= set(acting.levers(pair.baseline, pair.variants[0]))
    for key in acting.levers(pair.baseline, pair.variants[0]):
        assert LEVERS[key].title in everything and f"from {scenario.levers[key].start:g}" in everything
    for panel in panels:
        assert " ".join(labels.outcome(panel.outcome).split()) in everything
    for key in scenario.shocks:
        assert SHOCKS[key].title in everything
    assert "95 % interval" in everything and not re.search(r"\bnan\b", everything)
    drawn = [ax for ax in figure.axes if ax.get_title(loc="left")]
    assert len(drawn) == len(panels)
    for ax, panel in zip(drawn, panels, strict=True):
        shaded = [patch for patch in ax.patches if patch.get_alpha() == 0.3]
        assert len(shaded) == len(scenario.shocks)
        if vocabulary.is_share(panel.outcome):
            assert ax.get_ylim() == (0, 1)
        else:
            assert ax.get_ylabel() == vocabulary.shown_unit(panel.outcome)
    assert min(text.get_fontsize() for text in texts(figure)) >= 9


def test_beside_a_scenario_with_the_same_levers_only_the_new_one_is_shown():
    both = beside_baseline("partners"), beside_baseline("edtu_milestones")
    union, partners = both[1].variants[0], both[0].variants[0]
    assert acting.levers(union, partners) == ["partners"]
    assert acting.levers(both[0].baseline, partners) == ["edtu", "partners"]


def test_a_notebook_shows_the_figure_without_pyplot(two):
    import sys

    figure = figures.draw("cost", two)
    assert figure._repr_png_().startswith(b"\x89PNG")
    assert style.axes_or_new().figure._repr_png_().startswith(b"\x89PNG")
    assert figure.get_layout_engine() is None  # laid out once, not again at each saving
    if "matplotlib.pyplot" in sys.modules:
        assert not sys.modules["matplotlib.pyplot"].get_fignums()


@pytest.mark.parametrize("processes", [1, 2])
def test_work_keeps_its_order_and_its_errors(processes):
    assert workers.parallel_map(lambda item: item * 2, [3, 1, 2], processes) == [6, 2, 4]
    with pytest.raises(ZeroDivisionError):
        workers.parallel_map(lambda item: 1 / item, [1, 0], processes)


def test_an_interval_is_never_rounded_away():
    assert labels.interval(-0.0012, -0.0014, -0.0011, "points", 100).endswith(
        "(95 % interval \u22120.14 to \u22120.11)"
    )
