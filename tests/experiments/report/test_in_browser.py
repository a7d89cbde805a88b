"""The report as a person meets it: on a phone, on a wide screen and on paper, with the network blocked."""

import pytest
from support.browser import PHONE, WIDE

from experiments.answer.answer import QUESTIONS, answer
from experiments.report import blocks, html, page
from experiments.runs import runner

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def compared():
    """A package that has a union beside the baseline, long enough for states to join."""
    return runner.compare("baseline", "edtu_full", runs=20, progress=False)


@pytest.fixture(scope="module")
def whole(compared):
    return page.page(compared)


@pytest.fixture(scope="module")
def file(whole, tmp_path_factory):
    """The report on disk."""
    written = tmp_path_factory.mktemp("report") / "report.html"
    written.write_text(html.as_html(whole, ""), encoding="utf-8")
    return written


def test_five_questions_are_answered_on_the_first_screen_of_a_phone(browser, file, compared):
    browser.open(file, PHONE)
    found = answer(compared)
    seen = dict(
        zip(
            browser.on_first_screen("header .answer dt"),
            browser.on_first_screen("header .answer dd"),
            strict=True,
        )
    )
    for part in (
        "verdict",
        "size",
        "cost",
        "who",
        "cut_off",
    ):  # works, how big, who pays, who stays out, cut-off
        assert seen[QUESTIONS[part]] == getattr(found, part)
    assert "edtu_full instead of baseline" in seen["Does it work?"] and "points" in seen["How big?"]
    assert "bn EUR" in seen["Who pays?"] and "out: " in seen[QUESTIONS["who"]]
    assert seen[QUESTIONS["cut_off"]].startswith("US cut-off")


@pytest.mark.parametrize("size", [PHONE, WIDE])
def test_nothing_scrolls_sideways(browser, file, size):
    browser.open(file, size)
    assert browser.beyond_the_edge() <= 0
    images = browser.run("return [...document.images].map(i => [i.complete, i.naturalWidth, i.alt.length])")
    assert images and all(done and width > 0 and words > 40 for done, width, words in images)


def test_on_a_phone_each_row_of_a_table_is_a_card_with_its_headings(browser, file, whole):
    browser.open(file, PHONE)
    main = _tables(whole)["main_outcomes"]
    wide = browser.run(
        "return [...document.querySelectorAll('#table-main_outcomes td')].map(e => e.offsetWidth)"
    )
    assert len(wide) == len(main.head) * len(main.frame) and min(wide) > 250, "cells below each other"
    said = browser.run(
        "return getComputedStyle(document.querySelector('#table-main_outcomes td:nth-child(2)'), '::before').content"
    )
    assert main.head[1] in said


def test_numbers_on_the_screen_are_those_of_the_tables(browser, file, whole):
    browser.open(file, WIDE)
    for name, table in _tables(whole).items():
        shown = browser.run(
            "return [...document.querySelectorAll(`#table-${arguments[0]} tbody tr`)]"
            ".map(r => [...r.cells].map(c => c.textContent))",
            name,
        )
        assert shown == [[text for text, _ in row] for row in table.rows], name
    tiles = next(block for part in whole.sections for block in part.blocks if isinstance(block, blocks.Tiles))
    assert browser.texts(".tile b") == [tile.said for tile in tiles.tiles]
    saved = browser.run(
        "return fetch(document.querySelector('#table-main_outcomes .csv').href).then(r => r.text())"
    )
    assert saved == _tables(whole)["main_outcomes"].csv.content.decode("utf-8")


def test_on_paper_every_table_is_whole(browser, file, whole):
    browser.open(file, WIDE)
    assert browser.printed().startswith(b"%PDF")
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    browser.size(794, 1123)  # A4
    cut = browser.run(
        "return [...document.querySelectorAll('.scroll')].filter(e => e.scrollHeight > e.clientHeight + 1"
        " || e.scrollWidth > e.clientWidth + 1).map(e => e.getAttribute('aria-label'))"
    )
    assert cut == [], "a table that is cut on paper"
    hidden = browser.run(
        "return [...document.querySelectorAll('nav, .csv')].map(e => getComputedStyle(e).display)"
    )
    assert set(hidden) == {"none"}


def test_the_page_is_walked_by_keyboard(browser, file):
    from selenium.webdriver import Keys

    browser.open(file, WIDE)
    browser.press(Keys.TAB)
    assert browser.run("return document.activeElement.textContent") == "Skip to the answer"
    browser.press(Keys.TAB)
    assert browser.run("return document.activeElement.parentElement.tagName") == "NAV"


def _tables(whole) -> dict:
    return {
        block.name: block
        for part in [*whole.sections, *whole.appendix]
        for block in part.blocks
        if isinstance(block, blocks.Table)
    }
