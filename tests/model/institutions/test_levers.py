"""Every lever: null when off, nothing before its start, only its channels, more of it does more."""

import functools
from dataclasses import fields, replace

import numpy as np
import pytest
from support import rest_thorough
from support.scenes import DISTINCT
from support.stepping import assert_identical, assert_identical_tables, block, mean_and_error, start

from model.ensemble import simulate
from model.institutions.catalogue import LEVERS
from model.institutions.incentives import CHANNELS, Incentives
from model.scenarios.changes import change
from model.scenarios.loader import load_scenario, scenario_names

KEYS, SCENES = sorted(LEVERS), scenario_names()
# levers of the files that set something no other file sets; each is also tested alone, and beside all others;
# those of the baseline, which are in every file, in the baseline only
PAIRS = [
    (name, key)
    for name in DISTINCT
    if name != "everything"
    for key in sorted(load_scenario(name).levers)
    if name == "baseline" or key not in load_scenario("baseline").levers
]
SHORT = dict(runs=2, years=4)  # every scenario file acts by 2028
LONG = dict(runs=4, years=7)  # votes take their time, and the bank's is in the year after


def without(scenario, key):
    """A scenario without one of its levers."""
    return replace(scenario, levers={k: schedule for k, schedule in scenario.levers.items() if k != key})


def test_every_lever_is_in_a_scenario_file():
    assert {key for name in SCENES for key in load_scenario(name).levers} == set(LEVERS)


# --- off means absent


@pytest.mark.parametrize("name", rest_thorough(DISTINCT, 4))
def test_every_other_lever_at_strength_zero_leaves_a_scenario_file_bit_identical(name):
    off = {key: {"strength": 0.0, "start": 2026} for key in KEYS if key not in load_scenario(name).levers}
    assert_identical(block(name, **SHORT), block(name, levers=off, **SHORT))


def assert_absent_while_off(none, scenario, key, **how):
    """A lever at strength zero is absent, and until its start it is too."""
    assert_identical(none, block(scenario, levers={key: {"strength": 0.0}}, **how))
    assert_absent_before_2028(none, block(scenario, levers={key: {"start": 2028}}, **how | {"years": 2}))


def assert_absent_before_2028(none, late):
    """The years before are those without the lever."""
    assert_identical_tables(none, late, years=2)


@functools.cache
def baseline(key):
    """The baseline with nothing added, and without a lever that is part of it."""
    scenario = load_scenario("baseline")
    return block(without(scenario, key), **LONG) if key in scenario.levers else baseline_as_it_is()


@functools.cache
def baseline_as_it_is():
    return block(**LONG)


@pytest.mark.parametrize("key", KEYS)
def test_a_lever_alone_changes_nothing_before_its_start_and_something_after(key):
    none, late = baseline(key), block(levers={key: {"start": 2028}}, **LONG)
    assert_absent_before_2028(none, late)
    assert not all(
        np.array_equal(late.outcomes[name], none.outcomes[name], equal_nan=True) for name in late.outcomes
    )


@pytest.mark.thorough
@pytest.mark.parametrize(("name", "key"), PAIRS)
def test_a_lever_of_a_scenario_file_changes_nothing_at_strength_zero_or_before_its_start(name, key):
    assert_absent_while_off(block(without(load_scenario(name), key), **SHORT), name, key, **SHORT)


@pytest.mark.thorough
@pytest.mark.parametrize("key", KEYS)
def test_a_lever_beside_all_others_changes_nothing_at_strength_zero_or_before_its_start(key):
    scenario = change(load_scenario("everything"), levers=dict.fromkeys(KEYS, 1.0))
    assert set(scenario.levers) == set(LEVERS)
    assert_absent_while_off(block(without(scenario, key), **SHORT), scenario, key, **SHORT)


@pytest.mark.parametrize(
    "name", rest_thorough([name for name in DISTINCT if len(load_scenario(name).levers) > 1], 3)
)
def test_the_order_in_which_a_scenario_file_declares_its_levers_never_matters(name):
    scenario = load_scenario(name)
    turned = replace(scenario, levers=dict(sorted(scenario.levers.items(), reverse=True)))
    assert_identical(block(scenario, **SHORT), block(turned, **SHORT))


# --- only what is declared


def arrays_of(run):
    """A copy of everything that members, suppliers, the market and the books hold, by name."""
    out = {}
    for part, owner in (("members", run.members.variables), ("suppliers", run.market.suppliers.variables)):
        out |= {f"{part}.{f.name}": getattr(owner, f.name) for f in fields(owner)}
    for part, owner in (
        ("market", run.market),
        ("small_firms", run.market.small_firms),
        ("world", run.world),
    ):
        out |= {f"{part}.{name}": value for name, value in vars(owner).items()}
    out |= {f"ledger.{name}": value for name, value in run.ledger.accounts.items()}
    return {name: value.copy() for name, value in out.items() if isinstance(value, np.ndarray)}


def touched(run, before):
    now = arrays_of(run)
    return {
        name
        for name in now
        if name not in before or not np.array_equal(before[name], now[name], equal_nan=True)
    }


def watch(run, monkeypatch):
    """What each step of each lever touched, and the channels that each lever added to: two dicts filled as it runs."""
    seen, channels, add = {}, {key: set() for key in LEVERS}, Incentives.add

    def noted(self, lever, channel, value, reach=None):
        channels[lever.key].add(channel)
        add(self, lever, channel, value, reach)

    monkeypatch.setattr(Incentives, "add", noted)

    def watched(place, step):
        def wrapped(*arguments):
            before = arrays_of(run)
            step(*arguments)
            seen.setdefault(place, set()).update(touched(run, before))

        return wrapped

    for lever in run.institutions.levers:
        for step in ("decide", "act", "settle"):
            monkeypatch.setattr(lever, step, watched((lever.key, step), getattr(lever, step)))
    return seen, channels


@pytest.mark.thorough
@pytest.mark.parametrize("name", [*(name for name in DISTINCT if load_scenario(name).levers), *KEYS])
def test_levers_add_to_declared_channels_and_touch_nothing_else(name, monkeypatch):
    alone = {"levers": {name: {"start": 2026}}} if name in LEVERS else {}
    setting, run = start("baseline" if alone else name, **SHORT, **alone)
    seen, channels = watch(run, monkeypatch)
    for year in setting.calendar:
        run.year(year)
    assert len(seen) == 3 * len(setting.levers)
    for (key, step), names in seen.items():
        books = {n for n in names if n.startswith("ledger.")}
        assert names == (books if step != "act" else set()), (key, step)
    for key in setting.levers:
        assert channels[key] == set(LEVERS[key].channels)


def test_every_channel_is_declared_by_some_lever():
    assert set(CHANNELS) == {channel for lever in LEVERS.values() for channel in lever.channels}


# --- more of a lever does more of what theory says


ONE_WAY = [
    # lever, option, values, outcome, sign; the first three are tried always
    ("defence_bank", "capital", (0.0, 0.3, 3.0), "cost_of_capital", -1),
    ("tech_passport", "strength", (0.0, 0.5, 1.0), "certification_cost_bn", -1),
    ("standards", "cut", (0.1, 0.4, 0.7), "adoption_cost_bn", -1),
    ("defence_bank", "guarantee", (0.3, 0.6, 1.0), "cost_of_capital", -1),
    ("defence_bank", "capital", (0.0, 1.0, 10.0), "private_capital_bn", 1),
    ("tech_passport", "scope", (0.0, 0.5, 1.0), "certification_cost_bn", -1),
    ("stockpiles", "days", (15.0, 30.0, 60.0), "stockpile_days", 1),
    ("stockpiles", "share", (0.02, 0.1, 0.3), "stockpile_days", 1),
    ("regional_production", "sites", (1.0, 3.0, 6.0), "worst_site_loss", -1),
    ("regional_production", "sites", (1.0, 3.0, 6.0), "us_price_premium", -1),  # European prices rise
    ("simplification", "burden", (0.1, 0.3, 0.6), "small_firms", 1),
    ("simplification", "time", (0.05, 0.2, 0.5), "european_offers", 1),
    ("ai_act_rework", "time", (0.0, 0.3), "european_offers", 1),
    ("war_economy", "surge", (0.0, 0.5, 1.5), "orders_bn", 1),
    ("war_economy", "expansion", (0.0, 1.5), "munitions_output_bn", 1),
    ("ukraine_aid", "share", (0.0, 0.03, 0.1), "capability_gap", 1),
    ("edf", "budget", (0.5, 2.0, 4.0), "european_offers", 1),
    ("horizon_dual_use", "budget", (0.1, 1.0, 2.5), "relative_quality", 1),
    ("competitiveness_fund", "budget", (1.0, 4.0, 9.0), "european_offers", 1),
    ("programmes", "money", (0.1, 0.5, 2.0), "european_offers", 1),
    ("joint_ammunition", "discount", (0.02, 0.1, 0.25), "munitions_output_bn", 1),
    ("edtu", "grant", (0.0, 0.05), "members", 1),
    ("edtu", "pool_discount", (0.0, 0.1, 0.2), "members", 1),
    ("edtu", "grace", (0.0, 1.0, 2.0), "milestones_missed", -1),
    ("partners", "ukraine", (1.0, 2.0), "eu_share_orders", 1),
]


@pytest.mark.parametrize(
    ("key", "option", "values", "outcome", "sign"),
    rest_thorough(ONE_WAY, 3),
    ids=[f"{k}.{o}->{name}" for k, o, _, name, _ in ONE_WAY],
)
def test_more_of_a_lever_moves_its_outcome_one_way(key, option, values, outcome, sign):
    runs = 48  # of each value; contracts of five years share luck, so few runs tell little
    each = {"start": 2026, option: np.repeat(values, runs)}
    replicates = np.tile(np.arange(runs), len(values))
    record = simulate(
        "baseline",
        runs=len(replicates),
        replicates=replicates,
        seed=4,
        years=8,
        levers={key: each},
        workers=1,
    )
    means = record.outcomes[outcome][2:].mean(axis=0).reshape(len(values), runs)
    for less, more in zip(means, means[1:], strict=False):  # same luck, so the difference of each run counts
        mean, error = mean_and_error(more - less)
        assert sign * mean > 4 * error, (mean, error)
