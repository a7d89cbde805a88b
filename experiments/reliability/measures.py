"""What is counted: each measure with the full number, the words of the page and the function that counts."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from experiments.reliability import flips, kills, leaks, twice
from experiments.reliability.jobs import JOBS, ROOT, Broken

Say = Callable[[str], None]
BULK = "tests/project/test_bad_input_bulk.py"
VERSIONS = "tests/support/versions.py"
ANSWER = re.compile(r"^(Python [\d.]+, \w+ packages) +(\S.*)$", re.MULTILINE)
REFUSED = "refused"  # the property of a test that says how many bad inputs it had refused


@dataclass(frozen=True)
class Count:
    """What a measure found.

    Attributes:
        tried: how often. held: how often all was as it must be. detail: a sentence, or empty.
    """

    tried: int
    held: int
    detail: str = ""


@dataclass(frozen=True)
class Measure:
    """One row of the page.

    Attributes:
        key: on the command line. what: that must not happen, or must. full: how often it is tried for the page.
        count: tries it so often and counts, in a folder of its own.
    """

    key: str
    what: str
    full: int
    count: Callable[[int, Path, Say], Count]


def _killed(name: str, workers: bool = False) -> Callable[[int, Path, Say], Count]:
    def count(times: int, folder: Path, say: Say) -> Count:
        function = kills.kill_workers if workers else kills.kill
        rounds = function(JOBS[name], folder, times, say=say)
        return Count(rounds.kills, rounds.kills, f"given again and let finish {rounds.finished} times")

    return count


def _at_once(function: Callable, name: str) -> Callable[[int, Path, Say], Count]:
    def count(times: int, folder: Path, say: Say) -> Count:
        return Count(times, function(JOBS[name], folder, times))

    return count


def _damaged(name: str) -> Callable[[int, Path, Say], Count]:
    def count(times: int, folder: Path, say: Say) -> Count:
        return Count(times, flips.damage(JOBS[name], folder, times))

    return count


def reproduced(times: int, folder: Path, say: Say) -> Count:
    """Save a small run of one scenario after the other, and have it made again."""
    from experiments.reproduce import reproduce
    from model import run
    from model.scenarios.loader import scenario_names

    names, same = scenario_names(), 0
    for number in range(times):
        name = names[number % len(names)]
        path = run(name, runs=3, years=3, seed=number, progress=False).save(folder / f"{number}")
        same += reproduce(path, progress=False).same
    return Count(times, same)


def _flat(function: Callable[[int], leaks.Memory], unit: str) -> Callable[[int, Path, Say], Count]:
    def count(times: int, folder: Path, say: Say) -> Count:
        memory = function(times)
        detail = f"{memory.used[-1]:.0f} MB at the end, {memory.growth:+.1f} MB against the second quarter"
        return Count(times, times if memory.flat else 0, detail)

    return count


def bad_inputs(times: int, folder: Path, say: Say) -> Count:
    """Run the bulk tests and add up what they say was refused.

    Raises:
        Broken: one of them fails.
    """
    report = folder / "tests.xml"
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", BULK, f"--junitxml={report}"]
    words += ["-o", "junit_family=legacy"]
    done = subprocess.run(words, cwd=ROOT, env={**os.environ}, capture_output=True, text=True)
    if done.returncode:
        raise Broken(f"{BULK} fails: {done.stdout[-600:]}")
    properties = ElementTree.parse(report).iter("property")
    refused = sum(int(each.get("value") or 0) for each in properties if each.get("name") == REFUSED)
    return Count(refused, refused)


def under_versions(times: int, folder: Path, say: Say) -> Count:
    """Run the usual tests under every Python that is here, with several choices of packages; see `make versions`.

    Raises:
        Broken: none could be tried.
    """
    words = [sys.executable, str(ROOT / VERSIONS), "--usual"]
    done = subprocess.run(
        words, cwd=ROOT, stdout=subprocess.PIPE, text=True
    )  # tests that fail say so at once
    answers = ANSWER.findall(done.stdout)
    tried = [(name, answer) for name, answer in answers if not answer.startswith("not tried")]
    if not tried:
        raise Broken(f"{VERSIONS}: {done.stdout[-600:]}")
    said = "; ".join(f"{name}: {answer}" for name, answer in answers)
    return Count(len(tried), sum(answer.startswith("passed") for _, answer in tried), said)


MEASURES = {
    one.key: one
    for one in (
        Measure(
            "bad-input",
            "malformed calls, commands, scenario, design and data files, refused in one line with a remedy, nothing "
            "written",
            1000,
            bad_inputs,
        ),
        Measure("kill-sweep", "sweeps killed at random moments", 50, _killed("sweep")),
        Measure("kill-run", "`edtu run` killed at random moments", 50, _killed("run")),
        Measure("kill-compare", "`edtu compare` killed at random moments", 50, _killed("compare")),
        Measure("kill-worker", "workers of `edtu compare` killed", 10, _killed("compare", workers=True)),
        Measure(
            "kill-process",
            "worker processes of a sweep killed",
            10,
            _killed("sweep in processes", workers=True),
        ),
        Measure("twice-run", "`edtu run` twice into one folder at once", 10, _at_once(twice.twice, "run")),
        Measure("twice-sweep", "a sweep twice into one folder at once", 10, _at_once(twice.twice, "sweep")),
        Measure(
            "mixed-sweeps", "two different sweeps into one folder at once", 10, _at_once(twice.mixed, "sweep")
        ),
        Measure(
            "damage-result",
            "bytes flipped and files cut in a result, noticed by `edtu check`",
            500,
            _damaged("run"),
        ),
        Measure(
            "damage-sweep",
            "bytes flipped and files cut in a sweep, noticed by `edtu check`",
            500,
            _damaged("sweep"),
        ),
        Measure("reproduced", "saved runs that `edtu reproduce` makes again to the bit", 50, reproduced),
        Measure(
            "versions",
            "choices of Python and packages under which the tests of `make test` pass",
            1,
            under_versions,
        ),
        Measure("mesa", "Mesa models in one process, memory flat", 2000, _flat(leaks.mesa_models, "models")),
        Measure("calls", "calls of `run` in one process, memory flat", 2000, _flat(leaks.calls, "calls")),
        Measure("soak", "runs in one process, memory flat", 200_000, _flat(leaks.soak, "runs")),
    )
}


def count(measure: Measure, times: int, say: Say) -> Count:
    """Count in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        return measure.count(times, Path(folder), say)


def plain(text: str) -> str:
    """A detail on one line of a table."""
    return re.sub(r"\s+", " ", text).replace("|", "/").strip()
