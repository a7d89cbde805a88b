"""The world around the market: its shocks, and luck that no policy touches."""

import numpy as np
from support.stepping import block, start

from model.institutions.catalogue import LEVERS
from model.rules.choice import US


def test_a_full_cut_off_stops_us_orders_and_deliveries_in_its_years_only():
    record = block("us_cutoff", shocks={"us_cutoff": {"start": 2028, "years": 2, "severity": 1.0}})
    for name in ("us_share_orders", "us_share_deliveries"):
        cut = np.isin(record.years, [2028, 2029])
        assert not record.outcomes[name][cut].any() and (record.outcomes[name][~cut] > 0).all()


def test_without_any_us_delivery_the_us_stock_of_every_state_falls_by_one_over_its_life_a_year():
    cut = {"us_cutoff": {"start": 2026, "years": 15, "severity": 1.0}}
    setting, run = start(years=15, runs=2, shocks=cut)
    american = (run.facts.offers.nest == US)[None] * run.members.variables.stock
    life = run.facts.domain("service_life")[:, None]
    for passed, year in enumerate(setting.calendar, start=1):
        run.year(year)
        now = (run.facts.offers.nest == US)[None] * run.members.variables.stock
        np.testing.assert_allclose(now, american * (1.0 - 1.0 / life) ** passed, rtol=1e-12)


def test_a_policy_and_its_baseline_share_the_luck_of_the_world():
    policy = block(levers=dict.fromkeys(sorted(LEVERS), 1.0), runs=6)
    baseline = block(runs=6)
    for name in ("threat", "belief"):
        np.testing.assert_array_equal(policy.states[name], baseline.states[name])

    def restrictions(record):
        some = record.events["kind"] == "restriction"
        return list(zip(record.events["run"][some], record.events["year"][some], strict=True))

    assert restrictions(policy) == restrictions(baseline) != []
