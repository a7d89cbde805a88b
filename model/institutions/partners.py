"""Association of the United Kingdom, Norway and Ukraine in tiers: excluded, capped, pay-to-play, full."""

from __future__ import annotations

import numpy as np

from model.institutions.lever import Lever, lever
from model.institutions.tiers import AS_TODAY, EXCLUDED, FULL, PAY_TO_PLAY
from model.numeric.fold import total
from model.rules.choice import EUROPEAN


@lever
class Partners(Lever):
    """Each partner moves up to its tier as the lever's strength grows: first military, then economic integration.

    From pay-to-play on, Ukraine's makers may sell to all; its lessons speed up uncrewed systems in proportion to its
    tier. A full partner may join the union and then shares its duties; one that only pays, pays a fee
    into its fund. How content counts is decided by the union.

    Attributes:
        paid: what partners paid into the union's fund this year, bn EUR, (run,).
    """

    key = "partners"
    shows = ("eu_share_orders", "eu27_share_orders")
    title = "Partners in tiers"
    description = (
        "United Kingdom, Norway and Ukraine each excluded, capped, pay-to-play or full, reached in time."
    )
    channels = ("access", "catch_up", "money")
    options = {
        "uk": "partners_uk",
        "norway": "partners_norway",
        "ukraine": "partners_ukraine",
        "fee": "partners_fee",
    }

    def __init__(self, schedule, facts, parameters, runs: int):
        super().__init__(schedule, facts, parameters, runs)
        self.paid = np.zeros(runs)

    def tiers(self, year: int) -> dict[int, np.ndarray]:
        """Tier of each partner state in ``year``, (run,): the share of its final tier that the schedule allows.

        A partner that has reached no tier yet stands as today: only who is to be excluded is excluded.
        """
        s = self.schedule.at(year) + np.zeros(self.runs)
        out = {}
        for partner in self.facts.partners:
            final = np.rint(getattr(self.parameters, partner.parameter))
            reached = np.floor(s * final + 1e-9)
            out[partner.state] = np.where(
                (s > 0.0) & ((reached > EXCLUDED) | (final == EXCLUDED)), reached, AS_TODAY
            )
        return out

    def act(self, year, incentives, members, market):
        """Open Ukraine's offers, share its lessons, collect fees."""
        f, p, tiers = self.facts, self.parameters, self.tiers(year)
        ukraine = tiers[f.roles["ukraine"]]
        opened = (ukraine >= PAY_TO_PLAY) * f.offers.from_ukraine
        incentives.add(self, "access", opened + np.zeros(self.runs), np.ones((len(f.states), 1)))
        ours = (f.offers.nest == EUROPEAN) * f.offers.exists * self.facts.scope("lessons")[:, None]
        incentives.add(self, "catch_up", p.partners_lessons * np.maximum(ukraine, EXCLUDED) / FULL * ours)
        fee, available = np.zeros_like(members.money), members.money + incentives.total_of("money")
        for state, tier in tiers.items():
            due = self.fee_due(tier, year)
            fee[state] = -np.minimum(due * f.spending_share[state], available[state])
        self.paid = -total(total(fee, 1), 0)
        incentives.add(self, "money", fee)

    def fees(self) -> np.ndarray:
        """What partners paid into the union's fund this year, bn EUR, (run,)."""
        return self.paid

    def fee_due(self, tier, year: int) -> np.ndarray:
        """Fee of a partner at ``tier``, bn EUR a year: only while there is a union to pay into, (run,)."""
        return self.parameters.partners_fee * (tier == PAY_TO_PLAY) * self.institutions.union_acts(year)
