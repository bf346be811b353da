"""Participation in eastern and western Germany, drawn."""

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.ticker import FuncFormatter, NullLocator

from analysis.east_west.units import FEW
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
from analysis.presentation.wording import Wording

PANELS = (
    "participating", "participating_per_1000", "memberships_per_million", "share_large_cities",
)  # fmt: skip
TICKS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)
# How the places of Berlin look, and the ends of a bound.
BERLIN = {
    "separate": Look("#0072B2", "#0072B2", "o", ""),
    "east": Look("#E69F00", "#A87400", "D", ""),
    "west": Look("#009E73", "#00805D", "s", ""),
    "exclude": Look("#0072B2", "#0072B2", "P", ""),
}


def scale_ratios(ax: Axes, ratios: Sequence[float], say: Wording) -> None:
    """Give the horizontal axis the scale of ratios: logarithmic, with a line at equal rates."""
    known = [ratio for ratio in ratios if 0 < ratio < float("inf")]
    low, high = min([0.5, *known]) / 1.15, max([2.0, *known]) * 1.15
    ax.set_xscale("log")
    ax.set_xlim(max(low, 0.02), min(high, 50))
    low, high = ax.get_xlim()
    ax.set_xticks([tick for tick in TICKS if low <= tick <= high])
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: write_ratio(value, say)))
    ax.axvline(1, color=EDGE, linewidth=0.8, zorder=0)
    ax.set_xlabel(say.column("ratio"))


def write_ratio(value: float, say: Wording) -> str:
    """Write a ratio with as many digits as it needs."""
    decimals = 2 if value < 0.095 else 1 if value < 0.95 else 0
    return say.number(value, decimals)


def draw_interval(
    ax: Axes, place: float, values: tuple[float, float, float], look: Look, size: float = 5.5
) -> None:
    """Draw a mark with the whiskers of its interval, cut at the ends of the axis."""
    value, lower, upper = values
    low, high = ax.get_xlim()
    if not pd.isna(lower):
        ends = [max(lower, low), min(upper, high)]
        ax.plot(ends, [place, place], color=look.line, linewidth=1.2, zorder=2)
    mark: dict[str, Any] = {"markeredgecolor": OUTLINE, "markeredgewidth": 0.6, "zorder": 3}
    ax.plot(value, place, look.marker, color=look.fill, markersize=size, **mark)


def label_rows(ax: Axes, names: Sequence[str]) -> None:
    """Name the rows of a chart from the top down."""
    ax.set_yticks(range(len(names)), list(names))
    ax.tick_params(axis="y", length=0)
    ax.set_ylim(len(names) - 0.5, -0.5)
    ax.spines["left"].set_visible(False)


def _describe_rate(row: "pd.Series[Any]", panel: str, say: Wording) -> str:
    """What stands beside the bar: the value, for rates with the counts behind it."""
    base = {
        "participating_per_1000": ("participating", "total"),
        "share_large_cities": ("large_cities_participating", "large_cities"),
    }
    if panel not in base:
        decimals = 0 if panel == "participating" else 1
        return say.number(row[panel], decimals)
    count, total = (say.number(row[column]) for column in base[panel])
    if _is_small(row, panel):
        return say("participation.count", count=count, total=total)
    value = say.share(row[panel]) if panel.startswith("share") else say.number(row[panel], 1)
    return say("participation.share", value=value, count=count, total=total)


def _is_small(row: "pd.Series[Any]", panel: str) -> bool:
    """A rate per 1,000 out of one or two municipalities would say nothing: it has no bar."""
    return bool(panel == "participating_per_1000" and row["total"] < FEW)


def _draw_rates(ax: Axes, frame: pd.DataFrame, panel: str, say: Wording, looks: Any) -> None:
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
        ax.annotate(_describe_rate(row, panel, say), (value, i), fontsize=7.5, **settings)
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

    Axes by the columns of a frame as from `count_participation` that the panels show, on `figure`
    or a new one; in a column, `width_mm` of 85, one below another. Where there are fewer than ten
    municipalities, as in Berlin, the rate per 1,000 has no bar: the counts alone stand there.

    Examples
    --------
    >>> from analysis import east_west, load
    >>> axes = plot_participation(east_west.count_participation(load()))
    >>> list(axes)[:2]
    ['participating', 'participating_per_1000']
    """
    check_frame(frame, ["total", *PANELS[:3]], "plot_participation")
    say = Wording(lang, labels)
    # Districts have no large cities among them.
    kind = "municipality" if PANELS[3] in frame.columns else "district"
    heads = {
        "participating": say(f"participation.taking_{kind}"),
        "participating_per_1000": say(f"participation.per_1000_{kind}"),
        "memberships_per_million": say("denominator.per_million"),
        "share_large_cities": say.column("large_cities_participating"),
    }
    panels = [panel for panel in PANELS if panel in frame.columns]
    column = str(frame.index.name)
    looks = order_looks(column, frame.index, labels) if column == "region" else {}
    names = [say.code(column, code) for code in frame.index]
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
            _draw_rates(ax, frame, panel, say, looks)
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

    Of a frame as from `compare_headlines`, on a logarithmic axis, at whose ends intervals that
    reach beyond are cut. Beside each row stand its numbers, with more digits where two would put
    them on 1; in a column, `width_mm` of 85, its name above it.

    Examples
    --------
    >>> frame = pd.DataFrame({"comparison": ["model"], "berlin": ["east"], "ratio": [0.5]})
    >>> plot_region_ratios(frame.assign(lower=0.2, upper=1.5)).get_xscale()
    'log'
    """
    say = Wording(lang, labels)
    columns = ["comparison", "berlin", "ratio", "lower", "upper"]
    check_frame(frame, columns, "plot_region_ratios")
    rows = list(dict.fromkeys(frame["comparison"]))
    places = list(dict.fromkeys(frame["berlin"]))
    looks = {code: BERLIN.get(code, PLAIN) for code in places}
    with use_style():
        narrow = width_mm < WIDTH_MM
        ax = open_axes(ax, 18 + (12.5 if narrow else 9.5) * len(rows), width_mm=width_mm)
        label_rows(ax, [say.code("comparison", code) for code in rows])
        if narrow:
            _head_rows(ax)
        ends = frame[["ratio", "lower", "upper"]].to_numpy().ravel().tolist()
        scale_ratios(ax, ends, say)
        for _, row in frame.iterrows():
            beside = places.index(row["berlin"]) - (len(places) - 1) / 2
            place = rows.index(row["comparison"]) + beside * (0.3 if narrow else 0.34)
            values = (row["ratio"], row["lower"], row["upper"])
            draw_interval(ax, place, values, looks[row["berlin"]])
            text = say.interval(*values)
            ax.annotate(text, (1.01, place), xycoords=("axes fraction", "data"),
                        va="center_baseline", fontsize=7, annotation_clip=False)  # fmt: skip
        for line in range(1, len(rows)):
            ax.axhline(line - (0.66 if narrow else 0.5), color=RULE, linewidth=0.5, zorder=0)
        add_legend(ax, [draw_key(looks[code], say.code("berlin_place", code))
                        for code in places])  # fmt: skip
    return ax


def _draw_intervals(ax: Axes, rows: pd.DataFrame, looks: Mapping[str, Look], say: Wording) -> None:
    """The regions of one denominator; a region of one unit has counts and no rate."""
    ends = rows.loc[rows["base"] > 1, ["rate", "upper"]].max().max()
    ax.set_xlim(0, 1.08 * ends if ends > 0 else 1)
    share = not rows["denominator"].eq("inhabitants").any()
    for place, (_, row) in enumerate(rows.iterrows()):
        count = say.number(row["count"])
        base = row["base"] / (1 if share else 1_000_000)
        total = say.number(base, 0 if share else 1)
        key = "participation.count" if share else "regional_rates.count"
        text = say(key, count=count, total=total)
        ax.annotate(text, (1.02, place), xycoords=("axes fraction", "data"),
                    va="center_baseline", fontsize=7, annotation_clip=False)  # fmt: skip
        if row["base"] > 1:
            values = (row["rate"], row["lower"], row["upper"])
            draw_interval(ax, place, values, looks.get(row["region"], PLAIN))
    write = say.share if share else say.number
    decimals = 1 if share and ends < 0.02 else 0
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: write(value, decimals)))
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

    Axes by the denominators of a frame as from `rate_regions`, on `figure` or a new one. A region
    of one unit, as Berlin, has its counts and no mark; per inhabitant, a mark without an interval.

    Examples
    --------
    >>> from analysis import east_west, load
    >>> axes = plot_regional_rates(east_west.rate_regions(load(), draws=100))
    >>> list(axes)[:2]
    ['municipalities', 'independent_cities']
    """
    say = Wording(lang, labels)
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
            label_rows(ax, [say.code("region", code) for code in own["region"]])
            _draw_intervals(ax, own, looks, say)
            code = "per_million" if panel == "inhabitants" else panel
            ax.set_title(say.code("denominator", code), loc="left", fontsize=8)
        for ax in grid[len(panels) :]:
            ax.remove()
    return axes


COLUMNS = {"berlin": "berlin_place"}  # whose words are the codes of another column
SETTINGS = ("berlin", "denominator", "counting", "lists", "reading")
# As in the charts against chance: hollow what may be none. Not in the colours of East and West.
INCLUDES = Look("#ffffff", "#767676", "o", "")
EXCLUDES = Look("#0072B2", "#0072B2", "D", "")


def _draw_curve(ax: Axes, frame: pd.DataFrame, say: Wording) -> None:
    """The sorted ratios with their intervals, cut at the ends of the axis."""
    finite = [value for value in frame["ratio"] if 0 < value < float("inf")]
    low, high = min([*finite, 0.5]) / 4, max([*finite, 2.0]) * 2.2
    ax.set_yscale("log")
    ax.set_ylim(low, high)
    ax.set_yticks([tick for tick in TICKS if low <= tick <= high])
    ax.yaxis.set_minor_locator(NullLocator())
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: write_ratio(value, say)))
    ax.axhline(1, color=EDGE, linewidth=0.8, zorder=0)
    ax.set_ylabel(say.column("ratio"))
    sure = (frame["upper"] < 1) | (frame["lower"] > 1)
    for look, own in {INCLUDES: frame[~sure], EXCLUDES: frame[sure]}.items():
        ends = own["lower"].clip(low), own["upper"].clip(upper=high)
        ax.vlines(own.index, *ends, color=look.line, lw=0.7)
        mark: dict[str, Any] = {"markeredgecolor": OUTLINE, "markeredgewidth": 0.3}
        size = 2.6 if look is INCLUDES else 3.0
        ax.plot(own.index, own["ratio"], look.marker, color=look.fill, markersize=size, **mark)
    keys = [
        draw_key(INCLUDES, say("specification_curve.includes")),
        draw_key(EXCLUDES, say("specification_curve.excludes")),
    ]
    add_legend(ax, keys if sure.any() else keys[:1])


def _draw_settings(ax: Axes, frame: pd.DataFrame, say: Wording) -> None:
    """A row per setting, a mark where a specification has it."""
    names, places, place = [], [], 0.0
    for setting in SETTINGS:
        for code in dict.fromkeys(frame.sort_values("row")[setting]):
            own = frame.index[frame[setting].eq(code)]
            mark: dict[str, Any] = {"markersize": 3.4, "markeredgewidth": 0.7}
            ax.plot(own, [place] * len(own), "|", color=OUTLINE, **mark)
            places.append(place)
            names.append(say.code(COLUMNS.get(setting, setting), code))
            place += 1
        place += 0.5
    ax.set_yticks(places, names, fontsize=7)
    ax.tick_params(axis="y", length=0)
    for line in places:
        ax.axhline(line, color=RULE, linewidth=0.4, zorder=0)
    ax.set_ylim(place - 0.7, -0.8)
    ax.spines[["left"]].set_visible(False)
    ax.set_xlabel(say("specification_curve.axis", number=say.number(len(frame))))


def plot_specifications(
    frame: pd.DataFrame,
    *,
    figure: Figure | SubFigure | None = None,
    lang: str = "en",
    labels: Mapping[str, Any] | None = None,
) -> dict[str, Axes]:
    """Draw every specification, sorted by its ratio, with its settings below.

    Axes "curve" and "settings" of a frame as from `grid_specifications`, best without the repeated
    ones (`drop_repeated`), on `figure` or a new one (Simonsohn, Simmons and Nelson 2020,
    Specification curve analysis, Nature Human Behaviour 4, 1208-1214).

    Examples
    --------
    >>> from analysis import east_west, load
    >>> grid = east_west.grid_specifications(load(), denominators=["cities_100000"], draws=50)
    >>> list(plot_specifications(grid))
    ['curve', 'settings']
    """
    say = Wording(lang, labels)
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
        _draw_curve(curve, ordered, say)
        _draw_settings(settings, ordered, say)
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

    Axes by what is counted, "distinct" and "memberships", of a frame as from
    `bound_participation`, on `figure` or a new one.

    Examples
    --------
    >>> from analysis import east_west, load
    >>> list(plot_coverage_bounds(east_west.bound_participation(load(), draws=20)))
    ['distinct', 'memberships']
    """
    say = Wording(lang, labels)
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
            scale_ratios(ax, frame["ratio"].tolist(), say)
            _draw_bounds(ax, own, say)
            ax.set_title(say.code("counting", panel), loc="left", fontsize=8)
            if narrow and panel != panels[-1]:
                ax.set_xlabel("")
        keys = [
            draw_key(Look(MUTED, MUTED, "<", ""), say("scenario.west")),
            draw_key(Look(MUTED, MUTED, ">", ""), say("scenario.east")),
            draw_key(BERLIN["east"], say("coverage_bounds.median")),
        ]
        figure.legend(handles=keys, loc="outside upper left", ncols=1 if narrow else 3)
    return axes


def _draw_bounds(ax: Axes, rows: pd.DataFrame, say: Wording) -> None:
    """One row per scenario: a mark, a drawn interval, or the range from all West to all East."""
    names: list[str] = []
    for scenario, look in {"none": BERLIN["separate"], "drawn": BERLIN["east"]}.items():
        for row in rows[rows["scenario"].eq(scenario)].to_dict("records"):
            draw_interval(ax, len(names), (row["ratio"], row["lower"], row["upper"]), look)
            kept = "as_named" if row["counting"] == "memberships" else "none_new"
            names.append(
                say("scenario.drawn" if scenario == "drawn" else f"coverage_bounds.{kept}")
            )
    for overlap in sorted(set(rows.loc[rows["scenario"].eq("west"), "overlap"]), reverse=True):
        own = rows[rows["overlap"].eq(overlap)].set_index("scenario")
        ends = own["ratio"].reindex(["west", "east"]).tolist()
        ax.plot(ends, [len(names)] * 2, color=MUTED, linewidth=1.2, linestyle=(0, (2, 1.5)))
        for value, marker in zip(ends, "<>", strict=True):
            ax.plot(value, len(names), marker, color=MUTED, markeredgecolor=OUTLINE, markersize=5.5)
        number = say.number(own["added_west"].max())
        names.append(say(f"coverage_bounds.{overlap or 'memberships'}", number=number))
    label_rows(ax, names)
