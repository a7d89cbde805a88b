"""Common borrowing in cases whose answer is known: who borrows, how much, for what, and what it adds."""

import numpy as np
import pytest
from support.stepping import assert_identical, block, lever_of, start

from model.scenarios.loader import load_scenario


def stepped(what="baseline", runs=2, **settings):
    setting, run = start(what, runs=runs, **settings)
    for year in setting.calendar:
        run.year(year)
    return run


def test_safe_is_part_of_every_scenario_that_names_no_other_parents_and_can_be_taken_out():
    for name in ("baseline", "edtu_full", "us_cutoff", "standards"):
        assert "safe" in load_scenario(name).levers
    none = block(levers={"safe": 0.0})
    assert not none.outcomes["common_loans_bn"].any()
    assert block().outcomes["common_loans_bn"][:5].min() > 0


def test_only_states_that_pay_more_than_the_union_borrow_and_never_beyond_their_allocation():
    run = stepped()
    safe, f = lever_of(run, "safe"), run.facts
    cheaper = (f.nominal_rate <= f.union["bond_yield"])[:, 0]
    assert cheaper.any() and not safe.drawn[cheaper].any()
    assert (safe.drawn <= f.safe_loan + 1e-9).all()
    asked = (f.safe_loan > 0)[:, 0] & ~cheaper
    assert (safe.drawn[asked] > 0).all() and not safe.drawn[~asked].any()


def test_nothing_is_drawn_before_its_first_year_after_its_last_or_in_a_run_that_could_not_know_it():
    loans = block(years=10).outcomes["common_loans_bn"]
    assert loans[:5].min() > 0 and not loans[5:].any()
    early = block(start=2020, years=10)
    assert not early.outcomes["common_loans_bn"].any()


def test_money_on_top_of_budgets_is_the_chosen_share_of_what_was_drawn_for_eligible_orders():
    for share in (0.0, 0.5, 1.0):
        _, run = start(runs=2, parameters={"safe_additional": share})
        run.year(2026)
        safe = lever_of(run, "safe")
        added = run.market.incentives.total_of("refund").sum(axis=1)
        np.testing.assert_allclose(added, share * safe.drawn, atol=1e-12)
        ordered = (run.market.orders * safe.eligible).sum(axis=(1, 2))
        np.testing.assert_allclose(safe.drawn, np.minimum(safe.tranche, ordered), atol=1e-12)
        assert (safe.drawn < safe.tranche).any()  # some buy too little that is eligible


def test_a_loan_makes_eligible_offers_cheaper_by_its_gain_on_the_part_that_it_covers():
    _, run = start(runs=2)
    run.year(2026)
    ((_, value, reach),) = run.market.incentives.contributions("loan")
    safe = lever_of(run, "safe")
    np.testing.assert_array_equal(reach, safe.gain * safe.cover)
    assert ((safe.cover > 0) & (safe.cover <= 1)).any()
    content = sum(run.facts.offers.european_content[bloc] for bloc in ("EU", "NO", "UA"))
    np.testing.assert_array_equal(value[..., 0] == 1.0, (content >= 0.65)[..., 0] & (value[..., 0] > 0))


def test_a_further_loan_lasts_its_years_and_is_shared_out_by_budgets():
    run = stepped(
        levers={"common_loan": {"start": 2028, "years": 3.0, "size": 100.0}, "safe": 0.0}, runs=2, years=6
    )
    loan = lever_of(run, "common_loan")
    np.testing.assert_allclose(loan.allocation().sum(axis=0), 100.0)
    assert (loan.drawn.sum(axis=0) > 0).all() and not loan.drawn[27:].any()
    assert [float(loan.years_left(year)[0]) for year in range(2027, 2032)] == [0, 3, 2, 1, 0]


@pytest.mark.parametrize("beyond", [{"common_loan_size": 0.0}])
def test_a_loan_of_nothing_is_bit_identical_to_none(beyond):
    assert_identical(block(beyond=beyond), block("common_loan", beyond=beyond))
