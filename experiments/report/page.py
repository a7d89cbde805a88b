"""The report as a list of sections, before it is printed as HTML or PDF."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from experiments import figures
from experiments.answer.answer import answers
from experiments.answer.rules import rule, size
from experiments.figures import data, labels, save, workers
from experiments.report import content, crossing, groups, joining, reproduce, steadiness, words
from experiments.report.blocks import Block, Bullets, Code, Files, Page, Picture, Section, Table, Text, Tiles

RESULTS = "what the runs say"  # beside the names of figures, what is worked out at the same time


def page(
    obj, drawn: Path | None = None, processes: int = 1, extra: Sequence[Section] = (), paper: bool = True
) -> Page:
    """The whole report.

    Args:
        obj: a result or a comparison.
        drawn: folder with pictures of the same runs; they are drawn where it has none.
        processes: how many to write with, see `experiments.figures.workers.parallel_map`.
        extra: sections that were asked for, such as what a knock-out found.
        paper: whether it is printed as PDF too, which needs pictures of dots.
    """
    source = data.source(obj)
    enough = min(source["runs"]) >= rule("fewest_runs")
    last = int(data.results(obj)[0].years["year"].max())

    def one(name: str):
        return _found(obj, last) if name == RESULTS else _picture(obj, name, drawn, source, paper)

    names = [RESULTS] if enough else []
    made = workers.parallel_map(one, [*names, *figures.applicable(obj)], processes)
    sections = [*made[0], *extra] if enough else []
    drawings = made[len(names) :]
    pictures = [picture for picture, _ in drawings]
    tables = [Table(f"figure_{picture.name}", picture.title, frame) for picture, frame in drawings]
    return Page(
        _title(obj),
        words.QUESTION,
        answers(obj) if enough else [],
        "" if enough else _flag(min(source["runs"])),
        [
            *sections,
            Section("figures", "Figures", pictures),
            Section("purpose", "What this is for, and what it is not for", _purpose(obj)),
            Section("scenarios", "Scenarios", _scenarios(obj)),
            Section("reproduce", "How to reproduce", _reproduce(obj, source)),
        ],
        [
            Section("tables", words.APPENDIX_TABLES, tables),
            Section("assumptions", words.APPENDIX_ASSUMPTIONS, _assumptions()),
        ],
        f"edtu {source['version']}, manifest {source['manifest']}, seed {source['seed']}",
    )


def _title(obj) -> str:
    if data.is_comparison(obj):
        variants = ", ".join(labels.title(variant.scenario) for variant in obj.variants)
        return f"{variants}, beside {labels.title(obj.baseline.scenario)}"
    return labels.title(obj.scenario)


def _flag(runs: int) -> str:
    single = "a single history" if runs == 1 else f"{runs} histories"
    return (
        f"Too few runs to report: {single}. Nothing on this page is a result; "
        f"ask for at least {rule('fewest_runs'):.0f} runs."
    )


def _found(obj, last: int) -> list[Section]:
    """What the runs say: main outcomes, membership, winners, whose shares, cost."""
    main: list[Block] = [Text(sentence) for sentence in content.answers(obj)]
    main.append(Table("main_outcomes", f"Main outcomes, {last}", content.key_table(obj)))
    return [
        Section("outcomes", f"Main outcomes in {last}", main),
        *_joining(obj),
        *_crossing(obj),
        *_winners(obj),
        Section("shares", "Whose share", _shares(obj, last)),
        Section(
            "cost",
            "Cost",
            [
                Text(words.COST),
                Table("money_over_all_years", "Money over all years", content.totals_table(obj)),
            ],
        ),
    ]


def _joining(obj) -> list[Section]:
    blocks: list[Block] = []
    for result, answer in zip(_answered(obj), answers(obj), strict=True):
        tiles, name = joining.tiles(result), result.scenario.name
        if not tiles:
            continue
        blocks.append(Tiles(f"{name}: share of runs in which a state is in the union, {answer.year}", tiles))
        table = joining.why_out(result, answer)
        if len(table):
            blocks.append(Table(f"stays_out_{name}", f"{name}: why each of the others stays out", table))
    if not blocks:
        return [
            Section("joining", "Who joins, and why others stay out", [Text("No scenario here has a union.")])
        ]
    return [Section("joining", "Who joins, and why others stay out", [Text(words.JOINING), *blocks])]


def _crossing(obj) -> list[Section]:
    """Policies with and without a shock, where that was asked for."""
    if not data.is_crossing(obj):
        return []
    table = Table("crossing", f"Policy crossed with the shock {obj.shock}", crossing.table(obj))
    blocks: list[Block] = [Text(crossing.EXPLAINED), table, Bullets(crossing.sentences(obj))]
    return [Section("crossing", "With and without the shock", blocks)]


def _answered(obj) -> list:
    """The results that the answers are about, in their order."""
    return [obj[one.scenario] for one in answers(obj)] if data.is_comparison(obj) else [obj]


def _winners(obj) -> list[Section]:
    blocks: list[Block] = []
    for baseline, shown in data.pairs(obj):
        if baseline is not None:
            table = content.state_table(baseline, shown)
            blocks.append(Text(content.verdict_sentence(baseline, shown, table)))
            name = f"{shown.scenario.name} minus {baseline.scenario.name}"
            blocks.append(Table(f"states_{shown.scenario.name}", f"By state: {name}", table))
    if not blocks:
        return []
    retained, gap = (f"{100 * size(name):g}" for name in ("retained_capability_180", "capability_gap"))
    text = (
        "A state gains when it would keep more capability 180 days after a US cut-off or has a smaller capability "
        "gap, and loses in the opposite case. Only differences count that are clear of zero and reach "
        f"{retained} points of capability kept or {gap} points of gap, sizes that are assumptions; what is clear and "
        "smaller is called too small to count. "
        "With 30 states and two outcomes about three in sixty differences look clear by luck alone."
    )
    return [Section("winners", "Winners and losers", [*blocks, Text(text)])]


def _shares(obj, last: int) -> list[Block]:
    blocks: list[Block] = [
        Text(words.PERIMETERS),
        Table("shares_by_buyers", f"Shares by buyers, {last}", content.perimeter_table(obj)),
    ]
    states = groups.states_table(obj)
    if len(states):
        blocks += [Text(words.GROUPS), Table("groups_of_states", f"Groups of states, {last}", states)]
    suppliers = groups.suppliers_table(obj)
    if len(suppliers):
        blocks += [Text(words.SUPPLIERS), Table("kinds_of_supplier", f"Kinds of supplier, {last}", suppliers)]
    kinds = groups.kinds_table(obj)
    if len(kinds):
        blocks.append(Table("kinds_of_maker", "Orders by kind of maker", kinds))
    else:
        blocks.append(Text("Orders by kind of maker (prime, champion, challenger and so on) need --orders."))
    return blocks


def _purpose(obj) -> list[Block]:
    drawn = data.vectors(data.results(obj)[0]) is not None
    says = (*words.SAYS, *words.LUCK_AND_INPUTS) if drawn else (words.LUCK_ONLY, *words.SAYS)
    if data.is_comparison(obj) and (steady := steadiness.sentence(obj)):
        says = (*says, steady)
    says_not = (words.DRAWN_NOT if drawn else words.FIXED_NOT, *words.SAYS_NOT)
    inputs = (
        "a set of parameters that calibration left" if drawn else "illustrative parameters, not yet fitted"
    )
    return [
        Text(
            f"Scenario exploration with {inputs}: read every number as \u201cif \u2026, the model gives \u2026\u201d."
        ),
        Bullets(words.PURPOSE, "It is for"),
        Bullets(words.NOT_PURPOSE, "It is not for"),
        Bullets(says, "It says"),
        Bullets(says_not, "It does not say"),
    ]


def _scenarios(obj) -> list[Block]:
    lines = [
        f"{labels.title(one.scenario)}: {getattr(one.scenario, 'description', '')} ({data.run_count(one)} runs)"
        for one in data.results(obj)
    ]
    return [
        Bullets(lines),
        Text("Each scenario as a file that gives the same runs:"),
        Files(reproduce.scenario_files(obj)),
    ]


def _reproduce(obj, source: dict) -> list[Block]:
    made = f"edtu version {source['version']}, manifest {source['manifest']}, seed {source['seed']}. {words.REPRODUCE}"
    return [Code(reproduce.command(obj)), *(Text(need) for need in reproduce.needs(obj)), Text(made)]


def _assumptions() -> list[Block]:
    table = content.assumptions()
    if table.empty:
        return [Text("The table of parameters could not be read.")]
    assumed = int((table["assumed"] != "").sum())
    text = (
        f"{assumed} of {len(table)} parameters are assumed (marked \u25b2), wholly or in part; the source "
        "column says on what ground."
    )
    return [Text(text), Table("parameters", "Parameters, assumed ones first", table)]


def _picture(obj, name: str, drawn: Path | None, source: dict, paper: bool) -> tuple[Picture, pd.DataFrame]:
    """A figure and the table behind it."""
    entry = figures.FIGURES[name]
    kinds = ("svg", "png") if paper else ("svg",)
    pictures = {kind: _drawn(drawn, name, kind, source) for kind in kinds}
    if not all(pictures.values()):  # drawn from other runs, or not at all
        made, about = entry.function(obj, **figures.options(name)), save.metadata(obj, entry.title)
        pictures = {kind: save.as_bytes(made, kind, about) for kind in kinds}
    words, table = figures.described(obj, name)
    png = pictures.get("png", b"")
    return Picture(
        name, entry.title, pictures["svg"], png, words, entry.caption, f"table-figure_{name}"
    ), table


def _drawn(folder: Path | None, name: str, kind: str, source: dict) -> bytes:
    """A picture that is there already of these runs, or nothing."""
    file = folder / f"{name}.{kind}" if folder is not None else None
    picture = file.read_bytes() if file is not None and file.is_file() else b""
    known = f"manifest {source['manifest']}".encode() in picture
    return picture if known else b""
