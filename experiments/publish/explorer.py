"""The page about the explorer: how it is made, and what its default grid and its rules are, from their tables."""

from __future__ import annotations

from importlib.resources import files

import numpy as np

from experiments.explorer.defaults import OUT, PACKAGE
from experiments.explorer.grid import make
from experiments.explorer.rules import rule
from experiments.inputs.rules import by_key, rows
from experiments.publish.markdown import NOTICE
from experiments.publish.markdown import grid as grid_of


def explorer_page() -> str:
    """The page as text."""
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
            NOTICE,
            "",
            text,
            *grid_of(["control", "key", "computed values", "what", "why"], controls),
            "`edtu explore --grid CONTROL=V,V,...` replaces the values of one; 0 and no cut-off are always computed.",
            "",
            "## Its rules",
            "",
            *grid_of(["key", "value", "unit", "what", "why"], rules),
        ]
    )
