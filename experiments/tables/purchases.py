"""Open orders by buyer, loans of the Union, and published US shares."""

from __future__ import annotations

from experiments.tables.sources import SourceError, Sources, band

ORDERS = [
    "state", "domain", "offer", "value_bn", "low", "high", "first_year", "last_year",
    "system", "mapped_from", "status", "unit", "source", "confidence",
]  # fmt: skip
SAFE = [
    "state", "value", "low", "high", "unit", "status", "tentative_bn", "prefinancing_bn", "first_year", "last_year",
    "source", "year", "confidence",
]  # fmt: skip
UNION = ["key", "value", "low", "high", "unit", "source", "year", "confidence"]
US_SHARES = [
    "id", "outcome", "numerator", "denominator", "scope", "window", "value", "low", "high", "unit", "source",
    "confidence", "note",
]  # fmt: skip
LOAN_YEARS = (2025, 2030)
# id of a published share -> the model's own outcome that is nearest
NEAREST = {
    "us_fighters_in_service": "us_share_stock",
    "us_air_defence_stock": "us_share_stock",
    "us_land_stock": "us_share_stock",
    "us_sipri_2010_14": "us_share_deliveries",
    "us_sipri_2015_19": "us_share_deliveries",
    "us_deu_plan_2025_26": "us_share_orders",
}


def order_books(sources: Sources):
    """Orders open at the end of 2025, one row a contract."""
    known = {row["key"]: row["domain"] for row in sources.read("offers.csv")}
    rows = []
    for row in sources.read("order_books.csv"):
        if row["offer"] not in known:
            raise SourceError(f"order_books.csv: no offer {row['offer']}; take a key of offers.csv")
        numbers = band(row["value_bn"], row["low"], row["high"])
        rows.append(
            {
                "state": row["state"],
                "domain": known[row["offer"]],
                "offer": row["offer"],
                "value_bn": numbers["value"],
                "low": numbers["low"],
                "high": numbers["high"],
                "first_year": row["first_year"],
                "last_year": row["last_year"],
                "system": row["system"],
                "mapped_from": row["mapped_from"],
                "status": row["status"],
                "unit": "bn EUR of 2025, open at the end of 2025",
                "source": f"{row['quantity']} {row['what']}; {row['source']}",
                "confidence": row["value_confidence"],
            }
        )
    order = {state: number for number, state in enumerate(sources.members)}
    rows.sort(key=lambda r: (order[r["state"]], sources.domains.index(r["domain"]), r["offer"], r["system"]))
    return ORDERS, rows


def safe(sources: Sources):
    """Loans of the Union for defence by state; 0 where a state asked for none or may not."""
    loans = sources.by_state("safe.csv")
    rows = []
    for state in sources.members:
        row = loans.get(state)
        if row is None:
            rows.append(
                {
                    "state": state,
                    **band(0, 0, 0),
                    "unit": "bn EUR",
                    "status": "not a member state",
                    "tentative_bn": "0",
                    "prefinancing_bn": "0",
                    "first_year": LOAN_YEARS[0],
                    "last_year": LOAN_YEARS[1],
                    "source": "Regulation (EU) 2025/1106: loans to member states only",
                    "year": "2025",
                    "confidence": "confirmed",
                }
            )
            continue
        value = float(row["allocation_bn"])
        # A plan that was not yet validated may still fail.
        low = 0.0 if row["status"] == "tentative" else value
        note = f"; {row['note']}" if row["note"] else ""
        rows.append(
            {
                "state": state,
                **band(value, low, max(value, float(row["tentative_bn"]))),
                "unit": "bn EUR",
                "status": row["status"],
                "tentative_bn": row["tentative_bn"],
                "prefinancing_bn": row["prefinancing_bn"] or "0",
                "first_year": LOAN_YEARS[0],
                "last_year": LOAN_YEARS[1],
                "source": row["source"] + note,
                "year": row["date"][:4],
                "confidence": row["confidence"],
            }
        )
    return SAFE, rows


def union(sources: Sources):
    """Terms of the Union's borrowing and grants, one row a quantity."""
    names = {
        "envelope": ("safe_envelope", "bn EUR"),
        "asked for": ("safe_asked", "bn EUR"),
        "European component floor": ("safe_content_rule", "share of component cost"),
        "design authority rule": ("safe_design_authority", "0 or 1"),
        "joint purchase": ("safe_joint_states", "states at least"),
        "maturity": ("safe_maturity", "years"),
        "grace period": ("safe_grace", "years"),
        "pre-financing": ("safe_prefinancing", "share of loan"),
        "SAFE rate against Polish ten-year bonds": ("safe_spread_poland", "percentage points"),
        "EDIP grants": ("edip_grants", "bn EUR, 2025-2027"),
        "EDIP, of which Ukraine Support Instrument": ("edip_ukraine", "bn EUR, 2025-2027"),
        "EDIP third-state component cap": ("edip_third_cap", "share of component cost"),
        "escape clause terms": ("escape_clause_years", "years"),
    }
    rows = []
    bond = sources.assumed.row("union", "bond_yield", "2025")
    rows.append(
        {
            "key": "bond_yield",
            **band(bond["value"], bond["low"], bond["high"]),
            "unit": bond["unit"],
            "source": bond["source"],
            "year": "2025",
            "confidence": bond["confidence"],
        }
    )
    for row in sources.read("union_terms.csv"):
        if row["area"] == "EU" and row["item"] in names:
            key, unit = names[row["item"]]
            note = f"; {row['note']}" if row["note"] else ""
            rows.append(
                {
                    "key": key,
                    **band(row["value"], row["low"], row["high"]),
                    "unit": unit,
                    "source": row["source"] + note,
                    "year": row["date"][:4],
                    "confidence": row["confidence"],
                }
            )
    for key, value in (("safe_first_year", LOAN_YEARS[0]), ("safe_last_year", LOAN_YEARS[1])):
        rows.append(
            {
                "key": key,
                **band(value, value, value),
                "unit": "year",
                "source": "Regulation (EU) 2025/1106: requests until 30 December 2030 (heuking.de)",
                "year": "2025",
                "confidence": "confirmed",
            }
        )
    return UNION, rows


def which_us_share(sources: Sources):
    """What each published US share divides by what, as fractions."""
    rows = []
    for row in sources.read("us_shares.csv"):
        parts = [row["share_percent"], row["low"], row["high"]]
        numbers = [f"{float(part) / 100:.4g}" if part else "" for part in parts]
        rows.append(
            {
                "id": row["id"],
                "outcome": NEAREST.get(row["id"], ""),
                "numerator": row["numerator"],
                "denominator": row["denominator"],
                "scope": row["scope"],
                "window": row["window"],
                "value": numbers[0],
                "low": numbers[1] or numbers[0],
                "high": numbers[2] or numbers[0],
                "unit": "share" if numbers[0] else "no share: an amount, see note",
                "source": row["source"],
                "confidence": row["confidence"],
                "note": row["note"],
            }
        )
    return US_SHARES, rows
