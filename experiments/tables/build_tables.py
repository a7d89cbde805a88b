"""Build the data tables of the model from the gathered facts that are shipped beside this file.

The tables in ``model/data`` are shipped, so running the model needs none of this. The script is kept so that
anybody can see how each derived figure came about, and renew the tables when the facts are renewed.

Example:
    python -m experiments.tables.build_tables --check
"""

from __future__ import annotations

import argparse
import difflib
import sys
from pathlib import Path

from experiments.tables import budgets, domains, observed, offers, purchases, scopes, states, stock
from experiments.tables.sources import HERE, SourceError, Sources, as_text

TABLES = Path(__file__).parents[2] / "model" / "data"


def build(sources: Sources) -> dict[str, tuple[list[str], list[dict]]]:
    """Return every derived table as file name -> (columns, rows)."""
    tables = {}
    tables["members.csv"] = states.members(sources)
    tables["states.csv"] = states.states(sources)
    tables["groups.csv"] = states.groups(sources)
    tables["elections.csv"] = states.elections(sources)
    tables["budgets.csv"] = budgets.budgets(sources)
    tables["domains.csv"] = domains.domains(sources)
    tables["spending_shares.csv"] = domains.spending_shares(sources)
    tables["home.csv"] = domains.home(sources)
    tables["scopes.csv"] = scopes.scopes(sources)
    tables["stock.csv"] = stock.stock(sources)
    tables["stock_by_offer.csv"] = stock.stock_by_offer(sources)
    legacy = [row["domain"] for row in tables["stock.csv"][1] if row["origin"] == "LEGACY"]
    tables["offers.csv"] = offers.offers(sources, sorted(set(legacy)))
    tables["offer_fields.csv"] = offers.offer_fields(sources)
    tables["order_books.csv"] = purchases.order_books(sources)
    tables["safe.csv"] = purchases.safe(sources)
    tables["union.csv"] = purchases.union(sources)
    tables["observed_shares.csv"] = observed.observed_shares(sources)
    tables["which_us_share.csv"] = purchases.which_us_share(sources)
    return tables


def differences(tables: dict[str, str], folder: Path) -> list[str]:
    """One line for every row of the built tables that the folder does not hold, and the other way round."""
    lines = []
    for name, text in tables.items():
        path = folder / name
        if not path.exists():
            lines.append(f"{name}: missing in {folder}")
            continue
        shipped = path.read_text(encoding="utf-8").splitlines()
        for line in difflib.unified_diff(shipped, text.splitlines(), lineterm="", n=0):
            if line[:1] in "+-" and line[:3] not in ("+++", "---"):
                lines.append(f"{name}: {'built' if line[0] == '+' else 'shipped'}: {line[1:]}")
    return lines


def main(arguments: list[str] | None = None) -> int:
    """Build all tables, then write or compare them; nothing is written when a fact is missing."""
    parser = argparse.ArgumentParser(description="Build the data tables of the model from a folder of facts.")
    parser.add_argument("--facts", type=Path, default=HERE, help="folder with the gathered facts (CSV)")
    parser.add_argument("--out", type=Path, default=TABLES, help="folder for the tables")
    parser.add_argument("--check", action="store_true", help="compare with the folder and write nothing")
    options = parser.parse_args(arguments)
    try:
        tables = {name: as_text(*table) for name, table in build(Sources(options.facts)).items()}
    except SourceError as error:
        print(error, file=sys.stderr)
        return 2
    if options.check:
        differing = differences(tables, options.out)
        print("\n".join(differing) or "the shipped tables follow from the facts")
        return int(bool(differing))
    options.out.mkdir(parents=True, exist_ok=True)
    for name, text in tables.items():
        (options.out / name).write_text(text, encoding="utf-8", newline="\n")
        print(f"{name}: {text.count(chr(10)) - 1} rows")
    return 0


if __name__ == "__main__":
    sys.exit(main())
