"""Votes of the Council (E17): qualified majority, unanimity."""

from __future__ import annotations

import numpy as np

from model.numeric.fold import total


def qualified_majority(in_favour, in_union, population, states_needed, population_needed, blocking):
    """1 where a proposal passes by qualified majority.

    It needs ``states_needed`` of the states and ``population_needed`` of their population; but fewer than
    ``blocking`` states against cannot stop it, whatever their population (Art. 16(4) TEU).

    Args:
        in_favour: (member, run), 0 or 1. in_union: (member, 1), 1 for those who vote. population: (member, 1).
    """
    votes = in_favour * in_union
    states = total(votes, 0)
    people = total(votes * population, 0) / total(in_union * population, 0)
    against = total(in_union + np.zeros_like(votes), 0) - states
    return (((states >= states_needed) & (people >= population_needed)) | (against < blocking)) * 1.0


def unanimity(in_favour, in_union):
    """1 where every state that votes is in favour."""
    against = total(in_union * (1.0 - in_favour), 0)
    return (against < 0.5) * 1.0
