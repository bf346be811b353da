"""Two-mode tables with the margins of an observed one, sampled by trades of entries."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

Incidence = sparse.csr_array[Any, tuple[int, int]]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def read_matrix(matrix: Any) -> Incidence:
    """Check that a dense or sparse matrix is binary and give it as sparse rows, sorted."""
    table: Any = matrix if sparse.issparse(matrix) else np.asarray(matrix)
    if table.ndim != 2 or 0 in table.shape:
        raise ValueError(
            f"the matrix has the shape {table.shape}: two dimensions are needed, none of them empty"
        )
    if table.dtype.kind not in "buif":
        raise ValueError(f"the matrix holds {table.dtype}: 0 and 1 (or False and True) are needed")
    rows: Incidence = sparse.csr_array(table, copy=True)
    rows.sum_duplicates()
    wrong = rows.data[(rows.data != 0) & (rows.data != 1)]
    if wrong.size:
        raise ValueError(f"the matrix is not binary: it holds {wrong[0]}; 0 and 1 are allowed")
    rows.eliminate_zeros()
    return rows.astype(np.int64)


def check_draws(draws: int) -> None:
    """Refuse a number of draws below 1."""
    if draws < 1:
        raise ValueError(f"draws={draws}: at least 1 is needed")


def margins(matrix: Incidence) -> tuple[Ints, Ints]:
    """Give the degrees of the rows and of the columns."""
    return np.diff(matrix.indptr).astype(np.int64), np.bincount(
        matrix.indices, minlength=matrix.shape[1]
    ).astype(np.int64)


def class_degrees(degrees: Ints) -> tuple[Ints, Ints, Ints]:
    """Give the distinct degrees, falling; how many lines have each; and the class of each line."""
    found, inverse, counts = np.unique(-degrees, return_inverse=True, return_counts=True)
    return -found, counts.astype(np.int64), inverse.reshape(-1).astype(np.int64)


def climb_stairs(rows: tuple[Ints, Ints], columns: tuple[Ints, Ints]) -> list[tuple[int, int]]:
    """Find where the margins leave no choice.

    Parameters
    ----------
    rows, columns
        Distinct degrees, falling, and how many lines have each.

    Returns
    -------
    list of tuple of int
        Points (a, b): in every matrix with these margins the cells of the first a classes of
        rows and the first b classes of columns are 1, those of the rows and columns beyond are
        0. From (0, all) to (all, 0); between two points lies a block of free cells, if any.

    References
    ----------
    Ryser (1957), Canadian Journal of Mathematics 9, 371–377: invariant cells.
    """
    (k, m), (d, n) = rows, columns
    reached = np.concatenate([[0], np.cumsum(m)])
    ones = np.concatenate([[0], np.cumsum(m * k)])
    width = np.concatenate([[0], np.cumsum(n)])
    beyond = ones[-1] - np.concatenate([[0], np.cumsum(n * d)])
    points = []
    for a, r in enumerate(reached):
        least, most = int((d > r).sum()), int((d >= r).sum())
        if r * width[most] + beyond[most] == ones[a]:
            points += [(a, most)] if least == most else [(a, most), (a, least)]
    return points


def free_blocks(points: list[tuple[int, int]]) -> list[tuple[slice, slice]]:
    """Give the blocks of free cells between the points, as slices of classes."""
    steps = pairwise(points)
    return [(slice(a, c), slice(d, b)) for (a, b), (c, d) in steps if c > a and b > d]


def find_core(matrix: Incidence) -> tuple[Ints, Ints]:
    """Give the rows and the columns that have free cells: the margins force all others."""
    row_degrees, column_degrees = margins(matrix)
    k, m, row_class = class_degrees(row_degrees)
    d, n, column_class = class_degrees(column_degrees)
    rows, columns = np.zeros(len(k), bool), np.zeros(len(d), bool)
    for block in free_blocks(climb_stairs((k, m), (d, n))):
        rows[block[0]], columns[block[1]] = True, True
    return np.flatnonzero(rows[row_class]), np.flatnonzero(columns[column_class])


def count_shared(matrix: Incidence) -> Ints:
    """Count the columns that each two rows i < j share, in the order of `numpy.triu_indices`."""
    product = (matrix @ matrix.T).toarray()
    return np.asarray(product[np.triu_indices(matrix.shape[0], k=1)], dtype=np.int64)


def tabulate_pairs(rows: int, labels: Sequence[Any] | None) -> pd.DataFrame:
    """Give a frame of all pairs of rows i < j, `first` and `second`, by label or by number."""
    names = list(range(rows)) if labels is None else list(labels)
    if len(names) != rows:
        raise ValueError(f"{len(names)} labels for {rows} rows")
    index = pd.Index(names, dtype="str") if labels is not None else pd.Index(names, dtype="int64")
    i, j = np.triu_indices(rows, k=1)
    return pd.DataFrame({"first": index[i], "second": index[j]})


def double_smaller(upper: Floats, lower: Floats) -> Floats:
    """Two-sided p: twice the smaller tail, at most 1."""
    return np.asarray(np.minimum(1.0, 2 * np.minimum(upper, lower)))


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


LIMIT_BYTES = 2_000_000_000
# On the real table 10 rounds leave an autocorrelation below 0.05: see `describe_mixing`.
TRADES = 10
# Times the rounds between draws.
BURN_IN = 10
WIDE = 1_000
# Rows trading × chains × columns: what the caches of a processor take.
CELLS = 400_000


def strip_core(matrix: Incidence, rows: Ints, columns: Ints) -> tuple[Core, Ints, Ints]:
    """Part the free cells into columns with several links and loose ones, with their numbers."""
    inner: Incidence = sparse.csr_array(matrix[rows][:, columns])
    single = margins(inner)[1] == 1
    loose = margins(sparse.csr_array(inner[:, np.flatnonzero(single)]))[0]
    block = sparse.csr_array(inner[:, np.flatnonzero(~single)])
    return (block, loose), columns[~single], columns[single]


def is_wide(core: Core) -> bool:
    """Whether a table is walked trade by trade rather than as a batch of many matrices."""
    return core[0].shape[1] > WIDE


def count_chains(core: Core, draws: int) -> int:
    """How many independent chains are walked side by side."""
    if is_wide(core):
        return 1
    most = max(32, CELLS // (core[0].shape[1] * core[0].shape[0] // 2 + 1))
    return -(-draws // -(-draws // min(most, 8192)))


def plan_rounds(draws: int, trades: int | None) -> list[int]:
    """Rounds before each draw: the burn-in with the first."""
    each = TRADES if trades is None else trades
    if each < 1:
        raise ValueError(f"trades={trades}: at least 1 is needed")
    return [(BURN_IN + 1) * each] + [each] * (draws - 1)


def _fill_batch(
    out: Bools, cube: Bools, loose: NDArray[np.float32], places: tuple[Ints, Ints, Ints],
    rng: np.random.Generator,
) -> None:  # fmt: skip
    """Write states into matrices that already hold the forced cells; name the loose columns."""
    rows, several, single = places
    count = len(out)
    out[:, rows[:, None], several] = cube[:, :, :count].transpose(2, 1, 0)
    names = rng.permuted(np.tile(single, (count, 1)), axis=1)
    ends = np.cumsum(loose[:, :count], axis=0)
    owner = (ends.T[:, :, None] <= np.arange(len(single))).sum(axis=1)
    out[:, rows[:, None], single] = False
    out[np.arange(count)[:, None], rows[owner], names] = True


def fixed_degree_samples(
    matrix: Any, *, draws: int, seed: int, trades: int | None = None, limit_bytes: int = LIMIT_BYTES
) -> Bools:
    """Draw uniformly from all 0/1 matrices with the margins of the matrix.

    Chains of trades between rows (the curveball family, in rounds in which all rows trade at
    once) start at the matrix itself. Small tables are walked as many independent chains, wide
    ones (over 1,000 columns with several links) as one. Uniform is the stationary distribution;
    each chain is given a burn-in of ten times the rounds between its draws.

    Parameters
    ----------
    matrix
        0/1, dense or scipy.sparse.
    draws
        How many matrices.
    seed
        The same seed gives the same matrices.
    trades
        Rounds between the draws of a chain: how often each row trades (with an odd number of
        rows one sits out a round). By default 10; `describe_mixing` shows what a table needs.
    limit_bytes
        Refuse larger results; `iterate_samples` gives them one by one, sparse.

    Returns
    -------
    numpy.ndarray
        bool, draws × rows × columns.

    Raises
    ------
    ValueError
        If the matrix is empty or not binary, draws or trades are below 1, or the result would
        exceed the limit.

    References
    ----------
    Strona, Nappo, Boccacci, Fattorini and San-Miguel-Ayanz (2014), Nature Communications 5,
    4114; Carstens (2015), Physical Review E 91, 042812, on uniformity; Carstens, Hamann, Meyer,
    Penschuck, Tran and Wagner (2018), ESA 2018, 11:1–11:15, on rounds ("global curveball").

    Examples
    --------
    >>> samples = fixed_degree_samples([[1, 0, 1, 1], [0, 1, 0, 0], [1, 0, 0, 1]], draws=3, seed=1)
    >>> samples.sum(axis=2).tolist()
    [[3, 1, 2], [3, 1, 2], [3, 1, 2]]
    """
    table = read_matrix(matrix)
    check_draws(draws)
    needed = draws * table.shape[0] * table.shape[1]
    if needed > limit_bytes:
        raise ValueError(
            f"{draws:,} matrices of {table.shape[0]:,} by {table.shape[1]:,} take {needed:,} "
            f"bytes, more than limit_bytes={limit_bytes:,}. Ways out: iterate_samples, which gives "
            "them one by one; fewer draws; or raise limit_bytes."
        )
    rows, columns = find_core(table)
    core, several, single = strip_core(table, rows, columns)
    if is_wide(core):
        out = np.zeros((draws, needed // draws), bool)
        for sample, cells in zip(
            out, _walk_cells(table, plan_rounds(draws, trades), seed), strict=True
        ):
            sample[cells] = True
        return out.reshape(draws, *table.shape)
    out = np.repeat(table.toarray().astype(bool)[None], draws, axis=0)
    chains = count_chains(core, draws)
    rounds = plan_rounds(-(-draws // chains), trades)
    if len(rows):
        rng = np.random.default_rng(seed)
        for step, (cube, loose) in enumerate(walk_cube(core, chains, rounds, rng)):
            part = out[step * chains : (step + 1) * chains]
            _fill_batch(part, cube, loose, (rows, several, single), rng)
    return out


def iterate_samples(
    matrix: Any, *, draws: int, seed: int, trades: int | None = None
) -> Iterator[Incidence]:
    """Draw from all 0/1 matrices with the margins of the matrix, one by one, for large tables.

    One chain, walked trade by trade: memory grows with the links, not with rows × columns.

    Parameters
    ----------
    matrix, draws, seed, trades
        As in `fixed_degree_samples` (which draws others from the same seed).

    Yields
    ------
    scipy.sparse.csr_array
        0/1 (int64), in the shape of the matrix.

    Raises
    ------
    ValueError
        As `fixed_degree_samples`, when the first matrix is asked for.

    Examples
    --------
    >>> samples = iterate_samples([[1, 0, 1, 1], [0, 1, 0, 0], [1, 0, 0, 1]], draws=2, seed=1)
    >>> [sample.sum(axis=1).tolist() for sample in samples]
    [[3, 1, 2], [3, 1, 2]]
    """
    table = read_matrix(matrix)
    check_draws(draws)
    for cells in _walk_cells(table, plan_rounds(draws, trades), seed):
        cells.sort()
        rows, columns = np.divmod(cells, table.shape[1])
        ends = np.searchsorted(rows, np.arange(table.shape[0] + 1))
        ones = np.ones(len(cells), np.int64)
        yield sparse.csr_array((ones, columns, ends), table.shape)


def _walk_cells(table: Incidence, rounds: list[int], seed: int) -> Iterator[Ints]:
    """Walk one chain; give the numbers of its cells with 1, row by row from 0, in no order."""
    width = table.shape[1]
    i, j = (each.astype(np.int64) for each in table.nonzero())
    rows, columns = find_core(table)
    if not len(rows):
        yield from (i * width + j for _ in rounds)
        return
    core, several, single = strip_core(table, rows, columns)
    # What the margins force stays: everything outside free rows and free columns.
    free = np.zeros(table.shape[0], bool), np.zeros(width, bool)
    free[0][rows], free[1][columns] = True, True
    stays = ~(free[0][i] & free[1][j])
    forced = i[stays] * width + j[stays]
    rng = np.random.default_rng(seed)
    for state, loose in walk_links(core, rounds, rng):
        inner = np.repeat(rows * width, np.diff(state.indptr)) + several[state.indices]
        outer = np.repeat(rows * width, loose) + rng.permutation(single)
        yield np.concatenate([forced, inner, outer])
