"""Supplier shares seen in the past: of imports by bloc of design, and of home in all purchases."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from experiments.tables.domains import home
from experiments.tables.sources import Sources, band

SHARES = [
    "state", "bloc", "domain", "value", "low", "high", "unit", "orders", "effective", "window", "measure", "preferred",
    "known_from", "source", "confidence",
]  # fmt: skip
# Bloc of a design, and the windows of orders that a run from 2020 on may know.
BLOC = {"US": "us", "EU": "europe", "UK": "europe", "NO": "europe", "UA": "europe"}
IMPORTED = ("europe", "us", "third")  # blocs of imports
WINDOWS = {"2010-14": ("2010-14",), "2015-19": ("2015-19",), "2010-19": ("2010-14", "2015-19")}
REGISTER = "SIPRI Arms Transfers Database (register to end 2019)"
PAST = "2010-19"  # the window on which the start of a run before 2026 rests
TO_NOW = "2010-25"  # the same with what was ordered since
NOW = 2026
KNOWN = 2020  # earliest first year of a run that may know the register to the end of 2019
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


@dataclass(frozen=True)
class Lot:
    """Orders for designs of one bloc.

    Attributes:
        bloc: one of `IMPORTED`. size: sum of the sizes of the orders, squares: of their squares. count: number of them.
    """

    bloc: str
    size: float
    squares: float
    count: int


def observed_shares(sources: Sources):
    """Shares of imports by bloc as ordered from 2010 on, and home shares of purchases."""
    rows: list[dict] = []
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


def _import_shares(sources: Sources, state: str, domain: str) -> Iterator[dict]:
    """Shares of one state's imports ordered by bloc of design: by volume and by number of orders."""
    lots = {window: _signed(sources, state, domain, parts) for window, parts in WINDOWS.items()}
    for window, signed in lots.items():
        if domain and window != PAST:
            continue
        source = f"{REGISTER}, orders signed {window} by design, own shares"
        by_number = [Lot(lot.bloc, lot.count, lot.count, lot.count) for lot in signed]
        for sizes, unit in ((signed, "contracted volume"), (by_number, "number")):
            seen, preferred = seen_in(sizes), window == PAST and sizes is signed
            if seen.effective:
                measure = f"imports ordered, {unit}"
                yield from _share_rows(state, domain, seen, window, measure, preferred, KNOWN, source)
    since, book = _since_2020(sources, state, domain), seen_in(_open_imports(sources, state, domain))
    if since or book.effective:
        now = pooled([seen_in([*lots[PAST], *since]), book])
        measure = "imports ordered, by volume, and open at the end of 2025, by value"
        source = (
            f"{REGISTER}, orders signed {PAST} by design; deliveries of 2020-24 less what was on order before (export "
            "of 2026); the order books of 2025; own shares, volume and books weighted by their effective numbers of "
            "orders"
        )
        yield from _share_rows(state, domain, now, TO_NOW, measure, True, NOW, source)


def seen_in(lots: Sequence[Lot]) -> Seen:
    """What some orders tell, by size."""
    sizes = dict.fromkeys(IMPORTED, 0.0)
    for lot in lots:
        sizes[lot.bloc] += lot.size
    whole = sum(sizes.values())
    shares = {bloc: size / whole if whole else 0.0 for bloc, size in sizes.items()}
    effective = effective_number(whole, sum(lot.squares for lot in lots))
    return Seen(shares, sum(lot.count for lot in lots), effective)


def pooled(parts: Sequence[Seen]) -> Seen:
    """Observations whose sizes have different units, put together by their effective numbers of orders."""
    effective = sum(part.effective for part in parts)
    shares = {
        bloc: sum(part.shares[bloc] * part.effective for part in parts) / effective for bloc in IMPORTED
    }
    return Seen(shares, sum(part.count for part in parts), effective)


def effective_number(whole: float, squares: float) -> float:
    """Orders of one size that tell as much of a share as those of unequal size (Kish 1965, Survey Sampling).

    Args:
        whole: sum of their sizes. squares: sum of the squares of these.
    """
    return whole * whole / squares if squares > 0.0 else 0.0


def _signed(sources: Sources, state: str, domain: str, windows: Sequence[str]) -> list[Lot]:
    """Orders of the register that a state signed in some windows, by contracted volume; parts of systems left out."""
    return [
        Lot(
            BLOC.get(row["design"], "third"),
            float(row["tiv_m"]),
            float(row["tiv_m_squares"]),
            int(row["orders"]),
        )
        for row in sources.read("orders.csv")
        if row["state"] == state
        and row["domain"] in ([domain] if domain else sources.domains)
        and row["window"] in windows
    ]


def _since_2020(sources: Sources, state: str, domain: str) -> list[Lot]:
    """What a state ordered after 2019 and had in hand by the end of 2024: deliveries less what was on order before.

    The sums do not say how many orders they hold. One each is the fewest, and what most sums of five years held before.
    """
    out = []
    for row in sources.read("orders_since_2020.csv"):
        size = float(row["delivered_m"]) - float(row["on_order_m"])
        if row["state"] == state and domain in ("", row["domain"]) and size > 0.0:
            out.append(Lot(BLOC.get(row["design"], "third"), size, size * size, 1))
    return out


def _open_imports(sources: Sources, state: str, domain: str) -> list[Lot]:
    """What a state has on order abroad, by value."""
    offers = {row["key"]: row for row in sources.read("offers.csv")}
    out = []
    for row in sources.read("order_books.csv"):
        offer = offers[row["offer"]]
        abroad = state not in offer["home"].split(";")
        if row["state"] == state and abroad and domain in ("", offer["domain"]):
            value = float(row["value_bn"])
            out.append(Lot(BLOC.get(offer["bloc"], "third"), value, value * value, 1))
    return out


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
