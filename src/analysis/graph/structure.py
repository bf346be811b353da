"""The places of nodes, in a drawing and in the structure of a two-mode graph; else a ValueError."""

from bisect import bisect_right, insort
from collections.abc import Callable, Hashable, Mapping, Sequence
from itertools import chain
from math import comb
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
from networkx.algorithms import bipartite
from scipy import sparse

from analysis.graph.projection import (
    choose_sides,
    count_shared,
    join_sides,
    sort_nodes,
    split_modes,
    tabulate_nodes,
)
from analysis.statistics.ratios import divide
from analysis.statistics.trades import Incidence

Places = Mapping[Any, float]
Groups = Sequence[Sequence[Any]]
Columns = tuple[Groups, Groups, Groups]  # members, networks, members
Sort = Callable[[Sequence[Any], Sequence[Places], nx.Graph], list[Any]]
ROUNDS = 50


def _count_crossings(left: Sequence[Any], right: Sequence[Any], graph: nx.Graph) -> int:
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


def _follow(nodes: Sequence[Any], fixed: Sequence[Places], graph: nx.Graph) -> list[Any]:
    """Sort nodes by the mean place of their neighbours in fixed columns; ties keep their order."""

    def find_mean(node: Any) -> float:
        found = [places[other] for other in graph[node] for places in fixed if other in places]
        return sum(found) / len(found) if found else 0.5

    return sorted(nodes, key=find_mean)


def _untangle(nodes: Sequence[Any], fixed: Sequence[Places], graph: nx.Graph) -> list[Any]:
    """Swap nodes that follow each other for as long as fewer of their edges cross."""

    def cross(one: Any, other: Any) -> int:
        return sum(
            places[a] > places[b]
            for places in fixed
            for a in graph[one].keys() & places.keys()
            for b in graph[other].keys() & places.keys()
        )

    nodes, before = list(nodes), None
    while nodes != before:
        before = list(nodes)
        for i in range(len(nodes) - 1):
            one, other = nodes[i : i + 2]
            if cross(other, one) < cross(one, other):
                nodes[i : i + 2] = other, one
    return nodes


def _order(
    graph: nx.Graph, columns: Columns, sorts: Sequence[Sort] = (_follow, _untangle)
) -> tuple[int, Columns]:
    """Sort nodes within their groups, then swap them while that helps; and count what crosses."""

    def rank(groups: Groups) -> Places:
        nodes = [*chain(*groups)]
        return {node: i / max(len(nodes) - 1, 1) for i, node in enumerate(nodes)}

    (left, middle, right), best = columns, (graph.number_of_edges() ** 2 + 1, columns)
    for _ in range(ROUNDS):
        for sort in sorts:
            fixed = [rank(middle)]
            left, right = ([sort(own, fixed, graph) for own in side] for side in (left, right))
            fixed = [rank(left), rank(right)]
            middle = [sort(own, fixed, graph) for own in middle]
        nodes = [*chain(*middle)]
        crossings = sum(_count_crossings([*chain(*side)], nodes, graph) for side in (left, right))
        if crossings >= best[0]:
            break
        best = crossings, (left, middle, right)
    return best


def order_columns(graph: nx.Graph, columns: Columns) -> Columns:
    """Order groups of networks, and members left and right of them, so that few edges cross.

    Nodes stay in their groups; groups of networks that follow each other change places if it helps.
    """
    left, groups, right = columns
    fewest, best = _order(graph, columns)
    for i in [*range(len(groups) - 1)] * 2:
        swapped = [*groups[:i], groups[i + 1], groups[i], *groups[i + 2 :]]
        crossings, tried = _order(graph, (left, swapped, right))
        if crossings < fewest:
            fewest, best, groups = crossings, tried, swapped
    return best


def place_nodes(graph: nx.Graph) -> dict[Hashable, tuple[float, float]]:
    """Place networks and members in two columns, ordered so that few edges cross.

    Each column in turn is sorted by the mean place of the neighbours in the other (Sugiyama, Tagawa
    and Toda 1981, IEEE Transactions on Systems, Man, and Cybernetics 11, 109–125), and the order
    with the fewest crossings kept; nodes without an edge stand at the bottom. Node to (x, y): x is
    0 for networks and 1 for members; the longer column has one unit from node to node, down to
    y = 0; the shorter is stretched to the same height.

    Examples
    --------
    >>> graph = nx.Graph([("a", "z"), ("b", "y")])
    >>> nx.set_node_attributes(graph, {"a": 0, "b": 0, "y": 1, "z": 1}, "bipartite")
    >>> place_nodes(graph)
    {'a': (0.0, 1.0), 'b': (0.0, 0.0), 'z': (1.0, 1.0), 'y': (1.0, 0.0)}
    """
    columns = split_modes(graph)
    near, far = ([[node for node in column if graph.degree[node]]] for column in columns)
    _, (_, *best) = _order(graph, ((), near, far), [_follow])
    height = max(map(len, columns)) - 1
    places: dict[Hashable, tuple[float, float]] = {}
    for x, (ordered, column) in enumerate(zip(best, columns, strict=True)):
        nodes = [*chain(*ordered), *(node for node in column if not graph.degree[node])]
        for i, node in enumerate(nodes):
            share = i / (len(nodes) - 1) if len(nodes) > 1 else 0.5
            places[node] = float(x), height * (1 - share)
    return places


# ---------------------------------------------------------------- clustering


def _add_rows(cells: Any) -> Any:
    return np.asarray(cells.sum(axis=1), dtype=np.int64).ravel()


def _count_four_paths(matrix: Incidence) -> tuple[Any, Any]:
    """Per row, the paths i–p–j–q–k of four edges with it as the middle j: closed ones, and all."""
    # A path is closed if the rows i and k share a column beside p and q. Of i and k that share any,
    # it is open only where they share p or q and nothing else, or p and q alone.
    upper = sparse.triu(count_shared(matrix), k=1, format="csr")
    shared = sparse.csr_array(upper + upper.T)

    def fill(counts: Any) -> Incidence:
        return sparse.csr_array((counts, shared.indices, shared.indptr), shared.shape)

    linked, by_one = fill(np.ones_like(shared.data)), fill((shared.data == 1).astype(np.int64))
    others = _add_rows(matrix.T) - 1
    paths = _add_rows(matrix * others) ** 2 - _add_rows(matrix * others**2)
    paths -= _add_rows(fill(shared.data * (shared.data - 1)))
    closed = _add_rows((shared @ (linked @ matrix)) * matrix)
    closed -= _add_rows(matrix) * _add_rows(shared)  # those with k = j
    closed -= _add_rows(matrix * (others * (others - 1)))  # and with p = q
    beside = (by_one @ matrix) * matrix
    closed -= 2 * _add_rows((fill(shared.data - 1) @ beside) * matrix)
    cells = upper.tocoo()
    one, other = cells.row[cells.data == 2], cells.col[cells.data == 2]
    columns = sparse.csr_array(matrix[one] * matrix[other]).indices.reshape(-1, 2)
    counts = np.ones(len(columns), dtype=np.int64), np.sort(columns).T
    alone = sparse.csr_array(counts, (matrix.shape[1],) * 2)
    ends = np.bincount(np.concatenate([one, other]), minlength=matrix.shape[0])
    closed -= 4 * (_add_rows((matrix @ alone) * matrix) - ends)
    return closed // 2, paths // 2


# ---------------------------------------------------------------- ranks


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
        if len(nodes) > 1:
            reach = (len(nodes) - 1) / (len(graph) - 1)
            rated = bipartite.closeness_centrality(graph.subgraph(nodes), nodes & side)
            found.update({node: value * reach for node, value in rated.items()})
    return found


def rank_nodes(graph: nx.Graph, *, mode: str) -> pd.DataFrame:
    """Rank the nodes of one mode, "network" or "member", by their place in the graph.

    One row per node, by falling degree, betweenness and closeness, then by label: `id`, `label`,
    `degree`; from 0 to 1 `degree_centrality`, the degree over the nodes of the other mode,
    `betweenness`, over the most possible with as many nodes of both modes, isolated ones included
    (Borgatti and Halgin 2011, in: The SAGE Handbook of Social Network Analysis), `closeness` in the
    component, times the share of all other nodes that it holds (Wasserman and Faust 1994, Social
    Network Analysis, 5.2.2), and `clustering`, the share of paths of four edges around the node
    whose ends have another common neighbour (Opsahl 2013, Social Networks 35, 159–167; NaN without
    paths); `articulation`, whether there are more components without the node. A ValueError if what
    the nodes share may take more than 2 GB.

    Examples
    --------
    >>> women = rank_nodes(nx.davis_southern_women_graph(), mode="network").set_index("id")
    >>> women.loc["Evelyn Jefferson", ["betweenness", "clustering"]].astype(float).round(7).tolist()
    [0.0965847, 0.7666667]
    """
    near, far = choose_sides(graph, mode)
    frame = tabulate_nodes(graph, near)
    frame["degree_centrality"] = frame["degree"] / len(far) if far else 0.0
    between, close = _rate_betweenness(graph, near, far), _rate_closeness(graph, near)
    cuts = set(nx.articulation_points(graph))
    frame["betweenness"] = np.array([between[node] for node in near], dtype=np.float64)
    frame["closeness"] = np.array([close[node] for node in near], dtype=np.float64)
    frame["clustering"] = divide(*_count_four_paths(join_sides(graph, near, far)))
    frame["articulation"] = np.array([node in cuts for node in near], dtype=bool)
    return sort_nodes(frame, "degree", "betweenness", "closeness")


def list_core(graph: nx.Graph, *, mode: str) -> pd.DataFrame:
    """List the nodes of one mode, "network" or "member", that belong to the core of the graph.

    The core is the largest part of the graph in which every network has at least p members of it,
    and every member q = p networks, for the largest p possible (Seidman 1983, Social Networks 5,
    269–287; Cerinšek and Batagelj 2015, Social Networks 42, 80–87). One row per node, by falling
    degree in the core and in the graph, then by label: `id`, `label`, `degree`, `core_degree`, and
    the same in every row `p` and `q`. Empty if there is no edge.

    Examples
    --------
    >>> core = list_core(nx.davis_southern_women_graph(), mode="member")
    >>> core[["id", "core_degree", "p"]].head(2).to_numpy().tolist()
    [['E8', 12, 4], ['E7', 10, 4]]
    """
    near, _ = choose_sides(graph, mode)
    numbers = nx.core_number(graph)
    least = max([1, *numbers.values()])
    core = nx.k_core(graph, least, numbers)
    nodes = [node for node in near if node in core]
    frame = tabulate_nodes(graph, nodes)
    frame["core_degree"] = np.array([core.degree[node] for node in nodes], dtype=np.int64)
    frame = frame.assign(p=np.int64(least), q=np.int64(least))
    return sort_nodes(frame, "core_degree", "degree")


def keep_connected(graph: nx.Graph, *, least: int = 2) -> nx.Graph:
    """Keep the members in two or more networks, or `least`, and the networks that have one of them.

    A new graph, nodes and edges in the order of the other (BBSR 36/2023, section 3.2.3).

    Examples
    --------
    >>> from analysis import load
    >>> from analysis.graph import build_graph
    >>> graph = keep_connected(build_graph(load()))
    >>> min(degree for node, degree in graph.degree if node[0] == "member")
    2
    """
    kept = nx.Graph(graph)
    sides = nx.get_node_attributes(graph, "bipartite")
    # Removed, not chosen: a subgraph may stand in the order of a set, and so of the hash seed.
    kept.remove_nodes_from([n for n in graph if sides[n] == 1 and graph.degree[n] < least])
    kept.remove_nodes_from([node for node in list(kept) if not kept.degree[node]])
    return kept
