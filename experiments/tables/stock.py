"""Origin of the stock in service at the anchor years, and what of it is a known family of systems."""

from __future__ import annotations

from experiments.tables.budgets import budgets
from experiments.tables.domains import home, spending_shares
from experiments.tables.sources import ORIGINS, Sources, shares_of_one

COLUMNS = ["state", "domain", "origin", "year", "value", "low", "high", "unit", "source", "confidence"]
BY_OFFER = ["state", "domain", "offer", "year", "value", "low", "high", "unit", "source", "confidence"]
FLEETS = 2025
YEARS = (2009, 2014, 2019, FLEETS)
UNIT = "share of stock in service"
# Fleets of this domain are large uncrewed aircraft only, so small home-made ones come from the home share.
PARTLY_COUNTED = ("uncrewed",)
LEAST = 0.001  # a smaller share of a state's stock is no more than rounding
TRACE = 0.005  # an origin with less than this share of all imports says nothing about a state without any


def stock(sources: Sources):
    """Share of a state's stock by origin, for each domain and anchor year."""
    homes = {(row["state"], row["domain"]): row for row in home(sources)[1]}
    weights = _weights(sources)
    fleets = _fleets(sources)
    rows = []
    for year in YEARS:
        imports = _imports(sources, year)
        averages = _averages(sources, imports, homes, weights)
        for state in sources.members:
            for domain in sources.domains:
                cell = homes[state, domain]
                if year == FLEETS and (state, domain) in fleets and domain not in PARTLY_COUNTED:
                    rows += _counted_rows(sources, state, domain, fleets[state, domain])
                    continue
                split, known = _import_split(sources, imports, averages, state, domain, year)
                rows += _derived_rows(sources, cell, split, known, year)
    order = {state: number for number, state in enumerate(sources.members)}
    rows.sort(
        key=lambda r: (
            order[r["state"]],
            sources.domains.index(r["domain"]),
            r["year"],
            ORIGINS.index(r["origin"]),
        )
    )
    return COLUMNS, rows


def _fleets(sources: Sources) -> dict[tuple[str, str], list[dict[str, str]]]:
    """Kit in service at the end of 2025, keyed by (state, domain)."""
    out: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in sources.read("fleets.csv"):
        if float(row["count"]) > 0:
            out.setdefault((row["state"], row["domain"]), []).append(row)
    return out


def _worth(rows, part: str = "count") -> float:
    """Replacement value of kit, m EUR."""
    return sum(float(row[part]) * float(row["unit_value_meur"]) for row in rows)


def _bounds(sources: Sources, inside, whole) -> tuple[float, float]:
    """Share of one part of a fleet with its counts at the low and the high end, and the error of unit values."""
    error = sources.assumed.row("stock", "value_error", "share")
    rest = _worth(whole) - _worth(inside)
    ends = []
    for part, factor in (("low", float(error["low"])), ("high", float(error["high"]))):
        value = _worth(inside, part) * factor
        ends.append(value / (value + rest) if value + rest else 0.0)
    return ends[0], ends[1]


def _counted_rows(sources: Sources, state: str, domain: str, fleet):
    """Shares by origin from counts and unit values."""
    values = shares_of_one(
        {origin: _worth([r for r in fleet if r["origin"] == origin]) for origin in ORIGINS}, 4
    )
    confirmed = all(row["confidence"] == "confirmed" for row in fleet)
    for origin in ORIGINS:
        inside = [row for row in fleet if row["origin"] == origin]
        if not inside or not values[origin]:
            continue
        low, high = _bounds(sources, inside, fleet)
        yield {
            "state": state,
            "domain": domain,
            "origin": origin,
            "year": FLEETS,
            **_four(values[origin], low, high),
            "unit": UNIT,
            "source": "own count of fleets around the end of 2025 x judged unit value by age; "
            + ("counts confirmed" if confirmed else "counts mostly background knowledge"),
            "confidence": "derived",
        }


def _four(value: float, low: float, high: float) -> dict[str, str]:
    """Value and bounds with four decimals."""
    low, high = max(0.0, min(low, value)), min(1.0, max(high, value))
    return {"value": f"{value:.4f}", "low": f"{low:.4f}", "high": f"{high:.4f}"}


def stock_by_offer(sources: Sources):
    """Share of a state's stock in the family of one offer, where the fleets name the system."""
    homes = {(row["state"], row["domain"]): float(row["value"]) for row in home(sources)[1]}
    rows: list[dict] = []
    for (state, domain), fleet in _fleets(sources).items():
        scale = 1 - homes[state, domain] if domain in PARTLY_COUNTED else 1.0
        for offer in dict.fromkeys(row["offer"] for row in fleet if row["offer"]):
            inside = [row for row in fleet if row["offer"] == offer]
            low, high = _bounds(sources, inside, fleet)
            systems = "; ".join(dict.fromkeys(row["system"] for row in inside))
            why = "; ".join(dict.fromkeys(row["mapped"] for row in inside if row["mapped"]))
            rows.append(
                {
                    "state": state,
                    "domain": domain,
                    "offer": offer,
                    "year": FLEETS,
                    **_four(scale * _worth(inside) / _worth(fleet), scale * low, scale * high),
                    "unit": UNIT,
                    "source": f"fleets around the end of 2025: {systems}" + (f" ({why})" if why else ""),
                    "confidence": "derived",
                }
            )
    order = {state: number for number, state in enumerate(sources.members)}
    rows.sort(key=lambda r: (order[r["state"]], sources.domains.index(r["domain"]), r["offer"]))
    return BY_OFFER, rows


def _imports(sources: Sources, year: int) -> dict[tuple[str, str], dict[str, float]]:
    """Imports delivered from 1995 to the end of a year, TIV, by (state, domain) and origin.

    To 2019 by design. For the last anchor only what the fleets do not count: missiles and space to 2024 by seller,
    large uncrewed aircraft by their value in service.
    """
    totals: dict[tuple[str, str], dict[str, float]] = {}

    def add(state, domain, origin, amount):
        if amount > 0:
            parts = totals.setdefault((state, domain), {})
            parts[origin] = parts.get(origin, 0.0) + amount

    if year < FLEETS:
        for row in sources.read("deliveries.csv"):
            if int(row["to_year"]) == year and row["domain"] in sources.domains:
                add(row["state"], row["domain"], row["design"], float(row["tiv_m"]))
        return totals
    for row in sources.read("deliveries_2024.csv"):
        add(row["state"], row["domain"], row["seller"], float(row["tiv_m"]))
    for (state, domain), fleet in _fleets(sources).items():
        for row in fleet:
            if row["origin"] != "HOME":
                add(state, domain, row["origin"], _worth([row]))
    return totals


def _averages(sources: Sources, imports, homes, weights) -> dict[str, dict[str, float]]:
    """Split of the imported part that stands in where nothing is recorded.

    Recorded imports of all states but Ukraine; where no state records any, the split that reproduces the judged stock
    of the domain: with H the home share weighted by spending, the US part of imports is stock_us / (1 - H), and so on.
    """
    splits = {}
    for domain in sources.domains:
        parts: dict[str, float] = {}
        for (state, name), by_origin in imports.items():
            if name == domain and state != "UA":
                for origin, amount in by_origin.items():
                    if origin != "LEGACY":
                        parts[origin] = parts.get(origin, 0.0) + amount
        if not parts:
            parts = _judged(sources, domain, homes, weights)
        whole = sum(parts.values())
        parts = {origin: part for origin, part in parts.items() if part > TRACE * whole}
        whole = sum(parts.values())
        splits[domain] = {origin: part / whole for origin, part in parts.items()}
    return splits


def _judged(sources: Sources, domain: str, homes, weights) -> dict[str, float]:
    """The imported part behind the judged stock shares of a domain."""
    states = [state for state in sources.members if state != "UA"]
    total = sum(weights[state, domain] for state in states)
    own = sum(weights[state, domain] * float(homes[state, domain]["value"]) for state in states)
    judged = {
        name: float(sources.quantity(domain, f"stock_{name}")["value"])
        for name in ("us", "european", "third")
    }
    european = max(0.05, judged["european"] - own / total)
    parts = {"US": judged["us"], "THIRD": judged["third"]}
    for origin, part in _european_makers(sources, domain).items():
        parts[origin] = european * part
    return parts


def _weights(sources: Sources) -> dict[tuple[str, str], float]:
    """Spending of 2025 by state and domain, bn EUR."""
    budget = {row["state"]: float(row["value"]) for row in budgets(sources)[1] if row["year"] == FLEETS}
    return {
        (r["state"], r["domain"]): budget[r["state"]] * float(r["value"]) for r in spending_shares(sources)[1]
    }


def _european_makers(sources: Sources, domain: str) -> dict[str, float]:
    """European import split by the capacity that offers in service leave to Europe; Ukraine exported little."""
    parts: dict[str, float] = {}
    for row in sources.read("offers.csv"):
        if row["domain"] == domain and row["bloc"] in ("EU", "UK", "NO") and row["stage"] == "deployed":
            amount = float(row["capacity_bn"]) * float(row["europe_share"])
            parts[row["bloc"]] = parts.get(row["bloc"], 0.0) + amount
    whole = sum(parts.values())
    return {bloc: part / whole for bloc, part in parts.items()}


def _import_split(sources: Sources, imports, averages, state: str, domain: str, year: int):
    """Split of the imported part by origin, and whether it rests on recorded imports."""
    recorded = imports.get((state, domain))
    parts = recorded or averages[domain]
    whole = sum(parts.values())
    split = {origin: amount / whole for origin, amount in parts.items()}
    legacy = 0.0 if year == FLEETS and recorded else _legacy(sources, state, domain, year)
    split = {origin: share * (1 - legacy) for origin, share in split.items()}
    if legacy > 0:
        split["LEGACY"] = split.get("LEGACY", 0.0) + legacy
    return split, recorded is not None


def _legacy(sources: Sources, state: str, domain: str, year: int) -> float:
    """Share of the imported part that is Soviet-designed kit from before the SIPRI window."""
    if ("legacy", state, domain) not in sources.assumed.rows:
        return 0.0
    share = sources.assumed.value("legacy", state, domain)
    peace = sources.assumed.value("legacy", state, "retirement")
    war = sources.assumed.value("legacy", state, "retirement_war")
    before = 2021  # last year before transfers to Ukraine began
    return share * (1 - peace) ** (min(year, before) - YEARS[0]) * (1 - war) ** max(0, year - before)


def _derived_rows(sources: Sources, homes, split: dict[str, float], known: bool, year: int):
    """Rows of one state, domain and year, with ranges from the home share and the import error."""
    state, domain = homes["state"], homes["domain"]
    share = {part: float(homes[part]) for part in ("value", "low", "high")}
    if year < FLEETS:
        older = sources.assumed.row("stock", "old_home", "share")
        share["low"] *= float(older["low"])
        share["high"] = min(1.0, share["high"] * float(older["high"]))
    parts = {origin: (1 - share["value"]) * part for origin, part in split.items()}
    parts["HOME"] = share["value"]
    values = shares_of_one({origin: part for origin, part in parts.items() if part >= LEAST}, 4)
    error = sources.assumed.row("stock", "import_error" if known else "fallback_error", "share")
    for origin in ORIGINS:
        value = values.get(origin, 0.0)
        if value == 0:
            continue
        # A larger home share leaves less for imports, so the bounds of the two parts are crossed.
        if origin == "HOME":
            least, most = share["low"], share["high"]
        else:
            least = (1 - share["high"]) * split[origin] * float(error["low"])
            most = (1 - share["low"]) * split[origin] * float(error["high"])
        yield {
            "state": state,
            "domain": domain,
            "origin": origin,
            "year": year,
            **_four(value, least, most),
            "unit": UNIT,
            "source": _source(sources, state, domain, known, year),
            "confidence": "derived" if known else "assumption",
        }


def _source(sources: Sources, state: str, domain: str, known: bool, year: int) -> str:
    """What one row rests on."""
    soviet = ("legacy", state, domain) in sources.assumed.rows and not (known and year == FLEETS)
    tail = "; Soviet-era part by assumption (background knowledge of fleets)" if soviet else ""
    home_share = "home share of purchases (judgement)" + ("" if year == FLEETS else ", held from the present")
    if not known:
        return f"assumption: nothing recorded, mean of all states or judged stock of the domain; {home_share}{tail}"
    if year < FLEETS:
        base = f"SIPRI Arms Transfers Database, deliveries 1995-{year} by design, own shares"
    elif domain in PARTLY_COUNTED:
        base = "own count of large uncrewed aircraft around the end of 2025"
    else:
        base = (
            "SIPRI Arms Transfers Database (export of 2026-02-12), deliveries 1995-2024 by seller, own shares"
        )
    return f"{base}; {home_share}{tail}"
