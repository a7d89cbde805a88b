"""Designs: which points the methods choose, and how bad files are answered."""

import warnings

import numpy as np
import pytest
from support import ROOT

from experiments.designs import make, read
from experiments.designs.factors import Factor
from experiments.designs.files import design_names, parse
from model.errors import InputError

THREE = {"levers": {"edtu": {"strength": [0, 1], "start": [2027, 2032]}}, "parameters": {"mu": "registry"}}


def plan(**contents):
    return parse(contents, "mine.toml")


def wide(factors: int):
    """A plan of some continuous factors."""
    keys = ["mu", "nest_correlation", "w_t", "zeta", "w_n", "w_a", "w_q", "lock_in", "w_e"][:factors]
    return plan(parameters=dict.fromkeys(keys, "registry"))


@pytest.mark.parametrize("name", design_names())
def test_every_design_that_comes_with_the_project_can_be_read(name):
    found = read(name)
    assert found.factors and found.title != name
    assert all(f.low < f.high and f.source for f in found.factors)


def test_kinds_are_kept_apart_and_ranges_come_from_the_registry():
    from model.inputs.parameters import table

    design = make("package", "lhs:5")
    assert set(design.kinds) == {"lever", "parameter", "shock"}
    assert list(design.kinds) == sorted(design.kinds), "levers, then parameters, then shocks"
    mu = design.factors[design.names.index("parameters.mu")]
    row = table()["mu"]
    assert (mu.low, mu.high, mu.source) == (row["low"], row["high"], row["source"])
    start = design.factors[design.names.index("shocks.us_cutoff.start")]
    assert (start.low, start.high) == (2026, 2035), "a start outside the simulated years would do nothing"


def test_values_stay_in_their_ranges_and_years_are_whole():
    for method in (
        "one_at_a_time:4",
        "factorial:3",
        "fractional:4",
        "lhs:50",
        "sobol:64",
        "morris:9",
        "saltelli:8",
        "saltelli:8:2",
    ):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            design = make(plan(**THREE), method)
        for factor, column in zip(design.factors, design.values.T, strict=True):
            assert column.min() >= factor.low and column.max() <= factor.high, method
        assert np.all(design.values[:, 1] == np.round(design.values[:, 1]))
        assert len(set(design.ids)) == len(design) == len(design.values)


def test_whole_numbers_and_levels_get_equal_shares():
    year = Factor("levers.edtu.start", 2027, 2030)
    places = np.linspace(0, 1, 4001)[:-1]
    assert np.bincount(year.at(places).astype(int))[2027:].tolist() == [1000] * 4
    assert year.at(np.array([0.0, 1.0])).tolist() == [2027, 2030]
    three = Factor("parameters.mu", 0.1, 0.5, levels=(0.1, 0.2, 0.5))
    assert three.at(np.array([0, 0.3, 0.34, 0.7, 1])).tolist() == [0.1, 0.1, 0.2, 0.5, 0.5]


def test_factorial_is_every_combination_once():
    design = make(
        plan(levers={"edtu": {"strength": {"levels": [0, 0.25, 1]}}}, parameters={"mu": [0.2, 0.4]}),
        "factorial:2",
    )
    assert sorted(map(tuple, design.values)) == [(a, b) for a in (0, 0.25, 1) for b in (0.2, 0.4)]


@pytest.mark.parametrize(("factors", "points"), [(3, 4), (4, 8), (5, 16), (6, 8), (7, 8), (8, 16), (9, 16)])
def test_fractional_keeps_main_effects_apart(factors, points):
    signs = make(wide(factors), f"fractional:{points}").values
    signs = np.sign(signs - signs.mean(axis=0))
    assert np.array_equal(signs.T @ signs, points * np.eye(factors))
    if factors <= points // 2:  # resolution IV: also apart from effects of pairs
        pairs = np.stack([signs[:, i] * signs[:, j] for i in range(factors) for j in range(i)], axis=1)
        assert not (signs.T @ pairs).any()


def test_lhs_has_one_point_in_each_slice_and_sobol_fills_evenly():
    mu = make(plan(parameters={"mu": [0.2, 0.4], "w_t": "registry"}), "lhs:20").values[:, 0]
    assert sorted(((mu - 0.2) / 0.2 * 20).astype(int)) == list(range(20))
    mu = make(plan(parameters={"mu": [0.2, 0.4], "w_t": "registry"}), "sobol:32").values[:, 0]
    assert sorted(((mu - 0.2) / 0.2 * 32).astype(int)) == list(range(32))


def test_morris_moves_one_factor_a_step():
    design = make(wide(5), "morris:7")
    steps = np.diff(design.values.reshape(7, 6, 5), axis=1)
    assert np.all((steps != 0).sum(axis=2) == 1) and np.all((steps != 0).sum(axis=1) == 1)
    width = np.array([f.high - f.low for f in design.factors])
    assert np.allclose(np.abs(steps).sum(axis=1) / width, 2 / 3)


def test_saltelli_swaps_one_factor_at_a_time_between_a_and_b():
    design = make(wide(4), "saltelli:8")
    rows = design.values.reshape(8, 6, 4)
    for i in range(4):
        assert np.array_equal(rows[:, 1 + i, i], rows[:, -1, i])
        others = [j for j in range(4) if j != i]
        assert np.array_equal(rows[:, 1 + i][:, others], rows[:, 0][:, others])


def test_saltelli_for_pairs_has_the_points_of_saltelli_and_those_with_a_and_b_changed_about():
    design, plain = make(wide(4), "saltelli:8:2"), make(wide(4), "saltelli:8")
    rows = design.values.reshape(8, 10, 4)
    assert np.array_equal(rows[:, [0, 1, 2, 3, 4, 9]], plain.values.reshape(8, 6, 4)), "the same A, AB and B"
    for i in range(4):
        others = [j for j in range(4) if j != i]
        assert np.array_equal(rows[:, 5 + i, i], rows[:, 0, i])
        assert np.array_equal(rows[:, 5 + i][:, others], rows[:, -1][:, others])


@pytest.mark.extras
def test_the_order_of_points_is_that_of_salib():
    sample = pytest.importorskip("SALib.sample.sobol").sample
    for method, second in (("saltelli:8", False), ("saltelli:8:2", True)):
        design = make(wide(3), method, seed=5)
        bounds = [[factor.low, factor.high] for factor in design.factors]
        problem = {"num_vars": 3, "names": list(design.names), "bounds": bounds}
        theirs = sample(problem, 8, calc_second_order=second, seed=np.random.default_rng(5))
        assert design.values == pytest.approx(theirs, rel=1e-12)


def test_every_method_has_a_line_in_the_list_and_in_the_manual(capsys):

    from experiments.commands import main as cli
    from experiments.designs import METHODS

    assert cli.main(["list", "methods"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(METHODS)
    manual = (ROOT / "docs" / "sweeps.md").read_text(encoding="utf-8")
    for (spelling, method), line in zip(METHODS.items(), lines, strict=True):
        assert f"| `{spelling}` | {method.points} | {method.serves} |\n" in manual
        assert f"{method.serves.replace('`', '')}. Points for k factors: {method.points}." in line


@pytest.mark.parametrize(
    ("method", "points"),
    [
        ("one_at_a_time:4", 1 + 4 * 5),
        ("factorial:3", 3**5),
        ("fractional:8", 8),
        ("lhs:7", 7),
        ("sobol:4", 4),
        ("morris:3", 3 * 6),
        ("saltelli:4", 4 * 7),
        ("saltelli:4:2", 4 * 12),
    ],
)
def test_a_method_gives_as_many_points_as_the_list_says(method, points):
    design = make(wide(5), method)
    assert len(design) <= points if method.startswith("one") else len(design) == points


def test_every_design_has_a_line_in_the_list(capsys):
    from experiments.commands import main as cli

    assert cli.main(["list", "designs"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == design_names()
    [line] = [line for line in lines if line.split()[0] == "package"]
    assert (
        "for finding where the package fails. 13 factors, 3 of levers, 8 of parameters, 2 of shocks" in line
    )
    assert line.endswith("around edtu_full.")


def test_one_at_a_time_leaves_the_others_as_in_the_base():
    design = make(plan(**THREE, scenario="edtu_full"), "one_at_a_time:3")
    assert design.values[0].tolist() == [1.0, 2028.0, 0.45]
    assert np.all((design.values[1:] != design.values[0]).sum(axis=1) <= 1)


def test_two_methods_cross_policies_with_futures():
    design = make(plan(**THREE), "factorial:2,lhs:5")
    assert len(design) == 4 * 5
    futures = design.values[:, 2].reshape(4, 5)
    assert np.all(futures == futures[0]), "each policy meets the same futures"


def test_the_seed_decides_the_points():
    one, same, other = (make("levers", "lhs:9", seed=seed).values for seed in (1, 1, 2))
    assert np.array_equal(one, same) and not np.array_equal(one, other)


def test_a_number_is_fixed_and_a_lever_that_is_named_is_there():
    found = plan(levers={"edtu": {"fund": 6, "start": [2027, 2030]}}, shocks={"us_cutoff": 2031})
    assert [f.name for f in found.factors] == ["levers.edtu.start"]
    assert found.scenario.parameters["edtu_fund"] == 6 and found.scenario.levers["edtu"].strength == 1
    assert found.scenario.shocks["us_cutoff"]["start"] == 2031


@pytest.mark.parametrize(
    ("contents", "says"),
    [
        ({"lever": {}}, "unknown key 'lever'; did you mean 'levers'"),
        ({"levers": {"edut": [0, 1]}}, "unknown lever 'edut'"),
        ({"levers": {"edtu": {"strenght": [0, 1]}}}, "did you mean 'strength'"),
        ({"parameters": {"muu": "registry"}}, "unknown parameter 'muu'"),
        ({"parameters": {"mu": [0.2, 9]}}, "parameters.mu: [0.2, 9] is outside 0.1 to 0.6"),
        ({"parameters": {"mu": [0.4, 0.2]}}, "must rise"),
        ({"parameters": {"mu": [0.2, 0.3, 0.4]}}, "needs [LOW, HIGH]"),
        ({"parameters": {"mu": "register"}}, "needs [LOW, HIGH]"),
        ({"parameters": {"edtu_start": "registry"}}, "vary that instead"),
        ({"levers": {"edtu": {"start": [2027.5, 2030]}}}, "only whole numbers"),
        ({"levers": {"edtu": {"ramp": "registry"}}}, "no range in the registry"),
        ({"levers": {"edtu": {"fund": [1, 2]}}, "parameters": {"edtu_fund": [1, 2]}}, "sets the same as"),
        ({"shocks": {"us_cutof": [2027, 2030]}}, "did you mean 'us_cutoff'"),
        ({"levers": ["edtu"]}, "needs a table"),
        ({"scenario": "basline"}, "did you mean 'baseline'"),
    ],
)
def test_a_bad_design_file_is_one_line(contents, says):
    with pytest.raises(InputError) as caught:
        plan(**contents)
    assert says in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("method", "says"),
    [
        ("sobol:100", "write sobol:64 or sobol:128"),
        ("sobl:64", "did you mean 'sobol'"),
        ("lhs", "needs a whole number after the colon, such as lhs:64"),
        ("lhs:0", "needs a whole number"),
        ("lhs:4:2", "--design lhs:4:2: is written lhs:N, with a number for N"),
        ("saltelli:8:3", "is written saltelli:N or saltelli:N:2"),
        (
            "saltelli:6:2",
            "--design saltelli:6:2: a Sobol sequence needs a power of two; write saltelli:4:2 or "
            "saltelli:8:2",
        ),
        ("fractional:2", "write fractional:4"),
        ("fractional:64", "write factorial:2"),
        ("factorial:1", "needs two levels"),
        ("factorial:2,lhs:5,lhs:5", "two methods cross"),
        ("", "such as --design lhs:100"),
    ],
)
def test_a_bad_method_is_one_line(method, says):
    with pytest.raises(InputError) as caught:
        make(plan(**THREE), method)
    assert says in str(caught.value) and "\n" not in str(caught.value)


def test_too_many_combinations_are_refused_before_they_fill_the_memory():
    with pytest.raises(InputError, match="use fewer levels"):
        make("package", "factorial:9")


def test_own_points_from_a_csv_file(tmp_path):
    file = tmp_path / "mine.csv"
    file.write_text("\ufeffid, levers.edtu.strength ,parameters.mu\na,0.5,0.3\n\nb,1,0.4\n", encoding="utf-8")
    design = make(file, "")
    assert design.ids == ("a", "b") and design.scenario.name == "baseline"
    assert design.names == ("levers.edtu.strength", "parameters.mu")
    assert design.values.tolist() == [[0.5, 0.3], [1.0, 0.4]]
    design = make(plan(levers={"edtu": [0, 1]}, parameters={"mu": [0.3, 0.4]}), f"csv:{file}")
    assert design.factors[1].high == 0.4


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("id,levers.edtu.strenght\na,1\n", "did you mean 'strength'"),
        ("id,strength\na,1\n", "unknown column 'strength'"),
        ("levers.edtu.strength\n1\n", "column 'id' is missing"),
        ("id,parameters.mu\na,0.3\na,0.4\n", "line 3: id 'a' is on line 2 too"),
        ("id,parameters.mu\n,0.3\n", "line 2: id is empty"),
        ("id,parameters.mu\na,0.9\n", "line 2: parameters.mu: 0.9 is outside 0.1 to 0.6"),
        ("id,parameters.mu\na,nan\n", "nan is outside"),
        ("id,parameters.mu\na,much\n", "needs a number, got 'much'"),
        ("id,parameters.mu\na,\n", "needs a number, got ''"),
        ("id,parameters.mu\na\n", "has 1 cells and 2 columns"),
        ("id,parameters.mu,parameters.mu\na,1,1\n", "is there twice"),
        ("id,levers.edtu.start\na,2027.5\n", "only whole numbers"),
        ("id,parameters.mu\n", "has no points"),
        ("id\na\n", "no column but 'id'"),
        ("", "has no points"),
    ],
)
def test_a_bad_csv_file_is_one_line_with_line_and_column(tmp_path, text, says):
    file = tmp_path / "mine.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        make(file, "")
    assert (
        says in str(caught.value)
        and str(caught.value).startswith("mine.csv: ")
        and "\n" not in str(caught.value)
    )


def test_a_csv_file_must_have_the_columns_of_its_design(tmp_path):
    file = tmp_path / "mine.csv"
    file.write_text("id,parameters.mu\na,0.3\n", encoding="utf-8")
    with pytest.raises(InputError, match="column 'levers.edtu.strength' is missing; mine.toml varies it"):
        make(plan(levers={"edtu": [0, 1]}, parameters={"mu": [0.2, 0.4]}), f"csv:{file}")
    with pytest.raises(InputError, match="unknown column 'parameters.mu'"):
        make(plan(levers={"edtu": [0, 1]}), f"csv:{file}")
    with pytest.raises(InputError, match="no such file"):
        make(tmp_path / "none.csv", "")
