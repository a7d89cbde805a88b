"""What states expect to buy without the union, and what a year in it is worth to each (ODD E16)."""

from __future__ import annotations

import copy
import math

from support.plain_model import choice, score
from support.plain_model.common_orders import common_delay, effective_number, spread, usual_lead
from support.plain_model.known import US, annuity
from support.plain_model.taste import usual_plan

PARTS = (
    "grants savings project_money orders_at_home orders_from_members access clawback delay fee tie".split()
)


class Prospects:
    """What every state expects.

    Attributes:
        domains: of the union. chance [member][domain][offer]: probability that a planned euro goes to an offer.
        spend [member][domain]: planned, bn EUR a year.
    """

    def __init__(self, known):
        self.domains = [d for d in range(known.D) if known.scope["edtu"][d] > 0.0]
        self.chance = known.per_cell()
        self.looked = False

    def renew(self, state, known, without, year):
        """Look at the market again where a plan falls due by its calendar, or everywhere at first.

        Args:
            without: terms of last year but for those of the union.
        """
        seen = copy.copy(state)
        seen.us_open, seen.severity = state.last_us_open, state.last_severity
        self.spend = [
            [known.spending_share[i][d] * state.budget[i] for d in range(known.D)] for i in range(known.M)
        ]
        for i in range(known.M):
            for d in self.domains:
                if not self.looked or known.planned(i, d, year):
                    self.chance[i][d] = self._look(seen, known, without, i, d)
        self.looked = True

    def _look(self, seen, known, without, i, d):
        money = usual_plan(known, i, d, self.spend[i][d])
        fixed = score.beside_delay(seen, known, without, i, d, money)
        size, books = score.size(known, d, money), score.books_of(seen, known)
        scores = score.with_delay(seen, known, without, i, d, size, books, fixed)
        waiting = score.deferring(seen, known, i, d)
        return choice.probabilities(scores, known.offer.nest[d], known.p, waiting)[0]


class Worth:
    """What a year in the union is worth, at the terms of one year.

    Args:
        union: see `union.Union`; of it content [domain][offer], associated and may_join [member], grant_scale,
            grant_money, project_money, misses, bound (share clawed back) and prospects are read.
    """

    def __init__(self, state, known, union):
        self.state, self.known, self.union = state, known, union
        self.spend, self.chance = union.prospects.spend, union.prospects.chance
        self.domains = union.prospects.domains
        self.lead = {d: usual_lead(known, d) for d in self.domains}
        who = union.inside if any(union.inside) else union.may_join
        self.spread = {
            d: spread(known, d, [self.spend[i][d] if who[i] else 0.0 for i in range(known.M)])
            for d in self.domains
        }
        self.makers = [(d, k) for d in self.domains for k in range(known.K[d]) if known.european(d, k)]
        self.value = [[max(0.0, 1.0 - math.exp(-a)) for a in row] for row in state.home_taste]

    def _inside(self, inside, d, k):
        """Home states of an offer that are members or associated."""
        return [j for j in self.known.homes[d][k] if inside[j] or self.union.associated[j]]

    def _gain(self, i, d, inside):
        """How much an eligible offer gains for a member, with the discount and the delay behind it."""
        known, p, union = self.known, self.known.p, self.union
        buyers = [self.spend[j][d] for j in range(known.M) if inside[j] or j == i]
        everybody = sum(self.spend[j][d] for j in range(known.M) if union.may_join[j]) or 1.0
        discount = p.edtu_pool_discount * min(1.0, sum(buyers) / everybody)
        delay = common_delay(known, self.lead[d], effective_number(buyers), self.spread[d])
        later = p.w_t * (1.0 + p.zeta * self.state.threat[i]) * delay
        whole = 1.0 + known.domain.sustainment[d] * annuity(known.real_rate(i), known.domain.service_life[d])
        breach = p.edtu_breach * union.bound
        grant = p.edtu_grant * union.grant_scale
        gain = math.log((whole + breach) / ((whole - grant) * (1.0 - discount))) + p.w_e - later
        return math.exp(gain / p.mu), discount, later

    def parts(self, inside):
        """Worth by part of a union with some members, [member] each, and full grants on what members would buy."""
        known, p, union = self.known, self.known.p, self.union
        out = {part: [0.0] * known.M for part in PARTS}
        lift, crowd, bought = known.per_domain(), known.per_domain(), [0.0] * known.M
        for i in range(known.M):
            for d in self.domains:
                lift[i][d], discount, later = self._gain(i, d, inside)
                share, own, home = self._shares(i, d, inside)
                crowd[i][d] = 1.0 + share * (lift[i][d] - 1.0)
                eligible = self.spend[i][d] * share * lift[i][d] / crowd[i][d]
                bought[i] += eligible
                out["savings"][i] += eligible * discount
                out["delay"][i] -= eligible * later
                more = own * (lift[i][d] - 1.0) / crowd[i][d] + home * (1.0 / crowd[i][d] - 1.0)
                out["orders_at_home"][i] += self.value[i][d] * self.spend[i][d] * more
        claims = p.edtu_grant * sum(bought[i] for i in range(known.M) if inside[i])
        paid = min(1.0, union.grant_money / claims) if claims > 0.0 else 1.0
        for i in range(known.M):
            out["grants"][i] = paid * p.edtu_grant * bought[i]
            out["orders_from_members"][i] = self._sold(i, inside, lift, crowd)
            promised = self._project_money(i, inside)
            out["project_money"][i] = promised * (1.0 - p.edtu_conditional * union.misses)
            out["clawback"][i] = -union.bound * union.misses * out["project_money"][i]
            self._single(i, inside, out)
        return out, claims

    def _shares(self, i, d, inside):
        """With a state in: what goes to eligible offers; to its own eligible makers; to its own makers at all."""
        known, share, own, home = self.known, 0.0, 0.0, 0.0
        for k in range(known.K[d]):
            chance, mine = self.chance[i][d][k], i in known.homes[d][k]
            if mine:
                home += chance / known.offer.partners[d][k]
            if known.european(d, k) and (mine or self._inside(inside, d, k)):
                share += chance * self.union.content[d][k]
                if mine:
                    own += chance * self.union.content[d][k] / known.offer.partners[d][k]
        return share, own, home

    def _sold(self, i, inside, lift, crowd):
        """What other members buy more from makers of a state for its being in, at what that is worth to it."""
        out = 0.0
        for d, k in self.makers:
            if i not in self.known.homes[d][k] or [j for j in self._inside(inside, d, k) if j != i]:
                continue
            if self.union.associated[i] and not inside[i]:
                continue
            for j in range(self.known.M):
                if inside[j] and j != i:
                    more = self.spend[j][d] * self.chance[j][d][k] * (lift[j][d] - 1.0) / crowd[j][d]
                    out += (
                        self.value[i][d] * more * self.union.content[d][k] / self.known.offer.partners[d][k]
                    )
        return out

    def _project_money(self, i, inside):
        """Project money that is promised to the makers of a state once it is in."""
        projects, mine = 0.0, 0.0
        for d, k in self.makers:
            if not self.union.unfinished(self.state, d, k):
                continue
            homes = set(self._inside(inside, d, k))
            homes |= {i} if i in self.known.homes[d][k] else set()
            if homes:
                projects += self.union.content[d][k]
            if i in homes:
                mine += self.union.content[d][k] / len(homes)
        return mine * self.union.project_money / projects if projects > 0.0 else 0.0

    def _single(self, i, inside, out):
        """The parts that hang on a state alone: access, fee, tie."""
        known, p, state = self.known, self.known.p, self.state
        lost = p.access_horizon * p.restriction_severity * state.belief[i]
        exposed, american = 0.0, 0.0
        for d in self.domains:
            exposed += self.spend[i][d] * lost * state.us_content[i][d]
            chances = zip(self.chance[i][d], known.offer.nest[d], strict=True)
            american += self.spend[i][d] * sum(x for x, nest in chances if nest == US)
        out["access"][i] = p.w_a * p.edtu_access_shift * exposed
        out["tie"][i] = -p.tie_cost * known.favourability[i] * american
        mine = sum(self.spend[i][d] for d in self.domains)
        everyone = sum(
            sum(self.spend[j][d] for d in self.domains) for j in range(known.M) if inside[j] or j == i
        )
        out["fee"][i] = -p.edtu_fee * p.edtu_fund * mine / (everyone or 1.0)
