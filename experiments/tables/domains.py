"""Quantities of each capability domain, the spending mix and the home share of purchases."""

from __future__ import annotations

import math

from experiments.tables.sources import LANDLOCKED, Sources, band, shares_of_one

COLUMNS = ["domain", "key", "value", "low", "high", "unit", "source", "year", "confidence"]
LONG = ["state", "domain", "value", "low", "high", "unit", "source", "confidence"]
# key of the table -> (quantity of the gathered facts, factor, unit)
TAKEN = {
    "service_life": ("service_life_yr", 1, "years"),
    "sustainment": ("sustainment_share_per_yr", 1, "share of unit cost per year"),
    "t_lab": ("t_lab_yr", 1, "years"),
    "t_manufacturing": ("t_manufacturing_yr", 1, "years"),
    "t_deployment": ("t_deployment_yr", 1, "years"),
    "progress_ratio": ("progress_ratio", 1, "ratio per doubling"),
    "cert_cost": ("cert_cost_share_per_state", 1, "share of price per further state"),
    "cert_time": ("cert_time_months", 1 / 12, "years per further state"),
    "switching_cost": ("switching_cost_share", 1, "share of acquisition cost"),
    "rd_us": ("rd_us_bn_usd", 1, "bn EUR per year"),
    "rd_eu": ("rd_eu_bn_eur", 1, "bn EUR per year"),
    "frontier_growth": ("frontier_growth_per_yr", 1, "per year"),
    "spending_share": ("spending_share", 1, "share of equipment procurement, EU27+UK+NO"),
    "unit_price": ("us_reference_unit_price", 1 / 1000, "bn EUR"),
}
ASSUMED = (
    "typical_contract",
    "max_wait",
    "spares_days",
    "decay_days",
    "knowledge_depreciation",
    "sme_share_start",
)
# Roles that share one field of the older, wider facts: a state's money is split between them by its own kit.
FIELDS = (
    ("fighters", "support_air"),
    ("long_range_air_defence", "short_medium_air_defence"),
    ("manoeuvre", "fires"),
)
WIDER = {"fighters": "combat_air", "long_range_air_defence": "air_missile_defence", "manoeuvre": "land"}


def domains(sources: Sources):
    """Every quantity of every domain."""
    rows = []
    for domain in sources.domains:
        rows.append(_slot(sources, domain))
        rows += [_taken(sources, domain, key) for key in TAKEN]
        rows += [_assumed(sources, domain, key) for key in ASSUMED]
    return COLUMNS, rows


def _slot(sources: Sources, domain: str):
    """The place of a domain on its axis."""
    return {
        "domain": domain,
        "key": "slot",
        **dict.fromkeys(("value", "low", "high"), sources.slot("domains", domain)),
        "unit": "place",
        "source": "definition of the model: orders the axis and the planning calendar, and never changes",
        "year": "2026",
        "confidence": "confirmed",
    }


def _taken(sources: Sources, domain: str, key: str):
    """A gathered quantity, converted to the unit of the model."""
    quantity, factor, unit = TAKEN[key]
    row = sources.quantity(domain, quantity)
    source, confidence = f"{row['source']}; {row['basis']}", row["confidence"]
    if key == "rd_us":
        rate = sources.assumed.row("money", "usd_per_eur", "model")
        factor /= float(rate["value"])
        source += f"; {rate['value']} USD per EUR"
    if key == "unit_price":
        unit = row["unit"].replace("m EUR", "bn EUR")
        if ("domain", domain, "buy_units") in sources.assumed.rows:
            # One missile is no purchase: the unit is the smallest sensible buy.
            units = sources.assumed.row("domain", domain, "buy_units")
            factor *= float(units["value"])
            unit = f"bn EUR per buy of {units['value']} long-range missiles"
            source, confidence = f"{units['source']}; {source}", "assumption"
    value, low, high = (float(row[part]) * factor for part in ("value", "low", "high"))
    return {
        "domain": domain,
        "key": key,
        **band(value, low, high),
        "unit": unit,
        "source": source,
        "year": "2025",
        "confidence": confidence,
    }


def _assumed(sources: Sources, domain: str, key: str):
    """A quantity that only the written assumptions give."""
    row = sources.assumed.row("domain", domain, key)
    return {
        "domain": domain,
        "key": key,
        **band(row["value"], row["low"], row["high"]),
        "unit": row["unit"],
        "source": row["source"],
        "year": "2025",
        "confidence": row["confidence"],
    }


def flows(sources: Sources) -> dict[tuple[str, str], list[float]]:
    """Yearly replacement of fleets plus open orders per year, bn EUR, by state and domain: [all, still sold, home]."""
    years = sources.assumed.value("spending", "split", "order_years")
    out: dict[tuple[str, str], list[float]] = {}
    homes = {row["key"]: row["home"].split(";") for row in sources.read("offers.csv")}
    for row in sources.read("fleets.csv"):
        life = float(sources.quantity(row["domain"], "service_life_yr")["value"])
        amount = float(row["count"]) * float(row["unit_value_meur"]) / 1000 / life
        cell = out.setdefault((row["state"], row["domain"]), [0.0, 0.0, 0.0])
        cell[0] += amount
        cell[1] += amount * (row["origin"] != "LEGACY")
        cell[2] += amount * (row["origin"] == "HOME")
    for row in sources.read("order_books.csv"):
        amount = float(row["value_bn"]) / years
        cell = out.setdefault((row["state"], row["domain"]), [0.0, 0.0, 0.0])
        cell[0] += amount
        cell[1] += amount
        cell[2] += amount * (row["state"] in homes[row["offer"]])
    return out


def spending_shares(sources: Sources):
    """Share of a state's equipment budget by domain; sums to one in each state."""
    rows, flow = [], flows(sources)
    for state in sources.members:
        parts = {part: _mix(sources, flow, state, part) for part in ("value", "low", "high")}
        total = sum(parts["value"].values())
        shares = shares_of_one(parts["value"], 6)
        for domain in sources.domains:
            low, high = (parts[part][domain] / total for part in ("low", "high"))
            value = shares[domain]
            rows.append(
                {
                    "state": state,
                    "domain": domain,
                    "value": f"{value:.6f}",
                    "low": f"{min(low, value):.6f}",
                    "high": f"{max(high, value):.6f}",
                    "unit": "share of equipment budget",
                    "source": _mix_source(sources, state, domain),
                    "confidence": "judgement",
                }
            )
    return LONG, rows


def _mix(sources: Sources, flow, state: str, part: str) -> dict[str, float]:
    """Unscaled spending mix of one state; the unnamed domains keep European proportions."""
    general = {d: float(sources.quantity(d, "spending_share")[part]) for d in sources.domains}
    own = {row["key"]: row for row in sources.assumed.rows_of("spending") if row["subject"] == state}
    if own:
        middle = {d: float(sources.quantity(d, "spending_share")["value"]) for d in sources.domains}
        rest = 1 - sum(float(row["value"]) for row in own.values())
        others = sum(value for domain, value in middle.items() if domain not in own)
        general = {
            domain: float(own[domain][part]) if domain in own else value * rest / others
            for domain, value in general.items()
        }
    for pair in FIELDS:
        if not any(domain in own for domain in pair):
            general.update(_split(sources, flow, state, pair, general))
    if state in LANDLOCKED:
        general["naval"] = 0.0
    return general


def _split(sources: Sources, flow, state: str, pair: tuple[str, str], general: dict[str, float]):
    """The money of a field between its two roles: own kit and orders, drawn towards the European split.

    A state that has no fighter and none on order buys none; that money goes to its other domains in proportion.
    """
    if pair[0] == "fighters" and (state, "fighters") not in flow:
        return {pair[0]: 0.0, pair[1]: general[pair[1]]}
    whole = sum(general[domain] for domain in pair)
    own = [flow.get((state, domain), (0.0,))[0] for domain in pair]
    weight = sources.assumed.value("spending", "split", "shrink")
    if sum(own) == 0:
        weight, own = 1.0, [1.0, 1.0]
    share = weight * general[pair[0]] / whole + (1 - weight) * own[0] / sum(own)
    return {pair[0]: whole * share, pair[1]: whole * (1 - share)}


def _mix_source(sources: Sources, state: str, domain: str) -> str:
    own = {row["key"]: row for row in sources.assumed.rows_of("spending") if row["subject"] == state}
    row = sources.quantity(domain, "spending_share")
    if domain in own:
        return own[domain]["source"]
    if own:
        return f"rest of the budget in European proportions: {row['source']}"
    words = row["source"]
    if any(domain in pair for pair in FIELDS):
        words += "; split by the state's fleets of 2025 and open orders, in part by the European split"
    if state in LANDLOCKED:
        return (
            "landlocked: no naval purchases"
            if domain == "naval"
            else f"{words}; naval share spread over the rest (landlocked)"
        )
    return words


def home(sources: Sources):
    """Home share of purchases for all states and domains."""
    known = {(row["state"], row["domain"]): row for row in sources.read("home_industry.csv")}
    absent = sources.assumed.row("home", "any", "absent")
    flow, rows = flows(sources), []
    for state in sources.members:
        for domain in sources.domains:
            pair = next((pair for pair in FIELDS if domain in pair), None)
            row = known.get((state, WIDER[pair[0]] if pair else domain))
            if row:
                champion = f"; {row['national_champion']}" if row["national_champion"] else ""
                source, confidence = f"{row['source']}{champion}", row["confidence"]
                shares = [float(row[f"home_share{part}"]) for part in ("", "_low", "_high")]
                if pair:
                    shift = _tilt(sources, flow, state, domain, pair)
                    shares = [_shifted(sources, share, shift) for share in shares]
                    source += (
                        f"; log odds {shift:+.2f} by the home share of this role in fleets, orders and offers"
                    )
                numbers = band(*shares)
            else:
                numbers = band(absent["value"], absent["low"], absent["high"])
                source, confidence = absent["source"], absent["confidence"]
            rows.append(
                {
                    "state": state,
                    "domain": domain,
                    **numbers,
                    "unit": "share of purchases",
                    "source": source,
                    "confidence": confidence,
                }
            )
    return LONG, rows


def _odds(sources: Sources, share: float) -> float:
    """Log odds of a share kept inside the ceiling."""
    top = sources.assumed.value("home", "split", "ceiling")
    share = min(top, max(1 - top, share))
    return math.log(share / (1 - share))


def _shifted(sources: Sources, share: float, shift: float) -> float:
    """A share moved by a step in log odds, below the ceiling; nothing stays nothing."""
    if share == 0 or shift == 0:
        return share
    top = sources.assumed.value("home", "split", "ceiling")
    return min(top, 1 / (1 + math.exp(-_odds(sources, share) - shift)))


def _tilt(sources: Sources, flow, state: str, domain: str, pair: tuple[str, str]) -> float:
    """Log odds of the home share of a role over those of its field, in fleets and orders of what is still sold.

    A role without fleet or order is all at home where the state makes an offer on sale in it, else all foreign.
    """
    sold = {
        row["domain"]
        for row in sources.read("offers.csv")
        if row["stage"] == "deployed" and state in row["home"].split(";")
    }
    shares = {}
    for name in pair:
        _, whole, at_home = flow.get((state, name), (0.0, 0.0, 0.0))
        shares[name] = at_home / whole if whole else float(name in sold)
    money = {name: float(sources.quantity(name, "spending_share")["value"]) for name in pair}
    field = sum(money[name] * shares[name] for name in pair) / sum(money.values())
    weight = sources.assumed.value("home", "split", "tilt")
    return weight * (_odds(sources, shares[domain]) - _odds(sources, field))
