"""The nodes of a two-mode graph by their position: centrality, articulation and core.

The functions read the node attribute `bipartite` alone (0 for networks, 1 for members): any
two-mode graph that carries it will do. They refuse a graph that is none.
"""

from collections import Counter
from math import comb
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
from networkx.algorithms import bipartite

from analysis.clustering import LIMIT_BYTES, cluster_locally
from analysis.modes import choose_sides, collate, name_nodes


def _rate_betweenness(graph: nx.Graph, near: list[Any], far: list[Any]) -> dict[Any, float]:
    if len(near) > 1 and len(far) > 1:
        return dict(bipartite.betweenness_centrality(graph, near))
    # A star: networkx divides by the leaves' maximum, which is 0.
    most = comb(max(len(graph) - 1, 0), 2)
    raw = nx.betweenness_centrality(graph, normalized=False)
    return {node: value / most if value else 0.0 for node, value in raw.items()}


def _rate_closeness(graph: nx.Graph, near: list[Any]) -> dict[Any, float]:
    """Within each component, times the share of the other nodes of the graph that it reaches."""
    found = dict.fromkeys(graph, 0.0)
    side = set(near)
    for nodes in nx.connected_components(graph):
        if len(nodes) == 1:
            continue
        reach = (len(nodes) - 1) / (len(graph) - 1)
        part = graph.subgraph(nodes)
        rated = bipartite.closeness_centrality(part, [node for node in nodes if node in side])
        found.update({node: value * reach for node, value in rated.items()})
    return found


def _tabulate_nodes(graph: nx.Graph, nodes: list[Any]) -> pd.DataFrame:
    """Give id, label and degree, and a last column to sort labels by: Ä with A, a with A."""
    frame = pd.DataFrame({"id": name_nodes(nodes).array})
    pairs = zip(nodes, frame["id"], strict=True)
    labels = [str(graph.nodes[node].get("label", name)) for node, name in pairs]
    frame["label"] = pd.array(labels, dtype="str")
    frame["degree"] = pd.array([graph.degree[node] for node in nodes], dtype="int64").to_numpy()
    return frame.assign(_order=collate(frame["label"]))


def _sort_nodes(frame: pd.DataFrame, falling: list[str]) -> pd.DataFrame:
    """Sort by falling values, those that differ in the 12th digit taken as equal, then labels."""
    keys = [*falling, "_order", "id"]
    ordered = frame.sort_values(
        keys,
        ascending=[key not in falling for key in keys],
        key=lambda cells: cells.round(12) if cells.name in falling else cells,
        ignore_index=True,
    )
    return ordered.drop(columns="_order")


def rank_nodes(graph: nx.Graph, *, mode: str, limit_bytes: int = LIMIT_BYTES) -> pd.DataFrame:
    """Rank the nodes of one mode by their place in the graph.

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
    pandas.DataFrame
        One row per node, by falling degree, betweenness and closeness, then by label: `id`,
        `label`, `degree` (int64); float64, from 0 to 1: `degree_centrality`, the degree over the
        nodes of the other mode; `betweenness`; `closeness`; `clustering`, as from
        `cluster_locally`; and `articulation` (bool), whether the graph has more components
        without the node.

    Raises
    ------
    ValueError
        If the graph is not two-mode, the mode is unknown or the projection may exceed
        `limit_bytes`.

    Notes
    -----
    Graphs of several components: betweenness counts shortest paths, which stay within one, over
    the largest number possible in a graph with as many nodes of both modes, isolated ones
    included. Closeness is that of the node within its component, by the sizes of the component,
    times the share of all other nodes that the component holds (networkx takes the sizes of the
    whole graph, and then exceeds 1 in small components). In a connected graph both are the values
    of networkx. An isolated node has 0.

    References
    ----------
    Borgatti and Halgin (2011), Analyzing affiliation networks, in: The SAGE Handbook of Social
    Network Analysis; Wasserman and Faust (1994), Social Network Analysis, section 5.2.2, for
    closeness in components.

    Examples
    --------
    >>> import networkx
    >>> women = rank_nodes(networkx.davis_southern_women_graph(), mode="network")
    >>> women.loc[:1, ["id", "degree", "betweenness"]].round(3).to_numpy().tolist()
    [['Nora Fayette', 8, 0.113], ['Evelyn Jefferson', 8, 0.097]]
    """
    near, far = choose_sides(graph, mode)
    frame = _tabulate_nodes(graph, near)
    others = len(far)
    frame["degree_centrality"] = frame["degree"] / others if others else 0.0
    between, close = _rate_betweenness(graph, near, far), _rate_closeness(graph, near)
    cuts = set(nx.articulation_points(graph))
    frame["betweenness"] = np.array([between[node] for node in near], dtype=np.float64)
    frame["closeness"] = np.array([close[node] for node in near], dtype=np.float64)
    clustering = cluster_locally(graph, mode=mode, limit_bytes=limit_bytes)
    frame["clustering"] = clustering.to_numpy()
    frame["articulation"] = np.array([node in cuts for node in near], dtype=bool)
    return _sort_nodes(frame, ["degree", "betweenness", "closeness"])


def _peel(graph: nx.Graph, least: dict[Any, int]) -> Counter[Any]:
    """Take nodes away until each has its least degree; give the degrees of those that stay."""
    degrees = Counter(dict(graph.degree))
    gone = [node for node, degree in degrees.items() if degree < least[node]]
    while gone:
        node = gone.pop()
        del degrees[node]
        for neighbour in graph[node]:
            if neighbour in degrees:
                degrees[neighbour] -= 1
                # Below its least degree for the first time: it is put down once.
                if degrees[neighbour] == least[neighbour] - 1:
                    gone.append(neighbour)
    return degrees


def list_core(
    graph: nx.Graph, *, mode: str, p: int | None = None, q: int | None = None
) -> pd.DataFrame:
    """List the nodes of one mode that belong to the core of the graph.

    The (p, q)-core is the largest part of the graph in which every network has at least p members
    of the part, and every member belongs to at least q networks of the part.

    Parameters
    ----------
    graph
        A two-mode graph, as from `build_graph`.
    mode
        "network" or "member".
    p, q
        The least numbers; if one of them is given, the other is 1. By default both are the
        largest number for which there is a core: the main core of Seidman.

    Returns
    -------
    pandas.DataFrame
        One row per node of the core, by falling degree in the core and in the graph, then by
        label: `id`, `label`, `degree`, `core_degree`, and the same in every row `p` and `q`, all
        int64. Empty if there is no such core.

    Raises
    ------
    ValueError
        If the graph is not two-mode, the mode is unknown, or p or q is less than 1.

    References
    ----------
    Ahmed, Batagelj, Fu, Hong, Merrick and Mrvar (2007), Asia-Pacific Symposium on Visualisation,
    17–24, for the (p, q)-core; Cerinšek and Batagelj (2015), Social Networks 42, 80–87;
    Seidman (1983), Social Networks 5, 269–287.

    Examples
    --------
    >>> import networkx
    >>> core = list_core(networkx.davis_southern_women_graph(), mode="member")
    >>> core[["id", "core_degree", "p"]].head(2).to_numpy().tolist()
    [['E8', 12, 4], ['E7', 10, 4]]
    """
    near, _ = choose_sides(graph, mode)
    for number in (p, q):
        if number is not None and number < 1:
            raise ValueError(f"p={p}, q={q}: a core asks for 1 at least")
    if p is None and q is None:
        p = q = max(1, max(nx.core_number(graph).values(), default=1))
    least = {0: p or 1, 1: q or 1}
    sides = graph.nodes(data="bipartite")
    degrees = _peel(graph, {node: least[side] for node, side in sides})
    inside = [node for node in near if node in degrees]
    frame = _tabulate_nodes(graph, inside)
    frame["core_degree"] = np.array([degrees[node] for node in inside], dtype=np.int64)
    frame = frame.assign(p=np.int64(least[0]), q=np.int64(least[1]))
    return _sort_nodes(frame, ["core_degree", "degree"])
