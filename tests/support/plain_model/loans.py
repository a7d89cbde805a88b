"""SAFE: a common loan that is law (ODD E21)."""

from __future__ import annotations

from support.plain_model.known import DEPLOYED, annuity, clip


def gain(known, i):
    """What a common loan of 1 saves a state, 0 where it borrows as cheaply itself."""
    own, common = known.nominal_rate[i], known.union["bond_yield"]
    if own <= common:
        return 0.0
    grace = known.union["safe_grace"]
    left = known.union["safe_maturity"] - grace
    instalment = 1.0 / annuity(common, left)
    after = instalment * annuity(own, left) * (1.0 + own) ** -grace
    return 1.0 - common * annuity(own, grace) - after


def counted(known, d, k):
    """European content that counts, without any tier of partners."""
    today = {partner.bloc: partner.content_today for partner in known.facts.partners}
    return sum(table[d][k] * today.get(bloc, 1.0) for bloc, table in known.content_of.items())


def content_share(known, d, k, floor):
    """Share of an offer that meets a content rule; 0 for what is not European."""
    if not known.european(d, k):
        return 0.0
    return clip((counted(known, d, k) - floor) / known.p.content_width + 1.0, 0.0, 1.0)


def act(state, known, terms, year):
    """What each state may draw this year, and what that saves it on eligible offers."""
    rule = known.union["safe_content_rule"]
    state.tranche = [0.0] * known.M
    state.loan_eligible = [
        [content_share(known, d, k, rule) for k in range(known.K[d])] for d in range(known.D)
    ]
    first, last = known.union["safe_first_year"], known.union["safe_last_year"]
    strength = known.strength("safe", year)
    if not (first <= year <= last and known.start > first and strength > 0.0):
        return
    for i in range(known.M):
        saved = gain(known, i)
        if saved <= 0.0:
            continue
        room = max(0.0, known.safe_loan[i] * strength - state.drawn[i])
        state.tranche[i] = room / (last - year + 1.0)
        planned = state.budget[i] * _reach(state, known, i)
        cover = min(1.0, state.tranche[i] / planned) if planned > 0.0 else 0.0
        for d, k in known.offers():
            terms.loan[i][d][k] += saved * cover * state.loan_eligible[d][k]


def _reach(state, known, i):
    """Share of its spending that a state is expected to place with eligible offers."""
    out = 0.0
    for d in range(known.D):
        buyable = [
            known.stock_share[i][d][k] * (known.offer.stage[d][k] == DEPLOYED) for k in range(known.K[d])
        ]
        if sum(buyable) > 0.0:
            some = sum(b * e for b, e in zip(buyable, state.loan_eligible[d], strict=True))
            out += known.spending_share[i][d] * some / sum(buyable)
    return out


def settle(state, known, terms):
    """Draw on eligible orders of the year; what is on top of budgets comes back into savings."""
    state.borrowed = 0.0
    for i in range(known.M):
        ordered = sum(state.orders[i][d][k] * state.loan_eligible[d][k] for d, k in known.offers())
        loan = min(state.tranche[i], ordered)
        state.drawn[i] += loan
        state.borrowed += loan
        for d in range(known.D):
            terms.refund[i][d] += known.p.safe_additional * loan * known.spending_share[i][d]
