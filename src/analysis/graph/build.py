"""From the tables to the two-mode graph of networks and members, and to its matrices.

Nodes are ("network", id) and ("member", id), so that two of one name stay two, with `bipartite` 0
and 1; nodes and edges are added in sorted order, so that no result depends on the hash seed.
"""

from collections.abc import Sequence
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
from scipy import sparse

from analysis.data import Dataset, classify_region, select_memberships
from analysis.graph.projection import ATTRIBUTES, refuse_size
from analysis.statistics.trades import Incidence

KINDS = ("municipality", "district")


def name_node(graph: nx.Graph, node: Any) -> str:
    """Give the label of a node, or the node itself."""
    return str(graph.nodes[node].get("label", node))


def _list_attributes(frame: pd.DataFrame, *columns: str) -> list[dict[str, Any]]:
    """Plain Python values row by row; empty cells are left out: GraphML has no missing value."""
    present = frame[[column for column in columns if column in frame]].astype("object")
    records = present.to_dict("records")
    return [{str(k): v for k, v in record.items() if not pd.isna(v)} for record in records]


def _add_networks(graph: nx.Graph, networks: pd.DataFrame, **constant: Any) -> None:
    ordered = networks.rename(columns={"short_name": "label"}).sort_values("network_id")
    for record in _list_attributes(ordered, "network_id", "label", *ATTRIBUTES["network"]):
        node = ("network", record.pop("network_id"))
        graph.add_node(node, **constant, kind="network", **record)


def _join_texts(texts: "pd.Series[str]") -> str:
    return ";".join(dict.fromkeys(texts.dropna()))


def _merge_roles(rows: pd.DataFrame) -> Any:
    """One row per network and member, sorted, with all roles and sources of a pair."""
    pairs = rows.groupby(["network_id", "member_id"], sort=True)[["role", "source"]]
    return pairs.agg(_join_texts).reset_index().itertuples(index=False)


def build_graph(
    data: Dataset, *, kinds: Sequence[str] | None = KINDS, country: str | None = "DE"
) -> nx.Graph:
    """Build the two-mode graph of networks and the members that take part (BBSR 36/2023, 3.2.3).

    All networks, those without a member in scope as isolated nodes, and the members of these kinds
    and this country (ISO 3166-1 alpha-2; None for all) that have a membership. Nodes carry `kind`,
    `label`, `bipartite`; networks `category`, `initiative`, `type`, `founded`, `german_listing` and
    the number of German municipalities that is stated; members `country`, `state`, `region` (of
    German ones; Berlin separate), `population`, `latitude`, `longitude`;
    edges `role` and `source`, joined by ";" where a pair has several. Empty cells give none.

    Examples
    --------
    >>> from analysis import load
    >>> graph = build_graph(load())
    >>> graph.degree["network", "eurocities"], graph.degree["network", "iscn"]
    (23, 0)
    """
    rows = select_memberships(data, kinds=kinds, country=country)
    graph = nx.Graph()
    _add_networks(graph, data.networks, bipartite=0)
    members = rows.drop_duplicates("member_id").sort_values("member_id")
    german = members["state"].where(members["country"] == "DE")
    members = members.assign(region=classify_region(german, berlin="separate"))
    members = members.rename(columns={"name": "label"})
    for record in _list_attributes(members, "member_id", "label", *ATTRIBUTES["member"]):
        graph.add_node(("member", record.pop("member_id")), bipartite=1, **record)
    for pair in _merge_roles(rows):
        edge = ("network", pair.network_id), ("member", pair.member_id)
        graph.add_edge(*edge, role=pair.role, source=pair.source)
    return graph


def incidence(
    data: Dataset, *, kinds: Sequence[str] | None = KINDS, country: str | None = "DE"
) -> tuple[Incidence, list[str], list[str]]:
    """Give the incidence matrix of networks and members; the scope is that of `build_graph`.

    int64, 1 for a membership; and the ids of its rows, networks, and columns, members, both sorted.

    Examples
    --------
    >>> from analysis import load
    >>> matrix, networks, members = incidence(load())
    >>> matrix.shape == (len(networks), len(members)), int(matrix[[networks.index("wego")]].sum())
    (True, 2)
    """
    rows = select_memberships(data, kinds=kinds, country=country)
    pairs = rows[["network_id", "member_id"]].drop_duplicates()
    networks, members = sorted(data.networks["network_id"]), sorted(set(pairs["member_id"]))
    i = pd.Index(networks).get_indexer(pairs["network_id"]).astype(np.int32)
    j = pd.Index(members).get_indexer(pairs["member_id"]).astype(np.int32)
    ones = np.ones(len(pairs), dtype=np.int64)
    return sparse.csr_array((ones, (i, j)), (len(networks), len(members))), networks, members


def tabulate_memberships(
    data: Dataset, *, kinds: Sequence[str] | None = KINDS, country: str | None = "DE"
) -> pd.DataFrame:
    """Tabulate who belongs to what: members by networks, 1 for a membership, else 0.

    The scope is that of `build_graph`. int64; index "member_id", sorted; columns "network_id", in
    the order of the table of networks. `order_matrix` gives one in which structure shows.

    Examples
    --------
    >>> from analysis import load
    >>> int(tabulate_memberships(load())["eurocities"].sum())
    23
    """
    matrix, networks, members = incidence(data, kinds=kinds, country=country)
    index = pd.Index(members, dtype="str", name="member_id")
    columns = pd.Index(networks, dtype="str", name="network_id")
    frame = pd.DataFrame(matrix.toarray().T, index=index, columns=columns)
    return frame[list(data.networks["network_id"])]


def shared_members(
    data: Dataset, *, kinds: Sequence[str] | None = KINDS, country: str | None = "DE"
) -> pd.DataFrame:
    """Count the members that each two networks share; the scope is that of `build_graph`.

    Square, symmetric, int64; index and columns "network_id" in the order of the table of networks;
    the diagonal holds each network's own members. A ValueError if it would take more than 2 GB.

    Examples
    --------
    >>> from analysis import load
    >>> int(shared_members(load()).loc["lighthouse-exchange", "scalable-cities"])
    5
    """
    refuse_size(len(data.networks), 8 * len(data.networks) ** 2)
    table = tabulate_memberships(data, kinds=kinds, country=country)
    return table.T @ table


def relate_networks(data: Dataset) -> nx.DiGraph:
    """Build the directed graph of the relations between networks (BBSR 36/2023, chapter 4).

    A relation is a membership whose member is of the kind "network". All networks are nodes, with
    the attributes of `build_graph` but `bipartite`; an edge goes from the network that founds,
    carries, joins or observes to the one that it does this in, with `role` and `source`.

    Examples
    --------
    >>> from analysis import load
    >>> relate_networks(load()).edges[("network", "eurocities"), ("network", "polis")]["role"]
    'initiator'
    """
    graph = nx.DiGraph()
    _add_networks(graph, data.networks)
    actors = data.members.loc[data.members["kind"] == "network", "member_id"]
    for pair in _merge_roles(data.memberships[data.memberships["member_id"].isin(actors)]):
        edge = ("network", pair.member_id), ("network", pair.network_id)
        graph.add_edge(*edge, role=pair.role, source=pair.source)
    return graph
