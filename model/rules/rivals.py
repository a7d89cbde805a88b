"""Other ways to choose than the nested logit (E6a): by steps in a fixed order, and by what partners have on order.

They have neither noise nor an exchange rate between criteria. Arrays have the offers on the first axis and one
decision on the last.
"""

from __future__ import annotations

import numpy as np

from model.numeric.fold import largest


def first_by_steps(listed, steps):
    """E6a: the best offer by the first step; among equals by the second, and so on; then the first of the table.

    Args:
        listed: True where an offer can be chosen, (offer, decision). steps: values of each step, higher is better, same
            shape or such that it goes with it.

    Returns:
        (decision,) index of the chosen offer, or the number of offers where none can be chosen.
    """
    left = listed
    for value in steps:
        value = np.where(left, value, -np.inf)
        left = left & (value == largest(value))
    return np.where(listed.any(axis=0), np.argmax(left, axis=0), len(listed))


def lexicographic(listed, good_enough, in_time, home, partner, cost):
    """E6a: of what is good enough and in time: made at home before made by a partner before others, then the cheapest.

    A requirement is no matter of degree: where nothing on the table meets it, the state waits.

    Args:
        listed, good_enough, in_time: True or False. home, partner: above 0 where made there.
        cost: life-cycle cost, lower is better.

    References:
        Fishburn 1974, Management Science 20: 1442-1471. Gigerenzer and Goldstein 1996, Psychological Review
        103: 650-669.
    """
    return first_by_steps(listed & good_enough & in_time, (home > 0.0, partner > 0.0, -cost))


def imitation(listed, share, cost):
    """E6a: what has the largest share of what partners have on order; among equals the cheapest.

    Where no partner has ordered anything that is on the table all shares are 0, and the cheapest is bought.

    Args:
        listed: True or False. share: of partners' order books, 0-1. cost: life-cycle cost, lower is better.

    References:
        Bikhchandani, Hirshleifer and Welch 1992, Journal of Political Economy 100: 992-1026.
    """
    return first_by_steps(listed, (share, -cost))
