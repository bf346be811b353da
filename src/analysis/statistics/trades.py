"""Two-mode tables with the margins of an observed one, sampled by trades between its rows.

What the margins force stays as it is; of the free cells, columns with several links are traded one
by one, while those with a single link ("loose") only count: their names are dealt out at the end.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Incidence = sparse.csr_array[Any, tuple[int, int]]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Floats32 = NDArray[np.float32]
Bools = NDArray[np.bool_]
Side = tuple[Ints, Ints]  # distinct degrees, falling, and how many rows or columns have each

LIMIT_BYTES = 2_000_000_000
TRADES = 10  # rounds between draws: overlaps of the real table then correlate by less than 0.05
TURNS = 5  # rounds for each time that links are turned around
BURN_IN = 4  # times the rounds between draws: the observed table is forgotten by then
WIDE = 1_000  # columns with several links, beyond which a table is walked link by link
BATCH = 400_000  # rows trading × chains × columns: what the caches of a processor take


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


def read_allowed(matrix: Incidence, allowed: Any) -> Bools:
    """Check which cells may be 1: None allows all, and what is 1 must be allowed."""
    if allowed is None:
        return np.ones((1, 1), bool)
    cells = np.asarray(allowed, dtype=bool)
    if cells.shape != matrix.shape:
        raise ValueError(f"allowed has the shape {cells.shape}, the matrix {matrix.shape}")
    if np.any(matrix.toarray() > cells):
        raise ValueError("the matrix holds a 1 in a cell that is not allowed")
    return cells


def margins(matrix: Incidence) -> tuple[Ints, Ints]:
    """Give the degrees of the rows and of the columns."""
    columns = np.bincount(matrix.indices, minlength=matrix.shape[1])
    return np.diff(matrix.indptr).astype(np.int64), columns.astype(np.int64)


def class_degrees(degrees: Ints) -> tuple[Side, Ints]:
    """Give the distinct degrees, falling, with how many lines have each; the class of each line."""
    found, inverse, counts = np.unique(-degrees, return_inverse=True, return_counts=True)
    return (-found, counts.astype(np.int64)), inverse.reshape(-1).astype(np.int64)


def climb_stairs(rows: Side, columns: Side) -> list[tuple[int, int]]:
    """Find where the margins leave no choice, after Ryser (1957), Canad. J. Math. 9, 371–377."""
    # Points (a, b): in every matrix with these margins the cells of the first a classes of rows
    # and the first b classes of columns are 1, those beyond both are 0. From (0, all) to (all, 0);
    # between two points lies a block of free cells, if any.
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


def count_shared(matrix: Incidence) -> Ints:
    """Count the columns that each two rows i < j share, in the order of `numpy.triu_indices`."""
    product = (matrix @ matrix.T).toarray()
    return np.asarray(product[np.triu_indices(matrix.shape[0], k=1)], dtype=np.int64)


class Core(NamedTuple):
    """The free cells of a table: numbers of rows and columns, links, and loose ones by row."""

    rows: Ints
    several: Ints
    single: Ints
    block: Incidence  # rows by columns with several links
    loose: Ints
    free: Bools | None = None  # which cells of the block may be 1, where some may not


def find_core(matrix: Incidence, allowed: Any = None) -> Core:
    """Find the free cells; where the margins leave no choice it has no rows."""
    free = read_allowed(matrix, allowed)
    if not free.all():
        rows, columns = map(np.arange, matrix.shape)
        return Core(rows, columns, columns[:0], matrix, np.zeros_like(rows), free)
    (row_side, row_class), (column_side, column_class) = map(class_degrees, margins(matrix))
    of_rows, of_columns = (np.zeros(len(side[0]), bool) for side in (row_side, column_side))
    for block in free_blocks(climb_stairs(row_side, column_side)):
        of_rows[block[0]], of_columns[block[1]] = True, True
    rows, columns = np.flatnonzero(of_rows[row_class]), np.flatnonzero(of_columns[column_class])
    inner = sparse.csr_array(matrix[rows][:, columns])
    degrees, links = margins(inner)
    several = sparse.csr_array(inner[:, np.flatnonzero(links > 1)])
    loose = degrees - margins(several)[0]
    return Core(rows, columns[links > 1], columns[links == 1], several, loose)


def is_wide(core: Core) -> bool:
    """Say whether a table is walked link by link."""
    return core.free is None and core.block.shape[1] > WIDE


def plan_walk(core: Core, draws: int, trades: int) -> tuple[int, list[int]]:
    """Chains walked side by side, and the rounds before each of their draws: burn-in first."""
    if draws < 1 or trades < 1:
        raise ValueError(f"draws={draws} and trades={trades}: at least 1 of each is needed")
    most = min(8192, max(32, BATCH // (core.block.shape[1] * core.block.shape[0] // 2 + 1)))
    chains = 1 if is_wide(core) else -(-draws // -(-draws // most))
    return chains, [(BURN_IN + 1) * trades] + [trades] * (-(-draws // chains) - 1)


def walk_tables(
    core: Core, chains: int, rounds: list[int], rng: np.random.Generator
) -> Iterator[tuple[Any, NDArray[Any]]]:
    """Walk; after each number of rounds give the tables and the loose columns, rows × chains."""
    # Tables are a cube, columns × rows × chains, or, if wide, the sparse table of the one chain.
    loose = np.repeat(core.loose[:, None], chains, axis=1)
    if is_wide(core):
        links = sparse.csc_array(core.block).tocoo()
        owners, columns = (ends.astype(np.int64) for ends in links.coords)
        for count in rounds:
            for _ in range(count):
                _trade_links(owners, columns, loose[:, 0], rng)
            yield sparse.csr_array((links.data, (owners, columns)), links.shape), loose
        return
    loose_floats = loose.astype(np.float32)
    free = None if core.free is None else np.ascontiguousarray(core.free.T)
    cube = np.repeat(core.block.toarray().astype(bool).T[:, :, None], chains, axis=2)
    for count in rounds:
        for i in range(count):
            _trade_all(cube, loose_floats, free, rng)
            if free is not None and i % TURNS == 0:
                _turn_hexagons(cube, free, rng)
        yield cube, loose_floats


def _trade_all(cube: Bools, loose: Floats32, free: Bools | None, rng: np.random.Generator) -> None:
    """One round in place, for all chains: random pairs of rows pool what one of them has."""
    columns, rows, chains = cube.shape
    order, half = rng.permutation(rows), rows // 2
    one, other = order[:half], order[half : 2 * half]
    first, second = cube[:, one], cube[:, other]
    pool = first ^ second
    if free is not None:
        pool &= (free[:, one] & free[:, other])[:, :, None]
    # What a row does not put into the pool it keeps; loose columns are all in it.
    small: Any = np.min_scalar_type(columns)
    wanted, left = loose[one], loose[other]
    wanted += np.add.reduce((first & pool).view(np.uint8), axis=0, dtype=small)
    left += np.add.reduce((second & pool).view(np.uint8), axis=0, dtype=small)
    left += wanted
    kept = first & ~pool
    given = kept.copy()  # in rows, as its flat view below needs it
    second &= ~pool
    all_left, all_wanted, shape = left.reshape(-1), wanted.reshape(-1), (columns, half * chains)
    # A column of the pool goes to the first row with the probability wanted / left (selection
    # sampling: every deal has the same chance). Pools are small: each column visits only the pairs
    # and chains that have it in theirs.
    for pooled, dealt in zip(pool.reshape(shape), given.reshape(shape), strict=True):
        (cells,) = pooled.nonzero()
        chance = rng.random(len(cells), dtype=np.float32)
        remaining, want = all_left[cells], all_wanted[cells]
        chance *= remaining
        take = chance < want
        dealt[cells] = take
        remaining -= 1
        want -= take
        all_left[cells] = remaining
        all_wanted[cells] = want
    cube[:, one] = given
    pool ^= given ^ kept
    cube[:, other] = second | pool
    left -= wanted
    loose[one], loose[other] = wanted, left


def _turn_hexagons(cube: Bools, free: Bools, rng: np.random.Generator) -> None:
    """Turn three links of each chain around in place, where that is allowed.

    With cells that may not be 1, trades of two rows alone do not reach every table: Rao, Jana and
    Bandyopadhyay (1996), Sankhya A 58, 225–242. Both reach all where at most three rows have such.
    """
    _, rows, chains = cube.shape
    if rows < 3:
        return
    # Each chain takes three rows of its own, or chains would turn in step.
    three = rng.random((rows, chains), dtype=np.float32).argsort(axis=0)[:3]
    places, chain = np.arange(3)[:, None], np.arange(chains)
    cells = cube[:, three, chain]
    # A random link of each of the rows moves to the column of the next row's.
    keys = rng.random(cells.shape, dtype=np.float32)
    keys[~cells] = -1
    column = keys.argmax(axis=0)
    moved = np.roll(column, 1, axis=0)
    turns = cells[column, places, chain] & ~cells[moved, places, chain] & free[moved, three]
    turn = turns.all(axis=0) & (column != moved).all(axis=0) & (rng.random(chains) < 0.5)
    cube[column[:, turn], three[:, turn], chain[turn]] = False
    cube[moved[:, turn], three[:, turn], chain[turn]] = True


def _trade_links(owners: Ints, columns: Ints, loose: Ints, rng: np.random.Generator) -> None:
    """One round in place, all pairs of rows at once; an odd row makes a pair of its own."""
    rows, half = len(loose), len(loose) // 2
    order = rng.permutation(rows)
    one, other = order[: 2 * half : 2], order[1 : 2 * half : 2]
    place = np.empty(rows, np.min_scalar_type(rows))
    place[order] = np.arange(rows) // 2
    pair = place.take(owners)
    # Stable: links of a pair stay ordered by column, and common ones become neighbours.
    links = np.argsort(pair, kind="stable")
    alike = [ends[1:] == ends[:-1] for ends in (pair.take(links), columns.take(links))]
    twice = np.append(alike[0] & alike[1], False)[: len(links)]
    pool = rng.permutation(links[~(twice | np.roll(twice, 1))])
    pool = pool.take(np.argsort(pair.take(pool), kind="stable"))
    several = np.bincount(owners.take(pool), minlength=rows)
    wanted, more = several[one] + loose[one], loose[one] + loose[other]
    dealt = rng.hypergeometric(several[one] + several[other], more, wanted)
    loose[one] = wanted - dealt
    loose[other] = more - loose[one]
    # Of each pair's shuffled links so many go to the first row, the rest to the other.
    given = several.copy()
    given[one] = dealt
    given[other] += several[one] - dealt
    owners[pool] = np.repeat(order, given[order])


def _fill_batch(out: Bools, state: Any, loose: Any, core: Core, rng: np.random.Generator) -> None:
    """Write states into matrices that hold the forced cells; name the loose columns."""
    count, rows = len(out), core.rows[:, None]
    cube = state if isinstance(state, np.ndarray) else state.toarray().astype(bool).T[:, :, None]
    out[:, rows, core.several] = cube[:, :, :count].transpose(2, 1, 0)
    names = rng.permuted(np.tile(core.single, (count, 1)), axis=1)
    owners = np.repeat(np.tile(core.rows, count), loose[:, :count].T.reshape(-1).astype(np.int64))
    out[:, rows, core.single] = False
    out[np.arange(count)[:, None], owners.reshape(names.shape), names] = True


def fixed_degree_samples(
    matrix: Any, *, draws: int, seed: int, trades: int = TRADES, allowed: Any = None
) -> Bools:
    """Draw uniformly from all 0/1 matrices with the margins of the matrix: draws × rows × columns.

    Chains of trades between rows start at the matrix (0/1, dense or scipy.sparse): Strona et al.
    (2014), Nature Communications 5, 4114; uniform by Carstens (2015), Physical Review E 91, 042812.
    `trades` are the rounds between draws: `describe_mixing` shows what a table needs. `allowed`
    (bool, of the matrix' shape) holds the other cells at zero. ValueError if the matrix is empty or
    not binary, draws or trades are below 1, or the result would exceed 2 GB.

    Examples
    --------
    >>> samples = fixed_degree_samples([[1, 0, 1, 1], [0, 1, 0, 0], [1, 0, 0, 1]], draws=2, seed=1)
    >>> samples.sum(axis=2).tolist()
    [[3, 1, 2], [3, 1, 2]]
    """
    table = read_matrix(matrix)
    needed = draws * table.shape[0] * table.shape[1]
    if needed > LIMIT_BYTES:
        raise ValueError(
            f"{draws:,} matrices of {table.shape[0]:,} by {table.shape[1]:,} take {needed:,} "
            f"bytes, more than {LIMIT_BYTES:,}: ask for fewer draws"
        )
    core = find_core(table, allowed)
    chains, rounds = plan_walk(core, draws, trades)
    out = np.repeat(table.toarray().astype(bool)[None], draws, axis=0)
    rng = np.random.default_rng(seed)
    if len(core.rows):
        for step, state in enumerate(walk_tables(core, chains, rounds, rng)):
            _fill_batch(out[step * chains : (step + 1) * chains], *state, core, rng)
    return out
