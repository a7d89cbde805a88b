"""What a member learns and saves at the beginning of a year (E1, E5d, E7)."""

from __future__ import annotations

from model.numeric.luck import LOTS
from model.rules import belief


def update(members, world, year: int) -> None:
    """Step 2 of the year for some members: belief in a US restriction, threat, taste, budget, money saved for plans.

    How much of it makes a plan fall due before its time differs from year to year: talks take more or less long.

    Args:
        members: `MemberVariables`, of all or of one. world: `model.world.world.World`.
    """
    facts, p = members.facts, members.parameters
    signal = belief.reading(world.signal, facts.signal_weight[members.index], world.news[members.index])
    members.hits[...], members.misses[...] = belief.learn(
        members.hits, members.misses, signal, p.belief_memory
    )
    members.belief[...] = belief.belief(members.hits, members.misses)
    members.threat[...] = world.threat[members.index]
    path = facts.budget_path(year)[members.index]
    members.budget[...] = belief.budget(
        path, members.threat, facts.threat[members.index], p.budget_elasticity
    )
    if world.tastes.moved:
        members.taste[...] = world.tastes.of(members.index)
    members.full_at[...] = LOTS * (1.0 + world.haste[members.index])
    members.money += world.priorities.share[members.index] * members.budget[:, None, :]
