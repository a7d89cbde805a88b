"""Against other tools on the same model: the EMA workbench around the Mesa model, and Dask workers."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from experiments.benchmarks.clock import clock, row

PORT = 18786


def sobol_design(sizes):
    """A Sobol design sampled, run and analysed, against the rate of the EMA workbench around the Mesa model."""
    if importlib.util.find_spec("SALib") is None or importlib.util.find_spec("ema_workbench") is None:
        return
    from experiments.analysis import connectors, sensitivity
    from experiments.analysis.evaluation import evaluate
    from model.parameters import table

    names = [f"parameters.{key}" for key, found in table().items() if found["low"] < found["high"]][:20]
    problem = connectors.salib_problem(names)

    def ours():
        from SALib.sample import sobol as sampler

        points = sampler.sample(problem, sizes.sobol_base, calc_second_order=False)
        values = evaluate("baseline", names, points, ("us_share_orders",), replicates=1)["us_share_orders"]
        sensitivity.sobol(points, values, names, resamples=20)

    points = sizes.sobol_base * (len(names) + 2)
    taken = clock(ours)
    theirs = clock(lambda: _ema(sizes.ema_points)) / sizes.ema_points
    how = f"{points:,} points of {len(names)} parameters in {taken:.0f} s, against {sizes.ema_points} points"
    yield row("Sobol design against the EMA workbench around Mesa", theirs / (taken / points), ">= 40", how)


def _ema(points: int) -> None:
    from ema_workbench import Model, RealParameter, ScalarOutcome, SequentialEvaluator

    from model import ProcurementModel

    def one(mu=0.3, w_t=0.05):
        model = ProcurementModel("baseline", parameters={"mu": mu, "w_t": w_t})
        model.run_model()
        return {"us_share_orders": float(model.results[-1]["years"]["us_share_orders"][0])}

    held = Model("procurement", function=one)
    held.uncertainties = [RealParameter("mu", 0.2, 0.6), RealParameter("w_t", 0.02, 0.1)]
    held.outcomes = [ScalarOutcome("us_share_orders")]
    with SequentialEvaluator(held) as evaluator:
        evaluator.perform_experiments(scenarios=points)


def dask(sizes):
    """Two Dask workers on loopback against one process, on the same sweep."""
    if importlib.util.find_spec("distributed") is None:
        return
    from experiments.designs import make
    from experiments.sweep import sweep

    address, base = f"127.0.0.1:{PORT}", [sys.executable, "-m"]
    worker = [*base, "distributed.cli.dask_worker", f"tcp://{address}", "--nthreads", "1", "--no-dashboard"]
    scheduler = [*base, "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", str(PORT), "--no-dashboard"]
    quiet = dict(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    started = [subprocess.Popen(command, **quiet) for command in (scheduler, worker, worker)]
    folder, design = Path(tempfile.mkdtemp()), make("levers", f"lhs:{sizes.runs}", seed=1)
    settings = dict(runs=4, shard_runs=256, progress=False)
    try:
        time.sleep(6)
        few = make("levers", "lhs:4", seed=1)
        sweep(few, folder / "warm", executor=f"dask://{address}", runs=2, shard_runs=4, progress=False)
        two = clock(lambda: sweep(design, folder / "two", executor=f"dask://{address}", **settings))
        one = clock(lambda: sweep(design, folder / "one", executor="threads", workers=1, **settings))
    finally:
        for process in started:
            process.terminate()
        shutil.rmtree(folder, ignore_errors=True)
    yield row("two Dask workers against one process", one / two, ">= 1.5", f"{4 * sizes.runs:,} runs")


MEASURES = (sobol_design, dask)
