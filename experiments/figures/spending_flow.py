"""Where money goes: from equipment budgets over capability domains to groups of suppliers."""

from __future__ import annotations

import pandas as pd

from experiments.figures import data, each, labels, ribbons, style
from experiments.figures.catalogue import figure

BUDGETS, BEYOND, LAPSED, KEPT = "budgets", "beyond_budgets", "lapsed", "kept"
WORDS = {
    BUDGETS: "Equipment budgets",
    BEYOND: "Saved before,\nand money\nbeyond budgets",
    LAPSED: "Lapsed: put off for too long",
    KEPT: "Kept for later years",
}
COLUMNS = (0.17, 0.49, 0.86)
"""Where budgets, domains and suppliers stand."""
GAP = 0.012
LINE = 0.036
"""Least distance of two labels, as a share of the height."""
ROOM = 0.72
"""Share of the height that the largest pile fills without its gaps."""
LEAST = 0.02
"""Bn EUR a year: a flow below it has no ribbon."""
HEIGHT = 6.6


def flows(result) -> pd.DataFrame:
    """Mean flows over runs and years of a scenario: source, target, bn_a_year.

    What budgets hold and orders and lapsed money do not use is kept for later; where more is ordered than budgets hold,
    the rest comes from money saved before or from beyond budgets.
    """
    frame, years = result.domains, result.years
    count = len(years)
    domains = list(dict.fromkeys(frame["domain"]))
    rows = []
    for bloc in labels.BLOCS:
        money = frame["orders_bn"] * frame[f"{bloc}_share_orders"].fillna(0.0)
        by_domain = money.groupby(frame["domain"]).sum() / count
        rows += [(domain, bloc, float(by_domain[domain])) for domain in domains]
    ordered = {domain: sum(value for source, _, value in rows if source == domain) for domain in domains}
    lapsed, budgets = float(years["lapsed_bn"].mean()), float(years["budgets_bn"].mean())
    rest = budgets - lapsed - sum(ordered.values())
    share = 1.0 if rest >= 0 else budgets / (budgets - rest)  # of all money that is spent or lapses
    targets = {**ordered, LAPSED: lapsed}
    rows = [
        *[(BUDGETS, target, value * share) for target, value in targets.items()],
        *([(BUDGETS, KEPT, rest)] if rest >= 0 else []),
        *[(BEYOND, target, value * (1 - share)) for target, value in targets.items() if share < 1],
        *rows,
    ]
    return pd.DataFrame(rows, columns=["source", "target", "bn_a_year"])


def table(obj) -> pd.DataFrame:
    """`flows` of every scenario."""
    return pd.concat(
        [flows(result).assign(scenario=result.scenario.name) for result in data.results(obj)],
        ignore_index=True,
    )[["scenario", "source", "target", "bn_a_year"]]


def alt(obj) -> str:
    """Budgets, the largest domain, and what each group of suppliers gets, in words."""
    parts = []
    for result in data.results(obj):
        frame = flows(result)
        into = frame.groupby("target", sort=False)["bn_a_year"].sum()
        out = frame.groupby("source", sort=False)["bn_a_year"].sum()
        domains = into[[name for name in into.index if name in set(frame["source"])]]
        suppliers = ", ".join(f"{words} {into[bloc]:.1f}" for bloc, words in labels.BLOCS.items())
        parts.append(
            f"{result.scenario.name}: of budgets of {out[BUDGETS]:.1f} bn EUR a year {into[LAPSED]:.1f} lapse; "
            f"orders of {domains.sum():.1f}, most for {labels.words(domains.idxmax()).lower()} "
            f"({domains.max():.1f}), go to suppliers: {suppliers}."
        )
    return "Flow of money from budgets over domains to suppliers. " + " ".join(parts)


def lacks(obj) -> str:
    """The figure is made of the table of domains."""
    if all({"orders_bn", "us_share_orders"} <= set(_columns(result)) for result in data.results(obj)):
        return ""
    return "the table of domains was not kept; run again with it"


def _columns(result) -> list[str]:
    return list(result.domains) if "domains" in getattr(result, "tables", ("domains",)) else []


@figure(
    "spending_flow",
    "Where the money goes",
    alt=alt,
    table=table,
    order=85,
    lacks=lacks,
    on_request=True,
    caption="Mean of all years and runs, bn EUR a year, constant prices of 2025. A ribbon is as thick as its money, on "
    "one scale in all sheets. Orders are counted in the year in which they are placed.",
)
def spending_flow(obj):
    """Ribbons from budgets over domains to US, European and third-country suppliers; a sheet for each scenario."""
    drawing, sheets = each.each(obj, HEIGHT)
    frames = [flows(result) for _, result in sheets]
    most = max(_piles(frame)[0].sum() for frame in frames)
    for (sheet, result), frame in zip(sheets, frames, strict=True):
        first, final = int(result.years["year"].min()), int(result.years["year"].max())
        what = f"Where the money goes, mean of {each.period_words(first, final)}"
        style.heading(sheet, each.title(result, what))
        ax = sheet.subplots()
        ribbons.bare(ax)
        _draw(ax, frame, ROOM / most)
    style.footer(drawing, obj, "", "Numbers: bn EUR a year, mean over runs and years.")
    return style.settle(drawing)


def _piles(frame: pd.DataFrame) -> list[pd.Series]:
    """Sizes of the nodes of the three columns."""
    into = frame.groupby("target", sort=False)["bn_a_year"].sum()
    out = frame.groupby("source", sort=False)["bn_a_year"].sum()
    sources = [name for name in (BUDGETS, BEYOND) if name in out.index]
    middle = [name for name in into.index if name not in labels.BLOCS]
    return [out[sources], into[middle], into[list(labels.BLOCS)]]


def _draw(ax, frame: pd.DataFrame, scale: float) -> None:
    piles = _piles(frame)
    low = {}
    for x, pile in zip(COLUMNS, piles, strict=True):
        gap = GAP if len(pile) > 3 else 4 * GAP
        ends = ribbons.stack(pile * scale, gap)
        middles = ends + pile.to_numpy() * scale / 2
        lines = LINE * (1 if x == COLUMNS[1] else 3)
        heights = style.apart(sorted(middles), lines, 0.0, 1.0)[::-1]  # from the top, as they are piled
        for name, y, height in zip(pile.index, ends, heights, strict=True):
            low[name] = y
            colour = style.COLOURS.get(name, style.COLOURS["ink" if x == COLUMNS[0] else "baseline"])
            ribbons.node(ax, x, y, pile[name] * scale, colour)
            _label(ax, x, height, str(name), pile[name], piles)
    place = {name: x for x, pile in zip(COLUMNS, piles, strict=True) for name in pile.index}
    size = {name: pile[name] * scale for pile in piles for name in pile.index}
    left, entered = {name: 0.0 for name in low}, {name: 0.0 for name in low}
    for row in frame.itertuples():
        thick = row.bn_a_year * scale
        y0 = low[row.source] + size[row.source] - left[row.source] - thick
        y1 = low[row.target] + size[row.target] - entered[row.target] - thick
        left[row.source] += thick
        entered[row.target] += thick
        if row.bn_a_year >= LEAST:
            colour = style.COLOURS.get(row.target, style.COLOURS["faint"])
            half = ribbons.WIDTH / 2
            ribbons.ribbon(ax, (place[row.source] + half, y0), (place[row.target] - half, y1), thick, colour)


def _label(ax, x: float, y: float, name: str, value: float, piles: list[pd.Series]) -> None:
    """Left of budgets, right of the rest; domains with a white ground, since ribbons go on behind them."""
    words = WORDS.get(name) or labels.BLOCS.get(name) or labels.words(name)
    number = f"{value:.1f}"
    if name in labels.BLOCS:
        number += f" ({labels.percent(value / piles[2].sum())})"
    first = x == COLUMNS[0]
    text = f"{words}\n{number}" if first or name in labels.BLOCS else f"{words} {number}"
    ax.text(
        x + (-0.012 if first else 0.012),
        y,
        text,
        ha="right" if first else "left",
        va="center",
        fontsize=style.TINY if x == COLUMNS[1] else style.TEXT,
        fontweight="bold" if x != COLUMNS[1] else "normal",
        color=style.COLOURS["ink"],
        bbox={"facecolor": "white", "alpha": 0.7, "edgecolor": "none", "pad": 0.6}
        if x == COLUMNS[1]
        else None,
        zorder=4,
        **style.INSIDE,
    )
