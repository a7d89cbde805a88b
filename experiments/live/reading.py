"""What the page says of a model: tiles, decisions, numbers and one picture. Nothing here needs the extra."""

from __future__ import annotations

import base64
import html
from dataclasses import dataclass

import numpy as np
from matplotlib import colormaps
from matplotlib.colors import to_hex

from experiments import vocabulary
from experiments.figures import data, labels, style, tiles
from experiments.figures.drawing import Drawing
from experiments.result.result import Result
from model.errors import InputError
from model.members.agents import MemberState
from model.members.options import DEFER, Option
from model.mesa_model import ProcurementModel

SHOWN = "us_share_stock"
"""The outcome of a state that colours its tile."""
SIZE = (5.2, 3.3)  # inches, so that type is legible on a telephone and on a wide screen
DPI = 160  # sharp on a telephone
MARKS = {
    "bought": "\u25cf",
    "waited": "\u25cb",
    "bought some, waited with some": "\u25d0",
    "nothing due": "\u00b7",
}
COLUMNS = {
    "offer": "offer",
    "chosen_lots": "lots",
    "score": "score, or what keeps it off the shortlist",
    "probability": "probability",
    "price": "price",
    "delivery_yr": "years to delivery",
    "quality_index": "quality",
}


@dataclass(frozen=True)
class Decision:
    """One plan of a state that fell due.

    Attributes:
        year, domain: which. bought_bn, waited_bn: bn EUR ordered in the end, and put off.
    """

    year: int
    domain: str
    bought_bn: float
    waited_bn: float

    @property
    def did(self) -> str:
        """One of `MARKS`."""
        if self.bought_bn > 0.0:
            return "bought some, waited with some" if self.waited_bn > 0.0 else "bought"
        return "waited"

    def __str__(self) -> str:
        return f"{self.year}, {labels.words(self.domain)}: {self.did}"


@dataclass(frozen=True)
class Tile:
    """One state on the map.

    Attributes:
        state, name: code and name. column, row: its place, from 1. value: its US share of stock; NaN before the first
            year. did: what it did in the last year, one of `MARKS`. member: of the union. fill, ink: colours.
    """

    state: str
    name: str
    column: int
    row: int
    value: float
    did: str
    member: bool
    fill: str
    ink: str

    @property
    def words(self) -> str:
        """For those who hear the page."""
        share = labels.percent(self.value) if np.isfinite(self.value) else "not simulated yet"
        union = ", member of the union" if self.member else ""
        return f"{self.name}: {labels.outcome(SHOWN)} {share}, {self.did}{union}"


def last_year(model: ProcurementModel) -> int | None:
    """The year that was simulated last; None before the first step."""
    return model.next_year - 1 if model.results else None


def decisions(agent: MemberState, year: int | None = None) -> list[Decision]:
    """What a state decided, newest first; of one year, if it is given."""
    rows = []
    for when, memory in agent.memory.items():
        if year is not None and when != year:
            continue
        for case, place in enumerate(memory.plans.cases.domain):
            money = memory.plans.money_of(case)["ordered_bn"]
            domain = agent.variables.facts.domains[int(place)]
            rows.append(Decision(when, domain, float(money[:-1].sum()), float(money[-1])))
    return sorted(rows, key=lambda decision: -decision.year)


def did(some: list[Decision]) -> str:
    """What several decisions of a year come to, one of `MARKS`."""
    if not some:
        return "nothing due"
    return Decision(0, "", sum(d.bought_bn for d in some), sum(d.waited_bn for d in some)).did


def map_tiles(model: ProcurementModel) -> list[Tile]:
    """Every state of the model, in the layout of the figures."""
    year, layout, out = last_year(model), labels.tiles(), []
    for i, agent in enumerate(model.members):
        place = layout[agent.iso2]
        now = model.results[-1]["states"] if model.results else None
        value = float(now[SHOWN][i, 0]) if now else float("nan")
        fill = to_hex(colormaps[tiles.SHARES](value)) if np.isfinite(value) else "#ffffff"
        out.append(
            Tile(
                agent.iso2,
                place["name"],
                place["column"] + 1,
                place["row"] + 1,
                value,
                did(decisions(agent, year)) if year is not None else "nothing due",
                bool(now is not None and now["member"][i, 0] > 0.0),
                fill,
                tiles.ink_on(fill),
            )
        )
    return out


def rows_of(options: list[Option]) -> list[dict[str, str]]:
    """The options of a decision as texts, by the headings of `COLUMNS`; waiting is called so."""
    return [{heading: _text(row, name) for name, heading in COLUMNS.items()} for row in options]


def _text(row: Option, name: str) -> str:
    value = row[name]
    if name == "offer":
        return "waiting" if value == DEFER else row["systems"].partition(";")[0] or value
    if name == "score" and not row["listed"]:
        return f"off: {row['barred_by']}"
    if value is None:
        return ""
    if name == "probability":
        return labels.percent(value)
    return labels.plain(value, 2) if isinstance(value, float) else str(value)


def why(agent: MemberState, decision: Decision | None) -> str:
    """Why it bought or waited, in sentences; what there is to do where nothing was decided yet."""
    if decision is None:
        return "It has decided nothing yet: press Step."
    try:
        return agent.why(decision.domain, decision.year)
    except InputError as error:  # the model was reset under the reader
        return f"{error}."


def path(model: ProcurementModel, outcome: str) -> tuple[list[int], list[float]]:
    """Years simulated so far, and an outcome of the run in each."""
    first = model.setup.scenario.start
    values = [float(year["years"][outcome][0]) for year in model.results]
    return list(range(first, first + len(values))), values


def said(model: ProcurementModel, behind: Result, outcome: str) -> str:
    """The last value of the run beside the middle 80 % of runs in that year."""
    years, values = path(model, outcome)
    if not years:
        return f"{model.setup.scenario.start} is simulated at the first step."
    row = data.spread(behind, outcome).set_index("year").loc[years[-1]]
    now, low, high = (written(value, outcome) for value in (values[-1], row.q10, row.q90))
    return f"{labels.outcome(outcome)} in {years[-1]}: {now} in this run; 80 % of runs {low} to {high}."


def written(value: float, outcome: str) -> str:
    """A value of an outcome with its unit."""
    if vocabulary.is_share(outcome):
        return labels.percent(value)
    return f"{labels.plain(value * vocabulary.scale(outcome), 1)} {vocabulary.shown_unit(outcome)}"


def caption(behind: Result) -> str:
    """What is drawn behind the run."""
    return (
        f"Line: this run, one possible history. Grey: {data.run_count(behind)} runs of the same scenario with the "
        "same parameters, middle 50 and 80 %: they hold luck alone. If these assumptions hold, the model gives this; "
        "it is no forecast."
    )


def picture(model: ProcurementModel, behind: Result, outcome: str) -> str:
    """The run before its ensemble, as the address of an image that holds itself."""
    drawing = Drawing(figsize=SIZE)
    ax = drawing.add_subplot()
    years, values = data.matrix(behind.years, outcome)
    style.fan(ax, years, values, style.COLOURS["baseline"], style.BASELINE_LINE)
    mine, run = path(model, outcome)
    if mine:
        ax.plot(mine, run, color=style.COLOURS["package"], linewidth=2.4, marker="o", markersize=4)
        style.label_ends(
            ax, [(run[-1], f"{mine[-1]}: {written(run[-1], outcome)}", style.COLOURS["package"])]
        )
    else:
        style.label_ends(ax, [])
    style.tidy(ax, years)
    if vocabulary.is_share(outcome):
        style.share_axis(ax)
    else:
        ax.set_ylim(0, max(ax.get_ylim()[1], 1e-9))
        if vocabulary.in_percent(outcome):
            style.percent_axis(ax)
        ax.set_ylabel(vocabulary.shown_unit(outcome), fontsize=style.TEXT)
    ax.set_title(labels.outcome(outcome), fontsize=style.TEXT, loc="left")
    style.settle(drawing)
    return "data:image/png;base64," + base64.b64encode(drawing.png(DPI)).decode("ascii")


def table(rows: list[dict[str, str]]) -> str:
    """Rows as the inside of a table of HTML."""
    head = "".join(f'<th scope="col">{html.escape(heading)}</th>' for heading in rows[0])
    body = "".join(
        "<tr>" + "".join(f"<td>{html.escape(text)}</td>" for text in row.values()) + "</tr>" for row in rows
    )
    return f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
