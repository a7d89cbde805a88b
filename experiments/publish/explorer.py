"""The page about the explorer: how it is made, and what its default grid and its rules are, from their tables."""

from __future__ import annotations

from importlib.resources import files

import numpy as np

from experiments.explorer.defaults import OUT, PACKAGE
from experiments.explorer.grid import make
from experiments.explorer.rules import rule
from experiments.inputs.rules import by_key, rows


def explorer_page(notice: str, table) -> str:
    """The page as text.

    Args:
        notice: first line. table: makes a Markdown table of a head and rows.
    """
    grid = make(PACKAGE)
    settings = int(np.prod(grid.shape))
    points = settings - len(grid.cutoffs) * (len(grid.starts) - 1)
    runs, between = int(rule("runs")), int(rule("between"))
    total = (points + between) * runs
    text = (files("experiments.explorer") / "explorer.md").read_text(encoding="utf-8")
    text = text.format(
        out=OUT.as_posix(),
        package=PACKAGE,
        points=points,
        settings=settings,
        runs=runs,
        between=between,
        total=total,
        pace=f"{rule('pace'):g}",
        minutes=f"{np.ceil(total * rule('pace') / 2 / 60_000):.0f}",
    )
    controls = [
        [
            row["control"],
            row["key"] or ("all others" if row["control"] == "strength" else ""),
            row["values"].replace(";", ", "),
            row["description"],
            row["source"],
        ]
        for row in rows("experiments.explorer", "controls")
    ]
    rules = [
        [row["key"], f"{float(row['value']):g}", row["unit"], row["description"], row["source"]]
        for row in by_key("experiments.explorer", "rules").values()
    ]
    return "\n".join(
        [
            notice,
            "",
            text,
            *table(["control", "key", "computed values", "what", "why"], controls),
            "`edtu explore --grid CONTROL=V,V,...` replaces the values of one; 0 and no cut-off are always computed.",
            "",
            "## Its rules",
            "",
            *table(["key", "value", "unit", "what", "why"], rules),
        ]
    )
