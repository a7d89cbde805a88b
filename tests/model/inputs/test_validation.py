"""Tables are checked at load: each mistake is one line that names file, row and remedy."""

import csv
import re
import shutil

import pytest

from model.ensemble import simulate
from model.errors import InputError
from model.inputs import validation
from model.inputs.catalogue import SCHEMAS
from model.inputs.facts import Facts, tables_of
from model.inputs.tables import Tables, own


def test_every_table_that_comes_with_the_model_has_a_schema_and_keeps_it():
    assert {path.stem for path in own().folder.glob("*.csv")} == set(SCHEMAS)
    validation.check(Tables())


def test_every_column_is_described_in_its_order():
    for name, schema in SCHEMAS.items():
        with (own().folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            assert next(csv.reader(file)) == list(schema.columns), name


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    folder = tmp_path_factory.mktemp("own") / "tables"
    return shutil.copytree(own().folder, folder, ignore=shutil.ignore_patterns("*.md"))


@pytest.fixture(scope="module")
def read(clean):
    """The rows of every table, read once."""
    tables = Tables(clean)
    return {name: tables.numbered_rows(name) for name in SCHEMAS if tables.has(name)}


def tables_with(clean, read, changed):
    """The tables of a folder in which one was changed; the others need not be read again."""
    tables = Tables(clean)
    tables._raw = {name: rows for name, rows in read.items() if name != changed}
    return tables


def cell(table, column, text, **key):
    """Another text in the first row with this key; gives the table and the line that the message must name."""

    def change(header, rows):
        for line, row in enumerate(rows, 2):
            if all(row[header.index(c)] == wanted for c, wanted in key.items()):
                row[header.index(column)] = text
                return line
        raise AssertionError(key)

    return table, change


def band(table, text, **key):
    """The same for value, low and high; a sum is told of in its first line."""

    def change(header, rows):
        for column in ("value", "low", "high"):
            cell(table, column, text, **key)[1](header, rows)
        return None

    return table, change


def without(table, **key):
    """The rows with this key left out."""

    def change(header, rows):
        before = len(rows)
        rows[:] = [r for r in rows if not all(r[header.index(c)] == w for c, w in key.items())]
        assert len(rows) < before
        return None

    return table, change


def twice(table, **key):
    """A row with this key written again at the end."""

    def change(header, rows):
        rows.append(next(list(r) for r in rows if all(r[header.index(c)] == w for c, w in key.items())))
        return len(rows) + 1

    return table, change


def head(table, old, new):
    """A column called something else, or left out."""

    def change(header, rows):
        place = header.index(old)
        if new is None:
            for row in (header, *rows):
                del row[place]
        else:
            header[place] = new
        return 1

    return table, change


MISTAKES = {
    # shares that do not add up
    "spending shares above one": (band("spending_shares", "0.2", state="AT", domain="fires"), "AT add up to"),
    "spending share falls": (band("spending_shares", "0.01", state="PL", domain="fighters"), "PL add up to"),
    "stock share falls": (
        band("stock", "0.5", state="AT", domain="fighters", origin="EU", year="2009"),
        "AT fighters 2009 add up to",
    ),
    "stock by offer above one": (
        cell("stock_by_offer", "high", "1.2", state="AT", domain="fighters"),
        "too large",
    ),
    "observed shares above one": (
        band("observed_shares", "0.42", state="AT", bloc="us", domain="", window="2010-14"),
        "make it at most 1",
    ),
    # unknown codes
    "state in budgets": (cell("budgets", "state", "XX", state="AT", year="2020"), "unknown state 'XX'"),
    "state in states": (cell("states", "state", "at", state="AT", key="threat"), "unknown state 'at'"),
    "state in stock": (cell("stock", "state", "Austria", state="AT"), "unknown state"),
    "state in groups": (cell("groups", "state", "FRA", state="FR"), "unknown state"),
    "state in elections": (cell("elections", "state", "", state="AT"), "is empty"),
    "state in safe": (cell("safe", "state", "B", state="BE"), "unknown state"),
    "state in partners": (cell("partners", "state", "CH", state="GB"), "unknown state"),
    "domain in home": (cell("home", "domain", "fighter", state="AT"), "did you mean 'fighters'"),
    "domain in offers": (cell("offers", "domain", "jets", key="fi_us_f35"), "unknown domain"),
    "domain in scopes": (cell("scopes", "domain", "cloud", domain="military_cloud"), "unknown domain"),
    "domain in observed shares": (cell("observed_shares", "domain", "sea", domain="naval"), "unknown domain"),
    "offer in order books": (
        cell("order_books", "offer", "fi_us_f36", state="BE"),
        "did you mean 'fi_us_f35'",
    ),
    "offer in stock by offer": (cell("stock_by_offer", "offer", "typhoon", state="AT"), "unknown offer"),
    "offer in fields": (cell("offer_fields", "key", "fi_f35", key="fi_us_f35"), "unknown key"),
    "offer of another domain": (
        cell("order_books", "domain", "naval", state="BE"),
        "is an offer of fighters",
    ),
    "bloc in offers": (cell("offers", "bloc", "USA", key="fi_us_f35"), "unknown bloc"),
    "bloc in partners": (cell("partners", "bloc", "GB", state="GB"), "unknown bloc"),
    "bloc in observed shares": (cell("observed_shares", "bloc", "eu", state="AT"), "unknown bloc"),
    "origin in stock": (cell("stock", "origin", "RU", state="AT"), "unknown origin"),
    "stage": (cell("offers", "stage", "sold", key="fi_us_f35"), "unknown stage"),
    "nest": (cell("blocs", "nest", "europe", bloc="EU"), "unknown nest"),
    "group of a bloc": (cell("blocs", "group", "eu", bloc="EU"), "unknown group"),
    "group of a member": (cell("members", "group", "NATO", state="AT"), "unknown group"),
    "quantity of a state": (cell("states", "key", "people", state="AT", key="population"), "unknown key"),
    "quantity of a domain": (
        cell("domains", "key", "life", domain="naval", key="service_life"),
        "unknown key",
    ),
    "quantity of the union": (cell("union", "key", "yield", key="bond_yield"), "unknown key"),
    "lever in scopes": (cell("scopes", "lever", "union", lever="edtu"), "unknown lever"),
    "role": (cell("roles", "role", "shells", role="munitions"), "unknown role"),
    "who plays a role": (cell("roles", "key", "XX", role="ukraine"), "unknown state 'XX'"),
    "parameter of a partner": (cell("partners", "parameter", "partners_x", state="GB"), "unknown parameter"),
    "member of a perimeter": (
        cell("perimeters", "include", "EU;XX", perimeter="eu27"),
        "unknown state or group 'XX'",
    ),
    "perimeter": (cell("perimeters", "perimeter", "eu", perimeter="eu27"), "unknown perimeter"),
    "confidence": (cell("home", "confidence", "sure", state="AT"), "unknown confidence"),
    "home of an offer": (cell("offers", "home", "Germany", key="ma_eu_leopard"), "codes of two letters"),
    "a European offer made elsewhere": (cell("offers", "home", "US", key="fi_eu_rafale"), "none of US"),
    "a bloc without a column": (cell("blocs", "nest", "european", bloc="THIRD"), "no column in offers.csv"),
    "a code with a dot": (cell("members", "state", "A.T", state="AT"), "letters, digits and underscores"),
    # missing years and cells
    "a year of budgets": (without("budgets", state="DE", year="2030"), "no row for DE 2030; add one"),
    "the last year of budgets": (without("budgets", year="2041"), "no row for AT 2041"),
    "a year that nobody knows": (cell("budgets", "year", "2099", state="DE", year="2041"), "unknown year"),
    "a domain of a state": (without("home", state="PL", domain="naval"), "no row for PL naval"),
    "the spending of a state": (without("spending_shares", state="UA"), "no row for UA fighters"),
    "a quantity of all states": (without("states", key="threat"), "no row for AT threat"),
    "a quantity of a domain": (
        without("domains", domain="fires", key="max_wait"),
        "no row for fires max_wait",
    ),
    "a scope": (without("scopes", lever="edtu", domain="naval"), "no row for edtu naval"),
    "the stock of a state": (
        without("stock", state="NO", domain="naval", year="2025"),
        "no row for NO naval 2025",
    ),
    "a quantity of a union": (without("union", key="safe_envelope"), "no row for safe_envelope"),
    "the offers of a domain": (without("offers", domain="military_ai"), "no row for military_ai"),
    "a player": (without("roles", role="ukraine"), "no row for ukraine"),
    "the bloc of the union": (without("blocs", bloc="EU"), "'eu27' is there 0 times; write it"),
    # negative and impossible numbers
    "negative money": (
        cell("budgets", "value", "-1", state="AT", year="2020"),
        "too small; write at least 0",
    ),
    "negative people": (cell("states", "value", "-5", state="AT", key="population"), "too small"),
    "a half of a site": (cell("offers", "sites", "1.5", key="fi_us_f35"), "only whole numbers"),
    "no site": (cell("offers", "sites", "0", key="fi_us_f35"), "at least 1"),
    "negative capacity": (cell("offers", "capacity_bn", "-3", key="fi_us_f35"), "too small"),
    "a price of nothing": (cell("offers", "price", "0", key="fi_us_f35"), "a number above 0"),
    "content above one": (cell("offers", "us_content", "1.4", key="fi_us_f35"), "at most 1"),
    "a year of another age": (cell("offers", "available_from", "20260", key="fi_us_f35"), "at most 2100"),
    "half a cycle": (cell("states", "value", "4.5", state="DE", key="cycle_years"), "only whole numbers"),
    "no cycle": (cell("states", "value", "0", state="DE", key="cycle_years"), "at least 1"),
    "life of half a year": (
        cell("domains", "value", "0.5", domain="naval", key="service_life"),
        "at least 1",
    ),
    "threat above one": (cell("states", "value", "1.5", state="PL", key="threat"), "at most 1"),
    "negative order": (cell("order_books", "value_bn", "-2", state="BE"), "too small"),
    "a flag of two": (cell("observed_shares", "preferred", "2", state="AT"), "at most 1"),
    "negative slot": (cell("members", "slot", "-1", state="AT"), "too small"),
    # ranges
    "low above value": (cell("budgets", "low", "50", state="AT", year="2020"), "low <= value <= high"),
    "value above high": (cell("home", "value", "0.9", state="AT", domain="fires"), "is above high"),
    "quality above its range": (
        cell("offers", "quality_high", "0.5", key="fi_us_f35"),
        "quality_low <= quality",
    ),
    "years that fall": (cell("order_books", "last_year", "2020", state="BE"), "first_year <= last_year"),
    "years of an election that fall": (
        cell("elections", "year_low", "2031", state="AT", year="2029"),
        "year_low <= year",
    ),
    # texts where numbers belong
    "a text for money": (cell("budgets", "value", "much", state="AT", year="2020"), "'much' is no number"),
    "a comma for a point": (cell("offers", "price", "1,1", key="fi_us_f35"), "'1,1' is no number"),
    "not a number": (cell("states", "value", "nan", state="AT", key="threat"), "is no number"),
    "infinity": (cell("domains", "high", "inf", domain="naval", key="service_life"), "is no number"),
    "an underscore": (cell("budgets", "high", "1_0", state="AT", year="2020"), "is no number"),
    "an empty number": (cell("offers", "quality", "", key="fi_us_f35"), "is empty; fill it in"),
    "an empty source": (cell("home", "source", "", state="AT"), "is empty"),
    # rows and slots that are there twice
    "a member twice": (twice("members", state="AT"), "is on line"),
    "a budget twice": (twice("budgets", state="AT", year="2020"), "AT 2020 is on line"),
    "an offer twice": (twice("offers", key="fi_us_f35"), "fi_us_f35 is on line 2 too; keep one"),
    "a group twice": (twice("groups", state="FR", group="Aachen treaty"), "is on line"),
    "a slot of members": (cell("members", "slot", "0", state="BE"), "is on line"),
    "a slot of offers": (cell("offers", "slot", "0", key="fi_us_f16v"), "is on line"),
    "a slot of domains": (
        cell("domains", "value", "1", domain="fighters", key="slot"),
        "low <= value <= high",
    ),
    "a slot of blocs": (cell("blocs", "slot", "0.0", bloc="UK"), "is on line"),
    # headers
    "a header with a typing error": (head("budgets", "value", "valeu"), "column 'value' is missing"),
    "a column left out": (head("offers", "margin", None), "column 'margin' is missing"),
    "a column too many": (head("safe", "status", "state "), "column 'status' is missing"),
    # what is the model's and not a world's
    "another parameter": (cell("parameters", "value", "0.2", key="mu"), "--set KEY=VALUE"),
    "a parameter of one's own": (cell("parameters", "key", "nu", key="mu"), "unknown key"),
    "another switch": (
        cell("mechanisms", "off", "1", mechanism="peers"),
        "turn mechanisms off by their parameters",
    ),
}


@pytest.mark.thorough
@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_one_line_that_names_file_row_and_remedy(name, clean, read):
    (table, change), words = MISTAKES[name]
    path = clean / f"{table}.csv"
    before = path.read_bytes()
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    line = change(header, rows)
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([header, *rows])
        with pytest.raises(InputError) as refused:
            validation.check(tables_with(clean, read, table))
    finally:
        path.write_bytes(before)
    said = str(refused.value)
    assert "\n" not in said and words in said, said
    assert said.startswith(f"{table}.csv: " if line is None else f"{table}.csv: line {line}: "), said
    assert re.search(r"; |: write |did you mean|valid: ", said), "names no remedy"


FILES = {
    "is empty": (b"", "is empty; copy home.csv from model/data"),
    "has no row": (b"state,domain,value,low,high,unit,source,confidence\n", "there is no row"),
    "is no text": (b"\xff\xfe\x00s", "not text in UTF-8"),
    "has another form": (b"state;domain;value\nAT;fighters;0\n", "column 'state' is missing"),
    "has a column twice": (b"state,state\nAT,AT\n", "is there twice"),
    "has a short line": (b"state,domain\nAT\n", "line 2: has 1 columns, not 2"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_no_table_is_one_line(name, clean):
    content, words = FILES[name]
    path = clean / "home.csv"
    before = path.read_bytes()
    try:
        path.write_bytes(content)
        with pytest.raises(InputError, match="home.csv") as refused:
            Facts.from_folder(clean)
    finally:
        path.write_bytes(before)
    assert words in str(refused.value) and "\n" not in str(refused.value)


def test_a_table_that_is_missing_is_named_and_one_that_nobody_needs_may_be(clean):
    for name in SCHEMAS:
        path = clean / f"{name}.csv"
        before = path.read_bytes()
        path.unlink()
        try:
            if SCHEMAS[name].needed:
                with pytest.raises(InputError, match=rf"{name}\.csv: no such file; copy"):
                    Facts.from_folder(clean)
            else:
                validation.check(Tables(clean))
        finally:
            path.write_bytes(before)


def test_a_folder_that_is_changed_is_read_again(tmp_path):
    folder = shutil.copytree(own().folder, tmp_path / "tables")
    first = Facts.from_folder(folder)
    assert Facts.from_folder(folder) is first and first.hashes["home"]
    text = (folder / "budgets.csv").read_text(encoding="utf-8")
    (folder / "budgets.csv").write_text(text.replace("\nDE,2030,", "\nDE,2030,9", 1), encoding="utf-8")
    with pytest.raises(
        InputError, match="budgets.csv: line"
    ):  # value above high: it is read and checked again
        Facts.from_folder(folder)
    (folder / "budgets.csv").write_text(text + "\n", encoding="utf-8")
    again = Facts.from_folder(folder)
    assert again.hashes["budgets"] != first.hashes["budgets"] and again.hashes["home"] == first.hashes["home"]


def test_the_tables_of_the_model_are_not_checked_at_run_time(monkeypatch):
    monkeypatch.setattr(validation, "check", lambda tables: pytest.fail("checked"))
    assert Facts.from_folder(start=2019).hashes == {} and tables_of(None) is own()


def test_the_same_tables_elsewhere_give_the_same_numbers(clean):
    one, other = (simulate("baseline", runs=2, years=3, facts=facts) for facts in (None, clean))
    assert all((one.outcomes[n] == other.outcomes[n]).all() for n in ("us_share_orders", "capability_gap"))
    assert one.table_hashes == {} and set(other.table_hashes) == set(SCHEMAS)
