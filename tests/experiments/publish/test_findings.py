"""The page of ten questions is as it was made, and its words follow from its numbers."""

import numpy as np
import pytest

from experiments.intervals import split
from experiments.publish import findings
from experiments.publish.questions import ADOPTED, PACKAGE, QUESTIONS, Case, Question, Setting
from experiments.result import seal
from model.scenarios.changes import change
from model.scenarios.loader import load_scenario

TEXT = findings.PAGE.read_text(encoding="utf-8")


def test_the_page_is_as_it_was_made_from_these_questions():
    assert seal.broken(TEXT, findings.about()) == ""


def test_every_question_has_its_answer_what_was_assumed_and_what_reverses_it():
    assert len(QUESTIONS) == 10
    parts = TEXT.split("\n## ")[1:]
    for part, question in zip(parts, QUESTIONS, strict=True):
        assert question.title in part and question.assumed in part and question.emerged in part
        assert part.count("**Answer.**") == part.count("**What would reverse it.**") == 1
        assert (
            findings.FIGURES / f"{question.name}.png"
        ).is_file() and f"findings/{question.name}.png" in part


@pytest.mark.parametrize("question", QUESTIONS, ids=[question.name for question in QUESTIONS])
def test_every_setting_is_one_that_can_be_run(question):
    for case in question.cases:
        for setting in (case.shown, case.against):
            change(
                load_scenario(setting.scenario),
                years=findings.YEARS,
                levers=setting.levers,
                shocks=setting.shocks,
            )
    assert max(question.years) < 2026 + findings.YEARS


def known(mean, spread):
    """A split of an effect over 60 vectors of two runs each."""
    chance = np.random.default_rng(1)
    vectors = np.repeat(np.arange(60), 2).astype(str)
    values = mean + np.repeat(chance.normal(0.0, spread, 60), 2) + chance.normal(0.0, 0.01, 120)
    return split.effect(values, vectors)


def test_the_verdict_follows_from_the_interval_of_both():
    assert findings.verdict(known(-1.0, 0.1)) == "falls"
    assert findings.verdict(known(1.0, 0.1)) == "rises"
    assert findings.verdict(known(0.0, 1.0)).startswith(split.CANNOT_SAY)
    assert findings.verdict(known(0.0, 0.0)) == "not told from none"


def test_a_question_is_answered_in_words_rows_and_a_figure(tmp_path):
    one = Question(
        "one",
        "Does it?",
        (Case("package", PACKAGE, ADOPTED), Case("same", Setting("baseline"), ADOPTED)),
        ("us_share_orders", "members"),
        (2029,),
        "this",
        "that",
        levels=("members",),
    )
    runs = findings.Runs(runs=8)
    rows = findings.rows_of(one, runs)
    assert [(row[0], row[3], row[-1]) for row in rows if row[1] == "Members of the union"] == [
        ("package", "2029", "level"),
        ("same", "2029", "level"),
    ]
    assert "same +0.00 (+0.00 to +0.00), not told from none" in findings.answer(one, runs)
    assert "same: no difference in any run" in findings.reversal(one, runs)
    findings.draw(one, runs, tmp_path / "one.png")
    assert (tmp_path / "one.png").stat().st_size > 10_000


@pytest.mark.republish
@pytest.mark.parametrize("name", ["union", "bank"])  # all ten take a quarter of an hour
def test_the_page_is_what_the_model_gives(name):
    number, question = next((n, question) for n, question in enumerate(QUESTIONS, 1) if question.name == name)
    runs = findings.Runs()
    section = findings.section(question, findings.answer(question, runs), runs)
    assert "\n".join([f"## {number} {question.title}", "", *section]) in TEXT
