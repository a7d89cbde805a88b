"""US, European and third-country shares of orders, deliveries and stock in service over time."""

from __future__ import annotations

import pandas as pd

from experiments.figures import data, labels, style
from experiments.figures.catalogue import figure

LINES = {"us": "-", "eu": (0, (6, 1.5)), "third": (0, (1, 1.2))}


def table(obj) -> pd.DataFrame:
    """Mean and quantiles over runs of each share, by scenario, year and flow."""
    rows = []
    for result in data.results(obj):
        for bloc in labels.BLOCS:
            for flow in labels.FLOWS:
                name = f"{bloc}_share_{flow}"
                rows.append(data.spread(result, name).assign(scenario=result.scenario.name, outcome=name))
    frame = pd.concat(rows, ignore_index=True)
    return frame[["scenario", "outcome", *[c for c in frame if c not in ("scenario", "outcome")]]]


def alt(obj) -> str:
    """The last year's means in words."""
    parts = []
    for result in data.results(obj):
        for flow, flow_words in labels.FLOWS.items():
            ends = []
            for bloc, bloc_words in labels.BLOCS.items():
                row = data.last(data.spread(result, f"{bloc}_share_{flow}")).iloc[0]
                ends.append(
                    f"{bloc_words} {labels.percent(row[data.LEVEL])} "
                    f"(80 % of runs {labels.percent(row.q10)} to {labels.percent(row.q90)})"
                )
            parts.append(f"{result.scenario.name}, {flow_words} in {row.year:.0f}: {', '.join(ends)}.")
    return "Fan charts of shares over time, means of runs. " + " ".join(parts)


@figure(
    "shares",
    "Shares of orders, deliveries and stock",
    alt=alt,
    table=table,
    order=10,
    caption="Who Europe buys from. Orders move first, deliveries follow, the stock in service moves slowly.",
)
def shares(obj, service_life: float | None = None):
    """Fans of the three shares: one scenario in three panels, or bloc by bloc beside the baseline in grey.

    Args:
        obj: a result or a comparison.
        service_life: stock-weighted mean service life L in years; when given, the panel of the US share of
            stock also shows how far orders alone can move it by each year, (year - first)/L.

    Returns:
        The figure.
    """
    drawing, sheets = style.sheets(obj)
    for sheet, baseline, shown in sheets:
        style.heading(sheet, style.beside(baseline, shown, "US, European and third-country shares"))
        if baseline is None:
            for ax, flow in zip(sheet.subplots(1, 3, sharey=True), labels.FLOWS, strict=True):
                share_panel(shown, flow, ax)
                if flow == "stock" and service_life:
                    bound(ax, shown, service_life)
        else:
            grid = sheet.subplots(3, 3, sharex=True, sharey=True)
            for line, bloc in zip(grid, labels.BLOCS, strict=True):
                for ax, flow in zip(line, labels.FLOWS, strict=True):
                    pair_panel(baseline, shown, bloc, flow, ax)
                    if flow == "stock" and bloc == "us" and service_life:
                        bound(ax, shown, service_life)
            for ax in grid[:-1].ravel():
                ax.tick_params(labelbottom=False)
    extra = ""
    if service_life:
        extra = (
            f"Dotted wedge: since the first year orders alone can move the stock share by at most about "
            f"(years passed)/L, service life L = {service_life:.0f} years weighted by stock."
        )
    style.footer(drawing, obj, "fan", extra)
    return style.settle(drawing)


def share_panel(result, flow: str = "orders", ax=None):
    """The three shares of one flow in one scenario on one axes; returns the figure.

    Args:
        result: the result of one scenario.
        flow: "orders", "deliveries" or "stock".
        ax: axes to draw on; a new figure without it.
    """
    ax = style.axes_or_new(ax)
    ends = []
    for bloc, words in labels.BLOCS.items():
        years, values = data.matrix(result.years, f"{bloc}_share_{flow}")
        end = style.fan(ax, years, values, style.COLOURS[bloc], LINES[bloc], vectors=data.vectors(result))
        ends.append((end, f"{words.split('-')[0]} {labels.percent(end)}", style.COLOURS[bloc]))
    style.tidy(ax, years)
    style.share_axis(ax)
    style.shade(ax, [result])
    ax.set_title(f"Share of {labels.FLOWS[flow]}", fontsize=style.HEAD, loc="left", y=1)
    style.label_ends(ax, ends)
    return ax.figure


def pair_panel(baseline, shown, bloc: str, flow: str, ax=None):
    """One share under a scenario (colour) and the baseline (grey, dashed) on one axes; returns the figure."""
    ax = style.axes_or_new(ax)
    name = f"{bloc}_share_{flow}"
    years, grey = data.matrix(baseline.years, name)
    first = style.fan(
        ax, years, grey, style.COLOURS["baseline"], style.BASELINE_LINE, vectors=data.vectors(baseline)
    )
    years, values = data.matrix(shown.years, name)
    second = style.fan(ax, years, values, style.COLOURS[bloc], vectors=data.vectors(shown))
    style.tidy(ax, years)
    style.share_axis(ax)
    style.shade(ax, [baseline, shown])
    ax.set_title(labels.outcome(name), fontsize=style.HEAD, loc="left", y=1)
    named = flow == "stock"  # names once per row, where the eye ends; values in every panel
    style.label_ends(
        ax,
        [
            (
                first,
                labels.percent(first) + (f" {baseline.scenario.name}" if named else ""),
                style.COLOURS["baseline"],
            ),
            (
                second,
                labels.percent(second) + (f" {shown.scenario.name}" if named else ""),
                style.COLOURS[bloc],
            ),
        ],
    )
    return ax.figure


def bound(ax, result, service_life: float) -> None:
    """Dotted wedge: how far orders alone can move the US share of stock, (year - first)/L either way."""
    years, values = data.matrix(result.years, "us_share_stock")
    start = data.level(values)[0]
    reach = (years - years[0]) / service_life
    for line in (start + reach, start - reach):
        ax.plot(years, line.clip(0, 1), color=style.COLOURS["ink"], linewidth=1.2, linestyle=(0, (1, 2)))
    ax.annotate(
        f"orders alone move it at most\n\u00b1(year \u2212 {years[0]})/{service_life:.0f}",
        (0.02, 0.98),
        xycoords="axes fraction",
        fontsize=style.SMALL,
        color=style.COLOURS["ink"],
        va="top",
    )


def mean_service_life(lives: dict[str, float], stock: dict[str, float]) -> float:
    """Service life in years whose turnover 1/L is that of the whole stock: stock over yearly retirement.

    Args:
        lives: domain -> service life (years).
        stock: domain -> stock in service (any unit of money).
    """
    known = [domain for domain in stock if domain in lives and stock[domain] > 0]
    return sum(stock[d] for d in known) / sum(stock[d] / lives[d] for d in known)


def life_from_data() -> float | None:
    """Mean service life (years) by the model's own tables, or None when they are not there.

    Stock is taken where steady buying would bring it, spending times service life, which is how the model
    values its first stock; so the bound is that of the model and not of a survey.
    """
    try:
        from model.inputs.tables import own

        rows = own().rows("domains")
    except (ImportError, OSError):
        return None
    lives = {row["domain"]: float(row["value"]) for row in rows if row["key"] == "service_life"}
    spent = {row["domain"]: float(row["value"]) for row in rows if row["key"] == "spending_share"}
    stock = {domain: share * lives[domain] for domain, share in spent.items() if domain in lives}
    return mean_service_life(lives, stock) if sum(stock.values()) > 0 else None
