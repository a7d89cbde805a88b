"""The world outside the members' control: the United States (E19), threat, shocks."""

from __future__ import annotations

import numpy as np

from model.numeric.luck import WINDOW
from model.rules import belief, choice, usa
from model.world import shocks
from model.world.priorities import Priorities
from model.world.tastes import Tastes


class World:
    """State of the world for a block of runs; arrays end with the run axis.

    Attributes:
        regime: 0 steady, 1 transactional, 2 disengaging, (run,).
        commitment: of the United States to Europe, about 0-1, (run,).
        restricted: 1 while a restriction is on, (run,). severity: share of US deliveries lost, (run,).
        signal: weight of this year's US signal in beliefs, (run,).
        news: what each state makes of the United States beside the signal, (member, run).
        haste: share by which plans can be signed before (below 0) or after they are full, (member, domain, run).
        priorities: how states share their money between domains, see there.
        tastes: how tastes of states for blocs move, see there.
        swing: what all states see in a bloc's offers for some years, log price, (domain, bloc, run).
        threat: (member, run). us_capacity: share of US capacity open to Europe, (run,).
        draw_down: share of munitions in stock used up this year, (run,).
    """

    def __init__(self, scenario, facts, parameters, runs: int):
        self.scenario, self.facts, self.parameters = scenario, facts, parameters
        self.targets = (
            parameters.commitment_steady,
            parameters.commitment_transactional,
            parameters.commitment_disengaging,
        )
        self.regime = np.rint(parameters.regime_start).astype(int) + np.zeros(runs, dtype=int)
        self.commitment = self._target()
        self.random_restriction = np.zeros(runs)
        self.restricted = np.zeros(runs)
        self.severity = np.zeros(runs)
        self.signal = np.zeros(runs)
        self.threat_base = facts.threat + np.zeros(runs)
        self.threat = self.threat_base
        self.news = np.zeros_like(self.threat_base)
        self.haste = np.zeros((len(facts.states), len(facts.domains), runs))
        self.priorities = Priorities(facts, parameters)
        self.tastes = Tastes(facts, parameters)
        self.swing = np.zeros((len(facts.domains), len(choice.NESTS) - 1, runs))
        self.threat_shift = np.zeros(runs)
        self.us_capacity = np.ones(runs)
        self.draw_down = np.zeros(runs)

    def _target(self) -> np.ndarray:
        steady, transactional, disengaging = self.targets
        return np.where(
            self.regime == usa.STEADY,
            steady,
            np.where(self.regime == usa.TRANSACTIONAL, transactional, disengaging),
        )

    def turn(self, luck, year: int) -> None:
        """Step 1 of the year: regime, commitment, restrictions, threat, priorities, then the scenario's shocks."""
        p = self.parameters
        self.regime = usa.next_regime(self.regime, p.regime_leave, luck.uniform("regime", year))
        self.commitment = usa.commitment_step(
            self.commitment,
            self._target(),
            p.commitment_persistence,
            p.commitment_spread,
            luck.normal("commitment", year),
        )
        hazard = p.restriction_hazard * np.clip(1.0 - self.commitment, 0.0, 1.0)
        self.random_restriction = usa.restriction_step(
            self.random_restriction, hazard, 1.0 / p.restriction_years, luck.uniform("restriction", year)
        )
        self.threat_base = belief.threat_step(
            self.threat_base,
            self.facts.threat,
            p.threat_persistence,
            p.threat_spread,
            luck.normal("threat", year),
        )
        self.news = p.trust_spread * luck.normal("trust", year, self.news.shape[:1])
        self.haste = p.signing_spread * (2.0 * luck.uniform("signing", year, self.haste.shape[:2]) - 1.0)
        self.swing = choice.swing(p, luck.normal("swing", year // WINDOW, self.swing.shape[:2]))
        self.tastes.turn(luck, year)
        if year > self.facts.start:
            self.priorities.turn(luck, year)
        self.restricted = self.random_restriction
        self.severity = self.random_restriction * p.restriction_severity
        self.threat_shift = np.zeros_like(self.severity)
        self.us_capacity = np.ones_like(self.severity)
        self.draw_down = np.zeros_like(self.severity)
        for key, setting in sorted(self.scenario.shocks.items()):
            on = shocks.active(setting, year)
            shocks.SHOCKS[key].apply(self, on, np.atleast_1d(setting["severity"]))
        self.threat = np.clip(self.threat_base + self.threat_shift, 0.0, 1.0)
        self.signal = belief.signal(self.restricted, self.commitment, p.signal_weight)
