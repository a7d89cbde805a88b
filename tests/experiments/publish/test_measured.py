"""The page on what mechanisms do: sums that must hold, and that it is current."""

import numpy as np
import pytest

from experiments.publish import measured
from experiments.result import seal


def test_the_seal_of_the_page_holds():
    page = measured.PAGE.read_text(encoding="utf-8")
    assert seal.broken(page, measured.about()) == "", f"run: {measured.COMMAND}"


def test_money_that_goes_back_goes_somewhere(monkeypatch):
    monkeypatch.setattr(measured, "RUNS", 3)
    flows, left, back = measured.watched()
    assert back.all > 0.0 and np.isclose(back.same + back.other + back.put_off, back.all)
    assert back.all < 3 * flows["orders_bn"].sum()
    assert all(amount >= 0.0 for amount in left.values())


@pytest.mark.republish
def test_the_model_still_gives_what_the_page_says(capsys):
    assert measured.main(["--check"]) == 0, capsys.readouterr().err
