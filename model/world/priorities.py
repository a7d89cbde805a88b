"""What states put first: their money goes to few domains at a time, large programmes before others (E1')."""

from __future__ import annotations

import numpy as np

from model.numeric.fold import total
from model.rules import plans


class Priorities:
    """Shares of each state's yearly money by domain; the mean over years is the share in the table.

    When a domain's plan has fallen due, what the next one gets is drawn anew: the weight of a domain holds from plan to
    plan, and money is shared by weights.

    Args:
        parameters: with `programme_size`.

    Attributes:
        share: of this year, (member, domain, run or 1), adding up to 1 over domains.
    """

    def __init__(self, facts, parameters):
        self.facts, self.size = facts, parameters.programme_size
        usual = facts.spending_share
        self.share = usual
        self._contract = total(usual * facts.domain("typical_contract"), 1)
        self._weight = np.zeros(0)  # of domains, (member, domain, run), once begun

    def begin(self, luck, year: int) -> None:
        """Draw what the plans under way at the start put first. Args: year: the first one."""
        usual = self.facts.spending_share
        self._weight = np.zeros((*usual.shape[:2], len(luck.row)), usual.dtype)
        self._draw(usual[..., 0] > 0.0, luck, year)

    def turn(self, luck, year: int) -> None:
        """Draw anew what the plan after the last one puts first. Args: year: one after the first."""
        planned = self.facts.is_planned(year - 1)[..., 0]
        self._draw(planned & (self.facts.spending_share[..., 0] > 0.0), luck, year)

    def of_savings(self, money: np.ndarray) -> np.ndarray:
        """What was saved before the first year, as the plans under way share it, bn EUR.

        Args:
            money: saved by the usual shares, (member, domain, run).
        """
        usual = self.facts.spending_share
        weighed = money * (self.share / np.where(usual > 0.0, usual, 1.0))
        before, now = (total(amount, 1)[:, None] for amount in (money, weighed))
        shared = np.where(now > 0.0, weighed * (before / np.where(now > 0.0, now, 1.0)), money)
        return np.where(self.size > 0.0, shared, money)

    def _draw(self, new: np.ndarray, luck, year: int) -> None:
        """Weights of some domains, (member, domain), and with them the shares of the year."""
        if not self.size.any():
            return
        f, usual, drawn = self.facts, self.facts.spending_share, self.size > 0.0
        count = plans.programmes(
            f.budget_path(year) * f.cycle_years, self._contract, np.where(drawn, self.size, 1.0)
        )[np.nonzero(new)[0]]
        normal = luck.normal("priorities", year, new.shape)[new]
        uniform = luck.uniform("small_priorities", year, new.shape)[new]
        self._weight[new] = plans.weight(usual[new], count, normal, uniform)
        self.share = np.where(drawn, plans.shares(self._weight, usual), usual)
