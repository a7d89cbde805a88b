"""What a member learns and saves at the beginning of a year (E1, E7)."""

from __future__ import annotations

from model.rules import belief


def update(members, world, year: int) -> None:
    """Step 2 of the year for some members: belief in a US restriction, threat, budget, money saved for plans.

    Args:
        members: `MemberVariables`, of all or of one. world: `model.world.world.World`.
    """
    facts, p = members.facts, members.parameters
    members.hits += world.signal
    members.belief[...] = belief.belief(
        members.prior_hits, p.belief_years, members.hits, year - facts.start + 1.0
    )
    members.threat[...] = world.threat[members.index]
    path = facts.budget_path(year)[members.index]
    members.budget[...] = belief.budget(
        path, members.threat, facts.threat[members.index], p.budget_elasticity
    )
    members.money += facts.spending_share[members.index] * members.budget[:, None, :]
