"""How soon random trades make a table forget where it was."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from analysis.presentation.style import (
    COLUMN_MM,
    MUTED,
    OUTLINE,
    RULE,
    Options,
    add_legend,
    check_frame,
    draw_key,
    open_axes,
    use_style,
)
from analysis.presentation.wording import format_number, words

LIMIT = 0.05  # below which draws count as independent


def plot_mixing(
    frame: pd.DataFrame,
    *,
    ax: Axes | None = None,
    lang: str = "en",
    labels: Mapping[str, Any] | None = None,
) -> Axes:
    """Draw how soon trades make a table forget where it was.

    Parameters
    ----------
    frame
        As from `describe_mixing`: `trades`, `cycles`, `overlaps`, `error`.
    ax, lang, labels
        As in `plot_timeline`; by default a new figure 85 mm wide. `labels` is not needed here.

    Returns
    -------
    matplotlib.axes.Axes
        Autocorrelations over the rounds of trades, with the limit of 0.05 and the band in which
        chance alone would put them.

    Raises
    ------
    ValueError
        If the frame is empty or lacks a column.

    References
    ----------
    Carstens, Hamann, Meyer, Penschuck, Tran and Wagner (2018), ESA 2018, 11:1–11:15.

    Examples
    --------
    >>> import pandas
    >>> frame = pandas.DataFrame({"trades": [1, 5], "cycles": [0.6, 0.1], "overlaps": [0.5, 0.0]})
    >>> plot_mixing(frame.assign(error=0.01)).get_xlabel()
    'Rounds of trades between draws'
    """
    check_frame(frame, ("trades", "cycles", "overlaps", "error"), "plot_mixing")
    terms = words(lang)
    looks = {"cycles": ("#0072B2", "o", "-"), "overlaps": ("#D55E00", "s", "--")}
    with use_style():
        ax = open_axes(ax, 78, width_mm=COLUMN_MM)
        noise = 2 * float(frame["error"].iloc[0])
        ax.axhspan(-noise, noise, color=RULE, zorder=0.5, linewidth=0)
        ax.axhline(LIMIT, color=MUTED, lw=0.8, ls=":", zorder=1)
        keys: list[Any] = []
        for name, (color, marker, dashes) in looks.items():
            marks: Options = {"marker": marker, "markersize": 4.5, "markeredgecolor": OUTLINE}
            marks |= {"markeredgewidth": 0.5, "color": color, "linestyle": dashes, "lw": 1.2}
            ax.plot(frame["trades"], frame[name], label=name, **marks)
            keys.append(draw_key(None, terms[f"mixing_{name}"], **marks))
        limit = format_number(LIMIT, lang=lang, decimals=2)
        keys.append(
            draw_key(None, terms["limit"].format(number=limit), color=MUTED, linestyle=":", lw=0.8)
        )
        keys.append(Patch(facecolor=RULE, label=terms["mixing_noise"]))
        ax.set(xlabel=terms["rounds"], ylabel=terms["autocorrelation"], xlim=(0, None))
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
        ax.yaxis.set_major_formatter(
            FuncFormatter(lambda value, _: format_number(value, lang=lang, decimals=1))
        )
        add_legend(ax, keys)
    return ax
