"""All chance of one run, read as plain numbers from the same tape as the model's (ODD 12)."""

from __future__ import annotations

import functools

import numpy as np

from support.plain_model.score import MOST_LOTS

TASTE = 9_113  # second half of the key of draws of taste


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

    def normal_table(self, stream, year, rows, columns):
        """Standard normal numbers, [row][column]."""
        return [[float(x) for x in row] for row in self._luck.normal(stream, year, (rows, columns))[..., 0]]

    def normal_cube(self, stream, year, *lengths):
        """Standard normal numbers, as nested lists of these lengths."""
        return self._luck.normal(stream, year, lengths)[..., 0].tolist()

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

        @functools.cache
        def all_lots(i, d, offers):
            case, lots = [np.array([x]) for x in (i, d, 0)], np.arange(MOST_LOTS)
            whose = (*case, np.zeros(MOST_LOTS, dtype=int), lots)
            drawn = [table.gumbel(*whose, np.arange(offers)[:, None], share) for share in (0.0, 1.0)]
            return [
                (*((nests[:, lot].tolist(), inside[:, lot].tolist()) for nests, inside in drawn), u)
                for lot, u in zip(lots, table.repeat(*whose).tolist(), strict=True)
            ]

        return lambda i, d, lot, offers: all_lots(i, d, offers)[lot]


def luck_of_taste(number, members, domains):
    """Of a draw of taste, None for 0.

    Returns:
        Normal and uniform numbers, (bloc) pairs [member][0 for the state, 1 + domain]; normal ones of home [member].
    """
    if number == 0.0:
        return None
    key = np.array([np.float64(number).view(np.uint64), TASTE], np.uint64)
    chance, shape = np.random.Generator(np.random.Philox(key=key)), (members, 1 + domains, 3)
    normal = chance.standard_normal(shape)
    pairs = np.stack([normal, 1.0 - chance.random(shape)], axis=-1).tolist()
    return pairs, chance.standard_normal(members).tolist()
