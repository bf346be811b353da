"""The matrix of cross-links: three layers between networks, and which overlaps are striking."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_hex
from matplotlib.patches import Patch, Polygon, Rectangle

from analysis.presentation.style import (
    HEIGHT_MM,
    INK,
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
    open_axes,
    order_looks,
    read_on,
    use_style,
)
from analysis.presentation.wording import format_number, name_code, words

NEEDED = (
    "network", "other_network", "name", "other_name", "category", "other_category",
    "municipalities", "municipalities_all", "organisations", "relations", "evidence", "corrected",
    "definitional",
)  # fmt: skip
COUNTS = LinearSegmentedColormap.from_list("shared", ["#eaf3f9", "#0072B2", "#003a5c"])
ORGANISATIONS = "#F7D9B5"
DEFINITIONAL = "#CC79A7"
STRIKING = "#D55E00"
MARKS = {"more": "^", "fewer": "v"}
MARK = 3.9  # points
CORNER = [(-1, -1), (1, -1), (-1, 1)]  # lower left, as in the cells
EDGED: Options = {"markeredgecolor": OUTLINE, "markeredgewidth": 0.5}
RELATION: Options = {"marker": "o", "markerfacecolor": "none", "markeredgecolor": INK}


def _list_nodes(frame: pd.DataFrame, labels: Mapping[str, Any] | None) -> pd.DataFrame:
    """The networks with name and category, by category and in the order of the rows."""
    sides = [
        frame[["network", "name", "category"]],
        frame[["other_network", "other_name", "other_category"]],
    ]
    stacked = pd.concat([side.set_axis(["network", "name", "category"], axis=1) for side in sides])
    # A network that is second throughout comes after those before which it is named.
    nodes = stacked.drop_duplicates("network", ignore_index=True)
    place = {code: i for i, code in enumerate(order_looks("category", nodes["category"], labels))}
    ordered = nodes.sort_values("category", key=lambda codes: codes.map(place), kind="stable")
    return ordered.reset_index(drop=True)


def _tint(share: float) -> str:
    return to_hex(COUNTS(share))


def _draw_cell(ax: Axes, at: tuple[int, int], fill: str, text: str, **options: Any) -> None:
    i, j = at
    cell: Options = {"facecolor": fill, "edgecolor": "white", "linewidth": 0.4, "zorder": 1}
    ax.add_patch(Rectangle((j - 0.5, i - 0.5), 1, 1, **(cell | options)))
    if text:
        centre: Options = {"ha": "center", "va": "center_baseline", "fontsize": SMALL}
        ax.text(j, i, text, color=read_on(fill), zorder=4, **centre)


def _write_shared(row: Any, lang: str) -> str:
    """German members shared, and after a plus sign those of other countries."""
    german = 0 if pd.isna(row.municipalities) else int(row.municipalities)
    whole = 0 if pd.isna(row.municipalities_all) else int(row.municipalities_all)
    own = format_number(german, lang=lang) if german else ""
    return f"{own}+{format_number(whole - german, lang=lang)}" if whole > german else own


def _draw_members(ax: Axes, at: tuple[int, int], row: Any, most: int, lang: str) -> None:
    """Lower half: shared members, what the test says, and what holds by definition."""
    whole = 0 if pd.isna(row.municipalities_all) else int(row.municipalities_all)
    if whole:
        text = _write_shared(row, lang)
        _draw_cell(ax, at, _tint(whole / most), text, label="municipalities")
    i, j = at
    if row.definitional:
        corner = [(j - 0.5, i + 0.5), (j - 0.5, i + 0.08), (j - 0.08, i + 0.5)]
        look: Options = {"facecolor": DEFINITIONAL, "edgecolor": OUTLINE, "linewidth": 0.4}
        ax.add_patch(Polygon(corner, closed=True, zorder=5, label="definitional", **look))
    if row.evidence in MARKS:
        # Beside the number, or in the middle where there is none.
        off = 0.37 if whole else 0.0
        spot: Options = {"color": STRIKING, "markeredgecolor": "white", "markeredgewidth": 0.4}
        spot |= {"markersize": MARK if whole else 6, "linestyle": "", "zorder": 6}
        spot |= {"marker": MARKS[row.evidence], "label": f"evidence {row.evidence}"}
        ax.plot([j + off], [i - off], **spot)
    if row.corrected:
        frame: Options = {"fill": False, "edgecolor": "black", "linewidth": 1.6, "zorder": 4.5}
        ax.add_patch(Rectangle((j - 0.5, i - 0.5), 1, 1, label="corrected", **frame))


def _draw_others(ax: Axes, at: tuple[int, int], row: Any, lang: str) -> None:
    """Upper half: shared organisations as numbers, a stated relation as a ring."""
    count = 0 if pd.isna(row.organisations) else int(row.organisations)
    if count:
        text = format_number(count, lang=lang)
        _draw_cell(ax, at, ORGANISATIONS, text, label="organisations")
    if row.relations:
        i, j = at
        ring: Options = {"markersize": 8.2, "markeredgewidth": 0.9, "linestyle": "", "zorder": 5}
        ax.plot([j], [i], label="relation", **RELATION, **ring)


def _draw_grid(ax: Axes, nodes: pd.DataFrame, looks: Mapping[str, Look]) -> None:
    """Lines between cells, heavier between categories; the diagonal with the category's marker."""
    count = len(nodes)
    changes = {i for i in range(1, count) if nodes["category"][i] != nodes["category"][i - 1]}
    for heavy, color, width in ((False, RULE, 0.3), (True, OUTLINE, 0.7)):
        lines = [i - 0.5 for i in range(count + 1) if (i in changes) == heavy]
        ends: Options = {"color": color, "lw": width, "zorder": 2, "label": "grid"}
        ax.hlines(lines, -0.5, count - 0.5, **ends)
        ax.vlines(lines, -0.5, count - 0.5, **ends)
    for i, category in enumerate(nodes["category"]):
        look = looks.get(category, PLAIN)
        spot: Options = {"marker": look.marker, "color": look.fill, "edgecolor": OUTLINE}
        ax.scatter([i], [i], s=20, linewidth=0.5, zorder=4, label="own", **spot)


def _list_keys(
    looks: Mapping[str, Look], present: set[str], lang: str, labels: Mapping[str, Any] | None
) -> list[Any]:
    terms = words(lang)
    fill: Options = {"edgecolor": OUTLINE, "linewidth": 0.5}
    keys: dict[str, Any] = {
        "municipalities": Patch(facecolor=_tint(0.35), label=terms["layer_municipalities"], **fill),
        "organisations": Patch(facecolor=ORGANISATIONS, label=terms["layer_organisations"], **fill),
        "relations": draw_key(None, terms["layer_relations"], markersize=7, **RELATION),
    }
    for sign, marker in MARKS.items():
        shape: Options = {"marker": marker, "color": STRIKING, "markersize": 5}
        keys[sign] = draw_key(None, terms[f"evidence_{sign}"], **shape)
    keys["corrected"] = Patch(
        facecolor="white", edgecolor="black", linewidth=1.6, label=terms["corrected"]
    )
    corner: Options = {"marker": CORNER, "color": DEFINITIONAL, "markersize": 8}
    keys["definitional"] = draw_key(None, terms["definitional"], **corner, **EDGED)
    found = [key for name, key in keys.items() if name in present]
    heads = [
        draw_key(look, name_code(labels, "category", code, lang=lang))
        for code, look in looks.items()
    ]
    return [*found, *heads]


def _list_present(frame: pd.DataFrame) -> set[str]:
    flags = ("relations", "corrected", "definitional")
    present = {name for name in flags if frame[name].any()}
    present |= set(frame["evidence"]) & set(MARKS)
    counts = {"municipalities": "municipalities_all", "organisations": "organisations"}
    return present | {
        name for name, column in counts.items() if frame[column].fillna(0).gt(0).any()
    }


def plot_cross_links(
    frame: pd.DataFrame,
    *,
    ax: Axes | None = None,
    lang: str = "en",
    labels: Mapping[str, Any] | None = None,
) -> Axes:
    """Draw by what each two networks are linked, in three layers at once.

    Parameters
    ----------
    frame
        One row per pair, as from `list_links`. Networks stand by category, those without any pair
        are left out.
    ax, lang, labels
        As in `plot_timeline`.

    Returns
    -------
    matplotlib.axes.Axes
        Below the diagonal the members that two networks share, those outside Germany after a plus
        sign, with the overlaps that are striking or hold by definition; above it the
        organisations that they share, and a ring where the report states a relation.

    Raises
    ------
    ValueError
        If the frame is empty or lacks a column.

    References
    ----------
    BBSR 36/2023, chapter 4.

    Examples
    --------
    >>> from analysis import list_links, load
    >>> ax = plot_cross_links(list_links(load()))
    >>> len(ax.get_yticklabels())
    33
    """
    check_frame(frame, NEEDED, "plot_cross_links")
    nodes = _list_nodes(frame, labels)
    place = {network: i for i, network in enumerate(nodes["network"])}
    looks = order_looks("category", nodes["category"], labels)
    most = max(1, int(frame["municipalities_all"].fillna(0).max()))
    with use_style():
        cell = (WIDTH_MM - 40) * 1.0 / max(len(nodes), 12)
        ax = open_axes(ax, min(HEIGHT_MM, 66 + cell * len(nodes)))
        _draw_grid(ax, nodes, looks)
        for row in frame.itertuples(index=False):
            low, high = sorted((place[row.network], place[row.other_network]))
            _draw_members(ax, (high, low), row, most, lang)
            _draw_others(ax, (low, high), row, lang)
        ax.set_yticks(range(len(nodes)), nodes["name"].tolist(), fontsize=SMALL)
        ax.set_xticks(range(len(nodes)), nodes["name"].tolist(), fontsize=SMALL, rotation=90)
        ax.tick_params(length=0, pad=2)
        ax.spines[:].set_visible(False)
        ax.set(xlim=(-0.6, len(nodes) - 0.4), ylim=(len(nodes) - 0.4, -0.6))
        ax.set_aspect("equal")
        add_legend(ax, _list_keys(looks, _list_present(frame), lang, labels))
    return ax
