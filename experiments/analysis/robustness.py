"""Policies over many futures: regret, worst case, and which policies no other beats on all counts."""

import numpy as np

from experiments import vocabulary
from experiments.analysis.evaluation import evaluate
from experiments.intervals.paired import mean_interval
from model.errors import InputError

BALANCE = ("retained_capability_180", "capability_gap", "full_cost_bn")  # autonomy, gap and cost


def try_policies(policies, names, X, outcomes=BALANCE, year=None, replicates=1, seed=1, progress=None):
    """Every policy in every future, all on the same luck.

    Args:
        policies: scenarios (name, path or Scenario). names, X: the futures, see `evaluation.evaluate`.
        outcomes, year, replicates, seed, progress: as there.

    Returns:
        Outcome to array of shape (policy, future), means over replicates.
    """
    results = [evaluate(policy, names, X, outcomes, year, replicates, seed, progress) for policy in policies]
    return {name: np.stack([one[name].mean(axis=1) for one in results]) for name in outcomes}


def direction(outcome: str) -> int:
    """1 where more of an outcome is better, -1 where less is.

    Raises:
        InputError: the outcome is neither good nor bad in itself.
    """
    vocabulary.require("outcome", outcome, vocabulary.outcomes())
    better = vocabulary.outcomes()[outcome].better
    if better not in ("higher", "lower"):
        good = [name for name, o in vocabulary.outcomes().items() if o.better]
        raise InputError(
            f"{outcome}: neither more nor less of it is better in itself; choose one of {', '.join(good)}"
        )
    return 1 if better == "higher" else -1


def regrets(values, policies, sign: int = 1):
    """Mean, worst case and regret of policies over futures, with the rank that each gives.

    Args:
        values: (policy, future). policies: their names. sign: 1 where more is better, -1 where less is.

    Returns:
        DataFrame with one row per policy: policy, mean, worst, mean_regret, max_regret, best_in (share of futures in
        which no other is better), rank_mean, rank_worst (maximin), rank_regret (minimax regret), note where the ranks
        differ.
    """
    import pandas as pd

    good = sign * np.asarray(values, dtype=float)
    if good.ndim != 2 or good.shape[0] != len(policies) or not np.isfinite(good).all():
        raise InputError(f"regret: needs a value of each of {len(policies)} policies in every future")
    regret = good.max(axis=0) - good
    worst, top = good.min(axis=1), regret.max(axis=1)
    ranks = [_ranks(good.mean(axis=1)), _ranks(worst), _ranks(-top)]
    notes = ["rank depends on the criterion" if len(set(row)) > 1 else "" for row in zip(*ranks, strict=True)]
    return pd.DataFrame(
        {
            "policy": list(policies),
            "mean": sign * good.mean(axis=1),
            "worst": sign * worst,
            "mean_regret": regret.mean(axis=1),
            "max_regret": top,
            "best_in": (regret == 0).mean(axis=1),
            "rank_mean": ranks[0],
            "rank_worst": ranks[1],
            "rank_regret": ranks[2],
            "note": notes,
        }
    )


def _ranks(good: np.ndarray) -> list[int]:
    """1 for the best; equal ones share the better rank."""
    return [int((good > value).sum()) + 1 for value in good]


def reversals(values, policies, sign: int = 1):
    """Pairs of policies whose order changes from future to future.

    Args:
        values: (policy, future, replicate) with luck shared between policies. policies: their names. sign: as above.

    Returns:
        DataFrame: better (on the mean), worse, reversed_in (share of futures in which the worse one is better on the
        mean over replicates), lead (mean difference), low, high (its 95 % interval over replicates), note where luck
        could have made the order; pairs that never change places are left out.
    """
    import pandas as pd

    good = sign * np.asarray(values, dtype=float)
    order = np.argsort(-good.mean(axis=(1, 2)), kind="stable")
    rows = []
    for a, i in enumerate(order):
        for j in order[a + 1 :]:
            share = float((good[j].mean(axis=1) > good[i].mean(axis=1)).mean())
            if share > 0:
                lead = mean_interval((good[i] - good[j]).mean(axis=0))
                low, high = float(lead.low), float(lead.high)
                note = (
                    "" if low > 0 else "cannot be told apart" if low <= 0 else "one replicate: luck unknown"
                )
                rows.append([policies[i], policies[j], share, float(lead.mean), low, high, note])
    return pd.DataFrame(rows, columns=["better", "worse", "reversed_in", "lead", "low", "high", "note"])


def pareto(values, signs) -> np.ndarray:
    """Which policies no other beats: at least as good on every count and better on one.

    Args:
        values: (policy, count). signs: for each count 1 where more is better, -1 where less is.

    Returns:
        (policy,) of bool.
    """
    good = np.asarray(values, dtype=float) * np.asarray(signs, dtype=float)
    at_least = (good[:, None] >= good).all(axis=2)  # (i, j): i is at least as good as j everywhere
    return ~(at_least & ~at_least.T).any(axis=0)


def crossed(X, kinds):
    """Whether a design tries each policy in the same futures.

    Args:
        X: (point, factor). kinds: for each factor whether it is a lever's.

    Returns:
        (policies (policy, lever factor), index (policy, future) into points), or None when levers and the rest are
        not crossed, or when there is one policy only.
    """
    X, levers = np.asarray(X, dtype=float), np.asarray(kinds, dtype=bool)
    policies, which = np.unique(X[:, levers], axis=0, return_inverse=True)
    futures, where = np.unique(X[:, ~levers], axis=0, return_inverse=True)
    which, where = which.ravel(), where.ravel()
    if len(policies) < 2 or len(policies) * len(futures) != len(X):
        return None
    index = np.full((len(policies), len(futures)), -1)
    index[which, where] = np.arange(len(X))
    return None if (index < 0).any() else (policies, index)
