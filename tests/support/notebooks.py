"""Notebooks run in this process: the cells that a kernel would run, without the seconds that it takes to start."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat

MAGIC = "%"


def cells(path: Path) -> Iterator[str]:
    """The code of each cell, without lines that only a notebook understands."""
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            yield "\n".join("" if line.startswith(MAGIC) else line for line in cell.source.splitlines())


def played(path: Path) -> tuple[dict[str, Any], list[Any]]:
    """The names that the cells leave, and what each of them shows at its end."""
    space: dict[str, Any] = {"__name__": "__main__"}
    shown = []
    for number, code in enumerate(cells(path)):
        tree = ast.parse(code)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        name = f"{path.name}, cell {number}"
        exec(compile(tree, name, "exec"), space)
        if last is not None:
            shown.append(eval(compile(ast.Expression(last.value), name, "eval"), space))
    return space, shown
