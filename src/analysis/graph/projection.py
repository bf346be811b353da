"""The two sides of a two-mode graph, its numbers, and its projections onto one of them."""

from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
from networkx.algorithms import bipartite
from scipy import sparse

from analysis.presentation.tables import collate
from analysis.statistics.trades import LIMIT_BYTES, Incidence, read_matrix

MODES = ("network", "member")
ATTRIBUTES = {
    "network": (
        "category", "initiative", "type", "founded", "german_listing",
        "german_municipalities_reported", "german_municipalities_qualifier",
    ),
    "member": ("kind", "country", "state", "region", "population", "latitude", "longitude"),
}  # fmt: skip
DTYPES = {
    "founded": "Int64", "german_municipalities_reported": "Int64", "population": "Int64",
    "latitude": "Float64", "longitude": "Float64",
}  # fmt: skip


def split_modes(graph: nx.Graph) -> tuple[list[Any], list[Any]]:
    """Give networks and members, sorted as text; refuse whatever is not a two-mode graph."""
    if graph.is_directed() or graph.is_multigraph():
        raise ValueError("a two-mode graph is undirected and has single edges")
    sides = dict(graph.nodes(data="bipartite"))
    for node, side in sides.items():
        if side not in (0, 1):
            raise ValueError(f"node {node!r}: bipartite={side!r}; a two-mode graph has 0 or 1")
    for one, other in graph.edges:
        if sides[one] == sides[other]:
            raise ValueError(f"edge {one!r} – {other!r} joins two nodes of one side: not two-mode")
    near = sorted((node for node, side in sides.items() if side == 0), key=str)
    return near, sorted((node for node, side in sides.items() if side == 1), key=str)


def choose_sides(graph: nx.Graph, mode: str) -> tuple[list[Any], list[Any]]:
    """Give the nodes of the mode, then those of the other."""
    if mode not in MODES:
        raise ValueError(f"{mode!r} is no side of the graph: {' or '.join(MODES)}")
    networks, members = split_modes(graph)
    return (networks, members) if mode == "network" else (members, networks)


def join_sides(graph: nx.Graph, near: list[Any], far: list[Any]) -> Incidence:
    """Give the incidence matrix of the near nodes (rows) and the far ones (columns)."""
    if not near:
        return sparse.csr_array((0, len(far)), dtype=np.int64)
    matrix: Incidence = bipartite.biadjacency_matrix(graph, near, far, np.int64, weight=None)
    return matrix


def tabulate_nodes(graph: nx.Graph, nodes: list[Any]) -> pd.DataFrame:
    """Give `id`, of ("network", id) the id, `label` and `degree` of nodes."""
    ids = [str(node[1] if isinstance(node, tuple) else node) for node in nodes]
    pairs = zip(nodes, ids, strict=True)
    labels = [str(graph.nodes[node].get("label", name)) for node, name in pairs]
    degrees = np.array([graph.degree[node] for node in nodes], dtype=np.int64)
    texts = {"id": pd.array(ids, dtype="str"), "label": pd.array(labels, dtype="str")}
    return pd.DataFrame({**texts, "degree": degrees})


def sort_nodes(frame: pd.DataFrame, *falling: str) -> pd.DataFrame:
    """Sort by falling values, those that differ in the 12th digit taken as equal, then labels."""
    keys = [*falling, "_order", "id"]
    ordered = frame.assign(_order=collate(frame["label"])).sort_values(
        keys,
        ascending=[key not in falling for key in keys],
        key=lambda cells: cells.round(12) if cells.name in falling else cells,
        ignore_index=True,
    )
    return ordered.drop(columns="_order")


# ---------------------------------------------------------------- projections


def refuse_size(nodes: int, size: float) -> None:
    """Refuse a table of what nodes share that takes more bytes than fit; name the ways out."""
    if size > LIMIT_BYTES:
        raise ValueError(
            f"what {nodes:,} nodes share may take {size:,.0f} bytes, more than {LIMIT_BYTES:,}. "
            "Ways out: the other side; threshold=… of project_graph and project_matrix, which "
            "leaves out pairs that share less; or a narrower scope (kinds, country)."
        )


def count_shared(near: Incidence, *, threshold: int = 1) -> Incidence:
    """Count what each two rows share, from a threshold on; refuse what would not fit, before."""
    if threshold < 1:
        raise ValueError(f"threshold={threshold}: at least 1 is needed")
    # Whoever has less than the threshold shares less with everybody.
    high = np.diff(near.indptr) >= threshold
    near = sparse.csr_array(near.multiply(high[:, None]))
    near.eliminate_zeros()
    degrees = np.bincount(near.indices, minlength=near.shape[1]).astype(np.float64)
    # A count and the number of its column; each column of degree d makes at most d² of them.
    refuse_size(near.shape[0], 12 * min(float(high.sum()) ** 2, float((degrees**2).sum())))
    shared = sparse.csr_array(near @ near.T)
    shared.data[shared.data < threshold] = 0
    shared.eliminate_zeros()
    return shared


def project_matrix(matrix: Any, *, onto: str = "network", threshold: int = 1) -> Incidence:
    """Count what each two nodes of one side, "network" or "member", share.

    Breiger (1974), Social Forces 53, 181–190. The matrix is one of networks by members, 0/1, dense
    or scipy.sparse, as from `incidence`. int64; all nodes of the side by all of them, the diagonal
    their own degrees, without pairs that share less than `threshold`. A ValueError if the result
    may take more than 2 GB.

    Examples
    --------
    >>> project_matrix([[1, 1, 0], [1, 1, 1]]).toarray().tolist()
    [[2, 2], [2, 3]]
    """
    if onto not in MODES:
        raise ValueError(f"{onto!r} is no side of the matrix: {' or '.join(MODES)}")
    table = read_matrix(matrix)
    return count_shared(table if onto == "network" else table.T.tocsr(), threshold=threshold)


def project_graph(graph: nx.Graph, *, onto: str, threshold: int = 1) -> nx.Graph:
    """Project the two-mode graph onto one side, "network" or "member".

    Breiger (1974), Social Forces 53, 181–190. The nodes of that side keep their attributes;
    `weight` of an edge (int) is the number of neighbours that its ends share, `threshold` at least.
    A ValueError if the graph is not two-mode, or the result may take more than 2 GB.

    Examples
    --------
    >>> women = project_graph(nx.davis_southern_women_graph(), onto="network")
    >>> women.number_of_edges(), women["Evelyn Jefferson"]["Theresa Anderson"]["weight"]
    (139, 7)
    """
    near, others = choose_sides(graph, onto)
    shared = count_shared(join_sides(graph, near, others), threshold=threshold)
    shared.sort_indices()
    pairs = sparse.triu(shared, k=1, format="csr").tocoo()
    projected = nx.Graph()
    projected.add_nodes_from((node, graph.nodes[node]) for node in near)
    for i, j, weight in zip(pairs.row, pairs.col, pairs.data.tolist(), strict=True):
        projected.add_edge(near[i], near[j], weight=weight)
    return projected


# ---------------------------------------------------------------- descriptions


def _count_partners(matrix: Incidence) -> "np.ndarray[Any, Any]":
    """For each row, the other rows that it shares a column with; in blocks, to stay small."""
    far = sparse.csr_array(matrix.T)
    met = [np.diff((matrix[i : i + 256] @ far).indptr) for i in range(0, matrix.shape[0], 256)]
    # A row with any column at all meets itself.
    return np.concatenate([np.zeros(0, int), *met]) - (np.diff(matrix.indptr) > 0)


def describe_nodes(graph: nx.Graph, *, mode: str) -> pd.DataFrame:
    """Tabulate the nodes of one side, "network" or "member", of a two-mode graph by degree.

    One row per node, by falling degree, then by label: `id`, `label`; `degree`; `share`, the degree
    over the nodes of the other side (Borgatti and Everett 1997, Social Networks 19, 243–269);
    `partners`, nodes of its side that share a neighbour; then the attributes of `build_graph`.

    Examples
    --------
    >>> from analysis import load
    >>> from analysis.graph import build_graph
    >>> describe_nodes(build_graph(load()), mode="network").loc[0, ["id", "degree"]].to_dict()
    {'id': 'eurocities', 'degree': 23}
    """
    nodes, far = choose_sides(graph, mode)
    frame = tabulate_nodes(graph, nodes)
    frame["share"] = frame["degree"] / len(far) if far else 0.0
    frame["partners"] = _count_partners(join_sides(graph, nodes, far)).astype("int64")
    for name in ATTRIBUTES[mode]:
        found = [graph.nodes[node].get(name, pd.NA) for node in nodes]
        frame[name] = pd.Series(found, dtype=DTYPES.get(name, "str"))
    return sort_nodes(frame, "degree")


def describe_graph(graph: nx.Graph) -> "pd.Series[Any]":
    """Sum up a two-mode graph in a few numbers.

    `networks`, `networks_with_members`, `isolated_networks`, `members`, `memberships`,
    `components` (isolated nodes are none), `largest_component` in nodes; `density`, the
    memberships over all pairs of a member and a network with members, and `density_all`, over all
    pairs (Borgatti and Everett 1997, Social Networks 19, 243–269); NaN without pairs.

    Examples
    --------
    >>> from analysis import load
    >>> from analysis.graph import build_graph
    >>> describe_graph(build_graph(load()))["networks"]
    34
    """
    networks, members = split_modes(graph)
    joined = sum(graph.degree[node] > 0 for node in networks)
    edges, pairs = graph.number_of_edges(), joined * len(members)
    pairs_all = len(networks) * len(members)
    sizes = [len(nodes) for nodes in nx.connected_components(graph) if len(nodes) > 1]
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
