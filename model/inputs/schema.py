"""What each data table holds: columns, types, limits, keys, ranges, and which rows add up.

`model.inputs.tables` sorts by the keys, `model.inputs.validation` checks the rest, `model.inputs.ranges` finds
the values that have a range. A table of the model is described here and nowhere else.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

CONFIDENCE = ("confirmed", "recall", "judgement", "derived", "assumption")
HOME = "HOME"  # origin of stock that was designed, or designed in part, in the state itself
SLOT = "slot"  # column, or key of the domains table: a whole number that orders an axis and never changes
ROUNDING = 0.001  # by which rounded shares may miss their sum


@dataclass(frozen=True)
class Column:
    """What the cells of a column may hold.

    Attributes:
        kind: "text", "number", "whole", "code" (of a row of the table ``of``), "own" (a text that the same column of
            the model's own table holds), "homes" (states of members.csv or codes of two letters, parted by semicolons).
        low, high: limits of a number. empty: whether a cell may be empty. choices: texts that are good as well, or,
            with kind "text", the only ones. of: for codes, the table that lists them.
    """

    kind: str = "text"
    low: float = -math.inf
    high: float = math.inf
    empty: bool = False
    choices: tuple[str, ...] = ()
    of: str = ""


@dataclass(frozen=True)
class Total:
    """Rows that are alike in the columns ``by`` have values that add up to 1, or to at most 1."""

    by: tuple[str, ...]
    at_most: bool = False


@dataclass(frozen=True)
class Range:
    """A column with a value, and the columns with its lowest and highest plausible value."""

    value: str
    low: str
    high: str


@dataclass(frozen=True)
class Limits:
    """What the values of one quantity of a long table may be."""

    low: float = 0.0
    high: float = math.inf
    whole: bool = False


@dataclass(frozen=True)
class Schema:
    """One table.

    Attributes:
        columns: in their order. key: columns that tell rows apart. ranges: values that may be varied.
        rising: columns whose numbers must not fall from left to right, beside the ranges.
        unique: columns, beside the key, that tell rows apart. complete: columns of which every combination is there.
        total: rows that add up. limits: by the text in the column ``key``, for tables of one quantity a row.
        needed: whether a world cannot do without it.
    """

    columns: Mapping[str, Column]
    key: tuple[str, ...]
    ranges: tuple[Range, ...] = ()
    rising: tuple[tuple[str, ...], ...] = ()
    unique: tuple[tuple[str, ...], ...] = ()
    complete: tuple[str, ...] = ()
    total: Total | None = None
    limits: Mapping[str, Limits] = field(default_factory=dict)
    needed: bool = True


TEXT, FREE, NUMBER = Column(), Column(empty=True), Column("number")
AMOUNT, SHARE, FLAG = Column("number", 0.0), Column("number", 0.0, 1.0), Column("whole", 0.0, 1.0)
POSITIVE = Column("number", 1e-9)
YEAR, ANY_YEAR = Column("whole", 1900.0, 2100.0), Column("whole", 1900.0, 2100.0, empty=True)
PLACE, OWN = Column("whole", 0.0), Column("own")
STATE, DOMAIN, OFFER, BLOC = (Column("code", of=name) for name in ("members", "domains", "offers", "blocs"))
PARAMETER = Column("code", of="parameters")
GRADE = Column(choices=CONFIDENCE)
SOURCED = {"unit": TEXT, "source": TEXT, "confidence": GRADE}
DATED = {"unit": TEXT, "source": TEXT, "year": YEAR, "confidence": GRADE}
BAND = (Range("value", "low", "high"),)


def _band(column: Column) -> dict[str, Column]:
    """The three columns of a value and its range."""
    return {"value": column, "low": column, "high": column}


def _offers() -> Schema:
    ranges = tuple(
        Range(value, f"{name}_low", f"{name}_high")
        for value, name in (
            ("quality", "quality"),
            ("price", "price"),
            ("lead_yr", "lead"),
            ("capacity_bn", "capacity"),
            ("us_content", "us_content"),
        )
    )
    limits = {"quality": POSITIVE, "price": POSITIVE, "us_content": SHARE}
    columns = {
        "key": TEXT,
        SLOT: PLACE,
        "domain": DOMAIN,
        "bloc": BLOC,
        "kind": TEXT,
        "home": Column("homes"),
        "firms": TEXT,
        "systems": TEXT,
        "stage": Column(choices=("lab", "manufacturing", "deployed", "withdrawn", "possible")),
        "progress": SHARE,
        "in_service_year": ANY_YEAR,
        "available_from": ANY_YEAR,
    }
    for band in ranges[:3]:
        columns |= dict.fromkeys((band.value, band.low, band.high), limits.get(band.value, AMOUNT))
    columns["queue_yr"] = AMOUNT
    columns |= dict.fromkeys(("capacity_bn", "capacity_low", "capacity_high"), AMOUNT)
    columns |= {"europe_share": SHARE, "cum_output_bn": AMOUNT}
    columns |= dict.fromkeys(("us_content", "us_content_low", "us_content_high"), SHARE)
    columns |= {"us_veto": FLAG}
    columns |= dict.fromkeys(("content_eu", "content_uk", "content_no", "content_ua"), SHARE)
    columns |= {"sites": Column("whole", 1.0), "small_firm": FLAG, "margin": SHARE, "on_sale": FLAG}
    columns |= {"unit_note": TEXT, "source": TEXT, "year": YEAR, "confidence": GRADE}
    return Schema(columns, ("key",), ranges, unique=(("domain", SLOT),), complete=("domain",))


_SHARES, _NONE_BELOW = Limits(0.0, 1.0), Limits()
SCHEMAS: Mapping[str, Schema] = {
    "members": Schema(
        {"state": TEXT, SLOT: PLACE, "iso3": TEXT, "name": TEXT, "group": Column(choices=("EU", "partner"))},
        ("state",),
        unique=((SLOT,),),
    ),
    "blocs": Schema(
        {
            "bloc": TEXT,
            SLOT: PLACE,
            "nest": Column(choices=("us", "european", "third")),
            "group": Column(choices=("us", "eu27", "partners", "third", "legacy")),
            "description": TEXT,
            "source": TEXT,
            "year": YEAR,
            "confidence": GRADE,
        },
        ("bloc",),
        unique=((SLOT,),),
    ),
    "domains": Schema(
        {"domain": TEXT, "key": OWN, **_band(NUMBER), **DATED},
        ("domain", "key"),
        BAND,
        complete=("domain", "key"),
        limits={
            SLOT: Limits(whole=True),
            "service_life": Limits(1.0),
            "progress_ratio": Limits(0.1, 1.0),
            "unit_price": Limits(1e-9),
            "typical_contract": Limits(1e-9),
            "decay_days": Limits(1e-9),
            **dict.fromkeys(
                ("sustainment", "cert_cost", "switching_cost", "spending_share", "frontier_growth"), _SHARES
            ),
            **dict.fromkeys(("knowledge_depreciation", "sme_share_start"), _SHARES),
        },
    ),
    "offers": _offers(),
    "states": Schema(
        {"state": STATE, "key": OWN, **_band(NUMBER), **DATED},
        ("state", "key"),
        BAND,
        complete=("state", "key"),
        limits={
            "eu_member": Limits(0.0, 1.0, True),
            "landlocked": Limits(0.0, 1.0, True),
            "cycle_years": Limits(1.0, whole=True),
            "cycle_phase": Limits(whole=True),
            "carry_over_years": Limits(whole=True),
            **dict.fromkeys(
                (
                    "us_favourability",
                    "us_favourability_2024",
                    "threat",
                    "european_support",
                    "cost_of_capital",
                ),
                _SHARES,
            ),
        },
    ),
    "budgets": Schema(
        {"state": STATE, "year": OWN, **_band(AMOUNT), **SOURCED},
        ("state", "year"),
        BAND,
        complete=("state", "year"),
    ),
    "spending_shares": Schema(
        {"state": STATE, "domain": DOMAIN, **_band(SHARE), **SOURCED},
        ("state", "domain"),
        BAND,
        complete=("state", "domain"),
        total=Total(("state",)),
    ),
    "home": Schema(
        {"state": STATE, "domain": DOMAIN, **_band(SHARE), **SOURCED},
        ("state", "domain"),
        BAND,
        complete=("state", "domain"),
    ),
    "stock": Schema(
        {
            "state": STATE,
            "domain": DOMAIN,
            "origin": Column("code", of="blocs", choices=(HOME,)),
            "year": YEAR,
            **_band(SHARE),
            **SOURCED,
        },
        ("state", "domain", "origin", "year"),
        BAND,
        complete=("state", "domain", "year"),
        total=Total(("state", "domain", "year")),
    ),
    "stock_by_offer": Schema(
        {"state": STATE, "domain": DOMAIN, "offer": OFFER, "year": YEAR, **_band(SHARE), **SOURCED},
        ("state", "domain", "offer", "year"),
        BAND,
        total=Total(("state", "domain", "year"), at_most=True),
        needed=False,
    ),
    "order_books": Schema(
        {
            "state": STATE,
            "domain": DOMAIN,
            "offer": OFFER,
            "value_bn": AMOUNT,
            "low": AMOUNT,
            "high": AMOUNT,
            "first_year": YEAR,
            "last_year": YEAR,
            "system": TEXT,
            "mapped_from": FREE,
            "status": TEXT,
            **SOURCED,
        },
        ("state", "domain", "offer", "system"),
        (Range("value_bn", "low", "high"),),
        rising=(("first_year", "last_year"),),
    ),
    "observed_shares": Schema(
        {
            "state": STATE,
            "bloc": Column(choices=("us", "europe", "third", "home")),
            "domain": Column("code", of="domains", empty=True),
            **_band(SHARE),
            "unit": TEXT,
            "orders": Column("whole", 0.0, empty=True),
            "window": TEXT,
            "measure": TEXT,
            "preferred": FLAG,
            "known_from": YEAR,
            "source": TEXT,
            "confidence": GRADE,
        },
        ("state", "bloc", "domain", "window", "measure"),
        BAND,
        total=Total(("state", "domain", "window", "measure"), at_most=True),
    ),
    "elections": Schema(
        {
            "state": STATE,
            "year": YEAR,
            "defence_weight": SHARE,
            "year_low": YEAR,
            "year_high": YEAR,
            "source": TEXT,
            "confidence": GRADE,
        },
        ("state", "year", "defence_weight"),  # a parliament and a president may be elected in one year
        rising=(("year_low", "year", "year_high"),),
    ),
    "groups": Schema(
        {
            "state": STATE,
            "group": TEXT,
            "category": TEXT,
            "role": TEXT,
            "since": ANY_YEAR,
            "source": TEXT,
            "confidence": GRADE,
        },
        ("state", "group"),
    ),
    "partners": Schema(
        {
            "state": STATE,
            "bloc": BLOC,
            "parameter": PARAMETER,
            "content_today": FLAG,
            "description": TEXT,
            "source": TEXT,
            "year": YEAR,
            "confidence": GRADE,
        },
        ("state",),
    ),
    "perimeters": Schema(
        {
            "perimeter": OWN,
            "label": TEXT,
            "include": FREE,
            "exclude": FREE,
            "suppliers": TEXT,
            "description": TEXT,
            "source": TEXT,
            "year": YEAR,
            "confidence": GRADE,
        },
        ("perimeter",),
        complete=("perimeter",),
    ),
    "roles": Schema(
        {
            "role": OWN,
            "table": Column(choices=("state", "domain")),
            "key": TEXT,
            "description": TEXT,
            "source": TEXT,
            "year": YEAR,
            "confidence": GRADE,
        },
        ("role",),
        complete=("role",),
    ),
    "scopes": Schema(
        {"lever": OWN, "domain": DOMAIN, **_band(SHARE), **DATED},
        ("lever", "domain"),
        BAND,
        complete=("lever", "domain"),
    ),
    "safe": Schema(
        {
            "state": STATE,
            **_band(AMOUNT),
            "unit": TEXT,
            "status": TEXT,
            "tentative_bn": AMOUNT,
            "prefinancing_bn": AMOUNT,
            "first_year": YEAR,
            "last_year": YEAR,
            "source": TEXT,
            "year": YEAR,
            "confidence": GRADE,
        },
        ("state",),
        BAND,
        rising=(("first_year", "last_year"), ("prefinancing_bn", "high")),
    ),
    "union": Schema(
        {"key": OWN, **_band(NUMBER), **DATED},
        ("key",),
        BAND,
        complete=("key",),
        limits={"safe_spread_poland": Limits(-100.0, 100.0)},
    ),
    "offer_fields": Schema(
        {
            "key": OFFER,
            "field": TEXT,
            **_band(AMOUNT),
            "unit": TEXT,
            "year": YEAR,
            "source": TEXT,
            "confidence": GRADE,
        },
        ("key", "field", "unit", "source"),
        BAND,
        needed=False,
    ),
    "which_us_share": Schema(
        {
            "id": TEXT,
            "outcome": FREE,
            "numerator": TEXT,
            "denominator": TEXT,
            "scope": TEXT,
            "window": TEXT,
            **_band(Column("number", 0.0, 1.0, empty=True)),
            "unit": TEXT,
            "source": TEXT,
            "confidence": GRADE,
            "note": FREE,
        },
        ("id",),
        BAND,
        needed=False,
    ),
    "mechanisms": Schema(
        {"mechanism": TEXT, "parameter": PARAMETER, "off": NUMBER, "title": TEXT},
        ("mechanism",),
        needed=False,
    ),
    "parameters": Schema(
        {
            "key": TEXT,
            **_band(NUMBER),
            "unit": TEXT,
            "tag": Column(choices=("C", "A", "D")),
            "group": TEXT,
            "description": TEXT,
            "source": TEXT,
            "year": YEAR,
            "confidence": GRADE,
        },
        ("key",),
        BAND,
        needed=False,
    ),
}
# Tables that list codes, and the column with the code.
LISTS = {"members": "state", "domains": "domain", "offers": "key", "blocs": "bloc", "parameters": "key"}
