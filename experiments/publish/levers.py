"""The page of levers, shocks and scenarios."""

from __future__ import annotations

from experiments.publish.markdown import NOTICE, grid, number
from model.inputs import parameters
from model.inputs.tables import own
from model.institutions.catalogue import LEVERS
from model.institutions.incentives import CHANNELS
from model.scenarios.loader import load_scenario, scenario_names
from model.world import shocks


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
    for name in scenario_names():
        s = load_scenario(name)
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
