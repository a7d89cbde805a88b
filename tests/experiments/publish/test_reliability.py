"""The page of reliability is what was counted, and all that was tried held."""

from experiments.publish import reliability
from experiments.reliability.measures import MEASURES
from experiments.result import seal

TEXT = reliability.PAGE.read_text(encoding="utf-8")


def test_nobody_changed_the_page_by_hand_or_its_counts_without_it():
    said = seal.broken(TEXT, reliability.about())
    assert not said, f"docs/reliability.md {said}: run {reliability.COMMAND}"
    assert TEXT == reliability.page()


def test_all_that_was_tried_held():
    counted = reliability.counted()
    assert counted and set(counted) <= set(MEASURES)
    assert [key for key, row in counted.items() if row["tried"] != row["held"] or int(row["tried"]) < 1] == []


def test_the_page_names_the_command_of_every_measure():
    for key, measure in MEASURES.items():
        assert f"| {measure.what} |" in TEXT and f"`{reliability.COMMAND} --only {key}`" in TEXT
