"""The two sides of a graph, and its projections onto one of them."""

from collections.abc import Iterator, Sequence
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import NDArray
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


LIMIT_BYTES = 2_000_000_000
# Entries that a block of rows may have before it is cut: 100 MB.
BLOCK = 8_000_000
# A count and the number of its column.
ENTRY_BYTES = 12

Ints = NDArray[np.int64]


def _read_binary(matrix: Any) -> Incidence:
    """Check that a matrix is binary; a sparse one (CSR, int64, sorted) is not copied."""
    if not sparse.issparse(matrix):
        matrix = np.asarray(matrix)
    if matrix.ndim != 2 or matrix.dtype.kind not in "buif":
        raise ValueError(
            f"the matrix has the shape {matrix.shape} and holds {matrix.dtype}: two dimensions "
            "and 0 or 1 (or False and True) are needed"
        )
    rows: Any = sparse.csr_array(matrix)
    if not rows.has_canonical_format or not (rows.data == 1).all():
        rows = sparse.csr_array(rows, copy=True)
        rows.sum_duplicates()
        rows.eliminate_zeros()
        wrong = rows.data[rows.data != 1]
        if wrong.size:
            raise ValueError(f"the matrix is not binary: it holds {wrong[0]}; 0 and 1 are allowed")
    index = np.int32 if max(*rows.shape, rows.nnz) < 2**31 else np.int64
    parts = (
        rows.data.astype(np.int64, copy=False),
        rows.indices.astype(index, copy=False),
        rows.indptr.astype(index, copy=False),
    )
    return sparse.csr_array(parts, rows.shape, copy=False)


def _transpose(matrix: Incidence) -> Incidence:
    """Transpose a matrix of ones; both share the ones."""
    other = sparse.csr_array(matrix.T)
    shape = matrix.shape[1], matrix.shape[0]
    return sparse.csr_array((matrix.data, other.indices, other.indptr), shape, copy=False)


def refuse_size(nodes: int, predicted: float, limit_bytes: int) -> None:
    """Refuse a projection that would take more bytes than the limit, and name the ways out.

    Examples
    --------
    >>> refuse_size(1_000, 12_000_000, 2_000_000_000)
    """
    if predicted > limit_bytes:
        raise ValueError(
            f"the projection of {nodes:,} nodes may take {predicted:,.0f} bytes, more than "
            f"limit_bytes={limit_bytes:,}. Ways out: project onto the other side; threshold=…, "
            "which leaves out pairs that share less; top=…, which keeps the strongest partners of "
            "each node; choose a narrower scope (kinds, country, roles, listings); take blocks of "
            "rows, by project_matrix(matrix, rows=…) of the matrix from incidence(); or raise "
            "limit_bytes."
        )


def _split_rows(entries: Ints) -> Iterator[slice]:
    """Cut rows, by the entries they may have, into blocks that stay small."""
    ends = np.cumsum(entries)
    start = 0
    while start < len(entries):
        done = int(ends[start - 1]) if start else 0
        stop = max(start + 1, int(np.searchsorted(ends, done + BLOCK, side="right")))
        yield slice(start, stop)
        start = stop


def _mark_top(block: Incidence, own: Ints, top: int) -> NDArray[np.bool_]:
    """Mark, in each row, its own column and the columns of the largest counts, first ones first."""
    width = block.shape[1]
    rank = block.data * width + (width - 1 - block.indices)
    row = np.repeat(np.arange(block.shape[0]), np.diff(block.indptr))
    mine = block.indices == own[row]
    rank[mine] = np.iinfo(np.int64).max
    kept = np.ones(block.nnz, bool)
    for a, b in zip(block.indptr[:-1].tolist(), block.indptr[1:].tolist(), strict=True):
        # A row that shares anything stands in its own row, too.
        if b - a > top + 1:
            kept[a:b] = False
            kept[a + np.argpartition(rank[a:b], b - a - top - 1)[b - a - top - 1 :]] = True
    return kept


def _cut(block: Incidence, kept: NDArray[np.bool_]) -> Incidence:
    ends = np.concatenate([[0], np.cumsum(kept)])[block.indptr].astype(block.indptr.dtype)
    return sparse.csr_array((block.data[kept], block.indices[kept], ends), block.shape)


def _multiply_cut(
    near: Incidence, own: Ints, entries: Ints, cut: tuple[int, int | None], limit_bytes: int
) -> Incidence:
    """Multiply block by block with the transpose of all rows; keep what is wanted of each."""
    (threshold, top), rows = cut, near.shape[0]
    degrees = np.diff(near.indptr)
    # Whoever has less than the threshold shares less with everybody.
    high = np.flatnonzero(degrees >= threshold)
    far = _transpose(near[high])
    chosen = near[own]
    chosen_high = degrees[own] >= threshold
    parts = [sparse.csr_array((0, rows), dtype=np.int64)]
    size = 0
    for of in _split_rows(np.where(chosen_high, entries, 0)):
        product = chosen[of] @ far
        block = sparse.csr_array(
            (product.data, high[product.indices].astype(product.indices.dtype), product.indptr),
            (product.shape[0], rows),
        )
        if threshold > 1:
            block = _cut(block, block.data >= threshold)
        if top is not None:
            block = _cut(block, _mark_top(block, own[of], top))
        size += ENTRY_BYTES * block.nnz
        refuse_size(len(own), size, limit_bytes)
        parts.append(block)
    return sparse.csr_array(sparse.vstack(parts, format="csr"))


def project_matrix(
    matrix: Any,
    *,
    onto: str = "network",
    threshold: int = 1,
    top: int | None = None,
    rows: slice | Sequence[int] | None = None,
    limit_bytes: int = LIMIT_BYTES,
) -> Incidence:
    """Count what each two nodes of one side share, from the matrix of networks and members.

    Parameters
    ----------
    matrix
        Networks by members, 0/1, as from `incidence`; scipy.sparse (CSR with int64 is not
        copied) or dense.
    onto
        "network": the members that two networks share; "member": the networks of two members.
    threshold
        Leave out pairs that share less.
    top
        Keep of each node only the partners with which it shares most; among equals those that
        stand first. None: all.
    rows
        Make these rows of the result alone, a slice or numbers: block by block a product of any
        size can be worked through. None: all.
    limit_bytes
        Refuse results that are larger. Without `threshold` and `top` the size is predicted, and
        nothing is multiplied in vain.

    Returns
    -------
    scipy.sparse.csr_array
        int64, `rows` (or all nodes) by all nodes of the side; the diagonal holds their own
        degrees. Symmetric unless `top` or `rows` cut it. The columns of a row are in no order.

    Raises
    ------
    ValueError
        If the matrix is not binary, the side unknown, threshold or top below 1, or the result
        larger than `limit_bytes`.

    References
    ----------
    Breiger (1974), Social Forces 53, 181–190.

    Examples
    --------
    >>> from analysis import incidence, load
    >>> matrix, networks, _ = incidence(load())
    >>> shared = project_matrix(matrix, threshold=5)
    >>> int(shared[networks.index("lighthouse-exchange"), networks.index("scalable-cities")])
    5
    >>> project_matrix([[1, 1, 0], [1, 1, 1]], rows=slice(1, 2)).toarray().tolist()
    [[2, 3]]
    """
    if onto not in MODES:
        raise ValueError(f"{onto!r} is no side of the matrix: {' or '.join(MODES)}")
    if threshold < 1 or (top is not None and top < 1):
        raise ValueError(f"threshold={threshold} and top={top}: at least 1 is needed")
    table = _read_binary(matrix)
    near = table if onto == "network" else _transpose(table)
    nodes = near.shape[0]
    if threshold == 1 and top is None and rows is None:
        refuse_size(nodes, predict_bytes(near), limit_bytes)
        return near @ (table if onto == "member" else _transpose(table))
    own = np.arange(nodes, dtype=np.int64)[slice(None) if rows is None else rows]
    # Each column of degree d adds at most d entries to each of its rows.
    met = near @ np.bincount(near.indices, minlength=near.shape[1])
    entries: Ints = np.minimum(met, nodes)[own]
    if top is not None:
        refuse_size(len(own), ENTRY_BYTES * float(np.minimum(entries, top + 1).sum()), limit_bytes)
    elif threshold == 1:
        refuse_size(len(own), ENTRY_BYTES * float(entries.sum()), limit_bytes)
    return _multiply_cut(near, own, entries, (threshold, top), limit_bytes)


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
