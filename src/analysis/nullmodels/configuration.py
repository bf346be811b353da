"""The bipartite configuration model: links independent, degrees right on average."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.nullmodels.margins import (
    Floats,
    Ints,
    class_degrees,
    climb_stairs,
    count_shared,
    double_smaller,
    free_blocks,
    margins,
    read_matrix,
    tabulate_pairs,
)
from analysis.nullmodels.tails import poisson_binomial_tails

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
