"""The table of a benchmark as a block of the page on performance."""

from __future__ import annotations

import json
from pathlib import Path

from experiments.benchmarks.catalogue import MEASURES
from experiments.benchmarks.measure import row
from experiments.benchmarks.table import goal_text, value_text
from experiments.result import disk
from model.errors import InputError

PAGE = Path(__file__).parents[2] / "docs" / "performance.md"
BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"
MET = {True: "", False: ", **missed**", None: ""}


def block(benchmark: dict) -> str:
    """The block for the content of a benchmark's file; what it does not hold stands at the end without a number."""
    versions = ", ".join(f"{name} {benchmark['versions'][name]}" for name in ("python", "numpy"))
    known = {r["name"] for r in benchmark["measures"]}
    absent = [line for measure in MEASURES for line in measure.lines if line.name not in known]
    all_rows = benchmark["measures"] + [
        row(line, None, "not measured with this version of the model") for line in absent
    ]
    rows = [
        f"| {r['name']} | {value_text(r)} | {goal_text(r)}{MET[r['met']]} | {r['how']} |" for r in all_rows
    ]
    return "\n".join(
        [
            BEGIN,
            f"Measured by `make bench` on {benchmark['cores']} cores with {versions}, model {benchmark['model']}:",
            "",
            "| what | measured | goal | how |",
            "|---|---|---|---|",
            *rows,
            END,
        ]
    )


def publish(path, page: Path = PAGE) -> None:
    """Put the table of a benchmark's file into the page.

    Raises:
        InputError: the file is missing, is none of a benchmark, or is of ``--quick``.
    """
    try:
        benchmark = json.loads(Path(path).read_text(encoding="utf-8"))
        quick = benchmark["quick"]
    except (OSError, ValueError, KeyError, TypeError):
        raise InputError(f"{path}: is no table of benchmarks; run make bench first") from None
    if quick:
        raise InputError(f"{path}: was measured with --quick; the page takes the whole benchmark: make bench")
    head, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    text = head + block(benchmark) + rest.partition(END)[2]
    disk.write_whole(page, lambda file: file.write_text(text, encoding="utf-8"))
