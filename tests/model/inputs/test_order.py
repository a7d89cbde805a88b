"""Nothing hangs on the order of rows or on how a state, domain, offer or bloc is called: slots decide."""

import csv
import shutil

import numpy as np
import pytest
from support import rest_thorough

from model.ensemble import simulate
from model.inputs.facts import Facts
from model.inputs.tables import Tables, own

SCENARIO, RUNS, YEARS = "everything", 2, 4


def simulated(facts):
    return simulate(SCENARIO, runs=RUNS, years=YEARS, seed=3, workers=1, facts=facts)


@pytest.fixture(scope="module")
def known():
    return simulated(None)


def rewritten(folder, change):
    """A copy of the tables; ``change`` gets (name of the table, header, rows) and returns header and rows."""
    shutil.copytree(own().folder, folder, ignore=shutil.ignore_patterns("*.md"))
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        header, rows = change(path.stem, header, rows)
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([header, *rows])
    return folder


def assert_same(one, other, rename=lambda text: text):
    """Bit for bit, and events of the same under their new names."""
    for table in ("outcomes", "states", "domains"):
        a, b = getattr(one, table), getattr(other, table)
        assert a.keys() == b.keys() and a
        for name in a:
            np.testing.assert_array_equal(a[name], b[name], err_msg=f"{table}.{name}")
    for name, values in one.events.items():
        if values.dtype == object:
            values = np.array([rename(text) for text in values], dtype=object)
        np.testing.assert_array_equal(values, other.events[name], err_msg=name)


@pytest.mark.parametrize("seed", rest_thorough(range(4), 1))
def test_rows_and_columns_in_any_order_give_the_same_numbers(seed, known, tmp_path):
    chance = np.random.default_rng(seed)

    def shuffle(name, header, rows):
        if name in ("parameters", "mechanisms"):
            return header, rows
        columns = chance.permutation(len(header))
        rows = [rows[i] for i in chance.permutation(len(rows))]
        return [header[c] for c in columns], [[row[c] for c in columns] for row in rows]

    shuffled = simulated(rewritten(tmp_path / "tables", shuffle))
    assert shuffled.member_codes == known.member_codes and shuffled.domain_codes == known.domain_codes
    assert_same(known, shuffled)


def renamed(kind, old, new):
    """A change of tables that calls a state, domain, offer or bloc something else wherever it is named."""
    columns = {
        "state": ("state", "home", "key", "include", "exclude"),
        "domain": ("domain", "key"),
        "offer": ("key", "offer"),
        "bloc": ("bloc", "origin"),
    }[kind]
    tables = {
        "state": ("roles",),
        "domain": ("roles",),
        "offer": ("offers", "offer_fields"),
    }  # with a key that is one

    def change(name, header, rows):
        if name in ("parameters", "mechanisms"):
            return header, rows
        for i, column in enumerate(header):
            if column in columns and (column != "key" or name in tables.get(kind, ())):
                for row in rows:
                    row[i] = ";".join(new if part == old else part for part in row[i].split(";"))
        return header, rows

    return change


@pytest.mark.parametrize(
    "kind, old, new",
    rest_thorough(
        [
            ("state", "UA", "BA"),
            ("domain", "missiles_munitions", "a_shells"),
            ("offer", "fi_us_f35", "zz_lightning"),
            ("bloc", "US", "ZUSA"),
            ("state", "DE", "ZZ"),
            ("state", "PL", "AA"),
            ("state", "GB", "YY"),
            ("domain", "fighters", "zz_jets"),
            ("offer", "ma_eu_leopard", "aa_tank"),
            ("bloc", "THIRD", "AWAY"),
        ],
        4,
    ),
)
def test_another_name_changes_no_number(kind, old, new, known, tmp_path):
    other = simulated(rewritten(tmp_path / "tables", renamed(kind, old, new)))
    assert_same(known, other, lambda text: new if text == old else text)
    if kind in ("state", "domain"):
        codes = known.member_codes if kind == "state" else known.domain_codes
        renamed_codes = other.member_codes if kind == "state" else other.domain_codes
        assert renamed_codes == tuple(new if code == old else code for code in codes) != codes


def test_slots_decide_the_order_and_gaps_mean_nothing(known, tmp_path):
    def spread(name, header, rows):
        if name in ("members", "offers", "blocs"):
            place = header.index("slot")
            for row in rows:
                row[place] = str(7 * int(row[place]) + 3)
        if name == "domains":
            for row in rows:
                if row[1] == "slot":
                    row[2:5] = [str(5 * int(row[2]) + 1)] * 3
        return header, rows

    assert_same(known, simulated(rewritten(tmp_path / "tables", spread)))


def test_another_slot_is_another_place(tmp_path):
    def swap(name, header, rows):
        if name == "members":
            for row in rows:
                row[1] = {"0": "1", "1": "0"}.get(row[1], row[1])
        return header, rows

    facts = Facts.from_folder(rewritten(tmp_path / "tables", swap))
    assert facts.states[:2] == tuple(reversed(own().members[:2])) and facts.states[2:] == own().members[2:]


def test_rows_come_sorted_by_slots_and_then_by_their_keys():
    tables = Tables()
    first = [row["state"] for row in tables.rows("stock")]
    assert list(dict.fromkeys(first)) == list(tables.members)
    inside = [row for row in tables.rows("stock") if row["state"] == "DE" and row["domain"] == "naval"]
    order = ["HOME", *tables.slots("blocs")]
    slots = {"HOME": -1, **tables.slots("blocs")}
    places = [(slots[row["origin"]], row["year"]) for row in inside]
    assert places == sorted(places) and len(order) == 8


def test_the_larger_of_two_elections_in_a_year_counts():
    facts = Facts.from_folder()
    place = facts.states.index("BG")
    rows = [r for r in own().rows("elections") if r["state"] == "BG" and r["year"] == "2026"]
    assert sorted(float(r["defence_weight"]) for r in rows) == [0.25, 1.0]
    assert facts.elections[2026 - facts.first_election_year, place, 0] == 1.0
