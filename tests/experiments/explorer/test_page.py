"""One file that asks nobody."""

import re

import pytest

from experiments.commands import main as cli
from experiments.explorer.contents import shown_outcomes
from experiments.explorer.pack import unpack
from experiments.explorer.page import page
from experiments.provenance import inside


def test_the_page_names_no_other_file_and_no_address(small):
    text = small.page.read_text(encoding="utf-8")
    rest = re.sub(r'<script type="text/plain" id="data">.*?</script>', "", text, flags=re.S)
    assert "Content-Security-Policy" in rest and "default-src 'none'" in rest
    known = {"http://www.w3.org/2000/svg"}  # the name of a language, which is never asked for
    assert set(re.findall(r"https?://[^\s\"'`)]+", rest)) <= known
    assert not re.search(r"<(link|img|iframe|script)[^>]*(src|href)=", rest)


def test_the_page_holds_what_it_says(small):
    packed = re.search(r'id="data">(.*?)</script>', small.page.read_text(encoding="utf-8"), re.S).group(1)
    about, arrays = unpack(packed)
    grid = small.computed.plan.grid
    assert [one["key"] for one in about["outcomes"]] == list(shown_outcomes(grid))
    assert about["built"]["points"] == 8 + 8 and about["built"]["between"] == 3
    assert about["built"]["runs"] == (16 + 3) * small.computed.plan.runs and about["built"]["seconds"] > 0
    assert all(one["between"]["points"] == 3 for one in about["outcomes"])
    assert arrays["members"].shape == (30, 10, len(grid.settings))
    assert "edtu explore" in about["command"] and "/" not in about["command"]


def test_the_file_says_how_it_is_made_again(small):
    said = inside.read(small.page)
    assert (
        said[inside.REMAKE] == "edtu explore edtu_full"
        and f"runs {small.computed.plan.runs}, seed 1" in said["Description"]
    )


def test_a_title_cannot_end_its_element():
    assert "<title>&lt;/title&gt;" in page("</title>", "")


@pytest.mark.thorough
def test_the_command_makes_the_page_and_goes_on_from_what_is_there(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    words = ["explore", "--runs", "2", "--out", "mine.html"]
    for control in ("edtu=1", "defence_bank=1", "tech_passport=1", "start=2028", "cutoff=none"):
        words += ["--grid", control]
    assert cli.main(words) == 0
    assert "written: mine.html" in capsys.readouterr().out
    first = (tmp_path / "mine.html").read_bytes()
    kept = {path: path.stat().st_mtime_ns for path in (tmp_path / "mine_ensembles").iterdir()}
    assert cli.main([*words, "--force"]) == 0
    assert (
        "8 settings of edtu_full, 16 runs, 16 of them finished in mine_ensembles" in capsys.readouterr().out
    )
    assert kept == {path: path.stat().st_mtime_ns for path in (tmp_path / "mine_ensembles").iterdir()}
    assert (tmp_path / "mine.html").read_bytes() == first
