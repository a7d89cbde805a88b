"""What states put first: their money goes to few domains at a time, large programmes before others (E1')."""

from __future__ import annotations

import numpy as np

from model.numeric.fold import total
from model.rules import plans


class Priorities:
    """Shares of each state's yearly money by domain; the mean over years is the share in the table.

    When a domain's plan has fallen due, what the next one gets is drawn anew: the weight of a domain holds from plan to
    plan, and money is shared by weights.

    Attributes:
        share: of this year, (member, domain, run or 1), adding up to 1 over domains.
    """

    def __init__(self, facts, parameters):
        self.facts, self.size = facts, parameters.programme_size
        usual = facts.spending_share
        self.share = usual
        self._contract = total(usual * facts.domain("typical_contract"), 1)
        self._weight: np.ndarray | None = (
            None  # of domains, (member, domain, run); none before the first year
        )

    def turn(self, luck, year: int) -> None:
        """Draw anew what the plan after the last one puts first; in the first year all."""
        if not self.size.any():
            return
        f, usual = self.facts, self.facts.spending_share
        new = usual[..., 0] > 0.0
        if self._weight is None:
            self._weight = np.zeros((*new.shape, len(luck.row)), usual.dtype)
        else:
            new &= f.is_planned(year - 1)[..., 0]
        member = np.nonzero(new)[0]
        drawn = self.size > 0.0
        count = plans.programmes(
            f.budget_path(year) * f.cycle_years, self._contract, np.where(drawn, self.size, 1.0)
        )[member]
        normal = luck.normal("priorities", year, new.shape)[new]
        uniform = luck.uniform("small_priorities", year, new.shape)[new]
        self._weight[new] = plans.weight(usual[new], count, normal, uniform)
        self.share = np.where(drawn, plans.shares(self._weight, usual), usual)
