"""What is exported on the graph of networks and members."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd

from analysis.data import Dataset
from analysis.graph.build import build_graph, shared_members, tabulate_memberships
from analysis.graph.figures import (
    plot_bipartite,
    plot_connected_cities,
    plot_membership_matrix,
    plot_shared_members,
)
from analysis.graph.projection import describe_nodes, project_graph
from analysis.graph.structure import keep_connected, list_connected, order_matrix, place_nodes
from analysis.presentation.registry import LISTED, Output, draw_plot, name_official, name_source
from analysis.presentation.style import BOTH
from analysis.presentation.wording import (
    choose_text,
    format_number,
    format_share,
    join_names,
    name_top,
    name_values,
)


def describe_bipartite(graph: nx.Graph, lang: str, labels: Mapping[str, Any]) -> str:
    """Say what the two-mode graph shows."""
    names, sides = dict(graph.nodes(data="label")), dict(graph.nodes(data="bipartite"))
    degrees = {side: [] for side in (0, 1)}  # type: dict[int, list[tuple[str, int]]]
    for node, degree in graph.degree:
        degrees[sides[node]].append((names[node], degree))
    networks, members = degrees[0], degrees[1]
    empty = sum(degree == 0 for _, degree in networks)
    single = sum(degree == 1 for _, degree in members)
    edges = format_number(graph.number_of_edges(), lang=lang)
    return choose_text(
        lang,
        f"{len(networks)} networks on the left and {len(members)} German cities and districts on "
        f"the right, joined by {edges} memberships. Most members: {name_top(networks, lang)}; "
        f"most networks: {name_top(members, lang)}. Networks without a named German member: "
        f"{empty}; cities and districts in one network only: {single}.",
        f"Links {len(networks)} Netzwerke, rechts {len(members)} deutsche Städte und Landkreise, "
        f"verbunden durch {edges} Mitgliedschaften. Die meisten Mitglieder: "
        f"{name_top(networks, lang)}; die meisten Netzwerke: {name_top(members, lang)}. "
        f"Netzwerke ohne namentlich genanntes deutsches Mitglied: {empty}; Städte und Landkreise "
        f"in nur einem Netzwerk: {single}.",
    )


def describe_several(graph: nx.Graph, lang: str, labels: Mapping[str, Any]) -> str:
    """Say what the graph of the members in two or more networks shows."""
    names, sides = dict(graph.nodes(data="label")), dict(graph.nodes(data="bipartite"))
    networks, members = (
        [(names[node], degree) for node, degree in graph.degree if sides[node] == side]
        for side in (0, 1)
    )
    two = sum(degree == 2 for _, degree in members)
    edges = format_number(graph.number_of_edges(), lang=lang)
    return choose_text(
        lang,
        f"{len(networks)} networks on the left and, on the right, the {len(members)} German "
        f"cities and districts that are in two or more of them, joined by {edges} memberships. "
        f"Most of these cities: {name_top(networks, lang)}; most networks: "
        f"{name_top(members, lang)}. In exactly two networks: {two} of {len(members)}.",
        f"Links {len(networks)} Netzwerke, rechts die {len(members)} deutschen Städte und "
        f"Landkreise, die zwei oder mehr von ihnen angehören, verbunden durch {edges} "
        f"Mitgliedschaften. Die meisten dieser Städte: {name_top(networks, lang)}; die meisten "
        f"Netzwerke: {name_top(members, lang)}. In genau zwei Netzwerken: {two} von "
        f"{len(members)}.",
    )


def describe_connected(frame: pd.DataFrame, lang: str, labels: Mapping[str, Any]) -> str:
    """Say what the chart of the most connected cities shows."""
    names = name_values("region", labels, lang)
    counts = frame["region"].value_counts()
    parts = [f"{names.get(code, code)} {counts[code]}" for code in names if code in counts]
    top = [(str(name), int(n)) for name, n in zip(frame["city"], frame["networks"], strict=True)]
    least = int(frame["networks"].min())
    return choose_text(
        lang,
        f"{len(frame)} German cities and districts by the number of their networks, a marker for "
        f"each network by its category; the last rows are those in {least}. Most networks: "
        f"{name_top(top, lang)}. By region: {join_names(parts, lang)}.",
        f"{len(frame)} deutsche Städte und Landkreise nach der Zahl ihrer Netzwerke, mit einem "
        f"Zeichen je Netzwerk nach dessen Kategorie; die letzten Zeilen zeigen jene mit {least}. "
        f"Die meisten Netzwerke: {name_top(top, lang)}. Nach Landesteil: "
        f"{join_names(parts, lang)}.",
    )


def describe_matrix(
    measured: tuple[pd.DataFrame, nx.Graph], lang: str, labels: Mapping[str, Any]
) -> str:
    """Say what the matrix of members and networks shows."""
    frame, graph = measured
    rows, columns = frame.sum(axis=1), frame.sum(axis=0)
    names = dict(graph.nodes(data="label"))
    cities = [(names["member", key], int(value)) for key, value in rows.items()]
    networks = [(names["network", key], int(value)) for key, value in columns.items()]
    filled, several = int(rows.sum()), int((rows > 1).sum())
    share = format_share(filled / frame.size if frame.size else None, lang=lang, decimals=1)
    return choose_text(
        lang,
        f"Matrix of {frame.shape[0]} German cities and districts (rows) and {frame.shape[1]} "
        f"networks (columns), both by falling number of memberships; {filled} cells are filled "
        f"({share}). Most memberships: {name_top(cities, lang)} among the rows, "
        f"{name_top(networks, lang)} among the columns. In more than one network: {several} of "
        f"{frame.shape[0]}.",
        f"Matrix aus {frame.shape[0]} deutschen Städten und Landkreisen (Zeilen) und "
        f"{frame.shape[1]} Netzwerken (Spalten), beide nach fallender Zahl der Mitgliedschaften; "
        f"{filled} Felder sind gefüllt ({share}). Die meisten Mitgliedschaften: "
        f"{name_top(cities, lang)} in den Zeilen, {name_top(networks, lang)} in den Spalten. In "
        f"mehr als einem Netzwerk: {several} von {frame.shape[0]}.",
    )


def describe_shared(frame: pd.DataFrame, lang: str, labels: Mapping[str, Any]) -> str:
    """Say what a square frame of shared members shows."""
    values = frame.to_numpy()
    i, j = np.tril_indices(len(frame), k=-1)
    pairs = [
        (f"{frame.index[b]} – {frame.columns[a]}", int(values[a, b]))
        for a, b in zip(i.tolist(), j.tolist(), strict=True)
    ]
    sharing = sum(value > 0 for _, value in pairs)
    return choose_text(
        lang,
        f"Lower half of a matrix of {len(frame)} networks: each cell holds the number of German "
        f"cities and districts that two networks share, the diagonal those of one network. "
        f"Largest overlap: {name_top(pairs, lang)}. Pairs that share at least one: {sharing} of "
        f"{len(pairs)}.",
        f"Untere Hälfte einer Matrix aus {len(frame)} Netzwerken: Jedes Feld enthält die Zahl der "
        f"deutschen Städte und Landkreise, die zwei Netzwerken gemeinsam sind, die Diagonale die "
        f"eines Netzwerks. Größte Überschneidung: {name_top(pairs, lang)}. Paare mit mindestens "
        f"einem gemeinsamen Mitglied: {sharing} von {len(pairs)}.",
    )


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


def frame_city_degrees(data: Dataset) -> pd.DataFrame:
    """Cities and districts by the number of their networks, with the networks by name.

    Examples
    --------
    >>> from analysis import load
    >>> frame_city_degrees(load())["network_count"].is_monotonic_decreasing
    True
    """
    graph = build_graph(data)
    nodes = describe_nodes(graph, mode="member")
    order = {("network", key): i for i, key in enumerate(data.networks["network_id"])}
    joined = [sorted(graph["member", key], key=order.__getitem__) for key in nodes["id"]]
    labels = graph.nodes(data="label")
    names = ["; ".join(str(labels[network]) for network in found) for found in joined]
    named = nodes.assign(names=pd.array(names, dtype="str")).rename(
        columns={"label": "city", "degree": "network_count", "partners": "partner_cities"}
    )
    columns = ["city", "network_count", "names", "partner_cities"]
    return named[[*columns, "kind", "state", "region", "population"]]


def frame_network_degrees(data: Dataset) -> pd.DataFrame:
    """Networks by the number of their German cities and districts.

    Examples
    --------
    >>> from analysis import load
    >>> frame_network_degrees(load()).loc[0, ["network", "member_count"]].to_dict()
    {'network': 'Eurocities', 'member_count': 23}
    """
    nodes = describe_nodes(build_graph(data), mode="network")
    listings = data.networks.set_index("network_id")["german_listing"]
    named = nodes.assign(german_listing=nodes["id"].map(listings)).rename(
        columns={"label": "network", "degree": "member_count", "partners": "partner_networks"}
    )
    columns = ["network", "category", "founded", "member_count", "partner_networks"]
    return named[[*columns, "german_listing"]]


def frame_shared_members(data: Dataset) -> pd.DataFrame:
    """Pairs of networks that share German cities or districts, with those by name.

    Returns
    -------
    pandas.DataFrame
        `network`, `other_network`, `shared` (their number, falling) and `shared_names`.

    Examples
    --------
    >>> from analysis import load
    >>> frame_shared_members(load())["shared"].is_monotonic_decreasing
    True
    """
    graph = build_graph(data)
    order = {("network", key): i for i, key in enumerate(data.networks["network_id"])}
    labels = dict(graph.nodes(data="label"))
    records = []
    for pair in project_graph(graph, onto="network").edges:
        one, other = sorted(pair, key=order.__getitem__)
        both = sorted(set(graph[one]) & set(graph[other]))
        names = "; ".join(labels[member] for member in both)
        records.append((labels[one], labels[other], len(both), names, order[one], order[other]))
    records.sort(key=lambda record: (-record[2], record[4], record[5]))
    columns = ["network", "other_network", "shared", "shared_names"]
    frame = pd.DataFrame([record[:4] for record in records], columns=columns)
    text = dict.fromkeys(["network", "other_network", "shared_names"], "str")
    return frame.astype({**text, "shared": "int64"})


def _measure_bipartite(data: Dataset) -> tuple[Any, Any]:
    graph = build_graph(data)
    return graph, place_nodes(graph)


def _measure_several(data: Dataset) -> tuple[Any, Any]:
    graph = frame_several(data)
    return graph, place_nodes(graph)


PARTNERS = (
    "Linked cities: other German cities and districts that share at least one of the networks.",
    "Verbundene Städte: andere deutsche Städte und Landkreise, die mindestens eines der Netzwerke "
    "teilen.",
)

GRAPH_FIGURES = (
    Output(
        name="bipartite",
        kind="figure",
        notebook="03_city_network_graph",
        title=("Networks and their German members", "Netzwerke und ihre deutschen Mitglieder"),
        measure=_measure_bipartite,
        draw=partial(draw_plot, plot_bipartite),
        describe=lambda measured, *rest: describe_bipartite(measured[0], *rest),
        numbers=lambda measured: list_marks(measured[0]),
        notes=(
            (
                "Beside each network the number of its members, beside each member that of its "
                "networks; lines in the colour of the member's region, grey those of members in "
                "one network.",
                "Neben jedem Netzwerk die Zahl seiner Mitglieder, neben jedem Mitglied die seiner "
                "Netzwerke; Linien in der Farbe des Landesteils, grau bei Mitgliedern nur eines "
                "Netzwerks.",
            ),
            LISTED,
        ),
        needs=("members",),
    ),
    Output(
        name="bipartite_several",
        kind="figure",
        notebook="03_city_network_graph",
        title=("Cities in two or more networks", "Städte in zwei oder mehr Netzwerken"),
        measure=_measure_several,
        draw=partial(draw_plot, plot_bipartite),
        widths=BOTH,
        describe=lambda measured, *rest: describe_several(measured[0], *rest),
        numbers=lambda measured: list_marks(measured[0]),
        notes=(
            (
                "Beside each network the number of these cities in it, beside each city that of "
                "its networks; lines in the colour of the city's region.",
                "Neben jedem Netzwerk die Zahl dieser Städte, neben jeder Stadt die ihrer "
                "Netzwerke; Linien in der Farbe des Landesteils der Stadt.",
            ),
            LISTED,
        ),
        needs=("several",),
    ),
    Output(
        name="connected_cities",
        kind="figure",
        notebook="03_city_network_graph",
        title=("Most connected cities", "Städte in den meisten Netzwerken"),
        measure=frame_connected,
        draw=partial(draw_plot, plot_connected_cities),
        widths=BOTH,
        describe=describe_connected,
        notes=(
            (
                "Beside each city its region, then a marker for each network, by its category; "
                "cities in equally many networks are listed together or not at all.",
                "Neben jeder Stadt ihr Landesteil, dann ein Zeichen je Netzwerk, nach dessen "
                "Kategorie; Städte in gleich vielen Netzwerken sind alle oder gar nicht "
                "aufgeführt.",
            ),
            LISTED,
        ),
        needs=("members",),
    ),
    Output(
        name="membership_matrix",
        kind="figure",
        notebook="03_city_network_graph",
        title=("Cities and their networks", "Städte und ihre Netzwerke"),
        measure=frame_matrix,
        draw=partial(draw_plot, plot_membership_matrix),
        describe=describe_matrix,
        numbers=lambda measured: list_cells(*measured),
        notes=(
            (
                "Cells in the colour of the region, with the role where it is a special one; "
                "right and below the number of memberships. Networks without a named member "
                "are not shown.",
                "Felder in der Farbe des Landesteils, mit der Rolle, wo sie eine besondere ist; "
                "rechts und unten die Zahl der Mitgliedschaften. Netzwerke ohne genanntes "
                "Mitglied sind nicht gezeigt.",
            ),
            LISTED,
        ),
        needs=("members",),
    ),
    Output(
        name="shared_members",
        kind="figure",
        notebook="03_city_network_graph",
        title=("Members that networks share", "Gemeinsame Mitglieder der Netzwerke"),
        measure=frame_shared,
        draw=partial(draw_plot, plot_shared_members),
        describe=describe_shared,
        notes=(
            (
                "The darker, the more. Networks by category; those without a named member are "
                "not shown.",
                "Je dunkler, desto mehr. Netzwerke nach Kategorie; solche ohne genanntes "
                "Mitglied sind nicht gezeigt.",
            ),
            LISTED,
        ),
        needs=("members",),
    ),
)

GRAPH_TABLES = (
    Output(
        name="city_degrees",
        kind="table",
        notebook="03_city_network_graph",
        title=(
            "German cities and districts by number of networks",
            "Deutsche Städte und Landkreise nach Zahl der Netzwerke",
        ),
        measure=frame_city_degrees,
        notes=(PARTNERS, LISTED),
        sources=(name_source, name_official),
        needs=("members",),
    ),
    Output(
        name="network_degrees",
        kind="table",
        notebook="03_city_network_graph",
        title=(
            "Networks by number of German members",
            "Netzwerke nach Zahl der deutschen Mitglieder",
        ),
        measure=frame_network_degrees,
        notes=(LISTED,),
        short=True,
    ),
    Output(
        name="shared_member_pairs",
        kind="table",
        notebook="03_city_network_graph",
        title=(
            "Pairs of networks that share German members",
            "Netzwerkpaare mit gemeinsamen deutschen Mitgliedern",
        ),
        measure=frame_shared_members,
        notes=(LISTED,),
        needs=("members",),
    ),
)
GRAPHS = (
    Output(
        name="city_network_graph",
        kind="graph",
        notebook="03_city_network_graph",
        title=(
            "Graph of networks and their German members",
            "Graph der Netzwerke und ihrer deutschen Mitglieder",
        ),
        measure=place_graph,
        notes=(LISTED,),
    ),
)
