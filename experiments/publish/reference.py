"""The published reference run and the block of the README that is written from it.

``python -m experiments.publish.reference`` runs the main comparison, keeps what a reader without an installation
wants to see in ``results/reference``
(manifest, outcomes by run and year, pictures, report), and rewrites the block of the
README between its two markers; ``--check`` writes nothing and exits with 1 when the block is not what the published
outcomes say.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np

from experiments import vocabulary
from experiments.inputs.draw import Inputs
from experiments.inputs.rules import rule
from experiments.intervals import deciding, resampled, split, words
from experiments.intervals.paired import verdict

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "results" / "reference"
README = ROOT / "README.md"
BEGIN, END = "<!-- reference: begin -->", "<!-- reference: end -->"
BASELINE, PACKAGE = "baseline", "edtu_full"
RUNS, SEED = 500, 1  # those of `make run`, so that who tries it sees the numbers of the README
KEPT = ("manifest.json", "years.parquet", "inputs.parquet", "report.html")
SHOWN = (
    ("us_share_orders", "US share of orders"),
    ("us_share_deliveries", "US share of deliveries"),
    ("us_share_stock", "US share of stock in service"),
    ("retained_capability_180", "capability left 180 days after a US cut-off"),
    ("capability_gap", "capability gap"),
    ("full_cost_bn", "full cost"),
)


BY_PERIMETER = (
    ("us_share_orders", "US share of orders"),
    ("us_share_deliveries", "US share of deliveries"),
    ("us_share_stock", "US share of stock in service"),
    ("us_share_imports", "US share of imports ordered"),
    ("home_share_orders", "home share of orders"),
)


def by_perimeter(base, package) -> list[str]:
    """A table of shares by buyers: without new policy, and the difference that the package makes.

    Args:
        base, package: rows of the last year, sorted alike; outcomes that they do not hold are left out.
    """
    shown = vocabulary.perimeters()
    rows = [
        (label, [vocabulary.within(name, perimeter) for perimeter in shown]) for name, label in BY_PERIMETER
    ]
    rows = [(label, names) for label, names in rows if all(name in base for name in names)]
    if not rows:
        return []
    lines = ["", f"| no new policy (difference in points) | {' | '.join(shown.values())} |"]
    lines.append("|" + "---|" * (1 + len(shown)))
    for label, names in rows:
        cells = []
        for name in names:
            a, b = base[name].to_numpy() * 100, package[name].to_numpy() * 100
            cells.append(f"{np.nanmean(a):.0f} % ({np.nanmean(b - a):+.1f})")
        lines.append(f"| {label} | {' | '.join(cells)} |")
    return lines


def banded(frame, name: str) -> str:
    """The band over ranges of inputs beside an outcome's mean, where it has one."""
    ends = vocabulary.band(name) or ()
    if not ends or any(end not in frame for end in ends):
        return ""
    low, high = (frame[end].to_numpy().mean() * vocabulary.scale(name) for end in ends)
    return f" ({low:.0f} to {high:.0f})"


def _ends(ends, places: int) -> str:
    return f"{ends[0]:+.{places}f} to {ends[1]:+.{places}f}"


def block(years, drawn=None) -> str:
    """The README's block from the table of outcomes by run and year.

    Args:
        years: pandas frame with scenario, replicate, year and the outcomes.
        drawn: frame with scenario, replicate and vector, and one column a parameter; None where inputs are fixed.
    """
    last = int(years["year"].max())
    now = years[years["year"] == last].sort_values("replicate")
    base, package = (now[now["scenario"] == name] for name in (BASELINE, PACKAGE))
    runs, inputs = len(base), inputs_of(drawn, base["replicate"])
    vectors = None if inputs is None else inputs.vector
    kinds = "95 % interval of the mean" if inputs is None else "luck and inputs | luck alone | inputs alone"
    lines = [
        BEGIN,
        "![Supplier shares of orders, deliveries and stock, baseline beside package]"
        "(results/reference/figures/shares.png)",
        "",
        f"If the three instruments of `{PACKAGE}` start in 2028 and nothing else changes, the model gives for {last} "
        f"({runs} paired runs, seed {SEED}):",
        "",
        f"| outcome | no new policy | package | difference | {kinds} |",
        "|" + "---|" * (5 if inputs is None else 7),
    ]
    for name, label in SHOWN:
        unit = vocabulary.shown_unit(name)
        scale = vocabulary.scale(name)
        a, b = base[name].to_numpy() * scale, package[name].to_numpy() * scale
        gap = split.effect(b - a, vectors)
        low, high = float(gap.both[0]), float(gap.both[1])
        unclear = verdict(b - a, low, high)
        if gap.cannot_say:
            unclear = f"{split.CANNOT_SAY} which way: {deciding.words(b - a, inputs)}"
        places = words.places(low, high, 1)
        note = f" ({unclear})" if unclear else ""
        shown = (gap.both,) if inputs is None else (gap.both, gap.luck, gap.inputs)
        lines.append(
            f"| {label} | {a.mean():.0f} {unit}{banded(base, name)} | {b.mean():.0f} {unit}{banded(package, name)} | "
            f"{gap.mean:+.{places}f} "
            f"{vocabulary.difference_unit(name)}{note} | {' | '.join(_ends(ends, places) for ends in shown)} |"
        )
    lines += by_perimeter(base, package)
    change = package["us_share_orders"].to_numpy() - base["us_share_orders"].to_numpy()
    sentences = (
        _moves(base["us_share_orders"].to_numpy() * 100, vectors, last),
        resampled.words(change, vectors, "us_share_orders"),  # none where inputs are fixed
        "Made by `make reference`, and `make run` makes the same runs; the whole page is "
        "`results/reference/report.html`.",
    )
    lines += [
        "",
        " ".join(sentence for sentence in sentences if sentence),
        END,
    ]
    return "\n".join(lines)


def _moves(share, vectors, year: int) -> str:
    """How far luck, and inputs where they differ, move the US share of orders without new policy, in per cent."""

    def reach(ends) -> str:
        return f"between {ends[0]:.0f} % and {ends[1]:.0f} %"

    if vectors is None:
        return (
            f"Luck alone moves the US share of orders of {year} {reach(np.quantile(share, split.BAND))} "
            "(80 % of runs without new policy); inputs that nobody knows move it further."
        )
    luck, inputs = split.bands(share, vectors, split.BAND)
    return (
        f"Without new policy the US share of orders of {year} lies {reach(np.quantile(share, split.BAND))} in 80 % of "
        f"runs: luck alone moves it {reach(luck)}, parameters that nobody knows {reach(inputs)}. Home shares and "
        "tastes for blocs are drawn with the parameters; other values of the data tables, and other rules of choice, "
        f"are not in these intervals. An interval of inputs holds the middle {100 * rule('inputs_share'):.0f} % of "
        "parameter vectors, that of luck is the 95 % interval of the mean."
    )


def inputs_of(drawn, replicates) -> Inputs | None:
    """The inputs of the baseline's runs, in the order of their replicates; None where they are fixed.

    Args:
        drawn: see `block`. replicates: in the order wanted.
    """
    if drawn is None:
        return None
    rows = drawn[drawn["scenario"] == BASELINE].set_index("replicate").loc[replicates.to_numpy()]
    keys = [name for name in rows if name not in ("run_id", "scenario", "vector")]
    return Inputs(rows["vector"].to_numpy(), {key: rows[key].to_numpy(float) for key in keys}, "")


def published(table: str = "years"):
    """A published table, by default the outcomes by run and year; None where there is none of that name."""
    import pyarrow.parquet as pq

    file = FOLDER / f"{table}.parquet"
    return pq.read_table(file).to_pandas() if file.exists() else None


def readme_with(text: str) -> str:
    """The README with its block replaced."""
    page = README.read_text(encoding="utf-8")
    head, _, rest = page.partition(BEGIN)
    return head + text + rest.partition(END)[2]


def publish() -> None:
    """Run, draw, keep."""
    from experiments import figures
    from experiments.report import write
    from experiments.result import saving
    from experiments.result.store import read_manifest
    from experiments.runs import runner

    comparison = runner.compare(BASELINE, PACKAGE, runs=RUNS, seed=SEED)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "reference"
        saving.save(comparison, folder)
        figures.draw_all(comparison, folder / "figures")
        write.write_report(comparison, folder)
        shutil.rmtree(FOLDER, ignore_errors=True)
        (FOLDER / "figures").mkdir(parents=True)
        for name in KEPT:
            shutil.copy(folder / name, FOLDER / name)
        manifest = read_manifest(
            folder
        )  # names the tables that are kept, so that the folder opens like any other
        manifest["tables"] = {
            name: rows for name, rows in manifest["tables"].items() if f"{name}.parquet" in KEPT
        }
        for picture in sorted((folder / "figures").glob("*.png")):
            shutil.copy(picture, FOLDER / "figures" / picture.name)
        saving.write_manifest(FOLDER, manifest)  # last, since it holds the hashes of all other files


def main(arguments: list[str] | None = None) -> int:
    """Publish, or check."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when the README differs")
    options = parser.parse_args(arguments)
    if not options.check:
        publish()
    wanted = readme_with(block(published(), published("inputs")))
    if options.check:
        return int(wanted != README.read_text(encoding="utf-8"))
    README.write_text(wanted, encoding="utf-8")
    print(f"{FOLDER.relative_to(ROOT)} and README.md rewritten")
    return 0


if __name__ == "__main__":
    sys.exit(main())
