"""Every folder that is published opens, and every picture, page and table in it says how to remake it."""

import subprocess

import pytest
from support import ROOT

from experiments.commands.main import main
from experiments.provenance import inside
from experiments.publish import gallery
from experiments.publish.reference import FOLDER
from experiments.result import store
from model.errors import InputError


def _published() -> list[str]:
    """Files in git of a kind that can say how to remake it."""
    listed = subprocess.run(["git", "ls-files", "docs", "results"], cwd=ROOT, capture_output=True, text=True)
    names = listed.stdout.split() or [
        path.relative_to(ROOT).as_posix()
        for top in ("docs", "results/reference")
        for path in (ROOT / top).rglob("*")
    ]
    return sorted(name for name in names if inside.is_readable(ROOT / name))


def test_there_are_published_pictures_tables_and_a_page():
    assert {name.rpartition(".")[2] for name in _published()} >= {"png", "parquet", "html"}


@pytest.mark.parametrize("name", _published())
def test_every_published_file_says_how_to_remake_it(name, capsys):
    assert main(["show", str(ROOT / name)]) == 0
    assert inside.REMAKE.lower() in capsys.readouterr().out
    assert inside.read(ROOT / name)[inside.REMAKE].startswith(("edtu ", "python -m experiments."))


def test_the_reference_run_opens_and_says_which_tables_were_not_kept(capsys):
    loaded = store.load(FOLDER)
    assert loaded.names == ["baseline", "edtu_full"] and set(loaded.tables) == {"years", "inputs"}
    assert len(loaded.years) == 2 * len(loaded.baseline.replicates) * len(loaded.baseline.calendar)
    for table in ("states", "events"):
        with pytest.raises(InputError, match=f"{table}: were not kept"):
            getattr(loaded, table)
    assert main(["show", str(FOLDER)]) == 0
    assert "edtu_full against baseline" in capsys.readouterr().out


@pytest.mark.parametrize("folder", ["docs/findings", "results/reference/figures"])
def test_a_published_folder_of_pictures_is_shown_picture_by_picture(folder, capsys):
    assert main(["show", str(ROOT / folder)]) == 0
    assert capsys.readouterr().out.count(f"  {inside.REMAKE.lower()}") == len(
        list((ROOT / folder).glob("*.png"))
    )
    with pytest.raises(InputError, match="holds pictures and no runs; edtu show .* says how to make them"):
        store.load(ROOT / folder)


def test_a_folder_of_the_gallery_opens_and_its_page_says_how_to_remake_it(tmp_path, capsys):
    page = gallery.gallery(tmp_path / "gallery", runs=3, names=["defence_bank"])
    loaded = store.load(page.parent / "defence_bank")
    assert loaded.names == ["baseline", "defence_bank"] and loaded.tables == ("years", "events")
    command = "python -m experiments.publish.gallery defence_bank --runs 3 --seed 1"
    for file in (page, page.parent / "defence_bank" / "levers.png"):
        assert inside.read(file)[inside.REMAKE] == command
    assert main(["show", str(page.parent / "defence_bank")]) == 0
    assert "defence_bank against baseline" in capsys.readouterr().out
