"""Two commands into one folder at the same time: one wins, the other says so in one line, and nothing is mixed."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from experiments.reliability.jobs import Broken, Job, contents, end, hidden_in, started, whole


def twice(job: Job, folder: Path, rounds: int) -> int:
    """Start a command twice into one named folder; returns how often all was well.

    Raises:
        Broken: both failed, one failed in more than a line, or the folder is not as one alone writes it.
    """
    if not job.steps:
        job = replace(job, words=(*job.words, "--out", "out", "--no-figures"), place="out")
    wanted = whole(job, folder / "whole")
    for _ in range(rounds):
        both = folder / "both"
        with started(job, both) as one, started(job, both) as other:
            ended = [end(one), end(other)]
        _one_wins(job, ended)
        if contents(both / job.place) != wanted or hidden_in(both):
            raise Broken(f"{job.name}: two at once left something else than one alone")
        shutil.rmtree(both)
    return rounds


def mixed(job: Job, folder: Path, rounds: int) -> int:
    """Start two different sweeps into one folder; returns how often one won and the other was refused.

    Raises:
        Broken: the folder holds something of both.
    """
    others = replace(job, words=(*job.words, "--seed", "2"))
    wanted = [whole(one, folder / f"whole{n}") for n, one in enumerate((job, others))]
    for _ in range(rounds):
        both = folder / "both"
        with started(job, both) as one, started(others, both) as other:
            ended = [end(one), end(other)]
        _one_wins(job, ended)
        if sorted(e.code for e in ended) != [0, 2] or contents(both / job.place) not in wanted:
            raise Broken(f"{job.name}: two different ones at once were mixed: {ended}")
        shutil.rmtree(both)
    return rounds


def _one_wins(job: Job, ended) -> None:
    if all(one.code for one in ended) or not all(one.code == 0 or one.one_line for one in ended):
        raise Broken(f"{job.name}: two at once: {ended}")
