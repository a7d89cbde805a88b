"""One page that opens from disk without a network: answer first, then what it rests on."""

from __future__ import annotations

from pathlib import Path

from experiments import figures
from experiments.figures import data, labels, save, workers
from experiments.provenance import inside
from experiments.report import content, crossing, html

FEWEST_RUNS = 20
"""Fewer runs than this are anecdotes: the page gives no answer and says why."""

QUESTION = "How would Europe choose between US and European suppliers"
PURPOSE = (
    "To explain how incentives could move arms procurement in Europe between suppliers, and to compare "
    "scenarios under equal luck.",
    "To show which assumptions a conclusion hangs on.",
)
NOT_PURPOSE = (
    "Not a forecast: no probability is claimed for any future, least of all for politics.",
    "Not advice on single purchases, firms or states.",
    "Not fitted to a best value: parameters are values inside published or assumed ranges.",
)
LUCK_ONLY = "The bands show luck between runs, with parameters held fixed."
LUCK_AND_INPUTS = (
    "Bands and intervals hold luck and inputs both: each few runs have another vector of the parameters nobody knows, "
    "from the set that calibration left. What luck alone and inputs alone would do stands beside them.",
    "Where vectors disagree on the sign of an effect the page says that the model cannot say, and on which parameters "
    "it hangs.",
)
SAYS = (
    "Differences between scenarios under the same luck, with the noise of a limited number of runs.",
    "Orders, deliveries and stock in service are three different shares; they are never mixed.",
    "Retained capability rests on spares and decay by domain, which nobody publishes: the band beside it has all "
    "of them at the unfavourable and at the favourable end of their ranges. Systems whose sale or support the "
    "United States can forbid count as exposed.",
)
FIXED_NOT = (
    "How uncertain the parameters make the result: an interval here is narrower than what is not known."
)
DRAWN_NOT = (
    "How uncertain data tables and other rules of choice make the result: neither is in the intervals."
)
SAYS_NOT = (
    "Anything about mechanisms that the model leaves out, such as wars, elections by name, or single firms.",
    "That a scenario is likely, wanted or legal.",
)


def write_report(obj, folder, command: str | None = None, processes: int = 1) -> Path:
    """Write ``report.html`` into ``folder``.

    Pictures already drawn from the same runs in ``folder/figures`` are used again.

    Args:
        obj: a result or a comparison.
        folder: made if it is not there.
        command: shell command that remakes the runs; put together from names, runs and seed without it.
        processes: how many to write with, see `experiments.figures.workers.parallel_map`; the page is the same.

    Returns:
        The path of the page.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    document = page(obj, folder / "figures", command, processes)
    return save.write_whole(folder / "report.html", document.encode("utf-8"))


def page(obj, drawn: Path | None = None, command: str | None = None, processes: int = 1) -> str:
    """The page as text; see `write_report`."""
    source = data.source(obj)
    results = data.results(obj)
    enough = min(source["runs"]) >= FEWEST_RUNS
    sections = [
        (
            "What this is for, and what it is not for",
            _two_lists("It is for", PURPOSE, "It is not for", NOT_PURPOSE),
        ),
        ("Scenarios", html.bullets(_scenario(result) for result in results)),
    ]
    if enough:
        last = int(results[0].years["year"].max())
        sections.append(
            (
                f"Main outcomes in {last}",
                html.table(content.key_table(obj), f"Main outcomes, {last}"),
            )
        )
        sections.append(("Whose share", _perimeters(obj, last)))
        sections += _crossing(obj) + _winners(obj) + [("Cost", _cost(obj))]
    sections += [
        ("Figures", "".join(_figures(obj, drawn, source, processes))),
        (
            "What this page says, and what it does not say",
            _two_lists("It says", *_says(obj)),
        ),
        ("Assumptions", _assumptions()),
        ("How to reproduce", _reproduce(command or content.command(obj, source), source)),
    ]
    about = save.metadata(obj, _question(obj)) | ({inside.REMAKE: command} if command else {})
    return html.page(_question(obj), sections, _top(obj, enough, min(source["runs"])), inside.as_meta(about))


def _question(obj) -> str:
    if data.is_comparison(obj):
        variants = ", ".join(labels.title(variant.scenario) for variant in obj.variants)
        return f"{QUESTION}: {variants}, beside {labels.title(obj.baseline.scenario)}?"
    return f"{QUESTION}: {labels.title(obj.scenario)}?"


def _top(obj, enough: bool, runs: int) -> str:
    if not enough:
        single = "a single history" if runs == 1 else f"{runs} histories"
        return html.paragraph(
            f"Too few runs to report: {single}. Nothing on this page is a result; "
            f"ask for at least {FEWEST_RUNS} runs.",
            "flag",
        )
    inputs = (
        "a set of parameters that calibration left"
        if _drawn(obj)
        else "illustrative parameters, not yet fitted"
    )
    return "".join(html.paragraph(text, "answer") for text in content.answers(obj)) + html.paragraph(
        f"Scenario exploration with {inputs}: read every number as \u201cif \u2026, the model gives \u2026\u201d."
    )


def _drawn(obj) -> bool:
    """Whether parameters differ between runs."""
    return data.vectors(data.results(obj)[0]) is not None


def _says(obj) -> tuple:
    """What the page says, the heading of what it does not say, and that."""
    if _drawn(obj):
        return (*SAYS, *LUCK_AND_INPUTS), "It does not say", (DRAWN_NOT, *SAYS_NOT)
    return (LUCK_ONLY, *SAYS), "It does not say", (FIXED_NOT, *SAYS_NOT)


def _perimeters(obj, last: int) -> str:
    text = (
        "The same shares for all thirty states, the EU-27, the United Kingdom, Norway, and for all without Ukraine, "
        "whose buying is paid for by aid. Home is an offer made in the buyer's own state; imports are all the rest, "
        "other European offers among them. In brackets the paired difference from the baseline, in points; * where "
        "its interval is clear of zero."
    )
    return html.paragraph(text) + html.table(content.perimeter_table(obj), f"Shares by buyers, {last}")


def _scenario(result) -> str:
    text = getattr(result.scenario, "description", "")
    return f"{labels.title(result.scenario)}: {text} ({data.run_count(result)} runs)"


def _two_lists(left: str, first, right: str, second) -> str:
    return (
        f'<div class="columns"><div><h3>{html.escape(left)}</h3>{html.bullets(first)}</div>'
        f"<div><h3>{html.escape(right)}</h3>{html.bullets(second)}</div></div>"
    )


def _winners(obj) -> list[tuple[str, str]]:
    parts = []
    for baseline, shown in data.pairs(obj):
        if baseline is not None:
            table = content.state_table(baseline, shown)
            parts.append(html.paragraph(content.verdict_sentence(baseline, shown, table)))
            words = f"By state: {shown.scenario.name} minus {baseline.scenario.name}"
            parts.append(html.hidden(f"Table: {words}", html.table(table, words)))
    if not parts:
        return []
    rule = (
        "A state gains when it would keep more capability 180 days after a US cut-off or has a smaller "
        "capability gap, and loses in the opposite case; only differences clear of zero count. With 30 "
        "states and two outcomes about three in sixty differences look clear by luck alone."
    )
    return [("Winners and losers", "".join(parts) + html.paragraph(rule))]


def _crossing(obj) -> list[tuple[str, str]]:
    """Policies with and without a shock, where that was asked for."""
    if not data.is_crossing(obj):
        return []
    table = html.table(crossing.table(obj), f"Policy crossed with the shock {obj.shock}")
    said = html.bullets(crossing.sentences(obj))
    return [("With and without the shock", html.paragraph(crossing.EXPLAINED) + table + said)]


def _cost(obj) -> str:
    text = (
        "Sums over all years, constant prices of 2025. Full cost counts subsidies; private capital is not "
        "public money and can be lower than in the baseline."
    )
    return html.paragraph(text) + html.table(content.totals_table(obj), "Money over all years")


def _figures(obj, drawn: Path | None, source: dict, processes: int) -> list[str]:
    return workers.parallel_map(
        lambda name: _figure(name, obj, drawn, source), figures.applicable(obj), processes
    )


def _figure(name: str, obj, drawn: Path | None, source: dict) -> str:
    entry = figures.FIGURES[name]
    file = drawn / f"{name}.svg" if drawn is not None else None
    svg = file.read_bytes() if file is not None and file.is_file() else b""
    if f"manifest {source['manifest']}".encode() not in svg:  # drawn from other runs, or not at all
        svg = save.as_bytes(
            entry.function(obj, **figures.options(name)), "svg", save.metadata(obj, entry.title)
        )
    inside = html.hidden(
        f"Table behind this figure: {entry.title}", html.table(entry.table(obj), entry.title)
    )
    return f"<h3>{html.escape(entry.title)}</h3>" + html.picture(svg, entry.alt(obj), entry.caption, inside)


def _assumptions() -> str:
    table = content.assumptions()
    if table.empty:
        return html.paragraph("The table of parameters could not be read.")
    assumed = int((table["assumed"] != "").sum())
    text = (
        f"{assumed} of {len(table)} parameters are assumed (marked \u25b2), wholly or in part; the source "
        "column says on what ground. None has been fitted yet."
    )
    return html.paragraph(text) + html.hidden(
        "Table of all parameters", html.table(table, "Parameters, assumed ones first")
    )


def _reproduce(command: str, source: dict) -> str:
    return f"<pre><code>{html.escape(command)}</code></pre>" + html.paragraph(
        f"edtu version {source['version']}, manifest {source['manifest']}, seed {source['seed']}. The "
        "same manifest id is inside every picture. Equal seed and version give equal numbers."
    )
