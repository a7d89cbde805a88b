"""New projects: European offers that start in the laboratory where demand, money and a maker meet (E14').

The rows of the table of offers in the stage "possible" are projects that could be started. Their homes and the ends of
what may be aimed at are given; when one starts, what it aims at, costs and takes, and with how many partners, is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.inputs.offers import POSSIBLE
from model.numeric.fold import power, total
from model.rules.choice import EUROPEAN
from model.suppliers.variables import LAB, project_money

DRAWS = ("start", "quality", "cost", "time", "partners")  # uniform numbers a candidate and year


@dataclass(frozen=True)
class Candidates:
    """Projects that could be started, in a window on the suppliers.

    Attributes:
        number: of each among all of them, (candidate,). domain, offer: its place on the axes, (candidate,).
        place: the same inside the window. homes: 1 for its home states, (member, candidate, 1).
        money: planned for a project of the domain, bn EUR a year, (candidate, run or 1).
    """

    number: np.ndarray
    domain: np.ndarray
    offer: np.ndarray
    place: tuple[np.ndarray, ...]
    homes: np.ndarray
    money: np.ndarray

    @classmethod
    def of(cls, facts, parameters, domains: slice, offers: slice) -> Candidates:
        """The candidates in a window."""
        possible = (facts.offers.stage[..., 0] == POSSIBLE) & (facts.offers.nest[..., 0] == EUROPEAN)
        numbers = np.zeros(possible.shape, np.intp)
        numbers[possible] = np.arange(len(np.flatnonzero(possible)))
        place = np.nonzero(possible[domains, offers])
        domain, offer = (
            np.arange(n)[part][at]
            for n, part, at in zip(possible.shape, (domains, offers), place, strict=True)
        )
        return cls(
            number=numbers[domain, offer],
            domain=domain,
            offer=offer,
            place=place,
            homes=facts.made_at_home[:, domain, offer],
            money=project_money(facts, parameters)[domain, 0],
        )


def hazard(rate, gap, worth, funding, elasticity):
    """E14': probability that a project is started in a year.

    Args:
        rate: where everything is missing, the project pays and no money is added, per year.
        gap: share of the capability wanted that the states behind it miss. worth: see `worth`.
        funding: planned project money with what funds add, over planned money. elasticity: of progress on money.
    """
    return np.clip(rate * gap * worth * power(np.maximum(funding, 1e-9), elasticity), 0.0, 1.0)


def worth(margin, demand, money):
    """Share of projects that pay: margin on the demand of the states behind one over its money, at most 1.

    A project pays if the margin of as many years as it is developed covers what it costs.

    Args:
        margin: share of sales. demand: of the states in the domain, money: of a project, bn EUR a year.
    """
    return np.minimum(1.0, margin * demand / money)


def behind(candidates: Candidates, incentives) -> np.ndarray:
    """1 for states whose demand stands behind each candidate: its homes, and who would buy it in common.

    Returns:
        (member, candidate, run or 1).
    """
    group = candidates.homes
    for _, discount, reach in incentives.contributions("discount"):
        pooled = discount[candidates.domain, candidates.offer] > 0.0
        group = np.maximum(group, pooled[None] * (reach[:, None] > 0.0))
    return group


def chances(candidates: Candidates, market, incentives) -> np.ndarray:
    """Probability of each candidate to be started this year, (candidate, run)."""
    p, facts, members = market.parameters, market.facts, market.members
    domain, group = candidates.domain, behind(candidates, incentives)
    target = members.target[:, domain]
    missing = total(np.maximum(0.0, target - members.capability[:, domain]) * group, 0)
    wanted = total(target * group, 0)
    gap = missing / np.where(wanted > 0.0, wanted, 1.0)
    demand = total(facts.spending_share[:, domain] * members.budget[:, None, :] * group, 0)
    margin = facts.offers.margin[domain, candidates.offer]
    return hazard(
        p.birth_hazard,
        gap,
        worth(margin, demand, candidates.money),
        1.0 + _funds(candidates, facts, p, incentives),
        p.rd_elasticity,
    )


def _funds(candidates: Candidates, facts, p, incentives):
    """Research money that levers give to a domain over what projects there plan, (candidate, run), or 0.0."""
    research = incentives.total_of("research")
    if isinstance(research, float):
        return 0.0
    planned = facts.domain("rd_eu") * p.project_share
    return (total(research, 1) / planned)[candidates.domain]


def start_projects(firms, market, incentives, luck: np.ndarray) -> None:
    """Start projects in a window of suppliers.

    Args:
        firms: the window, see `model.suppliers.conduct.Firms`.
        luck: uniform draws of all candidates, (candidate, draw, run), draws as in `DRAWS`.
    """
    s, o, p, c = firms.variables, market.facts.offers, market.parameters, firms.candidates
    place, at = c.place, (c.domain, c.offer)
    draw = dict(zip(DRAWS, luck[c.number].swapaxes(0, 1), strict=True))
    free = (s.stage[place] == POSSIBLE) & (s.cancelled[place] == 0.0)  # not in the year in which it failed
    born = free & (draw["start"] < chances(c, market, incentives))
    s.born[place] = born
    if not born.any():
        return

    def drawn(name: str, low, high):
        return low + draw[name] * (high - low)

    quality = market.frontier[c.domain] * drawn("quality", o.quality_low[at], o.quality_high[at])
    cost = drawn("cost", o.price_low[at], o.price_high[at]) / o.price[at]
    slower = drawn("time", 1.0 - p.birth_time_spread, 1.0 + p.birth_time_spread)
    least = np.minimum(2.0, o.partners[at])  # a joint project has two partners at least
    partners = np.minimum(o.partners[at], np.floor(drawn("partners", least, o.partners[at] + 1.0)))
    for array, value in (
        (s.stage, float(LAB)),
        (s.progress, 0.0),
        (s.quality, quality),
        (s.cost, cost),
        (s.slower, slower),
        (s.partners, partners),
    ):
        array[place] = np.where(born, value, array[place])
