"""Simplification and the AI Act rework (ODD E13, E15, Further levers)."""

from __future__ import annotations


class Simplification:
    """Shorter development and a lighter burden on small firms."""

    def __init__(self, known):
        pass

    def act(self, state, known, terms, year):
        """All domains alike."""
        s = known.strength("simplification", year)
        for d in range(known.D):
            terms.development[d] += s * known.p.simplification_time
        terms.relief += s * known.p.simplification_burden


class AiActRework:
    """Shorter development in dual-use software, AI and uncrewed systems."""

    def __init__(self, known):
        pass

    def act(self, state, known, terms, year):
        """Domains inside its scope only."""
        for d in range(known.D):
            saved = known.strength("ai_act_rework", year) * known.p.ai_act_rework_time
            terms.development[d] += saved * known.scope["ai_act"][d]
