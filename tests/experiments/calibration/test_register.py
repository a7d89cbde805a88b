"""SIPRI's trade register as a user exports it becomes a table of orders; what is no register is refused."""

import csv

import pytest

from experiments.calibration import orders, register, rules
from experiments.commands import main as cli
from model.errors import InputError
from model.inputs.tables import own

ABOVE = ["Trade Register", "Generated: 1 March 2026", "Source: SIPRI Arms Transfers Database"]
DEALS = (
    "Recipient,Supplier,Year of order,,Number ordered,,Weapon designation,Weapon description,Number delivered,,"
    "Year(s) of delivery,status,Comments,SIPRI TIV per unit,SIPRI TIV for total order,SIPRI TIV of delivered weapons"
)
DELIVERIES = (
    "SIPRI AT Database ID;Supplier;Recipient;Designation;Description;Armament category;Order date;"
    "Order date is estimate;Numbers delivered;Numbers delivered is estimate;Delivery year;"
    "Delivery year is estimate;Status;SIPRI estimate;TIV deal unit;TIV delivery values;Local production"
)
# Made-up orders in the register's form; no row of the register.
BY_DEAL = [
    'Poland,United States,2003,,12,,F-16X,fighter/ground-attack aircraft,12,,2006; 2007,New,"made, up",10,120,120',
    "Poland,Sweden,2005?,,(8),,M-109X,self-propelled gun,4,,2009,Second hand,,2.5,20,10",
    "Poland,Germany,2006,,3,,MTU-1,diesel engine,3,,2009,New,,1,3,3",
    "Czech Republic,Israel,2007,,,,Rover-1,radar,,,,New,,,,",
    "Norway,South Africa,2008,,5,,Ratel-9,infantry fighting vehicle,5,,2009,New,,,,",
    "Chile,France,2008,,5,,AMX-9,tank,5,,2009,New,,1,5,5",
]
BY_DELIVERY = [
    "7;United States;Poland;F-16X;fighter/ground-attack aircraft;Aircraft;2003;No;6;No;2006;No;New;;10;60;No",
    "7;United States;Poland;F-16X;fighter/ground-attack aircraft;Aircraft;2003;No;6;No;2007;No;New;;10;60;No",
    "8;Sweden;Poland;M-109X;self-propelled gun;Artillery;2005;Yes;4;No;2009;No;Second hand;;2.5;10;No",
]


def written(path, header, rows, above=ABOVE, encoding="utf-8"):
    path.write_text("\n".join([*above, header, *rows]) + "\n", encoding=encoding)
    return path


@pytest.fixture
def deals(tmp_path):
    return written(tmp_path / "register.csv", DEALS, BY_DEAL)


def test_a_register_by_deal_gives_one_order_a_row_with_domain_and_design(deals):
    rows = register.read(deals)
    assert [row["iso3"] for row in rows] == ["POL", "POL", "POL", "CZE", "NOR"]
    assert [row["domain"] for row in rows] == ["fighters", "fires", "other", "other", "manoeuvre"]
    assert [row["design_region"] for row in rows] == ["US", "US", "EU", "THIRD", "THIRD"]
    assert [row["tiv_contracted_m"] for row in rows] == ["120", "20", "3", "", ""]
    assert rows[1]["order_year"] == "2005" and rows[0]["vintage"] == "Generated: 1 March 2026"


def test_a_register_by_delivery_gives_the_same_orders_with_what_was_delivered(deals, tmp_path):
    other = written(tmp_path / "new.csv", DELIVERIES, BY_DELIVERY)
    one, two = register.read(deals)[:2], register.read(other)
    same = ("order_year", "iso3", "supplier", "design_region", "domain", "designation", "status")
    assert [[row[key] for key in same] for row in one] == [[row[key] for key in same] for row in two]
    assert [row["tiv_contracted_m"] for row in two] == ["120", "10"]


def test_latin_letters_and_no_lines_above_do_no_harm(tmp_path):
    row = BY_DEAL[0].replace("F-16X", "Löwe")
    path = written(tmp_path / "old.csv", DEALS, [row], above=[], encoding="latin-1")
    assert register.read(path)[0]["designation"] == "Löwe"


def test_parts_of_systems_and_other_buyers_are_left_out(deals):
    found = register.orders_of(deals)
    assert [found.states[i] for i in found.state] == ["PL", "PL", "NO"]
    assert [orders.BLOCS[i] for i in found.bloc] == ["us", "us", "third"]
    assert found.source == "SIPRI Arms Transfers Database, export of Generated: 1 March 2026"


def test_sums_add_up_and_name_no_weapon(deals):
    rows = register.sums(register.orders_of(deals))
    assert sum(row["orders"] for row in rows) == 3 and sum(float(row["tiv_m"]) for row in rows) == 140.0
    assert {row["window"] for row in rows} == {"2000-04", "2005-09"}
    assert "F-16X" not in str(rows)


def test_the_command_writes_both_tables_and_its_table_reads_like_the_register(deals, tmp_path, capsys):
    out = tmp_path / "out"
    assert cli.main(["data", "register", str(deals), "--out", str(out)]) == 0
    assert "5 orders of members, 3 of them in a domain of the model" in capsys.readouterr().out
    again, first = orders.read(out / "orders.csv"), register.orders_of(deals)
    assert list(again.year) == list(first.year) and list(again.bloc) == list(first.bloc)
    with (out / "sums.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == 3


def refused(capsys, *words):
    assert cli.main([str(word) for word in words]) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.startswith("edtu: ") and err.count("\n") == 1
    return err


def test_what_is_no_register_is_refused_in_one_line(deals, tmp_path, capsys):
    out = tmp_path / "out"
    plain = tmp_path / "plain.csv"
    plain.write_text("a,b\n1,2\n")
    assert "no line names Recipient and Supplier" in refused(capsys, "data", "register", plain, "--out", out)
    assert "register.csv" in refused(capsys, "data", "register", tmp_path / "regster.csv", "--out", out)
    short = written(tmp_path / "short.csv", DEALS.replace("Weapon description", "What"), BY_DEAL)
    assert "no column 'Description' or 'Weapon description'" in refused(
        capsys, "data", "register", short, "--out", out
    )
    wrong = written(tmp_path / "wrong.csv", DEALS, [BY_DEAL[0].replace("2003", "soon")])
    assert "year of order: 'soon' is not a number" in refused(capsys, "data", "register", wrong, "--out", out)
    nobody = written(tmp_path / "nobody.csv", DEALS, BY_DEAL[-1:])
    assert "no member of the model among the recipients" in refused(
        capsys, "data", "register", nobody, "--out", out
    )
    assert "did you mean 'register'" in refused(capsys, "data", "registr", deals)
    assert not out.exists()


def test_a_folder_that_is_there_is_left_alone(deals, tmp_path, capsys):
    out = tmp_path / "out"
    out.mkdir()
    (out / "mine.txt").write_text("mine")
    assert "is there already" in refused(capsys, "data", "register", deals, "--out", out)
    assert [p.name for p in out.iterdir()] == ["mine.txt"]


def test_a_table_without_a_column_or_a_member_is_refused(tmp_path, capsys):
    table = tmp_path / "orders.csv"
    table.write_text("order_year,iso3\n2003,POL\n")
    assert "no column 'design_region'" in refused(capsys, "data", "estimate", table)
    with pytest.raises(InputError, match="no order of a member"):
        orders.from_rows([], "nowhere")


@pytest.mark.parametrize(
    ("description", "designation", "domain"),
    [
        ("surface-to-air missile", "MIM-104C PAC-2", "long_range_air_defence"),
        ("portable surface-to-air missile", "FIM-92 Stinger", "short_medium_air_defence"),
        ("naval surface-to-air missile system", "Mk-41", "naval"),
        ("anti-tank missile", "Spike-LR", "missiles_munitions"),
        ("trainer aircraft", "PC-21", "support_air"),
        ("missile boat", "Fast-1", "naval"),
        ("replenishment tanker", "Fast-2", "naval"),
        ("tanker/transport aircraft", "A-330 MRTT", "support_air"),
        ("tank destroyer", "Centauro", "manoeuvre"),
        ("armoured engineer vehicle", "Dachs", "manoeuvre"),
        ("multiple rocket launcher", "M-270 MLRS", "fires"),
        ("reconnaissance drone", "Heron", "uncrewed"),
        ("airborne early-warning aircraft", "E-2C", "space_isr"),
        ("vehicle engine", "MTU-881", "other"),
    ],
)
def test_descriptions_go_to_the_roles_of_the_model(description, designation, domain):
    assert rules.domain(description, designation) == domain


def test_a_design_counts_whoever_sells_it():
    assert rules.design("F-16C", "Portugal") == "US" and rules.design("Mi-8T", "Germany") == "LEGACY"
    assert rules.design("Own-1", "Finland") == "EU" and rules.design("Own-1", "Atlantis") == "THIRD"


def test_the_rules_name_what_the_model_has():
    assert {row["domain"] for row in rules.rows("weapons.csv")} <= {*own().domains, rules.OTHER}
    assert {row["design"] for name in ("designs.csv", "regions.csv") for row in rules.rows(name)} <= set(
        rules.blocs()
    )
    assert set(rules.blocs().values()) == set(orders.BLOCS)
