"""Whose union, and whether its sign holds: ``python -m experiments.publish.union`` (experiment 8).

Writes ``docs/union.md``: the package with three unions beside each other, every end of a range at which its sign is not
clear, and the union over the range of the delay of common orders. Cases are kept under ``results``, so a second call
goes on where the first was cut off. ``--check`` writes nothing.
"""

from __future__ import annotations

import sys
from itertools import pairwise

from experiments import vocabulary
from experiments.figures import labels
from experiments.publish.markdown import grid, paragraphs
from experiments.publish.pages import ROOT, publish
from experiments.result import seal
from experiments.studies import x08_union_membership as experiment
from experiments.studies.study import Study
from model.scenarios.loader import load_scenario

PAGE, FOLDER = ROOT / "docs" / "union.md", ROOT / "results"
COMMAND = "python -m experiments.publish.union"
RUNS, SEED = 400, 1
OF = {"package": "the whole package", "union": "the union in it"}


def about() -> tuple:
    """All that the numbers of the page are made from, apart from the model."""
    return RUNS, SEED, experiment.UNIONS, experiment.SHOWN, experiment.varied(), experiment.DELAYS


def page(unions: list[dict], ends: list[dict], delays: list[dict], runs: int) -> str:
    """The page.

    Args:
        unions, ends, delays: see `experiments.studies.x08_union_membership`. runs: of the first and the last of them.
    """
    lines = [
        f"<!-- Made by `{COMMAND}`; do not edit by hand. -->",
        "",
        "# The union: whose, and whether its sign holds",
        "",
        *paragraphs(
            f"""Experiment 8 (`experiments/studies/x08_union_membership.py`): paired differences in {_last()}, all
            inputs but the one named at the values of the tables. Intervals hold 95 % of luck, no inputs. Section E16
            of [ODD.md](ODD.md)."""
        ),
        "## Three unions beside each other",
        "",
        f"The whole package against adopted policy, {runs} pairs of runs.",
        "",
        *_unions(unions),
        "## The sign at both ends of every range",
        "",
        *_ends(ends, max(2, runs // experiment.FEWER)),
        "## Over the range of the delay of common orders",
        "",
        *_delays(delays, runs),
    ]
    return seal.sealed("\n".join(lines), about())


def _last() -> int:
    return int(load_scenario("baseline").calendar[-1])


def _unions(rows: list[dict]) -> list[str]:
    of = {(row["case"], row["outcome"]): _written(row, row["outcome"]) for row in rows}
    cases = dict.fromkeys(row["case"] for row in rows)
    head = [f"{labels.outcome(name)}, {vocabulary.difference_unit(name)}" for name in experiment.SHOWN]
    return grid(("union", *head), [(case, *(of[case, name] for name in experiment.SHOWN)) for case in cases])


def _written(row: dict, name: str) -> str:
    mean, low, high = (labels.signed(vocabulary.scale(name) * row[end], 1) for end in ("mean", "low", "high"))
    return f"{mean} ({low} to {high})"


def _ends(rows: list[dict], runs: int) -> list[str]:
    words = []
    for of, name in OF.items():
        mine = [row for row in rows if row["of"] == of]
        lower, higher = (sum(row["sign"] == sign for row in mine) for sign in ("lower", "higher"))
        words.append(
            f"{name} lowers the US share of orders at {lower} of {len(mine)} ends and raises it clearly at {higher}"
        )
    other = [row for row in rows if row["sign"] != "lower"]
    return [
        *paragraphs(
            f"""Each of {len(rows) // 4} parameters at the low and at the high end of its range, {runs} pairs of runs:
            {"; ".join(words)}."""
        ),
        *grid(
            ("parameter", "end", "value", "effect of", "points", "sign"),
            [
                (
                    f"`{row['parameter']}`",
                    row["end"],
                    f"{row['value']:g}",
                    OF[row["of"]],
                    _written(row, experiment.OUTCOME),
                    row["sign"],
                )
                for row in other
            ],
        ),
    ]


def _delays(rows: list[dict], runs: int) -> list[str]:
    turns = [
        before["value"]
        + (after["value"] - before["value"]) * before["mean_all"] / (before["mean_all"] - after["mean_all"])
        for before, after in pairwise(rows)
        if before["mean_all"] < 0.0 <= after["mean_all"]
    ]
    where = (
        f"Over all years the sign turns at about {turns[0]:.2g}."
        if turns
        else "Over all years it turns nowhere."
    )
    return [
        *paragraphs(
            f"""The union in the package against the package without it, {runs} pairs of runs. {where} Who would lose by
            waiting stays out, which bounds the harm."""
        ),
        *grid(
            (
                f"`{experiment.DELAY}`",
                "states in the union",
                f"points in {_last()}",
                "points, mean of all years",
            ),
            [
                (
                    f"{row['value']:.2g}",
                    f"{row['members']:.0f}",
                    _written(row, experiment.OUTCOME),
                    labels.signed(vocabulary.scale(experiment.OUTCOME) * row["mean_all"], 1),
                )
                for row in rows
            ],
        ),
    ]


def made() -> str:
    """The page, with all runs made or found."""
    study = Study("x08_union_membership", RUNS, SEED, FOLDER)
    ends = experiment.over_ranges(study, experiment.varied())
    return page(experiment.unions(study), ends, experiment.along_delays(study), RUNS)


def main(arguments: list[str] | None = None) -> int:
    """Rewrite the page, or check it."""
    return publish(__doc__, COMMAND, lambda: {PAGE: made()}, arguments)[0]


if __name__ == "__main__":
    sys.exit(main())
