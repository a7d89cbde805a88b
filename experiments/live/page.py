"""The page itself: Mesa's SolaraViz with our map, our picture and the reasons of one state. Needs the extra `ui`."""

from __future__ import annotations

import html
from collections.abc import Iterable
from pathlib import Path

import solara
from mesa.visualization import SolaraViz
from mesa.visualization.utils import update_counter

from experiments import vocabulary
from experiments.figures import labels
from experiments.live import reading
from experiments.live.choice import chosen
from experiments.live.world import NO_SHOCK, LiveModel
from model.scenarios.loader import load_scenario, scenario_names
from model.world.shocks import SHOCKS

STYLE = Path(__file__).with_name("style.css")
TITLE = "How Europe buys its arms, year by year"
FIRST_SHOWN = "us_share_orders"
PACE = 500  # milliseconds between two years that play by themselves


def controls() -> dict:
    """What SolaraViz asks the reader for, by argument of `LiveModel`."""
    choice = chosen()
    names = list(dict.fromkeys([choice.scenario, *scenario_names()]))
    calendar = load_scenario(choice.scenario).calendar
    return {
        "scenario": one_of("Scenario", choice.scenario, names),
        "replicate": one_of("History: which luck", 0, range(choice.runs)),
        "shock": one_of("Shock", NO_SHOCK, [NO_SHOCK, *(entry.title for entry in SHOCKS.values())]),
        "shock_year": one_of("First year of the shock", calendar[len(calendar) // 3], calendar),
        "seed": choice.seed,
    }


def one_of(label: str, value: object, values: Iterable) -> dict:
    """A list to choose from, in Mesa's words."""
    return {"type": "Select", "label": label, "value": value, "values": list(values)}


@solara.component
def Map(model, picked: str, on_pick):
    """Every state as a button."""
    update_counter.get()  # the model is the same one after a step, so a part has to ask for the step itself
    with solara.Div(classes=["edtu-map"]):
        for tile in reading.map_tiles(model):
            share = labels.percent(tile.value) if tile.value == tile.value else "\u2013"
            solara.Button(
                children=[
                    solara.HTML(tag="b", unsafe_innerHTML=tile.state),
                    solara.HTML(tag="span", unsafe_innerHTML=share),
                    solara.HTML(tag="span", unsafe_innerHTML=reading.MARKS[tile.did]),
                ],
                on_click=lambda state=tile.state: on_pick(state),
                classes=["edtu-tile", *(["edtu-member"] if tile.member else [])],
                style={
                    "grid-column": str(tile.column),
                    "grid-row": str(tile.row),
                    "background-color": f"{tile.fill} !important",
                    "color": f"{tile.ink} !important",
                },
                text=True,
                attributes={
                    "aria-label": tile.words,
                    "title": tile.words,
                    "aria-pressed": "true" if tile.state == picked else "false",
                    "data-state": tile.state,
                },
            )
    key = ", ".join(f"{mark} {words}" for words, mark in reading.MARKS.items())
    solara.Text(
        f"Share and colour: {labels.outcome(reading.SHOWN)}. This year: {key}. Bold frame: member of the union.",
        classes=["edtu-note"],
    )


@solara.component
def Reasons(model, picked: str):
    """What one state was offered, and why it bought or waited."""
    update_counter.get()
    agent = model.member(picked)
    known = reading.decisions(agent)
    place, set_place = solara.use_state("")
    by_name = {str(decision): decision for decision in known}
    now = place if place in by_name else next(iter(by_name), "")
    solara.HTML(tag="h2", unsafe_innerHTML=labels.tiles()[picked]["name"])
    if by_name:
        solara.Select("Decision", value=now, values=list(by_name), on_value=set_place)
    decision = by_name.get(now)
    if decision is not None:
        solara.Text(
            f"Ordered {decision.bought_bn:.2f} bn EUR, put off {decision.waited_bn:.2f} bn EUR.",
            classes=["edtu-money"],
        )
    solara.Text(reading.why(agent, decision), classes=["edtu-why"])
    if decision is not None:
        rows = reading.rows_of(agent.options(decision.domain, decision.year))
        with solara.Div(classes=["edtu-scroll"], attributes={"tabindex": "0"}):
            solara.HTML(tag="table", unsafe_innerHTML=reading.table(rows))
    solara.Text(
        f"It believes that the United States restricts it with {labels.percent(agent.belief)} a year, feels a threat "
        f"of {agent.threat:.2f} on a scale of 0 to 1, and has {agent.money:.1f} bn EUR for plans.",
        classes=["edtu-note"],
    )


@solara.component
def Everything(model):
    """Map, picture and reasons, side by side where there is room."""
    update_counter.get()
    picked, set_picked = solara.use_state("PL")
    outcome, set_outcome = solara.use_state(FIRST_SHOWN)
    behind = model.ensemble(chosen().runs)
    names = {labels.outcome(name): name for name in vocabulary.outcomes()}
    year = reading.last_year(model)
    with solara.Div(classes=["edtu"]):
        with solara.Div(classes=["edtu-part"]):
            solara.HTML(tag="h2", unsafe_innerHTML=html.escape(labels.title(behind.scenario)))
            solara.Text(
                f"Simulated until {year}." if year else "Nothing simulated yet: press Step.",
                classes=["edtu-year"],
            )
            solara.Text("Changed controls count from the next Reset.", classes=["edtu-note"])
            Map(model, picked, set_picked)
        with solara.Div(classes=["edtu-part"]):
            said = reading.said(model, behind, outcome)
            solara.Select(
                "Outcome",
                value=labels.outcome(outcome),
                values=list(names),
                on_value=lambda label: set_outcome(names[label]),
            )
            solara.Text(said, classes=["edtu-said"])
            solara.HTML(
                tag="img",
                attributes={"src": reading.picture(model, behind, outcome), "alt": said},
                classes=["edtu-picture"],
            )
            solara.Text(reading.caption(behind), classes=["edtu-note"])
        with solara.Div(classes=["edtu-part", "edtu-wide"]):
            Reasons(model, picked)


@solara.component
def Page():
    """One model for each browser window."""
    choice = chosen()
    solara.Style(STYLE)
    first = solara.use_memo(lambda: LiveModel(choice.scenario, choice.seed), [])
    model = solara.use_reactive(first)
    SolaraViz(model, components=[Everything], model_params=controls(), name=TITLE, play_interval=PACE)
