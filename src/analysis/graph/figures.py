"""The graph of networks and members, drawn as graph, matrix and list."""

import re
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

import networkx as nx
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import Rectangle

from analysis.data.contract import order_codes
from analysis.graph.build import name_node
from analysis.graph.projection import split_modes
from analysis.graph.structure import order_columns
from analysis.presentation.charts import (
    CELL_MM,
    POINTS,
    Cell,
    break_lines,
    draw_half_matrix,
    fit_width,
    measure_text,
)
from analysis.presentation.style import (
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
    use_style,
)
from analysis.presentation.wording import Wording

Looks = Mapping[Any, Look]
MIDDLE: Options = {"va": "center_baseline", "fontsize": SMALL}


ROW_MM, NAME_MM, NEXT_MM = 4.2, 3.2, 3.0  # a network, the least for a member, a further line
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
    for (node, y), name in zip(places.items(), _wrap(graph, [*places]), strict=True):
        mark: Options = {"facecolor": looks.get(node, PLAIN).fill, "edgecolor": OUTLINE}
        mark |= {"s": 20.0, "linewidth": 0.6, "zorder": 4, "label": f"node {node[1]}"}
        ax.scatter([x], [y], marker="o", **mark)
        number = str(graph.degree[node])
        ax.text(x + way * DOT_MM, y, number, ha=side, weight="bold", **MIDDLE)
        ax.text(x + way * FAR_MM, y, name, ha=side, **MIDDLE | {"va": "center"})


def _wrap(graph: nx.Graph, nodes: Sequence[Any]) -> list[str]:
    """Names, of few the long ones in two lines."""
    names = [name_node(graph, node) for node in nodes]
    return [_break_name(name, 27) for name in names] if len(names) <= FOLD / 2 else names


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
    return break_lines(Cell(say("bipartite.absent", names=names), 0, width * POINTS / SMALL))


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
    return max(map(_measure, _wrap(graph, nodes))) + FAR_MM if nodes else 0.0


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
    near, middle, beyond = order_columns(graph, (left, list(groups.values()), far))
    absent = [node for node in networks if not graph.degree[node] and not narrow]
    own = {str(graph.nodes[nodes[0]].get("category", "")): nodes for nodes in middle}
    return Layout(members, [*chain(*near)], [*chain(*beyond)], own, absent)


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


LINE_MM, COLUMN_GAP, TOTAL_MM = 2.6, 1.5, 7.0
ORDERED = ("west", "berlin", "east")


class Line(NamedTuple):
    """A row of the matrix: one member, or the sum of several."""

    name: str
    nodes: list[Any]
    is_sum: bool


def _list_lines(graph: nx.Graph, say: Wording, grouped: bool) -> list[Line]:
    """Rows from the top: by number of networks; or by region with sums, the single ones folded."""
    members = split_modes(graph)[1]
    if not grouped:
        members = sorted(members, key=lambda node: (-graph.degree[node], name_node(graph, node)))
        return [Line(name_node(graph, node), [node], False) for node in members]
    members.sort(key=lambda node: -graph.nodes[node].get("population", 0))
    regions: dict[str, list[Any]] = {code: [] for code in ORDERED}
    for node in members:
        regions.setdefault(str(graph.nodes[node].get("region", "")), []).append(node)
    lines = []
    for code, own in regions.items():
        if len(own) > 1:
            head = say.code("region", code, short=False) if code else say("bipartite.all")
            lines.append(Line(f"{head} ({len(own)})", own, True))
        single = [node for node in own if graph.degree[node] == 1 and len(own) > 1]
        lines += [Line(name_node(graph, node), [node], False) for node in own if node not in single]
        if single:
            name = say("membership_matrix.single", number=say.number(len(single)))
            lines.append(Line(name, single, True))
    return lines


def _break_name(name: str, most: float = 16) -> str:
    """A long name in two lines, broken where they are most alike."""
    places = [found.end() for found in re.finditer(r"[ .-]", name)]
    if not places or _measure(name) < most:
        return name
    place = min(places, key=lambda place: abs(2 * place - len(name)))
    return f"{name[:place].rstrip()}\n{name[place:]}"


def _head_columns(
    ax: Axes, graph: nx.Graph, groups: Mapping[str, Sequence[Any]], left: float, top: float,
    say: Wording,
) -> dict[Any, float]:  # fmt: skip
    """Names of networks under those of their categories; give the place of each."""
    count = sum(map(len, groups.values()))
    wide = (ax.get_xlim()[1] - left - TOTAL_MM - COLUMN_GAP * len(groups)) / max(count, 1)
    x, places = left, {}
    for category, nodes in groups.items():
        head = say.code("category", category) if category else say("graph.networks")
        ax.text(x, 1.5, head, weight="bold", **MIDDLE)
        ax.plot([x, x + len(nodes) * wide], [3.4] * 2, color=MUTED, lw=0.5, label="guide")
        for node in nodes:
            places[node] = x + wide / 2
            name = _break_name(name_node(graph, node))
            ax.text(x + wide / 2, top - 0.6, name, ha="center", va="bottom", rotation=90,
                    fontsize=SMALL, linespacing=1.05)  # fmt: skip
            x += wide
        x += COLUMN_GAP
    return places


def _draw_line(
    ax: Axes, graph: nx.Graph, line: Line, y: float, places: Mapping[Any, float], looks: Looks,
    say: Wording,
) -> None:  # fmt: skip
    """A circle in the colour of the region for each network of a member; of several, numbers."""
    end, counts = ax.get_xlim()[1], {node: len({*graph[node]} & {*line.nodes}) for node in places}
    weight = "bold" if line.is_sum else "normal"
    ax.text(0, y, line.name, weight=weight, **MIDDLE)
    ax.plot([0, end], [y + LINE_MM / 2] * 2, color=RULE, lw=0.3, zorder=0.5, label="guide")
    ax.text(end, y, say.number(sum(counts.values())), ha="right", weight="bold", **MIDDLE)
    if line.is_sum:
        for node, number in counts.items():
            ax.text(places[node], y, say.number(number) if number else "", ha="center", **MIDDLE)
        return
    mark: Options = {"s": 20.0, "edgecolor": OUTLINE, "linewidth": 0.5, "zorder": 3}
    fill = looks.get(line.nodes[0], PLAIN).fill
    at = [places[node] for node, number in counts.items() if number]
    ax.scatter(at, [y] * len(at), color=fill, label=f"member {line.nodes[0][1]}", **mark)


def plot_membership_matrix(
    graph: nx.Graph,
    *, grouped: bool = True, ax: Axes | None = None, lang: str = "en",
    labels: Mapping[str, Any] | None = None,
) -> Axes:  # fmt: skip
    """Draw who belongs to which network as a matrix, networks by category (BBSR 36/2023, 3.2.3).

    The graph is as from `build_graph`; networks without a member are left out. Members stand by
    region and population under the sums of their region, those in one network in a row of numbers;
    or, not `grouped`, one by one by the number of their networks, such as `keep_connected` leaves.
    A ValueError if the graph has no membership or is not two-mode.

    Examples
    --------
    >>> from analysis import load
    >>> from analysis.graph import build_graph
    >>> ax = plot_membership_matrix(build_graph(load()), lang="de")
    """
    say = Wording(lang, labels)
    networks = [node for node in split_modes(graph)[0] if graph.degree[node]]
    if not networks:
        raise ValueError("plot_membership_matrix has nothing to draw: the graph has no membership")
    networks.sort(key=lambda node: -graph.degree[node])
    groups, lines = _group_networks(graph, networks, labels), _list_lines(graph, say, grouped)
    regions, looks = find_looks("region", nx.get_node_attributes(graph, "region"), labels)
    top = 6 + max(_measure(_break_name(name_node(graph, node))) for node in networks)
    high = top + LINE_MM * (len(lines) + 1) + (0 if grouped else 4)
    with use_style():
        width = fit_width(ax, WIDTH_MM)
        ax = open_axes(ax, high + 3)
        ax.set_axis_off()
        ax.set(xlim=(0, width), ylim=(high, 0))
        left = 2 + max(_measure(line.name, "bold" if line.is_sum else "normal") for line in lines)
        places = _head_columns(ax, graph, groups, left, top, say)
        for i, line in enumerate(lines):
            y = top + (i + 0.5) * LINE_MM
            if line.is_sum:
                band: Options = {"facecolor": TONES[0], "zorder": 0.4, "label": "empty"}
                ax.add_patch(Rectangle((0, y - LINE_MM / 2), width, LINE_MM, **band))
            _draw_line(ax, graph, line, y, places, looks, say)
        if not grouped:
            keys = [draw_key(look, say.code("region", code)) for code, look in regions.items()]
            add_legend(ax, keys, loc="upper left", bbox_to_anchor=(0, 4.5 / high))
        for artist in ax.get_children():
            artist.set_in_layout(False)  # all has its place in millimetres
    return ax


# ---------------------------------------------------------------- the matrix of shared members


def plot_shared_members(
    frame: pd.DataFrame,
    *, ax: Axes | None = None, lang: str = "en", labels: Mapping[str, Any] | None = None,
) -> Axes:  # fmt: skip
    """Draw how many members each two networks share, as the lower half of a matrix.

    `frame` is square and symmetric, else a ValueError, as from `shared_members`, the diagonal with
    each network's own members, which stand behind its name; rename index and columns to names in
    print. Pairs that share nobody are left empty.

    Examples
    --------
    >>> from analysis import load
    >>> from analysis.graph import shared_members
    >>> ax = plot_shared_members(shared_members(load()))
    """
    check_frame(frame, [], "plot_shared_members")
    values, say = frame.to_numpy(), Wording(lang, labels)
    if list(frame.index) != list(frame.columns) or not np.array_equal(values, values.T):
        raise ValueError("plot_shared_members needs a symmetric frame, the same rows and columns")
    names = [
        f"{name} ({say.number(own)})" for name, own in zip(frame, np.diag(values), strict=True)
    ]
    pairs = {
        frozenset((names[i], names[j])): int(values[i, j])
        for i, j in zip(*np.tril_indices(len(names), k=-1), strict=True)
    }
    with use_style():
        width = fit_width(ax)
        cell = min(1.5 * CELL_MM, (width - max(map(_measure, names))) / len(names))
        ax = open_axes(ax, cell * len(names) + 3)
        ax.set_axis_off()
        ax.set(xlim=(0, width), ylim=(cell * len(names), 0))
        draw_half_matrix(ax, names, pairs, (0, 0), cell, say, labelled="shared")
        for artist in ax.get_children():
            artist.set_in_layout(False)  # all has its place in millimetres
    return ax
