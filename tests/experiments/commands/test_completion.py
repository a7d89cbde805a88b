"""Completion in the shell: names where names are wanted; without argcomplete nothing changes."""

import os
import subprocess
import sys
import tempfile

import pytest
from support import ROOT

from experiments.commands import completion
from experiments.commands import main as cli


def completions(line: str) -> list[str]:
    """What a shell is offered after a line, as argcomplete's script for bash asks."""
    with tempfile.NamedTemporaryFile() as out:
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "_ARGCOMPLETE": "1",
            "_ARGCOMPLETE_STDOUT_FILENAME": out.name,
            "_ARGCOMPLETE_IFS": "\n",
            "COMP_LINE": line,
            "COMP_POINT": str(len(line)),
        }
        code = "from experiments.commands.main import edtu; edtu()"
        subprocess.run([sys.executable, "-c", code], env=environment, cwd=ROOT, check=True, timeout=60)
        return [word.strip() for word in out.read().decode().splitlines()]


@pytest.mark.extras
@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("edtu knoc", ["knockout"]),
        ("edtu compare baseline edtu_fu", ["edtu_full"]),
        ("edtu run baseline --outcome full_c", ["full_cost_bn"]),
        ("edtu run baseline --shock us_cut", ["us_cutoff"]),
        ("edtu explain baseline --state P", ["PL", "PT"]),
        ("edtu run baseline --rule lex", ["lexicographic"]),
        ("edtu list outc", ["outcomes"]),
    ],
)
def test_names_are_offered(line, offered):
    pytest.importorskip("argcomplete")
    assert sorted(completions(line)) == offered


def test_what_is_completed_is_an_option_of_some_command():
    parser = cli.make_parser()
    [commands] = [action.choices for action in parser._actions if action.dest == "command"]
    words = {action.dest for one in commands.values() for action in one._actions}
    assert set(completion.COMPLETED) <= words
    for names in completion.COMPLETED.values():
        assert list(names())


def test_a_shell_that_asks_where_argcomplete_is_missing_gets_no_error(monkeypatch):
    monkeypatch.setenv("_ARGCOMPLETE", "1")
    monkeypatch.setitem(sys.modules, "argcomplete", None)
    assert completion.answer(cli.make_parser()) is None
