"""Who is in the union in the last year and who stays out, by the share of runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from experiments import vocabulary
from experiments.answer.effects import values
from experiments.answer.rules import rule


@dataclass(frozen=True)
class Who:
    """Members of the union.

    Attributes:
        share: of runs in which a state is in, by its code. joins, stays_out: codes, larger buyers first; both empty
            where no run has a union.
    """

    share: dict[str, float]
    joins: tuple[str, ...] = ()
    stays_out: tuple[str, ...] = ()


def read(result: Any) -> Who:
    """Who is in, from the table of states."""
    member, orders = values(result, "member", "states"), values(result, "orders_bn", "states")
    if member is None or not np.nan_to_num(member[-1]).any():
        return Who({})
    share = dict(zip(result.members, np.nanmean(member[-1], axis=-1).tolist(), strict=True))
    weight = np.zeros(len(share)) if orders is None else np.nan_to_num(orders).mean(axis=(0, 2))
    by_size = [result.members[i] for i in np.argsort(-weight, kind="stable")]
    inside = [code for code in by_size if share[code] > rule("joined_share")]
    return Who(share, tuple(inside), tuple(code for code in by_size if code not in inside))


def names(codes: tuple[str, ...], most_words: int) -> str:
    """States by name, as many as fit into some words, and how many more; by number alone where none fits."""
    known = vocabulary.member_names()
    said = [known.get(code, code) for code in codes]
    for count in range(len(said), 0, -1):
        more = [f"{len(said) - count} more"] if count < len(said) else []
        text = ", ".join([*said[:count], *more])
        if len(text.split()) <= most_words:
            return text
    return f"{len(said)} states" if said else "none"
