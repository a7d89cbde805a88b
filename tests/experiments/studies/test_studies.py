"""The numbered experiments run small, write a table and a chart, and compute nothing twice."""

import csv
import importlib
import importlib.resources
import tomllib

import pytest
from support import rest_thorough
from support.small_sweep import stamps

from experiments.studies.study import Study

pytestmark = pytest.mark.slow
SMALL = {
    "x01_baseline": {},
    "x02_levers_alone": {"levers": ("edtu", "standards")},
    "x03_pairs_and_order": {"levers": ("defence_bank", "edtu", "tech_passport")},
    "x04_union_designs": {},
    "x05_cutoff_by_readiness": {"years": (2029,)},
}


@pytest.fixture
def six_years(monkeypatch):
    """Every case ends after six years, which is the last that an experiment here asks for."""
    case = Study.case
    monkeypatch.setattr(
        Study,
        "case",
        lambda study, scenario="baseline", **changes: case(study, scenario, **changes, years=6),
    )


@pytest.mark.usefixtures("six_years")
@pytest.mark.parametrize("name", rest_thorough(SMALL, 1))
def test_an_experiment_ends_in_a_table_and_a_chart_and_resumes(name, tmp_path, capsys, monkeypatch):
    main = importlib.import_module(f"experiments.studies.{name}").main
    first = main(runs=4, out=tmp_path, **SMALL[name])
    for file in ("table.csv", "effects.png", "effects.svg"):
        assert (tmp_path / name / file).stat().st_size > 0
    table = (tmp_path / name / "table.csv").read_text()
    monkeypatch.setattr(Study, "picture", lambda *_: None)  # drawn once is enough
    again = main(runs=4, out=tmp_path, **SMALL[name])
    assert first.computed > 0 and again.computed == 0
    assert (tmp_path / name / "table.csv").read_text() == table and table in capsys.readouterr().out


@pytest.mark.extras
def test_the_uncertainty_experiment_writes_indices_and_resumes(tmp_path, capsys, monkeypatch):
    pytest.importorskip("SALib")
    from experiments.studies import x06_uncertainty

    kept = []
    for shown in (x06_uncertainty.SHOWN[:1], ()):  # each outcome is analysed in the same way
        monkeypatch.setattr(x06_uncertainty, "SHOWN", shown)
        x06_uncertainty.main(runs=2, out=tmp_path, base=4, workers=1)
        kept.append(stamps(tmp_path / "x06_uncertainty"))
    assert kept[0] == kept[1] != {}, "nothing was computed twice"
    said = capsys.readouterr().out
    design = tomllib.loads(
        (importlib.resources.files("experiments.designs") / "uncertain.toml").read_text(encoding="utf-8")
    )
    points = 4 * (len(design["parameters"]) + len(design["tables"]) + 2)  # Saltelli's scheme without pairs
    assert f"Sobol indices of us_share_orders in 2035: {points} points, 2 replicates" in said
    folder = tmp_path / "x06_uncertainty"
    assert (folder / "sobol_us_share_orders_2035.csv").exists() and (
        folder / "sobol_us_share_orders_2035.png"
    ).exists()


@pytest.mark.thorough
def test_the_failure_experiment_says_how_often_the_package_fails(tmp_path, capsys):
    from experiments.studies import x07_when_it_fails

    x07_when_it_fails.main(runs=2, out=tmp_path, points=8)
    assert "points in" in capsys.readouterr().out
    assert (tmp_path / "x07_when_it_fails" / "effects.png").exists()


@pytest.mark.thorough
def test_the_union_experiment_shows_three_unions_and_the_sign_at_both_ends_of_a_range(tmp_path):
    from experiments.studies import x08_union_membership as study

    study.main(runs=8, out=tmp_path, keys=["common_delay"])
    folder = tmp_path / "x08_union_membership"
    with (folder / "table.csv").open(encoding="utf-8", newline="") as file:
        rows = {(row["case"], row["outcome"]): float(row["mean"]) for row in csv.DictReader(file)}
    members = [rows[case, "members"] for case in study.UNIONS]
    assert members[0] == 27 and members[0] > members[2] >= members[1] > 0
    with (folder / "sign_over_ranges.csv").open(encoding="utf-8", newline="") as file:
        ends = list(csv.DictReader(file))
    assert [(row["end"], row["of"]) for row in ends] == [
        (end, of) for end in ("low", "high") for of in ("package", "union")
    ]
    for row in ends:
        low, high = float(row["low"]), float(row["high"])
        assert row["sign"] == ("lower" if high < 0 else "higher" if low > 0 else "unclear")
    assert "edtu_clawback" in study.varied() and not set(study.varied()) & {"edtu_start", "stockpiles_days"}
    assert (folder / "effects.png").exists()
