"""Luck and inputs told apart: known variances are found again, and the words follow from them."""

import numpy as np
import pytest

from experiments.inputs.draw import Inputs
from experiments.inputs.rules import rule
from experiments.intervals import deciding, split
from experiments.result import store
from model import compare

EACH = 4


def made(vectors=200, luck=1.0, inputs=2.0, mean=0.0, seed=1):
    """Values of runs with known spread of luck and of inputs, and the names of their vectors."""
    chance = np.random.default_rng(seed)
    place = np.repeat(np.arange(vectors), EACH)
    of_vector = mean + inputs * chance.normal(size=vectors)
    return of_vector[place] + luck * chance.normal(size=len(place)), place.astype(str), of_vector


@pytest.mark.parametrize(("luck", "inputs"), [(1.0, 2.0), (2.0, 1.0), (1.0, 0.0)])
def test_known_variances_are_found_again(luck, inputs):
    found = [split.group(*made(luck=luck, inputs=inputs, seed=seed)[:2]) for seed in range(40)]
    within, between = (np.array([float(getattr(f, name)) for f in found]) for name in ("within", "between"))
    for values, true in ((within, luck**2), (between, inputs**2)):
        error = values.std() / np.sqrt(len(values))
        assert abs(values.mean() - true) < 4 * error or (true == 0.0 and values.mean() < 0.05)


def test_intervals_of_inputs_hold_the_vectors_and_not_the_noise_of_their_means():
    values, vectors, of_vector = made(luck=3.0, inputs=1.0)
    known = split.effect(values, vectors)
    wanted = np.quantile(of_vector, [0.1, 0.9])
    assert np.allclose(known.inputs, wanted, atol=0.35)
    means = values.reshape(-1, EACH).mean(axis=1)
    assert known.inputs[1] - known.inputs[0] < 0.8 * np.ptp(np.quantile(means, [0.1, 0.9]))
    assert known.luck[1] - known.mean == pytest.approx(1.96 * 3.0 / np.sqrt(len(values)), rel=0.1)


def test_both_holds_each_and_without_vectors_all_is_luck():
    values, vectors, _ = made()
    known, plain = split.effect(values, vectors), split.effect(values)
    for part in (known.luck, known.inputs):
        assert known.both[0] <= part[0] and part[1] <= known.both[1]
    assert plain.both == plain.luck and np.isnan(plain.inputs).all() and not plain.cannot_say


def test_runs_of_one_vector_say_nothing_of_inputs():
    known = split.effect(np.arange(5.0), np.array(["a"] * 5))
    assert np.isnan(known.inputs[0]) and np.isfinite(known.luck[0])


def test_bands_of_luck_and_inputs_are_those_of_their_spreads():
    values, vectors, of_vector = made(vectors=800, luck=1.0, inputs=2.0)
    luck, inputs = split.bands(values, vectors, (0.1, 0.9))
    normal = 1.2816
    np.testing.assert_allclose(luck - values.mean(), [-normal, normal], rtol=0.1)
    np.testing.assert_allclose(inputs - values.mean(), [-2 * normal, 2 * normal], rtol=0.1)


def test_years_without_a_value_are_left_out_and_each_row_stands_for_itself():
    values, vectors, _ = made(vectors=10)
    holes = np.stack([values, values, np.full_like(values, np.nan)])
    holes[1, :EACH] = np.nan
    known = split.effect(holes, vectors)
    assert known.mean[0] == split.effect(values, vectors).mean and np.isnan(known.mean[2])
    np.testing.assert_allclose(known.inputs[0][1], split.effect(values[EACH:], vectors[EACH:]).inputs[0])


def test_the_model_cannot_say_only_where_vectors_differ_and_too_few_agree():
    assert split.effect(*made(mean=0.5)[:2]).cannot_say
    assert not split.effect(*made(mean=8.0)[:2]).cannot_say, "all on one side"
    assert not split.effect(*made(inputs=0.0)[:2]).cannot_say, "luck alone is said to be luck"
    assert split.effect(*made(mean=0.5)[:2]).side < rule("sign_share")


def test_equal_weights_give_the_usual_quantiles():
    values = np.random.default_rng(1).normal(size=(2, 31))
    np.testing.assert_allclose(
        split.quantiles(values, (0.1, 0.5, 0.9), np.ones(31)), np.quantile(values, (0.1, 0.5, 0.9), axis=-1)
    )


def test_the_parameters_that_decide_are_named_and_those_of_chance_are_not():
    values, vectors, of_vector = made(vectors=100, luck=0.5)
    chance = np.random.default_rng(5)
    place = vectors.astype(int)
    inputs = {f"other_{i}": chance.random(100)[place] for i in range(20)}
    inputs["taste_draw"] = -of_vector[place]  # the number of a draw decides nothing, whatever goes with it
    inputs |= {"much": -of_vector[place], "some": (of_vector + 3.0 * chance.normal(size=100))[place]}
    found = deciding.deciding(values, Inputs(vectors, inputs, ""))
    assert [key for key, _ in found] == ["much", "some"] and found[0][1] < -0.9
    assert deciding.words(values, Inputs(vectors, inputs, "")).startswith("it hangs on much (\u2212")
    nothing = Inputs(vectors, {"other": chance.random(100)[place]}, "")
    assert (
        deciding.words(values, nothing) == "no single parameter decides it"
        and deciding.words(values, None) == ""
    )


@pytest.fixture(scope="module")
def both():
    return compare("baseline", "edtu_full", runs=24, years=3, progress=False)


def test_tables_figures_and_summary_give_the_same_split(both):
    from experiments.figures import data

    name = "us_share_stock"
    row = both.summary().set_index("outcome").loc[name]
    drawn = data.last(data.paired(both.baseline, both.variants[0], name)).iloc[0]
    yearly = both.difference(name).iloc[-1]
    for column in ("low", "high", "luck_low", "luck_high", "inputs_low", "inputs_high"):
        assert row[column] == pytest.approx(drawn[column], abs=1e-12)
        assert row[column] == pytest.approx(yearly[column], abs=1e-12)
    spread = data.last(data.spread(both.baseline, name)).iloc[0]
    assert spread["luck_q10"] < spread["luck_q90"] and spread["inputs_q10"] <= spread["inputs_q90"]


def test_words_name_luck_and_inputs_in_text_report_and_readme(both):
    from experiments.publish import reference
    from experiments.report import content, steadiness, text

    for said in (text.table_text(both), text.table_text(both.baseline)):
        assert "luck alone" in said and "inputs alone" in said
    assert all("luck and inputs" in sentence for sentence in content.answers(both))
    assert {"luck alone", "inputs alone"} <= set(content.key_table(both).columns)
    assert {"luck alone", "inputs alone"} <= set(content.key_table(both.baseline).columns)
    block = reference.block(both.years, both.drawn)
    assert "| luck and inputs | luck alone | inputs alone |" in block
    assert (
        steadiness.sentence(both).startswith("Intervals rest on 6 vectors") and "Intervals rest on 6" in block
    )


def test_inputs_are_saved_and_read_back(both, tmp_path):
    import pandas as pd

    back = store.load(both.save(tmp_path / "here"))
    pd.testing.assert_frame_equal(back.drawn, both.drawn)
    pd.testing.assert_frame_equal(back.summary(), both.summary())
    assert back.variants[0].run_ids == both.variants[0].run_ids
    assert back.baseline.history(7).parameters == both.baseline.history(7).parameters
