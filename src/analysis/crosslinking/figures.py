"""The cross-links of the networks, drawn."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_hex
from matplotlib.figure import Figure, SubFigure
from matplotlib.patches import Patch, Polygon, Rectangle
from matplotlib.ticker import FuncFormatter, MaxNLocator

from analysis.presentation.style import (
    EDGE,
    HEIGHT_MM,
    INK,
    MM,
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
    open_axes,
    order_looks,
    read_on,
    use_style,
)
from analysis.presentation.wording import Wording

COUNTED = ["municipalities", "municipalities_all", "organisations"]
NEEDED = (
    "network", "other_network", "name", "other_name", "category", "other_category", *COUNTED,
    "relations", "evidence", "corrected", "definitional",
)  # fmt: skip
COUNTS = LinearSegmentedColormap.from_list("shared", ["#eaf3f9", "#0072B2", "#003a5c"])
ORGANISATIONS = "#F7D9B5"
DEFINITIONAL = "#CC79A7"
STRIKING = "#D55E00"
LINK_MARKS = {"more": "^", "fewer": "v"}
MARK = 3.9  # points
CORNER = [(-1, -1), (1, -1), (-1, 1)]  # lower left, as in the cells
RELATION: Options = {"marker": "o", "markerfacecolor": "none", "markeredgecolor": INK}


def _list_nodes(frame: pd.DataFrame, labels: Mapping[str, Any] | None) -> pd.DataFrame:
    """The networks with name and category, by category and in the order of the rows."""
    columns = ["network", "name", "category"]
    others = frame[[f"other_{name}" for name in columns]].set_axis(columns, axis=1)
    # A network that is second throughout comes after those before which it is named.
    nodes = pd.concat([frame[columns], others]).drop_duplicates("network")
    place = {code: i for i, code in enumerate(order_looks("category", nodes["category"], labels))}
    return nodes.sort_values(
        "category", key=lambda codes: codes.map(place), kind="stable", ignore_index=True
    )


def _draw_cell(ax: Axes, at: tuple[int, int], fill: str, text: str, label: str) -> None:
    i, j = at
    cell: Options = {"facecolor": fill, "edgecolor": "white", "linewidth": 0.4, "zorder": 1}
    ax.add_patch(Rectangle((j - 0.5, i - 0.5), 1, 1, label=label, **cell))
    centre: Options = {"ha": "center", "va": "center_baseline", "fontsize": SMALL}
    ax.text(j, i, text, color=read_on(fill), zorder=4, **centre)


def _draw_members(ax: Axes, at: tuple[int, int], row: Any, most: int, say: Wording) -> None:
    """Lower half: shared members, what the test says, and what holds by definition."""
    whole, abroad = row.municipalities_all, row.municipalities_all - row.municipalities
    if whole:
        own = say.number(row.municipalities) if row.municipalities else ""
        text = f"{own}+{say.number(abroad)}" if abroad > 0 else own
        _draw_cell(ax, at, to_hex(COUNTS(whole / most)), text, "municipalities")
    i, j = at
    if row.definitional:
        corner = [(j - 0.5, i + 0.5), (j - 0.5, i + 0.08), (j - 0.08, i + 0.5)]
        look: Options = {"facecolor": DEFINITIONAL, "edgecolor": OUTLINE, "linewidth": 0.4}
        ax.add_patch(Polygon(corner, closed=True, zorder=5, label="definitional", **look))
    if row.evidence in LINK_MARKS:
        # Beside the number, or in the middle where there is none.
        off = 0.37 if whole else 0.0
        spot: Options = {"color": STRIKING, "markeredgecolor": "white", "markeredgewidth": 0.4}
        spot |= {"markersize": MARK if whole else 6, "linestyle": "", "zorder": 6}
        spot |= {"marker": LINK_MARKS[row.evidence], "label": f"evidence {row.evidence}"}
        ax.plot([j + off], [i - off], **spot)
    if row.corrected:
        frame: Options = {"fill": False, "edgecolor": "black", "linewidth": 1.6, "zorder": 4.5}
        ax.add_patch(Rectangle((j - 0.5, i - 0.5), 1, 1, label="corrected", **frame))


def _draw_others(ax: Axes, at: tuple[int, int], row: Any, say: Wording) -> None:
    """Upper half: shared organisations as numbers, a stated relation as a ring."""
    if row.organisations:
        _draw_cell(ax, at, ORGANISATIONS, say.number(row.organisations), "organisations")
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


def _list_link_keys(frame: pd.DataFrame, looks: Mapping[str, Look], say: Wording) -> list[Any]:
    """What is drawn of the layers and the test, then the categories."""
    fill: Options = {"edgecolor": OUTLINE, "linewidth": 0.5}
    corner: Options = {"marker": CORNER, "color": DEFINITIONAL, "markersize": 8}
    corner |= {"markeredgecolor": OUTLINE, "markeredgewidth": 0.5}
    keys: dict[str, Any] = {
        "municipalities": Patch(facecolor=to_hex(COUNTS(0.35)), **fill),
        "organisations": Patch(facecolor=ORGANISATIONS, **fill),
        "relations": draw_key(None, "", markersize=7, **RELATION),
    }
    for sign, marker in LINK_MARKS.items():
        keys[sign] = draw_key(None, "", marker=marker, color=STRIKING, markersize=5)
    keys["corrected"] = Patch(facecolor="white", edgecolor="black", linewidth=1.6)
    for name, key in keys.items():
        key.set_label(say(f"cross_links.{name}"))
    keys["definitional"] = draw_key(None, say("crosslinking.definitional"), **corner)
    signs = {sign: frame["evidence"].eq(sign) for sign in LINK_MARKS}
    present = frame.assign(municipalities=frame["municipalities_all"], **signs)
    heads = [draw_key(look, say.code("category", code)) for code, look in looks.items()]
    return [*(key for name, key in keys.items() if present[name].any()), *heads]


def plot_cross_links(
    frame: pd.DataFrame,
    *,
    ax: Axes | None = None,
    lang: str = "en",
    labels: Mapping[str, Any] | None = None,
) -> Axes:
    """Draw by what each two networks are linked, in three layers at once.

    Of a frame as from `list_links`: below the diagonal the members that two networks share, those
    outside Germany after a plus sign, with the overlaps that are striking or hold by definition;
    above it the organisations that they share, and a ring where the report states a relation
    (chapter 4). Networks stand by category, those without any pair are left out.

    Examples
    --------
    >>> from analysis import crosslinking, load
    >>> ax = plot_cross_links(crosslinking.list_links(load()))
    >>> len(ax.get_yticklabels())
    33
    """
    check_frame(frame, NEEDED, "plot_cross_links")
    say = Wording(lang, labels)
    frame = frame.assign(**frame[COUNTED].fillna(0).astype("int64"))
    nodes = _list_nodes(frame, labels)
    names = nodes["name"].tolist()
    place = {network: i for i, network in enumerate(nodes["network"])}
    looks = order_looks("category", nodes["category"], labels)
    most = max(1, frame["municipalities_all"].max())
    with use_style():
        cell = (WIDTH_MM - 40) / max(len(nodes), 12)
        ax = open_axes(ax, min(HEIGHT_MM, 66 + cell * len(nodes)))
        _draw_grid(ax, nodes, looks)
        for row in frame.itertuples(index=False):
            low, high = sorted((place[row.network], place[row.other_network]))
            _draw_members(ax, (high, low), row, most, say)
            _draw_others(ax, (low, high), row, say)
        ax.set_yticks(range(len(nodes)), names, fontsize=SMALL)
        ax.set_xticks(range(len(nodes)), names, fontsize=SMALL, rotation=90)
        ax.tick_params(length=0, pad=2)
        ax.spines[:].set_visible(False)
        ax.set(xlim=(-0.6, len(nodes) - 0.4), ylim=(len(nodes) - 0.4, -0.6))
        ax.set_aspect("equal")
        add_legend(ax, _list_link_keys(frame, looks, say))
    return ax


BAND = "#c9dbe8"
PAIRS = (
    "network", "other_network", "shared", "expected", "low", "high", "two_sided",
    "two_sided_adjusted", "definitional",
)  # fmt: skip
STRUCTURE = ("omitted", "headline", "observed", "expected", "low", "high")
MARKS: dict[str, Options] = {
    "inside": {"marker": "o", "color": "white", "edgecolor": INK},
    "outside": {"marker": "D", "color": STRIKING, "edgecolor": OUTLINE},
    "definitional": {"marker": "s", "color": DEFINITIONAL, "edgecolor": OUTLINE},
}


def _draw_rows(ax: Axes, frame: pd.DataFrame, places: Sequence[int], size: float) -> set[str]:
    """Middle of the null as bands, means as strokes, the observed by kind of mark: those drawn."""
    left, width = frame["low"].tolist(), (frame["high"] - frame["low"]).tolist()
    edge: Options = {"edgecolor": EDGE, "linewidth": 0.4}
    ax.barh(places, width, 0.62, left=left, color=BAND, zorder=1, label="null", **edge)
    low, high = [place - 0.36 for place in places], [place + 0.36 for place in places]
    ax.vlines(frame["expected"].tolist(), low, high, color=MUTED, lw=1, zorder=2, label="mean")
    outside = (frame["observed"] < frame["low"]) | (frame["observed"] > frame["high"])
    kinds = outside.map({True: "outside", False: "inside"})
    if "definitional" in frame:
        kinds = kinds.mask(frame["definitional"].astype(bool), "definitional")
    marks = pd.DataFrame({"value": frame["observed"], "place": places, "kind": kinds})
    for kind, look in MARKS.items():
        of = marks[marks["kind"] == kind]
        if len(of):
            spots = of["value"].tolist(), of["place"].tolist()
            ax.scatter(*spots, s=size, linewidth=0.6, zorder=4, label=kind, **look)
    return set(kinds)


def _list_keys(kinds: Collection[str], say: Wording) -> list[Any]:
    stroke: Options = {"marker": "|", "color": MUTED, "markersize": 8, "markeredgewidth": 1}
    keys: list[Any] = [
        Patch(facecolor=BAND, edgecolor=EDGE, linewidth=0.4, label=say("crosslinking.band")),
        draw_key(None, say("crosslinking.mean"), **stroke),
    ]
    for kind, look in MARKS.items():
        if kind in kinds:
            text = say("column.observed" if kind == "inside" else f"crosslinking.{kind}")
            ink: Options = {"marker": look["marker"], "color": look["color"]}
            keys.append(draw_key(None, text, markeredgecolor=look["edgecolor"], **ink))
    return keys


def _write_pvalue(value: Any, say: Wording) -> str:
    if pd.isna(value):
        return say("say.undefined")
    return "< " + say.number(0.001, 3) if value < 0.001 else say.number(value, 3)


def plot_overlap_evidence(
    frame: pd.DataFrame,
    *,
    ax: Axes | None = None,
    lang: str = "en",
    labels: Mapping[str, Any] | None = None,
) -> Axes:
    """Draw the overlaps of pairs of networks beside those that degrees alone produce.

    A row per pair of a frame as from `judge_overlaps`, its networks by the names to print: a band
    for the middle 95 % of the draws, a stroke at their mean, a mark for what was observed, and both
    p-values, of which a pair that could not reject lacks the corrected one.

    Examples
    --------
    >>> from analysis import crosslinking, load
    >>> ax = plot_overlap_evidence(crosslinking.judge_overlaps(load(), draws=500).head(3))
    >>> len(ax.get_yticklabels())
    3
    """
    check_frame(frame, PAIRS, "plot_overlap_evidence")
    say = Wording(lang, labels)
    names = frame["network"] + " – " + frame["other_network"]
    most = float(max(frame["shared"].max(), frame["high"].max()))
    rows = range(len(frame))
    with use_style():
        ax = open_axes(ax, min(HEIGHT_MM, 32 + 5.4 * len(frame)))
        kinds = _draw_rows(ax, frame.rename(columns={"shared": "observed"}), rows, 26)
        spot: Options = {"ha": "right", "fontsize": SMALL, "transform": ax.get_yaxis_transform()}
        for place, row in enumerate(frame.itertuples()):
            for column, value in ((1.11, row.two_sided), (1.26, row.two_sided_adjusted)):
                ax.text(column, place, _write_pvalue(value, say), va="center_baseline", **spot)
        for column, term in ((1.11, "p"), (1.26, "p_corrected")):
            text = say(f"overlap_evidence.{term}")
            ax.text(column, -0.6, text, va="bottom", weight="bold", **spot)
        ax.set_yticks(rows, names.tolist(), fontsize=SMALL)
        ax.set(xlim=(-0.3, most + 0.5), ylim=(len(frame) - 0.4, -0.6))
        ax.set_xlabel(say("overlap_evidence.axis"))
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
        ax.tick_params(axis="y", length=0)
        above: Options = {"bbox_to_anchor": (-0.3, 1.01 + 0.5 / len(frame))}
        add_legend(ax, _list_keys(kinds, say), columns=3, **above)
    return ax


def _draw_panel(ax: Axes, frame: pd.DataFrame, order: list[str], say: Wording) -> None:
    """One measure: a row for each network left out, and a line at what is observed with all."""
    whole = frame[frame["omitted"] == ""]
    known = frame[frame["observed"].notna() & frame["low"].notna()]
    for without, part in known.groupby(known["omitted"] != ""):
        _draw_rows(ax, part, [order.index(name) for name in part["omitted"]], 14 if without else 26)
    if len(whole):
        ax.axvline(whole["observed"].iloc[0], color=MUTED, lw=0.6, ls=(0, (1, 2)), zorder=3)
        ax.axhline(0.5, color=OUTLINE, lw=0.6)
    ax.set_ylim(len(order) - 0.4, -0.6)
    ax.xaxis.set_major_locator(MaxNLocator(2, min_n_ticks=2))
    # Else a band may end where the axes do.
    ax.use_sticky_edges = False
    ax.margins(x=0.08)
    ax.tick_params(axis="x", labelsize=SMALL)
    figures = 2 if frame["observed"].max() < 2 else 0
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: say.number(value, figures)))
    ax.tick_params(axis="y", length=0)


def plot_structure(
    frame: pd.DataFrame,
    *,
    figure: Figure | SubFigure | None = None,
    lang: str = "en",
    labels: Mapping[str, Any] | None = None,
) -> dict[str, Axes]:
    """Draw measures of structure against the null model, with all networks and without each.

    A panel for each `headline` of a frame as from `omit_each_network`, at most six, on `figure` or
    a new one: in each row the middle 95 % of the draws, their mean, and what was observed. The
    first row, `omitted` empty, is that of all networks; a dotted line goes on from it.

    Examples
    --------
    >>> import pandas
    >>> row = {"omitted": "", "headline": "nodf", "observed": 3, "expected": 2, "low": 1, "high": 4}
    >>> list(plot_structure(pandas.DataFrame([row])))
    ['nodf']
    """
    check_frame(frame, STRUCTURE, "plot_structure")
    headlines = frame["headline"].drop_duplicates().tolist()
    if len(headlines) > 6:
        raise ValueError(f"plot_structure: {len(headlines)} measures, but room for six")
    say = Wording(lang, labels)
    order = frame["omitted"].drop_duplicates().tolist()
    without = "structure_against_chance.without"
    names = [say(without, name=name) if name else say("scope.all") for name in order]
    with use_style():
        if figure is None:
            size = (WIDTH_MM * MM, min(HEIGHT_MM, 34 + 4.6 * len(order)) * MM)
            figure = plt.figure(figsize=size, layout="constrained")
        grid = figure.subplots(1, len(headlines), squeeze=False)[0]
        for place, (headline, ax) in enumerate(zip(headlines, grid, strict=True)):
            _draw_panel(ax, frame[frame["headline"] == headline], order, say)
            ax.set_yticks(range(len(order)), [""] * len(order) if place else names, fontsize=SMALL)
            ax.set_title(say.code("measure", headline), loc="left", fontsize=SMALL)
        keys = _list_keys(("inside", "outside"), say)
        figure.legend(handles=keys, loc="outside upper left", ncols=4)
    return dict(zip(headlines, grid.tolist(), strict=True))
