"""A picture of every scenario and every lever at work: ``python -m experiments.publish.gallery``.

Every scenario is compared with the baseline. A lever that no scenario has for itself is also shown alone: the
smallest scenario that has it, beside the same without it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from experiments.figures import FIGURES, labels, lever_effects, save, workers
from experiments.provenance.inside import REMAKE, as_meta
from experiments.report import html
from experiments.report.blocks import Page, Picture, Section, Text
from experiments.result import saving
from experiments.result.comparison import Comparison
from experiments.result.manifest import versions
from experiments.runs import runner
from model.checks import whole
from model.errors import InputError
from model.institutions.catalogue import LEVERS
from model.scenarios.loader import load_scenario, scenario_names

RUNS, SEED = 60, 1
DPI = 100  # for a screen; more would make the page heavy
FOLDER = "results/gallery"
PAGE = "index.html"
TITLE, COMMAND = "Every proposal at work", "python -m experiments.publish.gallery"
INTRODUCTION = (
    "Every proposal at work in the model: what each lever should bend first, beside the same world without it. "
    "Bands show luck between runs; the numbers below each panel are paired differences under equal luck. "
    "Scenario exploration with illustrative parameters, not yet fitted: no forecast."
)


def pairs(names=None) -> Iterator[tuple[str, object, object]]:
    """(folder, scenario to compare with, scenario shown) of the whole gallery, or of the scenarios named."""
    baseline = load_scenario("baseline")
    chosen = {name: load_scenario(name) for name in names or scenario_names()}
    for name, shown in chosen.items():
        if name != "baseline":
            yield name, replace(baseline, start=shown.start, years=shown.years), shown
    if names:
        return
    added = [set(shown.levers) - set(baseline.levers) for shown in chosen.values()]
    alone = {key for keys in added if len(keys) == 1 for key in keys}
    for key in sorted(set(LEVERS) - alone):
        holders = [shown for shown in chosen.values() if key in shown.levers]
        if holders:
            yield _alone(key, min(holders, key=lambda shown: len(shown.levers)))


def _alone(key: str, shown) -> tuple[str, object, object]:
    """One lever of a scenario, beside the same scenario without it."""
    rest = {name: schedule for name, schedule in shown.levers.items() if name != key}
    without = replace(
        shown,
        name=f"{shown.name}_without_{key}",
        title=f"{shown.title} without {LEVERS[key].title}",
        levers=rest,
    )
    return f"{shown.name}_{key}", without, shown


def gallery(
    folder=FOLDER, runs: int = RUNS, seed: int = SEED, names=None, force=False, processes: int = 1
) -> Path:
    """Draw every picture of the gallery into ``folder/<scenario>/levers.png`` beside the runs that it shows, and a page
    with all of them.

    Args:
        folder: made if it is not there.
        runs, seed: of every scenario.
        names: scenarios to show; all of them without it.
        force: replace a gallery that is there.
        processes: how many pictures are drawn at once, see `experiments.figures.workers.parallel_map`.

    Returns:
        The path of the page, which opens from disk without a network.
    """
    folder = Path(folder)
    page = folder / PAGE
    if page.exists() and not force:
        raise InputError(f"{page}: is there already; choose another folder, or replace it with --force")
    known: dict = {}
    command = " ".join([COMMAND, *(names or ()), f"--runs {runs} --seed {seed}"])

    def result(scenario):
        content = repr(scenario)
        if content not in known:
            known[content] = runner.run(
                scenario, runs=runs, seed=seed, progress=False, inputs="fixed", tables=("years",)
            )
        return known[content]

    shown = [
        (name, Comparison([result(baseline), result(variant)])) for name, baseline, variant in pairs(names)
    ]

    def draw(item) -> Section:
        name, comparison = item
        drawn = lever_effects.lever_effects(comparison)
        about = save.metadata(comparison, FIGURES["levers"].title) | {REMAKE: command}
        png = save.as_bytes(drawn, "png", about, DPI)
        comparison.save(folder / name, force=True)  # the runs behind the picture, for load and edtu show
        with saving.adding(folder / name) as beside:
            save.write_whole(beside / "levers.png", png)
        return _section(name, comparison, lever_effects.alt(comparison), png)

    sections = workers.parallel_map(draw, shown, processes)
    top = Section("about", "How to read it", [Text(INTRODUCTION), Text(FIGURES["levers"].caption)])
    folder.mkdir(parents=True, exist_ok=True)
    about = {
        "Title": TITLE,
        "Description": f"{len(shown)} comparisons; runs {runs}, seed {seed}",
        REMAKE: command,
        "Software": f"edtu {versions()['edtu']}",
    }
    document = html.as_html(Page(TITLE, "", [], "", [top, *sections]), as_meta(about))
    return save.write_whole(page, document.encode("utf-8"))


def _section(name: str, comparison, alt: str, png: bytes) -> Section:
    """Heading and contents of one picture on the page."""
    baseline, variant = (result.scenario for result in comparison.results)
    only = sorted(set(variant.levers) - set(baseline.levers)) if baseline.levers else []
    heading = f"{LEVERS[only[0]].title}, alone" if only else labels.title(variant)
    return Section(name, heading, [Text(variant.description), Picture(name, "", b"", png, alt, "", "")])


def main(arguments=None) -> int:
    """Draws the gallery; returns 0, or 2 after bad input."""
    parser = argparse.ArgumentParser(
        prog="python -m experiments.publish.gallery", description=__doc__.splitlines()[0]
    )
    parser.add_argument("scenario", nargs="*", help="scenarios to show; all of them without")
    parser.add_argument("--runs", default=RUNS, help=f"histories of each scenario (default {RUNS})")
    parser.add_argument("--seed", default=SEED, help="whole number from which all luck is drawn (default 1)")
    parser.add_argument("--out", default=FOLDER, help=f"folder to write (default {FOLDER})")
    parser.add_argument("--force", action="store_true", help="replace a gallery that is there")
    options = parser.parse_args(arguments)
    try:
        runs, seed = whole("--runs", options.runs, 1), whole("--seed", options.seed, 0)
        page = gallery(options.out, runs, seed, options.scenario, options.force, processes=2)
    except InputError as error:
        print(f"edtu: {error}", file=sys.stderr)
        return 2
    print(f"Gallery: {page}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
