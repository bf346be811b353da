"""Two columns drawn by Bokeh, empty: explorer.js fills the columns of its sources."""

import json
from collections.abc import Sequence
from math import pi
from typing import Any

from analysis.presentation.style import OUTLINE

ROW = 20  # pixels from node to node
FONT = "DejaVu Sans, Verdana, sans-serif"
# Bokeh's name of a marker of matplotlib, and by how much it is turned.
MARKERS = {
    "o": ("circle", 0), "s": ("square", 0), "^": ("triangle", 0), "D": ("square", pi / 4),
    "v": ("inverted_triangle", 0), "P": ("plus", 0), "X": ("plus", pi / 4), "h": ("hex", 0),
    "<": ("triangle", pi / 2), ">": ("triangle", -pi / 2),
}  # fmt: skip
# Columns of the two sources; explorer.js fills them.
NODE_COLUMNS = (
    "x", "y", "marker", "angle", "fill", "line", "alpha", "label", "degree", "font", "align",
    "label_offset", "degree_offset",
)  # fmt: skip
EDGE_COLUMNS = ("xs", "ys", "color", "alpha", "width")
ROW_COLUMNS = ("y", "left", "right")


def draw_columns() -> dict[str, Any]:
    """Draw two columns of nodes with edges between them, as Bokeh embeds it, still empty.

    Returns
    -------
    dict
        For `Bokeh.embed.embed_item`. The ids of its models depend on nothing that ran before.

    Examples
    --------
    >>> draw_columns() == draw_columns()
    True
    """
    from bokeh.core.properties import value
    from bokeh.core.types import ID
    from bokeh.embed import json_item
    from bokeh.models import ColumnDataSource, HoverTool, Range1d, TapTool
    from bokeh.plotting import figure

    def source(name: str, columns: Sequence[str]) -> ColumnDataSource:
        return ColumnDataSource({column: [] for column in columns}, name=name)

    # Bokeh does not wipe the outermost pixels, so nothing may be drawn there.
    plot = figure(
        name="plot", height=400, sizing_mode="stretch_width", min_border=2, tools="",
        toolbar_location=None, outline_line_color=None, background_fill_color=None,
        border_fill_color=None, x_range=Range1d(start=0, end=1, name="across"),
        y_range=Range1d(start=1, end=0, name="down"),
    )  # fmt: skip
    plot.axis.visible = False
    plot.grid.visible = False
    nodes, edges = source("nodes", NODE_COLUMNS), source("edges", EDGE_COLUMNS)
    plot.multi_line(
        "xs", "ys", source=edges, line_color="color", line_alpha="alpha", line_width="width"
    )
    plot.scatter(
        "x", "y", source=nodes, size=9, marker="marker", angle="angle",
        fill_color="fill", fill_alpha="alpha", line_color="line", line_alpha="alpha",
    )  # fmt: skip
    text: dict[str, Any] = {"source": nodes, "text_baseline": "middle", "text_alpha": "alpha"}
    text |= {"text_color": OUTLINE, "text_font": value(FONT)}
    plot.text(
        "x", "y", text="label", x_offset="label_offset", text_align="align", name="labels",
        text_font_style="font", **text,
    )  # fmt: skip
    plot.text(
        "x", "y", text="degree", x_offset="degree_offset", text_align="right", name="degrees",
        text_font_style="bold", **text,
    )  # fmt: skip
    # What is hovered and tapped: the whole row of a node, since markers are small.
    rows = plot.hbar(
        y="y", left="left", right="right", height=1, fill_alpha=0, line_alpha=0,
        selection_fill_alpha=0, nonselection_fill_alpha=0, nonselection_line_alpha=0,
        source=source("rows", ROW_COLUMNS),
    )  # fmt: skip
    plot.add_tools(HoverTool(renderers=[rows], tooltips=None), TapTool(renderers=[rows]))
    return _number_anew(json.loads(json.dumps(json_item(plot, ID("explorer-drawing")))))


def outline_marker(marker: str) -> str:
    """Give the outline of a marker of matplotlib as a path of SVG, in a square from -1 to 1.

    Examples
    --------
    >>> outline_marker("s")
    'M-1.00 1.00 L1.00 1.00 L1.00 -1.00 L-1.00 -1.00 L-1.00 1.00 Z'
    """
    import numpy as np
    from matplotlib.markers import MarkerStyle

    style = MarkerStyle(marker)
    path = style.get_path().transformed(style.get_transform())
    extent = float(np.abs(path.vertices).max())
    parts: Any = path.to_polygons(closed_only=False)
    corners = [[(x / extent, -y / extent) for x, y in part] for part in parts]
    return " ".join("M" + " L".join(f"{x:.2f} {y:.2f}" for x, y in part) + " Z" for part in corners)


def _number_anew(item: dict[str, Any]) -> dict[str, Any]:
    """Number the models of a drawing from one: Bokeh counts on through a session."""
    found: dict[str, str] = {}

    def walk(value: Any) -> Any:
        if isinstance(value, list):
            return [walk(entry) for entry in value]
        if not isinstance(value, dict):
            return value
        return {
            key: found.setdefault(entry, f"m{len(found) + 1}")
            if key in ("id", "root_id") and isinstance(entry, str)
            else walk(entry)
            for key, entry in value.items()
        }

    numbered: dict[str, Any] = walk(item)
    return numbered
