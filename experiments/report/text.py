"""Results in words and plain tables. Numbers are rounded to what their interval supports."""

import math
import textwrap

from experiments import vocabulary
from experiments.answer.answer import answers
from experiments.inputs.rules import rule
from experiments.intervals.words import hides_zero
from experiments.report.rows import spread_row
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


def number(value: float, margin: float, percent: bool, points: bool = False, sign: bool = False) -> str:
    """One number as text.

    Args:
        value: the number; NaN gives a dash.
        margin: half the width of its interval, in the same unit.
        percent: whether it is a share or a rate, printed in percent.
        points: print it without the sign for percent, as points.
        sign: always with a sign.
    """
    if not math.isfinite(value):
        return "-"
    scale = 100 if percent else 1
    places = decimals(value * scale, margin * scale)
    if percent:  # many runs pin the model's mean down better than anybody knows the world
        places = min(places, 2 if points and sign else 1)
    text = f"{value * scale:{'+' if sign else ''},.{places}f}"
    if float(text.replace(",", "")) == 0:  # no "-0"
        text = text.lstrip("+-")
    return text + (" %" if percent and not points else "")


def table(head: list[str], rows: list[list[str]], left: int = 1) -> str:
    """Columns under a heading; the first ones and the last flush left, the others flush right.

    Args:
        left: how many of the first.
    """
    cells = [head, *rows]
    widths = [max(len(row[i]) for row in cells) for i in range(len(head))]

    def line(row):
        parts = [text.ljust(width) for text, width in zip(row[:left], widths[:left], strict=True)]
        parts += [text.rjust(width) for text, width in zip(row[left:-1], widths[left:-1], strict=True)]
        return GAP.join([*parts, row[-1]]).rstrip()

    return "\n".join([line(head), line(["-" * width for width in widths]), *(line(row) for row in rows)])


def comparison_text(comparison, year: int | None = None, outcomes=None, wide: bool = True) -> str:
    """Outcomes of baseline and variant, with the paired difference; one table per variant.

    Args:
        outcomes: their names; all by default. wide: with luck and inputs apart and the runs that one point needs.
    """
    summary = comparison.summary(year, outcomes)
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
        split_up = "luck_low" in rows[0]
        middle = ["luck and inputs"] if split_up else ["95 % interval"]
        middle += ["luck alone", "inputs alone"] if split_up and wide else []
        head = ["outcome", "key", base, name, "difference", *middle]
        head += ["runs for 1 point", "note"] if wide else ["note"]
        title += "\n\n" + table(head, [_comparison_row(row, wide) for row in rows], left=2)
        parts.append(title)
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


def _comparison_row(row: dict, wide: bool) -> list[str]:
    percent = vocabulary.in_percent(row["outcome"])
    margin = _margin(row["low"], row["high"], 100 if percent else 1)
    kinds = ("", "luck_", "inputs_") if "luck_low" in row and wide else ("",)
    intervals = []
    for kind in kinds:
        ends = [number(row[kind + end], margin, percent, points=True, sign=True) for end in ("low", "high")]
        intervals.append("-" if math.isnan(row[f"{kind}low"]) else f"{ends[0]} to {ends[1]}")
    needed = row["runs_needed"]
    return [
        label(row["outcome"], row["unit"]),
        row["outcome"],
        number(row["baseline"], row["baseline_margin"], percent),
        number(row["variant"], row["variant_margin"], percent),
        number(row["difference"], margin, percent, points=True, sign=True),
        *intervals,
        *(["-" if math.isnan(needed) else f"{needed:,.0f}"] if wide else []),
        row["note"],
    ]


def _margin(low: float, high: float, scale: float) -> float:
    """Half the width of an interval, or a tenth of it where an end that leaves zero out would be written as zero."""
    margin = (high - low) / 2
    if not (math.isfinite(margin) and margin > 0):
        return margin
    hidden = hides_zero(low * scale, high * scale, decimals(high * scale, margin * scale))
    return margin / 10 if hidden else margin


def label(outcome: str, unit: str) -> str:
    """What an outcome is called, with its unit where the number does not show it."""
    words = vocabulary.label(outcome)
    return words if vocabulary.is_share(outcome) or not unit else f"{words} [{unit}]"


def result_text(result, year: int | None = None, outcomes=None, wide: bool = True) -> str:
    """Outcomes of one scenario in one year: mean over runs and where most runs lie.

    Args:
        outcomes: their names; all by default. wide: with what luck alone and inputs alone would do.
    """
    year = check_year(year, result.calendar)
    count, scenario = len(result.replicates), result.scenario
    names = list(result.record.outcomes) if outcomes is None else outcomes
    spread_rows = [spread_row(result, name, year) for name in names]
    title = f"{_titled(scenario)} ({scenario.name}) in {year}: "
    if count == 1:
        title += f"one possible history, seed {result.seed}; as much luck as cause, so ask for more runs."
        cells = [[*_result_row(row, ())[:3], ""] for row in spread_rows]
        return title + "\n\n" + table(["outcome", "key", "value", ""], cells, left=2) + "\n"
    parts = [""] if result.inputs is None or not wide else ["", "luck_", "inputs_"]
    title += f"{count} runs, seed {result.seed}. The band holds 80 % of runs"
    if result.inputs is not None:
        title += ", luck and inputs both"
    if len(parts) > 1:
        title += "; beside it what luck alone and inputs alone would do"
    head = ["outcome", "key", "mean", "80 % of runs", *["luck alone", "inputs alone"][: len(parts) - 1], ""]
    return title + ".\n\n" + table(head, [_result_row(row, parts) for row in spread_rows], left=2) + "\n"


def _result_row(row: dict, parts) -> list[str]:
    percent, margin = vocabulary.in_percent(row["outcome"]), row["margin"]
    bands = []
    for part in parts:
        low, high = row[f"{part}low"], row[f"{part}high"]
        ends = number(low, margin, percent, points=True), number(high, margin, percent)
        bands.append(" to ".join(ends) if math.isfinite(low) else "-")
    return [
        label(row["outcome"], row["unit"]),
        row["outcome"],
        number(row["mean"], margin, percent),
        *bands,
        "",
    ]


def table_text(result, year: int | None = None, outcomes=None, wide: bool = True) -> str:
    """The table of a Result or Comparison; see `comparison_text` and `result_text`."""
    if result.kind == Result.kind:
        return result_text(result, year, outcomes, wide)
    compared = comparison_text(result, year, outcomes, wide)
    return f"{compared}\n{crossing_text(result, year)}" if isinstance(result, Crossing) else compared


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
