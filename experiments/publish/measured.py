"""What some mechanisms do in the baseline, counted: ``python -m experiments.publish.measured``.

Writes ``docs/measured.md``: where the money of ten years goes (E1, E5b), what comes of orders beyond what makers can
deliver in time (E9), how many milestones are met in time (E13) and projects started (E14b), and whether the US share
answers the shares that taste is set to in proportion. ``--check`` writes nothing.
"""

from __future__ import annotations

import sys
from pathlib import Path
from unittest import mock

import numpy as np

from experiments.publish.markdown import grid, paragraphs
from experiments.publish.pages import publish
from experiments.result import seal
from model.block import Setup, set_up
from model.ensemble import simulate
from model.members import decision
from model.scenarios.loader import load_scenario

PAGE = Path(__file__).resolve().parents[2] / "docs" / "measured.md"
COMMAND = "python -m experiments.publish.measured"
SCENARIO, RUNS, SEED = "baseline", 64, 1
SHARES = "tables.observed_shares.*.us..*.*"
STEPS, STEP_RUNS = (-2.0, -5.0, -10.0), 256  # per cent
UNIONS = ("edtu_milestones", "edtu_full")
STARTERS = ("baseline", "edtu_full", "research_funds")


def about() -> tuple:
    """All that the numbers of the page are made from, apart from the model."""
    return SCENARIO, RUNS, SEED, SHARES, STEPS, STEP_RUNS, UNIONS, STARTERS


class SentBack:
    """Counts money that went back for want of capacity, bn EUR of all runs, and where it went in the second round."""

    def __init__(self) -> None:
        self.all = self.same = self.other = self.put_off = 0.0

    def add(self, plans: decision.Plans) -> None:
        """The plans of a year in a domain, after both rounds."""
        self.all += plans.sent_back.sum()
        again = plans.again
        if again is None:
            return
        first = plans.chosen[again.lot, plans.decided_again[again.case]]
        waits = again.picked == len(again.scores.score)
        same = again.picked == first
        self.put_off += again.amount[waits].sum()
        self.same += again.amount[same].sum()
        self.other += again.amount[~waits & ~same].sum()


def watched() -> tuple[dict[str, np.ndarray], dict[str, float], SentBack]:
    """Outcomes of the baseline by year, means over runs, (year,); money left in plans at the end; what went back."""
    scenario, back = load_scenario(SCENARIO), SentBack()
    run = set_up(Setup.from_scenario(scenario, seed=SEED, replicates=np.arange(RUNS)))
    commit = decision.commit

    def counted(members, plans):
        back.add(plans)
        commit(members, plans)

    with mock.patch.object(decision, "commit", counted):
        years = [run.year(year, ("years",))["years"] for year in scenario.calendar]
    flows = {
        name: np.array([year[name].mean() for year in years])
        for name in ("orders_bn", "lapsed_bn", "deferred_share")
    }
    money, carried = run.members.variables.money, run.members.variables.carried > 0.0
    left = {
        "put off": float((money * carried).sum() / RUNS),
        "not due": float((money * ~carried).sum() / RUNS),
    }
    return flows, left, back


def slopes() -> list[tuple[float, float, float]]:
    """(step in per cent, change of the US share of orders in the last year in points, its standard error)."""
    plain = simulate(SCENARIO, STEP_RUNS, SEED, tables=("years",)).outcomes["us_share_orders"][-1]
    out = []
    for step in STEPS:
        moved = simulate(
            SCENARIO, STEP_RUNS, SEED, tables=("years",), parameters={f"{SHARES}%": step}
        ).outcomes["us_share_orders"][-1]
        change = 100.0 * (moved - plain)
        out.append((step, float(change.mean()), float(change.std(ddof=1) / np.sqrt(STEP_RUNS))))
    return out


def on_time() -> list[tuple[str, ...]]:
    """(union, share of its milestones that are met in time, the same without `schedule_slip`), as words."""
    out = []
    for union in UNIONS:
        shares = []
        for parameters in ({}, {"schedule_slip": 0.0}):
            found = simulate(union, RUNS, SEED, tables=("years",), parameters=parameters).outcomes
            met, missed = found["milestones_met"].sum(), found["milestones_missed"].sum()
            shares.append(_percent(met / (met + missed)))
        out.append((f"`{union}`", *shares))
    return out


def projects() -> list[tuple[str, ...]]:
    """(scenario, projects started, cancelled and taken into service in all its years), means over runs, as words."""
    names = ("projects_born", "projects_failed", "entries_into_service")
    out = []
    for scenario in STARTERS:
        found = simulate(scenario, RUNS, SEED, tables=("years",)).outcomes
        out.append((f"`{scenario}`", *(f"{found[name].sum(axis=0).mean():.1f}" for name in names)))
    return out


def page() -> str:
    """The page."""
    flows, left, back = watched()
    years = load_scenario(SCENARIO).calendar
    parts = {
        "ordered": flows["orders_bn"].sum(),
        "lapsed": flows["lapsed_bn"].sum(),
        "in plans that are not yet due": left["not due"],
        "kept from plans that were put off": left["put off"],
    }
    whole, sent = sum(parts.values()), back.all / RUNS
    put_off = flows["deferred_share"]
    lines = [
        f"<!-- Made by `{COMMAND}`; do not edit by hand. -->",
        "",
        "# Mechanisms, measured",
        "",
        *paragraphs(
            f"""The baseline, {years[0]} to {years[-1]}, {RUNS} runs with seed {SEED}, all inputs at the values of the
            tables. Sections of [ODD.md](ODD.md) in brackets."""
        ),
        "## Where the money goes (E1, E5b)",
        "",
        *grid(
            ("of all money", "bn EUR", "share"),
            [(name, f"{value:,.0f}", _percent(value / whole, 1)) for name, value in parts.items()],
        ),
        *paragraphs(
            f"""Of what falls due {_percent(put_off[0])} is put off in {years[0]} and {_percent(put_off[-1])} in
            {years[-1]}; only that of the first year, before queues inside the year, is set (`underspend`)."""
        ),
        "## What comes of orders beyond capacity (E9)",
        "",
        *paragraphs(
            f"""{sent:,.0f} of {parts["ordered"]:,.0f} bn EUR go back to their buyers in the year of the order, because
            makers cannot deliver in the time that buyers accept. In the second round it goes"""
        ),
        *grid(
            ("to", "share"),
            [
                ("the same maker again", _percent(back.same / back.all)),
                ("another maker", _percent(back.other / back.all)),
                ("nobody: put off", _percent(back.put_off / back.all)),
            ],
        ),
        "## Milestones met in time (E13)",
        "",
        *grid(
            ("union", "met in time", "without `schedule_slip`"),
            on_time(),
        ),
        "## New projects (E14b)",
        "",
        *grid(
            (f"European projects, {years[0]} to {years[-1]}", "started", "cancelled", "entered service"),
            projects(),
        ),
        "## Whether the US share answers observed shares in proportion",
        "",
        *paragraphs(
            f"""US shares of imports of all states (`{SHARES}`), to which taste is set, moved down; change of the US
            share of orders in {years[-1]}, {STEP_RUNS} paired runs."""
        ),
        *grid(
            ("step", "points", "standard error"),
            [(f"{step:g} %", f"{change:+.1f}", f"{error:.2f}") for step, change, error in slopes()],
        ),
    ]
    return seal.sealed("\n".join(lines), about())


def _percent(share: float, digits: int = 0) -> str:
    return f"{100 * share:.{digits}f} %"


def main(arguments: list[str] | None = None) -> int:
    """Rewrite the page, or check it."""
    return publish(__doc__, COMMAND, lambda: {PAGE: page()}, arguments)[0]


if __name__ == "__main__":
    sys.exit(main())
