"""The members at the start: whose order books are known, and how the rest is shared."""

from dataclasses import replace

import numpy as np
import pytest

from model.inputs.facts import Facts
from model.members.variables import first_order_books
from model.suppliers.variables import DEPLOYED, first_deliveries, order_book_start


@pytest.fixture
def facts():
    return Facts.from_folder(start=2026)


def waiting(facts):
    o = facts.offers
    return o.capacity * (o.lead + o.queue) * (o.stage == DEPLOYED)


def test_an_order_book_gives_todays_wait_or_is_what_is_known_where_that_is_more(facts):
    known, quoted, book = facts.order_books.sum(axis=0), waiting(facts), order_book_start(facts)
    assert (known > quoted).any() and ((known > 0) & (known < quoted)).any()
    np.testing.assert_allclose(book, np.maximum(known, quoted))
    np.testing.assert_allclose(first_order_books(facts).sum(axis=0), book)


def test_every_buyer_has_at_least_what_is_known_of_it(facts):
    rest = first_order_books(facts) - facts.order_books
    assert rest.min() >= 0.0
    beyond = facts.order_books.sum(axis=0) >= waiting(facts)
    assert rest[:, beyond[..., 0]].max() == pytest.approx(0.0, abs=1e-12)


def test_the_rest_of_a_book_is_shared_by_stock_times_spending(facts):
    d, k = (int(axis[0]) for axis in np.nonzero((waiting(facts) > facts.order_books.sum(axis=0))[..., 0]))
    rest = (first_order_books(facts) - facts.order_books)[:, d, k, 0]
    weight = (facts.stock_share[:, d, k] * facts.spending_share[:, d] * facts.mean_budget[:, d])[:, 0]
    assert weight.sum() > 0
    np.testing.assert_allclose(rest / rest.sum(), weight / weight.sum())


def test_where_nothing_is_known_the_whole_book_is_shared(facts):
    unknown = replace(facts, order_books=np.zeros_like(facts.order_books))
    np.testing.assert_allclose(first_order_books(unknown).sum(axis=0), waiting(facts))


def test_what_is_ordered_of_a_system_in_development_is_not_delivered_before_it_is_in_service(facts):
    early = (facts.order_books.sum(axis=0) > 0) & (facts.offers.stage < DEPLOYED)
    assert early.any()
    assert first_deliveries(facts)[early].max() == 0.0
