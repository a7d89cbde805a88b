"""Supplier offers, one row each, and the Soviet-era kit that is no longer on sale."""

from __future__ import annotations

from experiments.tables.facts import DOMAINS, ISO2_ABROAD, Facts, band, cite, text

# fmt: off
COLUMNS = [
    "key", "domain", "bloc", "kind", "home", "firms", "systems", "stage", "progress",
    "in_service_year", "quality", "quality_low", "quality_high", "price", "price_low", "price_high",
    "lead_yr", "lead_low", "lead_high", "queue_yr", "capacity_bn", "capacity_low", "capacity_high",
    "europe_share", "cum_output_bn", "us_content", "us_content_low", "us_content_high", "us_veto",
    "content_eu", "content_uk", "content_no", "content_ua", "sites",
    "small_firm", "margin", "on_sale", "unit_note", "source", "year",
    "confidence",
]
# fmt: on
# column of the table -> column of the gathered facts, where only the name differs
NUMBERS = {
    "progress": "stage_progress",
    "quality": "quality",
    "quality_low": "quality_low",
    "quality_high": "quality_high",
    "price": "price_index",
    "price_low": "price_low",
    "price_high": "price_high",
    "lead_yr": "lead_yr",
    "lead_low": "lead_low",
    "lead_high": "lead_high",
    "capacity_bn": "capacity_bn",
    "capacity_low": "capacity_low",
    "capacity_high": "capacity_high",
    "europe_share": "europe_share",
    "cum_output_bn": "cum_output_bn",
    "us_content": "us_exposure",
    "us_content_low": "us_exposure_low",
    "us_content_high": "us_exposure_high",
    "content_eu": "content_eu",
    "content_uk": "content_uk",
    "content_no": "content_no",
    "content_ua": "content_ua",
    "sites": "production_sites",
    "margin": "margin",
}
FLAGS = {"us_veto": "us_veto", "small_firm": "small_firm"}
SYSTEMS = {
    "combat_air": "MiG-29; Su-22; Su-27; Mi-8; Mi-24",
    "air_missile_defence": "S-300; Kub; Osa",
    "missiles_munitions": "R-73; Kh-29; older ammunition",
    "land": "T-72; BMP-1 and BMP-2; 2S1; Grad",
    "naval": "Soviet-built corvettes and frigates",
    "uncrewed": "Tu-141 class",
    "space_isr": "An-26 and An-30 patrol types",
}
PREFIX = {
    "combat_air": "ca",
    "air_missile_defence": "amd",
    "missiles_munitions": "mm",
    "land": "ld",
    "naval": "nv",
    "uncrewed": "un",
    "space_isr": "sp",
    "c2_software": "c2",
    "military_cloud": "cl",
    "military_ai": "ai",
}


def offers(facts: Facts, legacy_domains: list[str]):
    """All gathered offers by domain, then the withdrawn Soviet-era row where the stock holds such kit."""
    iso2 = {**ISO2_ABROAD, **facts.iso2}
    rows = []
    for domain in DOMAINS:
        rows += [_offer(row, iso2) for row in facts.read("offers.csv") if row["domain"] == domain]
        if domain in legacy_domains:
            rows.append(_legacy(facts, domain))
    return COLUMNS, rows


def _offer(row: dict[str, str], iso2: dict[str, str]) -> dict[str, str]:
    """One gathered offer in the columns of the table."""
    source = f"{cite(row['source'])}; {cite(row['basis'])}"
    if row["confirmed_fields"]:
        source += f"; confirmed: {row['confirmed_fields']}"
    if not row["queue_now_yr"]:
        source += "; no queue yet: set to 0"
    return {
        "key": row["key"],
        "domain": row["domain"],
        "bloc": row["bloc"],
        "kind": row["kind"],
        "home": ";".join(iso2[code] for code in row["home_iso3"].split(";")),
        "firms": row["lead_firms"],
        "systems": row["example_systems"],
        "stage": row["stage"],
        "in_service_year": row["in_service_year"],
        **{name: text(row[column]) for name, column in NUMBERS.items()},
        **{name: str(int(row[column] == "yes")) for name, column in FLAGS.items()},
        "queue_yr": text(row["queue_now_yr"] or 0),
        "on_sale": str(int(row["stage"] == "deployed")),
        "unit_note": f"price per {row['price_basis']}, US offer = 1; quality {row['quality_when']}, US frontier = 1",
        "source": source,
        "year": "2025",
        "confidence": row["confidence"],
    }


def _legacy(facts: Facts, domain: str) -> dict[str, str]:
    """Soviet-era kit: in the stock, no longer bought."""
    row = {name: "0" for name in COLUMNS}
    for name, column in (
        ("quality", "quality"),
        ("price", "price"),
        ("lead", "lead_yr"),
        ("capacity", "capacity_bn"),
    ):
        found = facts.assumed.row("legacy_offer", domain, name)
        numbers = band(found["value"], found["low"], found["high"])
        row.update({column: numbers["value"], f"{name}_low": numbers["low"], f"{name}_high": numbers["high"]})
    row.update(
        key=f"{PREFIX[domain]}_legacy",
        domain=domain,
        bloc="LEGACY",
        kind="legacy",
        home="RU",
        firms="Soviet and Russian makers",
        systems=SYSTEMS[domain],
        stage="withdrawn",
        progress="1",
        in_service_year="",
        cum_output_bn=text(facts.assumed.value("legacy_offer", domain, "cumulative")),
        sites="1",
        unit_note="price per equivalent, US offer = 1; quality today, US frontier = 1",
        source=facts.assumed.row("legacy_offer", domain, "quality")["source"],
        year="2025",
        confidence="assumption",
    )
    return row
