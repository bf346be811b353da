"""The chart of participation: counts and rates by region or state."""

from collections.abc import Mapping
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure

from analysis.presentation.style import (
    HEIGHT_MM,
    MM,
    OUTLINE,
    PLAIN,
    WIDTH_MM,
    Options,
    check_frame,
    order_looks,
    use_style,
)
from analysis.presentation.wording import format_number, format_share, name_code, words

# Units below which a rate per 1,000 is not drawn.
FEW = 10
PANELS = (
    "participating",
    "participating_per_1000",
    "memberships_per_million",
    "share_large_cities",
)


def _describe_rate(row: "pd.Series[Any]", panel: str, lang: str) -> str:
    """What stands beside the bar: the value, for rates with the counts behind it."""
    base = {
        "participating_per_1000": ("participating", "total"),
        "share_large_cities": ("large_cities_participating", "large_cities"),
    }
    if panel not in base:
        decimals = 0 if panel == "participating" else 1
        return format_number(row[panel], lang=lang, decimals=decimals)
    count, total = (format_number(row[column], lang=lang) for column in base[panel])
    if _is_small(row, panel):
        return words(lang)["count"].format(count=count, total=total)
    value = (
        format_share(row[panel], lang=lang)
        if panel.startswith("share")
        else format_number(row[panel], lang=lang, decimals=1)
    )
    return words(lang)["of"].format(value=value, count=count, total=total)


def _is_small(row: "pd.Series[Any]", panel: str) -> bool:
    """A rate per 1,000 out of one or two municipalities would say nothing: it has no bar."""
    return bool(panel == "participating_per_1000" and row["total"] < FEW)


def _draw_rates(ax: Axes, frame: pd.DataFrame, panel: str, lang: str, looks: Any) -> None:
    values = pd.Series(
        [0.0 if _is_small(row, panel) else row[panel] for _, row in frame.iterrows()]
    ).fillna(0.0)
    drawn = [looks.get(str(code), PLAIN) for code in frame.index]
    ax.barh(
        range(len(frame)),
        values,
        0.66,
        color=[look.fill for look in drawn],
        hatch=[look.hatch for look in drawn],
        edgecolor=OUTLINE,
        linewidth=0.6,
        label=panel,
    )
    for i, (value, (_, row)) in enumerate(zip(values, frame.iterrows(), strict=True)):
        settings: Options = {"xytext": (3, 0), "textcoords": "offset points"}
        settings["va"] = "center_baseline"
        ax.annotate(_describe_rate(row, panel, lang), (value, i), fontsize=7.5, **settings)
    # Room for the text beside the longest bar.
    ax.set_xlim(0, max(float(values.max()), 1e-9) * 1.75)
    ax.set_xticks([])
    ax.set_ylim(len(frame) - 0.5, -0.5)
    ax.spines["bottom"].set_visible(False)


def plot_participation(
    frame: pd.DataFrame,
    *,
    figure: Figure | SubFigure | None = None,
    lang: str = "en",
    labels: Mapping[str, Any] | None = None,
    width_mm: float = WIDTH_MM,
) -> dict[str, Axes]:
    """Draw who takes part, by region or state, as counts and as rates.

    Parameters
    ----------
    frame
        As from `count_participation`: index of regions or states, columns `participating`,
        `total`, `participating_per_1000`, `memberships_per_million` and, for municipalities,
        `large_cities`, `large_cities_participating`, `share_large_cities`.
    figure
        Figure or subfigure to draw on; by default a new one.
    lang, labels
        As in `plot_timeline`.
    width_mm
        Of a new figure: 170, or 85 for a column, with the panels one below another.

    Returns
    -------
    dict
        Axes by the column that each panel shows. Where there are fewer than ten municipalities,
        as in Berlin, the rate per 1,000 has no bar: the counts alone stand there.

    Raises
    ------
    ValueError
        If the frame is empty or lacks a column.

    References
    ----------
    BBSR 36/2023, section 3.2.3.

    Examples
    --------
    >>> from analysis import count_participation, load
    >>> axes = plot_participation(count_participation(load()))
    >>> list(axes)[:2]
    ['participating', 'participating_per_1000']
    """
    check_frame(frame, ["total", *PANELS[:3]], "plot_participation")
    terms = words(lang)
    # Districts have no large cities among them.
    kind = "municipality" if PANELS[3] in frame.columns else "district"
    heads = {
        "participating": terms[f"participating_{kind}"],
        "participating_per_1000": terms[f"per_1000_{kind}"],
        "memberships_per_million": terms["memberships_per_million"],
        "share_large_cities": terms["large_cities"],
    }
    panels = [panel for panel in PANELS if panel in frame.columns]
    column = str(frame.index.name)
    looks = order_looks(column, frame.index, labels) if column == "region" else {}
    names = [name_code(labels, column, code, lang=lang) for code in frame.index]
    columns = 1 if width_mm < WIDTH_MM else 2
    rows = -(-len(panels) // columns)
    with use_style():
        if figure is None:
            height = min(HEIGHT_MM, rows * (14 + 6.2 * len(frame)))
            size = (width_mm * MM, height * MM)
            figure = plt.figure(figsize=size, layout="constrained")
        grid = figure.subplots(rows, columns, squeeze=False).ravel()
        axes = dict(zip(panels, grid, strict=False))
        for place, (panel, ax) in enumerate(axes.items()):
            _draw_rates(ax, frame, panel, lang, looks)
            ax.set_yticks(range(len(frame)), [""] * len(frame) if place % columns else names)
            ax.tick_params(axis="y", length=0)
            # The panel says what it shows; the figure has no title.
            ax.set_title(heads[panel], loc="left", fontsize=8)
        for ax in grid[len(panels) :]:
            ax.remove()
    return axes
