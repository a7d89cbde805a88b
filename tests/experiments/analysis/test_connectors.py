"""The real packages on the real model: EMA workbench, SALib, Mesa's batch runner, pyam and xarray."""

import inspect

import numpy as np
import pytest

from experiments.analysis.connectors import salib_evaluate, salib_problem
from experiments.analysis.ema import ema_model
from experiments.analysis.evaluation import evaluate, settings
from experiments.analysis.exchange import LONG, to_long, to_xarray
from model import compare, run
from model.ensemble import simulate
from model.errors import InputError
from model.outcomes.catalogue import OUTCOMES
from model.scenarios.changes import change
from model.scenarios.loader import load_scenario

SHORT = change(load_scenario("edtu_full"), years=2)
FACTORS = ["levers.edtu.strength", "parameters.mu", "shocks.us_cutoff.start"]
POINTS = [[0.0, 0.2, 2026], [1.0, 0.5, 2027]]


def test_each_point_of_a_design_gets_what_a_run_of_its_own_would_get(monkeypatch):
    monkeypatch.setattr("experiments.analysis.evaluation.CHUNK", 3)
    found = evaluate(SHORT, FACTORS, POINTS, ["us_share_orders", "full_cost_bn"], replicates=3)
    assert found["us_share_orders"].shape == (2, 3)
    for row, (strength, mu, start) in enumerate(POINTS):
        alone = simulate(
            SHORT,
            runs=3,
            levers={"edtu": {"strength": strength}},
            parameters={"mu": mu},
            shocks={"us_cutoff": {"start": start}},
        )
        for name in found:
            assert found[name][row].tolist() == alone.outcomes[name][-1].tolist(), "to the last bit"


def test_factors_that_cannot_be_are_refused():
    assert settings(["levers.edtu"], [[0.5]])["levers"]["edtu"]["strength"].tolist() == [0.5]
    with pytest.raises(InputError, match="unknown factor 'mu'"):
        settings(["mu"], [[1]])
    with pytest.raises(InputError, match="given twice"):
        settings(["parameters.mu", "parameters.mu"], [[1, 1]])
    with pytest.raises(InputError, match="did you mean 'mu'"):
        evaluate(SHORT, ["parameters.muu"], [[0.2]], ["us_share_orders"])
    with pytest.raises(InputError, match="was not simulated"):
        evaluate(SHORT, ["parameters.mu"], [[0.2]], ["us_share_orders"], year=1999)


@pytest.mark.extras
def test_salib_samples_runs_and_analyses():
    sample = pytest.importorskip("SALib.sample.sobol").sample
    analyse = pytest.importorskip("SALib.analyze.sobol").analyze
    problem = salib_problem(FACTORS[:2])
    assert problem["bounds"] == [[0, 1], [0.1, 0.6]] and problem["num_vars"] == 2
    X = sample(problem, 4, calc_second_order=False)
    Y = salib_evaluate(SHORT, problem["names"], "us_share_orders", replicates=2)(X)
    assert Y.shape == (16,)
    assert np.isfinite(analyse(problem, Y, calc_second_order=False)["ST"]).all()
    with pytest.raises(InputError, match="give bounds"):
        salib_problem(["shocks.us_cutoff.start"])


@pytest.mark.extras
@pytest.mark.filterwarnings("ignore")  # the workbench's own
def test_the_ema_workbench_performs_experiments():
    import warnings

    with warnings.catch_warnings(action="ignore"):
        pytest.importorskip("ema_workbench")
        from ema_workbench import perform_experiments
    model = ema_model(
        SHORT, parameters=("mu", "zeta"), outcomes=("us_share_orders", "full_cost_bn"), replicates=2
    )
    assert {lever.name for lever in model.levers} == {f"levers_{key}_strength" for key in SHORT.levers}
    experiments, outcomes = perform_experiments(model, scenarios=2, policies=2)
    assert len(experiments) == 4 and outcomes["us_share_orders"].shape == (4,)
    row = experiments.iloc[1]
    names = ["parameters.mu", "parameters.zeta", *(f"levers.{key}.strength" for key in SHORT.levers)]
    point = [[float(row[name.replace(".", "_")]) for name in names]]
    mean = evaluate(SHORT, names, point, ["us_share_orders"], replicates=2)["us_share_orders"].mean()
    assert outcomes["us_share_orders"][1] == pytest.approx(mean, rel=1e-12)


def is_later(batch_run) -> bool:
    """Whether it is the runner of Mesa 3.5 or later."""
    return "rng" in inspect.signature(batch_run).parameters


def test_mesas_batch_runner_gives_the_numbers_of_the_ensemble():
    import multiprocessing

    before = multiprocessing.get_start_method(allow_none=True)
    from mesa import batch_run

    from model import ProcurementModel

    rows = batch_run(
        ProcurementModel,
        {
            "scenario": "baseline",
            "years": 2,
            "seed": 1,
            "replicate": [0, 1],
            "levers": [{"edtu": {"strength": 0.5}}],
        },
        data_collection_period=1,
        display_progress=False,
        # From Mesa 3.5 on the runner has the last word on the seed, and leaves it open unless it is told.
        **({"rng": 1} if (later := is_later(batch_run)) else {}),
    )
    multiprocessing.set_start_method(before, force=True)  # importing the runner changes it for everybody
    record = simulate("baseline", runs=2, years=2, levers={"edtu": {"strength": 0.5}})
    # Before Mesa 3.5 there is one row per run and year, later one per agent; steps count from 0 and from 1.
    found = {(row["year"], row["replicate"]): row for row in rows}
    assert set(found) == {(year, replicate) for year in (2026, 2027) for replicate in (0, 1)}
    assert len(rows) == 4 * (len(ProcurementModel("baseline").agents) if later else 1)
    for (year, replicate), row in found.items():
        for name in OUTCOMES:
            expected = record.outcomes[name][year - 2026, replicate]
            assert row[name] == expected or np.isnan(row[name]) and np.isnan(expected)


def test_mesas_batch_runner_may_ask_for_one_step_too_many():
    import multiprocessing

    before = multiprocessing.get_start_method(allow_none=True)
    from mesa import batch_run

    from model import ProcurementModel

    parameters = {"scenario": "baseline", "years": 3, "replicate": [0]}
    # Before Mesa 3.5 it goes on for one step more than it is told; a finished model stops it first.
    rows = batch_run(
        ProcurementModel, parameters, max_steps=3, data_collection_period=1, display_progress=False
    )
    short = batch_run(
        ProcurementModel, parameters, max_steps=1, data_collection_period=1, display_progress=False
    )
    multiprocessing.set_start_method(before, force=True)
    assert list(dict.fromkeys(row["year"] for row in rows)) == [2026, 2027, 2028]
    assert {row["year"] for row in short} == ({2026} if is_later(batch_run) else {2026, 2027})
    model = ProcurementModel("baseline", years=1)
    model.run_model()
    model.step()
    assert len(model.results) == 1 and not model.running, "a step after the last year changes nothing"


@pytest.fixture(scope="module")
def held():
    return compare("baseline", "edtu_full", runs=3, years=2, progress=False)


def test_the_long_table_holds_the_means(held):
    table = to_long(held)
    assert tuple(table.columns) == LONG and not table.isna().any().any()
    row = table[
        (table.scenario == "edtu_full") & (table.variable == "us_share_stock") & (table.region == "PL")
    ]
    expected = held["edtu_full"].states.query("state == 'PL'").groupby("year")["us_share_stock"].mean()
    assert row["value"].tolist() == pytest.approx(expected.tolist())
    every = to_long(held, runs="all", tables=("years",))
    assert len(every) == sum(np.isfinite(x).sum() for r in held.results for x in r.record.outcomes.values())
    with pytest.raises(InputError, match="'mean' or 'all'"):
        to_long(held, runs="median")


@pytest.mark.extras
@pytest.mark.filterwarnings("ignore")  # pyam's own
@pytest.mark.parametrize("runs", ["mean", "all"])
def test_pyam_reads_the_long_table(held, runs, tmp_path, monkeypatch):
    import warnings

    # The units under pyam keep a cache with full paths in the home folder, and fail when an environment has moved.
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with warnings.catch_warnings(action="ignore"):
        pyam = pytest.importorskip("pyam")
    table = to_long(held, runs=runs)
    frame = pyam.IamDataFrame(table)
    assert set(frame.scenario) == {"baseline", "edtu_full"} and "orders_bn|manoeuvre" in frame.variable
    assert len(frame.data) == len(table) and "PL" in frame.region
    picked = frame.filter(variable="us_share_orders", scenario="baseline", region="Europe", year=2027).data[
        "value"
    ]
    assert picked.mean() == pytest.approx(held.baseline.outcome("us_share_orders")[-1].mean())


@pytest.mark.extras
def test_xarray_keeps_names_units_and_numbers(held):
    pytest.importorskip("xarray")
    both = to_xarray(held)
    assert dict(both.sizes) == {"scenario": 2, "year": 2, "replicate": 3, "state": 30, "domain": 13}
    one = both.sel(scenario="edtu_full", year=2027)
    assert (
        one["us_share_orders"].to_numpy().tolist()
        == held["edtu_full"].outcome("us_share_orders")[-1].tolist()
    )
    expected = held["edtu_full"].record.states["us_share_stock"][-1, held.baseline.members.index("PL")]
    assert one["state_us_share_stock"].sel(state="PL").to_numpy().tolist() == expected.tolist()
    single = to_xarray(run("baseline", runs=2, years=2, progress=False))
    assert (
        single.attrs["scenario"] == "baseline"
        and single["full_cost_bn"].attrs["units"] == OUTCOMES["full_cost_bn"].unit
    )


@pytest.mark.filterwarnings(
    "ignore:The `iterations`:DeprecationWarning"
)  # which Mesa 3.5 would rather call rng
def test_iterations_of_mesas_batch_runner_are_histories_of_their_own_where_the_seed_is_left_open():
    import multiprocessing

    before = multiprocessing.get_start_method(allow_none=True)
    from mesa import batch_run

    from model import ProcurementModel

    parameters = {"scenario": "baseline", "years": 1, "seed": None}
    rows = batch_run(ProcurementModel, parameters, iterations=3, display_progress=False)
    rows = list({row["iteration"]: row for row in rows}.values())  # Mesa 3.5 has one per agent
    multiprocessing.set_start_method(before, force=True)
    assert len({row["seed"] for row in rows}) == 3 and len({row["us_share_orders"] for row in rows}) == 3
    again = ProcurementModel("baseline", seed=rows[1]["seed"], years=1)
    again.run_model()
    assert again.results[-1]["years"]["us_share_orders"][0] == rows[1]["us_share_orders"]
