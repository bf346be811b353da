"""Margins of 0/1 matrices: checked input, cells that the margins force, and pairs of rows."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

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
