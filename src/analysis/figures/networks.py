"""The graph of networks and members, drawn in two columns."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import networkx as nx
import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.transforms import blended_transform_factory

from analysis.presentation.style import (
    EDGE,
    HEIGHT_MM,
    INK,
    MUTED,
    OUTLINE,
    PLAIN,
    SMALL,
    WIDTH_MM,
    Look,
    Options,
    add_legend,
    draw_key,
    figure_of,
    find_looks,
    open_axes,
    use_style,
)
from analysis.presentation.wording import name_code, name_node, words

NODE = 20.0  # square points


def _split_modes(graph: nx.Graph, plot: str) -> tuple[list[Any], list[Any]]:
    modes = nx.get_node_attributes(graph, "bipartite")
    if len(modes) < len(graph) or not set(modes.values()) <= {0, 1}:
        raise ValueError(f"{plot} needs a two-mode graph: every node with bipartite 0 or 1")
    if not len(graph):
        raise ValueError(f"{plot} has nothing to draw: the graph is empty")
    return [n for n in graph if modes[n] == 0], [n for n in graph if modes[n] == 1]


def _bend(start: tuple[float, float], end: tuple[float, float]) -> Any:
    """A line that leaves and enters its nodes level, so that bundles can be followed."""
    t = np.linspace(0, 1, 30)
    x = start[0] + (end[0] - start[0]) * t
    y = start[1] + (end[1] - start[1]) * (3 * t**2 - 2 * t**3)
    return np.column_stack([x, y])


def _draw_edges(
    ax: Axes, graph: nx.Graph, positions: Mapping[Any, Any], looks: Mapping[Any, Look]
) -> None:
    """Edges in the colour of the member's region, grey where it is in one network alone."""
    drawn: dict[str, tuple[list[Any], list[str], float]] = {
        "edges_single": ([], [], 0.5),
        "edges_several": ([], [], 0.8),
    }
    for one, other in graph.edges:
        network, member = (one, other) if graph.nodes[one]["bipartite"] == 0 else (other, one)
        single = graph.degree[member] == 1
        lines, colors, _ = drawn["edges_single" if single else "edges_several"]
        lines.append(_bend(positions[network], positions[member]))
        colors.append(EDGE if single else looks.get(member, PLAIN).line)
    for zorder, (name, (lines, colors, width)) in enumerate(drawn.items(), start=1):
        settings: Options = {"colors": colors, "linewidths": width, "label": name}
        ax.add_collection(LineCollection(lines, zorder=zorder, **settings))


def _draw_nodes(
    ax: Axes,
    graph: nx.Graph,
    nodes: Sequence[Any],
    positions: Mapping[Any, Any],
    looks: Mapping[Any, Look],
) -> None:
    """Marker, degree and label of each node, outwards; isolated ones hollow and grey."""
    outward = {0: (-1, "right", "right"), 1: (1, "left", "right")}
    widest = max((len(str(graph.degree[node])) for node in nodes), default=1)
    for node in nodes:
        look, degree = looks.get(node, PLAIN), graph.degree[node]
        sign, side, _ = outward[graph.nodes[node]["bipartite"]]
        ink = INK if degree else MUTED
        x, y = positions[node]
        ax.scatter(
            [x],
            [y],
            s=NODE,
            marker=look.marker,
            facecolor=look.fill if degree else "white",
            edgecolor=OUTLINE if degree else MUTED,
            linewidth=0.6,
            zorder=4,
            clip_on=False,
            label=f"node {node}",
        )
        texts: Options = {"textcoords": "offset points", "va": "center_baseline", "fontsize": SMALL}
        texts |= {"color": ink, "annotation_clip": False}
        wide = 4.7 * widest
        near = 5 + wide if sign > 0 else -5
        ax.annotate(str(degree), positions[node], (near, 0), ha="right", weight="bold", **texts)
        far = sign * (9 + wide)
        ax.annotate(name_node(graph, node), positions[node], (far, 0), ha=side, **texts)


def _list_networks(
    graph: nx.Graph, networks: Sequence[Any], looks: Mapping[str, Look], lang: str, labels: Any
) -> list[Any]:
    keys = [
        draw_key(look, name_code(labels, "category", code, lang=lang))
        for code, look in looks.items()
    ]
    if any(graph.degree[node] == 0 for node in networks):
        hollow: Options = {"marker": "o", "markerfacecolor": "white", "markeredgecolor": MUTED}
        keys.append(draw_key(None, words(lang)["isolated"], **hollow))
    return keys


def _list_members(
    graph: nx.Graph, members: Sequence[Any], looks: Mapping[str, Look], lang: str, labels: Any
) -> list[Any]:
    keys = [
        draw_key(look, name_code(labels, "region", code, lang=lang)) for code, look in looks.items()
    ]
    if any(graph.degree[node] == 1 for node in members):
        lone: Options = {"linestyle": "-", "linewidth": 0.8, "color": EDGE}
        keys.append(draw_key(None, words(lang)["single"], **lone))
    return keys


def _span_figure(ax: Axes) -> Any:
    """Across the figure, up the axes."""
    return blended_transform_factory(figure_of(ax).transFigure, ax.transAxes)


def plot_bipartite(
    graph: nx.Graph,
    positions: Mapping[Hashable, tuple[float, float]],
    *,
    ax: Axes | None = None,
    lang: str = "en",
    labels: Mapping[str, Any] | None = None,
    width_mm: float = WIDTH_MM,
) -> Axes:
    """Draw networks and members in two columns, joined where one belongs to the other.

    Parameters
    ----------
    graph
        A two-mode graph, as from `build_graph`. Used where present: `label` of nodes,
        `category` of networks, `region` of members.
    positions
        Node to (x, y), as from `place_nodes`.
    ax, lang, labels
        As in `plot_timeline`.
    width_mm
        Of a new figure: 170, or 85 for a column, which small graphs fit.

    Returns
    -------
    matplotlib.axes.Axes
        Beside each node its degree. Edges have the colour of the member's region, or are grey
        where the member is in one network alone.

    Raises
    ------
    ValueError
        If the graph is empty or not two-mode, or a node has no position.

    References
    ----------
    BBSR 36/2023, section 3.2.3.

    Examples
    --------
    >>> from analysis import build_graph, load, place_nodes
    >>> graph = build_graph(load())
    >>> ax = plot_bipartite(graph, place_nodes(graph))
    >>> sum(len(lines.get_paths()) for lines in ax.collections[:2]) == graph.number_of_edges()
    True
    """
    networks, members = _split_modes(graph, "plot_bipartite")
    if lost := [node for node in graph if node not in positions]:
        raise ValueError(f"plot_bipartite: no position for {', '.join(map(str, lost))}")
    terms = words(lang)
    categories, of_network = find_looks(
        "category", nx.get_node_attributes(graph, "category"), labels
    )
    regions, of_member = find_looks("region", nx.get_node_attributes(graph, "region"), labels)
    rows = max(len(networks), len(members))
    with use_style():
        narrow = width_mm < WIDTH_MM
        row = 3.9 if rows < 40 else 3.1
        ax = open_axes(ax, min(HEIGHT_MM, 18 + row * max(rows, 8)), width_mm=width_mm)
        ax.set_axis_off()
        _draw_edges(ax, graph, positions, of_member)
        _draw_nodes(ax, graph, networks, positions, of_network)
        _draw_nodes(ax, graph, members, positions, of_member)
        ax.set_xlim(-0.02, 1.02)
        heights = [positions[node][1] for node in graph]
        ax.set_ylim(min(heights) - 0.6, max(heights) + 0.6)
        ends = (("lower center", 0.0), ("lower center", 1.0))
        place: Options = {"columns": 2}
        if narrow:
            # From edge to edge of the figure, else the two would not stand side by side.
            ends = (("lower left", 0.01), ("lower right", 0.99))
            place = {"columns": 1, "bbox_transform": _span_figure(ax)}
        shown = {
            "networks": _list_networks(graph, networks, categories, lang, labels),
            "members": _list_members(graph, members, regions, lang, labels),
        }
        for (title, keys), (loc, x) in zip(shown.items(), ends, strict=True):
            heading: Options = {"title": terms[title], "alignment": "left", "title_fontsize": 7.5}
            if keys:
                add_legend(ax, keys, loc=loc, bbox_to_anchor=(x, 1), **heading, **place)
    return ax
