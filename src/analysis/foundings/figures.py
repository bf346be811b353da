"""The timeline and the foundings by year, drawn."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysis.data.contract import MISSING
from analysis.foundings.measures import SUMS, YEARS
from analysis.presentation.charts import NARROW_MM, POINTS, fit_width, measure_text
from analysis.presentation.style import (
    EDGE,
    INK,
    MM,
    MUTED,
    OUTLINE,
    POINT_MM,
    SMALL,
    TONES,
    WIDTH_MM,
    Options,
    add_legend,
    check_frame,
    figure_of,
    open_axes,
    use_style,
)
from analysis.presentation.wording import Wording

LONG_GAP = 12  # years without a founding: what lies before is not drawn to scale
ROW_MM, LANE = 2.7, 1.3  # a network; from the last one of a lane to the next heading, in rows
BAND = "#eef1f4"
KINDS = {"explicit": TONES[2], "other": TONES[0]}  # of networks, by `count_foundings`
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
    keys = [
        Line2D([], [], **(look | {"label": say(f"timeline.{mark}")}))
        for mark, look in MARKS.items()
        if mark in drawn
    ]
    add_legend(
        ax, keys, bbox_to_anchor=(0, 1.03), handlelength=1.6, columnspacing=1, fontsize=SMALL
    )


def _shade_window(ax: Axes, window: tuple[int, int] | None, say: Wording) -> float | None:
    """Shade a span of years and name it above; give the middle of what the axis has of it."""
    left, right = ax.get_xlim()
    if window is None or window[0] > right or window[1] < left:
        return None
    ends = max(window[0] - 0.5, left), min(window[1] + 0.5, right)
    ax.axvspan(*ends, color=BAND, lw=0, zorder=0)
    head: Options = {"ha": "center", "va": "bottom", "weight": "bold", "fontsize": SMALL}
    text = say("timeline.window", first=window[0], last=window[1])
    ax.text(sum(ends) / 2, 1.005, text, transform=ax.get_xaxis_transform(), **head)
    return sum(ends) / 2


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
        ax.set(xlim=(start, right), ylim=(height - LANE + 1, -0.7))
        middle = _shade_window(ax, window, say)
        if survey:
            ax.axvline(survey, label="survey", **MARKS["survey"])
        bold: Options = {"va": "center_baseline", "weight": "bold", "fontsize": SMALL}
        for code, y, own in _lay_lanes(frame):
            title = say.code("category", code, short=width < NARROW_MM)
            ax.annotate(title, (0, y), xycoords=("axes fraction", "data"), **bold)
            if window and middle is not None:
                among = [say.number(own["founded"].between(*window).sum()), say.number(len(own))]
                ax.text(middle, y, f" {say('say.of')} ".join(among), ha="center", **bold)
            for i, row in enumerate(own.itertuples(index=False), start=1):
                _draw_network(ax, row, y + i, start, last)
        fives = range(-(-start // 5) * 5, int(right) + 1, 5 if width > NARROW_MM else 10)
        ax.set_xticks(list(fives), [str(year) for year in fives])
        ax.yaxis.set_visible(False)
        ax.spines["left"].set_visible(False)
        _add_keys(ax, say)
    return ax


# ---------------------------------------------------------------- foundings by year


def _stack_dots(ax: Axes, frame: pd.DataFrame, start: int, size: float, say: Wording) -> None:
    """A dot a network above its year; those of before the axis as arrows at its beginning."""
    places = frame.index.to_numpy(dtype=float)
    places[places < start] = start - 2
    base = dict.fromkeys(places.tolist(), 0)
    for kind, fill in KINDS.items():
        marks: Options = {"color": fill, "edgecolor": OUTLINE, "linewidth": 0.7, "label": kind}
        for place in np.repeat(places, frame[kind]).tolist():
            base[place] += 1
            marker = "o" if place >= start else "<"
            ax.scatter([place], [base[place] - 0.5], size**2, marker=marker, **marks)
    above: Options = {"xytext": (0, 2), "textcoords": "offset points", "ha": "center"}
    early = frame.index[(frame.index < start) & frame["total"].gt(0)]
    if len(early):
        text = "–".join(dict.fromkeys([str(early[0]), str(early[-1])]))
        ax.annotate(text, (start - 2, base[start - 2]), fontsize=SMALL, **above)
    for year, total in frame.loc[start:, "total"].items():
        if total == frame["total"].max():
            ax.annotate(say.number(total), (year, total), fontsize=SMALL, **above)


def _draw_steps(ax: Axes, sums: "pd.Series[int]", named: Sequence[int], say: Wording) -> None:
    """The cumulative number as a line that rises in the years of foundings, some in figures."""
    (left, right), last = ax.get_xlim(), int(sums.index[-1])
    shown, before = sums[sums.index >= left], sums[sums.index < left]
    heights = [max(before, default=0), *shown, sums[last]]
    look: Options = {"drawstyle": "steps-post", "color": INK, "lw": 1.2, "label": "cumulative"}
    ax.plot([left, *shown.index, right], heights, **look)
    beside: Options = {"xytext": (-2, 2), "textcoords": "offset points", "ha": "right"}
    for year in named:
        place = right if year == last else year
        ax.annotate(say.number(sums[year]), (place, sums[year]), fontsize=SMALL, **beside)
    ax.set_ylim(0, float(sums.max()) * 1.2)
    ax.patch.set_visible(False)
    ax.set_yticks([])
    ax.tick_params(axis="x", length=0, labelbottom=False)
    ax.spines[["left", "bottom"]].set_visible(False)


def plot_foundings(
    frame: pd.DataFrame, *, ax: Axes | None = None, lang: str = "en",
    labels: Mapping[str, Any] | None = None, window: tuple[int, int] | None = None,
    width_mm: float = WIDTH_MM,
) -> Axes:  # fmt: skip
    """Draw the foundings of each year as stacked dots, as from `count_foundings`.

    Above them, on `child_axes[0]`, the cumulative number rises; `window` shades a span of years.

    Examples
    --------
    >>> from analysis import foundings, load
    >>> ax = plot_foundings(foundings.count_foundings(load().networks))
    >>> sum(len(dots.get_offsets()) for dots in ax.collections)
    34
    """
    check_frame(frame, [*KINDS, *SUMS], "plot_foundings")
    say, years = Wording(lang, labels), frame.index[frame["total"] > 0].tolist()
    start, last, most = begin_axis(years), years[-1], int(frame["total"].max())
    with use_style():
        unit = fit_width(ax, width_mm) / (last - start + 5)  # mm
        ax = open_axes(ax, 20 + max(45, 2.2 * unit * most), width_mm=width_mm)
        height = ax.get_window_extent().height / figure_of(ax).dpi / MM
        share = min(0.5, unit * most / height)
        ax.set(xlim=(start - 3.5, last + 1.5), ylim=(0, most / share))
        band = ax.inset_axes((0, share + 0.1, 1, 0.9 - share), sharex=ax)
        _shade_window(ax, window, say)
        named = {last, *((window[0] - 1, window[1]) if window else ())} & {*range(start, last + 1)}
        _draw_steps(band, frame["cumulative"], sorted(named), say)
        band.set_ylabel(say("periods.cumulative"))
        size = 0.85 * min(unit, share * height / most, 6) / POINT_MM
        _stack_dots(ax, frame, start, size, say)
        fives = range(-(-start // 5) * 5, last + 2, 5)
        ax.set_xticks(list(fives), [str(year) for year in fives])
        ax.yaxis.set_visible(False)
        ax.spines["left"].set_visible(False)
        names = {"explicit": say("counted.explicit"), "other": say("periods.other")}
        dot: Options = {"marker": "o", "ls": "", "mec": OUTLINE, "mew": 0.7, "ms": 6}
        add_legend(ax, [
            Line2D([], [], color=fill, label=names[kind], **dot)
            for kind, fill in KINDS.items() if frame[kind].any()
        ], bbox_to_anchor=(0, 1.05))  # fmt: skip
    return ax
