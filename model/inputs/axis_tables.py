"""Tables that list what lies along an axis: members, blocs, domains and offers."""

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
    GRADE,
    NUMBER,
    OWN,
    PLACE,
    POSITIVE,
    SHARE,
    TEXT,
    YEAR,
    band,
)
from model.inputs.schema import SLOT, Column, Limits, Range, Schema


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
    for ends in ranges[:3]:
        columns |= dict.fromkeys((ends.value, ends.low, ends.high), limits.get(ends.value, AMOUNT))
    columns["queue_yr"] = AMOUNT
    columns |= dict.fromkeys(("capacity_bn", "capacity_low", "capacity_high"), AMOUNT)
    columns |= {"europe_share": SHARE, "cum_output_bn": AMOUNT}
    columns |= dict.fromkeys(("us_content", "us_content_low", "us_content_high"), SHARE)
    columns |= {"us_veto": FLAG}
    columns |= dict.fromkeys(("content_eu", "content_uk", "content_no", "content_ua"), SHARE)
    columns |= {"sites": Column("whole", 1.0), "small_firm": FLAG, "margin": SHARE, "on_sale": FLAG}
    columns |= {"unit_note": TEXT, "source": TEXT, "year": YEAR, "confidence": GRADE}
    return Schema(columns, ("key",), ranges, unique=(("domain", SLOT),), complete=("domain",))


_SHARES = Limits(0.0, 1.0)
AXIS_TABLES: Mapping[str, Schema] = {
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
        {"domain": TEXT, "key": OWN, **band(NUMBER), **DATED},
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
}
