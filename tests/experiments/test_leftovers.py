"""What dead processes left is swept; what belongs to the living, to another machine or to nobody of ours stays."""

import os
import subprocess
import sys
import time

import pytest

from experiments import leftovers
from experiments.result import saving

ONE_MACHINE = pytest.mark.skipif(os.name == "nt", reason="on Windows nobody may be asked whether he lives")


def of_a_dead_process(name: str, end: str = "") -> str:
    """A hidden name made by a process that has ended."""
    code = f"from experiments import leftovers; print(leftovers.hidden_name({name!r}, {end!r}))"
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.strip()


@pytest.fixture(scope="module")
def dead():
    return of_a_dead_process("years.parquet", leftovers.PART), of_a_dead_process("baseline")


@ONE_MACHINE
def test_files_and_folders_of_the_dead_go(tmp_path, dead):
    (tmp_path / dead[0]).write_text("half")
    (tmp_path / dead[1] / "baseline").mkdir(parents=True)
    assert sorted(leftovers.sweep(tmp_path)) == sorted(dead)
    assert list(tmp_path.iterdir()) == []


def test_what_the_living_write_stays_and_so_does_what_is_not_ours(tmp_path):
    names = [
        leftovers.hidden_name("years.parquet", leftovers.PART),
        ".git",
        ".baseline.abc",
        ".x.part",
        "baseline",
    ]
    for name in names:
        (tmp_path / name).write_text("x")
    assert leftovers.sweep(tmp_path) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names)


@ONE_MACHINE
def test_a_number_that_another_process_got_later_is_not_the_owner(tmp_path):
    if not leftovers._beginning(os.getpid()):
        pytest.skip("the system does not say when a process began")
    mine = leftovers.hidden_name("years.parquet")
    machine, process, began, own = mine.rpartition(".edtu-")[2].split("-")
    (tmp_path / f".years.parquet.edtu-{machine}-{process}-{int(began) - 1}-{own}").touch()
    assert len(leftovers.sweep(tmp_path)) == 1


def test_what_another_machine_writes_is_its_own_for_a_day(tmp_path):
    file = tmp_path / ".years.parquet.edtu-00000000-1-1-12345678.part"
    file.touch()
    assert leftovers.sweep(tmp_path) == []
    long_ago = time.time() - leftovers.STALE - 60
    os.utime(file, (long_ago, long_ago))
    assert leftovers.sweep(tmp_path) == [file.name]


@ONE_MACHINE
def test_a_result_that_was_about_to_take_its_place_takes_it(tmp_path, dead):
    hidden = tmp_path / dead[1]
    for folder, says in (("baseline", "new"), (leftovers.OLD, "old")):
        (hidden / folder).mkdir(parents=True)
        (hidden / folder / saving.MANIFEST).write_text(says)
    saving.check_free(tmp_path / "baseline", force=True)
    assert (tmp_path / "baseline" / saving.MANIFEST).read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["baseline"]


def test_a_name_is_given_once(tmp_path):
    file = tmp_path / "manifest.json"
    with leftovers.written_beside(file, first=True) as part:
        part.write_text("mine")
    with pytest.raises(FileExistsError), leftovers.written_beside(file, first=True) as part:
        part.write_text("another's")
    assert file.read_text() == "mine" and [path.name for path in tmp_path.iterdir()] == [file.name]


def test_a_disk_without_second_names_gives_a_name_once_too(tmp_path, monkeypatch):
    def none(*_):
        raise OSError(95, "not supported")

    monkeypatch.setattr(os, "link", none)
    test_a_name_is_given_once(tmp_path)


def test_names_of_any_length_can_be_written_beside(tmp_path):
    file = tmp_path / ("x" * 200)
    with leftovers.written_beside(file) as part:
        part.write_text("whole")
    assert file.read_text() == "whole"


def test_a_result_that_appeared_meanwhile_stays(tmp_path):
    from model.errors import InputError

    place = tmp_path / "out"
    with pytest.raises(InputError, match="another command wrote a result there meanwhile"):
        with saving.replacing(place, force=False) as folder:
            (folder / "mine").touch()
            place.mkdir()
            (place / "theirs").touch()
    assert [path.name for path in place.iterdir()] == ["theirs"]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
