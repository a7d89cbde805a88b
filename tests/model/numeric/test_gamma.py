"""Gamma and Dirichlet numbers have the moments that their names promise."""

import numpy as np
import pytest

from model.numeric.gamma import dirichlet, gamma

RUNS = 20_000


@pytest.fixture(scope="module")
def chance():
    return np.random.default_rng(7)


@pytest.mark.parametrize(
    ("share", "concentration"), [((0.6, 0.3, 0.1), 11.0), ((0.9, 0.09, 0.01), 11.0), ((0.5, 0.5, 0.0), 60.0)]
)
def test_shares_are_drawn_with_the_moments_of_a_dirichlet(chance, share, concentration):
    mean = np.repeat(np.array(share)[:, None], RUNS, axis=1)
    normal, uniform = chance.standard_normal(mean.shape), 1.0 - chance.random(mean.shape)
    out = dirichlet(mean, np.full(RUNS, concentration), normal, uniform)
    np.testing.assert_allclose(out.sum(axis=0), 1.0, atol=1e-12)
    variance = mean[:, 0] * (1.0 - mean[:, 0]) / (concentration + 1.0)
    error = np.sqrt(variance / RUNS)
    assert (np.abs(out.mean(axis=1) - mean[:, 0]) <= 4.0 * error + 1e-12).all()
    fourth = ((out - mean) ** 4).mean(axis=1)
    error = np.sqrt(np.maximum(fourth - variance**2, 0.0) / RUNS)
    assert (np.abs(((out - mean) ** 2).mean(axis=1) - variance) <= 5.0 * error + 1e-12).all()


@pytest.mark.parametrize("shape", [0.02, 0.3, 1.0, 12.0])
def test_gamma_numbers_have_the_mean_and_variance_of_their_shape(chance, shape):
    out = gamma(np.full(RUNS, shape), chance.standard_normal(RUNS), 1.0 - chance.random(RUNS))
    assert abs(out.mean() - shape) <= 4.0 * np.sqrt(shape / RUNS)
    square = (out - shape) ** 2
    assert abs(square.mean() - shape) <= 4.0 * square.std() / np.sqrt(RUNS)
    assert (out >= 0.0).all()
