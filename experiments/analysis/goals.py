"""Goals as a person writes them: ``eu_share_orders_2035 >= 0.5 and capability_gap < 0.2``."""

import ast
import operator
import re
from collections.abc import Callable

import numpy as np

from experiments import vocabulary
from model.errors import InputError, unknown

_COMPARE = {ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge}
_ARITHMETIC = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_YEAR = re.compile(r"(.+)_((?:19|20)\d\d)")
Read = Callable[[str, int | None], np.ndarray]
_HELP = "write OUTCOME[_YEAR] >= NUMBER, joined by and, or, not"


def goal(text: str, read: Read) -> np.ndarray:
    """Where a goal is met. Only comparisons of outcomes and numbers are understood: nothing is ever executed.

    Args:
        text: the goal; an outcome may end in the year in which it is read, such as ``_2035``.
        read: gives an outcome's values in a year (None: the last), all of one shape.

    Returns:
        Array of bool, True where the goal is met; False where an outcome has no value.

    Raises:
        InputError: one line that says what cannot be understood.
    """
    try:
        tree = ast.parse(str(text).strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise InputError(f"goal {text!r}: cannot be read; {_HELP}") from None
    return _truth(tree, text, read)


def names(text: str) -> list[tuple[str, int | None]]:
    """(outcome, year or None) that a goal reads, in the order of their appearance."""
    read: list[tuple[str, int | None]] = []

    def note(name: str, year: int | None) -> np.ndarray:
        read.append((name, year))
        return np.zeros(1)

    goal(text, note)
    return list(dict.fromkeys(read))


def _truth(node: ast.expr, text: str, read: Read) -> np.ndarray:
    if isinstance(node, ast.BoolOp):
        parts = [_truth(value, text, read) for value in node.values]
        join = np.logical_and if isinstance(node.op, ast.And) else np.logical_or
        return join.reduce(np.broadcast_arrays(*parts))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return ~_truth(node.operand, text, read)
    if isinstance(node, ast.Compare):
        values = [_number(value, text, read) for value in (node.left, *node.comparators)]
        met = np.array(True)
        for left, op, right in zip(values, node.ops, values[1:], strict=False):
            if type(op) not in _COMPARE:
                raise InputError(f"goal {text!r}: compare with <, <=, > or >=")
            with np.errstate(invalid="ignore"):
                met = met & _COMPARE[type(op)](left, right)
        if np.ndim(met) == 0:
            raise InputError(f"goal {text!r}: compares numbers only; name an outcome")
        return met
    raise InputError(f"goal {text!r}: {ast.unparse(node)!r} is no comparison; {_HELP}")


def _number(node: ast.expr, text: str, read: Read) -> float | np.ndarray:
    if (
        isinstance(node, ast.Constant)
        and isinstance(node.value, (int, float))
        and not isinstance(node.value, bool)
    ):
        return float(node.value)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_number(node.operand, text, read)
    if isinstance(node, ast.BinOp) and type(node.op) in _ARITHMETIC:
        left, right = _number(node.left, text, read), _number(node.right, text, read)
        if isinstance(node.op, ast.Div) and np.ndim(right) == 0 and right == 0:
            raise InputError(f"goal {text!r}: divides by zero")
        with np.errstate(invalid="ignore", divide="ignore"):
            return _ARITHMETIC[type(node.op)](left, right)
    if isinstance(node, ast.Name):
        return np.asarray(read(*_split(node.id, text)), dtype=float)
    raise InputError(f"goal {text!r}: {ast.unparse(node)!r} is neither an outcome nor a number; {_HELP}")


def _split(name: str, text: str) -> tuple[str, int | None]:
    """(outcome, year): the year is what is left when an outcome's name has been taken off."""
    known = vocabulary.outcomes()
    if name in known:
        return name, None
    dated = _YEAR.fullmatch(name)
    if dated and dated[1] in known:
        return dated[1], int(dated[2])
    raise unknown("outcome", dated[1] if dated else name, known, f"goal {text!r}")
