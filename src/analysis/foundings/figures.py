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

from analysis.foundings.measures import SUMS, YEARS
from analysis.presentation.charts import POINTS, measure_text
from analysis.presentation.style import (
    EDGE,
    INK,
    MUTED,
    OUTLINE,
    SHADES,
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
    read_on,
    use_style,
)
from analysis.presentation.wording import Wording

LONG_GAP = 12  # years without a founding: what lies before is not drawn to scale
ROW_MM = 3.0
BAND = "#eef1f4"
TERMS: dict[str, Options] = {
    "fixed": {"color": TONES[2], "lw": 2.4, "label": "fixed"},
    "open": {"color": EDGE, "lw": 0.8, "label": "open"},
}
PERIOD = re.compile(r"(\d{4})\D+(\d{4})")

# ---------------------------------------------------------------- timeline


def list_years(frame: pd.DataFrame) -> list[int]:
    """List all years that the timeline shows."""
    years = frame[[*YEARS]].to_numpy(dtype=float, na_value=np.nan).ravel()
    return sorted({int(year) for year in years if not np.isnan(year)})


def begin_axis(years: Sequence[int]) -> int:
    """The first year that is drawn to scale: the one after the first long gap, if there is any."""
    gaps = (other for one, other in pairwise(sorted(years)) if other - one > LONG_GAP)
    return next(gaps, min(years))


def _fit_axis(frame: pd.DataFrame, names: Sequence[str], end: float, width: float) -> float:
    """Where the axis begins so that each name has room to the left of its founding."""
    first = begin_axis(list_years(frame))
    shown = [
        (int(year), measure_text(name) * SMALL / POINTS + 3)
        for year, name in zip(frame["founded"], names, strict=True)
        if year >= first
    ]
    for start in range(first - 1, first - 60, -1):
        scale = width / (end - start)
        if all((year - start) * scale >= room for year, room in shown):
            return start
    return first - 60


def _draw_term(ax: Axes, row: Any, y: float, begin: float, survey: float) -> None:
    """How long a network lasts: a bar to the end of a fixed term, a thin line where it is open."""
    ends, look = not pd.isna(row.term_end), TERMS["fixed" if row.term == "fixed" else "open"]
    end = float(row.term_end) if ends else survey
    ax.plot([begin, end], [y, y], solid_capstyle="butt", zorder=2, **look)
    if ends:
        ax.plot([end, end], [y - 0.3, y + 0.3], lw=1.4, color=INK, label="end", zorder=3)


def _draw_network(ax: Axes, row: Any, y: float, axis: tuple[float, float], *, named: bool) -> None:
    """One network: its term, the years in which it may have begun, and its name."""
    (start, survey), begin, name = axis, float(row.founded), str(row.short_name)
    beside: Options = {"textcoords": "offset points", "va": "center_baseline", "fontsize": SMALL}
    beside |= {"zorder": 5}
    if begin < start:
        begin, text = start + 0.8, f"{name} ({row.founded})" if named else str(row.founded)
        _draw_term(ax, row, y, begin, survey)
        arrow: Options = {"marker": "<", "s": 26, "color": INK, "zorder": 4, "label": "earlier"}
        ax.scatter([begin], [y], **arrow)
        paper: Options = {"boxstyle": "square,pad=0.1", "facecolor": "white", "linewidth": 0}
        ax.annotate(text, (begin, y), xytext=(6, 0), bbox=paper, **beside)
        return
    _draw_term(ax, row, y, begin, survey)
    if not pd.isna(row.founded_latest) and row.founded_latest > row.founded:
        span: Options = {"lw": 5, "color": SHADES[1], "solid_capstyle": "butt", "zorder": 2.5}
        ax.plot([begin, float(row.founded_latest)], [y, y], label="interval", **span)
    mark: Options = {"s": 20, "edgecolor": INK, "linewidth": 0.9, "zorder": 4}
    left = begin
    if not pd.isna(row.founded_alternative):
        other = float(row.founded_alternative)
        left = min(begin, other)
        ax.scatter([other], [y], facecolor="white", label="alternative", **mark)
        if other < begin:
            ax.plot([other, begin], [y, y], lw=0.8, ls=":", color=INK, label="link", zorder=2)
    ax.scatter([begin], [y], facecolor=INK, label="founded", **mark)
    if named:
        ax.annotate(name, (left, y), xytext=(-5, 0), ha="right", **beside)


def _lay_lanes(frame: pd.DataFrame) -> list[tuple[str, float, pd.DataFrame]]:
    """Lanes by category in the order of the frame, each with the place of its heading."""
    lanes, y = [], 0.0
    for code, rows in frame.groupby(frame["category"].fillna(""), sort=False):
        lanes.append((str(code), y, rows))
        y += len(rows) + 1.35
    return lanes


def plot_timeline(
    frame: pd.DataFrame, survey: float | None = None, *, ax: Axes | None = None,
    lang: str = "en", labels: Mapping[str, Any] | None = None,
    window: tuple[int, int] | None = None, width_mm: float = WIDTH_MM,
) -> Axes:  # fmt: skip
    """Draw when each network was founded and how long it lasts, in lanes by category (Abbildung 1).

    The frame is as from `list_foundings`, its categories in the order of the lanes; the x axis is
    in years. `window` shades a span of years and says in each lane how many were founded then;
    `survey` is the time of the data, to which open lines run, else the last year of all.

    Examples
    --------
    >>> from analysis import foundings, load
    >>> ax = foundings.plot_timeline(foundings.list_foundings(load().networks), window=(2015, 2020))
    >>> [text.get_text() for text in ax.texts if text.get_text()[1:4] == " of"]
    ['8 of 12', '5 of 7', '1 of 5', '1 of 10']
    """
    columns = ["short_name", "category", *YEARS]
    check_frame(frame, columns, "plot_timeline")
    say, named = Wording(lang, labels), width_mm == WIDTH_MM
    frame = frame.reindex(columns=[*frame.columns, *({"term", "term_end"} - {*frame.columns})])
    ends = frame["term_end"].dropna().astype("float64")
    last = survey or float(max([*list_years(frame), *ends]))
    right, lanes = max([last + 1, *(ends + 0.6)]), _lay_lanes(frame)
    names, rows = frame["short_name"].astype(str).tolist(), lanes[-1][1] + len(lanes[-1][2]) + 1
    with use_style():
        ax = open_axes(ax, 22 + ROW_MM * rows, width_mm=width_mm)
        start = _fit_axis(frame, names, right, 150) if named else begin_axis(list_years(frame)) - 3
        if window is not None:
            ax.axvspan(window[0] - 0.5, window[1] + 0.5, color=BAND, lw=0, zorder=0)
            head: Options = {"ha": "center", "va": "bottom", "weight": "bold", "fontsize": SMALL}
            across = ax.get_xaxis_transform()
            ax.text(sum(window) / 2, 1.005, f"{window[0]}–{window[1]}", transform=across, **head)
        if survey is not None:
            ax.axvline(survey, color=MUTED, lw=0.8, ls=(0, (1, 2)), zorder=1, label="survey")
        bold: Options = {"va": "center_baseline", "weight": "bold", "fontsize": SMALL}
        places = []
        for code, top, own in lanes:
            title = say.code("category", code, short=not named)
            ax.annotate(title, (0, top), xycoords=("axes fraction", "data"), **bold)
            for i, row in enumerate(own.itertuples(index=False), start=1):
                _draw_network(ax, row, top + i, (start, last), named=named)
                places.append(top + i)
            if window is not None:
                count = int(own["founded"].between(*window).sum())
                text = f"{say.number(count)} {say('say.of')} {say.number(len(own))}"
                ax.text(sum(window) / 2, top, text, ha="center", zorder=5, **bold)
        ax.set_yticks([] if named else places, [] if named else names, fontsize=SMALL)
        fives = range(int(-(-start // 5) * 5), int(right) + 1, 5 if named else 10)
        ax.set_xticks(list(fives), [str(year) for year in fives])
        ax.set(xlim=(start, right), ylim=(rows - 0.3, -0.8))
        ax.tick_params(axis="y", length=0)
        ax.spines["left"].set_visible(False)
        _add_timeline_keys(ax, say)
    return ax


def _add_timeline_keys(ax: Axes, say: Wording) -> None:
    """The keys of those marks that are there."""
    dot: Options = {"marker": "o", "color": INK, "ms": 4.5, "ls": ""}
    marks: dict[str, Options] = {
        "founded": dot,
        "alternative": dot | {"mfc": "white"},
        "interval": {"color": SHADES[1], "lw": 5},
        "fixed": TERMS["fixed"] | {"marker": "|", "mec": INK, "ms": 5, "markevery": [1]},
        "open": TERMS["open"],
        "survey": {"color": MUTED, "lw": 0.8, "ls": (0, (1, 2))},
    }
    drawn = {str(artist.get_label()) for artist in (*ax.lines, *ax.collections)}
    keys = [
        Line2D([0, 1], [0, 0], **(look | {"label": say(f"timeline.{name}")}))
        for name, look in marks.items()
        if name in drawn
    ]
    add_legend(ax, keys, bbox_to_anchor=(0, 1.03))


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
    centre: Options = {"ha": "center", "va": "center_baseline", "fontsize": SMALL}
    above: Options = {"xytext": (0, 2), "textcoords": "offset points", "ha": "center"}
    for code, look in looks.items():
        heights, ink = counts[code].to_numpy(dtype=float), read_on(look.fill)
        edged: Options = {"edgecolor": OUTLINE, "linewidth": 0.6}
        ax.bar(range(len(counts)), heights, 0.66, base, color=look.fill, label=code, **edged)
        for x, (bottom, height) in enumerate(zip(base, heights, strict=True)):
            if height * per_unit >= SMALL + 1.5:
                ax.text(x, bottom + height / 2, say.number(height), color=ink, **centre)
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
            Patch(facecolor=look.fill, label=say.code(by, code), **edged)
            for code, look in looks.items()
        ])  # fmt: skip
        figure_of(ax).draw_without_rendering()
        _stack_bars(ax, counts, looks, say)
    return ax
