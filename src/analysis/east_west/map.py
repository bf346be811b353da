"""The map of the German members."""

from collections.abc import Mapping
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd
import textalloc
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from pyproj import Transformer

from analysis.data.contract import EAST, WEST
from analysis.presentation.style import (
    EDGE,
    INK,
    LOOKS,
    MUTED,
    OUTLINE,
    PLAIN,
    SMALL,
    WIDTH_MM,
    Look,
    Options,
    add_legend,
    check_frame,
    draw_key,
    figure_of,
    open_axes,
    order_looks,
    use_style,
)
from analysis.presentation.wording import Wording

# ETRS89 LAEA Europe: equal areas, metres.
PROJECTION = "EPSG:3035"
AREA = 16.0  # square points for one network
HOLLOW = 0.6  # of this, for a city in none
DEGREES = ["longitude", "latitude"]
REGIONS = dict.fromkeys(EAST, "east") | {"BE": "berlin"} | dict.fromkeys(WEST, "west")


def _draw_states(ax: Axes, states: Mapping[str, Any], project: Any) -> None:
    """Tint every state by its region."""
    for feature in states["features"]:
        state, shape = str(feature["properties"]["state"]), feature["geometry"]
        polygons = shape["coordinates"]
        vertices, kinds = [], []
        for ring in polygons if shape["type"] == "Polygon" else chain.from_iterable(polygons):
            vertices += list(zip(*project(*np.transpose(ring)[:2]), strict=True))
            kinds += [Path.MOVETO, *[Path.LINETO] * (len(ring) - 2), Path.CLOSEPOLY]
        region = REGIONS.get(state)
        tint = LOOKS["region"][region].tint if region else PLAIN.tint
        outline: Options = {"facecolor": tint, "edgecolor": EDGE, "linewidth": 0.5}
        ax.add_patch(PathPatch(Path(vertices, kinds), label=f"state {state}", zorder=1, **outline))


def _draw_members(ax: Axes, frame: pd.DataFrame, looks: Mapping[str, Look], area: float) -> None:
    """Markers by region, their area in proportion to the number of networks, small ones on top."""
    for _, row in frame.sort_values("degree", ascending=False, kind="stable").iterrows():
        look = looks.get(str(row["region"]), PLAIN)
        edge = "white" if look.fill == "#000000" else INK
        mark: Options = {"marker": look.marker, "color": look.fill, "edgecolor": edge}
        mark |= {"s": area * float(row["degree"]), "linewidth": 0.6, "zorder": 3}
        ax.scatter([row["x"]], [row["y"]], label=f"member {row['label']}", **mark)


def _label_members(
    ax: Axes, frame: pd.DataFrame, missing: pd.DataFrame, label_from: int, area: float
) -> None:
    """Names beside the members with most networks, where they cover neither marker nor name."""
    chosen = frame[frame["degree"] >= label_from].sort_values(
        ["degree", "label"], ascending=[False, True]
    )
    if chosen.empty:
        return
    figure_of(ax).draw_without_rendering()  # the places depend on the final layout
    pixels = 1.1 * figure_of(ax).dpi / 72 / 2  # radii, with a little room
    spots = pd.concat([frame, missing.assign(degree=HOLLOW)])
    radii, own = (pixels * (area * rows["degree"].astype(float)) ** 0.5 for rows in (spots, chosen))
    sizes: Options = {"scatter_sizes": radii.tolist(), "text_scatter_sizes": own.tolist()}
    textalloc.allocate(
        ax, chosen["x"].to_numpy(float), chosen["y"].to_numpy(float),
        chosen["label"].astype(str).tolist(), x_scatter=spots["x"].to_numpy(float),
        y_scatter=spots["y"].to_numpy(float), **sizes,
        margin=0.003 * AREA / area, min_distance=0.003, max_distance=0.12,  # parts of the axes
        nbr_candidates=400, textsize=7.5, linecolor=OUTLINE, linewidth=0.5,
        plot_kwargs={"zorder": 2}, zorder=5,
    )  # fmt: skip


def _draw_scale(ax: Axes, say: Wording) -> None:
    """A bar of 100 km in the lower right corner."""
    right, bottom = ax.get_xlim()[1] - 8_000, ax.get_ylim()[0] + 8_000
    ax.plot([right - 100_000, right], [bottom, bottom], color=INK, lw=1.2, label="scale")
    text = say("map.kilometres", number=say.number(100))
    above: Options = {"xytext": (0, 3), "textcoords": "offset points", "ha": "center"}
    ax.annotate(text, (right - 50_000, bottom), fontsize=SMALL, **above)


def _add_keys(
    ax: Axes, frame: pd.DataFrame, absent: int, say: Wording, *, area: float, narrow: bool
) -> None:
    """Two legends beside the map or, narrow, above it: regions, and the size of the markers."""
    looks = order_looks("region", frame["region"], say.contract)
    keys = [draw_key(look, say.code("region", code)) for code, look in looks.items()]
    hollow: Options = {"marker": "o", "color": "white", "markeredgecolor": MUTED}
    if absent:
        text = say("map.absent", number=say.number(absent))
        keys.append(draw_key(None, text, markersize=(HOLLOW * area) ** 0.5, **hollow))
    degrees = frame["degree"].astype(int)
    least, most = int(degrees.min()), int(degrees.max())
    sizes = sorted({least, max(least, (1 + most) // 2), most})
    texts = [say.number(size) for size in sizes]
    hollow["markeredgecolor"] = INK
    if narrow:
        texts[-1] = f"{texts[-1]} {say('column.names')}"
    circles = [
        draw_key(None, text, markersize=(area * size) ** 0.5, **hollow)
        for size, text in zip(sizes, texts, strict=True)
    ]
    regions: Options = {"loc": "upper left", "bbox_to_anchor": (0.97, 1)}
    numbers: Options = regions | {"bbox_to_anchor": (0.97, 0.8), "labelspacing": 0.9}
    if narrow:
        regions = {"loc": "lower left", "bbox_to_anchor": (0, 1)}
        numbers = {"loc": "lower right", "bbox_to_anchor": (1, 1)}
    else:
        numbers |= {"title": say("column.names"), "alignment": "left", "title_fontsize": 7.5}
    add_legend(ax, keys, columns=1, **regions)
    add_legend(ax, circles, columns=1, **numbers)


def plot_map(
    frame: pd.DataFrame, states: Mapping[str, Any], absent: pd.DataFrame | None = None, *,
    ax: Axes | None = None, lang: str = "en", labels: Mapping[str, Any] | None = None,
    width_mm: float = WIDTH_MM,
) -> Axes:  # fmt: skip
    """Draw members on the map, sized by the number of their networks.

    `frame` has a row per member: `label`, `degree` (number of networks), `region`, `latitude` and
    `longitude` in degrees (WGS 84); those without coordinates are named below. `states` is GeoJSON,
    each feature a polygon or multipolygon in degrees with the property `state` (`read_states`).
    `absent` are places in no network, with coordinates, drawn hollow. The axes are in metres of
    EPSG:3035, which keeps areas; members of two networks (in a column four) or more are named.

    Examples
    --------
    >>> from analysis import data
    >>> place = {"label": ["Bonn"], "degree": [2], "region": ["west"]}
    >>> frame = pd.DataFrame({**place, "latitude": [50.73], "longitude": [7.1]})
    >>> plot_map(frame, data.read_states()).get_aspect()
    1.0
    """
    check_frame(frame, ["label", "degree", "region", "latitude", "longitude"], "plot_map")
    lost = frame[["latitude", "longitude"]].isna().any(axis=1)
    if lost.all():
        raise ValueError("plot_map has nothing to draw: no member has coordinates")
    project = Transformer.from_crs("EPSG:4326", PROJECTION, always_xy=True).transform
    none = pd.DataFrame(columns=["latitude", "longitude"])
    placed, missing = (
        rows.assign(**dict(zip("xy", project(*rows[DEGREES].to_numpy(float).T), strict=True)))
        for rows in (frame[~lost], none if absent is None else absent)
    )
    looks, say = order_looks("region", frame["region"], labels), Wording(lang, labels)
    with use_style():
        narrow = width_mm < WIDTH_MM
        area = AREA / 2 if narrow else AREA
        ax = open_axes(ax, 140 if narrow else 195, width_mm=width_mm)
        ax.set_axis_off()
        _draw_states(ax, states, project)
        hollow: Options = {"facecolor": "white", "edgecolor": MUTED, "linewidth": 0.6}
        ax.scatter(missing["x"], missing["y"], HOLLOW * area, label="absent", zorder=2.5, **hollow)
        _draw_members(ax, placed, looks, area)
        ax.set_aspect("equal", anchor="S" if narrow else "C")
        ax.autoscale_view()
        ax.set_autoscale_on(False)
        _draw_scale(ax, say)
        _add_keys(ax, placed, len(missing), say, area=area, narrow=narrow)
        if lost.any():
            names = ", ".join(str(name) for name in frame.loc[lost, "label"])
            text = say("map.lost", names=names)
            ax.text(0, -0.01, text, transform=ax.transAxes, va="top", fontsize=SMALL, wrap=True)
        _label_members(ax, placed, missing, 4 if narrow else 2, area)
    return ax
