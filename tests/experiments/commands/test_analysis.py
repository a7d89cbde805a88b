"""``edtu analyse`` and ``edtu attribute`` from end to end on the model, small."""

import sys
import types

import numpy as np
import pytest
from support.fake_sweep import make_sweep

from experiments.analysis.folder import sample
from experiments.commands import main as cli
from model.errors import InputError

NAMES = ["levers.edtu.strength", "parameters.mu"]
BOUNDS = [(0.0, 1.0), (0.1, 0.6)]


def hand_over(monkeypatch, sweep):
    """Puts a sweep where the reader of sweeps is."""
    module = types.ModuleType("experiments.sweep")
    module.load = lambda folder: sweep
    monkeypatch.setitem(sys.modules, "experiments.sweep", module)


def edtu(capsys, *words):
    code = cli.main([str(word) for word in words])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


@pytest.fixture(scope="module")
def saltelli():
    a, b = np.random.default_rng(1).random((2, 8, 2)) * np.ptp(BOUNDS, axis=1) + np.array(BOUNDS)[:, 0]
    mixed = [np.where(np.arange(2) == i, b, a) for i in range(2)]
    return make_sweep(NAMES, BOUNDS, np.stack([a, *mixed, b], axis=1).reshape(-1, 2))


@pytest.fixture(scope="module")
def crossed():
    X = np.array([[policy, mu] for policy in (0.0, 1.0) for mu in (0.1, 0.3, 0.6)])
    return make_sweep(NAMES, BOUNDS, X, replicates=3)


@pytest.mark.extras
def test_a_sweep_is_analysed_and_written(monkeypatch, capsys, tmp_path, saltelli):
    pytest.importorskip("SALib")
    pytest.importorskip("ema_workbench")
    hand_over(monkeypatch, saltelli)
    middle = saltelli.years.query("year == 2032")["eu_share_orders"].median()
    goal = f"eu_share_orders_2032 >= {middle:.4f}"
    code, out, err = edtu(capsys, "analyse", tmp_path, "--sensitivity", "--discover", goal, "--year", 2032)
    assert (code, err) == (0, "")
    assert "Sobol indices of eu_share_orders in 2032: 32 points, 2 replicates. Luck makes" in out
    assert "PAWN indices" in out and f"Goal: {goal}" in out and "Which settings tell" in out
    written = {path.name for path in (tmp_path / "analysis").iterdir()}
    assert {
        "sobol_eu_share_orders_2032.csv",
        "sobol_eu_share_orders_2032.png",
        "pawn_eu_share_orders_2032.svg",
        "discovery_1_boxes.csv",
        "discovery_1_scores.csv",
    } <= written
    before = {path.name: path.read_bytes() for path in (tmp_path / "analysis").iterdir()}
    edtu(capsys, "analyse", tmp_path, "--sensitivity", "--discover", goal, "--year", 2032)
    assert before == {path.name: path.read_bytes() for path in (tmp_path / "analysis").iterdir()}, (
        "same bytes again"
    )


@pytest.mark.extras
def test_a_sweep_for_second_order_gives_pairs_and_delta_too(monkeypatch, capsys, tmp_path):
    from experiments.designs import make
    from experiments.designs.files import parse

    pytest.importorskip("SALib")
    plan = parse({"levers": {"edtu": [0, 1]}, "parameters": {"mu": [0.1, 0.6]}}, "mine.toml")
    hand_over(monkeypatch, make_sweep(NAMES, BOUNDS, make(plan, "saltelli:4:2").values))
    code, out, err = edtu(capsys, "analyse", tmp_path)
    assert (code, err) == (0, "")
    assert "Sobol indices of eu_share_orders in 2032: 24 points, 2 replicates. Luck makes" in out
    assert "Second-order Sobol indices of eu_share_orders in 2032: 24 points" in out
    assert "Delta indices of eu_share_orders in 2032: 24 points" in out
    written = {path.name for path in (tmp_path / "analysis").iterdir()}
    for stem in ("sobol", "sobol_pairs", "pawn", "delta"):
        assert {f"{stem}_eu_share_orders_2032.{kind}" for kind in ("csv", "png", "svg")} <= written
    header = (tmp_path / "analysis" / "sobol_pairs_eu_share_orders_2032.csv").read_text().splitlines()
    assert header[0] == "factor,other,second,second_low,second_high,floor,note" and len(header) == 2


def test_policies_in_the_same_futures_are_compared(monkeypatch, capsys, tmp_path, crossed):
    hand_over(monkeypatch, crossed)
    code, out, err = edtu(capsys, "analyse", tmp_path, "--robust")
    assert (code, err) == (0, "") and "Policies over 3 futures: capability_gap in 2032" in out
    assert all(f"futures: {name} in" in out for name in ("retained_capability_180", "full_cost_bn"))
    assert (
        "Autonomy, gap and cost" in out
        and (tmp_path / "analysis" / "pareto_2032.png").stat().st_size > 10_000
    )


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--outcome", "eu_share_order"], "did you mean 'eu_share_orders'"),
        (["--year", "1999"], "1999 was not simulated"),
        (["--year", "soon"], "is not a whole number"),
        (["--discover", "eu_share_orders > "], "cannot be read"),
        (["--discover", "us_share_orders > 0.5"], "unknown outcome 'us_share_orders'"),
        (["--robust"], "regret needs every policy in the same futures"),
    ],
)
def test_what_cannot_be_analysed_is_one_line(monkeypatch, capsys, tmp_path, saltelli, words, says):
    hand_over(monkeypatch, saltelli)
    code, out, err = edtu(capsys, "analyse", tmp_path, *words)
    assert code == 2 and says in err and err.count("\n") == 1 and out == ""
    assert list(tmp_path.iterdir()) == []


def test_missing_runs_are_left_out_and_said(crossed):
    design, years = crossed.design, crossed.years
    lost = years[~((years["point"] == 2) & (years["replicate"] == 1))]
    found = sample(design, lost)
    assert found.values("eu_share_orders").shape == (6, 2) and "1 of 3 replicates left out" in found.note
    gone = years[years["point"] != 2]
    found = sample(design, gone)
    assert found.values("eu_share_orders").shape == (5, 3) and "1 of 6 points left out" in found.note
    assert found.X.tolist() == design.loc[design["point"] != 2, NAMES].to_numpy().tolist()


def test_rows_are_joined_by_point_and_replicate_and_not_by_their_order(crossed):
    straight = sample(crossed.design, crossed.years)
    mixed = sample(
        crossed.design.sample(frac=1, random_state=1), crossed.years.sample(frac=1, random_state=2)
    )
    assert straight.values("full_cost_bn").tolist() == mixed.values("full_cost_bn").tolist()
    assert straight.X.tolist() == mixed.X.tolist()


def test_a_design_in_which_nothing_varies_is_refused(crossed):
    with pytest.raises(InputError, match="no setting varies"):
        sample(crossed.design[["point", "id"]], crossed.years)


def test_attribute_prints_parts_and_writes_table_and_figure(capsys, tmp_path):
    file = tmp_path / "small.toml"
    file.write_text('title = "Small"\nextends = ["edtu_full"]\nyears = 3\n')
    out = tmp_path / "out"
    asked = ("--runs", 4, "--out", out, "--quiet", "--outcome", "eu_share_orders")
    code, text, err = edtu(capsys, "attribute", file, *asked)
    assert (code, err) == (0, "") and "What each lever adds to small: eu_share_orders in 2028" in text
    assert {path.suffix for path in out.iterdir()} == {".csv", ".png", ".svg"}
    code, _, err = edtu(capsys, "attribute", "baseline", "--out", tmp_path / "none")
    assert code == 2 and "has no levers" in err and not (tmp_path / "none").exists()
