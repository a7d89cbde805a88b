"""What a report is asked for besides: a PDF, what each mechanism carries, what each lever adds.

Only the standard library is imported here.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from model.errors import InputError

if TYPE_CHECKING:
    from experiments.report.blocks import Section
    from experiments.result.comparison import Comparison
    from experiments.result.result import Result

ASKED = ("pdf", "knockout", "attribution")
RUNS = 100  # of each variant of a knock-out or subset of levers, if the result does not have fewer


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words that ask for more than the page."""
    add = parser.add_argument
    add("--pdf", action="store_true", help="the report also as one PDF, which takes seconds")
    add(
        "--knockout",
        action="store_true",
        help="in the report: each package again with each lever and each mechanism off in turn, which takes minutes",
    )
    add(
        "--attribution",
        action="store_true",
        help="in the report: what each lever adds to each package (Shapley)",
    )


def check(options: argparse.Namespace) -> None:
    """Refuses what would not be written, before the work."""
    from experiments.answer.rules import rule

    words, fewest = [f"--{word}" for word in ASKED if getattr(options, word)], int(rule("fewest_runs"))
    if words and options.no_figures:
        raise InputError(
            f"{words[0]}: is part of the report, which --no-figures leaves out; keep one of them"
        )
    if words and str(options.runs).isdigit() and int(options.runs) < fewest and options.until_ci is None:
        raise InputError(
            f"{words[0]}: there is no report of {options.runs} runs; use --runs {fewest} or more"
        )


def requested(result: Result | Comparison, options: argparse.Namespace) -> dict[str, Any]:
    """What was asked for as words of `experiments.report.write.write_report`; nothing where nothing was."""
    if not any(getattr(options, word) for word in ASKED):
        return {}
    return {"extra": sections(result, options), "as_pdf": options.pdf}


def sections(result: Result | Comparison, options: argparse.Namespace) -> list[Section]:
    """The sections that were asked for."""
    from experiments.report.blocks import Section

    out = []
    quiet = getattr(options, "quiet", False)
    packages = result.results[1:] or result.results
    runs = min(RUNS, *(len(one.replicates) for one in result.results))
    if options.knockout:
        out.append(
            Section("knockout", "What carries the result", _blocks(packages, result, runs, _knockout, quiet))
        )
    if options.attribution:
        out.append(
            Section(
                "attribution", "What each lever adds", _blocks(packages, result, runs, _attribution, quiet)
            )
        )
    return out


def run(options: argparse.Namespace) -> None:
    """Writes the report of a saved result into its folder."""
    from experiments.answer.rules import rule
    from experiments.report.write import write_report
    from experiments.result import saving, store

    result = store.load(options.folder)
    fewest = int(rule("fewest_runs"))
    if min(len(one.replicates) for one in result.results) < fewest:
        raise InputError(
            f"{options.folder}: holds fewer than {fewest} runs, too few to report; run it with more"
        )
    with saving.adding(options.folder) as folder:
        have = Path(options.folder) / "figures"
        page = write_report(result, folder, 1, sections(result, options), options.pdf, drawn=have)
        written = [page, *([page.with_suffix(".pdf")] if options.pdf else [])]
        names = [file.relative_to(folder) for file in written]
    for name in names:
        print(f"Report:  {Path(options.folder) / name}")


def _blocks(packages, result, runs: int, make, quiet: bool) -> list:
    from experiments.report.blocks import Text
    from model.scenarios.loader import beyond_baseline

    blocks: list = []
    for package in packages:
        scenario = package.scenario
        if not beyond_baseline(scenario):
            blocks.append(
                Text(f"{scenario.name} has no lever beyond those in force: there is none to take away.")
            )
            continue
        blocks += make(scenario, result, runs, quiet)
    return blocks


def _knockout(scenario, result, runs: int, quiet: bool) -> list:
    import pandas as pd

    from experiments import vocabulary
    from experiments.analysis import knockout
    from experiments.figures import labels
    from experiments.report.blocks import Table, Text

    ground = result.results[0].scenario if len(result.results) > 1 else "baseline"
    effects = knockout.knockout(
        scenario, runs=runs, seed=result.seed, baseline=ground, progress=False if quiet else None
    )
    rows: dict[str, dict[str, str]] = {}
    for row in effects:
        name = row["outcome"]
        unit, scale = vocabulary.difference_unit(name), vocabulary.scale(name)
        cells = rows.setdefault(row["off"], {"off": row["off"]})
        cells[f"{labels.outcome(name)}, {unit}"] = labels.interval(
            row["effect"], row["low"], row["high"], "", scale, what="95 %"
        )
    text = (
        f"Effect of {scenario.name} in the last year with each lever and mechanism off in turn; {runs} paired runs, "
        "all with the values of the parameter table, so the interval is luck alone. A mechanism is off in package and "
        "baseline alike."
    )
    frame = pd.DataFrame(list(rows.values()))
    return [Text(text), Table(f"knockout_{scenario.name}", f"{scenario.name}: what is off", frame)]


def _attribution(scenario, result, runs: int, quiet: bool) -> list:
    import pandas as pd

    from experiments import vocabulary
    from experiments.analysis import attribution
    from experiments.answer.answer import LEAD
    from experiments.figures import labels
    from experiments.report.blocks import Table, Text
    from experiments.runs.progress import Progress

    with Progress(False if quiet else None) as advance:
        split = attribution.attribute(scenario, LEAD, runs, seed=result.seed, progress=advance)
    scale, unit = vocabulary.scale(LEAD), vocabulary.difference_unit(LEAD)
    rows = [
        {
            "lever": row["lever"],
            f"part of the effect, {unit}": labels.interval(
                row["part"], row["low"], row["high"], "", scale, what="95 %"
            ),
            "alone": _number(row["alone"] * scale),
            "lost without it": _number(row["last"] * scale),
            "note": row["note"],
        }
        for row in split.table.to_dict("records")
    ]
    text = (
        f"What each lever adds to {scenario.name}: {labels.outcome(LEAD)} in {split.year}, the mean over all orders "
        f"in which levers could be put on (Shapley); {runs} runs of each subset on the same luck, parameters fixed. "
        "Parts add up to the whole."
    )
    return [
        Text(text),
        Table(f"attribution_{scenario.name}", f"{scenario.name}: parts of levers", pd.DataFrame(rows)),
    ]


def _number(value: float) -> str:
    from experiments.intervals.words import signed

    return signed(value, 1) if value == value else ""
