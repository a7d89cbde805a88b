"""Factors: the settings that a design varies, each a lever's, an uncertain parameter or a shock's."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from model.errors import InputError, nearest, unknown
from model.inputs.facts import tables_of
from model.inputs.parameters import table
from model.inputs.ranges import Setting, find
from model.inputs.ranges import is_name as is_table_value
from model.institutions.catalogue import LEVERS
from model.scenarios.changes import LEVER_LIMITS, SHOCK_LIMITS
from model.world.shocks import SHOCKS

# part of the name -> kind
KINDS = {"levers": "lever", "parameters": "parameter", "shocks": "shock", "tables": "table value"}
NAMES_SHOWN = 3
WHOLE = {"levers": ("start", "end"), "shocks": ("start", "years")}  # settings in whole years


@dataclass(frozen=True)
class Factor:
    """One setting and the values it may take.

    Args:
        name: ``levers.KEY.OPTION``, ``parameters.KEY``, ``shocks.KEY.OPTION`` or ``tables.TABLE.KEY``.
        low, high: ends of its range, in ``unit``.
        levels: its only values, or empty for all between the ends.
        source: where the range comes from. data: folder of the tables, those of the model by default.
    """

    name: str
    low: float
    high: float
    levels: tuple[float, ...] = ()
    source: str = "design"
    data: str = ""

    @property
    def kind(self) -> str:
        """``lever``, ``parameter``, ``shock`` or ``table value``."""
        return KINDS[self.name.split(".")[0]]

    @property
    def unit(self) -> str:
        """Its unit; empty where it is a year or a share by nature."""
        if is_table_value(self.name):
            return table_value(self.name, self.data).unit
        key = parameter_of(self.name)
        return table()[key]["unit"] if key else ""

    @property
    def whole(self) -> bool:
        """Whether only whole numbers have a meaning: years of a calendar, and codes such as legal designs."""
        if is_table_value(self.name):
            return table_value(self.name, self.data).whole
        part, *rest = self.name.split(".")
        if part in WHOLE and rest[-1] in WHOLE[part]:
            return True
        return " / " in self.unit  # written as "0 closed / 1 open"

    def at(self, place: np.ndarray) -> np.ndarray:
        """Values at places between 0 and 1, so that equal shares of places fall on each level or whole number."""
        place = np.asarray(place, dtype=float)
        if self.levels:
            index = np.minimum((place * len(self.levels)).astype(int), len(self.levels) - 1)
            return np.asarray(self.levels)[index]
        if self.whole:
            steps = round(self.high - self.low) + 1
            return self.low + np.minimum(np.floor(place * steps), steps - 1)
        # rounding must not carry the last place over the end of the range
        return np.clip(self.low + place * (self.high - self.low), self.low, self.high)

    def nearest(self, value: float) -> float:
        """The value it may take that lies nearest to ``value``."""
        if self.levels:
            return float(min(self.levels, key=lambda level: abs(level - value)))
        inside = min(max(value, self.low), self.high)
        return float(round(inside)) if self.whole else float(inside)


def table_value(name: str, data: str = "", where: str = "") -> Setting:
    """The value or group of values of the data tables with a name.

    Args:
        data: folder of the tables, those of the model by default.

    Raises:
        InputError: there is none, or it has no range.
    """
    return find(tables_of(data or None), name, where)


def check_name(name: str, where: str, data: str = "") -> None:
    """Refuses a name that is no setting of the model.

    Args:
        data: folder of the tables, those of the model by default.

    Raises:
        InputError: one line with the nearest names that are.
    """
    if is_table_value(name):
        table_value(name, data, where)
        return
    part, *rest = str(name).split(".")
    if part == "parameters" and len(rest) == 1:
        if rest[0] not in table():
            raise unknown("parameter", rest[0], table(), where)
        default = default_of(rest[0])
        if default:
            raise InputError(f"{where}: {name}: is only the default of {default}; vary that instead")
        return
    if part in ("levers", "shocks") and len(rest) == 2:
        known: Mapping[str, object] = LEVERS if part == "levers" else SHOCKS
        if rest[0] not in known:
            raise unknown(KINDS[part], rest[0], known, where)
        options = list(SHOCK_LIMITS) if part == "shocks" else [*LEVER_LIMITS, *LEVERS[rest[0]].options]
        if rest[1] not in options:
            raise unknown("option", rest[1], options, f"{where}: {part}.{rest[0]}")
        return
    close = nearest(name, names()) or [known for known in names() if known.endswith(f".{name}")][:NAMES_SHOWN]
    hint = f"did you mean {' or '.join(map(repr, close))}? " if close else ""
    raise InputError(
        f"{where}: unknown column {str(name)!r}; {hint}write parameters.KEY, levers.KEY.OPTION, "
        "shocks.KEY.OPTION or tables.TABLE.KEY"
    )


def names() -> list[str]:
    """Every setting of the model that can be a factor."""
    out = [f"parameters.{key}" for key in table() if not default_of(key)]
    out += [
        f"levers.{key}.{option}"
        for key, lever in LEVERS.items()
        for option in (*LEVER_LIMITS, *lever.options)
    ]
    return out + [f"shocks.{key}.{option}" for key in SHOCKS for option in SHOCK_LIMITS]


def parameter_of(name: str) -> str:
    """Key of the row of the parameter table that a factor sets, or empty."""
    part, *rest = name.split(".")
    if part == "parameters":
        return rest[0]
    return LEVERS[rest[0]].options.get(rest[1], "") if part == "levers" else ""


def default_of(key: str) -> str:
    """The setting of which a parameter is only the default, or empty."""
    for lever in LEVERS:
        if key == f"{lever}_start":
            return f"levers.{lever}.start"
        if key == f"{lever}_strength":
            return f"levers.{lever}.strength"
    for shock in SHOCKS:
        for option in SHOCK_LIMITS:
            if key == f"{shock}_{option}":
                return f"shocks.{shock}.{option}"
    return ""


def limits(name: str, data: str = "") -> tuple[float, float]:
    """Lowest and highest value that the model accepts."""
    if is_table_value(name):
        known = table_value(name, data)
        return known.low, known.high
    key = parameter_of(name)
    if key:
        return table()[key]["low"], table()[key]["high"]
    _, lever, option = name.split(".")
    if option == "strength":
        return 0.0, LEVERS[lever].most_strength()
    return (LEVER_LIMITS if name.startswith("levers.") else SHOCK_LIMITS)[option]


def registered(name: str, calendar: list[int], where: str, data: str = "") -> Factor:
    """A factor with range and source from the model's tables.

    Args:
        calendar: simulated years; a start outside of them would do nothing, so the range ends with them.
        data: folder of the tables, those of the model by default.
    """
    if is_table_value(name):
        known = table_value(name, data, where)
        return Factor(name, known.low, known.high, source=known.source, data=data)
    _, key, *option = name.split(".")
    row = table().get(parameter_of(name) or "_".join([key, *option]))
    if row is None and option == ["strength"]:
        return Factor(name, *LEVER_LIMITS["strength"], source="from absent to full")
    if row is None:
        raise InputError(f"{where}: {name}: has no range in the registry; write [LOW, HIGH]")
    low, high = row["low"], row["high"]
    if option == ["start"]:
        low, high = max(low, calendar[0]), min(high, calendar[-1])
        if low >= high:
            raise InputError(
                f"{where}: {name}: the range of the registry, {row['low']:g} to {row['high']:g}, leaves nothing to "
                f"vary within {calendar[0]} to {calendar[-1]}; simulate other years, or write one year or [LOW, HIGH]"
            )
    return Factor(name, low, high, source=row["source"])
