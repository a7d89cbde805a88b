"""Outcomes of shares: whose makers get the orders, deliveries and stock, what is bought at home and what imported."""

from __future__ import annotations

from model.inputs.tables import own
from model.numeric.fold import total
from model.outcomes.outcome import outcome, share
from model.outcomes.snapshot import group_of

_GROUPS = {
    "us": "US",
    "eu": "European",
    "eu27": "EU-27",
    "third": "Third-country",
}
_FLOWS = {
    "orders": "share of orders",
    "deliveries": "share of deliveries",
    "stock": "share of stock in service",
}


def _shares() -> None:
    """Supplier shares of orders, deliveries and stock for every table."""

    def reader(table, flow, group):
        return lambda view: view.group_share(table, flow, group)

    for table, flows in (
        ("years", _FLOWS),
        ("states", _FLOWS),
        ("domains", _FLOWS),
    ):
        for flow in flows:
            for group, who in _GROUPS.items():
                if group == "eu27" and table != "years":
                    continue
                outcome(  # more or less of a supplier is a matter of taste, so neither is better
                    f"{who} {_FLOWS[flow]}",
                    table=table,
                    name=f"{group}_share_{flow}",
                    about=f"{who} suppliers' {_FLOWS[flow]}, in {'units' if flow == 'stock' else 'euro'}.",
                )(reader(table, flow, group))
    for row in own().rows("perimeters"):
        perimeter, buyers = row["perimeter"], row["label"]
        for flow in _FLOWS:
            for group in row["suppliers"].split(";"):
                outcome(
                    f"{_GROUPS[group]} {_FLOWS[flow]}, {buyers}",
                    name=f"{group}_share_{flow}_{perimeter}",
                    about=f"{_GROUPS[group]} suppliers' {_FLOWS[flow]} of {buyers}, "
                    f"in {'units' if flow == 'stock' else 'euro'}.",
                )(reader(perimeter, flow, group))


_shares()


def _home_and_imports() -> None:
    """What is bought at home, and whom the rest comes from: for all buyers and for each perimeter."""

    def home(perimeter):
        return lambda view: share(
            view.inside(view.at_home, perimeter),
            view.inside(total(view.totals["states"]["orders"], 0), perimeter),
        )

    def imported(perimeter):
        def read(view):
            bought = view.inside(view.imports, perimeter)
            return share(group_of(bought, "us"), total(bought, 0))

        return read

    for perimeter, buyers in (("", ""), *((r["perimeter"], r["label"]) for r in own().rows("perimeters"))):
        end, of, by = (f"_{perimeter}", f", {buyers}", f" of {buyers}") if perimeter else ("", "", "")
        outcome(
            f"Home share of orders{of}",
            name=f"home_share_orders{end}",
            about=f"Share of orders{by} that goes to offers made in the buyer's own state, in euro.",
        )(home(perimeter))
        outcome(
            f"US share of imports ordered{of}",
            name=f"us_share_imports{end}",
            about=f"US suppliers' share of orders{by} from offers that are not made in the buyer's own state, in euro.",
        )(imported(perimeter))


_home_and_imports()
