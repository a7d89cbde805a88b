"""Where in the ranges the points lie. Each method gives places between 0 and 1, shape (point, factor).

The order of points is that of SALib for Morris and Saltelli designs, so its analyses can be used as they are.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np

from model.errors import InputError

MOST_POINTS = 10_000_000
MORRIS_LEVELS = 4  # Morris (1991): an even number of levels, and a step of half of them
CENTRE = 0.5


def _refuse(method: str, n, says: str):
    raise InputError(f"--design {method}:{n}: {says}")


def _power_of_two(method: str, n: int, end: str = "") -> None:
    if n & (n - 1):
        low, high = (f"{method}:{2**bits}{end}" for bits in (n.bit_length() - 1, n.bit_length()))
        _refuse(method, f"{n}{end}", f"a Sobol sequence needs a power of two; write {low} or {high}")


def factorial(n: int, plan, rng) -> np.ndarray:
    """Every combination of ``n`` evenly spaced levels, or of the levels that the file gives to a factor."""
    if n < 2:
        _refuse("factorial", n, "needs two levels or more")
    counts = [len(f.levels) or (min(n, round(f.high - f.low) + 1) if f.whole else n) for f in plan.factors]
    points = np.prod(np.array(counts, dtype=float))
    if points > MOST_POINTS:
        _refuse(
            "factorial", n, f"{points:.3g} points; use fewer levels or factors, or sobol, lhs, fractional"
        )
    return np.array(list(product(*(np.linspace(0.0, 1.0, count) for count in counts))))


def fractional(n: int, plan, rng) -> np.ndarray:
    """Two levels in ``n`` points, a power of two: main effects are never mixed up with each other.

    The first columns are a full factorial, each other column is a product of some of them. Products of an odd number
    keep main effects apart from effects of pairs too (resolution IV); they last while factors are at most n / 2.
    """
    factors = len(plan.factors)
    least = 2 ** int(np.ceil(np.log2(factors + 1)))
    if n & (n - 1) or n < least:
        _refuse(
            "fractional",
            n,
            f"{factors} factors need a power of two of at least {least}; write fractional:{least}",
        )
    base = n.bit_length() - 1
    if base > factors:
        _refuse("fractional", n, f"{factors} factors have only {2**factors} combinations; write factorial:2")
    sizes = range(base, 1, -1)
    if factors == base + 1:
        words = [tuple(range(base))]  # one product of all: the highest resolution
    elif factors <= n // 2:
        words = [word for size in sizes if size % 2 for word in combinations(range(base), size)]
    else:
        words = [word for size in sizes for word in combinations(range(base), size)]
    signs = np.array(list(product((-1, 1), repeat=base)))
    columns = [signs[:, i] for i in range(base)]
    columns += [signs[:, list(word)].prod(axis=1) for word in words[: factors - base]]
    return (np.stack(columns, axis=1) + 1) / 2


def lhs(n: int, plan, rng) -> np.ndarray:
    """Latin hypercube: each of ``n`` slices of each range has one point."""
    from scipy.stats import qmc

    return qmc.LatinHypercube(len(plan.factors), seed=rng).random(n)


def _sequence(dimensions: int, n: int, rng) -> np.ndarray:
    from scipy.stats import qmc

    if dimensions > qmc.Sobol.MAXDIM:
        raise InputError(f"--design: {dimensions} dimensions are more than a Sobol sequence has; use lhs")
    return qmc.Sobol(dimensions, scramble=True, seed=rng).random(n)


def sobol(n: int, plan, rng) -> np.ndarray:
    """Scrambled Sobol sequence of ``n`` points, a power of two: even coverage in every pair of factors."""
    _power_of_two("sobol", n)
    return _sequence(len(plan.factors), n, rng)


def morris(n: int, plan, rng) -> np.ndarray:
    """``n`` trajectories of (factors + 1) points that each move one factor by two thirds of its range."""
    k = len(plan.factors)
    delta = MORRIS_LEVELS / (2 * (MORRIS_LEVELS - 1))
    lower = np.arange(MORRIS_LEVELS // 2) / (MORRIS_LEVELS - 1)
    below = np.tril(np.ones((k + 1, k)), -1)
    out = []
    for _ in range(n):
        begin, sign = rng.choice(lower, k), rng.choice([-1.0, 1.0], k)
        steps = begin + delta / 2 * ((2 * below - 1) * sign + 1)
        out.append(steps[:, rng.permutation(k)])
    return np.concatenate(out)


def saltelli(n: int, plan, rng) -> np.ndarray:
    """For Sobol indices, first and total: ``n`` times the points A, A with one factor from B each, and B."""
    _power_of_two("saltelli", n)
    k = len(plan.factors)
    both = _sequence(2 * k, n, rng)
    a, b = both[:, :k], both[:, k:]
    out = np.repeat(a[:, None, :], k + 2, axis=1)
    out[:, np.arange(1, k + 1), np.arange(k)] = b
    out[:, -1] = b
    return out.reshape(-1, k)


def saltelli_pairs(n: int, plan, rng) -> np.ndarray:
    """For second-order indices too: between those of `saltelli` and B also B with one factor from A each."""
    _power_of_two("saltelli", n, ":2")
    k = len(plan.factors)
    first = saltelli(n, plan, rng).reshape(n, k + 2, k)
    a, b = first[:, 0], first[:, -1]
    turned = np.repeat(b[:, None, :], k, axis=1)
    turned[:, np.arange(k), np.arange(k)] = a
    return np.concatenate([first[:, :-1], turned, first[:, -1:]], axis=1).reshape(-1, k)


@dataclass(frozen=True)
class Method:
    """A way to choose points.

    Args:
        points: how many, as a formula in N and k, the number of factors. serves: what for.
        places: gives places from (N, plan, random generator); None where points do not come from places.
    """

    points: str
    serves: str
    places: Callable | None = None


# By spelling: what `edtu list methods` and the table in docs/sweeps.md say, and where the command finds its function.
METHODS = {
    "one_at_a_time:N": Method(
        "1 + k N at most", "a first look: each factor alone, the others as in the base"
    ),
    "factorial:N": Method(
        "N to the power of k", "every combination of N levels, or of the levels in the file", factorial
    ),
    "fractional:N": Method("N, a power of two above k", "main effects in few points; two levels", fractional),
    "lhs:N": Method("N", "even cover of each factor", lhs),
    "sobol:N": Method("N, a power of two", "even cover of all factors together", sobol),
    "morris:N": Method("N (k + 1)", "screening; in the order of SALib", morris),
    "saltelli:N": Method(
        "N (k + 2), N a power of two", "Sobol indices, first and total; in the order of SALib", saltelli
    ),
    "saltelli:N:2": Method(
        "N (2 k + 2), N a power of two",
        "the same with second order: which pairs of factors act together",
        saltelli_pairs,
    ),
    "csv:FILE": Method(
        "one line each",
        "your own points: a column `id`, then `levers.edtu.strength`, `parameters.mu` and so on",
    ),
    "METHOD,METHOD": Method(
        "product of both",
        "`factorial:2,lhs:50`: each choice of levers under the same futures, for regret and robustness",
    ),
}
