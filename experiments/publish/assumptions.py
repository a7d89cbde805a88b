"""The page of parameters and assumptions: sources, grades, edges, and what headlines hang on."""

from __future__ import annotations

from experiments.inputs import parameter_set
from experiments.publish import knifeedges, ranking
from experiments.publish.markdown import NOTICE, grid, number
from model.inputs import parameters
from model.inputs.tables import number as number_in
from model.inputs.tables import own

NEAR = 0.05  # an offer whose start lies this close to a threshold is listed as being on an edge


def assumptions() -> str:
    """Every parameter with its source, the data tables by confidence, and offers close to a threshold."""
    rows = parameters.table()
    assumed = [key for key, row in rows.items() if _is_assumed(row)]
    chosen = ("to be calibrated", "assumed", "data")
    tags = {tag: sum(row["tag"] == tag for row in rows.values()) for tag in "CAD"}
    out = [
        NOTICE,
        "",
        "# Parameters and assumptions",
        "",
        f"The model has {len(rows)} parameters: "
        + ", ".join(f"{tags[tag]} {words} ({tag})" for tag, words in zip("CAD", chosen, strict=True))
        + ".",
        f"{len(assumed)} of them rest on an assumption and are marked **assumed**. Runs draw those that "
        "nobody knows from a set that history matching left, which narrows them little ([inputs.md](inputs.md)).",
        "A value outside its range is refused. Levers and shocks have their own page, `docs/levers.md`.",
        "",
    ]
    for group in dict.fromkeys(row["group"] for row in rows.values()):
        out += [f"## {group.replace('_', ' ').capitalize()}", ""]
        inside = [(key, row) for key, row in rows.items() if row["group"] == group]
        out += grid(
            ("key", "value", "range", "unit", "tag", "description", "source", "year", "confidence"),
            [
                (
                    f"`{key}`",
                    number(row["value"]),
                    f"{number(row['low'])} to {number(row['high'])}",
                    row["unit"],
                    row["tag"],
                    row["description"],
                    row["source"],
                    row["year"],
                    "**assumed**" if _is_assumed(row) else row["confidence"],
                )
                for key, row in inside
            ],
        )
    return "\n".join([*out, *_mechanisms(), *_confidence(), *_edges(), *_knife_edges(), *_ranking()])


def _is_assumed(row: dict) -> bool:
    return "assumption" in (row["confidence"], row["source"].split(":")[0].strip())


def _mechanisms() -> list[str]:
    """Mechanisms that one parameter turns off."""
    rows = [
        (row["mechanism"], row["title"], f"`{row['parameter']}`", row["off"])
        for row in own().rows("mechanisms")
    ]
    return [
        "## Mechanisms that can be turned off",
        "",
        "Each by one parameter; a result that stays when its mechanism is off has another cause.",
        "",
        *grid(("mechanism", "what it is", "parameter", "value when off"), rows),
    ]


def _confidence() -> list[str]:
    """How many rows of each data table stand on what."""
    names = sorted(path.stem for path in own().folder.glob("*.csv"))
    counted = {}
    for name in names:
        grades = [row["confidence"] for row in own().rows(name) if "confidence" in row]
        if grades:
            counted[name] = {grade: grades.count(grade) for grade in sorted(set(grades))}
    kinds = sorted({kind for count in counted.values() for kind in count})
    return [
        "## The data tables by confidence",
        "",
        "Rows of each table in `model/data`; `model/data/sources.md` says how each table was made.",
        "",
        *grid(
            ("table", *kinds), [(name, *(n.get(kind, 0) for kind in kinds)) for name, n in counted.items()]
        ),
    ]


def _edges() -> list[str]:
    """Offers that a small change of a threshold would put on or off the shortlist."""
    values = parameters.table()
    out = [
        "## Offers near a threshold",
        "",
        "Thresholds are the same for all states and years, so an offer close to one is let in or kept out "
        f"everywhere at once. Listed is what starts within {NEAR:g} of it.",
        "",
    ]
    rows = []
    for key, column in (("quality_floor", "quality"), ("edtu_content_floor", "content_eu")):
        for row in own().rows("offers"):
            value = number_in(row, column)
            if abs(value - values[key]["value"]) <= NEAR and row["stage"] != "withdrawn":
                rows.append((f"`{key}`", number(values[key]["value"]), f"`{row['key']}`", number(value)))
    return out + grid(("threshold", "value", "offer", "offer's value at the start"), rows)


def _ranking() -> list[str]:
    if not ranking.FILE.is_file():
        return []
    ranks = ranking.read()
    vectors = len(parameter_set.read(parameter_set.own_file()).vectors)
    least = ranking.limit(len(ranks), vectors)
    strong = [rank for rank in ranks if rank.most > least]
    grades = [rank.grade for rank in strong]
    counts = ", ".join(f"{grades.count(name)} {name}" for name in dict.fromkeys(ranking.GRADES.values()))
    return [
        "## What the headlines hang on",
        "",
        f"Rank correlation over the {vectors} vectors of the set ([inputs.md](inputs.md)) of each parameter with four "
        f"numbers of the last year; strongest first, those that pass {least:.2f}, which chance alone would in one "
        "table "
        f"of twenty. {len(strong)} of {len(ranks)} do: {counts}. *Measured*: confirmed by a source; *estimated*: "
        "derived "
        "from data; *judgement*: from memory or a range without a source; *illustrative*: an assumption. Values of "
        "the data "
        f"tables are not among them. Written by `{ranking.COMMAND}`; all stand in `docs/ranking.csv`.",
        "",
        "| parameter | grade | " + " | ".join(words for *_, words in ranking.HEADLINES.values()) + " |",
        "|---|---|" + "---:|" * len(ranking.HEADLINES),
        *(
            f"| `{rank.key}` | {rank.grade} | "
            + " | ".join(
                (f"**{value:+.2f}**" if abs(value) > least else f"{value:+.2f}")
                for value in rank.correlations.values()
            )
            + " |"
            for rank in strong
        ),
        "",
    ]


def _knife_edges() -> list[str]:
    """Inputs of which a small step moves the US share of orders much, from the table that its command wrote."""
    if not knifeedges.FILE.is_file():
        return [
            "## Knife edges",
            "",
            "Not yet measured with this version of the model: `edtu knifeedges --publish` looks for inputs of which a "
            f"step of {knifeedges.STEP:g} % moves the US share of orders by more than {knifeedges.POINT:g} point, and "
            "writes `docs/knifeedges.csv`.",
            "",
        ]
    edges = knifeedges.read()
    sharp = [edge for edge in edges if edge.sharp]
    values = sum(edge.kind == "tables" for edge in edges)
    largest = (
        "" if sharp else f" The largest change is {abs(edges[0].change):.2f} points, of `{edges[0].name}`."
    )
    rows = [
        (
            f"`{e.name}`",
            f"{e.after:+g} %" if e.kind == "tables" else f"{number(e.before)} to {number(e.after)}",
            e.scenario,
            e.year,
            f"{e.change:+.2f} ± {e.standard_error:.2f}",
            f"{e.half:+.2f}",
            f"{e.single_change:+.2f}, `{e.single}`" if e.single else "one value",
            e.runs,
        )
        for e in sharp
    ]
    head = (
        *("input", "step", "scenario", "year", "change of the mean ± standard error, points"),
        *("half the step", "most by one part alone", "runs"),
    )
    return [
        "## Knife edges",
        "",
        f"A step of {knifeedges.STEP:g} % up or down, inside the range (of the range where the value is 0), and the "
        "year in which the US share of orders moved most; the same luck before and after. Looked at: "
        f"{len(edges) - values} parameters, and the values of the data tables in {values} groups by quantity and "
        f"domain. More than {knifeedges.POINT:g} point: {len(sharp)} of {len(edges)}.{largest} Those are looked at "
        "more closely: on a slope half the step moves the year half as much, on an edge all or nothing; and of a group "
        "that moves together, one part, such as a state, moves alone. Written by "
        "`edtu knifeedges --publish`; all inputs stand in `docs/knifeedges.csv`.",
        "",
        *(grid(head, rows) if rows else []),
    ]
