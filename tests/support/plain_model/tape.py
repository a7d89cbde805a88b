"""All chance of one run, read as plain numbers from the same tape as the model's (ODD 12)."""

from __future__ import annotations

import numpy as np


class Tape:
    """The luck of a run.

    Args:
        luck: `model.numeric.luck.Luck` of one run.
    """

    def __init__(self, luck):
        self._luck = luck

    def uniform(self, stream, year):
        """One uniform number."""
        return float(self._luck.uniform(stream, year)[0])

    def normal(self, stream, year):
        """One standard normal number."""
        return float(self._luck.normal(stream, year)[0])

    def normals(self, stream, year, count):
        """Standard normal numbers, one for each state or domain."""
        return [float(x) for x in self._luck.normal(stream, year, (count,))[:, 0]]

    def uniforms(self, stream, year, rows, columns):
        """Uniform numbers, [row][column]."""
        return [[float(x) for x in row] for row in self._luck.uniform(stream, year, (rows, columns))[..., 0]]

    def uniform_by_offer(self, stream, year):
        """Uniform numbers, [domain][offer]."""
        return [[float(x) for x in row] for row in self._luck.uniform_by_offer(stream, year)[..., 0]]

    def normal_by_offer(self, stream, year):
        """Standard normal numbers, [domain][offer]."""
        return [[float(x) for x in row] for row in self._luck.normal_by_offer(stream, year)[..., 0]]

    def choices(self, year):
        """Luck of the choices of a year: a function of member, domain, lot and number of offers.

        It gives own luck, lasting luck, and the uniform number that says which of them counts; luck is Gumbel numbers
        of the three nests and of waiting, then of each offer.
        """
        table = self._luck.choices(year)

        def lot_luck(i, d, lot, offers):
            decision = [np.array([x]) for x in (i, d, 0, 0, lot)]
            drawn = []
            for share in (0.0, 1.0):
                nests, inside = table.gumbel(*decision, np.arange(offers)[:, None], share)
                drawn.append(([float(x) for x in nests[:, 0]], [float(x) for x in inside[:, 0]]))
            return *drawn, float(table.repeat(*decision)[0])

        return lot_luck
