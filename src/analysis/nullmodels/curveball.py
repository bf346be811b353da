"""Matrices with given margins, drawn by trades between rows (the curveball family).

The stationary distribution of the trades is exactly uniform over all matrices with the margins.
Single draws are as close to it as the rounds before them allow: see `describe_mixing`.
"""

from collections.abc import Iterator
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
from analysis.nullmodels.trades import Bools, Core, walk_cube, walk_links

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
