"""Luck depends on seed, replicate, stream and year, and on nothing else."""

import numpy as np
import pytest
from support import rest_thorough
from support.stepping import block

from model.ensemble import simulate
from model.errors import InputError
from model.numeric.luck import (
    DEFER,
    GAP,
    LAST_REPLICATE,
    LOTS,
    NESTS,
    STREAMS,
    STRETCH,
    WINDOW,
    DomainWords,
    Luck,
)


def tables(luck, year=2030):
    """A table of every kind."""
    return {
        "uniform": luck.uniform("regime", year),
        "normal": luck.normal("politics", year, (luck.shape[0],)),
        "offer": luck.normal_by_offer("progress", year),
        "choice": gumbel(luck, year),
        "lasting": gumbel(luck, year, lasting=1.0)[[n for n in range(NESTS + luck.shape[2]) if n != DEFER]],
    }


def gumbel(luck, year=2030, lot=1, lasting=0.0):
    """(alternative, member, domain, run) Gumbel luck of one lot."""
    members, domains, offers = luck.shape
    runs = len(luck.replicates)
    member, domain, run = (axis.ravel() for axis in np.indices((members, domains, runs)))
    every = np.arange(offers)[:, None]
    both = np.concatenate(
        luck.choices(year).gumbel(member, domain, run, np.arange(run.size), lot, every, lasting)
    )
    return both.reshape(-1, members, domains, runs)


def luck(replicates, offers=7, seed=3, members=4, domains=5):
    return Luck(seed, np.asarray(replicates), members, domains, offers)


EDGE = STRETCH - 1


@pytest.mark.parametrize(
    "replicates",
    [range(20), [7, 7, 2, 7], range(EDGE - 2, EDGE + 3), [EDGE + 40, 3, EDGE, 5, EDGE + 2, 3, 10**9, 0]],
    ids=["in order", "some equal", "on both sides of what one call draws", "far apart, in any order"],
)
def test_a_run_has_the_same_luck_alone_and_among_others(replicates):
    many = tables(luck(replicates))
    for run, replicate in enumerate(replicates):
        for name, values in tables(luck([replicate])).items():
            np.testing.assert_array_equal(values[..., 0], many[name][..., run], err_msg=name)


@pytest.mark.parametrize(
    ("replicate", "said"),
    [
        (-1, "replicates: needs whole numbers from 0, one per run"),
        (LAST_REPLICATE + 1, f"call: replicate: {LAST_REPLICATE + 1} is outside 0 to {LAST_REPLICATE}"),
    ],
)
def test_a_replicate_out_of_range_is_refused(replicate, said):
    with pytest.raises(InputError, match=f"^{said}"):
        simulate("baseline", runs=2, years=1, replicates=[3, replicate])
    assert np.isfinite(gumbel(luck([LAST_REPLICATE]))).all()


def test_no_number_is_drawn_twice():
    for name, values in tables(luck([0, 1, GAP - 1, GAP, EDGE, EDGE + 1])).items():
        assert len(np.unique(values)) == values.size, name


def test_runs_of_one_replicate_share_what_is_drawn():
    many, one = (DomainWords(luck(replicates), 2030, 0) for replicates in ([8] * 50, [8]))
    for words in (many, one):
        words.draw(list(range(NESTS + 7)))
    np.testing.assert_array_equal(many.words, one.words)
    np.testing.assert_array_equal(many.repeats, one.repeats)


def test_only_what_is_asked_for_is_drawn(monkeypatch):
    """And each alternative once a year, whoever asks for it again."""
    drawn, real = [], Luck.fill

    def fill(luck, table, stream, year, domain, alternatives):
        drawn.extend((stream, domain, k) for k in alternatives)
        return real(luck, table, stream, year, domain, alternatives)

    monkeypatch.setattr(Luck, "fill", fill)
    table = luck(range(3)).choices(2030)
    whose = np.array([0, 1]), np.array([2, 2]), np.array([0, 1])
    for offers in ([6, 1], [1], [6]):
        table.gumbel(*whose, np.array([0, 1]), 0, np.array(offers)[:, None])
    alternatives = (*range(NESTS), NESTS + 6, NESTS + 1)
    assert drawn == [(stream, 2, k) for stream in ("choice", "lasting") for k in alternatives]


def test_what_is_forgotten_and_drawn_again_is_the_same(monkeypatch):
    kept = gumbel(luck(range(3)))
    monkeypatch.setattr("model.numeric.luck.MOST_WORDS", 0)
    table, member, case = luck(range(3)).choices(2030), np.arange(4), np.arange(4)
    for domain in (0, 3, 0):
        whose = (member, np.full(4, domain), np.full(4, 2))
        nest, offer = table.gumbel(*whose, case, 1, np.arange(7)[:, None])
        np.testing.assert_array_equal(np.concatenate([nest, offer]), kept[:, :, domain, 2])


@pytest.mark.parametrize("change", [{"seed": 4}, {"replicates": [1]}])
def test_another_seed_or_replicate_has_other_luck(change):
    first, other = tables(luck([0])), tables(luck(**{"replicates": [0], **change}))
    for name, values in first.items():
        assert not np.isin(values, other[name]).any(), name


def test_another_year_has_other_luck_but_what_lasts():
    assert not np.isin(gumbel(luck([0]), 2030), gumbel(luck([0]), 2031)).any()
    first, next_window = (tables(luck([0]), year)["lasting"] for year in (2030, 2030 + WINDOW))
    np.testing.assert_array_equal(first, tables(luck([0]), 2031)["lasting"])
    assert not np.isin(first, next_window).any()


def test_a_further_offer_leaves_the_luck_of_the_others_as_it_was():
    few, more = luck(range(3), offers=7), luck(range(3), offers=9)
    for draw in (Luck.uniform_by_offer, Luck.normal_by_offer):
        np.testing.assert_array_equal(draw(few, "progress", 2030), draw(more, "progress", 2030)[:, :7])
    for lot in range(LOTS):
        np.testing.assert_array_equal(gumbel(few, lot=lot), gumbel(more, lot=lot)[: NESTS + 7])


def test_luck_of_some_offers_and_decisions_is_that_of_all():
    whole, table = gumbel(luck(range(3)), lot=2), luck(range(3)).choices(2030)
    member, domain, run = np.array([3, 0, 2]), np.array([4, 4, 1]), np.array([0, 2, 1])
    case, listed = np.array([2, 0, 0, 1]), np.array([6, 1, 3])
    nest, same_list = table.gumbel(member, domain, run, case, 2, listed[:, None])
    np.testing.assert_array_equal(nest, whole[:NESTS, member[case], domain[case], run[case]])
    for k, offer in enumerate(listed):
        np.testing.assert_array_equal(
            same_list[k], whole[NESTS + offer, member[case], domain[case], run[case]]
        )
    own_list = np.array([[5, 5, 1], [6, 6, 3]])  # by domain
    _, found = table.gumbel(member, domain, run, case, 2, own_list)
    for k in range(2):
        expected = whole[NESTS + own_list[k, case], member[case], domain[case], run[case]]
        np.testing.assert_array_equal(found[k], expected)


def test_drawing_from_one_stream_leaves_the_others_alone():
    expected, disturbed = {s: luck([2]).uniform(s, 2030, (9,)) for s in STREAMS}, luck([2])
    for stream in STREAMS:
        for other in STREAMS:
            disturbed.normal(other, 2030, (5,))
            disturbed.choices(2030)
        np.testing.assert_array_equal(disturbed.uniform(stream, 2030, (9,)), expected[stream])
    values = np.concatenate([v.ravel() for v in expected.values()])
    assert len(np.unique(values)) == values.size


def test_streams_are_uncorrelated():
    draws = np.array([luck([0]).normal(stream, 2030, (20_000,))[:, 0] for stream in STREAMS])
    correlation = np.corrcoef(draws)[np.triu_indices(len(STREAMS), 1)]
    assert np.abs(correlation).max() <= 4 / np.sqrt(draws.shape[1])


def test_uniform_numbers_lie_strictly_between_zero_and_one_and_are_even():
    draws = luck(range(4)).uniform("sites", 2030, (50_000,))
    assert 0.0 < draws.min() and draws.max() < 1.0
    assert abs(draws.mean() - 0.5) <= 4 * np.sqrt(1 / 12 / draws.size)


def test_gumbel_luck_is_finite_with_the_moments_of_the_distribution():
    draws = gumbel(Luck(3, np.arange(50), 30, 10, 12))
    error = np.sqrt(np.pi**2 / 6 / draws.size)
    assert np.isfinite(draws).all() and abs(draws.mean() - np.euler_gamma) <= 4 * error


def test_even_the_smallest_and_largest_draws_give_finite_luck(monkeypatch):
    first = np.array([0])
    for word in (0, 2**32 - 1):

        def fill(luck, table, *place, word=word):
            table[...] = word

        monkeypatch.setattr(Luck, "fill", fill)
        for values in luck([0]).choices(2030).gumbel(first, first, first, first, first, first[:, None]):
            assert np.isfinite(values).all()


def same(a, b):
    for table in ("outcomes", "states", "domains"):
        for name, values in getattr(a, table).items():
            np.testing.assert_array_equal(values, getattr(b, table)[name], err_msg=f"{table}.{name}")


@pytest.mark.parametrize("scenario", rest_thorough(["edtu_full", "baseline", "us_cutoff"], 1))
def test_a_longer_horizon_keeps_the_early_years(scenario):
    short, long = block(scenario, years=5), block(scenario, years=15)
    for table in ("outcomes", "states", "domains"):
        for name, values in getattr(short, table).items():
            np.testing.assert_array_equal(values, getattr(long, table)[name][:5], err_msg=f"{table}.{name}")
    early = long.events["year"] <= short.years[-1]
    kept = sorted(zip(*(long.events[name][early].tolist() for name in long.events), strict=True))
    assert kept == sorted(zip(*(short.events[name].tolist() for name in short.events), strict=True))


@pytest.mark.parametrize("share", [0.0, 0.4, 1.0])
def test_lasting_luck_changes_how_lots_go_together_and_no_probability(share):
    """With equal scores the offer of most luck is chosen: each is as likely, and two lots agree by chance or habit."""
    offers, many = 5, Luck(3, np.arange(40), 20, 15, 5)

    def picked(year, lot):
        return gumbel(many, year, lot, share)[NESTS:].argmax(axis=0)

    first = picked(2030, 0)
    for offer in range(offers):
        error = np.sqrt((1 - 1 / offers) / offers / first.size)
        assert abs(np.mean(first == offer) - 1 / offers) <= 4 * error
    both_last = share * share
    for year, lot, last in [
        (2030, 1, both_last),
        (2030 + WINDOW - 1, 0, both_last),
        (2030 - 1, 0, 0.0),
        (2030 + WINDOW, 1, 0.0),
    ]:
        alike = last + (1 - last) / offers
        error = np.sqrt(alike * (1 - alike) / first.size)
        assert abs(np.mean(first == picked(year, lot)) - alike) <= 4 * error


def test_waiting_has_luck_of_its_own_in_every_lot():
    own, lasting = gumbel(luck(range(3))), gumbel(luck(range(3)), lasting=1.0)
    np.testing.assert_array_equal(own[DEFER], lasting[DEFER])
    assert not np.isin(np.delete(own, DEFER, 0), lasting).any()


def test_how_much_luck_lasts_may_differ_from_run_to_run():
    share = np.array([0.0, 1.0, 0.5])
    together = gumbel(luck(range(3)), lasting=share)
    for run, one in enumerate(share):
        alone = gumbel(luck(range(3)), lasting=one)
        np.testing.assert_array_equal(together[..., run], alone[..., run])


def test_the_same_call_twice_gives_the_same_numbers():
    same(block("edtu_full", years=5), block("edtu_full", years=5))
