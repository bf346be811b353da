"""The timeline of the foundings: one row per network, uncertain and other years visible.

Every function receives a finished frame and draws it; it measures nothing. It returns the axes,
so that whatever else a publication wants is done on them.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysis.presentation.style import (
    MUTED,
    OUTLINE,
    RULE,
    SMALL,
    Look,
    Options,
    add_legend,
    check_frame,
    draw_key,
    open_axes,
    order_looks,
    use_style,
)
from analysis.presentation.wording import name_code, words

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
