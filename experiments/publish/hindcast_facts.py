"""Derived sums for the hindcast from files that are not shipped: ``python -m experiments.publish.hindcast_facts``.

Writes ``pipeline.csv``, ``pace.csv``, ``slopes.csv``, ``swings.csv`` and ``persistence.csv`` (what was known at each
origin) and ``observed.csv`` (what happened later, for scoring only) into ``experiments/hindcast/facts``. The files it
reads hold orders and supplier shares derived from the SIPRI Arms Transfers Database; only sums and fits go into the
project.
"""

from __future__ import annotations

import argparse
import csv
from collections import defaultdict
from pathlib import Path

import numpy as np

from experiments.calibration import logit, persistence, swings
from experiments.calibration import orders as register
from experiments.hindcast.known import Known
from experiments.hindcast.observed import DELIVERIES, as_rows
from experiments.hindcast.sources import HERE, ORIGINS, Folders
from experiments.result.disk import write_rows
from model.inputs import parameters
from model.inputs.tables import own

SOURCE = "SIPRI Arms Transfers Database (register to end 2019, export of 2020-08-19), own sum by design"
DOMAINS = {
    "combat_air": "fighters",
    "rotorcraft": "support_air",
    "air_mobility_maritime": "support_air",
    "land": "manoeuvre",
    "land_fires": "fires",
    "missiles": "missiles_munitions",
    "naval": "naval",
    "uncrewed": "uncrewed",
    "space_isr": "space_isr",
}
AIR_DEFENCE = "air_missile_defence"
LONG = (
    "Patriot",
    "PAC-",
    "SAMP",
    "Aster-30",
    "S-300",
    "S-200",
    "AN/MPQ-53",
    "AN/MPQ-65",
)  # the rest is shorter
REGIONS = {"US": "us", "EU": "europe", "EU+UK": "europe", "UK": "europe", "NO": "europe", "UA": "europe"}
FIRST = 1995  # deliveries of earlier contracts are not all in the file
SLOPE_YEARS = 10  # orders that the slope is fitted to, before the origin


def read(path: Path) -> list[dict[str, str]]:
    """Rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def orders_of(rows, iso3) -> list[dict]:
    """Orders of member states in domains of the model, with numbers as numbers."""
    out = []
    for row in rows:
        domain = DOMAINS.get(row["domain"])
        if row["domain"] == AIR_DEFENCE:
            far = any(word in row["designation"] for word in LONG)
            domain = "long_range_air_defence" if far else "short_medium_air_defence"
        if row["iso3"] not in iso3 or domain is None:
            continue
        delivered = {o: float(row[f"tiv_delivered_by_{o}_m"] or 0.0) for o in ORIGINS}
        out.append(
            {
                "state": iso3[row["iso3"]],
                "domain": domain,
                "year": int(row["order_year"]),
                "region": REGIONS.get(row["design_region"], "third"),
                "commitment": row["commitment"],
                "contracted": float(row["tiv_contracted_m"] or 0.0),
                "delivered": delivered,
            }
        )
    return out


def pipeline(orders) -> list[dict]:
    """Contracted and not delivered at each origin, and what programmes without firm contracts got and hold."""
    sums: dict[tuple, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for order in orders:
        for origin in ORIGINS:
            if not FIRST <= order["year"] <= origin:
                continue
            cell = sums[origin, order["state"], order["domain"], order["region"]]
            if order["commitment"] == "signed":
                cell[0] += max(0.0, order["contracted"] - order["delivered"][origin])
            elif order["commitment"] == "programme":
                cell[1] += order["contracted"]
                before = order["delivered"].get(origin - 5, 0.0)
                cell[2] += order["delivered"][origin] - before
    return [
        {
            "origin": origin,
            "state": state,
            "domain": domain,
            "region": region,
            "outstanding_tiv_m": f"{values[0]:.1f}",
            "programme_tiv_m": f"{values[1]:.1f}",
            "programme_delivered_tiv_m": f"{values[2]:.1f}",
            "source": SOURCE,
        }
        for (origin, state, domain, region), values in sorted(sums.items())
        if max(values) >= 0.05
    ]


def pace(orders) -> list[dict]:
    """What part of outstanding and of new orders was delivered within five years, as seen at each origin."""
    rows = []
    signed = [o for o in orders if o["commitment"] == "signed" and o["year"] >= FIRST]
    for origin in ORIGINS:
        new = [o for o in signed if origin - 5 < o["year"] <= origin]
        part = sum(min(o["contracted"], o["delivered"][origin]) for o in new) / sum(
            o["contracted"] for o in new
        )
        rows.append(_pace_row(origin, "new", part, f"of orders signed {origin - 4}-{origin}"))
        if origin - 5 in ORIGINS:
            old = [o for o in signed if o["year"] <= origin - 5]
            left = [(max(0.0, o["contracted"] - o["delivered"][origin - 5]), o) for o in old]
            got = sum(min(rest, o["delivered"][origin] - o["delivered"][origin - 5]) for rest, o in left)
            part = got / sum(rest for rest, _ in left)
            rows.append(
                _pace_row(origin, "outstanding", part, f"of what was outstanding at the end of {origin - 5}")
            )
    return rows


def _pace_row(origin, what, part, words):
    return {
        "origin": origin,
        "what": what,
        "value": f"{part:.3f}",
        "unit": "share of contracted volume delivered within the five years",
        "source": f"{SOURCE}; {words}",
        "confidence": "derived",
    }


def slopes(orders) -> list[dict]:
    """Slope of the log odds of buying American on the US share of own past orders of the domain, at each origin."""
    past: dict[tuple, list[float]] = defaultdict(lambda: [0.0, 0.0])
    x, us, year, state = [], [], [], []
    by_year: dict[int, list[dict]] = defaultdict(list)
    for order in orders:
        if order["commitment"] != "lapsed":
            by_year[order["year"]].append(order)
    for when in sorted(by_year):
        for order in by_year[when]:
            own_past = past[order["state"], order["domain"]]
            if own_past[1]:
                x.append(own_past[0] / own_past[1])
                us.append(float(order["region"] == "us"))
                year.append(when)
                state.append(order["state"])
        for order in by_year[when]:
            cell = past[order["state"], order["domain"]]
            cell[0] += order["region"] == "us"
            cell[1] += 1.0
    rows = []
    for origin in ORIGINS:
        inside = (np.array(year) <= origin) & (np.array(year) > origin - SLOPE_YEARS)
        fitted = logit.line(
            np.array(x)[inside], np.array(us)[inside], np.ones(inside.sum()), np.array(state)[inside]
        )
        rows.append(
            {
                "origin": origin,
                "value": f"{fitted.slope:.2f}",
                "error": f"{fitted.error:.2f}",
                "orders": f"{fitted.orders:.0f}",
                "unit": "log odds",
                "source": f"{SOURCE}; own logit on orders signed {origin - SLOPE_YEARS + 1}-{origin}, errors by state",
                "confidence": "derived",
            }
        )
    return rows


def swings_of(orders: register.Orders) -> list[dict]:
    """Standard deviation of what all states came to see in a bloc's offers of a domain, at each origin."""
    rows = []
    for origin in ORIGINS:
        found = swings.at_origin(orders, origin)
        rows.append(
            {
                "origin": origin,
                "value": f"{found.value:.2f}",
                "low": f"{found.low:.2f}",
                "high": f"{found.high:.2f}",
                "gain": f"{found.gain:.1f}",
                "orders": found.orders,
                "markets": found.markets,
                "unit": "log odds",
                "source": f"{SOURCE}; own random effects of blocs by domain and five years in orders signed "
                f"{swings.FROM + swings.WINDOW}-{origin}, 95 % by profile likelihood",
                "confidence": "derived",
            }
        )
    return rows


def persistence_of(orders: register.Orders) -> list[dict]:
    """Part of what sets tastes apart that was left five years later, as seen at each origin.

    What past shares tell is read as the hindcast reads it, by its own `taste_orders`, and as the model's table has it.
    """
    table, rows = parameters.table()["taste_orders"]["value"], []
    for origin in ORIGINS:
        half_at = Known.at(origin, Folders()).parameters({})["taste_orders"]
        found = persistence.at_origin(orders, origin, half_at)
        again = persistence.at_origin(orders, origin, table)
        rows.append(
            {
                "origin": origin,
                "value": f"{found.value:.2f}",
                "low": f"{found.low:.2f}",
                "high": f"{found.high:.2f}",
                "half_at_orders": f"{half_at:g}",
                "table_value": f"{again.value:.2f}",
                "table_low": f"{again.low:.2f}",
                "table_high": f"{again.high:.2f}",
                "table_half_at_orders": f"{table:g}",
                "table_lasting": f"{again.lasting:.1f}",
                "table_fading": f"{again.fading:.1f}",
                "orders": found.orders,
                "unit": "share",
                "source": f"{SOURCE}; own fit of orders signed {swings.FROM + swings.WINDOW}-{origin} to those of the "
                "windows before, 95 % by profile likelihood",
                "confidence": "derived",
            }
        )
    return rows


def main(arguments: list[str] | None = None) -> int:
    """Write the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--orders", type=Path, required=True, help="arms_orders_to_2019.csv")
    parser.add_argument("--targets", type=Path, required=True, help="calibration_targets.csv")
    options = parser.parse_args(arguments)
    iso3 = {row["iso3"]: row["state"] for row in own().rows("members")}
    orders = orders_of(read(options.orders), iso3)
    observed = [
        row
        for window in ("2010-14", "2015-19")
        for row in as_rows(read(options.targets), window, iso3)
        if row["what"] == DELIVERIES or not row["category"]
    ]
    for name, rows in (
        ("pipeline", pipeline(orders)),
        ("pace", pace(orders)),
        ("slopes", slopes(orders)),
        ("swings", swings_of(register.read(options.orders))),
        ("persistence", persistence_of(register.read(options.orders))),
        ("observed", observed),
    ):
        write_rows(HERE / f"{name}.csv", rows)
        print(f"{name}.csv: {len(rows)} rows")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
