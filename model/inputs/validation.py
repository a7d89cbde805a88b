"""Checks the tables of a folder against their schemas: the first mistake is one line with file, row and remedy.

The tables that come with the model are checked by the tests, so that a run of theirs pays nothing for it; tables of a
user's own are checked whenever they are read.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable

from model.errors import InputError, unknown
from model.inputs.catalogue import LISTS, SCHEMAS
from model.inputs.schema import ROUNDING, SLOT, Column, Limits
from model.inputs.tables import Tables, own

NAME = re.compile(
    r"[A-Za-z0-9_]+"
)  # of a state, domain, offer or bloc: it is written in settings and file names
COUNTRY = re.compile(r"[A-Z]{2}")
PARTED = ";"  # between the home states of an offer
SAME = ("value", "low", "high", "off", "unit")  # columns of tables that are the model's own and not a world's
OWN_ONLY = {
    "parameters": "set parameters with --set KEY=VALUE or in a scenario",
    "mechanisms": "turn mechanisms off by their parameters",
}


def check(tables: Tables) -> None:
    """Refuse a folder with a mistake in any of its tables.

    Raises:
        InputError: one line that names file, line, column and remedy.
    """
    there = [name for name, schema in SCHEMAS.items() if schema.needed or tables.has(name)]
    for name in there:
        _check_header(tables, name)
    for name in there:
        _Check(tables, name).run()


def _check_header(tables: Tables, name: str) -> None:
    wanted = list(SCHEMAS[name].columns)
    header = list(tables.numbered_rows(name)[0][1])
    for column in wanted:
        if column not in header:
            raise InputError(
                f"{name}.csv: line 1: column {column!r} is missing; its columns are {', '.join(wanted)}"
            )
    for column in header:
        if column not in wanted:
            raise unknown("column", column, wanted, f"{name}.csv: line 1")


class _Check:
    """The checks of one table whose columns are all there."""

    def __init__(self, tables: Tables, name: str):
        self.tables, self.name, self.schema = tables, name, SCHEMAS[name]
        self.rows = tables.numbered_rows(name)

    def run(self) -> None:
        for column, what in self.schema.columns.items():
            test, fine = self._test_of(column, what), {""} if what.empty else set()
            for line, row in self.rows:
                text = row[column]
                if text not in fine:  # many cells of a column hold the same
                    if text == "":
                        raise self.error(line, column, "is empty; fill it in")
                    test(line, text)
                    fine.add(text)
        self.codes()
        self.limits()
        self.rising()
        self.twice()
        self.complete()
        self.total()
        for more in MORE.get(self.name, ()):
            more(self)

    def error(self, line: int, column: str, what: str) -> InputError:
        """What is wrong, and where."""
        return InputError(f"{self.name}.csv: line {line}: {column}: {what}")

    def _test_of(self, column: str, what: Column) -> Callable[[int, str], object]:
        """The check of one cell that is not empty."""
        if what.kind in ("number", "whole"):
            limits = Limits(what.low, what.high, what.kind == "whole")
            return lambda line, text: self.number(line, column, text, limits)
        known: set[str] = set()
        if what.kind == "code":
            known = {row[LISTS[what.of]] for _, row in self._list(what.of).numbered_rows(what.of)}
        elif what.kind == "own":
            known = set(own().keys(self.name, column))
        known |= set(what.choices)
        members = self.tables.members if what.kind == "homes" else ()

        def test(line: int, text: str) -> None:
            if known and text not in known:
                raise unknown(column, text, known, f"{self.name}.csv: line {line}")
            if what.kind == "homes":
                for part in text.split(PARTED):
                    if part not in members and not COUNTRY.fullmatch(part):
                        raise self.error(
                            line,
                            column,
                            f"{text!r}: write states of members.csv or codes of two letters, such as DE;FR",
                        )

        return test

    def _list(self, table: str) -> Tables:
        return own() if table in OWN_ONLY else self.tables

    def number(self, line: int, column: str, text: str, limits: Limits) -> float:
        """A cell as a number."""
        try:
            value = math.nan if "_" in text else float(text)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            raise self.error(line, column, f"{text!r} is no number; write one")
        if value < limits.low:
            raise self.error(line, column, f"{text} is too small; write {_least(limits)}")
        if value > limits.high:
            raise self.error(line, column, f"{text} is too large; write at most {limits.high:g}")
        if limits.whole and value != int(value):
            raise self.error(line, column, f"{text}: only whole numbers have a meaning here; write one")
        return value

    def codes(self) -> None:
        """The codes that this table lists can be written in settings."""
        if self.name in LISTS and self.name not in OWN_ONLY:
            column = LISTS[self.name]
            for line, row in self.rows:
                if not NAME.fullmatch(row[column]):
                    raise self.error(
                        line, column, f"{row[column]!r}: write letters, digits and underscores only"
                    )

    def limits(self) -> None:
        """Each quantity of a table of one quantity a row keeps within its own limits."""
        columns = [c for c in ("value", "low", "high") if c in self.schema.columns]
        if self.schema.limits:
            for line, row in self.rows:
                limits = self.schema.limits.get(row["key"], Limits())
                for column in columns:
                    whole = limits.whole and column == "value"
                    self.number(line, column, row[column], Limits(limits.low, limits.high, whole))

    def rising(self) -> None:
        """No number of a range lies outside of it."""
        chains = [(r.low, r.value, r.high) for r in self.schema.ranges] + list(self.schema.rising)
        for chain, (line, row) in itertools.product(chains, self.rows):
            numbers = [(column, float(row[column])) for column in chain if row[column] != ""]
            for (before, a), (after, b) in itertools.pairwise(numbers):
                if a > b:
                    raise self.error(
                        line, before, f"{a:g} is above {after}, {b:g}; write {' <= '.join(chain)}"
                    )

    def twice(self) -> None:
        """No two rows say the same thing."""
        for columns in (self.schema.key, *self.schema.unique):
            seen: dict[tuple[str, ...], int] = {}
            for line, row in self.rows:
                key = tuple(row[column] for column in columns)
                if columns[-1] == SLOT:
                    key = (*key[:-1], f"{float(key[-1]):g}")
                if key in seen:
                    raise self.error(
                        line, " ".join(columns), f"{_words(key)} is on line {seen[key]} too; keep one"
                    )
                seen[key] = line

    def complete(self) -> None:
        """Every combination of some columns has a row."""
        columns = self.schema.complete
        if columns:
            there = {tuple(row[column] for column in columns) for _, row in self.rows}
            for cell in itertools.product(*map(self._codes_of, columns)):
                if cell not in there:
                    raise InputError(f"{self.name}.csv: no row for {_words(cell)}; add one")

    def _codes_of(self, column: str) -> list[str]:
        """All texts that a column must hold."""
        what = self.schema.columns[column]
        if what.kind == "code":
            return list(self.tables.keys(what.of, LISTS[what.of]))
        if what.kind == "own":
            return list(own().keys(self.name, column))
        return list(dict.fromkeys(row[column] for _, row in self.rows))

    def total(self) -> None:
        """Shares add up."""
        total = self.schema.total
        if total is None:
            return
        sums: dict[tuple[str, ...], float] = {}
        first: dict[tuple[str, ...], int] = {}
        for line, row in self.rows:
            key = tuple(row[column] for column in total.by)
            sums[key] = sums.get(key, 0.0) + float(row["value"])
            first.setdefault(key, line)
        for key, value in sums.items():
            if value > 1.0 + ROUNDING or (value < 1.0 - ROUNDING and not total.at_most):
                wanted = "at most 1" if total.at_most else "1"
                raise self.error(
                    first[key], "value", f"shares of {_words(key)} add up to {value:.4g}; make it {wanted}"
                )


def _least(limits: Limits) -> str:
    return (
        f"a number above {math.floor(limits.low):g}"
        if 0 < limits.low < ROUNDING
        else f"at least {limits.low:g}"
    )


def _words(key: tuple[str, ...]) -> str:
    return " ".join(text for text in key if text)


def _domain_slots(check: _Check) -> None:
    """No two domains have one slot."""
    seen: dict[float, int] = {}
    for line, row in check.rows:
        if row["key"] == SLOT:
            value = float(row["value"])
            if value in seen:
                raise check.error(
                    line, SLOT, f"{value:g} is on line {seen[value]} too; give the next free one"
                )
            seen[value] = line


def _homes_of_europeans(check: _Check) -> None:
    """A European offer is made in a member state at least."""
    european = {row["bloc"] for row in check.tables.rows("blocs") if row["nest"] == "european"}
    for line, row in check.rows:
        if row["bloc"] in european and not set(row["home"].split(PARTED)) & set(check.tables.members):
            raise check.error(
                line, "home", f"none of {row['home']} is a state of members.csv; name its makers' state"
            )


def _domain_of_offer(check: _Check) -> None:
    """A row about an offer names the offer's own domain."""
    domains = {row["key"]: row["domain"] for _, row in check.tables.numbered_rows("offers")}
    for line, row in check.rows:
        if row["domain"] != domains[row["offer"]]:
            raise check.error(
                line, "domain", f"{row['offer']} is an offer of {domains[row['offer']]}; write that domain"
            )


def _roles_named(check: _Check) -> None:
    """A role is played by a state or domain of the world."""
    axes = {"state": check.tables.members, "domain": check.tables.domains}
    for line, row in check.rows:
        if row["key"] not in axes[row["table"]]:
            raise unknown(row["table"], row["key"], axes[row["table"]], f"{check.name}.csv: line {line}: key")


def _members_named(check: _Check) -> None:
    """A perimeter names states and groups of members."""
    known = {text for row in check.tables.rows("members") for text in (row["state"], row["group"])}
    for line, row in check.rows:
        for column in ("include", "exclude"):
            for part in row[column].split(PARTED) if row[column] else ():
                if part not in known:
                    raise unknown("state or group", part, known, f"{check.name}.csv: line {line}: {column}")


def _some_union(check: _Check) -> None:
    """Blocs that the model falls back on are there once."""
    for column, text in (("nest", "us"), ("group", "eu27")):
        lines = [line for line, row in check.rows if row[column] == text]
        if len(lines) != 1:
            raise InputError(
                f"{check.name}.csv: {column}: {text!r} is there {len(lines)} times; write it in one row"
            )


def _contents_of_europeans(check: _Check) -> None:
    """The content of each European bloc has a column in the table of offers."""
    for line, row in check.rows:
        column = f"content_{row['bloc'].lower()}"
        if row["nest"] == "european" and column not in SCHEMAS["offers"].columns:
            known = [name for name in SCHEMAS["offers"].columns if name.startswith("content_")]
            raise check.error(
                line,
                "bloc",
                f"{row['bloc']!r} has no column in offers.csv; European blocs have {', '.join(known)}",
            )


def _same_as_own(check: _Check) -> None:
    """Tables of the model itself, not of a world, are left as they are."""
    here = {row[check.schema.key[0]]: (line, row) for line, row in check.rows}
    for key, (line, row) in here.items():
        mine = next((r for r in own().rows(check.name) if r[check.schema.key[0]] == key), None)
        if mine is None:
            raise unknown(
                check.schema.key[0],
                key,
                own().keys(check.name, check.schema.key[0]),
                f"{check.name}.csv: line {line}",
            )
        for column in SAME:
            if column in row and row[column] != mine[column]:
                raise check.error(
                    line,
                    f"{key}: {column}",
                    f"{row[column]!r} is not the model's {mine[column]!r}; {OWN_ONLY[check.name]}",
                )


MORE: dict[str, tuple[Callable[[_Check], None], ...]] = {
    "domains": (_domain_slots,),
    "offers": (_homes_of_europeans,),
    "blocs": (_some_union, _contents_of_europeans),
    "order_books": (_domain_of_offer,),
    "stock_by_offer": (_domain_of_offer,),
    "roles": (_roles_named,),
    "perimeters": (_members_named,),
    **dict.fromkeys(OWN_ONLY, (_same_as_own,)),
}
