"""What the numbered experiments share: cases that are computed once, effects with intervals, one kind of chart.

A case is one scenario with some changes, run many times. Its outcomes are kept in ``results/<study>/cases`` under a
hash of everything that decides them, so an experiment that was interrupted computes only what is missing.
"""

from __future__ import annotations

import argparse
import csv
import os
import textwrap
from pathlib import Path

import numpy as np

from experiments import vocabulary
from experiments.intervals import split
from experiments.intervals.paired import mean_interval
from experiments.result.manifest import code_hash, data_hashes, digest
from model.ensemble import simulate
from model.outcomes.catalogue import OUTCOMES
from model.scenarios.changes import change
from model.scenarios.loader import load_scenario


class Study:
    """An experiment: a name, runs and seed, and a folder under ``results``.

    Args:
        name: name of the folder. runs: paired runs of every case. seed: of all luck. out: parent folder.
    """

    def __init__(self, name: str, runs: int, seed: int = 1, out="results"):
        self.name, self.runs, self.seed, self.folder = name, runs, seed, Path(out) / name
        (self.folder / "cases").mkdir(parents=True, exist_ok=True)
        self.computed = 0

    def case(self, scenario="baseline", **changes) -> dict[str, np.ndarray]:
        """Outcomes of a case, name -> (year, run); from the folder if they are there.

        Args:
            scenario: name, path or Scenario. changes: start, years, levers, shocks, parameters as in `run`.
        """
        setting = change(load_scenario(scenario), **changes)
        key = [setting.contents(), self.runs, self.seed, code_hash(), data_hashes()]
        path = self.folder / "cases" / f"{digest(key, 16)}.npz"
        if not path.exists():
            record = simulate(setting, runs=self.runs, seed=self.seed, tables=("years",))
            part = path.with_suffix(f".{os.getpid()}.part.npz")
            np.savez_compressed(part, allow_pickle=False, **record.outcomes)
            os.replace(part, path)
            self.computed += 1
        with np.load(path) as saved:
            return {name: saved[name] for name in saved.files}

    def effect(self, case: dict, base: dict, outcome: str, year: int = -1) -> dict:
        """Paired difference of an outcome in one year: mean, low and high of its 95 % interval."""
        difference = mean_interval(case[outcome][year] - base[outcome][year])
        return {"mean": float(difference.mean), "low": float(difference.low), "high": float(difference.high)}

    def write(self, rows: list[dict], name: str = "table") -> Path:
        """Write rows as CSV and print them."""
        path = self.folder / f"{name}.csv"
        part = path.with_suffix(".part")
        with part.open("w", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
            table.writeheader()
            for row in rows:
                table.writerow({k: f"{v:.6g}" if isinstance(v, float) else v for k, v in row.items()})
        os.replace(part, path)
        print(path.read_text(encoding="utf-8"), end="")
        return path

    def dots(self, rows: list[dict], title: str, outcomes, name: str = "effects") -> Path:
        """One panel per outcome, one line per case: mean and 95 % interval of the paired difference on a zero line.

        Args:
            rows: dicts with case, outcome, mean, low, high. outcomes: names, one per panel.
        """
        from matplotlib.figure import Figure

        from experiments.figures import style

        cases = list(dict.fromkeys(row["case"] for row in rows))
        figure = Figure(figsize=(style.SLIDE[0], max(3.6, 1.8 + 0.34 * len(cases))), layout="constrained")
        panels = figure.subplots(1, len(outcomes), sharey=True, squeeze=False)[0]
        for ax, outcome in zip(panels, outcomes, strict=True):
            self._panel(ax, [row for row in rows if row["outcome"] == outcome], cases, outcome)
        style.heading(figure, title)
        figure.supxlabel(
            f"Paired differences on the same luck, {self.runs} runs, seed {self.seed}: mean and 95 % interval of the "
            "mean; an open dot where the interval holds zero.\nParameters fixed at illustrative values, not yet "
            "fitted: “if …, the model gives …”, not a forecast.",
            x=0.012,
            ha="left",
            fontsize=style.SMALL,
            color="#444444",
        )
        return self.picture(figure, title, name)

    def picture(self, figure, title: str, name: str) -> Path:
        """Write a figure as SVG and PNG."""
        from experiments.figures import save
        from experiments.provenance.inside import REMAKE

        metadata = {
            "Title": title,
            "Description": self.name,
            REMAKE: f"python -m experiments.studies.{self.name} --runs {self.runs} --seed {self.seed}",
            "Source": f"seed {self.seed}",
            "Software": "edtu",
        }
        for kind in ("svg", "png"):
            path = save.write_whole(self.folder / f"{name}.{kind}", save.as_bytes(figure, kind, metadata))
        return path

    def _panel(self, ax, rows, cases, outcome: str) -> None:
        from experiments.figures import style

        scale = vocabulary.scale(outcome)
        for row in rows:
            y, mean = cases.index(row["case"]), scale * row["mean"]
            clear = split.off_zero(row["low"], row["high"])
            ax.plot(
                [scale * row["low"], scale * row["high"]], [y, y], color=style.COLOURS["package"], linewidth=2
            )
            face = style.COLOURS["package"] if clear else "white"
            ax.plot(mean, y, "o", color=style.COLOURS["package"], markerfacecolor=face, markersize=7)
        ax.axvline(0.0, color=style.COLOURS["baseline"], linewidth=1, linestyle=style.BASELINE_LINE)
        style.tidy(ax)
        ax.set_yticks(range(len(cases)), cases, fontsize=style.TEXT)
        ax.set_ylim(len(cases) - 0.5, -0.5)
        unit = vocabulary.difference_unit(outcome)
        label = textwrap.fill(f"{OUTCOMES[outcome].label}, {unit}", 27)
        ax.set_title(label, fontsize=style.TEXT, loc="left")


def options(description: str, runs: int = 200) -> argparse.Namespace:
    """The options of every numbered experiment: --runs, --seed, --out."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=runs, help=f"paired runs of every case (default {runs})")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", default="results", help="parent folder (default results)")
    return parser.parse_args()
