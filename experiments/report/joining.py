"""Who joins the union as a map of tiles, and why each of the others stays out."""

from __future__ import annotations

import pandas as pd

from experiments.answer import who
from experiments.answer.answer import Answer
from experiments.figures import labels, membership
from experiments.figures.tiles import luminance
from experiments.intervals.words import plain, signed
from experiments.report.blocks import Tile
from model.rules.union import PARTS

NOBODY, EVERYBODY = (255, 255, 255), (0, 90, 140)
"""Colour of a state that is in no run a member, and of one that is in every run."""
DARK, LIGHT = "#1a1a1a", "#ffffff"


def tiles(result) -> list[Tile]:
    """The states of the tile layout by the share of runs in the union in the last year; none without one."""
    share = who.read(result).share
    out = []
    for code, place in labels.tiles().items():
        if code in share:
            fill = tuple(round(a + (b - a) * share[code]) for a, b in zip(NOBODY, EVERYBODY, strict=True))
            ink = LIGHT if luminance([part / 255.0 for part in fill]) < 0.18 else DARK  # the better contrast
            out.append(
                Tile(
                    code,
                    place["name"],
                    place["column"],
                    place["row"],
                    share[code],
                    "#{:02x}{:02x}{:02x}".format(*fill),
                    ink,
                )
            )
    return out


def why_out(result, answer: Answer) -> pd.DataFrame:
    """For each state that stays out: share of runs in, what membership would be worth, and what speaks against it."""
    frame = membership.reasons(result).set_index("state")
    rows = []
    for code in answer.stays_out:
        if code not in frame.index:
            continue
        row = frame.loc[code]
        rows.append(
            {
                "state": labels.tiles().get(code, {"name": code})["name"],
                "runs in which it joins": labels.percent(row["member"]),
                "worth of a year in the union, bn EUR": signed(row["worth"], 2),
                "what weighs most against it": _most(row, -1.0),
                "what weighs most for it": _most(row, 1.0),
                "why it stays out": _why(row),
            }
        )
    return pd.DataFrame(rows)


def _most(row, sign: float) -> str:
    part = max(PARTS, key=lambda name: sign * row[name])
    return f"{PARTS[part]} ({plain(row[part], 2)})" if sign * row[part] > 0.0 else "nothing"


def _why(row) -> str:
    """In words: by rule, by its own sums, or by neither alone."""
    if row["member"] == 0.0 and row["worth"] > 0.0:
        return "it may not join: it would gain, and is a member in no run"
    if abs(row["worth"]) < 0.005:
        return "what it gains and loses is about even, so it joins in some runs only"
    if row["worth"] < 0.0:
        return "it loses more than it gains"
    return "it gains in the mean over runs, and loses in those in which it stays out"
