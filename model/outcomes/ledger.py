"""The books of a run: money that levers move, and the events that a reader wants to see."""

from __future__ import annotations

import itertools

import numpy as np

ACCOUNTS = {
    "disbursed_bn": "paid out by the union",
    "clawed_back_bn": "claimed back by the union",
    "public_cost_bn": "public money beyond equipment budgets: project money, co-funding, bank losses, less clawback",
    "borrowed_bn": "drawn by states from common loans",
    "private_research_bn": "private money drawn into development projects",
    "milestones_met": "milestones met in time",
    "milestones_missed": "milestones missed",
}

KINDS = (
    "milestone_due",
    "milestone_met",
    "milestone_missed",
    "released",
    "withheld",
    "clawed_back",
    "joined",
    "left",
    "born",
    "entered_service",
    "full_capability",
    "cancelled",
    "restriction",
    "vote_failed",
)


class Ledger:
    """Accounts of the current year, (run,) each, and the events of all years."""

    def __init__(self, runs: int):
        self.runs = runs
        self.accounts: dict[str, np.ndarray] = {}
        self.events: list[tuple[str, int, str, np.ndarray, np.ndarray]] = []
        self.open_year()

    def open_year(self) -> None:
        """Set all accounts to zero."""
        self.accounts = {name: np.zeros(self.runs) for name in ACCOUNTS}

    def book(self, account: str, amount: np.ndarray) -> None:
        """Add an amount, (run,), to an account of this year."""
        self.accounts[account] = self.accounts[account] + amount

    def note(self, kind: str, year: int, axes: str, happened: np.ndarray, amount=None) -> None:
        """Record an event wherever ``happened`` is positive.

        Args:
            kind: one of `KINDS`. axes: "offer" for (domain, offer, run), "member" for (member, run), "" for (run,).
            amount: bn EUR, same shape as ``happened``, or None.
        """
        place = np.nonzero(happened > 0)
        if len(place[0]):
            value = np.zeros(len(place[0])) if amount is None else (amount + np.zeros_like(happened))[place]
            self.events.append((kind, year, axes, np.stack(place), value))

    def table(self, facts) -> dict[str, np.ndarray]:
        """All events as columns: run, year, kind, domain, offer, state, amount_bn; sorted by run and year."""
        names = ("run", "year", "kind", "domain", "offer", "state", "amount_bn")
        columns: dict[str, list] = {name: [] for name in names}
        suppliers = np.array(list(itertools.chain(*facts.offers.keys)), dtype=object)
        first = np.cumsum([0] + [len(keys) for keys in facts.offers.keys])  # where those of a domain begin
        for kind, year, axes, place, amount in self.events:
            n = place.shape[1]
            blank = np.full(n, "", dtype=object)
            domain = offer = state = blank
            if axes == "offer":
                domain = np.array(facts.domains, dtype=object)[place[0]]
                offer = suppliers[first[place[0]] + place[1]]
            elif axes == "member":
                state = np.array(facts.states, dtype=object)[place[0]]
            for name, values in (
                ("run", place[-1]),
                ("year", np.full(n, year)),
                ("kind", np.full(n, kind, dtype=object)),
                ("domain", domain),
                ("offer", offer),
                ("state", state),
                ("amount_bn", amount),
            ):
                columns[name].append(values)
        if not columns["run"]:
            return {name: np.array([]) for name in columns}
        joined = {name: np.concatenate(parts) for name, parts in columns.items()}
        order = np.lexsort((np.arange(len(joined["run"])), joined["year"], joined["run"]))
        return {name: values[order] for name, values in joined.items()}
