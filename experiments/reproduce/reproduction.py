"""What running a result again has shown: same, same within tolerance, or different, and where."""

from __future__ import annotations

from dataclasses import dataclass

TOLERANCE = 1e-9
"""Largest difference that counts as none, as a part of the largest value of that outcome in that year."""
CAUSE = "NumPy picks exp, log and power by its version and the processor, and their last bit may differ"
SAME, WITHIN, DIFFERENT = "same", "same within tolerance", "different"
MOST = 20  # places that the text names; all are in `Reproduction.places`


@dataclass(frozen=True)
class Place:
    """Where a table differs: one outcome of one scenario in one year, or whole rows.

    Attributes:
        table, scenario, outcome: names. year: 0 where the table has none. where: state, domain or other cell of the
            largest difference, or empty. then, here: the two values there. largest: the difference. part: the same as a
            part of the largest value of that outcome in that year. differing, of: rows that differ, of all there.
    """

    table: str
    scenario: str
    outcome: str
    year: int
    where: str
    then: float
    here: float
    largest: float
    part: float
    differing: int
    of: int

    @property
    def within(self) -> bool:
        """Whether the difference is small enough to be called none."""
        return self.part <= TOLERANCE

    def __str__(self) -> str:
        at = ", ".join(str(word) for word in (self.scenario, self.outcome, self.year, self.where) if word)
        return (
            f"{self.table}: {at}: {self.then:.10g} then, {self.here:.10g} here (largest difference {self.largest:.3g}; "
            f"{self.differing} of {self.of} rows differ)"
        )


@dataclass(frozen=True)
class Made:
    """Something that made the result and is another here.

    Attributes:
        what: the package, its data tables, code or a library. then, here: version or hash.
    """

    what: str
    then: str
    here: str

    def __str__(self) -> str:
        return f"{self.what}: {self.then} then, {self.here} here"


@dataclass(frozen=True)
class Reproduction:
    """The answer of `edtu reproduce`.

    Attributes:
        path: what was asked about. command: that makes it again. places: where numbers differ, largest first.
        missing: what could not be compared as numbers and differs, one line each, such as a picture or lost rows.
        made: versions of package, data, code and libraries that differ. compared: what was compared, in words.
    """

    path: str
    command: str
    places: tuple[Place, ...] = ()
    missing: tuple[str, ...] = ()
    made: tuple[Made, ...] = ()
    compared: str = ""

    @property
    def verdict(self) -> str:
        """`SAME`, `WITHIN` or `DIFFERENT`."""
        if self.missing or not all(place.within for place in self.places):
            return DIFFERENT
        return WITHIN if self.places else SAME

    @property
    def same(self) -> bool:
        """Whether it came out the same, to the bit or within tolerance."""
        return self.verdict != DIFFERENT

    def __str__(self) -> str:
        lines = [f"{self.path}: {self._headline()}"]
        if self.verdict == DIFFERENT:
            far = [place for place in self.places if not place.within]
            lines += [f"  {line}" for line in (*self.missing, *far[:MOST])]
            lines += [f"  and {len(far) - MOST} more places"] if len(far) > MOST else []
        if self.made:
            lines.append(
                "The same in spite of another version of:" if self.same else "Another version here of:"
            )
            lines += [f"  {one}" for one in self.made]
        elif not self.same:
            lines.append(
                "Package, code, data and NumPy are those that made it, so a file was changed after it was made; in a "
                "folder edtu check says which"
            )
        lines.append(f"Made again by: {self.command}")
        return "\n".join(lines)

    def _headline(self) -> str:
        if self.verdict == SAME:
            return f"{SAME}: {self.compared}, to the last bit"
        if self.verdict == WITHIN:
            most = max(place.part for place in self.places)
            return (
                f"{WITHIN}: {self.compared}; largest difference {most:.1g} of the largest value of its outcome, "
                f"{TOLERANCE:g} is allowed: {CAUSE}"
            )
        return f"{DIFFERENT}, here:"
