"""Common standards (ODD E4, Further levers)."""

from __future__ import annotations

from support.plain_model.lever import Lever


class Standards(Lever):
    """Changing system costs less, whoever the supplier."""

    def act(self, state, known, terms, year):
        """EU states, and all offers."""
        cut = known.strength("standards", year) * known.p.standards_cut
        for i, d in known.cells():
            for k in range(known.K[d]):
                terms.switching[i][d][k] += cut * known.eu_member[i]
