"""Which scenario of a call a lever or shock is for: ``edtu_full:edtu`` is for that one, ``edtu`` for all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from model import checks
from model.errors import InputError, unknown

SIDE = ":"
Settings = Mapping | Iterable[str] | None


def of_side(settings: Settings, name: str, names: Sequence[str], where: str, kind: str = "lever") -> Settings:
    """The levers or shocks that one scenario gets, without the names of scenarios.

    Args:
        settings: a mapping by key, or texts such as ``"edtu=0.5@2029"``; a key may begin with a scenario and a colon.
        name: of the scenario. names: of all scenarios of the call. where: what a message names as the place.
        kind: "lever" or "shock", for messages.

    Raises:
        InputError: a scenario that the call does not have, or a lever or shock that the same scenario gets twice.
    """
    if settings is None:
        return None
    if isinstance(settings, Mapping):
        mine: dict[str, Any] = {}
        for text, setting in checks.mapping(f"{where}: {kind}s", settings).items():
            key = _key(text, name, names, where, kind)
            if key in mine:
                raise InputError(
                    f"{where}: {kind}s.{key}: set for {name!r} and for all scenarios; keep one, "
                    f"or name the scenario of each"
                )
            if key is not None:
                mine[key] = setting
        return mine
    texts = [settings] if isinstance(settings, str) else settings
    if not isinstance(texts, Iterable) or isinstance(texts, bytes):
        return texts  # refused where they are read
    keys = (_key(text, name, names, where, kind) for text in texts)
    return [text for text in keys if text is not None]


def _key(text: object, name: str, names: Sequence[str], where: str, kind: str) -> str | None:
    """The text without its scenario; None where it is for another one."""
    side, colon, rest = str(text).rpartition(SIDE)
    if not colon:
        return str(text)
    if side not in names:
        raise unknown("scenario", side, names, f"{where}: {kind} {str(text)!r}")
    return rest if side == name else None
