"""How the figures look, and the texts around them."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple, TypeAlias, cast

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure, SubFigure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.text import Text

from analysis.data.contract import order_codes

MM = 1 / 25.4
WIDTH_MM = 170  # of a page
COLUMN_MM = 85
BOTH = (WIDTH_MM, COLUMN_MM)
HEIGHT_MM = 226  # what A4 leaves beside margins, title, source line and a caption
SMALL = 7.0  # points; nothing is printed smaller

INK = "#1a1a1a"
OUTLINE = "#333333"
MUTED = "#5c5c5c"  # text and marks of what is left aside; 6.6 : 1 on white
EDGE = "#8c8c8c"
RULE = "#d9d9d9"
SHADES = ("#383d42", "#888d92", "#c9ccd0", "#ffffff")  # of four codes that are no regions
TONES = ("#eceeef", "#b8bcc0", "#6f757a")  # light to dark, of what is ordered
# How much of a network's mark is filled: lists without a sign of being open, open ones, none.
LISTING_FILLS = {
    "complete": "full", "closed": "full", "examples": "left", "not_listed": "none", "none": "none",
}  # fmt: skip

# What is handed on to matplotlib.
Options: TypeAlias = dict[str, Any]


class Look(NamedTuple):
    """How one code is drawn: the fill, the colour of thin lines, the marker, a tint."""

    fill: str
    line: str
    marker: str
    tint: str = "#f2f2f2"
    width: float = 0.8  # of lines, in points
    dash: str = "-"


LOOKS: dict[str, dict[str, Look]] = {
    "category": {
        "national": Look(SHADES[1], OUTLINE, "o"),
        "smart_city": Look(SHADES[0], OUTLINE, "s"),
        "thematic": Look(SHADES[2], OUTLINE, "^"),
        "cities_regions": Look(SHADES[3], OUTLINE, "D"),
    },
    "region": {
        # Lines of East and West part in grey, too: their luminance as 1 to 3, and both on white.
        "east": Look("#D55E00", "#7E2A00", "o", "#f6d2b8", 1.4),
        "berlin": Look("#000000", "#000000", "o", "#bfbfbf", 1.2, "--"),
        "west": Look("#56B4E9", "#6C99B8", "o", "#e6f2fa", 0.7),
    },
}
PLAIN = Look("#999999", "#767676", "o")  # for what has no code
# For codes that have no look of their own, in the order in which they appear.
SPARE = (
    Look("#CC79A7", "#A8507F", "v"),
    Look("#56B4E9", "#4A7F9E", "P"),
    Look("#D55E00", "#D55E00", "X"),
    Look("#000000", "#000000", "h"),
    Look("#999999", "#767676", "<"),
    Look("#F0E442", "#857C00", ">"),
)


SETTINGS: Options = {
    "font.family": "DejaVu Sans", "font.size": 8, "axes.labelsize": 8,
    "xtick.labelsize": 7.5, "ytick.labelsize": 7.5, "legend.fontsize": 7.5,
    "text.color": INK, "axes.labelcolor": INK, "xtick.color": INK, "ytick.color": INK,
    "text.parse_math": False,  # a name with a dollar sign is a name
    "legend.frameon": False, "legend.handletextpad": 0.5, "legend.columnspacing": 1.4,
    "legend.borderaxespad": 0.3,
    "axes.edgecolor": OUTLINE, "axes.linewidth": 0.6, "axes.axisbelow": True,
    "axes.spines.top": False, "axes.spines.right": False, "axes.unicode_minus": True,
    "figure.constrained_layout.w_pad": 1.5 * MM, "figure.constrained_layout.h_pad": 1.5 * MM,
    "figure.facecolor": "white", "figure.dpi": 150,
    "figure.max_open_warning": 0,  # who draws many closes them
}  # fmt: skip


@contextmanager
def use_style() -> Iterator[None]:
    """Draw in the style of the figures; the settings of before return afterwards."""
    with mpl.rc_context(cast(Any, SETTINGS)):
        try:
            yield
        finally:
            interactive = mpl.is_interactive()
    # A notebook's backend turns interactive on with the first figure: reset, as the other settings
    # are, later figures would not be shown.
    mpl.interactive(interactive)


def contrast(one: str, other: str = "white") -> float:
    """Contrast of two colours, from 1 to 21, as WCAG 2 defines it."""
    inks = np.array([to_rgb(one), to_rgb(other)])
    linear = np.where(inks <= 0.04045, inks / 12.92, ((inks + 0.055) / 1.055) ** 2.4)
    low, high = sorted((linear @ (0.2126, 0.7152, 0.0722)).tolist())
    return float(round((high + 0.05) / (low + 0.05), 2))


def read_on(background: str) -> str:
    """Give the ink, black or white, that is easier to read: one always reaches 4.5 : 1."""
    return max(("black", "white"), key=lambda ink: contrast(ink, background))


def order_looks(
    column: str, present: Iterable[Any], labels: Mapping[str, Any] | None = None
) -> dict[str, Look]:
    """Give the codes that are present their looks, in the order of the contract."""
    found = list(dict.fromkeys(str(code) for code in present if not pd.isna(code)))
    own = LOOKS.get(column, {})
    order = [code for code in order_codes(labels, column, [*own, *found]) if code in found]
    spare = [code for code in order if code not in own]
    return {code: own.get(code) or SPARE[spare.index(code) % len(SPARE)] for code in order}


def find_looks(
    column: str, codes: Mapping[Any, Any], labels: Mapping[str, Any] | None = None
) -> tuple[dict[str, Look], dict[Any, Look]]:
    """Give the looks of the codes that things, say nodes, have, and the look of each thing."""
    looks = order_looks(column, [codes[key] for key in sorted(codes, key=str)], labels)
    return looks, {key: looks[str(code)] for key, code in codes.items() if not pd.isna(code)}


def check_frame(frame: pd.DataFrame, needed: Sequence[str], plot: str) -> None:
    """Refuse a frame that is empty or lacks columns."""
    missing = [name for name in needed if name not in frame.columns]
    if missing:
        raise ValueError(f"{plot} needs the columns {', '.join(missing)}, which the frame lacks")
    if frame.empty:
        raise ValueError(f"{plot} has nothing to draw: the frame is empty")


def open_axes(ax: Axes | None, height_mm: float, *, width_mm: float = WIDTH_MM) -> Axes:
    """Give the axes, or those of a new figure: by default as wide as a page."""
    if ax is not None:
        return ax
    size = (width_mm * MM, height_mm * MM)
    return plt.subplots(figsize=size, layout="constrained")[1]


def open_panels(
    figure: Figure | SubFigure | None, panels: Sequence[str], height_mm: float, *,
    columns: int = 1, width_mm: float = WIDTH_MM, **options: Any,
) -> dict[str, Axes]:  # fmt: skip
    """Give axes by panel, row by row, on a figure or a new one."""
    if figure is None:
        size = (width_mm * MM, min(HEIGHT_MM, height_mm) * MM)
        figure = plt.figure(figsize=size, layout="constrained")
    rows = -(-len(panels) // columns)
    grid = figure.subplots(rows, columns, squeeze=False, **options).ravel()
    for ax in grid[len(panels) :]:
        ax.remove()
    return dict(zip(panels, grid, strict=False))


def figure_of(ax: Axes) -> Figure:
    """Give the figure to which axes belong, also where they stand in a subfigure."""
    figure = ax.get_figure(root=True)
    if figure is None:
        raise ValueError("the axes belong to no figure")
    return figure


def draw_key(look: Look | None, text: str, **options: Any) -> Line2D:
    """Give the entry of a legend for a code: its marker in its colour."""
    settings: Options = {"linestyle": "", "markersize": 5.5, "markeredgewidth": 0.6}
    if look is not None:
        settings |= {"marker": look.marker, "color": look.fill, "markeredgecolor": OUTLINE}
    return Line2D([], [], **(settings | {"label": text} | options))


def add_legend(ax: Axes, keys: Sequence[Artist], *, columns: int = 0, **options: Any) -> Legend:
    """Add a legend above the axes, in as few rows as their width allows or in so many columns."""
    figure_of(ax).draw_without_rendering()
    texts = [str(key.get_label()) for key in keys]
    place: Options = {"loc": "lower left", "bbox_to_anchor": (0, 1), "borderpad": 0.2}
    room = ax.get_window_extent().width
    # As many columns as the rows need, so that none holds fewer keys than it could.
    numbers = {-(-len(keys) // rows) for rows in range(1, len(keys) + 1)}
    for number in [columns] if columns else sorted(numbers, reverse=True):
        legend = Legend(ax, list(keys), texts, ncols=number, **(place | options))
        ax.add_artist(legend)
        legend.set_clip_on(False)  # else the layout leaves no room for what lies outside
        if number in (1, columns) or legend.get_window_extent().width <= room:
            break
        legend.remove()
    return legend


EDGE_MM = 1.5
SPACING = 1.3  # of lines, in heights of the type
POINT_MM = 25.4 / 72
TEXTS: dict[str, Options] = {
    "title": {"va": "top", "fontsize": 9.0, "weight": "bold", "color": INK},
    "source": {"va": "bottom", "fontsize": SMALL, "color": MUTED},
}
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


def _draw_text(figure: Figure, name: str, content: str) -> tuple[Text, float]:
    """Draw a title or source in lines across a figure; give the height they need, in mm."""
    width = figure.get_figwidth() / MM
    options: Options = {"ha": "left", "linespacing": SPACING, "gid": name} | TEXTS[name]
    text = figure.text(EDGE_MM / width, 0, content, **options)
    lines = _break_lines(text, (width - 2 * EDGE_MM) * MM * figure.dpi)
    return text, lines * TEXTS[name]["fontsize"] * SPACING * POINT_MM + 1.5 * EDGE_MM


def add_texts(figure: Figure, *, title: str = "", source: str = "") -> Figure:
    """Set a title above a figure and a source line below it; the figure grows by their height."""
    width, height = figure.get_size_inches() / MM
    with use_style():
        head, above = _draw_text(figure, "title", title) if title else (None, 0.0)
        foot, below = _draw_text(figure, "source", source) if source else (None, 0.0)
    whole = height + (above + below)
    figure.set_size_inches(width * MM, whole * MM)
    top = below + height
    if head is not None:
        head.set_y(1 - EDGE_MM / whole)
        top -= _lower_legends(figure, top / whole)
    if foot is not None:
        foot.set_y(EDGE_MM / whole)
    engine = figure.get_layout_engine()
    if isinstance(engine, ConstrainedLayoutEngine):
        engine.set(rect=(0, below / whole, 1, (top - below) / whole))
    return figure
