"""What is reported each year: the registry of outcomes, and the snapshot they are read from."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from model.fold import total
from model.rules import access
from model.rules.choice import EUROPEAN, US

GROUPS = ("us", "eu27", "partners", "third", "legacy")


@dataclass(frozen=True)
class Outcome:
    """One reported quantity.

    Args:
        name, label, unit: how it is called and shown. low, high: natural bounds, NaN where there are none.
        better: "higher", "lower" or "". description: one line.
        table: "years", "states" or "domains". read: function of a `Snapshot`, giving (run,), (member, run)
            or (domain, run).
    """

    name: str
    label: str
    unit: str
    low: float
    high: float
    better: str
    description: str
    table: str
    read: Callable


OUTCOMES: dict[str, Outcome] = {}
STATE_OUTCOMES: dict[str, Outcome] = {}
DOMAIN_OUTCOMES: dict[str, Outcome] = {}
_TABLES = {"years": OUTCOMES, "states": STATE_OUTCOMES, "domains": DOMAIN_OUTCOMES}


def outcome(label: str, unit: str = "share", low=0.0, high=1.0, better="", table="years", name=None, about=""):
    """Decorator: the function becomes an outcome of its name, found by tables, figures and documents."""

    def register(read: Callable) -> Callable:
        key = name or read.__name__
        text = about or (read.__doc__ or "").strip().splitlines()[0]
        _TABLES[table][key] = Outcome(key, label, unit, low, high, better, text, table, read)
        return read

    return register


def share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """part / whole, NaN where there is nothing to share."""
    return np.where(whole > 0.0, part / np.where(whole > 0.0, whole, 1.0), np.nan)


class Snapshot:
    """The state of a block of runs at the end of a year, with the sums that several outcomes need."""

    def __init__(self, members, market, institutions, world, ledger, facts, parameters, year: int):
        self.members, self.market, self.institutions = members, market, institutions
        self.world, self.ledger, self.facts, self.parameters, self.year = world, ledger, facts, parameters, year

    def by_group(self, flow: np.ndarray) -> np.ndarray:
        """(member, domain, offer, run) -> (group, member, domain, run), groups as in `GROUPS`."""
        members, domains, _, runs = flow.shape
        out = np.zeros((len(GROUPS), members, domains, runs))
        for d, k, group, _ in _slots():
            out[group][:, d] += flow[:, d, k]
        return out

    @functools.cached_property
    def flows(self) -> dict[str, np.ndarray]:
        """Orders, deliveries and stock by group, (group, member, domain, run)."""
        market = self.market
        return {
            "orders": self.by_group(market.orders),
            "deliveries": self.by_group(market.deliveries),
            "stock": self.by_group(self.members.stock),
        }

    @functools.cached_property
    def content(self) -> np.ndarray:
        """US content of stock, (member, domain, run), share of the stock."""
        out = np.zeros(self.members.money.shape)
        for d, k, _, content in _slots():
            out[:, d] += self.members.share[:, d, k] * content
        return out

    @functools.cached_property
    def totals(self) -> dict[str, dict[str, np.ndarray]]:
        """Flows summed for each table: {"years": (group, run), "states": (group, member, run), "domains": ...}."""
        out: dict[str, dict[str, np.ndarray]] = {"years": {}, "states": {}, "domains": {}}
        for name, flow in self.flows.items():
            out["states"][name] = total(flow, 2)
            out["domains"][name] = total(flow, 1)
            out["years"][name] = total(out["domains"][name], 1)
        return out

    def group_share(self, table: str, flow: str, group: str) -> np.ndarray:
        """Share of a group of suppliers in a flow: us, eu (all European), eu27 or third (with legacy)."""
        sums = self.totals[table][flow]
        part = {
            "us": sums[0],
            "eu": sums[1] + sums[2],
            "eu27": sums[1],
            "third": sums[3] + sums[4],
        }[group]
        return share(part, total(sums, 0))

    def retained(self, days: float) -> np.ndarray:
        """Capability left ``days`` after a US cut-off, (member, run); domains weigh by planned spending."""
        f = self.facts
        loss = 1.0 - access.retained_share(1.0, days, f.domain("spares_days"), f.domain("decay_days"))
        return total(f.spending_share * (1.0 - loss * self.content), 1)

    def by_weight(self, per_member: np.ndarray) -> np.ndarray:
        """Mean over members weighted by equipment budget, (run,)."""
        weight = self.members.budget
        return total(per_member * weight, 0) / total(weight, 0)


@functools.lru_cache(maxsize=None)
def _slots() -> tuple[tuple[int, int, int, float], ...]:
    """(domain, offer, group, US content) of every offer."""
    from model.facts import offers

    table = offers()
    out = []
    for d, k in zip(*np.nonzero(table.exists[..., 0]), strict=True):
        if table.bloc[d, k] == "LEGACY":
            group = 4
        elif table.nest[d, k, 0] == US:
            group = 0
        elif table.nest[d, k, 0] == EUROPEAN:
            group = 1 if table.bloc[d, k] == "EU" else 2
        else:
            group = 3
        out.append((int(d), int(k), group, float(table.content[d, k, 0])))
    return tuple(out)


def read_all(snapshot: Snapshot) -> dict[str, dict[str, np.ndarray]]:
    """All outcomes of all tables at this moment."""
    # Copied, because some outcomes are the very arrays that next year changes in place.
    return {
        table: {name: np.array(entry.read(snapshot)) for name, entry in registry.items()}
        for table, registry in _TABLES.items()
    }


from model import closeups, measures  # noqa: E402, F401  fill the registry
