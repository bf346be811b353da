"""What the figures draw: measures in scope, in the order and with the names of the drawing."""

from typing import Any

import networkx as nx
import pandas as pd

from analysis.data import Dataset
from analysis.graph import build_graph, shared_members, tabulate_memberships
from analysis.hubs import keep_connected, list_connected
from analysis.layout import order_matrix, place_nodes
from analysis.projection import describe_nodes

# Units from row to row in the exported graph: Gephi's standard nodes do not touch.
STEP = 20.0


def frame_matrix(data: Dataset) -> tuple[pd.DataFrame, nx.Graph]:
    """Memberships as a matrix in the order that shows structure, with the graph behind it.

    Examples
    --------
    >>> from analysis import load
    >>> table, graph = frame_matrix(load())
    >>> int(table.to_numpy().sum()) == graph.number_of_edges()
    True
    """
    table = tabulate_memberships(data)
    table = table.loc[:, table.sum() > 0]
    rows, columns = order_matrix(table)
    return table.loc[rows, columns], build_graph(data)


def list_cells(table: pd.DataFrame, graph: nx.Graph) -> pd.DataFrame:
    """List the cells of a matrix of memberships: a row per membership, from the top left.

    Returns
    -------
    pandas.DataFrame
        `row` and `column` of the drawing, counted from 0, `member_id`, `member`, `region`,
        `network_id`, `network`, `category`, `role`.

    Examples
    --------
    >>> from analysis import load
    >>> table, graph = frame_matrix(load())
    >>> list_cells(table, graph).loc[0, ["row", "column"]].tolist()
    [0, 0]
    """
    records = []
    for i, j in zip(*table.to_numpy().nonzero(), strict=True):
        member, network = ("member", table.index[i]), ("network", table.columns[j])
        records.append({
            "row": i,
            "column": j,
            "member_id": member[1],
            "member": graph.nodes[member].get("label"),
            "region": graph.nodes[member].get("region"),
            "network_id": network[1],
            "network": graph.nodes[network].get("label"),
            "category": graph.nodes[network].get("category"),
            "role": graph.edges[network, member].get("role"),
        })  # fmt: skip
    return pd.DataFrame(records)


def frame_shared(data: Dataset) -> pd.DataFrame:
    """Shared members of the networks that have any in scope, by their short names.

    Examples
    --------
    >>> from analysis import load
    >>> int(frame_shared(load()).loc["Eurocities", "Eurocities"])
    23
    """
    shared = shared_members(data)
    own = [key for key in shared.index if shared.loc[key, key] > 0]
    names = data.networks.set_index("network_id")["short_name"]
    index = pd.Index(names[own], dtype="str", name="network")
    return shared.loc[own, own].set_axis(index, axis=0).set_axis(index.rename(None), axis=1)


def frame_map(data: Dataset) -> pd.DataFrame:
    """Members by the number of their networks, with coordinates; empty where unknown.

    Examples
    --------
    >>> from analysis import load
    >>> list(frame_map(load()))
    ['member_id', 'label', 'degree', 'region', 'latitude', 'longitude']
    """
    nodes = describe_nodes(build_graph(data), mode="member").rename(columns={"id": "member_id"})
    return nodes[["member_id", "label", "degree", "region", "latitude", "longitude"]]


def frame_several(data: Dataset) -> nx.Graph:
    """Build the graph of the members in two or more networks alone, and of those networks."""
    return keep_connected(build_graph(data))


def frame_connected(data: Dataset) -> pd.DataFrame:
    """List the members in most networks, and the networks of each by category."""
    return list_connected(build_graph(data), contract=data.contract)


def place_graph(data: Dataset) -> nx.Graph:
    """Build the graph with the degree of each node, and its place in the drawing in `x` and `y`.

    Examples
    --------
    >>> from analysis import load
    >>> graph = place_graph(load())
    >>> sorted({x for _, x in graph.nodes(data="x")})[0]
    0.0
    """
    graph = build_graph(data)
    places = place_nodes(graph)
    # One network with one member has no height: the two still stand apart.
    height = max((y for _, y in places.values()), default=0.0) or 1.0
    for node, (x, y) in places.items():
        place = {"x": STEP * x * height / 2, "y": STEP * y}
        graph.nodes[node].update(degree=graph.degree[node], **place)
    return graph


def list_marks(graph: nx.Graph) -> pd.DataFrame:
    """List what a drawing of the graph in two columns shows: a row per edge or lone node.

    Returns
    -------
    pandas.DataFrame
        From the top down: `network_id`, `network`, `category`, `network_degree`, `network_y`,
        and for the member `member_id`, `member`, `region`, `member_degree`, `member_y`, then the
        `role`; y counts rows of the drawing from the bottom.

    Examples
    --------
    >>> from analysis import build_graph, load
    >>> graph = build_graph(load())
    >>> len(list_marks(graph).dropna(subset=["member_id"])) == graph.number_of_edges()
    True
    """
    heights = {node: y for node, (_, y) in place_nodes(graph).items()}
    names = {0: ("network", "category"), 1: ("member", "region")}

    def describe(node: Any) -> dict[str, Any]:
        found = graph.nodes[node]
        side, group = names[found["bipartite"]]
        return {
            f"{side}_id": node[1],
            side: found.get("label"),
            group: found.get(group),
            f"{side}_degree": graph.degree[node],
            f"{side}_y": heights[node],
        }

    records = [describe(node) for node in graph if not graph.degree[node]]
    for one, other, role in graph.edges(data="role"):
        records.append({**describe(one), **describe(other), "role": role})
    columns = ["network_id", "network", "category", "network_degree", "network_y"]
    columns += ["member_id", "member", "region", "member_degree", "member_y", "role"]
    frame = pd.DataFrame(records, columns=columns).convert_dtypes()
    order = ["network_y", "member_y", "network_id"]
    return frame.sort_values(order, ascending=[False, False, True], ignore_index=True)
