"""Against other tools on the same model: the EMA workbench around the Mesa model, and Dask workers."""

from __future__ import annotations

import tempfile
from pathlib import Path

from experiments.benchmarks.clock import interleaved
from experiments.benchmarks.goal import Goal
from experiments.benchmarks.measure import Line, fills

FACTORS = 20
OUTCOME = "us_share_orders"
REPLICATES = 4  # at each point of the sweep on Dask


def factors() -> dict[str, tuple[float, float]]:
    """Low and high of the first twenty parameters that have a range."""
    from model.inputs.parameters import table

    ranges = {key: (row["low"], row["high"]) for key, row in table().items() if row["low"] < row["high"]}
    return dict(list(ranges.items())[:FACTORS])


@fills(
    Line("Sobol design against the EMA workbench around the Mesa model", Goal(">=", 40)),
    needs=("SALib", "ema_workbench"),
)
def sobol_design(sizes):
    """A Sobol design sampled, run and analysed, a point; against the workbench on the same factors, a point."""
    from experiments.analysis import connectors, sensitivity
    from experiments.analysis.evaluation import evaluate

    names = [f"parameters.{key}" for key in factors()]
    problem, base = connectors.salib_problem(names), sizes.sobol_base

    def ours():
        from SALib.sample import sobol as sampler

        X = sampler.sample(problem, base, calc_second_order=False)
        Y = evaluate("baseline", names, X, (OUTCOME,), replicates=1)[OUTCOME]
        sensitivity.sobol(X, Y, names, resamples=20)

    points, few = base * (len(names) + 2), -(-sizes.ema_points // sizes.repeats)
    seconds = interleaved({"ours": ours, "theirs": lambda: workbench(few)}, sizes.repeats)
    yield (
        (seconds["theirs"] / few) / (seconds["ours"] / points),
        (
            f"{points:,} points of {len(names)} parameters in {seconds['ours']:.0f} s, against {few} points one after "
            f"another in {seconds['theirs']:.0f} s; median of {sizes.repeats}"
        ),
    )


def workbench(points: int) -> None:
    """The EMA workbench samples and runs ``points`` points of the same factors, each by one Mesa model."""
    import warnings

    with warnings.catch_warnings(action="ignore"):  # it warns of optional packages of its own
        from ema_workbench import Model, RealParameter, ScalarOutcome, SequentialEvaluator

    from model import ProcurementModel

    def one(**values):
        model = ProcurementModel("baseline", parameters=values)
        model.run_model()
        return {OUTCOME: float(model.results[-1]["years"][OUTCOME][0])}

    workbench_model = Model("procurement", function=one)
    workbench_model.uncertainties = [RealParameter(key, low, high) for key, (low, high) in factors().items()]
    workbench_model.outcomes = [ScalarOutcome(OUTCOME)]
    with SequentialEvaluator(workbench_model) as evaluator:
        evaluator.perform_experiments(scenarios=points, log_progress=True)  # else it draws a bar


@fills(Line("two Dask workers against one process", Goal(">=", 1.5)), needs=("distributed",))
def dask(sizes):
    """Two Dask workers on loopback against one thread of this process, on the same sweep."""
    from experiments.benchmarks.cluster import two_workers
    from experiments.designs import make
    from experiments.sweep import sweep

    design, few = (
        make("levers", f"lhs:{sizes.dask_runs // REPLICATES}", seed=1),
        make("levers", "lhs:4", seed=1),
    )
    settings = dict(runs=REPLICATES, shard_runs=256, progress=False)
    with tempfile.TemporaryDirectory() as folder, two_workers() as address:
        place, there = Path(folder), f"dask://{address}"
        sweep(few, place / "warm", executor=there, runs=2, shard_runs=4, progress=False)

        def anew(**how):
            sweep(design, Path(tempfile.mkdtemp(dir=place)) / "sweep", **how, **settings)

        seconds = interleaved(
            {
                "two": lambda: anew(executor=there),
                "one": lambda: anew(executor="threads", workers=1),
            },
            sizes.repeats,
        )
    one, two = seconds["one"], seconds["two"]
    runs = len(design.values) * REPLICATES
    yield (
        one / two,
        f"{runs:,} runs: {one:.0f} s alone, {two:.0f} s on two workers; median of {sizes.repeats}",
    )


MEASURES = (sobol_design, dask)
