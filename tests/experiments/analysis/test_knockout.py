"""Knock-outs: the table of a package without each of its parts, and what a lever adds to a single decision."""

from dataclasses import replace

import pytest

from experiments.analysis import knockout
from experiments.commands import main as cli
from model.ensemble import simulate
from model.errors import InputError
from model.inputs.parameters import check, table
from model.inputs.schedule import Schedule
from model.inputs.tables import own
from model.scenarios.loader import beyond_baseline, load_scenario

SMALL = dict(runs=3, seed=3, progress=False)
OUTCOME = ("us_share_stock", "full_cost_bn")


def short(name, years=4):
    return replace(load_scenario(name), years=years)


# two levers that act from the first year on
PAIR = {key: Schedule(start=2026) for key in ("joint_ammunition", "standards")}


def pair_of_levers():
    ground = short("baseline", 2)
    return replace(ground, name="pair", levers={**ground.levers, **PAIR})


@pytest.fixture(scope="module")
def few():
    """The table of a package of two levers."""
    return knockout.knockout(pair_of_levers(), outcomes=OUTCOME, **SMALL)


@pytest.fixture(scope="module")
def rows():
    return knockout.knockout(short("edtu_full"), outcomes=OUTCOME, **SMALL)


def named(rows, off, outcome):
    (row,) = [row for row in rows if row["off"] == off and row["outcome"] == outcome]
    return row


# --- the table


@pytest.mark.thorough
def test_every_lever_and_mechanism_is_off_once(rows):
    off = [row["off"] for row in rows[:: len(OUTCOME)]]
    mechanisms = [row["title"] for row in own().rows("mechanisms")]
    levers = [f"lever {key}" for key in beyond_baseline(load_scenario("edtu_full"))]
    assert off[: 1 + len(levers)] == ["nothing (the whole package)", *levers]
    assert off[1 + len(levers) :] == mechanisms and len(set(off)) == len(off) == len(rows) / 2


def test_a_mechanism_that_is_off_is_at_an_end_of_its_range_or_beyond_and_its_parameter_takes_that():
    for row in own().rows("mechanisms"):
        known, off = table()[row["parameter"]], float(row["off"])
        assert (off <= known["low"] or off >= known["high"]) and off != known["value"], row
        assert check(row["parameter"], off).tolist() == [off]


def test_what_is_neither_in_the_range_nor_off_is_refused_with_both_named():
    row = table()["lasting_luck"]
    with pytest.raises(InputError, match=f"{row['low']:g} to {row['high']:g} share; .* or 0 to turn it off"):
        check("lasting_luck", row["low"] / 2)


@pytest.mark.thorough
def test_effects_are_paired_differences_from_a_baseline_without_the_same_mechanism(rows):
    given = dict(runs=3, seed=3, years=4, parameters={"lock_in": 0.0})
    record = [simulate(name, **given) for name in ("edtu_full", "baseline")]
    for outcome in OUTCOME:
        expected = (record[0].outcomes[outcome][-1] - record[1].outcomes[outcome][-1]).mean()
        row = named(rows, "switching cost", outcome)
        assert row["effect"] == pytest.approx(expected, rel=1e-12) and row["low"] <= expected <= row["high"]
        whole = named(rows, "nothing (the whole package)", outcome)
        assert (
            row["change"] == pytest.approx(row["effect"] - whole["effect"], abs=1e-15)
            and whole["change"] == 0.0
        )


def assert_without(rows, whole, off):
    """The effect without a lever is that of the package from which it was taken."""
    rest = replace(whole, levers={key: when for key, when in whole.levers.items() if key != off})
    some, none = simulate(rest, runs=3, seed=3), simulate("baseline", runs=3, seed=3, years=whole.years)
    for outcome in OUTCOME:
        expected = (some.outcomes[outcome][-1] - none.outcomes[outcome][-1]).mean()
        found = named(rows, f"lever {off}", outcome)
        assert found["effect"] == pytest.approx(expected, rel=1e-12)
        assert found["effect"] != named(rows, "nothing (the whole package)", outcome)["effect"]


@pytest.mark.parametrize("off", PAIR)
def test_a_package_without_its_lever_is_the_package_without_it(few, off):
    assert_without(few, pair_of_levers(), off)


@pytest.mark.thorough
def test_the_full_package_without_its_union_is_the_package_without_it(rows):
    assert_without(rows, short("edtu_full"), "edtu")


def test_a_package_of_nothing_has_no_effect_whatever_is_off():
    for row in knockout.knockout(short("baseline", 1), outcomes=("us_share_orders",), **SMALL):
        assert row["effect"] == row["change"] == row["low"] == row["high"] == 0.0


def test_the_only_lever_of_a_package_carries_all_of_it():
    pair = pair_of_levers()
    one = replace(pair, levers={key: when for key, when in pair.levers.items() if key != "standards"})
    rows = knockout.knockout(one, outcomes=("full_cost_bn",), **SMALL)
    assert named(rows, "lever joint_ammunition", "full_cost_bn")["effect"] == 0.0
    assert named(rows, "nothing (the whole package)", "full_cost_bn")["effect"] != 0.0


def test_an_unknown_outcome_is_refused_with_the_nearest_name():
    with pytest.raises(InputError, match="us_share_orders"):
        knockout.knockout("baseline", outcomes=("us_share_order",), **SMALL)


def test_the_table_as_text_has_a_row_a_knock_out_and_marks_what_is_noise(few):
    rows, text = few, knockout.text(few, "pair", 3)
    for off in {row["off"] for row in rows}:
        assert sum(line.startswith(off) for line in text.splitlines()) == 1
    unclear = [row for row in rows if row["low"] <= 0 <= row["high"] and row["low"] < row["high"]]
    assert text.count("~") == len(unclear) + 1  # and once in the heading


def test_the_command_prints_the_table(tmp_path, capsys):
    (tmp_path / "short.toml").write_text("extends = ['joint_ammunition']\nyears = 1\n")
    words = [
        "knockout",
        str(tmp_path / "short.toml"),
        "--runs",
        "2",
        "--seed",
        "1",
        "--outcome",
        "orders_bn",
        "--quiet",
    ]
    assert cli.main(words) in (0, None)
    shown = capsys.readouterr().out
    assert "lever joint_ammunition" in shown and "orders_bn" in shown and "switching cost" in shown


# --- what a lever adds to a decision
