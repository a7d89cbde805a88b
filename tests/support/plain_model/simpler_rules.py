"""Simplification and the AI Act rework (ODD E13, E15, Further levers)."""

from __future__ import annotations

from support.plain_model.lever import Lever


class Simplification(Lever):
    """Shorter development and a lighter burden on small firms."""

    def act(self, state, known, terms, year):
        """All domains alike."""
        s = known.strength("simplification", year)
        for d in range(known.D):
            terms.development[d] += s * known.p.simplification_time
        terms.relief += s * known.p.simplification_burden


class AiActRework(Lever):
    """Shorter development in dual-use software, AI and uncrewed systems."""

    def act(self, state, known, terms, year):
        """Domains inside its scope only."""
        for d in range(known.D):
            saved = known.strength("ai_act_rework", year) * known.p.ai_act_rework_time
            terms.development[d] += saved * known.scope["ai_act"][d]
