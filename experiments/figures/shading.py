"""Shocks behind a panel over time: when the world is disturbed, shaded in every panel."""

from __future__ import annotations

from experiments.figures import acting, style


def shade(ax, *results) -> None:
    """Shade the years of the shocks that any of the results has."""
    spans = {span[1:] for result in results if result is not None for span in acting.shocks(result)}
    for first, after in sorted(spans):
        ax.axvspan(first - 0.5, after - 0.5, color=style.COLOURS["shock"], alpha=0.3, linewidth=0, zorder=0)


def shaded(*results) -> str:
    """A sentence that names what is shaded; empty where nothing is."""
    words = dict.fromkeys(
        span[0] for result in results if result is not None for span in acting.shocks(result)
    )
    return f"Shaded: {'; '.join(words)}." if words else ""
