"""The places of nodes, in a drawing and in the structure of a two-mode graph."""

from bisect import bisect_right, insort
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from math import comb, fsum
from typing import Any

import networkx as nx
import numpy as np
import numpy.typing as npt
import pandas as pd
from networkx.algorithms import bipartite
from scipy import sparse

from analysis.data.contract import codes
from analysis.graph.projection import (
    Incidence,
    choose_sides,
    collate,
    describe_nodes,
    join_sides,
    name_nodes,
    predict_bytes,
    split_modes,
)

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


def keep_connected(graph: nx.Graph) -> nx.Graph:
    """Keep the members in two or more networks, and the networks that have one of them.

    Parameters
    ----------
    graph
        A two-mode graph, as from `build_graph`.

    Returns
    -------
    networkx.Graph
        A new graph, nodes and edges in the order of the other.

    References
    ----------
    BBSR 36/2023, section 3.2.3.

    Examples
    --------
    >>> from analysis import build_graph, load
    >>> graph = keep_connected(build_graph(load()))
    >>> min(degree for node, degree in graph.degree if node[0] == "member")
    2
    """
    kept = nx.Graph(graph)
    sides = nx.get_node_attributes(graph, "bipartite")
    # Removed, not chosen: a subgraph may stand in the order of a set, and so of the hash seed.
    kept.remove_nodes_from([n for n in graph if sides[n] == 1 and graph.degree[n] < 2])
    kept.remove_nodes_from([node for node in list(kept) if not kept.degree[node]])
    return kept


def list_connected(
    graph: nx.Graph, *, limit: int = 20, contract: Mapping[str, Any] | None = None
) -> pd.DataFrame:
    """List the members in most networks, and the networks of each by category.

    Parameters
    ----------
    graph
        A two-mode graph, as from `build_graph`, its networks with `category`.
    limit
        How many members at most. Those with the same number of networks stay together: either all
        of them are listed or none; where more share the highest number, all of these are.
    contract
        Orders the categories; without it they stand by name.

    Returns
    -------
    pandas.DataFrame
        One row per member, by falling number: `member_id`, `city`, `region`, `networks` (their
        number), then a column per category with the number of those that are of it.

    References
    ----------
    BBSR 36/2023, section 3.2.3.

    Examples
    --------
    >>> from analysis import build_graph, load
    >>> list_connected(build_graph(load())).loc[0, ["city", "networks"]].to_dict()
    {'city': 'Hamburg', 'networks': 9}
    """
    nodes = describe_nodes(graph, mode="member")
    # Of how many members the number is as high or higher.
    reached = nodes["degree"].rank(method="max", ascending=False)
    chosen = nodes[(reached <= limit) | nodes["degree"].eq(nodes["degree"].max())]
    pairs = [
        (member, graph.nodes[network].get("category"))
        for member in chosen["id"]
        for network in graph["member", member]
    ]
    frame = pd.DataFrame(pairs, columns=["member_id", "category"])
    counts = pd.crosstab(frame["member_id"], frame["category"])
    known = [*(codes(contract, "category") if contract is not None else ()), *counts]
    order = [code for code in dict.fromkeys(known) if code in counts]
    named = chosen.rename(columns={"id": "member_id", "label": "city", "degree": "networks"})
    return named[["member_id", "city", "region", "networks"]].merge(
        counts[order], left_on="member_id", right_index=True, validate="one_to_one"
    )


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
