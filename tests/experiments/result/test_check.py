"""`edtu check`: any byte that changed in a result is noticed, and every file that is missing or foreign."""

import json
import random
import shutil

import pytest

from experiments.commands.main import main
from experiments.publish.reference import FOLDER
from experiments.result import saving
from experiments.result.check import check
from experiments.result.files import CHANGED, FOREIGN, MISSING
from experiments.runs import runner
from model.errors import InputError


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """A result with a file that was added later, not to be written to."""
    path = tmp_path_factory.mktemp("saved") / "one"
    runner.run("baseline", runs=2, years=2, progress=False).save(path)
    with saving.adding(path) as folder:
        (folder / "figures").mkdir()
        (folder / "figures" / "a.svg").write_bytes(b"<svg/>")
    return path


@pytest.fixture
def mine(saved, tmp_path):
    """A copy of it to break."""
    return shutil.copytree(saved, tmp_path / "mine")


def test_a_result_is_whole_after_it_was_saved_and_drawn(saved, capsys):
    assert check(saved) == ()
    assert main(["check", str(saved)]) == 0
    assert f"{saved}: all 7 files are as they were written, to the byte" in capsys.readouterr().out


def test_a_flipped_bit_anywhere_is_noticed(mine):
    """Everywhere in the manifest, at random elsewhere; what is never read, as the ends of tables, is not left out."""
    chance = random.Random(1)
    for file in [path for path in sorted(mine.rglob("*")) if path.is_file()]:
        content, name = file.read_bytes(), file.relative_to(mine).as_posix()
        places = range(len(content)) if len(content) < 50 else chance.sample(range(len(content)), 60)
        for place in [*places, 0, len(content) - 1]:
            broken = bytearray(content)
            broken[place] ^= 1 << chance.randrange(8)
            file.write_bytes(bytes(broken))
            assert name in {one.file for one in check(mine) if one.what == CHANGED}, (name, place)
        file.write_bytes(content)
    assert check(mine) == ()


def test_a_truncated_file_is_noticed(mine):
    for file in [path for path in sorted(mine.rglob("*")) if path.is_file()]:
        content = file.read_bytes()
        for left in (0, len(content) // 2, len(content) - 1):
            file.write_bytes(content[:left])
            assert file.relative_to(mine).as_posix() in {one.file for one in check(mine)}
        file.write_bytes(content)


def test_every_file_that_is_missing_or_foreign_is_named(mine, capsys):
    (mine / "states.parquet").unlink()
    (mine / "notes.txt").write_text("mine", encoding="utf-8")
    (mine / "figures" / ".b.svg.part").write_text("half", encoding="utf-8")
    assert [(one.file, one.what) for one in check(mine)] == [
        ("figures/.b.svg.part", FOREIGN),
        ("notes.txt", FOREIGN),
        ("states.parquet", MISSING),
    ]
    assert main(["check", str(mine)]) == 1
    said = capsys.readouterr().out
    assert f"{mine}/states.parquet: missing" in said and "3 of 8 files are not as they were written" in said


def test_what_changed_before_a_figure_was_added_does_not_pass_for_whole(mine):
    with (mine / "years.parquet").open("ab") as file:
        file.write(b"x")
    with saving.adding(mine) as folder:
        (folder / "b.svg").write_bytes(b"<svg/>")
    assert [(one.file, one.what) for one in check(mine)] == [("years.parquet", CHANGED)]


def test_a_result_from_before_hashes_were_kept_is_refused_in_one_line(mine, capsys):
    file = mine / "manifest.json"
    old = {key: value for key, value in json.loads(file.read_text()).items() if key not in ("files", "seal")}
    file.write_text(json.dumps(old), encoding="utf-8")
    with pytest.raises(InputError, match="holds no hashes of files"):
        check(mine)
    assert main(["check", str(mine)]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_the_published_reference_run_is_whole():
    assert check(FOLDER) == ()
