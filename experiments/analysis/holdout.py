"""Boxes found on one part of the points and measured on the rest, which says whether they hold up.

A search looks at so many boxes that the best of them is partly luck, so its density and coverage flatter it. On points
that the search has not seen they do not.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from experiments.analysis import discovery
from experiments.analysis.discovery import CHANCE, DENSITY, MASS, TINY, Box
from experiments.analysis.layout import group_size

SHARE = 0.7  # of the points that boxes are found on
LEAST = int(np.ceil(1 / MASS))  # points held out, so that the smallest box has one of them on average
EMPTY = "no future held out lies in it, so whether it holds up cannot be said"
NO_BETTER = "the goal is met there no more often than luck would give anywhere"
SPARSER = "the goal is met there clearly less often than where it was found"


@dataclass(frozen=True)
class Checked:
    """A box and what became of it.

    Args:
        box: as the search gave it. held_out: the same limits among futures held out; None if none were.
        against: why it does not hold up; empty where it does, or where nothing was held out.
    """

    box: Box
    held_out: Box | None
    against: str = ""


@dataclass(frozen=True)
class Search:
    """All boxes of a search.

    Args:
        boxes: PRIM's first. points: number that were searched. points_held_out: the others, 0 if none could be.
        note: why none were held out; empty if some were.
    """

    boxes: tuple[Checked, ...]
    points: int
    points_held_out: int
    note: str = ""


def split(X: np.ndarray, share: float = SHARE, seed: int = 1) -> np.ndarray:
    """Which points boxes are found on, (point,) of bool; the others are held out.

    Whole groups of points that share values by design go one way, so that no point has a near copy on the other side.

    Args:
        X: (point, factor), in the order in which it was sampled. share: of the groups. seed: of the choice.
    """
    size = group_size(X)
    groups = len(X) // size
    chosen = np.random.default_rng(seed).permutation(groups) < round(share * groups)
    return np.repeat(chosen, size)


def hold_out(
    X: ArrayLike,
    met: ArrayLike,
    names: Sequence[str],
    share: float = SHARE,
    seed: int = 1,
    density: float = DENSITY,
    mass: float = MASS,
) -> Search:
    """Boxes in which a goal is met, found on a random part of the points and measured on both parts.

    Args:
        X: (point, factor). met: (point,) or (point, replicate) of bool; runs of a point stay together.
        names: of the factors. share: of the points that boxes are found on. seed: of their choice.
        density, mass: see `discovery.discover`.

    Raises:
        InputError: the goal is met always or never, or the extra is missing.
    """
    points, hits = np.asarray(X, dtype=float), np.asarray(met, dtype=bool)
    on = split(points, share, seed)
    note = _too_little(hits[on], hits[~on], group_size(points))
    if note:
        boxes = discovery.discover(points, hits, names, density, mass)
        return Search(tuple(Checked(box, None) for box in boxes), len(points), 0, note)
    boxes = discovery.discover(points[on], hits[on], names, density, mass)
    group = np.arange(len(points)) // group_size(points)
    checked = (check(box, points[~on], hits[~on], group[~on], density) for box in boxes)
    return Search(tuple(checked), int(on.sum()), int((~on).sum()))


def _too_little(seen: np.ndarray, unseen: np.ndarray, size: int) -> str:
    """Why no part can be held out, or empty.

    Args:
        seen, unseen: whether the goal is met, (point, ...) of each part. size: of the groups that points come in.
    """
    groups, what = (
        len(unseen) // size,
        "points" if size == 1 else f"groups of {size} points that share values by design",
    )
    if groups < LEAST:
        return f"No hold-out was possible: it needs {LEAST} {what} held out and there are {groups}; sweep more points."
    for part, words in ((seen, "boxes are found on"), (unseen, "is held out")):
        if part.all() or not part.any():
            always = "always" if part.all() else "never"
            return f"No hold-out was possible: the goal is {always} met in the part that {words}; sweep more points."
    return ""


def check(
    box: Box, X: np.ndarray, met: np.ndarray, group: np.ndarray | None = None, density: float = DENSITY
) -> Checked:
    """A box measured on points held out.

    It holds up if the goal is met in it more often than luck would give from all points held out, and not clearly less
    often than was claimed; both by a binomial test at 5 %. Points, or groups that share values by design, are counted
    and not runs.

    Args:
        X: (point, factor). met: (point,) or (point, replicate). group: of each point, each its own by default.
        density: that was asked for. A box that claims more is held to no more than this.
    """
    from scipy.stats import binom

    X, met = np.asarray(X, dtype=float), np.asarray(met, dtype=bool)
    rows, hits = discovery.futures(X, met)
    held_out = discovery.measure(box.method, box.low, box.high, rows, hits)
    if not held_out.count:
        return Checked(box, held_out, EMPTY)
    inside = ((X >= box.low) & (X <= box.high)).all(axis=1)
    group = np.arange(len(X)) if group is None else np.asarray(group)
    share = met.reshape(len(X), -1).mean(axis=1)
    by_group = [share[inside & (group == one)].mean() for one in np.unique(group[inside])]
    count, met_in = len(by_group), sum(by_group)
    if binom.sf(int(met_in + TINY) - 1, count, hits.mean()) > CHANCE:
        return Checked(box, held_out, NO_BETTER)
    claim = min(box.density, density)
    if binom.cdf(int(np.ceil(met_in - TINY)), count, claim) <= CHANCE:
        return Checked(box, held_out, SPARSER)
    return Checked(box, held_out)
