"""The report: what it answers, and in which words and numbers."""

import base64
import dataclasses
import io
import re

import markupsafe
import pandas as pd
import pytest
from support import rest_thorough
from support.fake_results import FakeComparison, only_few_figures, result

from experiments import figures
from experiments.answer.answer import answer
from experiments.commands import main, run
from experiments.figures import data, labels
from experiments.provenance.inside import FIELDS
from experiments.report import blocks, content, groups, joining, page, pdf, reproduce
from experiments.report import write as report
from experiments.report.text import _comparison_row, decimals, number
from experiments.result.as_toml import as_toml, is_own_file
from experiments.runs import runner
from model.scenarios.changes import change
from model.scenarios.loader import load_scenario, scenario_names


@pytest.fixture(scope="module", params=rest_thorough(["few", "all"], 1))
def made(request, two):
    """(the report of a comparison before it is printed, how many figures there are), with a few figures or with all."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "few":
            only_few_figures(patch)
        return page.page(two, paper=False), len(figures.applicable(two))


@pytest.fixture(scope="module")
def whole(made):
    """The report of a comparison before it is printed."""
    return made[0]


@pytest.fixture(scope="module")
def printed(two, whole):
    """The report of a comparison as text."""
    return report.as_text(two, whole)


def tables(whole):
    return [
        b for part in [*whole.sections, *whole.appendix] for b in part.blocks if isinstance(b, blocks.Table)
    ]


def test_the_report_opens_without_a_network_and_answers_first(two, printed, made):
    text = printed
    assert not re.search(r"(?:src|href)\s*=\s*[\"'](?!data:|#)|@import|url\(|<script", text)
    assert "https://" not in text.split('id="assumptions"')[0] and "http://" not in text
    for found in data.results(two):
        assert found.scenario.name in text and found.scenario.title in text
    body = text.split("</style>")[1]
    assert body.index("Does it work?") < body.index("95 % interval") < body.index("<img")
    assert not re.search(r"\bwill\b", body.split("<img")[0])
    assert body.count("<img alt=") == made[1] == body.count("The table behind this figure") > 0


@pytest.mark.usefixtures("few_figures")
def test_the_report_refuses_to_answer_from_few_runs(tmp_path):
    text = report.write_report(result(runs=1), tmp_path).read_text(encoding="utf-8")
    assert "Too few runs to report: a single history" in text and 'class="answer"' not in text


def test_every_table_is_inside_as_csv_with_the_numbers_of_the_page(whole, printed, made):
    names = [table.name for table in tables(whole)]
    text = printed
    assert len(set(names)) == len(names) > made[1]  # each figure has one, and there are others
    for table in tables(whole):
        coded = re.search(
            rf'download="{re.escape(table.name)}.csv" href="data:text/csv;base64,([^"]*)"', text
        )[1]
        read = pd.read_csv(io.BytesIO(base64.b64decode(coded)), keep_default_na=False, dtype=str)
        assert list(read.columns) == table.head and len(read) == len(table.frame)
    main = next(table for table in tables(whole) if table.name == "main_outcomes")
    assert all(markupsafe.escape(cell) in text for row in main.rows for cell, _ in row)


def test_every_picture_has_its_table_and_every_link_leads_somewhere(printed):
    text = printed
    ids, links = set(re.findall(r'id="([^"]+)"', text)), set(re.findall(r'href="#([^"]+)"', text))
    assert links <= ids and len(re.findall(r'id="([^"]+)"', text)) == len(ids)


def test_the_files_of_scenarios_are_read_as_the_same_scenarios(tmp_path):
    changed = change(
        load_scenario("edtu_full"),
        levers={"edtu": {"strength": 0.5, "start": 2030}},
        shocks=["us_cutoff@2029"],
        parameters={"tables.domains.fighters.service_life": 33, "mu": 0.2},
    )
    for name in scenario_names():
        file = tmp_path / f"{name}.toml"
        file.write_text(as_toml(load_scenario(name)), encoding="utf-8")
        assert load_scenario(file).contents() == load_scenario(name).contents() and is_own_file(
            load_scenario(name)
        )
    file = tmp_path / "edtu_full.toml"
    file.write_text(as_toml(changed), encoding="utf-8")
    assert load_scenario(file).contents() == changed.contents() and not is_own_file(changed)


def test_the_command_pins_runs_seed_and_inputs_and_makes_the_same_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    both = runner.compare("baseline", "stockpiles", runs=4, seed=3, years=2, progress=False)
    command = reproduce.command(both)
    assert command == "edtu compare baseline.toml stockpiles.toml --runs 4 --seed 3 --inputs set"
    for file in reproduce.scenario_files(both):
        (tmp_path / file.name).write_bytes(file.content)
    assert any("baseline.toml" in need for need in reproduce.needs(both))
    options = main.make_parser().parse_args([*command.split()[1:], "--quiet"])
    assert run.execute(options).results[1].run_ids == both.results[1].run_ids
    fixed = runner.run("baseline", runs=2, years=10, inputs="fixed", progress=False)
    assert reproduce.command(fixed) == "edtu run baseline --runs 2 --seed 1 --inputs fixed"


def test_the_page_names_no_folder_of_one_machine(printed):
    text = printed.split('id="reproduce"')[1].split("</section>")[0]
    assert "edtu compare" in text and "/" not in re.sub(r"</?\w+[^>]*>", "", text)


def test_a_state_that_stays_out_has_a_reason(two):
    shown = two.variants[0]
    frame = joining.why_out(shown, answer(two))
    assert set(answer(two).stays_out) == set(labels.tiles()) - set(answer(two).joins) and frame.empty
    kept = dataclasses.replace(answer(two), stays_out=("GR", "GB"))
    frame = joining.why_out(shown, kept)
    assert list(frame["state"]) == ["Greece", "United Kingdom"] and (frame["why it stays out"] != "").all()
    tiles = joining.tiles(shown)
    assert len(tiles) == len(labels.tiles()) and {tile.said for tile in tiles} == {"100 %"}
    assert joining.tiles(two.baseline) == []


def test_only_differences_of_a_stated_size_make_winners():
    row = {"low": 0.001, "high": 0.003, "mean": 0.002}
    large = {"low": 0.02, "high": 0.04, "mean": 0.03}
    none = {"low": -0.01, "high": 0.01, "mean": 0.0}
    assert content.verdict(row, none) == "too small to count"
    assert content.verdict(large, none) == "gains" and content.verdict(none, large) == "loses"
    assert content.verdict(large, large) == "mixed" and content.verdict(none, none) == "not distinguishable"
    assert content.verdict(large, row) == "gains", "a small loss does not outweigh what counts"


def test_shares_of_groups_are_those_of_their_members_orders(two):
    table = groups.states_table(two)
    shown = data.last(two.variants[0].states)
    name, codes = next(iter(groups._groups(two.variants[0].members).items()))
    inside = shown[shown["state"].isin(codes)].assign(us=lambda f: f["us_share_orders"] * f["orders_bn"])
    sums = inside.groupby("replicate")[["us", "orders_bn"]].sum()
    row = table.set_index("group").loc[name]
    assert row["US share of orders"] == f"{100 * (sums['us'] / sums['orders_bn']).mean():.1f} %"
    assert row["states"] == len(codes)


def test_kinds_of_maker_add_up_to_all_orders():
    kept = runner.run(
        "baseline", runs=4, years=2, progress=False, tables=("years", "states", "domains", "orders")
    )
    table = groups.kinds_table(kept)
    total = kept.years.groupby("replicate")["orders_bn"].sum().mean()
    assert table["orders of all years, bn EUR"].astype(float).sum() == pytest.approx(
        total, abs=0.05 * len(table)
    )
    assert groups.kinds_table(runner.run("baseline", runs=2, years=1, progress=False)).empty


@pytest.mark.slow
@pytest.mark.thorough
def test_the_pdf_has_the_same_content_and_is_the_same_every_time(two):
    whole = page.page(two)
    about = dict.fromkeys(FIELDS, "said")
    made = pdf.as_pdf(whole, about)
    assert made.startswith(b"%PDF")
    kinds = {type(block): block for part in (*whole.sections, *whole.appendix) for block in part.blocks[::-1]}
    assert {blocks.Text, blocks.Picture, blocks.Table, blocks.Tiles} <= set(kinds)
    short = dataclasses.replace(whole, sections=[blocks.Section("all", "One of each", list(kinds.values()))])
    short = dataclasses.replace(short, appendix=[])
    assert pdf.as_pdf(short, about) == pdf.as_pdf(short, about)
    for table in tables(whole):
        assert f"{table.name}.csv".encode("utf-16-be") in made or f"({table.name}.csv)".encode() in made, (
            table.name
        )
    assert made.count(b"/Subtype /Image") >= sum(
        isinstance(block, blocks.Picture) for part in whole.sections for block in part.blocks
    )


def test_columns_of_the_pdf_hold_their_longest_word():
    table = blocks.Table(
        "a", "A", pd.DataFrame([{"n": "1", "word": "electromagnetically bound", "x": "ab " * 60}])
    )
    widths = pdf._widths(table, 80)
    assert widths[1] >= len("electromagnetically") and sum(widths) == pytest.approx(80)


def test_noise_is_not_reported_as_an_effect(tmp_path):
    same = FakeComparison(result(runs=30), [result("other", "Other", runs=30, luck=8)])
    assert any("not distinguishable" in sentence for sentence in content.answers(same))


def test_a_supplier_share_is_neither_better_nor_worse(two):
    table = content.key_table(two)
    suppliers = table[table["outcome"].str.contains("share of")]
    assert set(suppliers["direction"]) <= {"higher", "lower", ""} and "lower" in set(suppliers["direction"])


def test_the_answer_names_year_scenarios_levels_and_interval(two):
    for sentence in content.answers(two):
        assert "2035" in sentence and "edtu_full" in sentence and "Baseline" in sentence
        assert "95 % interval" in sentence and "instead of" in sentence


def test_rounding_follows_the_width_of_the_interval():
    assert decimals(43.27, 0.8) == 1 and decimals(43.27, 3) == 0 and decimals(43.27, 0.05) == 2
    assert number(0.4327, 0.03, percent=True) == "43 %"
    assert number(-0.0904, 0.008, percent=True, points=True, sign=True) == "-9.0"
    assert number(-0.0001, 0.02, percent=True, points=True, sign=True) == "0"
    assert number(0.43271, 0.0001, percent=True) == "43.3 %", "no false precision, however many runs"
    assert number(float("nan"), 1, percent=False) == "-"
    assert number(1234.5, 10, percent=False) == "1,234"


def test_an_interval_that_leaves_zero_out_does_not_look_as_if_it_held_it():
    row = dict.fromkeys(("baseline", "variant", "baseline_margin", "variant_margin", "runs_needed"), 0.2)
    row |= {"outcome": "us_share_orders", "unit": "share", "note": "", "difference": -0.018, "low": -0.034}
    for high, shown in ((-0.004, "-3.4 to -0.4"), (0.004, "-3 to 0"), (-0.006, "-3 to -1")):
        assert _comparison_row({**row, "high": high}, wide=False)[5] == shown


def test_perimeters_and_the_band_stand_beside_the_numbers(tmp_path):
    both = runner.compare("baseline", "tech_passport", runs=20, years=3, progress=False)
    table = content.perimeter_table(both)
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
    assert "(" in table.iloc[1]["EU-27"] and "scenario" not in content.perimeter_table(both.baseline)
    key = content.key_table(both).set_index("outcome")["baseline"]
    said = key["Capability retained 180 days after a US cut-off"]
    low, high = (100 * first[f"retained_capability_180_{end}"].mean() for end in ("low", "high"))
    assert f"({low:.1f} % to {high:.1f} % over ranges of inputs)" in said
    assert "over ranges" not in key["Capability gap"]


def test_gaps_by_state_and_domain_on_the_page_weighted_are_the_gap_of_its_main_table():
    both = runner.compare("baseline", "edtu_full", runs=8, years=5, progress=False, inputs="fixed")
    baseline, shown = both.results
    whole = data.last(data.paired(baseline, shown, "capability_gap")).iloc[0]
    for table, key in (("states", "state"), ("domains", "domain")):
        part = data.last(data.paired(baseline, shown, "capability_gap", table, key)).set_index(key)
        weight = data.last(getattr(baseline, table)).groupby(key)["capability_required"].mean()
        for column in ("mean", "baseline", "variant"):
            assert (part[column] * weight).sum() / weight.sum() == pytest.approx(whole[column], rel=1e-12)
