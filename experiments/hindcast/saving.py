"""A hindcast into a folder: predictions, scores and a figure, the manifest last, the whole folder at once."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from experiments.figures.save import as_bytes
from experiments.hindcast.discrepancy import Kind
from experiments.hindcast.figure import figure
from experiments.hindcast.hindcast import CATEGORIES, IMPORTERS, MODEL, Hindcast
from experiments.hindcast.scores import Score, band, lead
from experiments.hindcast.sources import REGIONS
from experiments.hindcast.words import held, text
from experiments.provenance.inside import REMAKE
from experiments.provenance.remake import portable
from experiments.result.disk import write_rows, write_whole
from experiments.result.manifest import code_hash, command_line, digest, versions
from experiments.result.saving import check_free, replacing, write_manifest


def predictions(cast: Hindcast) -> list[dict]:
    """One row for each flow, importer or category, and supplier region: mean, 80 % bands, and what was seen."""
    out = []
    for (what, name), draws in cast.prediction.share.items():
        low, high = band(cast.draws((what, name)))
        runs_low, runs_high = band(draws)
        seen = cast.observed.share.get((what, name)) if cast.observed is not None else None
        for n, region in enumerate(REGIONS):
            row = {
                "what": what,
                "window": f"{cast.first}-{cast.last}",
                "kind": CATEGORIES if name in cast.groups else IMPORTERS,
                "name": name,
                "supplier_region": region,
                "mean": f"{draws[n].mean():.4f}",
                "low": f"{low[n]:.4f}",
                "high": f"{high[n]:.4f}",
                "over_runs_low": f"{runs_low[n]:.4f}",
                "over_runs_high": f"{runs_high[n]:.4f}",
                "unit": f"share of imports; ends of 80 % bands: {held(cast)}; and over runs",
                "volume_tiv_m": f"{cast.prediction.volume[what, name]:.1f}",
                "seen": "" if seen is None else f"{seen[n]:.4f}",
            }
            out.append(row)
    return out


def scores(cast: Hindcast) -> list[dict]:
    """One row for each flow, kind and forecast."""
    return [
        {
            "what": what,
            "kind": kind,
            "forecast": name,
            **{key: f"{v:.4f}" for key, v in asdict(score).items() if isinstance(v, float)},
            **_wide(cast, (what, kind), name),
            "count": score.count,
            **dict(zip(("model_ahead", "standard_error"), _lead(by_name[MODEL], score), strict=True)),
        }
        for (what, kind), by_name in cast.scores.items()
        for name, score in by_name.items()
    ]


def _wide(cast: Hindcast, kind: Kind, name: str) -> dict[str, str]:
    """Scores with what was missed in earlier windows; empty where there is none."""
    wide = cast.wide_scores.get(kind, {}).get(name)
    return {
        f"{key}_widened": "" if wide is None else f"{getattr(wide, key):.4f}"
        for key in ("crps", "coverage", "expected")
    }


def _lead(model: Score, rival: Score) -> tuple[str, str]:
    ahead, error = lead(model, rival)
    return f"{ahead:.4f}", f"{error:.4f}"


def manifest(cast: Hindcast) -> dict:
    """What the folder holds and how to make it again; the same content gives the same id."""
    settings = {
        "kind": "hindcast",
        "origin": cast.origin.year,
        "first": cast.first,
        "last": cast.last,
        "runs": cast.runs,
        "vectors": cast.vectors,
        "seed": cast.seed,
        "scored": cast.observed is not None,
        "tables": dict(cast.origin.facts.hashes),
        "code": code_hash(),
        "versions": versions(),
        "predictions": digest(predictions(cast)),
    }
    return {"id": digest(settings)[:12], **settings, "command": command_line()}


def save(cast: Hindcast, path: Path, force: bool = False, figures: bool = True) -> Path:
    """Write the folder.

    Raises:
        InputError: something else is there, or the disk refuses.
    """
    path = check_free(path, force).absolute()
    about = manifest(cast)
    with replacing(path, force) as folder:
        write_rows(folder / "predictions.csv", predictions(cast))
        if cast.scores:
            write_rows(folder / "scores.csv", scores(cast))
        write_whole(folder / "hindcast.txt", lambda file: file.write_text(text(cast), encoding="utf-8"))
        if figures:
            picture = as_bytes(figure(cast), "png", _metadata(cast, about))
            write_whole(folder / "hindcast.png", lambda file: file.write_bytes(picture))
        write_manifest(folder, about)
    return path


def _metadata(cast: Hindcast, about: dict) -> dict[str, str]:
    return {
        "Title": f"Hindcast {cast.first}-{cast.last}",
        "Description": f"{MODEL}; runs {cast.runs}, seed {cast.seed}",
        REMAKE: portable(about["command"]),
        "Source": f"manifest {about['id']}",
        "Software": f"edtu {about['versions']['edtu']}",
    }
