"""The seal of a page that takes long to make: what breaks it, and what does not."""

from dataclasses import dataclass

import pytest

from experiments.result import seal


@dataclass(frozen=True)
class Case:
    """Something that a page is about."""

    title: str
    knocked: dict


ABOUT = ((Case("one", {"mu": 0.3}),), 100, 1)
PAGE = seal.sealed("# Title\n\nSome text with 4 %.\n", ABOUT)


def test_a_sealed_page_is_its_text_with_a_line_at_the_foot():
    assert PAGE.startswith("# Title\n\nSome text with 4 %.\n\n<!-- seal: ") and PAGE.endswith(" -->\n")
    assert seal.broken(PAGE, ABOUT) == ""
    assert seal.sealed("# Title\n\nSome text with 4 %.", ABOUT) == PAGE, "line feeds at the end do not count"


@pytest.mark.parametrize(
    ("page", "about", "says"),
    [
        (PAGE.replace("4 %", "5 %"), ABOUT, "was changed after it was made"),
        (PAGE, ((Case("one", {"mu": 0.4}),), 100, 1), "was made from other cases"),
        (PAGE, (ABOUT[0], 101, 1), "was made from other cases"),
        ("# Title\n", ABOUT, "has no seal"),
        (PAGE + "more\n", ABOUT, "has no seal"),
    ],
)
def test_a_changed_page_and_changed_cases_break_the_seal(page, about, says):
    assert says in seal.broken(page, about)
