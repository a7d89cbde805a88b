"""Quantities of each capability domain, the spending mix and the home share of purchases."""

from __future__ import annotations

from experiments.tables.facts import DOMAINS, LANDLOCKED, Facts, FactsError, band, cite, shares_of_one

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
    "orders_us": ("orders_us", 1, "share of value"),
    "orders_european": ("orders_european", 1, "share of value"),
    "orders_third": ("orders_third", 1, "share of value"),
    "stock_us": ("stock_us", 1, "share of value"),
    "stock_european": ("stock_european", 1, "share of value"),
    "stock_third": ("stock_third", 1, "share of value"),
}
ASSUMED = (
    "typical_contract",
    "max_wait",
    "spares_days",
    "decay_days",
    "knowledge_depreciation",
    "sme_share_start",
)


def facts_by_domain(facts: Facts) -> dict[tuple[str, str], dict[str, str]]:
    """Gathered quantities keyed by (domain, quantity)."""
    return {(row["domain"], row["quantity"]): row for row in facts.read("domains.csv")}


def domains(facts: Facts):
    """Every quantity of every domain."""
    found = facts_by_domain(facts)
    rows = []
    for domain in DOMAINS:
        rows += [_taken(facts, found, domain, key) for key in TAKEN]
        rows += [_assumed(facts, domain, key) for key in ASSUMED]
    return COLUMNS, rows


def _taken(facts: Facts, found, domain: str, key: str):
    """A gathered quantity, converted to the unit of the model."""
    quantity, factor, unit = TAKEN[key]
    if (domain, quantity) not in found:
        raise FactsError(f"domains.csv: no {quantity} for {domain}; add the row")
    row = found[domain, quantity]
    source, confidence = f"{cite(row['source'])}; {cite(row['basis'])}", row["confidence"]
    if key == "rd_us":
        rate = facts.assumed.row("money", "usd_per_eur", "model")
        factor /= float(rate["value"])
        source += f"; {rate['value']} USD per EUR"
    if key == "unit_price":
        unit = row["unit"].replace("m EUR", "bn EUR")
        if domain == "missiles_munitions":
            # One missile is no purchase: the unit is the smallest sensible buy.
            units = facts.assumed.row("domain", domain, "buy_units")
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


def _assumed(facts: Facts, domain: str, key: str):
    """A quantity that only the written assumptions give."""
    row = facts.assumed.row("domain", domain, key)
    return {
        "domain": domain,
        "key": key,
        **band(row["value"], row["low"], row["high"]),
        "unit": row["unit"],
        "source": row["source"],
        "year": "2025",
        "confidence": row["confidence"],
    }


def spending_shares(facts: Facts):
    """Share of a state's equipment budget by domain; sums to one in each state."""
    rows = []
    for state in facts.members:
        parts = {part: _mix(facts, state, part) for part in ("value", "low", "high")}
        total = sum(parts["value"].values())
        shares = shares_of_one(parts["value"], 6)
        for domain in DOMAINS:
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
                    "source": _mix_source(facts, state, domain),
                    "confidence": "judgement",
                }
            )
    return LONG, rows


def _mix(facts: Facts, state: str, part: str) -> dict[str, float]:
    """Unscaled spending mix of one state; the unnamed domains keep European proportions."""
    found = facts_by_domain(facts)
    general = {domain: float(found[domain, "spending_share"][part]) for domain in DOMAINS}
    own = {row["key"]: row for row in facts.assumed.of("spending") if row["subject"] == state}
    if own:
        middle = {domain: float(found[domain, "spending_share"]["value"]) for domain in DOMAINS}
        rest = 1 - sum(float(row["value"]) for row in own.values())
        others = sum(value for domain, value in middle.items() if domain not in own)
        general = {
            domain: float(own[domain][part]) if domain in own else value * rest / others
            for domain, value in general.items()
        }
    if state in LANDLOCKED:
        general["naval"] = 0.0
    return general


def _mix_source(facts: Facts, state: str, domain: str) -> str:
    own = {row["key"]: row for row in facts.assumed.of("spending") if row["subject"] == state}
    row = facts_by_domain(facts)[domain, "spending_share"]
    if domain in own:
        return own[domain]["source"]
    if own:
        return f"rest of the budget in European proportions: {cite(row['source'])}"
    if state in LANDLOCKED:
        if domain == "naval":
            return "landlocked: no naval purchases"
        return f"{cite(row['source'])}; naval share spread over the rest (landlocked)"
    return cite(row["source"])


def home(facts: Facts):
    """Home share of purchases for all states and domains."""
    rows = [r for r in facts.read("home_industry.csv") if r["iso3"] in facts.iso2]
    known = {(facts.iso2[r["iso3"]], r["domain"]): r for r in rows}
    absent = facts.assumed.row("home", "any", "absent")
    rows = []
    for state in facts.members:
        for domain in DOMAINS:
            row = known.get((state, domain))
            if row:
                numbers = band(row["home_share"], row["home_share_low"], row["home_share_high"])
                champion = f"; {row['national_champion']}" if row["national_champion"] else ""
                source, confidence = f"{cite(row['source'])}{champion}", row["confidence"]
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
