"""What membership of the union is worth to each state, from the market and by the rule of choice (E16')."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from model.inputs.parameters import Parameters
from model.institutions.makers import Makers
from model.members.cases import at_runs
from model.numeric.fold import add_rows, total
from model.rules import union


@dataclass(frozen=True)
class Terms:
    """What the union offers in a year, judged at full strength. Arrays end with the run axis.

    Attributes:
        content: share of each maker's offer that meets the content rule, (maker's offer, run).
        associated: 1 for partners whose makers count as inside, (member, run or 1).
        may_join: 1 for states that can be members, (member, run).
        grant, breach, discount, fee: shares of price, the last of the fund, (run or 1,). discount: at full pooling.
        grant_money: for grants in a year, project_money: for projects, bn EUR, (run,).
        fund: what members pay their part of, so without fees of partners, bn EUR a year, (run or 1,).
        scale: share of the full grant that was paid last, (run,). paid: share of project money that is paid in the end.
        clawed: share of paid project money that is claimed back. unfinished: 1 for projects, (maker's offer, run).
        spread: how unlike the partners are, (domain, run). fixed: parts that hang on nobody else, (member, run) each.
    """

    content: np.ndarray
    associated: np.ndarray
    may_join: np.ndarray
    grant: np.ndarray
    breach: np.ndarray
    discount: np.ndarray
    fee: np.ndarray
    grant_money: np.ndarray
    project_money: np.ndarray
    fund: np.ndarray
    scale: np.ndarray
    paid: np.ndarray
    clawed: np.ndarray
    unfinished: np.ndarray
    spread: np.ndarray
    fixed: dict[str, np.ndarray]

    def take(self, runs: np.ndarray) -> Terms:
        """The terms of some runs."""
        some = {f.name: at_runs(getattr(self, f.name), runs) for f in fields(self) if f.name != "fixed"}
        return replace(self, **some, fixed={name: at_runs(part, runs) for name, part in self.fixed.items()})


@dataclass(frozen=True)
class Worth:
    """What a year in the union is worth, whoever is in. Arrays end with the run axis.

    Attributes:
        makers: who makes what. parameters: of the runs. terms: what the union offers.
        chosen, at_home, spend: see `model.institutions.prospects.Prospects`.
        running: see `model.members.variables.MemberVariables`, in the union's domains, (member, d, run or 1).
        value: of a euro of orders to makers at home, by domain, (member, d, run or 1).
        impatience: what a year of delay costs, log price, (member, 1, run).
        own: probability that a home buys what it makes and is eligible, (home, run). own_makers: the part of a state's
            euro that reaches its makers so, (member, d, run).
        squares: of `spend`. weight: its sum over domains, (member, run). everybody: its sum over all who may join, 1
            where they plan nothing, (d, run).
    """

    makers: Makers
    parameters: Parameters
    terms: Terms
    chosen: np.ndarray
    at_home: np.ndarray
    spend: np.ndarray
    running: np.ndarray
    value: np.ndarray
    impatience: np.ndarray
    own: np.ndarray
    own_makers: np.ndarray
    squares: np.ndarray
    weight: np.ndarray
    everybody: np.ndarray

    def take(self, runs: np.ndarray) -> Worth:
        """The same for some runs."""
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        arrays: dict[str, Any] = {k: at_runs(x, runs) for k, x in values.items() if isinstance(x, np.ndarray)}
        return replace(self, parameters=self.parameters.take(runs), terms=self.terms.take(runs), **arrays)

    def parts(self, inside: np.ndarray) -> tuple[dict[str, np.ndarray], np.ndarray]:
        """What a year in the union with ``inside`` is worth to each state, and what members would claim in grants.

        Args:
            inside: 1 for members, (member, run). A state that is out looks at the union with itself in it, one that is
                in at what it would lose: its own purchases, and what its makers sell to the others.

        Returns:
            By part, see `model.rules.union.PARTS`, bn EUR a year, costs negative, (member, run) each; and full grants
            on purchases of members, bn EUR a year, (run,).
        """
        p, terms, spend, out = self.parameters, self.terms, self.spend, dict(self.terms.fixed)
        home, offer, outside = self.makers.home_member, self.makers.home_offer, 1.0 - inside
        homes_inside = np.zeros((len(self.makers.homes), inside.shape[-1]))
        add_rows(homes_inside, (offer,), np.maximum(inside, terms.associated), (home,))
        alone = (homes_inside[offer] - inside[home] <= 0.0) * 1.0  # nobody else makes it eligible
        eligible = terms.content * (homes_inside > 0.0)
        share = np.stack(
            [total(self.chosen[:, part] * eligible[part], 1) for part in self.makers.slices], axis=1
        )
        add_rows(
            share, (home, self.makers.domain[offer]), self.own * alone * outside[home], (self.makers.at,)
        )
        # with each state in: pool, partners, what an eligible offer gains
        mine = inside[:, None, :]
        joined = spend * outside[:, None, :]
        demand = total(spend * mine, 0) + joined
        squares = total(self.squares * mine, 0) + self.squares * outside[:, None, :]
        discount = union.pooled_discount(terms.discount, np.minimum(1.0, demand / self.everybody))
        delay = union.common_delay(
            p.common_delay,
            self.makers.lead,
            union.effective_number(demand, squares),
            terms.spread,
            p.delay_by_partners,
            p.delay_by_spread,
        )
        later = self.impatience * delay
        gain = union.gain_in_price(
            discount, terms.grant * terms.scale, terms.breach, self.running, p.w_e, later
        )
        lift = np.exp(gain / p.mu)
        crowd = union.crowding(share, lift)
        bought = spend * share * lift / crowd  # of eligible offers
        by_member = total(bought, 1)
        claims = terms.grant * total(by_member * inside, 0)
        paid = np.minimum(1.0, terms.grant_money / np.where(claims > 0.0, claims, np.inf))
        out["grants"] = np.where(claims > 0.0, paid, 1.0) * terms.grant * by_member
        out["savings"] = total(bought * discount, 1)
        out["delay"] = -total(bought * later, 1)
        more = spend * (lift - 1.0) / crowd
        at_own_makers = self.own_makers * more + self.at_home * spend * (1.0 / crowd - 1.0)
        out["orders_at_home"] = total(self.value * at_own_makers, 1)
        out["orders_from_members"] = self._sold(inside, alone, more)
        out["project_money"] = self._project_money(inside, homes_inside) * terms.paid
        out["clawback"] = -terms.clawed * out["project_money"]
        everyone = total(self.weight * inside, 0) + self.weight * outside
        out["fee"] = -terms.fee * terms.fund * self.weight / np.where(everyone > 0.0, everyone, 1.0)
        return {name: out[name] for name in union.PARTS}, claims

    def utility(self, inside: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Worth of a year in the union with ``inside``, and the sum of its parts without sign, (member, run)."""
        return sums(self.parts(inside)[0])

    def answer(self, inside: np.ndarray) -> np.ndarray:
        """Who is in after each state has answered to ``inside``, were there neither politics nor exit costs."""
        return union.stays_or_joins(inside, self.utility(inside)[0], 0.0) * self.terms.may_join

    def stable(self) -> tuple[np.ndarray, np.ndarray]:
        """Lowest and highest stable membership, (member, run) each.

        From nobody, states join until nobody else would; from all, they leave until nobody else would. Where the worth
        of membership rises with the members these are the lowest and the highest stable set (Tarski 1955).
        """
        return (
            self._settled(np.zeros_like(self.terms.may_join), np.maximum),
            self._settled(self.terms.may_join, np.minimum),
        )

    def _settled(self, inside: np.ndarray, towards: np.ufunc) -> np.ndarray:
        """What answers lead to from ``inside`` when who has come (or gone) stays so.

        Runs settle sooner or later, so when half of those that are looked at have, only the others are.
        """
        out, runs, worth = inside.copy(), np.arange(inside.shape[-1]), self
        for _ in range(len(inside)):
            after = towards(inside, worth.answer(inside))
            out[:, runs] = after
            moved = np.flatnonzero((after != inside).any(axis=0))
            if not len(moved):
                break
            if 2 * len(moved) <= len(runs):
                runs, worth, after = runs[moved], worth.take(moved), after[:, moved]
            inside = after
        return out

    def _sold(self, inside, alone, more) -> np.ndarray:
        """What other members buy more from makers of each state because it is in, at what that is worth to it."""
        home, offer = self.makers.home_member, self.makers.home_offer
        wanted = more * inside[:, None, :]
        sold = np.concatenate(
            [total(self.chosen[:, part] * wanted[:, d, None], 0) for d, part in enumerate(self.makers.slices)]
        )
        place = self.makers.domain[offer]
        by_itself = self.chosen[home, offer] * wanted[home, place]
        brought = alone * self.makers.work * self.terms.content[offer] * (sold[offer] - by_itself)
        out = np.zeros_like(inside)
        add_rows(out, (home,), brought * self.value[home, place], (self.makers.at,))
        return out

    def _project_money(self, inside, homes_inside) -> np.ndarray:
        """Promised project money that reaches the makers of each state, once it is in, bn EUR a year, (member, run)."""
        home, offer, terms = self.makers.home_member, self.makers.home_offer, self.terms
        weight = terms.unfinished * terms.content
        outside = 1.0 - np.maximum(inside, terms.associated)[home]  # who counts as inside is there already
        brings, out = np.zeros_like(inside), np.zeros_like(inside)
        add_rows(brings, (home,), weight[offer] * (homes_inside[offer] <= 0.0) * outside, (self.makers.at,))
        running = total(weight * (homes_inside > 0.0), 0) + brings
        part = weight[offer] / np.maximum(1.0, homes_inside[offer] + outside)
        add_rows(out, (home,), part, (self.makers.at,))
        return out * terms.project_money / np.where(running > 0.0, running, 1.0)


def sums(parts: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Sum of all parts, and of their sizes without sign, (member, run) each."""
    listed = np.stack(list(parts.values()))
    return total(listed, 0), total(np.abs(listed), 0)
