"""Members, their attributes, groups and elections."""

from __future__ import annotations

from experiments.tables.sources import LANDLOCKED, Sources, band

STATE_COLUMNS = ["state", "key", "value", "low", "high", "unit", "source", "year", "confidence"]


def members(sources: Sources):
    """The 30 members in the order used by every table."""
    columns = ["state", "slot", "iso3", "name", "group"]
    rows = [{**row, "slot": sources.slot("members", row["state"])} for row in sources.read("states.csv")]
    return columns, [{name: row[name] for name in columns} for row in rows]


def states(sources: Sources):
    """Attributes of each member, one row per attribute."""
    makers = (_population, _membership, _capital_cost, _views, _signal, _planning, _carry_over, _landlocked)
    rows: list[dict] = []
    for state in sources.members:
        for maker in makers:
            rows.extend({"state": state, **row} for row in maker(sources, state))
    return STATE_COLUMNS, rows


def _row(key, value, low, high, unit, source, year, confidence):
    """One attribute; every number is rounded to four digits here."""
    return {
        "key": key,
        **band(value, low, high),
        "unit": unit,
        "source": source,
        "year": year,
        "confidence": confidence,
    }


def _population(sources: Sources, state: str):
    row = sources.by_state("states.csv")[state]
    count = row["population"]
    year = row["population_date"][:4]
    source = row["population_source"]
    return [_row("population", count, count, count, "persons", source, year, row["population_confidence"])]


def _membership(sources: Sources, state: str):
    row = sources.by_state("states.csv")[state]
    flag = 1 if row["eu_member"] == "yes" else 0
    source = "Eurostat list of EU member states"
    return [_row("eu_member", flag, flag, flag, "0 or 1", source, "2025", "confirmed")]


def _capital_cost(sources: Sources, state: str):
    row = sources.by_state("borrowing.csv")[state]
    value, low, high = (float(row[f"yield10_2025_{part}"]) / 100 for part in ("pct", "low", "high"))
    source = f"{row['yield_source']}; nominal ten-year yield in {row['currency']}"
    unit = "fraction per year"
    return [_row("cost_of_capital", value, low, high, unit, source, "2025", row["yield_confidence"])]


def _views(sources: Sources, state: str):
    row = sources.by_state("attitudes.csv")[state]
    names = (
        ("us_favourability", "us_positive_2025", "us_positive", "share with a positive view", "2025"),
        ("us_favourability_2024", "us_positive_2024", "us_positive", "share with a positive view", "2024"),
        ("threat", "russia_threat", "russia_threat", "index 0-1", "2025"),
        (
            "european_support",
            "european_defence_support",
            "european_defence_support",
            "share in favour",
            "2025",
        ),
    )
    for key, column, about, unit, year in names:
        value = row["russia_threat_index"] if key == "threat" else row[column]
        low, high = row[f"{column}_low"], row[f"{column}_high"]
        source, confidence = row[f"{about}_source"], row[f"{about}_confidence"]
        yield _row(key, value, low, high, unit, f"attitude polls: {source}", year, confidence)


def _signal(sources: Sources, state: str):
    """How strongly the view of the US moved from 2024 to 2025, mean of all members = 1; never below 0."""
    rows = sources.by_state("attitudes.csv")
    mean = sum(float(row["us_change_2024_2025"]) for row in rows.values()) / len(rows)
    row, spread = rows[state], sources.assumed.row("states", "signal", "spread")
    before = float(row["us_positive_2024"])
    value, low, high = (
        max(0.0, (float(row[f"us_positive_2025{part}"]) - before) / mean) for part in ("", "_high", "_low")
    )
    low, high = low * float(spread["low"]), max(0.1, high) * float(spread["high"])
    about = f"change 2024-25 of the share with a positive view over the mean change of {mean:.3f}"
    source = f"{about}; {row['us_positive_source']}"
    yield _row("signal_weight", value, low, high, "mean member = 1", source, "2025", "derived")


def _carry_over(sources: Sources, state: str):
    row = sources.assumed.row("states", "carry_over", "years")
    yield _row(
        "carry_over_years",
        row["value"],
        row["low"],
        row["high"],
        row["unit"],
        row["source"],
        "2025",
        row["confidence"],
    )


def _planning(sources: Sources, state: str):
    row = sources.by_state("planning_cycles.csv")[state]
    source = f"{row['plan']}: {row['cycle_basis']} ({row['source']})"
    sure = row["cycle_confidence"]
    yield _row(
        "cycle_years", row["cycle_years"], row["cycle_low"], row["cycle_high"], "years", source, "2025", sure
    )
    phase = row["phase_mod_cycle"]
    source = f"{row['plan']}: next due {row['next_due_year']}, calendar year modulo cycle_years"
    unit = "calendar year modulo cycle_years"
    yield _row("cycle_phase", phase, phase, phase, unit, source, "2025", row["next_due_confidence"])


def _landlocked(sources: Sources, state: str):
    flag = 1 if state in LANDLOCKED else 0
    source = "map of Europe: sea coast (0) or none (1)"
    return [_row("landlocked", flag, flag, flag, "0 or 1", source, "2025", "confirmed")]


def groups(sources: Sources):
    """Cooperation and user groups of the members; counts of PESCO projects are no group and are left out."""
    columns = ["state", "group", "category", "role", "since", "source", "confidence"]
    return columns, [dict(row) for row in sources.read("groups.csv")]


def elections(sources: Sources):
    """National elections to 2035 with their weight for defence policy."""
    columns = ["state", "year", "defence_weight", "year_low", "year_high", "source", "confidence"]
    rows = [dict(row) for row in sources.read("elections.csv")]
    for row in rows:
        row["source"] = f"{row['source']}; weight is a judgement"
    return columns, rows
