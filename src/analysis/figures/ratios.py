"""The chart of ratios between East and West, and what charts of ratios have in common."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from analysis.presentation.charts import BERLIN, draw_interval, label_rows, name_word, scale_ratios
from analysis.presentation.style import (
    PLAIN,
    RULE,
    WIDTH_MM,
    add_legend,
    check_frame,
    draw_key,
    open_axes,
    use_style,
)
from analysis.presentation.wording import format_interval


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
