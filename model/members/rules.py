"""The rules by which states choose, by name, and rules of a user's own from a file.

The nested logit is the model's own. The others are rivals: what holds under several of them does not hang on one.
"""

from __future__ import annotations

import hashlib
import runpy
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from model import checks
from model.errors import InputError, unknown
from model.members.cases import at_runs
from model.members.on_table import OnTable
from model.rules import choice, rivals


@dataclass(frozen=True)
class Rule:
    """A way to choose.

    Attributes:
        key, title. says: what it does, in a sentence.
        choose: pure function of what is on the table; returns the place of the chosen offer, or `OnTable.wait`, for
            each decision, (decision,) integers.
        blind_to: parameters whose effect its choice cannot carry, because it looks at nothing that they act on.
        own: whether it is a user's own, whose answers are checked.
        looks_at_orders: whether it reads `OnTable.partners_orders`.
    """

    key: str
    title: str
    says: str
    choose: Callable[[OnTable], np.ndarray]
    blind_to: tuple[str, ...] = ()
    own: bool = False
    looks_at_orders: bool = False

    def picked(self, table: OnTable) -> np.ndarray:
        """The choice of every decision.

        Raises:
            InputError: a rule of a user's own answers something else.
        """
        answer = self.choose(table)
        return _checked(self.key, answer, table) if self.own else answer


def nested_logit(table: OnTable) -> np.ndarray:
    """The model's own rule (E6)."""
    p, scores, run = table.members.parameters, table.scores, table.cases.run
    scale, correlation = at_runs(p.mu, run), at_runs(p.nest_correlation, run)
    utility, best = choice.utilities(scores.score, scale, correlation)
    values = choice.nest_values(utility, best, scores.nest, scores.defer, scale, correlation)
    return choice.choose(utility, values, scores.nest, table.case, table.luck_nest, table.luck)


def lexicographic(table: OnTable) -> np.ndarray:
    """Requirement, home, partner, cost, in this order (E6a)."""
    return rivals.lexicographic(
        table.listed, table.good_enough, table.in_time, table.home, table.partner, table.cost
    )


def imitate_peers(table: OnTable) -> np.ndarray:
    """What partners have on order, then cost (E6a)."""
    return rivals.imitation(table.listed, table.partners_orders, table.cost)


COMPENSATION = (
    "mu",
    "nest_correlation",
    "w_q",
    "gap_weight",
    "shortfall_weight",
    "shortfall_width",
    "w_t",
    "zeta",
    "lateness_weight",
    "lateness_width",
    "w_n",
    "w_a",
    "access_horizon",
    "w_e",
    "taste",
    "taste_orders",
    "taste_draw",
    "home_range_width",
    "state_dependence",
    "persistence_slope",
    "taste_persistence",
    "lasting_luck",
    "swing_spread",
    "established_share",
    "underspend",
    "life_extension_cost",
    "life_extension_sustainment",
)
"""Parameters of the exchange rates between criteria and of noise, which rules without either have no place for."""

NESTED_LOGIT = Rule(
    "nested_logit",
    "Nested logit",
    "States weigh price, quality, delay, partners, access, taste and fleet against each other, with noise; the model's "
    "own rule.",
    nested_logit,
)
RULES = {
    rule.key: rule
    for rule in (
        NESTED_LOGIT,
        Rule(
            "lexicographic",
            "Lexicographic",
            "Of the offers whose quality reaches `quality_floor` of what is required and that come within the accepted "
            "wait, a state takes what it makes itself before what one of its closest partners makes before what others "
            "make, and of these the lowest life-cycle cost. Where nothing meets the requirement it waits.",
            lexicographic,
            blind_to=COMPENSATION,
        ),
        Rule(
            "imitate_peers",
            "Imitate peers",
            "A state takes what has the largest share of its closest partners' order books, each partner weighted by "
            "its tie, and of equals the lowest life-cycle cost. It waits only where nothing can be ordered.",
            imitate_peers,
            blind_to=(*COMPENSATION, "quality_floor"),
            looks_at_orders=True,
        ),
    )
}


def find_rule(what: str, where: str = "call") -> Rule:
    """A rule by name, or from a file of a user's own.

    Args:
        what: a key of `RULES`, or the path of a Python file with a function ``choose(table)``.

    Raises:
        InputError: no such name or file, or a file without such a function.
    """
    checks.text(f"{where}: rule", what)
    if what in RULES:
        return RULES[what]
    if not is_file(what):
        raise unknown("rule", what, RULES, where)
    path = checks.place(f"{where}: rule", what, "Python file")
    text = _text(path, where)
    try:
        names = runpy.run_path(str(path))
    except Exception as error:  # whatever a user's file raises is told in one line
        raise InputError(f"{where}: rule {what}: cannot be read: {type(error).__name__}: {error}") from None
    function = names.get("choose")
    if not callable(function):
        raise InputError(f"{where}: rule {what}: has no function choose(table); see docs/extending.md")
    says = (names.get("__doc__") or text.splitlines()[0] if text else "").strip().split("\n")[0]
    return Rule(
        path.stem, path.stem.replace("_", " ").capitalize(), says, function, own=True, looks_at_orders=True
    )


def is_file(what: str) -> bool:
    """Whether a rule is meant as a file and not as a name."""
    return what.endswith(".py") or "/" in what or "\\" in what


def rule_hash(what: str, where: str = "call") -> str:
    """SHA-256 of the file of a rule of a user's own, the same whichever line ends it has; empty for a name."""
    return hashlib.sha256(_text(Path(what), where).encode("utf-8")).hexdigest() if is_file(what) else ""


def _text(path: Path, where: str) -> str:
    if not path.is_file():
        raise InputError(f"{where}: rule {path}: no such file; rules by name: {', '.join(RULES)}")
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{where}: rule {path}: cannot be read: {error}") from None


def _checked(key: str, answer: object, table: OnTable) -> np.ndarray:
    """The answer of a rule of a user's own, if it can be carried out."""
    places = np.asarray(answer)
    if places.shape != table.case.shape or places.dtype.kind not in "iu":
        raise InputError(
            f"rule {key}: choose must return one whole number a decision, {len(table.case)} of them, "
            f"got {places.dtype} of shape {places.shape}"
        )
    if ((places < 0) | (places > table.wait)).any():
        raise InputError(f"rule {key}: choose must return places of offers, 0 to table.wait ({table.wait})")
    ordered = np.flatnonzero(places < table.wait)
    if not table.listed[places[ordered], ordered].all():
        raise InputError(
            f"rule {key}: chose an offer that cannot be ordered; choose where table.listed is True"
        )
    return places.astype(np.intp)
