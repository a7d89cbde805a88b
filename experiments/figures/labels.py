"""Plain words and number formats for outcomes, domains, states and scenarios."""

from __future__ import annotations

import csv
import functools
import math
from pathlib import Path

from experiments import shocks, vocabulary
from experiments.intervals.words import decimals, places, plain, signed  # noqa: F401  as others call them

BLOCS = {"us": "US", "eu": "European", "third": "Third-country"}
FLOWS = {"orders": "orders", "deliveries": "deliveries", "stock": "stock in service"}
SPELLINGS = {
    "us": "US",
    "eu": "European",
    "isr": "ISR",
    "c2": "C2",
    "ai": "AI",
    "bn": "bn EUR",
    "edtu": "EDTU",
}
NAMES = {
    "long_range_air_defence": "Long-range air defence",
    "short_medium_air_defence": "Short- and medium-range air defence",
    "missiles_munitions": "Missiles and munitions",
    "space_isr": "Space and ISR",
}


@functools.cache
def tiles() -> dict[str, dict]:
    """The tile-grid layout by ISO code: name, column and row (row 0 in the north)."""
    path = Path(__file__).with_name("tiles.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return {
            row["state"]: {"name": row["name"], "column": int(row["column"]), "row": int(row["row"])}
            for row in csv.DictReader(file)
        }


def words(name: str) -> str:
    """``support_air`` as "Support air"; known abbreviations keep their capitals."""
    if name in NAMES:
        return NAMES[name]
    parts = [SPELLINGS.get(part, part) for part in str(name).split("_")]
    text = " ".join(parts)
    return text[:1].upper() + text[1:]


def outcome(name: str) -> str:
    """A few words for an outcome: the label that the model gives it, with suppliers and flows spelt out."""
    bloc, _, flow = name.partition("_share_")
    if bloc in BLOCS and flow in FLOWS:
        return f"{BLOCS[bloc]} share of {FLOWS[flow]}"
    days = name.removeprefix("retained_capability_")
    if days != name and days.isdigit():
        return f"Capability retained {days} days after a US cut-off"
    entry = vocabulary.outcome(name)
    return entry.label if entry is not None else words(name.removesuffix("_bn"))


def better(name: str) -> str:
    """ "higher", "lower" or "" when neither is better."""
    entry = vocabulary.outcome(name)
    return entry.better if entry is not None else ""


def is_supplier_share(name: str) -> bool:
    """True for a share of suppliers in orders, deliveries or stock: more or less of one is a matter of taste."""
    bloc, _, flow = name.partition("_share_")
    return bloc in (*BLOCS, "eu27") and flow.split("_")[0] in (
        *FLOWS,
        "imports",
    )  # of all buyers or of a perimeter


def title(scenario) -> str:
    """What a scenario is called in titles: its title, with its name when the title does not hold it, and its shocks."""
    text = getattr(scenario, "title", "") or ""
    named = not text or text.lower() == scenario.name.lower()
    return (text or scenario.name) + ("" if named else f" ({scenario.name})") + _under(scenario)


def quoted(scenario) -> str:
    """A scenario in running text: its title in quotation marks, then its name and its shocks."""
    text = getattr(scenario, "title", "") or scenario.name
    name = "" if text.lower() == scenario.name.lower() else f" ({scenario.name})"
    return f"\u201c{text}\u201d{name}{_under(scenario)}"


def _under(scenario) -> str:
    """No headline is silent on a shock."""
    words = shocks.under(scenario)
    return f" under the shock \u201c{words}\u201d" if words else ""


def percent(share: float, places: int = 0) -> str:
    """A share of 0 to 1, or a rate, as a percentage; "no orders" years have none."""
    return "n/a" if not math.isfinite(share) else f"{100 * share:.{places}f} %"


def interval(
    mean: float,
    low: float,
    high: float,
    unit: str = "",
    scale: float = 1.0,
    fine: bool = False,
    what: str = "95 % interval",
    least: int = 0,
) -> str:
    """``mean (low to high) unit``, rounded as the width of the interval allows.

    Args:
        fine: for small units. what: the interval is. least: decimals at any rate.
    """
    mean, low, high = mean * scale, low * scale, high * scale
    shown = places(low, high, least, fine)
    tail = f" {unit}" if unit else ""
    if not math.isfinite(low):
        return f"{signed(mean, shown)}{tail}, no interval"
    return f"{signed(mean, shown)}{tail} ({what} {signed(low, shown)} to {signed(high, shown)})"


def places_of(row, scale: float = 1.0) -> int:
    """Decimals of a paired difference: as its interval allows, one at least beside luck alone, as in the tables."""
    return places(row["low"] * scale, row["high"] * scale, 1 if is_split(row) else 0)


def difference(row, unit: str = "", scale: float = 1.0, whole: bool = True) -> str:
    """A paired difference with its interval; where parameters differ between runs with luck and inputs both.

    Args:
        row: as `experiments.figures.data.paired` gives them. whole: also what luck and inputs alone do.
    """
    least = 1 if is_split(row) else 0  # beside luck alone, whose ends need one
    text = interval(row["mean"], row["low"], row["high"], unit, scale, what=interval_name(row), least=least)
    if not is_split(row) or not whole or not math.isfinite(row["low"]):
        return text
    shown = places_of(row, scale)
    alone = [
        f"{part} alone {signed(row[f'{part}_low'] * scale, shown)} to {signed(row[f'{part}_high'] * scale, shown)}"
        for part in ("luck", "inputs")
        if math.isfinite(row[f"{part}_low"])
    ]
    return "; ".join([text[:-1], *alone]) + ")"


def interval_name(row) -> str:
    """What the interval of a paired difference holds."""
    return "luck and inputs" if is_split(row) else "95 % interval"


def is_split(row) -> bool:
    """Whether an interval is split into luck and inputs."""
    return "luck_low" in row
