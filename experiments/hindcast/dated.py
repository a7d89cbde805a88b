"""Data tables of the model as they could have been written at an origin, one function a table.

Every number comes from a fact dated up to the origin, from a constant of technique, or from a neutral value of
``facts/known.csv``. Columns of the model's own tables are read only where a rule there keeps them.
"""

from __future__ import annotations

import numpy as np

from experiments.hindcast.sources import REGIONS, region
from experiments.hindcast.world import NATIONAL, World, budget_path, budget_years, home_share, spending, split
from experiments.tables.observed import effective_number
from model.inputs.schema import HOME
from model.inputs.tables import Row

WORDS = {"source": "see experiments/hindcast/facts/known.csv", "confidence": "derived"}


def _text(number: float) -> str:
    return f"{number:.6f}".rstrip("0").rstrip(".")


def _band(number: float) -> dict[str, str]:
    return dict.fromkeys(("value", "low", "high"), _text(number))


def offers(world: World) -> list[Row]:
    """Offers all alike but for their bloc; on sale are those that could be ordered then."""
    sold = {
        d: [r for r in world.offers if r["domain"] == d and r["key"] in world.on_sale] for d in world.domains
    }
    money = spending(world).sum(axis=0)
    rows = []
    for row in world.offers:
        out, domain = dict(row), row["domain"]
        for column in row:
            rule = world.known.rule("offers", _stem(column))
            if rule in ("definition", "on_sale"):
                continue
            value = world.known.value("offers", _stem(column))
            if rule == "of_us":
                value *= row["bloc"] == "US"
            elif rule == "of_bloc":
                value *= column == f"content_{row['bloc'].lower()}"
            elif rule == "capacity":
                value *= money[world.domains.index(domain)] / max(1, len(sold[domain]))
            out[column] = _text(value)
        there = row["key"] in world.on_sale
        out |= {
            "stage": "deployed" if there else "withdrawn",
            "available_from": str(world.on_sale[row["key"]]) if there else "",
            "in_service_year": "",
            "progress": "1",
            "on_sale": str(int(there)),
            **WORDS,
            "year": str(world.origin),
        }
        rows.append(out)
    return rows


def _stem(column: str) -> str:
    """The column with the value that a column of a range belongs to."""
    stem = column.removesuffix("_low").removesuffix("_high")
    return stem if stem == column else {"lead": "lead_yr", "capacity": "capacity_bn"}.get(stem, stem)


def spending_shares(world: World) -> list[Row]:
    """Split of a state's equipment budget over domains."""
    return _cells(world, split(world), "share of equipment budget", digits=9)


def _cells(
    world: World, values: np.ndarray, unit: str, digits: int = 6, ends: tuple[float, float] | None = None
) -> list[Row]:
    """Rows by state and domain. Args: ends: of the range of each value above 0; the value itself without them."""

    def band(value: float) -> Row:
        numbers = (value, *ends) if ends and value > 0.0 else (value, value, value)
        return {part: f"{x:.{digits}f}" for part, x in zip(("value", "low", "high"), numbers, strict=True)}

    return [
        {
            "state": state,
            "domain": domain,
            **band(values[i, d]),
            "unit": unit,
            **WORDS,
        }
        for i, state in enumerate(world.states)
        for d, domain in enumerate(world.domains)
    ]


def home(world: World) -> list[Row]:
    """Home share of purchases."""
    return _cells(world, home_share(world), "share of purchases", ends=world.known.ends("home"))


def budgets(world: World) -> list[Row]:
    """Equipment budgets by state and year."""
    years, path = budget_years(), budget_path(world)
    return [
        {
            "state": state,
            "year": str(year),
            **_band(path[y, i]),
            "unit": "bn EUR per year, constant 2025 prices",
            **WORDS,
        }
        for i, state in enumerate(world.states)
        for y, year in enumerate(years)
    ]


def stock(world: World) -> list[Row]:
    """Share of stock by origin: deliveries by design beside the neutral home share."""
    designs = sorted({design for _, _, design in world.past.by_design})
    volume = np.zeros((len(world.states), len(world.domains), len(designs)))
    for (state, domain, design), amount in world.past.by_design.items():
        volume[world.states.index(state), world.domains.index(domain), designs.index(design)] = amount
    total = volume.sum(axis=0)
    total = np.where(total.sum(axis=1, keepdims=True) > 0.0, total, volume.sum(axis=(0, 1)))
    average = total / total.sum(axis=1, keepdims=True)
    at_home, rows = home_share(world), []
    for i, state in enumerate(world.states):
        for d, domain in enumerate(world.domains):
            whole = volume[i, d].sum()
            split = volume[i, d] / whole if whole > 0.0 else average[d]
            parts = {HOME: at_home[i, d]} | dict(zip(designs, (1.0 - at_home[i, d]) * split, strict=True))
            rows += [
                {
                    "state": state,
                    "domain": domain,
                    "origin": origin,
                    "year": str(world.origin),
                    **dict.fromkeys(("value", "low", "high"), f"{value:.9f}"),
                    "unit": "share of stock in service",
                    **WORDS,
                }
                for origin, value in parts.items()
                if value > 0.0
            ]
    return rows


def observed_shares(world: World) -> list[Row]:
    """Shares of supplier regions in imports ordered in the windows up to the origin, by state and by cell."""
    rows, past = [], world.past
    bought = past.count if world.by_number else past.ordered
    for i, state in enumerate(world.states):
        cells = [("", bought[i].sum(axis=0), past.count[i].sum(), past.squares[i].sum())]
        for d, domain in enumerate(world.domains):
            cells.append((domain, bought[i, d], past.count[i, d].sum(), past.squares[i, d].sum()))
        for domain, volume, count, squares in cells:
            if volume.sum() <= 0.0 or count <= 0.0:
                continue
            effective = count if world.by_number else effective_number(volume.sum(), squares)
            for n, name in enumerate(REGIONS):
                rows.append(
                    {
                        "state": state,
                        "bloc": name,
                        "domain": domain,
                        **_band(volume[n] / volume.sum()),
                        "unit": "share of imports",
                        "orders": f"{count:.0f}",
                        "effective": f"{effective:.4g}",
                        "window": f"to {world.origin}",
                        "measure": "imports ordered, contracted volume",
                        "preferred": "1",
                        "known_from": str(world.origin),
                        **WORDS,
                    }
                )
    return rows


def domains(world: World) -> list[Row]:
    """Quantities of the domains: constants of technique, neutral values, and the size of contracts then."""
    volume, count = world.past.ordered.sum(axis=(0, 2)), world.past.count.sum(axis=(0, 2))
    mean = np.where(count > 0.0, volume / np.where(count > 0.0, count, 1.0), volume.sum() / count.sum())
    rows = []
    for row in world.folders.table("domains"):
        rule, out = world.known.rule("domains", row["key"]), dict(row)
        if rule == "contract":
            size = (
                mean[world.domains.index(row["domain"])]
                * world.known.value("domains", "typical_contract")
                / 1e3
            )
            part = world.known.value("domains", "unit_price") if row["key"] == "unit_price" else 1.0
            out |= {**_band(size * part), **WORDS}
        elif rule == "neutral":
            out |= {**_band(world.known.value("domains", row["key"])), **WORDS}
        rows.append(out | {"year": str(world.origin)})
    return rows


def states(world: World) -> list[Row]:
    """Quantities of the states: neutral, but for geography and membership by its dates."""
    since = {row["state"]: row for row in world.folders.read("members_since")}
    rows = []
    for row in world.folders.table("states"):
        rule, out = world.known.rule("states", row["key"]), dict(row)
        if rule == "since":
            dates = since.get(row["state"], {"since": "9999", "until": ""})
            inside = int(dates["since"]) <= world.origin < int(dates["until"] or 9999)
            out |= {**_band(float(inside)), **WORDS}
        elif rule == "slot":
            cycle = int(world.known.value("states", "cycle_years"))
            out |= {**_band(world.states.index(row["state"]) % cycle), **WORDS}
        elif rule == "neutral":
            out |= {**_band(world.known.value("states", row["key"])), **WORDS}
        rows.append(out | {"year": str(world.origin)})
    return rows


def groups(world: World) -> list[Row]:
    """Groups of states that a state had joined by the origin."""
    return [r for r in world.folders.table("groups") if r["since"] and int(r["since"]) <= world.origin]


def union(world: World) -> list[Row]:
    """Quantities of the Union: none but a neutral yield."""
    return [
        row
        | {
            **_band(world.known.value("union") if row["key"] == "bond_yield" else 0.0),
            **WORDS,
            "year": str(world.origin),
        }
        for row in world.folders.table("union")
    ]


def elections(world: World) -> list[Row]:
    """No election that matters."""
    return [
        {
            "state": state,
            "year": str(world.origin),
            "defence_weight": "0",
            "year_low": str(world.origin),
            "year_high": str(world.origin),
            **WORDS,
        }
        for state in world.states
    ]


def safe(world: World) -> list[Row]:
    """No common loan."""
    nothing = {"value": "0", "low": "0", "high": "0", "unit": "bn EUR", "status": "none"}
    dates = {"first_year": str(world.origin), "last_year": str(world.origin), "year": str(world.origin)}
    return [
        {"state": state, **nothing, "tentative_bn": "0", "prefinancing_bn": "0", **dates, **WORDS}
        for state in world.states
    ]


def stock_by_offer(world: World) -> list[Row]:
    """No system is known by its offer: one row that says nothing, since a table needs a row."""
    row = world.offers[0]
    where = {
        "state": world.states[0],
        "domain": row["domain"],
        "offer": row["key"],
        "year": str(world.origin),
    }
    return [where | _band(0.0) | {"unit": "share of stock in service", **WORDS}]


def order_books(world: World) -> list[Row]:
    """What was contracted and not delivered, evenly over offers of the region on sale that are no home offers."""
    price, rows = world.known.value("order_books") / 1e3, []
    for i, d, n in zip(*np.nonzero(world.past.outstanding), strict=True):
        inside = [
            row
            for row in world.offers
            if row["domain"] == world.domains[d]
            and row["key"] in world.on_sale
            and row["kind"] != NATIONAL
            and region(row["bloc"]) == REGIONS[n]
            and world.states[i] not in row["home"].split(";")
        ]
        for row in inside:
            amount = _text(price * world.past.outstanding[i, d, n] / len(inside))
            rows.append(
                {
                    "state": world.states[i],
                    "domain": row["domain"],
                    "offer": row["key"],
                    **dict.fromkeys(("value_bn", "low", "high"), amount),
                    "first_year": str(world.origin),
                    "last_year": str(world.origin + 15),
                    "system": "all",
                    "mapped_from": "",
                    "status": "contracted",
                    "unit": "bn EUR of 2025, open at the origin",
                    **WORDS,
                }
            )
    return rows
