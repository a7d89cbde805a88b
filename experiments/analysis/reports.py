"""Analyses as a person meets them: a text, tables and figures, made first and written afterwards."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from experiments import registry, wording
from experiments.analysis import robustness as robust
from experiments.analysis import words
from experiments.analysis.noise import luck
from model.errors import InputError

CAVEAT = "Parameters at illustrative values, not yet fitted: not a forecast."
PLACES = 4  # digits of an index
MOST_ROWS = 30


@dataclass
class Report:
    """What one analysis found.

    Args:
        text: for the screen. tables: file stem to data frame. figures: file stem to (figure, title, source).
    """

    text: str
    tables: dict = field(default_factory=dict)
    figures: dict = field(default_factory=dict)

    def write(self, folder: Path) -> list[Path]:
        """Tables as CSV and figures as PNG and SVG; returns the paths."""
        from experiments.analysis.charts import write
        from experiments.figures.save import write_whole

        try:
            out = [
                write_whole(folder / f"{stem}.csv", frame.to_csv(index=False, lineterminator="\n").encode())
                for stem, frame in self.tables.items()
            ]
            for stem in set(self.tables) - set(self.figures):  # an older figure would belie the new table
                for kind in ("png", "svg"):
                    (folder / f"{stem}.{kind}").unlink(missing_ok=True)
            for stem, (figure, title, source) in self.figures.items():
                out += write(figure, folder, stem, title, source)
        except OSError as error:
            raise InputError(f"{folder}: cannot be written ({error.strerror}); nothing there was changed") from None
        return out


def sensitivity(found, outcome: str, year: int | None) -> Report:
    """The indices that the design allows, and PAWN for any design."""
    from experiments.analysis import charts
    from experiments.analysis import sensitivity as indices

    Y = found.complete(outcome, year)
    year = found.calendar[-1] if year is None else year
    kind, noise = indices.structure(found.X), luck(Y)
    source = _source(found, year)
    ways = {}
    if kind.startswith("saltelli"):
        ways["sobol"] = (indices.sobol(found.X, Y, found.names), "total", "Sobol indices", "total index: share of "
            "variance that the factor has a hand in")  # fmt: skip
    elif kind == "morris":
        ways["morris"] = (indices.morris(found.X, Y, found.names, found.bounds), "mu_star", "Morris screening",
            f"mean size of effect over the whole range, {registry.unit(outcome)}")  # fmt: skip
    try:
        ways["pawn"] = (indices.pawn(found.X, Y, found.names), "median", "PAWN indices", "median distance between "
            "distributions (0 none, 1 all)")  # fmt: skip
        missing = ""
    except InputError as error:
        if not ways or "not installed" not in str(error):
            raise
        missing = f"\n(No PAWN indices: {error})\n"
    out = Report("")
    for way, (frame, index, title, axis) in ways.items():
        heading = f"{title} of {outcome} in {year}: {len(found.X)} points, {Y.shape[1]} replicates. {noise}"
        out.text += f"{heading}\n\n{_table(frame.sort_values(index, ascending=False))}\n"
        stem = f"{way}_{outcome}_{year}"
        out.tables[stem] = frame
        name = f"{title}: what moves {charts.labels.outcome(outcome)}, {year}"
        how = f"{noise} Red: index that luck alone would give; hatched: not clear of it. {source}"
        out.figures[stem] = (charts.tornado(frame, index, name, axis, how), name, source)
    out.text += missing
    return out


def discovery(found, goal_text: str, number: int = 1) -> Report:
    """Feature scores and boxes for a goal."""
    import pandas as pd

    from experiments.analysis import charts, goals
    from experiments.analysis import discovery as search

    met = goals.goal(goal_text, found.values)
    scores = search.score(found.X, met, found.names)
    boxes = search.discover(found.X, met, found.names)
    bounds = found.bounds
    split = float(((met.mean(axis=1) > 0) & (met.mean(axis=1) < 1)).mean())
    base = f"It is met in {100 * met.mean():.0f} % of all {met.size} futures"
    if met.shape[1] > 1:
        base += f"; at {100 * split:.0f} % of points luck decides whether it is"
    sentences = [f"- {box.method}: {words.sentence(box, found.names, bounds)}." for box in boxes]
    for method in ("PRIM", "CART"):
        if any(box.method == method for box in boxes):
            continue
        sentences.append(f"- {method}: no box in which {100 * search.DENSITY:.0f} % of futures meet it, luck aside.")
    said = "\n".join(sentences)
    text = f"Goal: {goal_text}\n{base}.\n\n{said}\n\nWhich settings tell:\n{_table(scores)}\n"
    rows = [
        (box.method, i, name, max(low, ends[0]), min(high, ends[1]), box.density, box.coverage, box.count)
        for i, box in enumerate(boxes, 1)
        for name, low, high, ends in zip(found.names, box.low, box.high, bounds, strict=True)
    ]
    source = _source(found, None)
    small = f"{base}. Bars: limits of a box within the range tried. A future is one run of one point. {source}"
    columns = ["method", "box", "factor", "low", "high", "density", "coverage", "futures"]
    stem, title = f"discovery_{number}", f"Where the goal is met: {goal_text}"
    tables = {f"{stem}_boxes": pd.DataFrame(rows, columns=columns), f"{stem}_scores": scores}
    figures = {}
    if boxes:
        figures[f"{stem}_boxes"] = (charts.boxes(boxes, found.names, bounds, goal_text, small), title, source)
    return Report(text, tables, figures)


def robustness(found, outcomes, year: int | None) -> Report:
    """Regret over futures, reversals, and the Pareto view of policies."""
    from experiments.analysis import charts

    lever = np.array([name.startswith("levers.") for name in found.names])
    grid = robust.crossed(found.X, lever)
    if grid is None:
        raise InputError(
            f"{found.name}: regret needs every policy in the same futures; sweep with two methods, such as "
            "--design factorial:2,lhs:100"
        )
    settings, index = grid
    used = [words.short(name).removesuffix(" strength") for name in np.array(found.names)[lever]]
    policies = [", ".join(f"{n} {v:g}" for n, v in zip(used, row, strict=True)) for row in settings]
    out, at = Report(""), found.calendar[-1] if year is None else year
    for outcome in outcomes:
        sign = robust.direction(outcome)
        runs = found.complete(outcome, year)[index]  # (policy, future, replicate)
        frame, flips = robust.regrets(runs.mean(axis=2), policies, sign), robust.reversals(runs, policies, sign)
        frame = frame.sort_values("rank_regret", kind="stable")
        out.text += f"Policies over {index.shape[1]} futures: {outcome} in {at}\n\n{_table(frame)}\n"
        told = flips[flips["note"] == ""]
        out.text += f"{len(flips)} pairs of policies change places in some future; {len(flips) - len(told)} of them "
        out.text += "cannot be told apart from luck on the mean either"
        if len(told):
            top = told.sort_values("reversed_in", ascending=False).iloc[0]
            out.text += f". Of the others most often [{top['worse']}] beats [{top['better']}], in "
            out.text += f"{100 * top['reversed_in']:.0f} % of futures"
        out.text += ".\n\n"
        out.tables[f"regret_{outcome}_{at}"], out.tables[f"reversals_{outcome}_{at}"] = frame, flips
    if set(robust.BALANCE) <= set(found.outcomes):
        runs = [found.complete(n, year)[index].mean(axis=1) for n in robust.BALANCE]  # each (policy, replicate)
        values = np.column_stack([x.mean(axis=1) for x in runs])
        best = robust.pareto(values, [robust.direction(n) for n in robust.BALANCE])
        table = _frame(["policy", *robust.BALANCE, "pareto"], policies, values, best)
        out.text += f"Autonomy, gap and cost in {at}, means over futures:\n\n{_table(table)}\n"
        out.tables[f"pareto_{at}"] = table
        source = _source(found, at)
        small = (
            f"Each dot is a policy, mean over {index.shape[1]} futures; ringed: no other is as good on all three. "
            f"Lines: 95 % interval over replicates, less the luck that all policies share. {source}"
        )
        figure = charts.balance(np.array(runs), policies, best, small, robust.BALANCE)
        out.figures[f"pareto_{at}"] = (figure, "Autonomy, gap and cost", source)
    return out


def attribution(scenario, outcome, runs, year, seed, orders, progress) -> Report:
    """The Shapley split of a package."""
    from experiments.analysis import attribution as split
    from experiments.analysis import charts

    found = split.attribute(scenario, outcome, runs, year, seed, orders, progress)
    source = f"Scenario {found.scenario}; {runs} runs of each subset of levers on the same luck, seed {seed}. {CAVEAT}"
    small = (
        "Shapley split: what a lever adds on average over all orders of putting levers on; parts add up to the whole. "
        f"Lines: 95 % interval of the mean over runs; hatched: not told from zero. {source}"
    )
    stem = f"attribution_{outcome}_{found.year}"
    title = f"What each lever adds: {outcome}"
    return Report(split.text(found), {stem: found.table}, {stem: (charts.parts(found, small), title, source)})


def _frame(columns, policies, values, best):
    import pandas as pd

    return pd.DataFrame([[p, *v, bool(b)] for p, v, b in zip(policies, values, best, strict=True)], columns=columns)


def _source(found, year) -> str:
    when = f", {year}" if year else ""
    return f"Sweep {found.name}{when}: {len(found.X)} points, {len(found.replicates)} replicates each. {CAVEAT}"


def _table(frame) -> str:
    rows = []
    for row in frame.head(MOST_ROWS).itertuples(index=False):
        cells = [_cell(value) for value in row]
        rows.append(cells if isinstance(row[-1], str) else [*cells, ""])
    head = list(frame.columns) if isinstance(frame.iloc[0, -1], str) else [*frame.columns, ""]
    more = "" if len(frame) <= MOST_ROWS else f"\n... and {len(frame) - MOST_ROWS} more rows in the CSV file"
    return wording.table(head, rows) + more + "\n"


def _cell(value) -> str:
    if isinstance(value, (str, bool, np.bool_)):
        return str(value)
    if isinstance(value, (int, np.integer)):
        return f"{value:,}"
    return "-" if not np.isfinite(value) else f"{value:.{PLACES}g}"
