"""The state of a run before its first year (ODD 16)."""

from __future__ import annotations

from support.plain_model.known import DEPLOYED, EUROPEAN, US


class State:
    """Everything that changes in a run, as plain lists."""

    def __init__(self, known):
        self.year_number = 0
        _members(self, known)
        _books(self, known)
        _suppliers(self, known)
        _world(self, known)
        publish_shares(self, known)
        _first_content(self, known)


def _members(state, known):
    p, offer = known.p, known.offer
    state.money = [list(row) for row in known.money_waiting]
    state.carried, state.weight = known.per_domain(0.0), known.per_domain(0.0)
    state.stock, state.certified = known.per_cell(), known.per_cell()
    state.required = known.per_domain()
    for i, d in known.cells():
        share = known.stock_share[i][d]
        price = sum(s * x for s, x in zip(share, offer.price[d], strict=True)) or 1.0
        spending = known.spending_share[i][d] * known.past_budget(i, d)
        units = p.stock_years * spending * known.domain.service_life[d] / price
        for k in range(known.K[d]):
            state.stock[i][d][k] = share[k] * units
            made, ordered = i in known.homes[d][k], known.order_books[i][d][k] > 0.0
            state.certified[i][d][k] = float(share[k] >= p.certified_share or ordered or made)
        state.required[i][d] = p.required_stock * sum(state.stock[i][d])
    state.capability = known.per_domain()
    for i, d in known.cells():
        pairs = zip(state.stock[i][d], offer.quality[d], strict=True)
        state.capability[i][d] = sum(units * min(1.0, quality) for units, quality in pairs)
    state.target = [list(row) for row in state.required]
    state.belief_a, state.belief_b = [], []
    for i in range(known.M):
        first = p.belief_scale * (1.0 - known.favourability[i])
        state.belief_a.append(p.belief_years * first)
        state.belief_b.append(p.belief_years * (1.0 - first))
    state.belief = [a / (a + b) for a, b in zip(state.belief_a, state.belief_b, strict=True)]
    state.threat = list(known.threat)
    state.threat_base = list(known.threat)
    state.budget = [known.path(i, known.start) for i in range(known.M)]


def _books(state, known):
    offer = known.offer
    state.owed, state.owed_units = known.per_cell(), known.per_cell()
    for d, k in known.offers():
        named = [known.order_books[i][d][k] for i in range(known.M)]
        usual = offer.capacity[d][k] * (offer.lead[d][k] + offer.queue[d][k])
        usual = usual if offer.stage[d][k] == DEPLOYED else 0.0
        rest = max(0.0, usual - sum(named))
        spending = [known.spending_share[i][d] * known.past_budget(i, d) for i in range(known.M)]
        weight = [known.stock_share[i][d][k] * spending[i] for i in range(known.M)]
        if sum(weight) <= 0.0:
            weight = spending
        for i in range(known.M):
            book = named[i] + rest * weight[i] / sum(weight)
            state.owed[i][d][k] = book
            state.owed_units[i][d][k] = book / offer.price[d][k]


def _suppliers(state, known):
    offer = known.offer
    for name in "stage progress quality price capacity partners".split():
        setattr(state, name, [list(row) for row in getattr(offer, name)])
    state.output = known.per_offer()
    for d, k in known.offers():
        year = offer.capacity[d][k] + offer.output_elsewhere[d][k]
        state.output[d][k] = max(offer.output[d][k], year)
    state.output_start = [list(row) for row in state.output]
    state.building, state.knowledge, state.research = (known.per_offer() for _ in range(3))
    state.cost, state.slower = known.per_offer(1.0), known.per_offer(1.0)
    state.stretch = known.per_offer(1.0)
    state.firms, state.taken_over = [1.0] * known.D, [0.0] * known.D
    state.delivered, state.rate, state.invested = (known.per_offer() for _ in range(3))
    for d, k in known.offers():
        if offer.stage[d][k] == DEPLOYED:
            book = sum(state.owed[i][d][k] for i in range(known.M))
            usual = book / max(offer.lead[d][k], 1.0)
            state.delivered[d][k] = min(offer.capacity[d][k], usual)
    state.delivered_start = [list(row) for row in state.delivered]
    made = zip(state.delivered[known.munitions], offer.nest[known.munitions], strict=True)
    state.munitions_start = sum(x for x, nest in made if nest == EUROPEAN)
    state.below_rate, state.years_below_rate = True, 0.0
    state.frontier = [1.0] * known.D
    state.books = books(state, known)
    state.us_share_start = us_share_of_books(state, known)
    state.us_share = list(state.us_share_start)


def _first_content(state, known):
    """US content of each stock by the shares of the table, also where nothing is in service."""
    state.us_content = known.per_domain()
    for i, d in known.cells():
        pairs = zip(known.stock_share[i][d], known.offer.content[d], strict=True)
        state.us_content[i][d] = sum(share * content for share, content in pairs)


def publish_shares(state, known):
    """What everybody will know: shares of each offer in what is in service, and in that with what is on order."""
    state.share, state.fleet = known.per_cell(), known.per_cell()
    for i, d in known.cells():
        both = [a + b for a, b in zip(state.stock[i][d], state.owed_units[i][d], strict=True)]
        for k in range(known.K[d]):
            state.share[i][d][k] = state.stock[i][d][k] / (sum(state.stock[i][d]) or 1.0)
            state.fleet[i][d][k] = both[k] / (sum(both) or 1.0)


def books(state, known):
    """What is owed to all states, bn EUR, [domain][offer]."""
    return [
        [sum(state.owed[i][d][k] for i in range(known.M)) for k in range(known.K[d])] for d in range(known.D)
    ]


def us_share_of_books(state, known):
    """US share of the order books of each domain."""
    out = []
    for d in range(known.D):
        ours = sum(book for k, book in enumerate(state.books[d]) if known.offer.nest[d][k] == US)
        out.append(ours / (sum(state.books[d]) or 1.0))
    return out


def _world(state, known):
    p = known.p
    state.regime = round(p.regime_start)  # a code between two is the nearer one
    levels = (p.commitment_steady, p.commitment_transactional, p.commitment_disengaging)
    state.commitment = levels[state.regime]
    state.restriction = False
    state.us_open, state.severity = 1.0, 0.0
    state.last_us_open, state.last_severity = 1.0, 0.0
    state.swing = [[0.0] * 3 for _ in range(known.D)]
