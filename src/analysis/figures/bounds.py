"""The chart of bounds: how far members not named could move the ratio between East and West."""

from collections.abc import Mapping
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure

from analysis.presentation.charts import BERLIN, draw_interval, label_rows, name_word, scale_ratios
from analysis.presentation.style import (
    MM,
    MUTED,
    OUTLINE,
    WIDTH_MM,
    Look,
    check_frame,
    draw_key,
    use_style,
)
from analysis.presentation.wording import format_number


def plot_coverage_bounds(
    frame: pd.DataFrame,
    *,
    figure: Figure | SubFigure | None = None,
    lang: str = "en",
    labels: Mapping[str, Any] | None = None,
    width_mm: float = WIDTH_MM,
) -> dict[str, Axes]:
    """Draw how far the unlisted members could move the ratio of East to West.

    Parameters
    ----------
    frame
        As from `bound_participation`: `counting`, `scenario`, `overlap`, `added_east`,
        `added_west`, `ratio`, `lower`, `upper`.
    figure
        Figure or subfigure to draw on; by default a new one.
    lang, labels
        As in `plot_timeline`.
    width_mm
        Of a new figure: 170, or 85 for a column, with the panels one below another.

    Returns
    -------
    dict
        Axes by what is counted: "distinct" and "memberships".

    Raises
    ------
    ValueError
        If the frame is empty or lacks a column.

    Examples
    --------
    >>> from analysis import bound_participation, load
    >>> list(plot_coverage_bounds(bound_participation(load(), draws=20)))
    ['distinct', 'memberships']
    """
    columns = ["counting", "scenario", "overlap", "added_east", "added_west"]
    check_frame(frame, [*columns, "ratio", "lower", "upper"], "plot_coverage_bounds")
    panels = list(dict.fromkeys(frame["counting"]))
    with use_style():
        narrow = width_mm < WIDTH_MM
        shape = (len(panels), 1) if narrow else (1, len(panels))
        if figure is None:
            size = (width_mm * MM, (16 + 46 * shape[0]) * MM)
            figure = plt.figure(figsize=size, layout="constrained")
        rows = frame.groupby("counting", sort=False).size().tolist()
        heights = {"height_ratios": [count + 2 for count in rows]} if narrow else {}
        grid = figure.subplots(*shape, sharex=True, squeeze=False, gridspec_kw=heights).ravel()
        axes = dict(zip(panels, grid, strict=True))
        for panel, ax in axes.items():
            own = frame[frame["counting"].eq(panel)]
            scale_ratios(ax, frame["ratio"].tolist(), lang)
            _draw_bounds(ax, own, lang)
            ax.set_title(name_word(f"counting_{panel}", lang), loc="left", fontsize=8)
            if narrow and panel != panels[-1]:
                ax.set_xlabel("")
        keys = [
            draw_key(Look(MUTED, MUTED, "<", ""), name_word("bound_west", lang)),
            draw_key(Look(MUTED, MUTED, ">", ""), name_word("bound_east", lang)),
            draw_key(BERLIN["east"], name_word("bound_drawn", lang)),
        ]
        figure.legend(handles=keys, loc="outside upper left", ncols=1 if narrow else 3)
    return axes


def _draw_bounds(ax: Axes, rows: pd.DataFrame, lang: str) -> None:
    """One row per scenario: a mark, a drawn interval, or the range from all West to all East."""
    names: list[str] = []
    for scenario, look in {"none": BERLIN["separate"], "drawn": BERLIN["east"]}.items():
        for row in rows[rows["scenario"].eq(scenario)].to_dict("records"):
            draw_interval(ax, len(names), (row["ratio"], row["lower"], row["upper"]), look)
            counting = "_memberships" if row["counting"] == "memberships" else ""
            ending = counting if scenario == "none" else ""
            names.append(name_word(f"scenario_{scenario}{ending}", lang))
    for overlap in sorted(set(rows.loc[rows["scenario"].eq("west"), "overlap"]), reverse=True):
        own = rows[rows["overlap"].eq(overlap)].set_index("scenario")
        ends = own["ratio"].reindex(["west", "east"]).tolist()
        ax.plot(ends, [len(names)] * 2, color=MUTED, linewidth=1.2, linestyle=(0, (2, 1.5)))
        for value, marker in zip(ends, "<>", strict=True):
            ax.plot(value, len(names), marker, color=MUTED, markeredgecolor=OUTLINE, markersize=5.5)
        number = format_number(own["added_west"].max(), lang=lang)
        names.append(name_word(f"scenario_{overlap or 'memberships'}", lang).format(number=number))
    label_rows(ax, names)
