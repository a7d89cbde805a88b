"""Single precision: an option that gives the same answers up to its own rounding, and is never the default."""

import inspect
from dataclasses import replace

import numpy as np
import pytest
from support.stepping import make

from model.block import set_up
from model.ensemble import simulate, simulate_together
from model.errors import InputError
from model.members.arrays import MemberArrays
from model.members.cases import find_cases
from model.members.scoring import score_cases
from model.numeric.luck import Luck


def test_double_is_the_default():
    assert inspect.signature(simulate_together).parameters["precision"].default == "double"


@pytest.mark.parametrize("scenario", ["baseline", "everything"])
def test_what_is_large_is_single_all_year_long(scenario):
    setup = replace(make(scenario), number_type=np.float32)
    watched = []

    class Watched(MemberArrays):
        def plan(self, quotes, luck, year):
            cases = find_cases(self.variables, year)
            watched.append(score_cases(self.variables, cases, quotes))
            return super().plan(quotes, luck, year)

    run = set_up(setup, Watched)
    for year in setup.scenario.calendar:
        run.year(year)
    scores, members = watched[-1], run.members.variables
    large = [
        scores.score,
        scores.price,
        scores.delivery,
        scores.adoption,
        *map(np.asarray, scores.terms.values()),
    ]
    large += [members.stock, members.unit_share, members.orders_owed, members.units_owed, run.market.received]
    assert {str(array.dtype) for array in large} == {"float32"}


@pytest.mark.thorough
def test_its_results_differ_from_double_by_rounding_and_by_few_choices():
    double, single = (simulate("edtu_full", runs=60, seed=3, precision=word) for word in ("double", "single"))
    assert not np.array_equal(double.outcomes["full_cost_bn"], single.outcomes["full_cost_bn"])
    for name, values in double.outcomes.items():
        some = ~np.isnan(values).all(axis=1)  # years in which there is something to share
        values, other = values[some], single.outcomes[name][some]
        if not len(values):
            continue
        spread = np.nanstd(values, axis=1).max()
        error = np.abs(np.nanmean(values, axis=1) - np.nanmean(other, axis=1)).max()
        # A choice that falls the other way changes one run like a draw of its own; far less than luck moves a mean.
        assert error <= spread / np.sqrt(60) + 1e-6 * np.nanmax(np.abs(values)), name


def test_the_largest_word_has_finite_luck(monkeypatch):
    def largest(luck, table, *place):
        table[...] = 2**32 - 1

    choices, first = Luck(1, np.arange(1), 2, 2, 3, np.float32).choices(2030), np.array([0])
    monkeypatch.setattr(Luck, "fill", largest)
    nest, offer = choices.gumbel(first, first, first, first, first, first[:, None])
    assert np.isfinite(nest).all() and np.isfinite(offer).all() and offer.dtype == np.float32


def test_an_unknown_precision_is_refused_in_one_line():
    with pytest.raises(InputError, match="unknown precision 'half'"):
        simulate("baseline", precision="half")
