"""Which parameters the headlines hang on."""

import numpy as np

from experiments.inputs.draw import Inputs
from experiments.publish import ranking
from model.inputs.parameters import table


def test_what_drives_a_headline_comes_out_and_what_does_not_stays_below_chance():
    chance = np.random.default_rng(1)
    vectors = np.repeat(np.arange(300), 2)
    values = {key: np.repeat(chance.random(300), 2) for key in ("drives", "idle", "still")}
    values["still"] = np.ones(600)
    inputs = Inputs(vectors.astype(str), values, "")
    found = ranking.correlations(-(values["drives"] ** 3) + chance.normal(0.0, 0.05, 600), inputs)
    least = ranking.limit(3, 300)
    assert found["drives"] < -0.9 and abs(found["idle"]) < least and found["still"] == 0.0


def test_every_confidence_has_a_grade_and_the_published_table_is_of_these_parameters():
    assert {row["confidence"] for row in table().values()} <= set(ranking.GRADES)
    ranks = ranking.read()
    assert {rank.key for rank in ranks} <= set(table()) and ranks
    assert [rank.most for rank in ranks] == sorted((rank.most for rank in ranks), reverse=True)
    assert all(rank.grade == ranking.grade(table()[rank.key]["confidence"]) for rank in ranks)
    assert max(rank.most for rank in ranks) > ranking.limit(len(ranks), 400)


def test_a_few_runs_give_a_row_for_every_parameter_of_the_set():
    ranks = ranking.measure(runs=16)
    text = ranking.as_text(ranks)
    assert text.splitlines()[0] == "key,grade," + ",".join(ranking.HEADLINES)
    assert len(text.splitlines()) == len(ranks) + 1
