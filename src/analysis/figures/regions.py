"""The chart of rates by region, out of every denominator, with their intervals."""

from collections.abc import Mapping
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.ticker import FuncFormatter

from analysis.presentation.charts import draw_interval, label_rows, name_word
from analysis.presentation.style import (
    HEIGHT_MM,
    MM,
    PLAIN,
    WIDTH_MM,
    Look,
    check_frame,
    order_looks,
    use_style,
)
from analysis.presentation.wording import format_number, format_share, name_code, words


def _draw_rates(ax: Axes, rows: pd.DataFrame, looks: Mapping[str, Look], lang: str) -> None:
    """The regions of one denominator; a region of one unit has counts and no rate."""
    ends = rows.loc[rows["base"] > 1, ["rate", "upper"]].max().max()
    ax.set_xlim(0, 1.08 * ends if ends > 0 else 1)
    share = not rows["denominator"].eq("inhabitants").any()
    for place, (_, row) in enumerate(rows.iterrows()):
        count = format_number(row["count"], lang=lang)
        base = row["base"] / (1 if share else 1_000_000)
        total = format_number(base, lang=lang, decimals=0 if share else 1)
        text = words(lang)["count" if share else "count_per_million"]
        text = text.format(count=count, total=total)
        ax.annotate(text, (1.02, place), xycoords=("axes fraction", "data"),
                    va="center_baseline", fontsize=7, annotation_clip=False)  # fmt: skip
        if row["base"] > 1:
            values = (row["rate"], row["lower"], row["upper"])
            draw_interval(ax, place, values, looks.get(row["region"], PLAIN))
    write = format_share if share else format_number
    decimals = 1 if share and ends < 0.02 else 0
    ax.xaxis.set_major_formatter(
        FuncFormatter(lambda value, _: write(value, lang=lang, decimals=decimals))
    )
    ax.locator_params(axis="x", nbins=5)


def plot_regional_rates(
    frame: pd.DataFrame,
    *,
    figure: Figure | SubFigure | None = None,
    lang: str = "en",
    labels: Mapping[str, Any] | None = None,
    width_mm: float = WIDTH_MM,
) -> dict[str, Axes]:
    """Draw each region's rate of participation with its interval, a panel per denominator.

    Parameters
    ----------
    frame
        As from `rate_regions`: `denominator`, `region`, `count`, `base`, `rate`, `lower`, `upper`.
    figure
        Figure or subfigure to draw on; by default a new one.
    lang, labels
        As in `plot_timeline`.
    width_mm
        Of a new figure: 170, or 85 for a column, with the panels one below another.

    Returns
    -------
    dict
        Axes by denominator. A region of one unit, as Berlin, has its counts and no mark; per
        inhabitant, a mark without an interval.

    Raises
    ------
    ValueError
        If the frame is empty or lacks a column.

    References
    ----------
    BBSR 36/2023, section 3.2.3.

    Examples
    --------
    >>> from analysis import load, rate_regions
    >>> axes = plot_regional_rates(rate_regions(load(), draws=100))
    >>> list(axes)[:2]
    ['municipalities', 'independent_cities']
    """
    needed = ["denominator", "region", "count", "base", "rate", "lower", "upper"]
    check_frame(frame, needed, "plot_regional_rates")
    panels = list(dict.fromkeys(frame["denominator"]))
    looks = order_looks("region", frame["region"], labels)
    with use_style():
        columns = 1 if width_mm < WIDTH_MM else 2
        rows = -(-len(panels) // columns)
        if figure is None:
            size = (width_mm * MM, min(HEIGHT_MM, rows * (29 if columns > 1 else 26)) * MM)
            figure = plt.figure(figsize=size, layout="constrained")
        grid = figure.subplots(rows, columns, squeeze=False).ravel()
        axes = dict(zip(panels, grid, strict=False))
        for panel, ax in axes.items():
            own = frame[frame["denominator"].eq(panel)].reset_index(drop=True)
            label_rows(ax, [name_code(labels, "region", code, lang=lang) for code in own["region"]])
            _draw_rates(ax, own, looks, lang)
            key = "rate_per_million" if panel == "inhabitants" else f"denominator_{panel}"
            ax.set_title(name_word(key, lang), loc="left", fontsize=8)
        for ax in grid[len(panels) :]:
            ax.remove()
    return axes
