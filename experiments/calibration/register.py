"""SIPRI's trade register as a user exports it, turned into a table of orders.

https://armstransfers.sipri.org gives two forms: one row a deal ("Number ordered", "SIPRI TIV for total order";
until about 2025), and one row a deal and year of delivery ("SIPRI AT Database ID", "TIV delivery values"). Both
begin with about ten lines about the search. The second does not say how many were ordered, so the volume is that of
what was delivered and orders still open look smaller than they are.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from experiments.calibration import rules
from experiments.calibration.files import number, open_rows, text_of, whole
from experiments.calibration.orders import BLOCS, Orders, from_rows
from experiments.calibration.orders import read as read_orders
from model.errors import InputError
from model.inputs.tables import own

# Our name for a column -> SIPRI's names for it, newest first; case does not matter.
NAMES = {
    "deal": ("SIPRI AT Database ID", "Deal ID"),
    "recipient": ("Recipient", "Buyer"),
    "supplier": ("Supplier", "Seller"),
    "year": ("Order date", "Year of order"),
    "designation": ("Designation", "Weapon designation"),
    "description": ("Description", "Weapon description"),
    "status": ("Status",),
    "unit": ("TIV deal unit", "SIPRI TIV per unit"),
    "contracted": ("SIPRI TIV for total order",),
    "delivered": ("TIV delivery values", "SIPRI TIV of delivered weapons"),
}
NEEDED = ("recipient", "supplier", "year", "designation", "description", "delivered")
MARKS = (("Recipient", "Supplier"), ("Buyer", "Seller"))
WINDOW = 5  # years over which orders are summed, as in experiments/tables/facts/orders.csv
SUMS = (
    "state", "domain", "bloc", "window", "tiv_m", "tiv_m_squares", "orders", "orders_without_size", "source",
)  # fmt: skip


def read(path: str | Path) -> list[dict[str, str]]:
    """One row an order of a member, with the columns of a table of orders.

    Raises:
        InputError: no register, a column is missing, a number is none, or no member is among the recipients.
    """
    rows = next((opened for mark in MARKS if (opened := open_rows(path, mark))), [])
    if not rows:
        raise InputError(
            f"{path}: no trade register: no line names Recipient and Supplier; export it as CSV at "
            "https://armstransfers.sipri.org"
        )
    present = {name.casefold(): name for name in rows[0]}
    column = {
        key: present[name.casefold()] for key, names in NAMES.items() for name in names[::-1]
        if name.casefold() in present
    }  # fmt: skip
    missing = next((key for key in NEEDED if key not in column), None)
    if missing:
        raise InputError(
            f"{path}: no column {' or '.join(map(repr, NAMES[missing]))}; export the register anew as CSV"
        )
    members = {row["name"]: row["iso3"] for row in own().rows("members")}
    members |= {row["name"]: row["iso3"] for row in rules.rows("recipients.csv")}
    deals: dict[tuple[str, object], list[tuple[int, dict[str, str]]]] = defaultdict(list)
    for line, row in enumerate(rows, start=1):
        taken = {key: row[name].strip() for key, name in column.items()}
        if taken["recipient"] in members:
            deals[("id", taken["deal"]) if taken.get("deal") else ("line", line)].append((line, taken))
    if not deals:
        raise InputError(
            f"{path}: no member of the model among the recipients, such as {next(iter(members))}"
        )
    vintage = next((x.strip() for x in text_of(path).splitlines()[:30] if "generated" in x.lower()), "")
    return [_order(rows, members, vintage.strip('"; '), str(path)) for rows in deals.values()]


def _order(
    deal: list[tuple[int, dict[str, str]]], members: dict[str, str], vintage: str, where: str
) -> dict[str, str]:
    """The row of one order, from its rows in the register."""
    line, first = deal[0]
    delivered = [
        number(row["delivered"], f"{where}, row {n} below the header: TIV delivered") for n, row in deal
    ]
    known = [value for value in delivered if value == value]
    contracted = first.get("contracted", "")
    volume = number(contracted, f"{where}, row {line} below the header: SIPRI TIV for total order")
    if "contracted" not in first and known:
        volume = sum(known)
    return {
        "order_year": str(whole(first["year"], f"{where}, row {line} below the header: year of order")),
        "iso3": members[first["recipient"]],
        "supplier": first["supplier"],
        "design_region": rules.design(first["designation"], first["supplier"]),
        "domain": rules.domain(first["description"], first["designation"]),
        "sipri_description": first["description"],
        "designation": first["designation"],
        "status": first.get("status", ""),
        "commitment": "signed",
        "tiv_contracted_m": f"{volume:g}" if volume == volume else "",
        "tiv_delivered_m": f"{sum(known):g}" if known else "",
        "vintage": vintage,
    }


def sums(orders: Orders) -> list[dict[str, object]]:
    """Volume and number of orders by state, domain, bloc and window: what may be published."""
    cells: dict[tuple[str, str, str, int], list[float]] = defaultdict(list)
    for year, state, domain, bloc, volume in zip(
        orders.year, orders.state, orders.domain, orders.bloc, orders.volume, strict=True
    ):
        start = int(year) - int(year) % WINDOW
        cells[orders.states[state], orders.domains[domain], BLOCS[bloc], start].append(float(volume))
    rows_out = []
    for (state, domain, bloc, start), volumes in sorted(cells.items()):
        known = [volume for volume in volumes if volume == volume]
        rows_out.append(
            {
                "state": state,
                "domain": domain,
                "bloc": bloc,
                "window": f"{start}-{(start + WINDOW - 1) % 100:02d}",
                "tiv_m": f"{sum(known):.1f}",
                "tiv_m_squares": f"{sum(volume * volume for volume in known):.6g}",
                "orders": len(volumes),
                "orders_without_size": len(volumes) - len(known),
                "source": f"{orders.source}, own sum by design",
            }
        )
    return rows_out


def orders_of(path: str | Path) -> Orders:
    """Orders of a file that is either the register as exported or a table of orders."""
    if any(open_rows(path, mark) for mark in MARKS):
        return from_rows(read(path), str(path))
    return read_orders(path)
