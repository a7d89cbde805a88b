"""Names of the model as results and commands need them, read when asked for so that nothing heavy is imported."""

from importlib.resources import files
from pathlib import Path

from model.errors import unknown

MODEL_FOLDER = Path(str(files("model")))


def member_codes() -> tuple[str, ...]:
    """The two-letter codes of the states, in the order of the model's member axis."""
    from model.inputs.tables import own

    return tuple(own().members)


def domain_codes() -> tuple[str, ...]:
    """The keys of the capability domains, in the order of the model's domain axis."""
    from model.inputs.tables import own

    return tuple(own().domains)


def outcomes() -> dict:
    """The model's outcomes by name."""
    from model.outcomes.catalogue import OUTCOMES

    return OUTCOMES


def is_share(name: str) -> bool:
    """Whether an outcome is a share, see `model.outcomes.outcome.Outcome.is_share`."""
    outcome = outcomes().get(name)
    return outcome is not None and outcome.is_share


def unit(name: str) -> str:
    """The unit of an outcome."""
    outcome = outcomes().get(name)
    return "" if outcome is None else outcome.unit


def require(kind: str, name: str, valid, where: str = "") -> str:
    """``name`` if it is among ``valid``, else an error of one line with the nearest names."""
    if name not in valid:
        raise unknown(kind, name, valid, where)
    return name
