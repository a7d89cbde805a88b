"""Bad input in bulk: calls, command lines and files; each is refused in one line, and nothing is written."""

import csv
import io
import re
import shutil
import time
import warnings
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import malformed

from experiments.commands import main as cli
from experiments.designs import make
from experiments.reliability.measures import REFUSED as REFUSED_PROPERTY
from model import compare, load_scenario, run
from model.errors import LONGEST, InputError
from model.inputs import tables
from model.inputs.facts import tables_of

pytestmark = pytest.mark.thorough

SECONDS = 20.0  # after which one call counts as a hang
REMEDY = re.compile(
    r";|such as|valid: |did you mean|needs |write |give |choose |name |use |take |keep |leave |required|see edtu"
)
BULK = settings(
    derandomize=True,
    deadline=None,
    database=None,
    max_examples=120,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


class Reached(BaseException):
    """A malformed call got as far as the engine."""


@pytest.fixture(scope="module")
def small():
    """A small result and comparison."""
    return tuple(
        f(*names, runs=2, years=2, progress=False)
        for f, names in ((run, ["baseline"]), (compare, ["baseline", "edtu_full"]))
    )


@pytest.fixture
def place(tmp_path, monkeypatch, small):
    """A working folder with one file in it; whatever reaches the engine is told."""
    import model.ensemble

    def reached(*_, **__):
        raise Reached("the engine was reached")

    monkeypatch.setattr(model.ensemble, "run_together", reached)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("x")
    return tmp_path


REFUSED = []
"""One entry for each bad input that was refused in the test that is running."""


@pytest.fixture(autouse=True)
def count_of_refusals(record_property):
    """Says how many bad inputs a test had refused; `experiments.reliability.measures` adds them up."""
    REFUSED.clear()
    yield
    record_property(REFUSED_PROPERTY, len(REFUSED))


def there() -> list[str]:
    return sorted(str(path) for path in Path(".").rglob("*"))


def faults_of(name: str, call, before: list[str]) -> list[str]:
    """What is wrong with how a malformed call is answered."""
    began, found = time.monotonic(), []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            call()
        found.append("was accepted")
    except InputError as error:
        found += faults_of_line(str(error))
    except BaseException as error:
        found.append(f"{type(error).__name__}: {str(error)[:100]}")
    if time.monotonic() - began > SECONDS:
        found.append("hangs")
    if there() != before:
        found.append(f"left {sorted(set(there()) - set(before))[:3]}")
        for left in set(there()) - set(before):
            shutil.rmtree(left, ignore_errors=True)
            Path(left).unlink(missing_ok=True) if Path(left).is_file() else None
    return [f"{name}: {fault}" for fault in found]


def faults_of_line(line: str) -> list[str]:
    out = []
    REFUSED.append(line)
    if not line.isprintable():
        out.append(f"is not one line: {line[:80]!r}")
    if len(line) > LONGEST + 5:
        out.append(f"is long: {len(line)}")
    if not REMEDY.search(line):
        out.append(f"has no remedy: {line!r}")
    return out


def commanded(words, capsys) -> list[str]:
    """What is wrong with how a command line is answered."""
    capsys.readouterr()

    def call():
        code = cli.main(list(words))
        out, err = capsys.readouterr()
        if code == 0:
            return
        lines = [line for line in err.splitlines() if line]
        if code != 2 or len(lines) != 1 or not lines[0].startswith("edtu: "):
            raise AssertionError(f"exit code {code}, {err[:200]!r}")
        if out and words[0] != "doctor":  # whose findings stand above
            raise AssertionError(f"printed {out[:80]!r}")
        raise InputError(lines[0])

    return call


def test_calls_of_python(place, small):
    design = make("levers", "lhs:3")
    every, before = list(malformed.calls(*small, design)), there()
    assert len(every) > 1000
    faults = [fault for name, call in every for fault in faults_of(name, call, before)]
    assert not faults, f"{len(faults)} of {len(every)}:\n" + "\n".join(faults)


def test_command_lines(place, capsys):
    every, before = malformed.command_lines(), there()
    assert len(every) > 400
    faults = [
        fault
        for words in every
        for fault in faults_of(f"edtu {words!r:.150}", commanded(words, capsys), before)
    ]
    assert not faults, f"{len(faults)} of {len(every)}:\n" + "\n".join(faults)


def test_scenario_files(place, capsys):
    faults = []
    for text in (*malformed.SETTINGS, *malformed.OF_SCENARIOS):
        Path("mine.toml").write_text(text, encoding="utf-8")
        before = there()
        if not text.startswith("[tables]"):  # what tables hold is known when they are read
            faults += faults_of(repr(text), lambda: load_scenario("mine.toml"), before)
        faults += faults_of(f"edtu run {text!r}", commanded(("run", "mine.toml"), capsys), before)
    assert not faults, "\n".join(faults)


def test_design_files_and_points(place, capsys):
    faults = []
    for text in (*malformed.SETTINGS, *malformed.OF_DESIGNS):
        Path("mine.toml").write_text(text, encoding="utf-8")
        faults += faults_of(
            repr(text), commanded(("sweep", "mine.toml", "--design", "lhs:3"), capsys), there()
        )
    for text in malformed.POINTS:
        Path("points.csv").write_text(text, encoding="utf-8")
        faults += faults_of(repr(text), commanded(("sweep", "points.csv"), capsys), there())
    assert not faults, "\n".join(faults)


def test_a_file_that_is_called_what_no_scenario_may_be_called(place):
    for name in ("123", "...", "-", " a", "a:b", "a\nb"):
        Path(f"./{name}.toml").write_text("title = 'x'\n")
        before = there()
        assert not faults_of(name, lambda name=name: load_scenario(f"./{name}.toml"), before)


@BULK
@given(
    key=st.text(max_size=8),
    value=st.one_of(st.text(max_size=8), st.floats(), st.integers(), st.booleans(), st.none()),
)
def test_any_key_that_a_scenario_has_not(place, key, value):
    from model.scenarios import loader

    if key in loader._TOP:
        return
    before = there()
    assert not faults_of(repr(key), lambda: loader.parse({key: value}, "mine", "mine.toml"), before)


@BULK
@given(content=st.binary(max_size=60))
def test_any_bytes_as_a_file(place, content):
    """Bytes are no scenario, no points and no register, unless they happen to be an empty scenario."""
    for name, words in (("mine.toml", "run"), ("points.csv", "sweep"), ("register.csv", "data register")):
        Path(name).write_bytes(content)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                if name == "mine.toml":
                    load_scenario(f"./{name}")
                elif name == "points.csv":
                    make(name, "")
                    raise AssertionError("points of nothing")
                else:
                    from experiments.calibration import register

                    register.read(name)
                    raise AssertionError("a register of nothing")
        except InputError as error:
            assert not faults_of_line(str(error)), words


@BULK
@given(words=st.lists(st.text(max_size=10).filter(lambda word: word not in ("-h", "--help")), max_size=4))
@pytest.mark.filterwarnings("error")
def test_any_words(place, capsys, words):
    if words and (
        words[0] in ("--version", *cli.COMMANDS) or "--help".startswith(words[0]) or words[0].startswith("-")
    ):
        return
    assert not faults_of(repr(words), commanded(words, capsys), there())


TABLES = sorted(path.name for path in tables.own_folder().glob("*.csv"))
DAMAGES = {
    "empty": lambda rows: [],
    "a header alone": lambda rows: rows[:1],
    "a column less": lambda rows: [row[1:] for row in rows],
    "another name of a column": lambda rows: [["x" + rows[0][0], *rows[0][1:]], *rows[1:]],
    "a cell too many": lambda rows: [*rows[:1], [*rows[1], "x"], *rows[2:]],
    "a cell less": lambda rows: [*rows[:1], rows[1][:-1], *rows[2:]],
    "a row twice": lambda rows: [*rows, rows[1]],
    "a column twice": lambda rows: [[row[0], *row] for row in rows],
    "no key": lambda rows: [rows[0], ["", *rows[1][1:]], *rows[2:]],
    "parted by semicolons": lambda rows: [[";".join(row)] for row in rows],
    "a null byte": lambda rows: [rows[0], ["\0" + rows[1][0], *rows[1][1:]], *rows[2:]],
}


@pytest.fixture
def copied(place):
    """A copy of the data tables."""
    shutil.copytree(tables.own_folder(), "mine")
    return Path("mine")


@pytest.mark.parametrize("name", TABLES)
def test_data_tables(copied, name):
    file = copied / name
    whole = file.read_text(encoding="utf-8")
    rows, before, faults = list(csv.reader(io.StringIO(whole))), there(), []
    numbers = [i for i, cell in enumerate(rows[1]) if re.fullmatch(r"-?[0-9.]+", cell)][:2]
    damages = dict(DAMAGES)
    for i in numbers:
        for bad in ("x", "nan"):
            damages[f"{rows[0][i]} {bad!r}"] = lambda rows, i=i, bad=bad: [
                rows[0], [*rows[1][:i], bad, *rows[1][i + 1 :]], *rows[2:]
            ]  # fmt: skip
    # Reading all tables takes a while: each table is damaged in a third of the ways, another third than its neighbour.
    for what, damage in list(damages.items())[TABLES.index(name) % 3 :: 3]:
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows(damage([list(row) for row in rows]))
        if out.getvalue() == whole:
            continue
        file.write_text(out.getvalue(), encoding="utf-8")
        found = faults_of(f"{name}: {what}", lambda: tables_of("mine"), before)
        faults += [
            fault for fault in found if not (name in OWN_TO_THE_MODEL and fault.endswith("was accepted"))
        ]
    assert not faults, "\n".join(faults)


# What a user's tables may leave out or change without harm, because the model's own are read.
OWN_TO_THE_MODEL = ("parameters.csv", "mechanisms.csv")
