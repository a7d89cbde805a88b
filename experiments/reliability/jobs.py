"""Commands that are broken off on purpose, each in a process of its own, and what they leave on the disk."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from experiments.result.saving import MANIFEST

ROOT = Path(__file__).resolve().parents[2]
OF_THE_MOMENT = ("created", "seal")  # keys of a manifest that no two makings share
PATIENCE = 10.0  # seconds that a worker may outlive the process that started it
LONGEST = 300.0  # seconds after which a command hangs

DESIGN = """years = 1
[levers.edtu]
strength = [0, 1]
[parameters]
mu = "registry"
"""


class Broken(Exception):
    """Something that must not happen did."""


@dataclass(frozen=True)
class Job:
    """A command.

    Attributes:
        words: after ``edtu``. place: the folder that it writes, below the one in which it is called. steps: whether
            what is finished of it stays, as in a sweep. files: what lies in the folder in which it is called.
    """

    name: str
    words: tuple[str, ...]
    place: str
    steps: bool = False
    files: Mapping[str, str] | None = None


def _sweep(name: str, executor: str) -> Job:
    words = "sweep design.toml --design lhs:260 --runs 4 --out out --workers 2 --quiet --executor"
    return Job(name, (*words.split(), executor), "out", True, {"design.toml": DESIGN})


# Twenty runs are the fewest that a report is written of; a few years make a full set of figures.
JOBS = {
    job.name: job
    for job in (
        _sweep("sweep", "threads"),
        _sweep("sweep in processes", "processes"),
        Job("run", ("run", "baseline", "--runs", "20", "--years", "3", "--quiet"), "results/baseline"),
        Job(
            "compare",
            ("compare", "baseline", "edtu_full", "--runs", "20", "--years", "3", "--quiet"),
            "results/edtu_full_vs_baseline",
        ),
    )
}


@dataclass(frozen=True)
class Ended:
    """How a command ended: exit code, and what it said for people."""

    code: int
    said: str

    @property
    def one_line(self) -> bool:
        """Whether it refused in one line."""
        lines = [line for line in self.said.splitlines() if line.strip()]
        return self.code == 2 and len(lines) == 1 and lines[0].startswith("edtu: ")


def start(job: Job, folder: Path) -> subprocess.Popen:
    """Begin a command in a folder of its own, with a group of processes of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (job.files or {}).items():
        (folder / name).write_text(text, encoding="utf-8")
    return subprocess.Popen(
        [sys.executable, "-m", "experiments", *job.words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


@contextmanager
def started(job: Job, folder: Path) -> Iterator[subprocess.Popen]:
    """A command that is ended with all its workers if nobody waits for it."""
    process = start(job, folder)
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        if process.stderr:
            process.stderr.close()


def end(process: subprocess.Popen) -> Ended:
    """Wait for a command.

    Raises:
        Broken: it hangs.
    """
    try:
        _, said = process.communicate(timeout=LONGEST)
    except subprocess.TimeoutExpired:
        raise Broken(f"a command hangs: {process.args!r}") from None
    return Ended(process.returncode, said)


def whole(job: Job, folder: Path) -> dict[str, bytes]:
    """What a command writes that is let alone.

    Raises:
        Broken: it fails, or leaves hidden files.
    """
    with started(job, folder) as process:
        ended = end(process)
    if ended.code:
        raise Broken(f"edtu {' '.join(job.words)}: exit code {ended.code}: {ended.said}")
    if hidden := hidden_in(folder):
        raise Broken(f"edtu {' '.join(job.words)}: left {hidden}")
    return contents(folder / job.place)


def contents(folder: Path) -> dict[str, bytes]:
    """Name and bytes of every file in a folder; of a manifest, without what is of the moment."""
    files = {}
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = file.read_bytes()
        if file.name == MANIFEST:
            manifest = {k: v for k, v in json.loads(content).items() if k not in OF_THE_MOMENT}
            content = json.dumps(manifest).encode()
        files[file.relative_to(folder).as_posix()] = content
    return files


def hidden_in(folder: Path) -> list[str]:
    """Hidden files and folders below a folder."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob(".*"))


def group(number: int) -> list[int]:
    """Processes of a group that still run (Linux)."""
    processes = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text(errors="replace").rpartition(")")[2].split()
        except OSError:  # ended meanwhile
            continue
        if int(fields[2]) == number and fields[0] != "Z":
            processes.append(int(path.parent.name))
    return processes


def wait_for_the_end_of(number: int) -> None:
    """Until no process of a group is left.

    Raises:
        Broken: one stays.
    """
    until = time.monotonic() + PATIENCE
    while left := group(number):
        if time.monotonic() > until:
            for process in left:
                os.kill(process, signal.SIGKILL)
            raise Broken(f"{len(left)} processes outlive the one that started them")
        time.sleep(0.02)
