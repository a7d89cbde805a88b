"""Entry and exit of small firms (E15)."""

from __future__ import annotations

import numpy as np


def burden(cost, jurisdictions, relief):
    """Compliance cost over revenue: cost of one rule book x rule books x what reform leaves of it."""
    return cost * jurisdictions * (1.0 - relief)


def entry_rate(base, elasticity, sales_ratio):
    """New firms a year over those at the start; rises with European sales, never negative."""
    return base * np.maximum(0.0, 1.0 + elasticity * np.log(np.maximum(sales_ratio, 1e-9)))


def exit_rate(base, per_burden, burden_share):
    """Probability that a firm leaves in a year: demography plus the burden of rules."""
    return np.minimum(1.0, base + per_burden * burden_share)


def poisson(rate, firms, luck):
    """Entries over firms at the start: a Poisson number, in its normal approximation (means above ten).

    Args:
        rate: entries a year over ``firms``. firms: number at the start. luck: standard normal.
    """
    return np.maximum(0.0, rate + np.sqrt(rate / firms) * luck)


def binomial(count, probability, firms, luck):
    """Exits over firms at the start: a binomial number, in its normal approximation.

    Args:
        count: firms now over ``firms``. probability: of leaving.
    """
    mean = count * probability
    return np.clip(mean + np.sqrt(mean * (1.0 - probability) / firms) * luck, 0.0, count)
