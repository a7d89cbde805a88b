"""What is known at the start: stock by offer, and order books by buyer only where they may be known."""

import csv
import shutil
from types import SimpleNamespace

import numpy as np
import pytest

from model.errors import InputError
from model.inputs.facts import Facts
from model.inputs.first_year import ORDER_BOOKS_KNOWN, _not_named, past_budget
from model.inputs.tables import own_folder


def rows_of(name):
    with (own_folder() / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def left_of(origins, named, made, blocs):
    """What is left of each origin of one state in one domain; home is the last origin."""
    of_bloc = {str(n): np.array(inside, dtype=float)[None, :, None] for n, inside in enumerate(blocs)}
    value, known, home = (np.array(x, dtype=float) for x in (origins, named, made))
    left = _not_named(
        value[:, None, None], known[None, None], home[None, None], SimpleNamespace(of_bloc=of_bloc)
    )
    return left[:, 0, 0]


def test_where_all_stock_is_known_by_offer_nothing_is_left_of_any_origin():
    np.testing.assert_allclose(left_of([0.3, 0.7, 0.0], [0.3, 0.7], [0, 0], [[1, 0], [0, 1]]), 0.0)


def test_what_is_known_by_offer_is_taken_from_its_own_origin():
    np.testing.assert_allclose(
        left_of([0.3, 0.7, 0.0], [0.1, 0.5], [0, 0], [[1, 0], [0, 1]]), [0.2, 0.2, 0.0]
    )


def test_what_is_made_at_home_comes_from_home_first_and_then_from_its_own_origin():
    np.testing.assert_allclose(
        left_of([0.3, 0.3, 0.4], [0.5, 0.1], [1, 0], [[1, 0], [0, 1]]), [0.2, 0.2, 0.0]
    )


def test_a_foreign_offer_beyond_its_origin_counts_as_designed_in_part_at_home():
    np.testing.assert_allclose(
        left_of([0.3, 0.3, 0.4], [0.5, 0.1], [0, 0], [[1, 0], [0, 1]]), [0.0, 0.2, 0.2]
    )


def test_a_stock_known_by_offer_is_that_of_the_table_in_its_year_and_not_known_before():
    now, before = Facts.from_folder(start=2026), Facts.from_folder(start=2020)
    known = {}
    for row in rows_of("stock_by_offer"):
        known.setdefault((row["state"], row["domain"]), {})[row["offer"]] = float(row["value"])
    whole = {place: found for place, found in known.items() if sum(found.values()) > 0.999}
    assert len(whole) > 100
    differs = 0
    for (state, domain), found in whole.items():
        i, d = now.states.index(state), now.domains.index(domain)
        shares = dict(zip(now.offers.keys[d], now.stock_share[i, d, :, 0], strict=False))
        earlier = dict(zip(now.offers.keys[d], before.stock_share[i, d, :, 0], strict=False))
        for offer, share in shares.items():
            assert share == pytest.approx(found.get(offer, 0.0), abs=1e-3), (state, offer)
        differs += earlier != pytest.approx(shares, abs=1e-3)
    assert differs > 100


def test_a_stock_of_an_unknown_offer_is_refused(tmp_path):
    folder = shutil.copytree(own_folder(), tmp_path / "tables")
    path = folder / "stock_by_offer.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace("fi_eu_eurofighter", "fi_eu_typo"), encoding="utf-8"
    )
    with pytest.raises(InputError, match="fi_eu_typo"):
        Facts.from_folder(folder)


def test_order_books_are_known_from_their_year_on_and_never_before():
    known = sum(float(row["value_bn"]) for row in rows_of("order_books"))
    assert Facts.from_folder(start=ORDER_BOOKS_KNOWN).order_books.sum() == pytest.approx(known)
    assert Facts.from_folder(start=ORDER_BOOKS_KNOWN - 1).order_books.sum() == 0.0


def test_what_serves_five_years_was_bought_with_the_last_five_budgets():
    budgets = (
        np.arange(20.0)[:, None, None] * np.array([1.0, 10.0])[:, None]
    )  # of two states, one more every year
    lives = np.array([5.0, 2.5, 30.0])
    some = past_budget(budgets, 16, lives)  # the last one before the start is 15
    np.testing.assert_allclose(
        some[0, :, 0], [13.0, (15.0 + 14.0 + 0.5 * 13.0) / 2.5, 9.5]
    )  # at most twelve years
    np.testing.assert_allclose(some[1], 10.0 * some[0])
    np.testing.assert_allclose(past_budget(budgets + 3.0, 0, lives)[0], 3.0)  # nothing before: the first year
