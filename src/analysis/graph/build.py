"""From the tables to the two-mode graph of networks and members, and to its matrices.

Nodes are ("network", id) and ("member", id), so that a network and a member of one name stay two
nodes; the attribute `bipartite` is 0 for networks and 1 for members. Nodes and edges are added
in sorted order, which makes every result independent of the hash seed.
"""

from collections.abc import Sequence
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
from scipy import sparse

from analysis.data import PARTICIPATION, Dataset, classify_region, select_memberships
from analysis.graph.projection import LIMIT_BYTES, project_matrix

KINDS = ("municipality", "district")

NETWORK_ATTRIBUTES = ("category", "initiative", "type", "founded")
MEMBER_ATTRIBUTES = ("kind", "country", "state", "region", "population", "latitude", "longitude")


def _attributes(frame: pd.DataFrame, columns: Sequence[str]) -> list[dict[str, Any]]:
    """Plain Python values row by row; empty cells are left out: GraphML has no missing value."""
    present = frame[[column for column in columns if column in frame]].astype("object")
    records = present.to_dict("records")
    return [{str(k): v for k, v in record.items() if not pd.isna(v)} for record in records]


def _networks(data: Dataset, listings: Sequence[str] | None) -> pd.DataFrame:
    networks = data.networks
    if listings is None:
        return networks
    return networks[networks["german_listing"].isin(list(listings))]


def _add_networks(graph: nx.Graph, networks: pd.DataFrame, **constant: Any) -> None:
    ordered = networks.sort_values("network_id")
    renamed = ordered.rename(columns={"short_name": "label"})
    attributes = _attributes(renamed, ("label", *NETWORK_ATTRIBUTES))
    for network, found in zip(ordered["network_id"], attributes, strict=True):
        graph.add_node(("network", network), **constant, kind="network", **found)


def _join_texts(texts: "pd.Series[str]") -> str:
    return ";".join(dict.fromkeys(texts.dropna()))


def _merge_roles(rows: pd.DataFrame) -> pd.DataFrame:
    """Reduce to one row per network and member, sorted, with all roles and sources of a pair."""
    pairs = rows.groupby(["network_id", "member_id"], sort=True)[["role", "source"]]
    return pairs.agg(_join_texts).reset_index()


def build_graph(
    data: Dataset,
    *,
    kinds: Sequence[str] | None = KINDS,
    country: str | None = "DE",
    roles: Sequence[str] | None = PARTICIPATION,
    listings: Sequence[str] | None = None,
) -> nx.Graph:
    """Build the two-mode graph of networks and the members in scope.

    Parameters
    ----------
    data
        The tables.
    kinds
        Kinds of members, or None for all.
    country
        Country of the members (ISO 3166-1 alpha-2), or None for all.
    roles
        Roles that make a membership, or None for all; by default those of taking part.
    listings
        Only networks whose list of German members is of these kinds (`german_listing`), for
        example `("complete",)`; by default all networks.

    Returns
    -------
    networkx.Graph
        All networks, those without a member in scope as isolated nodes, and the members that
        have a membership. Networks carry `bipartite`, `kind` ("network"), `label`, `category`,
        `initiative`, `type`, `founded`; members `bipartite`, `kind`, `label`, `country`, `state`,
        `region` (of German members; Berlin separate), `population`, `latitude`, `longitude`;
        edges `role` and `source`, joined by ";" where a pair has several. Empty cells give no
        attribute.

    References
    ----------
    BBSR 36/2023, section 3.2.3 and the profiles' rows on members.

    Examples
    --------
    >>> from analysis import load
    >>> graph = build_graph(load())
    >>> graph.degree["network", "eurocities"], graph.degree["network", "iscn"]
    (23, 0)
    """
    rows = select_memberships(data, kinds=kinds, country=country, roles=roles, listings=listings)
    graph = nx.Graph()
    _add_networks(graph, _networks(data, listings), bipartite=0)
    members = rows.drop_duplicates("member_id").sort_values("member_id")
    german = members["state"].where(members["country"] == "DE")
    members = members.assign(region=classify_region(german, berlin="separate"))
    attributes = _attributes(members.rename(columns={"name": "label"}), MEMBER_ATTRIBUTES)
    for (member, label), found in zip(
        members[["member_id", "name"]].itertuples(index=False), attributes, strict=True
    ):
        graph.add_node(("member", member), bipartite=1, label=label, **found)
    for pair in _merge_roles(rows).itertuples(index=False):
        edge = ("network", pair.network_id), ("member", pair.member_id)
        graph.add_edge(*edge, role=pair.role, source=pair.source)
    return graph


def incidence(
    data: Dataset,
    *,
    kinds: Sequence[str] | None = KINDS,
    country: str | None = "DE",
    roles: Sequence[str] | None = PARTICIPATION,
    listings: Sequence[str] | None = None,
) -> "tuple[sparse.csr_array[Any, tuple[int, int]], list[str], list[str]]":
    """Give the incidence matrix of networks and members.

    Parameters
    ----------
    data, kinds, country, roles, listings
        As in `build_graph`.

    Returns
    -------
    matrix : scipy.sparse.csr_array
        Networks by members, 1 for a membership (int64).
    networks, members : list of str
        Their ids, sorted: the rows and the columns.

    Examples
    --------
    >>> from analysis import load
    >>> matrix, networks, members = incidence(load())
    >>> matrix.shape == (len(networks), len(members)), int(matrix[[networks.index("wego")]].sum())
    (True, 2)
    """
    rows = select_memberships(data, kinds=kinds, country=country, roles=roles, listings=listings)
    pairs = rows[["network_id", "member_id"]].drop_duplicates()
    networks = sorted(_networks(data, listings)["network_id"])
    members = sorted(set(pairs["member_id"]))
    i = pd.Index(networks).get_indexer(pairs["network_id"])
    j = pd.Index(members).get_indexer(pairs["member_id"])
    ones = np.ones(len(pairs), dtype=np.int64)
    i, j = i.astype(np.int32), j.astype(np.int32)
    return sparse.csr_array((ones, (i, j)), (len(networks), len(members))), networks, members


def tabulate_memberships(
    data: Dataset,
    *,
    kinds: Sequence[str] | None = KINDS,
    country: str | None = "DE",
    roles: Sequence[str] | None = PARTICIPATION,
    listings: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Tabulate who belongs to what: members by networks, 1 for a membership, else 0.

    Parameters
    ----------
    data, kinds, country, roles, listings
        As in `build_graph`.

    Returns
    -------
    pandas.DataFrame
        int64; index "member_id", sorted; columns "network_id", in the order of the table of
        networks. `order_matrix` gives an order in which structure shows.

    Examples
    --------
    >>> from analysis import load
    >>> int(tabulate_memberships(load())["eurocities"].sum())
    23
    """
    matrix, networks, members = incidence(
        data, kinds=kinds, country=country, roles=roles, listings=listings
    )
    frame = pd.DataFrame(
        matrix.toarray().T,
        index=pd.Index(members, dtype="str", name="member_id"),
        columns=pd.Index(networks, dtype="str", name="network_id"),
    )
    return frame[list(_networks(data, listings)["network_id"])]


def shared_members(
    data: Dataset,
    *,
    kinds: Sequence[str] | None = KINDS,
    country: str | None = "DE",
    roles: Sequence[str] | None = PARTICIPATION,
    listings: Sequence[str] | None = None,
    limit_bytes: int = LIMIT_BYTES,
) -> pd.DataFrame:
    """Count the members that each two networks share.

    Parameters
    ----------
    data, kinds, country, roles, listings
        As in `build_graph`.
    limit_bytes
        Refuse results predicted to be larger.

    Returns
    -------
    pandas.DataFrame
        Square, symmetric, int64; index and columns "network_id" in the order of the table of
        networks; the diagonal holds each network's own members in scope.

    Raises
    ------
    ValueError
        If the result may exceed `limit_bytes`.

    Examples
    --------
    >>> from analysis import load
    >>> shared = shared_members(load())
    >>> int(shared.loc["lighthouse-exchange", "scalable-cities"])
    5
    """
    matrix, networks, _ = incidence(
        data, kinds=kinds, country=country, roles=roles, listings=listings
    )
    needed = 8 * len(networks) ** 2
    if needed > limit_bytes:
        raise ValueError(
            f"the table of {len(networks):,} by {len(networks):,} networks takes {needed:,} bytes,"
            f" more than limit_bytes={limit_bytes:,}. Ways out: choose a narrower scope"
            " (listings); project_matrix of the matrix from incidence(), which is sparse and"
            " takes threshold=…, top=… and rows=…; or raise limit_bytes."
        )
    names = pd.Index(networks, dtype="str", name="network_id")
    # Sparse, an entry of the same table takes 12 bytes instead of 8.
    counts = project_matrix(matrix, limit_bytes=2 * limit_bytes).toarray()
    frame = pd.DataFrame(counts, index=names, columns=names)
    order = list(_networks(data, listings)["network_id"])
    return frame.loc[order, order]


def relate_networks(data: Dataset) -> nx.DiGraph:
    """Build the directed graph of the relations between networks that the report states.

    Parameters
    ----------
    data
        The tables; a relation is a membership whose member is of the kind "network".

    Returns
    -------
    networkx.DiGraph
        All networks as ("network", id), with the attributes of `build_graph` but `bipartite`;
        an edge from the network that founds, carries, joins or observes to the one that it
        does this in, with `role` and `source`, joined by ";" where there are several.

    References
    ----------
    BBSR 36/2023, chapter 4 (networks linked with one another) and the profiles.

    Examples
    --------
    >>> from analysis import load
    >>> relate_networks(load()).edges[("network", "eurocities"), ("network", "polis")]["role"]
    'initiator'
    """
    graph = nx.DiGraph()
    _add_networks(graph, data.networks)
    actors = data.members.loc[data.members["kind"] == "network", "member_id"]
    rows = data.memberships[data.memberships["member_id"].isin(actors)]
    for pair in _merge_roles(rows).itertuples(index=False):
        edge = ("network", pair.member_id), ("network", pair.network_id)
        graph.add_edge(*edge, role=pair.role, source=pair.source)
    return graph
