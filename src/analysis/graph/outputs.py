"""What is exported on the graph of networks and members."""

from functools import partial
from itertools import combinations
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd

from analysis.data import Dataset
from analysis.graph.build import build_graph, name_node, shared_members
from analysis.graph.figures import plot_bipartite, plot_membership_matrix, plot_shared_members
from analysis.graph.projection import describe_nodes, split_modes
from analysis.graph.structure import keep_connected, place_nodes
from analysis.presentation.registry import LISTED, name_official, name_source, register
from analysis.presentation.style import BOTH
from analysis.presentation.wording import Wording

NOTEBOOK = "03_city_network_graph"
STEP = 20.0  # units from row to row in the exported graph: Gephi's standard nodes do not touch
HUB = 3  # networks
NOTED = {
    "network": ("category", "german_listing", "german_municipalities_reported",
                "german_municipalities_qualifier"),
    "member": ("region",),
}  # fmt: skip
MARKS = ["network_id", "network", *NOTED["network"], "network_degree", "member_id", "member",
         "region", "member_degree", "role"]  # fmt: skip


def _sort_regions(graph: nx.Graph, say: Wording) -> dict[str, list[tuple[str, int]]]:
    """Members with the number of their networks, by region."""
    found: dict[str, list[tuple[str, int]]] = {code: [] for code in say.codes("region")}
    for node in split_modes(graph)[1]:
        region = str(graph.nodes[node].get("region", ""))
        found.setdefault(region, []).append((name_node(graph, node), graph.degree[node]))
    return {code: own for code, own in found.items() if own}


def _count_regions(graph: nx.Graph, say: Wording) -> str:
    found = _sort_regions(graph, say).items()
    return say.join([f"{say.code('region', code) or say('bipartite.all')} {len(own)}"
                     for code, own in found])  # fmt: skip


def _name_top(graph: nx.Graph, say: Wording) -> str:
    return say.top([(name_node(graph, node), graph.degree[node]) for node in split_modes(graph)[1]])


def _tell_hubs(graph: nx.Graph, say: Wording) -> str:
    """Tell how many members in each part of the country are in three or more networks."""
    hubs = {
        code: [name for name, number in sorted(own) if number >= HUB]
        for code, own in _sort_regions(graph, say).items()
    }
    east, west, berlin = (hubs.get(code, []) for code in ("east", "west", "berlin"))
    if not 0 < len(east) <= 4 or len(west) <= len(east):
        return ""
    also = say("bipartite.also", name=berlin[0]) if berlin else ""
    return say("bipartite.tells", west=len(west), number=len(east), east=say.join(east), also=also)


def _describe_sides(graph: nx.Graph, say: Wording) -> str:
    networks = [(name_node(graph, node), graph.degree[node]) for node in split_modes(graph)[0]]
    regions = [
        say("bipartite.region", name=say.code("region", code, short=False) or say("bipartite.all"),
            number=len(own), edges=sum(number for _, number in own), top=say.top(own))
        for code, own in _sort_regions(graph, say).items()
    ]  # fmt: skip
    pairs = [
        (
            f"{name_node(graph, one)} – {name_node(graph, other)}",
            len(set(graph[one]) & set(graph[other])),
        )
        for one, other in combinations(split_modes(graph)[0], 2)
    ]
    return say(
        "bipartite.alt", networks=len(networks), regions="; ".join(regions),
        top_networks=say.top(networks), top=say.top(pairs),
        several=sum(number > 1 for own in _sort_regions(graph, say).values() for _, number in own),
        empty=sum(degree == 0 for _, degree in networks),
    )  # fmt: skip


def list_memberships(graph: nx.Graph) -> pd.DataFrame:
    """List a row per membership or lone node, with the degrees of both."""
    records = []
    for nodes in [*([node] for node in graph if not graph.degree[node]), *graph.edges]:
        record = {"role": graph.edges[nodes].get("role")} if len(nodes) == 2 else {}
        for node in nodes:
            found = graph.nodes[node]
            side = ("network", "member")[found["bipartite"]]
            record |= {f"{side}_id": node[1], side: found.get("label")}
            record |= {name: found.get(name) for name in NOTED[side]}
            record[f"{side}_degree"] = graph.degree[node]
        records.append(record)
    frame = pd.DataFrame(records, columns=MARKS).convert_dtypes()
    return frame.sort_values(["network_id", "member_id"], ignore_index=True)


def _tell_single(graph: nx.Graph, say: Wording) -> str:
    members = split_modes(graph)[1]
    single = sum(graph.degree[node] == 1 for node in members)
    if 2 * single <= len(members):
        return ""
    return say("membership_matrix.tells", single=single, members=len(members))


def _describe_matrix(graph: nx.Graph, say: Wording) -> str:
    networks, members = split_modes(graph)
    joined = [(name_node(graph, node), graph.degree[node]) for node in networks]
    return say(
        "membership_matrix.alt", rows=len(members), regions=_count_regions(graph, say),
        columns=sum(number > 0 for _, number in joined), top_cities=_name_top(graph, say),
        top_networks=say.top(joined),
        several=sum(graph.degree[node] > 1 for node in members),
    )  # fmt: skip


@register("membership_matrix", NOTEBOOK, "membership_matrix.note", LISTED,
          plot=plot_membership_matrix, alt=_describe_matrix, tells=_tell_single,
          numbers=list_memberships, needs=("members",))  # fmt: skip
@register("bipartite", NOTEBOOK, "bipartite.note", LISTED, plot=plot_bipartite,
          alt=_describe_sides, tells=_tell_hubs, numbers=list_memberships, widths=BOTH,
          needs=("members",))  # fmt: skip
def frame_graph(data: Dataset) -> nx.Graph:
    """Build the graph of networks and members."""
    return build_graph(data)


@register("city_network_graph", NOTEBOOK, LISTED, kind="graph")
def place_graph(data: Dataset) -> nx.Graph:
    """Build the graph with the degree of each node, and its place in the drawing in `x` and `y`."""
    graph = build_graph(data)
    places = place_nodes(graph)
    # One network with one member has no height: the two still stand apart.
    height = max((y for _, y in places.values()), default=0.0) or 1.0
    for node, (x, y) in places.items():
        place = {"x": STEP * x * height / 2, "y": STEP * y}
        graph.nodes[node].update(degree=graph.degree[node], **place)
    return graph


def _describe_connected(graph: nx.Graph, say: Wording) -> str:
    networks, members = split_modes(graph)
    return say("connected_cities.alt", count=len(members), columns=len(networks),
               least=min(graph.degree[node] for node in members),
               top=_name_top(graph, say), regions=_count_regions(graph, say))  # fmt: skip


@register("connected_cities", NOTEBOOK, "connected_cities.note", LISTED,
          plot=partial(plot_membership_matrix, grouped=False), alt=_describe_connected,
          tells=lambda graph, say: say("connected_cities.tells", top=_name_top(graph, say)),
          numbers=list_memberships, needs=("members",))  # fmt: skip
def frame_connected(data: Dataset) -> nx.Graph:
    """Keep the members in three or more networks, or in the most that there are."""
    graph = build_graph(data)
    most = max(graph.degree[node] for node in split_modes(graph)[1])
    return keep_connected(graph, least=min(HUB, most))


def _rank_networks(data: Dataset) -> dict[Any, int]:
    """Places of the nodes of networks in the table of networks."""
    return {("network", key): i for i, key in enumerate(data.networks["network_id"])}


@register("city_degrees", NOTEBOOK, "city_degrees.partners", LISTED,
          sources=(name_source, name_official), needs=("members",))  # fmt: skip
def frame_city_degrees(data: Dataset) -> pd.DataFrame:
    """Cities and districts by the number of their networks, with the networks by name."""
    graph, rank = build_graph(data), _rank_networks(data)
    nodes = describe_nodes(graph, mode="member")
    joined = [sorted(graph["member", key], key=rank.__getitem__) for key in nodes["id"]]
    names = ["; ".join(graph.nodes[node]["label"] for node in found) for found in joined]
    heads = {"label": "city", "degree": "network_count", "partners": "partner_cities"}
    columns = ["city", "network_count", "names", "partner_cities", "kind", "state", "region"]
    named = nodes.assign(names=pd.array(names, dtype="str")).rename(columns=heads)
    return named[[*columns, "population"]]


@register("network_degrees", NOTEBOOK, LISTED, short=True)
def frame_network_degrees(data: Dataset) -> pd.DataFrame:
    """Networks by the number of their German cities and districts."""
    nodes = describe_nodes(build_graph(data), mode="network")
    listings = data.networks.set_index("network_id")["german_listing"]
    heads = {"label": "network", "degree": "member_count", "partners": "partner_networks"}
    named = nodes.assign(german_listing=nodes["id"].map(listings)).rename(columns=heads)
    columns = ["network", "category", "founded", "member_count", "partner_networks"]
    return named[[*columns, "german_listing"]]


def _list_pairs(frame: pd.DataFrame) -> list[tuple[str, int]]:
    values = frame.to_numpy()
    return [
        (f"{frame.index[j]} – {frame.columns[i]}", int(values[i, j]))
        for i, j in np.argwhere(np.tri(len(frame), k=-1)).tolist()
    ]


def _tell_shared(frame: pd.DataFrame, say: Wording) -> str:
    pairs = _list_pairs(frame)
    return say("shared_members.tells", top=say.top(pairs)) if any(n for _, n in pairs) else ""


def _describe_shared(frame: pd.DataFrame, say: Wording) -> str:
    pairs = _list_pairs(frame)
    return say("shared_members.alt", networks=len(frame), top=say.top(pairs),
               sharing=sum(number > 0 for _, number in pairs), pairs=len(pairs))  # fmt: skip


@register("shared_members", NOTEBOOK, "shared_members.note", LISTED, plot=plot_shared_members,
          alt=_describe_shared, tells=_tell_shared, needs=("members",))  # fmt: skip
def frame_shared(data: Dataset) -> pd.DataFrame:
    """Shared members of the networks that have any in scope, by their short names."""
    shared = shared_members(data)
    own = [key for key in shared.index if shared.loc[key, key] > 0]
    names = data.networks.set_index("network_id")["short_name"]
    index = pd.Index(names[own], dtype="str", name="network")
    return shared.loc[own, own].set_axis(index, axis=0).set_axis(index.rename(None), axis=1)


@register("shared_member_pairs", NOTEBOOK, LISTED, needs=("members",))
def frame_shared_members(data: Dataset) -> pd.DataFrame:
    """Pairs of networks that share German cities or districts, with those by name."""
    graph, rows = build_graph(data), []
    labels = dict(graph.nodes(data="label"))
    # Sorted by number alone, pairs that share as many stay in the order of the networks.
    for one, other in combinations([("network", key) for key in data.networks["network_id"]], 2):
        both = [labels[member] for member in sorted(set(graph[one]) & set(graph[other]))]
        rows.append((labels[one], labels[other], len(both), "; ".join(both)))
    columns = {"network": "str", "other_network": "str", "shared": "int64", "shared_names": "str"}
    frame = pd.DataFrame(rows, columns=list(columns)).astype(columns).query("shared > 0")
    return frame.sort_values("shared", ascending=False, kind="stable", ignore_index=True)
