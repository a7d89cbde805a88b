"""Who makes what the union could buy: what of it is the same in all runs and years."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.inputs.facts import Facts
from model.institutions.common_orders import usual_lead


@dataclass(frozen=True)
class Makers:
    """European offers in the union's domains and the states in which they are made.

    Attributes:
        domains: places of the union's domains, (d,).
        place: domain and offer of each maker's offer, (offer,) each. domain: its place among the union's, (offer,).
        slices: of each of the union's domains, those of its offers, which stand together.
        home_member, home_offer: state and maker's offer of each home, (home,). at: their places, (home,).
        homes: number of home states of each maker's offer, (offer, 1).
        work: share of an order that stays in each home, (home, 1).
        lead: usual years in production, (d, 1).
    """

    domains: np.ndarray
    place: tuple[np.ndarray, np.ndarray]
    domain: np.ndarray
    slices: list[slice]
    home_member: np.ndarray
    home_offer: np.ndarray
    at: np.ndarray
    homes: np.ndarray
    work: np.ndarray
    lead: np.ndarray

    @classmethod
    def of(cls, facts: Facts, makers: np.ndarray) -> Makers:
        """From the facts.

        Args:
            makers: 1 for European offers in the union's domains, (domain, offer, 1).
        """
        domains = np.flatnonzero(facts.scope("edtu")[:, 0])
        domain, offer, _ = np.nonzero(makers)
        among = np.searchsorted(domains, domain)
        edges = np.searchsorted(among, np.arange(len(domains) + 1))
        number = {place: m for m, place in enumerate(zip(domain.tolist(), offer.tolist(), strict=True))}
        some = [(i, number[d, k]) for d, k, i in zip(*facts.homes, strict=True) if (d, k) in number]
        pairs = np.array(some, dtype=np.intp).reshape(-1, 2)
        homes = facts.offers.partners[domain, offer]
        return cls(
            domains=domains,
            place=(domain, offer),
            domain=among,
            slices=[slice(a, b) for a, b in zip(edges[:-1], edges[1:], strict=True)],
            home_member=pairs[:, 0],
            home_offer=pairs[:, 1],
            at=np.arange(len(pairs)),
            homes=homes,
            work=1.0 / homes[pairs[:, 1]],
            lead=usual_lead(facts)[domains],
        )
