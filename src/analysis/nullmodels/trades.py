"""Trades between rows (the curveball family), for many small tables at once or one wide table.

In a round of trades the rows are paired at random; each pair puts the columns that only one of
the two has into a pool and deals them out again at random, to each row as many as it brought.
Every round keeps the uniform distribution over all matrices with the margins, and rounds reach
all of them.

Columns with one link can go to any row without touching the rest. The walk therefore only counts
those of each row ("loose" columns): the same chain, with less to do.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from analysis.nullmodels.margins import Incidence, Ints, margins

# Pairs × columns of a wide table that are looked up rather than sorted: 64 MB.
LOOKUP = 16_000_000

Bools = NDArray[np.bool_]
Floats32 = NDArray[np.float32]
Words = NDArray[Any]
# Free rows by columns with several links; the loose columns of each row.
Core = tuple[Incidence, Ints]


def _trade_all(cube: Bools, loose: Floats32, totals: Floats32, rng: np.random.Generator) -> None:
    """One round in place, for all chains; cube: columns × rows × chains, loose: rows × chains.

    A column of the pool goes to the first row with the probability wanted / left (selection
    sampling, which gives every deal the same chance). Pools are small: each column visits the
    pairs and chains that have it in theirs, and no others.
    """
    columns, rows, chains = cube.shape
    order, half = rng.permutation(rows), rows // 2
    one, other = order[:half], order[half : 2 * half]
    pool = cube[:, one]
    both = cube[:, other]
    pool, both = pool ^ both, pool & both
    # What a row does not hold with the other one, it has put into the pool, loose columns too.
    kept = np.add.reduce(both.view(np.uint8), axis=0, dtype=np.min_scalar_type(columns))
    wanted = totals[one, None] - kept
    left = totals[other, None] - kept
    left += wanted
    given = both.copy()
    counts = left.reshape(-1), wanted.reshape(-1)
    shape = columns, half * chains
    for pooled, dealt in zip(pool.reshape(shape), given.reshape(shape), strict=True):
        _deal(pooled, dealt, counts, rng)
    cube[:, one] = given
    given ^= both
    pool ^= given
    pool |= both
    cube[:, other] = pool
    left -= wanted
    loose[one], loose[other] = wanted, left


def _deal(
    pooled: Bools, dealt: Bools, counts: tuple[Floats32, Floats32], rng: np.random.Generator
) -> None:
    """Deal out one column where it is in the pool; of what is left, less is wanted afterwards."""
    left, wanted = counts
    (cells,) = pooled.nonzero()
    chance = rng.random(len(cells), dtype=np.float32)
    remaining, want = left[cells], wanted[cells]
    chance *= remaining
    take = chance < want
    dealt[cells] = take
    remaining -= 1
    want -= take
    left[cells] = remaining
    wanted[cells] = want


def walk_cube(
    core: Core, chains: int, rounds: Iterable[int], rng: np.random.Generator
) -> Iterator[tuple[Bools, Floats32]]:
    """Walk many chains side by side; give their states after each number of rounds.

    All chains trade between the same rows at the same time, with their own deals: from the
    stationary distribution on they are independent.
    """
    block, start = core
    cells = block.toarray().astype(bool).T[:, :, None]
    cube = np.repeat(cells, chains, axis=2)
    loose = np.repeat(start.astype(np.float32)[:, None], chains, axis=1)
    totals = (margins(block)[0] + start).astype(np.float32)
    for count in rounds:
        for _ in range(count):
            _trade_all(cube, loose, totals, rng)
        yield cube, loose


def _find_common(keys: Ints, lookup: NDArray[np.int32]) -> Ints:
    """Give the positions of all keys that occur twice (none does more often)."""
    numbers = np.arange(len(keys), dtype=np.int64)
    if len(lookup):
        # Of two equal keys the later one stays in the lookup, and the earlier one finds it there.
        lookup[keys] = numbers
        met = lookup.take(keys)
        (missed,) = (met != numbers).nonzero()
        return np.concatenate([missed, met.take(missed)])
    order: Ints = np.argsort(keys)
    (twice,) = (np.diff(keys[order]) == 0).nonzero()
    return np.asarray(order[np.concatenate([twice, twice + 1])])


def _choose(pair: Ints, common: Ints, sizes: Ints, dealt: Ints, rng: np.random.Generator) -> Bools:
    """Choose at random, of the links of each pair that are not common, as many as are dealt.

    Each link draws a number; those of a pair below its threshold are chosen. Should two numbers
    at a threshold be equal, all are drawn again: no choice is favoured.
    """
    bits = len(dealt).bit_length()
    # Short numbers sort faster; where they would often be equal, long ones are drawn.
    word: Any = np.uint32 if len(pair) >> (28 - min(bits, 28)) == 0 else np.uint64
    size = word().itemsize
    most = (1 << (8 * size - bits)) - 1
    lowest = np.arange(len(dealt), dtype=word) << word(8 * size - bits)
    last = (np.cumsum(sizes) - sizes + dealt - 1)[dealt > 0]
    while True:
        raw: Any = rng.bit_generator.random_raw(-(-len(pair) * size // 8))
        drawn: Words = np.asarray(raw).view(word)[: len(pair)]
        drawn &= word(most)
        drawn[common] = most
        drawn |= lowest.take(pair)
        ordered = np.append(np.sort(drawn), np.iinfo(word).max)
        # The threshold is the first number of the pair, or of the next, that is not chosen.
        if (ordered[last] < ordered[last + 1]).all():
            break
    thresholds = lowest
    thresholds[dealt > 0] = ordered[last + 1]
    return np.asarray(drawn < thresholds.take(pair))


class _Links(NamedTuple):
    """A wide table link by link, ordered by column; the owners and the loose counts change."""

    owners: Ints
    columns: Ints
    loose: Ints
    # Degrees of the rows, loose columns included.
    totals: Ints


def _count_dealt(links: _Links, held: Ints, order: Ints, rng: np.random.Generator) -> Ints:
    """Draw how many columns of its pool the first row of each pair gets; update the loose ones.

    An odd row sits out: it makes a pair of its own, in which everything is dealt to it.
    """
    half = len(order) // 2
    one, other = order[: 2 * half : 2], order[1 : 2 * half : 2]
    several = links.totals - links.loose
    pool = several - np.bincount(held, minlength=len(order))
    wanted, more = pool[one] + links.loose[one], links.loose[one] + links.loose[other]
    dealt = rng.hypergeometric(pool[one] + pool[other], more, wanted)
    links.loose[one] = wanted - dealt
    links.loose[other] = more - links.loose[one]
    return np.append(dealt, several[order[2 * half :]])


def _trade_links(
    links: _Links, width: int, lookup: NDArray[np.int32], rng: np.random.Generator
) -> None:
    """One round in place, all pairs at once: columns keep their links, links change owners."""
    owners, rows = links.owners, len(links.totals)
    order = rng.permutation(rows)
    place = np.empty(rows, np.int64)
    place[order] = np.arange(rows) // 2
    pair = place.take(owners)
    keys = pair * width
    keys += links.columns
    common = _find_common(keys, lookup)
    held = owners.take(common)
    sizes = np.bincount(place, links.totals - links.loose).astype(np.int64)
    first = _choose(pair, common, sizes, _count_dealt(links, held, order, rng), rng)
    pair *= 2
    pair += ~first
    np.take(order, pair, out=owners, mode="clip")
    owners[common] = held


def walk_links(
    core: Core, rounds: Iterable[int], rng: np.random.Generator
) -> Iterator[tuple[Incidence, Ints]]:
    """Walk one chain of a wide table; give its state after each number of rounds."""
    (rows, width), start = core[0].shape, core[1]
    by_column = sparse.csc_array(core[0])
    by_column.sort_indices()
    columns = np.repeat(np.arange(width), np.diff(by_column.indptr))
    totals = margins(core[0])[0] + start
    links = _Links(by_column.indices.astype(np.int64), columns, start.copy(), totals)
    cells = (rows + 1) // 2 * width
    lookup = np.empty(cells if cells <= LOOKUP else 0, np.int32)
    for count in rounds:
        for _ in range(count):
            _trade_links(links, width, lookup, rng)
        ends = np.concatenate([[0], np.cumsum(totals - links.loose)])
        # Stable: the columns of a row stay sorted.
        order = np.argsort(links.owners.astype(np.min_scalar_type(rows)), kind="stable")
        ones = np.ones(len(order), np.int64)
        state = sparse.csr_array((ones, columns[order], ends), (rows, width))
        yield state, links.loose.copy()
