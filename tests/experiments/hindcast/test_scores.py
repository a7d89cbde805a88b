"""Scores, rivals and what was seen, against figures worked out by hand."""

from dataclasses import replace

import numpy as np
import pytest
from support import casts

from experiments.hindcast import scores
from experiments.hindcast.hindcast import OURS, hindcast, scored
from experiments.hindcast.observed import DELIVERIES, ORDERS, Observed, as_rows, observe, read_targets
from experiments.hindcast.origin import known_at
from experiments.hindcast.rivals import CONSTANT, HINDSIGHT, PERSISTENCE, PIPELINE, POOLED, SHIFTED, rivals
from experiments.hindcast.sources import Folders
from experiments.hindcast.words import BEATS, LEVEL, LOSES, sorted_out, text
from model.errors import InputError

HEAD = "iso3,importer,window,category,supplier,supplier_region,share_percent,importer_total_tiv_m,basis\n"
ROW = "AUT,Austria,{},all,{},{},{},100,computed deliveries\n"
ISO3 = {"AUT": "AT"}


def test_crps_of_one_draw_is_its_error():
    assert scores.crps(np.array([[0.3]]), np.array([0.5])) == pytest.approx([0.2])


def test_crps_of_an_ensemble_is_error_less_half_its_own_spread():
    draws, seen = np.array([0.0, 0.5, 1.0]), np.array(0.25)
    spread = np.abs(draws[:, None] - draws).mean()
    assert scores.crps(draws, seen) == pytest.approx(np.abs(draws - 0.25).mean() - spread / 2)


def test_a_perfect_forecast_has_no_error_and_covers_everything():
    seen = Observed({("o", "a"): np.array([0.5, 0.5, 0.0])}, {("o", "a"): 10.0})
    found = scores.score({("o", "a"): seen.share["o", "a"][:, None]}, seen, seen.share)
    assert (found.error, found.weighted, found.crps, found.coverage) == (0.0, 0.0, 0.0, 1.0)


def test_importers_count_alike_or_by_volume():
    share = {("o", "a"): np.array([1.0, 0.0, 0.0]), ("o", "b"): np.array([0.0, 1.0, 0.0])}
    seen = Observed(share, {("o", "a"): 30.0, ("o", "b"): 10.0})
    found = scores.score(dict.fromkeys(share, np.array([[1.0], [0.0], [0.0]])), seen, share)
    assert found.error == pytest.approx(1 / 3) and found.weighted == pytest.approx(2 / 3 / 4)
    assert found.spread == 0.0 and found.observed_spread == 0.5 and found.count == 2


def test_a_lead_counts_from_two_standard_errors_on():
    blank = scores.Score(*[0.0] * 10, errors=())
    ours = replace(blank, errors=(0.1, 0.1, 0.1))
    found = {
        "model": ours,
        "worse": replace(blank, errors=(0.2, 0.3, 0.2)),
        "alike": replace(blank, errors=(0.0, 0.3, 0.1)),
        "better": replace(blank, errors=(0.01, 0.02, 0.03)),
        SHIFTED: replace(blank, errors=(0.0, 0.0, 0.0)),
    }
    assert sorted_out(found) == {BEATS: ["worse"], LEVEL: ["alike"], LOSES: ["better"]}


@pytest.fixture
def cast():
    return casts.cast(2014)


def test_rivals_are_what_their_names_say(cast):
    past, facts = cast.origin.past, cast.origin.facts
    found = rivals(cast.origin, cast.groups, cast.observed)
    finland = past.last[facts.states.index("FI")].sum(axis=0)
    assert found[PERSISTENCE][ORDERS, "FI"].mean(axis=1) == pytest.approx(finland / finland.sum())
    every = past.last.sum(axis=(0, 1))
    assert found[POOLED][ORDERS, "FI"].mean(axis=1) == pytest.approx(every / every.sum())
    owed = (past.outstanding + past.programme)[facts.states.index("FI")].sum(axis=0)
    assert found[PIPELINE][DELIVERIES, "FI"].mean(axis=1) == pytest.approx(owed / owed.sum())
    constants = {tuple(found[CONSTANT][ORDERS, name].mean(axis=1).round(9)) for name in ("FI", "PL", "DE")}
    assert len(constants) == 1


def test_the_best_shift_never_errs_more_than_persistence_over_all_that_was_seen(cast):
    found = rivals(cast.origin, cast.groups, cast.observed)
    keys = [key for key in cast.observed.share if key[0] == ORDERS and key[1] not in cast.groups]
    error = {n: scores.score(found[n], cast.observed, keys).error for n in (PERSISTENCE, SHIFTED)}
    assert error[SHIFTED] <= error[PERSISTENCE] + 1e-12


def test_importers_with_little_behind_them_are_not_scored(cast):
    kinds = scored(cast.observed, cast.groups, 50.0)
    assert {what for what, _ in kinds} == {DELIVERIES, ORDERS} and len(kinds) == 4
    assert all(cast.observed.weight[key] >= 50.0 for keys in kinds.values() for key in keys)


def test_deliveries_and_new_orders_are_scored_apart_with_every_rival(cast):
    names = {*OURS, *HINDSIGHT, PERSISTENCE, POOLED, PIPELINE}
    assert {(what, kind) for what, kind in cast.scores} == {
        (what, kind) for what in (DELIVERIES, ORDERS) for kind in ("importers", "categories")
    }
    assert all(set(by_name) == names for by_name in cast.scores.values())
    assert "New orders 2015-2019: the model misses" in text(cast)


def test_shares_add_up_whoever_is_asked(cast):
    for share in (*cast.prediction.share.values(), *cast.forecasts[PERSISTENCE].values()):
        assert share.sum(axis=0) == pytest.approx(np.ones(share.shape[1]))


def test_a_file_of_what_was_seen_scores_without_any_change(tmp_path):
    file = tmp_path / "seen.csv"
    file.write_text(HEAD + ROW.format("2020-24", "Italy", "EU", 60) + ROW.format("2020-2024", "x", "US", 40))
    found = hindcast(2019, 2020, 2024, file=file, runs=2, learn=False)
    assert found.observed.share[DELIVERIES, "AT"].tolist() == pytest.approx([0.6, 0.4, 0.0])
    assert set(found.scores) == {(DELIVERIES, "importers")}


def test_official_shares_and_other_windows_are_left_out():
    rows = [
        {"basis": basis, "window": window, "iso3": "AUT", "category": "all", "supplier_region": "IL"}
        | {"share_percent": "50", "importer_total_tiv_m": "10"}
        for basis, window in (
            ("official SIPRI as reported", "2015-19"),
            ("computed deliveries", "2014-18"),
            ("contracted TIV by order year", "ordered 2015-19"),
        )
    ]
    (row,) = as_rows(rows, "2015-19", ISO3)
    assert (row["what"], row["region"], row["tiv_m"], row["known_from"]) == (ORDERS, "third", "5.0", 2020)
    seen = observe([row], {}, {})
    assert seen.share[ORDERS, "AT"].tolist() == [0.0, 0.0, 1.0]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            HEAD.replace(",basis", "") + "AUT,Austria,2020-24,all,Italy,EU,50,100\n",
            "column 'basis' is missing",
        ),
        (HEAD + ROW.format("2020-24", "Italy", "EU", "half"), "line 2: share_percent: 'half' is no number"),
        (HEAD + ROW.format("2010-14", "Italy", "EU", 50), "no row for 2020-24"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_one_line(tmp_path, content, said):
    file = tmp_path / "seen.csv"
    file.write_text(content)
    with pytest.raises(InputError) as refused:
        read_targets(file, ISO3, 2020, 2024)
    assert said in str(refused.value) and "seen.csv" in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("years", [(2014, 2015, 2018), (2014, 2014, 2018), (2014, 2020, 2024)])
def test_years_that_do_not_follow_the_origin_are_refused(years):
    with pytest.raises(InputError, match="write 2015:2019"):
        hindcast(*years, folders=Folders())


def test_an_origin_without_facts_is_refused():
    with pytest.raises(InputError, match="2009, 2014, 2019"):
        known_at(2016)
