"""The browser of the tests itself: it sees requests to the outside, and errors."""

import pytest
from support.browser import PHONE, Browser

PAGE = """<!DOCTYPE html><html lang="en"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Page</title><p id="first">first</p><p style="margin-top: 2000px" id="last">last</p>{more}</html>"""


@pytest.fixture
def opened(tmp_path):
    """Opens a page in a browser of its own that is not checked at its end."""
    window = Browser(tmp_path / "profile")

    def show(more):
        file = tmp_path / "page.html"
        file.write_text(PAGE.format(more=more), encoding="utf-8")
        window.open(file, PHONE)
        return window

    yield show
    window.close()


@pytest.mark.browser
def test_a_page_that_asks_nobody_passes(opened):
    window = opened("")
    window.check()
    assert window.on_first_screen("p") == ["first"] and window.texts("p") == ["first", "last"]
    assert window.beyond_the_edge() == 0 and window.printed().startswith(b"%PDF")


@pytest.mark.browser
@pytest.mark.parametrize(
    "more",
    [
        '<img src="https://example.org/picture.png">',
        "<script>fetch('http://example.org/').catch(() => 0)</script>",
        "<script>console.error('broken')</script>",
        "<script>nothing.there()</script>",
    ],
)
def test_a_page_that_asks_the_network_or_complains_fails(opened, more):
    with pytest.raises(AssertionError):
        opened(more).check()


@pytest.mark.browser
def test_a_page_wider_than_a_phone_is_seen(opened):
    assert opened('<div style="width: 700px">wide</div>').beyond_the_edge() > 0
