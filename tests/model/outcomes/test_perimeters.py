"""Headlines by buyers: all thirty, the Union, single states; home purchases and imports; exposure and its band."""

from dataclasses import replace

import numpy as np
import pytest
from support.stepping import assert_identical, block, start, with_offers

from model.inputs.facts import Facts
from model.inputs.tables import own
from model.outcomes.catalogue import OUTCOMES
from model.outcomes.snapshot import Snapshot

CLOSE = {"rtol": 1e-9, "atol": 1e-12}
FACTS = Facts.from_folder()


@pytest.fixture(scope="module")
def run():
    """A run at the end of its third year, with the view of it."""
    _, run = start("baseline", runs=3)
    for year in (2026, 2027, 2028):
        run.year(year)
    return run, Snapshot(run.members.variables, run.market, run.institutions, run.world, 2028)


def by_hand(run, flow):
    """A flow as (member, domain, offer, run)."""
    return {"orders": run.market.orders, "stock": run.members.variables.stock}[flow]


@pytest.mark.parametrize("flow", ["orders", "stock"])
@pytest.mark.parametrize("perimeter", sorted(FACTS.perimeters))
def test_a_share_of_a_perimeter_is_that_of_its_members(run, perimeter, flow):
    run, view = run
    inside = by_hand(run, flow)[FACTS.perimeters[perimeter]].sum(axis=0)
    american = (FACTS.offers.group == 0)[..., None]
    expected = (inside * american).sum(axis=(0, 1)) / inside.sum(axis=(0, 1))
    np.testing.assert_allclose(OUTCOMES[f"us_share_{flow}_{perimeter}"].read(view), expected, **CLOSE)


def test_shares_of_one_perimeter_add_up_to_one(run):
    for flow in ("orders", "deliveries", "stock"):
        parts = [OUTCOMES[f"{group}_share_{flow}_eu27"].read(run[1]) for group in ("us", "eu", "third")]
        np.testing.assert_allclose(sum(parts), 1.0, **CLOSE)


def test_deliveries_by_group_and_state_are_those_by_state_and_those_by_offer(run):
    run, view = run
    market, by_group = run.market, view.totals["states"]["deliveries"]
    np.testing.assert_allclose(by_group.sum(axis=0), market.received.sum(axis=1), **CLOSE)
    np.testing.assert_allclose(by_group.sum(axis=1), view.totals["years"]["deliveries"], **CLOSE)
    np.testing.assert_allclose(
        view.totals["uk"]["deliveries"], by_group[:, FACTS.states.index("GB")], **CLOSE
    )


def test_home_and_imports_are_all_orders_and_a_state_without_makers_buys_nothing_at_home(run):
    run, view = run
    orders = by_hand(run, "orders")
    home = (orders * FACTS.made_at_home).sum(axis=(1, 2))
    np.testing.assert_allclose(view.at_home, home, **CLOSE)
    np.testing.assert_allclose(view.imports.sum(axis=0), orders.sum(axis=(1, 2)) - home, **CLOSE)
    np.testing.assert_allclose(view.home_by_domain.sum(axis=0), home.sum(axis=0), **CLOSE)
    makes_nothing = FACTS.made_at_home.sum(axis=(1, 2, 3)) == 0
    assert makes_nothing.any() and not view.at_home[makes_nothing].any() and home.any()
    share = OUTCOMES["home_share_orders"].read(view)
    np.testing.assert_allclose(share, home.sum(axis=0) / orders.sum(axis=(0, 1, 2)), **CLOSE)


def test_where_nothing_is_bought_at_home_the_us_share_of_imports_is_that_of_orders():
    abroad = block(runs=2, years=3, facts=lambda f: replace(f, made_at_home=f.made_at_home * 0.0))
    for end in ("", "_eu27", "_uk"):
        np.testing.assert_allclose(
            abroad.outcomes[f"us_share_imports{end}"], abroad.outcomes[f"us_share_orders{end}"], rtol=1e-14
        )  # the same sums, taken in another order
        assert not abroad.outcomes[f"home_share_orders{end}"][1:].any()


def test_every_perimeter_of_the_table_has_its_outcomes():
    for row in own().rows("perimeters"):
        for group in row["suppliers"].split(";"):
            for flow in ("orders", "deliveries", "stock"):
                assert row["label"] in OUTCOMES[f"{group}_share_{flow}_{row['perimeter']}"].label
        assert {f"home_share_orders_{row['perimeter']}", f"us_share_imports_{row['perimeter']}"} <= set(
            OUTCOMES
        )


def test_the_band_of_retained_capability_holds_its_value_and_closes_with_the_ranges():
    record = block(runs=2, years=2)
    low, value, high = (record.outcomes[f"retained_capability_180{end}"] for end in ("_low", "", "_high"))
    assert (low < value).all() and (value < high).all()

    def no_ranges(facts):
        return replace(facts, lows=facts.by_domain, highs=facts.by_domain)

    closed = block(runs=2, years=2, facts=no_ranges).outcomes
    np.testing.assert_array_equal(closed["retained_capability_180_low"], closed["retained_capability_180"])
    np.testing.assert_array_equal(closed["retained_capability_180_high"], closed["retained_capability_180"])


def test_all_american_stock_at_the_ends_of_ranges_decays_as_one_system_does():
    def one_kind(facts):
        ends = {
            end: {
                **facts.by_domain,
                "spares_days": facts.by_domain["spares_days"] * 0 + spares,
                "decay_days": facts.by_domain["decay_days"] * 0 + 100.0,
            }
            for end, spares in (("lows", 30.0), ("highs", 180.0))
        }
        return replace(with_offers(content=lambda o: o.content * 0.0 + 1.0)(facts), **ends)

    record = block(runs=2, years=1, facts=one_kind)
    weight = 1.0  # spending shares of a state add up to one
    np.testing.assert_allclose(
        record.outcomes["retained_capability_180_low"], weight * np.exp(-150.0 / 100.0), rtol=1e-6
    )
    np.testing.assert_allclose(record.outcomes["retained_capability_180_high"], weight, rtol=1e-6)


def test_a_veto_exposes_systems_and_at_weight_zero_it_changes_no_bit():
    off = block(runs=2, years=3, parameters={"veto_exposure": 0.0})
    np.testing.assert_array_equal(off.outcomes["us_exposure_stock"], off.outcomes["us_content_stock"])
    none = block(
        runs=2,
        years=3,
        facts=with_offers(us_veto=lambda o: o.us_veto * 0.0),
        parameters={"veto_exposure": 0.0},
    )
    assert_identical(off, none)
    on = block(runs=2, years=3)
    assert (on.outcomes["us_exposure_stock"] > on.outcomes["us_content_stock"]).all()
    assert (on.outcomes["retained_capability_180"] < off.outcomes["retained_capability_180"]).all()
    np.testing.assert_array_equal(on.outcomes["us_content_stock"], off.outcomes["us_content_stock"])


def test_where_everything_is_under_a_veto_everything_is_exposed():
    everything = block(runs=2, years=2, facts=with_offers(us_veto=lambda o: o.us_veto * 0.0 + 1.0))
    np.testing.assert_allclose(everything.outcomes["us_exposure_stock"], 1.0, rtol=1e-12)
