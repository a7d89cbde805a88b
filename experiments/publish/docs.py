"""The documents that are made from the registries, so that text and code cannot part.

``python -m experiments.publish.docs`` rewrites ``docs/assumptions.md``, ``docs/outcomes.md``, ``docs/levers.md``,
``docs/us_share.md`` and ``docs/explorer.md``; ``--check`` writes nothing and exits with 1 when a file differs from what
the code says.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from experiments.inputs import parameter_set
from experiments.publish import knifeedges, ranking
from experiments.publish.explorer import explorer_page
from experiments.publish.nearest import measured_shares, nearest_outcomes
from model.inputs import parameters
from model.inputs.tables import number as number_in
from model.inputs.tables import own
from model.institutions.catalogue import LEVERS
from model.institutions.incentives import CHANNELS
from model.outcomes.catalogue import DOMAIN_OUTCOMES, OUTCOMES, STATE_OUTCOMES
from model.scenarios import scenario as scenarios
from model.world import shocks

FOLDER = Path(__file__).resolve().parents[2] / "docs"
NOTICE = "<!-- Made by `python -m experiments.publish.docs`; do not edit by hand. -->"
NEAR = 0.05  # an offer whose start lies this close to a threshold is listed as being on an edge


def number(value: float) -> str:
    """A number as it is best read; nothing where there is no bound."""
    return "" if math.isnan(value) else f"{value:g}"


def grid(head: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """A Markdown table."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for row in rows:
        cells = [str(cell).replace("|", "\\|").replace("\n", " ") for cell in row]
        lines.append("| " + " | ".join(cells) + " |")
    return [*lines, ""]


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
            e.runs,
        )
        for e in sharp
    ]
    head = ("input", "step", "scenario", "year", "change of the mean ± standard error, points", "runs")
    return [
        "## Knife edges",
        "",
        f"A step of {knifeedges.STEP:g} % up or down, inside the range (of the range where the value is 0), and the "
        "year in which the US share of orders moved most; the same luck before and after. Looked at: "
        f"{len(edges) - values} parameters, and the values of the data tables in {values} groups by quantity and "
        f"domain. More than {knifeedges.POINT:g} point: {len(sharp)} of {len(edges)}.{largest} Written by "
        "`edtu knifeedges --publish`; all inputs stand in `docs/knifeedges.csv`.",
        "",
        *(grid(head, rows) if rows else []),
    ]


def outcome_page() -> str:
    """Every outcome of the three tables."""
    out = [
        NOTICE,
        "",
        "# Outcomes",
        "",
        "Reported at the end of each simulated year. A share is empty where there was nothing to share.",
        "",
    ]
    for entries, title in (
        (OUTCOMES, "By year (`.years`)"),
        (STATE_OUTCOMES, "By state and year (`.states`)"),
        (DOMAIN_OUTCOMES, "By domain and year (`.domains`)"),
    ):
        out += [f"## {title}", ""]
        out += grid(
            ("name", "label", "unit", "low", "high", "better", "description"),
            [
                (f"`{o.name}`", o.label, o.unit, number(o.low), number(o.high), o.better, o.description)
                for o in entries.values()
            ],
        )
    return "\n".join(out)


def lever_page() -> str:
    """Levers with their options, channels, shocks and scenarios."""
    values = parameters.table()
    out = [
        NOTICE,
        "",
        "# Levers, shocks and scenarios",
        "",
        "A lever has a start, a ramp, an end and a strength from 0 (absent) to 1 (as described), "
        "and more where its size has a range. "
        "It changes the channels it declares and nothing else.",
        "",
        "## Levers",
        "",
    ]
    for key, lever in sorted(LEVERS.items()):
        out += [
            f"### `{key}`: {lever.title}",
            "",
            lever.description,
            "",
            f"First year when a scenario names none: {number(lever.default_start())}. Channels: "
            + ", ".join(f"`{channel}`" for channel in lever.channels)
            + ". Seen first in: "
            + ", ".join(f"`{name}`" for name in lever.shows)
            + "."
            + _mandate(key)
            + (f" Strength up to {number(lever.most_strength())}." if lever.most_strength() > 1.0 else ""),
            "",
            *((f"*Why it moves little.* {lever.why_small}", "") if lever.why_small else ()),
        ]
        out += grid(
            ("option", "parameter", "value", "range", "unit", "description"),
            [(f"`{option}`", f"`{name}`", *_setting(values[name])) for option, name in lever.options.items()],
        )
    out += ["## Channels", "", "What levers can change, and which of them do.", ""]
    out += grid(
        ("channel", "meaning", "used by"),
        [
            (
                f"`{channel}`",
                meaning,
                ", ".join(f"`{key}`" for key, lever in sorted(LEVERS.items()) if channel in lever.channels),
            )
            for channel, meaning in CHANNELS.items()
        ],
    )
    return "\n".join([*out, *_shock_section(), *_scenario_section()])


def _setting(row: dict) -> tuple[str, ...]:
    low_high = f"{number(row['low'])} to {number(row['high'])}"
    return number(row["value"]), low_high, row["unit"], row["description"]


def _mandate(key: str) -> str:
    inside = [
        row["domain"] for row in own().rows("scopes") if row["lever"] == key and float(row["value"]) > 0.0
    ]
    return f" Domains: {', '.join(inside)}." if inside else ""


def _shock_section() -> list[str]:
    rows = []
    for key, shock in shocks.SHOCKS.items():
        defaults = shock.defaults
        rows.append(
            (
                f"`{key}`",
                shock.title,
                shock.description,
                *(number(defaults[n]) for n in ("start", "years", "severity")),
            )
        )
    return [
        "## Shocks",
        "",
        "A supposed case at a fixed date; no probability is claimed.",
        "",
        *grid(("shock", "title", "what it does", "start", "years", "severity"), rows),
    ]


def _scenario_section() -> list[str]:
    out = ["## Scenarios", "", "Each is a file in `model/scenarios`.", ""]
    rows = []
    for name in scenarios.scenario_names():
        s = scenarios.load_scenario(name)
        acts = [
            f"`{key}` from {when.start}, ramp {when.ramp}, strength {when.strength}"
            + (f", until {when.end}" if when.end is not None else "")
            for key, when in sorted(s.levers.items())
        ]
        acts += [
            f"`{key}` from {setting['start']} for {setting['years']} years, severity {setting['severity']}"
            for key, setting in sorted(s.shocks.items())
        ]
        acts += [f"`{key}` = {value}" for key, value in sorted(s.parameters.items())]
        rows.append((f"`{name}`", s.title, s.description, "; ".join(acts)))
    return out + grid(("name", "title", "description", "what it sets"), rows)


def us_share_page() -> str:
    """Every published US share with what it divides by what, beside the outcome of the model that lies nearest."""
    nearest = {row["id"]: row for row in nearest_outcomes()}
    measured = {row["id"]: row for row in measured_shares()}
    rows = []
    for row in own().rows("which_us_share"):
        near = nearest.get(row["id"])
        value = f"{float(row['value']):.1%}" if row["value"] else "no share"
        band = f" ({float(row['low']):.0%} to {float(row['high']):.0%})" if row["low"] else ""
        rows.append(
            (
                row["numerator"],
                row["denominator"],
                f"{row['scope']}, {row['window']}",
                value + band,
                _nearest_name(near),
                _measured(near, measured.get(row["id"])),
                near["differs"] if near else f"no outcome comes near; {row['note']}",
                f"{row['source']} ({row['confidence']})",
            )
        )
    return "\n".join(
        [
            NOTICE,
            "",
            "# Which US share?",
            "",
            '"The US share" of European arms has many published values, because each divides something else by '
            "something else. **They must never be averaged, and none may be fitted to an outcome that divides "
            "otherwise.** Beside each stands the outcome of the model that comes nearest, and in what the two still "
            "differ. The model's numbers are means of the baseline in the years named, with the middle 80 % of runs; "
            "`python -m experiments.publish.patterns` "
            "measures them anew.",
            "",
            *grid(
                (
                    "numerator",
                    "denominator",
                    "whose, when",
                    "published",
                    "nearest outcome",
                    "model",
                    "still differs",
                    "source",
                ),
                rows,
            ),
            "What the model itself calls a US share:",
            "",
            "- `us_share_orders`: orders placed with US suppliers over all orders, home purchases included, in euro.",
            "- `us_share_imports`: the same over orders from offers that are not made in the buyer's own state.",
            "- `us_share_deliveries`: deliveries of US suppliers over all deliveries, in euro.",
            "- `us_share_stock`: US systems over all systems in service, in units at the US list price of the start.",
            "- `us_content_stock`, `us_exposure_stock`: US content of all systems; what a US cut-off reaches.",
            "",
            "Each for all thirty states and for the perimeters of `model/data/perimeters.csv`, such as "
            "`us_share_orders_eu27`.",
            "",
        ]
    )


def _nearest_name(near: dict[str, str] | None) -> str:
    """The nearest outcome in words: one less it where the published share is of what the outcome leaves."""
    if not near:
        return ""
    where = f" of {near['where']}" if near["where"] else ""
    return f"{'1 - ' if near['complement'] == '1' else ''}`{near['outcome']}`{where}"


def _measured(near: dict[str, str] | None, row: dict[str, str] | None) -> str:
    if not near or not row:
        return ""
    years = near["first"] if near["first"] == near["last"] else f"{near['first']}-{near['last']}"
    value, low, high = (float(row[name]) for name in ("value", "low", "high"))
    return f"{value:.0%} ({low:.0%} to {high:.0%}), {years}"


PAGES = {
    "assumptions.md": assumptions,
    "outcomes.md": outcome_page,
    "levers.md": lever_page,
    "us_share.md": us_share_page,
    "explorer.md": lambda: explorer_page(NOTICE, grid),
}


def different(folder: Path = FOLDER) -> list[str]:
    """Names of the pages whose file is missing or differs from what the code says."""
    out = []
    for name, make in PAGES.items():
        path = folder / name
        if not path.is_file() or path.read_text(encoding="utf-8") != make().rstrip("\n") + "\n":
            out.append(name)
    return out


def main(arguments: list[str] | None = None) -> int:
    """Rewrite the pages, or check them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 when a page differs")
    options = parser.parse_args(arguments)
    changed = different()
    if options.check:
        for name in changed:
            print(
                f"docs/{name}: differs from the code; run python -m experiments.publish.docs", file=sys.stderr
            )
        return 1 if changed else 0
    for name in changed:
        # the same bytes on every system
        text = PAGES[name]().rstrip("\n") + "\n"
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")
        print(f"docs/{name} rewritten")
    return 0


if __name__ == "__main__":
    sys.exit(main())
