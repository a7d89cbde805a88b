"""Where the first values of the choice parameters come from: a coarse search, not a calibration.

``python -m experiments.tables.first_fit`` draws parameter vectors evenly from their ranges (Sobol), runs the baseline
for four years with each, and compares the supplier shares of orders by domain with those of 2022-25 in the
domains table. It prints the best vectors, and the mean and spread of the best fiftieth, from which the values in the
table of parameters are rounded. Ukraine's own purchases are left out, as they are in the data.
"""

from __future__ import annotations

import argparse

import numpy as np
from scipy.stats import qmc

from model.block import set_up
from model.inputs import tables
from model.inputs.parameters import Parameters, table
from model.members.arrays import MemberArrays
from model.numeric.fold import total
from model.rules.choice import EUROPEAN, THIRD, US
from model.scenarios import scenario as scenarios
from model.suppliers.conduct import SupplierArrays

SEARCHED = (
    "mu",
    "nest_correlation",
    "w_t",
    "w_h",
    "w_n",
    "w_a",
    "w_q",
    "zeta",
    "life_extension_cost",
    "wait_threat",
    "quality_floor",
)


def order_shares(points: np.ndarray, replicates: int, years: int, seed: int = 1) -> np.ndarray:
    """US, European and third-country share of orders, (3, domain, point), for each row of ``points``."""
    out = []
    for first in range(0, len(points), 32):
        repeated = np.repeat(points[first : first + 32], replicates, axis=0)
        scenario = scenarios.change(
            scenarios.load_scenario("baseline"),
            years=years,
            parameters={key: repeated[:, j] for j, key in enumerate(SEARCHED)},
        )
        luck = np.tile(np.arange(replicates), len(repeated) // replicates)
        run = set_up(scenario, seed, luck, Parameters(scenario.parameters), MemberArrays, SupplierArrays)
        buyers = [i for i, state in enumerate(run.facts.states) if state != "UA"]
        bought = 0.0
        for year in scenario.calendar:
            run.year(year)
            orders = total(run.market.orders[buyers], 0)
            nest = run.facts.offers.nest
            bought = bought + np.stack([total(orders * (nest == n), 1) for n in (US, EUROPEAN, THIRD)])
        bought = bought.reshape(*bought.shape[:2], -1, replicates).sum(axis=-1)
        whole = bought.sum(axis=0)
        out.append(bought / np.where(whole > 0.0, whole, 1.0))
    return np.concatenate(out, axis=2)


def misfit(shares: np.ndarray) -> np.ndarray:
    """Squared distance to the observed shares, weighted by the domains' spending, (point,)."""
    observed = np.stack([tables.by_domain(f"orders_{who}") for who in ("us", "european", "third")])
    error = ((shares - observed[:, :, None]) ** 2).sum(axis=0)
    return (error * tables.by_domain("spending_share")[:, None]).sum(axis=0)


def main() -> None:
    """Search and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--points", type=int, default=2048, help="number of parameter vectors (a power of two)"
    )
    parser.add_argument("--replicates", type=int, default=4)
    parser.add_argument("--years", type=int, default=4)
    options = parser.parse_args()
    ranges = np.array([[table()[key]["low"], table()[key]["high"]] for key in SEARCHED])
    points = qmc.scale(qmc.Sobol(len(SEARCHED), seed=1).random(options.points), ranges[:, 0], ranges[:, 1])
    loss = misfit(order_shares(points, options.replicates, options.years))
    best = np.argsort(loss)
    top = points[best[: max(2, options.points // 50)]]
    now = np.array([[table()[key]["value"] for key in SEARCHED]])
    present = misfit(order_shares(now, 64, options.years))[0]
    print(
        f"misfit: best {loss[best[0]]:.4f}, median {np.median(loss):.4f}, values in the table {present:.4f}"
    )
    print("mean and spread: of the best fiftieth")
    print(f"{'parameter':22s}{'best':>9s}{'mean':>9s}{'spread':>9s}{'table':>9s}")
    for j, key in enumerate(SEARCHED):
        print(
            f"{key:22s}{points[best[0], j]:9.3f}{top[:, j].mean():9.3f}{top[:, j].std():9.3f}{now[0, j]:9.3f}"
        )


if __name__ == "__main__":
    main()
