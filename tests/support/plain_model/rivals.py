"""Other ways to choose than the nested logit (ODD E6a)."""

from __future__ import annotations

from support.plain_model import score


def lexicographic(state, known, terms, plan, scores, books):
    """Of what is good enough and in time: made at home, made by a partner, made by others; then the cheapest."""
    i, d, fit = plan.i, plan.d, []
    for k in _listed(scores):
        time = score.delivery_time(
            state, known, terms, i, d, k, score.ahead(known, i, d, k, books), plan.size
        )
        good_enough = state.quality[d][k] / state.frontier[d] >= known.p.quality_floor
        if good_enough and time <= score.longest_wait(state, known, i, d):
            fit.append(k)
    partners = [j for j, weight in known.peers[i] if weight > 0.0]

    def steps(k):
        by_partner = any(j in known.homes[d][k] for j in partners)
        return i in known.homes[d][k], by_partner, -score.life_cycle_cost(state, known, terms, i, d, k)

    return max(fit, key=steps, default=None)


def imitate_peers(state, known, terms, plan, scores, books):
    """What has the largest share of what partners have on order; then the cheapest."""
    i, d = plan.i, plan.d

    def steps(k):
        share = 0.0
        for j, weight in known.peers[i]:
            ordered = sum(state.owed_units[j][d])
            share += weight * state.owed_units[j][d][k] / ordered if ordered > 0.0 else 0.0
        return share, -score.life_cycle_cost(state, known, terms, i, d, k)

    return max(_listed(scores), key=steps, default=None)


def _listed(scores):
    return [k for k, value in enumerate(scores) if value is not None]


RULES = {"lexicographic": lexicographic, "imitate_peers": imitate_peers}
