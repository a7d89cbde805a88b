"""Step 9: projects move, quality grows, projects are started (ODD E13, E14, E14b)."""

from __future__ import annotations

import math

from support.plain_model.known import (
    DEPLOYED,
    EUROPEAN,
    LAB,
    MANUFACTURING,
    POSSIBLE,
    US,
    WITHDRAWN,
    clip,
    power,
)

LEAST = 1e-9  # of what is raised to a power


def planned_money(known, d):
    """Planned yearly money of a European project, bn EUR."""
    running = [
        k for k in range(known.K[d]) if known.european(d, k) and LAB <= known.offer.stage[d][k] < DEPLOYED
    ]
    return known.domain.rd_eu[d] * known.p.project_share / max(1, len(running))


def stage_time(known, d, stage):
    """Planned length of a stage, years."""
    return (known.domain.t_lab, known.domain.t_manufacturing, known.domain.t_deployment)[int(stage)][d]


def published(known, d, k):
    """Whether an offer is under way at the start to a published year in service."""
    return known.offer.in_service[d][k] > 0.0 and LAB <= known.offer.stage[d][k] < DEPLOYED


def stretch(known, d, k):
    """How much longer a project would take so that it is in service in the published year."""
    p, offer = known.p, known.offer
    stage = offer.stage[d][k]
    if not published(known, d, k):
        return 1.0
    left = (1.0 - offer.progress[d][k]) * stage_time(known, d, stage)
    left += stage_time(known, d, MANUFACTURING) if stage == LAB else 0.0
    years = max(1.0, offer.in_service[d][k] - p.offers_year)
    joint = 1.0 - p.pledge_default if offer.partners[d][k] > 1.0 else 1.0
    return years * power(offer.partners[d][k], -p.coordination) * joint / max(left, 1e-9)


def announced_time(state, known, d, k, stage):
    """Length of a stage of a project by what was published; its own factor counts until it is in service."""
    own = stretch(known, d, k) * state.slower[d][k] if stage < DEPLOYED else 1.0
    return stage_time(known, d, stage) * own


def planned_time(state, known, d, k, stage):
    """The same with the usual slip, where a year was published, until it is in service."""
    late = published(known, d, k) and stage < DEPLOYED
    return announced_time(state, known, d, k, stage) * (1.0 + known.p.schedule_slip if late else 1.0)


def develop(state, known, terms, tape, year):
    """One year of all projects and of quality."""
    moved, stopped = tape.normal_by_offer("progress", year), tape.uniform_by_offer("cancel", year)
    state.reached, state.entered, state.cancelled, state.born = (known.per_offer(False) for _ in range(4))
    for d, k in known.offers():
        _move(state, known, terms, d, k, moved[d][k], stopped[d][k])
    for d, k in known.offers():
        _quality(state, known, terms, d, k)
    _start_projects(state, known, terms, tape, year)


def unpaid(known, terms, d, k):
    """Share of the pledges to a project that is not honoured."""
    joint = known.p.pledge_default if known.offer.partners[d][k] > 1.0 else 0.0
    return clip(joint + terms.unpaid[d][k], 0.0, 1.0)


def _move(state, known, terms, d, k, noise, stopped):
    p, stage = known.p, state.stage[d][k]
    if not (known.european(d, k) and stage >= LAB and (stage < DEPLOYED or state.progress[d][k] < 1.0)):
        return
    planned = planned_time(state, known, d, k, stage) * (1.0 - terms.development[d])
    funds = 1.0 + terms.research[d][k] / planned_money(known, d)
    step = power(max(funds, LEAST), p.rd_elasticity) / planned
    step *= power(state.partners[d][k], -p.coordination) * (1.0 - unpaid(known, terms, d, k))
    step *= power(max(state.firms[d], 1e-6), p.small_firm_elasticity)
    step *= math.exp(p.progress_spread * noise - p.progress_spread**2 / 2.0)
    progress = state.progress[d][k] + step
    if progress < 1.0:
        state.progress[d][k] = progress
        if stage == LAB and stopped < p.cancel_hazard:
            state.cancelled[d][k] = True
            state.stage[d][k] = POSSIBLE if known.offer.stage[d][k] == POSSIBLE else WITHDRAWN
        return
    state.reached[d][k] = True
    if stage == DEPLOYED:
        state.progress[d][k] = 1.0
        return
    state.entered[d][k] = stage == MANUFACTURING
    state.stage[d][k] = stage + 1.0
    years_left = (progress - 1.0) * planned
    state.progress[d][k] = min(1.0, years_left / planned_time(state, known, d, k, stage + 1.0))


def _quality(state, known, terms, d, k):
    p, domain, nest = known.p, known.domain, known.offer.nest[d][k]
    sales = p.company_research * (state.delivered[d][k] - state.delivered_start[d][k])
    ripe = state.research[d][k] / max(1.0, domain.t_lab[d])
    state.research[d][k] += sales + terms.research[d][k] + terms.knowledge[d][k] - ripe
    wear = domain.knowledge_depreciation[d]
    state.knowledge[d][k] = (1.0 - wear) * state.knowledge[d][k] + ripe
    ratio, catch_up = p.third_research, 0.0
    if nest == US:
        ratio = 1.0
    elif nest == EUROPEAN:
        ratio = knowledge_ratio(state, known, d, k)
        catch_up = (p.catch_up + terms.catch_up[d][k]) * max(
            0.0, math.log(state.frontier[d] / state.quality[d][k])
        )
    growth = domain.frontier_growth[d] * p.frontier_speed * power(max(ratio, LEAST), p.rd_elasticity)
    growth += catch_up
    if known.offer.from_ukraine[d][k]:
        growth += p.ukraine_growth * known.scope["lessons"][d]
    state.quality[d][k] *= math.exp(growth)


def knowledge_ratio(state, known, d, k):
    """Knowledge that a European maker can draw on over that of the United States."""
    wear = known.domain.knowledge_depreciation[d]
    european = known.domain.rd_eu[d] / wear + state.knowledge[d][k]
    return european / (known.domain.rd_us[d] / wear)


def _start_projects(state, known, terms, tape, year):
    p, offer = known.p, known.offer
    candidates = [(d, k) for d, k in known.offers() if offer.stage[d][k] == POSSIBLE]
    if not candidates or p.birth_hazard == 0.0:
        return
    drawn = tape.uniforms("births", year, len(candidates), 5)
    for number, (d, k) in enumerate(candidates):
        start, quality, cost, time, partners = drawn[number]
        if state.stage[d][k] != POSSIBLE or state.cancelled[d][k]:
            continue
        if start >= _hazard(state, known, terms, d, k):
            continue
        low, high = offer.quality_low[d][k], offer.quality_high[d][k]
        state.quality[d][k] = state.frontier[d] * (low + quality * (high - low))
        low, high = offer.price_low[d][k], offer.price_high[d][k]
        state.cost[d][k] = (low + cost * (high - low)) / offer.price[d][k]
        state.slower[d][k] = 1.0 + p.birth_time_spread * (2.0 * time - 1.0)
        most = offer.partners[d][k]
        least = min(2.0, most)
        state.partners[d][k] = min(most, math.floor(least + partners * (most + 1.0 - least)))
        state.stage[d][k], state.progress[d][k], state.born[d][k] = float(LAB), 0.0, True


def _hazard(state, known, terms, d, k):
    p, missing, wanted, demand = known.p, 0.0, 0.0, 0.0
    for i in range(known.M):
        if i in known.homes[d][k] or terms.discount[i][d][k] > 0.0:
            missing += max(0.0, state.target[i][d] - state.capability[i][d])
            wanted += state.target[i][d]
            demand += known.spending_share[i][d] * state.budget[i]
    gap = missing / wanted if wanted > 0.0 else 0.0
    worth = min(1.0, known.offer.margin[d][k] * demand / planned_money(known, d))
    funds = 1.0 + sum(terms.research[d]) / (known.domain.rd_eu[d] * p.project_share)
    return clip(p.birth_hazard * gap * worth * power(max(funds, LEAST), p.rd_elasticity), 0.0, 1.0)
