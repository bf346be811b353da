"""What was observed against what the degrees alone produce: overlaps and structure."""

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from analysis.presentation.style import (
    EDGE,
    HEIGHT_MM,
    INK,
    MM,
    MUTED,
    OUTLINE,
    SMALL,
    WIDTH_MM,
    Options,
    add_legend,
    check_frame,
    draw_key,
    open_axes,
    use_style,
)
from analysis.presentation.wording import format_number, words

BAND = "#c9dbe8"
OUTSIDE = "#D55E00"
PAIRS = (
    "network", "other_network", "shared", "expected", "low", "high", "two_sided",
    "two_sided_adjusted", "definitional",
)  # fmt: skip
STRUCTURE = ("omitted", "headline", "observed", "expected", "low", "high")
MARKS: dict[str, Options] = {
    "inside": {"marker": "o", "color": "white", "edgecolor": INK},
    "outside": {"marker": "D", "color": OUTSIDE, "edgecolor": OUTLINE},
    "definitional": {"marker": "s", "color": "#CC79A7", "edgecolor": OUTLINE},
}


def _draw_null(ax: Axes, frame: pd.DataFrame, places: Sequence[int]) -> None:
    """The middle of the null as bands, its means as strokes."""
    left, width = frame["low"].tolist(), (frame["high"] - frame["low"]).tolist()
    edge: Options = {"edgecolor": EDGE, "linewidth": 0.4}
    ax.barh(places, width, 0.62, left=left, color=BAND, zorder=1, label="null", **edge)
    low, high = [place - 0.36 for place in places], [place + 0.36 for place in places]
    ax.vlines(frame["expected"].tolist(), low, high, color=MUTED, lw=1, zorder=2, label="mean")


def _draw_marks(
    ax: Axes, frame: pd.DataFrame, places: Sequence[int], kinds: Sequence[str], size: float
) -> None:
    """What was observed, by kind of mark."""
    for kind, look in MARKS.items():
        of = [row for row, found in enumerate(kinds) if found == kind]
        if of:
            values = frame["observed"].iloc[of].tolist()
            rows = [places[row] for row in of]
            ax.scatter(values, rows, s=size, linewidth=0.6, zorder=4, label=kind, **look)


def _classify(frame: pd.DataFrame) -> list[str]:
    outside = (frame["observed"] < frame["low"]) | (frame["observed"] > frame["high"])
    return outside.map({True: "outside", False: "inside"}).tolist()


def _list_keys(marks: Mapping[str, str], lang: str) -> list[Any]:
    terms = words(lang)
    keys: list[Any] = [
        Patch(facecolor=BAND, edgecolor=EDGE, linewidth=0.4, label=terms["chance"]),
        draw_key(None, terms["expected"], marker="|", color=MUTED, markersize=8, markeredgewidth=1),
    ]
    for mark, text in marks.items():
        look = MARKS[mark]
        ink: Options = {"color": look["color"], "markeredgecolor": look["edgecolor"]}
        keys.append(draw_key(None, text, marker=look["marker"], **ink))
    return keys


def _write_pvalue(value: float | None, lang: str) -> str:
    if value is None or pd.isna(value):
        return words(lang)["untested"]
    if value < 0.001:
        return "< " + format_number(0.001, lang=lang, decimals=3)
    return format_number(value, lang=lang, decimals=3)


def plot_overlap_evidence(
    frame: pd.DataFrame,
    *,
    ax: Axes | None = None,
    lang: str = "en",
    labels: Mapping[str, Any] | None = None,
) -> Axes:
    """Draw the overlaps of pairs of networks beside those that degrees alone produce.

    Parameters
    ----------
    frame
        One row per pair to draw, as from `judge_overlaps`, with the names to print as `network`
        and `other_network`.
    ax, lang, labels
        As in `plot_timeline`; `labels` is not needed here.

    Returns
    -------
    matplotlib.axes.Axes
        A row per pair: a band for the middle 95 % of the draws, a stroke at their mean, a mark
        for what was observed, and both p-values, of which a pair that could not reject lacks the
        corrected one.

    Raises
    ------
    ValueError
        If the frame is empty or lacks a column.

    References
    ----------
    BBSR 36/2023, chapter 4.

    Examples
    --------
    >>> from analysis import judge_overlaps, load
    >>> ax = plot_overlap_evidence(judge_overlaps(load(), draws=500).head(3))
    >>> len(ax.get_yticklabels())
    3
    """
    check_frame(frame, PAIRS, "plot_overlap_evidence")
    terms = words(lang)
    rows: list[Any] = list(frame.itertuples(index=False))
    names = [f"{row.network} – {row.other_network}" for row in rows]
    most = float(max(frame["shared"].max(), frame["high"].max()))
    drawn = frame.rename(columns={"shared": "observed"})
    kinds = [
        "definitional" if row.definitional else kind
        for row, kind in zip(rows, _classify(drawn), strict=True)
    ]
    with use_style():
        ax = open_axes(ax, min(HEIGHT_MM, 32 + 5.4 * len(rows)))
        _draw_null(ax, drawn, range(len(rows)))
        _draw_marks(ax, drawn, range(len(rows)), kinds, 26)
        for place, row in enumerate(rows):
            for column, value in ((1.11, row.two_sided), (1.26, row.two_sided_adjusted)):
                text = _write_pvalue(value, lang)
                spot: Options = {"va": "center_baseline", "ha": "right", "fontsize": SMALL}
                ax.text(column, place, text, transform=ax.get_yaxis_transform(), **spot)
        head: Options = {"va": "bottom", "ha": "right", "fontsize": SMALL, "weight": "bold"}
        for column, term in ((1.11, "pvalue"), (1.26, "pvalue_adjusted")):
            ax.text(column, -0.6, terms[term], transform=ax.get_yaxis_transform(), **head)
        ax.set_yticks(range(len(rows)), names, fontsize=SMALL)
        ax.set(xlim=(-0.3, most + 0.5), ylim=(len(rows) - 0.4, -0.6))
        ax.set_xlabel(terms["shared_members"])
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
        ax.tick_params(axis="y", length=0)
        texts = {
            "inside": terms["observed"],
            "outside": terms["observed_outside"],
            "definitional": terms["definitional"],
        }
        shown = {mark: text for mark, text in texts.items() if mark in kinds}
        above: Options = {"bbox_to_anchor": (-0.3, 1.01 + 0.5 / len(rows))}
        add_legend(ax, _list_keys(shown, lang), columns=3, **above)
    return ax


def _draw_panel(ax: Axes, frame: pd.DataFrame, order: list[str], lang: str) -> None:
    """One measure: a row for each network left out, and a line at what is observed with all."""
    whole = frame[frame["omitted"] == ""]
    known = frame[frame["observed"].notna() & frame["low"].notna()]
    for part, size in ((known[known["omitted"] == ""], 26), (known[known["omitted"] != ""], 14)):
        places = [order.index(name) for name in part["omitted"]]
        if places:
            _draw_null(ax, part, places)
            _draw_marks(ax, part, places, _classify(part), size)
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
    ax.xaxis.set_major_formatter(
        FuncFormatter(lambda value, _: format_number(value, lang=lang, decimals=figures))
    )
    ax.tick_params(axis="y", length=0)


def plot_structure(
    frame: pd.DataFrame,
    *,
    figure: Figure | SubFigure | None = None,
    lang: str = "en",
    labels: Mapping[str, Any] | None = None,
) -> dict[str, Axes]:
    """Draw measures of structure against the null model, with all networks and without each.

    Parameters
    ----------
    frame
        One row per network left out and measure, as from `omit_each_network`, with the names to
        print as `omitted`, empty for none; at most six measures.
    figure
        Figure or subfigure to draw on; by default a new one, 170 mm wide.
    lang, labels
        As in `plot_timeline`; `labels` is not needed here.

    Returns
    -------
    dict
        Axes by measure: in each row the middle 95 % of the draws, their mean, and what was
        observed; the first row is that of all networks, a dotted line goes on from it.

    Raises
    ------
    ValueError
        If the frame is empty, lacks a column or has more than six measures.

    References
    ----------
    BBSR 36/2023, chapter 4.

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
    terms = words(lang)
    order = frame["omitted"].drop_duplicates().tolist()
    names = [
        terms["without"].format(name=name) if name else terms["none_omitted"] for name in order
    ]
    with use_style():
        if figure is None:
            size = (WIDTH_MM * MM, min(HEIGHT_MM, 34 + 4.6 * len(order)) * MM)
            figure = plt.figure(figsize=size, layout="constrained")
        grid = figure.subplots(1, len(headlines), squeeze=False)[0]
        for place, (headline, ax) in enumerate(zip(headlines, grid, strict=True)):
            _draw_panel(ax, frame[frame["headline"] == headline], order, lang)
            ax.set_yticks(range(len(order)), [""] * len(order) if place else names, fontsize=SMALL)
            title = terms.get(f"measure_{headline}", str(headline))
            ax.set_title(title, loc="left", fontsize=SMALL)
        seen = {"inside": terms["observed"], "outside": terms["observed_outside"]}
        figure.legend(handles=_list_keys(seen, lang), loc="outside upper left", ncols=4)
    return dict(zip(headlines, grid.tolist(), strict=True))
