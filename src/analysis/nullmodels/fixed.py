"""Overlaps of rows against all matrices with the same margins: p-values."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.nullmodels.curveball import count_chains, is_wide, plan_rounds, strip_core
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
from analysis.nullmodels.trades import Bools, Core, walk_cube, walk_links

GROUPS = 100

# Overlaps, in integers of any size.
Counts = NDArray[Any]


def _pack_columns(cube: Bools) -> NDArray[np.uint64]:
    """64 columns to a word: words × rows × chains; numpy.packbits is slow along the first axis."""
    columns, rows, chains = cube.shape
    words = -(-max(columns, 1) // 64)
    packed = np.zeros((8 * words, rows, chains), np.uint8)
    for column, cells in enumerate(cube.view(np.uint8)):
        packed[column // 8] |= cells << (column % 8)
    moved = packed.reshape(words, 8, rows, chains).transpose(0, 2, 3, 1)
    return np.ascontiguousarray(moved).view(np.uint64)[..., 0]


def _count_overlaps(cube: Bools) -> Counts:
    """Pairs of rows × chains, the columns shared, in the smallest integers that hold them."""
    bits = _pack_columns(cube)
    rows = cube.shape[1]
    dtype = np.min_scalar_type(64 * len(bits))
    met = [
        np.add.reduce(np.bitwise_count(bits[:, i, None] & bits[:, i + 1 :]), axis=0, dtype=dtype)
        for i in range(rows - 1)
    ]
    return np.concatenate(met)


def walk_overlaps(
    core: Core, chains: int, rounds: Iterable[int], rng: np.random.Generator
) -> Iterator[Counts]:
    """Walk chains; give the overlaps of all pairs of rows, pairs × chains, after each number."""
    if is_wide(core):
        for state, _ in walk_links(core, rounds, rng):
            yield count_shared(state)[:, None]
    else:
        for cube, _ in walk_cube(core, chains, rounds, rng):
            yield _count_overlaps(cube)


def _count_true(cells: Bools) -> Ints:
    """Count along the rows, eight cells at a time."""
    return np.asarray(np.bitwise_count(np.packbits(cells, axis=1)).sum(axis=1, dtype=np.int64))


def _meet_extreme(best: Ints, seen: Ints, values: Counts, sign: int) -> None:
    """Update in place the most extreme value of each pair and how often it was met."""
    extreme = values.max(axis=1) if sign > 0 else values.min(axis=1)
    times = _count_true(values == extreme[:, None])
    largest = sign * extreme.astype(np.int64)
    seen[:] = np.where(largest > best, times, np.where(largest == best, seen + times, seen))
    best[:] = np.maximum(best, largest)


def _sum_groups(hits: Bools, groups: int) -> Ints:
    """Sum every so-manieth column: pairs × groups."""
    whole = hits.shape[1] // groups * groups
    parts = hits[:, :whole].view(np.uint8).reshape(len(hits), -1, groups)
    sums = np.add.reduce(parts, axis=1, dtype=np.uint16).astype(np.int64)
    sums[:, : hits.shape[1] - whole] += hits[:, whole:]
    return np.asarray(sums)


def _tally(
    core: Core, observed: Ints, draws: int, trades: int | None, seed: int
) -> dict[str, NDArray[Any]]:
    """Sum up what the draws say of each pair: means, and how often each tail was reached."""
    chains = count_chains(core, draws)
    rounds = plan_rounds(-(-draws // chains), trades)
    # Chains are independent; a single chain is cut into stretches.
    groups = min(GROUPS, chains if chains > 1 else max(1, int(draws**0.5)))
    pairs = len(observed)
    total, members = np.zeros(pairs), np.zeros(groups)
    reached = np.zeros((2, groups, pairs))
    # The observed matrix is one of those with its margins.
    best, seen = np.stack([observed, -observed]), np.zeros((2, pairs), np.int64)
    rng = np.random.default_rng(seed)
    for step, overlaps in enumerate(walk_overlaps(core, chains, rounds, rng)):
        values = overlaps[:, : draws - step * chains]
        limit = observed.astype(values.dtype)[:, None]
        of = (
            slice(None) if chains > 1 else slice(step * groups // draws, step * groups // draws + 1)
        )
        size = reached[0, of].shape[0]
        members[of] += np.bincount(np.arange(values.shape[1]) % size, minlength=size)
        total += values.sum(axis=1)
        for side, hits in enumerate((values >= limit, values <= limit)):
            reached[side, of] += _sum_groups(hits, size).T
            _meet_extreme(best[side], seen[side], values, 1 - 2 * side)
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
