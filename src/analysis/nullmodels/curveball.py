"""Matrices with given margins, drawn by trades between rows (the curveball family).

In a round of trades the rows are paired at random; each pair puts the columns that only one of
the two has into a pool and deals them out again at random, to each row as many as it brought.
Every round keeps the uniform distribution over all matrices with the margins, and rounds reach
all of them: the stationary distribution is exactly uniform. Single draws are as close to it as
the rounds before them allow: see `describe_mixing`.

Columns with one link can go to any row without touching the rest. The walk therefore only counts
those of each row ("loose" columns), and names them at the end: the same chain, with less to do.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from analysis.nullmodels.margins import (
    Incidence,
    Ints,
    check_draws,
    find_core,
    margins,
    read_matrix,
)

LIMIT_BYTES = 2_000_000_000
# On the real table 10 rounds leave an autocorrelation below 0.05: see `describe_mixing`.
TRADES = 10
# Times the rounds between draws.
BURN_IN = 10
WIDE = 1_000
# Rows trading × chains × columns: what the caches of a processor take.
CELLS = 400_000

Bools = NDArray[np.bool_]
# Free rows by columns with several links; the loose columns of each row.
Core = tuple[Incidence, Ints]


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


def _trade_all(cube: Bools, loose: NDArray[np.float32], rng: np.random.Generator) -> None:
    """One round in place, for all chains; cube: columns × rows × chains, loose: rows × chains.

    A column of the pool goes to the first row with the probability wanted / left (selection
    sampling, which gives every deal the same chance).
    """
    columns, rows, _ = cube.shape
    order, half = rng.permutation(rows), rows // 2
    one, other = order[:half], order[half : 2 * half]
    first, second = cube[:, one], cube[:, other]
    pool = first ^ second
    both = first & second
    left = np.add.reduce(pool, axis=0, dtype=np.uint16).astype(np.float32)
    wanted = np.add.reduce(first & pool, axis=0, dtype=np.uint16).astype(np.float32)
    left += loose[one] + loose[other]
    wanted += loose[one]
    chance = np.empty_like(left)
    dealt = np.empty_like(pool)
    for column in range(columns):
        rng.random(out=chance, dtype=np.float32)
        chance *= left
        take = np.less(chance, wanted, out=dealt[column])
        take &= pool[column]
        wanted -= take
        left -= pool[column]
    cube[:, one] = both | dealt
    cube[:, other] = both | (pool ^ dealt)
    loose[one], loose[other] = wanted, left - wanted


def walk_cube(
    core: Core, chains: int, rounds: Iterable[int], rng: np.random.Generator
) -> Iterator[tuple[Bools, NDArray[np.float32]]]:
    """Walk many chains side by side; give their states after each number of rounds.

    All chains trade between the same rows at the same time, with their own deals: from the
    stationary distribution on they are independent.
    """
    block, start = core
    cells = block.toarray().astype(bool).T[:, :, None]
    cube = np.repeat(cells, chains, axis=2)
    loose = np.repeat(start.astype(np.float32)[:, None], chains, axis=1)
    for count in rounds:
        for _ in range(count):
            _trade_all(cube, loose, rng)
        yield cube, loose


def _trade_pair(
    first: Ints, second: Ints, loose: tuple[int, int], mark: Bools, rng: np.random.Generator
) -> tuple[Ints, Ints, int]:
    """Trade between two rows given as column numbers; `mark` is all False before and after."""
    mark[first] = True
    in_both = mark[second]
    both = second[in_both]
    mark[both] = False
    own = first[mark[first]]
    mark[first] = False
    pool = np.concatenate([own, second[~in_both]])
    wanted, more = len(own) + loose[0], loose[0] + loose[1]
    dealt = int(rng.hypergeometric(len(pool), more, wanted)) if wanted else 0
    rng.shuffle(pool)
    rows = np.concatenate([both, pool[:dealt]]), np.concatenate([both, pool[dealt:]])
    return *rows, wanted - dealt


def walk_lists(
    core: Core, rounds: Iterable[int], rng: np.random.Generator
) -> Iterator[tuple[Incidence, Ints]]:
    """Walk one chain trade by trade; give its state after each number of rounds."""
    block, loose = core[0], core[1].copy()
    lists = [block.indices[a:b].astype(np.int64) for a, b in _spans(block)]
    mark = np.zeros(block.shape[1], bool)
    half = len(lists) // 2
    for count in rounds:
        for _ in range(count):
            order = rng.permutation(len(lists)).tolist()
            for i, j in zip(order[:half], order[half : 2 * half], strict=True):
                pair = int(loose[i]), int(loose[j])
                lists[i], lists[j], kept = _trade_pair(lists[i], lists[j], pair, mark, rng)
                loose[i], loose[j] = kept, sum(pair) - kept
        ends = np.concatenate([[0], np.cumsum([len(row) for row in lists])])
        ones = np.ones(ends[-1], dtype=np.int64)
        yield sparse.csr_array((ones, np.concatenate(lists), ends), block.shape), loose.copy()


def _spans(matrix: Incidence) -> list[tuple[int, int]]:
    return list(zip(matrix.indptr[:-1].tolist(), matrix.indptr[1:].tolist(), strict=True))


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
    matrix: Any,
    *,
    draws: int,
    seed: int,
    trades: int | None = None,
    limit_bytes: int = LIMIT_BYTES,
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
        found = iterate_samples(table, draws=draws, seed=seed, trades=trades)
        return np.stack([sample.toarray().astype(bool) for sample in found])
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
    rounds = plan_rounds(draws, trades)
    rows, columns = find_core(table)
    if not len(rows):
        yield from (table.copy() for _ in rounds)
        return
    core, several, single = strip_core(table, rows, columns)
    # What the margins force stays: everything outside free rows and free columns.
    free = np.zeros(table.shape[0], bool), np.zeros(table.shape[1], bool)
    free[0][rows], free[1][columns] = True, True
    i, j = table.nonzero()
    stays = ~(free[0][i] & free[1][j])
    rng = np.random.default_rng(seed)
    for state, loose in walk_lists(core, rounds, rng):
        inner = state.tocoo()
        owners = np.repeat(rows, loose)
        row = np.concatenate([i[stays], rows[inner.row], owners])
        column = np.concatenate([j[stays], several[inner.col], rng.permutation(single)])
        sample = sparse.csr_array((np.ones(len(row), np.int64), (row, column)), table.shape)
        sample.sort_indices()
        yield sample
