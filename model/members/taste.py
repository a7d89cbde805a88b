"""Taste of states for home, European, American and other offers, set so that the start looks as observed.

A state's purchases follow more than price, quality and delay: law, industry policy, alliance. What the score does not
explain is put into constants by state and domain for home offers, and by state and bloc for imports, found by inverting
the choice rule to observed shares (Berry 1994, RAND Journal of Economics 25: 242-262; contraction mapping). Where few
orders stand behind a share it is drawn to the mean of all states. One level for all offers of a cell is set likewise:
the share of plan money that is put off in the first year is what accounts show.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from model.inputs.facts import Facts
from model.inputs.parameters import Parameters
from model.members.cases import Cases, at_runs
from model.members.scoring import score_cases
from model.members.taste_apart import Apart
from model.members.taste_draw import LEAST, Draws
from model.members.variables import MemberVariables
from model.numeric.fold import largest, power, total
from model.numeric.luck import LOTS
from model.rules.choice import EUROPEAN, THIRD, US

if TYPE_CHECKING:
    from model.market import Quotes

BLOCS = (US, EUROPEAN, THIRD)  # of imports, in the order of the observed shares
STEPS = (10, 10)  # of the contraction for states, and for cells
ROUNDS = 30  # of the proportional fitting that makes what cells want add up to what states want


@dataclass(frozen=True)
class Taste:
    """Constants in log price.

    Attributes:
        facts: from which it was worked out. offers: for each offer, (member, domain, offer, run or 1).
        home: of what is made at home, (member, domain, run or 1).
        apart: what sets those for imports apart from the mean of all states.
    """

    facts: Facts
    offers: np.ndarray
    home: np.ndarray
    apart: Apart

    def take(self, runs: np.ndarray) -> Taste:
        """The constants of some runs, which may be named more than once."""
        return Taste(self.facts, at_runs(self.offers, runs), at_runs(self.home, runs), self.apart.take(runs))


@dataclass(frozen=True)
class Cells:
    """What the contraction works on; (offer, member, domain, run or 1) unless said otherwise.

    Offers of one bloc that are all made at home, or all not, share every constant, so only the sum over such a group
    is needed again and again.

    Attributes:
        score: without taste, -inf where not on the shortlist. bloc: 1 for offers of each bloc, one array each.
        home: 1 for offers made at home. defer: score of waiting, (member, domain, run).
        scale, correlation: of the choice, (run or 1,).
        money: planned spending, (member, domain, 1).
    """

    score: np.ndarray
    bloc: tuple[np.ndarray, ...]
    home: np.ndarray
    defer: np.ndarray
    scale: np.ndarray
    correlation: np.ndarray
    money: np.ndarray

    @cached_property
    def groups(self) -> np.ndarray:
        """Log of the summed exponentials of scaled scores, -inf for none, (home or not, bloc, member, domain, run)."""
        scaled = self.score / (self.correlation * self.scale)
        best = largest(scaled)
        best = np.where(np.isfinite(best), best, 0.0)
        weight = np.exp(scaled - best)
        made = (self.home, 1.0 - self.home)
        sums = np.stack([np.stack([total(weight * bloc * where) for bloc in self.bloc]) for where in made])
        with np.errstate(divide="ignore"):  # log(0) is the -inf of a group without offers
            return np.log(sums) + best


@dataclass(frozen=True)
class Constants:
    """Taste in log price.

    Attributes:
        home: for what is made at home, (member, domain, run). bloc: for imports from blocs, (bloc, member, run).
        by_cell: for imports from blocs in one domain, beside that, (bloc, member, domain, run).
    """

    home: np.ndarray
    bloc: np.ndarray
    by_cell: np.ndarray

    @classmethod
    def none(cls, shape: tuple[int, ...]) -> Constants:
        """No taste, for so many (member, domain, run)."""
        members, domains, runs = shape
        blocs = len(BLOCS)
        return cls(
            np.zeros(shape), np.zeros((blocs, members, runs)), np.zeros((blocs, members, domains, runs))
        )

    def of_offers(self, cells: Cells) -> np.ndarray:
        """The constant of each offer, (offer, member, domain, run)."""
        parts = [mask * (self.bloc[n][:, None] + self.by_cell[n]) for n, mask in enumerate(cells.bloc)]
        return cells.home * self.home + (1.0 - cells.home) * total(np.stack(parts), 0)


@dataclass(frozen=True)
class Shares:
    """Shares of what is bought, waiting left out.

    Attributes:
        home: of all, (member, domain, run). imports: of each bloc in imports of a cell, (bloc, member, domain, run).
        by_member: the same over all domains, (bloc, member, run).
        worth: inclusive value of buying, log price, -inf where nothing can be bought, (member, domain, run).
        home_slope: rise of the log odds of home with the constant for home, per log price, (member, domain, run).
        import_slope: rise of the log of a bloc's imports with their constant, while nothing outside the bloc moves, per
            log price, (bloc, member, domain, run). It lies between that inside a bloc and that between blocs.
    """

    home: np.ndarray
    imports: np.ndarray
    by_member: np.ndarray
    worth: np.ndarray
    home_slope: np.ndarray
    import_slope: np.ndarray


def invert(members: MemberVariables, quotes: Quotes, facts: Facts, parameters: Parameters) -> Taste:
    """Taste constants at which purchases in ordinary times look as observed.

    Args:
        members: at the start, without taste. quotes: of the first year, without any lever.
    """
    cells = find_cells(members, ordinary(quotes), facts, parameters)
    states, domains, _ = facts.home_share.shape
    draws = Draws.of(parameters.taste_draw, states, domains, len(BLOCS))
    home, wanted = _wanted_at_home(facts, parameters, draws), _wanted_by_member(facts, parameters, draws)
    by_state, by_cell = STEPS
    constants = _contract(cells, Constants.none(cells.score.shape[1:]), by_state, home, wanted=wanted)
    now = shares(cells, constants)
    # What cells want and what the state wants rest on different orders: the state's has the last word.
    imported = cells.money * (1.0 - np.where(_possible(now.home), home, now.home))
    agreed = fit(_wanted_by_cell(facts, parameters, now, draws), imported, wanted)
    constants = _contract(cells, constants, by_cell, home, wanted_by_cell=agreed)
    first = find_cells(members, quotes, facts, parameters)
    level = _level(first, shares(first, constants), parameters.underspend)
    offers = np.moveaxis((constants.of_offers(cells) + level) * parameters.taste, 0, 2)
    by_bloc = (constants.bloc[:, :, None] + constants.by_cell) * parameters.taste
    return Taste(
        facts,
        np.ascontiguousarray(offers),
        constants.home * parameters.taste,
        Apart.of(by_bloc, agreed, imported),
    )


def ordinary(quotes: Quotes) -> Quotes:
    """The same quotes where nobody waits for others: each maker delivers after its time in production."""
    return replace(
        quotes,
        backlog=np.zeros_like(quotes.backlog),
        backlog_first=np.zeros_like(quotes.backlog),
        capacity=np.full_like(quotes.capacity, np.inf),
    )


def usual_plan(yearly, row, domain, facts: Facts, parameters: Parameters) -> np.ndarray:
    """Money of a plan of the usual size, bn EUR, (case, run or 1).

    Args:
        yearly: spending of each case, bn EUR a year, (case, run or 1). row, domain: of each case, or one for all.
    """
    plan = yearly * facts.cycle_years[row]
    full = np.maximum(yearly, LOTS * facts.domain("typical_contract")[domain])
    plan = np.where(parameters.sign_when_full > 0.0, np.minimum(plan, full), plan)
    return np.maximum(plan, facts.domain("unit_price")[domain])  # also who buys next to nothing has a taste


def find_cells(members: MemberVariables, quotes: Quotes, facts: Facts, parameters: Parameters) -> Cells:
    """Scores of all offers for a plan of the usual size of every member in every domain."""
    count, domains, runs = len(facts.states), len(facts.domains), members.money.shape[-1]
    row, domain = (axis.reshape(-1) for axis in np.indices((count, domains)))
    yearly = facts.spending_share * facts.budget_path(facts.start)[:, None, :]
    plan = usual_plan(yearly[row, domain], row, domain, facts, parameters) + np.zeros(runs)
    cases = Cases(row, row, domain, plan, np.ones(plan.shape, dtype=bool))
    scores = score_cases(members, cases, quotes, everything=True)
    shape = (len(scores.score), count, domains, runs)
    offers = facts.offers
    nest = np.broadcast_to(offers.nest[..., 0].T[:, None, :, None], (*shape[:3], 1))
    order = np.argsort(scores.offers, axis=0, kind="stable")  # back into the order of the offer axis
    return Cells(
        score=np.take_along_axis(scores.score, order, axis=0).reshape(shape),
        bloc=tuple((nest == bloc) * 1.0 for bloc in BLOCS),
        home=np.moveaxis(facts.made_at_home, 2, 0),
        defer=scores.defer.reshape(shape[1:]),
        scale=parameters.mu,
        correlation=parameters.nest_correlation,
        money=yearly,
    )


def shares(cells: Cells, constants: Constants) -> Shares:
    """Expected shares of what is bought by nested logit, with some constants."""
    spread = cells.correlation * cells.scale
    abroad = (constants.bloc[:, :, None] + constants.by_cell) / spread
    value = cells.groups + np.stack([np.broadcast_to(constants.home / spread, abroad.shape), abroad])
    best = np.maximum.reduce(value.reshape(-1, *value.shape[2:]))
    best = np.where(np.isfinite(best), best, 0.0)
    group = np.exp(value - best)
    both = group[0] + group[1]
    there = both > 0.0
    nest = np.where(there, power(np.where(there, both, 1.0), cells.correlation), 0.0)
    inside = group[0] / np.where(there, both, 1.0)  # share of home in its bloc
    group = group * (nest / np.where(there, both, 1.0))
    whole = total(nest)
    safe = np.where(whole > 0.0, whole, 1.0)
    home = total(group[0]) / safe
    imported = total(group[1])
    by_cell = group[1] / np.where(imported > 0.0, imported, 1.0)
    spent = total(group[1] / safe * cells.money, 2)
    by_member = spent / np.where(total(spent) > 0.0, total(spent), 1.0)
    with np.errstate(divide="ignore"):  # log(0) is the -inf of where nothing can be bought
        worth = np.where(whole > 0.0, best * spread + cells.scale * np.log(whole), -np.inf)
    moved = (
        total(group[0] * ((1.0 - inside) / spread + inside / cells.scale)) / safe - home * home / cells.scale
    )
    possible = _possible(home)
    slope = np.where(possible, moved / np.where(possible, home * (1.0 - home), 1.0), 1.0 / cells.scale)
    return Shares(home, by_cell, by_member, worth, slope, inside / spread + (1.0 - inside) / cells.scale)


def _level(cells: Cells, now: Shares, underspend: np.ndarray) -> np.ndarray:
    """What all offers of a cell gain against waiting, so that `underspend` of its money is put off, log price."""
    possible = np.isfinite(now.worth)
    gain = cells.defer + cells.scale * np.log((1.0 - underspend) / underspend)
    return np.where(possible, gain - np.where(possible, now.worth, 0.0), 0.0)


def fit(share: np.ndarray, money: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Shares of blocs by cell that add up to those of their state and keep the odds between its cells.

    Iterative proportional fitting (Deming and Stephan 1940, Annals of Mathematical Statistics 11: 427-444), in turns by
    bloc and by cell. A bloc that can sell in no cell, and a state that wants nothing, leave shares as they are.

    Args:
        share: wanted by cell, (bloc, member, domain, run). money: spent on imports, (member, domain, run).
        wanted: shares of all imports of a state, (bloc, member, run).
    """
    for _ in range(ROUNDS):
        sold = total(share * money, 2)
        whole = total(sold)
        there = (wanted > 0.0) & (sold > 0.0)
        share = share * np.where(there, wanted * whole / np.where(there, sold, 1.0), 1.0)[:, :, None]
        every = total(share)
        share = share / np.where(every > 0.0, every, 1.0)
    return share


def _possible(home: np.ndarray) -> np.ndarray:
    """True where something can be bought at home and something abroad."""
    return (home > 0.0) & (home < 1.0)


def _contract(
    cells: Cells, constants: Constants, steps: int, wanted_home, wanted=None, wanted_by_cell=None
) -> Constants:
    """The constants for home, and those of states or of cells, some steps nearer to where shares are as wanted.

    Each constant for imports is raised by the log that its share lacks (Berry 1994), in units of the noise for states,
    for cells by as much as makes up for it where nothing outside the bloc moves: imports from Europe compete with home
    offers in their bloc, others hardly do. The one for home moves by Newton's step in log odds. So they settle however
    alike the offers of a bloc are. European imports are the reference, so the state's constant for them is 0.
    """
    home, bloc, by_cell = constants.home, constants.bloc, constants.by_cell
    for _ in range(steps):
        now = shares(cells, Constants(home, bloc, by_cell))
        possible = _possible(now.home)
        odds = np.where(possible, now.home / (1.0 - np.where(possible, now.home, 0.5)), 1.0)
        lacking = np.log(wanted_home / (1.0 - wanted_home)) - np.log(odds)
        home = np.where(possible, home + lacking / np.maximum(now.home_slope, LEAST), home)
        if wanted is not None:
            bloc = bloc + cells.scale * _lacking(wanted, now.by_member)
            bloc = bloc - bloc[BLOCS.index(EUROPEAN)]
        if wanted_by_cell is not None:
            by_cell = by_cell + _lacking(wanted_by_cell, now.imports) / now.import_slope
    return Constants(home, bloc, by_cell)


def _lacking(wanted: np.ndarray, share: np.ndarray) -> np.ndarray:
    """Log of a share wanted over the share there is; 0 where nothing is wanted or nothing can be had."""
    there = (wanted > 0.0) & (share > 0.0)
    return np.where(there, np.log(np.where(there, wanted, 1.0)) - np.log(np.where(there, share, 1.0)), 0.0)


def _wanted_at_home(facts: Facts, parameters: Parameters, draws: Draws | None) -> np.ndarray:
    """Home shares of cells, (member, domain, run or 1)."""
    share, low, high = (
        np.clip(x, LEAST, 1.0 - LEAST) for x in (facts.home_share, facts.home_low, facts.home_high)
    )
    if draws is None:
        return share
    wide = np.log(high / (1.0 - high)) - np.log(low / (1.0 - low))
    return draws.of_home(share, wide / parameters.home_range_width)


def _wanted_by_member(facts: Facts, parameters: Parameters, draws: Draws | None) -> np.ndarray:
    """Shares of blocs in imports, drawn to the mean of all states where orders are few, (bloc, member, run or 1)."""
    observed, orders = np.moveaxis(facts.import_share, 1, 0), facts.import_orders
    if not orders.any():
        return np.zeros((len(BLOCS), len(facts.states), 1))
    mean = total(observed * orders, 1) / total(orders, 0)
    known = orders / (orders + parameters.taste_orders)
    mixed = known * observed + (1.0 - known) * mean[:, None]
    floored = np.maximum(mixed, LEAST)
    if draws is not None:
        floored = draws.of_states(floored, orders + parameters.taste_orders)
    return floored / total(floored)


def _wanted_by_cell(facts: Facts, parameters: Parameters, now: Shares, draws: Draws | None) -> np.ndarray:
    """Shares of blocs in the imports of a cell: its own orders, drawn to what is usual for the state and the domain.

    Returns:
        (bloc, member, domain, run or 1); where no orders of the domain are known, what the state's constants give, and
        0 everywhere where none are known at all.
    """
    observed, orders = np.moveaxis(facts.import_share_by_domain, 2, 0), facts.import_orders_by_domain
    known = orders / (orders + parameters.taste_orders)
    mixed = known * observed + (1.0 - known) * _usual(observed, orders, now.imports, parameters.taste_orders)
    floored = np.maximum(mixed, LEAST) * (now.imports > 0.0)
    if draws is not None:
        floored = draws.of_cells(floored, orders + parameters.taste_orders)
    return np.where(total(orders, 0) > 0.0, floored, now.imports) * orders.any()


def _usual(
    observed: np.ndarray, orders: np.ndarray, imports: np.ndarray, concentration: np.ndarray
) -> np.ndarray:
    """Shares of blocs that the state's constants give, times what sets the domain apart in the orders of all states.

    Args:
        observed, imports: (bloc, member, domain, run or 1). orders: number behind them, (member, domain, 1).
        concentration: orders at which those of a domain weigh as much as what the constants give.
    """
    whole = total(orders, 0)
    safe = np.where(whole > 0.0, whole, 1.0)
    seen, given = (total(share * orders, 1) / safe for share in (observed, imports))
    known = whole / (whole + concentration)
    aim = np.maximum(known * seen + (1.0 - known) * given, LEAST)
    there = given > 0.0
    usual = imports * np.where(there, aim / np.where(there, given, 1.0), 1.0)[:, None]
    every = total(usual)
    return usual / np.where(every > 0.0, every, 1.0)
