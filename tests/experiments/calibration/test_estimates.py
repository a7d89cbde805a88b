"""Estimates from orders: known weights come back, later orders change nothing, and the table is whole."""

import functools

import numpy as np
import pytest
from scipy.special import logsumexp

from experiments.calibration import causes, estimates, logit, orders, profile, recovery, taste
from experiments.commands import main as cli
from model.inputs.tables import own


@pytest.fixture(scope="module")
def made():
    """Made orders of eight states in three domains over twenty years, with a taste for what they had."""
    rng = np.random.default_rng(5)
    tables, n = own(), 700
    state, domain = rng.integers(0, 8, n), rng.integers(0, 3, n)
    year = np.sort(rng.integers(1995, 2020, n))
    counts = np.zeros((len(tables.members), len(tables.domains), 3))
    bloc = np.zeros(n, dtype=int)
    for i in range(n):
        had = counts[state[i], domain[i]]
        score = 1.5 * had / max(had.sum(), 1.0) + rng.gumbel(size=3)
        bloc[i] = score.argmax()
        counts[state[i], domain[i], bloc[i]] += 1.0
    volume = np.where(rng.random(n) < 0.05, np.nan, rng.lognormal(2.0, 1.5, n))
    members, domains = tuple(tables.members), tuple(tables.domains)
    return orders.Orders(year, state, domain, bloc, volume, members, domains, "made orders")


def test_the_likelihood_and_its_slope_are_those_written_out():
    rng = np.random.default_rng(1)
    design, on_sale = rng.normal(size=(200, 3, 2)), rng.random((200, 3)) < 0.8
    on_sale[:, 0] = True
    taken = np.zeros((200, 3))
    taken[np.arange(200), [rng.choice(np.flatnonzero(row)) for row in on_sale]] = rng.random(200)
    found = logit.fit(logit.Choices(design, taken, on_sale, np.arange(200)))

    def by_hand(value):
        score = np.where(on_sale, design @ value, -np.inf)
        logs = np.where(on_sale, score - logsumexp(score, axis=1, keepdims=True), 0.0)
        return float((taken * logs).sum())

    assert found.likelihood == pytest.approx(by_hand(found.value))
    for step in ([1e-3, 0.0], [0.0, 1e-3]):
        assert by_hand(found.value + step) < found.likelihood > by_hand(found.value - step)


def test_a_loose_weight_integrates_to_the_likelihood_by_quadrature():
    """One state, forty choices of two, a random constant of spread 0.8: Laplace against a fine sum."""
    taken = np.array([[0.0, 1.0]] * 26 + [[1.0, 0.0]] * 14)
    design = np.zeros((40, 2, 1))
    design[:, 1, 0] = 1.0
    found = logit.fit(logit.Choices(design, taken, np.ones((40, 2), bool), np.zeros(40)), np.array([0.8]))
    grid = np.linspace(-6, 6, 4001)
    logs = (
        26 * grid - 40 * np.log1p(np.exp(grid)) - 0.5 * (grid / 0.8) ** 2 - np.log(0.8 * np.sqrt(2 * np.pi))
    )
    assert found.likelihood == pytest.approx(logsumexp(logs) + np.log(grid[1] - grid[0]), abs=0.02)


def test_the_ends_of_a_profile_are_where_the_likelihood_fell_so_far():
    x = np.repeat([0.0, 1.0], 50)
    y = np.r_[np.repeat([1.0, 0.0], [20, 30]), np.repeat([1.0, 0.0], [35, 15])]
    design = np.zeros((100, 2, 2))
    design[:, 1, 0], design[:, 1, 1] = 1.0, x
    choices = logit.Choices(design, np.stack([1 - y, y], axis=1), np.ones((100, 2), bool), np.arange(100))
    found = logit.fit(choices)
    low, high = profile.ends(
        choices, np.full(2, np.inf), 1, found.value, found.likelihood, float(found.error(False)[1])
    )
    for end in (low, high):
        offset = design[..., 1] * end
        rest = logit.fit(
            logit.Choices(design[..., :1], choices.taken, choices.on_sale, choices.buyer), offset=offset
        )
        assert found.likelihood - rest.likelihood == pytest.approx(profile.DEPTH, abs=0.01)
    assert low < found.value[1] < high


def test_a_profile_that_never_falls_has_no_end():
    design = np.zeros((20, 2, 1))
    design[:10, 1, 0] = 1.0
    taken = np.array([[0.0, 1.0]] * 10 + [[1.0, 0.0]] * 10)  # the weight can be as large as it likes
    choices = logit.Choices(design, taken, np.ones((20, 2), bool), np.arange(20))
    low, high = profile.ends(choices, np.array([np.inf]), 0, np.array([20.0]), -10 * np.log(2.0), 1.0)
    assert np.isinf(high) and np.isfinite(low)


def test_causes_come_from_before_the_year_and_later_orders_change_nothing(made):
    """Other outcomes after an origin, or none, leave its choices bit for bit as they are."""
    whole, place = causes.choices(made, 2000, 2009)
    early = made.pick(made.year <= 2009)
    alone, same = causes.choices(early, 2000, 2009)
    late = made.bloc.copy()
    late[made.year > 2009] = 0
    other, _ = causes.choices(orders.replace(made, bloc=late), 2000, 2009)
    for found in (alone, other):
        assert np.array_equal(found.causes, whole.causes) and np.array_equal(found.on_sale, whole.on_sale)
    assert np.array_equal(place, same)
    first = place[0]
    past = made.pick(made.year < made.year[first])
    mine = (past.state == made.state[first]) & (past.domain == made.domain[first])
    share = np.bincount(past.bloc[mine], minlength=3) / mine.sum()
    assert whole.causes[0, :, causes.CAUSES.index("own_past")] == pytest.approx(share)


def test_what_was_taken_was_on_sale_and_a_bloc_nobody_bought_for_long_is_not(made):
    found, _ = causes.choices(made, 2000, 2019)
    assert (found.on_sale | (found.taken == 0)).all()
    rare = orders.replace(made, bloc=np.where(made.year == 1995, made.bloc, made.bloc % 2))
    late, place = causes.choices(rare, 2006, 2019)
    assert not late.on_sale[:, 2].any() and len(place)


def test_dates_of_offers_say_what_was_on_sale_too(made):
    """A bloc without an offer of its own yet is there only for those who bought it all the same."""
    found, place = causes.choices(made, 2000, 2019, on_sale=0)
    sold = causes.first_sold()[made.domain[place]] <= made.year[place][:, None]
    assert np.array_equal(found.on_sale, sold | (found.taken > 0)) and not found.on_sale.all()


def test_partners_are_those_with_a_known_year_of_joining():
    early, late = causes.partners(2000), causes.partners(2020)
    members = own().members
    assert late.sum() > early.sum() > 0
    bond = members.index("BE"), members.index("NL")
    assert early[bond] > 0, "Benelux, since 1948"
    clubs = [row["group"] for row in own().rows("groups") if row["category"] == "user club" and row["since"]]
    assert all(
        int(row["since"]) > 2019 for row in own().rows("groups") if row["group"] in clubs and row["since"]
    )


def test_the_table_is_whole_and_its_intervals_hold_the_estimate(made):
    rows = list(estimates.estimate(made, (2014,)))
    assert {(row["weight"], row["taste"]) for row in rows} == {
        (weight, kind) for weight in estimates.WEIGHTS for kind in (estimates.BINARY, *taste.TASTES)
    }
    for row in rows:
        assert set(row) <= set(estimates.COLUMNS) and row["source"] == "made orders; own estimate"
        if row.get("low"):
            assert float(row["low"]) <= float(row["plain_low"]) < float(row["value"])
            assert float(row["value"]) < float(row["plain_high"]) <= float(row["high"])
    one = next(r for r in rows if (r["weight"], r["taste"], r["cause"]) == ("count", "none", "own_past"))
    assert abs(float(one["value"]) - 1.5) < 3 * float(one["error"])
    volume = next(row for row in rows if row["weight"] == "volume")
    assert (
        float(volume["effective_orders"]) < volume["orders"] and volume["half_orders"] < volume["orders"] / 4
    )


def test_the_published_table_names_its_source_and_no_weapon():
    rows = estimates.read()
    assert {row["origin"] for row in rows} == {str(origin) for origin in estimates.ORIGINS}
    assert {row["weight"] for row in rows} == set(estimates.WEIGHTS)
    assert all("SIPRI Arms Transfers Database" in row["source"] and row["unit"] for row in rows)


@pytest.mark.parametrize(("n", "sets"), [(300, 12), (2000, 6)])
def test_known_weights_come_back(n, sets):
    """Everything seen and nobody with a taste of his own: means lie within three standard errors of the truth.

    The error of a mean is that which the estimator claims, for the scatter of a dozen sets is itself uncertain.
    """
    for row in recovery.recover(n, sets, 100, True, taste.NONE, recovery.truth(taste=False)):
        assert abs(row.mean - row.truth) < 3 * row.error / np.sqrt(sets), row.cause


def test_from_sixty_orders_weights_lie_off_by_less_than_one_set_can_tell():
    """Weights of a logit are drawn away from zero where choices are few (Firth 1993, Biometrika 80: 27-38)."""
    for row in recovery.recover(60, 24, 100, True, taste.NONE, recovery.truth(taste=False)):
        assert abs(row.mean - row.truth) < row.error, row.cause


def test_known_weights_come_back_where_states_differ_in_taste():
    """The same with fixed taste from 2,000 orders."""
    for row in recovery.recover(2000, 6, 100, True, taste.FIXED):
        assert abs(row.mean - row.truth) < 3 * row.error / np.sqrt(6), row.cause


def test_sixty_orders_cannot_carry_fixed_taste():
    rows = recovery.recover(60, 12, 100, True, taste.FIXED)
    own_past = next(row for row in rows if row.cause == "own_past")
    assert own_past.mean - own_past.truth > 3 * own_past.error / np.sqrt(12)


def test_own_past_takes_in_taste_unless_taste_is_fixed():
    """The bias that the page reports: without, and with random taste, own past is too large by many errors."""
    by_taste = {kind: recovery.recover(2000, 3, 7, False, kind) for kind in (taste.NONE, taste.FIXED)}
    own_past = {kind: next(r for r in rows if r.cause == "own_past") for kind, rows in by_taste.items()}
    assert own_past[taste.NONE].mean > own_past[taste.NONE].truth + 2 * own_past[taste.NONE].error
    assert abs(own_past[taste.FIXED].mean - own_past[taste.FIXED].truth) < 2 * own_past[taste.FIXED].error


def test_the_same_seed_makes_the_same_orders():
    one, two = (recovery.make(60, 3)[0] for _ in range(2))
    assert np.array_equal(one.causes, two.causes) and np.array_equal(one.taken, two.taken)


@pytest.mark.extras
def test_a_statistics_package_gives_the_same():
    """Conditional logit and clustered errors of statsmodels."""
    conditional = pytest.importorskip("statsmodels.discrete.conditional_models")
    discrete = pytest.importorskip("statsmodels.discrete.discrete_model")
    made, _ = recovery.make(400, 2)
    ours = logit.fit(made)
    rows = made.causes.reshape(-1, made.causes.shape[-1])
    model = conditional.ConditionalLogit(made.taken.ravel(), rows, groups=np.repeat(np.arange(400), 3))
    assert ours.likelihood == pytest.approx(model.loglike(ours.value), abs=1e-8)
    assert model.score(ours.value) == pytest.approx(np.zeros(len(ours.value)), abs=1e-5)
    theirs = model.fit(disp=False, start_params=ours.value)
    assert ours.error(clustered=False) == pytest.approx(theirs.bse, rel=1e-3)
    us = made.taken[:, orders.BLOCS.index("us")]
    past = made.causes[:, orders.BLOCS.index("us"), causes.CAUSES.index("own_past")]
    line = logit.line(past, us, np.ones(400), made.buyer)
    binary = discrete.Logit(us, np.stack([np.ones(400), past], axis=1))
    clustered = binary.fit(disp=False, cov_type="cluster", cov_kwds={"groups": made.buyer})
    assert line.slope == pytest.approx(clustered.params[1], abs=1e-6)
    assert line.error == pytest.approx(
        clustered.bse[1], rel=0.01
    )  # it also corrects for the number of weights


@pytest.mark.thorough
def test_the_command_estimates_from_a_table_of_orders(made, tmp_path, capsys, monkeypatch):
    """The table of orders that a user keeps gives the rows that the same orders give in memory."""
    kinds = {"fighters": "fighter aircraft", "support_air": "helicopter", "naval": "frigate"}
    code = {row["state"]: row["iso3"] for row in own().rows("members")}
    places = [own().domains.index(name) for name in kinds]
    rows = [
        {
            "order_year": made.year[i],
            "iso3": code[made.states[made.state[i]]],
            "design_region": ("EU", "US", "IL")[made.bloc[i]],
            "sipri_description": list(kinds.values())[made.domain[i]],
            "designation": "Made-1",
            "tiv_contracted_m": "" if np.isnan(made.volume[i]) else made.volume[i],
        }
        for i in range(len(made.year))
    ]
    orders.write(rows, tmp_path / "mine.csv", orders.NEEDED)
    monkeypatch.setattr(estimates, "estimate", functools.partial(estimates.estimate, origins=(2009,)))
    assert cli.main(["data", "estimate", str(tmp_path / "mine.csv"), "--out", str(tmp_path / "out")]) == 0
    assert "own_past" in capsys.readouterr().out
    same = orders.replace(made, domain=np.array(places)[made.domain])
    read = estimates.read(tmp_path / "out" / "estimates.csv")
    wanted = list(estimates.estimate(same))
    assert [row["cause"] for row in read] == [row["cause"] for row in wanted]
    slopes = [
        [row["value"] for row in some if row["taste"] in (estimates.BINARY, taste.NONE)]
        for some in (read, wanted)
    ]
    assert slopes[0] == slopes[1]
