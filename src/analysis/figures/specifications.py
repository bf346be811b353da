"""The specification curve: every way to compare East and West, sorted by what it finds."""

from collections.abc import Mapping
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.ticker import FuncFormatter, NullLocator

from analysis.presentation.charts import TICKS, name_word, write_ratio
from analysis.presentation.style import (
    EDGE,
    MM,
    OUTLINE,
    RULE,
    WIDTH_MM,
    Look,
    add_legend,
    check_frame,
    draw_key,
    use_style,
)
from analysis.presentation.wording import format_number, words

SETTINGS = ("berlin", "denominator", "counting", "lists", "reading")
# As in the charts against chance: hollow what may be none. Not in the colours of East and West.
INCLUDES = Look("#ffffff", "#767676", "o", "")
EXCLUDES = Look("#0072B2", "#0072B2", "D", "")


def _draw_curve(ax: Axes, frame: pd.DataFrame, lang: str) -> None:
    """The sorted ratios with their intervals, cut at the ends of the axis."""
    finite = [value for value in frame["ratio"] if 0 < value < float("inf")]
    low, high = min([*finite, 0.5]) / 4, max([*finite, 2.0]) * 2.2
    ax.set_yscale("log")
    ax.set_ylim(low, high)
    ax.set_yticks([tick for tick in TICKS if low <= tick <= high])
    ax.yaxis.set_minor_locator(NullLocator())
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: write_ratio(value, lang)))
    ax.axhline(1, color=EDGE, linewidth=0.8, zorder=0)
    ax.set_ylabel(words(lang)["ratio"])
    sure = (frame["upper"] < 1) | (frame["lower"] > 1)
    for look, own in {INCLUDES: frame[~sure], EXCLUDES: frame[sure]}.items():
        ax.vlines(
            own.index,
            own["lower"].clip(low),
            own["upper"].clip(upper=high),
            color=look.line,
            lw=0.7,
        )
        mark: dict[str, Any] = {"markeredgecolor": OUTLINE, "markeredgewidth": 0.3}
        size = 2.6 if look is INCLUDES else 3.0
        ax.plot(own.index, own["ratio"], look.marker, color=look.fill, markersize=size, **mark)
    keys = [
        draw_key(INCLUDES, words(lang)["interval_includes"]),
        draw_key(EXCLUDES, words(lang)["interval_excludes"]),
    ]
    add_legend(ax, keys if sure.any() else keys[:1])


def _draw_settings(ax: Axes, frame: pd.DataFrame, lang: str) -> None:
    """A row per setting, a mark where a specification has it."""
    names, place = [], 0.0
    places = []
    for setting in SETTINGS:
        for code in dict.fromkeys(frame.sort_values("row")[setting]):
            own = frame.index[frame[setting].eq(code)]
            ax.plot(
                own, [place] * len(own), "|", color=OUTLINE, markersize=3.4, markeredgewidth=0.7
            )
            places.append(place)
            names.append(name_word(f"{setting}_{code}", lang))
            place += 1
        place += 0.5
    ax.set_yticks(places, names, fontsize=7)
    ax.tick_params(axis="y", length=0)
    for line in places:
        ax.axhline(line, color=RULE, linewidth=0.4, zorder=0)
    ax.set_ylim(place - 0.7, -0.8)
    ax.spines[["left"]].set_visible(False)
    number = format_number(len(frame), lang=lang)
    ax.set_xlabel(words(lang)["specifications"].format(number=number))


def plot_specifications(
    frame: pd.DataFrame,
    *,
    figure: Figure | SubFigure | None = None,
    lang: str = "en",
    labels: Mapping[str, Any] | None = None,
) -> dict[str, Axes]:
    """Draw every specification, sorted by its ratio, with its settings below.

    Parameters
    ----------
    frame
        As from `grid_specifications`, best without the repeated ones (`drop_repeated`): `ratio`,
        `lower`, `upper` and the settings `berlin`, `denominator`, `counting`, `lists`, `reading`.
    figure
        Figure or subfigure to draw on; by default a new one, 170 mm wide.
    lang, labels
        As in `plot_timeline`.

    Returns
    -------
    dict
        Axes "curve" (ratios with intervals) and "settings" (their choices, one column each).

    Raises
    ------
    ValueError
        If the frame is empty or lacks a column.

    References
    ----------
    Simonsohn, U., Simmons, J. P., Nelson, L. D. (2020): Specification curve analysis. Nature Human
    Behaviour 4, 1208-1214.

    Examples
    --------
    >>> from analysis import grid_specifications, load
    >>> grid = grid_specifications(load(), denominators=["cities_100000"], draws=50)
    >>> list(plot_specifications(grid))
    ['curve', 'settings']
    """
    check_frame(frame, [*SETTINGS, "ratio", "lower", "upper"], "plot_specifications")
    ordered = frame.reset_index(drop=True).rename_axis("row").reset_index()
    ordered = ordered.sort_values(["ratio", "row"], ignore_index=True)
    rows = sum(ordered[setting].nunique() for setting in SETTINGS)
    with use_style():
        if figure is None:
            size = (WIDTH_MM * MM, (75 + 4.4 * rows) * MM)
            figure = plt.figure(figsize=size, layout="constrained")
        curve, settings = figure.subplots(
            2, 1, sharex=True, gridspec_kw={"height_ratios": [62, 4.4 * rows]}
        )
        _draw_curve(curve, ordered, lang)
        _draw_settings(settings, ordered, lang)
        curve.set_xlim(-1.5, len(ordered) + 0.5)
        for ax in (curve, settings):
            ax.set_xticks([])
            ax.spines["bottom"].set_visible(False)
    return {"curve": curve, "settings": settings}
