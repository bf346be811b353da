"""Overlaps of rows against all matrices with the same margins: p-values and mixing."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.nullmodels.curveball import (
    Bools,
    Core,
    count_chains,
    is_wide,
    plan_rounds,
    strip_core,
    walk_cube,
    walk_lists,
)
from analysis.nullmodels.margins import (
    Floats,
    Ints,
    check_draws,
    count_shared,
    double_smaller,
    find_core,
    read_matrix,
    tabulate_pairs,
)

GROUPS = 100
LAGS = (1, 2, 3, 5, 7, 10, 15, 20)


def _count_overlaps(cube: Bools) -> Ints:
    """Pairs of rows × chains, the columns shared; 64 columns to a word."""
    columns, rows, chains = cube.shape
    words = -(-max(columns, 1) // 64)
    packed = np.zeros((8 * words, rows, chains), np.uint8)
    packed[: -(-columns // 8)] = np.packbits(cube, axis=0)
    moved = np.ascontiguousarray(packed.reshape(words, 8, rows, chains).transpose(0, 2, 3, 1))
    bits = moved.view(np.uint64)[..., 0]
    met = [
        np.bitwise_count(bits[:, i, None] & bits[:, i + 1 :]).sum(axis=0, dtype=np.int64)
        for i in range(rows - 1)
    ]
    return np.concatenate(met)


def _walk_overlaps(
    core: Core, chains: int, rounds: Iterable[int], rng: np.random.Generator
) -> Iterator[Ints]:
    if is_wide(core):
        for state, _ in walk_lists(core, rounds, rng):
            yield count_shared(state)[:, None]
    else:
        for cube, _ in walk_cube(core, chains, rounds, rng):
            yield _count_overlaps(cube)


def _meet_extreme(best: Ints, seen: Ints, values: Ints) -> None:
    """Update in place the largest value of each pair and how often it was met."""
    largest = values.max(axis=1)
    times = (values == largest[:, None]).sum(axis=1)
    seen[:] = np.where(largest > best, times, np.where(largest == best, seen + times, seen))
    best[:] = np.maximum(best, largest)


def _group(step: int, chains: int, draws: int) -> Ints:
    """Group of each chain's draw: independent chains, or stretches of a single chain."""
    if chains > 1:
        return np.arange(chains) * min(GROUPS, chains) // chains
    count = max(1, min(GROUPS, int(draws**0.5)))
    return np.array([step * count // draws])


def _tally(
    core: Core, observed: Ints, draws: int, trades: int | None, seed: int
) -> dict[str, NDArray[Any]]:
    """Sum up what the draws say of each pair: means, and how often each tail was reached."""
    chains = count_chains(core, draws)
    rounds = plan_rounds(-(-draws // chains), trades)
    pairs = len(observed)
    total, members = np.zeros(pairs), np.zeros(GROUPS)
    reached = np.zeros((2, GROUPS, pairs))
    # The observed matrix is one of those with its margins.
    best, seen = np.stack([observed, -observed]), np.zeros((2, pairs), np.int64)
    rng = np.random.default_rng(seed)
    for step, overlaps in enumerate(_walk_overlaps(core, chains, rounds, rng)):
        values = overlaps[:, : draws - step * chains]
        group = _group(step, chains, draws)[: values.shape[1]]
        starts = np.flatnonzero(np.diff(group, prepend=-1))
        members[group[starts]] += np.diff(starts, append=len(group))
        total += values.sum(axis=1)
        for side, sign in enumerate((1, -1)):
            hits = sign * values >= sign * observed[:, None]
            sums = np.add.reduceat(hits, starts, axis=1, dtype=np.int64)
            reached[side][group[starts]] += sums.T
            _meet_extreme(best[side], seen[side], sign * values)
    counts = reached.sum(axis=1)
    tails = (counts + 1) / (draws + 1)
    return {
        "expected": total / draws,
        "upper": tails[0],
        "lower": tails[1],
        "upper_error": _error(reached[0], members, draws),
        "lower_error": _error(reached[1], members, draws),
        "attainable_upper": (seen[0] + 1) / (draws + 1),
        "attainable_lower": (seen[1] + 1) / (draws + 1),
    }


def _error(reached: Floats, members: Floats, draws: int) -> Floats:
    """Standard error of each tail: by the scatter of groups, not below that of free draws."""
    hits, sizes = reached[members > 0], members[members > 0]
    share = (hits.sum(axis=0) + 1) / (draws + 1)
    free = np.sqrt(share * (1 - share) / draws)
    if len(sizes) < 2:
        return np.asarray(free)
    off = hits - sizes[:, None] * hits.sum(axis=0) / draws
    grouped = np.sqrt((off**2).sum(axis=0) * len(sizes) / (len(sizes) - 1)) / draws
    return np.asarray(np.maximum(free, grouped))


def fixed_degree_pvalues(
    matrix: Any,
    *,
    draws: int,
    seed: int,
    trades: int | None = None,
    labels: Sequence[Any] | None = None,
) -> pd.DataFrame:
    """Judge how many columns each two rows share, against all matrices with the same margins.

    Parameters
    ----------
    matrix
        0/1, dense or scipy.sparse; its rows are judged.
    draws, seed, trades
        As in `fixed_degree_samples`.
    labels
        Names of the rows; by default their numbers from 0.

    Returns
    -------
    pandas.DataFrame
        One row per pair of rows i < j: `first`, `second`; `shared` (int64); `expected`, the mean
        of the draws; `upper` and `lower`, (b + 1) / (draws + 1), where b draws share at least, or
        at most, as many; `two_sided`, twice the smaller of them, at most 1; `upper_error`
        and `lower_error`, their Monte Carlo standard errors (by the scatter between groups of
        chains, which counts in that draws of one chain resemble each other, and not below
        those of independent draws); `attainable_upper` and `attainable_lower`, the smallest
        tail that the pair can give, from the largest and smallest overlap met (of a larger
        one that no draw met, the chance is of the order of 1 / draws); `draws` (int64).

    Raises
    ------
    ValueError
        If the matrix is empty or not binary, draws or trades are below 1, or the labels do not
        fit.

    References
    ----------
    Neal (2014), Social Networks 39, 84–97, and Neal, Domagalski and Sagan (2021), Scientific
    Reports 11, 23929, on the fixed degree sequence model; Phipson and Smyth (2010), Statistical
    Applications in Genetics and Molecular Biology 9, 39, on (b + 1) / (N + 1).

    Examples
    --------
    >>> table = [[1, 0, 1, 1], [0, 1, 0, 0], [1, 0, 0, 1]]
    >>> frame = fixed_degree_pvalues(table, draws=4000, seed=1, labels=["a", "b", "c"])
    >>> int(frame.loc[1, "shared"]), bool(abs(frame.loc[1, "upper"] - 1 / 4) < 0.03)
    (2, True)
    """
    table = read_matrix(matrix)
    check_draws(draws)
    plan_rounds(1, trades)
    frame = tabulate_pairs(table.shape[0], labels)
    shared = count_shared(table)
    # A pair with a row that the margins force shares the same in all matrices.
    frame["shared"], frame["expected"] = shared, shared.astype(np.float64)
    names = ("upper", "lower", "two_sided", "upper_error", "lower_error")
    for name in (*names, "attainable_upper", "attainable_lower"):
        frame[name] = 0.0 if name.endswith("error") else 1.0
    frame["draws"] = np.int64(draws)
    rows, columns = find_core(table)
    if len(rows):
        core, *_ = strip_core(table, rows, columns)
        free = np.isin(np.arange(table.shape[0]), rows)
        i, j = np.triu_indices(table.shape[0], k=1)
        at = np.flatnonzero(free[i] & free[j])
        observed = count_shared(core[0])
        found = _tally(core, observed, draws, trades, seed)
        found["expected"] = found["expected"] + (shared[at] - observed)
        for name, values in found.items():
            frame.loc[at, name] = values
    frame["two_sided"] = double_smaller(frame["upper"].to_numpy(), frame["lower"].to_numpy())
    return frame


def _correlate(moments: Floats, draws: int) -> tuple[Floats, Floats]:
    """Covariances of two states, and the roots of the products of their variances."""
    x, y, xx, yy, xy = moments / draws
    spread = np.maximum(0, xx - x**2) * np.maximum(0, yy - y**2)
    return xy - x * y, np.sqrt(spread)


def describe_mixing(
    matrix: Any, *, draws: int, seed: int, trades: Sequence[int] = LAGS
) -> pd.DataFrame:
    """Show how soon trades make a table forget where it was: how many to put between draws.

    Independent chains are walked past a burn-in (ten times the longest lag) and compared with
    themselves some rounds later. With the rounds of one row of the result between draws, its
    values are the autocorrelations at lag 1: choose the fewest whose autocorrelations are
    below 0.05, or not to be told from 0.

    Parameters
    ----------
    matrix
        0/1, dense or scipy.sparse.
    draws
        How many chains are compared; wide tables take (10 + 1) × the longest lag for each.
    seed
        The same seed gives the same result.
    trades
        Numbers of rounds, rising.

    Returns
    -------
    pandas.DataFrame
        One row per number of rounds, `trades`: autocorrelations of the number of 4-cycles
        (`cycles`) and of the overlaps of all pairs of rows together (`overlaps`), the largest
        of a single pair (`slowest`, which chance lifts where there are many pairs), and the
        standard error of an autocorrelation that is 0 (`error`); NaN where nothing varies.

    Raises
    ------
    ValueError
        If the matrix is empty or not binary, draws are below 2 or the trades do not rise.

    References
    ----------
    Carstens, Hamann, Meyer, Penschuck, Tran and Wagner (2018), ESA 2018, 11:1–11:15.

    Examples
    --------
    >>> from analysis import load
    >>> from analysis.graph import incidence
    >>> matrix, *_ = incidence(load(), kinds=("municipality",))
    >>> mixing = describe_mixing(matrix, draws=500, seed=1, trades=(1, 10))
    >>> (mixing["overlaps"] < 0.05).tolist()
    [False, True]
    """
    table = read_matrix(matrix)
    lags = list(trades)
    if draws < 2 or not lags or min(np.diff(lags, prepend=0)) < 1:
        raise ValueError(f"draws={draws} and trades={lags}: at least 2, and rising from 1")
    rows, columns = find_core(table)
    frame = pd.DataFrame({"trades": np.array(lags, np.int64)})
    for name in ("cycles", "overlaps", "slowest"):
        frame[name] = np.nan
    frame["error"] = draws**-0.5
    if not len(rows):
        return frame
    core, *_ = strip_core(table, rows, columns)
    moments = _gather_moments(core, draws, lags, np.random.default_rng(seed))
    for row, sums in enumerate(moments):
        covariance, spread = _correlate(sums, draws)
        varies = spread > 1e-12
        single = covariance[1:][varies[1:]] / spread[1:][varies[1:]]
        if varies[0]:
            frame.loc[row, "cycles"] = covariance[0] / spread[0]
        if len(single):
            frame.loc[row, "overlaps"] = covariance[1:].sum() / spread[1:].sum()
            frame.loc[row, "slowest"] = single.max()
    return frame


def _gather_moments(core: Core, draws: int, lags: list[int], rng: np.random.Generator) -> Floats:
    """Sums over chains, by lag: of first and later states, their squares and products."""
    pairs = core[0].shape[0] * (core[0].shape[0] - 1) // 2
    moments = np.zeros((len(lags), 5, pairs + 1))
    rounds = [10 * lags[-1], *np.diff(lags, prepend=0).tolist()]
    centre = count_shared(core[0])[:, None]
    done = 0
    while done < draws:
        chains = min(count_chains(core, draws), draws - done)
        first = np.zeros(0)
        for step, overlaps in enumerate(_walk_overlaps(core, chains, rounds, rng)):
            cycles = (overlaps * (overlaps - 1) - centre * (centre - 1)).sum(axis=0) / 2
            state = np.vstack([cycles, overlaps - centre])
            if step == 0:
                first = state
                continue
            terms = (first, state, first**2, state**2, first * state)
            moments[step - 1] += [term.sum(axis=1) for term in terms]
        done += chains
    return moments
