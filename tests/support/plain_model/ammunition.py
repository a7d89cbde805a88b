"""Joint standard ammunition (ODD E2b, Further levers)."""

from __future__ import annotations

from support.plain_model import common_orders, tiers
from support.plain_model.lever import Lever


class JointAmmunition(Lever):
    """Common lots and a common standard for munitions."""

    def act(self, state, known, terms, year):
        """For EU states and partners that pay or are full: cheaper, later and easier to change."""
        p, s = known.p, known.strength("joint_ammunition", year)
        inside = [i for i in range(known.M) if known.eu_member[i] or tiers.takes_part(known, i, year)]
        for d in range(known.D):
            if not known.scope["joint_ammunition"][d]:
                continue
            partners = common_orders.effective_number(common_orders.first_spending(known, d))
            delay = common_orders.common_delay(known, common_orders.usual_lead(known, d), partners, 0.0)
            for i in inside:
                for k in range(known.K[d]):
                    terms.switching[i][d][k] += s * p.joint_ammunition_cut
                    if known.european(d, k):
                        terms.discount[i][d][k] += s * p.joint_ammunition_discount
                        terms.delay[i][d][k] += s * delay
