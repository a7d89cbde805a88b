"""Knock-outs: the table of a package without each of its parts, and what a lever adds to a single decision."""

from dataclasses import replace

import pytest

from experiments.analysis import knockout
from experiments.commands import main as cli
from model.ensemble import simulate
from model.errors import InputError
from model.inputs.parameters import table
from model.inputs.tables import own
from model.scenarios.loader import beyond_baseline, load_scenario

SMALL = dict(runs=3, seed=3, progress=False)
OUTCOME = ("us_share_stock", "full_cost_bn")


def short(name, years=4):
    return replace(load_scenario(name), years=years)


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


def test_a_mechanism_that_is_off_is_at_its_lowest_and_its_parameter_exists():
    for row in own().rows("mechanisms"):
        known = table()[row["parameter"]]
        assert known["low"] == float(row["off"]) != known["value"], row


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


def test_a_package_without_its_lever_is_the_package_without_it(rows):
    whole = short("edtu_full")
    rest = replace(whole, levers={key: when for key, when in whole.levers.items() if key != "edtu"})
    some, none = simulate(rest, runs=3, seed=3), simulate("baseline", runs=3, seed=3, years=4)
    for outcome in OUTCOME:
        expected = (some.outcomes[outcome][-1] - none.outcomes[outcome][-1]).mean()
        assert named(rows, "lever edtu", outcome)["effect"] == pytest.approx(expected, rel=1e-12)


def test_a_package_of_nothing_has_no_effect_whatever_is_off():
    for row in knockout.knockout(short("baseline", 1), outcomes=("us_share_orders",), **SMALL):
        assert row["effect"] == row["change"] == row["low"] == row["high"] == 0.0


def test_the_only_lever_of_a_package_carries_all_of_it():
    rows = knockout.knockout(short("joint_ammunition", 3), outcomes=("us_share_orders",), **SMALL)
    assert named(rows, "lever joint_ammunition", "us_share_orders")["effect"] == 0.0
    assert named(rows, "nothing (the whole package)", "us_share_orders")["effect"] != 0.0


def test_an_unknown_outcome_is_refused_with_the_nearest_name():
    with pytest.raises(InputError, match="us_share_orders"):
        knockout.knockout("baseline", outcomes=("us_share_order",), **SMALL)


def test_the_table_as_text_has_a_row_a_knock_out_and_marks_what_is_noise(rows):
    text = knockout.text(rows, "edtu_full", 3)
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
