"""What an offer costs: prices (E8), interest (E11), annuities and life-cycle cost (E4)."""

from __future__ import annotations

import numpy as np

from model.numeric.fold import power


def list_price(
    price_start, output, output_start, progress_ratio, learning, sites, sites_start, scale_loss, markup
):
    """E8: list price with learning by doing, loss of scale over several sites, and a margin that can move.

    Args:
        price_start: price at the start of the run, United States offer of the domain = 1.
        output, output_start: cumulative output now and at the start, bn EUR.
        progress_ratio: unit cost after a doubling of cumulative output over unit cost before (0-1].
        learning: factor on the logarithm of the progress ratio, 1 as estimated.
        sites, sites_start: production sites now and at the start.
        scale_loss: exponent nu of unit cost on the number of sites.
        markup: (1 + margin now) / (1 + margin at the start).

    Returns:
        Price index, shape of the broadcast arguments.
    """
    gain = power(output / output_start, learning * np.log(progress_ratio) / np.log(2.0))
    return price_start * gain * power(sites / sites_start, scale_loss) * markup


def contested_margin(margin_start, us_share, us_share_start, contest):
    """Margin of a United States offer: it falls where its share of the domain's order books has fallen.

    Args:
        margin_start: margin on sales at the start.
        us_share, us_share_start: US share of the domain's order books last year and at the start, 0-1.
        contest: share of the margin lost per unit of relative loss of share, 0-1.
    """
    lost = np.maximum(0.0, 1.0 - us_share / np.maximum(us_share_start, 1e-9))
    return margin_start * (1.0 - contest * lost)


def real_rate(nominal, weights):
    """Real cost of capital of a state, a year (part of E4).

    Args:
        nominal: yield of its bonds, a year. weights: object with attributes inflation and least_real_rate.
    """
    return np.maximum(weights.least_real_rate, nominal - weights.inflation)


def annuity(rate, life):
    """Present value of one euro a year for ``life`` years at ``rate`` a year (>= 0)."""
    bears = rate > 0.0
    return np.where(bears, (1.0 - np.exp(-life * np.log1p(rate))) / np.where(bears, rate, 1.0), life)


def lending_rate(safe_rate, default_probability, loss_given_default, guaranteed):
    """E11: the rate at which a lender breaks even; a guarantee of 1 gives the safe rate."""
    survival = 1.0 - default_probability * loss_given_default * (1.0 - guaranteed)
    return (1.0 + safe_rate) / survival - 1.0


def certification(whole, missing):
    """Cost of the national certification still to be had (part of E4), share of price.

    Args:
        whole: cost of a whole certification. missing: share of it still to be had, 0-1.
    """
    return whole * missing


def adoption(switching, own_share, certification):
    """One-off cost of taking up an offer (part of E4), share of price.

    Args:
        switching: cost of changing system for a buyer with none of it in service.
        own_share: share of this offer in the buyer's stock, 0-1. certification: see there.
    """
    return switching * (1.0 - own_share) + certification


def life_cycle_cost(price, support, running, adoption_cost, finance, breach):
    """E4: life-cycle cost of one unit, in units of the domain's US list price at the start.

    Args:
        price: list price index after any pooled discount.
        support: share of the acquisition price paid by a common fund, 0-1.
        running: discounted sustainment over the service life, share of price (sustainment x annuity).
        adoption_cost: see `adoption`. finance: see `prefinance`.
        breach: cost of breaching a commitment by buying this, share of price.
    """
    return price * (1.0 - support + breach + running + finance + adoption_cost)


def prefinance(rate, lead_time):
    """Simple interest on half of the production time, share of price (part of E4)."""
    return 0.5 * rate * lead_time
