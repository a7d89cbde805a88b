"""Columns that several data tables have."""

from __future__ import annotations

from model.inputs.schema import Column, Range

CONFIDENCE = ("confirmed", "recall", "judgement", "derived", "assumption")
TEXT, FREE, NUMBER = Column(), Column(empty=True), Column("number")
AMOUNT, SHARE, FLAG = Column("number", 0.0), Column("number", 0.0, 1.0), Column("whole", 0.0, 1.0)
POSITIVE = Column("number", 1e-9)
YEAR, ANY_YEAR = Column("whole", 1900.0, 2100.0), Column("whole", 1900.0, 2100.0, empty=True)
PLACE, OWN = Column("whole", 0.0), Column("own")
STATE, DOMAIN, OFFER, BLOC = (Column("code", of=name) for name in ("members", "domains", "offers", "blocs"))
PARAMETER = Column("code", of="parameters")
GRADE = Column(choices=CONFIDENCE)
SOURCED = {"unit": TEXT, "source": TEXT, "confidence": GRADE}
DATED = {"unit": TEXT, "source": TEXT, "year": YEAR, "confidence": GRADE}
BAND = (Range("value", "low", "high"),)


def band(column: Column) -> dict[str, Column]:
    """The three columns of a value and its range."""
    return {"value": column, "low": column, "high": column}
