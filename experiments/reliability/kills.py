"""Kill commands at random moments, and look what is there and whether the same command comes to the same end."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from experiments.reliability.jobs import (
    Broken,
    Job,
    contents,
    end,
    group,
    started,
    wait_for_the_end_of,
    whole,
)

SEED = 1
FIRST = 0.15  # of the time that a command takes: before that, Python loads
IN_A_ROW = 4  # kills before a command is let finish


@dataclass(frozen=True)
class Survived:
    """What became of killed commands.

    Attributes:
        kills: processes ended. finished: times that the same command was then let finish, always with the same bytes.
    """

    kills: int
    finished: int


def kill(job: Job, folder: Path, kills: int, seed: int = SEED, say: Callable = lambda _: None) -> Survived:
    """Kill a command, give it again, kill it again, and so on; after some kills it is let finish.

    After each kill, no process may be left and no file may have its final name that is not as an undisturbed command
    writes it; a result is there whole or not at all.

    Raises:
        Broken: that did not hold.
    """
    began = time.monotonic()
    wanted = whole(job, folder / "whole")
    took, draws = time.monotonic() - began, np.random.default_rng(seed)
    mine, done, finished = folder / "mine", 0, 0
    while done < kills:
        for _ in range(min(IN_A_ROW, kills - done)):
            with started(job, mine) as process:
                _sleep(process, took * draws.uniform(FIRST, 1.0))
                running = process.poll() is None
                process.kill()
                process.wait()
                wait_for_the_end_of(process.pid)
            done += running
            _check_what_is_there(job, mine, wanted)
            if not running:  # it had finished before
                break
        _same(job, whole(job, mine), wanted)
        finished += 1
        say(f"{job.name}: {done} of {kills} kills")
        shutil.rmtree(mine)
    return Survived(done, finished)


def kill_workers(
    job: Job, folder: Path, kills: int, seed: int = SEED, say: Callable = lambda _: None
) -> Survived:
    """End one worker of a command: it goes on to the same end, or says so in one line and begins again.

    Raises:
        Broken: neither.
    """
    wanted, draws = whole(job, folder / "whole"), np.random.default_rng(seed)
    mine, done, finished = folder / "mine", 0, 0
    while done < kills:
        with started(job, mine) as process:
            victim = _a_worker(process, draws)
            if victim:
                os.kill(victim, signal.SIGKILL)
                done += 1
            ended = end(process)
            wait_for_the_end_of(process.pid)
        if ended.code and not ended.one_line:
            raise Broken(f"{job.name}: a worker was ended: {ended.code}: {ended.said}")
        if ended.code:
            _check_what_is_there(job, mine, wanted)
        _same(job, whole(job, mine), wanted)
        finished += 1
        say(f"{job.name}: {done} of {kills} workers")
        shutil.rmtree(mine)
    return Survived(done, finished)


def _a_worker(process, draws: np.random.Generator) -> int:
    """A worker of a command, some time after it has one; 0 if the command ended before."""
    wait = draws.uniform(0.0, 2.0)
    while process.poll() is None:
        others = [one for one in group(process.pid) if one != process.pid]
        if others and wait <= 0.0:
            return int(draws.choice(sorted(others)))
        wait -= 0.02 * bool(others)
        time.sleep(0.02)
    return 0


def _sleep(process, seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and process.poll() is None:
        time.sleep(0.005)


def _check_what_is_there(job: Job, folder: Path, wanted: dict[str, bytes]) -> None:
    there = {name: content for name, content in contents(folder / job.place).items() if not _is_hidden(name)}
    wrong = [name for name, content in there.items() if wanted.get(name) != content]
    if wrong:
        raise Broken(f"{job.name}: killed, and {wrong[:3]} are not as an undisturbed command writes them")
    if there and not job.steps and len(there) < len(wanted):
        raise Broken(f"{job.name}: killed, and {sorted(set(wanted) - set(there))[:3]} are missing")


def _is_hidden(name: str) -> bool:
    return any(part.startswith(".") for part in name.split("/"))


def _same(job: Job, files: dict[str, bytes], wanted: dict[str, bytes]) -> None:
    differ = [name for name in sorted({*files, *wanted}) if files.get(name) != wanted.get(name)]
    if differ:
        raise Broken(f"{job.name}: killed and given again, {differ[:3]} differ from an undisturbed command")
