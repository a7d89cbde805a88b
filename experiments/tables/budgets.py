"""Equipment budgets by state and year, billion EUR in constant 2025 prices."""

from __future__ import annotations

import math

from experiments.tables.sources import Sources, band

COLUMNS = ["state", "year", "value", "low", "high", "unit", "source", "confidence"]
FIRST, FIRST_FACT, BASE, LAST_PLAN, LAST = 2010, 2014, 2025, 2030, 2041
PARTS = ("value", "low", "high")
UNIT = "bn EUR per year, constant 2025 prices"


def budgets(sources: Sources):
    """Every member and year 2010-2041: facts to 2025, adopted plans to 2030, a written assumption after."""
    history = {state: _history(sources, state) for state in sources.members}
    base = {state: _base(sources, state, history[state]) for state in sources.members}
    factor = _factors(sources, base)
    rows = []
    for state in sources.members:
        scale = factor[_perimeter(sources, state)]
        rows += _past_rows(sources, state, scale * history[state][FIRST_FACT])
        rows += _known_rows(sources, state, history[state], base[state], scale)
        rows += _future_rows(sources, state, scale)
    return COLUMNS, rows


def _history(sources: Sources, state: str) -> dict[int, float]:
    """Total times equipment share 2014-2025, before scaling."""
    rows = sources.read("equipment_spending.csv")
    return {int(row["year"]): float(row["value"]) for row in rows if row["state"] == state}


def _plans(sources: Sources, state: str) -> dict[int, dict[str, str]]:
    """Adopted or announced equipment money of a state by year."""
    rows = sources.read("budget_plans.csv")
    return {int(row["year"]): row for row in rows if row["state"] == state}


def _base(sources: Sources, state: str, history: dict[int, float]) -> float:
    """The level of 2025 before scaling: what the state adopted, else total times equipment share."""
    plan = _plans(sources, state).get(BASE)
    return float(plan["value"]) if plan else history[BASE]


def _perimeter(sources: Sources, state: str) -> str:
    """EU27 for a member of the Union, else the state itself."""
    return "EU27" if sources.by_state("states.csv")[state]["eu_member"] == "yes" else state


def _factors(sources: Sources, base: dict[str, float]) -> dict[str, float]:
    """One factor a perimeter, so that 2025 meets the published total."""
    totals: dict[str, float] = {}
    for state, value in base.items():
        name = _perimeter(sources, state)
        totals[name] = totals.get(name, 0.0) + value
    return {
        name: sources.assumed.value("budget", "total_2025", name) / total for name, total in totals.items()
    }


def _row(state, year, value, low, high, source, confidence):
    return {
        "state": state,
        "year": year,
        **band(value, min(low, value), max(high, value)),
        "unit": UNIT,
        "source": source,
        "confidence": confidence,
    }


def _past_rows(sources: Sources, state: str, level: float):
    """Years before the facts begin: the first known level, held."""
    spread = sources.assumed.row("budget", "spread", "before_facts")
    low, high = float(spread["low"]), float(spread["high"])
    source = (
        f"assumption: held at the real level of {FIRST_FACT}; {spread['source'].removeprefix('assumption: ')}"
    )
    for year in range(FIRST, FIRST_FACT):
        yield _row(state, year, level, level * low, level * high, source, "assumption")


def _scaled(sources: Sources, state: str, scale: float) -> str:
    """The words on the scaling."""
    total = sources.assumed.row("budget", "total_2025", _perimeter(sources, state))
    return f"x {scale:.3f} so that {total['key']} 2025 = {total['value']} bn ({total['source']})"


def _known_rows(sources: Sources, state: str, history, base: float, scale: float):
    """Years with published spending; 2025 by the adopted budget where there is one."""
    plan = _plans(sources, state).get(BASE)
    for row in sources.read("equipment_spending.csv"):
        if row["state"] != state:
            continue
        year, kind = int(row["year"]), row["basis"]
        if year == BASE and plan:
            low, high = (scale * float(plan[part]) for part in ("low", "high"))
            source = f"adopted: {plan['base']} ({plan['source']}); {_scaled(sources, state, scale)}"
            yield _row(state, year, scale * base, low, high, source, plan["confidence"])
            continue
        spread = sources.assumed.row("budget", "spread", "pinned" if kind == "carried" else kind)
        value = scale * history[year]
        source, confidence = f"{row['source']}; {_scaled(sources, state, scale)}", "derived"
        if kind == "proxy":
            share = sources.assumed.row("budget", "equipment_share", state)
            source = f"{source}; equipment share {share['value']} ({share['source']})"
            if share["confidence"] == "assumption":
                source, confidence = f"assumption on the equipment share: {source}", "assumption"
        yield _row(
            state,
            year,
            value,
            value * float(spread["low"]),
            value * float(spread["high"]),
            source,
            confidence,
        )


def _future_rows(sources: Sources, state: str, scale: float):
    """Adopted plans to their last year, then the assumed path from that level."""
    plans = {year: row for year, row in _plans(sources, state).items() if year <= LAST_PLAN}
    base = scale * _base(sources, state, _history(sources, state))
    paths = {part: _path(sources, state, base, part) for part in PARTS}
    nodes = {part: {BASE: base} for part in PARTS}
    for year, row in plans.items():
        for part in PARTS:
            amount = float(row[part]) * (base if row["kind"] == "index" else scale)
            nodes[part][year] = amount / _prices(sources, year)
    last = max(nodes["value"])
    values = {part: _joined(sources, state, nodes[part], paths[part], part) for part in PARTS}
    for year in range(BASE + 1, LAST + 1):
        value, low, high = (values[part][year] for part in PARTS)
        if year in plans:
            row = plans[year]
            words = "share of 2025" if row["kind"] == "index" else "level"
            source = (
                f"{words}: {row['base']} ({row['source']}); current prices / {_prices(sources, year):.3f}; "
                f"{_scaled(sources, state, scale)}"
            )
            yield _row(state, year, value, low, high, source, row["confidence"])
        elif year < last:
            after = min(known for known in plans if known > year)
            source = (
                f"between {max(known for known in nodes['value'] if known < year)} and the plan of {after}: "
                f"{plans[after]['base']}, even growth"
            )
            yield _row(state, year, value, low, high, source, "derived")
        else:
            yield _row(state, year, value, low, high, _path_source(sources, state, last), "assumption")


def _prices(sources: Sources, year: int) -> float:
    """Prices of a year over those of 2025."""
    return (1 + sources.assumed.value("budget", "inflation", "plans")) ** (year - BASE)


def _joined(sources: Sources, state: str, nodes: dict[int, float], path: dict[int, float], part: str):
    """Plans joined by even growth, then the growth of the path from the last plan on."""
    out, last = {}, max(nodes)
    known = sorted(nodes)
    for before, after in zip(known, known[1:], strict=False):
        rate = math.log(nodes[after] / nodes[before]) / (after - before)
        for year in range(before, after + 1):
            out[year] = nodes[before] * math.exp(rate * (year - before))
    out[last] = nodes[last]
    growth = sources.assumed.value("budget", "gdp_growth", "yearly", part)
    at_goal = last > BASE and ("budget", "at_goal", state) in sources.assumed.rows
    for year in range(last + 1, LAST + 1):
        step = 1 + growth if at_goal else path[year] / path[year - 1]
        out[year] = out[year - 1] * step
    return out


def _path_source(sources: Sources, state: str, last: int) -> str:
    """The words on a year of the assumed path."""
    if last > BASE and ("budget", "at_goal", state) in sources.assumed.rows:
        return f"assumption: plan of {last}, then GDP growth; see sources.md"
    goal = _goal(sources, state)
    return (
        f"assumption: level of {last} x GDP growth x part of the way to {goal['value']} % of GDP by 2035 "
        f"({goal['source'].removeprefix('assumption: ')}) x rise of the equipment share; see sources.md"
    )


def _goal(sources: Sources, state: str):
    """Spending target: that of the alliance unless the state has its own row."""
    own = ("budget", "goal", state) in sources.assumed.rows
    return sources.assumed.row("budget", "goal", state if own else "alliance")


def _path(sources: Sources, state: str, base: float, part: str) -> dict[int, float]:
    """Budget by year for the low, middle or high assumption, from the level of 2025."""
    share = float(sources.by_state("spending_share_of_gdp.csv")[state]["share_of_gdp_pct"])
    goal = float(_goal(sources, state)["value"])
    way = sources.assumed.value("budget", "way_to_goal", "2035", part)
    early = sources.assumed.value("budget", "way_by_2030", "2030")
    growth = sources.assumed.value("budget", "gdp_growth", "yearly", part)
    rise = sources.assumed.value("budget", "equipment_rise", "2030", part)
    own = ("budget", "level_error", state) in sources.assumed.rows
    level = sources.assumed.value("budget", "level_error", state if own else "alliance", part)
    path = {BASE: base}
    for year in range(BASE + 1, LAST + 1):
        if year <= LAST_PLAN:
            done = early * (year - BASE) / (LAST_PLAN - BASE)
        else:
            done = min(1.0, early + (1 - early) * (year - LAST_PLAN) / 5)
        reached = 1 + way * done * max(0.0, goal - share) / share
        equipment = 1 + (rise - 1) * min(1.0, (year - BASE) / (LAST_PLAN - BASE))
        path[year] = base * level * (1 + growth) ** (year - BASE) * reached * equipment
    return path
