"""Participation in eastern and western Germany, drawn."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.ticker import FuncFormatter, NullLocator

from analysis.east_west.choices import COMPARISONS, INTERVAL, ODDS, SETTINGS
from analysis.presentation.style import (
    EDGE,
    INK,
    MUTED,
    OUTLINE,
    PLAIN,
    RULE,
    SMALL,
    TONES,
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

# Bars of the split: the sizes of places, everything else, and both.
PARTS = {"by_size": TONES[1], "ratio": "#ffffff", "crude": TONES[2]}
TICKS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)
LEAST = 0.0001  # the lowest share on the axis of shares
# How the places of Berlin look, and the ends of a bound.
BERLIN = {"separate": Look(INK, INK, "o"), "east": Look("#ffffff", MUTED, "D")}


def _scale_ratios(ax: Axes, ratios: Sequence[float], say: Wording) -> None:
    """Give the horizontal axis the scale of ratios: logarithmic, with a line at equal rates."""
    known = [ratio for ratio in ratios if 0 < ratio < float("inf")]
    low, high = min([0.5, *known]) / 1.15, max([2.0, *known]) * 1.15
    ax.set_xscale("log")
    ax.set_xlim(max(low, 0.02), min(high, 50))
    _tick_ratios(ax.xaxis, ax.get_xlim(), say)
    ax.axvline(1, color=EDGE, linewidth=0.8, zorder=0)
    below: Options = {"xycoords": ("data", "axes fraction"), "textcoords": "offset points"}
    for way, word in ((-1, "rarer"), (1, "more_often")):
        side = "left" if way > 0 else "right"
        spot: Options = below | {"xytext": (4 * way, -24), "ha": side, "fontsize": SMALL}
        ax.annotate(say(f"region_ratios.{word}"), (1, 0), annotation_clip=False, **spot)


def _tick_ratios(axis: Any, limits: tuple[float, float], say: Wording) -> None:
    """Number an axis of ratios; each tick has as many digits as it needs."""

    def write(value: float, _: Any) -> str:
        return say.number(value, 2 if value < 0.095 else 1 if value < 0.95 else 0)

    low, high = limits
    ticks = TICKS if high < 60 * low else TICKS[::3]
    axis.set_ticks([tick for tick in ticks if low <= tick <= high])
    axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(FuncFormatter(write))


def _draw_interval(ax: Axes, place: float, values: Iterable[float], look: Look) -> None:
    """Draw a mark with the whiskers of its interval, cut at the ends of the axis."""
    value, lower, upper = values
    low, high = ax.get_xlim()
    if not pd.isna(lower):
        ends = [max(lower, low), min(upper, high)]
        ax.plot(ends, [place, place], color=look.line, linewidth=1.2, zorder=2)
    mark: Options = {"markeredgecolor": OUTLINE, "markeredgewidth": 0.6, "zorder": 3}
    ax.plot(value, place, look.marker, color=look.fill, markersize=5.5, **mark)


def _write_beside(ax: Axes, texts: Mapping[float, str]) -> None:
    """Write right of the axes, each text at its place on the vertical axis."""
    spot: Options = {"xycoords": ("axes fraction", "data"), "textcoords": "offset points"}
    spot |= {"xytext": (5, 0), "va": "center_baseline", "fontsize": SMALL}
    for place, text in texts.items():
        ax.annotate(text, (1, place), annotation_clip=False, **spot)


def _label_rows(ax: Axes, names: Sequence[str], places: Sequence[float] = ()) -> None:
    """Name the rows of a chart from the top down."""
    places = places or range(len(names))
    ax.set_yticks(places, list(names))
    ax.tick_params(axis="y", length=0)
    ax.set_ylim(max(places) + 0.5, -0.5)
    ax.spines["left"].set_visible(False)


def _head_rows(ax: Axes) -> None:
    """Put the names of the rows above them, where there is no room beside."""
    for place, label in zip(ax.get_yticks(), ax.get_yticklabels(), strict=True):
        # The line where rates are equal stops at a name.
        top = place - (0.65 if place else 0.72)  # the line begins a little above the axes
        ax.axhspan(top, place - 0.27, zorder=0.5, facecolor="white", linewidth=0, clip_on=False)
        spot: Options = {"transform": ax.get_yaxis_transform(), "va": "center_baseline"}
        weight = label.get_fontweight()
        ax.text(0, place - 0.43, label.get_text(), fontsize=7.5, weight=weight, **spot)
    ax.set_yticks([])
    ax.set_ylim(ax.get_ylim()[0], -0.7)


def _place_comparisons(ax: Axes, frame: pd.DataFrame, say: Wording) -> dict[str, float]:
    """Rows for comparisons under a heading for each kind of ratio; give the place of each."""
    places: dict[str, float] = {}
    heads: dict[str, float] = {}
    place = 0.0
    for code in dict.fromkeys(frame["comparison"]):
        kind = "odds" if code == ODDS else COMPARISONS.get(code, ("", "distinct"))[1]
        if kind not in heads:
            heads[kind], place = place, place + 0.8
        places[code], place = place, place + 1
    texts = [say(f"region_ratios.{kind}") for kind in heads]
    texts += [say.code("comparison", code) for code in places]
    _label_rows(ax, texts, [*heads.values(), *places.values()])
    for label in ax.get_yticklabels()[: len(heads)]:
        label.set_fontweight("bold")
    return places


def plot_region_ratios(
    frame: pd.DataFrame, *, ax: Axes | None = None, lang: str = "en",
    labels: Mapping[str, Any] | None = None, width_mm: float = WIDTH_MM,
) -> Axes:  # fmt: skip
    """Draw the ratios of East to West with their intervals, Berlin's places side by side.

    Of a frame as from `compare_headlines`, under a heading for each kind of ratio, on a logarithmic
    axis, at whose ends intervals that reach beyond are cut. Beside each row stand its numbers, with
    more digits where two would put them on 1; in a column, `width_mm` of 85, its name above it.

    Examples
    --------
    >>> frame = pd.DataFrame({"comparison": ["strata"], "berlin": ["east"], "ratio": [0.5]})
    >>> plot_region_ratios(frame.assign(lower=0.2, upper=1.5)).get_xscale()
    'log'
    """
    say = Wording(lang, labels)
    check_frame(frame, ["comparison", "berlin", *INTERVAL], "plot_region_ratios")
    sides = list(dict.fromkeys(frame["berlin"]))
    looks = {code: BERLIN.get(code, PLAIN) for code in sides}
    with use_style():
        narrow = width_mm < WIDTH_MM
        rows = frame["comparison"].nunique() + 3
        ax = open_axes(ax, 14 + (11.5 if narrow else 8) * rows, width_mm=width_mm)
        places = _place_comparisons(ax, frame, say)
        if narrow:
            _head_rows(ax)
        _scale_ratios(ax, frame[INTERVAL].to_numpy().ravel().tolist(), say)
        numbers = {}
        for _, row in frame.iterrows():
            beside = sides.index(row["berlin"]) - (len(sides) - 1) / 2
            place = places[row["comparison"]] + beside * (0.3 if narrow else 0.34)
            _draw_interval(ax, place, row[INTERVAL], looks[row["berlin"]])
            numbers[place] = say.interval(*row[INTERVAL])
        _write_beside(ax, numbers)
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
        bar: Options = {"color": PARTS[part], "edgecolor": OUTLINE}
        ax.barh(place, end - start, 0.6, left=start, linewidth=0.6, label=part, **bar)
        if part != "crude":
            ax.plot([end, end], [place + 0.3, place + 0.7], color=EDGE, linewidth=0.8)
        limits = row[INTERVAL] if part == "ratio" else (row[part], float("nan"), float("nan"))
        sign = "=" if part == "crude" else "×"
        _write_beside(ax, {place: f"{sign} {say.interval(*limits)}"})
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
            ax.set_xlabel(say.column("ratio"))
            if place % columns:
                ax.set_yticks(range(len(PARTS)), [""] * len(PARTS))
    return axes


def _draw_rates(
    ax: Axes, rows: pd.DataFrame, looks: Mapping[str, Look], say: Wording, *, narrow: bool
) -> None:
    """A row per denominator: the marks of the regions, and their counts one below another."""
    names, codes = list(dict.fromkeys(rows["denominator"])), list(looks)
    people, known = names == ["inhabitants"], rows.loc[rows["base"] > 1]
    _label_rows(ax, [say.code("denominator", "per_million" if people else name) for name in names])
    for line in range(1, len(names)):
        ax.axhline(line - 0.5, color=RULE, linewidth=0.5, zorder=0)
    if people:
        ax.set_xlim(0, 1.08 * known[["rate", "upper"]].max().max() or 1)
        ax.locator_params(axis="x", nbins=4)
    else:
        ax.set_xscale("log")
        ax.set_xlim(LEAST, 1)
        ax.set_xticks([0.001, 0.01, 0.1, 1], [say.share(0.001, 1), *map(say.share, (0.01, 0.1, 1))])
        ax.xaxis.set_minor_locator(NullLocator())
    texts: dict[float, str] = {}
    for row in rows.to_dict("records"):
        beside = codes.index(row["region"]) - (len(codes) - 1) / 2
        place = names.index(row["denominator"]) + (0.1 + beside * 0.25 if narrow else beside * 0.3)
        whole = say.number(row["base"] / 1_000_000, 1) if people else say.number(row["base"])
        key = "regional_rates.count" if people else "regional_rates.share"
        region = say.code("region", row["region"])
        texts[place] = say(key, region=region, count=say.number(row["count"]), total=whole)
        if row["base"] > 1:
            values = row["rate"], row["lower"], row["upper"]
            _draw_interval(ax, place, values, looks[row["region"]])
    _write_beside(ax, texts)


def plot_regional_rates(
    frame: pd.DataFrame, *, figure: Figure | SubFigure | None = None, lang: str = "en",
    labels: Mapping[str, Any] | None = None, width_mm: float = WIDTH_MM,
) -> dict[str, Axes]:  # fmt: skip
    """Draw each region's rate of participation with its interval, a row per denominator.

    Of a frame as from `rate_regions`: axes "shares", logarithmic, and "inhabitants", memberships
    per million, on `figure` or a new one; the counts stand beside. A region of one unit, as Berlin,
    has its counts and no mark; per inhabitant, a mark without an interval.

    Examples
    --------
    >>> from analysis import east_west, load
    >>> list(plot_regional_rates(east_west.rate_regions(load(), draws=100)))
    ['shares', 'inhabitants']
    """
    say, narrow = Wording(lang, labels), width_mm < WIDTH_MM
    needed = ["denominator", "region", "count", "base", "rate", *INTERVAL[1:]]
    check_frame(frame, needed, "plot_regional_rates")
    looks = order_looks("region", frame["region"], labels)
    people = frame["denominator"].eq("inhabitants")
    panels = {"shares": frame[~people], "inhabitants": frame[people]}
    panels = {name: own for name, own in panels.items() if len(own)}
    rows = [own["denominator"].nunique() for own in panels.values()]
    with use_style():
        axes = open_panels(
            figure, [*panels], 9 * len(rows) + (14 if narrow else 10.5) * sum(rows),
            width_mm=width_mm, gridspec_kw={"height_ratios": rows},
        )  # fmt: skip
        for name, ax in axes.items():
            _draw_rates(ax, panels[name], looks, say, narrow=narrow)
            if narrow:
                _head_rows(ax)
    return axes


COLUMNS = {"berlin": "berlin_place"}  # whose words are the codes of another column
# As in the charts against chance: hollow what may be none.
INCLUDES = Look("#ffffff", EDGE, "o")
EXCLUDES = Look(INK, INK, "D")
HEADLINE = Look(TONES[1], INK, "*")


def _draw_curve(ax: Axes, frame: pd.DataFrame, say: Wording) -> None:
    """The sorted ratios with their intervals; arrow heads where the axis cuts these."""
    finite = [value for value in frame["ratio"] if 0 < value < float("inf")]
    low, high = min([*finite, 0.5]) / 3, max([*finite, 2.0]) * 2
    ax.set_yscale("log")
    ax.set_ylim(low, high)
    _tick_ratios(ax.yaxis, (low, high), say)
    ax.set_ylabel(say.column("ratio"))
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
    medians = {-1.0: say("specification_curve.median")}
    for setting in SETTINGS:
        for code in dict.fromkeys(frame.sort_values("row")[setting]):
            own_ratio = frame.loc[frame[setting].eq(code), "ratio"]
            own = own_ratio.index
            mark: Options = {"color": OUTLINE, "markersize": 3.4, "markeredgewidth": 0.7}
            ax.plot(own, [place] * len(own), "|", **mark)
            places.append(place)
            names.append(say.code(COLUMNS.get(setting, setting), code))
            medians[place] = say.number(own_ratio.median(), 2)
            place += 1
        place += 0.5
    for line in frame.index[frame["headline"]]:
        ax.axvline(line, color=HEADLINE.line, linewidth=0.8, zorder=0.5)
    _write_beside(ax, medians)
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
            _scale_ratios(ax, [*frame["ratio"] / 3, *frame["ratio"] * 3], say)
            _draw_bounds(ax, own, say)
            ax.set_title(say.code("counting", panel), loc="left", fontsize=8)
        keys = [
            draw_key(Look(MUTED, MUTED, "<"), say("scenario.west")),
            draw_key(Look(MUTED, MUTED, ">"), say("scenario.east")),
            draw_key(BERLIN["east"], say("coverage_bounds.median")),
        ]
        above = axes[panels[0]].figure
        above.legend(handles=keys, loc="outside upper left", ncols=1 if narrow else 3)
    return axes


def _write_end(ax: Axes, value: float, place: float, way: int, text: str) -> None:
    """Write beside an end: left of it (-1) or right (1)."""
    spot: Options = {"xytext": (6 * way, 0), "textcoords": "offset points", "fontsize": SMALL}
    side = "left" if way > 0 else "right"
    paper: Options = {"facecolor": "white", "linewidth": 0, "pad": 0.5}
    ax.annotate(text, (value, place), ha=side, va="center_baseline", bbox=paper, zorder=4, **spot)


def _draw_bounds(ax: Axes, rows: pd.DataFrame, say: Wording) -> None:
    """One row per scenario: a mark, a drawn interval, or the range from all West to all East."""
    looks = {"none": BERLIN["separate"], "drawn": BERLIN["east"]}
    none = "as_named" if rows["counting"].eq("memberships").any() else "none_new"
    texts = {"none": say(f"coverage_bounds.{none}"), "drawn": say("scenario.drawn")}
    names: list[str] = []
    for _, row in rows[rows["scenario"].isin(looks)].iterrows():
        _draw_interval(ax, len(names), row[INTERVAL], looks[row["scenario"]])
        last = row[INTERVAL].dropna().max()
        _write_end(ax, last, len(names), 1, say.interval(*row[INTERVAL]))
        names.append(texts[row["scenario"]])
    for overlap in sorted(set(rows.loc[rows["scenario"].eq("west"), "overlap"]), reverse=True):
        own = rows[rows["overlap"].eq(overlap)].set_index("scenario")
        ends = own["ratio"].reindex(["west", "east"]).tolist()
        ax.plot(ends, [len(names)] * 2, color=MUTED, linewidth=1.2, linestyle=(0, (2, 1.5)))
        for value, marker in zip(ends, "<>", strict=True):
            ax.plot(value, len(names), marker, color=MUTED, markeredgecolor=OUTLINE, markersize=5.5)
            way = 1 if marker == ">" else -1
            _write_end(ax, value, len(names), way, say.number(value, 2))
        number = say.number(own["added_west"].max())
        names.append(say(f"coverage_bounds.{overlap or 'memberships'}", number=number))
    _label_rows(ax, names)
