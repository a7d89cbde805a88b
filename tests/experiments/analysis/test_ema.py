"""All experiments of the EMA workbench in one call of the engine: what it gives one by one, to the last bit."""

import warnings

import numpy as np
import pytest

from experiments.analysis import ema
from experiments.analysis.ema import ema_evaluator, ema_experiments, ema_model
from model.errors import InputError
from model.scenarios.changes import change
from model.scenarios.loader import load_scenario

with warnings.catch_warnings(action="ignore"):
    pytest.importorskip("ema_workbench")
    from ema_workbench import Policy, Scenario, perform_experiments

pytestmark = [pytest.mark.extras, pytest.mark.filterwarnings("ignore")]  # warnings of the workbench's own
SHORT = change(load_scenario("edtu_full"), years=2)
OUTCOMES = ("us_share_orders", "full_cost_bn")


@pytest.fixture
def model():
    return ema_model(SHORT, parameters=("mu", "zeta"), outcomes=OUTCOMES, replicates=3)


@pytest.fixture
def calls(monkeypatch):
    """How many runs each call of the engine had."""
    seen, evaluate = [], ema.evaluate

    def counted(scenario, names, X, *rest):
        seen.append(len(X))
        return evaluate(scenario, names, X, *rest)

    monkeypatch.setattr(ema, "evaluate", counted)
    return seen


def same(one, other):
    """Whether two results of the workbench are equal in every bit and name."""
    assert list(one[0].columns) == list(other[0].columns) and one[0].equals(other[0])
    assert list(one[1]) == list(other[1])
    for name, values in one[1].items():
        assert values.dtype == other[1][name].dtype and np.array_equal(values, other[1][name]), name


@pytest.mark.parametrize("combine", ["factorial", "sample"])
def test_one_call_gives_what_the_workbench_gives_one_by_one(model, calls, combine):
    chance = np.random.default_rng(1)
    scenarios = [
        Scenario(f"s{i}", parameters_mu=chance.uniform(0.1, 0.6), parameters_zeta=0.5) for i in range(3)
    ]
    policies = [Policy(f"p{i}", **{lever.name: chance.random() for lever in model.levers}) for i in range(2)]
    alone = perform_experiments(model, scenarios, policies, combine=combine)
    count = 6 if combine == "factorial" else 3
    assert calls == [1] * count
    together = perform_experiments(
        model, scenarios, policies, evaluator=ema_evaluator(model), combine=combine
    )
    assert calls[count:] == [count]
    same(alone, together)
    assert len(set(together[1]["us_share_orders"])) > 1


def test_samples_of_the_workbench_are_one_call_too(model, calls):
    with ema_evaluator(model) as evaluator:
        experiments, outcomes = evaluator.perform_experiments(scenarios=4, policies=2)
    assert calls == [8] and len(experiments) == 8 and outcomes["full_cost_bn"].shape == (8,)
    again = ema_experiments(model, experiments)
    assert calls == [8, 8]
    same((again[0][list(experiments)], again[1]), (experiments, outcomes))  # the workbench sorts its columns


def test_a_frame_of_experiments_is_one_call_and_row_by_row_the_same(model, calls):
    import pandas as pd

    frame = pd.DataFrame(
        {"parameters_mu": [0.2, 0.5, 0.3], "levers_edtu_strength": [0.0, 1.0, 0.5]}, index=[7, 8, 9]
    )
    experiments, outcomes = ema_experiments(model, frame)
    assert calls == [3]
    assert experiments["parameters_mu"].tolist() == [0.2, 0.5, 0.3]
    assert {"scenario", "policy", "model"} <= set(experiments.columns)
    for i, row in enumerate(frame.to_dict("records")):
        alone = model.function(**row)
        assert {name: values[i] for name, values in outcomes.items()} == alone


def test_what_has_no_column_stays_as_in_the_scenario(model):
    import pandas as pd

    from model.ensemble import simulate

    _, outcomes = ema_experiments(model, pd.DataFrame({"parameters_mu": [0.3]}))
    record = simulate(SHORT, runs=3, parameters={"mu": 0.3})
    assert outcomes["us_share_orders"][0] == record.outcomes["us_share_orders"][-1].mean()
    experiments, _ = perform_experiments(model, scenarios=2, evaluator=ema_evaluator(model))
    assert len(experiments) == 2, "without policies too"


def test_two_models_in_one_call_keep_their_names_apart(calls):
    one = ema_model(SHORT, parameters=("mu",), outcomes=OUTCOMES, replicates=2, name="one")
    two = ema_model(SHORT, parameters=("mu",), outcomes=OUTCOMES, replicates=2, seed=2, name="two")
    scenarios = [Scenario("s", parameters_mu=0.3)]
    together = perform_experiments([one, two], scenarios, evaluator=ema_evaluator([one, two]))
    assert calls == [1, 1] and together[0]["model"].tolist() == ["one", "two"]
    same(together, perform_experiments([one, two], scenarios))


def test_a_search_of_the_workbench_asks_once_a_generation(model, calls):
    with ema_evaluator(model) as evaluator:
        aims = [outcome for outcome in model.outcomes if outcome.kind != outcome.INFO]
        reference = Scenario("r", parameters_mu=0.3)
        found = evaluator.optimize(nfe=4, epsilons=[0.01] * len(aims), population_size=4, reference=reference)
    assert len(found) and calls and max(calls) == 4


@pytest.mark.parametrize(
    ("frame", "says"),
    [
        ({"parameters_muu": [0.2]}, "unknown column 'parameters_muu'; did you mean 'parameters_mu'"),
        ({"parameters_mu": [0.2, 9]}, "row 1: parameters_mu: 9.0 is no number from 0.1 to 0.6"),
        ({"parameters_mu": [float("nan")]}, "row 0: parameters_mu: nan is no number"),
        ({"parameters_mu": ["much"]}, "row 0: parameters_mu: 'much' is no number"),
        ({"parameters_mu": []}, "no experiments"),
        ({"policy": ["a"]}, "no experiments"),
    ],
)
def test_a_frame_that_cannot_be_run_is_one_line(model, frame, says):
    import pandas as pd

    with pytest.raises(InputError) as caught:
        ema_experiments(model, pd.DataFrame(frame))
    assert says in str(caught.value) and "\n" not in str(caught.value)


def test_a_model_of_another_kind_is_refused():
    from ema_workbench import Model

    with pytest.raises(InputError, match="'other' is no model of this project; make it with ema_model"):
        ema_evaluator(Model("other", function=lambda: {}))
