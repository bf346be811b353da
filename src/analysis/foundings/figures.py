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

from analysis.data.contract import MISSING
from analysis.foundings.measures import SUMS, YEARS
from analysis.presentation.charts import NARROW_MM, POINTS, fit_width, measure_text
from analysis.presentation.style import (
    EDGE,
    INK,
    MUTED,
    OUTLINE,
    SMALL,
    TONES,
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
from analysis.presentation.wording import Wording

LONG_GAP = 12  # years without a founding: what lies before is not drawn to scale
ROW_MM, LANE = 2.7, 1.3  # a network; from the last one of a lane to the next heading, in rows
BAND = "#eef1f4"
DOT: Options = {"color": INK, "marker": "o", "ms": 4.3, "mew": 0.9, "ls": "", "zorder": 4}
# How what is drawn looks, by its label and in the order of the keys.
MARKS: dict[str, Options] = {
    "founded": DOT,
    "alternative": DOT | {"mfc": "white"},
    "interval": {"color": EDGE, "lw": 5, "solid_capstyle": "butt", "zorder": 2.5},
    "fixed": {"color": TONES[2], "lw": 2.4, "solid_capstyle": "butt", "zorder": 2},
    "end": DOT | {"marker": "|", "ms": 6, "mew": 1.4},
    "open": {"color": EDGE, "lw": 0.8, "zorder": 2},
    "survey": {"color": MUTED, "lw": 0.8, "ls": (0, (1, 2)), "zorder": 1},
    "earlier": DOT | {"marker": "<"},
}

# ---------------------------------------------------------------- timeline


def list_years(frame: pd.DataFrame) -> list[int]:
    """List all years that the timeline shows."""
    years = frame[[*YEARS]].to_numpy(dtype=float, na_value=np.nan).ravel()
    return sorted({int(year) for year in years if not np.isnan(year)})


def begin_axis(years: Sequence[int]) -> int:
    """The first year that is drawn to scale: the one after the last long gap, if there is any."""
    pairs = pairwise(sorted(years))
    return max((other for one, other in pairs if other - one > LONG_GAP), default=min(years))


def _fit_axis(frame: pd.DataFrame, end: float, width: float) -> int:
    """Where the axis begins so that each name has room to the left of its founding."""
    years = frame[["founded", "founded_alternative"]].astype("float64").min(axis=1)
    rooms = frame["short_name"].astype(str).map(measure_text) * SMALL / POINTS + 3
    first = begin_axis(list_years(frame))
    shown = [(year, room) for year, room in zip(years, rooms, strict=True) if year >= first]
    starts = range(first - 1, first - 60, -1)
    fits = (
        start for start in starts
        if all((year - start) * width >= room * (end - start) for year, room in shown)
    )  # fmt: skip
    return next(fits, starts[-1])


def _lay_lanes(frame: pd.DataFrame) -> list[tuple[str, float, pd.DataFrame]]:
    """Lanes by category in the order of the frame, each with the place of its heading."""
    lanes, y = [], 0.0
    for code, rows in frame.groupby(frame["category"].astype("str").fillna(MISSING), sort=False):
        lanes.append((str(code), y, rows))
        y += len(rows) + LANE
    return lanes


def _draw_network(ax: Axes, row: Any, y: float, start: int, survey: float) -> None:
    """One network: its name, the years in which it may have begun, and how long it lasts."""

    def mark(label: str, *years: float) -> None:
        ax.plot(years, [y] * len(years), label=label, **MARKS[label])

    begin, name = float(row.founded), str(row.short_name)
    beside: Options = {"textcoords": "offset points", "va": "center_baseline", "fontsize": SMALL}
    earlier, first = begin < start, max(begin, start + 0.8)
    ends = not pd.isna(row.term_end)
    mark("fixed" if row.term == "fixed" else "open", first, row.term_end if ends else survey)
    if ends:
        mark("end", row.term_end)
    mark("earlier" if earlier else "founded", first)
    if earlier:
        paper: Options = {"boxstyle": "square,pad=0", "facecolor": "white", "linewidth": 0}
        text = f"{name} ({row.founded})"
        ax.annotate(text, (first, y), xytext=(6, 0), bbox=paper, zorder=5, **beside)
        return
    if not pd.isna(row.founded_latest) and row.founded_latest > row.founded:
        mark("interval", begin, row.founded_latest)
    if not pd.isna(row.founded_alternative):
        mark("alternative", row.founded_alternative)
        first = min(begin, row.founded_alternative)
        ax.plot([first, begin], [y, y], lw=0.8, ls=":", color=INK, label="link", zorder=2)
    ax.annotate(name, (first, y), xytext=(-5, 0), ha="right", **beside)


def _add_keys(ax: Axes, say: Wording) -> None:
    """The keys of those marks that are there, named by their labels."""
    drawn = {str(line.get_label()) for line in ax.lines} - {"earlier"}
    names = say.texts("timeline") | {"founded": say("finding.foundings")}
    keys = [
        Line2D([], [], **(look | {"label": names[mark]}))
        for mark, look in MARKS.items()
        if mark in drawn
    ]
    add_legend(
        ax, keys, bbox_to_anchor=(0, 1.03), handlelength=1.6, columnspacing=1, fontsize=SMALL
    )


def shade_window(ax: Axes, window: tuple[int, int], say: Wording) -> float:
    """Shade a span of years and name it above; give its middle."""
    middle = sum(window) / 2
    ax.axvspan(window[0] - 0.5, window[1] + 0.5, color=BAND, lw=0, zorder=0)
    head: Options = {"ha": "center", "va": "bottom", "weight": "bold", "fontsize": SMALL}
    text = say("timeline.window", first=window[0], last=window[1])
    ax.text(middle, 1.005, text, transform=ax.get_xaxis_transform(), **head)
    return middle


def plot_timeline(
    frame: pd.DataFrame, *, ax: Axes | None = None, lang: str = "en",
    labels: Mapping[str, Any] | None = None, window: tuple[int, int] | None = None,
    survey: float | None = None, width_mm: float = WIDTH_MM,
) -> Axes:  # fmt: skip
    """Draw when each network was founded and how long it lasts, in lanes by category (Abbildung 1).

    The frame is as from `list_foundings`, its categories in the order of the lanes; the x axis is
    in years. `window` shades a span of years and says in each lane how many were founded then;
    `survey` is the time of the data, to which open lines run, else the last year of all.

    Examples
    --------
    >>> from analysis import foundings, load
    >>> ax = foundings.plot_timeline(foundings.list_foundings(load().networks), window=(2015, 2020))
    >>> [text.get_text() for text in ax.texts if text.get_text()[0].isdigit()]
    ['8 of 12', '5 of 7', '1 of 5', '1 of 10']
    """
    check_frame(frame, ["short_name", "category", *YEARS], "plot_timeline")
    say = Wording(lang, labels)
    frame = frame.reindex(columns=[*frame.columns, *({"term", "term_end"} - {*frame.columns})])
    ends = frame["term_end"].dropna().astype("float64")
    last = survey or float(max([*list_years(frame), *ends]))
    right = max([last + 1, *(ends + 0.6)])
    height = len(frame) + frame["category"].nunique(dropna=False) * LANE
    with use_style():
        width = fit_width(ax, width_mm)
        ax = open_axes(ax, (22 if width > NARROW_MM else 32) + ROW_MM * height, width_mm=width_mm)
        start = _fit_axis(frame, right, width - 5)
        middle = shade_window(ax, window, say) if window else 0
        if survey:
            ax.axvline(survey, label="survey", **MARKS["survey"])
        bold: Options = {"va": "center_baseline", "weight": "bold", "fontsize": SMALL}
        for code, y, own in _lay_lanes(frame):
            title = say.code("category", code, short=width < NARROW_MM)
            ax.annotate(title, (0, y), xycoords=("axes fraction", "data"), **bold)
            if window:
                among = [say.number(own["founded"].between(*window).sum()), say.number(len(own))]
                ax.text(middle, y, f" {say('say.of')} ".join(among), ha="center", **bold)
            for i, row in enumerate(own.itertuples(index=False), start=1):
                _draw_network(ax, row, y + i, start, last)
        fives = range(-(-start // 5) * 5, int(right) + 1, 5 if width > NARROW_MM else 10)
        ax.set_xticks(list(fives), [str(year) for year in fives])
        ax.set(xlim=(start, right), ylim=(y + len(own) + 0.7, -0.7))
        ax.yaxis.set_visible(False)
        ax.spines["left"].set_visible(False)
        _add_keys(ax, say)
    return ax


PERIOD = re.compile(r"(\d{4})\D+(\d{4})")
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
