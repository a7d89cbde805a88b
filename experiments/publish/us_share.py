"""The page of published US shares and the outcomes of the model that come nearest."""

from __future__ import annotations

from experiments.publish.markdown import NOTICE, grid
from experiments.publish.nearest import measured_shares, nearest_outcomes
from model.inputs.tables import own


def us_share_page() -> str:
    """Every published US share with what it divides by what, beside the outcome of the model that lies nearest."""
    nearest = {row["id"]: row for row in nearest_outcomes()}
    measured = {row["id"]: row for row in measured_shares()}
    rows = []
    for row in own().rows("which_us_share"):
        near = nearest.get(row["id"])
        value = f"{float(row['value']):.1%}" if row["value"] else "no share"
        band = f" ({float(row['low']):.0%} to {float(row['high']):.0%})" if row["low"] else ""
        rows.append(
            (
                row["numerator"],
                row["denominator"],
                f"{row['scope']}, {row['window']}",
                value + band,
                _nearest_name(near),
                _measured(near, measured.get(row["id"])),
                near["differs"] if near else f"no outcome comes near; {row['note']}",
                f"{row['source']} ({row['confidence']})",
            )
        )
    return "\n".join(
        [
            NOTICE,
            "",
            "# Which US share?",
            "",
            '"The US share" of European arms has many published values, because each divides something else by '
            "something else. **They must never be averaged, and none may be fitted to an outcome that divides "
            "otherwise.** Beside each stands the outcome of the model that comes nearest, and in what the two still "
            "differ. The model's numbers are means of the baseline in the years named, with the middle 80 % of runs; "
            "`python -m experiments.publish.patterns` "
            "measures them anew.",
            "",
            *grid(
                (
                    "numerator",
                    "denominator",
                    "whose, when",
                    "published",
                    "nearest outcome",
                    "model",
                    "still differs",
                    "source",
                ),
                rows,
            ),
            "What the model itself calls a US share:",
            "",
            "- `us_share_orders`: orders placed with US suppliers over all orders, home purchases included, in euro.",
            "- `us_share_imports`: the same over orders from offers that are not made in the buyer's own state.",
            "- `us_share_deliveries`: deliveries of US suppliers over all deliveries, in euro.",
            "- `us_share_stock`: US systems over all systems in service, in units at the US list price of the start.",
            "- `us_content_stock`, `us_exposure_stock`: US content of all systems; what a US cut-off reaches.",
            "",
            "Each for all thirty states and for the perimeters of `model/data/perimeters.csv`, such as "
            "`us_share_orders_eu27`.",
            "",
        ]
    )


def _nearest_name(near: dict[str, str] | None) -> str:
    """The nearest outcome in words: one less it where the published share is of what the outcome leaves."""
    if not near:
        return ""
    where = f" of {near['where']}" if near["where"] else ""
    return f"{'1 - ' if near['complement'] == '1' else ''}`{near['outcome']}`{where}"


def _measured(near: dict[str, str] | None, row: dict[str, str] | None) -> str:
    if not near or not row:
        return ""
    years = near["first"] if near["first"] == near["last"] else f"{near['first']}-{near['last']}"
    value, low, high = (float(row[name]) for name in ("value", "low", "high"))
    return f"{value:.0%} ({low:.0%} to {high:.0%}), {years}"
