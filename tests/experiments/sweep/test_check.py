"""`edtu check` of a sweep, whose hashes lie shard by shard, and the same command mending what was found."""

import random
import shutil

import pytest
from support.small_sweep import contents, go

from experiments.commands.main import main
from experiments.result.files import CHANGED, FOREIGN, MISSING
from experiments.sweep import work
from experiments.sweep.check import check, check_any


@pytest.fixture
def fine(design, tmp_path):
    """A finished sweep that is to the byte as it was written."""
    folder = tmp_path / "levers"
    go(design, folder)
    assert check(folder) == ()
    return folder


@pytest.mark.thorough
def test_a_flipped_bit_anywhere_is_noticed_and_the_same_command_mends_it(design, fine):
    chance, before = random.Random(1), contents(fine)
    for file in [path for path in sorted(fine.rglob("*")) if path.is_file()]:
        content, name = file.read_bytes(), file.relative_to(fine).as_posix()
        for place in [*(chance.randrange(len(content)) for _ in range(25)), 0, len(content) - 1]:
            broken = bytearray(content)
            broken[place] ^= 1 << chance.randrange(8)
            file.write_bytes(bytes(broken))
            found = {one.file for one in check(fine) if one.what in (CHANGED, FOREIGN)}
            # Of a hash and a table that disagree nobody can say which was broken, only that their shard is.
            assert name in found or (file.suffix == ".sha256" and found), (name, place)
        if name != "manifest.json":  # of that no run is made; the sweep says so itself
            go(design, fine)
            for aside in fine.rglob("*.corrupt"):
                aside.unlink()
            assert check(fine) == () and contents(fine) == before
        file.write_bytes(content)


def test_what_is_lost_or_foreign_is_named(design, fine):
    (table, *_), (hashes, *_) = sorted(fine.glob("shards/*.parquet")), sorted(fine.glob("shards/*.sha256"))
    table.unlink()
    (fine / "shards" / ".x.part").write_text("half", encoding="utf-8")
    assert {(one.file, one.what) for one in check(fine)} == {
        ("shards/.x.part", FOREIGN),
        (f"shards/{table.name}", MISSING),
    }
    (fine / "shards" / ".x.part").unlink()
    go(design, fine)
    other = f"{'1' if hashes.name[0] == '0' else '0'}{hashes.name[1:]}"
    shutil.copy(hashes, hashes.with_name(other))
    hashes.unlink()
    found = {(one.file, one.what) for one in check(fine)}
    assert (f"shards/{hashes.name}", MISSING) in found and (f"shards/{other}", FOREIGN) in found


@pytest.mark.thorough
def test_a_sweep_with_failed_runs_is_whole_too(design, tmp_path, monkeypatch):
    def failing(task, runs):
        if task.replicates[runs][0] == 1:
            raise ValueError("no luck")
        return real(task, runs)

    real = work.simulated
    monkeypatch.setattr(work, "simulated", failing)
    monkeypatch.setattr(work, "BATCH", 1)
    go(design, tmp_path / "levers")
    assert (tmp_path / "levers" / "failed.parquet").is_file() and check(tmp_path / "levers") == ()


def test_the_command_tells_a_sweep_from_a_result(fine, capsys):
    assert main(["check", str(fine)]) == 0
    assert "files are as they were written" in capsys.readouterr().out
    (fine / "manifest.json").write_text("{", encoding="utf-8")
    assert main(["check", str(fine)]) == 1
    assert "manifest.json: changed (cannot be read" in capsys.readouterr().out
    assert check_any(fine)[1] > 5
