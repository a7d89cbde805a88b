"""The command line: what it prints, what it writes, and how it refuses."""

import subprocess
import sys
import types

import pytest

from experiments.commands import main as cli
from experiments.result import store


@pytest.fixture
def folder(tmp_path, monkeypatch, fake_engine):
    """An empty working folder with the stand-in engine."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def edtu(capsys, *words):
    """Runs one command; returns (exit code, standard output, standard error)."""
    code = cli.main([str(word) for word in words])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_compare_prints_the_paired_difference_and_names_what_it_wrote(folder, capsys):
    code, out, err = edtu(capsys, "compare", "baseline", "us_cutoff", "--runs", 40)
    assert (code, err) == (0, "")
    path = folder / "results" / "us_cutoff_vs_baseline"
    assert "us_cutoff against baseline in 2035: 40 runs each on the same luck" in out
    [line] = [line for line in out.splitlines() if " eu_share_orders " in line]
    assert "+10.6" in line and "not distinguishable" not in line
    [line] = [line for line in out.splitlines() if " us_share_orders " in line]
    assert "the same in all 40 runs" in line
    lines = out.splitlines()
    at = lines.index("Report:  results/us_cutoff_vs_baseline/report.html")
    assert lines[at + 1] == "Figures: results/us_cutoff_vs_baseline/figures (SVG): shares"
    assert "--all for the rest" in out and lines[at + 3].startswith("Does it work?"), "the answer stands last"
    assert (path / "report.html").exists() and (path / "figures" / "shares.svg").exists()
    assert store.load(path).names == ["baseline", "us_cutoff"]
    assert [p.name for p in path.parent.iterdir()] == [path.name], "nothing hidden is left"


def test_run_with_two_scenarios_is_compare(folder, capsys):
    _, one, _ = edtu(capsys, "run", "baseline", "us_cutoff", "--runs", 20, "--out", "a", "--no-figures")
    _, two, _ = edtu(capsys, "compare", "baseline", "us_cutoff", "--runs", 20, "--out", "b", "--no-figures")
    assert one.replace("Results: a", "") == two.replace("Results: b", "")


def test_a_single_run_is_called_one_possible_history_and_gets_no_report(folder, capsys):
    code, out, _ = edtu(capsys, "run", "baseline", "--runs", 1)
    assert code == 0 and "one possible history" in out and "none with fewer than 20 runs" in out
    assert not (folder / "results/baseline/report.html").exists()


def test_the_same_command_again_keeps_the_tables_and_another_seed_gets_its_own_folder(folder, capsys):
    edtu(capsys, "run", "baseline", "--runs", 20)
    (folder / "results/baseline/notes.txt").write_text("mine")
    before = (folder / "results/baseline/manifest.json").read_bytes()
    _, out, _ = edtu(capsys, "run", "baseline", "--runs", 20)
    assert "was there already" in out
    _, out, _ = edtu(capsys, "run", "baseline", "--runs", 20, "--seed", 2)
    assert "Results: results/baseline_2\n" in out
    assert (folder / "results/baseline/manifest.json").read_bytes() == before
    assert (folder / "results/baseline/notes.txt").read_text() == "mine"


def test_a_folder_that_holds_a_result_is_refused_before_the_work(folder, capsys, fake_engine):
    edtu(capsys, "run", "baseline", "--runs", 2, "--out", "here")
    fake_engine.clear()
    code, out, err = edtu(capsys, "run", "baseline", "--runs", 2, "--out", "here")
    assert (code, out) == (2, "") and "already holds a result" in err and fake_engine == []
    assert edtu(capsys, "run", "baseline", "--runs", 3, "--out", "here", "--force")[0] == 0
    assert len(store.load("here").replicates) == 3


def test_options_reach_the_scenario(folder, capsys):
    edtu(
        capsys,
        "run",
        "baseline",
        "--runs",
        2,
        "--start",
        2027,
        "--years",
        3,
        "--seed",
        7,
        "--shock",
        "us_cutoff=0.5@2029",
        "--out",
        "here",
        "--no-figures",
    )
    result = store.load("here")
    assert result.calendar == [2027, 2028, 2029] and result.seed == 7
    assert result.scenario.shocks["us_cutoff"]["start"] == 2029
    assert result.scenario.shocks["us_cutoff"]["severity"] == 0.5


def test_a_parameter_can_be_set(folder, capsys):
    from model.inputs.parameters import table

    key, row = next((k, r) for k, r in table().items() if r["low"] < r["high"])
    edtu(
        capsys,
        "run",
        "baseline",
        "--runs",
        2,
        "--set",
        f"{key}={row['high']}",
        "--out",
        "here",
        "--no-figures",
    )
    assert store.load("here").scenario.parameters == {key: row["high"]}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["compere", "a", "b"], "did you mean 'compare'"),
        (["run"], "the following arguments are required: scenario"),
        (["run", "basline"], "did you mean 'baseline'"),
        (["run", "my_own.toml"], "my_own.toml: no such file"),
        (["compare", "baseline"], "name the baseline first"),
        (["compare", "baseline", "baseline"], "named twice"),
        (["run", "baseline", "--runs", "0"], "runs: '0' is too small; give 1 to 10,000,000"),
        (["run", "baseline", "--runs", "many"], "runs: 'many' is not a whole number"),
        (["run", "baseline", "--seed", "-1"], "seed: '-1' is too small"),
        (["run", "baseline", "--years", "ten"], "'ten' is not a whole number"),
        (["run", "baseline", "--years", "99"], "years: 99 is outside 1 to 15"),
        (["run", "baseline", "--lever", "edut=1"], "unknown lever 'edut'"),
        (["run", "baseline", "--shock", "us_cutof@2029"], "did you mean 'us_cutoff'"),
        (["run", "baseline", "--shock", "us_cutoff@then"], "us_cutoff"),
        (["run", "baseline", "--set", "nonsense=1"], "unknown parameter 'nonsense'"),
        (["run", "baseline", "--set", "nonsense"], "needs KEY=NUMBER"),
        (["run", "baseline", "--set", "mu=1", "--set", "mu=2"], "given twice"),
        (["list", "leavers"], "did you mean 'levers'"),
        (["show", "nowhere"], "no result here"),
        (["explain", "baseline", "--state", "PX", "--domain", "manoeuvre"], "unknown state 'PX'"),
        (["explain", "baseline", "--state", "PL", "--domain", "manouvre"], "did you mean 'manoeuvre'"),
        (
            ["explain", "baseline", "--state", "PL", "--domain", "manoeuvre", "--year", "1999"],
            "choose 2026 to 2035",
        ),
    ],
)
def test_bad_input_is_one_line_exit_code_2_and_nothing_written(folder, capsys, words, says):
    code, out, err = edtu(capsys, *words)
    assert code == 2 and out == ""
    assert says in err and err.startswith("edtu: ") and err.count("\n") == 1
    assert list(folder.iterdir()) == []


def test_ctrl_c_is_one_line_and_leaves_nothing(folder, capsys, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(sys.modules["model.ensemble"], "simulate_together", interrupted)
    code, out, err = edtu(capsys, "run", "baseline")
    assert (code, out, err.count("\n")) == (130, "", 1)
    assert list(folder.iterdir()) == []


def test_show_prints_the_table_of_a_saved_result(folder, capsys):
    _, first, _ = edtu(
        capsys, "compare", "baseline", "us_cutoff", "--runs", 20, "--out", "here", "--no-figures"
    )
    code, out, _ = edtu(capsys, "show", "here")
    table, answer = out.split("Does it work?")
    assert code == 0 and first.startswith(table) and first.endswith(answer)
    assert "in 2030" in edtu(capsys, "show", "here", "--year", 2030)[1]


def test_list_has_a_line_for_each_name(folder, capsys, fake_outcomes):
    code, out, _ = edtu(capsys, "list", "outcomes")
    assert code == 0 and len(out.splitlines()) == len(fake_outcomes)
    assert "us_cutoff" in edtu(capsys, "list", "shocks")[1]
    assert "edtu_full" in edtu(capsys, "list", "scenarios")[1]
    assert "assumption" in edtu(capsys, "list", "parameters")[1]


def test_explain_hands_the_models_own_words_through(folder, capsys, monkeypatch):
    def told(scenario, state, domain, year, seed, replicate, facts):
        start = scenario.shocks["us_cutoff"]["start"]
        return f"{scenario.name} {start} {state} {domain} {year} {seed} {replicate}"

    monkeypatch.setitem(sys.modules, "model.explanation", types.SimpleNamespace(explain=told))
    words = ["explain", "baseline", "--state", "PL", "--domain", "manoeuvre", "--year", 2029, "--seed", 3]
    code, out, _ = edtu(capsys, *words, "--shock", "us_cutoff@2028")
    assert (code, out) == (0, "baseline 2028 PL manoeuvre 2029 3 0\n")


def test_help_is_quick_because_nothing_heavy_is_imported():
    code = (
        "import sys\nfrom experiments.commands import main as cli\n"
        "try: cli.main(['--help'])\nexcept SystemExit: pass\n"
        "print(sorted({'numpy', 'pandas', 'mesa', 'matplotlib', 'pyarrow', 'scipy'} & set(sys.modules)))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.splitlines()[-1] == "[]"


def test_orders_are_kept_when_asked_for(tmp_path, capsys):
    from experiments.commands import main as cli
    from experiments.result import store

    command = ["run", "baseline", "--runs", "2", "--years", "2", "--no-figures", "--quiet", "--out"]
    assert cli.main([*command, str(tmp_path / "plain")]) == 0
    assert cli.main([*command, str(tmp_path / "kept"), "--orders"]) == 0
    assert not (tmp_path / "plain" / "orders.parquet").exists()
    kept = store.load(tmp_path / "kept")
    assert (
        kept.tables == ("years", "states", "domains", "events", "orders", "inputs") and len(kept.orders) > 50
    )
    assert cli.main([*command, str(tmp_path / "more"), "--orders", "--until-ci", "0.1"]) == 2
    assert "--orders: does not go with --until-ci" in capsys.readouterr().err


def test_a_lever_of_one_scenario_and_a_lever_of_all_on_the_command_line(folder, capsys):
    words = ("compare", "baseline", "us_cutoff", "--runs", 20, "--lever")
    code, out, _ = edtu(capsys, *words, "us_cutoff:edtu=0.5@2030", "--out", "one")
    assert code == 0 and "baseline is:" not in out
    assert "us_cutoff is: " in out and ", changed: edtu 0.5 from 2030." in out
    code, out, _ = edtu(capsys, *words, "edtu=0.5@2030", "--out", "all")
    assert code == 0 and "baseline is: Adopted policy, changed: edtu 0.5 from 2030.\n" in out
    back = store.load(folder / "all").baseline.scenario
    assert back.title == "Adopted policy, changed: edtu 0.5 from 2030" and "edtu" in back.levers
    code, out, err = edtu(capsys, *words, "us_cutof:edtu=0.5", "--out", "none")
    assert code == 2 and "unknown scenario 'us_cutof'; did you mean 'us_cutoff'" in err
    assert err.count("\n") == 1 and not (folder / "none").exists()


@pytest.mark.parametrize(
    "words",
    [("--lever", "edtu=0.5@2050"), ("--lever", "us_cutoff:edtu@2050"), ("--shock", "us_queue@2010")],
)
def test_what_would_never_act_is_refused_before_anything_is_written(folder, capsys, words):
    code, out, err = edtu(capsys, "compare", "baseline", "us_cutoff", "--runs", 20, *words)
    assert (code, out) == (2, "") and "never act; choose a year from 2026 to 2035" in err
    assert err.count("\n") == 1 and list(folder.iterdir()) == []
