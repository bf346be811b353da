"""The chart of the most connected cities: a marker for every network of each."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from analysis.presentation.style import (
    HEIGHT_MM,
    OUTLINE,
    PLAIN,
    RULE,
    WIDTH_MM,
    Look,
    Options,
    add_legend,
    check_frame,
    draw_key,
    open_axes,
    order_looks,
    use_style,
)
from analysis.presentation.wording import format_number, name_code, words

NEEDED = ["city", "region", "networks"]
START = 1.2  # where the first network stands; the region stands at 0


def _draw_city(
    ax: Axes, i: int, row: Any, region: Look, networks: list[tuple[str, Look]], lang: str
) -> None:
    """One row: the region, a stem with a marker for each network, and their number."""
    outlined: Options = {"edgecolor": OUTLINE, "linewidth": 0.6, "zorder": 3}
    mark: Options = {"marker": region.marker, "color": region.fill, "label": f"region {i}"}
    ax.scatter([0], [i], s=28, **mark, **outlined)
    for place, (code, look) in enumerate(networks):
        mark = {"marker": look.marker, "color": look.fill, "label": f"network {i} {code}"}
        ax.scatter([START + place], [i], s=28, **mark, **outlined)
    last = START + max(len(networks) - 1, 0)
    ax.hlines(i, START, last, color=RULE, linewidth=1.6, zorder=0.5, label="guide")
    beside: Options = {"xytext": (6, 0), "textcoords": "offset points", "weight": "bold"}
    text = format_number(row.networks, lang=lang)
    ax.annotate(text, (last, i), fontsize=7.5, va="center_baseline", **beside)


def plot_connected_cities(
    frame: pd.DataFrame,
    *,
    ax: Axes | None = None,
    lang: str = "en",
    labels: Mapping[str, Any] | None = None,
    by: str = "category",
    width_mm: float = WIDTH_MM,
) -> Axes:
    """Draw cities by the number of their networks, a marker for each network.

    Parameters
    ----------
    frame
        One row per city, drawn from the top down: `city`, `region`, `networks` (their number);
        then a column for each code of the networks, with the number of those that have it.
    ax, lang, labels
        As in `plot_timeline`.
    by
        The column whose codes the further columns are.
    width_mm
        Of a new figure: 170, or 85 for a column.

    Returns
    -------
    matplotlib.axes.Axes
        Beside the name the marker of the region, then those of the networks, and their number.

    Raises
    ------
    ValueError
        If the frame is empty or lacks a column, or the networks of a city do not add up.

    References
    ----------
    BBSR 36/2023, section 3.2.3.

    Examples
    --------
    >>> frame = pd.DataFrame({"city": ["Bonn"], "region": ["west"], "networks": [2]})
    >>> ax = plot_connected_cities(frame.assign(national=1, thematic=1))
    >>> len(ax.collections)
    4
    """
    check_frame(frame, NEEDED, "plot_connected_cities")
    counts = frame.drop(columns=[name for name in (*NEEDED, "member_id") if name in frame])
    if not counts.sum(axis=1).eq(frame["networks"]).all():
        raise ValueError("plot_connected_cities: the networks of a city do not add up")
    regions = order_looks("region", frame["region"], labels)
    looks = order_looks(by, counts.columns, labels)
    with use_style():
        ax = open_axes(ax, min(HEIGHT_MM, 26 + 4.6 * len(frame)), width_mm=width_mm)
        for i, row in enumerate(frame.itertuples(index=False)):
            networks = [
                (code, look)
                for code, look in looks.items()
                for _ in range(int(counts[code].iloc[i]))
            ]
            _draw_city(ax, i, row, regions.get(str(row.region), PLAIN), networks, lang)
        ax.set_yticks(range(len(frame)), [str(name) for name in frame["city"]])
        ax.set(xlim=(-0.4, START + float(frame["networks"].max()) + 0.2))
        ax.set_ylim(len(frame) - 0.4, -0.6)
        ax.set_xticks([])
        ax.tick_params(axis="y", length=0)
        ax.spines[:].set_visible(False)
        terms = words(lang)
        # In a column four keys do not stand beside each other: in two rows, as far right as may be.
        above: Options = {"loc": "lower left", "bbox_to_anchor": (0, 1)}
        if width_mm < WIDTH_MM:
            above = {"loc": "lower right", "bbox_to_anchor": (1, 1), "columns": 2}
        for column, found, title, place in (
            (by, looks, "networks", above),
            ("region", regions, "cities", {"loc": "upper left", "bbox_to_anchor": (0, 0)}),
        ):
            keys = [
                draw_key(look, name_code(labels, column, code, lang=lang))
                for code, look in found.items()
            ]
            heading: Options = {"title": terms[title], "alignment": "left", "title_fontsize": 7.5}
            if keys:
                add_legend(ax, keys, **place, **heading)
    return ax
