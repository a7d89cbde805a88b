"""What levers change for buyers and makers in a year, empty at its beginning (ODD 18, levers in general)."""

from __future__ import annotations


class Terms:
    """Channels of one year.

    Attributes, [member][domain][offer]:
        support, loan, discount, breach: shares of price. delay: years. preference: share that is eligible.
        recognised: whether a certificate of another state counts.
    Attributes, [domain][offer]:
        research: bn EUR for projects. unpaid: change of the share of pledges that fail. guarantee, credit: shares.
    Attributes, [member][domain]:
        refund: bn EUR that come back into savings at the end of the year. money: moved at once.
    """

    def __init__(self, known):
        for name in "support loan discount breach delay preference recognised".split():
            setattr(self, name, known.per_cell())
        for name in "research unpaid guarantee credit".split():
            setattr(self, name, known.per_offer())
        self.refund, self.money = known.per_domain(), known.per_domain()
