"""Stockpiles of munitions (ODD, Further levers)."""

from __future__ import annotations

from support.plain_model.lever import Lever


class Stockpiles(Lever):
    """A target in days of combat: money moves to munitions, and more of them are wanted."""

    def act(self, state, known, terms, year):
        """Every state moves savings by planned spending, as far as they reach, until the target is met."""
        p, m, s = known.p, known.munitions, known.strength("stockpiles", year)
        for i in range(known.M):
            start = state.required[i][m] / p.required_stock
            wanted = start * p.stockpiles_days / p.stockpile_days_start
            terms.target[i][m] += s * max(0.0, wanted - state.required[i][m])
            there = sum(state.stock[i][m]) + sum(state.owed_units[i][m])
            wished = s * min(max(0.0, wanted - there), p.stockpiles_share * state.budget[i])
            whole = sum(x for d, x in enumerate(known.spending_share[i]) if d != m)
            for d in range(known.D):
                if d != m:
                    left = state.money[i][d] + terms.money[i][d]  # levers before this one may take some
                    moved = min(wished * known.spending_share[i][d] / whole, left)
                    terms.money[i][d] -= moved
                    terms.money[i][m] += moved
