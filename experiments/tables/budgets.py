"""Equipment budgets by state and year, billion EUR in constant 2025 prices."""

from __future__ import annotations

from experiments.tables.facts import Facts, FactsError, band

COLUMNS = ["state", "year", "value", "low", "high", "unit", "source", "confidence"]
FIRST, FIRST_FACT, LAST_NATO, LAST_FACT, LAST = 2010, 2014, 2024, 2025, 2041
ALLIANCE, WORLD = "NATO_JUN2024", "SIPRI_APR2026"
# Press copies of the newest NATO edition first; the share of GDP is only used to see how far a state has to go.
GDP_SHARE_SERIES = ("NATO_AR2025_MAR2026", "NATO_AUG2025", "SIPRI_APR2026")
UNIT = "bn EUR per year, constant 2025 prices"


def budgets(facts: Facts):
    """Every member and year 2010-2041: facts to 2025, a written assumption after."""
    series = _series(facts)
    history = {state: _history(facts, series, state) for state in facts.members}
    factor = _factors(facts, history)
    rows = []
    for state in facts.members:
        scale = factor[_perimeter(facts, state)]
        known = {year: scale * value for year, value in history[state].items()}
        rows += _past_rows(facts, state, known, scale)
        rows += _known_rows(facts, series, state, known, scale)
        rows += _path_rows(facts, series, state, known[LAST_FACT])
    return COLUMNS, rows


def _series(facts: Facts):
    """Spending rows keyed by (state, series, year)."""
    rows = facts.read("defence_spending.csv")
    return {(facts.iso2[r["iso3"]], r["series"], int(r["year"])): r for r in rows if r["iso3"] in facts.iso2}


def _number(series, state, name, year, column):
    """One published number, or None where the cell is empty."""
    row = series.get((state, name, year))
    return float(row[column]) if row and row[column] else None


def _real_eur(facts: Facts, series, state: str, year: int) -> float:
    """SIPRI total in euro of 2025: exchange rate of the year, then euro-area prices."""
    dollars = _number(series, state, WORLD, year, "defence_expenditure")
    if dollars is None:
        raise FactsError(
            f"defence_spending.csv: no {WORLD} row for {state} {year}; add it or extend the series"
        )
    rate = facts.assumed.value("budget", "usd_per_eur", str(year))
    prices = 1.0
    for later in range(year + 1, LAST_FACT + 1):
        prices *= 1 + facts.assumed.value("budget", "inflation", str(later))
    return dollars / 1000 / rate * prices


def _equipment_share(facts: Facts, series, state: str, year: int) -> float:
    """Equipment share of spending; a constant proxy where NATO publishes none."""
    share = _number(series, state, ALLIANCE, min(year, LAST_NATO), "equipment_share_pct")
    if share is not None:
        return share / 100
    return facts.assumed.value("budget", "equipment_share", state)


def _history(facts: Facts, series, state: str) -> dict[int, float]:
    """Total times equipment share 2014-2025, before scaling.

    NATO states use NATO's constant prices for the shape to 2024 and SIPRI's growth for the last year, so that no
    figure mixes two series. Other states use SIPRI throughout.
    """
    total = {}
    for year in range(FIRST_FACT, LAST_FACT + 1):
        constant = _number(
            series, state, ALLIANCE, min(year, LAST_NATO), "defence_expenditure_const2015_musd"
        )
        if constant is None:
            total[year] = _real_eur(facts, series, state, year)
            continue
        current = _number(series, state, ALLIANCE, LAST_NATO, "defence_expenditure")
        newest = _number(series, state, ALLIANCE, LAST_NATO, "defence_expenditure_const2015_musd")
        rate = facts.assumed.value("budget", "usd_per_eur", str(LAST_NATO))
        prices = 1 + facts.assumed.value("budget", "inflation", str(LAST_FACT))
        total[year] = current / 1000 / rate * constant / newest * prices
        if year > LAST_NATO:
            growth = _real_eur(facts, series, state, year) / _real_eur(facts, series, state, LAST_NATO)
            total[year] *= growth
    return {year: value * _equipment_share(facts, series, state, year) for year, value in total.items()}


def _perimeter(facts: Facts, state: str) -> str:
    """EU27 for a member of the Union, else the state itself."""
    return "EU27" if facts.by_state("states.csv")[state]["eu_member"] == "yes" else state


def _factors(facts: Facts, history) -> dict[str, float]:
    """One factor a perimeter, so that 2025 meets the published total."""
    totals: dict[str, float] = {}
    for state, values in history.items():
        name = _perimeter(facts, state)
        totals[name] = totals.get(name, 0.0) + values[LAST_FACT]
    return {name: facts.assumed.value("budget", "total_2025", name) / total for name, total in totals.items()}


def _row(state, year, value, low, high, source, confidence):
    return {
        "state": state,
        "year": year,
        **band(value, low, high),
        "unit": UNIT,
        "source": source,
        "confidence": confidence,
    }


def _past_rows(facts: Facts, state: str, known, scale):
    """Years before the facts begin: the first known level, held."""
    spread = facts.assumed.row("budget", "spread", "before_facts")
    low, high = float(spread["low"]), float(spread["high"])
    level = known[FIRST_FACT]
    source = (
        f"assumption: held at the real level of {FIRST_FACT}; {spread['source'].removeprefix('assumption: ')}"
    )
    for year in range(FIRST, FIRST_FACT):
        yield _row(state, year, level, level * low, level * high, source, "assumption")


def _known_rows(facts: Facts, series, state: str, known, scale):
    """Years with published spending."""
    allied = (state, ALLIANCE, LAST_NATO) in series
    for year, value in known.items():
        kind = "proxy" if not allied else "alliance" if year < LAST_FACT else "pinned"
        spread = facts.assumed.row("budget", "spread", kind)
        low, high = float(spread["low"]), float(spread["high"])
        if not allied:
            share = facts.assumed.row("budget", "equipment_share", state)
            what = f"SIPRI Milex (Apr 2026) total x equipment share {share['value']} ({share['source']})"
        elif year <= LAST_NATO:
            what = "NATO (17 June 2024) total in constant prices x equipment share"
        else:
            what = "NATO 2024 x SIPRI Milex (Apr 2026) growth 2024-25, equipment share of 2024"
        total = facts.assumed.row("budget", "total_2025", _perimeter(facts, state))
        source = (
            f"{what}; x {scale:.3f} so that {total['key']} 2025 = {total['value']} bn ({total['source']})"
        )
        confidence = "derived"
        if not allied and share["confidence"] == "assumption":
            source, confidence = f"assumption on the equipment share: {source}", "assumption"
        yield _row(state, year, value, value * low, value * high, source, confidence)


def _path_rows(facts: Facts, series, state: str, base: float):
    """Years after the facts: growth of GDP, approach to the spending target, equipment share."""
    values = {part: _path(facts, series, state, base, part) for part in ("low", "value", "high")}
    goal = _goal(facts, state)
    source = (
        f"assumption: 2025 level x GDP growth x part of the way to {goal['value']} % of GDP by 2035 "
        f"({goal['source'].removeprefix('assumption: ')}) x rise of the equipment share; see sources.md"
    )
    for year in range(LAST_FACT + 1, LAST + 1):
        at = {part: path[year] for part, path in values.items()}
        yield _row(state, year, at["value"], at["low"], at["high"], source, "assumption")


def _goal(facts: Facts, state: str):
    """Spending target: that of the alliance unless the state has its own row."""
    own = ("budget", "goal", state) in facts.assumed.rows
    return facts.assumed.row("budget", "goal", state if own else "alliance")


def _path(facts: Facts, series, state: str, base: float, part: str) -> dict[int, float]:
    """Budget by year for the low, middle or high assumption."""
    shares = (_number(series, state, name, LAST_FACT, "share_of_gdp_pct") for name in GDP_SHARE_SERIES)
    share = next(found for found in shares if found is not None)
    goal = float(_goal(facts, state)["value"])
    way = facts.assumed.value("budget", "way_to_goal", "2035", part)
    early = facts.assumed.value("budget", "way_by_2030", "2030")
    growth = facts.assumed.value("budget", "gdp_growth", "yearly", part)
    rise = facts.assumed.value("budget", "equipment_rise", "2030", part)
    own = ("budget", "level_error", state) in facts.assumed.rows
    level = facts.assumed.value("budget", "level_error", state if own else "alliance", part)
    path = {}
    for year in range(LAST_FACT + 1, LAST + 1):
        if year <= 2030:
            done = early * (year - LAST_FACT) / (2030 - LAST_FACT)
        else:
            done = min(1.0, early + (1 - early) * (year - 2030) / 5)
        reached = 1 + way * done * max(0.0, goal - share) / share
        equipment = 1 + (rise - 1) * min(1.0, (year - LAST_FACT) / (2030 - LAST_FACT))
        path[year] = base * level * (1 + growth) ** (year - LAST_FACT) * reached * equipment
    return path
