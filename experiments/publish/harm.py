"""Well-meant packages that make an outcome worse in the model, and what carries the harm.

``python -m experiments.publish.harm`` runs every case with paired luck and rewrites ``docs/harm.md``;
``--check`` writes nothing and exits with 1 when the page is not what the model gives. The page ends with a
seal (`experiments.result.seal`), by which a change that was not made by this command is seen without a run.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import numpy as np

from experiments import vocabulary
from experiments.intervals.paired import mean_interval
from experiments.publish.pages import publish
from experiments.report import text as wording
from experiments.result import seal
from model.ensemble import simulate
from model.inputs.tables import own
from model.outcomes.catalogue import DOMAIN_OUTCOMES, OUTCOMES
from model.scenarios import changes
from model.scenarios.loader import load_scenario

PAGE = Path(__file__).resolve().parents[2] / "docs" / "harm.md"
RUNS, SEED = 100, 1


@dataclass(frozen=True)
class Setting:
    """A scenario as it is run.

    Args:
        name: of the scenario file. parameters: overrides. without: levers taken out. levers: levers added.
    """

    name: str
    parameters: Mapping[str, float] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    levers: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def plus(self, change: Setting) -> Setting:
        """This setting with what ``other`` changes; its name is not used."""
        return Setting(
            self.name,
            {**self.parameters, **change.parameters},
            self.without + change.without,
            {**self.levers, **change.levers},
        )

    def scenario(self, years: int):
        """The scenario, over so many years."""
        whole = load_scenario(self.name)
        remaining = {key: schedule for key, schedule in whole.levers.items() if key not in self.without}
        return changes.change(
            replace(whole, levers=remaining),
            years=years,
            parameters=self.parameters,
            levers=dict(self.levers),
        )


@dataclass(frozen=True)
class Knock:
    """Something taken away from package and comparison alike, and what is then left of the harm.

    Args:
        label: what is off. left: "none" (zero to the last bit), "less" or "more". change: see `Setting`.
    """

    label: str
    left: str
    change: Setting


def off(label: str, left: str, **change) -> Knock:
    """A `Knock` from the settings that it changes."""
    return Knock(label, left, Setting("", **change))


@dataclass(frozen=True)
class Case:
    """One outcome that a package makes worse.

    Args:
        title: what is done, and what gets worse. package, against: what is compared.
        outcome: name; of ``domain`` where one is named. year: calendar year. worse: sign of the harm.
        why: a sentence. knocked: what is taken away in turn.
    """

    title: str
    package: Setting
    against: Setting
    outcome: str
    year: int
    worse: int
    why: str
    knocked: tuple[Knock, ...]
    domain: str = ""


BASE = Setting("baseline")
WAR = {"start": 2027, "surge": 1.5, "expansion": 1.5}
CASES = (
    Case(
        "Stockpiles leave a capability gap elsewhere in the end",
        Setting("stockpiles"),
        BASE,
        "capability_gap",
        2040,
        +1,
        "The money for munitions comes from all other domains, and those still short of their requirement cannot make "
        "it up; the harm shrinks when little is moved a year or the target is lower.",
        (
            off("a fiftieth of the budget moved a year", "less", parameters={"stockpiles_share": 0.02}),
            off("a target of fifteen days", "less", parameters={"stockpiles_days": 15}),
        ),
    ),
    Case(
        "Everything at once leaves a larger capability gap",
        Setting("everything"),
        BASE,
        "capability_gap",
        2035,
        +1,
        "The gap is that of the stockpiles inside the package: without them the same package narrows it.",
        (off("the package without stockpiles", "less", without=("stockpiles",)),),
    ),
    Case(
        "Paying only on milestones starves the projects it should discipline",
        Setting("edtu_milestones", {"edtu_conditional": 1.0}),
        Setting("edtu_milestones", {"edtu_conditional": 0.0}),
        "european_offers",
        2033,
        -1,
        "Money that comes when a stage is finished cannot speed that stage up, and what is late loses it; where the "
        "fund pays no projects at all, conditions change nothing to the last bit.",
        (off("no project money", "none", parameters={"edtu_research_share": 0.0}),),
    ),
    Case(
        "More sites cost European suppliers orders",
        Setting("regional_production"),
        BASE,
        "eu_share_orders",
        2040,
        -1,
        "Unit cost rises with the number of sites; without that loss of scale the share does not fall.",
        (off("no loss of scale", "less", parameters={"scale_loss": 0.0}),),
    ),
    Case(
        "A passport for everybody leaks to third countries",
        Setting("tech_passport_open"),
        Setting("tech_passport"),
        "third_share_orders",
        2028,
        +1,
        "A certificate held in one state opens all others to third-country systems as well as to European ones; where "
        "certification is no burden, whose certificates count changes nothing to the last bit.",
        (off("no certification", "none", parameters={"certification_burden": 0.0}),),
    ),
    Case(
        "Aid from stock widens the gap",
        Setting("ukraine_aid"),
        BASE,
        "capability_gap",
        2035,
        +1,
        "What is given has to be bought again through the same order books, and beyond its own requirement Ukraine's "
        "gain is not counted; in a war economy, with money and plant to replace it, the gap is much smaller.",
        (
            off("beside a war economy", "less", levers={"war_economy": WAR}),
            off("a third of the aid", "less", parameters={"ukraine_aid_share": 0.01}),
        ),
    ),
    Case(
        "Full partners take orders from EU-27 makers",
        Setting("partners"),
        Setting("edtu_milestones"),
        "eu27_share_orders",
        2040,
        -1,
        "Ukrainian offers, cheap and improving fast, are opened to all from pay-to-play on and replace EU-27 offers "
        "as well as American and third-country ones; with Ukraine kept under the cap the share does not fall.",
        (off("Ukraine under the cap", "less", parameters={"partners_ukraine": 1}),),
    ),
    Case(
        "A war economy at first puts more plans off",
        Setting("war_economy"),
        BASE,
        "deferred_share",
        2030,
        +1,
        "More money meets the same plants: order books lengthen, and keeping the old for another year wins more often; "
        "plant that may grow three times as fast prevents it, without faster plant there is more of it, and by 2035 "
        "plants have caught up.",
        (
            off("plant that may grow three times as fast", "less", parameters={"war_economy_expansion": 1.5}),
            off("no faster plant", "more", parameters={"war_economy_expansion": 0.0}),
        ),
    ),
)


def differences(case: Case, change: Setting | None = None, runs: int = RUNS, seed: int = SEED) -> np.ndarray:
    """A case's outcome in each run, package less comparison, both with ``change``, (run,)."""
    years = case.year - load_scenario(case.package.name).start + 1
    sides = []
    for setting in (case.package, case.against):
        record = simulate((setting.plus(change) if change else setting).scenario(years), runs=runs, seed=seed)
        if case.domain:
            sides.append(record.domains[case.outcome][-1, own().domains.index(case.domain)])
        else:
            sides.append(record.outcomes[case.outcome][-1])
    return sides[0] - sides[1]


def number(case: Case, values: np.ndarray) -> str:
    """The mean difference and its interval; shares in points."""
    percent, mean = vocabulary.in_percent(case.outcome), mean_interval(values)
    margin = float(mean.high - mean.low) / 2
    if not values.any():
        return "0 in every run"
    value, low, high = (
        wording.number(float(x), margin, percent, points=True, sign=True)
        for x in (mean.mean, mean.low, mean.high)
    )
    return f"{value} ({low} to {high})"


def section(case: Case, runs: int = RUNS, seed: int = SEED, progress=lambda text: None) -> list[str]:
    """The lines of one case."""
    entry = (DOMAIN_OUTCOMES if case.domain else OUTCOMES)[case.outcome]
    label = f"{entry.label}, {case.domain}" if case.domain else entry.label
    unit = vocabulary.difference_unit(case.outcome)
    lines = [
        f"## {case.title}",
        "",
        f"`{_name(case.package)}` against `{_name(case.against)}`, {label} (`{case.outcome}`) in {case.year}, {unit}.",
        "",
        case.why,
        "",
        "| | difference (95 % interval) |",
        "|---|---|",
        f"| as it is | {number(case, differences(case, None, runs, seed))} |",
    ]
    progress(case.title)
    for knock in case.knocked:
        lines.append(f"| {knock.label} | {number(case, differences(case, knock.change, runs, seed))} |")
    return [*lines, ""]


def _name(setting: Setting) -> str:
    return ", ".join([setting.name, *(f"{key} = {value:g}" for key, value in setting.parameters.items())])


def page(runs: int = RUNS, seed: int = SEED, progress=lambda text: None) -> str:
    """The page with all cases."""
    lines = [
        "<!-- Made by `python -m experiments.publish.harm`; do not edit by hand. -->",
        "",
        "# Where well-meant packages do harm",
        "",
        "Cases found by running the packages, each with the outcome that it makes worse in the model. A difference is "
        f"package less comparison over {runs} runs on the same luck (seed {seed}); the interval says how well the runs "
        "pin down the model's own mean, and nothing about the world. Under it the same difference with something taken "
        "away from both sides: what makes the harm vanish or shrink carries it.",
        "",
    ]
    for case in CASES:
        lines += section(case, runs, seed, progress)
    return seal.sealed("\n".join(lines), about(runs, seed))


def about(runs: int = RUNS, seed: int = SEED) -> tuple:
    """All that the numbers of the page are made from, apart from the model."""
    return CASES, runs, seed


def main(arguments: list[str] | None = None) -> int:
    """Rewrite the page, or check it."""
    say = partial(print, file=sys.stderr)
    command = "python -m experiments.publish.harm"
    return publish(__doc__, command, lambda: {PAGE: page(progress=say)}, arguments)[0]


if __name__ == "__main__":
    sys.exit(main())
