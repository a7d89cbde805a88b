"""The one kind of error that bad input raises, and how it names what was probably meant."""

import difflib
from collections.abc import Iterable


class InputError(ValueError):
    """Something a person typed or wrote in a file is wrong; the text is one line that says what to do."""


def nearest(name: str, valid: Iterable[str], n: int = 3) -> list[str]:
    """The valid names most like ``name``, best first, at most ``n``; empty when none is close."""
    by_folded = {str(v).casefold().replace("-", "_"): str(v) for v in valid}
    folded = str(name).casefold().replace("-", "_")
    return [by_folded[m] for m in difflib.get_close_matches(folded, by_folded, n=n, cutoff=0.6)]


def unknown(kind: str, name: str, valid: Iterable[str], where: str = "") -> InputError:
    """The error for a name that does not exist.

    Args:
        kind: what it should have named, such as "lever".
        name: what was written.
        valid: every name that would have been right.
        where: the file and key, or the option, in which it was written.

    Example:
        >>> str(unknown("lever", "defense_bank", ["edtu", "defence_bank"], "my.toml"))
        "my.toml: unknown lever 'defense_bank'; did you mean 'defence_bank'? valid: edtu, defence_bank"
    """
    valid = [str(v) for v in valid]
    close = nearest(name, valid)
    hint = f"did you mean {' or '.join(repr(c) for c in close)}? " if close else ""
    place = f"{where}: " if where else ""
    return InputError(f"{place}unknown {kind} {name!r}; {hint}valid: {', '.join(valid) or 'none'}")
