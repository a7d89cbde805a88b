"""Which capability domains lie inside a lever's mandate."""

from __future__ import annotations

from experiments.tables.facts import Facts, band

COLUMNS = ["lever", "domain", "value", "low", "high", "unit", "source", "year", "confidence"]


def scopes(facts: Facts):
    """Every lever and domain; a domain that is not named lies outside."""
    rows = []
    for lever in facts.read("lever_scopes.csv"):
        inside = lever["domains"].split(";")
        for domain in facts.domains:
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
