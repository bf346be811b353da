"""The two modes of a graph: told apart by the node attribute `bipartite`, or refused."""

from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
from scipy import sparse

MODES = ("network", "member")

# Nodes of one mode by nodes of the other, 1 for an edge.
Incidence = sparse.csr_array[Any, tuple[int, int]]


def split_modes(graph: nx.Graph) -> tuple[list[Any], list[Any]]:
    """Sort the nodes of both modes; refuse whatever is not a two-mode graph.

    Parameters
    ----------
    graph
        Every node carries `bipartite`, 0 for networks and 1 for members.

    Returns
    -------
    networks, members : list
        The nodes of each mode, sorted as text.

    Raises
    ------
    ValueError
        If the graph is directed or has parallel edges, if a node carries no mode, or if an edge
        joins two nodes of one.

    Examples
    --------
    >>> import networkx
    >>> networks, members = split_modes(networkx.davis_southern_women_graph())
    >>> len(networks), len(members)
    (18, 14)
    """
    if graph.is_directed() or graph.is_multigraph():
        raise ValueError("a two-mode graph is undirected and has single edges")
    sides = dict(graph.nodes(data="bipartite"))
    for node, side in sides.items():
        if side not in (0, 1):
            raise ValueError(f"node {node!r} has bipartite={side!r}; 0 (network) or 1 (member)")
    for one, other in graph.edges:
        if sides[one] == sides[other]:
            raise ValueError(f"edge {one!r} – {other!r} joins two nodes of one side: not two-mode")
    near = sorted((node for node, side in sides.items() if side == 0), key=str)
    return near, sorted((node for node, side in sides.items() if side == 1), key=str)


def choose_sides(graph: nx.Graph, mode: str) -> tuple[list[Any], list[Any]]:
    """Give the nodes of the mode, then those of the other.

    Raises
    ------
    ValueError
        If the mode is neither "network" nor "member", or the graph not two-mode.

    Examples
    --------
    >>> import networkx
    >>> events, women = choose_sides(networkx.davis_southern_women_graph(), "member")
    >>> len(events), len(women)
    (14, 18)
    """
    if mode not in MODES:
        raise ValueError(f"{mode!r} is no side of the graph: {' or '.join(MODES)}")
    networks, members = split_modes(graph)
    return (networks, members) if mode == "network" else (members, networks)


def join_sides(graph: nx.Graph, near: list[Any], far: list[Any]) -> Incidence:
    """Give the incidence matrix of the near nodes (rows) and the far ones (columns).

    Examples
    --------
    >>> import networkx
    >>> graph = networkx.davis_southern_women_graph()
    >>> int(join_sides(graph, *split_modes(graph)).sum()) == graph.number_of_edges()
    True
    """
    column = {node: j for j, node in enumerate(far)}
    i = [i for i, node in enumerate(near) for _ in graph[node]]
    j = [column[neighbour] for node in near for neighbour in graph[node]]
    ones = np.ones(len(i), dtype=np.int64)
    cells = np.array(i, dtype=np.int32), np.array(j, dtype=np.int32)
    return sparse.csr_array((ones, cells), (len(near), len(far)))


def predict_bytes(matrix: Incidence) -> float:
    """Predict the bytes of the sparse product of a matrix and its transpose, from above.

    Examples
    --------
    >>> import networkx
    >>> graph = networkx.complete_bipartite_graph(2, 3)
    >>> predict_bytes(join_sides(graph, *split_modes(graph)))
    48.0
    """
    degrees = np.asarray(matrix.sum(axis=0), dtype=np.float64)
    # 8 bytes a count and 4 a column index; each column of degree d makes at most d² entries.
    return float(12 * min(float(matrix.shape[0]) ** 2, float((degrees**2).sum())))


def name_nodes(nodes: list[Any]) -> "pd.Index[str]":
    """Give the ids of nodes as an index; of ("network", id) the id.

    Examples
    --------
    >>> name_nodes([("network", "civitas"), "Flora Price"]).tolist()
    ['civitas', 'Flora Price']
    """
    ids = [str(node[1] if isinstance(node, tuple) else node) for node in nodes]
    return pd.Index(ids, dtype="str", name="id")


def collate(labels: "pd.Series[str]") -> "pd.Series[str]":
    """Give keys that sort labels as people do: Ä with A, and no capitals before small letters.

    Examples
    --------
    >>> import pandas
    >>> names = pandas.Series(["Zwickau", "Ähren", "aachen"], dtype="str")
    >>> names[collate(names).sort_values().index].tolist()
    ['aachen', 'Ähren', 'Zwickau']
    """
    plain = labels.str.casefold().str.normalize("NFKD")
    return plain.str.replace("[\u0300-\u036f]", "", regex=True)
