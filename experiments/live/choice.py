"""What `edtu live` was asked for; the page, which the server loads by name, reads it here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Choice:
    """What the page begins with.

    Attributes:
        scenario: name, or path of a file. seed: of all luck. runs: of the ensemble behind the run.
    """

    scenario: str = "baseline"
    seed: int = 1
    runs: int = 60


_chosen = [Choice()]


def choose(choice: Choice) -> None:
    """Set what the page begins with."""
    _chosen[0] = choice


def chosen() -> Choice:
    """What the page begins with."""
    return _chosen[0]
