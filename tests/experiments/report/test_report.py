"""The report: what it answers, and in which words and numbers."""

import re

import pytest
from support.fake_results import FakeComparison, result

from experiments import figures
from experiments.figures import data
from experiments.report import write as report
from experiments.report.text import decimals, number


def test_the_report_opens_without_a_network_and_answers_first(two, tmp_path):
    text = report.write_report(two, tmp_path).read_text(encoding="utf-8")
    assert not re.search(r"(?:src|href)\s*=\s*[\"'](?!data:|#)|@import|url\(|<script", text)
    assert "https://" not in text.split("Assumptions</h2>")[0] and "http://" not in text
    for found in data.results(two):
        assert found.scenario.name in text and found.scenario.title in text
    body = text.split("</style>")[1]
    assert body.index("95 % interval") < body.index("<img") and not re.search(
        r"\bwill\b", body.split("<img")[0]
    )
    assert body.count("<img alt=") == len(figures.applicable(two)) <= body.count("<details>")
    assert "edtu compare baseline edtu_full --runs 24 --seed 1" in text


def test_the_report_refuses_to_answer_from_few_runs(tmp_path):
    text = report.write_report(result(runs=1), tmp_path).read_text(encoding="utf-8")
    assert "Too few runs to report: a single history" in text and 'class="answer"' not in text


def test_noise_is_not_reported_as_an_effect(tmp_path):
    same = FakeComparison(result(runs=30), [result("other", "Other", runs=30, luck=8)])
    assert any("not distinguishable" in sentence for sentence in report.content.answers(same))


def test_a_supplier_share_is_neither_better_nor_worse(two):
    table = report.content.key_table(two)
    suppliers = table[table["outcome"].str.contains("share of")]
    assert set(suppliers["direction"]) <= {"higher", "lower", ""} and "lower" in set(suppliers["direction"])


def test_the_answer_names_year_scenarios_levels_and_interval(two):
    for sentence in report.content.answers(two):
        assert "2035" in sentence and "edtu_full" in sentence and "Baseline" in sentence
        assert "95 % interval" in sentence and "instead of" in sentence


def test_rounding_follows_the_width_of_the_interval():
    assert decimals(43.27, 0.8) == 1 and decimals(43.27, 3) == 0 and decimals(43.27, 0.05) == 2
    assert number(0.4327, 0.03, share=True) == "43 %"
    assert number(-0.0904, 0.008, share=True, points=True, sign=True) == "-9.0"
    assert number(-0.0001, 0.02, share=True, points=True, sign=True) == "0"
    assert number(0.43271, 0.0001, share=True) == "43.3 %", "no false precision, however many runs"
    assert number(float("nan"), 1, share=False) == "-"
    assert number(1234.5, 10, share=False) == "1,234"


def test_perimeters_and_the_band_stand_beside_the_numbers(tmp_path):
    from experiments.runs import runner

    both = runner.compare("baseline", "tech_passport", runs=20, years=3, progress=False)
    table = report.content.perimeter_table(both)
    assert list(table.columns) == [
        "scenario",
        "outcome",
        "all thirty",
        "EU-27",
        "Norway",
        "United Kingdom",
        "all without Ukraine",
    ]
    first = both.years[(both.years["year"] == 2028) & (both.years["scenario"] == "baseline")]
    assert table.iloc[0]["EU-27"] == f"{100 * first['us_share_orders_eu27'].mean():.1f} %"
    assert "(" in table.iloc[1]["EU-27"] and "scenario" not in report.content.perimeter_table(both.baseline)
    key = report.content.key_table(both).set_index("outcome")["baseline"]
    said = key["Capability retained 180 days after a US cut-off"]
    low, high = (100 * first[f"retained_capability_180_{end}"].mean() for end in ("low", "high"))
    assert f"({low:.1f} % to {high:.1f} % over ranges of inputs)" in said
    assert "over ranges" not in key["Capability gap"]


def test_gaps_by_state_and_domain_on_the_page_weighted_are_the_gap_of_its_main_table():
    from experiments.runs import runner

    both = runner.compare("baseline", "edtu_full", runs=8, years=5, progress=False, inputs="fixed")
    baseline, shown = both.results
    whole = data.last(data.paired(baseline, shown, "capability_gap")).iloc[0]
    for table, key in (("states", "state"), ("domains", "domain")):
        part = data.last(data.paired(baseline, shown, "capability_gap", table, key)).set_index(key)
        weight = data.last(getattr(baseline, table)).groupby(key)["capability_required"].mean()
        for column in ("mean", "baseline", "variant"):
            assert (part[column] * weight).sum() / weight.sum() == pytest.approx(whole[column], rel=1e-12)
