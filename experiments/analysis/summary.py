"""Discovery, robustness and attribution as a person meets them: text, tables and figures."""

import numpy as np

from experiments.analysis import robustness as robust
from experiments.analysis import words
from experiments.analysis.findings import CAVEAT, Findings, source_of, table
from model.errors import InputError


def discovery(sample, goal_text: str, number: int = 1, seed: int = 1) -> Findings:
    """Feature scores and boxes for a goal; boxes are measured on points held out, which ``seed`` chooses."""
    import pandas as pd

    from experiments.analysis import charts, goals, holdout
    from experiments.analysis import discovery as search

    met = goals.goal(goal_text, sample.values)
    scores = search.score(sample.X, met, sample.names)
    result = holdout.hold_out(sample.X, met, sample.names, seed=seed)
    boxes = result.boxes
    bounds = sample.bounds
    split = float(((met.mean(axis=1) > 0) & (met.mean(axis=1) < 1)).mean())
    base = f"It is met in {100 * met.mean():.0f} % of all {met.size} futures"
    if met.shape[1] > 1:
        base += f"; at {100 * split:.0f} % of points luck decides whether it is"
    sentences = [f"- {one.box.method}: {words.checked(one, sample.names, bounds)}." for one in boxes]
    for method in ("PRIM", "CART"):
        if any(one.box.method == method for one in boxes):
            continue
        sentences.append(
            f"- {method}: no box in which {100 * search.DENSITY:.0f} % of futures meet it, luck aside."
        )
    said = "\n".join(sentences)
    parts = result.note or (
        f"Boxes were found on {result.points:,} points and measured on {result.points_held_out:,} held out "
        f"(seed {seed})."
    )
    text = f"Goal: {goal_text}\n{base}. {parts}\n\n{said}\n\nWhich settings tell:\n{table(scores)}\n"
    rows = [
        (
            one.box.method,
            i,
            name,
            max(low, ends[0]),
            min(high, ends[1]),
            *_measures(one.box),
            *_measures(one.held_out),
            "" if one.held_out is None else one.against or "holds up",
        )
        for i, one in enumerate(boxes, 1)
        for name, low, high, ends in zip(sample.names, one.box.low, one.box.high, bounds, strict=True)
    ]
    source = source_of(sample, None)
    small = (
        f"{base}. {parts} Bars: limits of a box within the range tried; hatched: it does not hold up, or that cannot "
        f"be said. A future is one run of one point. {source}"
    )
    measures = ["density", "coverage", "mass", "futures"]
    held_columns = [f"held_{name}" for name in measures]
    columns = ["method", "box", "factor", "low", "high", *measures, *held_columns, "held_out"]
    stem, title = f"discovery_{number}", f"Where the goal is met: {goal_text}"
    tables = {f"{stem}_boxes": pd.DataFrame(rows, columns=columns), f"{stem}_scores": scores}
    figures = {}
    if boxes:
        figures[f"{stem}_boxes"] = (
            charts.boxes(boxes, sample.names, bounds, goal_text, small),
            title,
            source,
        )
    return Findings(text, tables, figures)


def robustness(sample, outcomes, year: int | None) -> Findings:
    """Regret over futures, reversals, and the Pareto view of policies."""
    from experiments.analysis import charts

    lever = np.array([name.startswith("levers.") for name in sample.names])
    grid = robust.crossed(sample.X, lever)
    if grid is None:
        raise InputError(
            f"{sample.name}: regret needs every policy in the same futures; sweep with two methods, such as "
            "--design factorial:2,lhs:100"
        )
    settings, index = grid
    used = [words.short(name).removesuffix(" strength") for name in np.array(sample.names)[lever]]
    policies = [", ".join(f"{n} {v:g}" for n, v in zip(used, row, strict=True)) for row in settings]
    out, at = Findings(""), sample.calendar[-1] if year is None else year
    for outcome in outcomes:
        sign = robust.direction(outcome)
        runs = sample.complete(outcome, year)[index]  # (policy, future, replicate)
        frame, flips = (
            robust.regrets(runs.mean(axis=2), policies, sign),
            robust.reversals(runs, policies, sign),
        )
        frame = frame.sort_values("rank_regret", kind="stable")
        out.text += f"Policies over {index.shape[1]} futures: {outcome} in {at}\n\n{table(frame)}\n"
        certain = flips[flips["note"] == ""]
        out.text += f"{len(flips)} pairs of policies change places in some future; {len(flips) - len(certain)} of them "
        out.text += "cannot be told apart from luck on the mean either"
        if len(certain):
            top = certain.sort_values("reversed_in", ascending=False).iloc[0]
            out.text += f". Of the others most often [{top['worse']}] beats [{top['better']}], in "
            out.text += f"{100 * top['reversed_in']:.0f} % of futures"
        out.text += ".\n\n"
        out.tables[f"regret_{outcome}_{at}"], out.tables[f"reversals_{outcome}_{at}"] = frame, flips
    if set(robust.BALANCE) <= set(sample.outcomes):
        runs = [
            sample.complete(n, year)[index].mean(axis=1) for n in robust.BALANCE
        ]  # each (policy, replicate)
        values = np.column_stack([x.mean(axis=1) for x in runs])
        best = robust.pareto(values, [robust.direction(n) for n in robust.BALANCE])
        balance = _frame(["policy", *robust.BALANCE, "pareto"], policies, values, best)
        out.text += f"Autonomy, gap and cost in {at}, means over futures:\n\n{table(balance)}\n"
        out.tables[f"pareto_{at}"] = balance
        source = source_of(sample, at)
        small = (
            f"Each dot is a policy, mean over {index.shape[1]} futures; ringed: no other is as good on all three. "
            f"Lines: 95 % interval over replicates, less the luck that all policies share. {source}"
        )
        figure = charts.balance(np.array(runs), policies, best, small, robust.BALANCE)
        out.figures[f"pareto_{at}"] = (figure, "Autonomy, gap and cost", source)
    return out


def attribution(scenario, outcome, runs, year, seed, orders, progress) -> Findings:
    """The Shapley split of a package."""
    from experiments.analysis import attribution as split
    from experiments.analysis import charts

    parts = split.attribute(scenario, outcome, runs, year, seed, orders, progress)
    source = f"Scenario {parts.scenario}; {runs} runs of each subset of levers on the same luck, seed {seed}. {CAVEAT}"
    small = (
        "Shapley split: what a lever adds on average over all orders of putting levers on; parts add up to the whole. "
        f"Lines: 95 % interval of the mean over runs; hatched: not told from zero. {source}"
    )
    stem = f"attribution_{outcome}_{parts.year}"
    title = f"What each lever adds: {outcome}"
    return Findings(
        split.text(parts), {stem: parts.table}, {stem: (charts.parts(parts, small), title, source)}
    )


def _measures(box) -> tuple:
    return (None,) * 4 if box is None else (box.density, box.coverage, box.mass, box.count)


def _frame(columns, policies, values, best):
    import pandas as pd

    return pd.DataFrame(
        [[p, *v, bool(b)] for p, v, b in zip(policies, values, best, strict=True)], columns=columns
    )
