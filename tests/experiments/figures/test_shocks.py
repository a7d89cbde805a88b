"""No figure is silent on a shock: it is named in the headline, and its years are shaded in every panel over time."""

from functools import cache

import pytest
from matplotlib.text import Text
from support import rest_thorough
from support.fake_results import FakeComparison, FakeResult, comparison

from experiments import figures
from experiments.figures import labels
from experiments.report import content
from model.scenarios.changes import change
from model.scenarios.loader import load_scenario

WORDS = "United States cuts access, 2029 to 2031, severity 1"
YEARS = (2028.5, 2031.5)


def _under(result, **shocks):
    """A made-up result with the real scenario, under shocks."""
    scenario = change(load_scenario(result.scenario.name), **shocks)
    return FakeResult(scenario, result.years, result.states, result.domains, result.events)


@pytest.fixture(scope="module")
def shocked():
    """Baseline without, and a package with a shock."""
    plain = comparison(runs=12)
    return FakeComparison(_under(plain.baseline), [_under(plain.variants[0], shocks=["us_cutoff@2029"])])


def _over_time(figure) -> list:
    """Axes whose x axis holds years, found by their limits and not by what a figure says of itself."""
    return [ax for ax in figure.axes if ax.axison and 2000 < ax.get_xlim()[0] < ax.get_xlim()[1] < 2100]


def _bands(ax) -> list:
    spans = [patch.get_extents().transformed(ax.transData.inverted()) for patch in ax.patches]
    return [span for span in spans if (round(span.x0, 3), round(span.x1, 3)) == YEARS]


@pytest.fixture(scope="module")
def drawn(shocked):
    """A figure of that by its name, drawn when it is first asked for."""
    return cache(lambda name: figures.draw(name, shocked))


APPLICABLE = sorted(figures.applicable(comparison(runs=12)), key=lambda name: name != "shares")


@pytest.mark.parametrize("name", rest_thorough(APPLICABLE, 1))
def test_the_years_of_a_shock_are_shaded_and_named(drawn, drawn_of_two, name):
    figure = drawn(name)
    words = " ".join(text.get_text() for text in figure.findobj(Text)).replace("\n", " ")
    panels = _over_time(figure)
    if name == "life_history":  # a column for each scenario
        panels = panels[1::2]
    assert all(_bands(ax) for ax in panels)
    assert WORDS in words
    if panels:
        assert f"Shaded: {WORDS} (in edtu_full)." in words
    assert not any(_bands(ax) for ax in _over_time(drawn_of_two(name)))


OVER_TIME = ("shares", "difference", "levers", "milestones", "money", "capability", "cost", "life_history")


@pytest.mark.parametrize("name", rest_thorough(OVER_TIME, 1))
def test_there_are_panels_over_time_to_shade(drawn, name):
    assert _over_time(drawn(name))


def test_headlines_name_the_shock_once(shocked):
    for sentence in content.answers(shocked):
        assert sentence.count(WORDS) == 1
    assert labels.title(shocked.variants[0].scenario).count(WORDS) == 1
    assert WORDS not in labels.title(shocked.baseline.scenario)
    in_title = change(load_scenario("us_cutoff"))
    assert labels.quoted(in_title).endswith(f"(us_cutoff) under the shock “{WORDS}”")
