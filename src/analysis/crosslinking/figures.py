"""The cross-links of the networks, drawn."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from analysis.presentation.charts import CELL_MM, HEAD_MM, draw_half_matrix, fit_width
from analysis.presentation.style import (
    EDGE,
    HEIGHT_MM,
    INK,
    MM,
    MUTED,
    OUTLINE,
    SMALL,
    TONES,
    WIDTH_MM,
    Options,
    add_legend,
    check_frame,
    draw_key,
    open_axes,
    use_style,
)
from analysis.presentation.wording import Wording

DRAWN = ("municipalities_all", "organisations", "relations")
NEEDED = ("network", "other_network", "name", "other_name", *DRAWN)
GAP_MM = 4.0  # between two matrices


def _rank_networks(links: pd.DataFrame) -> list[str]:
    """The names of those that are linked, most links first."""
    ends = pd.concat([links["name"], links["other_name"]], ignore_index=True)
    return ends.value_counts(sort=False).sort_values(ascending=False, kind="stable").index.tolist()


def plot_cross_links(
    frame: pd.DataFrame, *, ax: Axes | None = None, lang: str = "en",
    labels: Mapping[str, Any] | None = None,
) -> Axes:  # fmt: skip
    """Draw which networks are linked, half a matrix for each of three layers (chapter 4).

    Of a frame as from `list_links`: members that two networks share, organisations that they share,
    and relations that the report states; in each layer the networks that it links, each named at
    the end of its row, which is the head of its column. A frame without any link is a ValueError.

    Examples
    --------
    >>> from analysis import crosslinking, load
    >>> ax = plot_cross_links(crosslinking.list_links(load()))
    >>> [text.get_text() for text in ax.texts if ":" in text.get_text()][2]
    'Relations that the report states: 16 pairs'
    """
    check_frame(frame, NEEDED, "plot_cross_links")
    say, columns = Wording(lang, labels), ["name", "other_name"]
    layers = [frame.loc[frame[name].fillna(0).gt(0), [*columns, name]] for name in DRAWN]
    check_frame(pd.concat(layers), columns, "plot_cross_links")
    counts = [len(_rank_networks(links)) for links in layers]
    with use_style():
        width = fit_width(ax)
        cell = min(CELL_MM, (width - 30) / max(counts), (width - 55) / max(sum(counts[1:]), 1))
        lower = counts[0] * cell + HEAD_MM + GAP_MM if counts[0] else 0
        height = lower + HEAD_MM + cell * max(counts[1:])
        ax = open_axes(ax, height + 3)
        ax.set_axis_off()
        ax.set(xlim=(0, width), ylim=(height, 0))
        for links, left, top in zip(layers, (0, 0, width / 2), (0, lower, lower), strict=True):
            if len(links):
                layer, names = links.columns[-1], _rank_networks(links)
                values = {frozenset(pair): int(v) for *pair, v in links.itertuples(index=False)}
                head = say(f"cross_links.{layer}", pairs=say.number(len(links)))
                ax.text(left, top, head, va="top", weight="bold", fontsize=SMALL)
                spot = (left, top + HEAD_MM)
                draw_half_matrix(ax, names, values, spot, cell, say, labelled=layer)
        for artist in ax.get_children():
            artist.set_in_layout(False)  # all has its place in millimetres
    return ax


BAND = TONES[0]
PAIRS = (
    "network", "other_network", "shared", "expected", "low", "high", "two_sided",
    "two_sided_adjusted", "definitional",
)  # fmt: skip
STRUCTURE = ("omitted", "headline", "observed", "expected", "low", "high")
MARKS: dict[str, Options] = {
    "inside": {"marker": "o", "color": "white", "edgecolor": INK},
    "outside": {"marker": "D", "color": INK, "edgecolor": OUTLINE},
    "definitional": {"marker": "s", "color": TONES[2], "edgecolor": OUTLINE},
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
