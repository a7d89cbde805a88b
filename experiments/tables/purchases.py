"""Open orders by buyer, loans of the Union, and supplier shares seen in the past."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from experiments.tables.domains import home
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
SHARES = [
    "state", "bloc", "domain", "value", "low", "high", "unit", "orders", "effective", "window", "measure", "preferred",
    "known_from", "source", "confidence",
]  # fmt: skip
US_SHARES = [
    "id", "outcome", "numerator", "denominator", "scope", "window", "value", "low", "high", "unit", "source",
    "confidence", "note",
]  # fmt: skip
LOAN_YEARS = (2025, 2030)
# Bloc of a design, and the windows of orders that a run from 2020 on may know.
BLOC = {"US": "us", "EU": "europe", "UK": "europe", "NO": "europe", "UA": "europe"}
IMPORTED = ("europe", "us", "third")  # blocs of imports
WINDOWS = {"2010-14": ("2010-14",), "2015-19": ("2015-19",), "2010-19": ("2010-14", "2015-19")}
REGISTER = "SIPRI Arms Transfers Database (register to end 2019)"
PAST = "2010-19"  # the window on which the start of a run before 2026 rests
TO_NOW = "2010-25"  # the same with what is on order at the end of 2025
NOW = 2026
KNOWN = 2020  # earliest first year of a run that may know the register to the end of 2019
# id of a published share -> the model's own outcome that is nearest
NEAREST = {
    "us_fighters_in_service": "us_share_stock",
    "us_air_defence_stock": "us_share_stock",
    "us_land_stock": "us_share_stock",
    "us_sipri_2010_14": "us_share_deliveries",
    "us_sipri_2015_19": "us_share_deliveries",
    "us_deu_plan_2025_26": "us_share_orders",
}
# What is promised or aimed at is no observation.
NOT_SEEN = ("promise", "target", "forecast", "required", "aim", "up to", "planned projects")


@dataclass(frozen=True)
class Seen:
    """What orders tell of a state's imports.

    Attributes:
        shares: of each bloc. count: number of orders. effective: of how many orders of one size they say as much.
    """

    shares: dict[str, float]
    count: int
    effective: float


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


def observed_shares(sources: Sources):
    """Shares of imports by bloc as ordered from 2010 on, and home shares of purchases."""
    rows = []
    for state in sources.members:
        rows += _import_shares(sources, state, "")
        for domain in sources.domains:
            rows += _import_shares(sources, state, domain)
        rows += _home_shares(sources, state)
    for cell in home(sources)[1]:
        rows.append(
            {
                "state": cell["state"],
                "bloc": "home",
                "domain": cell["domain"],
                **{part: cell[part] for part in ("value", "low", "high")},
                "unit": "share of purchases",
                "orders": "",
                "effective": "",
                "window": "2015-25",
                "measure": "share of purchases by value",
                "preferred": "1",
                "known_from": str(NOW),
                "source": cell["source"],
                "confidence": cell["confidence"],
            }
        )
    return SHARES, rows


def _import_shares(sources: Sources, state: str, domain: str):
    """Shares of one state's imports ordered by bloc of design: by volume and by number of orders."""
    orders = [r for r in sources.read("orders.csv") if r["state"] == state and domain in ("", r["domain"])]
    past = Seen(dict.fromkeys(IMPORTED, 0.0), 0, 0.0)
    for window, parts in WINDOWS.items():
        inside = [row for row in orders if row["window"] in parts]
        count = sum(int(row["orders"]) for row in inside)
        if count == 0 or domain and window != PAST:
            continue
        squares = sum(float(row["tiv_m_squares"]) for row in inside)
        for column, measure in (
            ("tiv_m", "imports ordered, contracted volume"),
            ("orders", "imports ordered, number"),
        ):
            amounts = [(BLOC.get(row["design"], "third"), float(row[column])) for row in inside]
            shares = _by_bloc(amounts)
            if shares is None:
                continue
            effective = count if column == "orders" else effective_number(sum(x for _, x in amounts), squares)
            seen = Seen(shares, count, effective)
            preferred = window == PAST and column == "tiv_m"
            if preferred:
                past = seen
            source = f"{REGISTER}, orders signed {window} by design, own shares"
            yield from _share_rows(state, domain, seen, window, measure, preferred, KNOWN, source)
    book = _open_imports(sources, state, domain)
    if book.effective:
        effective = past.effective + book.effective
        pooled = {
            bloc: (past.shares[bloc] * past.effective + book.shares[bloc] * book.effective) / effective
            for bloc in IMPORTED
        }
        seen = Seen(pooled, past.count + book.count, effective)
        measure = "imports ordered to 2019 by volume and open at the end of 2025 by value"
        source = (
            f"{REGISTER}, orders signed {PAST} by design, and the order books of 2025; own shares, each weighted by "
            "its effective number of orders"
        )
        yield from _share_rows(state, domain, seen, TO_NOW, measure, True, NOW, source)


def effective_number(whole: float, squares: float) -> float:
    """Orders of one size that tell as much of a share as those of unequal size (Kish 1965, Survey Sampling).

    Args:
        whole: sum of their sizes. squares: sum of the squares of these.
    """
    return whole * whole / squares if squares > 0.0 else 0.0


def _by_bloc(amounts) -> dict[str, float] | None:
    """Shares of the blocs in amounts named by bloc; None where there is nothing."""
    sums = dict.fromkeys(IMPORTED, 0.0)
    for bloc, amount in amounts:
        sums[bloc] += amount
    whole = sum(sums.values())
    return {bloc: part / whole for bloc, part in sums.items()} if whole else None


def _open_imports(sources: Sources, state: str, domain: str) -> Seen:
    """What a state has on order abroad, by value."""
    offers = {row["key"]: row for row in sources.read("offers.csv")}
    amounts = []
    for row in sources.read("order_books.csv"):
        offer = offers[row["offer"]]
        abroad = state not in offer["home"].split(";")
        if row["state"] == state and abroad and domain in ("", offer["domain"]):
            amounts.append((BLOC.get(offer["bloc"], "third"), float(row["value_bn"])))
    values = [value for _, value in amounts]
    effective = effective_number(sum(values), sum(value * value for value in values))
    return Seen(_by_bloc(amounts) or dict.fromkeys(IMPORTED, 0.0), len(amounts), effective)


def _share_rows(state, domain, seen: Seen, window, measure, preferred, known_from, source):
    """One row a bloc, with the Wilson interval on the effective number of orders as range."""
    for bloc in IMPORTED:
        low, high = _interval(seen.shares[bloc], seen.effective)
        yield {
            "state": state,
            "bloc": bloc,
            "domain": domain,
            **band(seen.shares[bloc], low, high),
            "unit": "share of imports",
            "orders": str(seen.count),
            "effective": f"{seen.effective:.4g}",
            "window": window,
            "measure": measure,
            "preferred": str(int(preferred)),
            "known_from": str(known_from),
            "source": f"{source}; range: Wilson interval at 90 % on the effective number of orders",
            "confidence": "derived",
        }


def _interval(share: float, count: float, z: float = 1.645) -> tuple[float, float]:
    """Wilson interval of a share seen in ``count`` orders of one size."""
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z / (1 + z * z / count) * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half))


def _home_shares(sources: Sources, state: str):
    """Home share of all purchases of one state; of each start one row is preferred, equipment by value if there is."""
    seen: dict[str, list[dict[str, str]]] = {}
    for row in sources.read("home_shares.csv"):
        words = f"{row['window']} {row['measured_as']}".lower()
        if (
            row["state"] == state
            and not any(word in words for word in NOT_SEEN)
            and row["low"]
            and row["high"]
        ):
            last = max(int(year) for year in re.findall(r"20\d\d", row["window"]))
            known_from = str(KNOWN if last < KNOWN else NOW)
            seen.setdefault(known_from, []).append(row)
    if str(NOW) not in seen:
        row = sources.assumed.row("home", state, "all")
        now = {
            "window": "2020-25",
            "measured_as": "equipment procurement by value",
            "home_share": row["value"],
        }
        seen[str(NOW)] = [{**row, **now, "note": ""}]
    for known, rows in seen.items():
        best = next((row for row in rows if "procurement by value" in row["measured_as"]), rows[0])
        for row in rows:
            yield {
                "state": state,
                "bloc": "home",
                "domain": "",
                **band(row["home_share"], row["low"], row["high"]),
                "unit": "share of purchases",
                "orders": "",
                "effective": "",
                "window": row["window"],
                "measure": row["measured_as"],
                "preferred": str(int(row is best)),
                "known_from": known,
                "source": row["source"] + (f"; {row['note']}" if row["note"] else ""),
                "confidence": row["confidence"],
            }


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
