"""Clustering of a two-mode graph: how often paths close to cycles of four.

The functions read the node attribute `bipartite` alone (0 for networks, 1 for members): any
two-mode graph that carries it will do. They refuse a graph that is none.
"""

from typing import Any

import networkx as nx
import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from analysis.modes import (
    Incidence,
    choose_sides,
    join_sides,
    name_nodes,
    predict_bytes,
    split_modes,
)

LIMIT_BYTES = 2_000_000_000
BLOCK = 65_536

Counts = npt.NDArray[np.int64]


def _add_rows(matrix: Any) -> Counts:
    return np.asarray(matrix.sum(axis=1), dtype=np.int64).ravel()


def _share_columns(matrix: Incidence, limit_bytes: int) -> Incidence:
    """Count the columns that each two different rows share; refuse what would not fit, before."""
    predicted = predict_bytes(matrix)
    if predicted > limit_bytes:
        raise ValueError(
            f"the clustering of {matrix.shape[0]:,} nodes may take {predicted:,.0f} bytes, more "
            f"than limit_bytes={limit_bytes:,}. Ways out: a narrower scope (kinds, country, "
            "roles, listings); the other mode, by cluster_locally; or a higher limit_bytes."
        )
    product = (matrix @ matrix.T).tocoo()
    apart = product.row != product.col
    cells = (product.data[apart], (product.row[apart], product.col[apart]))
    return sparse.csr_array(cells, product.shape)


def _count_pairs_of_two(matrix: Incidence, shared: Incidence) -> Counts:
    """Per row, the pairs of other rows that share two columns exactly, both of them its own."""
    above = sparse.triu(shared, k=1).tocoo()
    one, other = above.row[above.data == 2], above.col[above.data == 2]
    rows, width = matrix.shape
    columns = np.zeros((0, 2), dtype=np.int64)
    for start in range(0, len(one), BLOCK):
        of = slice(start, start + BLOCK)
        both = matrix[one[of]].multiply(matrix[other[of]]).tocsr()
        columns = np.concatenate([columns, both.indices.reshape(-1, 2)])
    # Every pair counts for all rows that hold its two columns: its own two, and the third ones.
    ones = np.ones(len(columns), dtype=np.int64)
    of_two = sparse.csr_array((ones, (columns.min(axis=1), columns.max(axis=1))), (width, width))
    counts = _add_rows((matrix @ of_two) * matrix)
    return counts - np.bincount(one, minlength=rows) - np.bincount(other, minlength=rows)


def _count_linked(matrix: Incidence, shared: Incidence, linked: Incidence) -> Counts:
    """Per row j, the sum of shared(j, i) × shared(j, k) over all other, linked rows i and k.

    With few rows these are products of rows by rows. With few columns p and q, the sum over the
    columns of j of the pairs of linked rows i in p and k in q is the same, once j itself is left
    out as i or k.
    """
    rows, columns = matrix.shape
    if rows <= columns:
        blocks = [
            _add_rows((shared[start : start + 256] @ linked) * shared[start : start + 256])
            for start in range(0, rows, 256)
        ]
        return np.concatenate([np.zeros(0, np.int64), *blocks])
    pairs = sparse.csr_array(matrix.T) @ (linked @ matrix)
    own = _add_rows(matrix) * _add_rows(shared)
    return _add_rows((matrix @ pairs) * matrix) - 2 * own


def _count_four_paths(matrix: Incidence, limit_bytes: int) -> tuple[Counts, Counts]:
    """Per row, the 4-paths i–p–j–q–k that it is the middle j of: the closed ones, and all.

    A path is closed if i and k share a column beside p and q. Of i and k that share any, it is
    open only where they share p or q and nothing else, or p and q alone: those are taken off.
    """
    shared = _share_columns(matrix, limit_bytes)
    other_rows = _add_rows(matrix.T) - 1
    through = _add_rows(matrix * other_rows)
    paths = through**2 - _add_rows(matrix * other_rows**2)
    paths -= _add_rows(shared * shared) - _add_rows(shared)
    linked = shared.astype(bool).astype(np.int64)
    closed = _count_linked(matrix, shared, linked)
    closed -= _add_rows(matrix * (other_rows * (other_rows - 1)))
    once = shared.copy()
    once.data = (shared.data == 1).astype(np.int64)
    beside = (once @ matrix) * matrix
    closed -= 2 * _add_rows(((shared - linked) @ beside) * matrix)
    closed -= 4 * _count_pairs_of_two(matrix, shared)
    return closed // 2, paths // 2


def _divide(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")


def cluster_globally(graph: nx.Graph, *, limit_bytes: int = LIMIT_BYTES) -> "pd.Series[Any]":
    """Measure how closed a two-mode graph is.

    Parameters
    ----------
    graph
        A two-mode graph, as from `build_graph`.
    limit_bytes
        Refuse projections predicted to be larger.

    Returns
    -------
    pandas.Series
        Whole numbers and their quotients. `four_cycles`, `three_paths` and `robins_alexander`,
        4 · four_cycles / three_paths: the share of the paths of three edges whose ends are joined.
        Then for each mode (`_networks`, `_members`) `closed_`, `paths_` and `opsahl_`: of the
        paths of four edges from one node of the mode over a second to a third, the share in which
        the ends share a neighbour that is not on the path. A quotient without paths is NaN.

    Raises
    ------
    ValueError
        If the graph is not two-mode or a projection may exceed `limit_bytes`.

    Notes
    -----
    In a complete two-mode graph the measure of Robins and Alexander is 1; that of Opsahl is 1 for
    a mode if the other has three nodes at least, else 0 or without paths, since no third
    neighbour is left that could close them.

    References
    ----------
    Robins and Alexander (2004), Computational & Mathematical Organization Theory 10, 69–94;
    Opsahl (2013), Social Networks 35, 159–167.

    Examples
    --------
    >>> import networkx
    >>> found = cluster_globally(networkx.davis_southern_women_graph())
    >>> found[["closed_networks", "paths_networks"]].tolist()
    [6971, 9031]
    """
    networks, members = split_modes(graph)
    matrix = join_sides(graph, networks, members)
    # Either side gives the cycles: the smaller one is cheaper.
    small = matrix if len(networks) <= len(members) else sparse.csr_array(matrix.T)
    shared = _share_columns(small, limit_bytes).data
    # Each pair stands in the product twice.
    cycles = int((shared * (shared - 1)).sum()) // 4
    degree = dict(graph.degree)
    paths = sum((degree[one] - 1) * (degree[other] - 1) for one, other in graph.edges)
    numbers: dict[str, int | float] = {
        "four_cycles": cycles,
        "three_paths": paths,
        "robins_alexander": _divide(4 * cycles, paths),
    }
    for name, side in (("networks", matrix), ("members", sparse.csr_array(matrix.T))):
        closed, whole = (int(count.sum()) for count in _count_four_paths(side, limit_bytes))
        numbers |= {f"closed_{name}": closed, f"paths_{name}": whole}
        numbers[f"opsahl_{name}"] = _divide(closed, whole)
    return pd.Series(numbers, dtype="object")


def cluster_locally(
    graph: nx.Graph, *, mode: str, limit_bytes: int = LIMIT_BYTES
) -> "pd.Series[float]":
    """Measure how closed a two-mode graph is around each node of one mode.

    Parameters
    ----------
    graph
        A two-mode graph, as from `build_graph`.
    mode
        "network" or "member".
    limit_bytes
        Refuse projections predicted to be larger.

    Returns
    -------
    pandas.Series
        float64, named clustering; index "id", the nodes of the mode sorted as text. The share of
        closed paths (see `cluster_globally`) among those that have the node in the middle; NaN
        where there are none.

    Raises
    ------
    ValueError
        If the graph is not two-mode, the mode is unknown or the projection may exceed
        `limit_bytes`.

    References
    ----------
    Opsahl (2013), Social Networks 35, 159–167.

    Examples
    --------
    >>> import networkx
    >>> women = cluster_locally(networkx.davis_southern_women_graph(), mode="network")
    >>> women[["Evelyn Jefferson", "Laura Mandeville"]].round(7).tolist()
    [0.7666667, 0.8421751]
    """
    near, far = choose_sides(graph, mode)
    closed, paths = _count_four_paths(join_sides(graph, near, far), limit_bytes)
    values = [_divide(int(part), int(whole)) for part, whole in zip(closed, paths, strict=True)]
    return pd.Series(values, index=name_nodes(near), name="clustering", dtype="float64")
