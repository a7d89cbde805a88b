"""Runs a saved result again and says whether it came out the same; nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.reproduce import made, sweeps
from experiments.reproduce.compare import compare
from experiments.reproduce.pictures import difference
from experiments.reproduce.reproduction import Made, Place, Reproduction
from experiments.reproduce.rerun import rerun
from experiments.reproduce.source import Source, find
from experiments.result.columns import INPUTS, ON_REQUEST, frame
from experiments.result.files import SEAL
from experiments.result.saving import MANIFEST
from experiments.result.store import load, read_manifest
from experiments.result.tables import Tables
from experiments.runs.progress import Advance
from model.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

TABLE = ".parquet"
By = Callable[[str], Tables]
"""Runs a command such as "edtu run baseline --runs 20 --seed 1" in memory and gives what it makes."""


@dataclass(frozen=True)
class Own:
    """What a user has beside the result, where it was made with it: folder of data tables, file of a rule."""

    facts: str | Path | None = None
    rule: str | Path | None = None


def reproduce(
    path: str | Path,
    facts: str | Path | None = None,
    rule: str | Path | None = None,
    progress: Advance | bool | None = None,
    by: By | None = None,
) -> Reproduction:
    """Makes again what lies at a path, and says whether it is the same; nothing is written.

    Args:
        path: a result's or sweep's folder, its report, or a PNG, SVG or Parquet file of ours.
        facts: folder of data tables, where it was made with tables of your own. rule: file of a rule of your own,
            likewise. progress: as in `run`.
        by: runs the command inside a file that lies apart from its result, see `edtu reproduce`; without it such a
            file is refused.

    Raises:
        InputError: one line where there is nothing to make again, or this model cannot.

    Example:
        >>> print(reproduce("results/edtu_full_vs_baseline"))
    """
    own = Own(facts, rule)
    source = find(path)
    if source.folder is None:
        return _by_command(str(path), source, by)
    if sweeps.is_sweep(source.folder):
        return sweeps.reproduce(str(path), source.folder, source.file, own.facts, progress)
    manifest = read_manifest(source.folder)
    try:
        return _from_manifest(str(path), source, own, progress)
    # the last one is what pyarrow says of a column type that no table of ours has
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, NotImplementedError) as error:
        if SEAL in manifest:
            raise
        # Of an older version, which put no hash of itself there: anything may have happened to it since.
        raise InputError(f"{path}: its {MANIFEST} is damaged ({error!r}); run the scenario again") from None


def _from_manifest(path: str, source: Source, own: Own, progress: Advance | bool | None) -> Reproduction:
    folder = source.folder or Path()
    manifest, saved = read_manifest(folder), load(folder)
    names = [name for name in ON_REQUEST if name in manifest["tables"]]
    if source.file is not None and source.file.suffix.lower() == TABLE:
        names = [source.file.stem] if source.file.stem in names else names
    differs = made.differences(manifest)
    try:
        again = rerun(manifest, saved, own.facts, own.rule, progress)
    except InputError as error:
        raise _cannot(path, error, differs) from None
    places: list[Place] = []
    odd: list[str] = []
    for name in names:
        more, lost = compare(_read(folder / f"{name}{TABLE}"), frame(again.results, name), name)
        places, odd = places + more, odd + lost
    compared = _words(again, [name for name in names if name != INPUTS])
    if source.file is not None and source.file.suffix.lower() != TABLE:
        odd += _drawn(source, again, manifest)
        compared = f"{source.file.name} and {compared}"
    return Reproduction(path, saved_command(manifest, again), _ordered(places), tuple(odd), differs, compared)


def saved_command(manifest: dict[str, Any], again: Tables) -> str:
    """The command that makes a result again."""
    from experiments.provenance.remake import remake

    return remake(again.results, str(manifest["command"]), again.crosses)


def _cannot(path: str, error: InputError, differs: tuple[Made, ...]) -> InputError:
    """Why this model cannot run a result: the words of the first trouble, and what is another here."""
    other = ", ".join(one.what for one in differs)
    return InputError(f"{path}: {error}" + (f" (another here: {other})" if other else ""))


def _by_command(path: str, source: Source, by: By | None) -> Reproduction:
    """A file that lies apart from its result: what it says of itself is all there is."""
    file = source.file or Path(path)
    if by is None:
        raise InputError(
            f"{path}: lies apart from its result; name the folder of that, or type: edtu reproduce {path}"
        )
    again = by(source.command)
    here = again.manifest_id
    differs = () if here == source.id else (Made("manifest (model, data or libraries)", source.id, here),)
    places: list[Place] = []
    odd: list[str] = []
    if file.suffix.lower() == TABLE:
        name = _table_name(file)
        if name not in again.tables:
            raise InputError(f"{path}: {name or 'this table'} is none that {source.command} makes")
        places, odd = compare(_read(file), frame(again.results, name), name)
        compared = _words(again, [name])
    else:
        odd = _drawn(source, again, {"id": source.id, "command": source.command})
        compared = f"{file.name}, drawn from {_words(again, [])}"
    return Reproduction(path, source.command, _ordered(places), tuple(odd), differs, compared)


def _drawn(source: Source, again: Tables, manifest: dict[str, Any]) -> list[str]:
    """How a picture differs, if it does; drawn under the manifest that it names, so that only what it shows counts."""
    again.__dict__["manifest"] = {**again.manifest, **manifest}
    file = source.file or Path()
    odd = difference(file, dict(source.said), again)
    return [odd] if odd else []


def _read(file: Path) -> pd.DataFrame:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.ParquetFile(file).read().to_pandas()
    except (OSError, pa.ArrowException) as error:
        raise InputError(
            f"{file}: cannot be read ({str(error).splitlines()[0]}); make the result again"
        ) from None


def _table_name(file: Path) -> str:
    import pyarrow.parquet as pq

    return ((pq.read_schema(file).metadata or {}).get(b"table") or b"").decode()


def _ordered(places: list[Place]) -> tuple[Place, ...]:
    return tuple(sorted(places, key=lambda place: -place.part))


def _words(again: Tables, tables: list[str]) -> str:
    """What was compared: tables, scenarios, runs, years."""
    first = again.results[0]
    runs = sum(len(one.replicates) for one in again.results)
    said = f"{runs:,} runs of {', '.join(one.scenario.name for one in again.results)}"
    said += f", {first.calendar[0]} to {first.calendar[-1]}"
    return f"{', '.join(tables)} of {said}" if tables else said
