"""The comparison of rules of choice as text, and as a folder with one tidy table and a manifest."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from experiments.inputs.draw import FIXED, SET, draw
from experiments.patterns.catalogue import PATTERNS
from experiments.publish import rule_tables as tables
from experiments.publish.hindcast import SCORED
from experiments.publish.reference import SHOWN
from experiments.publish.rival_rules import Trial, last_year, verdict
from experiments.report.text import table
from experiments.result.disk import write_rows, write_whole
from experiments.result.manifest import code_hash, command_line, data_hashes, digest, versions
from experiments.result.saving import check_free, replacing, write_manifest
from model.members.rules import rule_hash

INTERVALS = ("luck and inputs", "luck alone")
ENDS = ("low", "high", "luck_low", "luck_high")


def text(tried: Sequence[Trial], runs: int, seed: int, inputs: str = SET) -> str:
    """The whole comparison for a terminal."""
    parts = [
        f"Rules of choice, {runs} runs each on the same luck, seed {seed}.",
        "Patterns that a credible model shows:",
        table(*_closed(tables.patterns(tried))),
        "Hindcast: mean absolute error of shares in points / CRPS / per cent of outcomes in the 80 % band:",
        table(*_closed(tables.hindcasts(tried))),
        f"Headlines of {last_year()}, package less no new policy, with intervals ({INTERVALS[inputs == FIXED]}):",
        table(*tables.headlines(tried)),
        tables.finding(tried),
    ]
    return "\n\n".join(parts)


def _closed(shown: tables.Table) -> tables.Table:
    """With an empty column at the end, so that numbers stand flush right."""
    head, rows = shown
    return [*head, ""], [[*row, ""] for row in rows]


def _set_hash(inputs: str, seed: int) -> str:
    """What vectors the headlines were drawn from: a hash of the set, or that they are fixed."""
    drawn = draw(inputs, seed, np.arange(1))
    return FIXED if drawn is None else drawn.hash


def rows(tried: Sequence[Trial]) -> list[dict]:
    """One row for each rule and thing measured: value, and for headlines ends of the intervals and the verdict."""
    out = []
    for one in tried:
        same = dict.fromkeys(("rule", "kind", "name", "value", *ENDS, "said"), "") | {"rule": one.rule.key}
        for key in PATTERNS:
            out.append({**same, "kind": "pattern", "name": key, "value": "", "said": one.verdicts[key]})
        for (number, flow, kind), score in one.errors.items():
            _, first, last = SCORED[number]
            name = f"{first}-{last} {flow} {kind}"
            out.append({**same, "kind": "hindcast_error", "name": name, "value": f"{score.error:.4f}"})
        for name, _ in SHOWN:
            apart, luck = one.headlines[name].apart, one.headlines[name].luck
            ends = zip(ENDS, (apart.low, apart.high, luck.low, luck.high), strict=True)
            shown = {key: f"{value:.6f}" for key, value in (("value", apart.mean), *ends)}
            out.append({**same, "kind": "headline", "name": name, **shown, "said": verdict(tried, name)[0]})
    return out


def save(
    tried: Sequence[Trial],
    own: Sequence[str],
    path: Path,
    runs: int,
    seed: int,
    inputs: str = SET,
    force: bool = False,
) -> Path:
    """Write the folder.

    Args:
        own: files of rules of a user's own, whose hashes go into the manifest.

    Raises:
        InputError: something else is there, or the disk refuses.
    """
    path = check_free(path, force).absolute()
    settings = {
        "kind": "rules",
        "rules": [one.rule.key for one in tried],
        "own": {Path(file).name: rule_hash(file) for file in own},
        "runs": runs,
        "seed": seed,
        "inputs": _set_hash(inputs, seed),
        "code": code_hash(),
        "data": data_hashes(),
        "versions": versions(),
    }
    about = {"id": digest(settings)[:12], **settings, "command": command_line()}
    with replacing(path, force) as folder:
        write_rows(folder / "rules.csv", rows(tried))
        said = text(tried, runs, seed, inputs) + "\n"
        write_whole(folder / "rules.txt", lambda file: file.write_text(said, encoding="utf-8"))
        write_manifest(folder, about)
    return path
