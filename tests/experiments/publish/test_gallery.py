"""The gallery: a picture of every scenario and every lever at work."""

import functools
import re

import numpy as np
import pytest
from support.stepping import mean_and_error

from experiments.figures import data
from experiments.publish import gallery
from experiments.runs import runner
from model.errors import InputError
from model.institutions.catalogue import LEVERS
from model.scenarios.loader import scenario_names


@pytest.mark.slow
def test_the_gallery_opens_from_disk_and_is_not_overwritten(tmp_path):
    page = gallery.gallery(tmp_path / "gallery", runs=12, names=["standards"])
    assert (page.parent / "standards" / "levers.png").read_bytes().startswith(b"\x89PNG")
    text = page.read_text(encoding="utf-8")
    assert text.count("<img alt=") == 1 and "Interoperability standards" in text
    assert not re.search(r"(?:src|href)\s*=\s*[\"'](?!data:|#)|@import|url\(|<script", text)
    with pytest.raises(InputError, match="--force"):
        gallery.gallery(tmp_path / "gallery", runs=12, names=["standards"])


def test_the_gallery_shows_every_scenario_and_every_lever_alone():
    shown = list(gallery.pairs())
    assert {other.name for _, _, other in shown} == set(
        scenario_names()
    )  # the baseline beside one without SAFE
    alone = {key for _, one, other in shown for key in LEVERS if set(other.levers) - set(one.levers) == {key}}
    assert alone == set(LEVERS)


@functools.cache
def ran(content: str):
    """The result of a scenario, run once; most levers are shown beside the same baseline."""
    return runner.run(SCENARIOS[content], runs=30, progress=False, inputs="fixed")


SCENARIOS = {repr(scenario): scenario for _, one, other in gallery.pairs() for scenario in (one, other)}


@pytest.mark.slow
@pytest.mark.thorough
@pytest.mark.parametrize("key", list(LEVERS))
def test_every_lever_moves_what_it_is_said_to_move(key):
    one, other = next((a, b) for _, a, b in gallery.pairs() if set(b.levers) - set(a.levers) == {key})
    without, with_it = (ran(repr(scenario)) for scenario in (one, other))
    clear = []
    for name in LEVERS[key].shows:
        frame = data.paired(without, with_it, name)
        assert ((frame["low"] > 0) | (frame["high"] < 0)).any(), f"{key} does not move {name}"
        moved = with_it.record.outcomes[name] - without.record.outcomes[name]
        mean, error = mean_and_error(np.nanmean(moved, axis=0))  # of all years
        clear.append(abs(mean) > 4 * error)
    assert any(clear), LEVERS[key].shows
