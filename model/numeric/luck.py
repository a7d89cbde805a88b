"""All chance of a run, in named tables that depend only on (seed, replicate, stream, year).

The numbers come from Philox, a published counter-based generator: the seed gives its key, and replicate, stream
and year its counter. So the number of runs, blocks, threads or machines cannot change a number, a new stream
disturbs no other, a longer horizon keeps the early years, and baseline and policy share their luck. The offer
comes first in a table, so a further supplier adds numbers at the end and leaves the others as they were.

Moving the generator takes longer than drawing a few numbers, so a small table is drawn for a few neighbouring
replicates at once, that of choices for an alternative and many of them, when somebody asks. Runs of one replicate read
the same row.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
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
    "priorities",
    "small_priorities",
    "swing",
    "tastes",
)
LOTS = 4  # most separate contracts of one plan; part of the shape of the table of choices
NESTS = 4
DEFER = 3  # place of waiting among them
# Years in which lasting luck, swings and tastes stay: those over which orders are counted, 2025-29 and so on.
WINDOW = 5
GAP = 16  # most replicates that are drawn for nothing between two that are asked for
# Most replicates whose choices are drawn by one call; it changes no number, but more leave the cache.
STRETCH = 256
# Neighbouring replicates whose small tables are drawn by one call; part of what their luck is.
GROUP = 8
MOST_WORDS = 2**21  # of choices that are kept for whoever asks again in the same year
MOST_OFFERS = 2**20  # in a domain, so that no table of a domain is one of the next
LAST_REPLICATE = 2**40  # so that no table runs into the next year
TASTE = 9_113  # second half of the key of draws of taste, apart from all luck of runs
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

    Attributes:
        shape: lengths of (member, domain, offer). offers: number of them in each domain.
        row: which of the different replicates each run has, (run,). rows: number of these.

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
        self.offers = [offers] * domains if isinstance(offers, int) else list(offers)
        self.shape = (members, domains, max(self.offers))
        self._key = np.random.SeedSequence(seed).generate_state(2, np.uint64)
        self._bits = np.random.Philox(key=self._key)
        self._draw = np.random.Generator(self._bits)
        self._counter = np.zeros(4, dtype=np.uint64)
        self._drawn, self.row = np.unique(self.replicates, return_inverse=True)
        self.rows = len(self._drawn)
        self._stretches = _stretches(self._drawn)
        number, column = self.replicates // np.uint64(GROUP), self.replicates % np.uint64(GROUP)
        self._groups, place = np.unique(number, return_inverse=True)
        self._columns = place * GROUP + column.astype(np.intp)
        self._window: int | None = None
        # Words of the window by domain, and which alternatives of them are drawn.
        self._lasting: dict[int, tuple[np.ndarray, set[int]]] = {}
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
        """One year of a small table, (*shape, run); its first axis comes first in a stream, then neighbours."""
        table = np.empty((len(self._groups), *shape[:1], GROUP, *shape[1:]))
        for group, out in zip(self._groups, table, strict=True):
            self._move(stream, year, group)
            getattr(self._draw, draw)(out=out)
        if draw == "random":
            table[table == 0.0] = _TINY
        neighbours = np.moveaxis(table, (0, 1 + len(shape[:1])), (-2, -1))
        return neighbours.reshape(*shape, -1)[..., self._columns]

    def uniform_by_offer(self, stream: str, year: int) -> np.ndarray:
        """Uniform draws in (0, 1) for every offer, shape (domain, offer, run)."""
        return self._by_offer(_DRAWS["uniform"], stream, year)

    def normal_by_offer(self, stream: str, year: int) -> np.ndarray:
        """Standard normal draws for every offer, shape (domain, offer, run)."""
        return self._by_offer(_DRAWS["normal"], stream, year)

    def _by_offer(self, draw: str, stream: str, year: int) -> np.ndarray:
        _, domains, offers = self.shape
        table = self._year_of(draw, stream, year, (offers, domains))
        return np.ascontiguousarray(table.swapaxes(0, 1))

    def choices(self, year: int) -> ChoiceLuck:
        """The luck of the choices of one year, of which only what is asked for is drawn."""
        return ChoiceLuck(self, year)

    def fill(self, table: np.ndarray, stream: str, year: int, domain: int, alternatives: list[int]) -> None:
        """Put random 32-bit words into some alternatives of a table of one domain.

        Args:
            table: (alternative, row, number). alternatives: places in it.
        """
        numbers = table.shape[-1]
        steps = -(-numbers // 8)  # of the generator, which gives eight such numbers each
        for k in alternatives:
            for rows, first, count, places in self._stretches:
                self._move(stream, year, k + domain * MOST_OFFERS, first * steps)
                words = self._bits.random_raw(count * steps * 4).view(np.uint32)
                words = words.reshape(count, steps * 8)[:, :numbers]
                table[k, rows] = words if places is None else words[places]

    def lasting(self, year: int, domain: int, alternatives: list[int]) -> np.ndarray:
        """Random words that are the same in all years of a window, (alternative, row, member).

        Returns:
            All alternatives of the domain; those asked for are drawn, now or before.
        """
        members, _, offers = self.shape
        if self._window != year // WINDOW:
            self._window, self._lasting = year // WINDOW, {}
        if domain not in self._lasting:
            self._lasting[domain] = np.empty((NESTS + offers, self.rows, members), dtype=np.uint32), set()
        table, drawn = self._lasting[domain]
        self.fill(table, "lasting", year // WINDOW, domain, [k for k in alternatives if k not in drawn])
        drawn.update(alternatives)
        return table


def _stretches(replicates: np.ndarray) -> list[tuple[slice, int, int, np.ndarray | None]]:
    """Replicates, in order, that are worth drawing by one call, with the few between them that nobody asked for.

    Returns:
        Of each stretch: its rows, its first replicate, how many are drawn, and which of these count, None for all.
    """
    group = replicates // np.uint64(STRETCH)
    apart = np.flatnonzero((np.diff(replicates) > GAP) | (np.diff(group) > 0)) + 1
    out = []
    for mine in np.split(np.arange(len(replicates)), apart):
        rows, first = slice(int(mine[0]), int(mine[-1]) + 1), int(replicates[mine[0]])
        places = (replicates[rows] - np.uint64(first)).astype(np.intp)
        count = int(places[-1]) + 1
        out.append((rows, first, count, None if count == len(places) else places))
    return out


class DomainWords:
    """Random words of the choices in one domain and year, drawn when an alternative is first asked for.

    Args:
        luck: whose. year: calendar year. domain: its place.

    Attributes:
        words: (alternative, row, number), of alternatives the nests first, then the offers; numbers of each member and
            lot first, then the lasting one of each member. What was not asked for is undefined.
        repeats: words that say which contracts follow lasting luck, (row, member and lot).
    """

    def __init__(self, luck: Luck, year: int, domain: int):
        members, _, offers = luck.shape
        self._luck, self._year, self._domain = luck, year, domain
        self._lots = members * LOTS
        self._drawn: set[int] = set()
        self.words = np.empty((NESTS + offers, luck.rows, self._lots + members), dtype=np.uint32)

    def draw(self, alternatives: list[int]) -> None:
        """Draw those of ``alternatives`` that are missing; one that the domain does not have is 0."""
        missing = [k for k in alternatives if k not in self._drawn]
        if not missing:
            return
        self._drawn.update(missing)
        there = [k for k in missing if k < NESTS + self._luck.offers[self._domain]]
        self.words[[k for k in missing if k not in there]] = 0
        self._luck.fill(self.words[..., : self._lots], "choice", self._year, self._domain, there)
        lasting = self._luck.lasting(self._year, self._domain, there)
        self.words[there, :, self._lots :] = lasting[there]

    @cached_property
    def repeats(self) -> np.ndarray:
        table = np.empty((1, self._luck.rows, self._lots), dtype=np.uint32)
        self._luck.fill(table, "repeats", self._year, self._domain, [0])
        return table[0]


class ChoiceLuck:
    """Gumbel luck of the choices of a year, made from raw random words only where a choice is made.

    A contract has luck of its own, or the lasting luck of its buyer, the same in all contracts of `WINDOW` years. All
    of it has one distribution, so how often luck lasts changes no probability, but how much alike contracts are.

    Args:
        luck: whose. year: calendar year.
    """

    def __init__(self, luck: Luck, year: int):
        self._luck, self._year = luck, year
        self._domains: dict[int, DomainWords] = {}

    def _of_domains(self, domain: np.ndarray) -> dict[int, DomainWords]:
        """Words of the domains asked for, in order; of others they are forgotten where they take much memory."""
        several = (domain != domain[:1]).any()
        domains = np.unique(domain).tolist() if several else domain[:1].tolist()
        if sum(words.words.size for words in self._domains.values()) > MOST_WORDS:
            self._domains = {d: words for d, words in self._domains.items() if d in domains}
        for d in domains:
            if d not in self._domains:
                self._domains[d] = DomainWords(self._luck, self._year, d)
        return {d: self._domains[d] for d in domains}

    def gumbel(self, member, domain, run, case: np.ndarray, lot: np.ndarray, offers: np.ndarray, lasting=0.0):
        """Standard Gumbel luck of some decisions.

        Args:
            member, domain, run: of each case, (case,). case, lot: of each decision, (decision,).
            offers: for which to draw luck, places on the offer axis, (offer, case), the same for all of a domain, or
                (offer, 1).
            lasting: share of contracts that follow the buyer's lasting luck, 0-1, a number or (run,). Waiting has luck
                of its own in each.

        Returns:
            (nest, decision) and (offer, decision) arrays.
        """
        if not len(domain):
            return np.empty((NESTS, 0)), np.empty((len(offers), 0))
        by_domain = self._of_domains(domain)
        for d, one in by_domain.items():
            some = offers[:, 0 if offers.shape[1] == 1 else np.argmax(domain == d)]
            one.draw([*range(NESTS), *(NESTS + some).tolist()])
        table = _joined([one.words for one in by_domain.values()])
        per_domain, per_alternative, per_row = (x // table.itemsize for x in table.strides[:3])
        first = _number(by_domain, domain) * per_domain + self._luck.row.take(run) * per_row
        own = (first + member * LOTS).take(case)
        own += lot
        place = own
        if np.any(lasting):
            share = lasting.take(run.take(case)) if np.size(lasting) > 1 else lasting
            follows = self.repeat(member, domain, run, case, lot) < share
            place = np.where(follows, (first + self._luck.shape[0] * LOTS + member).take(case), own)
        flat = table.reshape(-1)
        words = np.empty((NESTS + len(offers), len(place)), dtype=np.uint32)
        for k in range(NESTS):
            np.take(flat[k * per_alternative :], own if k == DEFER else place, out=words[k], mode="clip")
        for k, offer in enumerate((NESTS + offers) * per_alternative, NESTS):
            if len(offer) == 1:
                np.take(flat[offer[0] :], place, out=words[k], mode="clip")
            else:
                np.take(flat, offer.take(case) + place, out=words[k], mode="clip")
        luck = _gumbel(words, self._luck.number_type)
        return luck[:NESTS], luck[NESTS:]

    def repeat(self, member, domain, run, case: np.ndarray, lot: np.ndarray) -> np.ndarray:
        """Uniform numbers in (0, 1): a decision follows lasting luck where its number is below the share that does.

        Args:
            member, domain, run, case, lot: as in `gumbel`.
        """
        by_domain = self._of_domains(domain)
        table = _joined([words.repeats for words in by_domain.values()])
        rows = _number(by_domain, domain) * self._luck.rows + self._luck.row.take(run)
        place = (rows * table.shape[-1] + member * LOTS).take(case)
        place += lot
        return (table.reshape(-1).take(place) + 0.5) * _WORD


def _number(by_domain: dict[int, DomainWords], domain: np.ndarray) -> np.ndarray | int:
    """Place of the domain of each case among those asked for, (case,)."""
    return np.searchsorted(list(by_domain), domain) if len(by_domain) > 1 else 0


def _joined(tables: list[np.ndarray]) -> np.ndarray:
    """Tables of the domains asked for as one, (domain, ...)."""
    return tables[0][None] if len(tables) == 1 else np.stack(tables)


def _gumbel(words: np.ndarray, number_type: type) -> np.ndarray:
    """Standard Gumbel numbers of random words."""
    luck = np.add(words, 0.5, dtype=number_type, casting="unsafe")
    luck *= _WORD
    if number_type != np.float64:  # the largest words round to 1, whose luck would be infinite
        np.minimum(luck, 1.0 - np.finfo(number_type).epsneg, out=luck)
    for _ in range(2):
        np.log(luck, out=luck)
        np.negative(luck, out=luck)
    return luck


def luck_of_taste(
    draw: np.ndarray, members: int, domains: int, blocs: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Numbers behind draws of taste, which hang on nothing but the draw and on places in the tables.

    Args:
        draw: any number, (run,).

    Returns:
        Standard normal and uniform numbers in (0, 1), each (bloc, member, 1 + domain, run): those of the state first;
        and standard normal numbers for home shares, (member, run).
    """
    shape = members, 1 + domains, blocs
    normal, uniform = (np.empty((*shape, len(draw))) for _ in range(2))
    home = np.empty((members, len(draw)))
    for run, number in enumerate(np.asarray(draw, dtype=np.float64)):
        key = np.array([number.view(np.uint64), TASTE], np.uint64)
        chance = np.random.Generator(np.random.Philox(key=key))
        normal[..., run] = chance.standard_normal(shape)
        uniform[..., run] = 1.0 - chance.random(shape)
        home[:, run] = chance.standard_normal(members)
    return np.moveaxis(normal, 2, 0), np.moveaxis(uniform, 2, 0), home
