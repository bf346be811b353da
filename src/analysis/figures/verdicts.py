"""The chart of verdicts on the report's statements, by place."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from analysis.presentation.style import (
    OUTLINE,
    SMALL,
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
from analysis.presentation.wording import format_number, name_code, words

# From what holds to what does not; what cannot be checked is white.
LOOKS = {
    "reproduced": Look("#56B4E9", "#4A7F9E", "o", ""),
    "reproduced_in_part": Look("#F0E442", "#857C00", "^", "...."),
    "contradicted": Look("#D55E00", "#D55E00", "X", "////"),
    "not_checkable": Look("#ffffff", "#767676", "s", "----"),
}


def plot_verdicts(
    frame: pd.DataFrame,
    *,
    ax: Axes | None = None,
    lang: str = "en",
    labels: Mapping[str, Any] | None = None,
    width_mm: float = WIDTH_MM,
) -> Axes:
    """Draw how many statements of each place of the report have which verdict.

    Parameters
    ----------
    frame
        As from `count_verdicts`: index of places, a column of counts for each verdict.
    ax, lang, labels
        As in `plot_timeline`.
    width_mm
        Of a new figure: 170, or 85 for a column, where parts too short for their number lack it.

    Returns
    -------
    matplotlib.axes.Axes
        Bars stacked by verdict, one row per place in the order of the frame; the number of
        statements of each in the bar, that of the place beside it.

    Raises
    ------
    ValueError
        If the frame is empty.

    References
    ----------
    BBSR 36/2023, the order of its chapters.

    Examples
    --------
    >>> from analysis import check_claims, count_verdicts, load
    >>> ax = plot_verdicts(count_verdicts(check_claims(load())))
    >>> len(ax.containers)
    4
    """
    check_frame(frame, [], "plot_verdicts")
    spare = order_looks("verdict", frame.columns, labels)
    looks = {str(code): LOOKS.get(str(code), spare[str(code)]) for code in frame.columns}
    with use_style():
        ax = open_axes(
            ax, 24 + (5.6 if width_mm < WIDTH_MM else 7.2) * len(frame), width_mm=width_mm
        )
        names = [name_code(labels, "place", place, lang=lang) for place in frame.index]
        ax.set_yticks(range(len(frame)), names)
        ax.set_ylim(len(frame) - 0.4, -0.6)
        # Room for the sum beside the longest bar.
        ax.set_xlim(0, max(1.0, float(frame.sum(axis=1).max())) * 1.06)
        ax.tick_params(axis="y", length=0)
        ax.set_xticks([])
        ax.spines["bottom"].set_visible(False)
        keys = [
            Patch(
                facecolor=look.fill,
                edgecolor=OUTLINE,
                hatch=look.hatch,
                linewidth=0.6,
                label=f"{name_code(labels, 'verdict', code, lang=lang, short=False)}"
                f" ({format_number(int(frame[code].sum()), lang=lang)})",
            )
            for code, look in looks.items()
        ]
        add_legend(ax, keys)
        ax.set_xlabel(words(lang)["statements"], loc="left")
        figure_of(ax).draw_without_rendering()
        _stack_rows(ax, frame, looks, lang)
    return ax


def _stack_rows(ax: Axes, frame: pd.DataFrame, looks: Mapping[str, Look], lang: str) -> None:
    base = pd.Series(0.0, index=range(len(frame)))
    per_unit = ax.get_window_extent().width / ax.get_xlim()[1] * 72 / figure_of(ax).dpi
    for code, look in looks.items():
        widths = pd.Series(frame[code].to_numpy(dtype="float64"))
        ax.barh(
            range(len(frame)),
            widths,
            0.68,
            left=base,
            color=look.fill,
            hatch=look.hatch,
            edgecolor=OUTLINE,
            linewidth=0.6,
            label=code,
        )
        for i, (start, width) in enumerate(zip(base, widths, strict=True)):
            text = format_number(width, lang=lang)
            # A figure of 7 points is 4.5 points wide.
            if not width or width * per_unit < 4.5 * len(text) + 1.2:
                continue
            centre: Options = {"ha": "center", "va": "center_baseline", "fontsize": SMALL}
            if look.hatch:
                centre["bbox"] = {"facecolor": look.fill, "linewidth": 0, "pad": 0.3}
            ax.text(start + width / 2, i, text, **centre)
        base += widths
    for i, total in enumerate(base):
        beside: Options = {"xytext": (3, 0), "textcoords": "offset points"}
        text = format_number(total, lang=lang)
        ax.annotate(text, (total, i), fontweight="bold", va="center_baseline", **beside)
