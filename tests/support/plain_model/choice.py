"""The nested logit (ODD E6), for one list of scores."""

from __future__ import annotations

import math

from support.plain_model.known import EUROPEAN, THIRD, US

NESTS = (US, EUROPEAN, THIRD)
DEFER = 3


def nest_values(scores, nests, p):
    """I_n / mu of each nest that has an offer on the shortlist.

    Args:
        scores: of the offers, None where not listed. nests: of the offers.
    """
    scale, out = p.nest_correlation * p.mu, {}
    for nest in NESTS:
        inside = [v for v, n in zip(scores, nests, strict=True) if n == nest and v is not None]
        if inside:
            top = max(inside)
            out[nest] = p.nest_correlation * (
                top / scale + math.log(sum(math.exp((v - top) / scale) for v in inside))
            )
    return out


def lasting(own, lasting):
    """Luck of a lot that follows the lasting luck of its buyer: waiting keeps its own."""
    nests = [own[0][n] if n == DEFER else g for n, g in enumerate(lasting[0])]
    return nests, lasting[1]


def draw(scores, nests, deferring, luck, p):
    """The offer that is chosen with some luck, None for waiting.

    Args:
        luck: Gumbel numbers of the three nests and of waiting, then of the offers.
    """
    values = nest_values(scores, nests, p)
    values[DEFER] = deferring / p.mu
    nest = max(values, key=lambda n: values[n] + luck[0][n])
    if nest == DEFER:
        return None
    inside = [k for k, v in enumerate(scores) if v is not None and nests[k] == nest]
    return max(inside, key=lambda k: scores[k] / (p.nest_correlation * p.mu) + luck[1][k])


def probabilities(scores, nests, p, deferring=None):
    """Probability of each offer, 0 where not listed; and mu ln sum exp(I_n / mu), None where nothing can be had.

    Args:
        deferring: score of waiting, None where it is left out.
    """
    values = nest_values(scores, nests, p)
    if deferring is not None:
        values[DEFER] = deferring / p.mu
    if not values:
        return [0.0] * len(scores), None
    top = max(values.values())
    whole = sum(math.exp(v - top) for v in values.values())
    scale, out = p.nest_correlation * p.mu, []
    for score, nest in zip(scores, nests, strict=True):
        if score is None:
            out.append(0.0)
        else:
            inside = math.exp(score / scale - values[nest] / p.nest_correlation)
            out.append(inside * math.exp(values[nest] - top) / whole)
    return out, p.mu * (top + math.log(whole))
