"""The graph of networks and members, drawn as graph, matrix and list."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap, to_hex
from matplotlib.patches import Patch, Rectangle
from matplotlib.transforms import blended_transform_factory

from analysis.graph.build import name_node
from analysis.graph.projection import split_modes
from analysis.presentation.style import (
    EDGE,
    HEIGHT_MM,
    INK,
    MUTED,
    OUTLINE,
    PLAIN,
    RULE,
    SMALL,
    WIDTH_MM,
    Look,
    Options,
    add_legend,
    check_frame,
    draw_key,
    figure_of,
    find_looks,
    open_axes,
    order_looks,
    read_on,
    use_style,
)
from analysis.presentation.wording import Wording

Looks = Mapping[Any, Look]
MIDDLE: Options = {"va": "center_baseline", "fontsize": SMALL}
COUNTS = LinearSegmentedColormap.from_list("counts", ["#eaf3f9", "#0072B2", "#003a5c"])


def _list_keys(column: str, looks: Looks, say: Wording) -> list[Artist]:
    return [draw_key(look, say.code(column, code)) for code, look in looks.items()]


def _head_legend(title: str) -> Options:
    return {"title": title, "alignment": "left", "title_fontsize": 7.5}


def _draw_edges(ax: Axes, graph: nx.Graph, positions: Mapping[Any, Any], looks: Looks) -> None:
    """Edges in the colour of the member's region, grey where it is in one network alone."""
    # They leave and enter their nodes level, so that bundles can be followed.
    t = np.linspace(0, 1, 30)
    bend = np.column_stack([t, 3 * t**2 - 2 * t**3])
    pairs = [sorted(edge, key=lambda node: graph.nodes[node]["bipartite"]) for edge in graph.edges]
    for single in (True, False):
        name, width, zorder = ("edges_single", 0.5, 1) if single else ("edges_several", 0.8, 2)
        own = [pair for pair in pairs if (graph.degree[pair[1]] == 1) == single]
        ends = np.array([[positions[node] for node in pair] for pair in own]).reshape(-1, 2, 2)
        lines = ends[:, :1] + (ends[:, 1:] - ends[:, :1]) * bend
        colors = [EDGE if single else looks.get(member, PLAIN).line for _, member in own]
        settings: Options = {"colors": colors, "linewidths": width, "zorder": zorder}
        ax.add_collection(LineCollection(list(lines), label=name, **settings))


def _draw_nodes(
    ax: Axes, graph: nx.Graph, nodes: Sequence[Any], positions: Mapping[Any, Any], looks: Looks
) -> None:
    """Marker, degree and label of each node, outwards; isolated ones hollow and grey."""
    wide = 4.7 * max((len(str(graph.degree[node])) for node in nodes), default=1)
    for node in nodes:
        look, degree = looks.get(node, PLAIN), graph.degree[node]
        left = graph.nodes[node]["bipartite"] == 0
        fills = (look.fill, OUTLINE) if degree else ("white", MUTED)
        mark: Options = {"marker": look.marker, "facecolor": fills[0], "edgecolor": fills[1]}
        mark |= {"s": 20.0, "linewidth": 0.6, "zorder": 4, "clip_on": False}
        ax.scatter(*([value] for value in positions[node]), label=f"node {node}", **mark)
        texts: Options = {"textcoords": "offset points", "annotation_clip": False, **MIDDLE}
        texts |= {"color": INK if degree else MUTED}
        near = -5 if left else 5 + wide
        ax.annotate(str(degree), positions[node], (near, 0), ha="right", weight="bold", **texts)
        far, side = (-9 - wide, "right") if left else (9 + wide, "left")
        ax.annotate(name_node(graph, node), positions[node], (far, 0), ha=side, **texts)


def plot_bipartite(
    graph: nx.Graph, positions: Mapping[Hashable, tuple[float, float]],
    *, ax: Axes | None = None, lang: str = "en", labels: Mapping[str, Any] | None = None,
    width_mm: float = WIDTH_MM,
) -> Axes:  # fmt: skip
    """Draw networks and members in two columns, each with its degree (BBSR 36/2023, 3.2.3).

    Edges have the colour of the member's region, or are grey where it is in one network alone. The
    graph is as from `build_graph`, positions from `place_nodes`; a new figure is 170 mm wide, or 85
    for a column, which small graphs fit. A ValueError if the graph is empty or not two-mode, or a
    node has no position.

    Examples
    --------
    >>> from analysis import load
    >>> from analysis.graph import build_graph, place_nodes
    >>> graph = build_graph(load())
    >>> ax = plot_bipartite(graph, place_nodes(graph), lang="de")
    """
    say, narrow, sides = Wording(lang, labels), width_mm < WIDTH_MM, split_modes(graph)
    if not len(graph):
        raise ValueError("plot_bipartite has nothing to draw: the graph is empty")
    if lost := [node for node in graph if node not in positions]:
        raise ValueError(f"plot_bipartite: no position for {', '.join(map(str, lost))}")
    (categories, of_network), (regions, of_member) = (
        find_looks(column, nx.get_node_attributes(graph, column), labels)
        for column in ("category", "region")
    )
    rows, heights = max(map(len, sides)), [positions[node][1] for node in graph]
    # From edge to edge of a narrow figure, else the two legends would not stand side by side.
    ends = [("lower left", 0.01), ("lower right", 0.99)] if narrow else [
        ("lower center", 0.0), ("lower center", 1.0)]  # fmt: skip
    with use_style():
        height = 18 + (3.9 if rows < 40 else 3.1) * max(rows, 8)
        ax = open_axes(ax, min(HEIGHT_MM, height), width_mm=width_mm)
        ax.set_axis_off()
        _draw_edges(ax, graph, positions, of_member)
        _draw_nodes(ax, graph, sides[0], positions, of_network)
        _draw_nodes(ax, graph, sides[1], positions, of_member)
        ax.set(xlim=(-0.02, 1.02), ylim=(min(heights) - 0.6, max(heights) + 0.6))
        across = blended_transform_factory(figure_of(ax).transFigure, ax.transAxes)
        place: Options = {"columns": 1, "bbox_transform": across} if narrow else {"columns": 2}
        keys = [_list_keys("category", categories, say), _list_keys("region", regions, say)]
        if any(graph.degree[node] == 0 for node in sides[0]):
            hollow: Options = {"marker": "o", "markerfacecolor": "white", "markeredgecolor": MUTED}
            keys[0].append(draw_key(None, say("bipartite.isolated"), **hollow))
        if any(graph.degree[node] == 1 for node in sides[1]):
            lone: Options = {"linestyle": "-", "linewidth": 0.8, "color": EDGE}
            keys[1].append(draw_key(None, say("bipartite.single"), **lone))
        titles = say("graph.networks"), say("bipartite.members")
        for own, title, (loc, x) in zip(keys, titles, ends, strict=True):
            if own:
                add_legend(ax, own, loc=loc, bbox_to_anchor=(x, 1), **_head_legend(title), **place)
    return ax


# ---------------------------------------------------------------- the matrix of memberships


def _shorten(names: Mapping[str, str]) -> dict[str, str]:
    """The shortest beginnings, from two letters, that tell the names apart."""
    found = {}
    for code, name in names.items():
        others = [other for key, other in names.items() if key != code]
        lengths = (
            n for n in range(2, len(name)) if not any(o.startswith(name[:n]) for o in others)
        )
        found[code] = name[: next(lengths, len(name))]
    return found


def _draw_totals(ax: Axes, present: Any, say: Wording) -> None:
    """Totals of the rows to the right, of the columns below, and of both in the corner."""
    rows, columns = present.shape
    totals = [(columns, i, total) for i, total in enumerate(present.sum(axis=1))]
    totals += [(j, rows, total) for j, total in enumerate(present.sum(axis=0))]
    for x, y, total in [*totals, (columns, rows, present.sum())]:
        ax.text(x, y, say.number(total), ha="center", weight="bold", **MIDDLE)


def _head_matrix(
    ax: Axes, members: Sequence[Any], networks: Sequence[Any], graph: nx.Graph, looks: Looks
) -> None:
    """Names of rows and columns, and the markers of region and category beside them."""
    rows, columns = len(members), len(networks)
    spots = [(node, -1.1, float(i)) for i, node in enumerate(members)]
    spots += [(node, float(j), -1.2) for j, node in enumerate(networks)]
    for node, x, y in spots:
        look = looks.get(node, PLAIN)
        marks: Options = {"marker": look.marker, "color": look.fill, "edgecolor": OUTLINE}
        ax.scatter([x], [y], s=14, linewidth=0.5, label=f"head {node[0]}", **marks)
    ax.set_yticks(range(rows), [name_node(graph, node) for node in members], **MIDDLE)
    names = [name_node(graph, node) for node in networks]
    ax.set_xticks(range(columns), names, fontsize=SMALL, rotation=90)
    ax.tick_params(length=0, top=False, bottom=False, labeltop=True, labelbottom=False, pad=1)
    ax.spines[:].set_visible(False)
    rule: Options = {"color": RULE, "lw": 0.3, "zorder": 0.5}
    for i in range(rows + 1):
        ax.plot([-0.5, columns - 0.5], [i - 0.5] * 2, **rule)
    for j in range(columns + 1):
        ax.plot([j - 0.5] * 2, [-0.5, rows - 0.5], **rule)


def _add_keys(ax: Axes, groups: Sequence[Sequence[Artist]]) -> None:
    """Legend below the matrix, in as few rows as its width allows, each group in own columns."""
    most = max(map(len, groups))
    for rows in range(1, most + 1):
        keys: list[Artist] = []
        for group in groups:
            columns = -(-len(group) // rows)
            each = -(-len(group) // max(columns, 1))
            for start in range(0, len(group), max(each, 1)):
                part = group[start : start + each]
                keys += [*part, *(draw_key(None, "") for _ in range(rows - len(part)))]
        place: Options = {"loc": "upper right", "bbox_to_anchor": (1, 0)}
        legend = add_legend(ax, keys, columns=-(-len(keys) // rows), **place)
        if rows == most or legend.get_window_extent().width <= ax.get_window_extent().width:
            return
        legend.remove()


def plot_membership_matrix(
    frame: pd.DataFrame, graph: nx.Graph,
    *, ax: Axes | None = None, lang: str = "en", labels: Mapping[str, Any] | None = None,
) -> Axes:  # fmt: skip
    """Draw who belongs to which network as a matrix, with the role where it is a special one.

    The frame is as from `tabulate_memberships`, in the order to draw, such as `order_matrix` gives;
    the graph, of the same scope, knows names, regions, categories and roles. A ValueError if the
    frame is empty or has a membership that is none in the graph.

    Examples
    --------
    >>> from analysis import load
    >>> from analysis.graph import build_graph, order_matrix, tabulate_memberships
    >>> table = tabulate_memberships(load())
    >>> rows, columns = order_matrix(table)
    >>> ax = plot_membership_matrix(table.loc[rows, columns], build_graph(load()))
    """
    check_frame(frame, [], "plot_membership_matrix")
    say, present = Wording(lang, labels), frame.to_numpy() != 0
    members = [("member", key) for key in frame.index]
    networks = [("network", key) for key in frame.columns]
    cells = [(i, j, (networks[j], members[i])) for i, j in np.argwhere(present).tolist()]
    if lost := [edge for _, _, edge in cells if not graph.has_edge(*edge)]:
        raise ValueError(f"plot_membership_matrix: the graph has no membership {lost[0]}")
    part = graph.subgraph([*members, *networks])
    regions, of_member = find_looks("region", nx.get_node_attributes(part, "region"), labels)
    kinds, of_network = find_looks("category", nx.get_node_attributes(part, "category"), labels)
    roles = {role for *_, text in part.edges(data="role", default="") for role in text.split(";")}
    # Sorted, so that signs do not depend on the order of the edges; plain members have none.
    names = {role: say.code("role", role) for role in sorted(roles - {"", "member"})}
    signs = _shorten(names)
    with use_style():
        ax = open_axes(ax, min(HEIGHT_MM, 52 + 2.75 * len(frame)))
        _head_matrix(ax, members, networks, graph, of_member | of_network)
        for i, j, edge in cells:
            look = of_member.get(edge[1], PLAIN)
            # Smaller than the grid, so that neighbours do not run together.
            cell = Rectangle((j - 0.46, i - 0.43), 0.92, 0.86, facecolor=look.fill, label="cell")
            cell.set(edgecolor=OUTLINE, linewidth=0.4)
            ax.add_patch(cell)
            own = graph.edges[edge].get("role", "").split(";")
            text = "/".join(signs[role] for role in own if role in signs)
            ax.text(j, i, text, ha="center", color=read_on(look.fill), **MIDDLE)
        _draw_totals(ax, present, say)
        ax.set(xlim=(-1.8, frame.shape[1] + 0.7), ylim=(frame.shape[0] + 0.6, -2))
        special = [draw_key(None, f"{signs[role]}: {name}") for role, name in names.items()]
        keys = _list_keys("region", regions, say), _list_keys("category", kinds, say)
        _add_keys(ax, [*keys, special])
    return ax


# ---------------------------------------------------------------- the matrix of shared members


def plot_shared_members(
    frame: pd.DataFrame,
    *, ax: Axes | None = None, lang: str = "en", labels: Mapping[str, Any] | None = None,
) -> Axes:  # fmt: skip
    """Draw how many members each two networks share, as the lower half of a matrix.

    `frame` is square and symmetric, else a ValueError, as from `shared_members`, the diagonal with
    each network's own members; rename index and columns to names in print. Pairs that share nobody
    are left empty.

    Examples
    --------
    >>> from analysis import load
    >>> from analysis.graph import shared_members
    >>> ax = plot_shared_members(shared_members(load()))
    """
    check_frame(frame, [], "plot_shared_members")
    values, count = frame.to_numpy(), len(frame)
    if list(frame.index) != list(frame.columns) or not np.array_equal(values, values.T):
        raise ValueError("plot_shared_members needs a symmetric frame, the same rows and columns")
    say, most = Wording(lang, labels), max(1, int(np.tril(values, k=-1).max()))
    border: Options = {"edgecolor": RULE, "linewidth": 0.4}
    border_own: Options = {"edgecolor": OUTLINE, "linewidth": 0.8}
    with use_style():
        ax = open_axes(ax, min(HEIGHT_MM, 48 + 4.6 * count))
        for i, j in zip(*map(np.ndarray.tolist, np.tril_indices(count)), strict=True):
            value, own = int(values[i, j]), i == j
            fill = "white" if own or not value else to_hex(COUNTS(value / most))
            cell = Rectangle((j - 0.5, i - 0.5), 1, 1, facecolor=fill, zorder=2 if own else 1)
            cell.set(label="own" if own else "shared" if value else "empty")
            cell.set(**border_own if own else border)
            ax.add_patch(cell)
            if own or value:
                look: Options = {"color": read_on(fill), "weight": "bold" if own else "normal"}
                centre: Options = {"ha": "center", **MIDDLE, "fontsize": 7.5, "zorder": 3}
                ax.text(j, i, say.number(value), **look, **centre)
        ax.set_yticks(range(count), [str(name) for name in frame.index])
        ax.set_xticks(range(count), [str(name) for name in frame.columns], rotation=90)
        ax.tick_params(length=0, pad=2)
        ax.spines[:].set_visible(False)
        ax.set(xlim=(-0.6, count - 0.4), ylim=(count - 0.4, -0.6))
        keys = [
            Patch(facecolor="white", label=say("shared_members.diagonal"), **border_own),
            Patch(facecolor="white", label=say("shared_members.none"), **border),
        ]
        # The upper half is free, but in a small matrix not wide enough.
        loc = "upper right" if count >= 10 else "lower right"
        add_legend(ax, keys, columns=1, loc=loc, bbox_to_anchor=(1, 1), alignment="left")
    return ax


# ---------------------------------------------------------------- the list of cities


def plot_connected_cities(
    frame: pd.DataFrame,
    *, ax: Axes | None = None, lang: str = "en", labels: Mapping[str, Any] | None = None,
    width_mm: float = WIDTH_MM,
) -> Axes:  # fmt: skip
    """Draw cities with a marker for their region, one for each network, and their number.

    The frame is as from `list_connected`, one row per city, drawn from the top down: `city`,
    `region`, `networks`, then a column per category of networks, with their number. A ValueError if
    it is empty or lacks a column, or networks do not add up.

    Examples
    --------
    >>> frame = pd.DataFrame({"city": ["Bonn"], "region": ["west"], "networks": [2]})
    >>> ax = plot_connected_cities(frame.assign(national=1, thematic=1))
    """
    needed, first = ["city", "region", "networks"], 1.2  # where the first network stands
    check_frame(frame, needed, "plot_connected_cities")
    counts = frame.drop(columns=[name for name in (*needed, "member_id") if name in frame])
    if not counts.sum(axis=1).eq(frame["networks"]).all():
        raise ValueError("plot_connected_cities: the networks of a city do not add up")
    say, regions = Wording(lang, labels), order_looks("region", frame["region"], labels)
    looks = order_looks("category", counts.columns, labels)
    mark: Options = {"s": 28, "edgecolor": OUTLINE, "linewidth": 0.6, "zorder": 3}
    with use_style():
        ax = open_axes(ax, min(HEIGHT_MM, 26 + 4.6 * len(frame)), width_mm=width_mm)
        for i, (_, region, number) in enumerate(frame[needed].values.tolist()):
            shown = [(f"region {i}", 0.0, regions.get(str(region), PLAIN))]
            codes = [code for code in looks for _ in range(int(counts[code].iloc[i]))]
            shown += [(f"network {i} {c}", first + n, looks[c]) for n, c in enumerate(codes)]
            for name, x, look in shown:
                ax.scatter([x], [i], marker=look.marker, color=look.fill, label=name, **mark)
            last = max(first, shown[-1][1])
            ax.hlines(i, first, last, color=RULE, linewidth=1.6, zorder=0.5, label="guide")
            beside: Options = {"xytext": (6, 0), "textcoords": "offset points", "weight": "bold"}
            ax.annotate(say.number(number), (last, i), **MIDDLE | {"fontsize": 7.5}, **beside)
        ax.set_yticks(range(len(frame)), [str(name) for name in frame["city"]])
        ax.set(xlim=(-0.4, first + float(frame["networks"].max()) + 0.2), xticks=[])
        ax.set_ylim(len(frame) - 0.4, -0.6)
        ax.tick_params(axis="y", length=0)
        ax.spines[:].set_visible(False)
        # In a column four keys do not stand beside each other: in two rows, as far right as may be.
        above: Options = {"loc": "lower left", "bbox_to_anchor": (0, 1)}
        if width_mm < WIDTH_MM:
            above = {"loc": "lower right", "bbox_to_anchor": (1, 1), "columns": 2}
        below: Options = {"loc": "upper left", "bbox_to_anchor": (0, 0)}
        for column, own, title, place in (
            ("category", looks, "graph.networks", above),
            ("region", regions, "connected_cities.cities", below),
        ):
            if keys := _list_keys(column, own, say):
                add_legend(ax, keys, **place, **_head_legend(say(title)))
    return ax
