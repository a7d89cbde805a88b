"""The documents that are made from the registries, so that text and code cannot part.

``python -m experiments.publish.docs`` rewrites ``docs/assumptions.md``, ``docs/outcomes.md``, ``docs/levers.md``,
``docs/us_share.md`` and ``docs/explorer.md``; ``--check`` writes nothing and exits with 1 when a file differs from what
the code says.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from experiments.publish.assumptions import assumptions
from experiments.publish.explorer import explorer_page
from experiments.publish.levers import lever_page
from experiments.publish.markdown import NOTICE, grid, number
from experiments.publish.us_share import us_share_page
from model.outcomes.catalogue import DOMAIN_OUTCOMES, OUTCOMES, STATE_OUTCOMES

FOLDER = Path(__file__).resolve().parents[2] / "docs"


def outcome_page() -> str:
    """Every outcome of the three tables."""
    out = [
        NOTICE,
        "",
        "# Outcomes",
        "",
        "Reported at the end of each simulated year. A share is empty where there was nothing to share.",
        "",
    ]
    for entries, title in (
        (OUTCOMES, "By year (`.years`)"),
        (STATE_OUTCOMES, "By state and year (`.states`)"),
        (DOMAIN_OUTCOMES, "By domain and year (`.domains`)"),
    ):
        out += [f"## {title}", ""]
        out += grid(
            ("name", "label", "unit", "low", "high", "better", "description"),
            [
                (f"`{o.name}`", o.label, o.unit, number(o.low), number(o.high), o.better, o.description)
                for o in entries.values()
            ],
        )
    return "\n".join(out)


PAGES = {
    "assumptions.md": assumptions,
    "outcomes.md": outcome_page,
    "levers.md": lever_page,
    "us_share.md": us_share_page,
    "explorer.md": explorer_page,
}


def different(folder: Path = FOLDER) -> list[str]:
    """Names of the pages whose file is missing or differs from what the code says."""
    out = []
    for name, make in PAGES.items():
        path = folder / name
        if not path.is_file() or path.read_text(encoding="utf-8") != make().rstrip("\n") + "\n":
            out.append(name)
    return out


def main(arguments: list[str] | None = None) -> int:
    """Rewrite the pages, or check them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 when a page differs")
    options = parser.parse_args(arguments)
    changed = different()
    if options.check:
        for name in changed:
            print(
                f"docs/{name}: differs from the code; run python -m experiments.publish.docs", file=sys.stderr
            )
        return 1 if changed else 0
    for name in changed:
        # the same bytes on every system
        text = PAGES[name]().rstrip("\n") + "\n"
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")
        print(f"docs/{name} rewritten")
    return 0


if __name__ == "__main__":
    sys.exit(main())
