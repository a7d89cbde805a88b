"""How members decide: what falls due, what is on their shortlist, and that no way of computing it matters."""

from dataclasses import fields, replace

import numpy as np
import pytest
from support.stepping import assert_identical, make, start

from model.block import set_up
from model.ensemble import simulate
from model.members import cases
from model.members.arrays import MemberArrays
from model.members.cases import find_cases
from model.members.contracts import Contracts
from model.members.scoring import score_cases
from model.suppliers.variables import DEPLOYED


@pytest.mark.parametrize("size", [1, 200])
def test_how_many_cells_are_scored_at_a_time_changes_no_number(size, monkeypatch):
    drawn = {
        "mu": np.linspace(0.2, 0.6, 5),
        "w_n": np.linspace(0.0, 0.5, 5),
        "lock_in": np.linspace(0.5, 1.5, 5),
    }
    how = dict(runs=5, seed=5, years=6, threads=1, parameters=drawn)
    usual = simulate("everything", **how)
    monkeypatch.setattr(cases, "AT_ONCE", size)
    assert_identical(usual, simulate("everything", **how))


def test_scoring_what_cannot_be_bought_too_changes_no_choice():
    class Everything(MemberArrays):
        def plan(self, quotes, luck, year):
            return super().plan(replace(quotes, sold=np.ones_like(quotes.sold)), luck, year)

    usual, everything = (set_up(make("edtu_full"), members) for members in (MemberArrays, Everything))
    for year in usual.setup.scenario.calendar:
        some, other = usual.year(year)["years"], everything.year(year)["years"]
        for name, values in some.items():
            np.testing.assert_array_equal(values, other[name], err_msg=f"{year} {name}")


class Shuffled(MemberArrays):
    """Members whose contracts come in another order; those of one member in one domain stay together."""

    def plan(self, quotes, luck, year):
        bought = super().plan(quotes, luck, year)
        key = np.random.default_rng(year).permutation(1000)[bought.cell // bought.shape[-1] % 1000]
        order = np.argsort(key, kind="stable")
        names = [f.name for f in fields(Contracts) if f.name != "shape" and not f.name.startswith("waiting")]
        return replace(bought, **{name: getattr(bought, name)[order] for name in names})


def test_the_order_of_contracts_changes_no_number():
    setup = make("edtu_full", runs=5)
    runs = [set_up(setup, members) for members in (MemberArrays, Shuffled)]
    for year in setup.scenario.calendar:
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
        left = run.members.variables.money - run.market.grants
        np.testing.assert_allclose(np.where((kept > 0) | (bought > 0), left, kept), kept, rtol=0, atol=1e-9)


def test_the_shortlist_holds_only_what_is_on_sale():
    latest = []

    class Watched(MemberArrays):
        def plan(self, quotes, luck, year):
            cases = find_cases(self.variables, year)
            latest.append((cases, score_cases(self.variables, cases, quotes, everything=True)))
            return super().plan(quotes, luck, year)

    setup = make("baseline")
    run = set_up(setup, Watched)
    seen = set()
    for year in setup.scenario.calendar[:6]:
        suppliers = run.market.suppliers.variables
        sold = (suppliers.stage >= DEPLOYED) & (run.facts.offers.exists > 0)
        run.year(year)
        due, scores = latest[-1]
        listed, offers = np.isfinite(scores.score), scores.offers
        allowed = sold[due.domain, offers, due.run]
        assert not (listed & ~allowed).any()
        seen |= {(bool(a), bool(b)) for a, b in zip(listed.ravel(), allowed.ravel(), strict=True)}
    assert seen == {(True, True), (False, True), (False, False)}
