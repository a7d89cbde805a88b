"""All chance of a run, in named tables that depend only on (seed, replicate, stream, year).

The numbers come from Philox, a published counter-based generator: the seed gives its key, and replicate, stream
and year its counter. So the number of runs, blocks, threads or machines cannot change a number, a new stream
disturbs no other, a longer horizon keeps the early years, and baseline and policy share their luck. The offer
comes first in a table, so a further supplier adds numbers at the end and leaves the others as they were.

Moving the generator takes longer than drawing a few numbers, so the large table of choices is drawn for an alternative
and many neighbouring replicates at once. Runs of one replicate read the same row.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from model.errors import InputError

STREAMS = (
    "choice",
    "threat",
    "regime",
    "commitment",
    "restriction",
    "progress",
    "cancel",
    "sites",
    "politics",
    "votes",
    "entry",
    "exit",
    "passport_votes",
    "trust",
    "births",
    "lasting",
    "repeats",
    "signing",
)
LOTS = 4  # most separate contracts of one plan; part of the shape of the table of choices
NESTS = 4
DEFER = 3  # place of waiting among them
WINDOW = 5  # years in which lasting luck is the same: those over which orders are counted, 2025-29 and so on
GAP = 16  # most replicates that are drawn for nothing between two that are asked for
STRETCH = (
    256  # most replicates whose choices are drawn by one call; it changes no number, but more leave the cache
)
MOST_OFFERS = 2**20  # in a domain, so that no table of a domain is one of the next
LAST_REPLICATE = 2**40  # so that no table runs into the next year
_DRAWS = {"uniform": "random", "normal": "standard_normal"}  # names in NumPy
_WORD = 2.0**-32  # a 32-bit word plus a half, times this, is uniform in (0, 1)
_TINY = 2.0**-54  # in place of a uniform of exactly 0


class Luck:
    """Draws for a block of runs.

    Args:
        seed: non-negative integer.
        replicates: replicate number of each run, 0 to `LAST_REPLICATE`, shape (run,); equal numbers share all luck.
        members, domains: lengths of the axes. offers: number of offers, in each domain or in all domains alike.
        number_type: of the luck of choices.

    Raises:
        InputError: a replicate is out of range.
    """

    def __init__(
        self,
        seed: int,
        replicates: np.ndarray,
        members: int,
        domains: int,
        offers: int | Sequence[int],
        number_type: type = np.float64,
    ):
        self.number_type = number_type
        for replicate in (np.min(replicates), np.max(replicates)):
            if not 0 <= replicate <= LAST_REPLICATE:
                raise InputError(
                    f"call: replicate: {replicate} is outside 0 to {LAST_REPLICATE}; write a value within"
                )
        self.replicates = np.asarray(replicates, dtype=np.uint64)
        self._offers = [offers] * domains if isinstance(offers, int) else list(offers)
        self.shape = (members, domains, max(self._offers))
        self._key = np.random.SeedSequence(seed).generate_state(2, np.uint64)
        self._bits = np.random.Philox(key=self._key)
        self._draw = np.random.Generator(self._bits)
        self._counter = np.zeros(4, dtype=np.uint64)
        self._drawn, self._row = np.unique(self.replicates, return_inverse=True)
        self._lasting: tuple[int, np.ndarray] | None = None  # the window, and its words
        self._place: Any = {
            "bit_generator": "Philox",
            "state": {"counter": self._counter, "key": self._key},
            "buffer": np.zeros(4, dtype=np.uint64),
            "buffer_pos": 4,
            "has_uint32": 0,
            "uinteger": 0,
        }

    def _move(self, stream: str, year: int, table: int, position: int = 0) -> None:
        """Move the generator.

        Args:
            year: calendar year. table: one of the stream's tables of that year.
            position: in the table, counted in four words of 64 bits.
        """
        self._counter[:] = (position, year, STREAMS.index(stream), table)
        self._bits.state = self._place

    def uniform(self, stream: str, year: int, shape: tuple[int, ...] = ()) -> np.ndarray:
        """Uniform draws in (0, 1), shape (*shape, run)."""
        return self._year_of(_DRAWS["uniform"], stream, year, shape)

    def normal(self, stream: str, year: int, shape: tuple[int, ...] = ()) -> np.ndarray:
        """Standard normal draws, shape (*shape, run)."""
        return self._year_of(_DRAWS["normal"], stream, year, shape)

    def _year_of(self, draw: str, stream: str, year: int, shape: tuple[int, ...]) -> np.ndarray:
        """One year of a small table."""
        return np.ascontiguousarray(np.moveaxis(self._table(draw, stream, year, shape), 0, -1))

    def _table(self, draw: str, stream: str, year: int, shape: tuple[int, ...]) -> np.ndarray:
        """The same as (run, *shape)."""
        table = np.empty((len(self._drawn), *shape))
        for row, replicate in enumerate(self._drawn):
            self._move(stream, year, replicate)
            table[row] = getattr(self._draw, draw)(shape)
        if draw == "random":
            table[table == 0.0] = _TINY
        return table[self._row]

    def uniform_by_offer(self, stream: str, year: int) -> np.ndarray:
        """Uniform draws in (0, 1) for every offer, shape (domain, offer, run)."""
        return self._by_offer(_DRAWS["uniform"], stream, year)

    def normal_by_offer(self, stream: str, year: int) -> np.ndarray:
        """Standard normal draws for every offer, shape (domain, offer, run)."""
        return self._by_offer(_DRAWS["normal"], stream, year)

    def _by_offer(self, draw: str, stream: str, year: int) -> np.ndarray:
        _, domains, offers = self.shape
        return np.ascontiguousarray(self._table(draw, stream, year, (offers, domains)).transpose(2, 1, 0))

    def choices(self, year: int) -> ChoiceLuck:
        """The tables of choices of one year: one number an alternative, member, domain and lot.

        Where a domain has no such alternative nothing is drawn, and the 0 that stands there must not reach a result.
        """
        members, _, offers = self.shape
        widths, lots = [NESTS + width for width in self._offers], members * LOTS
        table = self._room(NESTS + offers, lots + members)
        self._fill(table[..., :lots], "choice", year, widths)
        window = year // WINDOW
        if self._lasting is None or self._lasting[0] != window:
            self._lasting = window, self._room(NESTS + offers, members)
            self._fill(self._lasting[1], "lasting", window, widths)
        table[..., lots:] = self._lasting[1]
        repeats = self._room(1, lots)
        self._fill(repeats, "repeats", year, [1] * len(widths))
        return ChoiceLuck(table, repeats, self._row, self.number_type)

    def _room(self, alternatives: int, numbers: int) -> np.ndarray:
        return np.zeros((self.shape[1], alternatives, len(self._drawn), numbers), dtype=np.uint32)

    def _fill(self, table: np.ndarray, stream: str, year: int, widths: Sequence[int]) -> None:
        """Put random words into a table (domain, alternative, row, number); ``widths``: alternatives of each domain."""
        numbers = table.shape[-1]  # of 32 bits
        steps = -(-numbers // 8)  # of the generator, which gives eight such numbers each
        drawn = self._drawn
        stretches = [(rows, int(drawn[rows.start]), int(drawn[rows.stop - 1])) for rows in _stretches(drawn)]
        for domain, width in enumerate(widths):
            for alternative in range(width):
                for rows, first, last in stretches:
                    self._move(stream, year, alternative + domain * MOST_OFFERS, first * steps)
                    words = self._bits.random_raw((last + 1 - first) * steps * 4).view(np.uint32)
                    rows_of_words = words.reshape(-1, steps * 8)[:, :numbers]
                    if len(rows_of_words) > rows.stop - rows.start:
                        rows_of_words = rows_of_words[(drawn[rows] - np.uint64(first)).astype(np.intp)]
                    table[domain, alternative, rows] = rows_of_words


def _stretches(replicates: np.ndarray) -> list[slice]:
    """Replicates, in order, that are worth drawing by one call, with the few between them that nobody asked for."""
    group = replicates // np.uint64(STRETCH)
    apart = np.flatnonzero((np.diff(replicates) > GAP) | (np.diff(group) > 0)) + 1
    ends = [0, *apart.tolist(), len(replicates)]
    return [slice(start, stop) for start, stop in zip(ends, ends[1:], strict=False)]


class ChoiceLuck:
    """Gumbel luck of choices, made from raw random words only where a choice is made.

    A contract has luck of its own, or the lasting luck of its buyer, the same in all contracts of `WINDOW` years. All
    of it has one distribution, so how often luck lasts changes no probability, but how much alike contracts are.

    Args:
        table: random 32-bit words, (domain, alternative, row, number), of alternatives the nests first, then the
            offers; numbers of each member and lot first, then the lasting one of each member.
        repeats: words that say which contracts follow lasting luck, (domain, 1, row, member and lot).
        row: of each run, (run,).
    """

    def __init__(
        self, table: np.ndarray, repeats: np.ndarray, row: np.ndarray, number_type: type = np.float64
    ):
        self._number_type, self._row = number_type, row
        self._flat, self._repeats = table.reshape(-1), repeats.reshape(-1)
        self._per_domain, self._per_alternative, self._per_row = (
            x // table.itemsize for x in table.strides[:3]
        )
        self._domains, self._lots = len(repeats), repeats.shape[-1]

    def gumbel(self, member, domain, run, case: np.ndarray, lot: np.ndarray, offers: np.ndarray, lasting=0.0):
        """Standard Gumbel luck of some decisions.

        Args:
            member, domain, run: of each case, (case,). case, lot: of each decision, (decision,).
            offers: for which to draw luck, places on the offer axis, (offer, case) or (offer, 1).
            lasting: share of contracts that follow the buyer's lasting luck, 0-1, a number or (run,). Waiting has luck
                of its own in each.

        Returns:
            (nest, decision) and (offer, decision) arrays.
        """
        first = domain * self._per_domain + self._row.take(run) * self._per_row
        own = (first + member * LOTS).take(case)
        own += lot
        place = own
        if np.any(lasting):
            share = lasting.take(run.take(case)) if np.size(lasting) > 1 else lasting
            follows = self.repeat(member, domain, run, case, lot) < share
            place = np.where(follows, (first + self._lots + member).take(case), own)
        words = np.empty((NESTS + len(offers), len(place)), dtype=np.uint32)
        for k in range(NESTS):
            from_here = own if k == DEFER else place
            np.take(self._flat[k * self._per_alternative :], from_here, out=words[k], mode="clip")
        for k, offer in enumerate((NESTS + offers) * self._per_alternative, NESTS):
            if len(offer) == 1:
                np.take(self._flat[offer[0] :], place, out=words[k], mode="clip")
            else:
                np.take(self._flat, offer.take(case) + place, out=words[k], mode="clip")
        luck = np.add(words, 0.5, dtype=self._number_type, casting="unsafe")
        luck *= _WORD
        if self._number_type != np.float64:  # the largest words round to 1, whose luck would be infinite
            np.minimum(luck, 1.0 - np.finfo(self._number_type).epsneg, out=luck)
        for _ in range(2):
            np.log(luck, out=luck)
            np.negative(luck, out=luck)
        return luck[:NESTS], luck[NESTS:]

    def repeat(self, member, domain, run, case: np.ndarray, lot: np.ndarray) -> np.ndarray:
        """Uniform numbers in (0, 1): a decision follows lasting luck where its number is below the share that does.

        Args:
            member, domain, run, case, lot: as in `gumbel`.
        """
        rows = len(self._repeats) // self._domains
        place = (domain * rows + self._row.take(run) * self._lots + member * LOTS).take(case)
        place += lot
        return (self._repeats.take(place) + 0.5) * _WORD
