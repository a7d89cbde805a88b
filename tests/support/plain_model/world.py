"""Steps 1 and 2 of the year: the United States, threat, swings, what states learn, like and save.

ODD E19, E5c, E5d, E7 and E1.
"""

from __future__ import annotations

import math

from support.plain_model import taste
from support.plain_model.known import clip
from support.plain_model.score import MOST_LOTS


def turn(state, known, tape, year):
    """Regime, commitment, restrictions, threat; then the shocks of the scenario."""
    p = known.p
    drawn = tape.uniform("regime", year)
    if drawn < p.regime_leave:
        state.regime = (state.regime + (1 if drawn < 0.5 * p.regime_leave else 2)) % 3
    level = (p.commitment_steady, p.commitment_transactional, p.commitment_disengaging)[state.regime]
    state.commitment = (
        level
        + p.commitment_persistence * (state.commitment - level)
        + p.commitment_spread * tape.normal("commitment", year)
    )
    drawn = tape.uniform("restriction", year)
    if state.restriction:
        state.restriction = drawn >= 1.0 / p.restriction_years
    else:
        state.restriction = drawn < p.restriction_hazard * clip(1.0 - state.commitment, 0.0, 1.0)
    drawn = tape.normal("threat", year)
    for i in range(known.M):
        first = known.threat[i]
        moved = first + p.threat_persistence * (state.threat_base[i] - first) + p.threat_spread * drawn
        state.threat_base[i] = clip(moved, 0.0, 1.0)
    _shocks(state, known, year)
    drawn = tape.normal_table("swing", year // 5, known.D, 3)
    state.new_swing = [[p.mu * p.swing_spread * x for x in row] for row in drawn]
    restricted = float(state.restricted)
    state.signal = max(restricted, p.signal_weight * (1.0 - state.commitment))


def _shocks(state, known, year):
    p = known.p
    state.restricted = float(state.restriction)
    state.severity = p.restriction_severity if state.restriction else 0.0
    shift, state.us_open, state.draw_down = 0.0, 1.0, 0.0
    for key, setting in known.scenario.shocks.items():
        if not setting["start"] <= year < setting["start"] + setting["years"]:
            continue
        severity = float(setting["severity"])
        if key == "us_cutoff":
            state.restricted = max(state.restricted, 1.0)
            state.severity = max(state.severity, severity)
        elif key == "us_queue":
            state.us_open *= 1.0 - severity
        elif key == "threat":
            shift += severity
        elif key == "draw_down":
            state.draw_down = max(state.draw_down, severity)
    state.threat = [clip(base + shift, 0.0, 1.0) for base in state.threat_base]


def learn_and_save(state, known, tape, year):
    """Each state reads the signal, looks at the threat and saves this year's budget."""
    p = known.p
    taste.move(state, known, tape, year)
    news = tape.normals("trust", year, known.M)
    drawn = tape.uniforms("signing", year, known.M, known.D)
    state.full_at = [[MOST_LOTS * (1.0 + p.signing_spread * (2.0 * u - 1.0)) for u in row] for row in drawn]
    for i in range(known.M):
        read = known.signal_weight[i] * state.signal + p.trust_spread * news[i]
        read = clip(read, 0.0, 1.0)
        state.belief_a[i] = p.belief_memory * state.belief_a[i] + read
        state.belief_b[i] = p.belief_memory * state.belief_b[i] + 1.0 - read
        state.belief[i] = state.belief_a[i] / (state.belief_a[i] + state.belief_b[i])
        growth = 1.0 + p.budget_elasticity * (state.threat[i] - known.threat[i])
        state.budget[i] = known.path(i, year) * max(0.0, growth)
    _set_priorities(state, known, tape, year)
    for i, d in known.cells():
        state.money[i][d] += _share(state, known, i, d) * state.budget[i]


def _set_priorities(state, known, tape, year):
    """Weights of domains hold from plan to plan; all are drawn in the first year (ODD E1')."""
    if known.p.programme_size == 0.0:
        return
    normal = tape.normal_table("priorities", year, known.M, known.D)
    uniform = tape.uniforms("small_priorities", year, known.M, known.D)
    for i, d in known.cells():
        wanted = known.spending_share[i][d]
        if wanted == 0.0 or not (year == known.start or known.planned(i, d, year - 1)):
            continue
        contract = sum(
            s * c for s, c in zip(known.spending_share[i], known.domain.typical_contract, strict=True)
        )
        plan = known.path(i, year) * float(known.facts.cycle_years[i, 0])
        programmes = max(1e-9, plan / (known.p.programme_size * contract))
        above = wanted * programmes + 1.0
        root = max(0.0, 1.0 - 1.0 / (9.0 * above) + normal[i][d] / (3.0 * math.sqrt(above)))
        lower = uniform[i][d] ** (1.0 / (wanted * programmes))
        state.weight[i][d] = above * root**3 * lower / programmes
    if year == known.start:
        _share_savings(state, known)


def _share_savings(state, known):
    """What was saved before the first year goes where the plans under way put it."""
    for i, money in enumerate(state.money):
        usual = [s if s > 0.0 else 1.0 for s in known.spending_share[i]]
        weighed = [m * _share(state, known, i, d) / usual[d] for d, m in enumerate(money)]
        if sum(weighed) > 0.0:
            state.money[i] = [w * sum(money) / sum(weighed) for w in weighed]


def _share(state, known, i, d):
    """Share of this year's money that goes to a domain."""
    whole = sum(state.weight[i])
    return state.weight[i][d] / whole if whole > 0.0 else known.spending_share[i][d]
