"""Vectors of parameters: read from a set, dealt out to runs by seed and number, and bad sets refused in one line."""

import numpy as np
import pytest

from experiments.commands import main as cli
from experiments.inputs import parameter_set, rules
from experiments.inputs.draw import draw
from model import compare, explain, run
from model.errors import InputError
from model.inputs import parameters


def test_the_set_of_the_model_has_enough_vectors_inside_the_ranges_of_the_parameter_table():
    known, table = parameter_set.read(parameter_set.own_file()), parameters.table()
    assert len(known.vectors) >= 200 and known.weight.sum() == pytest.approx(1.0)
    assert len(set(known.vectors)) == len(known.vectors)
    for place, key in enumerate(known.keys):
        assert (
            table[key]["low"]
            <= known.values[:, place].min()
            <= known.values[:, place].max()
            <= table[key]["high"]
        )


def test_a_run_has_the_vector_that_its_seed_and_number_give_however_many_runs_there_are():
    few, many = draw("set", 3, np.arange(10)), draw("set", 3, np.arange(40))
    assert (few.vector == many.vector[:10]).all() and (
        draw("set", 3, np.arange(7, 9)).vector == few.vector[7:9]
    ).all()
    each = int(rules.rule("runs_per_vector"))
    assert len(set(many.vector)) == 40 // each and (many.vector[:each] == many.vector[0]).all()
    assert (draw("set", 4, np.arange(40)).vector != many.vector).any()


def test_vectors_come_as_often_as_their_weights_ask(tmp_path):
    file = tmp_path / "mine.csv"
    file.write_text("vector,weight,mu\na,3,0.3\nb,1,0.4\nc,0,0.5\nd,0,0.2\n")
    each = int(rules.rule("runs_per_vector"))
    drawn = draw(file, 1, np.arange(4 * each))
    assert sorted(drawn.vector[::each]) == ["a", "a", "a", "b"]
    assert set(drawn.values["mu"]) == {0.3, 0.4}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("vector,weight,mu\na,1,7\n", "parameters.mu: .* is outside 0.1 to 0.6"),
        ("vector,weight,nu\na,1,7\n", "unknown parameter 'nu'"),
        ("vector,weight,mu\na,1,x\n", "mine.csv: a: mu: 'x' is not a number"),
        ("vector,weight,mu\na,0,0.3\n", "weight: needs numbers from 0"),
        ("vector,mu\na,0.3\n", "column 'weight' is missing"),
        ("vector,weight,tables.safe.*\na,1,0.3\n", "holds values of data tables"),
    ],
)
def test_a_set_that_cannot_be_used_is_refused_in_one_line(tmp_path, text, says):
    (tmp_path / "mine.csv").write_text(text)
    with pytest.raises(InputError, match=says) as refused:
        draw(tmp_path / "mine.csv", 1, np.arange(4))
    assert "\n" not in str(refused.value)


def test_another_word_is_refused_before_anything_is_written(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["compare", "baseline", "edtu_full", "--inputs", "sets"]) == 2
    assert "write set, fixed or the path of a CSV file" in capsys.readouterr().err and not list(
        tmp_path.iterdir()
    )
    assert cli.main(["run", "baseline", "--inputs", "none.csv"]) == 2
    assert capsys.readouterr().err.count("\n") == 1 and not list(tmp_path.iterdir())


@pytest.fixture(scope="module")
def both():
    return compare("baseline", "edtu_full", runs=8, years=2, progress=False, parameters={"mu": 0.4})


def test_baseline_and_variant_have_the_same_vectors_and_what_the_call_sets_goes_first(both):
    first, second = (result.inputs for result in both.results)
    assert (first.vector == second.vector).all() and first.hash == second.hash
    assert (first.values["mu"] == 0.4).all() and len(set(first.values["w_t"])) == 2
    assert "w_t" not in both.baseline.scenario.parameters


def test_a_run_of_a_set_is_the_run_with_the_parameters_of_its_vector(both):
    from model import simulate

    alone = simulate(both.baseline.history(5), runs=1, replicates=np.array([5]))
    for name, values in alone.outcomes.items():
        np.testing.assert_array_equal(values[:, 0], both.baseline.outcome(name)[:, 5], err_msg=name)


def test_explain_tells_of_the_history_that_the_result_holds(both):
    from model.mesa_model import ProcurementModel

    history = both.baseline.history()
    model = ProcurementModel(history, seed=both.seed, replicate=0)
    model.step()
    state, domain = next(
        (s.iso2, d) for s in model.members for d in model.setup.facts.domains if _decided(s, d, 2026)
    )
    said = explain(both.baseline, state=state, domain=domain, year=2026)
    assert str(said) == str(explain(model, state=state, domain=domain, year=2026))


def _decided(state, domain: str, year: int) -> bool:
    try:
        state.decision_of(domain, year)
    except InputError:
        return False
    return True


def test_fixed_inputs_are_the_values_of_the_table_and_other_runs(both):
    fixed = run("baseline", runs=8, years=2, progress=False, inputs="fixed")
    assert fixed.inputs is None and "inputs" not in fixed.tables
    drawn = run("baseline", runs=8, years=2, progress=False)
    assert not set(fixed.run_ids) & set(drawn.run_ids)
    with pytest.raises(InputError, match="inputs: were not kept"):
        _ = fixed.drawn


def test_every_rule_of_reading_lies_in_its_range_and_has_a_reason():
    for key, row in rules.table().items():
        assert float(row["low"]) <= rules.rule(key) <= float(row["high"]) and row["source"], key
