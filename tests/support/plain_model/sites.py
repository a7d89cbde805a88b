"""Regional production (ODD E8, E20, Further levers)."""

from __future__ import annotations

from support.plain_model.lever import Lever


class RegionalProduction(Lever):
    """More sites for European makers of series products."""

    def act(self, state, known, terms, year):
        """They are there at once."""
        more = known.strength("regional_production", year) * known.p.regional_production_sites
        for d, k in known.offers():
            if known.european(d, k):
                terms.sites[d][k] += more * known.scope["regional_production"][d]
