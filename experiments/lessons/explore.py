"""Sliders over live runs for notebooks: ``explore()``. Works without a network; without ipywidgets it draws once."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from typing import Any

from experiments import vocabulary
from experiments.extras import need
from experiments.figures import data, labels, over_time, style
from experiments.figures.drawing import Drawing
from experiments.lessons.pace import SECONDS, runs_within
from experiments.result.comparison import Comparison
from experiments.result.result import Result
from experiments.runs import runner
from model.checks import whole
from model.errors import InputError
from model.institutions.catalogue import LEVERS
from model.scenarios.loader import load_scenario
from model.world.shocks import SHOCKS

SIZE = (8.0, 4.4)
MORE = 4  # times as many runs when the reader asks for more
NO_SHOCK = "no shock"
BASELINE = "baseline"


@dataclass(frozen=True)
class Settings:
    """Where the sliders stand.

    Attributes:
        strengths: of each lever, (key, strength) pairs. start: first year of all of them. shock, shock_year: key of a
            shock, or nothing, and its first year. runs: histories of each scenario.
    """

    strengths: tuple[tuple[str, float], ...]
    start: int
    shock: str
    shock_year: int
    runs: int

    @property
    def shocks(self) -> tuple[str, ...]:
        """The shock in the words of a call."""
        return (f"{self.shock}@{self.shock_year}",) if self.shock else ()


def first_settings(scenario: str, runs: int) -> Settings:
    """The scenario as its file has it, with the levers that the baseline lacks."""
    shown, base = load_scenario(scenario), load_scenario(BASELINE)
    keys = [key for key in shown.levers if key not in base.levers]
    if not keys:
        raise InputError(f"explore: {shown.name} has no lever that {BASELINE} lacks; choose another scenario")
    starts = [int(shown.levers[key].start) for key in keys]
    strengths = tuple((key, float(shown.levers[key].strength)) for key in keys)
    return Settings(strengths, max(starts), "", shown.calendar[len(shown.calendar) // 3], runs)


def compared(scenario: str, settings: Settings) -> Comparison:
    """Baseline and scenario with the sliders where they stand, on the same luck; both meet the shock."""
    levers = tuple(f"{key}={strength:g}@{settings.start}" for key, strength in settings.strengths)
    return Comparison(
        [
            _ran(BASELINE, (), settings.shocks, settings.runs),
            _ran(scenario, levers, settings.shocks, settings.runs),
        ]
    )


@functools.lru_cache(maxsize=64)
def _ran(scenario: str, levers: tuple[str, ...], shocks: tuple[str, ...], runs: int) -> Result:
    return runner.run(
        scenario,
        runs=runs,
        levers=levers or None,
        shocks=shocks or None,
        progress=False,
        tables=("years",),
        inputs="fixed",  # few runs of few vectors would draw a band that says little of either luck or inputs
    )


def sentence(both: Comparison, outcome: str) -> str:
    """The last year in one sentence."""
    shown = both.variants[0]
    now = data.last(data.spread(shown, outcome)).iloc[0]
    change = data.last(data.paired(both.baseline, shown, outcome)).iloc[0]
    share, scale = vocabulary.is_share(outcome), vocabulary.scale(outcome)
    unit = "" if share else f" {vocabulary.shown_unit(outcome)}"

    def write(value: float) -> str:
        return labels.percent(value) if share else labels.plain(value * scale, 1)

    apart = labels.difference(change, vocabulary.difference_unit(outcome), scale, whole=False)
    note = "" if data.clear(change) else " Not distinguishable with these runs."
    return (
        f"{labels.outcome(outcome)} in {now['year']:.0f}: {write(now['q50'])} (80 % of runs {write(now['q10'])} to "
        f"{write(now['q90'])}){unit}; against no policy {apart}; {data.run_count(shown)} runs that differ in luck "
        f"alone.{note}"
    )


def picture(both: Comparison, outcome: str) -> Drawing:
    """The fan of an outcome, the baseline in grey."""
    drawing = Drawing(figsize=SIZE)
    over_time.panel(drawing.add_subplot(), both.baseline, both.variants[0], outcome)
    style.footer(drawing, both, "fan")
    return style.settle(drawing)


class Explorer:
    """Sliders, a sentence and a fan.

    Args:
        scenario: whose levers get sliders. outcome: shown first. runs: histories of each scenario; by default as many
            as this machine answers with in half a second.

    Attributes:
        widget: what the notebook shows. controls: its parts by name. both: the comparison that is shown.
    """

    def __init__(self, scenario: str, outcome: str, runs: int | None = None):
        self.widgets = need("ipywidgets")
        self.scenario = scenario
        vocabulary.require("outcome", outcome, vocabulary.outcomes(), "explore")
        first = first_settings(scenario, 2)
        if runs is None:
            runs = runs_within(lambda count: compared(scenario, replace(first, runs=count)), SECONDS)
        self.runs = self.fewest = whole("runs", runs, 2)
        self.controls: dict[str, Any] = self._controls(first, outcome)
        self.said, self.image = self.widgets.HTML(), self.widgets.Image(format="png")
        for control in self.controls.values():
            if hasattr(control, "value"):
                control.observe(self._moved, "value")
        self.controls["more"].on_click(self._more)
        rows = [*self.controls.values()]
        half = (len(rows) + 1) // 2
        columns = [self.widgets.VBox(rows[:half]), self.widgets.VBox(rows[half:])]
        self.widget = self.widgets.VBox([self.widgets.HBox(columns), self.said, self.image])
        self.show()

    def _controls(self, first: Settings, outcome: str) -> dict[str, Any]:
        w, calendar = self.widgets, load_scenario(self.scenario).calendar
        wide = {"style": {"description_width": "14em"}, "layout": w.Layout(width="28em")}
        live = {"continuous_update": False, **wide}
        years = {"min": calendar[0], "max": calendar[-1], **live}
        names = [(labels.outcome(name), name) for name in vocabulary.outcomes()]
        shocks = [(NO_SHOCK, ""), *((entry.title, key) for key, entry in SHOCKS.items())]
        strengths = {
            key: w.FloatSlider(
                value,
                min=0.0,
                max=LEVERS[key].most_strength(),
                step=0.05,
                description=LEVERS[key].title,
                **live,
            )
            for key, value in first.strengths
        }
        return {
            **strengths,
            "start": w.IntSlider(first.start, description="first year of all levers", **years),
            "shock": w.Dropdown(options=shocks, value="", description="shock", **wide),
            "shock_year": w.IntSlider(first.shock_year, description="first year of the shock", **years),
            "outcome": w.Dropdown(options=names, value=outcome, description="outcome", **wide),
            "more": w.Button(description=f"{MORE} times as many runs"),
        }

    @property
    def settings(self) -> Settings:
        """Where the sliders stand now."""
        controls = self.controls
        keys = [key for key in controls if key in LEVERS]
        return Settings(
            tuple((key, controls[key].value) for key in keys),
            controls["start"].value,
            controls["shock"].value,
            controls["shock_year"].value,
            self.runs,
        )

    def show(self) -> None:
        """Run, and show what came of it."""
        self.both = compared(self.scenario, self.settings)
        outcome = self.controls["outcome"].value
        self.said.value = f"<b>{sentence(self.both, outcome)}</b>"
        self.image.value = picture(self.both, outcome)._repr_png_()

    def _moved(self, change: Any) -> None:
        self.runs = self.fewest  # quick again until more are asked for
        self.show()

    def _more(self, button: Any) -> None:
        self.runs *= MORE
        self.show()

    def _ipython_display_(self) -> None:
        from IPython.display import display

        display(self.widget)


def explore(
    scenario: str = "edtu_full", outcome: str = "us_share_orders", runs: int | None = None
) -> Explorer | Drawing:
    """Sliders over live runs: strength of each lever of a scenario, their first year, a shock.

    Args:
        scenario: whose levers get sliders; the baseline stands in grey behind it.
        outcome: shown first.
        runs: histories of each scenario; by default as many as this machine answers with in half a second. A button
            asks for more.

    Returns:
        What a notebook shows; without ipywidgets one line that says so, and the picture without sliders.

    Example:
        >>> explore()
    """
    try:
        return Explorer(scenario, outcome, runs)
    except InputError as error:
        if "ipywidgets" not in str(error):
            raise
        print(f"explore: no sliders, the picture alone: {error}")
        vocabulary.require("outcome", outcome, vocabulary.outcomes(), "explore")
        first = first_settings(
            scenario, runs or runs_within(lambda n: compared(scenario, first_settings(scenario, n)))
        )
        return picture(compared(scenario, first), outcome)
