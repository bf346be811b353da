"""The timeline and the periods of the foundings, drawn."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

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
from analysis.presentation.wording import format_number, name_code, words

# Years without a founding that are longer than this are cut short on the axis.
LONG_GAP = 12
SHORT_GAP = 3
YEARS = ["founded", "founded_latest", "founded_alternative"]


def _cut_gaps(years: Sequence[int]) -> list[tuple[int, int]]:
    """The gaps between years that the axis cuts: last year before, first year after."""
    ordered = sorted(set(years))
    return [(one, other) for one, other in pairwise(ordered) if other - one > LONG_GAP]


def list_years(frame: pd.DataFrame) -> list[int]:
    """List all years that a timeline of the frame marks, in rising order."""
    years = frame[YEARS].to_numpy(dtype=float, na_value=np.nan).ravel()
    return sorted({int(year) for year in years if not np.isnan(year)})


def is_cut(frame: pd.DataFrame) -> bool:
    """Say whether a timeline of the frame cuts its axis short somewhere.

    Examples
    --------
    >>> from analysis import list_foundings, load
    >>> is_cut(list_foundings(load().networks))
    True
    """
    return bool(_cut_gaps(list_years(frame)))


def _scale_years(ax: Axes, years: Sequence[int]) -> None:
    """Years at equal distances but for long gaps, which are cut and marked on the axis."""
    first, last, far = min(years), max(years), 10_000
    knots, places = [first - far], [-far]
    place = 0
    gaps = _cut_gaps(years)
    start = first
    for one, other in [*gaps, (last, last)]:
        knots += [start, one] if one > start else [start]
        places += [place, place + one - start] if one > start else [place]
        place += one - start + SHORT_GAP
        start = other
    knots, places = [*knots, last + far], [*places, places[-1] + far]

    def place_year(year: Any) -> Any:
        return np.interp(year, knots, places)

    def find_year(position: Any) -> Any:
        return np.interp(position, places, knots)

    ax.set_xscale("function", functions=(place_year, find_year))
    steps = range(first - first % 5, last + 5, 5)
    inside = [y for y in steps if first <= y <= last and not any(a < y < b for a, b in gaps)]
    ends = [year for gap in gaps for year in gap]
    near = [y for y in inside if all(abs(y - end) > 2 for end in [first, *ends])]
    alone = {end for gap in gaps for end in gap if end == first or end == gap[1]}
    ticks = sorted({first, *near, *alone})
    ax.set_xticks(ticks, [str(year) for year in ticks])
    ax.set_xlim(find_year(-1.5), find_year(place_year(last) + 1))
    for one, other in gaps:
        middle = find_year((place_year(one) + place_year(other)) / 2)
        settings: Options = {"ha": "center", "va": "center", "color": OUTLINE, "fontsize": 8}
        ax.text(middle, 0, "//", transform=ax.get_xaxis_transform(), **settings)


def _draw_founding(ax: Axes, i: int, row: Any, look: Look) -> None:
    """One network: guide line, interval, alternative year, marker and the years in figures."""
    years = [int(row.founded)]
    text = str(row.founded)
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
    settings: Options = {"xytext": (6, 0), "textcoords": "offset points"}
    settings["va"] = "center_baseline"
    ax.annotate(text, (max(years), i), fontsize=SMALL, **settings)
    ax.hlines(i, ax.get_xlim()[0], min(years), color=RULE, lw=0.5, zorder=0.5, label="guide")


def plot_timeline(
    frame: pd.DataFrame,
    *,
    ax: Axes | None = None,
    lang: str = "en",
    labels: Mapping[str, Any] | None = None,
    window: tuple[int, int] | None = None,
) -> Axes:
    """Draw the founding of every network, one row each.

    Parameters
    ----------
    frame
        One row per network, drawn from the top down, as from `list_foundings`: `short_name`,
        `category`, `founded`, `founded_latest`, `founded_alternative` (years).
    ax
        Axes to draw on; by default those of a new figure, 170 mm wide.
    lang
        "en" or "de".
    labels
        The contract, for the names of the codes.
    window
        First and last year of a span to shade.

    Returns
    -------
    matplotlib.axes.Axes
        The x axis is in years; gaps of more than twelve years without a founding are cut.

    Raises
    ------
    ValueError
        If the frame is empty or lacks a column.

    References
    ----------
    BBSR 36/2023, section 3.1, Abbildung 1.

    Examples
    --------
    >>> from analysis import list_foundings, load
    >>> ax = plot_timeline(list_foundings(load().networks), lang="de")
    >>> len(ax.get_yticks())
    34
    """
    columns = ["short_name", "category", *YEARS]
    check_frame(frame, columns, "plot_timeline")
    terms = words(lang)
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
        keys = [
            draw_key(look, name_code(labels, "category", code, lang=lang))
            for code, look in looks.items()
        ]
        if (frame["founded_latest"] > frame["founded"]).fillna(False).any():
            keys.append(
                Line2D([], [], color=MUTED, lw=3.2, solid_capstyle="butt", label=terms["interval"])
            )
        if frame["founded_alternative"].notna().any():
            hollow: Options = {
                "marker": "o",
                "markerfacecolor": "white",
                "markeredgecolor": OUTLINE,
            }
            keys.append(draw_key(None, terms["alternative"], **hollow))
        add_legend(ax, keys)
    return ax


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
