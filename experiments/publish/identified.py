"""The first part of ``docs/calibration.md``: what orders can identify, by the estimates and by made orders.

Verdicts follow from the intervals of the table by one rule (`verdict`); none is written by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from experiments.calibration import estimates, recovery
from experiments.calibration.causes import ON_SALE, SAID
from experiments.calibration.taste import FIXED, NONE, RANDOM, TASTES
from experiments.publish.markdown import grid, paragraphs
from model.inputs import parameters

SETS = {
    60: 60,
    300: 40,
    2000: 16,
}  # made data sets by number of orders: enough to see a bias of half an error
SEED = 1
# Cases of made orders: whether price, wait and quality are known, how the fit treats taste, and whether there is any.
CASES = (
    (True, NONE, False),
    (True, FIXED, True),
    (False, FIXED, True),
    (False, RANDOM, True),
    (False, NONE, True),
)
SHOWN = (
    "own_past",
    "partners",
    "us_nearness",
    "third_nearness",
    "us_nearness_after_2014",
    "third_nearness_after_2014",
    "us_after_2014",
)
CLEAR, HANGS, NO = "clear", "hangs on the treatment of taste", "not told apart from nought"
LAST = max(estimates.ORIGINS)


def about() -> tuple:
    """All that the numbers of this part are made from, apart from the model."""
    return estimates.FILE.read_text(encoding="utf-8"), SETS, SEED, CASES


def _clear(row: dict[str, str]) -> bool:
    return float(row["low"]) > 0 or float(row["high"]) < 0


def verdict(rows: Iterable[dict[str, str]]) -> str:
    """Clear where every interval excludes nought on the same side; not told apart where none does. Args:
    rows: estimates of one weight under all treatments of taste."""
    rows = list(rows)
    clear = [_clear(row) for row in rows]
    signs = {float(row["value"]) > 0 for row in rows}
    if rows and all(clear) and len(signs) == 1:
        return CLEAR
    return HANGS if any(clear) else NO


def lines(say: Callable[[str], None] = lambda text: None) -> list[str]:
    """Lines of Markdown. Args: say: called with each case of made orders, which take a few minutes
    together."""
    rows = _of(estimates.read(), on_sale="orders")
    return [
        "## What orders can identify",
        "",
        *_register(rows),
        *_verdicts(rows),
        *_estimates(rows),
        *_made(say),
        *_again(),
    ]


def _of(rows: list[dict[str, str]], **wanted: object) -> list[dict[str, str]]:
    return [row for row in rows if all(row[key] == str(value) for key, value in wanted.items())]


def _register(rows: list[dict[str, str]]) -> list[str]:
    count, volume = (_of(rows, origin=LAST, weight=weight)[0] for weight in estimates.WEIGHTS)
    source = count["source"].removesuffix("; own estimate")
    return paragraphs(
        f"""The register of arms transfers ({source}) tells who ordered which weapon from whom in which year. It
        tells no price, no delay, no quality and no rival offer, and it holds imports only. Of the orders
        from {estimates.FIRST} to {LAST}, {count["orders"]} by {count["states"]} states are in a domain of
        the model and follow an earlier order of the state in the domain. Engines, turrets and sensors are
        parts of systems and left out. The largest {volume["half_orders"]} orders hold half the volume:
        weighed by volume, all together say as much as {volume["effective_orders"]} of equal size would. So
        everything stands here by count and by volume.""",
        f"""Each order is a choice among designs of three blocs (European, United States, third), as far as they
        were on sale: a bloc counts where anybody ordered its designs in the domain in that year or the
        {ON_SALE} before. At that level nearly all are nearly always on sale. By the dates of
        the model's own offers instead (`experiments/hindcast/facts/on_sale.csv`, which lacks what has left the
        market since) own past weighs {_dated("offers"):.2f} with fixed taste, by count, against
        {_dated("orders"):.2f}. Causes are taken from before the year of the order, and nothing after an origin enters
        its rows. All origins see the register as it stood when it was exported, with later changes of
        numbers.""",
    )


def _dated(on_sale: str) -> float:
    """Own past to the last origin by count with fixed taste, by how it is known what was on sale."""
    wanted = {"origin": LAST, "weight": "count", "taste": FIXED, "cause": "own_past", "on_sale": on_sale}
    return float(_of(estimates.read(), **wanted)[0]["value"])


def _verdicts(rows: list[dict[str, str]]) -> list[str]:
    earlier = estimates.ORIGINS[:-1]
    table = []
    for cause in ("own_past", "partners", "us_nearness", "us_nearness_after_2014", "us_after_2014"):
        of = _of(rows, cause=cause)
        said = [verdict(_of(of, origin=LAST, weight=weight)) for weight in estimates.WEIGHTS]
        before = [verdict(_of(of, origin=o, weight="count")) for o in earlier if _of(of, origin=o)]
        table.append((SAID[cause][0], *said, "; ".join(dict.fromkeys(before)) or "no orders after 2014"))
    head = (
        "weight",
        f"by count, to {LAST}",
        f"by volume, to {LAST}",
        f"by count, to {' and '.join(map(str, earlier))}",
    )
    slope = [_of(rows, origin=LAST, weight=w, taste=estimates.BINARY)[0] for w in estimates.WEIGHTS]
    assumed = parameters.table()["persistence_slope"]
    own = {
        kind: float(_of(rows, origin=LAST, weight="count", taste=kind, cause="own_past")[0]["value"])
        for kind in TASTES
    }
    left = own[FIXED] / own[NONE]
    text = paragraphs(
        f"""*{CLEAR.capitalize()}*: the 95 % interval excludes nought, on the same side, whether lasting taste
        of states and in domains is left out, random or fixed. *{HANGS.capitalize()}*: some of the three do.
        These words follow from the table of estimates by that rule.""",
        f"""- **Own past**: {_three(rows, "own_past", "count")} by count, {_three(rows, "own_past", "volume")}
        by volume. As the share of one bloc rises those of the others fall, so the log odds of US designs
        against the others rise by about twice as much. The plain logit of US designs on the US share of own
        past orders gives {slope[0]["value"]} by count (clustered error {slope[0]["error"]}) and
        {slope[1]["value"]} by volume ({slope[1]["error"]}); the parameter `persistence_slope` is
        {assumed["value"]} (range {assumed["low"]} to {assumed["high"]}), of which `state_dependence` goes into fleets
        and the rest into taste. By count {100 * left:.0f} % of the weight without taste is left with fixed taste of
        states and of domains. A taste of a state in one domain cannot be told from its past there, so this is
        the most that fleets can explain: `state_dependence` keeps its range.""",
        f"""- **Partners' purchases**: {_three(rows, "partners", "count")} by count,
        {_three(rows, "partners", "volume")} by volume. Where each domain may have a lasting taste of its
        own, what partners bought and what everybody buys are hard to tell apart. Ties are groups with a
        known year of joining before the order; clubs of users of one system are left out, for they are what
        was bought. `w_n` keeps its range.""",
        f"""- **Threat** is nearness to Russia or Belarus: for US designs {_three(rows, "us_nearness", "count")}
        by count; in addition after 2014 {_three(rows, "us_nearness_after_2014", "count")}. US designs in
        all states after 2014: {_three(rows, "us_after_2014", "count")} by count,
        {_three(rows, "us_after_2014", "volume")} by volume: one change of date for all, whatever its cause.
        Fixed taste of states swallows nearness, which never changes.""",
        """- **View of the United States** is not estimated. The polls gathered are of 2022 to 2026, after all
        orders here, so they may enter no origin. `w_a` and what belongs to it keep their ranges.""",
        """- **Home** is not in the register: it holds imports only. Home shares come from national figures
        (`observed_shares.csv`) and judgement (`home.csv`); the model's taste for home is inverted to these.""",
        """- **Price, delay, quality and noise** are in no order. Choices depend on weights over noise only:
        with `mu` and all weights, that of price among them, twice as large every choice is as likely
        as before. If orders told price,
        delay and quality, ratios to the weight of price could be found (below); since they do not, `mu`,
        `w_t` and `w_q` are carried as ranges.""",
    )
    return [*grid(head, table), *text]


def _three(rows: list[dict[str, str]], cause: str, weight: str) -> str:
    """A weight under every treatment of taste."""
    return ", ".join(
        f"{float(row['value']):.2f} ({float(row['low']):.2f} to {float(row['high']):.2f}) "
        + _with(row["taste"])
        for row in _of(rows, origin=LAST, weight=weight, cause=cause)
    )


def _with(kind: str) -> str:
    return "without taste" if kind == NONE else f"with {kind} taste"


def _cell(rows: list[dict[str, str]]) -> str:
    if not rows:
        return ""
    [row] = rows
    return f"{float(row['value']):.2f} ({float(row['error']):.2f}) {float(row['low']):.2f} to {float(row['high']):.2f}"


def _estimates(rows: list[dict[str, str]]) -> list[str]:
    text = ["### Estimates", ""]
    text += paragraphs(
        """Weight, standard error clustered by state in brackets, 95 % interval by profile likelihood. Log
        odds; for shares, from a past without to a past with only that bloc. The fall of the likelihood that
        ends an interval is stretched by the ratio of clustered to plain variance where that is above one.
        By volume the likelihood counts the effective number of orders; fixed taste then has about as many
        weights as there are orders, and clustered errors are too small: read the intervals. Constants,
        spreads of taste and plain errors are in `experiments/calibration/estimates.csv`."""
    )
    for origin in estimates.ORIGINS:
        cells = []
        for cause in SHOWN:
            for kind in TASTES:
                pair = [
                    _cell(_of(rows, origin=origin, weight=weight, taste=kind, cause=cause))
                    for weight in estimates.WEIGHTS
                ]
                if any(pair):
                    cells.append((SAID[cause][0], kind, *pair))
        counts = [_of(rows, origin=origin, weight=weight)[0] for weight in estimates.WEIGHTS]
        heads = [
            f"by {row['weight']}: {row['orders']} orders, worth {row['effective_orders']} of equal weight"
            for row in counts
        ]
        text += [f"Orders from {estimates.FIRST} to {origin}:", "", *grid(("cause", "taste", *heads), cells)]
    return text


def _made(say: Callable[[str], None]) -> list[str]:
    text = ["### Known weights given back", ""]
    text += paragraphs(
        f"""Made orders with known weights: the model's own over its noise where it has them. Own past grows out
        of the choices, and price, wait and quality are those of the model's offers, by bloc and domain. Each
        cell: mean of the estimates, their scatter, mean clustered error, share of 95 % intervals (estimate and
        error) that hold the truth; {", ".join(f"{sets} sets of {n:,}" for n, sets in SETS.items())} orders.
        Where nobody has a taste of his own the estimator gives every weight back, from sixty orders with weights
        a tenth to a quarter too large, as maximum likelihood does with few orders."""
    )
    past: dict[tuple[bool, str, str, int], recovery.Recovered] = {}
    for seen, kind, there in CASES:
        estimates = {}
        for n, sets in SETS.items():
            say(f"made orders: {n}, price {'known' if seen else 'hidden'}, fitted {_with(kind)}")
            for row in recovery.recover(n, sets, SEED, seen, kind, recovery.truth(there)):
                estimates[row.cause, n] = row
                past[seen, kind, row.cause, n] = row
        causes = list(dict.fromkeys(cause for cause, _ in estimates))
        table = [
            (
                cause,
                f"{estimates[cause, next(iter(SETS))].truth:.2f}",
                *(_given_back(estimates[cause, n]) for n in SETS),
            )
            for cause in causes
        ]
        known = "known" if seen else "hidden, as in the register"
        differ = "states and domains differ in taste" if there else "nobody has a taste"
        text += [
            f"Price, wait and quality {known}; {differ}; fitted {_with(kind)}:",
            "",
            *grid(("weight", "truth", *(f"{n:,} orders" for n in SETS)), table),
        ]
    own = {(kind, n): past[False, kind, "own_past", n] for kind in TASTES for n in SETS}
    most = max(SETS)
    return text + paragraphs(
        f"""So, as in the register, own past of {own[FIXED, most].truth:.2f} comes back with fixed taste as
        {", ".join(f"{own[FIXED, n].mean:.2f} (scatter {own[FIXED, n].scatter:.2f}) from {n:,} orders" for n in SETS)}.
        From {most:,} orders random taste gives {own[RANDOM, most].mean:.2f} and none
        {own[NONE, most].mean:.2f}: own past grows out of taste, so part of taste is read as effect of the
        past, however many orders there are (Heckman 1981). Fixed taste mends that, and needs many orders of
        each state; with few, its weights are too large. The weight of partners' purchases has a scatter of
        {past[False, FIXED, "partners", most].scatter:.2f} from {most:,} orders, against a weight of
        {past[False, FIXED, "partners", most].truth:.2f}.
        Constants take in what is hidden: they are no measure of taste."""
    )


def _given_back(row: recovery.Recovered) -> str:
    return f"{row.mean:.2f}, {row.scatter:.2f}, {row.error:.2f}, {100 * row.within:.0f} %"


def _again() -> list[str]:
    commands = """```
edtu data register trade-register.csv --out results/register
edtu data estimate results/register/orders.csv --out results/estimates
```"""
    return [
        "### The same with your own export",
        "",
        "Export the trade register for all recipients and suppliers as CSV at https://armstransfers.sipri.org; then",
        "",
        *commands.splitlines(),
        "",
        *paragraphs(
            """The register is SIPRI's and stays with you; what the project ships are figures derived from it
            (`DATA_NOTICE.md`). Which weapon belongs to which domain, and who designed it, follows small tables
            of rules in `experiments/calibration`. Against a register of 2,086 orders whose designs had been set
            order by order, they give the same bloc for 98 %. `--publish` writes the table behind this page."""
        ),
    ]
