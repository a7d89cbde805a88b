"""Aid to Ukraine from stock (ODD E9, Further levers)."""

from __future__ import annotations

from support.plain_model.lever import Lever


class UkraineAid(Lever):
    """A share of what all others have in service goes to Ukraine."""

    def act(self, state, known, terms, year):
        """Munitions and land systems, whoever made them."""
        given = known.strength("ukraine_aid", year) * known.p.ukraine_aid_share
        for i, d in known.cells():
            if i == known.ukraine or not known.scope["ukraine_aid"][d]:
                continue
            for k, units in enumerate(state.stock[i][d]):
                terms.stock[i][d][k] -= given * units
                terms.stock[known.ukraine][d][k] += given * units
