"""The timeline and the periods of the foundings, drawn."""

import re
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from analysis.foundings.measures import SUMS, YEARS
from analysis.presentation.style import (
    INK,
    MUTED,
    OUTLINE,
    RULE,
    SMALL,
    WIDTH_MM,
    Look,
    Options,
    add_legend,
    check_frame,
    draw_key,
    figure_of,
    open_axes,
    order_looks,
    use_style,
)
from analysis.presentation.wording import Wording

LONG_GAP, SHORT_GAP = 12, 3  # years without a founding: longer ones are cut short on the axis
PERIOD = re.compile(r"(\d{4})\D+(\d{4})")

# ---------------------------------------------------------------- timeline


def list_years(frame: pd.DataFrame) -> list[int]:
    """List all years that the timeline shows."""
    years = frame[[*YEARS]].to_numpy(dtype=float, na_value=np.nan).ravel()
    return sorted({int(year) for year in years if not np.isnan(year)})


def cut_gaps(years: Sequence[int]) -> list[tuple[int, int]]:
    """The gaps between years that the axis cuts: last year before, first year after."""
    return [(one, other) for one, other in pairwise(sorted(set(years))) if other - one > LONG_GAP]


def _scale_years(ax: Axes, years: Sequence[int]) -> None:
    """Years at equal distances but for long gaps, which are cut and marked on the axis."""
    first, last, gaps = min(years), max(years), cut_gaps(years)
    ends = [first, *(year for gap in gaps for year in gap), last]
    lengths = np.diff(ends)
    lengths[1::2] = SHORT_GAP
    kept, at = np.unique(ends, return_index=True)
    place = np.cumsum([0, *lengths])[at]
    far = 10_000  # the axis goes on as it begins and ends
    knots, places = [first - far, *kept, last + far], [-far, *place, place[-1] + far]
    place_year = partial(np.interp, xp=knots, fp=places)
    find_year = partial(np.interp, xp=places, fp=knots)
    ax.set_xscale("function", functions=(place_year, find_year))
    fifths = [
        year
        for year in range(first + -first % 5, last + 1, 5)
        if all(abs(year - end) > 2 for end in ends[:-1])
        and not any(one < year < other for one, other in gaps)
    ]
    ticks = sorted({first, *fifths, *(other for _, other in gaps)})
    ax.set_xticks(ticks, [str(year) for year in ticks])
    ax.set_xlim(find_year(-1.5), find_year(place_year(last) + 1))
    for one, other in gaps:
        middle = find_year((place_year(one) + place_year(other)) / 2)
        settings: Options = {"ha": "center", "va": "center", "color": OUTLINE, "fontsize": 8}
        ax.text(middle, 0, "//", transform=ax.get_xaxis_transform(), **settings)


def _draw_founding(ax: Axes, i: int, row: Any, look: Look) -> None:
    """One network: guide line, interval, alternative year, marker and the years in figures."""
    years, text = [int(row.founded)], str(row.founded)
    if not pd.isna(row.founded_latest) and row.founded_latest > row.founded:
        years.append(int(row.founded_latest))
        text += f"–{row.founded_latest}"
        ax.plot(years, [i, i], lw=3.2, color=look.line, solid_capstyle="butt", label="interval")
    marks: Options = {"marker": look.marker, "s": 30, "linewidths": 0.7, "zorder": 3}
    if not pd.isna(row.founded_alternative):
        other = int(row.founded_alternative)
        years.append(other)
        text += f" ({other})"
        ax.plot([row.founded, other], [i, i], lw=0.8, ls=(0, (2, 1.5)), color=OUTLINE, label="link")
        ax.scatter([other], [i], facecolor="white", edgecolor=OUTLINE, label="alternative", **marks)
    ax.scatter([row.founded], [i], color=look.fill, edgecolor=OUTLINE, label="founded", **marks)
    beside: Options = {"xytext": (6, 0), "textcoords": "offset points", "va": "center_baseline"}
    ax.annotate(text, (max(years), i), fontsize=SMALL, **beside)
    ax.hlines(i, ax.get_xlim()[0], min(years), color=RULE, lw=0.5, zorder=0.5, label="guide")


def plot_timeline(
    frame: pd.DataFrame, *, ax: Axes | None = None, lang: str = "en",
    labels: Mapping[str, Any] | None = None, window: tuple[int, int] | None = None,
) -> Axes:  # fmt: skip
    """Draw the founding of every network, one row each, as from `list_foundings`.

    The x axis is in years; `window` shades a span of them.

    Examples
    --------
    >>> from analysis import foundings, load
    >>> len(plot_timeline(foundings.list_foundings(load().networks), lang="de").get_yticks())
    34
    """
    columns = ["short_name", "category", *YEARS]
    check_frame(frame, columns, "plot_timeline")
    say = Wording(lang, labels)
    looks = order_looks("category", frame["category"], labels)
    with use_style():
        ax = open_axes(ax, min(220, 26 + 4.9 * len(frame)))
        _scale_years(ax, list_years(frame))
        if window is not None:
            ax.axvspan(window[0] - 0.5, window[1] + 0.5, color="#eef1f4", lw=0, zorder=0)
        for i, row in enumerate(frame[columns].itertuples(index=False)):
            _draw_founding(ax, i, row, looks[str(row.category)])
        ax.set_yticks(range(len(frame)), [str(name) for name in frame["short_name"]])
        ax.set_ylim(len(frame) - 0.4, -0.8)
        ax.tick_params(axis="y", length=0)
        ax.spines["left"].set_visible(False)
        keys = [draw_key(look, say.code("category", code)) for code, look in looks.items()]
        if (frame["founded_latest"] > frame["founded"]).fillna(False).any():
            bar: Options = {"color": MUTED, "lw": 3.2, "solid_capstyle": "butt"}
            keys.append(Line2D([], [], label=say("timeline.interval"), **bar))
        if frame["founded_alternative"].notna().any():
            keys.append(draw_key(Look("white", "white", "o", ""), say("timeline.alternative")))
        add_legend(ax, keys)
    return ax


# ---------------------------------------------------------------- periods


def _name_period(period: Any, say: Wording, *, narrow: bool) -> str:
    """The period and, because their lengths differ, the years that it spans; narrow, it alone."""
    found = PERIOD.fullmatch(str(period))
    if found is None:
        return str(period)
    if narrow:
        return f"{found[1]}–\n{found[2]}"
    number = int(found[2]) - int(found[1]) + 1
    return f"{period}\n{say('periods.year' if number == 1 else 'periods.years', number=number)}"


def _stack_bars(ax: Axes, counts: pd.DataFrame, looks: Mapping[str, Look], say: Wording) -> None:
    """Bars by code, each part with its number where it is high enough, the sum on top."""
    base = np.zeros(len(counts))
    per_unit = ax.get_window_extent().height / ax.get_ylim()[1] * 72 / figure_of(ax).dpi
    boxed: Options = {"boxstyle": "round,pad=0.02", "facecolor": "white", "linewidth": 0}
    centre: Options = {"ha": "center", "va": "center_baseline", "fontsize": SMALL, "bbox": boxed}
    above: Options = {"xytext": (0, 2), "textcoords": "offset points", "ha": "center"}
    for code, look in looks.items():
        heights = counts[code].to_numpy(dtype=float)
        hatched: Options = {"hatch": look.hatch, "edgecolor": OUTLINE, "linewidth": 0.6}
        ax.bar(range(len(counts)), heights, 0.66, base, color=look.fill, label=code, **hatched)
        for x, (bottom, height) in enumerate(zip(base, heights, strict=True)):
            if height * per_unit >= SMALL + 1.5:
                ax.text(x, bottom + height / 2, say.number(height), **centre)
        base += heights
    for x, total in enumerate(base):
        ax.annotate(say.number(total), (x, total), va="bottom", fontweight="bold", **above)


def _draw_cumulative(ax: Axes, values: "pd.Series[Any]", say: Wording) -> None:
    """The cumulative count in a band of its own over the bars, on the same periods."""
    band = ax.inset_axes((0, 0.66, 1, 0.34), sharex=ax)
    band.plot(range(len(values)), values, color=INK, lw=1, marker="o", ms=3, label="cumulative")
    # A little to the left, off the line that rises to the next period.
    beside: Options = {"xytext": (-3, 4), "textcoords": "offset points", "ha": "center"}
    for x, value in enumerate(values):
        band.annotate(say.number(value), (x, value), fontsize=SMALL, **beside)
    band.set_ylim(0, float(values.max()) * 1.3)
    band.set_yticks([])
    band.tick_params(axis="x", length=0, labelbottom=False)
    band.spines[["left", "bottom"]].set_visible(False)
    band.set_ylabel(say("periods.cumulative"))


def plot_periods(
    frame: pd.DataFrame, *, ax: Axes | None = None, lang: str = "en",
    labels: Mapping[str, Any] | None = None, width_mm: float = WIDTH_MM,
) -> Axes:  # fmt: skip
    """Draw the foundings of each period as stacked bars, as from `count_periods`.

    The columns are codes, of the column that their index is named after. Above the bars, on
    `child_axes[0]`, stands the cumulative number.

    Examples
    --------
    >>> from analysis import foundings, load
    >>> ax = plot_periods(foundings.count_periods(load().networks, by="category"))
    >>> [int(bar.get_height()) for bar in ax.containers[1]][-2:]
    [8, 2]
    """
    check_frame(frame, SUMS, "plot_periods")
    say, narrow = Wording(lang, labels), width_mm < WIDTH_MM
    counts = frame.drop(columns=[*SUMS]).rename(columns=str)
    by = "category" if counts.columns.name is None else str(counts.columns.name)
    looks = order_looks(by, counts.columns, labels)
    with use_style():
        ax = open_axes(ax, 105, width_mm=width_mm)
        highest = max(1.0, float(frame["total"].max()))
        ax.set_ylim(0, highest / 0.56)
        ticks = [tick for tick in ax.get_yticks() if tick <= highest and tick == int(tick)]
        ax.set_yticks(ticks, [say.number(tick) for tick in ticks])
        ax.set_xlim(-0.5, len(frame) - 0.5)
        names = [_name_period(period, say, narrow=narrow) for period in frame.index]
        ax.set_xticks(range(len(frame)), names, fontsize=SMALL if narrow else None)
        ax.tick_params(axis="x", length=0)
        ax.spines["left"].set_bounds(0, ticks[-1])
        ax.set_ylabel(say("periods.axis"), y=0, ha="left")
        _draw_cumulative(ax, frame["cumulative"], say)
        edged: Options = {"edgecolor": OUTLINE, "linewidth": 0.6}
        add_legend(ax, [
            Patch(facecolor=look.fill, hatch=look.hatch, label=say.code(by, code), **edged)
            for code, look in looks.items()
        ])  # fmt: skip
        figure_of(ax).draw_without_rendering()
        _stack_bars(ax, counts, looks, say)
    return ax
