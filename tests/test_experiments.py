"""The numbered experiments run small, write a table and a chart, and compute nothing twice."""

import importlib

import pytest

SMALL = {
    "x01_baseline": {},
    "x02_levers_alone": {"levers": ("edtu", "standards")},
    "x03_pairs_and_order": {"levers": ("defence_bank", "edtu", "tech_passport")},
    "x04_union_designs": {},
    "x05_cutoff_by_readiness": {"years": (2029,)},
}


@pytest.mark.parametrize("name", SMALL)
def test_an_experiment_ends_in_a_table_and_a_chart_and_resumes(name, tmp_path, capsys):
    main = importlib.import_module(f"experiments.{name}").main
    first = main(runs=4, out=tmp_path, **SMALL[name])
    for file in ("table.csv", "effects.png", "effects.svg"):
        assert (tmp_path / name / file).stat().st_size > 0
    table = (tmp_path / name / "table.csv").read_text()
    again = main(runs=4, out=tmp_path, **SMALL[name])
    assert first.computed > 0 and again.computed == 0
    assert (tmp_path / name / "table.csv").read_text() == table and table in capsys.readouterr().out
