"""Which capability domains lie inside a lever's mandate."""

from __future__ import annotations

from experiments.tables.sources import Sources, band

COLUMNS = ["lever", "domain", "value", "low", "high", "unit", "source", "year", "confidence"]


def scopes(sources: Sources):
    """Every lever and domain; a domain that is not named lies outside."""
    rows = []
    for lever in sources.read("lever_scopes.csv"):
        inside = lever["domains"].split(";")
        for domain in sources.domains:
            rows.append(
                {
                    "lever": lever["lever"],
                    "domain": domain,
                    **band(int(domain in inside), 0, 1),
                    "unit": lever["unit"],
                    "source": lever["source"],
                    "year": "2026",
                    "confidence": "assumption",
                }
            )
    return COLUMNS, rows
