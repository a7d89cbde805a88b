"""A share or a rate is shown in percent and its differences in points; all else is shown in its own unit."""

import functools
import re
import types

import numpy as np
import pandas as pd
from support import every

from experiments import vocabulary
from experiments.analysis import knockout
from experiments.analysis.attribution import Attribution
from experiments.analysis.attribution import text as attribution_text
from experiments.figures import difference, lever_effects, over_time
from experiments.publish import harm
from experiments.report import content, text
from experiments.result.comparison import Comparison
from experiments.result.result import Result
from model.outcomes.catalogue import BY_TABLE, OUTCOMES
from model.scenarios.loader import load_scenario

ALL = sorted({name: entry for table in BY_TABLE.values() for name, entry in table.items()}.items())
YEARLY = sorted(OUTCOMES.items())
VALUE = 0.63  # per cent would make 63 of it
RUNS = 30


def result(scenario: str, value: float) -> Result:
    """A result in which every yearly outcome scatters a little around one value."""
    luck = np.linspace(-0.01, 0.01, RUNS)[None]
    record = types.SimpleNamespace(
        scenario=load_scenario(scenario),
        seed=1,
        replicates=np.arange(RUNS),
        years=[2035],
        outcomes={name: value + luck for name in OUTCOMES},
    )
    return Result(record)


def lines(table: str) -> dict[str, str]:
    """Lines of a printed table by the key of their outcome, which stands in the second column."""
    columns = [(re.split(r" {2,}", line), line) for line in table.splitlines()]
    return {cells[1]: line for cells, line in columns if len(cells) > 1 and cells[1] in OUTCOMES}


@functools.cache
def printed_run() -> dict[str, str]:
    return lines(text.table_text(result("baseline", VALUE)))


@functools.cache
def printed_comparison() -> dict[str, str]:
    both = Comparison([result("baseline", VALUE), result("edtu_full", VALUE + 0.05)])
    return lines(text.table_text(both))


def row(**more):
    return pd.Series({"year": 2035, "mean": 0.05, "low": 0.04, "high": 0.06, "runs": RUNS, **more})


@every(ALL)
def test_a_share_is_what_has_the_unit_share_and_a_rate_is_shown_in_percent_too(name, entry):
    assert vocabulary.is_share(name) == entry.is_share == (entry.unit == "share")
    assert vocabulary.in_percent(name) == entry.in_percent == (entry.unit in ("share", "per year"))
    assert vocabulary.difference_unit(name) == ("points" if entry.in_percent else entry.unit)
    assert vocabulary.scale(name) == (100.0 if entry.in_percent else 1.0)
    assert vocabulary.shown_unit(name) == {"share": "%", "per year": "% a year"}.get(entry.unit, entry.unit)


@every(YEARLY)
def test_the_printed_table_of_a_run(name, entry):
    line = printed_run()[name]
    assert ("%" in line) == entry.in_percent
    assert ("63" in line.replace("0.63", "")) == entry.in_percent
    if entry.unit != "share":
        assert f"[{entry.unit}]" in line, "its unit is said"
    assert line.startswith(entry.label), "it is called by its label"


@every(YEARLY)
def test_the_printed_table_of_a_comparison(name, entry):
    line = printed_comparison()[name]
    assert ("%" in line) == entry.in_percent
    assert ("+5" in line) == entry.in_percent and ("+0.05" in line) != entry.in_percent


@every(ALL)
def test_the_report(name, entry):
    said = content.level(VALUE, name)
    if entry.in_percent:
        assert said == f"63.0 {vocabulary.shown_unit(name)}"
    else:
        assert said.endswith(f" {entry.unit}") and "%" not in said


@every(ALL)
def test_figures(name, entry):
    percent = entry.in_percent
    for said in (lever_effects._level(VALUE, name), over_time._value(VALUE, name)):
        assert ("%" in said) == percent and ("63" in said.replace("0.63", "")) == percent
    for said in (
        lever_effects._written(row(), name),
        difference.sentence(row(), name).removeprefix(entry.label),
    ):
        assert ("points" in said) == percent and ("+5" in said) == percent
    assert percent or entry.unit in difference.sentence(row(), name)


@every(YEARLY)
def test_analyses_and_documents(name, entry):
    percent = entry.in_percent
    effects = [{"off": "all", "outcome": name, "effect": 0.05, "low": 0.04, "high": 0.06, "change": 0.0}]
    assert ("+5" in knockout.text(effects, "edtu_full", RUNS)) == percent
    parts = 0.05 + np.linspace(-0.01, 0.01, RUNS)[None]
    split = Attribution("edtu_full", name, 2035, RUNS, 1, ("edtu",), "exact", parts, parts[0], parts, parts)
    said = attribution_text(split)
    assert ("+5" in said) == percent and (f"2035, {'points' if percent else entry.unit}" in said)
    case = types.SimpleNamespace(outcome=name)
    assert harm.number(case, parts[0]).startswith("+5") == percent
