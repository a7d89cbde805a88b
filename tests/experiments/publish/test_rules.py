"""Rules beside each other: what a verdict means, that the page is as it was made, and what the command writes."""

import csv
import json
from dataclasses import replace

import pytest

from experiments.commands import main as cli
from experiments.patterns.catalogue import PATTERNS
from experiments.patterns.histories import Interval
from experiments.publish import rival_rules, rule_saving, rule_tables, rules
from experiments.publish.hindcast import SCORED
from experiments.publish.reference import BASELINE, PACKAGE, SHOWN
from experiments.result import seal
from model.ensemble import simulate
from model.members.rules import RULES

OUTCOME = SHOWN[0][0]


def found(*signs, own=None):
    """Trials of which each headline has a sign: +1, -1, or 0 for an interval that holds nothing."""
    ends = {1: (1.0, 0.5, 1.5), -1: (-1.0, -1.5, -0.5), 0: (0.1, -1.0, 1.0)}
    shipped = list(RULES.values())
    kept = [*zip(shipped, signs, strict=True)] + (
        [] if own is None else [(replace(shipped[0], key="own"), own)]
    )
    return [
        rival_rules.Trial(
            rule,
            {key: "pass" for key in PATTERNS},
            {},
            {name: rival_rules.Headline(0.2, *[Interval(*ends[sign])] * 2) for name, _ in SHOWN},
        )
        for rule, sign in kept
    ]


@pytest.mark.parametrize(
    ("signs", "own", "said"),
    [
        ((1, 1, 1), None, ("robust", 3)),
        ((-1, 0, -1), None, ("robust", 2)),
        ((0, -1, -1), None, ("robust", 2)),
        ((1, -1, -1), None, ("rivals say the opposite", 2)),
        ((1, 0, -1), None, ("not robust", 1)),
        ((0, 0, 0), None, ("not robust", 0)),
        ((1, 0, 0), 1, ("not robust", 1)),  # a rule of a user's own does not vote
    ],
)
def test_a_headline_is_robust_when_two_of_three_agree_in_sign(signs, own, said):
    assert rival_rules.verdict(found(*signs, own=own), OUTCOME) == said


def test_headlines_are_those_of_a_comparison_under_the_rule():
    found = rival_rules.headlines("imitate_peers", 2, 1, "fixed")
    sides = [simulate(name, runs=2, seed=1, rule="imitate_peers") for name in (BASELINE, PACKAGE)]
    apart = sides[1].outcomes[OUTCOME][-1] - sides[0].outcomes[OUTCOME][-1]
    assert sides[0].years[-1] == rival_rules.last_year()
    assert found[OUTCOME].apart.mean == pytest.approx(apart.mean(), abs=1e-15)
    assert found[OUTCOME].level == pytest.approx(sides[0].outcomes[OUTCOME][-1].mean())


def test_a_hindcast_hangs_on_the_rule_and_on_nothing_else():
    errors = {rule: rival_rules.errors(rule, 2, 1) for rule in RULES}
    assert set(errors["lexicographic"]) == set(rival_rules.HINDCASTS)
    for key in rival_rules.HINDCASTS:
        assert 0.0 < errors["imitate_peers"][key].error < 0.67
        assert len({scores[key].error for scores in errors.values()}) == len(RULES)
        assert len({scores[key].observed_mean for scores in errors.values()}) == 1


TEXT = rules.PAGE.read_text(encoding="utf-8")


def test_nobody_changed_the_page_by_hand_or_its_rules_without_it():
    said = seal.broken(TEXT, rules.about())
    assert not said, f"docs/rules.md {said}: run python -m experiments.publish.rules"


def test_the_page_says_what_each_rule_does_and_cannot_carry():
    for rule in RULES.values():
        assert rule.says in TEXT and all(f"| `{key}`: " in TEXT for key in rule.blind_to)
    assert all(label in TEXT for _, label in SHOWN) and all(p.title in TEXT for p in PATTERNS.values())
    assert all(f"{first}-{last % 100:02d}, new orders by importer" in TEXT for _, first, last in SCORED)


@pytest.mark.thorough
def test_the_command_prints_the_tables_and_writes_a_tidy_one(tmp_path, capsys, monkeypatch):
    file = tmp_path / "best_score.py"
    file.write_text(rules.example(), encoding="utf-8")
    monkeypatch.setattr(rival_rules, "PATTERNS", {"beliefs": PATTERNS["beliefs"]})
    for module in (rule_tables, rule_saving):
        monkeypatch.setattr(module, "PATTERNS", {"beliefs": PATTERNS["beliefs"]})
    out = tmp_path / "out"
    code = cli.main(
        ["rules", "--runs", "2", "--rule", str(file), "--out", str(out), "--quiet", "--inputs", "fixed"]
    )
    captured = capsys.readouterr()
    assert (code, captured.err) == (0, "")
    assert "verdict" in captured.out and "Best score" in captured.out and str(out) in captured.out
    with (out / "rules.csv").open(encoding="utf-8") as table:
        rows = list(csv.DictReader(table))
    assert {row["rule"] for row in rows} == {*RULES, "best_score"}
    for rule in (*RULES, "best_score"):
        mine = [row["kind"] for row in rows if row["rule"] == rule]
        assert [mine.count(k) for k in ("pattern", "hindcast_error", "headline")] == [
            1,
            len(rival_rules.HINDCASTS),
            len(SHOWN),
        ]
    about = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert about["runs"] == 2 and set(about["own"]) == {"best_score.py"}
    assert cli.main(["rules", "--runs", "2", "--out", str(out)]) == 2


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["rules", "--rule", "mine.py"], "--rule: rule mine.py: no such file"),
        (["rules", "--runs", "one"], "--runs"),
        (["run", "baseline", "--rule", "lexical"], "unknown rule 'lexical'"),
    ],
)
def test_bad_words_are_one_line_and_nothing_is_written(words, says, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert cli.main(words) == 2
    err = capsys.readouterr().err
    assert says in err and err.count("\n") == 1 and list(tmp_path.iterdir()) == []


@pytest.mark.republish
def test_the_page_is_what_the_model_gives():
    assert rules.made() == TEXT
