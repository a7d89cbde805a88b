"""The benchmark's table and its file. No test here looks at a clock."""

import json
import os
import signal

import numpy as np
import pytest

from experiments.benchmarks import document, growth, ledger, outside
from experiments.benchmarks import main as bench
from experiments.benchmarks.goal import Goal, met
from experiments.benchmarks.measure import Line, Measure, fills, row, take

PROMISED = {
    "numbers in which the ensemble and the Mesa model differ": "<= 0",
    "ensemble against mesa.batch_run": ">= 80, moonshot 200",
    "a single run against the Mesa model": ">= 5",
    "ensemble against its floor": "<= 3, moonshot 2",
    "edtu --help against import numpy": "<= 1",
    "one run in a fresh process against import numpy": "<= 3",
    "every lever on against the baseline": "<= 3",
    "two workers against one": ">= 1.5, moonshot 1.8",
    "two fresh processes against one": ">= 1.5",
    "growth with years, log-log slope": "<= 1.1",
    "growth with domains, log-log slope": "<= 1.1",
    "growth with states, log-log slope": "<= 1.5",
    "writing all tables against simulating": "<= 0.5",
    "the main job with figures and report": "<= 10",
    "the main job with drawn inputs against fixed ones": "<= 1.1",
    "peak memory of the main job": "<= 1024",
    "cost per run, dearest against cheapest size": "<= 1.15",
    "peak memory of a streamed sweep": "<= 300",
    "Sobol design against the EMA workbench around the Mesa model": ">= 40",
    "two Dask workers against one process": ">= 1.5",
}
A, B = Line("alpha", Goal(">=", 2)), Line("beta", None, "MB")


def fixed(line, value, how="once"):
    """A measure that always gives the same."""
    return Measure(lambda sizes: [(value, how)], (line,))


def broken(sizes):
    raise RuntimeError("no such thing\nand more")


@pytest.fixture
def few(monkeypatch):
    """Puts three quick measures in the place of the real ones; what the last one does can be changed."""
    called = []

    def counted(sizes):
        called.append("counted")
        yield 3.0, "first"
        yield 4.0, "second"

    first = fixed(Line("agreement", Goal("<=", 0), ""), 0)
    measures = [first, Measure(counted, (A, B)), fixed(Line("gamma"), 5)]
    monkeypatch.setattr(bench, "FIRST", first)
    monkeypatch.setattr(bench, "MEASURES", measures)
    return measures, called


def rows_of(file) -> dict[str, dict]:
    return {row["name"]: row for row in json.loads(file.read_text())["measures"]}


def test_the_table_has_every_goal_that_was_promised():
    lines = [line for measure in bench.MEASURES for line in measure.lines]
    assert {line.name: str(line.goal) for line in lines if line.goal} == PROMISED
    assert len({line.name for line in lines}) == len(lines)


def test_full_sizes_are_those_of_the_promises():
    full = bench.FULL
    assert full.runs >= 1000 and full.split_runs >= 10_000 and full.repeats >= 5 and full.main_runs == 500
    assert full.many[0] == 1000 and full.many[-1] == 100_000
    assert full.sobol_base * (len(outside.factors()) + 2) == 22_528 and full.ema_points >= 200


@pytest.mark.parametrize(
    ("value", "goal", "expected"),
    [
        (80, Goal(">=", 80), True),
        (79.9, Goal(">=", 80), False),
        (3, Goal("<=", 3), True),
        (3.1, Goal("<=", 3), False),
        (float("nan"), Goal("<=", 3), False),
        (None, Goal("<=", 3), None),
        (3, None, None),
    ],
)
def test_a_goal_is_met_on_its_good_side_and_on_the_border(value, goal, expected):
    assert met(value, goal) is expected


def test_a_moonshot_decides_nothing_and_a_goal_needs_a_side():
    assert met(100, Goal(">=", 80, 200)) is True and str(Goal(">=", 80, 200)) == ">= 80, moonshot 200"
    with pytest.raises(ValueError, match="direction"):
        Goal("=", 1)


def test_a_row_can_be_read_by_a_program():
    found = row(A, np.float64(2.5), "so")
    assert json.loads(json.dumps(found)) == {
        "name": "alpha",
        "value": 2.5,
        "unit": "x",
        "goal": {"direction": ">=", "value": 2, "moonshot": None},
        "met": True,
        "how": "so",
    }


def test_a_missing_package_and_a_failure_cost_only_their_own_rows(capsys):
    rows, well = take(Measure(broken, (A, B), needs=("no_such_package",)), bench.QUICK)
    assert (
        well
        and [r["value"] for r in rows] == [None, None]
        and "no_such_package not installed" in rows[0]["how"]
    )
    rows, well = take(Measure(broken, (A, B)), bench.QUICK)
    assert not well and rows[1]["how"] == "failed: RuntimeError: no such thing" and rows[0]["met"] is None
    rows, well = take(fills(A, B)(lambda sizes: [(1.0, "one row for two lines")]), bench.QUICK)
    assert not well and "failed" in rows[0]["how"]


def test_a_bench_that_is_interrupted_keeps_what_it_had(few, tmp_path, capsys):
    measures, _ = few
    file = tmp_path / "made" / "bench.json"

    def stopped(sizes):
        assert set(rows_of(file)) == {"agreement", "alpha", "beta"}, "written before the next measure begins"
        raise KeyboardInterrupt

    measures[2] = Measure(stopped, (Line("gamma"),))
    assert bench.main(["--quick", "--out", str(file)]) == 130
    assert set(rows_of(file)) == {"agreement", "alpha", "beta"} and rows_of(file)["alpha"]["met"] is True
    assert [path.name for path in file.parent.iterdir()] == ["bench.json"]
    assert capsys.readouterr().err.splitlines()[-1] == f"bench: stopped; what was measured is in {file}"


def test_a_whole_bench_that_is_interrupted_keeps_rows_of_an_earlier_one(few, tmp_path):
    measures, _ = few
    file = tmp_path / "bench.json"
    assert bench.main(["--out", str(file)]) == 0

    def stopped(sizes):
        raise KeyboardInterrupt

    measures[1:] = [fixed(A, 7), Measure(stopped, (Line("gamma"),))]
    assert bench.main(["--out", str(file)]) == 130
    assert rows_of(file)["alpha"]["value"] == 7 and rows_of(file)["gamma"]["value"] == 5
    measures[2] = fixed(Line("gamma"), 6)
    assert bench.main(["--out", str(file), "--quick"]) == 0
    assert list(rows_of(file)) == ["agreement", "alpha", "gamma"], (
        "nothing of other sizes or other lines is left"
    )


def test_only_measures_what_is_named_and_keeps_the_rest(few, tmp_path, capsys):
    measures, called = few
    file = tmp_path / "bench.json"
    assert bench.main(["--out", str(file)]) == 0
    assert "alpha" in capsys.readouterr().out and called == ["counted"]
    measures[2] = fixed(Line("gamma"), 6)
    assert bench.main(["--out", str(file), "--only", "GAM"]) == 0
    assert called == ["counted"] and list(rows_of(file)) == ["agreement", "alpha", "beta", "gamma"]
    assert rows_of(file)["gamma"]["value"] == 6 and rows_of(file)["beta"]["value"] == 4
    assert bench.main(["--out", str(file), "--only", "a?pha", "--only", "gamma"]) == 0
    assert called == ["counted", "counted"]
    assert bench.main(["--out", str(tmp_path / "new.json"), "--only", "gamma"]) == 0
    assert list(rows_of(tmp_path / "new.json")) == ["agreement", "gamma"]


def test_only_refuses_unknown_names_and_rows_measured_elsewhere(few, tmp_path, capsys):
    file = tmp_path / "bench.json"
    assert bench.main(["--out", str(file)]) == 0
    before = file.read_bytes()
    for words, told in {
        ("--only", "delta"): "--only: unknown measure 'delta'",
        ("--only", "gamma", "--quick"): "was measured with other quick",
    }.items():
        capsys.readouterr()
        assert bench.main(["--out", str(file), *words]) == 2
        err = capsys.readouterr().err
        assert err.count("\n") == 1 and told in err
    file.write_text(before.decode().replace('"numpy": "', '"numpy": "0.'))
    assert bench.main(["--out", str(file), "--only", "gamma"]) == 2
    assert "was measured with other versions" in capsys.readouterr().err
    for damaged in ("{", "[]", '{"measures": 3}'):
        file.write_text(damaged)
        assert bench.main(["--out", str(file), "--only", "gamma"]) == 2
        assert "is not a table of benchmarks" in capsys.readouterr().err
    assert bench.main(["--out", str(file)]) == 0, "a whole bench begins anew"
    assert file.read_bytes() == before


def test_a_measure_that_fails_is_told_and_the_others_are_done(few, tmp_path, capsys):
    measures, _ = few
    measures[1] = Measure(broken, (A, B))
    assert bench.main(["--out", str(tmp_path / "bench.json")]) == 1
    assert capsys.readouterr().err.splitlines()[-1] == "bench: failed: alpha, beta"
    assert rows_of(tmp_path / "bench.json")["gamma"]["value"] == 5


def test_nothing_is_measured_where_both_ways_differ(few, tmp_path, capsys, monkeypatch):
    measures, called = few
    measures[0] = fixed(Line("agreement", Goal("<=", 0), ""), 1)
    monkeypatch.setattr(bench, "FIRST", measures[0])
    assert bench.main(["--out", str(tmp_path / "bench.json")]) == 2
    assert called == [] and "do not agree" in capsys.readouterr().err
    assert list(rows_of(tmp_path / "bench.json")) == ["agreement"]


def test_a_place_that_cannot_be_written_is_one_line(few, tmp_path, capsys):
    (tmp_path / "file").write_text("")
    assert bench.main(["--out", str(tmp_path / "file" / "bench.json")]) == 2
    assert "cannot be written" in capsys.readouterr().err


@pytest.mark.thorough
def test_the_real_ensemble_and_the_real_mesa_model_agree():
    rows, well = take(bench.FIRST, bench.QUICK)
    assert well and rows[0]["met"] is True


def test_circumstances_tell_another_model(monkeypatch):
    from experiments.result import manifest as provenance

    now = ledger.circumstances(True)
    assert now == ledger.circumstances(True) and now["quick"] and now["cores"] == os.cpu_count()
    monkeypatch.setattr(provenance, "code_hash", lambda: "another")
    assert ledger.circumstances(True)["model"] != now["model"]


def test_the_slope_of_a_power_is_its_exponent():
    assert growth.slope({n: 3.0 * n**1.5 for n in (3, 5, 10)}) == pytest.approx(1.5)


def test_small_sweeps_are_timed_before_and_after_the_largest():
    order = growth.around((1000, 10_000, 100_000), 5)
    assert order == order[::-1] and order.count(100_000) == 1 and order.count(1000) >= 5
    assert growth.around((250, 500, 2000), 3).count(250) >= 3


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_sigterm_ends_a_bench_as_ctrl_c_does(few, tmp_path):
    measures, _ = few
    measures[2] = Measure(lambda sizes: signal.raise_signal(signal.SIGTERM), (Line("gamma"),))
    before = signal.getsignal(signal.SIGTERM)
    assert bench.main(["--out", str(tmp_path / "bench.json")]) == 130
    assert signal.getsignal(signal.SIGTERM) == before and "alpha" in rows_of(tmp_path / "bench.json")


def test_the_page_on_performance_has_every_promised_row_with_its_goal():
    text = document.PAGE.read_text(encoding="utf-8")
    block = text.partition(document.BEGIN)[2].partition(document.END)[0]
    lines = [line.split("|") for line in block.splitlines() if "|" in line]
    rows = {cells[1].strip(): cells[3].strip() for cells in lines}
    for name, goal in PROMISED.items():
        assert rows[name].removesuffix(", **missed**") == goal, name


def test_a_table_is_put_into_the_page_and_a_quick_one_is_refused(tmp_path, capsys):
    page = tmp_path / "page.md"
    page.write_text(f"before\n{document.BEGIN}\nold\n{document.END}\nafter\n", encoding="utf-8")
    found = row(A, 1.5, "twice")
    versions = {"python": "3.11", "numpy": "2"}
    held = {"quick": False, "versions": versions, "cores": 2, "model": "abc", "measures": [found]}
    path = tmp_path / "bench.json"
    path.write_text(json.dumps(held), encoding="utf-8")
    document.publish(path, page)
    text = page.read_text(encoding="utf-8")
    assert text.startswith("before\n") and text.endswith("\nafter\n") and "old" not in text
    assert "| alpha | 1.5 x | >= 2, **missed** | twice |" in text
    assert "| two workers against one | - | >= 1.5, moonshot 1.8 | not measured with this version" in text
    path.write_text(json.dumps({**held, "quick": True}), encoding="utf-8")
    assert bench.main(["--document", "--out", str(path)]) == 2
    assert "--quick" in capsys.readouterr().err
