"""Figures and tables show the same numbers, axes hold zero, and a life history is of a state that joins."""

from __future__ import annotations

import re

import numpy as np
import pytest
from matplotlib.text import Text
from support.fake_results import beside_baseline, result

from experiments import figures, vocabulary
from experiments.figures import data, labels, style
from experiments.report import content
from model.errors import InputError

NUMBER = re.compile(r"[+\u2212-]?\d+(?:\.\d+)?")
BY_YEAR = ("shares", "capability", "money", "cost", "levers", "difference")


def _drawn(name, obj):
    table = figures.FIGURES[name].table(obj)
    return figures.draw(name, obj), data.last(table) if "year" in table else table


def _number(text: str) -> tuple[float, int]:
    """The first number of a label, and its decimals."""
    found = NUMBER.search(text).group().replace("\u2212", "-")
    return float(found), len(found.partition(".")[2])


def _outcome(ax, names) -> str:
    """The outcome that a panel shows, by its title."""
    title = " ".join(ax.get_title(loc="left").split())
    return max(
        (name for name in names if labels.outcome(name) in title), key=lambda name: len(labels.outcome(name))
    )


def _same(text: str, values, scale: float) -> bool:
    shown, places = _number(text)
    return any(abs(shown - scale * value) <= 0.5 * 10.0**-places + 1e-9 for value in values)


@pytest.mark.thorough
@pytest.mark.parametrize("name", BY_YEAR)
def test_numbers_written_beside_lines_are_those_of_the_table(two, name):
    obj = beside_baseline("edtu_full") if name == "levers" else two
    figure, table = _drawn(name, obj)
    checked = 0
    for ax in figure.axes:
        for _, label in getattr(ax, "direct_labels", ()):
            outcome = _outcome(ax, set(table["outcome"]))
            rows = table[table["outcome"] == outcome]
            columns = ["baseline", "variant"] if name == "levers" else [data.LEVEL]
            assert _same(label.get_text(), rows[columns].to_numpy().ravel(), vocabulary.scale(outcome)), (
                outcome,
                label.get_text(),
                rows[columns],
            )
            checked += 1
    assert checked >= 2


def test_a_difference_beside_a_line_has_the_decimals_of_the_tables():
    row = {"mean": -0.0134, "low": -0.029, "high": -0.006}
    split = row | {"luck_low": -0.016, "luck_high": -0.011, "inputs_low": -0.029, "inputs_high": -0.006}
    near = row | {"high": -0.001}  # without a decimal it would end at zero, which it leaves out
    for shown, places in ((row, 0), (split, 1), (near, 1)):
        assert labels.places_of(shown, 100) == places
        written = labels.signed(100 * shown["mean"], places)
        assert labels.difference(shown, "points", 100).startswith(f"{written} points (")


def test_levels_of_figures_are_those_of_the_main_table_and_say_which_statistic(two):
    key = content.key_table(two).set_index("outcome")
    for name in (
        "us_share_orders",
        "us_share_stock",
        "retained_capability_180",
        "capability_gap",
        "full_cost_bn",
    ):
        for shown in data.results(two):
            drawn = data.last(data.spread(shown, name)).iloc[0][data.LEVEL]
            assert key.loc[labels.outcome(name), shown.scenario.name].startswith(content.level(drawn, name))
    alone = content.key_table(two.baseline)
    assert data.LEVEL in alone and "median" not in alone
    for name in ("shares", "capability", "cost"):
        words = " ".join(text.get_text() for text in figures.draw(name, two).findobj(Text)).replace("\n", " ")
        assert f"line: {data.LEVEL}" in words and "median" not in words


def test_numbers_on_tiles_are_those_of_the_table(two):
    figure, table = _drawn("tile_map", two.baseline)
    table = table.set_index("state")
    written = [text.get_text() for text in figure.axes[0].texts]
    for place, state in enumerate(written):
        if state in table.index:
            assert _same(written[place + 1], [table.loc[state, data.LEVEL]], 100.0)
    figure, table = _drawn("tile_map", two)
    written, table = [text.get_text() for text in figure.axes[2].texts], table.set_index("state")
    found = [place for place, state in enumerate(written) if state in table.index]
    assert len(found) == len(table)
    assert all(_same(written[place + 1], [table.loc[written[place], "mean"]], 100.0) for place in found)


def test_numbers_of_members_and_milestones_are_those_of_the_table(two):
    figure, table = _drawn("membership", two)
    names = [text.get_text() for text in figure.axes[0].get_yticklabels()]
    for state, share in table[table["scenario"] == "edtu_full"][["state", "member"]].itertuples(index=False):
        mine = next(text for text in names if text.startswith(labels.tiles()[state]["name"]))
        assert _same(mine.partition("(")[2], [share], 100.0)
    entry = figures.FIGURES["milestones"]
    shares = entry.table(two)["share"].to_numpy()
    written = [text.get_text() for text in figures.draw("milestones", two).axes[0].texts]
    assert len(written) > 10 and all(_same(text, shares, 100.0) for text in written if NUMBER.fullmatch(text))


@pytest.mark.thorough
@pytest.mark.parametrize(
    "name", ["shares", "capability", "money", "cost", "levers", "difference", "life_history"]
)
def test_no_axis_of_values_is_cut(two, name):
    obj = beside_baseline("war_economy") if name == "levers" else two
    drawn = [ax for ax in figures.draw(name, obj).axes if ax.get_lines() and ax.axison]
    assert drawn
    for ax in drawn:
        low, high = ax.get_ylim()
        assert low <= 0.0 <= high, ax.get_title(loc="left")
        values = np.concatenate([np.ravel(np.asarray(line.get_ydata(), float)) for line in ax.get_lines()])
        if ax.get_label() == style.SHARE_AXIS or "capability" in name:
            continue
        assert (
            not np.nanmax(values, initial=0) > high + 1e-9 and not np.nanmin(values, initial=0) < low - 1e-9
        )


def test_a_mean_leaves_out_what_is_missing():
    assert data.level(np.array([[1.0, np.nan, 4.0]])).tolist() == [2.5]
    assert np.isnan(data.level(np.full((1, 2), np.nan)))[0]


def test_a_state_that_never_joins_has_no_life_history():
    shown = result(runs=3)
    orders = shown.states.groupby("state")["orders_bn"].sum().sort_values()
    small, large = orders.index[0], orders.index[-1]
    joins = (
        (shown.states["state"] == small) & (shown.states["replicate"] == 2) & (shown.states["year"] > 2030)
    )
    shown.states["member"] = joins * 1.0  # one state alone, in one run of three
    found = figures.FIGURES["life_history"].table(shown)
    assert (set(found["state"]), set(found["replicate"])) == ({small}, {2})
    for asked in ({"state": large}, {"state": small, "replicate": 0}, {"replicate": 0}):
        with pytest.raises(InputError, match="never joins the union of 'baseline'") as refused:
            figures.draw("life_history", shown, **asked)
        assert "\n" not in str(refused.value)
    with pytest.raises(InputError, match="is not among these runs; choose 0 to 2"):
        figures.draw("life_history", shown, replicate=9)


def test_without_a_union_a_life_history_says_nothing_of_membership(two):
    def titles(obj):
        return [ax.get_title(loc="left") for ax in figures.draw("life_history", obj).axes]

    assert not any("ember" in title for title in titles(two.baseline))
    assert "No union in this scenario" in titles(two) and "Member" in titles(two)
    assert not any("never" in title for title in titles(two))
    assert "never" not in figures.FIGURES["life_history"].alt(two)
