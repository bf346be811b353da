"""The matrices of the network: who belongs to what, and who shares members with whom."""

from collections.abc import Mapping, Sequence
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_hex
from matplotlib.patches import Patch, Rectangle

from analysis.presentation.style import (
    HEIGHT_MM,
    OUTLINE,
    PLAIN,
    RULE,
    SMALL,
    Look,
    Options,
    add_legend,
    check_frame,
    draw_key,
    find_looks,
    open_axes,
    read_on,
    use_style,
)
from analysis.presentation.wording import format_number, name_code, name_node, words

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
    >>> from analysis.graph import tabulate_memberships
    >>> from analysis.layout import order_matrix
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
