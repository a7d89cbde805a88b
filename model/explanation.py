"""Why one state chose what it chose: the offers, each term of the score, the nest, and what luck did."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from model.block import set_up
from model.errors import InputError, unknown
from model.inputs.parameters import Parameters
from model.members import decision
from model.members.arrays import MemberArrays
from model.members.scoring import TERMS
from model.rules import choice
from model.scenarios import scenario as scenarios
from model.suppliers.conduct import SupplierArrays


@dataclass(frozen=True)
class Explanation:
    """One decision of one state in one run.

    Attributes:
        state, domain, year, scenario, seed, replicate: which decision.
        money: bn EUR. lots: number of separate contracts.
        offers: one dict an offer, best score first: offer, bloc, listed, price, delivery_yr, quality_index, each term
            of the score in log price, by_<lever> (what a lever added), score, probability, chosen_lots;
            one of them is "defer".
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
    offers: list[dict]
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
        columns = ("price", "delivery_yr", "quality_index", *TERMS, "score", "probability")
        lines = [
            head,
            f"{'offer':22s}{'nest':>10s}" + "".join(f"{name[:11]:>13s}" for name in columns) + "  lots",
        ]
        for row in self.offers:
            numbers = "".join(f"{'' if row[n] is None else format(row[n], '.2f'):>13s}" for n in columns)
            note = "" if row["listed"] else "  not on the shortlist: " + row["barred_by"]
            lines.append(f"{row['offer']:22s}{row['nest']:>10s}{numbers}{row['chosen_lots']:>6d}{note}")
        return "\n".join([*lines, "", self.why, *self._levers()])

    def _levers(self) -> list[str]:
        """What each lever contributed to the scores, a line each."""
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
    what, state: str, domain: str, year: int, seed: int | None = None, replicate: int = 0
) -> Explanation:
    """Explain one decision.

    Args:
        what: a result of `run`, a `ProcurementModel` (whose scenario is run again), a scenario, or its name.
        state: ISO2 code such as "PL". domain: key such as "combat_air". year: calendar year.
        seed, replicate: which history; a result's own seed by default.

    Raises:
        InputError: unknown names, or a year in which the state decides nothing there (with the years it does).
    """
    scenario = scenarios.load_scenario(getattr(what, "scenario", what))
    if seed is None:
        seed = int(getattr(what, "luck_seed", getattr(what, "seed", 1)))
    run = _run(scenario, seed, replicate, year)
    facts = run.facts
    if state not in facts.states:
        raise unknown("state", state, facts.states)
    if domain not in facts.domains:
        raise unknown("domain", domain, facts.domains)
    if year not in scenario.calendar:
        first, last = scenario.calendar[0], scenario.calendar[-1]
        raise InputError(f"year: {year} is not simulated; {scenario.name} runs {first}-{last}")
    i, d = facts.states.index(state), facts.domains.index(domain)
    decided, answer = [], None
    for now in scenario.calendar:
        run.year(now)
        for plans in run.members.latest:
            place = np.flatnonzero((plans.cases.member == i) & (plans.cases.domain == d))
            if len(place):
                decided.append(now)
                if now == year:
                    answer = _describe(run, plans, int(place[0]), scenario, seed, replicate, now)
        if answer is not None:
            return answer
    if not decided:
        raise InputError(f"explain: {state} decides nothing in {domain} in any year of {scenario.name}")
    years = ", ".join(map(str, decided))
    raise InputError(f"explain: {state} decides nothing in {domain} in {year}; it does in {years}")


class _Watched(MemberArrays):
    """Members as arrays that also keep, for one year, the scores each case would have without one lever."""

    def __init__(self, state, year: int, levers):
        super().__init__(state, keep=True)
        self.year, self.levers = year, levers
        self.without: dict[str, np.ndarray] = {}
        self.quality = None

    def plan(self, quotes, luck, year: int):
        if year == self.year:
            self.quality = quotes.quality.copy()  # it moves later in the year
            cases = decision.find_cases(self.state, year)
            for key in self.levers:
                bare = replace(quotes, incentives=quotes.incentives.without(key))
                self.without[key] = decision.score_cases(self.state, cases, bare, everything=True).score
        return super().plan(quotes, luck, year)


def _run(scenario, seed: int, replicate: int, year: int):
    values = Parameters(scenario.parameters)
    return set_up(
        scenario,
        seed,
        np.array([replicate]),
        values,
        lambda state: _Watched(state, year, sorted(scenario.levers)),
        SupplierArrays,
    )


def _describe(run, plans, case: int, scenario, seed, replicate, year) -> Explanation:
    cases, scores, facts, p = plans.cases, plans.scores, run.facts, run.parameters
    i, d = int(cases.member[case]), int(cases.domain[case])
    keys = facts.offers.keys[d]
    one = slice(case, case + 1)
    chance = choice.probabilities(
        scores.score[:, one], scores.nest[:, one], scores.defer[one], p.mu, p.nest_correlation
    )[:, 0]
    picked = plans.chosen[:, case]
    slots = scores.score.shape[0]
    rows = []
    for k, key in enumerate(keys):
        listed = bool(np.isfinite(scores.score[k, case]))

        def shown(values, k=k):
            return np.broadcast_to(values, scores.at.shape)[k, cases.cell[case], 0]

        rows.append(
            {
                "offer": key,
                "nest": choice.NESTS[int(scores.nest[k, case])],
                "listed": listed,
                "barred_by": ""
                if listed
                else ", ".join(name for name, bars in scores.barred.items() if shown(bars)),
                "price": float(shown(scores.price)),
                "delivery_yr": float(shown(scores.delivery)),
                "quality_index": float(run.members.quality[d, k, 0]),
                **{term: float(shown(scores.terms[term])) for term in TERMS},
                **{
                    f"by_{key}": _moved(scores.score[k, case], bare[k, case])
                    for key, bare in run.members.without.items()
                },
                "score": float(scores.score[k, case]) if listed else None,
                "probability": float(chance[k]),
                "chosen_lots": int((picked == k).sum()),
            }
        )
    blank = dict.fromkeys(("price", "delivery_yr", "quality_index", *TERMS))
    waiting = {
        term: float(cases.of(np.broadcast_to(value, cases.saved.shape))[case])
        for term, value in scores.defer_terms.items()
    }
    rows.append(
        {
            "offer": "defer",
            "nest": "defer",
            "listed": True,
            "barred_by": "",
            **blank,
            **waiting,
            **{f"by_{key}": 0.0 for key in run.members.without},
            "score": float(scores.defer[case]),
            "probability": float(chance[-1]),
            "chosen_lots": int((picked == slots).sum()),
        }
    )
    rows.sort(key=lambda row: (-row["chosen_lots"], -(row["score"] if row["score"] is not None else -np.inf)))
    return Explanation(
        facts.states[i],
        facts.domains[d],
        year,
        scenario.name,
        seed,
        replicate,
        float(cases.money[case]),
        int(plans.lots[case]),
        rows,
        _why(rows),
    )


def _moved(score: float, without: float):
    """What a lever added to a score; infinite where it put an offer on or took it off the shortlist."""
    return 0.0 if score == without else float(score - without)


def _why(rows: list[dict]) -> str:
    """What was chosen, which term decided, and what luck did, in sentences."""
    standing = [row for row in rows if row["score"] is not None]
    best = max(standing, key=lambda row: row["score"])
    chosen = [row for row in rows if row["chosen_lots"]]
    lots = sum(row["chosen_lots"] for row in chosen)
    parts = [f"{row['chosen_lots']} of {lots} lots: {row['offer']}" for row in chosen]
    out = [f"Chosen: {'; '.join(parts)}." if lots > 1 else f"Chosen: {chosen[0]['offer']}."]
    if len(standing) == 1:
        return " ".join([*out, "Nothing else was on the shortlist."])
    rival = max((row for row in standing if row is not best), key=lambda row: row["score"])
    gap = {term: (best[term] or 0.0) - (rival[term] or 0.0) for term in TERMS}
    term = max(gap, key=gap.get)
    out.append(
        f"{best['offer']} had the best score; against {rival['offer']} the term that decided was {term} "
        f"({gap[term]:+.2f} in log price)."
    )
    for row in chosen:
        if row is not best:
            out.append(
                f"Luck brought {row['offer']} in: its score was lower by {best['score'] - row['score']:.2f}, and the "
                f"model gave it a probability of {row['probability']:.0%} for each lot against "
                f"{best['probability']:.0%} for {best['offer']}."
            )
    return " ".join(out)
