"""Outcomes close to one mechanism each, so that a lever is seen acting before it moves shares or gaps."""

from __future__ import annotations

import numpy as np

from model.inputs.offers import POSSIBLE
from model.numeric.fold import grand_total, total
from model.outcomes.outcome import outcome, share
from model.suppliers.variables import DEPLOYED


@outcome("European knowledge over that of the US", "ratio", high=np.nan, better="higher")
def knowledge_ratio(view):
    """Knowledge that European makers can draw on over that of the United States in their domain; mean of makers."""
    facts, wear = view.facts, view.facts.domain("knowledge_depreciation")
    ours = view.ours * (facts.offers.stage > POSSIBLE)
    shared, american = facts.domain("rd_eu") / wear, facts.domain("rd_us") / wear
    ratio = (shared[:, None] + view.market.suppliers.variables.knowledge) / american[:, None]
    return grand_total(ratio * ours) / grand_total(ours)


@outcome("Readiness of European projects", better="higher")
def readiness(view):
    """Way from first development to full deployment covered by designs not on sale at the start; mean of designs."""
    return _readiness(view, 1.0)


@outcome("Readiness of European software and uncrewed projects", better="higher")
def software_readiness(view):
    """The same for designs in the domains that the AI Act reaches."""
    return _readiness(view, view.facts.scope("ai_act")[:, None])


@outcome("Orders bought in common")
def common_share_orders(view):
    """Share of orders that a lever pools: bought in the union, in programmes or in common lots."""
    c, parts = view.market.contracts, view.market.incentives.contributions("discount")
    if not parts:
        orders = total(view.totals["years"]["orders"], 0)
        return share(np.zeros_like(orders), orders)
    pooled = np.zeros(len(c.amount))
    for _, value, reach in parts:
        pooled = np.maximum(pooled, (c.read(value) > 0.0) * c.reached(reach))
    return share(grand_total(c.by_cell(c.amount * pooled)), grand_total(c.by_cell(c.amount)))


@outcome("Certifications of European offers", "states an offer", high=30.0, better="higher")
def certified_states(view):
    """States in which a European offer on sale counts as certified, recognition included; mean of offers."""
    parts, certified = view.market.incentives.contributions("recognition"), view.members.certified
    states = certified.view(np.uint8).sum(axis=0, dtype=np.uint16)
    for i, own in enumerate(certified if parts else ()):
        recognised = 0.0
        for _, value, reach in parts:
            recognised = recognised + value * reach[i]
        states = states + ~own * np.minimum(1.0, recognised)
    return share(grand_total(states * view.on_sale), grand_total(view.on_sale))


@outcome("Capability gap of Ukraine", better="lower")
def ukraine_gap(view):
    """Share of Ukraine's required capability that is missing."""
    return view.gap_by_state[view.facts.roles["ukraine"]]


@outcome("Belief in a US restriction", "per year", better="")
def belief(view):
    """Yearly chance of a US restriction that states believe in; mean by equipment budget."""
    return view.by_weight(view.members.belief)


@outcome("Perceived threat", "index", better="")
def threat(view):
    """How threatened states feel; mean by equipment budget."""
    return view.by_weight(view.members.threat)


def _readiness(view, scope) -> np.ndarray:
    """Stages done and progress in the present one over all three, (run,); a cancelled design counts as none."""
    state, started = view.market.suppliers.variables, view.facts.offers.stage
    designs = np.nonzero((view.ours * (started < DEPLOYED) * (started > POSSIBLE) * scope)[..., 0])
    if not len(designs[0]):
        return np.full(state.stage.shape[-1], np.nan)
    done = np.maximum(0.0, state.stage[designs] + np.minimum(1.0, state.progress[designs])) / (DEPLOYED + 1.0)
    return total(done, 0) / len(designs[0])
