"""Nothing dated after the origin enters a hindcast: every later figure is spoilt, and the predictions stay the same."""

import csv
import re
import shutil
from pathlib import Path

import numpy as np
import pytest
from support import ROOT, rest_thorough

from experiments.hindcast.hindcast import hindcast
from experiments.hindcast.known import Known
from experiments.hindcast.origin import KEPT, MADE, known_at, tables_at
from experiments.hindcast.predict import Vectors, imports
from experiments.hindcast.sources import GATHERED, HERE, ORIGINS, Folders, last_year
from model.errors import InputError
from model.inputs import parameters
from model.inputs.catalogue import SCHEMAS
from model.inputs.tables import own_folder

ABSURD = "987654321"
GROUP_OF_LATER = {"group": "all", "state": "DE", "since": "2100"}
WINDOWS = {origin: (origin + 1, origin + 5) for origin in ORIGINS}
# What of the model's tables is no figure of 2020-26: names and places, geography, constants of technique. Written out
# here apart from known.csv, after the dates of the sources, so that a wrong rule there is found.
NAMES = ("members", "blocs", "roles", "partners", "perimeters", "scopes")
OFFER_NAMES = ("key", "slot", "domain", "bloc", "kind", "home", "firms", "systems", "small_firm", "unit_note")
TECHNICAL = (
    "slot",
    "service_life",
    "t_lab",
    "t_manufacturing",
    "t_deployment",
    "progress_ratio",
    "cert_cost",
)
TECHNICAL = (*TECHNICAL, "cert_time", "switching_cost")
KEYS = {
    "state",
    "domain",
    "key",
    "offer",
    "year",
    "bloc",
    "origin",
    "window",
    "measure",
    "group",
    "mechanism",
    "unit",
}


def rewrite(path, change):
    """Every row of a table changed."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [change(dict(row)) for row in csv.DictReader(file)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def spoil_all(row, keep=KEYS):
    return {column: value if column in keep else ABSURD for column, value in row.items()}


def spoil_if(test):
    return lambda row: spoil_all(row, {*KEYS, "to_year", "design", "region", "what"}) if test(row) else row


def spoilt(tmp_path, origin):
    """Copies of all facts in which whatever is later than the origin is absurd."""
    places = {"model": own_folder(), "gathered": GATHERED, "hindcast": HERE}
    for name, folder in places.items():
        shutil.copytree(folder, tmp_path / name)
    model, gathered, own = (tmp_path / name for name in places)
    for table in SCHEMAS:
        path = model / f"{table}.csv"
        if table in NAMES:
            continue
        if table == "offers":
            rewrite(path, lambda row: spoil_all(row, OFFER_NAMES))
        elif table == "domains":
            rewrite(path, spoil_if(lambda row: row["key"] not in TECHNICAL))
        elif table == "states":
            rewrite(path, spoil_if(lambda row: row["key"] != "landlocked"))
        elif table == "budgets":  # earlier rows hold the level of 2014
            rewrite(path, spoil_if(lambda row: int(row["year"]) > origin or origin < 2014))
        elif table == "groups":
            rewrite(path, lambda row: row if _joined(row, origin) else row | GROUP_OF_LATER)
        else:
            rewrite(path, spoil_all)
    rewrite(gathered / "orders.csv", spoil_if(lambda row: last_year(row["window"]) > origin))
    rewrite(gathered / "deliveries.csv", spoil_if(lambda row: int(row["to_year"]) > origin))
    for path in gathered.iterdir():
        if path.name not in ("orders.csv", "deliveries.csv"):
            path.unlink()
    for name in ("pipeline", "pace", "slopes", "swings", "persistence"):
        rewrite(own / f"{name}.csv", spoil_if(lambda row: int(row["origin"]) > origin))
    rewrite(own / "observed.csv", spoil_all)
    rewrite(own / "on_sale.csv", lambda row: row | {"on_sale_from": "2100"} if _after(row, origin) else row)
    rewrite(own / "known.csv", lambda row: spoil_all(row) if int(row["known_from"]) > origin else row)
    return Folders(model, gathered, own)


def _joined(row, origin):
    return row["since"] and int(row["since"]) <= origin


def _after(row, origin):
    return int(row["on_sale_from"]) > origin


@pytest.mark.parametrize("origin", ORIGINS)
def test_no_figure_dated_after_the_origin_enters_a_table(tmp_path, origin):
    assert tables_at(origin, spoilt(tmp_path, origin)) == tables_at(origin)


def test_facts_spoilt_too_early_are_noticed(tmp_path):
    with pytest.raises(StopIteration):  # no slope of the origin is left
        folders = spoilt(tmp_path, 2009)
        rewrite(folders.hindcast / "slopes.csv", lambda row: row | {"origin": ABSURD})
        known_at(2009, folders)


def spoilt_parameters(origin):
    """The table of parameters with every measured value later than the origin at another end of its range."""
    out = {}
    for key, row in parameters.table().items():
        later = int(row["year"]) > origin and row["confidence"] != "assumption"
        other = row["low"] if row["value"] != row["low"] else row["high"]
        out[key] = row | {"value": other} if later else row
    return out


@pytest.mark.parametrize("origin", rest_thorough(sorted(ORIGINS, key=lambda origin: origin != 2014), 1))
def test_no_later_figure_and_no_later_parameter_enters_a_prediction(tmp_path, monkeypatch, origin):
    before = hindcast(origin, *WINDOWS[origin], runs=3, learn=False).prediction
    table = spoilt_parameters(origin)
    assert sum(row["value"] != parameters.table()[key]["value"] for key, row in table.items()) > 20
    monkeypatch.setattr(parameters, "table", lambda: table)
    folders = spoilt(tmp_path, origin)
    after = _predict(origin, folders)
    assert before.share.keys() == after.share.keys()
    for key, share in before.share.items():
        assert np.array_equal(share, after.share[key]), key


def _predict(origin, folders):
    from experiments.hindcast import hindcast as module
    from experiments.hindcast.predict import categories, imports, predict, volumes

    known = known_at(origin, folders)
    bought = imports(known, module.WINDOW, 3, 1)
    return predict(volumes(bought, known.past), known, categories(folders))


def test_a_value_of_the_origin_does_change_the_prediction(tmp_path):
    folders = spoilt(tmp_path, 2014)
    rewrite(
        folders.gathered / "orders.csv",
        lambda row: row | {"tiv_m": "1000"} if (row["window"], row["design"]) == ("2010-14", "US") else row,
    )
    assert tables_at(2014, folders)["observed_shares"] != tables_at(2014)["observed_shares"]


def test_every_table_and_every_quantity_has_a_rule():
    needed = {name for name, schema in SCHEMAS.items() if schema.needed}
    assert needed <= {*KEPT, *MADE}
    for origin in ORIGINS:
        known = Known.at(origin, Folders())
        for table in needed:
            if table not in ("offers", "domains", "states"):
                known.row(table)
        for table in ("domains", "states"):
            for row in Folders().table(table):
                known.row(table, row["key"])
        assert all(row["source"] and row["confidence"] for row in known.rows.values())
        assert all(
            row["low"] and float(row["low"]) <= float(row["value"]) <= float(row["high"])
            for row in known.rows.values()
            if row["value"]
        )


@pytest.mark.parametrize("origin", ORIGINS)
def test_an_offer_that_did_not_exist_is_off_sale(origin):
    rows = {row["key"]: row for row in tables_at(origin)["offers"]}
    assert rows["fi_us_f35"]["on_sale"] == "1" and rows["fi_kr_kf21"]["on_sale"] == "0"
    assert rows["un_tr_baykar"]["on_sale"] == str(int(origin >= 2015))
    assert rows["fr_ua_bohdana"]["stage"] == "withdrawn"


def test_order_books_hold_what_was_contracted_and_not_delivered():
    known = known_at(2014)
    price = float(Known.at(2014, Folders()).value("order_books"))  # EUR per TIV
    assert known.facts.order_books.sum() == pytest.approx(
        price * known.past.outstanding.sum() / 1e3, rel=1e-3
    )
    rows = [r for r in Folders().read("pipeline") if r["origin"] == "2014"]
    assert known.past.outstanding.sum() == pytest.approx(sum(float(r["outstanding_tiv_m"]) for r in rows))


def test_membership_goes_by_its_dates():
    tables = {origin: tables_at(origin)["states"] for origin in ORIGINS}

    def inside(origin, state):
        row = next(r for r in tables[origin] if (r["state"], r["key"]) == (state, "eu_member"))
        return float(row["value"])

    assert [inside(o, "HR") for o in ORIGINS] == [0.0, 1.0, 1.0]
    assert [inside(o, "GB") for o in ORIGINS] == [1.0, 1.0, 1.0] and inside(2019, "NO") == 0.0


def test_the_model_never_reads_what_was_seen():
    for path in sorted((ROOT / "model").rglob("*.py")):
        assert not re.search(r"hindcast|observed\.csv", path.read_text(encoding="utf-8")), path
    readers = [
        path.name
        for path in sorted((ROOT / "experiments").rglob("*.py"))
        if re.search(r"read\(\"observed\"\)|\"observed\.csv\"", path.read_text(encoding="utf-8"))
    ]
    assert readers == ["observed.py"]
    assert not (Path(own_folder()) / "observed.csv").exists()


def test_a_set_fitted_to_later_years_is_refused():
    known = known_at(2014)
    with pytest.raises(InputError, match="fitted to 2019, after the origin 2014"):
        Vectors({"mu": np.array([0.3])}, fitted_to=2019).at(known)
    with pytest.raises(InputError, match="tables of an origin"):
        Vectors({"tables.budgets.DE.2030": np.array([1.0])}, fitted_to=2014).at(known)


def test_what_the_origin_sets_gives_way_only_to_a_set_fitted_up_to_it():
    known, drawn = known_at(2014), {"persistence_slope": np.array([4.0, 4.2])}
    assert Vectors(drawn).at(known)["persistence_slope"].tolist() == [2.81, 2.81]
    assert Vectors(drawn, fitted_to=2014).at(known)["persistence_slope"].tolist() == [4.0, 4.2]


def test_each_vector_runs_with_each_replicate():
    vectors = Vectors({"mu": np.array([0.2, 0.5])}, fitted_to=None)
    cast = hindcast(2019, 2020, 2024, runs=3, vectors=vectors, learn=False)
    assert cast.observed is None and not cast.scores and cast.vectors == 2
    assert {share.shape for share in cast.prediction.share.values()} == {(3, 6)}
    for (what, name), share in cast.prediction.share.items():
        assert share.sum(axis=0) == pytest.approx(1.0), (what, name)
    both, alone = (
        imports(cast.origin, 5, 3, 1, given) for given in (vectors, Vectors({"mu": np.array([0.5])}))
    )
    np.testing.assert_array_equal(both[..., 3:], alone)
    assert (both[..., :3] != alone).any() and alone.any()
