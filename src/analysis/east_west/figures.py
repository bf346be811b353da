"""Participation in eastern and western Germany, drawn."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.ticker import FuncFormatter, NullLocator

from analysis.east_west.choices import INTERVAL, ODDS, SETTINGS
from analysis.east_west.units import drop_small_rates
from analysis.presentation.style import (
    EDGE,
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
    open_panels,
    order_looks,
    use_style,
)
from analysis.presentation.wording import Wording

# Panels of participation: what stands above them, and the counts behind their rate.
PANELS = {
    "participating": ("participation.taking_municipality", ()),
    "participating_per_1000": ("participation.per_1000_municipality", ("participating", "total")),
    "memberships_per_million": ("denominator.per_million", ()),
    "share_large_cities": ("column.large_cities_participating",
                           ("large_cities_participating", "large_cities")),
}  # fmt: skip
# Bars of the split: the sizes of places, everything else, and both.
PARTS = {
    "by_size": Look("#999999", "#767676", ""),
    "ratio": Look("#CC79A7", "#A8507F", ""),
    "crude": Look("#333333", "#333333", ""),
}
TICKS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)
# How the places of Berlin look, and the ends of a bound.
BERLIN = {
    "separate": Look("#0072B2", "#0072B2", "o"),
    "east": Look("#E69F00", "#A87400", "D"),
    "west": Look("#009E73", "#00805D", "s"),
    "exclude": Look("#0072B2", "#0072B2", "P"),
}


def _scale_ratios(ax: Axes, ratios: Sequence[float], say: Wording) -> None:
    """Give the horizontal axis the scale of ratios: logarithmic, with a line at equal rates."""
    known = [ratio for ratio in ratios if 0 < ratio < float("inf")]
    low, high = min([0.5, *known]) / 1.15, max([2.0, *known]) * 1.15
    ax.set_xscale("log")
    ax.set_xlim(max(low, 0.02), min(high, 50))
    _tick_ratios(ax.xaxis, ax.get_xlim(), say)
    ax.axvline(1, color=EDGE, linewidth=0.8, zorder=0)


def _tick_ratios(axis: Any, limits: tuple[float, float], say: Wording) -> None:
    """Name an axis of ratios; each tick has as many digits as it needs."""

    def write(value: float, _: Any) -> str:
        return say.number(value, 2 if value < 0.095 else 1 if value < 0.95 else 0)

    low, high = limits
    axis.set_ticks([tick for tick in TICKS if low <= tick <= high])
    axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(FuncFormatter(write))
    axis.set_label_text(say.column("ratio"))


def _draw_interval(ax: Axes, place: float, values: Iterable[float], look: Look) -> None:
    """Draw a mark with the whiskers of its interval, cut at the ends of the axis."""
    value, lower, upper = values
    low, high = ax.get_xlim()
    if not pd.isna(lower):
        ends = [max(lower, low), min(upper, high)]
        ax.plot(ends, [place, place], color=look.line, linewidth=1.2, zorder=2)
    mark: Options = {"markeredgecolor": OUTLINE, "markeredgewidth": 0.6, "zorder": 3}
    ax.plot(value, place, look.marker, color=look.fill, markersize=5.5, **mark)


def _write_beside(ax: Axes, left: float, place: float, text: str) -> None:
    """Write beside a row, at a part of the width of the axes."""
    spot: Options = {"xycoords": ("axes fraction", "data"), "va": "center_baseline"}
    ax.annotate(text, (left, place), fontsize=7, annotation_clip=False, **spot)


def _label_rows(ax: Axes, names: Sequence[str]) -> None:
    """Name the rows of a chart from the top down."""
    ax.set_yticks(range(len(names)), list(names))
    ax.tick_params(axis="y", length=0)
    ax.set_ylim(len(names) - 0.5, -0.5)
    ax.spines["left"].set_visible(False)


def _describe_rate(row: "pd.Series[Any]", panel: str, say: Wording) -> str:
    """What stands beside the bar: the value, for rates with the counts behind it."""
    share, (_, counts) = panel == "share_large_cities", PANELS[panel]
    decimals = 0 if panel == "participating" else 1
    value = say.share(row[panel]) if share else say.number(row[panel], decimals)
    if not counts:
        return value
    count, total = (say.number(row[column]) for column in counts)
    key = "participation.share" if share or pd.notna(row[panel]) else "participation.count"
    return say(key, value=value, count=count, total=total)


def _draw_rates(ax: Axes, frame: pd.DataFrame, panel: str, say: Wording, looks: Any) -> None:
    """Bars from the top down; a rate that is missing has none."""
    values = frame[panel].fillna(0.0).tolist()
    drawn = [looks.get(str(code), PLAIN) for code in frame.index]
    bars: Options = {"edgecolor": OUTLINE, "linewidth": 0.6, "label": panel}
    fills = [look.fill for look in drawn]
    ax.barh(range(len(frame)), values, 0.66, color=fills, **bars)
    beside: Options = {"xytext": (3, 0), "textcoords": "offset points", "va": "center_baseline"}
    for place, (value, (_, row)) in enumerate(zip(values, frame.iterrows(), strict=True)):
        ax.annotate(_describe_rate(row, panel, say), (value, place), fontsize=7.5, **beside)
    # Room for the text beside the longest bar.
    ax.set_xlim(0, max(*values, 1e-9) * 1.75)
    ax.set_xticks([])
    ax.set_ylim(len(frame) - 0.5, -0.5)
    ax.spines["bottom"].set_visible(False)


def plot_participation(
    frame: pd.DataFrame, *, figure: Figure | SubFigure | None = None, lang: str = "en",
    labels: Mapping[str, Any] | None = None, width_mm: float = WIDTH_MM,
) -> dict[str, Axes]:  # fmt: skip
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
    check_frame(frame, ["total", *PANELS], "plot_participation")
    say, frame = Wording(lang, labels), drop_small_rates(frame)
    column = str(frame.index.name)
    looks = order_looks(column, frame.index, labels) if column == "region" else {}
    names = [say.code(column, code) for code in frame.index]
    columns = 1 if width_mm < WIDTH_MM else 2
    height = len(PANELS) // columns * (14 + 6.2 * len(frame))
    with use_style():
        axes = open_panels(figure, list(PANELS), height, columns=columns, width_mm=width_mm)
        for place, (panel, ax) in enumerate(axes.items()):
            _draw_rates(ax, frame, panel, say, looks)
            ax.set_yticks(range(len(frame)), [""] * len(frame) if place % columns else names)
            ax.tick_params(axis="y", length=0)
            # The panel says what it shows; the figure has no title.
            ax.set_title(say(PANELS[panel][0]), loc="left", fontsize=8)
    return axes


def _head_rows(ax: Axes) -> None:
    """Put the names of the rows above them, where there is no room beside."""
    for place, label in enumerate(ax.get_yticklabels()):
        # The line where rates are equal stops at a name.
        top = place - (0.65 if place else 0.72)  # the line begins a little above the axes
        ax.axhspan(top, place - 0.27, zorder=0.5, facecolor="white", linewidth=0, clip_on=False)
        spot: Options = {"transform": ax.get_yaxis_transform(), "va": "center_baseline"}
        ax.text(0, place - 0.43, label.get_text(), fontsize=7.5, **spot)
    ax.set_yticks([])
    ax.set_ylim(ax.get_ylim()[0], -0.7)


def plot_region_ratios(
    frame: pd.DataFrame, *, ax: Axes | None = None, lang: str = "en",
    labels: Mapping[str, Any] | None = None, width_mm: float = WIDTH_MM,
) -> Axes:  # fmt: skip
    """Draw the ratios of East to West with their intervals, Berlin's places side by side.

    Of a frame as from `compare_headlines`, on a logarithmic axis, at whose ends intervals that
    reach beyond are cut; below a line odds ratios. Beside each row stand its numbers, with more
    digits where two would put them on 1; in a column, `width_mm` of 85, its name above it.

    Examples
    --------
    >>> frame = pd.DataFrame({"comparison": ["model"], "berlin": ["east"], "ratio": [0.5]})
    >>> plot_region_ratios(frame.assign(lower=0.2, upper=1.5)).get_xscale()
    'log'
    """
    say = Wording(lang, labels)
    check_frame(frame, ["comparison", "berlin", *INTERVAL], "plot_region_ratios")
    rows = list(dict.fromkeys(frame["comparison"]))
    places = list(dict.fromkeys(frame["berlin"]))
    looks = {code: BERLIN.get(code, PLAIN) for code in places}
    with use_style():
        narrow = width_mm < WIDTH_MM
        ax = open_axes(ax, 18 + (12.5 if narrow else 9.5) * len(rows), width_mm=width_mm)
        _label_rows(ax, [say.code("comparison", code) for code in rows])
        if narrow:
            _head_rows(ax)
        _scale_ratios(ax, frame[INTERVAL].to_numpy().ravel().tolist(), say)
        for _, row in frame.iterrows():
            beside = places.index(row["berlin"]) - (len(places) - 1) / 2
            place = rows.index(row["comparison"]) + beside * (0.3 if narrow else 0.34)
            _draw_interval(ax, place, row[INTERVAL], looks[row["berlin"]])
            _write_beside(ax, 1.01, place, say.interval(*row[INTERVAL]))
        for line in range(1, len(rows)):
            # Odds ratios stand apart.
            color = OUTLINE if rows[line] == ODDS[0] else RULE
            ax.axhline(line - (0.66 if narrow else 0.5), color=color, linewidth=0.5, zorder=0)
        add_legend(ax, [draw_key(look, say.code("berlin_place", code))
                        for code, look in looks.items()])  # fmt: skip
    return ax


def keep_split(frame: pd.DataFrame) -> pd.DataFrame:
    """Keep the yardsticks that have a place on a logarithmic axis."""
    return frame[frame[["crude", "by_size"]].gt(0).all(axis=1)]


def _draw_split(ax: Axes, row: Any, say: Wording) -> None:
    """From equal rates by the sizes of places, then by everything else, to the crude ratio."""
    ends = {"by_size": (1, row["by_size"]), "ratio": (row["by_size"], row["crude"])}
    ends["crude"] = (1, row["crude"])
    for place, (part, (start, end)) in enumerate(ends.items()):
        look, width = PARTS[part], end - start
        bar: Options = {"color": look.fill, "edgecolor": OUTLINE}
        ax.barh(place, width, 0.6, left=start, linewidth=0.6, label=part, **bar)
        if part != "crude":
            ax.plot([end, end], [place + 0.3, place + 0.7], color=EDGE, linewidth=0.8)
        limits = row[INTERVAL] if part == "ratio" else (row[part], float("nan"), float("nan"))
        sign = "=" if part == "crude" else "×"
        _write_beside(ax, 1.02, place, f"{sign} {say.interval(*limits)}")
    _label_rows(ax, [say(f"region_split.{part}") for part in ends])
    ax.axvline(1, color=EDGE, linewidth=0.8, zorder=0)
    numbers = {"observed": say.number(row["observed"]), "expected": say.number(row["expected"], 1)}
    head = say("region_split.head", name=say.code("yardstick", row.name), **numbers)
    ax.set_title(head, loc="left", fontsize=9)


def plot_region_split(
    frame: pd.DataFrame, *, figure: Figure | SubFigure | None = None, lang: str = "en",
    labels: Mapping[str, Any] | None = None, width_mm: float = WIDTH_MM,
) -> dict[str, Axes]:  # fmt: skip
    """Draw the crude ratio of East to West split into sizes of places and everything else.

    Axes by the yardsticks of a frame as from `decompose_ratio`, on `figure` or a new one, with a
    logarithmic axis on which equal factors are equally long. A yardstick without a ratio is left
    out.

    Examples
    --------
    >>> from analysis import east_west, load
    >>> list(plot_region_split(east_west.decompose_ratio(load())))
    ['population_class', 'degree_of_urbanisation']
    """
    say, needed = Wording(lang, labels), ["observed", "expected", *INTERVAL, "crude", "by_size"]
    check_frame(frame, needed, "plot_region_split")
    frame = keep_split(frame)
    check_frame(frame, needed, "plot_region_split")
    values = [1.0, *frame[["crude", "by_size"]].to_numpy().ravel().tolist()]
    limits = min(values) / 1.15, max(values) * 1.06
    columns = 1 if width_mm < WIDTH_MM else 2
    height = -(-len(frame) // columns) * 37
    with use_style():
        panels = [str(code) for code in frame.index]
        axes = open_panels(figure, panels, height, columns=columns, width_mm=width_mm)
        for place, (panel, ax) in enumerate(axes.items()):
            ax.set_xscale("log")
            ax.set_xlim(limits)
            _draw_split(ax, frame.loc[panel], say)
            _tick_ratios(ax.xaxis, limits, say)
            if place % columns:
                ax.set_yticks(range(len(PARTS)), [""] * len(PARTS))
    return axes


def _draw_intervals(ax: Axes, rows: pd.DataFrame, looks: Mapping[str, Look], say: Wording) -> None:
    """The regions of one denominator; a region of one unit has counts and no rate."""
    ends = rows.loc[rows["base"] > 1, ["rate", "upper"]].max().max()
    ax.set_xlim(0, 1.08 * ends if ends > 0 else 1)
    share = not rows["denominator"].eq("inhabitants").any()
    for place, (_, row) in enumerate(rows.iterrows()):
        count = say.number(row["count"])
        total = say.number(row["base"]) if share else say.number(row["base"] / 1_000_000, 1)
        key = "participation.count" if share else "regional_rates.count"
        _write_beside(ax, 1.02, place, say(key, count=count, total=total))
        if row["base"] > 1:
            values = row[["rate", "lower", "upper"]]
            _draw_interval(ax, place, values, looks.get(row["region"], PLAIN))
    write = say.share if share else say.number
    decimals = 1 if share and ends < 0.02 else 0
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: write(value, decimals)))
    ax.locator_params(axis="x", nbins=5)


def plot_regional_rates(
    frame: pd.DataFrame, *, figure: Figure | SubFigure | None = None, lang: str = "en",
    labels: Mapping[str, Any] | None = None, width_mm: float = WIDTH_MM,
) -> dict[str, Axes]:  # fmt: skip
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
    needed = ["denominator", "region", "count", "base", "rate", *INTERVAL[1:]]
    check_frame(frame, needed, "plot_regional_rates")
    panels = list(dict.fromkeys(frame["denominator"]))
    looks = order_looks("region", frame["region"], labels)
    columns = 1 if width_mm < WIDTH_MM else 2
    height = -(-len(panels) // columns) * (29 if columns > 1 else 26)
    with use_style():
        axes = open_panels(figure, panels, height, columns=columns, width_mm=width_mm)
        for panel, ax in axes.items():
            own = frame[frame["denominator"].eq(panel)].reset_index(drop=True)
            _label_rows(ax, [say.code("region", code) for code in own["region"]])
            _draw_intervals(ax, own, looks, say)
            code = "per_million" if panel == "inhabitants" else panel
            ax.set_title(say.code("denominator", code), loc="left", fontsize=8)
    return axes


COLUMNS = {"berlin": "berlin_place"}  # whose words are the codes of another column
# As in the charts against chance: hollow what may be none. Not in the colours of East and West.
INCLUDES = Look("#ffffff", "#767676", "o")
EXCLUDES = Look("#0072B2", "#0072B2", "D")
HEADLINE = Look("#CC79A7", "#A8507F", "*")


def _draw_curve(ax: Axes, frame: pd.DataFrame, say: Wording) -> None:
    """The sorted ratios with their intervals; arrow heads where the axis cuts these."""
    finite = [value for value in frame["ratio"] if 0 < value < float("inf")]
    low, high = min([*finite, 0.5]) / 3, max([*finite, 2.0]) * 2
    ax.set_yscale("log")
    ax.set_ylim(low, high)
    _tick_ratios(ax.yaxis, (low, high), say)
    ax.axhline(1, color=EDGE, linewidth=0.8, zorder=0)
    sure = (frame["upper"] < 1) | (frame["lower"] > 1)
    keys = []
    for name, look, own in (
        ("includes", INCLUDES, frame[~sure]),
        ("excludes", EXCLUDES, frame[sure]),
    ):
        ends = own["lower"].clip(low), own["upper"].clip(upper=high)
        ax.vlines(own.index, *ends, color=look.line, lw=0.7)
        mark: Options = {"markeredgecolor": OUTLINE, "markeredgewidth": 0.3}
        mark["markersize"] = 2.6 if look is INCLUDES else 3.0
        ax.plot(own.index, own["ratio"], look.marker, color=look.fill, **mark)
        keys += [draw_key(look, say(f"specification_curve.{name}"))] if len(own) else []
    beyond = {"v": (low, frame["lower"] < low), "^": (high, frame["upper"] > high)}
    cut = {marker: (end, frame.index[over]) for marker, (end, over) in beyond.items() if over.any()}
    for marker, (end, own) in cut.items():
        ax.plot(own, [end] * len(own), marker, color=MUTED, markersize=2.6, clip_on=False)
    if cut:
        keys.append(draw_key(Look(MUTED, MUTED, "v"), say("specification_curve.cut")))
    if frame["headline"].any():
        keys.append(draw_key(HEADLINE, say("specification_curve.headline")))
        own = frame[frame["headline"]]
        star: Options = {"markersize": 8, "markeredgecolor": OUTLINE, "markeredgewidth": 0.5}
        ax.plot(own.index, own["ratio"], HEADLINE.marker, color=HEADLINE.fill, **star)
    add_legend(ax, keys, columns=2)


def _draw_settings(ax: Axes, frame: pd.DataFrame, say: Wording) -> None:
    """A row per setting, a mark where a specification has it."""
    names, places, place = [], [], 0.0
    for setting in SETTINGS:
        for code in dict.fromkeys(frame.sort_values("row")[setting]):
            own = frame.index[frame[setting].eq(code)]
            mark: Options = {"color": OUTLINE, "markersize": 3.4, "markeredgewidth": 0.7}
            ax.plot(own, [place] * len(own), "|", **mark)
            places.append(place)
            names.append(say.code(COLUMNS.get(setting, setting), code))
            place += 1
        place += 0.5
    for line in frame.index[frame["headline"]]:
        ax.axvline(line, color=HEADLINE.line, linewidth=0.8, zorder=0.5)
    ax.set_yticks(places, names, fontsize=7)
    ax.tick_params(axis="y", length=0)
    for line in places:
        ax.axhline(line, color=RULE, linewidth=0.4, zorder=0)
    ax.set_ylim(place - 0.7, -0.8)
    ax.spines[["left"]].set_visible(False)
    ax.set_xlabel(say("specification_curve.axis", number=say.number(len(frame))))


def plot_specifications(
    frame: pd.DataFrame, *, figure: Figure | SubFigure | None = None, lang: str = "en",
    labels: Mapping[str, Any] | None = None,
) -> dict[str, Axes]:  # fmt: skip
    """Draw every specification, sorted by its ratio, with its settings below.

    Axes "curve" and "settings" of a frame as from `grid_specifications`, on `figure` or a new one;
    a star marks the headline, arrow heads the limits that the axis cuts (Simonsohn, Simmons and
    Nelson 2020, Specification curve analysis, Nature Human Behaviour 4, 1208-1214).

    Examples
    --------
    >>> from analysis import east_west, load
    >>> grid = east_west.grid_specifications(load(), denominators=["cities_100000"], draws=50)
    >>> list(plot_specifications(grid))
    ['curve', 'settings']
    """
    say = Wording(lang, labels)
    check_frame(frame, [*SETTINGS, *INTERVAL, "headline"], "plot_specifications")
    ordered = frame.reset_index(drop=True).rename_axis("row").reset_index()
    ordered = ordered.sort_values(["ratio", "row"], ignore_index=True)
    rows = sum(ordered[setting].nunique() for setting in SETTINGS)
    with use_style():
        heights = {"height_ratios": [62, 4.4 * rows]}
        axes = open_panels(
            figure, ["curve", "settings"], 75 + 4.4 * rows, sharex=True, gridspec_kw=heights
        )
        curve, settings = axes.values()
        _draw_curve(curve, ordered, say)
        _draw_settings(settings, ordered, say)
        curve.set_xlim(-1.5, len(ordered) + 0.5)
        for ax in (curve, settings):
            ax.set_xticks([])
            ax.spines["bottom"].set_visible(False)
    return axes


def plot_coverage_bounds(
    frame: pd.DataFrame, *, figure: Figure | SubFigure | None = None, lang: str = "en",
    labels: Mapping[str, Any] | None = None, width_mm: float = WIDTH_MM,
) -> dict[str, Axes]:  # fmt: skip
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
    needed = ["counting", "scenario", "overlap", "added_east", "added_west", *INTERVAL]
    check_frame(frame, needed, "plot_coverage_bounds")
    panels = list(dict.fromkeys(frame["counting"]))
    with use_style():
        narrow = width_mm < WIDTH_MM
        rows = frame.groupby("counting", sort=False).size().tolist()
        columns, ratios = (1, [count + 2 for count in rows]) if narrow else (len(panels), [1])
        axes = open_panels(
            figure, panels, 16 + 46 * len(ratios), columns=columns, width_mm=width_mm,
            sharex=True, gridspec_kw={"height_ratios": ratios},
        )  # fmt: skip
        for panel, ax in axes.items():
            own = frame[frame["counting"].eq(panel)]
            _scale_ratios(ax, frame["ratio"].tolist(), say)
            _draw_bounds(ax, own, say)
            ax.set_title(say.code("counting", panel), loc="left", fontsize=8)
            if narrow and panel != panels[-1]:
                ax.set_xlabel("")
        keys = [
            draw_key(Look(MUTED, MUTED, "<"), say("scenario.west")),
            draw_key(Look(MUTED, MUTED, ">"), say("scenario.east")),
            draw_key(BERLIN["east"], say("coverage_bounds.median")),
        ]
        above = axes[panels[0]].figure
        above.legend(handles=keys, loc="outside upper left", ncols=1 if narrow else 3)
    return axes


def _draw_bounds(ax: Axes, rows: pd.DataFrame, say: Wording) -> None:
    """One row per scenario: a mark, a drawn interval, or the range from all West to all East."""
    looks = {"none": BERLIN["separate"], "drawn": BERLIN["east"]}
    none = "as_named" if rows["counting"].eq("memberships").any() else "none_new"
    texts = {"none": say(f"coverage_bounds.{none}"), "drawn": say("scenario.drawn")}
    names: list[str] = []
    for _, row in rows[rows["scenario"].isin(looks)].iterrows():
        _draw_interval(ax, len(names), row[INTERVAL], looks[row["scenario"]])
        names.append(texts[row["scenario"]])
    for overlap in sorted(set(rows.loc[rows["scenario"].eq("west"), "overlap"]), reverse=True):
        own = rows[rows["overlap"].eq(overlap)].set_index("scenario")
        ends = own["ratio"].reindex(["west", "east"]).tolist()
        ax.plot(ends, [len(names)] * 2, color=MUTED, linewidth=1.2, linestyle=(0, (2, 1.5)))
        for value, marker in zip(ends, "<>", strict=True):
            ax.plot(value, len(names), marker, color=MUTED, markeredgecolor=OUTLINE, markersize=5.5)
        number = say.number(own["added_west"].max())
        names.append(say(f"coverage_bounds.{overlap or 'memberships'}", number=number))
    _label_rows(ax, names)
