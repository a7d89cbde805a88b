"""Step 13: the outcomes of the year (docs/outcomes.md, ODD 14), one table after the other."""

from __future__ import annotations

import math

from support.plain_model import development, union_answers
from support.plain_model.deliveries import exposure
from support.plain_model.flows import Flows
from support.plain_model.known import DEPLOYED, EUROPEAN, US, WITHDRAWN
from support.plain_model.score import certified
from support.plain_model.small_firms import number_at_start

NAN = math.nan


def share(part, whole):
    """A share, empty where there was nothing to share."""
    return part / whole if whole > 0.0 else NAN


def read_all(state, known, terms):
    """Outcomes by table: years {name: number}, states {name: [member]}, domains {name: [domain]}."""
    flows = Flows(state, known)
    return {
        "years": {
            **flows.of_years(),
            **_security(state, known),
            **_money(state, known),
            **_makers(state, known, terms),
            **_policy(state, known, terms),
        },
        "states": {**flows.of_states(), **_states(state, known)},
        "domains": {**flows.of_domains(), **_domains(state, known)},
    }


def _loss(known, d, days, ends):
    beyond = max(0.0, days - ends.spares_days[d])
    return 1.0 - math.exp(-beyond / ends.decay_days[d])


def _retained(state, known, i, days, ends):
    """Capability of a state left some days after a US cut-off; domains weigh by planned spending."""
    out = 0.0
    for d in range(known.D):
        exposed = sum(s * exposure(known, d, k) for k, s in enumerate(state.share[i][d]))
        out += known.spending_share[i][d] * (1.0 - exposed * _loss(known, d, days, ends))
    return out


def _by_budget(state, known, values):
    return sum(v * b for v, b in zip(values, state.budget, strict=True)) / sum(state.budget)


def _gap(state, cells):
    """What is missing over what is required; more than enough of one thing makes up for no lack of another."""
    missing, required = 0.0, 0.0
    for i, d in cells:
        required += state.required[i][d]
        if state.capability[i][d] < state.required[i][d]:
            missing += state.required[i][d] - state.capability[i][d]
    return missing / required if required > 0.0 else 0.0


def _security(state, known):
    out = {"belief": _by_budget(state, known, state.belief), "threat": _by_budget(state, known, state.threat)}
    for days in (30, 180, 360):
        left = [_retained(state, known, i, days, known.domain) for i in range(known.M)]
        out[f"retained_capability_{days}"] = _by_budget(state, known, left)
    # long spares and slow decay are the favourable ends
    for name, ends in (("low", known.low), ("high", known.high)):
        left = [_retained(state, known, i, 180, ends) for i in range(known.M)]
        out[f"retained_capability_180_{name}"] = _by_budget(state, known, left)
    u, m = known.ukraine, known.munitions
    out["capability_gap"] = _gap(state, known.cells())
    out["ukraine_gap"] = _gap(state, [(u, d) for d in range(known.D)])
    content, exposed, whole = 0.0, 0.0, 0.0
    for i, d in known.cells():
        for k, units in enumerate(state.stock[i][d]):
            content += units * known.offer.content[d][k]
            exposed += units * exposure(known, d, k)
            whole += units
    out["us_content_stock"], out["us_exposure_stock"] = share(content, whole), share(exposed, whole)
    start = sum(state.required[i][m] for i in range(known.M)) / known.p.required_stock
    stock = sum(sum(state.stock[i][m]) for i in range(known.M))
    out["stockpile_days"] = known.p.stockpile_days_start * stock / start
    return out


def _money(state, known):
    put_off = sum(state.deferred[i][d] + state.lapsed[i][d] for i, d in known.cells())
    ordered = sum(sum(state.orders[i][d]) for i, d in known.cells())
    delivered = sum(sum(row) for row in state.delivered)
    adoption = sum(sum(row) for row in state.adoption)
    running = 0.0
    for i, d in known.cells():
        value = sum(u * x for u, x in zip(state.stock[i][d], known.offer.price[d], strict=True))
        running += known.domain.sustainment[d] * value
    return {
        "deferred_share": share(put_off, put_off + ordered),
        "lapsed_bn": sum(sum(row) for row in state.lapsed),
        "budgets_bn": sum(state.budget),
        "orders_bn": ordered,
        "deliveries_bn": delivered,
        "adoption_cost_bn": adoption,
        "certification_cost_bn": sum(sum(row) for row in state.certification),
        "full_cost_bn": delivered + running + adoption + state.accounts["public_cost"],
        "common_loans_bn": sum(loan.borrowed for loan in state.loans),
    }


def _selling(state, known, nest):
    return [
        (d, k) for d, k in known.offers() if known.offer.nest[d][k] == nest and state.stage[d][k] == DEPLOYED
    ]


def _mean(state, places, value):
    """Mean over offers by capacity."""
    weight = sum(state.capacity[d][k] for d, k in places)
    return sum(state.capacity[d][k] * value(d, k) for d, k in places) / (weight or 1.0)


def _makers(state, known, terms):
    ours, offer = _selling(state, known, EUROPEAN), known.offer
    known_makers = [
        (d, k) for d, k in known.offers() if known.european(d, k) and offer.stage[d][k] >= WITHDRAWN
    ]
    ratios = [development.knowledge_ratio(state, known, d, k) for d, k in known_makers]
    premium, spending = 0.0, known.domain.spending_share
    for d in range(known.D):
        prices = {
            nest: _mean(
                state, [p for p in _selling(state, known, nest) if p[0] == d], lambda d, k: state.price[d][k]
            )
            for nest in (US, EUROPEAN)
        }
        premium += spending[d] * prices[US] / (prices[EUROPEAN] or 1.0)
    plant = sum(state.invested[d][k] for d, k in known.offers() if known.european(d, k))
    made = known.munitions
    certificates = sum(certified(state, terms, i, d, k) for i in range(known.M) for d, k in ours)
    return {
        "knowledge_ratio": sum(ratios) / len(ratios),
        "readiness": _readiness(state, known, [1.0] * known.D),
        "software_readiness": _readiness(state, known, known.scope["ai_act"]),
        "certified_states": share(certificates, float(len(ours))),
        "private_capital_bn": plant + state.accounts["private_research"],
        "us_price_premium": premium / sum(spending) - 1.0,
        "small_firms": sum(number_at_start(known, d) * state.firms[d] for d in range(known.D)),
        "small_firms_taken_over": sum(
            number_at_start(known, d) * state.taken_over[d] for d in range(known.D)
        ),
        "worst_site_loss": _mean(state, ours, lambda d, k: 1.0 / (offer.sites[d][k] + terms.sites[d][k])),
        "munitions_output_bn": sum(x for k, x in enumerate(state.delivered[made]) if known.european(made, k)),
        "cost_of_capital": _mean(state, ours, lambda d, k: state.rate[d][k]),
        "relative_quality": _mean(state, ours, lambda d, k: state.quality[d][k] / state.frontier[d]),
        "european_offers": float(len(ours)),
        "projects_born": float(sum(sum(row) for row in state.born)),
        "projects_failed": float(sum(sum(row) for row in state.cancelled)),
        "entries_into_service": float(sum(sum(row) for row in state.entered)),
        "years_to_munitions_rate": state.years_below_rate,
        "fragmentation": _fragmentation(state, known),
    }


def _readiness(state, known, inside):
    done = [
        max(0.0, state.stage[d][k] + min(1.0, state.progress[d][k])) / 3.0
        for d, k in known.offers()
        if inside[d] and known.european(d, k) and WITHDRAWN <= known.offer.stage[d][k] < DEPLOYED
    ]
    return sum(done) / len(done) if done else NAN


def _fragmentation(state, known):
    families, everything = 0.0, 0.0
    for d in range(known.D):
        units = [sum(state.stock[i][d][k] for i in range(known.M)) for k in range(known.K[d])]
        whole = sum(units)
        concentration = sum((x / (whole or 1.0)) ** 2 for x in units)
        families += whole / (concentration or 1.0)
        everything += whole
    return families / everything


def _policy(state, known, terms):
    pooled, ordered = 0.0, 0.0
    for i, d in known.cells():
        for k, amount in enumerate(state.orders[i][d]):
            ordered += amount
            pooled += amount if terms.discount[i][d][k] > 0.0 else 0.0
    return {
        "common_share_orders": share(pooled, ordered),
        **{f"members{end}": float(sum(who)) for end, who in union_answers.members(state, known).items()},
        "milestones_met": state.accounts["met"],
        "milestones_missed": state.accounts["missed"],
        "disbursed_bn": state.accounts["disbursed"],
        "clawed_back_bn": state.accounts["clawed_back"],
        "fund_paid_share": union_answers.paid_share(state),
    }


def _states(state, known):
    kept = ("us_content_stock", "retained_capability_180", "capability_gap", "capability_required")
    out = {name: [] for name in kept}
    for i in range(known.M):
        content, whole = 0.0, 0.0
        for d in range(known.D):
            pairs = zip(state.stock[i][d], known.offer.content[d], strict=True)
            content += sum(units * x for units, x in pairs)
            whole += sum(state.stock[i][d])
        out["us_content_stock"].append(share(content, whole))
        out["retained_capability_180"].append(_retained(state, known, i, 180, known.domain))
        out["capability_gap"].append(_gap(state, [(i, d) for d in range(known.D)]))
        out["capability_required"].append(sum(state.required[i]))
    out |= {"belief": list(state.belief), "threat": list(state.threat)}
    out["member"] = list(union_answers.members(state, known)[""])
    return out | union_answers.worth(state, known)


def _domains(state, known):
    on_sale = _selling(state, known, EUROPEAN)
    return {
        "capability_gap": [_gap(state, [(i, d) for i in range(known.M)]) for d in range(known.D)],
        "capability_required": [sum(state.required[i][d] for i in range(known.M)) for d in range(known.D)],
        "offers_on_sale": [float(sum(1 for place in on_sale if place[0] == d)) for d in range(known.D)],
    }
