"""What ``edtu list`` shows: everything that can be named, one line each."""

from experiments import vocabulary

KINDS = (
    "scenarios",
    "levers",
    "shocks",
    "outcomes",
    "parameters",
    "designs",
    "methods",
    "rules",
    "targets",
    "figures",
)


def entries(kind: str) -> list[tuple[str, str]]:
    """Name and one-line description of everything of one kind.

    Args:
        kind: one of ``KINDS``.
    """
    vocabulary.require("list", kind, KINDS, "edtu list")
    return _READERS[kind]()


def _scenarios() -> list[tuple[str, str]]:
    from model.scenarios.loader import load_scenario, scenario_names

    scenarios = [(name, load_scenario(name)) for name in scenario_names()]
    return [(name, f"{scenario.title}. {scenario.description}") for name, scenario in scenarios]


def _levers() -> list[tuple[str, str]]:
    from model.institutions.catalogue import LEVERS

    return [(name, f"{lever.title}. {lever.description}") for name, lever in LEVERS.items()]


def _shocks() -> list[tuple[str, str]]:
    from model.world.shocks import SHOCKS

    return [(name, f"{shock.title}. {shock.description}") for name, shock in SHOCKS.items()]


def _outcomes() -> list[tuple[str, str]]:
    return [(name, _outcome_line(outcome)) for name, outcome in vocabulary.outcomes().items()]


def _parameters() -> list[tuple[str, str]]:
    from model.inputs.parameters import table

    return [(key, _parameter_line(row)) for key, row in table().items()]


def _designs() -> list[tuple[str, str]]:
    from experiments.designs import files

    return [(name, _design_line(files.read(name))) for name in files.design_names()]


def _methods() -> list[tuple[str, str]]:
    from experiments.designs.methods import METHODS

    return [(name, _method_line(method)) for name, method in METHODS.items()]


def _figures() -> list[tuple[str, str]]:
    from experiments.figures import FIGURES

    entries = sorted(FIGURES.items(), key=lambda item: (item[1].order, item[0]))
    return [(name, entry.title + (", on request" if entry.on_request else "")) for name, entry in entries]


def _rules() -> list[tuple[str, str]]:
    from model.members.rules import RULES

    return [(key, f"{rule.title}. {rule.says.replace('`', '')}") for key, rule in RULES.items()]


def _targets() -> list[tuple[str, str]]:
    from experiments.reach.targets import published

    return [
        (name, f"{row['title']}: {row['goal']}. {row['note']}. {row['source']}")
        for name, row in published().items()
    ]


_READERS = {
    "scenarios": _scenarios,
    "levers": _levers,
    "shocks": _shocks,
    "outcomes": _outcomes,
    "parameters": _parameters,
    "designs": _designs,
    "methods": _methods,
    "rules": _rules,
    "targets": _targets,
    "figures": _figures,
}


def _outcome_line(outcome) -> str:
    unit = f" [{outcome.unit}]" if outcome.unit else ""
    return f"{outcome.label}{unit}. {outcome.description}"


def _design_line(plan) -> str:
    kinds = [factor.kind for factor in plan.factors]
    counted = [f"{kinds.count(kind)} of {kind}s" for kind in dict.fromkeys(kinds)]
    return f"{plan.title}. {plan.description} {len(kinds)} factors, {', '.join(counted)}, around {plan.scenario.name}."


def _method_line(method) -> str:
    return f"{method.serves.replace('`', '')}. Points for k factors: {method.points}."


def _parameter_line(row) -> str:
    return f"{row['value']:g} ({row['low']:g} to {row['high']:g}) {row['unit']}; {row['source']}"
