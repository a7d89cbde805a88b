"""Golden runs: ``python -m experiments.publish.golden`` says what moved; ``--accept "why"`` accepts it.

Acceptance is refused unless ``CHANGELOG.md`` has a new line under *Numbers changed*.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from experiments.golden import file as golden
from experiments.golden.moved import about_tolerance, message, moved
from experiments.golden.runs import CASES, all_numbers
from model.errors import InputError

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "tests" / "golden.json"
CHANGELOG = ROOT / "CHANGELOG.md"


def main(arguments: list[str] | None = None) -> int:
    """Compare or accept; returns 0 where nothing moved, 1 where something did, 2 where it cannot be accepted."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--accept", metavar="WHY", help="take the numbers of now, and say why they moved")
    options = parser.parse_args(arguments)
    try:
        if options.accept is not None:
            changes = CHANGELOG.read_text(encoding="utf-8")
            print(golden.accept(FILE, changes, all_numbers(CASES), options.accept))
            return 0
        accepted = golden.read(FILE)
        exact = golden.is_exact(accepted)
        found = moved(accepted["cases"], all_numbers(CASES), exact)
    except InputError as error:
        print(f"golden: {error}", file=sys.stderr)
        return 2
    bits = "to the last bit" if exact else about_tolerance()
    print(message(found) if found else f"nothing moved ({bits})")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
