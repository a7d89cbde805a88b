"""The main job, a comparison with figures and report as one types it: seconds, memory, and what drawn inputs cost."""

from __future__ import annotations

import os
import statistics
import tempfile
from pathlib import Path

from experiments.benchmarks.clock import SCENARIO, interleaved
from experiments.benchmarks.goal import Goal
from experiments.benchmarks.measure import Line, fills


@fills(
    Line("the main job with figures and report", Goal("<=", 10), "s"),
    Line("peak memory of the main job", Goal("<=", 1024), "MB"),
)
def main_job(sizes):
    """``edtu compare`` from its start to its end, as one types it."""
    from experiments.benchmarks.command import measured

    with tempfile.TemporaryDirectory() as folder:
        words = ["compare", "baseline", SCENARIO, "--runs", str(sizes.main_runs), "--quiet"]
        seconds, memory = measured([*words, "--out", str(Path(folder) / "kept")])
    yield seconds, f"edtu compare baseline {SCENARIO} --runs {sizes.main_runs}, whole process, all cores"
    yield memory, "its largest process"


@fills(
    Line("the main job with drawn inputs against fixed ones", Goal("<=", 1.1)),
    Line("drawn inputs against fixed ones, processor time of the main job"),
)
def drawn_inputs(sizes):
    """The same command with ``--inputs set``, its default, and with ``--inputs fixed``, in turns."""
    from experiments.benchmarks.command import measured

    words = ["compare", "baseline", SCENARIO, "--runs", str(sizes.runs // 2), "--quiet"]
    worked: dict[str, list[float]] = {"set": [], "fixed": []}
    with tempfile.TemporaryDirectory() as folder:

        def compared(inputs: str):
            before = _by_children()
            measured([*words, "--inputs", inputs, "--out", str(Path(tempfile.mkdtemp(dir=folder)) / "kept")])
            worked[inputs].append(_by_children() - before)

        works = {inputs: lambda inputs=inputs: compared(inputs) for inputs in worked}
        seconds = interleaved(works, sizes.repeats)
    how = f"{sizes.runs // 2} runs, figures and report, whole processes, all cores; median of {sizes.repeats}"
    yield seconds["set"] / seconds["fixed"], how
    drawn, fixed = (statistics.median(worked[inputs]) for inputs in ("set", "fixed"))
    yield (drawn / fixed if fixed else float("nan")), "all processes together, which neighbours move less"


def _by_children() -> float:
    """Processor seconds of processes that this one has started and that have ended; 0 where the system does not say."""
    times = os.times()
    return times.children_user + times.children_system


MEASURES = (main_job, drawn_inputs)
