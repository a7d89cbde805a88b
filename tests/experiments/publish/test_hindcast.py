"""The page of years the model has not seen is as it was made, and what it says follows from its numbers."""

import pytest

from experiments.publish import hindcast, readme
from experiments.result import seal

TEXT = hindcast.PAGE.read_text(encoding="utf-8")


def test_the_page_is_as_it_was_made_from_these_facts():
    assert seal.broken(TEXT, hindcast.about()) == ""


def test_the_page_begins_with_its_verdict():
    first = TEXT.split("\n\n")[2]
    assert first.startswith("**Tested on 2010-14 and 2015-19") and "hold 80 % of outcomes" in first


def test_the_first_screen_of_the_readme_says_it_too():
    page = readme.README.read_text(encoding="utf-8")
    assert hindcast.with_verdict(page, TEXT) == page
    assert page.index("<!-- hindcast: begin -->") < page.index("<!-- reference: begin -->")
    with pytest.raises(ValueError, match="no block 'other'"):
        readme.replaced(page, "other", "")


def test_nothing_of_the_years_ahead_is_scored():
    ahead = TEXT.partition("## 2020 to 2024")[2]
    assert "written before it is scored" in ahead and "persistence" not in ahead


@pytest.mark.republish
def test_the_page_is_what_the_model_gives():
    assert hindcast.made() == TEXT
