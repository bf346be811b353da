"""Nestedness of a two-mode graph: whether small sets of members lie within larger ones."""

from math import comb, fsum
from typing import Any

import networkx as nx
import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from analysis.modes import Incidence, join_sides, split_modes

Counts = npt.NDArray[np.int64]


def _add_rows(matrix: Any) -> Counts:
    return np.asarray(matrix.sum(axis=1), dtype=np.int64).ravel()


def _read_matrix(given: Any) -> Incidence:
    if isinstance(given, nx.Graph):
        networks, members = split_modes(given)
        return join_sides(given, networks, members)
    compressed: bool = sparse.issparse(given)
    cells: Any = given if compressed else np.asarray(given, dtype=np.float64)
    if cells.ndim != 2:
        raise ValueError(f"the matrix has {cells.ndim} dimension(s), not rows and columns")
    matrix: Incidence = sparse.csr_array(cells, copy=True)
    matrix.sum_duplicates()
    matrix.eliminate_zeros()
    odd = matrix.data[matrix.data != 1]
    if len(odd):
        raise ValueError(f"the matrix holds {odd[0]}: an incidence matrix holds 0 and 1 alone")
    whole: Incidence = matrix.astype(np.int64)
    return whole


def _pair_rows(matrix: Incidence) -> float:
    """Add up, over the pairs of rows of unequal fill, the share of the emptier in the fuller."""
    fill = _add_rows(matrix)
    shared = np.zeros(matrix.shape[0], dtype=np.int64)
    columns = sparse.csc_array(matrix)
    for start, end in zip(columns.indptr[:-1], columns.indptr[1:], strict=True):
        rows = columns.indices[start:end]
        fills = np.sort(fill[rows])
        # Each cell meets, in its column, the cells of the rows that are strictly fuller.
        shared[rows] += len(rows) - np.searchsorted(fills, fill[rows], side="right")
    filled = fill > 0
    return fsum((shared[filled] / fill[filled]).tolist())


def measure_nestedness(given: Any, *, keep_empty: bool = False) -> "pd.Series[Any]":
    """Measure how far the smaller lists lie within the larger ones (NODF).

    Parameters
    ----------
    given
        A two-mode graph, whose networks are the rows and whose members are the columns; or a
        matrix of 0 and 1: array, frame or scipy.sparse.
    keep_empty
        Whether empty rows and columns count as rows and columns. Their pairs then add 0, as in
        the R package vegan; by default they are left out: an empty list lies in no other.

    Returns
    -------
    pandas.Series
        `rows`, `columns` (int), how many were compared; `empty_rows`, `empty_columns` (int), how
        many are empty; `fill`, the share of ones in what was compared; and from 0 to 100
        `nodf_rows`, `nodf_columns`, the mean over all pairs of rows, or of columns, and `nodf`,
        the mean over both kinds of pairs. NaN without pairs.

    Raises
    ------
    ValueError
        If the graph is not two-mode or the matrix holds anything but 0 and 1.

    Notes
    -----
    A pair counts the share of the ones of the emptier row that the fuller row has as well, times
    100. A pair of rows of equal fill counts 0, even where they are the same ("decreasing fill"),
    so that a matrix full of ones has 0. Rows and columns are compared by falling fill: their order
    does not matter, nor does that of ties.

    References
    ----------
    Almeida-Neto, Guimarães, Guimarães, Loyola and Ulrich (2008), Oikos 117, 1227–1239.

    Examples
    --------
    >>> matrix = [
    ...     [1, 0, 1, 1, 1],
    ...     [1, 1, 1, 0, 0],
    ...     [0, 1, 1, 1, 0],
    ...     [1, 1, 0, 0, 0],
    ...     [1, 1, 0, 0, 0],
    ... ]
    >>> measure_nestedness(matrix)[["nodf_rows", "nodf_columns", "nodf"]].astype(float).round(2)
    nodf_rows       53.33
    nodf_columns    63.33
    nodf            58.33
    dtype: float64
    """
    matrix = _read_matrix(given)
    flipped = sparse.csr_array(matrix.T)
    sizes = matrix.shape
    empty = int((_add_rows(matrix) == 0).sum()), int((_add_rows(flipped) == 0).sum())
    rows, columns = sizes if keep_empty else (sizes[0] - empty[0], sizes[1] - empty[1])
    nested = 100 * _pair_rows(matrix), 100 * _pair_rows(flipped)
    pairs = comb(rows, 2), comb(columns, 2)
    numbers = {
        "rows": rows,
        "columns": columns,
        "empty_rows": empty[0],
        "empty_columns": empty[1],
        "fill": int(matrix.nnz) / (rows * columns) if rows * columns else float("nan"),
        "nodf_rows": nested[0] / pairs[0] if pairs[0] else float("nan"),
        "nodf_columns": nested[1] / pairs[1] if pairs[1] else float("nan"),
        "nodf": sum(nested) / sum(pairs) if sum(pairs) else float("nan"),
    }
    return pd.Series(numbers, dtype="object")
