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
from analysis.presentation.wording import format_number, name_code, name_node, words

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


COUNTS = LinearSegmentedColormap.from_list("counts", ["#eaf3f9", "#0072B2", "#003a5c"])


def _shorten(names: Mapping[str, str]) -> dict[str, str]:
    """The shortest beginnings, from two letters, that tell the names apart."""
    found = {}
    for code, name in names.items():
        others = [other for key, other in names.items() if key != code]
        for length in range(2, len(name) + 1):
            found[code] = name[:length]
            if not any(other.startswith(name[:length]) for other in others):
                break
    return found


def _draw_cells(
    ax: Axes, frame: pd.DataFrame, graph: nx.Graph, looks: Mapping[Any, Look], signs: Any
) -> None:
    """A cell for every membership, in the colour of the region, with the sign of the role."""
    for i, member in enumerate(frame.index):
        for j, network in enumerate(frame.columns):
            if not frame.iat[i, j]:
                continue
            look = looks.get(("member", member), PLAIN)
            cell: Options = {"facecolor": look.fill, "edgecolor": OUTLINE, "linewidth": 0.4}
            # Smaller than the grid, so that neighbours do not run together.
            ax.add_patch(Rectangle((j - 0.46, i - 0.43), 0.92, 0.86, label="cell", **cell))
            role = str(graph.edges[("network", network), ("member", member)].get("role", ""))
            text = "/".join(signs[part] for part in role.split(";") if part in signs)
            centre: Options = {"ha": "center", "va": "center_baseline", "fontsize": SMALL}
            ax.text(j, i, text, color=read_on(look.fill), **centre)


def _check_cells(frame: pd.DataFrame, graph: nx.Graph) -> None:
    for i, j in np.argwhere(frame.to_numpy() != 0).tolist():
        edge = ("network", frame.columns[j]), ("member", frame.index[i])
        if not graph.has_edge(*edge):
            raise ValueError(f"plot_membership_matrix: the graph has no membership {edge}")


def _draw_margins(ax: Axes, frame: pd.DataFrame, lang: str) -> None:
    """Totals of the rows to the right, of the columns below."""
    present = frame.to_numpy() != 0
    bold: Options = {"va": "center_baseline", "fontsize": SMALL, "weight": "bold"}
    for i, total in enumerate(present.sum(axis=1)):
        ax.text(frame.shape[1], i, format_number(total, lang=lang), ha="center", **bold)
    for j, total in enumerate(present.sum(axis=0)):
        ax.text(j, frame.shape[0], format_number(total, lang=lang), ha="center", **bold)
    # The sum of both stands in the corner.
    corner = format_number(present.sum(), lang=lang)
    ax.text(frame.shape[1], frame.shape[0], corner, ha="center", **bold)


def _head_matrix(ax: Axes, frame: pd.DataFrame, graph: nx.Graph, looks: Mapping[Any, Look]) -> None:
    """Names of rows and columns, and the markers of region and category beside them."""
    count_i, count_j = frame.shape
    for kind, ids, places in (
        ("member", frame.index, [(-1.1, i) for i in range(count_i)]),
        ("network", frame.columns, [(j, -1.2) for j in range(count_j)]),
    ):
        for key, place in zip(ids, places, strict=True):
            look = looks.get((kind, key), PLAIN)
            marks: Options = {"marker": look.marker, "color": look.fill, "edgecolor": OUTLINE}
            ax.scatter([place[0]], [place[1]], s=14, linewidth=0.5, label=f"head {kind}", **marks)
    names = [name_node(graph, ("member", key)) for key in frame.index]
    ax.set_yticks(range(count_i), names, fontsize=SMALL, va="center_baseline")
    names = [name_node(graph, ("network", key)) for key in frame.columns]
    ax.set_xticks(range(count_j), names, fontsize=SMALL, rotation=90)
    ax.tick_params(length=0, top=False, bottom=False, labeltop=True, labelbottom=False, pad=1)
    ax.spines[:].set_visible(False)
    for i in range(count_i + 1):
        ax.plot([-0.5, count_j - 0.5], [i - 0.5] * 2, color=RULE, lw=0.3, zorder=0.5)
    for j in range(count_j + 1):
        ax.plot([j - 0.5] * 2, [-0.5, count_i - 0.5], color=RULE, lw=0.3, zorder=0.5)


def _fill_columns(groups: Sequence[Sequence[Artist]], rows: int) -> list[Artist]:
    """Keys of a legend of so many rows, each group in columns of its own, ended by blanks."""
    keys: list[Artist] = []
    for group in groups:
        columns = -(-len(group) // rows)
        each = -(-len(group) // max(columns, 1))
        for start in range(0, len(group), max(each, 1)):
            part = group[start : start + each]
            keys += [*part, *(draw_key(None, "") for _ in range(rows - len(part)))]
    return keys


def _add_keys(ax: Axes, groups: Sequence[Sequence[Artist]]) -> None:
    """Legend below the matrix, in as few rows as its width allows."""
    most = max(map(len, groups))
    for rows in range(1, most + 1):
        keys = _fill_columns(groups, rows)
        place: Options = {"loc": "upper right", "bbox_to_anchor": (1, 0)}
        legend = add_legend(ax, keys, columns=-(-len(keys) // rows), **place)
        if legend.get_window_extent().width <= ax.get_window_extent().width:
            return
        if rows < most:
            legend.remove()


def plot_membership_matrix(
    frame: pd.DataFrame,
    graph: nx.Graph,
    *,
    ax: Axes | None = None,
    lang: str = "en",
    labels: Mapping[str, Any] | None = None,
) -> Axes:
    """Draw who belongs to which network as a matrix, with the role where it is a special one.

    Parameters
    ----------
    frame
        Members by networks, in the order to draw, 0 where there is no membership: as from
        `tabulate_memberships`, with the rows and columns that `order_matrix` gives.
    graph
        The graph of the same scope, as from `build_graph`, which knows names, regions,
        categories and roles.
    ax, lang, labels
        As in `plot_timeline`.

    Returns
    -------
    matplotlib.axes.Axes
        Totals stand right and below.

    Raises
    ------
    ValueError
        If the frame is empty or has a membership that is none in the graph.

    References
    ----------
    BBSR 36/2023, section 3.2.3 and the profiles' rows on members.

    Examples
    --------
    >>> from analysis import build_graph, load
    >>> from analysis.graph.build import tabulate_memberships
    >>> from analysis.graph.structure import order_matrix
    >>> table = tabulate_memberships(load())
    >>> rows, columns = order_matrix(table)
    >>> ax = plot_membership_matrix(table.loc[rows, columns], build_graph(load()))
    >>> len(ax.patches) == int(table.to_numpy().sum())
    True
    """
    check_frame(frame, [], "plot_membership_matrix")
    _check_cells(frame, graph)
    shown = [("member", key) for key in frame.index] + [("network", key) for key in frame.columns]
    part = graph.subgraph(shown)
    regions, of_member = find_looks("region", nx.get_node_attributes(part, "region"), labels)
    categories, of_network = find_looks(
        "category", nx.get_node_attributes(part, "category"), labels
    )
    roles = dict.fromkeys(
        role for _, _, text in part.edges(data="role", default="") for role in text.split(";")
    )
    # Sorted, so that signs do not depend on the order of the edges; plain members have none.
    names = {
        role: name_code(labels, "role", role, lang=lang)
        for role in sorted(roles)
        if role not in ("", "member")
    }
    signs = _shorten(names)
    with use_style():
        ax = open_axes(ax, min(HEIGHT_MM, 52 + 2.75 * len(frame)))
        _head_matrix(ax, frame, graph, of_member | of_network)
        _draw_cells(ax, frame, graph, of_member, signs)
        _draw_margins(ax, frame, lang)
        ax.set_xlim(-1.8, frame.shape[1] + 0.7)
        ax.set_ylim(frame.shape[0] + 0.6, -2)
        groups = [
            [draw_key(look, name_code(labels, column, code, lang=lang)) for code, look in own]
            for column, own in (("region", regions.items()), ("category", categories.items()))
        ]
        groups.append([draw_key(None, f"{signs[role]}: {name}") for role, name in names.items()])
        _add_keys(ax, groups)
    return ax


def plot_shared_members(
    frame: pd.DataFrame,
    *,
    ax: Axes | None = None,
    lang: str = "en",
    labels: Mapping[str, Any] | None = None,
) -> Axes:
    """Draw how many members each two networks share, as the lower half of a matrix.

    Parameters
    ----------
    frame
        Square and symmetric, as from `shared_members`, the diagonal with each network's own
        members; rename index and columns to names in print.
    ax, lang, labels
        As in `plot_timeline`; `labels` is not needed here.

    Returns
    -------
    matplotlib.axes.Axes
        Pairs that share nobody are left empty.

    Raises
    ------
    ValueError
        If the frame is empty, not square or not symmetric.

    References
    ----------
    BBSR 36/2023, chapter 4.

    Examples
    --------
    >>> from analysis import load, shared_members
    >>> ax = plot_shared_members(shared_members(load()))
    >>> len(ax.texts) > 34
    True
    """
    check_frame(frame, [], "plot_shared_members")
    values = frame.to_numpy()
    if list(frame.index) != list(frame.columns) or not np.array_equal(values, values.T):
        raise ValueError("plot_shared_members needs a symmetric frame, the same rows and columns")
    terms, count = words(lang), len(frame)
    lower = np.tril(values, k=-1)
    most = max(1, int(lower.max()))
    with use_style():
        ax = open_axes(ax, min(HEIGHT_MM, 48 + 4.6 * count))
        for i, j in zip(*map(np.ndarray.tolist, np.tril_indices(count)), strict=True):
            value, own = int(values[i, j]), i == j
            fill = "white" if own or not value else to_hex(COUNTS(value / most))
            border: Options = {
                "edgecolor": OUTLINE if own else RULE,
                "linewidth": 0.8 if own else 0.4,
            }
            cell = Rectangle((j - 0.5, i - 0.5), 1, 1, facecolor=fill, **border)
            cell.set(label="own" if own else "shared" if value else "empty", zorder=2 if own else 1)
            ax.add_patch(cell)
            if own or value:
                weight = "bold" if own else "normal"
                centre: Options = {"ha": "center", "va": "center_baseline", "fontsize": 7.5}
                text = format_number(value, lang=lang)
                ax.text(j, i, text, color=read_on(fill), weight=weight, zorder=3, **centre)
        ax.set_yticks(range(count), [str(name) for name in frame.index])
        ax.set_xticks(range(count), [str(name) for name in frame.columns], rotation=90)
        ax.tick_params(length=0, pad=2)
        ax.spines[:].set_visible(False)
        ax.set(xlim=(-0.6, count - 0.4), ylim=(count - 0.4, -0.6))
        keys = [
            Patch(facecolor="white", edgecolor=OUTLINE, linewidth=0.8, label=terms["diagonal"]),
            Patch(facecolor="white", edgecolor=RULE, linewidth=0.4, label=terms["none_shared"]),
        ]
        # The upper half is free, but in a small matrix not wide enough.
        loc = "upper right" if count >= 10 else "lower right"
        add_legend(ax, keys, columns=1, loc=loc, bbox_to_anchor=(1, 1), alignment="left")
    return ax


NEEDED = ["city", "region", "networks"]
START = 1.2  # where the first network stands; the region stands at 0


def _draw_city(
    ax: Axes, i: int, row: Any, region: Look, networks: list[tuple[str, Look]], lang: str
) -> None:
    """One row: the region, a stem with a marker for each network, and their number."""
    outlined: Options = {"edgecolor": OUTLINE, "linewidth": 0.6, "zorder": 3}
    mark: Options = {"marker": region.marker, "color": region.fill, "label": f"region {i}"}
    ax.scatter([0], [i], s=28, **mark, **outlined)
    for place, (code, look) in enumerate(networks):
        mark = {"marker": look.marker, "color": look.fill, "label": f"network {i} {code}"}
        ax.scatter([START + place], [i], s=28, **mark, **outlined)
    last = START + max(len(networks) - 1, 0)
    ax.hlines(i, START, last, color=RULE, linewidth=1.6, zorder=0.5, label="guide")
    beside: Options = {"xytext": (6, 0), "textcoords": "offset points", "weight": "bold"}
    text = format_number(row.networks, lang=lang)
    ax.annotate(text, (last, i), fontsize=7.5, va="center_baseline", **beside)


def plot_connected_cities(
    frame: pd.DataFrame,
    *,
    ax: Axes | None = None,
    lang: str = "en",
    labels: Mapping[str, Any] | None = None,
    by: str = "category",
    width_mm: float = WIDTH_MM,
) -> Axes:
    """Draw cities by the number of their networks, a marker for each network.

    Parameters
    ----------
    frame
        One row per city, drawn from the top down: `city`, `region`, `networks` (their number);
        then a column for each code of the networks, with the number of those that have it.
    ax, lang, labels
        As in `plot_timeline`.
    by
        The column whose codes the further columns are.
    width_mm
        Of a new figure: 170, or 85 for a column.

    Returns
    -------
    matplotlib.axes.Axes
        Beside the name the marker of the region, then those of the networks, and their number.

    Raises
    ------
    ValueError
        If the frame is empty or lacks a column, or the networks of a city do not add up.

    References
    ----------
    BBSR 36/2023, section 3.2.3.

    Examples
    --------
    >>> frame = pd.DataFrame({"city": ["Bonn"], "region": ["west"], "networks": [2]})
    >>> ax = plot_connected_cities(frame.assign(national=1, thematic=1))
    >>> len(ax.collections)
    4
    """
    check_frame(frame, NEEDED, "plot_connected_cities")
    counts = frame.drop(columns=[name for name in (*NEEDED, "member_id") if name in frame])
    if not counts.sum(axis=1).eq(frame["networks"]).all():
        raise ValueError("plot_connected_cities: the networks of a city do not add up")
    regions = order_looks("region", frame["region"], labels)
    looks = order_looks(by, counts.columns, labels)
    with use_style():
        ax = open_axes(ax, min(HEIGHT_MM, 26 + 4.6 * len(frame)), width_mm=width_mm)
        for i, row in enumerate(frame.itertuples(index=False)):
            networks = [
                (code, look)
                for code, look in looks.items()
                for _ in range(int(counts[code].iloc[i]))
            ]
            _draw_city(ax, i, row, regions.get(str(row.region), PLAIN), networks, lang)
        ax.set_yticks(range(len(frame)), [str(name) for name in frame["city"]])
        ax.set(xlim=(-0.4, START + float(frame["networks"].max()) + 0.2))
        ax.set_ylim(len(frame) - 0.4, -0.6)
        ax.set_xticks([])
        ax.tick_params(axis="y", length=0)
        ax.spines[:].set_visible(False)
        terms = words(lang)
        # In a column four keys do not stand beside each other: in two rows, as far right as may be.
        above: Options = {"loc": "lower left", "bbox_to_anchor": (0, 1)}
        if width_mm < WIDTH_MM:
            above = {"loc": "lower right", "bbox_to_anchor": (1, 1), "columns": 2}
        for column, found, title, place in (
            (by, looks, "networks", above),
            ("region", regions, "cities", {"loc": "upper left", "bbox_to_anchor": (0, 0)}),
        ):
            keys = [
                draw_key(look, name_code(labels, column, code, lang=lang))
                for code, look in found.items()
            ]
            heading: Options = {"title": terms[title], "alignment": "left", "title_fontsize": 7.5}
            if keys:
                add_legend(ax, keys, **place, **heading)
    return ax
