"""How much past orders tell of the next, from made orders and from real ones."""

import numpy as np
import pandas as pd
import pytest

from experiments.calibration import likeness, weights
from experiments.publish import past_weights

BLOCS = ["european", "third", "us"]


def made(own: float, seed: int, states: int = 40, domains: int = 8, size: float = 1.0) -> pd.DataFrame:
    """Orders of two windows of states whose shares in each domain are Dirichlet about one mean, nothing alike."""
    chance = np.random.default_rng(seed)
    share = chance.dirichlet(own * np.array([0.5, 0.2, 0.3]), size=(states, domains))
    rows = []
    for window in ("2000-04", "2005-09"):
        for s in range(states):
            for d in range(domains):
                for bloc, number in zip(BLOCS, chance.multinomial(6, share[s, d]), strict=True):
                    rows.append((s, d, window, bloc, number, size * number, size * size * number))
    columns = ["state", "domain", "window", "bloc", "orders", "tiv_m", "tiv_m_squares"]
    return pd.DataFrame(rows, columns=columns)


def test_orders_of_one_size_tell_by_volume_what_they_tell_by_number():
    orders = made(4.0, 1, size=3.0)
    for mine, other in zip(
        vars(likeness.counts(orders)).values(), vars(weights.by_volume(orders)).values(), strict=True
    ):
        np.testing.assert_allclose(mine, other)


@pytest.mark.slow
def test_the_weight_of_a_cells_own_orders_comes_back():
    """Known answer: shares that are Dirichlet with a concentration are drawn to their mean by as many orders."""
    logs = [
        np.log(weights.weights(weights.by_volume(made(4.0, seed)), intervals=False).of["cell"].value)
        for seed in range(6)
    ]
    error = np.std(logs, ddof=1) / np.sqrt(len(logs))
    assert abs(np.mean(logs) - np.log(4.0)) < 3.0 * error


@pytest.mark.slow
def test_a_states_orders_in_a_domain_tell_of_the_next_and_its_others_hardly():
    """What the page says, by volume and by number of orders."""
    for told in (past_weights.found(), weights.weights(likeness.counts(likeness.whole_systems()))):
        state, cell, domain = (told.of[name] for name in weights.NAMES)
        assert cell.high < state.value and domain.high < state.value and np.isinf(state.high)
        assert cell.low <= cell.value <= cell.high and state.low > cell.value
        assert told.fall > 3.0 and cell.value < told.one < state.value
