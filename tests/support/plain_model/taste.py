"""Taste: constants at which purchases in ordinary times look as observed, and how they move (ODD E5b, E5d)."""

from __future__ import annotations

import math

from support.plain_model import choice, score
from support.plain_model.known import EUROPEAN, clip
from support.plain_model.tape import luck_of_taste
from support.plain_model.terms import Terms

STEPS = (10, 10)
ROUNDS = 30
LEAST = 0.01


def usual_plan(known, i, d, yearly):
    """Money of a plan of usual size, bn EUR.

    Args:
        yearly: spending, bn EUR a year.
    """
    plan = yearly * float(known.facts.cycle_years[i, 0])
    if known.p.sign_when_full > 0.0:
        plan = min(plan, max(yearly, score.MOST_LOTS * known.domain.typical_contract[d]))
    return max(plan, known.domain.unit_price[d])


# Tastes of the same facts and parameters, which no lever and no shock changes; beside the facts, which keep their id.
_found: dict[tuple, tuple] = {}


def set_taste(state, known):
    """Fill ``state.taste`` [member][domain][offer] and ``state.home_taste`` [member][domain]."""
    key = (id(known.facts), *sorted(vars(known.p).items()))
    if key not in _found:
        _find_taste(state, known)
        _found[key] = known.facts, state.taste, state.home_taste, state.apart
    _, state.taste, state.home_taste, state.apart = _found[key]
    state.first_taste, state.first_apart = state.taste, state.apart
    state.taste_window = (known.start - 1) // 5


def move(state, known, tape, year):
    """Every five years what sets states apart fades, and as much comes anew."""
    part = known.p.taste_persistence
    if part == 1.0:
        return
    while state.taste_window < year // 5:
        state.taste_window += 1
        luck = tape.normal_cube("tastes", state.taste_window, 3, known.M, 1 + known.D)
        apart, old = state.apart, state.apart.value
        new = [
            [
                [
                    part * old[i][d][n]
                    + math.sqrt(1.0 - part * part)
                    * (apart.of_state * luck[n][i][0] + apart.of_cell * luck[n][i][1 + d])
                    for n in range(3)
                ]
                for d in range(known.D)
            ]
            for i in range(known.M)
        ]
        state.apart = Apart(new, apart.share, apart.of_state, apart.of_cell)
    state.taste = known.per_cell()
    for i, d in known.cells():
        moved = [a - b for a, b in zip(state.apart.value[i][d], state.first_apart.value[i][d], strict=True)]
        share = state.first_apart.share[i][d]
        if sum(share) > 0.0:
            now = sum(s * math.exp(m / known.p.mu) for s, m in zip(share, moved, strict=True))
            moved = [m - known.p.mu * math.log(now / sum(share)) for m in moved]
        for k in range(known.K[d]):
            shift = 0.0 if i in known.homes[d][k] else moved[int(known.offer.nest[d][k])]
            state.taste[i][d][k] = state.first_taste[i][d][k] + shift


class Apart:
    """What sets tastes apart: value and shares of blocs in imports [member][domain][bloc], and its spreads."""

    def __init__(self, value, share, of_state, of_cell):
        self.value, self.share, self.of_state, self.of_cell = value, share, of_state, of_cell


def _apart(known, bloc, cell, share, money):
    """Tastes for imports beside the mean of all states, as contrasts between blocs.

    Args:
        share: of blocs in imports, [member][domain][bloc]. money: for imports, [member][domain].
    """
    members, domains = range(known.M), range(known.D)
    value = [[[0.0] * 3 for _ in domains] for _ in members]
    weight = [[[money[i][d] * (share[i][d][n] > 0.0) for n in range(3)] for d in domains] for i in members]
    for d in domains:
        for n in range(3):
            mean = _weighted([(bloc[i][n] + cell[i][d][n], weight[i][d][n]) for i in members])
            for i in members:
                if share[i][d][n] > 0.0:
                    value[i][d][n] = known.p.taste * (bloc[i][n] + cell[i][d][n]) - known.p.taste * mean
        for i in members:
            sold = [n for n in range(3) if share[i][d][n] > 0.0]
            mean = sum(value[i][d]) / max(1, len(sold))
            value[i][d] = [x - mean if n in sold else 0.0 for n, x in enumerate(value[i][d])]
    of_state, of_cell = [], []
    for i in members:
        for n in range(3):
            state = _weighted([(value[i][d][n], weight[i][d][n]) for d in domains])
            of_state.append((state * state, sum(weight[i][d][n] for d in domains)))
            of_cell += [((value[i][d][n] - state) ** 2, weight[i][d][n]) for d in domains]
    return Apart(value, share, *(math.sqrt(_weighted(x) / (1.0 - 1.0 / 3.0)) for x in (of_state, of_cell)))


def _weighted(pairs):
    """Weighted mean of values, 0 where nothing weighs."""
    whole = sum(weight for _, weight in pairs)
    return sum(x * weight for x, weight in pairs) / whole if whole > 0.0 else 0.0


def _find_taste(state, known):
    state.taste, terms = known.per_cell(), Terms(known)
    plain, queued = ([[None] * known.D for _ in range(known.M)] for _ in range(2))
    for i, d in known.cells():
        money = usual_plan(known, i, d, known.spending_share[i][d] * known.path(i, known.start))
        fixed = score.beside_delay(state, known, terms, i, d, money)
        plain[i][d] = score.in_ordinary_times(state, known, terms, i, d, fixed)
        size, books = score.size(known, d, money), score.books_of(state, known)
        queued[i][d] = score.with_delay(state, known, terms, i, d, size, books, fixed)
    home, bloc = known.per_domain(), [[0.0] * 3 for _ in range(known.M)]
    cell = [[[0.0] * 3 for _ in range(known.D)] for _ in range(known.M)]
    at_home, wanted = _wanted_at_home(known), _wanted_by_member(known)
    _contract(known, plain, home, bloc, cell, STEPS[0], at_home, wanted, None)
    now = _bought(known, plain, home, bloc, cell)
    by_cell = _wanted_by_cell(known, now)
    money = _fit(known, by_cell, now.home, at_home, wanted)
    _contract(known, plain, home, bloc, cell, STEPS[1], at_home, None, by_cell)
    first = _bought(known, queued, home, bloc, cell)
    for i, d in known.cells():
        level = 0.0
        if first.worth[i][d] is not None:
            odds = (1.0 - known.p.underspend) / known.p.underspend
            level = score.deferring(state, known, i, d) + known.p.mu * math.log(odds) - first.worth[i][d]
        for k in range(known.K[d]):
            constant = _constant(known, home, bloc, cell, i, d, k)
            state.taste[i][d][k] = known.p.taste * (constant + level)
    state.home_taste = [[known.p.taste * x for x in row] for row in home]
    state.apart = _apart(known, bloc, cell, by_cell, money)


def _constant(known, home, bloc, cell, i, d, k):
    if i in known.homes[d][k]:
        return home[i][d]
    nest = int(known.offer.nest[d][k])
    return bloc[i][nest] + cell[i][d][nest]


class _bought:
    """Shares of what is bought, waiting left out.

    Attributes:
        home: share bought at home, slope: of its log odds in the constant for home, [member][domain].
        import_slope: of the log of a bloc's imports in their constant, [member][domain][bloc].
        imports [member][domain][bloc], by_member [member][bloc]: shares of blocs in what is not.
        worth: inclusive value of buying, None where nothing can be bought, [member][domain].
    """

    def __init__(self, known, plain, home, bloc, cell):
        self.home, self.worth, self.slope = known.per_domain(), known.per_domain(None), known.per_domain()
        self.imports = [[[0.0] * 3 for _ in range(known.D)] for _ in range(known.M)]
        self.import_slope = [[[0.0] * 3 for _ in range(known.D)] for _ in range(known.M)]
        self.by_member = [[0.0] * 3 for _ in range(known.M)]
        for i in range(known.M):
            for d in range(known.D):
                self._cell(known, plain, i, d, home, bloc, cell)
            whole = sum(self.by_member[i])
            if whole > 0.0:
                self.by_member[i] = [x / whole for x in self.by_member[i]]

    def _cell(self, known, plain, i, d, home, bloc, cell):
        scores = [
            None if v is None else v + _constant(known, home, bloc, cell, i, d, k)
            for k, v in enumerate(plain[i][d])
        ]
        share, self.worth[i][d] = choice.probabilities(scores, known.offer.nest[d], known.p)
        abroad, at_home = [0.0] * 3, [0.0] * 3
        for k, x in enumerate(share):
            if i in known.homes[d][k]:
                at_home[int(known.offer.nest[d][k])] += x
            else:
                abroad[int(known.offer.nest[d][k])] += x
        self.home[i][d] = sum(at_home)
        self.slope[i][d] = _slope(known.p, at_home, abroad)
        money = known.spending_share[i][d] * known.path(i, known.start)
        for n in range(3):
            self.by_member[i][n] += abroad[n] * money
            self.imports[i][d][n] = abroad[n] / (sum(abroad) or 1.0)
            rival = at_home[n] / (at_home[n] + abroad[n]) if at_home[n] + abroad[n] > 0.0 else 0.0
            self.import_slope[i][d][n] = (rival / known.p.nest_correlation + 1.0 - rival) / known.p.mu


def _contract(known, plain, home, bloc, cell, steps, at_home, wanted, wanted_by_cell):
    """Raise each constant by what its share lacks, step by step."""
    mu = known.p.mu
    for _ in range(steps):
        now = _bought(known, plain, home, bloc, cell)
        for i in range(known.M):
            if wanted is not None:
                for n in range(3):
                    bloc[i][n] += mu * _lacking(wanted[i][n], now.by_member[i][n])
                europe = bloc[i][EUROPEAN]
                bloc[i] = [x - europe for x in bloc[i]]
            for d in range(known.D):
                if 0.0 < now.home[i][d] < 1.0:
                    lacking = _log_odds(at_home[i][d]) - _log_odds(now.home[i][d])
                    home[i][d] += lacking / max(now.slope[i][d], LEAST)
                for n in range(3):
                    if wanted_by_cell is not None:
                        lacking = _lacking(wanted_by_cell[i][d][n], now.imports[i][d][n])
                        cell[i][d][n] += lacking / now.import_slope[i][d][n]


def _slope(p, at_home, abroad):
    """Rise of the log odds of buying at home with the constant for home."""
    home = sum(at_home)
    if not 0.0 < home < 1.0:
        return 1.0 / p.mu
    rise = -home * home / p.mu
    for inside, outside in zip(at_home, abroad, strict=True):
        share = inside / (inside + outside) if inside + outside > 0.0 else 0.0
        rise += inside * ((1.0 - share) / (p.nest_correlation * p.mu) + share / p.mu)
    return rise / (home * (1.0 - home))


def _log_odds(share):
    return math.log(share / (1.0 - share))


def _lacking(wanted, share):
    return math.log(wanted / share) if wanted > 0.0 and share > 0.0 else 0.0


def _wanted_at_home(known):
    """Home shares [member][domain], drawn about the judged ones."""
    luck = luck_of_taste(known.p.taste_draw, known.M, known.D)
    out = known.per_domain()
    for i in range(known.M):
        for d in range(known.D):
            share, low, high = (
                clip(x[i][d], LEAST, 1.0 - LEAST) for x in (known.home_share, known.home_low, known.home_high)
            )
            if luck is not None:
                deviation = (_log_odds(high) - _log_odds(low)) / known.p.home_range_width
                odds = share / (1.0 - share) * math.exp(luck[1][i] * deviation)
                share = clip(odds / (1.0 + odds), LEAST, 1.0 - LEAST)
            out[i][d] = share
    return out


def _wanted_by_member(known):
    orders = known.import_orders
    if sum(orders) == 0.0:
        return [[0.0] * 3 for _ in range(known.M)]
    out, luck = [], luck_of_taste(known.p.taste_draw, known.M, known.D)
    for i in range(known.M):
        weight, mixed = orders[i] / (orders[i] + known.p.taste_orders), []
        for n in range(3):
            mean = sum(known.import_share[j][n] * orders[j] for j in range(known.M)) / sum(orders)
            mixed.append(max(weight * known.import_share[i][n] + (1.0 - weight) * mean, LEAST))
        mixed = _drawn(mixed, orders[i] + known.p.taste_orders, luck and luck[0][i][0])
        out.append([x / sum(mixed) for x in mixed])
    return out


def _drawn(mean, concentration, luck):
    """Shares drawn about others, those that are 0 left (Dirichlet)."""
    if luck is None or sum(mean) == 0.0:
        return mean
    gamma = []
    for x, (normal, uniform) in zip(mean, luck, strict=True):
        shape = x / sum(mean) * concentration
        root = 1.0 - 1.0 / (9.0 * (shape + 1.0)) + normal / (3.0 * math.sqrt(shape + 1.0))
        gamma.append((shape + 1.0) * max(root, 0.0) ** 3 * uniform ** (1.0 / shape) if x > 0.0 else 0.0)
    if sum(gamma) == 0.0:
        return mean
    return [max(x / sum(gamma), LEAST) if y > 0.0 else 0.0 for x, y in zip(gamma, mean, strict=True)]


def _wanted_by_cell(known, now):
    out = [[[0.0] * 3 for _ in range(known.D)] for _ in range(known.M)]
    if not any(any(row) for row in known.import_orders_by_domain):
        return out
    luck = luck_of_taste(known.p.taste_draw, known.M, known.D)
    for d in range(known.D):
        orders = [known.import_orders_by_domain[i][d] for i in range(known.M)]
        if sum(orders) <= 0.0:
            for i in range(known.M):
                out[i][d] = list(now.imports[i][d])
            continue
        lift = _lift_of_domain(known, now, d, orders)
        for i in range(known.M):
            usual = [x * y for x, y in zip(now.imports[i][d], lift, strict=True)]
            weight = orders[i] / (orders[i] + known.p.taste_orders)
            for n in range(3):
                if now.imports[i][d][n] > 0.0:
                    observed = known.import_share_by_domain[i][d][n]
                    out[i][d][n] = max(weight * observed + (1.0 - weight) * usual[n] / sum(usual), LEAST)
            out[i][d] = _drawn(out[i][d], orders[i] + known.p.taste_orders, luck and luck[0][i][1 + d])
    return out


def _fit(known, by_cell, home, aim, wanted):
    """Make what the cells of a state want add up to what the state wants, in turns by bloc and by cell.

    Returns:
        Money for imports, [member][domain].
    """
    out = []
    for i in range(known.M):
        money = []
        for d in range(known.D):
            at_home = aim[i][d] if 0.0 < home[i][d] < 1.0 else home[i][d]
            money.append(known.spending_share[i][d] * known.path(i, known.start) * (1.0 - at_home))
        for _ in range(ROUNDS):
            sold = [sum(by_cell[i][d][n] * money[d] for d in range(known.D)) for n in range(3)]
            for n in range(3):
                if wanted[i][n] > 0.0 and sold[n] > 0.0:
                    for d in range(known.D):
                        by_cell[i][d][n] *= wanted[i][n] * sum(sold) / sold[n]
            for d in range(known.D):
                every = sum(by_cell[i][d])
                by_cell[i][d] = [x / (every or 1.0) for x in by_cell[i][d]]
        out.append(money)
    return out


def _lift_of_domain(known, now, d, orders):
    """Share of each bloc in the orders of all states in a domain over what the model gives in the same places."""
    lift, weight = [1.0] * 3, sum(orders) / (sum(orders) + known.p.taste_orders)
    for n in range(3):
        seen = sum(known.import_share_by_domain[i][d][n] * orders[i] for i in range(known.M)) / sum(orders)
        given = sum(now.imports[i][d][n] * orders[i] for i in range(known.M)) / sum(orders)
        if given > 0.0:
            lift[n] = max(weight * seen + (1.0 - weight) * given, LEAST) / given
    return lift
