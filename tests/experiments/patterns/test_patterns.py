"""The page of patterns: whole, sealed, honest; and that what it measures is what it says."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from experiments.patterns import persistence
from experiments.patterns.catalogue import PATTERNS
from experiments.patterns.histories import Histories, Interval, Missing, known_buyers, offer_named
from experiments.patterns.pattern import Finding
from experiments.publish import patterns, us_share
from experiments.publish.nearest import measured_shares, nearest_outcomes
from experiments.result import seal
from model.inputs.tables import own
from model.outcomes.catalogue import BY_TABLE

TEXT = patterns.PAGE.read_text(encoding="utf-8")
VERDICTS = ("pass", "fail", patterns.ABSENT)


@pytest.fixture(scope="module")
def world():
    """A few runs of every scenario that a pattern needs."""
    return Histories(6, 3)


def section(title):
    return TEXT.partition(f"## {title}\n")[2].partition("\n## ")[0]


def test_nobody_changed_the_page_by_hand_or_its_patterns_without_it():
    said = seal.broken(TEXT, patterns.about())
    assert not said, f"docs/patterns.md {said}: run python -m experiments.publish.patterns"


@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=lambda p: p.key)
def test_the_page_tells_every_pattern_with_its_source_test_and_verdict(pattern):
    part = section(pattern.title)
    assert f"Source: {pattern.source}." in part and f"- Test: {pattern.test}." in part
    [verdict] = re.findall(r"^- Verdict: \*\*(.+?)\*\*", part, flags=re.MULTILINE)
    assert (
        verdict in VERDICTS
        and f"| {pattern.title} | **{verdict}** | {pattern.built_in or 'nothing'} |" in TEXT
    )
    if verdict == "fail":
        assert re.search(r"\*\*fail\*\*: \w", part), "a failure has its reason"


def test_the_count_at_the_top_is_that_of_the_verdicts():
    said = re.search(r"^(\d+) patterns: (\d+) pass, (\d+) fail, (\d+) not", TEXT, flags=re.MULTILINE)
    whole, *each = map(int, said.groups())
    verdicts = re.findall(r"^- Verdict: \*\*(.+?)\*\*", TEXT, flags=re.MULTILINE)
    assert whole == len(PATTERNS) == sum(each)
    assert each == [verdicts.count(verdict) for verdict in VERDICTS]


@pytest.mark.thorough
@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=lambda p: p.key)
def test_every_pattern_can_be_measured(pattern, world):
    verdict, found = patterns.measure(pattern, world)
    assert verdict in VERDICTS and found.gives
    assert verdict != "fail" or found.why


def test_what_is_missing_makes_no_verdict(world):
    def needs(name):
        def measure(histories):
            return Finding(str(histories.outcome(name)), True)

        return replace(PATTERNS["queues"], measure=measure)

    verdict, found = patterns.measure(needs("no_such_outcome"), world)
    assert verdict == patterns.ABSENT and found.gives == "not in this version: outcome no_such_outcome"
    assert patterns.measure(needs("orders_bn"), world)[0] == "pass"
    for ask in (
        lambda: world.state("XX"),
        lambda: world.domain("sea"),
        lambda: world.record("no_scenario"),
        lambda: offer_named("No such system"),
    ):
        with pytest.raises(Missing):
            ask()


def orders(rows):
    """A table of orders with columns year, state, domain, offer, group, home, orders_bn in run 0."""
    names = ("year", "state", "domain", "offer", "group", "home", "orders_bn")
    return pd.DataFrame([(0, *row) for row in rows], columns=["replicate", *names])


class Made(Histories):
    """Histories whose orders were written by hand."""

    def __init__(self, rows):
        super().__init__(1, 1)
        self.orders = orders(rows)


def test_imports_by_state_leave_out_what_is_bought_at_home():
    made = Made(
        [
            (2027, "PL", "fires", "us_gun", "us", 0, 3.0),
            (2027, "PL", "fires", "kr_gun", "third", 0, 1.0),
            (2028, "PL", "fires", "pl_gun", "eu27", 1, 6.0),
        ]
    )
    row = made.imports(["state"]).loc["PL"]
    assert (row["us"], row["third"], row["all"]) == (3.0, 1.0, 4.0)


def test_the_past_of_an_order_is_what_the_state_imported_before_in_the_domain():
    made = Made(
        [
            (2027, "PL", "fires", "us_gun", "us", 0, 3.0),
            (2028, "PL", "fires", "kr_gun", "third", 0, 1.0),
            (2031, "PL", "fires", "us_gun", "us", 0, 1.0),
            (2031, "PL", "naval", "us_ship", "us", 0, 1.0),  # no past in this domain
            (2032, "PL", "fires", "eu_gun", "eu27", 0, 1.0),
            (2032, "DE", "fires", "de_gun", "eu27", 1, 1.0),  # no import
        ]
    )
    counts = persistence._counted(made).set_index("year")
    assert list(counts.index) == [2031, 2032] and counts["past"].tolist() == pytest.approx([0.5, 2 / 3])
    assert counts["us"].tolist() == [1.0, 0.0] and counts["whole"].tolist() == [1.0, 1.0]


def test_a_state_that_buys_again_where_it_bought_has_a_link_and_one_that_changes_has_none():
    again = [
        (2028, "PL", "fires", "a", "us", 0, 1.0),
        (2032, "PL", "fires", "a", "us", 0, 1.0),
        (2028, "DE", "fires", "b", "eu27", 0, 1.0),
        (2032, "DE", "fires", "b", "eu27", 0, 1.0),
    ]
    crossed = [
        *again[:1],
        again[2],
        (2032, "PL", "fires", "b", "eu27", 0, 1.0),
        (2032, "DE", "fires", "a", "us", 0, 1.0),
    ]
    assert persistence.links(Made(again)).gives.startswith("100 % of imports by value follow an own order")
    assert not persistence.links(Made(crossed)).passed


def test_the_first_offer_of_a_name_is_the_one_called_so_exactly():
    assert offer_named("Chunmoo")["key"] == "fr_kr_chunmoo" and offer_named("NASAMS")["key"] == "sm_no_nasams"
    assert {"SE", "HU", "CZ"} <= known_buyers(offer_named("Gripen"))


def test_a_difference_is_taken_run_by_run(world):
    a, b = (world.outcome("us_share_orders", s) for s in ("us_queue", "baseline"))
    expected = (a[2:6].mean(axis=0) - b[2:6].mean(axis=0)).mean()
    assert world.difference("us_share_orders", "us_queue", 2028, 2031).mean == pytest.approx(expected)
    assert Interval(0.1, 0.05, 0.2).above and Interval(-0.1, -0.2, -0.05).below
    assert not Interval(0.1, -0.05, 0.2).above


def test_every_nearest_outcome_exists_and_its_share_is_a_published_one():
    published = {row["id"] for row in own().rows("which_us_share")}
    for row in nearest_outcomes():
        assert row["id"] in published and row["outcome"] in BY_TABLE[row["table"]] and row["differs"]
        assert row["where"] in ("", *own().members, *own().domains)
    assert {row["id"] for row in measured_shares()} == {row["id"] for row in nearest_outcomes()}


def test_a_share_that_is_what_another_leaves_is_measured_as_such(world):
    rows = {row["id"]: row for row in nearest_outcomes()}
    home = world.outcome("home_share_orders_uk")[:2].mean(axis=0)
    np.testing.assert_allclose(patterns._nearest(world, rows["nonuk_gbr_contracts"]), 1 - home)
    fighters = world.outcome("us_share_stock", table="domains")[0, world.domain("fighters")]
    np.testing.assert_array_equal(patterns._nearest(world, rows["us_fighters_in_service"]), fighters)


def test_the_page_of_published_shares_shows_every_one_and_the_models_own_beside():
    text = us_share.us_share_page()
    lines = [line for line in text.splitlines() if line.startswith("| ")][1:]
    assert len(lines) == len(own().rows("which_us_share")) and "must never be averaged" in text
    assert sum("`" in line for line in lines) == len(nearest_outcomes())


@pytest.mark.slow
@pytest.mark.republish
def test_the_page_is_what_the_model_gives():
    assert patterns.main(["--check"]) == 0, "run python -m experiments.publish.patterns"
