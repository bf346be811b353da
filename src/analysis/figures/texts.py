"""A title above a figure and its source line below, for whoever prints it without a caption."""

import re

from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.text import Text

from analysis.style import INK, MM, MUTED, SMALL, Options, use_style

EDGE_MM = 1.5
TITLE_POINTS = 9.0
SPACING = 1.3  # of lines, in heights of the type
POINT_MM = 25.4 / 72
# Where a line may break: not before a number nor near the end of a bracket, as in (CC BY 4.0).
BREAK = re.compile(r" +(?!\d)(?![^()]{0,8}\))")


def _fill_lines(text: Text, content: str, width: float) -> list[str]:
    """Fill lines of at most a width in pixels."""
    lines: list[str] = []
    for word in BREAK.split(content.strip()):
        tried = f"{lines[-1]} {word}" if lines else word
        text.set_text(tried)
        if lines and text.get_window_extent().width <= width:
            lines[-1] = tried
        else:
            lines.append(word)
    return lines


def _break_lines(text: Text, width: float) -> int:
    """Break a text into lines of at most a width in pixels; give their number."""
    content = text.get_text()
    lines = _fill_lines(text, content, width)
    # A source begins a line of its own where that costs none.
    parts = [_fill_lines(text, part, width) for part in re.split(r"(?<=;) ", content)]
    if sum(map(len, parts)) == len(lines):
        lines = [line for part in parts for line in part]
    text.set_text("\n".join(lines))
    return len(lines)


def _lower_legends(figure: Figure, top: float) -> float:
    """Put the legends at the top edge of a figure below a title; give the height they take."""
    heights = [0.0]
    for legend in figure.legends:
        heights.append(legend.get_window_extent().height / figure.dpi / MM + 2 * EDGE_MM)
        # The layout leaves room for a legend at the edge alone, and none for one in a given place.
        legend.set_bbox_to_anchor((0, 0, 1, top), figure.transFigure)
    return max(heights)


def add_texts(figure: Figure, *, title: str = "", source: str = "") -> Figure:
    """Set a title above a figure and a source line below it; the figure grows by their height.

    Parameters
    ----------
    figure
        With constrained layout, as the plot functions make it: `ax.figure` of what they return.
    title
        Above, bold, 9 points.
    source
        Below, 7 points.

    Returns
    -------
    matplotlib.figure.Figure
        The same figure; its axes keep their size.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> figure = Figure(figsize=(4, 2), layout="constrained")
    >>> add_texts(figure, source="Source: own.").texts[0].get_text()
    'Source: own.'
    """
    width, height = figure.get_size_inches() / MM
    places: dict[str, Options] = {
        "title": {"va": "top", "fontsize": TITLE_POINTS, "weight": "bold", "color": INK},
        "source": {"va": "bottom", "fontsize": SMALL, "color": MUTED},
    }
    room = {"title": 0.0, "source": 0.0}
    drawn: dict[str, Text] = {}
    with use_style():
        for name, content in (("title", title), ("source", source)):
            if not content:
                continue
            options: Options = {"ha": "left", "linespacing": SPACING} | places[name]
            text = figure.text(EDGE_MM / width, 0, content, gid=name, **options)
            lines = _break_lines(text, (width - 2 * EDGE_MM) * MM * figure.dpi)
            room[name] = lines * places[name]["fontsize"] * SPACING * POINT_MM + 1.5 * EDGE_MM
            drawn[name] = text
    whole = height + sum(room.values())
    figure.set_size_inches(width * MM, whole * MM)
    if "title" in drawn:
        drawn["title"].set_y(1 - EDGE_MM / whole)
    if "source" in drawn:
        drawn["source"].set_y(EDGE_MM / whole)
    bottom, top = room["source"], room["source"] + height
    if "title" in drawn:
        top -= _lower_legends(figure, top / whole)
    engine = figure.get_layout_engine()
    if isinstance(engine, ConstrainedLayoutEngine):
        engine.set(rect=(0, bottom / whole, 1, (top - bottom) / whole))
    return figure
