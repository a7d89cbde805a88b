"""What a credible model shows without being told, measured: ``python -m experiments.publish.patterns``.

Writes ``docs/patterns.md``, and the model's own shares that ``docs/us_share.md`` shows beside published ones. It only
measures: a pattern that fails stays on the page with the reason. ``--check`` compares and writes nothing.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

from experiments.intervals.split import BAND
from experiments.patterns.catalogue import PATTERNS
from experiments.patterns.histories import Histories, Missing
from experiments.patterns.pattern import Finding, Pattern
from experiments.publish import docs
from experiments.publish.nearest import MEASURED, nearest_outcomes
from experiments.publish.pages import publish
from experiments.result import seal

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "patterns.md"
RUNS, SEED = 300, 1  # with 100 the verdict on a small effect hung on luck
ABSENT = "not in this version"


def measure(pattern: Pattern, world: Histories) -> tuple[str, Finding]:
    """The verdict on a pattern, and what it rests on."""
    try:
        measured = pattern.measure(world)
    except Missing as missing:
        return ABSENT, Finding(f"{ABSENT}: {missing}", False)
    return ("pass" if measured.passed else "fail"), measured


def page(
    world: Histories, patterns: dict[str, Pattern], say: Callable[[str], None] = lambda text: None
) -> str:
    """The page.

    Args:
        patterns: those to measure, by key. say: called with the title of each.
    """
    measured = []
    for pattern in patterns.values():
        say(pattern.title)
        measured.append((pattern, *measure(pattern, world)))
    verdicts = [verdict for _, verdict, _ in measured]
    counts = ", ".join(f"{verdicts.count(v)} {v}" for v in ("pass", "fail", ABSENT))
    lines = [
        "<!-- Made by `python -m experiments.publish.patterns`; do not edit by hand. -->",
        "",
        "# Patterns that a credible model shows without being told",
        "",
        f"Measured over {world.runs} runs of each scenario (seed {world.seed}), 2026 to 2040. The page only measures: "
        "no number of the model may be set so that a test here passes, and a pattern that fails stays, with the "
        "reason. Where an input was set to the very fact that is tested, the column *built in* says what; such a pass "
        "shows that the model keeps what it was given. Each run has luck and a draw of taste (`taste_draw`) of its "
        "own, the same in all scenarios. Brackets hold 95 % intervals of the mean over them, which say nothing about "
        "other inputs that nobody knows.",
        "",
        f"{len(measured)} patterns: {counts}.",
        "",
        "| pattern | verdict | built in |",
        "|---|---|---|",
    ]
    lines += [f"| {p.title} | **{verdict}** | {p.built_in or 'nothing'} |" for p, verdict, _ in measured]
    for pattern, verdict, finding in measured:
        lines += ["", f"## {pattern.title}", ""]
        lines += [f"- Fact: {pattern.fact}. Source: {pattern.source}.", f"- Test: {pattern.test}."]
        lines += [f"- Built in: {pattern.built_in or 'nothing'}.", f"- The model gives: {finding.gives}."]
        reason = f": {finding.why}" if verdict == "fail" and finding.why else ""
        lines += [f"- Verdict: **{verdict}**{reason}."]
        lines += ["", *finding.details] if finding.details else []
    return seal.sealed("\n".join(lines), about(world.runs, world.seed))


def about(runs: int = RUNS, seed: int = SEED) -> tuple:
    """All that the numbers of the page are made from, apart from the model."""
    said = [(p.key, p.title, p.fact, p.source, p.test, p.built_in) for p in PATTERNS.values()]
    return said, runs, seed


def shares(world: Histories) -> str:
    """The model's outcome nearest to each published US share, as a table of text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["id", "value", "low", "high", "runs"])
    for row in nearest_outcomes():
        try:
            values = _nearest(world, row)
        except Missing:
            continue
        low, high = np.nanquantile(values, BAND)
        writer.writerow(
            [row["id"], *(f"{value:.3f}" for value in (np.nanmean(values), low, high)), world.runs]
        )
    return out.getvalue()


def _nearest(world: Histories, row: dict[str, str]) -> np.ndarray:
    table = "outcomes" if row["table"] == "years" else row["table"]
    values = world.outcome(row["outcome"], table=table)
    if row["where"]:
        place = world.state if table == "states" else world.domain
        values = values[:, place(row["where"])]
    mean = world.years(values, int(row["first"]), int(row["last"]))
    return 1.0 - mean if row["complement"] == "1" else mean


def main(arguments: list[str] | None = None) -> int:
    """Rewrite the page, or check it."""
    world, say = Histories(RUNS, SEED), partial(print, file=sys.stderr)

    def made() -> dict[Path, str]:
        return {PAGE: page(world, PATTERNS, say), MEASURED: shares(world)}

    code, writing = publish(__doc__, "python -m experiments.publish.patterns", made, arguments)
    if writing:
        docs.main([])  # the page of published shares shows what was measured here
    return code


if __name__ == "__main__":
    sys.exit(main())
