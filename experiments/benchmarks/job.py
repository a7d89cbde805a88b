"""The main job, a comparison with figures and report as one types it: seconds, memory, and what drawn inputs cost."""

from __future__ import annotations

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


@fills(Line("the main job with drawn inputs against fixed ones", Goal("<=", 1.1)))
def drawn_inputs(sizes):
    """The same command with ``--inputs set``, its default, and with ``--inputs fixed``, in turns."""
    from experiments.benchmarks.command import measured

    words = ["compare", "baseline", SCENARIO, "--runs", str(sizes.runs // 2), "--quiet"]
    with tempfile.TemporaryDirectory() as folder:

        def compared(inputs: str):
            measured([*words, "--inputs", inputs, "--out", str(Path(tempfile.mkdtemp(dir=folder)) / "kept")])

        works = {inputs: lambda inputs=inputs: compared(inputs) for inputs in ("set", "fixed")}
        seconds = interleaved(works, sizes.repeats)
    yield (
        seconds["set"] / seconds["fixed"],
        f"{sizes.runs // 2} runs, figures and report, whole processes, all cores; median of {sizes.repeats}",
    )


MEASURES = (main_job, drawn_inputs)
