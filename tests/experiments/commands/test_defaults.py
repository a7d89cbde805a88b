"""Shell and Python do the same where nothing is said; help and examples of every command are right."""

import inspect
import shlex

import pytest

from experiments import defaults
from experiments.commands import main as cli
from experiments.commands import run as run_command
from model import __version__, compare, explain, run

NAMES = {"lever": "levers", "shock": "shocks", "set": "parameters", "data": "facts", "design_seed": "seed"}
FORMS = {  # how the shell writes what Python takes
    ("sweep", "tables"): lambda text: tuple(text.split(",")),
    ("hindcast", "vectors"): lambda number: None if number == 1 else number,  # one vector: the table's
}
# Written into Python's signature as None where the shell has a value: said to be the result's own there.
OWN_OF_A_RESULT = {("explain", "seed"): defaults.SEED, ("explain", "replicate"): 0}


def functions():
    """Command, an example of it, and the Python function that does the same."""
    from experiments.analysis.attribution import attribute
    from experiments.analysis.knockout import knockout
    from experiments.hindcast.hindcast import hindcast
    from experiments.sweep import sweep

    return {
        "run": ("run baseline", run),
        "compare": ("compare baseline edtu_full", compare),
        "explain": ("explain baseline --state PL --domain fighters", explain),
        "knockout": ("knockout edtu_full", knockout),
        "attribute": ("attribute edtu_full", attribute),
        "hindcast": ("hindcast --fit-to 2014 --predict 2015:2019", hindcast),
        "sweep": ("sweep levers", sweep),
    }


@pytest.mark.parametrize("command", sorted(functions()))
def test_shell_and_python_have_the_same_defaults(command):
    words, function = functions()[command]
    options = vars(cli.make_parser().parse_args(shlex.split(words)))
    if command in ("run", "compare"):
        options["runs"] = run_command.runs_asked(cli.make_parser().parse_args(shlex.split(words)))
    said = {
        name: parameter.default
        for name, parameter in inspect.signature(function).parameters.items()
        if parameter.default is not inspect.Parameter.empty
    }
    both = {(name, NAMES.get(name, name)) for name in options if NAMES.get(name, name) in said}
    compared = {
        python: (
            FORMS.get((command, shell), lambda same: same)(options[shell]),
            OWN_OF_A_RESULT.get((command, python), said[python]),
        )
        for shell, python in both
        if (shell, python) != ("outcome", "outcomes")
    }
    assert "seed" in compared and ("runs" in compared or command == "explain")
    differ = {name: pair for name, pair in compared.items() if pair[0] != pair[1]}
    differ.pop("executor", None)  # chosen by size: "auto" on the command line, see --help
    assert differ == {}


def test_one_scenario_is_one_possible_history_and_a_comparison_has_enough_runs():
    assert defaults.runs(1) == 1 and defaults.runs(2) == defaults.runs(5) == defaults.RUNS_COMPARED >= 200


@pytest.mark.parametrize("command", sorted(cli.COMMANDS))
def test_every_command_has_a_line_of_help_and_examples_that_can_be_typed(command, capsys):
    says = cli.COMMANDS[command].__doc__.splitlines()[0]
    assert 20 < len(says) < 120 and not says.endswith(".")
    assert cli.examples(command)
    for line in cli.examples(command):
        words = shlex.split(line)
        assert words[:2] == ["edtu", command]
        assert cli.make_parser().parse_args(words[1:]).command == command
    with pytest.raises(SystemExit) as ended:
        cli.main([command, "--help"])
    out = capsys.readouterr().out
    assert ended.value.code == 0 and all(f"  {line}\n" in out for line in cli.examples(command))


def test_help_speaks_of_runs_and_not_of_histories(capsys):
    for command in cli.COMMANDS:
        with pytest.raises(SystemExit):
            cli.main([command, "--help"])
        out = " ".join(capsys.readouterr().out.split())
        assert "histories" not in out, command
        assert "replicate" not in out or command == "explain", "which of the runs: only where one is meant"


def test_the_version_is_said(capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(["--version"])
    assert ended.value.code == 0 and capsys.readouterr().out == f"edtu {__version__}\n"
