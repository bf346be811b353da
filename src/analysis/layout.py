"""Orders in which structure shows: the two columns of a graph, the lines of a matrix.

Everything starts from sorted lists and sorts stably, so that equal data give equal pictures
whatever the hash seed and the order in which a graph was built.
"""

from bisect import bisect_right, insort
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd

from analysis.modes import split_modes

ROUNDS = 50


def _crossings(left: Sequence[Any], right: Sequence[Any], graph: nx.Graph) -> int:
    """Pairs of edges that cross, from the order of both columns."""
    rank = {node: i for i, node in enumerate(right)}
    seen: list[int] = []
    crossings = 0
    for node in left:
        ends = [rank[neighbour] for neighbour in graph[node]]
        crossings += sum(len(seen) - bisect_right(seen, end) for end in ends)
        for end in ends:
            insort(seen, end)
    return crossings


def _follow(nodes: Sequence[Any], fixed: Sequence[Any], graph: nx.Graph) -> list[Any]:
    """Sort nodes by the mean place of their neighbours; ties keep their order."""
    place = {node: i for i, node in enumerate(fixed)}
    return sorted(
        nodes, key=lambda node: sum(place[other] for other in graph[node]) / len(graph[node])
    )


def place_nodes(graph: nx.Graph) -> dict[Hashable, tuple[float, float]]:
    """Place networks and members in two columns, ordered so that few edges cross.

    Each column in turn is sorted by the mean place of the neighbours in the other (barycentre
    order), until nothing moves or 50 rounds are over; the order with the fewest crossings is
    kept. Nodes without an edge stand at the bottom.

    Parameters
    ----------
    graph
        A two-mode graph, as from `build_graph`.

    Returns
    -------
    dict
        Node to (x, y): x is 0 for networks and 1 for members. The longer column has one unit
        from node to node, down to y = 0; the shorter is stretched to the same height.

    Raises
    ------
    ValueError
        If the graph is not two-mode.

    References
    ----------
    Sugiyama, Tagawa and Toda (1981), IEEE Transactions on Systems, Man, and Cybernetics 11,
    109–125.

    Examples
    --------
    >>> import networkx
    >>> graph = networkx.Graph([("a", "z"), ("b", "y")])
    >>> networkx.set_node_attributes(graph, {"a": 0, "b": 0, "y": 1, "z": 1}, "bipartite")
    >>> place_nodes(graph)
    {'a': (0.0, 1.0), 'b': (0.0, 0.0), 'z': (1.0, 1.0), 'y': (1.0, 0.0)}
    """
    columns = split_modes(graph)
    left, right = ([node for node in column if graph.degree[node]] for column in columns)
    best, fewest = (left, right), _crossings(left, right, graph)
    for _ in range(ROUNDS):
        before = left, right
        right = _follow(right, left, graph)
        left = _follow(left, right, graph)
        crossings = _crossings(left, right, graph)
        if crossings < fewest:
            best, fewest = (left, right), crossings
        if (left, right) == before:
            break
    height = max(map(len, columns)) - 1
    places: dict[Hashable, tuple[float, float]] = {}
    for x, (ordered, column) in enumerate(zip(best, columns, strict=True)):
        nodes = [*ordered, *(node for node in column if not graph.degree[node])]
        for i, node in enumerate(nodes):
            share = i / (len(nodes) - 1) if len(nodes) > 1 else 0.5
            places[node] = float(x), height * (1 - share)
    return places


def count_crossings(graph: nx.Graph, positions: Mapping[Any, tuple[float, float]]) -> int:
    """Count the pairs of edges that cross when the graph is drawn in two columns.

    Parameters
    ----------
    graph
        A two-mode graph.
    positions
        Node to (x, y), as from `place_nodes`; only the order of y within a column matters.

    Returns
    -------
    int
        Crossing pairs; edges that meet in a node do not cross.

    Examples
    --------
    >>> import networkx
    >>> graph = networkx.complete_bipartite_graph(3, 3)
    >>> count_crossings(graph, place_nodes(graph))
    9
    """
    left, right = (
        sorted(column, key=lambda node: -positions[node][1]) for column in split_modes(graph)
    )
    return _crossings(left, right, graph)


def _ranks(labels: pd.Index) -> "np.ndarray[Any, Any]":
    """Give the place of each label among all, sorted as text."""
    order = sorted(range(len(labels)), key=lambda i: str(labels[i]))
    ranks = np.empty(len(labels), dtype=np.int64)
    ranks[order] = np.arange(len(labels))
    return ranks


def order_matrix(matrix: pd.DataFrame) -> tuple[list[Any], list[Any]]:
    """Order the rows and the columns of a membership matrix so that structure shows.

    Rows and columns stand by falling degree; those of equal degree by the mean place of what
    they are joined to, refined in turn until nothing moves (at most 50 rounds); those equal in
    that too by label.

    Parameters
    ----------
    matrix
        Members by networks, as from `tabulate_memberships`; what is not 0 is a membership.

    Returns
    -------
    rows, columns : list
        The labels in their new order: `matrix.loc[rows, columns]`.

    References
    ----------
    Bertin (1967), Sémiologie graphique; Mäkinen and Siirtola (2005), Informatica 29.

    Examples
    --------
    >>> import pandas
    >>> table = pandas.DataFrame([[0, 1], [1, 1], [1, 0]], index=list("abc"), columns=list("xy"))
    >>> order_matrix(table)
    (['b', 'c', 'a'], ['x', 'y'])
    """
    joined = matrix.to_numpy() != 0
    degrees = joined.sum(axis=1), joined.sum(axis=0)
    ranks = _ranks(matrix.index), _ranks(matrix.columns)
    columns = np.lexsort((ranks[1], -degrees[1]))
    rows = np.lexsort((ranks[0], -degrees[0]))
    for _ in range(ROUNDS):
        before = rows, columns
        place = np.argsort(columns)
        mean = joined @ place / np.maximum(degrees[0], 1)
        rows = np.lexsort((ranks[0], mean, -degrees[0]))
        mean = np.argsort(rows) @ joined / np.maximum(degrees[1], 1)
        columns = np.lexsort((ranks[1], mean, -degrees[1]))
        if np.array_equal(rows, before[0]) and np.array_equal(columns, before[1]):
            break
    return [matrix.index[i] for i in rows], [matrix.columns[j] for j in columns]
