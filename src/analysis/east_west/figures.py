"""Participation in eastern and western Germany, drawn."""

from collections.abc import Mapping
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.ticker import FuncFormatter, NullLocator

from analysis.presentation.charts import (
    BERLIN,
    TICKS,
    draw_interval,
    label_rows,
    name_word,
    scale_ratios,
    write_ratio,
)
from analysis.presentation.style import (
    EDGE,
    HEIGHT_MM,
    MM,
    MUTED,
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
from analysis.presentation.wording import (
    format_interval,
    format_number,
    format_share,
    name_code,
    words,
)

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


def _head_rows(ax: Axes) -> None:
    """Put the names of the rows above them, where there is no room beside."""
    for place, label in enumerate(ax.get_yticklabels()):
        # The line where rates are equal stops at a name.
        top = place - (0.65 if place else 0.72)  # the line begins a little above the axes
        blank: dict[str, Any] = {"facecolor": "white", "linewidth": 0, "clip_on": False}
        ax.axhspan(top, place - 0.27, zorder=0.5, **blank)
        spot: dict[str, Any] = {"va": "center_baseline", "fontsize": 7.5}
        ax.text(0, place - 0.43, label.get_text(), transform=ax.get_yaxis_transform(), **spot)
    ax.set_yticks([])
    ax.set_ylim(ax.get_ylim()[0], -0.7)


def plot_region_ratios(
    frame: pd.DataFrame,
    *,
    ax: Axes | None = None,
    lang: str = "en",
    labels: Mapping[str, Any] | None = None,
    width_mm: float = WIDTH_MM,
) -> Axes:
    """Draw the ratios of East to West with their intervals, Berlin's places side by side.

    Parameters
    ----------
    frame
        As from `compare_headlines`: `comparison`, `berlin`, `ratio`, `lower`, `upper`.
    ax
        Axes; by default those of a new figure.
    lang, labels
        As in `plot_timeline`.
    width_mm
        Of a new figure: 170, or 85 for a column, where each row has its name above it.

    Returns
    -------
    matplotlib.axes.Axes
        The axes, logarithmic; intervals that reach beyond are cut at its ends. Beside each row its
        numbers, with more digits where two would put them on 1.

    Raises
    ------
    ValueError
        If the frame is empty or lacks a column.

    Examples
    --------
    >>> frame = pd.DataFrame({"comparison": ["model"], "berlin": ["east"], "ratio": [0.5]})
    >>> ax = plot_region_ratios(frame.assign(lower=0.2, upper=1.5))
    >>> ax.get_xscale()
    'log'
    """
    columns = ["comparison", "berlin", "ratio", "lower", "upper"]
    check_frame(frame, columns, "plot_region_ratios")
    rows = list(dict.fromkeys(frame["comparison"]))
    places = list(dict.fromkeys(frame["berlin"]))
    looks = {code: BERLIN.get(code, PLAIN) for code in places}
    with use_style():
        narrow = width_mm < WIDTH_MM
        ax = open_axes(ax, 18 + (12.5 if narrow else 9.5) * len(rows), width_mm=width_mm)
        label_rows(ax, [name_word(f"comparison_{code}", lang) for code in rows])
        if narrow:
            _head_rows(ax)
        ends = frame[["ratio", "lower", "upper"]].to_numpy().ravel().tolist()
        scale_ratios(ax, ends, lang)
        for _, row in frame.iterrows():
            beside = (places.index(row["berlin"]) - (len(places) - 1) / 2) * (
                0.3 if narrow else 0.34
            )
            place = rows.index(row["comparison"]) + beside
            values = (row["ratio"], row["lower"], row["upper"])
            draw_interval(ax, place, values, looks[row["berlin"]])
            text = format_interval(*values, lang=lang)
            ax.annotate(text, (1.01, place), xycoords=("axes fraction", "data"),
                        va="center_baseline", fontsize=7, annotation_clip=False)  # fmt: skip
        for line in range(1, len(rows)):
            ax.axhline(line - (0.66 if narrow else 0.5), color=RULE, linewidth=0.5, zorder=0)
        add_legend(ax, [draw_key(looks[code], name_word(f"berlin_{code}", lang))
                        for code in places])  # fmt: skip
    return ax


def _draw_intervals(ax: Axes, rows: pd.DataFrame, looks: Mapping[str, Look], lang: str) -> None:
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
            _draw_intervals(ax, own, looks, lang)
            key = "rate_per_million" if panel == "inhabitants" else f"denominator_{panel}"
            ax.set_title(name_word(key, lang), loc="left", fontsize=8)
        for ax in grid[len(panels) :]:
            ax.remove()
    return axes


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
