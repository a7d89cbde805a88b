"""Outcomes of capability: plans put off, what of the stock the United States can reach, and what is missing."""

from __future__ import annotations

import numpy as np

from model.numeric.fold import total
from model.outcomes.outcome import outcome, share


@outcome("Deferred share of plans", better="lower")
def deferred_share(view):
    """Money of plans that fell due and was not spent, over money of plans that fell due."""
    put_off = total(total(view.market.deferred + view.market.lapsed, 1), 0)
    return share(put_off, put_off + total(view.totals["years"]["orders"], 0))


@outcome("Money lapsed", "bn EUR a year", high=np.nan, better="lower")
def lapsed_bn(view):
    """Money of plans that was put off for longer than budget law lets it be kept."""
    return total(total(view.market.lapsed, 1), 0)


@outcome("US content of stock in service", better="lower")
def us_content_stock(view):
    """US content of stock, counting that of European and other systems, whoever can forbid their use."""
    return share(total(view.exposed, 0), total(view.in_service, 0))


@outcome("US exposure of stock in service", better="lower")
def us_exposure_stock(view):
    """Share of stock that a US cut-off reaches: US content, and systems whose sale or support the US can forbid."""
    return share(total(total(view.market.in_service * view.us_exposure, 1), 0), total(view.in_service, 0))


@outcome("Retained capability, 30 days", better="higher")
def retained_capability_30(view):
    """Share of capability left 30 days after a US cut-off that is only imagined."""
    return view.by_weight(view.retained(30.0))


@outcome("Retained capability, 180 days", better="higher")
def retained_capability_180(view):
    """Share of capability left 180 days after a US cut-off that is only imagined."""
    return view.by_weight(view.retained(180.0))


@outcome("Retained capability, 180 days, low", better="higher")
def retained_capability_180_low(view):
    """The same with spares and decay of every domain at the unfavourable end of their ranges."""
    return view.by_weight(view.retained(180.0, "low"))


@outcome("Retained capability, 180 days, high", better="higher")
def retained_capability_180_high(view):
    """The same with spares and decay of every domain at the favourable end of their ranges."""
    return view.by_weight(view.retained(180.0, "high"))


@outcome("Retained capability, 360 days", better="higher")
def retained_capability_360(view):
    """Share of capability left 360 days after a US cut-off that is only imagined."""
    return view.by_weight(view.retained(360.0))


@outcome("Capability gap", better="lower")
def capability_gap(view):
    """Share of the required capability that is missing, in units of reference price; surplus elsewhere fills none."""
    return total(total(view.missing, 1), 0) / total(view.required, 0)
