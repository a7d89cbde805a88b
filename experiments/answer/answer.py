"""The answer to five questions: does it work, how big, who pays, who stays out, what if the United States cuts off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeGuard

import numpy as np

from experiments import vocabulary
from experiments.answer import cutoff, effects, who
from experiments.answer.effects import CANNOT_SAY, CLEAR, MISSING, SAME, SMALL, UNCLEAR, Effect
from experiments.answer.rules import rule
from experiments.intervals import split
from experiments.intervals.words import decimals, plain, signed

LEAD, SLOW = "us_share_orders", "us_share_stock"
"""Dependence as policy moves it first, and as it lasts: what the verdict is about, and what stands beside it."""
COST, PAID_OUT = "full_cost_bn", "disbursed_bn"
FEWEST_NAMED = 2  # states that stay out, before the size of the slower effect is said
FEW = "too few runs"
LEVEL = "a level"
QUESTIONS = {
    "verdict": "Does it work?",
    "size": "How big?",
    "cost": "Who pays?",
    "when": "When?",
    "who": "Who joins, who stays out?",
    "cut_off": "If the US cuts off?",
}
"""Part of an answer to the question that it answers, in the order of reading."""


@dataclass(frozen=True)
class Answer:
    """What a result says.

    Attributes:
        scenario, baseline: names; the second is "" for a single scenario. year: the last. runs: pairs, or runs.
        kind: of the effect on `LEAD`, see `Effect.kind`; `LEVEL` for a single scenario, `FEW` for too few runs.
        verdict, size, cost, when, who, cut_off: a sentence each, "" where nothing can be said.
        effect: on `LEAD`. joins, stays_out: codes of states, larger buyers first.
    """

    scenario: str
    baseline: str
    year: int
    runs: int
    kind: str
    verdict: str
    size: str = ""
    cost: str = ""
    when: str = ""
    who: str = ""
    cut_off: str = ""
    effect: Effect | None = None
    joins: tuple[str, ...] = ()
    stays_out: tuple[str, ...] = ()

    @property
    def parts(self) -> list[tuple[str, str, str]]:
        """(key, question, sentence) of every part that says something."""
        return [
            (key, question, getattr(self, key)) for key, question in QUESTIONS.items() if getattr(self, key)
        ]

    @property
    def text(self) -> str:
        """All parts as one paragraph."""
        return " ".join(sentence for _, _, sentence in self.parts)

    @property
    def works(self) -> bool:
        """Whether the model gives an effect that is clear, counts, and lessens the dependence."""
        return self.kind == CLEAR and self.effect is not None and self.effect.mean < 0.0


def answer(obj: Any, variant: str | None = None) -> Answer:
    """The answer of a result or of a comparison.

    Args:
        obj: a Result or a Comparison.
        variant: name of the scenario of a comparison; the first policy by default.
    """
    if obj.kind == "run":
        return _of_one(obj)
    return _of_pair(obj, cutoff.policies(obj)[0] if variant is None else obj[variant])


def answers(obj: Any) -> list[Answer]:
    """An answer for every policy of a comparison; for a single scenario the one."""
    if obj.kind == "run":
        return [answer(obj)]
    return [_of_pair(obj, shown) for shown in cutoff.policies(obj)]


def _of_pair(obj: Any, shown: Any) -> Answer:
    baseline = obj.against(shown) if hasattr(obj, "against") else obj.baseline
    runs = len(np.intersect1d(baseline.replicates, shown.replicates))
    names = shown.scenario.name, baseline.scenario.name
    year = max(year for year in baseline.calendar if year in shown.calendar)
    if runs < rule("fewest_runs"):
        return _too_few(*names, year, runs)
    lead = effects.effects(baseline, shown, LEAD)
    now = lead[year] if lead else None
    kind = MISSING if now is None else now.kind
    known = who.read(shown)
    parts: dict[str, str] = {
        "verdict": _verdict(*names, kind, now),
        "size": _size(now, effects.last(baseline, shown, SLOW), year),
        "cost": _cost(effects.last(baseline, shown, COST), effects.last(baseline, shown, PAID_OUT)),
        "when": _when(lead, kind),
        "cut_off": _cut_off(cutoff.read(baseline, shown, obj.results)),
    }
    parts["who"] = _who(known, _room(parts))
    if _room(parts) < 0 or len(known.stays_out) > FEWEST_NAMED > parts["who"].count(",") + 1:
        parts["size"] = _size(now, None, year)  # names say more than what lasts longest
        parts["who"] = _who(known, _room({key: text for key, text in parts.items() if key != "who"}))
    said: Any = parts
    return Answer(*names, year, runs, kind, effect=now, joins=known.joins, stays_out=known.stays_out, **said)


def _of_one(result: Any) -> Answer:
    runs, year, name = len(result.replicates), result.calendar[-1], result.scenario.name
    if runs < rule("fewest_runs"):
        return _too_few(name, "", year, runs)
    known = who.read(result)
    first, now = (_levels(result, LEAD, at) for at in (0, -1))
    parts: dict[str, str] = {
        "verdict": f"If {_called(name)}, the model gives a level; compare it to see an effect."
    }
    if now:
        before = f", in {result.calendar[0]} {first[0]} %" if first else ""
        parts["size"] = f"US order share {year}: {now[0]} % (80 % of runs: {now[1]} to {now[2]}){before}."
    cost, left = _mean(result, COST), _mean(result, cutoff.MEASURE)
    if np.isfinite(cost):
        parts["cost"] = f"Full cost: {plain(cost)} bn EUR/year."
    start = cutoff.start_of(result.scenario)
    if start is not None:
        parts["cut_off"] = f"US cut-off in all runs from {start}."
    elif np.isfinite(left):
        parts["cut_off"] = f"US cut-off: {plain(100 * left)} % of capability left after 180 days."
    parts["who"] = _who(known, _room(parts))
    said: Any = parts
    return Answer(name, "", year, runs, LEVEL, joins=known.joins, stays_out=known.stays_out, **said)


def _too_few(name: str, baseline: str, year: int, runs: int) -> Answer:
    single = "one possible history" if runs == 1 else f"{runs} possible histories"
    text = f"No answer: {single}, luck as much as cause. Ask for {rule('fewest_runs'):.0f} runs or more."
    return Answer(name, baseline, year, runs, FEW, text)


def _called(name: str) -> str:
    """The name of a scenario as one word."""
    return "_".join(name.split())


def _verdict(name: str, baseline: str, kind: str, effect: Effect | None) -> str:
    worlds = f"if {_called(name)} instead of {_called(baseline)}"
    if effect is None or kind == MISSING:
        return f"No verdict: {worlds}, the model gives no share of orders."
    side = "less" if effect.mean < 0.0 else "more"
    return {
        CANNOT_SAY: f"Open: {worlds}, {split.CANNOT_SAY} whether dependence falls.",
        UNCLEAR: f"Not visibly: {worlds}, the model gives no clear change.",
        SAME: f"No: {worlds}, the model gives the same dependence in all runs.",
        SMALL: f"Hardly: {worlds}, the model gives slightly {side} dependence.",
        CLEAR: f"{'Yes' if side == 'less' else 'No'}: {worlds}, the model gives {side} dependence.",
    }[kind]


def _size(effect: Effect | None, slow: Effect | None, year: int) -> str:
    if effect is None or not np.isfinite(effect.mean):
        return ""
    beside = f", stock {_points(slow)}" if slow is not None and np.isfinite(slow.mean) else ""
    return f"US order share {year}: {_points(effect)} points ({_apart(effect)}){beside}."


def _apart(effect: Effect) -> str:
    """What luck and what inputs leave open."""
    half = (effect.luck[1] - effect.luck[0]) / 2.0 * vocabulary.scale(effect.outcome)
    luck = f"luck \u00b1{plain(half, _places(effect))}" if np.isfinite(half) else "luck unknown"
    return f"{luck}, inputs fixed" if effect.fixed else f"{luck}, inputs {_range(effect.inputs, effect)}"


def _places(effect: Effect) -> int:
    """Decimals, as tables have them: one at least beside luck and inputs."""
    return max(1, decimals((effect.both[1] - effect.both[0]) / 2.0 * vocabulary.scale(effect.outcome)))


def _points(effect: Effect) -> str:
    return signed(effect.mean * vocabulary.scale(effect.outcome), _places(effect))


def _range(ends: tuple[float, float], effect: Effect) -> str:
    scale, places = vocabulary.scale(effect.outcome), _places(effect)
    return f"{signed(ends[0] * scale, places)} to {signed(ends[1] * scale, places)}"


def _cost(cost: Effect | None, paid: Effect | None) -> str:
    if cost is None or not np.isfinite(cost.mean):
        return ""
    said = f"Cost: {_points(cost)} bn EUR/year ({_range(cost.both, cost)})"
    if cost.kind == CANNOT_SAY:
        return f"{said}, sign unsure."
    if paid is None or not abs(paid.mean) >= 0.05:
        return f"{said}."
    union = round(paid.mean, _places(cost))
    rest = round(cost.mean, _places(cost)) - union  # of what is shown, so that the parts add up on the page
    return f"{said}: union {plain(union, _places(cost))}, other budgets {plain(rest, _places(cost))}."


def _when(lead: dict[int, Effect], kind: str) -> str:
    if kind not in (SMALL, CLEAR):
        return ""
    large = effects.since(lead, (CLEAR,))
    if large is not None:
        return f"Large from {large}."
    return f"Clear from {effects.since(lead, (SMALL, CLEAR))}."


def _who(known: who.Who, words: int) -> str:
    if not known.joins and not known.stays_out:
        return "No union to join."
    joined = f"{len(known.joins)} of {len(known.share)} mostly join; out: "
    return f"{joined}{who.names(known.stays_out, words - len(joined.split()))}."


def _room(parts: dict[str, str]) -> int:
    """Words that are left for naming states."""
    return int(rule("most_words")) - sum(len(text.split()) for text in parts.values())


def _cut_off(known: cutoff.CutOff) -> str:
    of_year = f"US cut-off of {known.start}"
    if known.within:
        gap = f": capability gap {_points(known.effect)} points" if _there(known.effect) else " is part of it"
        return f"{of_year}{gap}."
    if known.start is not None:
        if _there(known.effect):
            beside = f", without {_points(known.without)}" if _there(known.without) else ""
            return f"{of_year}: capability gap {_points(known.effect)} points{beside}."
        moved = f"{_points(known.alone)} points" if _there(known.alone) else "unknown"
        return f"{of_year}: capability gap {moved}."
    if not _there(known.effect):
        return ""
    if known.effect.kind == CANNOT_SAY:
        return f"US cut-off: 180-day capability {_points(known.effect)} points, sign unsure."
    return f"US cut-off: {_points(known.effect)} points capability left after 180 days."


def _there(effect: Effect | None) -> TypeGuard[Effect]:
    return effect is not None and bool(np.isfinite(effect.mean))


def _mean(result: Any, outcome: str) -> float:
    values = effects.values(result, outcome)
    return float("nan") if values is None else float(np.mean(values[-1]))


def _levels(result: Any, outcome: str, at: int) -> tuple[str, str, str] | None:
    """Mean and where 80 % of runs lie, in per cent."""
    values = effects.values(result, outcome)
    known = np.array([]) if values is None else values[at][np.isfinite(values[at])]
    if not len(known):
        return None
    low, high = np.quantile(known, split.BAND)
    return plain(100 * known.mean()), plain(100 * low), plain(100 * high)
