"""What goes wrong for a new user: one clear line that says what to do, exit code 2, and no result lost or mixed."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from experiments.commands import main as cli
from experiments.result import disk
from experiments.sweep import load
from model.errors import InputError

DESIGN = "years = 2\n[levers.edtu]\nstrength = [0, 1]\n[parameters]\nmu = 'registry'\n"
WORDS = ("sweep", "mine.toml", "--design", "lhs:6", "--runs", "2", "--out", "out", "--quiet")


@pytest.fixture
def place(tmp_path, monkeypatch):
    """An empty working folder with a design file."""
    monkeypatch.chdir(tmp_path)
    Path("mine.toml").write_text(DESIGN)
    return tmp_path


@pytest.fixture
def swept(place, capsys):
    """A finished sweep in ``out``."""
    assert cli.main(list(WORDS)) == 0
    capsys.readouterr()
    return Path("out")


def refused(capsys, *words) -> str:
    """The one line that answers a command that cannot be done."""
    assert cli.main([str(word) for word in words]) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.startswith("edtu: ") and err.count("\n") == 1
    return err


def contents(folder="out") -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(Path(folder).rglob("*")) if path.is_file()}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("id,mu\na,0.3\n", "unknown column 'mu'; did you mean 'parameters.mu'? write parameters.KEY"),
        ("id,parameter.mu\na,0.3\n", "unknown column 'parameter.mu'; did you mean 'parameters.mu'"),
        ("id,levers.edtu.strength.x\na,0.3\n", "did you mean 'levers.edtu.strength'"),
        (
            "id,foo\na,0.3\n",
            "unknown column 'foo'; write parameters.KEY, levers.KEY.OPTION, shocks.KEY.OPTION or tables.TABLE.KEY",
        ),
        ("ID,parameters.mu\na,0.3\n", "column 'id' is missing; write 'id' instead of 'ID'"),
        ("id;parameters.mu\na;0,3\n", "parted by semicolons: save it as CSV with commas"),
        ("id\tparameters.mu\na\t0.3\n", "parted by tabs: save it as CSV with commas"),
        (
            "name,parameters.mu\na,0.3\n",
            "add it, with another text on each line; columns there: name, parameters.mu",
        ),
        ("id,parameters.mu\na,9\n", "line 2: parameters.mu: 9 is outside 0.1 to 0.6; write a value within"),
        ("id,parameters.mu\na,0.3\na,0.4\n", "line 3: id 'a' is on line 2 too; give every point its own"),
        ("id,parameters.mu\na,0.3\n,0.4\n", "line 3: id is empty; give every point an id of its own"),
    ],
)
def test_points_that_cannot_be_used(place, capsys, text, says):
    Path("points.csv").write_text(text)
    said = refused(capsys, "sweep", "points.csv")
    assert said.startswith("edtu: points.csv: ") and says in said
    assert sorted(path.name for path in place.iterdir()) == ["mine.toml", "points.csv"], "nothing was written"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["none.csv"], "none.csv: no such file; write the path of a CSV file"),
        (["mine.toml", "--design", "csv:"], "--design csv: names no file; write one, such as csv:points.csv"),
        (["none.toml", "--design", "lhs:4"], "none.toml: no such file; designs by name: calibration, levers"),
        (
            ["mine.toml", "--design", "lhs:4", "--executor", "dask://somewhere"],
            "write dask://HOST:PORT, such as",
        ),
        (["mine.toml", "--design", "lhs:4", "--executor", "dask://"], "write dask://HOST:PORT, such as"),
        (["mine.toml", "--design", "lhs:4", "--out", "mine.toml"], "mine.toml: is a file; name a folder"),
    ],
)
def test_words_that_name_nothing(place, capsys, words, says):
    assert says in refused(capsys, "sweep", *words)
    assert [path.name for path in place.iterdir()] == ["mine.toml"]


def test_values_of_a_design_that_are_out_of_range(place, capsys):
    Path("mine.toml").write_text("[parameters]\nmu = [0, 9]\n")
    says = "mine.toml: parameters.mu: [0, 9] is outside 0.1 to 0.6; write values within"
    assert says in refused(capsys, "sweep", "mine.toml", "--design", "lhs:4")


def within(file: Path, column: str) -> int:
    """Place of a byte in the values of a column; pages that nobody reads are not looked at."""
    group = pq.read_metadata(file).row_group(0)
    (pages,) = [c for c in map(group.column, range(group.num_columns)) if c.path_in_schema == column]
    return pages.data_page_offset + pages.total_compressed_size // 2


@pytest.mark.thorough
@pytest.mark.parametrize("how", ["flip", "cut", "empty", "swapped"])
def test_a_damaged_shard_is_said_when_it_is_read_and_mended_by_the_sweeps_own_command(place, capsys, how):
    words = [*WORDS[:-5], "--runs", "200", "--out", "out", "--quiet"]  # two shards
    assert cli.main(words) == 0
    capsys.readouterr()
    one, other = sorted(Path("out/shards").glob("*.parquet"))
    good, before = one.read_bytes(), contents()
    bad = bytearray(good)
    bad[within(one, "eu_share_orders")] ^= 255
    one.write_bytes({"cut": good[:300], "flip": bytes(bad), "empty": b"", "swapped": other.read_bytes()}[how])
    said = refused(capsys, "analyse", "out")
    assert "the sweep's own command, given again, writes it anew and keeps the rest" in said
    assert one.name in said or how == "flip", "pages are read together, so the folder is named"
    assert not Path("out/analysis").exists()
    assert cli.main(words) == 0
    assert f"{one.name} " in capsys.readouterr().err
    after = contents()
    assert {name: after[name] for name in before if name != "out/manifest.json"} == {
        name: file for name, file in before.items() if name != "out/manifest.json"
    }


@pytest.mark.parametrize("content", [None, b"junk", "other"])
def test_a_damaged_list_of_points_is_said_and_written_anew(swept, capsys, content):
    file = swept / "design.parquet"
    good = file.read_bytes()
    if content is None:
        file.unlink()
    elif content == "other":
        assert cli.main(["sweep", "mine.toml", "--design", "lhs:7", "--out", "second", "--quiet"]) == 0
        capsys.readouterr()
        file.write_bytes(Path("second/design.parquet").read_bytes())
    else:
        file.write_bytes(content)
    said = refused(capsys, "analyse", "out")
    assert "out/design.parquet: " in said and "the sweep's own command, given again" in said
    assert cli.main(list(WORDS)) == 0 and file.read_bytes() == good


def test_a_damaged_list_of_failures_is_said(swept, capsys):
    (swept / "failed.parquet").write_bytes(b"junk")
    with pytest.raises(InputError, match=r"failed.parquet: is damaged .* given again, writes it anew"):
        _ = load(swept).failed
    assert cli.main(list(WORDS)) == 0 and not (swept / "failed.parquet").exists()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            lambda m: {**m, "model": {**m["model"], "code": "older"}},
            "another version of the model's code; results are",
        ),
        (
            lambda m: {**m, "model": {**m["model"], "data": "x", "numpy": "1"}},
            "another version of its data and NumPy",
        ),
        (
            lambda m: {**m, "schema": 9},
            "written by another version of edtu (schema 9, here 1); read it with that one",
        ),
        (
            lambda m: {k: v for k, v in m.items() if k != "shards"},
            "is damaged, 'shards' is missing; the sweep's own",
        ),
        (lambda m: {"kind": "run"}, "holds a result, but no sweep; choose another folder"),
    ],
)
def test_a_manifest_of_another_kind_or_version_mixes_nothing(swept, capsys, change, says):
    file = swept / "manifest.json"
    file.write_text(json.dumps(change(json.loads(file.read_text()))))
    before = contents()
    assert says in refused(capsys, *WORDS)
    assert contents() == before


def test_a_run_of_another_version_is_not_repeated_as_if_it_were_the_same(swept, capsys, monkeypatch):
    from experiments.sweep import folder

    run = load(swept).years["run_id"][0]
    assert cli.main(["sweep", "--repeat", run, "--out", "out"]) == 0
    capsys.readouterr()
    monkeypatch.setattr(folder, "model_in_force", lambda data="": {"code": "newer"})
    said = refused(capsys, "sweep", "--repeat", run, "--out", "out")
    assert "the model's code; the run would not be the same" in said


def test_a_folder_that_is_a_file_cannot_be_analysed(place, capsys):
    assert "mine.toml: is a file; name the folder of a sweep" in refused(capsys, "analyse", "mine.toml")


def test_errors_of_the_disk_have_a_remedy():
    import errno

    for number, says in (
        (errno.ENOSPC, "out: the disk is full; make room: kept"),
        (errno.EDQUOT, "out: the disk is full"),
        (errno.EROFS, "out: cannot be written (Read-only file system); choose another --out"),
        (errno.EACCES, "out: cannot be written (Permission denied)"),
        (errno.EIO, "out: Input/output error; kept"),
    ):
        assert says in str(disk.refusal(OSError(number, os.strerror(number)), "out", "kept"))


def test_a_place_that_cannot_be_written_is_said_before_the_work(place, capsys, monkeypatch, fake_engine):
    import errno

    def closed(*_, **__):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(Path, "mkdir", closed)
    for words in ([], ["--out", "new/here"]):
        said = refused(capsys, "run", "baseline", "--runs", "2", *words)
        assert "cannot be written (Read-only file system); choose another --out" in said
    assert fake_engine == [] and [path.name for path in place.iterdir()] == ["mine.toml"]


@contextlib.contextmanager
def mounted(folder: Path, size: str):
    """A disk of its own, in memory; skipped where it may not be mounted."""
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if (
        not shutil.which("mount")
        or sys.platform != "linux"
        or subprocess.run(words, capture_output=True).returncode
    ):
        pytest.skip("needs the right to mount a small disk")
    try:
        yield lambda how: subprocess.run(["mount", "-o", f"remount,{how}", str(folder)], check=True)
    finally:
        subprocess.run(
            ["umount", "--lazy", str(folder)], check=True
        )  # a reader that is still open must not hold it


@pytest.mark.thorough
def test_a_disk_that_fills_up_and_then_grows(place, capsys):
    words = [
        "sweep",
        "mine.toml",
        "--design",
        "lhs:60",
        "--runs",
        "8",
        "--out",
        "small/out",
        "--quiet",
        "--executor",
        "threads",
        "--workers",
        "1",
        "--tables",
        "years,states",
    ]
    with mounted(place / "small", "1m") as remount:
        Path("small/other").write_bytes(bytes(800 << 10))  # of others, so that little room is left
        assert "small/out: the disk is full; make room: what is finished is kept" in refused(capsys, *words)
        before = {name: file for name, file in contents("small").items() if name.endswith("parquet")}
        assert not [name for name in contents("small") if name.endswith((".part", ".tmp"))]
        remount("size=64m")
        assert cli.main(words) == 0
        after = contents("small")
        assert {name: after[name] for name in before} == before
        assert load("small/out").runs_missing == 0


def test_a_disk_that_is_read_only(place, capsys):
    with mounted(place / "small", "16m") as remount:
        assert cli.main([*WORDS[:-3], "--out", "small/out", "--quiet"]) == 0
        before = contents("small")
        capsys.readouterr()
        remount("ro")
        for words in ([*WORDS[:-3], "--out", "small/out"], [*WORDS[:-3], "--out", "small/new"]):
            said = refused(capsys, *words)
            assert "cannot be written (Read-only file system); choose another --out" in said
        assert "choose another --out" in refused(capsys, "run", "baseline", "--runs", 2, "--out", "small/run")
        assert contents("small") == before
        assert len(load("small/out").years) == 6 * 2 * 2, "it can still be read"


@pytest.mark.extras
def test_what_is_read_only_cannot_be_analysed_in_its_place(place, capsys):
    pytest.importorskip("SALib")
    with mounted(place / "small", "16m") as remount:
        assert cli.main([*WORDS[:-3], "--out", "small/out", "--quiet"]) == 0
        before = contents("small")
        capsys.readouterr()
        remount("ro")
        assert "make the folder writable, or analyse a copy" in refused(
            capsys, "analyse", "small/out", "--year", 2027
        )
        assert contents("small") == before
