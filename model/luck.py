"""All chance of a run, in named tables that depend only on (seed, replicate, stream, year).

The numbers come from Philox, a published counter-based generator: the seed gives its key, and replicate, stream
and year its counter. So the number of runs, blocks, threads or machines cannot change a number, a new stream
disturbs no other, a longer horizon keeps the early years, and baseline and policy share their luck. The offer
comes first in a table, so a further supplier adds numbers at the end and leaves the others as they were.
Small tables are drawn for `SPAN` years at once, because moving the generator takes longer than drawing a few numbers.
"""

from __future__ import annotations

import numpy as np

STREAMS = (
    "choice", "threat", "regime", "commitment", "restriction", "progress", "cancel", "sites", "politics",
    "votes", "entry", "exit", "passport_votes",
)  # fmt: skip
LOTS = 4  # most separate contracts of one plan; part of the shape of the table of choices
NESTS = 4
FIRST_YEAR, SPAN = 1994, 16  # small tables cover 1994 to 2009, 2010 to 2025 and so on
_DRAWS = {"uniform": "random", "normal": "standard_normal"}  # names in NumPy
_WORD = 2.0**-32  # a 32-bit word plus a half, times this, is uniform in (0, 1)
_TINY = 2.0**-54  # in place of a uniform of exactly 0


class Luck:
    """Draws for a block of runs.

    Args:
        seed: non-negative integer.
        replicates: replicate number of each run, shape (run,); equal numbers share all luck.
        members, domains, offers: lengths of the axes. kind: type of number of the luck of choices.
    """

    def __init__(self, seed: int, replicates: np.ndarray, members: int, domains: int, offers: int, kind=np.float64):
        self.kind = kind
        self.replicates = np.asarray(replicates, dtype=np.uint64)
        self.shape = (members, domains, offers)
        self._key = np.random.SeedSequence(seed).generate_state(2, np.uint64)
        self._bits = np.random.Philox(key=self._key)
        self._draw = np.random.Generator(self._bits)
        self._counter = np.zeros(4, dtype=np.uint64)
        self._held: dict[tuple, tuple[int, np.ndarray]] = {}
        self._place = {
            "bit_generator": "Philox",
            "state": {"counter": self._counter, "key": self._key},
            "buffer": np.zeros(4, dtype=np.uint64),
            "buffer_pos": 4,
            "has_uint32": 0,
            "uinteger": 0,
        }

    def _at(self, replicate: int, stream: str, when: int) -> np.random.Generator:
        """The generator, moved to the beginning of a table; ``when`` is a year, or the number of a span of years."""
        self._counter[:] = (0, when, STREAMS.index(stream), replicate)
        self._bits.state = self._place
        return self._draw

    def uniform(self, stream: str, year: int, shape: tuple[int, ...] = ()) -> np.ndarray:
        """Uniform draws in (0, 1), shape (*shape, run)."""
        return self._year_of(_DRAWS["uniform"], stream, year, shape)

    def normal(self, stream: str, year: int, shape: tuple[int, ...] = ()) -> np.ndarray:
        """Standard normal draws, shape (*shape, run)."""
        return self._year_of(_DRAWS["normal"], stream, year, shape)

    def _year_of(self, draw: str, stream: str, year: int, shape: tuple[int, ...]) -> np.ndarray:
        """One year of a small table, which is (first axis, year, other axes) for each run."""
        table = self._table(draw, stream, year, shape)
        return np.ascontiguousarray(np.moveaxis(table, 0, -1))

    def _table(self, draw: str, stream: str, year: int, shape: tuple[int, ...]) -> np.ndarray:
        """The same as (run, *shape), a view."""
        span, place = divmod(year - FIRST_YEAR, SPAN)
        key = (stream, draw, shape)
        if self._held.get(key, (None,))[0] != span:
            table = np.empty((len(self.replicates), *shape[:1], SPAN, *shape[1:]))
            for row, replicate in zip(table, self.replicates, strict=True):
                getattr(self._at(replicate, stream, span), draw)(out=row)
            if draw == "random":
                table[table == 0.0] = _TINY
            self._held[key] = span, table
        table = self._held[key][1]
        return table[:, :, place] if shape else table[:, place]

    def by_offer(self, kind: str, stream: str, year: int) -> np.ndarray:
        """Draws of ``kind`` ("uniform" or "normal") for every offer, shape (domain, offer, run)."""
        _, domains, offers = self.shape
        table = self._table(_DRAWS[kind], stream, year, (offers, domains))
        return np.ascontiguousarray(table.transpose(2, 1, 0))

    def choices(self, year: int) -> ChoiceLuck:
        """The table of choices of one year: one number an alternative, member, domain and lot."""
        members, domains, offers = self.shape
        shape = (NESTS + offers, members, domains, LOTS)
        words = (int(np.prod(shape)) + 1) // 2  # two numbers of 32 bits in a word of 64
        table = np.empty((len(self.replicates), words), dtype=np.uint64)
        for row, replicate in zip(table, self.replicates, strict=True):
            self._at(replicate, "choice", year)
            row[...] = self._bits.random_raw(words)
        return ChoiceLuck(table.view(np.uint32), shape, self.kind)


class ChoiceLuck:
    """Gumbel luck of choices, made from raw random words only where a choice is made.

    Args:
        words: random 32-bit words, (run, number of words). The words of a run are laid out as ``shape``:
            (alternative, member, domain, lot), the nests first, then the offers.
    """

    def __init__(self, words: np.ndarray, shape: tuple[int, int, int, int], kind=np.float64):
        self._kind = kind
        self._flat = words.reshape(-1)
        self._per_run = words.shape[1]
        self._alternatives, members, self._domains, _ = shape
        self._per_alternative = members * self._domains * LOTS

    def gumbel(self, member, domain, run, case: np.ndarray, lot: np.ndarray, offers: np.ndarray):
        """Standard Gumbel luck of some decisions.

        Args:
            member, domain, run: of each case, (case,). case, lot: of each decision, (decision,).
            offers: for which to draw luck, places on the offer axis, (offer, case) or (offer, 1).

        Returns:
            (nest, decision) and (offer, decision) arrays.
        """
        place = (run * self._per_run + (member * self._domains + domain) * LOTS).take(case)
        place += lot
        words = np.empty((NESTS + len(offers), len(place)), dtype=np.uint32)
        for k in range(NESTS):
            np.take(self._flat[k * self._per_alternative :], place, out=words[k], mode="clip")
        for k, offer in enumerate((NESTS + offers) * self._per_alternative, NESTS):
            if len(offer) == 1:
                np.take(self._flat[offer[0] :], place, out=words[k], mode="clip")
            else:
                np.take(self._flat, offer.take(case) + place, out=words[k], mode="clip")
        luck = np.add(words, 0.5, dtype=self._kind, casting="unsafe")
        luck *= _WORD
        if self._kind != np.float64:  # the largest words round to 1, whose luck would be infinite
            np.minimum(luck, 1.0 - np.finfo(self._kind).epsneg, out=luck)
        for _ in range(2):
            np.log(luck, out=luck)
            np.negative(luck, out=luck)
        return luck[:NESTS], luck[NESTS:]
