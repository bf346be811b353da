"""The two modes of a graph: told apart by the node attribute `bipartite`, or refused."""

from typing import Any

import networkx as nx


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
