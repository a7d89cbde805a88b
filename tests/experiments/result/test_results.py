"""Tables, paired differences, and results on disk."""

import json
import subprocess
import sys

import numpy as np
import pytest
from support import ROOT
from support.fake_engine import FakeScenario, make_record

from experiments.intervals.paired import mean_interval, runs_needed, verdict
from experiments.result import manifest as provenance
from experiments.result import saving, store
from experiments.result.comparison import Comparison
from experiments.result.result import Result
from experiments.runs import runner
from model.errors import InputError
from model.inputs.tables import own


@pytest.fixture
def result():
    return Result(make_record())


@pytest.fixture
def comparison(fake_outcomes):
    other = FakeScenario("edtu_full", levers={"edtu": {"start": 2028}}, shocks={}, parameters={})
    return Comparison([Result(make_record(runs=40)), Result(make_record(other, runs=40, effect=0.1))])


def test_a_table_row_holds_the_number_of_its_run_year_and_state(result):
    states = result.states
    record = result.record
    row = states[(states.replicate == 3) & (states.year == 2028) & (states.state == "PL")].iloc[0]
    assert row.us_share_orders == record.states["us_share_orders"][2, result.members.index("PL"), 3]
    row = result.domains[(result.domains.replicate == 1) & (result.domains.domain == "manoeuvre")].iloc[-1]
    assert row.year == 2029
    assert row.capability_gap == record.domains["capability_gap"][3, result.domain_keys.index("manoeuvre"), 1]
    row = result.years[(result.years.replicate == 4) & (result.years.year == 2026)].iloc[0]
    assert row.full_cost_bn == record.outcomes["full_cost_bn"][0, 4]


def test_tables_have_the_promised_columns(result):
    who = ["run_id", "scenario", "replicate", "year"]
    assert list(result.years.columns) == who + list(result.record.outcomes)
    assert list(result.states.columns) == [*who, "state", *result.record.states]
    assert list(result.domains.columns) == [*who, "domain", *result.record.domains]
    assert list(result.events.columns) == [*who, "kind", "domain", "offer", "state", "amount_bn"]
    assert result.events.replicate.tolist() == [0, 4]


def test_tables_join_by_run_id_alone(comparison):
    assert comparison.years.run_id.nunique() == 80
    assert comparison.years.groupby("run_id").scenario.nunique().eq(1).all()
    assert set(comparison.states.run_id) == set(comparison.years.run_id)


def test_a_run_id_depends_on_content_seed_and_replicate_and_on_nothing_else():
    a = FakeScenario(levers={"edtu": {"start": 2028, "strength": 1}}, shocks={}, parameters={})
    b = FakeScenario(
        levers={"edtu": {"strength": 1.0, "start": 2028.0}}, shocks={}, parameters={}, title="New words"
    )
    c = FakeScenario(levers={"edtu": {"start": 2028, "strength": 0.9}}, shocks={}, parameters={})
    ids = provenance.run_ids(a, 1, [0, 1])
    assert ids == provenance.run_ids(b, 1, np.array([0, 1]))
    assert ids[1:] == provenance.run_ids(a, 1, [1])
    others = provenance.run_ids(a, 2, [0]) + provenance.run_ids(c, 1, [0]) + ids
    assert len(set(others)) == 4


def test_a_run_id_is_the_same_in_another_process():
    code = (
        "from support.fake_engine import FakeScenario; from experiments.result.manifest import run_ids;"
        "print(run_ids(FakeScenario(levers={}, shocks={}, parameters={}), 1, [0])[0])"
    )
    out = subprocess.run(
        [sys.executable, "-c", "import sys; sys.path[:0] = ['tests', '.'];" + code],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert out.stdout.strip() == Result(make_record()).run_ids[0]


def test_saved_and_loaded_is_the_same_to_the_last_bit(comparison, tmp_path):
    import pandas as pd

    path = comparison.save(tmp_path / "here")
    back = store.load(path)
    assert back.names == comparison.names
    for table in ("years", "states", "domains", "events"):
        pd.testing.assert_frame_equal(
            getattr(back, table), getattr(comparison, table), check_dtype=False, check_exact=True
        )
    assert back.results[1].run_ids == comparison.results[1].run_ids
    for name, values in comparison.baseline.record.outcomes.items():
        np.testing.assert_array_equal(back.baseline.record.outcomes[name], values)
    pd.testing.assert_frame_equal(back.summary(), comparison.summary())


def test_the_order_of_rows_in_a_file_does_not_matter(result, tmp_path):
    import pyarrow.parquet as pq

    path = result.save(tmp_path / "here")
    for file in path.glob("*.parquet"):
        table = pq.read_table(file)
        pq.write_table(table.take(np.random.default_rng(1).permutation(table.num_rows)), file)
    back = store.load(path)
    np.testing.assert_array_equal(back.record.outcomes["members"], result.record.outcomes["members"])
    at = [back.members.index(code) for code in result.members]
    np.testing.assert_array_equal(back.record.states["orders_bn"][:, at], result.record.states["orders_bn"])


def test_the_manifest_says_how_to_make_the_result_again(result, tmp_path):
    import pyarrow.parquet as pq

    path = result.save(tmp_path / "here")
    manifest = json.loads((path / "manifest.json").read_text())
    [scenario] = manifest["scenarios"]
    assert scenario["name"] == "baseline" and scenario["seed"] == 1 and scenario["runs"] == 5
    assert scenario["source"] == "baseline.toml", "no folder of one machine"
    assert scenario["parameters_in_force"], "values that the scenario did not change are recorded too"
    assert manifest["versions"].keys() == {"edtu", "python", "numpy"}
    assert "members.csv" in manifest["hashes"]["data"] and len(manifest["hashes"]["code"]) == 64
    assert manifest["tables"] == {
        "years": 20,
        "states": 20 * 30,
        "domains": 20 * len(own().domains),
        "events": 2,
    }
    for name in manifest["tables"]:
        assert pq.read_schema(path / f"{name}.parquet").metadata[b"manifest_id"].decode() == manifest["id"]


def test_a_result_is_replaced_only_when_asked(result, tmp_path):
    path = result.save(tmp_path / "here")
    before = (path / "manifest.json").read_bytes()
    with pytest.raises(InputError, match="already holds a result"):
        result.save(path)
    assert (path / "manifest.json").read_bytes() == before
    Result(make_record(seed=2)).save(path, force=True)
    assert store.load(path).seed == 2
    assert [p.name for p in tmp_path.iterdir()] == ["here"]


def test_force_never_replaces_a_folder_that_holds_no_result(result, tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(InputError, match="holds other files"):
        result.save(tmp_path, force=True)
    with pytest.raises(InputError, match="is a file"):
        result.save(tmp_path / "thesis.txt", force=True)
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


@pytest.mark.parametrize("moment", ["years", "events", "manifest"])
@pytest.mark.parametrize("old", [False, True])
def test_ctrl_c_while_saving_leaves_nothing_behind(result, tmp_path, monkeypatch, moment, old):
    path = tmp_path / "deep" / "here"
    if old:
        result.save(path)
    before = {p: p.read_bytes() for p in path.rglob("*") if p.is_file()}
    whole = saving.write_whole

    def interrupted(file, write):
        if file.name.startswith(moment):
            file.with_name(file.name + ".part").write_bytes(b"half")
            raise KeyboardInterrupt
        whole(file, write)

    monkeypatch.setattr(saving, "write_whole", interrupted)
    with pytest.raises(KeyboardInterrupt):
        Result(make_record(seed=2)).save(path, force=True)
    assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == before
    assert (tmp_path / "deep").exists() == old


def test_ctrl_c_while_drawing_leaves_the_tables_and_no_half_figure(result, tmp_path):
    path = result.save(tmp_path / "here")
    there = sorted(p.name for p in path.iterdir())
    with pytest.raises(KeyboardInterrupt), saving.adding(path) as folder:
        (folder / "figure.png").write_bytes(b"half")
        raise KeyboardInterrupt
    assert sorted(p.name for p in path.iterdir()) == there
    assert [p.name for p in tmp_path.iterdir()] == ["here"]


def test_a_loaded_result_keeps_its_origin_when_saved_again(result, tmp_path, monkeypatch, fake_outcomes):
    path = result.save(tmp_path / "here")
    monkeypatch.setattr(provenance, "code_hash", lambda: "another model")
    again = store.load(path).save(tmp_path / "again")
    old, new = (json.loads((folder / "manifest.json").read_text()) for folder in (path, again))
    assert new["files"].keys() == old["files"].keys()
    apart = ("files", "seal")  # the hashes are those of the folder
    assert {k: v for k, v in new.items() if k not in apart} == {
        k: v for k, v in old.items() if k not in apart
    }
    other = Result(make_record(FakeScenario("other", levers={}, shocks={}, parameters={})))
    with pytest.raises(InputError, match="made by different versions"):
        Comparison([store.load(path), other]).save(tmp_path / "pair")


def test_a_scenario_read_back_can_be_run_again(tmp_path):
    from model.scenarios.loader import load_scenario
    from model.scenarios.scenario import Scenario

    scenario = load_scenario("edtu_full")
    back = store.load(Result(make_record(scenario)).save(tmp_path / "here"))
    assert isinstance(back.scenario, Scenario) and back.scenario.contents() == scenario.contents()
    assert back.run_ids == provenance.run_ids(scenario, 1, range(5))


def test_damaged_results_are_named_in_one_line(result, tmp_path):
    with pytest.raises(InputError, match="no result here"):
        store.load(tmp_path / "nowhere")
    path = result.save(tmp_path / "here")
    with pytest.raises(InputError, match="did you mean .*here"):
        store.load(tmp_path / "her")
    other = Result(make_record(seed=2)).save(tmp_path / "other")
    (path / "states.parquet").write_bytes((other / "states.parquet").read_bytes())
    with pytest.raises(InputError, match="states.parquet: belongs to another run"):
        store.load(path)
    (path / "states.parquet").write_bytes(b"not a table")
    with pytest.raises(InputError, match="states.parquet: cannot be read"):
        store.load(path)
    (path / "manifest.json").write_text("{")
    with pytest.raises(InputError, match="not a manifest"):
        store.load(path)


def test_the_interval_is_that_of_the_textbook():
    # Five differences 1..5: mean 3, sd sqrt(2.5), t(4, 0.975) = 2.776445.
    m = mean_interval(np.array([[1.0, 2, 3, 4, 5], [7.0, np.nan, np.nan, np.nan, np.nan]]))
    half = 2.776445 * np.sqrt(2.5 / 5)
    np.testing.assert_allclose([m.mean[0], m.low[0], m.high[0]], [3, 3 - half, 3 + half], rtol=1e-6)
    assert m.mean[1] == 7 and np.isnan(m.low[1]) and m.n.tolist() == [5, 1]


def test_runs_needed_give_one_point_of_precision():
    assert runs_needed(0.05, 0.01) == 97  # (1.96 x 5)^2 = 96.04, rounded up
    assert runs_needed(0.0, 0.01) == 2
    assert np.isnan(runs_needed(np.nan, 0.01)) and np.isnan(runs_needed(1.0, 0.0))


def test_a_difference_inside_the_noise_is_called_so():
    assert verdict(np.array([-1.0, 1.0]), -2, 2) == "not distinguishable with 2 runs"
    assert verdict(np.array([1.0, 1.1]), 0.4, 1.7) == ""
    assert verdict(np.zeros(3), 0, 0) == "the same in all 3 runs"
    assert verdict(np.array([1.0]), np.nan, np.nan) == "one run: no interval"
    assert verdict(np.array([np.nan]), np.nan, np.nan) == "no value in any run"


def test_the_paired_difference_finds_a_known_effect(comparison):
    difference = comparison.difference("eu_share_orders")
    assert difference.year.tolist() == [2026, 2027, 2028, 2029]
    assert difference["mean"].iloc[0] == 0
    assert (difference.low <= difference["mean"]).all() and (difference["mean"] <= difference.high).all()
    assert difference["mean"].iloc[-1] == pytest.approx(0.105, abs=0.003)
    row = comparison.summary().set_index("outcome").loc["eu_share_orders"]
    assert row.year == 2029 and row.note == "" and row.difference == pytest.approx(row.variant - row.baseline)
    assert comparison.summary(2026).set_index("outcome").note["eu_share_orders"] == "the same in all 40 runs"


def test_runs_are_paired_by_replicate_and_not_by_place(fake_outcomes):
    a, b = (
        make_record(runs=6),
        make_record(FakeScenario("other", levers={}, shocks={}, parameters={}), runs=6),
    )
    order = np.array([4, 2, 0])
    b.replicates = b.replicates[order]
    b.outcomes = {name: values[:, order] for name, values in b.outcomes.items()}
    difference = Comparison([Result(a), Result(b)]).difference("us_share_orders")
    assert (difference["mean"] == 0).all() and (difference.runs == 3).all()


def test_a_comparison_that_cannot_be_paired_is_refused(fake_outcomes, result):
    with pytest.raises(InputError, match="named twice"):
        Comparison([result, result])
    other = FakeScenario("other", levers={}, shocks={}, parameters={})
    with pytest.raises(InputError, match="seeds"):
        Comparison([result, Result(make_record(other, seed=2))])
    pair = Comparison([result, Result(make_record(other))])
    with pytest.raises(InputError, match="did you mean 'eu_share_orders'"):
        pair.difference("eu_shares_orders")
    with pytest.raises(InputError, match="2050 was not simulated; choose 2026 to 2029"):
        pair.summary(2050)


@pytest.fixture(scope="module")
def with_orders():
    return runner.compare(
        "baseline", "tech_passport", runs=4, years=3, progress=False, tables=("states", "orders")
    )


def test_orders_are_a_table_of_texts_and_numbers(with_orders):
    from model.inputs.tables import own

    orders = with_orders.orders
    who = ["run_id", "scenario", "replicate", "year"]
    assert list(orders.columns) == [*who, "state", "domain", "offer", "group", "home", "orders_bn", "units"]
    rows = {row["key"]: row for row in own().rows("offers")}
    blocs = {row["bloc"]: row["group"] for row in own().rows("blocs")}
    for row in orders.head(300).to_dict("records"):
        offer = rows[row["offer"]]
        assert (row["domain"], row["group"]) == (offer["domain"], blocs[offer["bloc"]])
        assert row["home"] == (row["state"] in offer["home"].split(";"))
    sums = orders.groupby(["run_id", "year"])["orders_bn"].sum()
    np.testing.assert_allclose(
        sums, with_orders.years.set_index(["run_id", "year"])["orders_bn"].loc[sums.index]
    )


def test_orders_are_saved_when_asked_for_and_read_back(with_orders, tmp_path):
    import pandas as pd

    path = with_orders.save(tmp_path / "here")
    assert sorted(p.stem for p in path.glob("*.parquet")) == [
        "events",
        "inputs",
        "orders",
        "states",
        "years",
    ]
    assert set(json.loads((path / "manifest.json").read_text())["tables"]) == set(with_orders.tables)
    back = store.load(path)
    for table in ("orders", "states", "years"):
        pd.testing.assert_frame_equal(
            getattr(back, table), getattr(with_orders, table), check_dtype=False, check_exact=True
        )
    with pytest.raises(InputError, match="domains: were not kept; run again with tables="):
        _ = back.domains


def test_a_table_that_was_not_asked_for_is_not_there(result, tmp_path):
    assert result.tables == ("years", "states", "domains", "events")
    with pytest.raises(InputError, match="orders: were not kept"):
        _ = result.orders
    assert not (result.save(tmp_path / "here") / "orders.parquet").exists()


def test_the_same_run_without_its_orders_is_not_the_same_folder(with_orders, tmp_path):
    path = with_orders.save(tmp_path / "here")
    assert store.same(path, with_orders.manifest_id, ("years", "orders"))
    assert not store.same(path, with_orders.manifest_id, ("years", "domains"))
