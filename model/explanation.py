"""Why one state chose what it chose: the offers, each term of the score, the nest, and what luck did."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from model.errors import InputError, unknown
from model.members.options import DEFER, Option, reason
from model.members.scoring import TERMS
from model.scenarios.loader import load_scenario
from model.scenarios.scenario import Scenario

if TYPE_CHECKING:
    from model.members.agents import MemberState
    from model.mesa_model import ProcurementModel

COLUMNS = ("price", "delivery_yr", "quality_index", *TERMS, "score", "probability")
WIDTH = 30  # of the names of an offer


@dataclass(frozen=True)
class Explanation:
    """One decision of one state in one run.

    Attributes:
        state, domain, year, scenario, seed, replicate: which decision.
        money: bn EUR. lots: number of separate contracts.
        offers: one row per offer as `MemberState.options` gives them, best first, and by_<lever>, what a lever added
            to its score.
        why: sentences.
    """

    state: str
    domain: str
    year: int
    scenario: str
    seed: int
    replicate: int
    money: float
    lots: int
    offers: list[Option]
    why: str

    def frame(self):
        """The offers as a pandas data frame."""
        import pandas as pd

        return pd.DataFrame(self.offers)

    def __str__(self) -> str:
        head = (
            f"{self.state}, {self.domain}, {self.year} "
            f"({self.scenario}, seed {self.seed}, replicate {self.replicate}): "
            f"{self.money:.2f} bn EUR in {self.lots} lot{'s' if self.lots > 1 else ''}"
        )
        lines = [
            head,
            f"{'offer':22s}{'systems':{WIDTH}s}{'nest':>10s}"
            + "".join(f"{name[:11]:>13s}" for name in COLUMNS)
            + "  lots",
        ]
        for row in self.offers:
            numbers = "".join(f"{'' if row[n] is None else format(row[n], '.2f'):>13s}" for n in COLUMNS)
            systems = f"{textwrap.shorten(row['systems'], WIDTH - 2, placeholder=' ...'):{WIDTH}s}"
            note = "" if row["listed"] else "  not on the shortlist: " + row["barred_by"]
            if row["sent_back_bn"] > 0.0:
                note += f"  {row['sent_back_bn']:.2f} bn EUR went back"
            if row["instead_bn"] > 0.0:
                note += f"  {row['instead_bn']:.2f} bn EUR of what went back"
            lines.append(
                f"{row['offer']:22s}{systems}{row['nest']:>10s}{numbers}{row['chosen_lots']:>6d}{note}"
            )
        return "\n".join([*lines, "", self.why, *self._levers()])

    def _levers(self) -> list[str]:
        """What each lever contributed to the scores, one line each."""
        out = []
        for key in [name for name in self.offers[0] if name.startswith("by_")]:
            moved = [(row["offer"], row[key]) for row in self.offers if row.get(key)]
            parts = []
            for offer, value in moved:
                if np.isfinite(value):
                    parts.append(f"{offer} {value:+.2f}")
                else:
                    parts.append(f"{offer} {'put on' if value > 0 else 'kept off'} the shortlist")
            out.append(f"{key.removeprefix('by_')}: {', '.join(parts) or 'changed no score'}")
        return out

    def _repr_html_(self) -> str:
        table = self.frame().round(3).to_html(index=False)
        return f"<p><b>{self.state}, {self.domain}, {self.year}</b></p>{table}<p>{self.why}</p>"


def explain(
    what: Any,
    state: str,
    domain: str,
    year: int,
    seed: int | None = None,
    replicate: int | None = None,
    facts: str | Path | None = None,
) -> Explanation:
    """Explain one decision.

    Args:
        what: a `ProcurementModel` that has been stepped to the year: its own agent is asked what it saw and did; or a
            result of `run`, a scenario, or its name: that history is run again.
        state: ISO2 code such as "PL". domain: key such as "fighters". year: calendar year.
        seed, replicate: which history; by default the result's own seed and its first replicate. A model has its own.
        facts: folder of the data tables, if they are not those that come with the model.

    Raises:
        InputError: unknown names, or a year in which the state decides nothing there (with the years it does).
    """
    model = (
        what
        if hasattr(what, "members") and hasattr(what, "setup")
        else _stepped(what, year, seed, replicate, facts)
    )
    setup = model.setup
    if state not in setup.facts.states:
        raise unknown("state", state, setup.facts.states)
    if domain not in setup.facts.domains:
        raise unknown("domain", domain, setup.facts.domains)
    if model is what and (seed, replicate, facts) != (None, None, None):
        raise InputError(
            "explain: a model has its own seed, replicate and facts; leave them out, or give a scenario"
        )
    if not setup.scenario.start <= year < model.next_year:
        until = (
            f"has been stepped to {model.next_year - 1}"
            if model.next_year > setup.scenario.start
            else "not yet"
        )
        raise InputError(f"explain: this model {until}; call run_model() before asking about {year}")
    return describe(model.member(state), domain, year)


def describe(agent: MemberState, domain: str, year: int) -> Explanation:
    """The decision of an agent in a domain and year."""
    year, case = agent.decision_of(domain, year)
    setup, plans = agent.model.setup, agent.memory[year].plans
    rows = agent.option_rows(year, case)
    for lever in sorted(setup.scenario.levers):
        without = agent.score_without(year, lever).score[:, case]
        for row in rows:
            waits = row["offer"] == DEFER
            row[f"by_{lever}"] = 0.0 if waits else _moved(plans.scores.score, without, row["place"], case)
    for row in rows:
        del row["place"]
    return Explanation(
        agent.iso2,
        domain,
        year,
        setup.scenario.name,
        setup.seed,
        int(setup.replicates[0]),
        float(plans.cases.money[case]),
        int(plans.lots[case]),
        rows,
        reason(rows, agent.has_own_rule),
    )


def _stepped(
    what, year: int, seed: int | None, replicate: int | None, facts: str | Path | None
) -> ProcurementModel:
    """The Mesa model of a history, stepped to a year; equal bit for bit to that run inside an ensemble."""
    from model.mesa_model import ProcurementModel

    if hasattr(what, "history"):  # a result, whose runs may differ in parameters
        scenario: Scenario = what.history(replicate)
    else:
        scenario = load_scenario(getattr(what, "scenario", what))
    if year not in scenario.calendar:
        first, last = scenario.calendar[0], scenario.calendar[-1]
        raise InputError(f"year: {year} is not simulated; {scenario.name} runs {first}-{last}")
    first_replicate = getattr(what, "replicates", [0])[0]
    model = ProcurementModel(
        scenario,
        seed=int(getattr(what, "seed", 1)) if seed is None else seed,
        replicate=int(first_replicate) if replicate is None else replicate,
        facts=facts,
    )
    made_with = getattr(what, "table_hashes", {})
    if made_with and dict(made_with) != dict(model.setup.facts.hashes):
        raise InputError(
            "explain: the result was made with other data tables; name their folder, facts=FOLDER"
        )
    while model.next_year <= year:
        model.step()
    return model


def _moved(score: np.ndarray, without: np.ndarray, place: int, case: int) -> float:
    """What a lever added to a score; infinite where it put an offer on or took it off the shortlist."""
    before, after = float(without[place]), float(score[place, case])
    return 0.0 if after == before else after - before
