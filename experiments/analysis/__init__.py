"""What a batch of runs says: sensitivity, discovery, robustness, attribution, and connectors to other packages.

Every function takes plain arrays: X of shape (point, factor) with the factors' names and bounds, and Y of shape
(point, replicate) with one outcome. Nothing heavy is imported before it is used.

Example:
    >>> from experiments.analysis import attribute
    >>> attribute("edtu_full", "us_share_orders", runs=100).table
"""

from experiments.analysis.attribution import attribute, shapley
from experiments.analysis.connectors import salib_evaluate, salib_problem
from experiments.analysis.densities import delta
from experiments.analysis.discovery import discover, score
from experiments.analysis.ema import ema_evaluator, ema_experiments, ema_model
from experiments.analysis.evaluation import evaluate
from experiments.analysis.exchange import to_long, to_xarray
from experiments.analysis.folder import read
from experiments.analysis.goals import goal
from experiments.analysis.holdout import hold_out
from experiments.analysis.layout import structure
from experiments.analysis.noise import luck
from experiments.analysis.pairs import second_order
from experiments.analysis.robustness import pareto, regrets, try_policies
from experiments.analysis.sensitivity import morris, pawn, sobol

__all__ = [
    "sobol",
    "morris",
    "pawn",
    "second_order",
    "delta",
    "structure",
    "luck",
    "goal",
    "discover",
    "hold_out",
    "score",
    "regrets",
    "pareto",
    "try_policies",
    "attribute",
    "shapley",
    "evaluate",
    "ema_model",
    "ema_evaluator",
    "ema_experiments",
    "salib_problem",
    "salib_evaluate",
    "to_long",
    "to_xarray",
    "read",
]
