"""What several figures share: tables set as figures, and half matrices."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_hex
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle
from matplotlib.textpath import text_to_path

from analysis.presentation.style import (
    INK,
    MM,
    POINT_MM,
    RULE,
    SMALL,
    TONES,
    WIDTH_MM,
    Options,
    figure_of,
    open_axes,
    read_on,
)
from analysis.presentation.wording import Wording

POINTS = 7.5
LINE_MM = 1.35 * POINTS * POINT_MM
PAD_MM = 0.75  # above and below the lines of a row
MARGIN_MM = 1.5  # of the figure around its axes
HANG = "  "  # before the further lines of an item of a list
HEAVY, LIGHT = 1.0, 0.5  # points
NUMBER_MM = 11.0  # a column of numbers
GAP_MM = 3.0
NARROW_MM = 120.0  # below this, names stand under what they belong to
SLACK = 1.03  # hinting makes drawn text a little wider than its outlines


class Cell(NamedTuple):
    """A text in a column that begins at `left` and is `width` wide; each line of it is an item."""

    text: str
    left: float
    width: float
    align: str = "left"
    weight: str = "normal"


class Row(NamedTuple):
    """Cells beside each other; a rule of so many points above them where `rule` is not 0."""

    cells: tuple[Cell, ...]
    rule: float = 0.0
    spans: tuple[tuple[float, float], ...] = ()
    joined: bool = False


@cache
def measure_text(text: str, weight: str = "normal") -> float:
    """Give the width of a line of text in millimetres."""
    font = FontProperties(family="DejaVu Sans", size=POINTS, weight=weight)
    width, _, _ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return float(width) * POINT_MM * SLACK


def break_lines(cell: Cell) -> list[str]:
    """Break a text into lines of the width of its cell; those of an item of several hang."""
    lines, hang = [], HANG if "\n" in cell.text else ""
    for item in cell.text.split("\n"):
        line, *words = item.split(" ")
        for word in words:
            if measure_text(f"{line} {word}", cell.weight) <= cell.width:
                line = f"{line} {word}"
            else:
                lines.append(line)
                line = hang + word
        lines.append(line)
    return lines


def _draw_cell(ax: Axes, cell: Cell, top: float) -> None:
    place = cell.left + (cell.width if cell.align == "right" else 0)
    # The layout would make room for texts that reach beyond axes not yet as wide as they will be.
    settings: Options = {"ha": cell.align, "va": "baseline", "fontsize": POINTS, "color": INK}
    settings |= {"in_layout": False}
    for number, line in enumerate(break_lines(cell)):
        base = top + number * LINE_MM + 0.5 * (LINE_MM + 0.73 * POINTS * POINT_MM)
        ax.text(place, base, line, weight=cell.weight, **settings)


def set_number(value: Any, left: float, say: Wording, weight: str = "normal") -> Cell:
    """Give a number at the right end of a column of numbers."""
    return Cell(say.number(value), left, NUMBER_MM, "right", weight)


def set_head(text: str, left: float, width: float) -> Cell:
    """Give a text in bold."""
    return Cell(text, left, width, weight="bold")


def fit_width(ax: Axes | None, width_mm: float = WIDTH_MM) -> float:
    """Give the width that a table may take: that of axes, or of a new figure within its margins."""
    if ax is None:
        return width_mm - 2 * MARGIN_MM
    return float(ax.get_window_extent().width / figure_of(ax).dpi / MM)


def draw_rows(rows: Sequence[Row], ax: Axes | None, width_mm: float = WIDTH_MM) -> Axes:
    """Draw rows from the top down; one without cells closes the table with its rule."""
    width = fit_width(ax, width_mm)
    pads = [PAD_MM if row.joined else 2 * PAD_MM for row in rows]
    heights = [
        max((LINE_MM * len(break_lines(cell)) + pad for cell in row.cells), default=0.0)
        for row, pad in zip(rows, pads, strict=True)
    ]
    ax = open_axes(ax, sum(heights) + 2 * MARGIN_MM, width_mm=width_mm)
    ax.set_axis_off()
    ax.set(xlim=(0, width), ylim=(sum(heights), 0))
    line: Options = {"color": INK, "clip_on": False, "label": "rule"}
    top = 0.0
    for row, height, pad in zip(rows, heights, pads, strict=True):
        for span in (row.spans or ((0, width),)) if row.rule else ():
            ax.plot(span, (top, top), linewidth=row.rule, **line)
        for cell in row.cells:
            _draw_cell(ax, cell, top + pad - PAD_MM)
        top += height
    return ax


# ---------------------------------------------------------------- half matrices

COUNTS = LinearSegmentedColormap.from_list("counts", [TONES[0], TONES[2], INK])
CELL_MM, LEAST_MM, HEAD_MM = 3.3, 2.8, 5.0  # a cell, the least with a number in it, a head


def draw_half_matrix(
    ax: Axes, names: Sequence[str], values: Mapping[frozenset[str], int],
    place: tuple[float, float], cell: float, say: Wording, *, labelled: str,
) -> None:  # fmt: skip
    """Shade and number the pairs of names below the diagonal, on which the names stand, in mm."""
    (left, top), most = place, max([1, *values.values()])
    beside: Options = {"va": "center_baseline", "fontsize": SMALL}
    edge: Options = {"edgecolor": RULE, "linewidth": 0.4, "clip_on": False}
    for i, name in enumerate(names):
        y = top + i * cell
        for j, other in enumerate(names[:i]):
            value = values.get(frozenset((name, other)), 0)
            fill = to_hex(COUNTS(value / most)) if value else "white"
            label = f"{labelled} {name} {other}" if value else "empty"
            corner = (left + j * cell, y)
            ax.add_patch(Rectangle(corner, cell, cell, facecolor=fill, label=label, **edge))
            if value and cell >= LEAST_MM and most > 1:
                middle = left + (j + 0.5) * cell, y + cell / 2
                ax.text(*middle, say.number(value), ha="center", color=read_on(fill), **beside)
        ax.text(left + i * cell + 1, y + cell / 2, name, **beside)
