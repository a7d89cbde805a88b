"""Where in the space of settings a goal is met: feature scores, and boxes by PRIM and CART of the EMA workbench."""

from dataclasses import dataclass

import numpy as np

from experiments.analysis import chance
from experiments.extras import need
from model.errors import InputError

DENSITY = 0.8  # of futures in a box that shall meet the goal
MASS = 0.05  # smallest share of futures in a box
CHANCE = 0.05  # a limit of a box that luck would give more often than this is dropped
DUMMIES = 20
MOST_BOXES = 3
TINY = 1e-9  # against rounding
STEPS = 8  # of a peeling that are looked at more closely


@dataclass(frozen=True)
class Box:
    """A box of settings.

    Args:
        method: "PRIM" or "CART". low, high: its limits, (factor,); infinite where there is none.
        density: share of its futures that meet the goal. coverage: share of all that meet it which it holds.
        count: futures in it. mass: share of all futures that it holds.
    """

    method: str
    low: np.ndarray
    high: np.ndarray
    density: float
    coverage: float
    count: int
    mass: float


def futures(X, met) -> tuple[np.ndarray, np.ndarray]:
    """Every run as a future of its own: X (run, factor) and met (run,), from met (point, replicate)."""
    X, met = np.asarray(X, dtype=float), np.asarray(met, dtype=bool)
    met = met[:, None] if met.ndim == 1 else met
    if len(met) != len(X):
        raise InputError(f"goal: has {len(met)} points for {len(X)} points of the design")
    return np.repeat(X, met.shape[1], axis=0), met.ravel()


def measure(method: str, low, high, X, met) -> Box:
    """A box with its density and coverage among futures X (run, factor) and met (run,)."""
    inside = ((X >= low) & (X <= high)).all(axis=1)
    hits, count, every = int(met[inside].sum()), int(inside.sum()), int(met.sum())
    density, coverage = hits / count if count else 0.0, hits / every if every else 0.0
    return Box(method, np.array(low), np.array(high), density, coverage, count, count / len(X))


def discover(X, met, names, density: float = DENSITY, mass: float = MASS) -> list[Box]:
    """Boxes in which a goal is met, PRIM's first.

    Args:
        X: (point, factor). met: (point,) or (point, replicate) of bool. names: of the factors.
        density: wanted share of futures in a box that meet the goal. mass: smallest share of futures in a box.

    Returns:
        For each method its boxes by falling coverage; a method finds none where no box is dense enough, except that
        PRIM then gives its first. Limits that luck would often give are taken out, see `prune`.

    Raises:
        InputError: the goal is met always or never, or the extra is missing.
    """
    alike = chance.ties(X) * (1 if np.ndim(met) == 1 else np.shape(met)[1])
    X, met = futures(X, met)
    if met.all() or not met.any():
        raise InputError(
            f"goal: is {'always' if met.all() else 'never'} met, so there is nothing to discover"
        )
    return [*_prim(X, met, names, density, mass, alike), *_cart(X, met, names, density, mass, alike)]


def _prim(X, met, names, density, mass, alike) -> list[Box]:
    prim = need("ema_workbench.analysis.prim")
    need("ema_workbench.analysis.scenario_discovery_util")
    frame = _frame(X, names)
    with _quiet():
        search = prim.Prim(frame, met, threshold=density, mass_min=mass)
        boxes = []
        for _ in range(MOST_BOXES):
            box = search.find_box()
            if box is None:
                break
            best = None
            for step in _steps(box, density):
                low, high = prune(*_box_of(box, step, frame.columns), X, met, alike)
                if np.isfinite(low).any() or np.isfinite(high).any():
                    pruned = measure("PRIM", low, high, X, met)
                    best = pruned if best is None or pruned.density > best.density else best
                    if pruned.density >= density:
                        break
            if best is None:
                break
            boxes.append(best)
            box.select(step)
            if search.yi_remaining.size == 0 or not met[search.yi_remaining].any():
                break
    good = [box for box in boxes if box.density >= density]
    return _distinct(good) or boxes[:1]


def _steps(box, density: float) -> list[int]:
    """Some steps of the peeling, by falling balance (harmonic mean) of coverage and density among the dense enough.

    Where none is dense enough, the densest.
    """
    path = box.peeling_trajectory
    good = path[path["density"] >= density]
    if not len(good):
        return [int(path["density"].idxmax())]
    both = good["coverage"] * good["density"] / (good["coverage"] + good["density"])
    return [int(i) for i in both.sort_values(ascending=False, kind="stable").index[:STEPS]]


def _box_of(box, chosen: int, names) -> tuple[np.ndarray, np.ndarray]:
    """Limits of one step of the peeling, infinite where nothing was cut off."""
    low, high = np.full(len(names), -np.inf), np.full(len(names), np.inf)
    first, now = box.box_lims[0], box.box_lims[chosen]
    for i, name in enumerate(names):
        if now.loc[0, name] > first.loc[0, name]:
            low[i] = now.loc[0, name]
        if now.loc[1, name] < first.loc[1, name]:
            high[i] = now.loc[1, name]
    return low, high


def prune(low, high, X, met, alike=1.0) -> tuple[np.ndarray, np.ndarray]:
    """A box without the limits that luck would often give, the least certain taken out first.

    A limit stays if, were the box as dense as it is without that limit, so many hits would come up with a chance of
    at most 5 % (the quasi-p value of Bryant and Lempert 2010). Runs that share a factor's value count as one here,
    because they say little more about where the box ends than one of them.

    Args:
        low, high: (factor,). X: (run, factor). met: (run,). alike: runs that share a value, for each factor.
    """
    from scipy.stats import binom

    low, high, alike = low.copy(), high.copy(), np.broadcast_to(alike, len(low))
    while True:
        whole, chances = measure("", low, high, X, met), {}
        for side, none in ((low, -np.inf), (high, np.inf)):
            for i in np.flatnonzero(np.isfinite(side)):
                limit, side[i] = side[i], none
                density = measure("", low, high, X, met).density
                side[i] = limit
                # Whole futures only: a part of one proves nothing.
                hits, count = (int(n / alike[i] + TINY) for n in (whole.density * whole.count, whole.count))
                chances[none, int(i)] = float(binom.sf(hits - 1, count, density))
        if not chances or max(chances.values()) <= CHANCE:
            return low, high
        endless, least = max(chances, key=lambda limit: chances[limit])
        (low if endless < 0 else high)[least] = endless


def _cart(X, met, names, density, mass, alike) -> list[Box]:
    cart = need("ema_workbench.analysis.cart")
    with _quiet(), _seeded():  # the workbench gives its tree no seed of its own
        tree = cart.CART(
            _frame(X, names), met, mass_min=max(mass, (1 + TINY) / len(X))
        )  # one future at least
        tree.build_tree()
        leaves = tree.boxes if tree.clf.tree_.node_count > 1 else []
    boxes = []
    for leaf in leaves:
        low, high = leaf.loc[0].to_numpy(dtype=float), leaf.loc[1].to_numpy(dtype=float)
        low, high = np.where(low > X.min(axis=0), low, -np.inf), np.where(high < X.max(axis=0), high, np.inf)
        boxes.append(measure("CART", *prune(low, high, X, met, alike), X, met))
    return _distinct(box for box in boxes if box.density >= density)[:MOST_BOXES]


def _distinct(boxes) -> list[Box]:
    """By falling coverage, each once, without the box of all futures."""
    out: dict[tuple[bytes, bytes], Box] = {}
    for box in sorted(boxes, key=lambda box: -box.coverage):
        if np.isfinite(box.low).any() or np.isfinite(box.high).any():
            out.setdefault((box.low.tobytes(), box.high.tobytes()), box)
    return list(out.values())


def score(X, met, names, seed: int = 1):
    """How much each factor helps to tell whether the goal is met: importances of extra trees, which sum to 1.

    The floor is the highest importance among columns of pure chance put beside the factors, with ties like theirs.

    Args:
        X: (point, factor). met: (point,) or (point, replicate) of bool. names: of the factors.

    Returns:
        DataFrame: factor, score, floor, note; most important first.
    """
    import pandas as pd

    scoring = need("ema_workbench.analysis.feature_scoring")
    modes = need("ema_workbench.analysis.scenario_discovery_util").RuleInductionType
    X = np.asarray(X, dtype=float)
    dummies, column_group, factor_group = chance.by_kind(X, DUMMIES, seed)
    wide, met = futures(np.hstack([X, dummies]), met)
    heads = [*map(str, range(len(names))), *(f"chance{i}" for i in range(len(column_group)))]
    frame = pd.DataFrame(wide, columns=heads)
    with _quiet():
        scores = scoring.get_ex_feature_scores(frame, met, mode=modes.CLASSIFICATION, random_state=seed)[0]
    scores = scores.iloc[:, 0]
    values = np.array([float(scores[str(i)]) for i in range(len(names))])
    luck = np.array([float(scores[f"chance{i}"]) for i in range(len(column_group))])
    floor = np.array([luck[column_group == group].max() for group in factor_group])
    notes = [
        "below the noise floor" if value <= least else "" for value, least in zip(values, floor, strict=True)
    ]
    out = pd.DataFrame({"factor": list(names), "score": values, "floor": floor, "note": notes})
    return out.sort_values("score", ascending=False, ignore_index=True)


def _frame(X, names):
    import pandas as pd

    return pd.DataFrame(np.asarray(X, dtype=float), columns=list(names))


def _quiet():
    """The workbench warns of other packages' plans, which our users cannot mend."""
    import warnings

    return warnings.catch_warnings(action="ignore")


class _seeded:
    """A fixed state of NumPy's global generator, put back afterwards."""

    def __enter__(self):
        self.before = np.random.get_state()  # noqa: NPY002
        np.random.seed(1)  # noqa: NPY002

    def __exit__(self, *_):
        np.random.set_state(self.before)  # noqa: NPY002
