"""Screening and history matching find what is known on made-up models, and the model's own set keeps its word."""

import csv
import json

import numpy as np
import pytest

from experiments.commands import main as cli
from experiments.designs.files import read
from experiments.inputs import parameter_set
from experiments.matching import calibrate, match, screening
from experiments.matching.errors import number, table
from experiments.matching.evaluate import Outputs, all_targets, evaluate
from experiments.matching.prior import Prior
from experiments.matching.targets import Target
from model.errors import InputError
from model.inputs import parameters

# Ranged parameters of behaviour and the world that no vector draws: switches, shares that turn a mechanism on, what a
# policy is free to choose, the state of the world at the start, and a number of partners, which is whole.
NOT_DRAWN = {
    "switch": {"taste", "rationing", "sign_when_full", "lapse"},
    "policy": {"ukraine_export"},
    "start": {"regime_start", "offers_year", "small_firms_start"},
    "count": {"peers_count", "jurisdictions"},
}
BEHAVIOUR = {
    "choice",
    "members",
    "united_states",
    "industry",
    "finance",
    "research",
    "small_firms",
    "council",
}


def lines(path):
    """The rows of a CSV file."""
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def linear(values):
    """Two targets: the first rises with the first factor, the second with the second; the third factor is idle."""
    return Outputs(values[:, :2], np.full((len(values), 2), 0.0001), 4)


WANTED = [Target("a", "home_state", 0.3, 0.02, 0.03, ""), Target("b", "home_state", 0.7, 0.02, 0.03, "")]
UNIT = np.zeros(3), np.ones(3)
EVEN = Prior.about(UNIT[0], np.full(3, 0.5), UNIT[1])


def waves_of(count, model=linear, wanted=WANTED, vectors=400):
    low, high = UNIT
    out = []
    for n in range(1, count + 1):
        values = match.latin(EVEN, low, high, vectors, n)
        found = model(values)
        sd = match.deviation(wanted, found, np.zeros(2))
        out.append(match.Wave(n, low, high, values, match.implausibility(wanted, found, sd), sd))
        low, high = match.next_box(out, np.array([True, True, False]))
    return out


def test_every_setting_lies_in_its_range_and_has_a_reason():
    for key, row in table().items():
        assert float(row["low"]) <= number(key) <= float(row["high"]) and row["source"], key


def test_every_uncertain_parameter_of_behaviour_is_drawn_or_left_out_for_a_reason():
    drawn = {factor.name.removeprefix("parameters.") for factor in read(calibrate.PARAMETERS).factors}
    table_of = parameters.table()
    uncertain = {
        key for key, row in table_of.items() if row["group"] in BEHAVIOUR and row["low"] < row["high"]
    }
    assert BEHAVIOUR <= {row["group"] for row in table_of.values()}
    assert uncertain - drawn == set().union(*NOT_DRAWN.values())


def test_the_implausibility_is_that_of_the_formula():
    found = Outputs(np.array([[0.5, 0.7]]), np.array([[0.01, 0.01]]), 4)
    sd = match.deviation(WANTED, found, np.array([0.0004, 0.0]))
    assert sd[0] == pytest.approx(np.sqrt(0.02**2 + 0.03**2 + 0.0004 + 0.01 * 1.25))
    assert match.implausibility(WANTED, found, sd)[0].tolist() == pytest.approx([0.2 / sd[0], 0.0])


def test_waves_close_in_on_what_is_known_and_leave_an_idle_factor_alone(monkeypatch):
    monkeypatch.setattr(match, "number", lambda key: 1.0 if key == "rank" else number(key))
    first, second, third = waves_of(3)
    assert first.not_ruled_out.mean() < 0.2 < 0.3 < third.not_ruled_out.mean()
    assert third.low[0] < 0.3 < third.high[0] < 0.6 and third.low[1] > 0.4
    assert third.low[2] == 0.0 and third.high[2] == 1.0
    left = np.concatenate([wave.values[wave.not_ruled_out] for wave in (first, second, third)])
    weight = match.weights([first, second, third], EVEN)
    assert weight.sum() == pytest.approx(1.0) and np.abs(weight @ left - [0.3, 0.7, 0.5]).max() < 0.03


def test_weights_even_out_where_more_waves_looked():
    low, high = UNIT
    wide = match.latin(EVEN, low, high, 500, 1)
    narrow = match.latin(EVEN, low, np.array([0.5, 1.0, 1.0]), 500, 2)
    none = np.zeros((500, 2))
    waves = [
        match.Wave(1, low, high, wide, none, np.ones(2)),
        match.Wave(2, low, np.array([0.5, 1.0, 1.0]), narrow, none, np.ones(2)),
    ]
    left, weight = np.concatenate([wide, narrow]), match.weights(waves, EVEN)
    assert weight @ (left[:, 0] < 0.5) == pytest.approx(0.5, abs=0.02), (
        "though three of four vectors lie there"
    )


def test_half_of_a_prior_lies_on_either_side_of_the_value_evenly():
    prior = Prior.about(np.array([0.0, 0.0, 2.0]), np.array([0.2, 0.0, 2.0]), np.array([1.0, 1.0, 2.0]))
    values = match.latin(prior, prior.low, prior.high, 1000, 1)
    assert (values[:, 0] < 0.2).mean() == 0.5 and (values[:, 0] < 0.1).mean() == pytest.approx(
        0.25, abs=0.001
    )
    assert (values[:, 0] > 0.6).mean() == pytest.approx(0.25, abs=0.001)
    assert (values[:, 1] < 0.5).mean() == 0.5, "even over the range where the value lies at an end"
    assert (values[:, 2] == 2.0).all(), "a range of one value"
    places = np.linspace(0.0, 1.0, 21)[:, None] * np.ones(3)
    np.testing.assert_allclose(prior.below(prior.at(places))[:, :2], places[:, :2], atol=1e-12)


def test_a_part_of_a_prior_is_drawn_as_the_prior_lies_there_and_weights_bring_the_whole_back():
    prior = Prior.about(np.zeros(2), np.array([0.2, 0.5]), np.ones(2))
    low, high = np.array([0.1, 0.0]), np.array([0.6, 1.0])
    part = match.latin(prior, low, high, 2000, 1)
    assert part[:, 0].min() >= 0.1 and part[:, 0].max() <= 0.6
    assert (part[:, 0] < 0.2).mean() == pytest.approx(0.25 / 0.5, abs=0.001)
    whole, none = match.latin(prior, prior.low, prior.high, 2000, 2), np.zeros((2000, 2))
    waves = [
        match.Wave(1, prior.low, prior.high, whole, none, np.ones(2)),
        match.Wave(2, low, high, part, none, np.ones(2)),
    ]
    left, weight = np.concatenate([whole, part]), match.weights(waves, prior)
    assert weight @ (left[:, 0] < 0.2) == pytest.approx(0.5, abs=0.01)
    assert weight @ (left[:, 0] > 0.6) == pytest.approx(0.25, abs=0.01)


def test_a_target_that_no_vector_meets_is_named_with_what_it_would_need():
    far = [WANTED[0], Target("c", "home_state", 2.0, 0.0, 0.03, "")]
    [wave] = waves_of(1, wanted=far)
    [(name, discrepancy)] = match.needed(far, wave.values[:, :2], wave.sd)
    assert name == "c" and 0.3 < discrepancy < 0.4, "a third of the way from 1 to 2"
    assert wave.worst(far)[0] == ("c", 1.0)


def test_elementary_effects_are_those_of_a_linear_model():
    from experiments.designs.methods import morris

    class Plan:
        factors = (None,) * 3

    values = morris(5, Plan, np.random.default_rng(1))
    slopes = np.array([[2.0, 0.0], [0.0, -3.0], [0.0, 0.0]])
    effect = screening.elementary(values, values @ slopes, np.ones(3), 5)
    np.testing.assert_allclose(effect, np.abs(slopes), atol=1e-12)


def test_targets_are_shares_with_errors_and_none_is_named_twice():
    wanted = all_targets()
    assert {t.kind for t in wanted} == {
        "home_state",
        "home_domain",
        "imports_us",
        "imports_third",
        "orders",
        "stock",
    }
    assert len({t.name for t in wanted}) == len(wanted) > 100
    assert all(0.0 <= t.observed <= 1.0 and t.error >= 0.0 and t.discrepancy > 0.0 for t in wanted)


def test_a_vector_gives_the_same_alone_and_among_others():
    values = np.array([[0.3], [0.5]])
    both, alone = evaluate(("mu",), values, 2, 1), evaluate(("mu",), values[1:], 2, 1)
    np.testing.assert_array_equal(both.mean[1], alone.mean[0])
    assert (
        both.mean.shape == (2, len(all_targets())) and np.nanmax(np.abs(both.mean[0] - both.mean[1])) > 0.01
    )
    shares = both.mean[np.isfinite(both.mean)]
    assert shares.min() >= 0.0 and shares.max() <= 1.0


@pytest.fixture
def quick(monkeypatch):
    """A calibration whose model takes no time: shares hang on two parameters."""
    wanted = all_targets()

    def found(names, values, replicates, seed, advance=lambda done: None):
        mean = np.tile([t.observed for t in wanted], (len(values), 1))
        if "mu" in names:  # values of data tables do nothing
            mean[:, 0] += 0.3 * (values[:, list(names).index("mu")] - 0.35)
            mean[:, 1] += 4.0 * (values[:, list(names).index("w_t")] - 0.05)
        advance(len(values))
        return Outputs(mean, np.full_like(mean, 1e-4), replicates)

    calls = []
    monkeypatch.setattr(calibrate, "evaluate", lambda *a: calls.append("wave") or found(*a))
    monkeypatch.setattr(screening, "evaluate", lambda *a: calls.append("screening") or found(*a))
    return calls


def test_a_stopped_calibration_goes_on_and_another_plan_is_refused(quick, tmp_path):
    plan, told = calibrate.Plan(vectors=120, trajectories=1), []
    done = calibrate.calibrate(tmp_path / "a", plan, lambda *what: told.append(what))
    assert quick[:2] == ["screening"] * 2 and told and done.left >= calibrate.LEAST
    assert {n for n, m in zip(done.names, done.matter, strict=True) if m} == {"mu", "w_t"}
    quick.clear()
    (tmp_path / "a" / "wave_2.npz").unlink()
    again = calibrate.calibrate(tmp_path / "a", plan, lambda *what: None)
    assert quick == ["wave"] and again.left == done.left
    with pytest.raises(InputError, match="other settings or data tables; choose another folder"):
        calibrate.calibrate(tmp_path / "a", calibrate.Plan(vectors=121, trajectories=1), lambda *what: None)
    rows = lines(tmp_path / "a" / "waves.csv")
    assert [row["wave"] for row in rows] == [str(w.number) for w in done.waves]


@pytest.mark.thorough
def test_a_set_is_published_only_when_it_is_large_enough(quick, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(calibrate, "HERE", tmp_path)
    few = ["calibrate", "--vectors", "10", "--trajectories", "1", "--publish", "--quiet"]
    assert cli.main([*few, "--out", "few"]) == 2
    assert "fewer than 200" in capsys.readouterr().err and not (tmp_path / "parameter_set.csv").exists()
    many = ["calibrate", "--vectors", "150", "--trajectories", "1", "--publish", "--quiet", "--out", "many"]
    assert cli.main(many) == 0
    known = parameter_set.read(tmp_path / "parameter_set.csv")
    assert len(known.vectors) >= 200 and "vectors are left" in capsys.readouterr().out


def test_a_folder_with_other_files_is_left_alone(tmp_path, capsys):
    (tmp_path / "thesis.txt").write_text("years of work")
    assert cli.main(["calibrate", "--out", str(tmp_path)]) == 2
    assert "holds other files" in capsys.readouterr().err and len(list(tmp_path.iterdir())) == 1
    assert cli.main(["calibrate", "--vectors", "many"]) == 2


def test_the_published_set_comes_with_its_waves():
    known = parameter_set.read(parameter_set.own_file())
    rows = lines(calibrate.HERE / "waves.csv")
    assert sum(int(row["kept"]) for row in rows) == len(known.vectors)
    assert {name.partition(".")[0] for name in known.vectors} <= {f"wave{row['wave']}" for row in rows}


@pytest.mark.slow
@pytest.mark.republish
def test_vectors_of_the_set_are_still_not_ruled_out():
    known, wanted = parameter_set.read(parameter_set.own_file()), all_targets()
    found = evaluate(known.keys, known.values[:24], 8, 1)
    agreement = lines(calibrate.HERE / "agreement.csv")
    tables = {row["target"]: float(row["tables"]) ** 2 for row in agreement}
    sd = match.deviation(wanted, found, np.array([tables[t.name] for t in wanted]))
    held = match.held_against(match.implausibility(wanted, found, sd))
    assert (held < 1.1 * number("cut")).all(), "run `edtu calibrate --publish`"


def test_the_plan_of_a_folder_names_the_tables_it_rests_on(quick, tmp_path):
    calibrate.calibrate(tmp_path / "a", calibrate.Plan(20, 2, 1), lambda *what: None)
    assert json.loads((tmp_path / "a" / "plan.json").read_text())["tables"] == calibrate.tables_hash()
