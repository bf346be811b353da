"""The chart of foundings by period: bars by category and the cumulative line."""

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from analysis.presentation.style import (
    INK,
    OUTLINE,
    SMALL,
    WIDTH_MM,
    Look,
    Options,
    add_legend,
    check_frame,
    figure_of,
    open_axes,
    order_looks,
    use_style,
)
from analysis.presentation.wording import format_number, name_code, words

PERIOD = re.compile(r"(\d{4})\D+(\d{4})")


def _name_period(period: Any, terms: Mapping[str, str], *, narrow: bool) -> str:
    """The period and, because their lengths differ, the years that it spans; narrow, it alone."""
    found = PERIOD.fullmatch(str(period))
    if found is None:
        return str(period)
    if narrow:
        return f"{found[1]}–\n{found[2]}"
    number = int(found[2]) - int(found[1]) + 1
    return f"{period}\n{terms['year'] if number == 1 else terms['years'].format(number=number)}"


def _stack_bars(ax: Axes, counts: pd.DataFrame, looks: Mapping[str, Look], lang: str) -> None:
    """Bars by code, each part with its number where it is high enough, the sum on top."""
    base = np.zeros(len(counts))
    per_unit = ax.get_window_extent().height / ax.get_ylim()[1] * 72 / figure_of(ax).dpi
    for code, look in looks.items():
        heights = counts[code].to_numpy(dtype=float)
        hatched: Options = {"hatch": look.hatch, "edgecolor": OUTLINE, "linewidth": 0.6}
        ax.bar(range(len(counts)), heights, 0.66, base, color=look.fill, label=code, **hatched)
        for x, (bottom, height) in enumerate(zip(base, heights, strict=True)):
            if height * per_unit >= SMALL + 1.5:
                boxed: Options = {
                    "boxstyle": "round,pad=0.02",
                    "facecolor": "white",
                    "linewidth": 0,
                }
                text = format_number(height, lang=lang)
                centre: Options = {"ha": "center", "va": "center_baseline", "fontsize": SMALL}
                ax.text(x, bottom + height / 2, text, bbox=boxed, **centre)
        base += heights
    for x, total in enumerate(base):
        settings: Options = {"xytext": (0, 2), "textcoords": "offset points", "ha": "center"}
        text = format_number(total, lang=lang)
        ax.annotate(text, (x, total), va="bottom", fontweight="bold", **settings)


def _draw_cumulative(ax: Axes, values: "pd.Series[Any]", lang: str) -> None:
    """The cumulative count in a band of its own over the bars, on the same periods."""
    band = ax.inset_axes((0, 0.66, 1, 0.34), sharex=ax)
    band.plot(range(len(values)), values, color=INK, lw=1, marker="o", ms=3, label="cumulative")
    for x, value in enumerate(values):
        # A little to the left, off the line that rises to the next period.
        settings: Options = {"xytext": (-3, 4), "textcoords": "offset points", "ha": "center"}
        band.annotate(format_number(value, lang=lang), (x, value), fontsize=SMALL, **settings)
    band.set_ylim(0, float(values.max()) * 1.3)
    band.set_yticks([])
    band.tick_params(axis="x", length=0, labelbottom=False)
    band.spines[["left", "bottom"]].set_visible(False)
    band.set_ylabel(words(lang)["cumulative"])


def plot_periods(
    frame: pd.DataFrame,
    *,
    ax: Axes | None = None,
    lang: str = "en",
    labels: Mapping[str, Any] | None = None,
    by: str = "category",
    width_mm: float = WIDTH_MM,
) -> Axes:
    """Draw the foundings of each period as stacked bars, and their cumulative number above.

    Parameters
    ----------
    frame
        As from `count_periods(networks, by="category")`: index of periods ("2015–2020"), one
        column of counts per code, then `total` and `cumulative`.
    ax, lang, labels
        As in `plot_timeline`.
    by
        The column whose codes the columns are.
    width_mm
        Of a new figure: 170, or 85 for a column.

    Returns
    -------
    matplotlib.axes.Axes
        Axes of the bars; those of the cumulative number are its `child_axes[0]`.

    Raises
    ------
    ValueError
        If the frame is empty or lacks a column.

    References
    ----------
    BBSR 36/2023, section 3.1, Abbildung 1.

    Examples
    --------
    >>> from analysis import count_periods, load
    >>> ax = plot_periods(count_periods(load().networks, by="category"))
    >>> [int(bar.get_height()) for bar in ax.containers[1]][-2:]
    [8, 2]
    """
    check_frame(frame, ["total", "cumulative"], "plot_periods")
    terms = words(lang)
    counts = frame.drop(columns=["total", "cumulative"])
    looks = order_looks(by, counts.columns, labels)
    with use_style():
        ax = open_axes(ax, 105, width_mm=width_mm)
        highest = max(1.0, float(frame["total"].max()))
        ax.set_ylim(0, highest / 0.56)
        ticks = [tick for tick in ax.get_yticks() if tick <= highest and tick == int(tick)]
        ax.set_yticks(ticks, [format_number(tick, lang=lang) for tick in ticks])
        ax.set_xlim(-0.5, len(frame) - 0.5)
        narrow = width_mm < WIDTH_MM
        names = [_name_period(period, terms, narrow=narrow) for period in frame.index]
        ax.set_xticks(range(len(frame)), names, fontsize=SMALL if narrow else None)
        ax.tick_params(axis="x", length=0)
        ax.spines["left"].set_bounds(0, ticks[-1])
        ax.set_ylabel(terms["networks_founded"], y=0, ha="left")
        _draw_cumulative(ax, frame["cumulative"], lang)
        keys = [
            Patch(
                facecolor=look.fill,
                edgecolor=OUTLINE,
                hatch=look.hatch,
                linewidth=0.6,
                label=name_code(labels, by, code, lang=lang),
            )
            for code, look in looks.items()
        ]
        add_legend(ax, keys)
        figure_of(ax).draw_without_rendering()
        _stack_bars(ax, counts.set_axis(counts.columns.astype(str), axis=1), looks, lang)
    return ax
