"""The verdicts on the statements, drawn."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from analysis.presentation.style import (
    OUTLINE,
    SHADES,
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

# From what holds to what does not; what cannot be checked is white.
LOOKS = {
    "reproduced": Look(SHADES[2], OUTLINE, "o"),
    "reproduced_in_part": Look(SHADES[1], OUTLINE, "^"),
    "contradicted": Look(SHADES[0], OUTLINE, "X"),
    "not_checkable": Look(SHADES[3], OUTLINE, "s"),
}
EDGED: Options = {"edgecolor": OUTLINE, "linewidth": 0.6}


def plot_verdicts(
    frame: pd.DataFrame, *, ax: Axes | None = None, lang: str = "en",
    labels: Mapping[str, Any] | None = None, width_mm: float = WIDTH_MM,
) -> Axes:  # fmt: skip
    """Draw how many statements of each place of the report have which verdict.

    A square for each statement in the shade of its verdict, a row for each place of a frame as
    from `count_verdicts`. An empty frame is a ValueError.

    Examples
    --------
    >>> from analysis import claims, load
    >>> ax = plot_verdicts(claims.count_verdicts(claims.check_claims(load())))
    >>> sum(len(squares.get_offsets()) for squares in ax.collections)
    79
    """
    check_frame(frame, [], "plot_verdicts")
    say, spare = Wording(lang, labels), order_looks("verdict", frame.columns, labels)
    looks = {str(code): LOOKS.get(str(code), spare[str(code)]) for code in frame.columns}
    with use_style():
        height = 24 + (5.6 if width_mm < WIDTH_MM else 7.2) * len(frame)
        ax = open_axes(ax, height, width_mm=width_mm)
        ax.set_yticks(range(len(frame)), [say.code("place", place) for place in frame.index])
        ax.set_ylim(len(frame) - 0.4, -0.6)
        # Room for the sum beside the longest bar.
        ax.set_xlim(0, max(1.0, float(frame.sum(axis=1).max())) * 1.06)
        ax.tick_params(axis="y", length=0)
        ax.set_xticks([])
        ax.spines["bottom"].set_visible(False)
        keys = []
        for code, look in looks.items():
            name, sums = say.code("verdict", code, short=False), say.number(int(frame[code].sum()))
            key: Options = {"facecolor": look.fill, **EDGED}
            keys.append(Patch(label=f"{name} ({sums})", **key))
        add_legend(ax, keys)
        ax.set_xlabel(say("verdicts.axis"), loc="left")
        _draw_squares(ax, frame, looks, say)
    return ax


def _draw_squares(ax: Axes, frame: pd.DataFrame, looks: Mapping[str, Look], say: Wording) -> None:
    """A row of squares per place, ordered by verdict, and their number."""
    figure_of(ax).draw_without_rendering()  # their size depends on the final layout
    room = np.abs(ax.transData.transform([(1, 1)]) - ax.transData.transform([(0, 0)])).min()
    size = (0.8 * room * 72 / figure_of(ax).dpi) ** 2
    for place, counts in enumerate(frame.to_numpy(dtype=int)):
        ends = counts.cumsum()
        for (code, look), first, last in zip(looks.items(), ends - counts, ends, strict=True):
            spots = np.arange(first, last) + 0.5
            square: Options = {"marker": "s", "color": look.fill, "label": code, **EDGED}
            ax.scatter(spots, np.full(len(spots), place), size, **square)
        beside: Options = {"xytext": (3, 0), "textcoords": "offset points", "weight": "bold"}
        total = int(counts.sum())
        ax.annotate(say.number(total), (total, place), va="center_baseline", **beside)
