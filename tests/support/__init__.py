"""What tests share: stand-ins for the engine and its results, ways to step through the model, small sweeps."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def rest_thorough(cases: Iterable, quick: int) -> list:
    """Cases for `parametrize`, of which all but the first few are tried by `make test-thorough` only."""
    return [
        case
        if number < quick
        else pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=pytest.mark.thorough)
        for number, case in enumerate(cases)
    ]


def every(cases: Iterable) -> Callable[[Callable], Callable[[], None]]:
    """Makes one test of a function that takes a case: it goes through all of them and tells every one that fails.

    For hundreds of cases that take no time: pytest spends longer on each test of its own than they do.

    Args:
        cases: each a tuple of what the function takes, or the one thing that it takes.
    """
    known = [case if isinstance(case, tuple) else (case,) for case in cases]

    def one_test(check: Callable) -> Callable[[], None]:
        def test() -> None:
            assert known, "there is no case"
            wrong = []
            for case in known:
                try:
                    check(*case)
                except Exception as error:  # an error fails a case as an assertion does
                    wrong.append(f"{', '.join(map(str, case))[:80]}: {type(error).__name__}: {error}")
            assert not wrong, "\n".join(wrong)

        test.__name__, test.__doc__ = check.__name__, check.__doc__
        return test

    return one_test
