"""Who supplied what: shares of orders, deliveries and stock by group of suppliers, for every table (ODD 14)."""

from __future__ import annotations

import math

GROUPS = {
    "us": (0,),
    "eu": (1, 2),
    "eu27": (1,),
    "third": (3, 4),
}  # of blocs.csv: us, eu27, partners, third, legacy
BLOCS = 5


class Flows:
    """Orders, deliveries and stock of a year."""

    def __init__(self, state, known):
        self.state, self.known = state, known
        self.flows = {"orders": state.orders, "deliveries": state.arrived, "stock": state.stock}

    def _shares(self, flow, members, domains, imports=False):
        """Share of each group of suppliers."""
        amounts = [0.0] * BLOCS
        for i in members:
            for d in domains:
                for k, amount in enumerate(self.flows[flow][i][d]):
                    if not (imports and i in self.known.homes[d][k]):
                        amounts[int(self.known.offer.group[d][k])] += amount
        whole = sum(amounts)
        return {
            name: sum(amounts[bloc] for bloc in blocs) / whole if whole > 0.0 else math.nan
            for name, blocs in GROUPS.items()
        }

    def _home(self, members, domains):
        part, whole = 0.0, 0.0
        for i in members:
            for d in domains:
                for k, amount in enumerate(self.state.orders[i][d]):
                    whole += amount
                    part += amount if i in self.known.homes[d][k] else 0.0
        return part / whole if whole > 0.0 else math.nan

    def of_years(self):
        """For all buyers and for each perimeter."""
        members, domains, out = range(self.known.M), range(self.known.D), {}
        for flow in self.flows:
            for group, share in self._shares(flow, members, domains).items():
                out[f"{group}_share_{flow}"] = share
        for name, inside in [("", members), *((f"_{n}", i) for n, i in self.known.perimeters.items())]:
            out[f"home_share_orders{name}"] = self._home(inside, domains)
            out[f"us_share_imports{name}"] = self._shares("orders", inside, domains, imports=True)["us"]
            for flow in self.flows if name else ():
                shares = self._shares(flow, inside, domains)
                for group in ("us", "eu", "third"):
                    out[f"{group}_share_{flow}{name}"] = shares[group]
        return out

    def of_states(self):
        """For each buyer."""
        domains, out = range(self.known.D), {}
        members = range(self.known.M)
        for flow in self.flows:
            shares = [self._shares(flow, [i], domains) for i in members]
            for group in ("us", "eu", "third"):
                out[f"{group}_share_{flow}"] = [of[group] for of in shares]
        out["home_share_orders"] = [self._home([i], domains) for i in members]
        shares = [self._shares("orders", [i], domains, imports=True) for i in members]
        for group in ("us", "third"):
            out[f"{group}_share_imports"] = [of[group] for of in shares]
        for name in ("orders", "deliveries"):
            out[f"{name}_bn"] = [sum(sum(self.flows[name][i][d]) for d in domains) for i in members]
        return out

    def of_domains(self):
        """For each domain."""
        members, out = range(self.known.M), {}
        domains = range(self.known.D)
        for flow in self.flows:
            shares = [self._shares(flow, members, [d]) for d in domains]
            for group in ("us", "eu", "third"):
                out[f"{group}_share_{flow}"] = [of[group] for of in shares]
        out["home_share_orders"] = [self._home(members, [d]) for d in domains]
        for name in ("orders", "deliveries"):
            out[f"{name}_bn"] = [sum(sum(self.flows[name][i][d]) for i in members) for d in domains]
        return out
