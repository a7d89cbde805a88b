"""Supplier offers, one row each, the Soviet-era kit that is no longer on sale, and the fields with own sources."""

from __future__ import annotations

from experiments.tables.sources import SourceError, Sources, band, text

# fmt: off
COLUMNS = [
    "key", "slot", "domain", "bloc", "kind", "home", "firms", "systems", "stage", "progress",
    "in_service_year", "available_from", "quality", "quality_low", "quality_high", "price", "price_low", "price_high",
    "lead_yr", "lead_low", "lead_high", "queue_yr", "capacity_bn", "capacity_low", "capacity_high",
    "europe_share", "cum_output_bn", "us_content", "us_content_low", "us_content_high", "us_veto",
    "content_eu", "content_uk", "content_no", "content_ua", "sites",
    "small_firm", "margin", "on_sale", "unit_note", "source", "year",
    "confidence",
]
TEXT = {
    "key", "domain", "bloc", "kind", "home", "firms", "systems", "stage", "in_service_year", "available_from",
    "on_sale", "unit_note", "source", "year", "confidence",
}
# fmt: on
FIELDS = ["key", "field", "value", "low", "high", "unit", "year", "source", "confidence"]


def offers(sources: Sources, legacy_domains: list[str]):
    """All gathered offers by domain, then the withdrawn Soviet-era row where the stock holds such kit."""
    rows = []
    for domain in sources.domains:
        note = _unit_note(sources, domain)
        for row in sources.read("offers.csv"):
            if row["domain"] == domain:
                rows.append(_offer(row, note))
        if domain in legacy_domains:
            rows.append(_legacy(sources, domain, note))
    return COLUMNS, [{**row, "slot": sources.slot("offers", row["key"])} for row in rows]


def _unit_note(sources: Sources, domain: str) -> str:
    """What price 1 and quality 1 mean in a domain."""
    for row in sources.read("price_units.csv"):
        if row["domain"] == domain:
            return row["unit_note"]
    raise SourceError(f"price_units.csv: no row for {domain}; say what one unit of price is")


def _offer(row: dict[str, str], note: str) -> dict[str, str]:
    """One gathered offer in the columns of the table."""
    out = {name: row[name] if name in TEXT else text(row[name]) for name in COLUMNS if name in row}
    return {**out, "on_sale": str(int(row["stage"] == "deployed")), "unit_note": note, "year": "2025"}


def _legacy(sources: Sources, domain: str, note: str) -> dict[str, str]:
    """Soviet-era kit: in the stock, no longer bought."""
    row = {name: "0" for name in COLUMNS}
    for name, column in (
        ("quality", "quality"),
        ("price", "price"),
        ("lead", "lead_yr"),
        ("capacity", "capacity_bn"),
    ):
        assumption = sources.assumed.row("legacy_offer", domain, name)
        numbers = band(assumption["value"], assumption["low"], assumption["high"])
        row.update({column: numbers["value"], f"{name}_low": numbers["low"], f"{name}_high": numbers["high"]})
    systems = sorted(
        {r["system"] for r in sources.read("fleets.csv") if r["offer"] == legacy_key(sources, domain)}
    )
    row.update(
        key=legacy_key(sources, domain),
        domain=domain,
        bloc="LEGACY",
        kind="legacy",
        home="RU",
        firms="Soviet and Russian makers",
        systems="; ".join(systems[:6]) or "Soviet-designed kit",
        stage="withdrawn",
        progress="1",
        in_service_year="",
        available_from="",
        cum_output_bn=text(sources.assumed.value("legacy_offer", domain, "cumulative")),
        sites="1",
        unit_note=note,
        source=sources.assumed.row("legacy_offer", domain, "quality")["source"],
        year="2025",
        confidence="assumption",
    )
    return row


def legacy_key(sources: Sources, domain: str) -> str:
    """Key of the Soviet-era row of a domain, with the prefix of its other offers."""
    first = next(row["key"] for row in sources.read("offers.csv") if row["domain"] == domain)
    return f"{first.split('_')[0]}_legacy"


def offer_fields(sources: Sources):
    """Fields of offers whose source, year or confidence differ from the row of the offer."""
    known = {row["key"] for row in sources.read("offers.csv")}
    rows = []
    for row in sources.read("offer_fields.csv"):
        if row["key"] not in known:
            raise SourceError(f"offer_fields.csv: no offer {row['key']}; take a key of offers.csv")
        rows.append({**row, **band(row["value"], row["low"], row["high"])})
    return FIELDS, rows
