"""Answers to the ten questions, with what is luck and what is inputs: ``python -m experiments.publish.findings``.

Writes ``docs/findings.md`` and its figures. Every number on the page comes from paired runs over the set of parameter
vectors; ``--check`` writes nothing and exits with 1 when the page differs.
"""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path

import numpy as np

from experiments import vocabulary
from experiments.figures import labels, style
from experiments.figures.drawing import Drawing
from experiments.inputs.draw import SET
from experiments.inputs.rules import rule
from experiments.intervals import deciding, resampled, split
from experiments.publish import pictures
from experiments.publish.pages import publish
from experiments.publish.questions import ADOPTED, PACKAGE, QUESTIONS, Case, Question, Setting
from experiments.result import seal
from experiments.result.result import Result
from experiments.runs import runner
from model.scenarios.scenario import DEFAULT_START

ROOT = Path(__file__).resolve().parents[2]
PAGE, FIGURES = ROOT / "docs" / "findings.md", ROOT / "docs" / "findings"
RUNS, SEED, YEARS = 800, 1, 13
COMMAND = "python -m experiments.publish.findings"
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7")
LETTERS = 150  # of a line at the foot of a figure
LINES = ("-", "--", "-.", ":")  # so that a printed copy without colour tells cases apart
MOST_LINES = len(COLOURS)  # more cases become dots
NAMES = 0.08  # height of the line that names cases, of that of the panels
BAR_STEP = 0.4  # years between the bars of cases beside the last year


class Runs:
    """Runs of settings on the same luck and inputs, each made once."""

    def __init__(self, runs: int = RUNS, seed: int = SEED):
        self.runs, self.seed = runs, seed
        self._made: dict[str, Result] = {}

    def of(self, setting: Setting) -> Result:
        """The runs of a setting."""
        if setting.key not in self._made:
            self._made[setting.key] = runner.run(
                setting.scenario,
                runs=self.runs,
                seed=self.seed,
                years=YEARS,
                levers=setting.levers,
                shocks=setting.shocks,
                progress=False,
                tables=("years",),
                inputs=SET,
            )
        return self._made[setting.key]

    def values(self, case: Case, outcome: str, level: bool) -> tuple[list[int], np.ndarray]:
        """Years, and paired differences or, with ``level``, values of the shown runs, (year, run)."""
        shown = self.of(case.shown)
        values = shown.outcome(outcome)
        return shown.calendar, values if level else values - self.of(case.against).outcome(outcome)

    def vectors(self) -> np.ndarray:
        """Name of each run's parameter vector, (run,)."""
        inputs = next(iter(self._made.values())).inputs
        assert inputs is not None, "runs of the set have vectors"
        return inputs.vector


def unit_of(outcome: str, level: bool) -> str:
    """Unit of a value, or of a difference."""
    if not level:
        return vocabulary.difference_unit(outcome)
    return vocabulary.shown_unit(outcome)


def value_text(value: float, outcome: str, level: bool) -> str:
    """A number in the outcome's unit; a difference has its sign."""
    scaled = value * vocabulary.scale(outcome)
    places = 0 if abs(scaled) >= 100 else 1 if abs(scaled) >= 1 else 2
    text = f"{scaled:.{places}f}" if level else f"{scaled:+.{places}f}"
    return text.replace("-", "\u2212")


def interval(ends: split.Ends, outcome: str, level: bool) -> str:
    """Both ends of an interval."""
    return " to ".join(value_text(float(end), outcome, level) for end in ends)


def verdict(known: split.Split) -> str:
    """What may be said of an effect."""
    if known.cannot_say:
        return f"{split.CANNOT_SAY}: {100 * known.side:.0f} % of vectors on one side"
    low, high = known.both
    if low <= 0.0 <= high:
        return "not told from none"
    return "falls" if known.mean < 0 else "rises"


def rows_of(question: Question, runs: Runs) -> list[list[str]]:
    """The table of a question: one row per case, outcome and year."""
    rows = []
    for case in question.cases:
        for outcome in question.outcomes:
            level = outcome in question.levels
            years, values = runs.values(case, outcome, level)
            for year in question.years:
                known = split.effect(values[years.index(year)], runs.vectors())
                rows.append(
                    [
                        case.label,
                        labels.outcome(outcome),
                        unit_of(outcome, level),
                        str(year),
                        value_text(float(known.mean), outcome, level),
                        interval(known.luck, outcome, level),
                        interval(known.inputs, outcome, level),
                        interval(known.both, outcome, level),
                        "level" if level else verdict(known),
                    ]
                )
    return rows


def answer(question: Question, runs: Runs) -> str:
    """The first outcome of each case in the last year, in words; of a single case in every year."""
    outcome, last = question.outcomes[0], question.years[-1]
    level, single = outcome in question.levels, len(question.cases) == 1
    said = []
    for case in question.cases:
        years, values = runs.values(case, outcome, level)
        for year in question.years if single else (last,):
            known = split.effect(values[years.index(year)], runs.vectors())
            number = (
                f"{value_text(float(known.mean), outcome, level)} ({interval(known.both, outcome, level)})"
            )
            if not level and verdict(known) not in ("falls", "rises"):
                number += f", {verdict(known)}"
            label = f"in {year}" if single else case.label
            said.append((float(known.mean), f"{label} {number}"))
    if len(said) > MOST_LINES:
        said.sort(key=lambda pair: pair[0])
    when = "" if single else f" in {last}"
    return (
        f"{labels.outcome(outcome)}{when}, {unit_of(outcome, level)}: " + "; ".join(x for _, x in said) + "."
    )


def reversal(question: Question, runs: Runs) -> str:
    """In how many vectors the first difference has the other sign, and which parameters go with it."""
    outcome = next(name for name in question.outcomes if name not in question.levels)
    said = []
    for case in question.cases[:MOST_LINES]:
        years, values = runs.values(case, outcome, False)
        at = values[years.index(question.years[-1])]
        known = split.effect(at, runs.vectors())
        if not np.any(at):
            said.append(f"{case.label}: no difference in any run")
            continue
        other = 100 * (1.0 - float(known.side))
        decided = deciding.words(at, runs.of(case.shown).inputs)
        said.append(f"{case.label}: the other sign in {other:.0f} % of vectors; {decided}")
    return f"{labels.outcome(outcome)}, {question.years[-1]}. " + ". ".join(said) + "."


def draw(question: Question, runs: Runs, path: Path) -> None:
    """The figure of a question: paired differences by year, or one row per case where there are many."""
    shown = question.outcomes[:2]
    many = len(question.cases) > MOST_LINES
    figure = Drawing(figsize=(style.SLIDE[0], style.SLIDE[1] + (1.5 if many else 0.0)))
    figure.set_padding(0.15)
    style.heading(figure, question.title)
    named = 1 < len(question.cases) <= MOST_LINES
    grid = figure.add_gridspec(2, len(shown), height_ratios=(NAMES if named else 0.01, 1.0))
    panels = [figure.add_subplot(grid[1, 0])]
    panels += [figure.add_subplot(grid[1, 1], sharey=panels[0] if many else None)]
    for ax, outcome in zip(panels, shown, strict=True):
        (_dots if many else _lines)(ax, question, outcome, runs)
    if many:
        panels[1].tick_params(labelleft=False)
    if named:
        _names(figure.add_subplot(grid[0, :]), *panels[0].get_legend_handles_labels())
    words = (
        f"{RUNS} runs of each on the same luck and parameters, seed {SEED}. {_bands(question)} "
        "If the assumptions hold, the model gives this; it is no forecast."
    )
    figure.supxlabel(textwrap.fill(words, LETTERS), x=0.012, ha="left", fontsize=style.SMALL, color="#444444")
    style.settle(figure)
    shown_words = f"{', '.join(case.label for case in question.cases)}; runs {RUNS}, seed {SEED}"
    pictures.write(figure, path, question.title, shown_words, COMMAND, PAGE)


def _axis(ax, outcome: str, level: bool, axis: str) -> None:
    kind = "" if level else ", difference"
    ax.set_title(
        f"{labels.outcome(outcome)}{kind} ({unit_of(outcome, level)})", loc="left", fontsize=style.HEAD
    )
    if not level:
        (ax.axhline if axis == "y" else ax.axvline)(0.0, color=style.COLOURS["ink"], linewidth=1.0)


def _names(ax, lines: list, names: list[str]) -> None:
    """Which line is which, once for all panels."""
    ax.set_axis_off()
    ax.legend(
        lines,
        names,
        loc="center left",
        ncols=len(names),
        frameon=False,
        fontsize=style.HEAD,
        borderaxespad=0,
        borderpad=0,
        handlelength=3.2,
    )


def _bands(question: Question) -> str:
    """What the bands and bars of a figure hold."""
    inputs = f"the middle {100 * rule('inputs_share'):.0f} % of parameter vectors, widened by luck"
    luck = "luck alone (95 % interval of the mean)"
    if 1 < len(question.cases) <= MOST_LINES:
        return f"Bars at the right: {inputs}, in {question.years[-1]}; bands: {luck}."
    return f"Light: {inputs}; dark: {luck}."


def _lines(ax, question: Question, outcome: str, runs: Runs) -> None:
    """A line per case; what inputs leave open is a band of one case, and a bar at the end of each of several."""
    level, single = outcome in question.levels, len(question.cases) == 1
    scale = vocabulary.scale(outcome)
    for place, (colour, line, case) in enumerate(zip(COLOURS, LINES, question.cases, strict=False)):
        years, values = runs.values(case, outcome, level)
        known = split.effect(values * scale, runs.vectors())
        ax.fill_between(years, *known.luck, color=colour, alpha=0.45 if single else 0.25, linewidth=0)
        ax.plot(years, known.mean, line, color=colour, linewidth=2.2, label=case.label)
        if single:
            ax.fill_between(years, *known.both, color=colour, alpha=0.15, linewidth=0)
            continue
        at = years[-1] + BAR_STEP * (place + 1)
        low, high = (ends[-1] for ends in known.both)
        ax.plot((at, at), (low, high), line, color=colour, linewidth=3.0)
        ax.plot(at, known.mean[-1], "o", color=colour, markersize=6)
    style.tidy(ax, years)
    if not single:
        ax.set_xlim(years[0], years[-1] + BAR_STEP * (len(question.cases) + 1))
    if level:
        ax.set_ylim(0, scale if vocabulary.is_share(outcome) else None)  # no axis is cut
    _axis(ax, outcome, level, "y")
    if single:
        style.label_ends(ax, [(float(known.mean[-1]), question.cases[0].label, colour)])


def _dots(ax, question: Question, outcome: str, runs: Runs) -> None:
    level = outcome in question.levels
    scale = vocabulary.scale(outcome)
    names = [case.label for case in question.cases]
    for place, case in enumerate(question.cases):
        years, values = runs.values(case, outcome, level)
        known = split.effect(values[years.index(question.years[-1])] * scale, runs.vectors())
        ax.plot(known.both, (place, place), color=COLOURS[0], alpha=0.3, linewidth=7, solid_capstyle="butt")
        ax.plot(known.luck, (place, place), color=COLOURS[0], linewidth=7, solid_capstyle="butt")
        ax.plot(known.mean, place, "o", color=style.COLOURS["ink"], markersize=5)
    ax.set_yticks(range(len(names)), names)
    ax.set_ylim(len(names) - 0.5, -0.5)
    style.tidy(ax)
    ax.grid(axis="x", color="#E6E6E6", linewidth=0.8)
    _axis(ax, outcome, level, "x")


def page(runs: Runs) -> str:
    """The page."""
    lines = [
        f"<!-- Made by `{COMMAND}`; do not edit by hand. -->",
        "",
        "# Ten questions and what the model answers",
        "",
        f"Each answer compares runs that share luck and parameters ({RUNS} pairs, seed {SEED}, "
        f"to {DEFAULT_START + YEARS - 1}); policies "
        "start in 2028 unless said otherwise, and *adopted policy* is the baseline. Three "
        "intervals stand beside each number: "
        "*luck* (95 % interval of the mean at the vectors there are), *inputs* (the middle "
        f"{100 * rule('inputs_share'):.0f} % of the parameter vectors that calibration left) and "
        "*both*. Where fewer than "
        f"{100 * rule('sign_share'):.0f} % of vectors agree on a sign, the model cannot say. "
        "None of this is a forecast: how far the "
        "model is from the world is measured in [hindcast.md](hindcast.md) and "
        "[patterns.md](patterns.md), and rules of choice of "
        "another kind stand in [rules.md](rules.md).",
        "",
        _steady(runs),
        "",
    ]
    answers = [answer(question, runs) for question in QUESTIONS]
    lines += ["| | question | answer (mean, luck and inputs in brackets) |", "|---|---|---|"]
    for number, (question, said) in enumerate(zip(QUESTIONS, answers, strict=True), start=1):
        lines.append(f"| {number} | {question.title} | {said} |")
    lines.append("")
    for number, question in enumerate(QUESTIONS, start=1):
        lines += [f"## {number} {question.title}", "", *section(question, answers[number - 1], runs)]
    return seal.sealed("\n".join(lines), about())


def section(question: Question, said: str, runs: Runs) -> list[str]:
    """The lines of one question below its title.

    Args:
        said: its answer.
    """
    return [
        f"![{question.title}](findings/{question.name}.png)",
        "",
        f"**Answer.** {said}",
        "",
        f"**Assumed.** {question.assumed}",
        "",
        f"**Emerged.** {question.emerged}",
        "",
        f"**What would reverse it.** {reversal(question, runs)}",
        "",
        "| case | outcome | unit | year | mean | luck | inputs | both | |",
        "|---|---|---|---|---:|---|---|---|---|",
        *("| " + " | ".join(row) + " |" for row in rows_of(question, runs)),
        "",
    ]


def _steady(runs: Runs) -> str:
    """How well ends of intervals are known, by the package."""
    outcome = "us_share_orders"
    _, values = runs.values(Case("package", PACKAGE, ADOPTED), outcome, False)
    known = resampled.words(values[-1], runs.vectors(), outcome)
    return f"{known} That is the package against adopted policy in the last year."


def about() -> tuple:
    """All that the numbers of the page are made from, apart from the model."""
    return QUESTIONS, RUNS, SEED, YEARS


def main(arguments: list[str] | None = None) -> int:
    """Rewrite the page and its figures, or check the page."""
    runs = Runs()
    code, writing = publish(__doc__, COMMAND, lambda: {PAGE: page(runs)}, arguments)
    for question in QUESTIONS if writing else ():
        draw(question, runs, FIGURES / f"{question.name}.png")
    return code


if __name__ == "__main__":
    sys.exit(main())
