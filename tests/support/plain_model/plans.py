"""Step 6: plans that fall due, lot by lot, and once more for what makers cannot deliver in time (ODD E1, E6, E9)."""

from __future__ import annotations

from support.plain_model import choice, prices, rivals, score


class Plan:
    """One state's plan in one domain: its money and lots, scores beside the delay, and what becomes of each lot."""

    def __init__(self, state, known, terms, i, d):
        self.i, self.d, self.money = i, d, state.money[i][d]
        self.lots = score.lots(known, d, self.money)
        self.lot = self.money / self.lots
        self.size = score.size(known, d, self.money)
        self.fixed = score.beside_delay(state, known, terms, i, d, self.money)
        self.deferring = score.deferring(state, known, i, d)
        self.picked = [None] * self.lots  # of the first round, None for waiting
        self.kept = [self.lot] * self.lots  # money that stays with the first choice
        self.put_off = 0.0


def due(state, known, i, d, year):
    """Whether a plan is decided this year (E1)."""
    smallest = known.p.smallest_purchase * known.domain.unit_price[d]
    if state.money[i][d] <= 0.0 or state.money[i][d] < smallest:
        return False
    target = state.target[i][d]
    gap = max(0.0, target - state.capability[i][d]) / target if target > 0.0 else 0.0
    urgent = gap * state.threat[i] > known.p.urgent_trigger
    full = (
        state.money[i][d] * known.p.sign_when_full >= state.full_at[i][d] * known.domain.typical_contract[d]
    )
    return known.planned(i, d, year) or state.carried[i][d] > 0.0 or urgent or full


def decide(state, known, terms, tape, year):
    """Choose, send back what is too much, choose again; fill this year's orders and what is put off."""
    state.orders, state.units = known.per_cell(), known.per_cell()
    state.deferred, state.lapsed = known.per_domain(), known.per_domain()
    state.adoption, state.certification = known.per_domain(), known.per_domain()
    plans = [Plan(state, known, terms, i, d) for i, d in known.cells() if due(state, known, i, d, year)]
    chance = tape.choices(year)
    published = score.books_of(state, known)
    for plan in plans:
        scores = score.with_delay(state, known, terms, plan.i, plan.d, plan.size, published, plan.fixed)
        for lot in range(plan.lots):
            plan.picked[lot] = _pick(state, known, terms, plan, lot, scores, published, chance)
    cut, books = _cut(state, known, plans)
    for plan in plans:
        _second_choice(state, known, terms, plan, cut, books, chance)
    state.carried = known.per_domain()
    for plan in plans:
        _sign(state, known, plan)


def _pick(state, known, terms, plan, lot, scores, books, chance):
    if known.scenario.rule in rivals.RULES:
        return rivals.RULES[known.scenario.rule](state, known, terms, plan, scores, books)
    own, lasting, u = chance(plan.i, plan.d, lot, known.K[plan.d])
    luck = choice.lasting(own, lasting) if u < known.p.lasting_luck else own
    return choice.draw(scores, known.offer.nest[plan.d], plan.deferring, luck, known.p)


def _cut(state, known, plans):
    """Share of all orders for an offer that goes back, and the order books with what stays."""
    cut, (books, first) = (
        known.per_offer(),
        ([list(row) for row in table] for table in score.books_of(state, known)),
    )
    for d, k in known.offers():
        orders = [(plan.i, plan.lot) for plan in plans if plan.d == d for pick in plan.picked if pick == k]
        ordered = sum(amount for _, amount in orders)
        if ordered <= 0.0:
            continue
        patience = sum(a * (1.0 - known.p.wait_threat * state.threat[i]) for i, a in orders) / ordered
        accepted = known.domain.max_wait[d] * patience
        room = prices.capacity_open(state, known, d, k) * accepted - state.books[d][k]
        cut[d][k] = known.p.rationing * max(0.0, 1.0 - max(0.0, room) / ordered)
        at_war = sum(amount for i, amount in orders if i == known.ukraine)
        books[d][k] += ordered * (1.0 - cut[d][k]) + at_war * cut[d][k] * known.p.served_first
        first[d][k] += at_war * (1.0 - _cut_of(known, known.ukraine, cut[d][k]))
    return cut, (books, first)


def _cut_of(known, i, cut):
    """Share of a state's own orders that goes back: less for the one that makers serve first."""
    return cut * (1.0 - known.p.served_first) if i == known.ukraine else cut


def _second_choice(state, known, terms, plan, cut, books, chance):
    """Each lot chooses once more for the money that it got back; makers quote for the same size as before."""
    i, d = plan.i, plan.d
    scores = None
    for lot, first in enumerate(plan.picked):
        if first is None:
            plan.put_off += plan.lot
            continue
        back = plan.lot * _cut_of(known, i, cut[d][first])
        plan.kept[lot] = plan.lot - back
        _order(state, known, terms, i, d, first, plan.kept[lot])
        if back > 0.0:
            if scores is None:
                scores = score.with_delay(state, known, terms, i, d, plan.size, books, plan.fixed)
            second = _pick(state, known, terms, plan, lot, scores, books, chance)
            if second is None:
                plan.put_off += back
            else:
                _order(state, known, terms, i, d, second, back)


def _order(state, known, terms, i, d, k, amount):
    if amount <= 0.0:
        return
    state.orders[i][d][k] += amount
    state.units[i][d][k] += amount / (state.price[d][k] * (1.0 - terms.discount[i][d][k]))
    switching, certification = score.adoption(state, known, terms, i, d, k)
    state.adoption[i][d] += amount * (switching + certification)
    state.certification[i][d] += amount * certification


def _sign(state, known, plan):
    """Money leaves savings; what is put off stays in part, and what was ordered is certified."""
    i, d = plan.i, plan.d
    lapse = known.p.lapse / max(1.0, known.carry_over_years[i])
    state.deferred[i][d] = plan.put_off * (1.0 - lapse)
    state.lapsed[i][d] = plan.put_off * lapse
    state.money[i][d] = state.deferred[i][d]
    state.carried[i][d] = float(state.deferred[i][d] > 0.0)
    for k in range(known.K[d]):
        if state.orders[i][d][k] > 0.0:
            state.certified[i][d][k] = 1.0
