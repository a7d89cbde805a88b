"""Policies crossed with a shock: both worlds, the interaction, orders that flip, and the way to disk and back."""

import numpy as np
import pytest

from experiments import figures
from experiments.figures import data, labels
from experiments.intervals import split
from experiments.report import content, crossing, page, text
from experiments.report.main_outcomes import HEADLINE
from experiments.result import store
from experiments.result.crossing import Crossing
from experiments.runs import runner
from experiments.vocabulary import KEY_OUTCOMES
from model.errors import InputError
from model.scenarios.loader import load_scenario

SHOCK = "United States cuts access, 2027 to 2028, severity 1"


@pytest.fixture(scope="module")
def crossed():
    """Two policies and the baseline, without and with a cut-off."""
    return runner.compare(
        "baseline",
        "edtu_full",
        "stockpiles",
        runs=8,
        years=4,
        progress=False,
        tables=("years", "states", "domains"),
        cross={"us_cutoff": {"start": 2027, "years": 2}},
    )


def test_every_policy_is_there_without_the_shock_and_with_it(crossed):
    assert crossed.names == [f"{name}{end}" for end in ("", "+us_cutoff") for name in crossed.policies]
    assert crossed.policies == ["baseline", "edtu_full", "stockpiles"] and crossed.shock == SHOCK
    for policy in crossed.policies:
        without, shocked = crossed[policy].scenario, crossed[f"{policy}+us_cutoff"].scenario
        assert without == load_scenario(policy).__class__(**{**vars(load_scenario(policy)), "years": 4})
        assert shocked.levers == without.levers and set(shocked.shocks) == {*without.shocks, "us_cutoff"}
        assert SHOCK in labels.title(shocked) and SHOCK not in labels.title(without)


def test_effects_and_interaction_are_paired_differences_by_hand(crossed):
    frame = crossed.effects("us_share_orders")
    value = {name: crossed[name].outcome("us_share_orders")[-1] for name in crossed.names}
    without = value["edtu_full"] - value["baseline"]
    shocked = value["edtu_full+us_cutoff"] - value["baseline+us_cutoff"]
    vectors = crossed.baseline.inputs.vector
    for part, values in (("without", without), ("with", shocked), ("interaction", shocked - without)):
        row = frame[
            (frame["policy"] == "edtu_full") & (frame["part"] == part) & (frame["year"] == 2029)
        ].iloc[0]
        known = split.effect(values, vectors)
        assert (row["mean"], row["low"], row["high"]) == pytest.approx((known.mean, *known.both))
    same = crossed.difference("us_share_orders", "edtu_full+us_cutoff")
    mine = frame[(frame["policy"] == "edtu_full") & (frame["part"] == "with")]
    assert same["mean"].tolist() == pytest.approx(mine["mean"].tolist())


def test_a_policy_is_compared_within_its_world_and_the_shocked_baseline_with_the_other(crossed):
    names = [(base.scenario.name, shown.scenario.name) for base, shown in data.pairs(crossed)]
    assert ("baseline", "stockpiles") in names and ("baseline+us_cutoff", "stockpiles+us_cutoff") in names
    assert ("baseline", "baseline+us_cutoff") in names and len(names) == 5


def test_an_order_flips_where_the_sign_of_the_difference_does(crossed):
    outcome = "us_share_orders"
    base, shocked = crossed["stockpiles"], crossed["stockpiles+us_cutoff"]
    kept = base.record.outcomes[outcome], shocked.record.outcomes[outcome]
    try:
        base.record.outcomes[outcome] = crossed["baseline"].outcome(outcome) + 0.02
        shocked.record.outcomes[outcome] = crossed["baseline+us_cutoff"].outcome(outcome) - 0.01
        found = {(o.first, o.second): o for o in crossed.orders(outcome)}
        turned = found["baseline", "stockpiles"]
        assert turned.flips and turned.flips_clearly
        assert (turned.without, turned.with_shock) == pytest.approx((0.02, -0.01))
        assert set(found) == {
            ("baseline", "edtu_full"),
            ("baseline", "stockpiles"),
            ("edtu_full", "stockpiles"),
        }
        said = crossing.flips_sentence(crossed, 2029)
        assert "US share of orders (stockpiles higher without, baseline higher with)" in said
    finally:
        base.record.outcomes[outcome], shocked.record.outcomes[outcome] = kept


def test_that_no_order_flips_is_said(crossed, monkeypatch):
    monkeypatch.setattr(Crossing, "flips", lambda self, outcome, year=None: [])
    assert "flips in none of the 8 main outcomes" in crossing.flips_sentence(crossed, 2029)


def test_terminal_report_and_answer_tell_both_worlds_the_interaction_and_the_orders(crossed):
    shown = text.table_text(crossed)
    assert f"Policy and shock crossed, in 2029: {SHOCK}." in shown and "interaction" in shown
    assert "stockpiles+us_cutoff against baseline+us_cutoff in 2029" in shown
    said = content.answers(crossed)
    assert len(said) == 2 * len(HEADLINE) + 1 and all(SHOCK in sentence for sentence in said)
    assert "the shock changes the effect by" in said[0] and "the order of the 3 policies" in said[-1]
    table = crossing.table(crossed)
    assert len(table) == 2 * len(KEY_OUTCOMES)
    assert list(table.columns)[2:5] == ["effect without the shock", "effect with the shock", "interaction"]
    (section,) = page._crossing(crossed)
    assert section.title == "With and without the shock" and "interaction" in section.blocks[1].head
    assert not page._crossing(crossed.baseline)
    assert set(content.key_table(crossed)["scenario"]) >= {"edtu_full+us_cutoff against baseline+us_cutoff"}


def test_the_figure_shows_both_worlds_with_the_numbers_of_the_table(crossed):
    figure, table = figures.draw("cross", crossed), data.last(figures.FIGURES["cross"].table(crossed))
    panels = [ax for ax in figure.axes if hasattr(ax, "direct_labels")]
    assert len(panels) == 12 and all(ax.shaded == [(2027.0, 2029.0)] for ax in panels)
    for place, ax in enumerate(panels):
        policy = crossed.policies[1 + place // 6]
        mine = table[
            (table["policy"] == policy) & (table["outcome"].map(labels.outcome) == ax.get_title(loc="left"))
        ]
        ends = dict(zip(mine["part"], mine["mean"], strict=True))
        assert [value for value, _ in ax.direct_labels] == [ends["without"], ends["with"]]
        assert "interaction" in ax.get_xlabel()
    assert "cross" not in figures.applicable(crossed.baseline)


def test_a_crossing_comes_back_from_disk(crossed, tmp_path):
    back = store.load(crossed.save(tmp_path / "crossed"))
    assert isinstance(back, Crossing) and back.manifest["kind"] == "crossing"
    assert text.crossing_text(back) == text.crossing_text(crossed)


@pytest.mark.parametrize(
    ("scenarios", "cross", "words"),
    [
        (["baseline", "us_cutoff"], ["us_cutoff@2029"], "'us_cutoff' has the shock 'us_cutoff' already"),
        (["baseline", "edtu_full"], ["us_cutof@2029"], "did you mean 'us_cutoff'"),
        (["baseline", "edtu_full"], ["us_cutoff@2039"], "is after 2035"),
        (["baseline", "edtu_full"], ["us_cutoff=0@2029"], "severity 0 is no shock"),
        (["baseline", "edtu_full"], [], "names no shock"),
    ],
)
def test_a_crossing_that_would_say_nothing_is_refused(scenarios, cross, words):
    with pytest.raises(InputError, match=words) as refused:
        runner.compare(*scenarios, cross=cross, progress=False)
    assert "\n" not in str(refused.value)


def test_half_a_crossing_is_refused(crossed):
    with pytest.raises(InputError, match="needs the same policies and runs"):
        Crossing(crossed.results[:5])


def test_without_a_shock_both_worlds_would_be_the_same_bits(crossed):
    alone = runner.compare("baseline", "edtu_full", runs=8, years=4, progress=False, tables=("years",))
    for name in alone.names:
        assert np.array_equal(
            alone[name].outcome("us_share_orders"), crossed[name].outcome("us_share_orders")
        )
