"""The script that builds the data tables from gathered facts."""

from experiments.tables import build_tables


def test_a_missing_fact_is_one_line_and_no_table_is_written(tmp_path, capsys):
    (tmp_path / "facts").mkdir()
    words = ["--facts", str(tmp_path / "facts"), "--out", str(tmp_path / "out")]
    assert build_tables.main(words) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.count("\n") == 1 and ".csv" in err
    assert not (tmp_path / "out").exists()
