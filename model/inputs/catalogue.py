"""All data tables by name, and which of them list codes.

Those that list an axis and those of the states are described in files of their own, the rest here. The order is that in
which tables are checked and their values listed.
"""

from __future__ import annotations

from collections.abc import Mapping

from model.inputs.axis_tables import AXIS_TABLES
from model.inputs.columns import (
    AMOUNT,
    BAND,
    DATED,
    DOMAIN,
    FREE,
    GRADE,
    NUMBER,
    OFFER,
    OWN,
    PARAMETER,
    SHARE,
    STATE,
    TEXT,
    YEAR,
    band,
)
from model.inputs.schema import Column, Limits, Schema
from model.inputs.state_tables import STATE_TABLES

SCHEMAS: Mapping[str, Schema] = {
    **AXIS_TABLES,
    **STATE_TABLES,
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
        {"lever": OWN, "domain": DOMAIN, **band(SHARE), **DATED},
        ("lever", "domain"),
        BAND,
        complete=("lever", "domain"),
    ),
    "safe": Schema(
        {
            "state": STATE,
            **band(AMOUNT),
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
        {"key": OWN, **band(NUMBER), **DATED},
        ("key",),
        BAND,
        complete=("key",),
        limits={"safe_spread_poland": Limits(-100.0, 100.0)},
    ),
    "offer_fields": Schema(
        {
            "key": OFFER,
            "field": TEXT,
            **band(AMOUNT),
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
            **band(Column("number", 0.0, 1.0, empty=True)),
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
            **band(NUMBER),
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
