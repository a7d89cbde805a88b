"""Speed and memory as ratios, measured side by side in one process: ``make bench``, or ``make bench-quick``.

A speed is worth something only where both ways give the same answer, so that is checked first. Prints a table and
writes ``results/bench.json``: name, value, goal, how it was measured. Nothing here is a test: clocks decide nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from experiments import store, wording
from experiments.benchmarks import engine, growth, outside
from experiments.benchmarks.clock import Sizes

FULL = Sizes(repeats=5, runs=1000, mesa_runs=5, threads_runs=2048, many=(1000, 10_000, 100_000), stream=100_000,
             sobol_base=1024, ema_points=200)  # fmt: skip
QUICK = Sizes(repeats=3, runs=256, mesa_runs=2, threads_runs=512, many=(250, 1000, 4000), stream=4000,
              sobol_base=32, ema_points=8)  # fmt: skip


def measures(sizes: Sizes):
    """Every measure in turn: dicts with name, value, goal, unit, how."""
    yield engine.agreement(sizes)
    for part in (engine, growth, outside):
        for measure in part.MEASURES:
            yield from measure(sizes)


def main(arguments: list[str] | None = None) -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="smaller sizes, about two minutes")
    parser.add_argument("--out", default="results/bench.json")
    options = parser.parse_args(arguments)
    from experiments.provenance import versions

    found = []
    for row in measures(QUICK if options.quick else FULL):
        found.append(row)
        print(f"{row['name']}: {row['value']:.3g} {row['unit']}", file=sys.stderr)
    cells = [[r["name"], f"{r['value']:,.3g} {r['unit']}", r["goal"], r["how"]] for r in found]
    print(wording.table(["what", "measured", "goal", "how"], cells))
    path = Path(options.out)
    path.parent.mkdir(parents=True, exist_ok=True)
    held = {"versions": versions(), "cores": os.cpu_count(), "quick": options.quick, "measures": found}
    store.write_whole(path, lambda file: file.write_text(json.dumps(held, indent=1) + "\n", encoding="utf-8"))
    print(f"Written: {path}")


if __name__ == "__main__":
    main()
