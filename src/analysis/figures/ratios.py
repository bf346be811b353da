"""The chart of ratios between East and West, and what charts of ratios have in common."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, NullLocator

from analysis.style import (
    EDGE,
    OUTLINE,
    PLAIN,
    RULE,
    WIDTH_MM,
    Look,
    add_legend,
    check_frame,
    draw_key,
    open_axes,
    use_style,
)
from analysis.words import format_interval, format_number, words

TICKS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)
# How the places of Berlin look, and the ends of a bound.
BERLIN = {
    "separate": Look("#0072B2", "#0072B2", "o", ""),
    "east": Look("#E69F00", "#A87400", "D", ""),
    "west": Look("#009E73", "#00805D", "s", ""),
    "exclude": Look("#0072B2", "#0072B2", "P", ""),
}


def name_word(key: str, lang: str) -> str:
    """Give a word of the figures by its code; an unknown code prints itself.

    Examples
    --------
    >>> name_word("berlin_separate", "de"), name_word("berlin_north", "de")
    ('Berlin gesondert', 'north')
    """
    return words(lang).get(key, key.split("_", 1)[-1])


def scale_ratios(ax: Axes, ratios: Sequence[float], lang: str) -> None:
    """Give the horizontal axis the scale of ratios: logarithmic, with a line where rates are equal.

    What lies beyond the axis is cut there.

    Examples
    --------
    >>> scale_ratios(open_axes(None, 20), [0.5, 2.0], "en")
    """
    known = [ratio for ratio in ratios if 0 < ratio < float("inf")]
    low, high = min([0.5, *known]) / 1.15, max([2.0, *known]) * 1.15
    ax.set_xscale("log")
    ax.set_xlim(max(low, 0.02), min(high, 50))
    low, high = ax.get_xlim()
    ax.set_xticks([tick for tick in TICKS if low <= tick <= high])
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: write_ratio(value, lang)))
    ax.axvline(1, color=EDGE, linewidth=0.8, zorder=0)
    ax.set_xlabel(words(lang)["ratio"])


def write_ratio(value: float, lang: str) -> str:
    """Write a ratio with as many digits as it needs.

    Examples
    --------
    >>> [write_ratio(value, "de") for value in (0.05, 0.5, 5)]
    ['0,05', '0,5', '5']
    """
    decimals = 2 if value < 0.095 else 1 if value < 0.95 else 0
    return format_number(value, lang=lang, decimals=decimals)


def draw_interval(
    ax: Axes, place: float, values: tuple[float, float, float], look: Look, size: float = 5.5
) -> None:
    """Draw a mark with the whiskers of its interval, cut at the ends of the axis.

    Examples
    --------
    >>> ax = open_axes(None, 20)
    >>> draw_interval(ax, 0, (0.5, 0.2, 0.8), PLAIN)
    >>> len(ax.lines)
    2
    """
    value, lower, upper = values
    low, high = ax.get_xlim()
    if not pd.isna(lower):
        ends = [max(lower, low), min(upper, high)]
        ax.plot(ends, [place, place], color=look.line, linewidth=1.2, zorder=2)
    mark: dict[str, Any] = {"markeredgecolor": OUTLINE, "markeredgewidth": 0.6, "zorder": 3}
    ax.plot(value, place, look.marker, color=look.fill, markersize=size, **mark)


def label_rows(ax: Axes, names: Sequence[str]) -> None:
    """Name the rows of a chart from the top down.

    Examples
    --------
    >>> label_rows(open_axes(None, 20), ["first", "second"])
    """
    ax.set_yticks(range(len(names)), list(names))
    ax.tick_params(axis="y", length=0)
    ax.set_ylim(len(names) - 0.5, -0.5)
    ax.spines["left"].set_visible(False)


def _head_rows(ax: Axes) -> None:
    """Put the names of the rows above them, where there is no room beside."""
    for place, label in enumerate(ax.get_yticklabels()):
        # The line where rates are equal stops at a name.
        top = place - (0.65 if place else 0.72)  # the line begins a little above the axes
        blank: dict[str, Any] = {"facecolor": "white", "linewidth": 0, "clip_on": False}
        ax.axhspan(top, place - 0.27, zorder=0.5, **blank)
        spot: dict[str, Any] = {"va": "center_baseline", "fontsize": 7.5}
        ax.text(0, place - 0.43, label.get_text(), transform=ax.get_yaxis_transform(), **spot)
    ax.set_yticks([])
    ax.set_ylim(ax.get_ylim()[0], -0.7)


def plot_region_ratios(
    frame: pd.DataFrame,
    *,
    ax: Axes | None = None,
    lang: str = "en",
    labels: Mapping[str, Any] | None = None,
    width_mm: float = WIDTH_MM,
) -> Axes:
    """Draw the ratios of East to West with their intervals, Berlin's places side by side.

    Parameters
    ----------
    frame
        As from `compare_headlines`: `comparison`, `berlin`, `ratio`, `lower`, `upper`.
    ax
        Axes; by default those of a new figure.
    lang, labels
        As in `plot_timeline`.
    width_mm
        Of a new figure: 170, or 85 for a column, where each row has its name above it.

    Returns
    -------
    matplotlib.axes.Axes
        The axes, logarithmic; intervals that reach beyond are cut at its ends. Beside each row its
        numbers, with more digits where two would put them on 1.

    Raises
    ------
    ValueError
        If the frame is empty or lacks a column.

    Examples
    --------
    >>> frame = pd.DataFrame({"comparison": ["model"], "berlin": ["east"], "ratio": [0.5]})
    >>> ax = plot_region_ratios(frame.assign(lower=0.2, upper=1.5))
    >>> ax.get_xscale()
    'log'
    """
    columns = ["comparison", "berlin", "ratio", "lower", "upper"]
    check_frame(frame, columns, "plot_region_ratios")
    rows = list(dict.fromkeys(frame["comparison"]))
    places = list(dict.fromkeys(frame["berlin"]))
    looks = {code: BERLIN.get(code, PLAIN) for code in places}
    with use_style():
        narrow = width_mm < WIDTH_MM
        ax = open_axes(ax, 18 + (12.5 if narrow else 9.5) * len(rows), width_mm=width_mm)
        label_rows(ax, [name_word(f"comparison_{code}", lang) for code in rows])
        if narrow:
            _head_rows(ax)
        ends = frame[["ratio", "lower", "upper"]].to_numpy().ravel().tolist()
        scale_ratios(ax, ends, lang)
        for _, row in frame.iterrows():
            beside = (places.index(row["berlin"]) - (len(places) - 1) / 2) * (
                0.3 if narrow else 0.34
            )
            place = rows.index(row["comparison"]) + beside
            values = (row["ratio"], row["lower"], row["upper"])
            draw_interval(ax, place, values, looks[row["berlin"]])
            text = format_interval(*values, lang=lang)
            ax.annotate(text, (1.01, place), xycoords=("axes fraction", "data"),
                        va="center_baseline", fontsize=7, annotation_clip=False)  # fmt: skip
        for line in range(1, len(rows)):
            ax.axhline(line - (0.66 if narrow else 0.5), color=RULE, linewidth=0.5, zorder=0)
        add_legend(ax, [draw_key(looks[code], name_word(f"berlin_{code}", lang))
                        for code in places])  # fmt: skip
    return ax
