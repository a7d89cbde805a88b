"""Tables of the states: what each has, spends, holds, ordered, and belongs to."""

from __future__ import annotations

from collections.abc import Mapping

from model.inputs.columns import (
    AMOUNT,
    ANY_YEAR,
    BAND,
    BLOC,
    DATED,
    DOMAIN,
    FLAG,
    FREE,
    GRADE,
    NUMBER,
    OFFER,
    OWN,
    PARAMETER,
    SHARE,
    SOURCED,
    STATE,
    TEXT,
    YEAR,
    band,
)
from model.inputs.schema import HOME, Column, Limits, Range, Schema, Total

_SHARES = Limits(0.0, 1.0)
STATE_TABLES: Mapping[str, Schema] = {
    "states": Schema(
        {"state": STATE, "key": OWN, **band(NUMBER), **DATED},
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
        {"state": STATE, "year": OWN, **band(AMOUNT), **SOURCED},
        ("state", "year"),
        BAND,
        complete=("state", "year"),
    ),
    "spending_shares": Schema(
        {"state": STATE, "domain": DOMAIN, **band(SHARE), **SOURCED},
        ("state", "domain"),
        BAND,
        complete=("state", "domain"),
        total=Total(("state",)),
    ),
    "home": Schema(
        {"state": STATE, "domain": DOMAIN, **band(SHARE), **SOURCED},
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
            **band(SHARE),
            **SOURCED,
        },
        ("state", "domain", "origin", "year"),
        BAND,
        complete=("state", "domain", "year"),
        total=Total(("state", "domain", "year")),
    ),
    "stock_by_offer": Schema(
        {"state": STATE, "domain": DOMAIN, "offer": OFFER, "year": YEAR, **band(SHARE), **SOURCED},
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
            **band(SHARE),
            "unit": TEXT,
            "orders": Column("whole", 0.0, empty=True),
            "effective": Column("number", 0.0, empty=True),
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
}
