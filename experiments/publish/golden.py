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
        exact, here = golden.is_exact(accepted), all_numbers(CASES)
        moves = moved(accepted["cases"], here, exact)
    except InputError as error:
        print(f"golden: {error}", file=sys.stderr)
        return 2
    print(message(moves) if moves else _nothing(accepted["cases"], here))
    return int(bool(moves))


def _nothing(then: list[dict], here: list[dict]) -> str:
    """That nothing moved, and how many outcomes differ in their last bits."""
    outcomes = sum(len(case["outcomes"]) for case in then)
    bits = len(moved(then, here, exact=True))
    if not bits:
        return f"nothing moved: {outcomes} outcomes are the same to the last bit"
    return f"nothing moved: {bits} of {outcomes} outcomes differ in their last bits ({about_tolerance()})"


if __name__ == "__main__":
    sys.exit(main())
