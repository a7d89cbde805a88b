"""What one state was offered in one decision, and why it chose: one row per offer, for people to read."""

from __future__ import annotations

from typing import Any

import numpy as np

from model.members.decision import Plans
from model.members.rules import NESTED_LOGIT
from model.members.scoring import TERMS
from model.rules import choice
from model.suppliers.variables import DEPLOYED

DEFER = "defer"
NAMES = ";"  # between the names of an offer
Option = dict[str, Any]


def option_rows(members, plans: Plans, case: int, quotes) -> list[Option]:
    """One row per offer of a case, in the order of the table of offers, and one for waiting at the end.

    An offer that has never been on sale is left out: one in development, or of a kind no longer made.

    Args:
        members: the `MemberVariables` that decided. quotes: what the market offered them.

    Returns:
        Dicts with offer, systems (its names), nest, listed, barred_by, price (US at the start = 1), delivery_yr,
        quality_index, each term of the score in log price, score (None where not on the shortlist), probability (None
        under another rule than the nested logit), chosen_lots; and in bn EUR ordered_bn, what it got in the end,
        sent_back_bn, what was chosen and went back because its maker could not deliver it in time, and instead_bn,
        what it got of the money that went back. The score is that of the first choice, before the queue was seen.
    """
    cases, scores, read = plans.cases, plans.scores, plans.scores.reader
    facts, p, one = members.facts, members.parameters, slice(case, case + 1)
    domain, cell, run = int(cases.domain[case]), cases.cell[case], cases.run[case]
    nest = _column(scores.nest, case)
    chance = choice.probabilities(
        scores.score[:, one], nest[:, None], scores.defer[one], _at(p.mu, run), _at(p.nest_correlation, run)
    )[:, 0]
    drawn = members.rule is NESTED_LOGIT
    chosen = plans.chosen[:, case]
    money = plans.money_of(case)

    def shown(values: np.ndarray, place: int):
        return np.broadcast_to(values, read.shape)[place, cell, run]

    rows: list[Option] = []
    for place, offer in enumerate(_column(scores.offers, case)):
        score = float(scores.score[place, case])
        listed = bool(np.isfinite(score))
        # what was deployed at the start and is not on sale now is under an embargo, which is worth saying
        never_sold = facts.offers.stage[domain, offer, 0] != DEPLOYED and not _at(
            quotes.on_sale[domain, offer], run
        )
        if facts.offers.exists[domain, offer, 0] == 0.0 or never_sold:
            continue
        rows.append(
            {
                "offer": facts.offers.keys[domain][offer],
                "systems": facts.offers.systems[domain][offer],
                "nest": choice.NESTS[int(nest[place])],
                "listed": listed,
                "barred_by": "" if listed else barriers(scores, shown, place),
                "price": float(shown(scores.price, place)),
                "delivery_yr": float(shown(scores.delivery, place)),
                "quality_index": float(_at(quotes.quality[domain, offer], run)),
                **{term: float(shown(scores.terms[term], place)) for term in TERMS},
                "score": score if listed else None,
                "probability": float(chance[place]) if drawn else None,
                "chosen_lots": int((chosen == place).sum()),
                **{name: float(by_place[place]) for name, by_place in money.items()},
                "place": place,
            }
        )
    waiting = {term: float(_cell(values, cell, run)) for term, values in scores.defer_terms.items()}
    rows.append(
        {
            "offer": DEFER,
            "systems": "",
            "nest": DEFER,
            "listed": True,
            "barred_by": "",
            **dict.fromkeys(("price", "delivery_yr", "quality_index", *TERMS)),
            **waiting,
            "score": float(scores.defer[case]),
            "probability": float(chance[-1]) if drawn else None,
            "chosen_lots": int((chosen == len(scores.score)).sum()),
            **{name: float(by_place[-1]) for name, by_place in money.items()},
            "place": len(scores.score),
        }
    )
    return rows


def barriers(scores, shown, place: int) -> str:
    """Why an offer is not on the shortlist; a rule of one's own may bar what the model's rules let pass."""
    names = [name for name, bars in scores.barred.items() if shown(bars, place)]
    return ", ".join(names) or "a rule of this state"


def reason(rows: list[Option], own_rule: bool = False) -> str:
    """What was chosen, which term decided, and what luck did, in sentences.

    Args:
        own_rule: whether the state chose by another rule than scores and luck.
    """
    standing = [row for row in rows if row["score"] is not None]
    best = max(standing, key=lambda row: row["score"])
    chosen = [row for row in rows if row["chosen_lots"]]
    lots = sum(row["chosen_lots"] for row in chosen)
    parts = [f"{row['chosen_lots']} of {lots} lots: {named(row)}" for row in chosen]
    out = [f"Chosen: {'; '.join(parts)}." if lots > 1 else f"Chosen: {named(chosen[0])}."]
    back = [f"{row['sent_back_bn']:.2f} bn EUR of {named(row)}" for row in rows if row["sent_back_bn"] > 0.0]
    if back:
        instead = [f"{row['instead_bn']:.2f} to {named(row)}" for row in rows if row["instead_bn"] > 0.0]
        out.append(
            f"Its maker could not deliver all that was ordered in the time that buyers accept, so {', '.join(back)} "
            f"went back and was chosen again with the queue seen: {', '.join(instead)}."
        )
    if len(standing) == 1:
        return " ".join([*out, "Nothing else was on the shortlist."])
    rival = max((row for row in standing if row is not best), key=lambda row: row["score"])
    gap = {term: (best[term] or 0.0) - (rival[term] or 0.0) for term in TERMS}
    term = max(gap, key=lambda name: gap[name])
    out.append(
        f"{named(best)} had the best score; against {named(rival)} the term that decided was {term} "
        f"({gap[term]:+.2f} in log price)."
    )
    for row in chosen:
        if row is best or row["score"] is None:
            continue
        behind = f"its score was lower by {best['score'] - row['score']:.2f}"
        if own_rule:
            out.append(f"Another rule than the score chose {named(row)}: {behind}.")
            continue
        out.append(
            f"Luck brought {named(row)} in: {behind}, and the model gave it a probability of "
            f"{row['probability']:.0%} for each lot against {best['probability']:.0%} for {named(best)}."
        )
    return " ".join(out)


def named(row: Option) -> str:
    """An offer by the first of its names, with its key."""
    name = row["systems"].partition(NAMES)[0]
    return f"{name} ({row['offer']})" if name else row["offer"]


def _column(values: np.ndarray, case: int) -> np.ndarray:
    """(offer, case or 1) -> (offer,)."""
    return values[:, case if values.shape[1] > 1 else 0]


def _at(values: np.ndarray, run: int) -> np.ndarray:
    """(run or 1,) -> the value of a run."""
    return values[run if len(values) > 1 else 0]


def _cell(values: np.ndarray, cell: int, run: int) -> float:
    """(cell or 1, run or 1) -> the value of a cell in a run."""
    return values[cell if len(values) > 1 else 0, run if values.shape[1] > 1 else 0]
