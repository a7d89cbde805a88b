"""Where a number comes from: hashes of scenario, code and data, versions, and the command that made it."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import platform
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.vocabulary import MODEL_FOLDER
from model.errors import InputError

if TYPE_CHECKING:
    from experiments.inputs.draw import Inputs
    from experiments.result.result import Result

SCHEMA = 1  # of the saved tables; a higher number means that older readers cannot read them
CONTENT = ("name", "start", "years", "levers", "shocks", "parameters")  # what of a scenario changes a number
WORDS = ("title", "description")
LIBRARIES = ("Mesa", "pandas", "scipy", "pyarrow", "matplotlib")
PACKAGE = Path(__file__).resolve().parents[1]


def plain(thing: Any) -> Any:
    """The same content in types that JSON knows: dicts, lists, text, numbers."""
    if dataclasses.is_dataclass(thing) and not isinstance(thing, type):
        return {f.name: plain(getattr(thing, f.name)) for f in dataclasses.fields(thing)}
    if isinstance(thing, Mapping):
        return {str(key): plain(value) for key, value in thing.items()}
    if isinstance(thing, np.ndarray | np.generic):
        return plain(thing.tolist())
    if isinstance(thing, list | tuple | set | frozenset):
        items = [plain(item) for item in thing]
        return sorted(items) if isinstance(thing, set | frozenset) else items
    if thing is None or isinstance(thing, bool | int | float | str):
        return thing
    if isinstance(thing, os.PathLike):
        return os.fspath(thing)
    return {"type": type(thing).__name__, **plain(vars(thing))}


def _canonical(thing: Any) -> Any:
    # 1 and 1.0 in a TOML file mean the same, so they must hash the same.
    if isinstance(thing, dict):
        return {key: _canonical(value) for key, value in thing.items()}
    if isinstance(thing, list):
        return [_canonical(item) for item in thing]
    if isinstance(thing, int | float) and not isinstance(thing, bool):
        return repr(float(thing))
    return thing


def digest(thing: Any, length: int = 64) -> str:
    """A hexadecimal hash of the content, the same in every process and on every machine."""
    text = json.dumps(_canonical(plain(thing)), sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:length]


def scenario_content(scenario: Any) -> dict:
    """Everything in a scenario that can change a number, as plain types."""
    rule: dict[str, str] = getattr(scenario, "rule_content", dict)()
    return {key: plain(getattr(scenario, key)) for key in CONTENT} | rule


def run_ids(
    scenario: Any,
    seed: int,
    replicates: Iterable[int],
    tables: Mapping[str, str] | None = None,
    inputs: Inputs | None = None,
) -> list[str]:
    """The id of each run: a short hash of (scenario content, seed, replicate).

    Args:
        tables: hashes of a user's own data tables, which then count as well. inputs: of the runs, likewise.
    """
    content = digest(scenario_content(scenario))
    content = digest([content, dict(tables)]) if tables else content
    contents = {}  # by vector of parameters
    out = []
    for place, replicate in enumerate(replicates):
        mine = content
        if inputs is not None:
            vector = inputs.vector[place]
            if vector not in contents:
                contents[vector] = digest([content, inputs.of_run(place)])
            mine = contents[vector]
        out.append(digest([mine, int(seed), int(replicate)], 12))
    return out


def file_hash(path: Path) -> str:
    """SHA-256 of a text file, the same whichever line ends git checked out."""
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


@cache
def code_hash() -> str:
    """One hash over every Python file of the model."""
    files = sorted(MODEL_FOLDER.rglob("*.py"))
    return digest({path.relative_to(MODEL_FOLDER).as_posix(): file_hash(path) for path in files})


@cache
def data_hashes() -> dict[str, str]:
    """A hash for each data table of the model."""
    folder = MODEL_FOLDER / "data"
    files = sorted(p for p in folder.rglob("*") if p.suffix in (".csv", ".toml"))
    return {path.relative_to(folder).as_posix(): file_hash(path) for path in files}


@cache
def versions() -> dict[str, str]:
    """Versions that can change a bit of a result."""
    try:
        project = version("edtu")
    except PackageNotFoundError:  # run from a copy that was never installed
        project = "not installed"
    return {"edtu": project, "python": platform.python_version(), "numpy": np.__version__}


@cache
def libraries() -> dict[str, str]:
    """Versions of the packages that carry, store and draw results; none of them decides a number."""
    versions_by_name = {}
    for name in LIBRARIES:
        try:
            versions_by_name[name] = version(name)
        except PackageNotFoundError:
            continue
    return versions_by_name


@cache
def machine() -> dict[str, str]:
    """Processor and system: NumPy picks its functions by them, and their last bit may differ."""
    config = np.show_config(mode="dicts")
    known = config.get("SIMD Extensions", {}) if isinstance(config, dict) else {}
    words = [*known.get("baseline", ()), *known.get("found", ())]
    return {"processor": platform.machine(), "system": platform.system(), "instructions": " ".join(words)}


def parameters_in_force(scenario: Any) -> dict:
    """Every parameter with the value this scenario uses."""
    from model.inputs.parameters import table

    return {key: plain(row["value"]) for key, row in table().items()} | plain(dict(scenario.parameters or {}))


def describe(result: Result) -> dict:
    """The part of a manifest that belongs to one scenario."""
    if result.saved:
        return result.saved["scenario"]
    scenario = result.scenario
    inputs = {"inputs": {"set": result.inputs.hash}} if result.inputs else {}
    source = getattr(scenario, "source", "") or ""
    return {
        **scenario_content(scenario),
        **{word: plain(getattr(scenario, word, "")) for word in WORDS},
        "source": Path(str(source)).name,  # the name only: where a home folder lies is nobody's business
        "parameters_in_force": parameters_in_force(scenario),
        **inputs,  # the values of each run are in the table of inputs
        "seed": int(result.seed),
        "runs": len(result.replicates),
        "first_replicate": int(result.replicates[0]),
        "first_run_id": result.run_ids[0],
        "calendar": [int(year) for year in result.calendar],
    }


def origin(result: Result) -> dict:
    """Versions and hashes of what made a result, then when and by which command."""
    if result.saved:
        return result.saved["origin"]
    hashes: dict[str, Any] = {"code": code_hash(), "data": data_hashes()}
    if result.table_hashes:  # a user's own; parameters are still those of the model
        hashes["tables"] = result.table_hashes
    return {
        "versions": versions(),
        "hashes": hashes,
        "libraries": libraries(),
        "machine": machine(),
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "command": command_line(),
    }


def make_manifest(results: Sequence[Result], kind: str) -> dict:
    """The manifest of a result or comparison, without the row counts that saving adds.

    Args:
        results: list of Result, the baseline first.
        kind: "run" or "comparison".
    """
    origins = [origin(r) for r in results]
    made_by = [[o["versions"], o["hashes"]] for o in origins]
    if any(makers != made_by[0] for makers in made_by):
        names = " and ".join(repr(r.scenario.name) for r in results)
        raise InputError(
            f"compare: {names} were made by different versions of model, data or NumPy; run both again"
        )
    # All that decides the numbers, and nothing else: the same runs have the same id whenever they are made.
    runs = [[r.run_ids, [int(year) for year in r.calendar]] for r in results]
    return {
        "id": digest([SCHEMA, runs, made_by[0]], 16),
        "schema": SCHEMA,
        "kind": kind,
        **origins[0],
        "scenarios": [describe(r) for r in results],
    }


def command_line() -> str:
    """The command that is running, with the program's folder left out."""
    import shlex

    program = Path(sys.argv[0]) if sys.argv and sys.argv[0] else Path("python")
    words = [program.name, *sys.argv[1:]]
    if (
        program.name == "__main__.py"
    ):  # started as python -m, which is another way to say edtu, or somebody else's
        words[:1] = ["edtu"] if program.parent == PACKAGE else ["python", "-m", program.parent.name]
    elif PACKAGE in program.parents:  # one of the modules that make documents and experiments
        words[:1] = ["python", "-m", ".".join(program.relative_to(PACKAGE.parent).with_suffix("").parts)]
    return shlex.join(words)
