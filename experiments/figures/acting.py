"""What acts in a scenario, when, and how strongly: levers with their sizes, shocks, changed parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from experiments.figures import labels
from experiments.shocks import spans
from model.errors import InputError

MOST = 2
"""Outcomes shown for each lever."""
WITHOUT_LEVERS = ("us_share_orders", "us_share_deliveries", "capability_gap")
"""What shocks and changed parameters are seen in, besides what a shock names itself."""
OF_PARAMETERS = ("belief",)


class Panel(NamedTuple):
    """One outcome, and the levers of a package that should bend it first."""

    outcome: str
    levers: tuple[str, ...]


def levers(baseline, shown) -> list[str]:
    """The levers that the scenario has beyond those of the baseline; all of them where nothing else differs either."""
    mine, theirs = _levers(shown), _levers(baseline)
    new = [key for key in mine if key not in theirs or _settings(shown, key) != _settings(baseline, key)]
    other = any(
        (getattr(shown.scenario, part, None) or {}) != (getattr(baseline.scenario, part, None) or {})
        for part in ("shocks", "parameters")
    )
    return new if new or other else list(mine)


def _levers(result) -> dict:
    schedules = getattr(result.scenario, "levers", None) or {}
    return {key: schedules[key] for key in sorted(schedules)}


def _settings(result, key: str) -> str:
    """Schedule and options of a lever as text, so that one number per run compares like any other."""
    from model.institutions.catalogue import LEVERS

    parameters = getattr(result.scenario, "parameters", None) or {}
    chosen = sorted(LEVERS[key].options.values()) if key in LEVERS else ()
    when = [_field(_levers(result)[key], name) for name in ("start", "ramp", "end", "strength")]
    return repr((when, [parameters.get(name) for name in chosen]))


def _field(setting, name: str):
    """A field of a schedule, or of the plain mapping that a saved result holds."""
    return setting.get(name) if isinstance(setting, Mapping) else getattr(setting, name, None)


def panels(baseline, shown) -> list[Panel]:
    """One panel per outcome, in the order of the levers; those of a shock where there is no lever."""
    from model.institutions.catalogue import LEVERS

    owners: dict[str, list[str]] = {}
    for key in levers(baseline, shown):
        for outcome in (LEVERS[key].shows if key in LEVERS else ())[:MOST]:
            owners.setdefault(outcome, []).append(key)
    there = set(shown.years) & set(baseline.years)
    of_levers = [Panel(outcome, tuple(keys)) for outcome, keys in owners.items() if outcome in there]
    names = [*WITHOUT_LEVERS, *_shown_by_shocks(shown)]
    return of_levers or [Panel(outcome, ()) for outcome in dict.fromkeys(names) if outcome in there]


def _shown_by_shocks(result) -> tuple[str, ...]:
    from model.world.shocks import SHOCKS

    keys = sorted(getattr(result.scenario, "shocks", None) or {})
    return tuple(name for key in keys if key in SHOCKS for name in SHOCKS[key].shows) or OF_PARAMETERS


def letters(keys: list[str]) -> dict[str, str]:
    """A letter for each lever, so that many fit on one panel."""
    return {key: chr(ord("A") + number) for number, key in enumerate(keys)}


def start(shown, key: str) -> float:
    """First year in which a lever acts, the earliest of all runs."""
    return float(np.min(_field(_levers(shown)[key], "start")))


def title(key: str) -> str:
    """What a lever is called."""
    from model.institutions.catalogue import LEVERS

    return LEVERS[key].title if key in LEVERS else labels.words(key)


def shocks(result) -> list[tuple[str, float, float]]:
    """(words, first year, year after the last) of every shock."""
    return [(span.words, span.first, span.after) for span in spans(result.scenario)]


def key_lines(baseline, shown) -> list[str]:
    """A line for each lever (its letter, when it acts, how large it is), shock and changed parameter."""
    mine = levers(baseline, shown)
    named, sizes = letters(mine), lever_sizes(shown)
    lines = [f"{named[key]}  {title(key)}, {when(shown, key)}: {size_words(sizes.get(key))}." for key in mine]
    parameters = getattr(shown.scenario, "parameters", None) or {}
    if parameters and not mine:
        lines.append(
            "Parameters changed: "
            + ", ".join(f"{key} = {parameters[key]}" for key in sorted(parameters))
            + "."
        )
    return lines


def when(shown, key: str) -> str:
    """When a lever starts and is at full strength, in words."""
    setting = _levers(shown)[key]
    first, ramp = start(shown, key), float(np.max(_field(setting, "ramp") or 0))
    words = f"from {first:.0f}" + (f", in full from {first + ramp:.0f}" if ramp else "")
    end = _field(setting, "end")
    return words + ("" if end is None else f", until {float(np.max(end)):.0f}")


def lever_sizes(result) -> dict[str, dict]:
    """Sizes of the levers of a scenario by key; none for a scenario that cannot be run again as it is."""
    if not _levers(result):
        return {}
    from model.sizes import lever_sizes as measure

    try:
        return {size["lever"]: size for size in measure(result.scenario, getattr(result, "seed", 1) or 0)}
    except (InputError, TypeError, AttributeError, ValueError):  # one value per run, or an older model
        return {}


def size_words(size: dict | None) -> str:
    """How large a lever is, in one sentence without its stop."""
    from model.institutions.incentives import CHANNELS

    if size is None:
        return "size not known"
    parts = []
    if size["moved_bn"] > 0:
        parts.append(
            f"moves {_short(size['moved_bn'])} bn EUR a year = {_short(100 * size['share'])} % of the orders it reaches"
        )
    for channel, largest in size.get("effects", {}).items():
        words = CHANNELS.get(channel, channel)
        parts.append(words if words.startswith("1 where") else f"{words}: up to {_short(largest)}")
    return "; ".join(parts).replace("1 where", "where it acts,") or "nothing in the last year"


def _short(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 10 else f"{value:.2g}"
