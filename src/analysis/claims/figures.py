"""The verdicts on the statements, drawn."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from analysis.presentation.style import (
    OUTLINE,
    SHADES,
    SMALL,
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

    Bars stacked by verdict, a row for each place of a frame as from `count_verdicts`; in a column,
    `width_mm` of 85, parts too short for their number lack it. An empty frame is a ValueError.

    Examples
    --------
    >>> from analysis import claims, load
    >>> ax = plot_verdicts(claims.count_verdicts(claims.check_claims(load())))
    >>> len(ax.containers)
    4
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
        figure_of(ax).draw_without_rendering()
        _stack_rows(ax, frame, looks, say)
    return ax


def _stack_rows(ax: Axes, frame: pd.DataFrame, looks: Mapping[str, Look], say: Wording) -> None:
    base = pd.Series(0.0, index=range(len(frame)))
    per_unit = ax.get_window_extent().width / ax.get_xlim()[1] * 72 / figure_of(ax).dpi
    for code, look in looks.items():
        widths = pd.Series(frame[code].to_numpy(dtype="float64"))
        filled: Options = {"color": look.fill, **EDGED}
        ax.barh(range(len(frame)), widths, 0.68, left=base, label=code, **filled)
        for i, (start, width) in enumerate(zip(base, widths, strict=True)):
            text = say.number(width)
            # A figure of 7 points is 4.5 points wide.
            if not width or width * per_unit < 4.5 * len(text) + 1.2:
                continue
            centre: Options = {"ha": "center", "va": "center_baseline", "fontsize": SMALL}
            centre["color"] = read_on(look.fill)
            ax.text(start + width / 2, i, text, **centre)
        base += widths
    for i, total in enumerate(base):
        beside: Options = {"xytext": (3, 0), "textcoords": "offset points"}
        ax.annotate(
            say.number(total), (total, i), fontweight="bold", va="center_baseline", **beside
        )
