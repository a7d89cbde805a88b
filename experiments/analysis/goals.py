"""Goals as a person writes them: ``eu_share_orders_2035 >= 0.5 and capability_gap < 0.2@2035``."""

import ast
import operator
import re
from collections.abc import Callable
from dataclasses import dataclass

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
Number = float | np.ndarray
Read = Callable[[str, int | None], np.ndarray]
_HELP = "write OUTCOME[_YEAR] >= NUMBER[@YEAR], joined by and, or, not"


@dataclass(frozen=True)
class _Algebra:
    """What comparisons and the words between them give: whether they hold, or by how much."""

    compare: Callable[[type[ast.cmpop], Number, Number], Number]
    both: np.ufunc
    either: np.ufunc
    opposite: np.ufunc


def _gap(op: type[ast.cmpop], left: Number, right: Number) -> Number:
    return right - left if op in (ast.Lt, ast.LtE) else left - right


_TRUTH = _Algebra(
    lambda op, left, right: _COMPARE[op](left, right), np.logical_and, np.logical_or, np.logical_not
)
_MARGIN = _Algebra(_gap, np.minimum, np.maximum, np.negative)


def goal(text: str, read: Read) -> np.ndarray:
    """Where a goal is met. Only comparisons of outcomes and numbers are understood: nothing is ever executed.

    Args:
        text: the goal; an outcome may end in the year in which it is read, such as ``_2035``, and so may a comparison,
            such as ``@2035``, for its outcomes without a year.
        read: gives an outcome's values in a year (None: the last), all of one shape.

    Returns:
        Array of bool, True where the goal is met; False where an outcome has no value.

    Raises:
        InputError: one line that says what cannot be understood.
    """
    return _value(_tree(text), text, read, _TRUTH)


def margin(text: str, read: Read) -> np.ndarray:
    """By how much a goal is met, in the unit of what it compares; below zero where it is missed.

    Of parts joined by ``and`` the worst counts, of parts joined by ``or`` the best, whatever their units.

    Args:
        text, read: as for `goal`.

    Returns:
        Array of float; NaN where an outcome has no value.
    """
    return np.asarray(_value(_tree(text), text, read, _MARGIN), dtype=float)


def _tree(text: str) -> ast.expr:
    try:
        return ast.parse(str(text).strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise InputError(f"goal {text!r}: cannot be read; {_HELP}") from None


def names(text: str) -> list[tuple[str, int | None]]:
    """(outcome, year or None) that a goal reads, in the order of their appearance."""
    read: list[tuple[str, int | None]] = []

    def note(name: str, year: int | None) -> np.ndarray:
        read.append((name, year))
        return np.zeros(1)

    goal(text, note)
    return list(dict.fromkeys(read))


def _value(node: ast.expr, text: str, read: Read, algebra: _Algebra) -> np.ndarray:
    if isinstance(node, ast.BoolOp):
        parts = [_value(value, text, read, algebra) for value in node.values]
        join = algebra.both if isinstance(node.op, ast.And) else algebra.either
        return join.reduce(np.broadcast_arrays(*parts))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return algebra.opposite(_value(node.operand, text, read, algebra))
    if isinstance(node, ast.Compare):
        node, year = _without_year(node, text)

        def in_year(name: str, own: int | None) -> np.ndarray:
            return read(name, year if own is None else own)

        values = [_number(value, text, in_year) for value in (node.left, *node.comparators)]
        parts = []
        for left, op, right in zip(values, node.ops, values[1:], strict=False):
            if type(op) not in _COMPARE:
                raise InputError(f"goal {text!r}: compare with <, <=, > or >=")
            with np.errstate(invalid="ignore"):
                parts.append(np.asarray(algebra.compare(type(op), left, right)))
        joined = algebra.both.reduce(np.broadcast_arrays(*parts))
        if np.ndim(joined) == 0:
            raise InputError(f"goal {text!r}: compares numbers only; name an outcome")
        return joined
    raise InputError(f"goal {text!r}: {ast.unparse(node)!r} is no comparison; {_HELP}")


def _without_year(node: ast.Compare, text: str) -> tuple[ast.Compare, int | None]:
    """A comparison without its ``@YEAR``, and that year."""
    *before, last = node.comparators
    last, year = _split_year(last, text)
    return ast.Compare(node.left, node.ops, [*before, last]), year


def _split_year(node: ast.expr, text: str) -> tuple[ast.expr, int | None]:
    """What stands before ``@YEAR``, and the year; Python reads ``0.2 + 0.3@2035`` as ``0.2 + (0.3@2035)``."""
    if not isinstance(node, ast.BinOp):
        return node, None
    if isinstance(node.op, (ast.Add, ast.Sub)):
        right, year = _split_year(node.right, text)
        return ast.BinOp(node.left, node.op, right), year
    if not isinstance(node.op, ast.MatMult):
        return node, None
    said = node.right.value if isinstance(node.right, ast.Constant) else None
    if not isinstance(said, int) or isinstance(said, bool):
        raise InputError(f"goal {text!r}: after @ stands a year, such as @2035")
    return node.left, said


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
