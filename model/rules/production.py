"""How industry delivers and grows: deliveries, stock and capacity (E9), investment (E10), site failures (E20)."""

from __future__ import annotations

import numpy as np


def deliveries(backlog, capacity, lead):
    """E9: bn EUR delivered this year: at most the capacity, and at most what is far enough in production.

    Work takes ``lead`` years, so in the long run a backlog O is worked off at O / lead a year (first-order lag);
    when that exceeds the capacity C the order book grows by orders - C.
    """
    return np.minimum(capacity, backlog / np.maximum(lead, 1.0))


def first_served(flow, backlog, of_first, lead, passed):
    """E9: part of an offer's deliveries that goes to the state which its maker serves first, bn EUR.

    Between its share of the order book and all that is far enough in production.

    Args:
        flow: deliveries to all. backlog: orders of all, of_first: of that state, bn EUR. lead: years.
        passed: share of the others' orders that it passes, 0-1.
    """
    usual = flow * of_first / np.where(backlog > 0.0, backlog, 1.0)
    most = np.minimum(flow, of_first / np.maximum(lead, 1.0))
    return usual + passed * (most - usual)


def retire(stock, service_life):
    """E9: stock after one year of retirements, K (1 - 1/L)."""
    return stock * (1.0 - 1.0 / service_life)


def grow_capacity(capacity, building, depreciation, build_time):
    """E9: capacity and capacity under construction after one year (first-order construction lag).

    Returns:
        (capacity, building), bn EUR a year.
    """
    finished = building / np.maximum(build_time, 1.0)
    return (1.0 - depreciation) * capacity + finished, building - finished


def wanted_capacity(backlog, capacity, building, depreciation, target_wait):
    """E10: new capacity that would work off the order book in the target time, bn EUR a year.

    Capacity under construction and this year's wear are counted, so a plant is ordered once.
    """
    needed = backlog / np.maximum(target_wait, 1.0)
    return np.maximum(0.0, needed - (1.0 - depreciation) * capacity - building)


def profitable_share(margin, rate, hurdle, depreciation, plant_cost):
    """E10: share of wanted capacity that pays: value of margins over cost of plant, between 0 and 1.

    The design's threshold (all or nothing) is replaced by the ratio itself, because firms differ around it.

    Args:
        margin: margin on sales. rate: lending rate a year. hurdle: what owners ask above it.
        depreciation: wear of plant a year.
        plant_cost: bn EUR of plant for one bn EUR a year of output.
    """
    return np.clip(margin / ((rate + hurdle + depreciation) * plant_cost), 0.0, 1.0)


def financed_share(excess_loss, rationing, covered):
    """E10: share of wanted plant that a maker can finance: banks refuse what they could price (Stiglitz, Weiss 1981).

    Args:
        excess_loss: expected loss that a lender sees on the loan beyond that of an established supplier, a year.
        rationing: how fast refusals rise with it; 0 turns it off.
        covered: share of the loan that a public lender guarantees or makes, 0-1; what it covers is not refused.
    """
    return 1.0 + (1.0 - covered) * np.expm1(-rationing * np.maximum(0.0, excess_loss))


def failed_share(uniform, sites, probability, most_sites=12):
    """E20: share of an offer's sites that fail this year: a binomial number of failures over the sites.

    The binomial quantile is found by adding up its probabilities, so one uniform draw is used whatever
    the number of sites. More than ``most_sites`` sites count as that many.

    Args:
        uniform: draws in (0, 1). sites: number of sites, >= 1. probability: of a site failing in a year, [0, 1).
    """
    n = np.minimum(np.maximum(np.floor(sites), 1.0), float(most_sites))
    none = np.exp(n * np.log1p(-probability))
    some = uniform > none  # nearly all have no failure, the others are few
    u, most, p, mass = (np.broadcast_to(x, uniform.shape)[some] for x in (uniform, n, probability, none))
    odds, cumulative, count = p / (1.0 - p), mass, np.zeros_like(u)
    for j in range(most_sites):
        count = count + (u > cumulative)
        mass = mass * np.maximum(most - j, 0.0) / (j + 1.0) * odds
        cumulative = cumulative + mass
    failed = np.zeros_like(uniform)
    failed[some] = np.minimum(count, most) / most
    return failed
