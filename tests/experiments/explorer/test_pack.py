"""Numbers in little space come out as they went in, to half a step."""

import numpy as np

from experiments.explorer.pack import Pack, unpack


def test_numbers_come_out_again_to_half_a_step():
    chance = np.random.default_rng(1)
    walk = np.cumsum(chance.normal(size=100))
    given = {"a": chance.normal(size=(3, 5, 7)), "b": walk, "c": np.array([-3.2767, 3.2767])}
    given["a"][0, 0, :3] = np.nan
    pack = Pack()
    for key, values in given.items():
        pack.add(key, values, 0.0001 if key == "c" else 0.01)
    about, found = unpack(pack.text({"word": "é"}))
    assert about["word"] == "é" and set(found) == set(given)
    for key, values in given.items():
        assert found[key].shape == values.shape
        assert np.array_equal(np.isnan(found[key]), np.isnan(values))
        step = about["arrays"][key]["step"]
        assert np.nanmax(np.abs(found[key] - values)) <= step / 2 + 1e-12


def test_a_number_too_large_for_its_step_makes_the_step_coarser_and_is_not_cut():
    pack = Pack()
    pack.add("x", np.array([-40.0, 1.0, np.nan]), 0.001)
    about, found = unpack(pack.text({}))
    assert about["arrays"]["x"]["step"] > 0.001
    assert np.allclose(found["x"], [-40.0, 1.0, np.nan], atol=0.001, equal_nan=True)


def test_neighbours_that_are_alike_take_little_space():
    pack, noise = Pack(), Pack()
    pack.add("x", np.linspace(0.0, 1.0, 10_000), 0.0001)
    noise.add("x", np.random.default_rng(1).random(10_000), 0.0001)
    assert len(pack.text({})) < len(noise.text({})) / 20
