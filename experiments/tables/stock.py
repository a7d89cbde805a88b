"""Origin of the stock in service at four anchor years."""

from __future__ import annotations

from experiments.tables.budgets import budgets
from experiments.tables.domains import facts_by_domain, home, spending_shares
from experiments.tables.facts import DOMAINS, ORIGINS, Facts, shares_of_one

COLUMNS = ["state", "domain", "origin", "year", "value", "low", "high", "unit", "source", "confidence"]
YEARS = (2009, 2014, 2019, 2024)
FIRST_DELIVERY, FIRST_FILE = 1995, 2019
# Categories of the SIPRI extract that make up a domain. Engines, other sensors and "other" serve several domains.
CATEGORIES = {
    "combat_air": ("combat_air", "rotorcraft", "air_mobility_maritime"),
    "air_missile_defence": ("air_missile_defence",),
    "missiles_munitions": ("missiles",),
    "land": ("land", "land_fires"),
    "naval": ("naval",),
    "uncrewed": ("uncrewed",),
    "space_isr": ("space_isr",),
}
ORIGIN_OF_REGION = {"US": "US", "EU": "EU", "UK": "UK", "NO": "NO", "UA": "UA", "RU": "LEGACY"}
OWN_ORIGIN = {"GB": "UK", "NO": "NO", "UA": "UA"}
WAR = 2021  # last year before transfers to Ukraine began


def stock(facts: Facts):
    """Share of a state's stock by origin, for each domain and anchor year."""
    homes = {(row["state"], row["domain"]): row for row in home(facts)[1]}
    averages = _averages(facts, homes)
    rows = []
    for year in YEARS:
        imports = _imports(facts, year)
        for state in facts.members:
            for domain in DOMAINS:
                split, known = _import_split(facts, imports, averages, state, domain, year)
                rows += _rows(facts, homes[state, domain], split, known, year)
    order = {state: number for number, state in enumerate(facts.members)}
    rows.sort(
        key=lambda r: (order[r["state"]], DOMAINS.index(r["domain"]), r["year"], ORIGINS.index(r["origin"]))
    )
    return COLUMNS, rows


def _imports(facts: Facts, year: int) -> dict[tuple[str, str], dict[str, float]]:
    """Imports delivered from 1995 to the end of a year, TIV, by (state, domain) and origin."""
    domain_of = {category: domain for domain, names in CATEGORIES.items() for category in names}
    totals: dict[tuple[str, str], dict[str, float]] = {}
    for state, category, region, amount in _delivered(facts, year):
        if category in domain_of and amount > 0:
            parts = totals.setdefault((state, domain_of[category]), {})
            origin = ORIGIN_OF_REGION.get(region, "THIRD")
            parts[origin] = parts.get(origin, 0.0) + amount
    return totals


def _delivered(facts: Facts, year: int):
    """Yield (state, category, region, TIV) delivered to the end of a year."""
    if year >= FIRST_FILE:
        for row in facts.read(f"imported_stock_{year}.csv"):
            if row["iso3"] in facts.iso2:
                amount = float(row[f"tiv_delivered_1995_{year}_m"])
                yield facts.iso2[row["iso3"]], row["domain"], row["supplier_region"], amount
        return
    span = int(facts.assumed.value("stock", "delivery", "years"))
    for row in facts.read("arms_orders_to_2019.csv"):
        if row["iso3"] not in facts.iso2 or not row["first_delivery_year"]:
            continue
        first = int(row["first_delivery_year"])
        last = min(first + span - 1, FIRST_FILE)
        done = min(1.0, max(0.0, (year - first + 1) / (last - first + 1)))
        amount = done * float(row["tiv_delivered_by_2019_m"])
        yield facts.iso2[row["iso3"]], row["domain"], row["supplier_region"], amount


def _averages(facts: Facts, homes) -> dict[str, dict[str, float]]:
    """Split of the imported part that reproduces the judged stock shares of a domain.

    The judged shares include home production, so the imported part must be more foreign than the whole: with H the
    home share weighted by spending, the US part of imports is stock_us / (1 - H), and so on.
    """
    found = facts_by_domain(facts)
    weights = _weights(facts)
    splits = {}
    for domain in DOMAINS:
        total = sum(weights[state, domain] for state in facts.members if state != "UA")
        own = sum(
            weights[state, domain] * float(homes[state, domain]["value"])
            for state in facts.members
            if state != "UA"
        )
        judged = {
            name: float(found[domain, f"stock_{name}"]["value"]) for name in ("us", "european", "third")
        }
        european = max(0.05, judged["european"] - own / total)
        parts = {"US": judged["us"], "THIRD": judged["third"]}
        for origin, part in _european_makers(facts, domain).items():
            parts[origin] = european * part
        whole = sum(parts.values())
        splits[domain] = {origin: part / whole for origin, part in parts.items()}
    return splits


def _weights(facts: Facts) -> dict[tuple[str, str], float]:
    """Spending of 2025 by state and domain, bn EUR."""
    budget = {row["state"]: float(row["value"]) for row in budgets(facts)[1] if row["year"] == 2025}
    return {
        (r["state"], r["domain"]): budget[r["state"]] * float(r["value"]) for r in spending_shares(facts)[1]
    }


def _european_makers(facts: Facts, domain: str) -> dict[str, float]:
    """European import split by the capacity that offers in service leave to Europe; Ukraine exported little."""
    parts: dict[str, float] = {}
    for row in facts.read("offers.csv"):
        if row["domain"] == domain and row["bloc"] in ("EU", "UK", "NO") and row["stage"] == "deployed":
            amount = float(row["capacity_bn"]) * float(row["europe_share"])
            parts[row["bloc"]] = parts.get(row["bloc"], 0.0) + amount
    whole = sum(parts.values())
    return {bloc: part / whole for bloc, part in parts.items()}


def _import_split(facts: Facts, imports, averages, state: str, domain: str, year: int):
    """Split of the imported part by origin, and whether it rests on recorded imports."""
    recorded = imports.get((state, domain))
    parts = recorded or averages[domain]
    whole = sum(parts.values())
    split = {origin: amount / whole for origin, amount in parts.items()}
    legacy = _legacy(facts, state, domain, year)
    split = {origin: share * (1 - legacy) for origin, share in split.items()}
    if legacy > 0:
        split["LEGACY"] = split.get("LEGACY", 0.0) + legacy
    return split, recorded is not None


def _legacy(facts: Facts, state: str, domain: str, year: int) -> float:
    """Share of the imported part that is Soviet-designed kit from before the SIPRI window."""
    if ("legacy", state, domain) not in facts.assumed.rows:
        return 0.0
    share = facts.assumed.value("legacy", state, domain)
    peace = facts.assumed.value("legacy", state, "retirement")
    war = facts.assumed.value("legacy", state, "retirement_war")
    return share * (1 - peace) ** (min(year, WAR) - YEARS[0]) * (1 - war) ** max(0, year - WAR)


def _rows(facts: Facts, homes, split: dict[str, float], known: bool, year: int):
    """Rows of one state, domain and year, with ranges from the home share and the import error."""
    state, domain = homes["state"], homes["domain"]
    share = {part: float(homes[part]) for part in ("value", "low", "high")}
    own = OWN_ORIGIN.get(state, "EU")
    parts = {origin: (1 - share["value"]) * part for origin, part in split.items()}
    parts[own] = parts.get(own, 0.0) + share["value"]
    values = shares_of_one(parts, 4)
    error = facts.assumed.row("stock", "import_error" if known else "fallback_error", "share")
    for origin in ORIGINS:
        value = values.get(origin, 0.0)
        if value == 0:
            continue
        # A larger home share leaves less for imports, so the bounds of the two parts are crossed.
        low, high = share["high"], share["low"]
        least = (1 - low) * split.get(origin, 0.0) * float(error["low"])
        most = (1 - high) * split.get(origin, 0.0) * float(error["high"])
        if origin == own:
            least, most = least + share["low"], most + share["high"]
        yield {
            "state": state,
            "domain": domain,
            "origin": origin,
            "year": year,
            "value": f"{value:.4f}",
            "low": f"{min(value, least):.4f}",
            "high": f"{max(value, min(1.0, most)):.4f}",
            "unit": "share of stock in service",
            "source": _source(facts, state, domain, known, year),
            "confidence": "derived" if known else "assumption",
        }


def _source(facts: Facts, state: str, domain: str, known: bool, year: int) -> str:
    """What one row rests on."""
    legacy = ("legacy", state, domain) in facts.assumed.rows
    soviet = "; Soviet-era part by assumption (background knowledge of fleets)" if legacy else ""
    if not known:
        why = "no imports recorded, domain average of judged stock shares; home share of purchases"
        return f"assumption: {why}{soviet}"
    deliveries = "deliveries spread over four years from the first" if year < FIRST_FILE else "deliveries"
    base = f"SIPRI Arms Transfers Database (export of 2026-02-12), {deliveries} 1995-{year}, own shares"
    return f"{base}; home share of purchases (judgement){soviet}"
