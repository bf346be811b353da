"""The graph of networks and members, drawn as graph, matrix and list."""

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

import networkx as nx
import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap, to_hex
from matplotlib.patches import Patch, Rectangle

from analysis.data.contract import order_codes
from analysis.graph.build import name_node
from analysis.graph.projection import split_modes
from analysis.graph.structure import order_columns
from analysis.presentation.charts import (
    POINTS,
    Cell,
    break_lines,
    fit_width,
    measure_text,
    write_words,
)
from analysis.presentation.style import (
    HEIGHT_MM,
    LISTING_FILLS,
    MUTED,
    OUTLINE,
    PLAIN,
    RULE,
    SMALL,
    TONES,
    WIDTH_MM,
    Look,
    Options,
    add_legend,
    check_frame,
    draw_key,
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


ROW_MM, NAME_MM, NEXT_MM = 4.4, 3.2, 3.0  # a network, the least for a member, a further line
GAP_MM, HEAD_MM, DOT_MM, FAR_MM = 1.6, 8.0, 1.4, 5.6
FOLD = 30  # more members on the left are drawn only where they are in several networks


class Member(NamedTuple):
    """Members of one region, what they are called, and on which side they stand."""

    code: str
    nodes: list[Any]
    on_left: bool
    head: str
    wide: float  # of the column with their numbers, in mm


class Layout(NamedTuple):
    """What stands where: members, those drawn left and right, networks by category, and others."""

    members: list[Member]
    left: list[Any]
    right: list[Any]
    groups: dict[str, Sequence[Any]]
    absent: list[Any]


def _measure(text: str, weight: str = "normal") -> float:
    return max(measure_text(line, weight) for line in text.split("\n")) * SMALL / POINTS


def _part_members(
    graph: nx.Graph, left: Sequence[str], right: Sequence[str], say: Wording
) -> list[Member]:
    """Members by region: those of the left, those of the right, then all others."""
    found: dict[str, list[Any]] = {code: [] for code in (*left, *right)}
    for node in split_modes(graph)[1]:
        found.setdefault(str(graph.nodes[node].get("region", "")), []).append(node)
    heads = {code: say.code("region", code) if code else say("bipartite.all") for code in found}
    return [
        Member(code, nodes, code in left, heads[code], _measure(heads[code], "bold") + 1.5)
        for code, nodes in found.items()
        if nodes
    ]


def _write_network(graph: nx.Graph, node: Any, say: Wording) -> str:
    """The name of a network, with what its profile states where its list is not whole."""
    own, name = graph.nodes[node], name_node(graph, node)
    reported, degree = own.get("german_municipalities_reported"), graph.degree[node]
    if reported is None or LISTING_FILLS.get(own.get("german_listing", "")) == "full":
        return name
    how = own.get("german_municipalities_qualifier", "exact")
    stated = say(f"bipartite.{how}", number=say.number(reported))
    if not degree:
        return f"{name} ({stated})"
    return f"{name}\n{say('bipartite.of', number=say.number(degree), stated=stated)}"


def _group_networks(
    graph: nx.Graph, networks: Sequence[Any], labels: Mapping[str, Any] | None
) -> dict[str, list[Any]]:
    """Networks by category, in the order of the contract."""
    codes = {node: str(graph.nodes[node].get("category", "")) for node in networks}
    order = order_codes(labels, "category", sorted(set(codes.values())))
    groups = {code: [node for node in networks if codes[node] == code] for code in order}
    return {code: nodes for code, nodes in groups.items() if nodes}


def _spread(nodes: Sequence[Any], top: float, bottom: float) -> dict[Any, float]:
    step = (bottom - top) / max(len(nodes), 1)
    return {node: top + (i + 0.5) * step for i, node in enumerate(nodes)}


def _draw_listing(ax: Axes, x: float, y: float, code: str, name: str) -> None:
    """A circle: full for a closed list, half for an open one, hollow without one."""
    look: Options = {"fillstyle": LISTING_FILLS.get(code, "none"), "markerfacecoloralt": "white"}
    look |= {"markeredgecolor": OUTLINE, "markeredgewidth": 0.6, "color": MUTED}
    ax.plot([x], [y], marker="o", markersize=4, linestyle="", label=name, zorder=4, **look)


def _draw_boxes(
    ax: Axes, graph: nx.Graph, layout: Layout, box: tuple[float, float, float], stretch: float,
    say: Wording,
) -> dict[Any, float]:  # fmt: skip
    """Boxes of networks under headings: how whole the list is, name, members of each region."""
    (x, name_x, name_end), y = box, HEAD_MM
    places, columns, start, end = {}, {}, x, name_end
    for own in layout.members:
        place = start if own.on_left else end
        start, end = (start + own.wide, end) if own.on_left else (start, end + own.wide)
        columns[own.code] = place + own.wide / 2
        ax.text(columns[own.code], y - 1.6, own.head, ha="center", weight="bold", **MIDDLE)
    for category, nodes in layout.groups.items():
        head = say.code("category", category) if category else say("graph.networks")
        ax.text((name_x + name_end) / 2, y + 2.6, head, ha="center", weight="bold", **MIDDLE)
        y += NAME_MM + GAP_MM
        for node in nodes:
            name, high = _write_network(graph, node, say), ROW_MM * stretch
            high += NEXT_MM * name.count("\n")
            places[node] = y + high / 2
            field = Rectangle((x, y + 0.3), end - x, high - 0.6, facecolor=TONES[0])
            field.set(edgecolor="none", label=f"box {node[1]}")
            ax.add_patch(field)
            ax.text(name_x, places[node], name, ha="left", **MIDDLE | {"va": "center"})
            listing = graph.nodes[node].get("german_listing")
            if listing is not None:
                _draw_listing(ax, name_x - 2, places[node], listing, f"listing {node[1]}")
            for own in layout.members:
                number = len(set(own.nodes) & set(graph[node]))
                text = say.number(number) if number else ""
                ax.text(columns[own.code], places[node], text, ha="center", weight="bold", **MIDDLE)
            y += high
    return places


def _draw_members(
    ax: Axes, graph: nx.Graph, places: Mapping[Any, float], x: float, looks: Looks, way: int
) -> None:
    """A circle, the number of networks and the name of each member, outwards (way: -1, 1)."""
    side = "right" if way < 0 else "left"
    for node, y in places.items():
        mark: Options = {"facecolor": looks.get(node, PLAIN).fill, "edgecolor": OUTLINE}
        mark |= {"s": 20.0, "linewidth": 0.6, "zorder": 4, "label": f"node {node[1]}"}
        ax.scatter([x], [y], marker="o", **mark)
        number = str(graph.degree[node])
        ax.text(x + way * DOT_MM, y, number, ha=side, weight="bold", **MIDDLE)
        ax.text(
            x + way * FAR_MM, y, _wrap(name_node(graph, node)), ha=side, **MIDDLE | {"va": "center"}
        )


def _wrap(name: str) -> str:
    """A long name in two lines."""
    first, space, others = name.partition(" ")
    return f"{first}\n{others}" if space and _measure(name) > 27 else name


def _draw_lines(
    ax: Axes, graph: nx.Graph, member: Member, ends: tuple[float, float],
    members: Mapping[Any, float], networks: Mapping[Any, float], look: Look,
) -> None:  # fmt: skip
    """Lines from members to boxes; they leave and enter level, so that bundles can be followed."""
    t = np.linspace(0, 1, 30)
    pairs = [(own, node) for own in member.nodes if own in members for node in graph[own]]
    pairs = [(own, node) for own, node in pairs if node in networks]
    lines = [
        np.column_stack([
            ends[0] + (ends[1] - ends[0]) * t,
            members[own] + (networks[node] - members[own]) * (3 * t**2 - 2 * t**3),
        ])
        for own, node in pairs
    ]  # fmt: skip
    settings: Options = {"linestyles": look.dash, "zorder": 2, "label": f"edges {member.code}"}
    ax.add_collection(LineCollection(lines, colors=look.line, linewidths=look.width, **settings))


def _draw_foot(ax: Axes, graph: nx.Graph, lines: Sequence[str], y: float, say: Wording) -> None:
    """Below: what the circles mean, and the networks that name no member."""
    x, listed = 1.2, {code for _, code in graph.nodes(data="german_listing") if code}
    for key, fill in (("closed", "full"), ("examples", "left")):
        if any(LISTING_FILLS.get(code) == fill for code in listed):
            _draw_listing(ax, x, y, key, f"key {key}")
            ax.text(x + 1.8, y, say(f"bipartite.{key}"), **MIDDLE)
            x += _measure(say(f"bipartite.{key}")) + 6
    for i, line in enumerate(lines):
        ax.text(0, y + 4 + i * NEXT_MM, line, **MIDDLE)


def _write_absent(graph: nx.Graph, absent: Sequence[Any], width: float, say: Wording) -> list[str]:
    """The lines that name the networks without a named member."""
    if not absent:
        return []
    names = ", ".join(_write_network(graph, node, say) for node in absent)
    cell = Cell(write_words(say("bipartite.absent", names=names)), 0, width * POINTS / SMALL)
    return [" ".join(token.text for token in line) for line in break_lines(cell)]


def plot_bipartite(
    graph: nx.Graph, *, left: Sequence[str] = ("west",), right: Sequence[str] = ("east", "berlin"),
    everyone: bool = False, ax: Axes | None = None, lang: str = "en",
    labels: Mapping[str, Any] | None = None, width_mm: float = WIDTH_MM,
) -> Axes:  # fmt: skip
    """Draw networks as boxes between members on their left and right (BBSR 36/2023, 3.2.3).

    The graph is as from `build_graph`. `left` and `right` are regions; members of others stand
    below those on the right. In a box stand the network and its members in each region; of more
    than 30 members on the left only those in several networks are drawn, unless `everyone` is. A
    new figure is 170 mm wide, or 85, which shows the right half. A ValueError if the graph is empty
    or not two-mode.

    Examples
    --------
    >>> from analysis import load
    >>> from analysis.graph import build_graph
    >>> ax = plot_bipartite(build_graph(load()), lang="de")
    """
    say, narrow = Wording(lang, labels), width_mm < WIDTH_MM
    if not len(graph):
        raise ValueError("plot_bipartite has nothing to draw: the graph is empty")
    layout = _lay_out(graph, _part_members(graph, left, right, say), right, labels,
                      narrow=narrow, everyone=everyone)  # fmt: skip
    _, looks = find_looks("region", nx.get_node_attributes(graph, "region"), labels)
    names = [_write_network(graph, node, say) for node in chain(*layout.groups.values())]
    high = len(layout.groups) * (NAME_MM + GAP_MM)
    high += NEXT_MM * sum(name.count("\n") for name in names)
    most = NAME_MM * max(len(layout.left), len(layout.right))
    stretch = max(1.0, (most - high) / (ROW_MM * max(len(names), 1)))
    bottom = HEAD_MM + high + ROW_MM * stretch * len(names)
    with use_style():
        width = fit_width(ax, width_mm)
        foot = _write_absent(graph, layout.absent, width, say)
        ax = open_axes(ax, bottom + NEXT_MM * len(foot) + 9, width_mm=width_mm)
        ax.set_axis_off()
        ax.set(xlim=(0, width), ylim=(bottom + NEXT_MM * len(foot) + 6, 0))
        sides = [(-1, layout.left), (1, layout.right)]
        ends = [_measure_side(graph, nodes) for _, nodes in sides]
        own_width = max(map(_measure, names), default=10) + 5
        whole = sum(own.wide for own in layout.members) + own_width
        x = (ends[0] + width - ends[1] - whole) / 2 if layout.left else 0
        name_x = x + sum(own.wide for own in layout.members if own.on_left) + 4
        rows = _draw_boxes(ax, graph, layout, (x, name_x, name_x + own_width - 4), stretch, say)
        for (way, nodes), at, to in zip(
            sides, (ends[0], width - ends[1]), (x, x + whole), strict=True
        ):
            spots = _spread(nodes, HEAD_MM, bottom)
            _draw_members(ax, graph, spots, at, looks, way)
            for part in layout.members:
                look = looks.get(part.nodes[0], PLAIN)
                _draw_lines(ax, graph, part, (at, to), spots, rows, look)
        _head_sides(ax, layout, width, say)
        _draw_foot(ax, graph, foot, bottom + 2, say)
        for artist in ax.get_children():
            artist.set_in_layout(False)  # all has its place in millimetres
    return ax


def _measure_side(graph: nx.Graph, nodes: Sequence[Any]) -> float:
    """How far the names of a side reach from its circles."""
    names = [_measure(_wrap(name_node(graph, node))) for node in nodes]
    return max(names) + FAR_MM if nodes else 0.0


def _lay_out(
    graph: nx.Graph, members: list[Member], right: Sequence[str],
    labels: Mapping[str, Any] | None, *, narrow: bool, everyone: bool,
) -> Layout:  # fmt: skip
    """Choose who is drawn, and order them."""
    if narrow and not all(own.on_left for own in members):
        members = [own for own in members if not own.on_left]
    left = [own.nodes for own in members if own.on_left]
    if not everyone and sum(map(len, left)) > FOLD:
        left = [[node for node in own if graph.degree[node] > 1] for own in left]
    beside = [node for own in members if own.code in right for node in own.nodes]
    others = {node for own in members if not own.on_left for node in own.nodes} - {*beside}
    far = [beside, sorted(others, key=str)]
    networks, shown = split_modes(graph)[0], {node for own in members for node in own.nodes}
    groups = _group_networks(graph, [n for n in networks if shown & set(graph[n])], labels)
    near, middle, far = order_columns(graph, [left, list(groups.values()), far])
    absent = [node for node in networks if not graph.degree[node] and not narrow]
    groups = dict(zip(groups, middle, strict=True))
    return Layout(members, [*chain(*near)], [*chain(*far)], groups, absent)


def _head_sides(ax: Axes, layout: Layout, width: float, say: Wording) -> None:
    """Above each side its regions and the number of their members, and of those that are drawn."""
    for on_left, nodes, x in ((True, layout.left, 0.0), (False, layout.right, width)):
        own = [part for part in layout.members if part.on_left == on_left]
        side: Options = {"ha": "left" if on_left else "right", **MIDDLE}
        parts = [f"{part.head} ({say.number(len(part.nodes))})" for part in own]
        ax.text(x, 1.4, say.join(parts), weight="bold", **side)
        if len(nodes) < sum(len(part.nodes) for part in own):
            text = say("bipartite.folded", number=say.number(len(nodes)))
            ax.text(x, 1.4 + NEXT_MM, text, **side)


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
