"""Build the data tables of the model from a folder of gathered facts.

The tables in ``model/data`` are shipped, so running the model needs none of this. The script is kept so that
anybody can see how each derived figure came about, and renew the tables when the facts are renewed.

Example:
    python -m experiments.tables.build_tables --facts FACTS_FOLDER --out model/data
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from experiments.tables import budgets, domains, offers, states, stock
from experiments.tables.facts import Facts, FactsError, write


def build(facts: Facts) -> dict[str, tuple[list[str], list[dict]]]:
    """Return every derived table as file name -> (columns, rows)."""
    tables = {}
    tables["members.csv"] = states.members(facts)
    tables["states.csv"] = states.states(facts)
    tables["groups.csv"] = states.groups(facts)
    tables["elections.csv"] = states.elections(facts)
    tables["budgets.csv"] = budgets.budgets(facts)
    tables["domains.csv"] = domains.domains(facts)
    tables["spending_shares.csv"] = domains.spending_shares(facts)
    tables["home.csv"] = domains.home(facts)
    tables["stock.csv"] = stock.stock(facts)
    legacy = [row["domain"] for row in tables["stock.csv"][1] if row["origin"] == "LEGACY"]
    tables["offers.csv"] = offers.offers(facts, sorted(set(legacy)))
    return tables


def main(arguments: list[str] | None = None) -> int:
    """Build all tables, then write them; nothing is written when a fact is missing."""
    parser = argparse.ArgumentParser(description="Build the data tables of the model from a folder of facts.")
    parser.add_argument("--facts", type=Path, required=True, help="folder with the gathered facts (CSV)")
    parser.add_argument("--out", type=Path, default=Path("model/data"), help="folder for the tables")
    options = parser.parse_args(arguments)
    try:
        tables = build(Facts(options.facts))
    except FactsError as error:
        print(error, file=sys.stderr)
        return 2
    options.out.mkdir(parents=True, exist_ok=True)
    for name, (columns, rows) in tables.items():
        write(options.out / name, columns, rows)
        print(f"{name}: {len(rows)} rows")
    return 0


if __name__ == "__main__":
    sys.exit(main())
