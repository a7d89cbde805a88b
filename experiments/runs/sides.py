"""Which scenario of a call a lever is for: ``edtu_full:edtu`` is for that one, ``edtu`` for all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from model import checks
from model.errors import InputError, unknown

SIDE = ":"
Levers = Mapping | Iterable[str] | None


def of_side(levers: Levers, name: str, names: Sequence[str], where: str) -> Levers:
    """The levers that one scenario gets, without the names of scenarios.

    Args:
        levers: a mapping by key, or texts such as ``"edtu=0.5@2029"``; a key may begin with a scenario and a colon.
        name: of the scenario. names: of all scenarios of the call. where: what a message names as the place.

    Raises:
        InputError: a scenario that the call does not have, or a lever that the same scenario gets twice.
    """
    if levers is None:
        return None
    if isinstance(levers, Mapping):
        mine: dict[str, Any] = {}
        for key, setting in checks.mapping(f"{where}: levers", levers).items():
            lever = _key(key, name, names, where)
            if lever in mine:
                raise InputError(
                    f"{where}: levers.{lever}: set for {name!r} and for all scenarios; keep one, "
                    f"or name the scenario of each"
                )
            if lever is not None:
                mine[lever] = setting
        return mine
    texts = [levers] if isinstance(levers, str) else levers
    if not isinstance(texts, Iterable) or isinstance(texts, bytes):
        return texts  # refused where levers are read
    found = (_key(text, name, names, where) for text in texts)
    return [text for text in found if text is not None]


def _key(text: object, name: str, names: Sequence[str], where: str) -> str | None:
    """The text without its scenario; None where it is for another one."""
    side, colon, rest = str(text).rpartition(SIDE)
    if not colon:
        return str(text)
    if side not in names:
        raise unknown("scenario", side, names, f"{where}: lever {str(text)!r}")
    return rest if side == name else None
