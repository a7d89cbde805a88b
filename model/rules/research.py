"""How systems come into being and get better: project progress (E13) and quality (E14)."""

from __future__ import annotations

import numpy as np

from model.numeric.fold import power


def progress(stage_time, funding_ratio, elasticity, partners, coordination, unpaid, luck, spread):
    """E13: progress of a project through its present stage in one year, as a share of the stage.

    Args:
        stage_time: planned length of the stage, years.
        funding_ratio: money this year over the planned money, >= 0.
        elasticity: eta of progress on money.
        partners: number of participating states, >= 1.
        coordination: alpha, exponent of the coordination penalty.
        unpaid: share of pledges not honoured, 0-1.
        luck: standard normal. spread: its effect, sigma (mean-preserving).
    """
    noise = np.exp(spread * luck - 0.5 * spread * spread)
    money = power(np.maximum(funding_ratio, 1e-9), elasticity)
    return money * power(partners, -coordination) * (1.0 - unpaid) * noise / stage_time


def ripening(under_way, laboratory_time):
    """Research that becomes knowledge this year, bn EUR: a first-order lag of the laboratory stage, years."""
    return under_way / np.maximum(laboratory_time, 1.0)


def knowledge_step(knowledge, ripe, depreciation):
    """Knowledge stock after a year: perpetual inventory of research that has become knowledge, bn EUR."""
    return (1.0 - depreciation) * knowledge + ripe


def quality_step(quality, frontier, knowledge_ratio, frontier_growth, elasticity, catch_up):
    """E14: quality after a year.

    Args:
        quality: of the offer. frontier: US quality of the domain.
        knowledge_ratio: knowledge stock over that of the United States, >= 0.
        frontier_growth: gamma, growth of the US frontier a year.
        elasticity: eta. catch_up: chi, share of the log gap closed a year by imitation.
    """
    own = frontier_growth * power(np.maximum(knowledge_ratio, 1e-9), elasticity)
    gap = np.maximum(0.0, np.log(frontier / quality))
    return quality * np.exp(own + catch_up * gap)
