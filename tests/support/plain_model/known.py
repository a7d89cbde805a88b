"""What is known before the first year, as plain numbers in lists: facts, parameters, schedules."""

from __future__ import annotations

import math
from types import SimpleNamespace

US, EUROPEAN, THIRD = 0, 1, 2
LAB, MANUFACTURING, DEPLOYED = 0, 1, 2
WITHDRAWN, POSSIBLE = -1, -2


class Known:
    """Facts and parameters of one run.

    Attributes:
        M, D: number of members and domains; K: of offers, by domain. p: parameters by name.
        offer: columns of the table of offers by name, each [domain][offer].
        domain: quantities of domains by name, each [domain]; low, high: ends of their ranges.
        homes: [domain][offer] -> members that make it.
    """

    def __init__(self, facts, parameters, scenario):
        self.facts, self.scenario = facts, scenario
        self.p = SimpleNamespace(**{key: float(value[0]) for key, value in parameters.per_run().items()})
        self.M, self.D = len(facts.states), len(facts.domains)
        self.K = [len(keys) for keys in facts.offers.keys]
        self.start = facts.start
        offers = facts.offers
        names = (
            "nest group stage progress quality price quality_low quality_high price_low price_high lead queue "
            "capacity output output_elsewhere content sites margin small partners in_service from_ukraine "
            "home_only us_veto"
        ).split()
        self.offer = SimpleNamespace(**{name: self._by_offer(getattr(offers, name)) for name in names})
        self.content_of = {bloc: self._by_offer(table) for bloc, table in offers.european_content.items()}
        self.domain = SimpleNamespace(**{key: _flat(v) for key, v in facts.by_domain.items()})
        self.low = SimpleNamespace(**{key: _flat(v) for key, v in facts.lows.items()})
        self.high = SimpleNamespace(**{key: _flat(v) for key, v in facts.highs.items()})
        self.homes = [
            [[i for i in range(self.M) if facts.made_at_home[i, d, k, 0]] for k in range(self.K[d])]
            for d in range(self.D)
        ]
        for name in "population eu_member nominal_rate favourability threat".split():
            setattr(self, name, _flat(getattr(facts, name)))
        for name in "signal_weight carry_over_years safe_loan import_orders".split():
            setattr(self, name, _flat(getattr(facts, name)))
        by_cell = "home_share home_low home_high spending_share money_waiting import_orders_by_domain"
        for name in by_cell.split():
            setattr(self, name, [_flat(row) for row in getattr(facts, name)])
        self.import_share = [_flat(row) for row in facts.import_share]
        self.import_share_by_domain = [[_flat(cell) for cell in row] for row in facts.import_share_by_domain]
        self.stock_share = self._by_cell(facts.stock_share)
        self.order_books = self._by_cell(facts.order_books)
        self.munitions, self.ukraine = facts.roles["munitions"], facts.roles["ukraine"]
        self.scope = {key: [float(x) for x in column] for key, column in facts.scopes.items()}
        self.perimeters = {name: [int(i) for i in places] for name, places in facts.perimeters.items()}
        self.union = {key: float(value) for key, value in facts.union.items()}
        count = int(round(self.p.peers_count))
        self.peers = []  # [member] -> (partner, weight)
        for i in range(self.M):
            order = [int(j) for j in facts.partner_order[i, :count]]
            tie = [float(x) for x in facts.partner_tie[i, :count]]
            self.peers.append([(j, t / (sum(tie) or 1.0)) for j, t in zip(order, tie, strict=True)])

    def _by_offer(self, table):
        return [
            [float(table[(d, k, *[0] * (table.ndim - 2))]) for k in range(self.K[d])] for d in range(self.D)
        ]

    def _by_cell(self, table):
        return [
            [[float(table[i, d, k, 0]) for k in range(self.K[d])] for d in range(self.D)]
            for i in range(self.M)
        ]

    def path(self, i, year):
        """Equipment budget of a state before any response to threat, bn EUR a year."""
        return float(self.facts.budgets[year - self.facts.first_budget_year, i, 0])

    def past_budget(self, i, d):
        """Mean budget of a state over the last service life of a domain, of at most twelve years (ODD 16)."""
        first, left = self.facts.first_budget_year, min(12.0, self.domain.service_life[d])
        whole, years, year = 0.0, 0.0, max(self.start - 1, first)
        while left > 0.0 and year >= first:
            part = min(1.0, left)
            whole, years = whole + part * self.path(i, year), years + part
            left, year = left - part, year - 1
        return whole / years

    def planned(self, i, d, year):
        """Whether a plan falls due by its calendar."""
        phase, cycle = float(self.facts.cycle_phase[i, 0]), float(self.facts.cycle_years[i, 0])
        return (year - phase - d) % cycle == 0

    def election(self, i, year):
        """Weight of political shocks in a year."""
        place = year - self.facts.first_election_year
        inside = 0 <= place < len(self.facts.elections)
        return max(float(self.facts.elections[place, i, 0]) if inside else 0.0, self.p.off_election)

    def strength(self, lever, year):
        """Strength of a lever in a year; 0 where the scenario has none."""
        schedule = self.scenario.levers.get(lever)
        return float(schedule.at(year)[0]) if schedule else 0.0

    def european(self, d, k):
        """Whether an offer belongs to the European nest."""
        return self.offer.nest[d][k] == EUROPEAN

    def real_rate(self, i):
        """Real cost of capital of a state, per year (E4)."""
        return max(self.p.least_real_rate, self.nominal_rate[i] - self.p.inflation)

    def cells(self):
        """Every member and domain."""
        return ((i, d) for i in range(self.M) for d in range(self.D))

    def offers(self):
        """Every domain and offer."""
        return ((d, k) for d in range(self.D) for k in range(self.K[d]))

    def per_offer(self, value=0.0):
        """A list [domain][offer] of one value."""
        return [[value] * self.K[d] for d in range(self.D)]

    def per_domain(self, value=0.0):
        """A list [member][domain] of one value."""
        return [[value] * self.D for _ in range(self.M)]

    def per_cell(self, value=0.0):
        """A list [member][domain][offer] of one value."""
        return [self.per_offer(value) for _ in range(self.M)]


def _flat(array):
    return [float(x) for x in array.reshape(-1)]


def annuity(rate, years):
    """A(r, L): present value of one a year for some years."""
    if rate == 0.0:
        return years
    return (1.0 - (1.0 + rate) ** -years) / rate


def clip(x, low, high):
    """A number kept between two others."""
    return min(max(x, low), high)


def power(base, exponent):
    """exp(a ln x)."""
    return math.exp(exponent * math.log(base))
