"""Many-objective search: NSGA-III of pymoo, which asks for packages and is told how they did.

K. Deb and H. Jain, An evolutionary many-objective optimization algorithm using reference-point-based nondominated
sorting approach, IEEE Transactions on Evolutionary Computation 18(4), 2014; J. Blank and K. Deb, pymoo, IEEE Access 8,
2020.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from experiments.extras import need
from model.errors import InputError

AIMS = 3
Evaluate = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]


def search(evaluate: Evaluate, first: np.ndarray, generations: int, seed: int) -> None:
    """Look for points that no other beats among those that keep a limit.

    Nothing is handed back: whoever evaluates keeps what was tried. The same seed asks for the same points, so a search
    that was stopped goes on where it was as soon as it is told again what it knew.

    Args:
        evaluate: points (point, gene), genes from 0 to 1 -> (aims (point, 3), all to be made small; by how much the
            limit is missed (point,), 0 where it is kept). Called once a generation.
        first: the first generation, (population, gene). generations: how many, the first among them.
        seed: of the search.

    Raises:
        InputError: pymoo is not installed, or the population is too small.
    """
    algorithm = need("pymoo.algorithms.moo.nsga3").NSGA3
    problems, static = need("pymoo.core.problem"), need("pymoo.problems.static").StaticProblem
    evaluator = need("pymoo.core.evaluator").Evaluator()
    selection = need("pymoo.operators.selection.tournament").TournamentSelection(func_comp=_nearer)
    population, genes = first.shape
    problem = problems.Problem(n_var=genes, n_obj=AIMS, n_ieq_constr=1, xl=0.0, xu=1.0)
    solver = algorithm(directions(population), pop_size=population, sampling=first, selection=selection)
    solver.setup(problem, termination=("n_gen", generations), seed=seed, verbose=False)
    while solver.has_next():
        candidates = solver.ask()
        aims, missed = evaluate(candidates.get("X"))
        evaluator.eval(static(problem, F=aims, G=missed[:, None]), candidates)
        solver.tell(infills=candidates)


def _nearer(tried, pairs: np.ndarray, random_state: np.random.Generator, **_: object) -> np.ndarray:
    """Of each pair the one that misses the limit by less; by chance where both miss it alike.

    pymoo's own comparison draws this chance from no seed, so that no search could be repeated.

    Args:
        tried: points, with attribute CV, by how much each misses the limit. pairs: places in it, (pair, 2).
    """
    missed = np.array([tried[place].CV[0] for place in pairs.ravel()]).reshape(pairs.shape)
    chance = random_state.integers(2, size=len(pairs)).astype(bool)
    second = np.where(missed[:, 0] == missed[:, 1], chance, missed[:, 1] < missed[:, 0])
    return np.where(second, pairs[:, 1], pairs[:, 0])[:, None]


def directions(population: int) -> np.ndarray:
    """Reference directions, as many as fit a population: evenly spread over the three aims (Das and Dennis, 1998)."""
    made, parts = None, 1
    spread = need("pymoo.util.ref_dirs").get_reference_directions
    while (parts + 1) * (parts + 2) // 2 <= population:
        made, parts = spread("das-dennis", AIMS, n_partitions=parts), parts + 1
    if made is None:
        raise InputError(f"--population: {population} is too small; give {AIMS} or more")
    return made
