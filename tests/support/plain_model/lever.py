"""What all levers have in common."""

from __future__ import annotations


class Lever:
    """A lever with nothing of its own to remember, that holds no vote and settles nothing, unless it says so."""

    def __init__(self, known):
        pass

    def decide(self, state, known, tape, year):
        """Votes and membership, before offers are priced."""

    def act(self, state, known, terms, year):
        """Add to the terms of the year."""

    def settle(self, state, known, terms, year):
        """Pay and lend, after projects have moved."""
