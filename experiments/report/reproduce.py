"""How the runs of a report are made again: files of scenarios, and one command that pins runs, seed and inputs."""

from __future__ import annotations

import shlex

from experiments.figures import data
from experiments.inputs import draw, parameter_set
from experiments.report.blocks import File
from experiments.result.as_toml import as_toml, is_own_file


def scenario_files(obj) -> list[File]:
    """Each scenario as a file that is read as the same scenario."""
    return [
        File(_file(result.scenario.name), as_toml(result.scenario).encode("utf-8"), "application/toml")
        for result in data.results(obj)
    ]


def command(obj) -> str:
    """The shell command that makes the runs again in any folder.

    A scenario that is not as the model has it under that name is named by its file of `scenario_files`.
    """
    shown = data.results(obj)
    source = data.source(obj)
    verb = "compare" if data.is_comparison(obj) else "run"
    names = [
        one.scenario.name if is_own_file(one.scenario) else shlex.quote(_file(one.scenario.name))
        for one in shown
    ]
    seed = "" if source["seed"] is None else f" --seed {source['seed']}"
    return f"edtu {verb} {' '.join(names)} --runs {source['runs'][0]}{seed} --inputs {_inputs(shown[0])[0]}"


def needs(obj) -> list[str]:
    """What has to lie beside the command, in sentences; nothing where the project alone is enough."""
    shown = data.results(obj)
    out = []
    changed = [one.scenario for one in shown if not is_own_file(one.scenario)]
    if changed:
        files = ", ".join(_file(one.name) for one in changed)
        out.append(f"Save {files} from this page into the folder in which you give the command.")
    name, own = _inputs(shown[0])
    if own:
        out.append(f"{name} is the set of parameter vectors with the hash {shown[0].inputs.hash}.")
    tables = getattr(shown[0], "table_hashes", None)
    if tables:
        out.append(
            "The runs used data tables of their own: add --tables and the folder whose tables have the hashes "
            + ", ".join(f"{table} {value}" for table, value in sorted(tables.items()))
            + "."
        )
    rules = sorted({str(getattr(one.scenario, "rule", "")) for one in shown})
    own_rules = [rule.rpartition("/")[2] for rule in rules if rule.endswith(".py")]
    if own_rules:
        out.append(f"The rule of choice is in a file of its own, {', '.join(own_rules)}, to lie there too.")
    return out


def _file(name: str) -> str:
    return f"{name}.toml"


def _inputs(result) -> tuple[str, bool]:
    """The word of ``--inputs``, and whether it is a file that does not come with the model."""
    inputs = getattr(result, "inputs", None)
    if inputs is None:
        return draw.FIXED, False
    same = inputs.hash == parameter_set.read(parameter_set.own_file()).hash
    return (draw.SET, False) if same else ("vectors.csv", True)
