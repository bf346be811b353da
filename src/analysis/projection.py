"""Reading a two-mode graph: its projections and the tables that describe it.

The functions read the node attribute `bipartite` alone (0 for networks, 1 for members): any
two-mode graph that carries it will do. They refuse a graph that is none.
"""

from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
from scipy import sparse

from analysis.modes import Incidence, choose_sides, collate, join_sides, split_modes
from analysis.products import LIMIT_BYTES, project_matrix

ATTRIBUTES = {
    "network": ("category", "initiative", "type", "founded"),
    "member": ("kind", "country", "state", "region", "population", "latitude", "longitude"),
}

DTYPES = {"founded": "Int64", "population": "Int64", "latitude": "Float64", "longitude": "Float64"}


def _list_pairs(shared: Incidence) -> tuple[list[int], list[int], list[int]]:
    """Give the pairs i < j of a projection once each, in order, and what they share."""
    cells = shared.tocoo()
    low, high = np.minimum(cells.row, cells.col), np.maximum(cells.row, cells.col)
    keys = low.astype(np.int64) * shared.shape[1] + high
    _, first = np.unique(keys, return_index=True)
    first = first[low[first] < high[first]]
    return low[first].tolist(), high[first].tolist(), cells.data[first].tolist()


def project_graph(
    graph: nx.Graph,
    *,
    onto: str,
    threshold: int = 1,
    top: int | None = None,
    limit_bytes: int = LIMIT_BYTES,
) -> nx.Graph:
    """Project the two-mode graph onto one side, edges weighted by shared neighbours.

    Parameters
    ----------
    graph
        A two-mode graph, as from `build_graph`.
    onto
        "network" or "member".
    threshold
        Leave out pairs that share less.
    top
        Keep the edges to the partners with which a node shares most, so many of each node (an
        edge stays if either end keeps it); among equals those that stand first. None: all.
    limit_bytes
        Refuse results that are larger (see `project_matrix`).

    Returns
    -------
    networkx.Graph
        The nodes of that side with their attributes; `weight` (int) is the number of members two
        networks share, or of networks two members share.

    Raises
    ------
    ValueError
        If the graph is not two-mode, threshold or top are below 1, or the result may exceed
        `limit_bytes`.

    References
    ----------
    Breiger (1974), Social Forces 53, 181–190.

    Examples
    --------
    >>> import networkx
    >>> women = project_graph(networkx.davis_southern_women_graph(), onto="network")
    >>> women.number_of_edges(), women["Evelyn Jefferson"]["Theresa Anderson"]["weight"]
    (139, 7)
    """
    near, others = choose_sides(graph, onto)
    shared = project_matrix(
        join_sides(graph, near, others), threshold=threshold, top=top, limit_bytes=limit_bytes
    )
    projected = nx.Graph()
    projected.add_nodes_from((node, graph.nodes[node]) for node in near)
    for i, j, weight in zip(*_list_pairs(shared), strict=True):
        projected.add_edge(near[i], near[j], weight=weight)
    return projected


def _count_partners(matrix: Incidence) -> "np.ndarray[Any, Any]":
    """For each row, the other rows that it shares a column with; in blocks, to stay small."""
    far = sparse.csr_array(matrix.T)
    met = [np.diff((matrix[i : i + 256] @ far).indptr) for i in range(0, matrix.shape[0], 256)]
    # A row with any column at all meets itself.
    return np.concatenate([np.zeros(0, int), *met]) - (np.diff(matrix.indptr) > 0)


def describe_nodes(graph: nx.Graph, *, mode: str) -> pd.DataFrame:
    """Tabulate the nodes of one side by their degree.

    Parameters
    ----------
    graph
        A two-mode graph, as from `build_graph`.
    mode
        "network" or "member".

    Returns
    -------
    pandas.DataFrame
        One row per node, by falling degree, then by label: `id`, `label`; `degree` (int64),
        members of a network or networks of a member; `share` (float64), the degree over the
        number of nodes on the other side; `partners` (int64), nodes of the same side with which
        it shares a neighbour; then, empty where unknown, `category`, `initiative`, `type`,
        `founded` for networks or `kind`, `country`, `state`, `region`, `population` for members.

    Raises
    ------
    ValueError
        If the graph is not two-mode.

    References
    ----------
    Borgatti and Everett (1997), Social Networks 19, 243–269, for the share.

    Examples
    --------
    >>> from analysis import build_graph, load
    >>> describe_nodes(build_graph(load()), mode="network").loc[0, ["id", "degree"]].to_dict()
    {'id': 'eurocities', 'degree': 23}
    """
    nodes, far = choose_sides(graph, mode)
    matrix = join_sides(graph, nodes, far)
    records = [graph.nodes[node] for node in nodes]
    ids = [node[1] if isinstance(node, tuple) else node for node in nodes]
    frame = pd.DataFrame({"id": pd.array([str(i) for i in ids], dtype="str")})
    labels = [record.get("label", i) for record, i in zip(records, frame["id"], strict=True)]
    frame["label"] = pd.array(labels, dtype="str")
    frame["degree"] = np.diff(matrix.indptr).astype("int64")
    frame["share"] = frame["degree"] / len(far) if far else 0.0
    frame["partners"] = _count_partners(matrix).astype("int64")
    for name in ATTRIBUTES[mode]:
        dtype = DTYPES.get(name, "str")
        frame[name] = pd.Series([record.get(name, pd.NA) for record in records], dtype=dtype)
    frame = frame.assign(_order=collate(frame["label"])).sort_values(
        ["degree", "_order", "id"], ascending=[False, True, True], ignore_index=True
    )
    return frame.drop(columns="_order")


def describe_graph(graph: nx.Graph) -> "pd.Series[Any]":
    """Sum up a two-mode graph in a few numbers.

    Returns
    -------
    pandas.Series
        Whole numbers: `networks`, `networks_with_members`, `isolated_networks`, `members`,
        `memberships`, `components` (isolated nodes are none) and `largest_component`, the nodes
        of the largest. Then `density`, the memberships over all pairs of a member and a network
        with members, and `density_all`, over all pairs; NaN without pairs.

    Raises
    ------
    ValueError
        If the graph is not two-mode.

    References
    ----------
    Borgatti and Everett (1997), Social Networks 19, 243–269, for the density.

    Examples
    --------
    >>> from analysis import build_graph, load
    >>> describe_graph(build_graph(load()))["networks"]
    34
    """
    networks, members = split_modes(graph)
    joined = sum(graph.degree[node] > 0 for node in networks)
    edges = graph.number_of_edges()
    sizes = [len(nodes) for nodes in nx.connected_components(graph) if len(nodes) > 1]
    pairs, pairs_all = joined * len(members), len(networks) * len(members)
    numbers = {
        "networks": len(networks),
        "networks_with_members": joined,
        "isolated_networks": len(networks) - joined,
        "members": len(members),
        "memberships": edges,
        "components": len(sizes),
        "largest_component": max(sizes, default=0),
        "density": edges / pairs if pairs else float("nan"),
        "density_all": edges / pairs_all if pairs_all else float("nan"),
    }
    return pd.Series(numbers, dtype="object")
