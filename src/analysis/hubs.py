"""The members that join networks: those in several, and those in most."""

from collections.abc import Mapping
from typing import Any

import networkx as nx
import pandas as pd

from analysis.data.contract import codes
from analysis.projection import describe_nodes


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
        counts[order],
        left_on="member_id",
        right_index=True,
        validate="one_to_one",
    )
