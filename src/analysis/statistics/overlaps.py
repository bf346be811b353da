"""Overlaps of the rows of a two-mode table against what its margins alone would produce."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.statistics.trades import (
    Bools,
    Core,
    Floats,
    Ints,
    check_draws,
    class_degrees,
    climb_stairs,
    count_chains,
    count_shared,
    double_smaller,
    find_core,
    free_blocks,
    is_wide,
    margins,
    plan_rounds,
    read_matrix,
    strip_core,
    tabulate_pairs,
    walk_cube,
    walk_links,
)

METHODS = ("benjamini-hochberg", "holm")


def _step_down(pvalues: Floats) -> Floats:
    order = np.argsort(pvalues, kind="stable")
    factors = np.arange(len(pvalues), 0, -1)
    adjusted = np.empty_like(pvalues)
    adjusted[order] = np.minimum(1, np.maximum.accumulate(pvalues[order] * factors))
    return adjusted


def _check(name: str, values: Floats) -> None:
    if not ((values >= 0) & (values <= 1)).all():
        raise ValueError(f"{name} must lie between 0 and 1, none missing")


def correct_pvalues(
    pvalues: Any, *, method: str = "benjamini-hochberg", attainable: Any = None, level: float = 0.05
) -> "pd.Series[float]":
    """Adjust p-values for the number of tests, over the tests that could reject.

    The family consists of the tests whose smallest attainable p is at most `level`; its size is
    the number of tests m in the correction. A test outside the family could not have rejected
    even alone, whatever had been observed: it is not corrected but left out, and its adjusted
    value is missing (NaN). As the attainable minimum follows from the margins and not from the
    overlap observed, the choice of the family does not disturb the level. Reject where the
    adjusted value is at most `level`.

    Parameters
    ----------
    pvalues
        Array or Series.
    method
        "benjamini-hochberg" (false discovery rate) or "holm" (familywise error).
    attainable
        Smallest p that each test can give, of the same length (and for the same tail), as the
        columns `attainable_*` of `fixed_degree_pvalues`; None: all tests are corrected.
    level
        The level meant for the decision.

    Returns
    -------
    pandas.Series
        Adjusted p-values with the index of `pvalues`; NaN outside the family.

    Raises
    ------
    ValueError
        If the method is unknown, lengths differ or values are no probabilities.

    References
    ----------
    Tarone (1990), Biometrics 46, 515–522; Gilbert (2005), Applied Statistics 54, 143–158: tests
    that cannot reject are left out. Benjamini and Hochberg (1995), JRSS B 57, 289–300: valid for
    independent and positively dependent tests. Holm (1979), Scandinavian Journal of Statistics
    6, 65–70: valid for any dependence.

    Examples
    --------
    >>> correct_pvalues([0.01, 0.02, 0.9, 0.5], attainable=[0.001, 0.01, 0.02, 0.2]).tolist()
    [0.03, 0.03, 0.9, nan]
    >>> correct_pvalues([0.01, 0.02, 0.9], method="holm").tolist()
    [0.03, 0.04, 0.9]
    """
    if method not in METHODS:
        raise ValueError(f"{method!r} is no method: {' or '.join(METHODS)}")
    index = pvalues.index if isinstance(pvalues, pd.Series) else None
    values = np.asarray(pvalues, dtype=np.float64)
    least = np.zeros(len(values)) if attainable is None else np.asarray(attainable, np.float64)
    if least.shape != values.shape:
        raise ValueError(f"{len(values)} p-values, but {len(least)} attainable ones")
    _check("p-values", values)
    _check("attainable p-values", least)
    family = least <= level
    adjusted = np.full(len(values), np.nan)
    if family.any() and method == "holm":
        adjusted[family] = _step_down(values[family])
    elif family.any():
        from scipy.stats import false_discovery_control

        adjusted[family] = false_discovery_control(values[family], method="bh")
    return pd.Series(adjusted, index=index, name="adjusted")


BLOCK = 4096
CELLS = 65_536


def _tilt(logits: Floats, counts: Ints, target: Floats) -> Floats:
    """Find the t at which the sum of counts × expit(logit + t) is the target, to 0.01.

    Newton's steps, halving the bracket where one would leave it. The tails are exact for any t:
    it only has to bring the mean close to the target.
    """
    from scipy.special import expit

    finite = np.abs(logits[np.isfinite(logits)])
    bound = float(finite.max(initial=0.0)) + np.log(counts.sum() + 1.0) + 2.0
    t, low, high = np.zeros(len(logits)), np.full(len(logits), -bound), np.full(len(logits), bound)
    for _ in range(60):
        p = expit(logits + t[:, None])
        off = p @ counts - target
        if (np.abs(off) < 0.01).all():
            break
        low, high = np.where(off < 0, t, low), np.where(off < 0, high, t)
        p *= 1 - p
        slope = np.maximum(p @ counts, 1e-300)
        moved = t - off / slope
        t = np.where((moved > low) & (moved < high), moved, (low + high) / 2)
    return np.asarray(t)


def _invert(tilted: Floats, counts: Ints, length: int, spread: float) -> Floats:
    """Probabilities of the sums 0 … length − 1, modulo length, from the characteristic function.

    On the unit circle |1 + q (z − 1)|² is 1 − x with x = 4 q (1 − q) sin² θ/2: in the form log1p
    small q lose no digits. Where x nears 1, the form by real and imaginary part loses none.
    As 1 − x ≤ exp(−x), the function is below 1e-20 where 2 × spread (or more) × sin² θ/2 is above
    46: angles beyond are not computed.
    """
    angle = 2 * np.pi * np.arange(length // 2 + 1) / length
    angle = angle[2 * spread * np.sin(angle / 2) ** 2 <= 46]
    bend, sine = np.sin(angle / 2) ** 2, np.sin(angle)
    size = np.zeros((len(tilted), len(angle)))
    phase = np.zeros_like(size)
    with np.errstate(divide="ignore"):
        for q, count in zip(tilted.T[:, :, None], counts, strict=True):
            real, imaginary = 1 - 2 * q * bend, q * sine
            squared = -4 * q * (1 - q) * bend
            small = 0.5 * np.log1p(np.maximum(squared, -0.5))
            if squared.min() < -0.5:
                small = np.where(squared < -0.5, np.log(np.hypot(real, imaginary)), small)
            size += count * small
            phase += count * np.arctan2(imaginary, real)
    # irfft fills up with zeros.
    return np.fft.irfft(np.exp(size - 1j * phase), length)


def _sum_tail(
    tilted: Floats, counts: Ints, observed: Ints, shift: tuple[Floats, Floats], length: int
) -> tuple[Floats, Floats]:
    """Sum from the observed value away from the mean: the tail, and its first probability."""
    t, scale = shift
    spread = float(((tilted * (1 - tilted)) @ counts).min())
    masses = np.maximum(0, _invert(tilted, counts, length, spread))
    away: Ints = (2 * (t > 0) - 1).astype(np.int64)[:, None]
    sums: Ints = observed[:, None] + away * np.arange(length // 2, dtype=np.int64)
    inside = (sums >= 0) & (sums <= counts.sum())
    weights = np.exp(np.where(inside, scale[:, None] - sums * t[:, None], -np.inf))
    terms = np.take_along_axis(masses, sums % length, axis=1) * weights
    return terms[:, ::-1].sum(axis=1), terms[:, 0]


def _group_alike(lengths: Ints, spread: Floats) -> Iterator[Ints]:
    """Group sums by the length of their transform and by spread, few at a time for the caches."""
    order = np.lexsort((spread, lengths))
    for part in np.split(order, np.flatnonzero(np.diff(lengths[order])) + 1):
        # Few angles of many sums, or many of few.
        step = max(16, CELLS // int(lengths[part[0]]))
        yield from (part[start : start + step] for start in range(0, len(part), step))


def _tails(q: Floats, counts: Ints, observed: Ints) -> tuple[Floats, Floats]:
    from scipy.special import expit, logit

    least, most = (q == 1) @ counts, (q > 0) @ counts
    logits = logit(q)
    t = _tilt(logits, counts, np.clip(observed, least + 0.5, np.maximum(most, 1) - 0.5))
    t = np.where(least < most, t, 0.0)
    tilted = expit(logits + t[:, None])
    grow = np.expm1(t)[:, None]
    # log of the generating function at exp(t); for large t in the form that cannot overflow.
    with np.errstate(over="ignore"):
        scale: Floats = np.log1p(q * grow) @ counts
    spread = (tilted * (1 - tilted)) @ counts
    # Bernstein: beyond this reach the tilted sum has less than 1e-19 of its mass.
    reach = np.minimum(counts.sum(), 15 + np.sqrt(225 + 90 * spread))
    lengths = 2 ** np.ceil(np.log2(2 * reach + 2)).astype(int)
    near, first = np.zeros(len(q)), np.zeros(len(q))
    for of in _group_alike(lengths, spread):
        near[of], first[of] = _sum_tail(
            tilted[of], counts, observed[of], (t[of], scale[of]), int(lengths[of[0]])
        )
    far = 1 - near + first
    upper, lower = np.where(t > 0, near, far), np.where(t > 0, far, near)
    upper = np.where(observed <= least, 1.0, np.where(observed > most, 0.0, upper))
    lower = np.where(observed >= most, 1.0, np.where(observed < least, 0.0, lower))
    return np.clip(upper, 0, 1), np.clip(lower, 0, 1)


def poisson_binomial_tails(
    probabilities: Any, observed: Any, *, counts: Any = None
) -> tuple[Floats, Floats]:
    """Give both tails of sums of independent 0/1 variables, exactly.

    The distribution is tilted so that its mean is the observed value, inverted by a fast Fourier
    transform just long enough for what lies around it, and tilted back: tails of any size keep
    about twelve significant digits where they are the smaller one.

    Parameters
    ----------
    probabilities
        Sums by classes: in each row the probabilities of one sum's variables.
    observed
        The observed value of each sum, whole numbers.
    counts
        How many variables each class (column) stands for; None: one each.

    Returns
    -------
    upper, lower : numpy.ndarray
        Probabilities of at least and of at most the observed value.

    References
    ----------
    Hong (2013), Computational Statistics & Data Analysis 59, 41–51, for the transform.

    Examples
    --------
    >>> upper, lower = poisson_binomial_tails([[0.5, 0.5], [0.1, 0.2]], [1, 2])
    >>> upper.round(12).tolist(), lower.round(12).tolist()
    ([0.75, 0.02], [0.75, 1.0])
    """
    q = np.asarray(probabilities, dtype=np.float64)
    values = np.asarray(observed, dtype=np.int64)
    many = np.ones(q.shape[-1], np.int64) if counts is None else np.asarray(counts, np.int64)
    if q.ndim != 2 or values.shape != q.shape[:1] or many.shape != q.shape[1:]:
        raise ValueError(f"shapes do not match: {q.shape}, {values.shape}, {many.shape}")
    if not ((q >= 0) & (q <= 1)).all() or (many < 1).any():
        raise ValueError("probabilities lie between 0 and 1, and counts are at least 1")
    upper, lower = np.ones(len(q)), np.ones(len(q))
    for start in range(0, len(q), BLOCK):
        of = slice(start, start + BLOCK)
        upper[of], lower[of] = _tails(q[of], many, values[of])
    return upper, lower


Side = tuple[Ints, Ints]


def _likelihood(theta: Floats, phi: Floats, rows: Side, columns: Side) -> float:
    (k, m), (d, n) = rows, columns
    links = m @ np.logaddexp(0, theta[:, None] + phi) @ n
    return float((m * k) @ theta + (n * d) @ phi - links)


def _newton_step(p: Floats, rows: Side, columns: Side) -> tuple[Floats, float]:
    """Give Newton's step for both sides, and how far the expected degrees are off."""
    (k, m), (d, n) = rows, columns
    weights = m[:, None] * (p * (1 - p)) * n
    off_rows, off_columns = m * (k - p @ n), n * (d - m @ p)
    hessian = np.block(
        [[np.diag(weights.sum(axis=1)), weights], [weights.T, np.diag(weights.sum(axis=0))]]
    )
    # A constant may move from rows to columns: the last column's parameter stays.
    gradient = np.concatenate([off_rows, off_columns])
    step = np.zeros(len(gradient))
    step[:-1] = np.linalg.solve(hessian[:-1, :-1], gradient[:-1])
    relative = np.concatenate([off_rows / (m * k), off_columns / (n * d)])
    return step, float(np.abs(relative).max())


def _fit_block(rows: Side, columns: Side) -> Floats:
    """Fit one block of free cells: a few fixed-point steps, then Newton with step halving."""
    from scipy.special import expit

    (k, m), (d, n) = rows, columns
    total = float(m @ k)
    x, y = k / np.sqrt(total), d / np.sqrt(total)
    for _ in range(10):
        x = k / ((y / (1 + np.outer(x, y))) @ n)
        y = d / (m @ (x[:, None] / (1 + np.outer(x, y))))
    theta, phi = np.log(x), np.log(y)
    best, fitted = np.inf, np.zeros((len(k), len(d)))
    for _ in range(200):
        p = np.asarray(expit(theta[:, None] + phi))
        step, off = _newton_step(p, rows, columns)
        # At the rounding limit no step helps any more: the best fit seen counts.
        if off >= best and best < 1e-9:
            break
        if off < best:
            best, fitted = off, p
        height = _likelihood(theta, phi, rows, columns)
        size = 1.0
        while size > 1e-8:
            moved = theta + size * step[: len(k)], phi + size * step[len(k) :]
            if _likelihood(*moved, rows, columns) >= height - 1e-12 * abs(height):
                break
            size /= 2
        theta, phi = moved
    if best > 1e-9:
        raise RuntimeError(f"the fit stays off the degrees by a factor of {best:.1e}")
    return fitted


def _fit_classes(rows: Side, columns: Side) -> Floats:
    """Link probabilities of classes of rows by classes of columns, forced cells exactly 0 or 1."""
    fitted = np.zeros((len(rows[0]), len(columns[0])))
    points = climb_stairs(rows, columns)
    for a, b in points:
        fitted[:a, :b] = 1.0
    for block_rows, block_columns in free_blocks(points):
        # What the block has to supply itself: beyond the ones forced to its left and above it.
        k = rows[0][block_rows] - columns[1][: block_columns.start].sum()
        d = columns[0][block_columns] - rows[1][: block_rows.start].sum()
        fitted[block_rows, block_columns] = _fit_block(
            (k, rows[1][block_rows]), (d, columns[1][block_columns])
        )
    return fitted


def configuration_probabilities(matrix: Any) -> Floats:
    """Fit the bipartite configuration model by maximum likelihood.

    Every link is drawn by itself, with the probability x y / (1 + x y) of its row and column;
    the expected degrees are the observed ones. Cells that the margins force (rows and columns
    with no or all links, and blocks such as those of nested tables) get exactly 0 or 1, which
    is the limit of the fit.

    Parameters
    ----------
    matrix
        0/1, dense or scipy.sparse.

    Returns
    -------
    numpy.ndarray
        Probabilities (float64) in the shape of the matrix.

    Raises
    ------
    ValueError
        If the matrix is empty or not binary.

    References
    ----------
    Saracco, Di Clemente, Gabrielli and Squartini (2015), Scientific Reports 5, 10595.

    Examples
    --------
    >>> configuration_probabilities([[0, 0, 1], [0, 1, 0], [1, 0, 1]]).round(6).tolist()[2]
    [0.568441, 0.568441, 0.863117]
    """
    rows, columns = margins(read_matrix(matrix))
    k, m, row_class = class_degrees(rows)
    d, n, column_class = class_degrees(columns)
    return _fit_classes((k, m), (d, n))[np.ix_(row_class, column_class)]


def configuration_pvalues(matrix: Any, *, labels: Sequence[Any] | None = None) -> pd.DataFrame:
    """Judge how many columns each two rows share, by the bipartite configuration model.

    The number shared is a sum of independent 0/1 variables with unequal probabilities; its
    tails are exact. The degrees hold on average only, those of the draws vary: overlaps scatter
    more than with fixed degrees, and columns of degree 1, which can never be shared where
    degrees are fixed, add to the expected overlap here.

    Parameters
    ----------
    matrix
        0/1, dense or scipy.sparse; its rows are judged.
    labels
        Names of the rows; by default their numbers from 0.

    Returns
    -------
    pandas.DataFrame
        One row per pair of rows i < j: `first`, `second`; `shared` (int64); `expected`; `upper`
        and `lower`, the probabilities of sharing at least and at most as many; `two_sided`,
        twice the smaller of them, at most 1.

    Raises
    ------
    ValueError
        If the matrix is empty or not binary, or the labels do not fit.

    References
    ----------
    Saracco, Straka, Di Clemente, Gabrielli, Caldarelli and Squartini (2017), New Journal of
    Physics 19, 053022.

    Examples
    --------
    >>> frame = configuration_pvalues([[0, 0, 1], [0, 1, 0], [1, 0, 1]])
    >>> frame.loc[1, ["first", "second", "shared"]].tolist(), round(float(frame.loc[1, "upper"]), 4)
    ([0, 2, 1], 0.6079)
    """
    table = read_matrix(matrix)
    rows, columns = margins(table)
    k, m, row_class = class_degrees(rows)
    d, n, _ = class_degrees(columns)
    fitted = _fit_classes((k, m), (d, n))
    frame = tabulate_pairs(table.shape[0], labels)
    i, j = np.triu_indices(table.shape[0], k=1)
    shared = count_shared(table)
    low, high = np.minimum(row_class[i], row_class[j]), np.maximum(row_class[i], row_class[j])
    cases, case = np.unique(np.stack([low, high, shared]), axis=1, return_inverse=True)
    upper, lower = np.ones(cases.shape[1]), np.ones(cases.shape[1])
    for start in range(0, cases.shape[1], 4096):
        one, other, value = cases[:, start : start + 4096]
        of = slice(start, start + len(one))
        upper[of], lower[of] = poisson_binomial_tails(fitted[one] * fitted[other], value, counts=n)
    case = case.reshape(-1)
    frame["shared"] = shared
    frame["expected"] = ((fitted * n) @ fitted.T)[row_class[i], row_class[j]]
    frame["upper"], frame["lower"] = upper[case], lower[case]
    frame["two_sided"] = double_smaller(upper[case], lower[case])
    return frame


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


LAGS = (1, 2, 3, 5, 7, 10, 15, 20)


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
    >>> from analysis.graph.build import incidence
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
        for step, found in enumerate(walk_overlaps(core, chains, rounds, rng)):
            overlaps = found.astype(np.int64)
            cycles = (overlaps * (overlaps - 1) - centre * (centre - 1)).sum(axis=0) / 2
            state = np.vstack([cycles, overlaps - centre])
            if step == 0:
                first = state
                continue
            terms = (first, state, first**2, state**2, first * state)
            moments[step - 1] += [term.sum(axis=1) for term in terms]
        done += chains
    return moments
