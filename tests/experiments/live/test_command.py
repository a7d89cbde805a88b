"""``edtu live``: one clear line for what cannot be done."""

import socket

import pytest

from experiments.commands import main as cli
from experiments.live import serve
from model.errors import InputError


def refused(capsys, *words) -> str:
    assert cli.main(["live", *words]) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.startswith("edtu: ") and err.count("\n") == 1
    return err


def test_without_the_extra_one_line_says_how_to_get_it(capsys, monkeypatch):
    def need(package):
        raise InputError(f"{package} is not installed; it comes with the extra 'ui'")

    monkeypatch.setattr(serve, "need", need)
    assert "the extra 'ui'" in refused(capsys, "baseline")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("edtu_ful",), "did you mean 'edtu_full'"),
        (("--runs", "1"), "--runs: '1' is too small; give 2 or more"),
        (("--seed", "x"), "--seed: 'x' is not a whole number"),
        (("--port", "99999"), "choose up to 65535"),
    ],
)
def test_bad_words_are_refused_before_anything_is_served(capsys, words, says):
    assert says in refused(capsys, *words)


def test_a_port_that_is_taken_is_refused():
    with socket.socket() as other:
        other.bind((serve.HOST, 0))
        other.listen()
        with pytest.raises(InputError, match="is taken; choose another"):
            serve.listen(other.getsockname()[1])
