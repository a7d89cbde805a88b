"""What a supplier does in a year: set its price, build plant, develop. One code for all of them or for one."""

from __future__ import annotations

import numpy as np

from model.inputs.offers import POSSIBLE, WITHDRAWN
from model.rules import cost, production, research
from model.rules.choice import EUROPEAN, THIRD, US
from model.suppliers import variables as start
from model.suppliers.births import DRAWS, Candidates, start_projects
from model.suppliers.variables import DEPLOYED, LAB, MANUFACTURING, SupplierVariables


class Firms:
    """A window on the suppliers with the facts that belong to it.

    Args:
        variables: of the window. facts, parameters: of the run.
        domains, offers: slices of the domain and offer axes.
    """

    def __init__(
        self, variables: SupplierVariables, facts, parameters, domains=slice(None), offers=slice(None)
    ):
        self.variables, self.facts, self.parameters = variables, facts, parameters
        self.window = (domains, offers)
        self.domains = np.arange(len(facts.domains))[domains]
        self.experience = self.window_of(start.experience_start(facts))
        self.money = start.project_money(facts, parameters)[domains]
        self.stretch = self.window_of(start.stretch(facts, parameters) * start.slip(facts, parameters))
        self.candidates = Candidates.of(facts, parameters, domains, offers)
        self.delivered_start = self.window_of(start.first_deliveries(facts))

    def window_of(self, array):
        """The window's part of a (domain, offer, run) array."""
        return array[self.window]

    def offer(self, name: str):
        """A column of the offers table in the window."""
        return self.window_of(getattr(self.facts.offers, name))

    def domain(self, key: str):
        """A quantity of the domains table in the window, (domain, 1, 1)."""
        return self.facts.domain(key)[self.window[0]][:, None, :]

    def channel(self, incentives, name: str):
        """An incentive channel in the window, 0.0 where no lever touches it."""
        value = incentives.total_of(name)
        return value if isinstance(value, float) else self.window_of(value)

    def margin(self, market):
        """Margin on sales now: that of US suppliers falls where they lose ground."""
        contested = cost.contested_margin(
            self.offer("margin"),
            market.us_share[self.window[0]][:, None, :],
            market.us_share_start[self.window[0]][:, None, :],
            self.parameters.contest,
        )
        return np.where(self.offer("nest") == US, contested, self.offer("margin"))

    def reprice(self, market) -> None:
        """E8: list price of the year."""
        margin = self.offer("margin")
        self.variables.price[...] = cost.list_price(
            self.offer("price") * self.variables.cost,
            self.variables.output,
            self.experience,
            self.domain("progress_ratio"),
            self.parameters.learning,
            self.offer("sites") + self.channel(market.incentives, "sites"),
            self.offer("sites"),
            self.parameters.scale_loss,
            (1.0 + self.margin(market)) / (1.0 + margin),
        )

    def invest(self, market, incentives) -> None:
        """E9 to E11: cost of capital, plant ordered, capacity; then experience grows by what was made."""
        s, p = self.variables, self.parameters
        default = np.where(self.offer("small") > 0.0, p.default_small, p.default_prime)
        guaranteed = self.channel(incentives, "guarantee")
        covered = guaranteed + self.channel(incentives, "credit") * (
            1.0 - guaranteed
        )  # lent at the safe rate
        s.rate[...] = cost.lending_rate(p.safe_rate, default, p.loss_given_default, covered)
        selling = s.stage >= DEPLOYED
        wanted = production.wanted_capacity(
            self.window_of(market.backlog), s.capacity, s.building, p.plant_wear, self.offer("lead")
        )
        pays = production.profitable_share(self.margin(market), s.rate, p.hurdle, p.plant_wear, p.plant_cost)
        pays = pays * self._financed(default, covered)
        limit = p.growth_limit + self.channel(incentives, "expansion")
        new = np.where(selling, np.minimum(wanted * pays, limit * s.capacity), 0.0)
        capacity, building = production.grow_capacity(s.capacity, s.building, p.plant_wear, p.build_time)
        s.capacity[...] = np.where(selling, capacity, s.capacity)
        s.building[...] = building + new
        s.invested[...] = new * p.plant_cost
        s.output += s.delivered + self.offer("output_elsewhere") * selling

    def _financed(self, default, covered):
        """Share of wanted plant that European makers can finance, see `model.rules.production.financed_share`.

        Args:
            default: yearly probability of default. covered: share of loans that a public lender guarantees or makes.
        """
        p, ammunition = self.parameters, self.domains == self.facts.roles["munitions"]
        seen = default * (1.0 + p.ammunition_risk * ammunition[:, None, None])
        ours = (self.offer("nest") == EUROPEAN) * 1.0
        loss = ours * (seen - p.default_prime) * p.loss_given_default
        return production.financed_share(loss, p.credit_rationing, covered)

    def develop(self, market, incentives, luck_progress, luck_cancel, luck_births) -> None:
        """E13 and E14: projects move, stages are finished, quality grows, projects are started.

        Args:
            luck_progress: standard normal, luck_cancel: uniform, both (domain, offer, run) of the window.
            luck_births: uniform, of all candidates, see `model.suppliers.births.start_projects`; None: none start.
        """
        self._move_project(market, incentives, luck_progress, luck_cancel)
        s, p = self.variables, self.parameters
        nest = self.offer("nest")
        wear = self.domain("knowledge_depreciation")
        sales = p.company_research * (s.delivered - self.delivered_start)
        public = self.channel(incentives, "research") + self.channel(incentives, "knowledge")
        ripe = research.ripening(s.research, self.domain("t_lab"))
        s.research[...] = s.research + sales + public - ripe
        s.knowledge[...] = research.knowledge_step(s.knowledge, ripe, wear)
        american = self.domain("rd_us") / wear
        european = self.domain("rd_eu") / wear + s.knowledge
        ratio = np.where(nest == US, 1.0, np.where(nest == THIRD, p.third_research, european / american))
        frontier = market.frontier[self.window[0]][:, None, :]
        catch_up = np.where(nest == EUROPEAN, p.catch_up + self.channel(incentives, "catch_up"), 0.0)
        better = research.quality_step(
            s.quality,
            frontier,
            ratio,
            p.frontier_speed * self.domain("frontier_growth"),
            p.rd_elasticity,
            catch_up,
        )
        tried = self.offer("from_ukraine") * self.facts.scope("lessons")[self.window[0]][:, None, :]
        s.quality[...] = better * np.exp(p.ukraine_growth * tried)
        s.born[...] = 0.0
        if luck_births is not None and len(self.candidates.number):
            start_projects(self, market, incentives, luck_births)

    def _unpaid(self, incentives):
        """Share of pledges not honoured: some in every joint project, changed by what binds or leaves, 0-1."""
        joint = (self.offer("partners") > 1.0) * self.parameters.pledge_default
        return np.clip(joint + self.channel(incentives, "unpaid"), 0.0, 1.0)

    def _move_project(self, market, incentives, luck_progress, luck_cancel) -> None:
        """E13 for the projects under way; most suppliers have none, and are not looked at."""
        s, p = self.variables, self.parameters
        ours = (self.offer("nest") == EUROPEAN) & (self.offer("exists") > 0.0)
        running = ours & (s.stage >= LAB) & ((s.stage < DEPLOYED) | (s.progress < 1.0))
        for event in (s.reached, s.entered, s.completed, s.cancelled):
            event[...] = 0.0
        under_way = running.any(axis=-1)
        place = np.nonzero(under_way)
        if not len(place[0]):
            return

        def project(array):  # (domain, offer, run), each axis whole or of length 1 -> (project, run)
            return (
                np.broadcast_to(array, (*under_way.shape, array.shape[-1]))[place]
                if np.ndim(array)
                else array
            )

        domains, stretch = self.domains[place[0]], project(self.stretch) * s.slower[place]
        stage, running = s.stage[place], running[place]
        planned = start.planned_times(self.facts, stage, stretch, domains)
        planned = planned * (1.0 - project(self.channel(incentives, "development")))
        funding = 1.0 + project(self.channel(incentives, "research")) / project(self.money)
        step = research.progress(
            planned,
            funding,
            p.rd_elasticity,
            s.partners[place],
            p.coordination,
            project(self._unpaid(incentives)),
            project(luck_progress),
            p.progress_spread,
        ) * project(market.small_firms.pace()[self.window[0]])
        progress = np.where(running, s.progress[place] + step, s.progress[place])
        finished = running & (progress >= 1.0)
        last = stage == DEPLOYED
        dropped = running & (stage == LAB) & ~finished & (project(luck_cancel) < p.cancel_hazard)
        s.reached[place] = finished
        s.entered[place] = finished & (stage == MANUFACTURING)
        s.cancelled[place] = dropped
        # what is left of the year goes into the next stage
        following = start.planned_times(self.facts, stage + 1.0, stretch, domains)
        rest = np.minimum(1.0, (progress - 1.0) * planned / following)
        s.progress[place] = np.where(finished, np.where(last, 1.0, rest), progress)
        stopped = project(
            np.minimum(self.offer("stage"), float(WITHDRAWN))
        )  # a new project may be tried again
        s.stage[place] = np.where(dropped, stopped, np.where(finished & ~last, stage + 1.0, stage))
        s.completed[place] = finished & (s.stage[place] == DEPLOYED) & (s.progress[place] >= 1.0)


def development_luck(luck, year: int, facts, parameters) -> tuple[np.ndarray, np.ndarray, np.ndarray | None]:
    """This year's luck of all projects: progress, standard normal, and cancellation, uniform, (domain, offer, run).

    And of those that could be started, uniform, (candidate, draw, run), or None where none can be.
    """
    candidates = len(np.flatnonzero(facts.offers.stage == POSSIBLE))
    births = None
    if candidates and parameters.birth_hazard.any():
        births = luck.uniform("births", year, (candidates, len(DRAWS)))
    return luck.normal_by_offer("progress", year), luck.uniform_by_offer("cancel", year), births


class SupplierArrays:
    """All suppliers at once: the population made to be fast."""

    def __init__(self, variables: SupplierVariables, facts, parameters):
        self.variables = variables
        self.firms = Firms(variables, facts, parameters)

    def reprice(self, market) -> None:
        """Every supplier sets its price."""
        self.firms.reprice(market)

    def invest(self, market, incentives) -> None:
        """Every supplier builds plant."""
        self.firms.invest(market, incentives)

    def develop(self, market, incentives, luck, year: int) -> None:
        """Every supplier develops."""
        drawn = development_luck(luck, year, market.facts, market.parameters)
        self.firms.develop(market, incentives, *drawn)
