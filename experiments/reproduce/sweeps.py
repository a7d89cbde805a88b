"""A sweep run again, shard by shard, so that its memory does not grow."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from experiments.reproduce import made
from experiments.reproduce.compare import compare
from experiments.reproduce.reproduction import Made, Place, Reproduction
from experiments.result.check import manifest_of
from experiments.result.columns import columns, frame
from experiments.result.files import SEAL, is_whole
from experiments.result.result import Result
from experiments.result.saving import MANIFEST
from experiments.runs.progress import Advance, Progress
from experiments.sweep.folder import MEND
from experiments.sweep.grid import model_in_force
from experiments.sweep.reader import Sweep, load
from experiments.sweep.work import BATCH, file_of, settings
from model.errors import InputError
from model.outcomes.catalogue import ON_REQUEST

KIND = "sweep"


def is_sweep(folder: Path) -> bool:
    """Whether a folder holds a sweep."""
    file = folder / MANIFEST
    manifest = manifest_of(file.read_bytes()) if file.is_file() else None
    return manifest is not None and manifest.get("kind") == KIND


def reproduce(
    path: str, folder: Path, file: Path | None, facts: str | Path | None, progress: Advance | bool | None
) -> Reproduction:
    """All shards of a sweep, or the one that a file belongs to.

    Args:
        path: as the user wrote it. facts: folder of tables of a user's own; that of the manifest by default.
    """
    sweep = load(folder)
    if SEAL in sweep.manifest and not is_whole((folder / MANIFEST).read_bytes()):
        raise InputError(f"{folder / MANIFEST}: was changed after it was written; {MEND}")
    data = str(facts) if facts is not None else sweep.manifest.get("data", "")
    shards = [
        (shard, first, stop)
        for shard, first, stop in sweep.manifest["shards"]
        if file_of(folder, shard, "years").exists() and (file is None or file.name.startswith(shard))
    ]
    if not shards:
        raise InputError(
            f"{path}: has no finished runs; name the folder of a sweep or a file in its folder shards"
        )
    places: list[Place] = []
    odd: list[str] = []
    done, total = 0, sum(stop - first for _, first, stop in shards)
    with Progress(progress) as advance:
        for shard, first, stop in shards:
            more, lost = _shard(sweep, shard, data)
            places, odd = places + more, odd + lost
            done += stop - first
            advance(done, total)
    if not (odd or places) and sweep.runs_missing and file is None:
        missing = f"; {sweep.runs_missing:,} runs of the design were never made"
    else:
        missing = ""
    compared = f"{', '.join(sweep.manifest['tables'])} of {total:,} runs, {sweep.horizon}{missing}"
    ordered = tuple(sorted(places, key=lambda place: -place.part))
    command = str(sweep.manifest["command"])
    return Reproduction(path, command, ordered, tuple(odd), _made(sweep, data), compared)


def _made(sweep: Sweep, data: str) -> tuple[Made, ...]:
    """What made a sweep and is another here; of its data it keeps one hash for all tables."""
    then, here = sweep.manifest["model"], model_in_force(data)
    words = {"code": "model code", "data": "data tables", "tables": "tables of --data"}
    other = [
        Made(words[key], then.get(key, made.NONE)[: made.SHORT], here.get(key, made.NONE)[: made.SHORT])
        for key in words
        if then.get(key) != here.get(key)
    ]
    return (*made.differences({"versions": sweep.manifest["versions"]}), *other)


def _shard(sweep: Sweep, shard: str, data: str) -> tuple[list[Place], list[str]]:
    """Where the tables of one shard differ from the same runs made again."""
    from model.ensemble import simulate

    manifest, names = sweep.manifest, list(sweep.kinds)
    then = {name: pd.read_parquet(file_of(sweep.folder, shard, name)) for name in manifest["tables"]}
    runs = then["years"][["run_id", "point", "replicate"]].drop_duplicates("run_id")
    values = sweep.design.set_index("point")[names]
    here: dict[str, list[pd.DataFrame]] = {name: [] for name in then}
    for begin in range(0, len(runs), BATCH):
        some = runs.iloc[begin : begin + BATCH]
        record = simulate(
            sweep.scenario(),
            runs=len(some),
            seed=manifest["seed"],
            replicates=some["replicate"].to_numpy(),
            tables=tuple(name for name in manifest["tables"] if name in ON_REQUEST),
            facts=data or None,
            **settings(names, values.loc[some["point"]].to_numpy()),
        )
        result = Result(record)
        result.__dict__["run_ids"] = some["run_id"].tolist()
        for name in then:
            row = columns(result, name)["run_id"].index
            table = frame([result], name).drop(columns="scenario")
            table.insert(1, "point", some["point"].to_numpy()[row])
            here[name].append(table)
    places: list[Place] = []
    odd: list[str] = []
    for name, old in then.items():
        more, lost = compare(old, pd.concat(here[name], ignore_index=True), name)
        places, odd = places + more, odd + [f"shard {shard}: {line}" for line in lost]
    return places, odd
