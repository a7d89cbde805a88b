"""Every figure of the list, drawn of real runs with a shock, one scenario and several variants, is fair to read."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pytest
from matplotlib import colormaps
from matplotlib.colors import to_rgb
from matplotlib.lines import Line2D
from matplotlib.text import Text

from experiments import figures
from experiments.figures import data, save, style
from experiments.runs import runner

pytestmark = pytest.mark.thorough
TABLES = ("years", "states", "domains", "orders")
RUNS = 12
CASES = ("with a shock", "one scenario", "several variants")
PAIRS, CROSSED = "pairs of levers", "a shock crossed"
PAIR = ("defence_bank", "tech_passport")
OF_MANY_OUTCOMES = {"levers"}
"""Panels of different outcomes: those of one unit are not small multiples of each other."""


@pytest.fixture(scope="module")
def drawn():
    """Case -> (what is drawn, name -> figure), each drawn when first asked for."""
    return {}


DRAWN = [
    *((case, name) for case in CASES for name in figures.FIGURES),
    (PAIRS, "lever_pairs"),
    *((CROSSED, name) for name in ("cross", "difference", "variants")),
]


@pytest.fixture(params=DRAWN, ids="-".join)
def shown(request, drawn):
    """(what is drawn, name of the figure, the figure)."""
    case, name = request.param
    if case not in drawn:
        drawn[case] = _runs(case), {}
    obj, pictures = drawn[case]
    if figures.lacks(name, obj):
        pytest.skip(figures.lacks(name, obj))
    if name not in pictures:
        pictures[name] = figures.draw(name, obj, **figures.options(name))
    return obj, name, pictures[name]


def _runs(case: str):
    def go(*scenarios, **changes):
        return runner.compare(*scenarios, runs=RUNS, progress=False, tables=TABLES, **changes)

    if case == "with a shock":
        return go("baseline", "edtu_full", shocks=["us_cutoff@2029"])
    if case == CROSSED:
        return go("baseline", "edtu_full", cross=["us_cutoff@2029"])
    if case == "one scenario":
        return runner.run("edtu_full", runs=RUNS, progress=False, tables=TABLES)
    if case == "several variants":
        return go("baseline", "edtu_full", "stockpiles", "ukraine_aid")
    from dataclasses import replace

    from model.scenarios.changes import change
    from model.scenarios.loader import load_scenario

    base = load_scenario("baseline")
    alone_and_both = [PAIR[:1], PAIR[1:], PAIR]
    return go(
        base,
        *(
            replace(change(base, levers=dict.fromkeys(keys, 1.0)), name="_and_".join(keys))
            for keys in alone_and_both
        ),
    )


def texts(figure) -> list[Text]:
    """Visible texts of a figure that lie in a place where they are drawn."""
    out = []
    for text in figure.findobj(Text):
        if text.get_visible() and text.get_text().strip() and text.get_alpha() != 0:
            out.append(text)
    return out


def seen(figure) -> list[tuple[str, object]]:
    """(words, box in pixels) of every text that is drawn; tick labels outside the limits of their axes are not."""
    renderer = figure.canvas.get_renderer()
    figure.draw(renderer)
    out, hidden = [], set()
    for ax in figure.axes:
        if not ax.axison:
            hidden |= {id(t) for axis in (ax.xaxis, ax.yaxis) for t in axis.findobj(Text)}
        for axis in (ax.xaxis, ax.yaxis):
            low, high = sorted(axis.get_view_interval())
            for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
                outside = not low - 1e-9 <= tick.get_loc() <= high + 1e-9
                hidden |= {id(t) for t in (tick.label1, tick.label2) if outside or not t.get_visible()}
    for text in texts(figure):
        if id(text) not in hidden:
            out.append((text.get_text(), text.get_window_extent(renderer)))
    return out


def test_no_text_covers_another_and_none_is_cut(shown):
    _, _, figure = shown
    boxes = seen(figure)
    whole = figure.bbox
    for words, box in boxes:
        assert box.x0 >= whole.x0 - 1 and box.x1 <= whole.x1 + 1, f"{words!r} is cut at the side"
        assert box.y0 >= whole.y0 - 1 and box.y1 <= whole.y1 + 1, f"{words!r} is cut above or below"
    for (one, a), (other, b) in itertools.combinations(boxes, 2):
        wide = min(a.x1, b.x1) - max(a.x0, b.x0)
        high = min(a.y1, b.y1) - max(a.y0, b.y0)
        # boxes hold the room of the tallest letter, so a touch of a few pixels hides nothing
        assert not (wide > 2 and high > 0.25 * min(a.height, b.height)), f"{one!r} covers {other!r}"


def test_shares_are_never_cut_and_hold_the_whole(shown):
    _, _, figure = shown
    for ax in figure.axes:
        ticks = [t.get_text() for t in ax.get_yticklabels() if t.get_visible() and t.get_text()]
        in_percent = bool(ticks) and all(re.fullmatch(r"\d+ %", text) for text in ticks)
        if ax.get_label() == style.SHARE_AXIS or in_percent:
            assert ax.get_ylim() == (0, 1)
            for line in ax.get_lines():
                if line.get_transform() == ax.transData:
                    values = np.asarray(line.get_ydata(), dtype=float)
                    assert np.nanmin(values, initial=0) >= -1e-9 and np.nanmax(values, initial=1) <= 1 + 1e-9


def test_panels_of_one_kind_have_one_scale(shown):
    _, name, figure = shown
    by_title, by_unit = {}, {}
    for ax in figure.axes:
        if not ax.axison:
            continue
        limits = (*ax.get_xlim(), *ax.get_ylim())
        if ax.get_title(loc="left"):
            by_title.setdefault((ax.get_title(loc="left"), ax.get_ylabel()), set()).add(limits)
        if ax.get_ylabel() and name not in OF_MANY_OUTCOMES:
            by_unit.setdefault(ax.get_ylabel(), set()).add(ax.get_ylim())
    for kinds in (by_title, by_unit):
        for kind, limits in kinds.items():
            assert len(limits) == 1, f"{kind}: {limits}"


def test_no_two_axes_lie_on_each_other(shown):
    _, _, figure = shown
    places = [tuple(round(v, 4) for v in ax.get_window_extent().bounds) for ax in figure.axes]
    assert len(places) == len(set(places))
    assert not any(
        getattr(ax, "_twinned_axes", None) and len(ax._twinned_axes.get_siblings(ax)) > 1
        for ax in figure.axes
    )


SAFE = np.array([to_rgb(colour) for colour in style.SAFE])
SCALES = np.concatenate([colormaps[name](np.linspace(0, 1, 512))[:, :3] for name in style.MAPS.values()])


MARKER = ("get_markerfacecolor", "get_markeredgecolor")


def _colours(figure):
    for artist in figure.findobj(lambda a: a.get_visible()):
        if getattr(artist, "get_array", lambda: None)() is not None:
            artist.update_scalarmappable()  # else it has the colours of before it was drawn
        unseen = ("get_color",) if isinstance(artist, Line2D) and artist.get_linestyle() == "None" else ()
        unseen += MARKER if isinstance(artist, Line2D) and artist.get_marker() in ("", "None") else ()
        for name in ("get_color", "get_facecolor", "get_edgecolor", *MARKER):
            if name in unseen:
                continue
            found = getattr(artist, name, lambda: None)()
            if found is None or (isinstance(found, str) and found in ("none", "auto")):
                continue
            found = [found] if isinstance(found, str) else np.atleast_2d(np.asarray(found, dtype=object))
            for colour in found:
                if isinstance(colour, str):
                    yield artist, np.array(to_rgb(colour))
                elif len(colour) == 3 or (len(colour) == 4 and float(colour[3]) > 0):
                    yield artist, np.array(colour[:3], dtype=float)


def test_colours_are_safe_for_the_colour_blind(shown):
    _, _, figure = shown
    for artist, colour in _colours(figure):
        grey = np.ptp(colour) < 0.02
        known = min(np.abs(SAFE - colour).max(axis=1).min(), np.abs(SCALES - colour).max(axis=1).min()) < 0.01
        assert grey or known, f"{artist}: {colour}"


def test_words_for_those_who_do_not_see_it_hold_its_numbers(shown):
    obj, name, _ = shown
    words, table = figures.FIGURES[name].alt(obj), figures.FIGURES[name].table(obj)
    assert len(table) and "nan" not in words
    last = table[table["year"] == table["year"].max()] if "year" in table else table
    by = [name for name in ("scenario", "kind", "source", "target", "supplier") if name in table]
    sums = [
        table.groupby(list(some), observed=True).sum(numeric_only=True)
        for some in itertools.combinations(by, min(2, len(by)))
        if some
    ]
    values = last.select_dtypes("number").drop(columns=["year"], errors="ignore").to_numpy(float).ravel()
    totals = np.concatenate([np.zeros(1), *(part.to_numpy().ravel() for part in sums)])
    members = []  # and how many states are members in most runs, in all and in none
    if "member" in table:
        for kind in (table["member"] > 0.5, last["member"] == 1.0, last["member"] == 0.0):
            members.extend(kind.groupby(table["scenario"], observed=True).sum())
    values = np.concatenate([values[np.isfinite(values)], totals, totals / RUNS, members])
    rounded = {f"{abs(v * scale):.{places}f}" for v in values for scale in (1, 100) for places in (0, 1, 2)}
    said = set(re.findall(r"(?<![\w.])\d+(?:\.\d+)?", words))
    assert len(said & rounded) >= min(3, len(said)), f"{words}"


def test_files_say_how_to_make_them_again(shown):
    obj, name, figure = shown
    metadata = save.metadata(obj, figures.FIGURES[name].title)
    manifest = data.source(obj)["manifest"].encode()
    for kind in ("png", "svg"):
        assert manifest in save.as_bytes(figure, kind, metadata, dpi=30)


def test_what_cannot_be_drawn_says_why_in_one_line(drawn):
    alone = runner.run("baseline", runs=1, progress=False, inputs="fixed")
    for name in figures.FIGURES:
        reason = figures.lacks(name, alone)
        assert "\n" not in reason and len(reason) < 250
    for name in ("who_buys", "variants", "membership_map", "luck_and_inputs", "lever_pairs"):
        assert figures.lacks(name, alone)
