"""How members decide: what falls due, what is on their shortlist, and that no way of computing it matters."""

from dataclasses import fields, replace

import numpy as np
import pytest
from model.suppliers.state import DEPLOYED
from support.stepping import assert_identical, make, start

from model.block import set_up
from model.ensemble import simulate
from model.members import cases, state
from model.members.arrays import MemberArrays
from model.members.contracts import Contracts
from model.suppliers.conduct import SupplierArrays


@pytest.mark.parametrize("often", [0.0, 0.9, 1.1])
@pytest.mark.parametrize("size", [1, 5000])
def test_which_cells_are_scored_in_rows_and_how_many_at_a_time_changes_no_number(often, size, monkeypatch):
    drawn = {
        "mu": np.linspace(0.2, 0.6, 12),
        "w_n": np.linspace(0.0, 0.5, 12),
        "lock_in": np.linspace(0.5, 1.5, 12),
    }
    usual = simulate("everything", runs=12, seed=5, threads=1, parameters=drawn)
    monkeypatch.setattr(cases, "OFTEN", often)
    monkeypatch.setattr(state, "PART", size)
    assert_identical(usual, simulate("everything", runs=12, seed=5, threads=1, parameters=drawn))


class Shuffled(MemberArrays):
    """Members whose contracts come in another order; those of one member in one domain stay together."""

    def plan(self, quotes, luck, year):
        bought = super().plan(quotes, luck, year)
        key = np.random.default_rng(year).permutation(1000)[bought.cell // bought.shape[-1] % 1000]
        order = np.argsort(key, kind="stable")
        names = [f.name for f in fields(Contracts) if f.name != "shape" and not f.name.startswith("waiting")]
        return replace(bought, **{name: getattr(bought, name)[order] for name in names})


def test_the_order_of_contracts_changes_no_number():
    scenario, values = make("edtu_full")
    runs = [
        set_up(scenario, 4, np.arange(5), values, members, SupplierArrays)
        for members in (MemberArrays, Shuffled)
    ]
    for year in scenario.calendar:
        usual, shuffled = (run.year(year) for run in runs)
        for table in usual:
            for name, found in usual[table].items():
                np.testing.assert_array_equal(found, shuffled[table][name], err_msg=f"{year} {table}.{name}")


@pytest.mark.parametrize("scenario", ["baseline", "edtu_full"])
def test_what_is_ordered_or_deferred_is_what_fell_due(scenario):
    setting, run = start(scenario)
    for year in setting.calendar:
        run.year(year)
        kept, bought = run.market.deferred, run.market.orders.sum(axis=2)
        left = run.members.state.money - run.market.grants
        np.testing.assert_allclose(np.where((kept > 0) | (bought > 0), left, kept), kept, rtol=0, atol=1e-9)


def test_the_shortlist_holds_only_what_is_on_sale_and_good_enough():
    scenario, values = make("baseline")
    run = set_up(
        scenario, 4, np.arange(3), values, lambda state: MemberArrays(state, keep=True), SupplierArrays
    )
    seen = set()
    for year in scenario.calendar[:6]:
        suppliers, frontier = run.market.suppliers.state, run.market.frontier.copy()
        good = suppliers.quality >= run.parameters.quality_floor * frontier[:, None, :]
        sold = (suppliers.stage >= DEPLOYED) & (run.facts.offers.exists > 0)
        run.year(year)
        for plans in run.members.latest:
            domain, which = plans.cases.domain, plans.cases.run
            listed = np.isfinite(plans.scores.score)
            allowed = (good & sold)[domain, :, which].T
            assert not (listed & ~allowed).any()
            seen |= {(bool(a), bool(b)) for a, b in zip(listed.ravel(), allowed.ravel(), strict=True)}
    assert seen == {(True, True), (False, True), (False, False)}
