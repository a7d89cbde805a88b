"""``python -m experiments.publish.inputs`` writes docs/inputs.md: what a band holds, and how the set came about.

Made from the tables that ``edtu calibrate --publish`` leaves in model/data/calibration and from the tables of rules and
errors; ``--check`` writes nothing and exits with 1 when the page is not what they say.
"""

from __future__ import annotations

import sys

from experiments.inputs import parameter_set, rules
from experiments.matching import errors
from experiments.publish.docs import FOLDER
from experiments.publish.markdown import grid
from experiments.publish.pages import publish
from model.inputs.tables import read_rows

PAGE = FOLDER / "inputs.md"
NOTICE = "<!-- Made by `python -m experiments.publish.inputs`; do not edit by hand. -->"
SHOWN = 12  # rows of the longer tables


def rows_of(name: str) -> list[dict[str, str]]:
    """A table beside the set."""
    return [row for _, row in read_rows(parameter_set.own_file().with_name(f"{name}.csv"))]


def page() -> str:
    """The page as text."""
    return "\n".join(
        [NOTICE, "", "# Luck, inputs and both", "", *_reading(), *_set(), *_targets(), *_factors()]
    )


def _table(known: dict[str, dict[str, str]]) -> list[str]:
    head = ("what", "value", "range", "reason")
    rows = [
        (r["description"], f"{r['value']} {r['unit']}", f"{r['low']} to {r['high']}", r["source"])
        for r in known.values()
    ]
    return grid(head, rows)


def _reading() -> list[str]:
    each = int(rules.rule("runs_per_vector"))
    return [
        f"`run` and `compare` draw parameters that nobody knows from a set of vectors; {each} runs in a row share "
        f"a vector "
        "and differ in luck only. Which vector a run has is decided by its seed and number, so a baseline and its "
        "variants "
        "have the same vector wherever they have the same luck. What a scenario or `--set` gives stays as it is "
        "given. "
        "`--inputs fixed` runs all at the values of the parameter table, `--inputs FILE` takes a set of your own.",
        "",
        "- **Luck** alone: of an outcome, the middle 80 % of runs that share a vector; of a difference, the 95 % "
        "interval of "
        "its mean at the vectors there are. More runs narrow the second and not the first.",
        "- **Inputs** alone: the middle vectors, freed of the luck that a mean of few runs still has (law of "
        "total variance; "
        "the means are drawn together until they have the variance that luck leaves).",
        "- **Both**: of an outcome, the middle 80 % of all runs; of a difference, the interval of inputs widened "
        "by luck, from "
        "the mean outwards in squares. Headlines are quoted with both.",
        "- **The model cannot say**: vectors differ by more than luck and too few agree on the sign. The "
        "parameters named "
        "beside it have the largest rank correlations with the effect over vectors, beyond what chance gives.",
        "",
        "Of the data tables, these intervals hold what is not known of home shares (their judged ranges) and of tastes "
        "for blocs (what orders leave open), drawn by the number `taste_draw` of each vector. Other values of the "
        "tables and other rules of choice are not in them, since all runs of a call share them; `edtu analyse` and "
        "`docs/assumptions.md` say what they do.",
        "",
        *_table(rules.table()),
    ]


def _set() -> list[str]:
    known, waves = parameter_set.read(parameter_set.own_file()), rows_of("waves")
    share_kept = sum(int(row["kept"]) for row in waves) / sum(int(row["vectors"]) for row in waves)
    needed = [row for row in rows_of("agreement") if row["discrepancy_needed"]]
    misses = (
        "Every target is met by some vector."
        if not needed
        else "No vector meets "
        + "; ".join(
            f"{row['target']} (a discrepancy of {row['discrepancy_needed']} would be needed)"
            for row in needed
        )
        + "."
    )
    verdict = (
        "So the targets hardly narrow the parameters: what is known of purchases agrees with most of their "
        "ranges, and "
        "what bands of inputs show is little less than all that is not known of them."
        if share_kept > 0.5
        else "So the targets rule out most of the ranges."
    )
    return [
        "## The set",
        "",
        f"`edtu calibrate --publish` made it: {len(known.vectors)} vectors of {len(known.keys)} parameters, left "
        f"by history "
        "matching (Vernon, Goldstein and Bower 2010). Each vector was run by the model itself; there is no emulator. "
        "Before anything is matched, a parameter lies with even chance below or above the value of its table, evenly "
        "on either side (Jaynes 1957): many ranges are lopsided. "
        f"{100 * share_kept:.0f} % of the vectors looked at are not ruled out. {verdict} {misses} Policies are not "
        f"among the "
        "parameters: what somebody is free to choose is no input that nobody knows.",
        "",
        *grid(
            (
                "wave",
                "vectors",
                "not ruled out",
                "share",
                "median implausibility",
                "targets above the cut most often",
            ),
            [tuple(row.values()) for row in waves],
        ),
    ]


def _targets() -> list[str]:
    every = rows_of("agreement")
    home = [row for row in every if row["target"].startswith("home.")]
    below = sum(float(row["model"]) < float(row["observed"]) for row in home)
    total = next(row for row in every if row["target"] == "orders.home")
    return [
        "## Targets",
        "",
        f"{len(every)} shares of what is bought in the first five years under adopted policy: home by state and "
        f"by domain, "
        "imports from the United States and from third countries by state, blocs in all orders, and blocs in the "
        "stock at "
        "the end. Taste is inverted to home and import shares at ordinary delivery, without queues; what "
        "tests a vector is what queues, fleets and prices make of them. Errors are those of the observation, of one "
        "history's luck (measured), of values of the data tables (measured over a screening), and the model's "
        "discrepancy (below).",
        "",
        f"Home shares of the model lie below what was observed in {below} of {len(home)} targets; of all orders "
        f"{100 * float(total['model']):.0f} % are bought at home against {100 * float(total['observed']):.0f} %. A "
        "shift common to many targets is what single implausibilities do not see, so read it beside them.",
        "",
        f"The {SHOWN} most informative; *informative* is the spread of the model over the ranges of parameters, "
        f"in standard "
        "deviations of the target. Below one, a target alone can rule out little.",
        "",
        *grid(
            (
                "target",
                "observed",
                "model",
                "error",
                "tables",
                "luck",
                "discrepancy",
                "informative",
                "ruled out",
            ),
            [tuple(list(row.values())[:9]) for row in every[:SHOWN]],
        ),
        "Errors and settings of the matching:",
        "",
        *_table(errors.table()),
    ]


def _factors() -> list[str]:
    out = ["## What matters to the targets", ""]
    for design, words in (("calibration", "Parameters"), ("tables", "Groups of values of the data tables")):
        rows = [row for row in rows_of("screening") if row["design"] == design]
        matter = [row for row in rows if row["matters"] == "yes"]
        out += [
            f"{words}: {len(matter)} of {len(rows)} matter to some target. Mean elementary effect over the whole "
            f"range, in "
            "standard deviations of the target it moves most, freed of luck (Morris 1991):",
            "",
            *grid(
                ("factor", "effect", "on"),
                [(f"`{row['factor']}`", row["effect"], row["on"]) for row in matter[: 2 * SHOWN]],
            ),
        ]
    return out


def main(arguments: list[str] | None = None) -> int:
    """Write the page, or check it."""
    command = "python -m experiments.publish.inputs"
    return publish(__doc__, command, lambda: {PAGE: page().rstrip("\n") + "\n"}, arguments)[0]


if __name__ == "__main__":
    sys.exit(main())
