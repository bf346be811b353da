"""Overlaps of the rows of a two-mode table against what its margins alone would produce."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.statistics import trades
from analysis.statistics.trades import Bools, Core, Floats, Incidence, Ints, Side

BLOCK = 256  # sums of the configuration model judged at once
RARE = 1e-25  # chances below this are left out
GROUPS = 100  # of chains, by whose scatter errors are told
LAGS = (1, 2, 3, 5, 7, 10, 15, 20)  # rounds after which mixing is described

Counts = NDArray[Any]  # overlaps, pairs of rows × chains, in integers of any size


def correct_pvalues(
    pvalues: "pd.Series[float]", *, attainable: "pd.Series[float]", level: float = 0.05
) -> "pd.Series[float]":
    """Adjust p-values; NaN for tests that cannot reject, as their smallest p is above the level."""
    # These count in no correction: Tarone (1990), Biometrics 46, 515–522. Else Benjamini–Hochberg.
    from scipy.stats import false_discovery_control

    values, adjusted = pvalues.to_numpy(), np.full(len(pvalues), np.nan)
    tested = np.flatnonzero(attainable <= level)
    if len(tested):
        adjusted[tested] = false_discovery_control(values[tested])
    return pd.Series(adjusted, index=pvalues.index, name="adjusted")


def _tabulate_pairs(table: Incidence, labels: Sequence[Any] | None) -> pd.DataFrame:
    """Give a frame of all pairs of rows i < j, by label or by number, and what they share."""
    rows = table.shape[0]
    index = pd.Index(range(rows)) if labels is None else pd.Index(labels, dtype="str")
    if len(index) != rows:
        raise ValueError(f"{len(index)} labels for {rows} rows")
    i, j = np.triu_indices(rows, k=1)
    return pd.DataFrame(
        {"first": index[i], "second": index[j], "shared": trades.count_shared(table)}
    )


def _double_smaller(frame: pd.DataFrame) -> "pd.Series[float]":
    """Two-sided p: twice the smaller tail, at most 1."""
    return (2 * frame[["upper", "lower"]].min(axis=1)).clip(upper=1)


# --- The configuration model: links independent, degrees right on average


def _likelihood(theta: Floats, phi: Floats, rows: Side, columns: Side, free: Bools) -> float:
    (k, m), (d, n) = rows, columns
    links = m @ (free * np.logaddexp(0, theta[:, None] + phi)) @ n
    return float((m * k) @ theta + (n * d) @ phi - links)


def _find_step(p: Floats, rows: Side, columns: Side) -> tuple[Floats, float]:
    """Give Newton's step for both sides, and how far the expected degrees are off."""
    (k, m), (d, n) = rows, columns
    weights = m[:, None] * (p * (1 - p)) * n
    gradient = np.concatenate([m * (k - p @ n), n * (d - m @ p)])
    hessian = np.diag(np.concatenate([weights.sum(axis=1), weights.sum(axis=0)]))
    hessian[: len(k), len(k) :], hessian[len(k) :, : len(k)] = weights, weights.T
    # A constant may move from rows to columns: of all steps the shortest.
    step = np.linalg.lstsq(hessian, gradient, rcond=1e-13)[0]
    return step, float(np.abs(gradient / np.concatenate([m * k, n * d])).max())


def _fit_block(rows: Side, columns: Side, free: Bools) -> Floats:
    """Fit the free cells of a block: a few fixed-point steps, then Newton with step halving."""
    from scipy.special import expit

    (k, m), (d, n) = rows, columns
    total = float(m @ k)
    x, y = k / np.sqrt(total), d / np.sqrt(total)
    for _ in range(10):
        x = k / ((free * y / (1 + np.outer(x, y))) @ n)
        y = d / (m @ (free * x[:, None] / (1 + np.outer(x, y))))
    theta, phi = np.log(x), np.log(y)
    best, fitted = np.inf, np.zeros((len(k), len(d)))
    for _ in range(200):
        p = np.asarray(free * expit(theta[:, None] + phi))
        step, off = _find_step(p, rows, columns)
        # At the rounding limit no step helps any more: the best fit seen counts.
        if off >= best and best < 1e-9:
            break
        if off < best:
            best, fitted = off, p
        least = _likelihood(theta, phi, rows, columns, free)
        least -= 1e-12 * abs(least)
        for size in 0.5 ** np.arange(27):
            moved = theta + size * step[: len(k)], phi + size * step[len(k) :]
            if _likelihood(*moved, rows, columns, free) >= least:
                break
        theta, phi = moved
    if best > 1e-9:
        raise RuntimeError(f"the fit stays off the degrees by a factor of {best:.1e}")
    return fitted


def _fill_forced(rows: Side, columns: Side, free: Bools) -> tuple[Floats, Bools, Ints, Ints]:
    """Fill lines whose free cells have no choice; give them, the cells left, and their degrees."""
    (k, m), (d, n) = ((degrees.copy(), counts) for degrees, counts in (rows, columns))
    fitted, free = np.zeros(free.shape), free.copy()
    # The columns are the rows of the transposed, of which these are views.
    sides = (fitted, free, k, d, m, n), (fitted.T, free.T, d, k, n, m)
    left = -1
    while left != free.sum():
        left = free.sum()
        for filled, cells, own, other, counts, other_counts in sides:
            full = own == cells @ other_counts
            filled[full] += cells[full]
            np.subtract(other, counts[full] @ cells[full], out=other)
            own[full] = 0
            cells[full | (own == 0)] = False
    return fitted, free, k, d


def _fit_classes(rows: Side, columns: Side, free: Bools) -> Floats:
    """Link probabilities of classes of rows by classes of columns, forced cells exactly 0 or 1."""
    if not free.all():
        fitted, free, k, d = _fill_forced(rows, columns, free)
        at, to = free.any(axis=1), free.any(axis=0)
        if at.any():
            inner = free[np.ix_(at, to)]
            fitted[np.ix_(at, to)] = _fit_block(
                (k[at], rows[1][at]), (d[to], columns[1][to]), inner
            )
        return fitted
    fitted = np.zeros(free.shape)
    points = trades.climb_stairs(rows, columns)
    for a, b in points:
        fitted[:a, :b] = 1.0
    for of_rows, of_columns in trades.free_blocks(points):
        # What the block has to supply itself: beyond the ones forced to its left and above it.
        k = rows[0][of_rows] - columns[1][: of_columns.start].sum()
        d = columns[0][of_columns] - rows[1][: of_rows.start].sum()
        sides = (k, rows[1][of_rows]), (d, columns[1][of_columns])
        fitted[of_rows, of_columns] = _fit_block(*sides, np.ones((len(k), len(d)), bool))
    return fitted


def _class_lines(degrees: Ints, patterns: Bools) -> tuple[Side, Ints, Ints]:
    """Class lines of one degree whose same cells are allowed; give a line of each class, too."""
    lines = np.column_stack([-degrees, patterns])
    found, first, inverse, counts = np.unique(
        lines, axis=0, return_index=True, return_inverse=True, return_counts=True
    )
    return (-found[:, 0], counts.astype(np.int64)), inverse.reshape(-1).astype(np.int64), first


def _fit_table(table: Incidence, allowed: Any) -> tuple[Floats, Side, Ints, Ints]:
    """Fit classes of rows by classes of columns; give these, and the class of each line."""
    free = trades.read_allowed(table, allowed)
    patterns = [np.broadcast_to(free, table.shape), np.broadcast_to(free, table.shape).T]
    if free.size == 1:  # all alike: one cell stands for them
        patterns = [cells[:, :1] for cells in patterns]
    (rows, row_class, row), (columns, column_class, column) = map(
        _class_lines, trades.margins(table), patterns
    )
    cells = np.broadcast_to(free, table.shape)[np.ix_(row, column)]
    return _fit_classes(rows, columns, cells), columns, row_class, column_class


def configuration_probabilities(matrix: Any, *, allowed: Any = None) -> Floats:
    """Fit a probability to each cell: Saracco et al. (2015), Scientific Reports 5, 10595."""
    fitted, _, row_class, column_class = _fit_table(trades.read_matrix(matrix), allowed)
    return fitted[np.ix_(row_class, column_class)]


def _sum_binomials(q: Floats, counts: Ints, most: int) -> Floats:
    """Chances of sums 0 to `most` of independent 0/1 variables, so many of a class: cases × sums.

    As `scipy.stats.poisson_binom`, which takes the thousands of columns of a large table singly.
    """
    from scipy.stats import binom

    masses = np.eye(1, most + 1).repeat(len(q), axis=0)
    for p, count in zip(q.T, counts, strict=True):
        own = binom.pmf(np.arange(min(most, count) + 1), count, p[:, None])
        before, masses = masses, np.zeros_like(masses)
        for k in np.flatnonzero((own > RARE).any(axis=0)):
            masses[:, k:] += own[:, k, None] * before[:, : most + 1 - k]
    return masses


def configuration_pvalues(matrix: Any, *, allowed: Any = None) -> pd.DataFrame:
    """Judge how many columns each two rows share, by the bipartite configuration model.

    Links are independent, with the probability x y / (1 + x y) of their row and column; degrees
    hold on average only. The number shared is a sum of 0/1 variables, whose tails are exact:
    Saracco et al. (2017), New Journal of Physics 19, 053022. Cells that are not `allowed` are held
    at zero: Neal and Neal (2023), Social Networks 72, 12–22. Errors and columns as in
    `fixed_degree_pvalues`, up to `two_sided`; rows are numbered from 0.

    Examples
    --------
    >>> configuration_pvalues([[0, 0, 1], [0, 1, 0], [1, 0, 1]]).loc[1].round(4).tolist()[:5]
    [0.0, 2.0, 1.0, 0.7359, 0.6079]
    """
    table = trades.read_matrix(matrix)
    frame = _tabulate_pairs(table, None)
    fitted, (_, counts), row_class, _ = _fit_table(table, allowed)
    pairs = row_class[np.stack(np.triu_indices(table.shape[0], k=1))]
    # Pairs of the same degrees that share as many have the same tails.
    cases, case = np.unique([*np.sort(pairs, axis=0), frame["shared"]], axis=1, return_inverse=True)
    tails = np.ones((2, cases.shape[1]))
    for of in np.array_split(np.argsort(cases[2]), cases.shape[1] // BLOCK + 1):
        one, other, value = cases[:, of]
        masses = _sum_binomials(fitted[one] * fitted[other], counts, value.max(initial=0))
        below = np.pad(masses.cumsum(axis=1), ((0, 0), (1, 0)))
        at = np.arange(len(of))
        tails[:, of] = 1 - below[at, value], below[at, value + 1]
    tails = tails.clip(0, 1)
    frame["expected"] = ((fitted * counts) @ fitted.T)[*pairs]
    frame["upper"], frame["lower"] = tails[:, case.reshape(-1)]
    frame["two_sided"] = _double_smaller(frame)
    return frame


# --- Fixed degrees: all tables with the same margins alike


def _count_overlaps(cube: Bools) -> Counts:
    """Count what pairs of rows share, eight columns to a byte."""
    bits = np.packbits(cube, axis=0)
    kind: Any = np.min_scalar_type(8 * len(bits))
    met = [np.bitwise_count(bits[:, i, None] & bits[:, i + 1 :]) for i in range(cube.shape[1] - 1)]
    return np.concatenate([np.add.reduce(counts, axis=0, dtype=kind) for counts in met])


def _walk_overlaps(
    core: Core, chains: int, rounds: list[int], rng: np.random.Generator
) -> Iterator[Counts]:
    """Walk chains; give the overlaps after each number of rounds."""
    for state, _ in trades.walk_tables(core, chains, rounds, rng):
        cube = isinstance(state, np.ndarray)
        yield _count_overlaps(state) if cube else trades.count_shared(state)[:, None]


def _meet_extreme(best: Ints, seen: Ints, values: Counts, sign: int) -> None:
    """Update in place the most extreme value of each pair and how often it was met."""
    extreme = values.max(axis=1) if sign > 0 else values.min(axis=1)
    times = np.count_nonzero(values == extreme[:, None], axis=1)
    largest = sign * extreme.astype(np.int64)
    seen[:] = np.where(largest > best, times, np.where(largest == best, seen + times, seen))
    best[:] = np.maximum(best, largest)


def _tell_error(reached: Floats, members: Floats, draws: int) -> Floats:
    """Standard error of each tail: by the scatter of groups, not below that of free draws."""
    hits, sizes = reached[members > 0], members[members > 0]
    share = (hits.sum(axis=0) + 1) / (draws + 1)
    free = np.sqrt(share * (1 - share) / draws)
    if len(sizes) < 2:
        return np.asarray(free)
    off = hits - sizes[:, None] * hits.sum(axis=0) / draws
    grouped = np.sqrt((off**2).sum(axis=0) * len(sizes) / (len(sizes) - 1)) / draws
    return np.asarray(np.maximum(free, grouped))


def _tally(core: Core, observed: Ints, draws: int, seed: int) -> dict[str, NDArray[Any]]:
    """Sum up what the draws say of each pair: means, and how often each tail was reached."""
    chains, rounds = trades.plan_walk(core, draws, trades.TRADES)
    # Chains are independent; a single chain is cut into stretches.
    groups = min(GROUPS, chains if chains > 1 else max(1, int(draws**0.5)))
    pairs = len(observed)
    total, members = np.zeros(pairs), np.zeros(groups)
    reached = np.zeros((2, groups, pairs))
    # The observed matrix is one of those with its margins.
    best, seen = np.stack([observed, -observed]), np.zeros((2, pairs), np.int64)
    walk = _walk_overlaps(core, chains, rounds, np.random.default_rng(seed))
    for step, overlaps in enumerate(walk):
        values = overlaps[:, : draws - step * chains]
        limit = observed.astype(values.dtype)[:, None]
        stretch = step * groups // draws
        of = slice(None) if chains > 1 else slice(stretch, stretch + 1)
        size = len(members[of])
        members[of] += np.bincount(np.arange(values.shape[1]) % size, minlength=size)
        total += values.sum(axis=1)
        for side, hits in enumerate((values >= limit, values <= limit)):
            padded = np.pad(hits, ((0, 0), (0, -hits.shape[1] % size)))
            reached[side, of] += padded.reshape(pairs, -1, size).sum(axis=1).T
            _meet_extreme(best[side], seen[side], values, 1 - 2 * side)
    found = {"expected": total / draws}
    for side, name in enumerate(("upper", "lower")):
        found[name] = (reached[side].sum(axis=0) + 1) / (draws + 1)
        found[f"{name}_error"] = _tell_error(reached[side], members, draws)
        found[f"attainable_{name}"] = (seen[side] + 1) / (draws + 1)
    return found


def fixed_degree_pvalues(
    matrix: Any, *, draws: int, seed: int, labels: Sequence[Any] | None = None, allowed: Any = None
) -> pd.DataFrame:
    """Judge how many columns each two rows share, against all matrices with the same margins.

    Neal (2014), Social Networks 39, 84–97. Options and errors as in `fixed_degree_samples`; labels
    name the rows. A row per pair of rows i < j: `first`, `second`; `shared`; `expected`; `upper`
    and `lower`, of sharing at least and at most as many, (b + 1) / (draws + 1) by Phipson and Smyth
    (2010), Stat. Appl. Genet. Mol. Biol. 9; `two_sided`, twice the smaller, at most 1; `…_error`,
    Monte Carlo standard errors; `attainable_…`, the smallest tails that the pair can give, from the
    most extreme overlaps met; `draws`.

    Examples
    --------
    >>> frame = fixed_degree_pvalues([[1, 0, 1, 1], [0, 1, 0, 0], [1, 0, 0, 1]], draws=4000, seed=1)
    >>> int(frame.loc[1, "shared"]), bool(abs(frame.loc[1, "upper"] - 1 / 4) < 0.03)
    (2, True)
    """
    table = trades.read_matrix(matrix)
    core = trades.find_core(table, allowed)
    trades.plan_walk(core, draws, trades.TRADES)
    frame = _tabulate_pairs(table, labels)
    # A pair with a row that the margins force shares the same in all matrices.
    frame = frame.assign(
        expected=frame["shared"].astype("float64"), upper=1.0, lower=1.0, two_sided=1.0,
        upper_error=0.0, lower_error=0.0, attainable_upper=1.0, attainable_lower=1.0, draws=draws,
    )  # fmt: skip
    if len(core.rows):
        free = np.isin(np.arange(table.shape[0]), core.rows)
        i, j = np.triu_indices(table.shape[0], k=1)
        at, observed = np.flatnonzero(free[i] & free[j]), trades.count_shared(core.block)
        found = _tally(core, observed, draws, seed)
        found["expected"] = found["expected"] + (frame.loc[at, "shared"].to_numpy() - observed)
        frame.loc[at, list(found)] = pd.DataFrame(found, index=at)
    frame["two_sided"] = _double_smaller(frame)
    return frame


def _gather_moments(core: Core, draws: int, rng: np.random.Generator) -> Floats:
    """Sums over chains, by lag: of first and later states, their squares and products."""
    pairs = len(core.rows) * (len(core.rows) - 1) // 2
    moments = np.zeros((len(LAGS), 5, pairs + 1))
    most, _ = trades.plan_walk(core, draws, trades.TRADES)
    rounds = [trades.BURN_IN * LAGS[-1], *np.diff(LAGS, prepend=0).tolist()]
    centre = trades.count_shared(core.block)[:, None]
    for done in range(0, draws, most):
        states = []
        for overlaps in _walk_overlaps(core, min(most, draws - done), rounds, rng):
            shared = overlaps.astype(np.int64)
            cycles = (shared * (shared - 1) - centre * (centre - 1)).sum(axis=0) / 2
            states.append(np.vstack([cycles, shared - centre]))
        x, *later = states
        moments += [[term.sum(axis=1) for term in (x, y, x**2, y**2, x * y)] for y in later]
    return moments


def describe_mixing(matrix: Any, *, draws: int, seed: int, allowed: Any = None) -> pd.DataFrame:
    """Show how soon trades make a table forget where it was: how many to put between draws.

    Chains (`draws`, 2 at least) are compared with themselves some rounds later: Carstens et al.
    (2018), ESA 2018, 11:1–11:15. Enough are the rounds at which autocorrelations are below 0.05, or
    not to be told from 0. By rounds (`trades`, 1 to 20): those of the number of 4-cycles, `cycles`,
    of the overlaps of all pairs of rows, `overlaps`, and of the slowest pair, `slowest`, which
    chance lifts; `error`, their standard error where they are 0; NaN where nothing varies.

    Examples
    --------
    >>> mixing = describe_mixing([[1, 0, 1, 1], [0, 1, 0, 0], [1, 0, 0, 1]], draws=2000, seed=1)
    >>> (mixing.set_index("trades").loc[[1, 10], "overlaps"] < 0.1).tolist()
    [False, True]
    """
    core = trades.find_core(trades.read_matrix(matrix), allowed)
    if draws < 2:
        raise ValueError(f"draws={draws}: at least 2 are needed")
    frame = pd.DataFrame({"trades": LAGS, "cycles": np.nan, "overlaps": np.nan, "slowest": np.nan})
    frame["error"] = draws**-0.5
    if not len(core.rows):
        return frame
    moments = _gather_moments(core, draws, np.random.default_rng(seed)) / draws
    for row, (x, y, xx, yy, xy) in enumerate(moments):
        covariance = xy - x * y
        spread = np.sqrt(np.maximum(0, xx - x**2) * np.maximum(0, yy - y**2))
        single = np.divide(
            covariance, spread, out=np.full_like(spread, np.nan), where=spread > 1e-12
        )
        frame.loc[row, "cycles"] = single[0]
        if not np.isnan(single[1:]).all():
            frame.loc[row, "overlaps"] = covariance[1:].sum() / spread[1:].sum()
            frame.loc[row, "slowest"] = np.nanmax(single[1:])
    return frame
