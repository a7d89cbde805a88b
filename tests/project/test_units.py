"""A share is shown in per cent and its differences in points; whatever is no share is shown in its own unit."""

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
def test_a_share_is_what_has_the_unit_share(name, entry):
    assert vocabulary.is_share(name) == entry.is_share == (entry.unit == "share")
    assert vocabulary.difference_unit(name) == ("points" if entry.unit == "share" else entry.unit)


@every(YEARLY)
def test_the_printed_table_of_a_run(name, entry):
    line = printed_run()[name]
    assert ("%" in line) == (entry.unit == "share")
    assert ("63" in line.replace("0.63", "")) == (entry.unit == "share")
    if entry.unit != "share":
        assert f"[{entry.unit}]" in line, "its unit is said"
    assert line.startswith(entry.label), "it is called by its label"


@every(YEARLY)
def test_the_printed_table_of_a_comparison(name, entry):
    line = printed_comparison()[name]
    assert ("%" in line) == (entry.unit == "share")
    assert ("+5" in line) == (entry.unit == "share") and ("+0.05" in line) == (entry.unit != "share")


@every(ALL)
def test_the_report(name, entry):
    said = content.level(VALUE, name)
    assert said == "63.0 %" if entry.unit == "share" else said.endswith(f" {entry.unit}") and "%" not in said


@every(ALL)
def test_figures(name, entry):
    share = entry.unit == "share"
    for said in (lever_effects._level(VALUE, name), over_time._value(VALUE, name)):
        assert ("%" in said) == share and ("63" in said.replace("0.63", "")) == share
    for said in (
        lever_effects._written(row(), name),
        difference.sentence(row(), name).removeprefix(entry.label),
    ):
        assert ("points" in said) == share and ("+5" in said) == share
    assert share or entry.unit in difference.sentence(row(), name)


@every(YEARLY)
def test_analyses_and_documents(name, entry):
    share = entry.unit == "share"
    effects = [{"off": "all", "outcome": name, "effect": 0.05, "low": 0.04, "high": 0.06, "change": 0.0}]
    assert ("+5" in knockout.text(effects, "edtu_full", RUNS)) == share
    parts = 0.05 + np.linspace(-0.01, 0.01, RUNS)[None]
    split = Attribution("edtu_full", name, 2035, RUNS, 1, ("edtu",), "exact", parts, parts[0], parts, parts)
    said = attribution_text(split)
    assert ("+5" in said) == share and (f"2035, {'points' if share else entry.unit}" in said)
    case = types.SimpleNamespace(outcome=name)
    assert harm.number(case, parts[0]).startswith("+5") == share
