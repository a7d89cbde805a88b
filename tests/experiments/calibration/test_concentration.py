"""How far import shares of states lie apart, from made orders and from real ones."""

import numpy as np

from experiments.calibration import concentration
from experiments.publish import apart
from model.inputs import parameters


def made(value: float, states: int, orders: int, seed: int) -> np.ndarray:
    """Orders of states whose shares are Dirichlet about one mean."""
    chance = np.random.default_rng(seed)
    shares = chance.dirichlet(value * np.array([0.5, 0.35, 0.15]), size=states)
    return np.stack([chance.multinomial(orders, share) for share in shares]).astype(float)


def test_a_known_concentration_comes_back():
    logs = [np.log(concentration.concentration(made(8.0, 200, 30, seed)).value) for seed in range(8)]
    error = np.std(logs, ddof=1) / np.sqrt(len(logs))
    assert abs(np.mean(logs) - np.log(8.0)) < 3.0 * error


def test_the_interval_holds_the_truth_and_narrows_with_states():
    few, many = (concentration.concentration(made(8.0, states, 30, 3)) for states in (20, 200))
    assert few.low < 8.0 < few.high and many.low < 8.0 < many.high
    assert many.high / many.low < few.high / few.low


def test_the_parameter_is_what_the_orders_give():
    known, table = apart.found(), parameters.table()["taste_orders"]
    number, volume = known["by number"], known["by volume, as effective orders"]
    assert round(number.value, 1) == table["value"]
    assert round(number.low, 1) == table["low"] and round(number.high) == table["high"]
    assert volume.low < number.value < volume.high, (
        "both ways to weigh orders say the same within what they tell"
    )
    assert volume.orders < number.orders / 2


def test_effective_orders_of_equal_sizes_are_all_orders(monkeypatch):
    orders = concentration._orders().assign(tiv_m=lambda frame: 2.0 * frame["orders"])
    monkeypatch.setattr(concentration, "_orders", lambda: orders.assign(tiv_m_squares=4.0 * orders["orders"]))
    np.testing.assert_allclose(concentration.by_volume(), concentration.by_number())
