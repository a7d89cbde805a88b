"""What levers change for buyers and makers in a year, empty at its beginning (ODD 18, levers in general)."""

from __future__ import annotations


class Terms:
    """Channels of one year.

    Attributes, [member][domain][offer]:
        support, loan, discount, breach: shares of price. delay: years. preference: share that is eligible.
        recognised: whether a certificate of another state counts. switching: share of its cost that is removed.
        access: above 0 where an offer that is closed is opened. stock: units moved.
    Attributes, [domain][offer]:
        research: bn EUR for projects. knowledge: bn EUR for open research. unpaid: change of the share of pledges
        that fail. guarantee, credit: shares. catch_up: extra share of the gap in quality that is closed.
        sites: further ones. expansion: extra limit on new plant.
    Attributes, [member][domain]:
        refund: bn EUR that come back into savings at the end of the year. money: moved at once.
        target: units wanted beyond what is required.
    Others:
        development [domain]: share of development time removed. relief: share of the burden on small firms removed.
    """

    def __init__(self, known):
        for name in "support loan discount breach delay preference recognised switching access stock".split():
            setattr(self, name, known.per_cell())
        for name in "research knowledge unpaid guarantee credit catch_up sites expansion".split():
            setattr(self, name, known.per_offer())
        self.refund, self.money, self.target = (known.per_domain() for _ in range(3))
        self.development, self.relief = [0.0] * known.D, 0.0

    def add(self, others):
        """Add the terms of a lever that was set apart."""
        for name, value in vars(others).items():
            setattr(self, name, _sum(getattr(self, name), value))


def _sum(a, b):
    return [_sum(x, y) for x, y in zip(a, b, strict=True)] if isinstance(a, list) else a + b
