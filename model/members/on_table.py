"""What lies on the table when a lot is decided: all that a rule of choice may look at."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from model.members.cases import at_runs
from model.rules import choice

if TYPE_CHECKING:
    from model.members.cases import Cases
    from model.members.scoring import Scores


@dataclass(frozen=True)
class OnTable:
    """Decisions of a year. A *decision* is one lot of one plan; its offers stand on the first axis.

    Only what is asked for is worked out. Rules may use elementwise functions of NumPy, and largest, smallest or first
    along the first axis, so that one decision and many give the same bits.

    Attributes:
        members: the `MemberVariables` whose plans these are. cases, scores: the plans, and what was scored.
        case: the case that each decision belongs to, (decision,).
        luck_nest: standard Gumbel luck of each nest, (nest, decision). luck: of each offer, (offer, decision). Lots
            that follow lasting luck have the same for five years, but for waiting.
    """

    members: Any  # MemberVariables, which need this file
    cases: Cases
    scores: Scores
    case: np.ndarray
    luck_nest: np.ndarray
    luck: np.ndarray

    @property
    def wait(self) -> int:
        """What a rule answers where the state puts the lot off: the number of offers."""
        return len(self.scores.score)

    @cached_property
    def score(self) -> np.ndarray:
        """The sum of all terms, log price, -inf where an offer cannot be ordered, (offer, decision)."""
        return self.scores.score[:, self.case]

    @cached_property
    def listed(self) -> np.ndarray:
        """True where an offer can be ordered, (offer, decision)."""
        return np.isfinite(self.score)

    @cached_property
    def waiting(self) -> np.ndarray:
        """Score of waiting, log price, (decision,)."""
        return self.scores.defer[self.case]

    @cached_property
    def nest(self) -> np.ndarray:
        """Bloc of each offer, see `model.rules.choice.NESTS`, (offer, decision) or (offer, 1)."""
        nest = self.scores.nest
        return nest[:, self.case] if nest.shape[1] > 1 else nest

    def term(self, name: str) -> np.ndarray:
        """A term of the score, see `model.members.scoring.TERMS`, log price, (offer, decision).

        The delay is that of the first round of orders.
        """
        return self._read(self.scores.terms[name])

    @cached_property
    def price(self) -> np.ndarray:
        """List price less pooled discount, US offer at the start = 1, (offer, decision)."""
        return self._read(self.scores.price)

    @cached_property
    def cost(self) -> np.ndarray:
        """Life-cycle cost with switching, certification and finance, less grants, as log price, (offer, decision)."""
        return -self.term("cost")

    @cached_property
    def delivery(self) -> np.ndarray:
        """Years until delivery; in the second round with the queue of the year, (offer, decision)."""
        if self.scores.delivery_now is not None:
            return self.scores.delivery_now[:, self.case]
        return self._read(self.scores.delivery)

    @cached_property
    def longest_wait(self) -> np.ndarray:
        """Years that the buyer accepts to wait, (decision,)."""
        members, cases = self.members, self.cases
        patience = choice.patience(
            at_runs(members.parameters.wait_threat, cases.run), members.threat[cases.row, cases.run]
        )
        return (members.facts.domain("max_wait")[cases.domain, 0] * patience)[self.case]

    @cached_property
    def in_time(self) -> np.ndarray:
        """True where delivery is within the wait that the buyer accepts, (offer, decision)."""
        return self.delivery <= self.longest_wait

    @cached_property
    def good_enough(self) -> np.ndarray:
        """True where quality reaches the floor of what is required, (offer, decision)."""
        p = self.members.parameters
        least = choice.quality_worth(p.quality_floor, 1.0, p.quality_floor, p)
        return self._read(self.scores.terms["quality"] >= least)

    @cached_property
    def home(self) -> np.ndarray:
        """Above 0 where the buyer is a maker of the offer, (offer, decision)."""
        return self._read(self.scores.reader.member_offer(self.members.facts.made_at_home))

    @cached_property
    def partner(self) -> np.ndarray:
        """Above 0 where one of the buyer's closest partners is a maker of the offer, (offer, decision)."""
        facts, read = self.members.facts, self.scores.reader
        index, weight = facts.peers(self.members.parameters)
        mine, out = self.cases.members, np.zeros(read.shape)
        for place in range(index.shape[1]):
            made = read.member_offer(facts.made_at_home, index[mine, place])
            np.maximum(out, made * (weight[mine, place] > 0.0), out=out)
        return self._read(out)

    @cached_property
    def partners_orders(self) -> np.ndarray:
        """Weighted share of each offer in the order books of the buyer's partners, 0-1, (offer, decision)."""
        return self._read(self.scores.partners_orders)

    def _read(self, values: np.ndarray) -> np.ndarray:
        """(offer, cell or 1, run or 1) -> (offer, decision)."""
        cell, run = self.cases.cell[self.case], self.cases.run[self.case]
        return np.broadcast_to(values, self.scores.reader.shape)[:, cell, run]
