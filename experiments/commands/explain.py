"""The command ``edtu explain``: its words and what it does. Only the standard library is imported here."""

from __future__ import annotations

import argparse

from experiments import vocabulary
from experiments.commands import horizon
from experiments.commands import run as scenarios
from model.checks import whole


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of the command, but for those that change a scenario."""
    parser.add_argument("scenario", help="name or TOML file")
    parser.add_argument("--state", required=True, help="two-letter code, such as PL")
    parser.add_argument("--domain", required=True, help="capability domain, such as fighters")
    parser.add_argument("--year", type=horizon.whole_number, help="calendar year (default the last)")
    parser.add_argument(
        "--replicate", default=0, metavar="N", help="which of the runs, counted from 0 (default 0)"
    )


def run(options: argparse.Namespace) -> None:
    """Print why a state chose as it did."""
    from dataclasses import replace

    import numpy as np

    from experiments.inputs.draw import draw
    from experiments.result.result import check_year
    from model.explanation import explain
    from model.inputs.facts import tables_of

    tables = tables_of(options.data)
    vocabulary.require("state", options.state, tables.members, "--state")
    vocabulary.require("domain", options.domain, tables.domains, "--domain")
    seed, replicate = (
        whole("--seed", options.seed, 0),
        whole("--replicate", options.replicate, 0),
    )
    scenario = scenarios.changed(options)
    drawn = draw(options.inputs, seed, np.array([replicate]))
    if drawn:
        own = drawn.under(scenario.parameters).of_run(0)
        scenario = replace(scenario, parameters={**scenario.parameters, **own})
    year = check_year(options.year, scenario.calendar)
    explanation = explain(
        scenario,
        state=options.state,
        domain=options.domain,
        year=year,
        seed=seed,
        replicate=replicate,
        facts=options.data,
    )
    print(explanation)
