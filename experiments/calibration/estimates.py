"""What the register's orders say: coefficients, errors and profile intervals, by origin, by count and by volume.

``estimates.csv`` holds these figures for the orders to 2019; ``edtu data estimate FILE`` makes them anew from a
table of orders. Nothing after an origin enters its rows.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from experiments.calibration import causes, logit, profile, taste
from experiments.calibration.causes import ANNEXATION, CAUSES, LATER, SAID, STEADY, choices
from experiments.calibration.orders import BLOCS, Orders
from model.errors import InputError

FILE = Path(__file__).resolve().parent / "estimates.csv"
COLUMNS = (
    "origin", "first_year", "on_sale", "weight", "taste", "cause", "value", "error", "plain_error", "low", "high",
    "plain_low", "plain_high", "orders", "effective_orders", "half_orders", "states", "likelihood", "unit", "source",
)  # fmt: skip
ORIGINS = (2009, 2014, 2019)
FIRST = (
    2000  # earlier orders are history only: the register holds deliveries from 1995 on, older orders in part
)
WEIGHTS = ("count", "volume")
BINARY = "binary"
# How it is known what was on sale: by orders of the years before, or by the dates of offers -> as `choices` takes it.
ON_SALE = {"orders": causes.ON_SALE, "offers": 0}
SLOPE = "us_on_own_past"
SLOPE_UNIT = (
    "log odds of US against all others, from a past without to a past with only US orders in the domain"
)


@dataclass(frozen=True)
class Weighed:
    """Choices under one weight.

    Attributes:
        choices: weighed so that weights add up to the effective number. domain: of each choice.
        effective: orders of equal weight that would be as certain (Kish).
        half: how many of the largest orders hold half the weight.
    """

    choices: logit.Choices
    domain: np.ndarray
    effective: float
    half: int


def weighed(orders: Orders, origin: int, weight: str, first: int = FIRST, on_sale: str = "orders") -> Weighed:
    """The choices that an origin knows, each counted once or by its volume."""
    chosen, place = choices(
        orders, first, origin, CAUSES + (LATER if origin > ANNEXATION else ()), ON_SALE[on_sale]
    )
    size = np.ones(len(place)) if weight == "count" else np.nan_to_num(orders.volume[place])
    size = np.maximum(size, 0.0)
    keep = size > 0
    size, place = size[keep], place[keep]
    if not len(size):
        raise InputError(f"origin {origin}: no order from {first} on with a past and a size to fit to")
    effective = float(size.sum() ** 2 / (size * size).sum())
    share = np.cumsum(np.sort(size)[::-1]) / size.sum()
    part = logit.Choices(
        chosen.causes[keep],
        chosen.taken[keep] * (size * effective / size.sum())[:, None],
        chosen.on_sale[keep],
        chosen.buyer[keep],
    )
    return Weighed(part, orders.domain[place], effective, int(np.searchsorted(share, 0.5)) + 1)


def estimate(
    orders: Orders, origins: tuple[int, ...] = ORIGINS, first: int = FIRST
) -> Iterator[dict[str, object]]:
    """Rows of the table, with the columns of `COLUMNS`.

    Args:
        first: first year whose choices are fitted; the years before are history.
    """
    for origin in origins:
        for weight in WEIGHTS:
            case = weighed(orders, origin, weight, first)
            common = {
                "origin": origin,
                "first_year": first,
                "on_sale": "orders",
                "weight": weight,
                "orders": len(case.domain),
                "effective_orders": f"{case.effective:.0f}",
                "half_orders": case.half,
                "states": len(np.unique(case.choices.buyer)),
                "source": f"{orders.source}; own estimate",
            }
            for rows in (_slope(case), *(_logit(case, kind) for kind in taste.TASTES)):
                yield from (common | row for row in rows)
            if weight == "count":
                dated = weighed(orders, origin, weight, first, "offers")
                yield from (common | row | {"on_sale": "offers"} for row in _logit(dated, taste.FIXED))


def _slope(case: Weighed) -> Iterator[dict[str, str]]:
    us = BLOCS.index("us")
    past = case.choices.causes[:, us, CAUSES.index("own_past")]
    whole = case.choices.taken.sum(axis=1)
    fitted = logit.line(past, case.choices.taken[:, us], whole, case.choices.buyer)
    yield {
        "taste": BINARY,
        "cause": SLOPE,
        "value": _text(fitted.slope),
        "error": _text(fitted.error),
        "unit": SLOPE_UNIT,
    }


def _logit(case: Weighed, kind: str) -> Iterator[dict[str, str]]:
    names = CAUSES + LATER[: case.choices.causes.shape[-1] - len(CAUSES)]
    keep = [i for i, name in enumerate(names) if kind != taste.FIXED or name not in STEADY]
    part = replace(case.choices, causes=case.choices.causes[..., keep])
    groups = {} if kind == taste.NONE else {"state": part.buyer, "domain": case.domain}
    tasted = taste.with_taste(part, groups)
    fitted, spreads = taste.fit_with_taste(tasted, kind)
    error, plain = fitted.error(), fitted.error(clustered=False)
    common = {"taste": kind, "likelihood": _text(fitted.likelihood, 1)}
    for place, cause in enumerate(names[i] for i in keep):
        if kind == taste.FIXED and cause in BLOCS:
            continue  # a constant beside fixed tastes means nothing
        # Where orders of a state hang together, a fall of the likelihood says less: the interval is stretched.
        stretch = max(1.0, float(error[place] / plain[place]) ** 2)
        at_spreads = tasted.spread(spreads)
        narrow, wide = (
            profile.ends(
                tasted.choices, at_spreads, place, fitted.value, fitted.likelihood, float(plain[place]), depth
            )
            for depth in (profile.DEPTH, profile.DEPTH * stretch)
        )
        yield common | {
            "cause": cause,
            "value": _text(fitted.value[place]),
            "error": _text(error[place]),
            "plain_error": _text(plain[place]),
            "low": _text(wide[0]),
            "high": _text(wide[1]),
            "plain_low": _text(narrow[0]),
            "plain_high": _text(narrow[1]),
            "unit": SAID[cause][1],
        }
    for name, spread in zip(tasted.kinds, spreads, strict=True) if kind == taste.RANDOM else ():
        yield common | {"cause": f"spread_{name}", "value": _text(spread), "unit": "log odds"}


def _text(value: float, digits: int = 3) -> str:
    return f"{value:.{digits}f}"


def read(path: Path = FILE) -> list[dict[str, str]]:
    """Rows of the published table."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def text(rows: Sequence[Mapping[str, object]]) -> str:
    """The table for a screen: what is not a constant, with its 95 % interval."""
    lines = [f"{'origin':<7}{'weight':<8}{'taste':<8}{'cause':<27}{'value':>7}{'error':>7}  95 % interval"]
    for row in rows:
        if row["cause"] not in BLOCS and row["on_sale"] == "orders":
            span = f"{row['low']} to {row['high']}" if row.get("low") else ""
            lines.append(
                f"{row['origin']:<7}{row['weight']:<8}{row['taste']:<8}{row['cause']:<27}{row['value']:>7}"
                f"{row.get('error', ''):>7}  {span}"
            )
    return "\n".join(lines)
