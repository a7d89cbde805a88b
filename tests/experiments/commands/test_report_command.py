"""`edtu report`, and what a report is asked for besides the page."""

import pytest

from experiments.commands.main import main
from experiments.runs import runner


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """A small comparison on disk, without figures or report."""
    folder = tmp_path_factory.mktemp("saved") / "small"
    runner.compare("baseline", "edtu_full", runs=20, years=4, progress=False).save(folder)
    return folder


@pytest.mark.thorough
def test_the_report_of_a_saved_result_is_written_with_what_was_asked_for(saved, capsys):
    assert main(["report", str(saved), "--attribution"]) == 0
    assert capsys.readouterr().out == f"Report:  {saved / 'report.html'}\n"
    text = (saved / "report.html").read_text(encoding="utf-8")
    assert "What each lever adds" in text and "attribution_edtu_full.csv" in text
    assert "What carries the result" not in text and not (saved / "report.pdf").exists()
    assert all(
        key in text.split('id="attribution"')[1] for key in ("defence_bank", "tech_passport", "whole package")
    )


@pytest.mark.parametrize(
    "words, said",
    [
        (
            ["--runs", "20", "--pdf", "--no-figures"],
            "--pdf: is part of the report, which --no-figures leaves out",
        ),
        (["--runs", "5", "--knockout"], "--knockout: there is no report of 5 runs; use --runs 20 or more"),
    ],
)
def test_what_would_not_be_written_is_refused_before_the_work(words, said, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["compare", "baseline", "edtu_full", *words]) == 2
    assert said in capsys.readouterr().err and not list(tmp_path.iterdir())


def test_too_few_runs_have_no_report(tmp_path, capsys):
    folder = tmp_path / "few"
    runner.run("baseline", runs=2, years=1, progress=False).save(folder)
    assert main(["report", str(folder)]) == 2
    assert "holds fewer than 20 runs" in capsys.readouterr().err
