"""Results in words and plain tables. Numbers are rounded to what their interval supports."""

import math
import textwrap

import numpy as np

from experiments import vocabulary
from experiments.answer.answer import answers
from experiments.inputs.rules import rule
from experiments.intervals import split
from experiments.intervals.paired import mean_interval
from experiments.result.changed import is_changed
from experiments.result.crossing import Crossing
from experiments.result.result import Result, check_year
from experiments.shocks import spans, under

GAP = "  "
LINE = 110  # characters of a line of an answer


def decimals(value: float, margin: float) -> int:
    """Decimal places that a margin of error supports: its first digit is the last worth printing."""
    if math.isfinite(margin) and margin > 0:
        return max(0, -math.floor(math.log10(margin)))
    # Nothing is uncertain: three digits are enough to read.
    return max(0, 2 - math.floor(math.log10(abs(value)))) if value else 0


def number(value: float, margin: float, share: bool, points: bool = False, sign: bool = False) -> str:
    """One number as text.

    Args:
        value: the number; NaN gives a dash.
        margin: half the width of its interval, in the same unit.
        share: whether it is a share, printed in per cent.
        points: print a share without the per cent sign, as points.
        sign: always with a sign.
    """
    if not math.isfinite(value):
        return "-"
    scale = 100 if share else 1
    places = decimals(value * scale, margin * scale)
    if share:  # many runs pin the model's mean down better than anybody knows the world
        places = min(places, 2 if points and sign else 1)
    text = f"{value * scale:{'+' if sign else ''},.{places}f}"
    if float(text.replace(",", "")) == 0:  # no "-0"
        text = text.lstrip("+-")
    return text + (" %" if share and not points else "")


def table(head: list[str], rows: list[list[str]]) -> str:
    """Columns under a heading; the first and the last flush left, the others flush right."""
    cells = [head, *rows]
    widths = [max(len(row[i]) for row in cells) for i in range(len(head))]

    def line(row):
        parts = [row[0].ljust(widths[0])]
        parts += [text.rjust(width) for text, width in zip(row[1:-1], widths[1:-1], strict=True)]
        return GAP.join([*parts, row[-1]]).rstrip()

    return "\n".join([line(head), line(["-" * width for width in widths]), *(line(row) for row in rows)])


def comparison_text(comparison, year: int | None = None) -> str:
    """Every outcome of baseline and variant, with the paired difference; one table per variant."""
    summary = comparison.summary(year)
    parts = []
    for name in comparison.names[1:]:
        base = comparison.against(comparison[name]).scenario.name
        rows = [row for row in summary.to_dict("records") if row["scenario"] == name]
        count = len(comparison.baseline.replicates)
        title = (
            f"{name} against {base} in {rows[0]['year']}: {count} run{'s' * (count > 1)} each "
            f"on the same luck, seed {comparison.baseline.seed}.\n"
            f"{_changed_words(comparison[base], comparison[name])}"
            f"Shares in per cent, their differences in points; {_interval_words(comparison)}."
        )
        middle = (
            ["luck and inputs", "luck alone", "inputs alone"] if "luck_low" in rows[0] else ["95 % interval"]
        )
        head = ["outcome", base, name, "difference", *middle, "runs for 1 point", "note"]
        parts.append(title + "\n\n" + table(head, [_comparison_row(row) for row in rows]))
    return "\n\n".join(parts) + "\n"


def _changed_words(*results) -> str:
    """A line for each scenario that is not what its file says, and for the shocks of each."""
    lines = []
    for scenario in (one.scenario for one in results):
        shock = under(scenario)
        if is_changed(scenario) or (spans(scenario) and not shock):
            lines.append(f"{scenario.name} is: {scenario.title}.\n")
        lines += [f"{scenario.name} is under the shock: {shock}.\n"] if shock else []
    return "".join(lines)


def _titled(scenario) -> str:
    """The title of a scenario, and the shocks that it does not name."""
    shock = under(scenario)
    return (scenario.title or scenario.name) + (f", under the shock {shock}" if shock else "")


def _interval_words(comparison) -> str:
    if comparison.baseline.inputs is None:
        return "95 % interval of the mean over runs"
    return (
        f"luck: 95 % interval of the mean over runs; inputs: the middle {100 * rule('inputs_share'):.0f} % of "
        "parameter vectors"
    )


def _comparison_row(row: dict) -> list[str]:
    share = vocabulary.is_share(row["outcome"])
    margin = (row["high"] - row["low"]) / 2
    kinds = ("", "luck_", "inputs_") if "luck_low" in row else ("",)
    intervals = []
    for kind in kinds:
        ends = [number(row[kind + end], margin, share, points=True, sign=True) for end in ("low", "high")]
        intervals.append("-" if math.isnan(row[f"{kind}low"]) else f"{ends[0]} to {ends[1]}")
    needed = row["runs_needed"]
    return [
        label(row["outcome"], row["unit"], share),
        number(row["baseline"], row["baseline_margin"], share),
        number(row["variant"], row["variant_margin"], share),
        number(row["difference"], margin, share, points=True, sign=True),
        *intervals,
        "-" if math.isnan(needed) else f"{needed:,.0f}",
        row["note"],
    ]


def label(outcome: str, unit: str, share: bool) -> str:
    """Name of an outcome with its unit, where the number does not show it."""
    said = share or not unit or outcome.endswith(f"_{unit.split()[0].lower()}")
    return outcome if said else f"{outcome} [{unit}]"


def result_text(result, year: int | None = None) -> str:
    """Every outcome of one scenario in one year: mean over runs and where most runs lie."""
    year = check_year(year, result.calendar)
    at, count = result.calendar.index(year), len(result.replicates)
    scenario = result.scenario
    rows = []
    for name, values in result.record.outcomes.items():
        runs, share = values[at], vocabulary.is_share(name)
        m, known = mean_interval(runs), runs[np.isfinite(runs)]
        margin = float(m.high - m.mean) if count > 1 else math.nan
        low, high = np.quantile(known, [0.1, 0.9]) if len(known) else (math.nan, math.nan)
        ends = number(low, margin, share, points=True), number(high, margin, share)
        bands = [" to ".join(ends) if len(known) > 1 else "-"]
        if result.inputs is not None:
            tails = (0.1, 0.9)
            for low, high in split.bands(runs, result.inputs.vector, tails):
                ends = number(low, margin, share, points=True), number(high, margin, share)
                bands.append(" to ".join(ends) if math.isfinite(low) else "-")
        rows.append(
            [label(name, vocabulary.unit(name), share), number(float(m.mean), margin, share), *bands, ""]
        )
    title = f"{_titled(scenario)} ({scenario.name}) in {year}: "
    if count == 1:
        title += f"one possible history, seed {result.seed}; as much luck as cause, so ask for more runs."
        return title + "\n\n" + table(["outcome", "value", ""], [[r[0], r[1], ""] for r in rows]) + "\n"
    title += f"{count} runs, seed {result.seed}. The band holds 80 % of runs"
    if result.inputs is None:
        return title + ".\n\n" + table(["outcome", "mean", "80 % of runs", ""], rows) + "\n"
    title += ", luck and inputs both; beside it what luck alone and inputs alone would do."
    head = ["outcome", "mean", "80 % of runs", "luck alone", "inputs alone", ""]
    return title + "\n\n" + table(head, rows) + "\n"


def answer_text(result) -> str:
    """The answer for every policy, a question a line, wrapped for a terminal."""
    cards = []
    for one in answers(result):
        width = max(len(question) for _, question, _ in one.parts)
        lines = [
            textwrap.fill(
                sentence,
                LINE,
                initial_indent=question.ljust(width) + GAP,
                subsequent_indent=" " * width + GAP,
            )
            for _, question, sentence in one.parts
        ]
        cards.append("\n".join(lines) + "\n")
    return "\n".join(cards)


def table_text(result, year: int | None = None) -> str:
    """The answer of a Result or Comparison, then its table."""
    said = answer_text(result) + "\n"
    if result.kind == Result.kind:
        return said + result_text(result, year)
    compared = said + comparison_text(result, year)
    return f"{compared}\n{crossing_text(result, year)}" if isinstance(result, Crossing) else compared


def crossing_text(crossed: Crossing, year: int | None = None) -> str:
    """Effect of every policy without the shock and with it, the interaction, and the orders that flip."""
    from experiments.report import crossing  # loads what figures need, which takes time

    year = check_year(year, crossed.baseline.calendar)
    title, head, rows = crossing.short_table(crossed, year)
    said = "\n".join(f"- {sentence}" for sentence in crossing.sentences(crossed, year))
    return f"{title}\n\n{table(head, rows)}\n\n{said}\n"


def sizes_text(scenarios, seed: int) -> str:
    """How large the levers are beside the spending they should bend; empty where there are none."""
    from model.sizes import lever_sizes

    rows = []
    for scenario in scenarios:
        for size in lever_sizes(scenario, seed) if scenario.levers else ():
            rows.append(
                [
                    f"{scenario.name}: {size['lever']}",
                    f"{size['moved_bn']:.2f}",
                    f"{size['flow_bn']:.0f}",
                    f"{100 * size['share']:.1f} %",
                    size["other"],
                ]
            )
    if not rows:
        return ""
    head = ["lever, last year", "moves bn EUR", "of orders it reaches", "share", "besides"]
    return "Size of the levers, so that nobody expects miracles:\n" + table(head, rows) + "\n"
