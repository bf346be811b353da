"""Tables set as figures: text in lines and cells, with markers before it."""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from analysis.presentation.style import (
    INK,
    MM,
    OUTLINE,
    POINT_MM,
    WIDTH_MM,
    Look,
    Options,
    figure_of,
    open_axes,
)
from analysis.presentation.wording import Wording

POINTS = 7.5
LINE_MM = 1.35 * POINTS * POINT_MM
PAD_MM = 0.75  # above and below the lines of a row
MARGIN_MM = 1.5  # of the figure around its axes
MARKER_MM = 3.2  # from the left end of a marker to its text
BETWEEN_MM = 2.6  # from a text to the next marker
HEAVY, LIGHT = 1.0, 0.5  # points
NUMBER_MM = 11.0  # a column of numbers
GAP_MM = 3.0
NARROW_MM = 120.0  # below this, names stand under what they belong to
SLACK = 1.03  # hinting makes drawn text a little wider than its outlines


class Token(NamedTuple):
    """What is not broken: a text, and the look whose marker stands before it."""

    text: str
    look: Look | None = None


class Cell(NamedTuple):
    """A text in a column that begins at `left` and is `width` wide."""

    tokens: tuple[Token, ...]
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


def write_words(text: str, look: Look | None = None) -> tuple[Token, ...]:
    """Give a text that may be broken between its words, perhaps with a marker before it."""
    first, *others = text.split() or [""]
    return Token(first, look), *(Token(word) for word in others)


def break_lines(cell: Cell) -> list[list[Token]]:
    """Break the tokens of a cell into lines of its width."""
    lines: list[list[Token]] = []
    tokens = [
        part
        for token in cell.tokens
        for part in (write_words(*token) if _measure_line([token], cell) > cell.width else [token])
    ]
    # A text with a marker hangs: its further lines begin below the text.
    for token in tokens:
        if lines and _measure_line([*lines[-1], token], cell) <= cell.width:
            lines[-1].append(token)
        else:
            lines.append([token])
    return lines


def _join_runs(line: Sequence[Token]) -> list[Token]:
    """Join the words after a marker, or from the beginning, to one text."""
    runs: list[Token] = []
    for token in line:
        if runs and token.look is None:
            runs[-1] = runs[-1]._replace(text=f"{runs[-1].text} {token.text}")
        else:
            runs.append(token)
    return runs


def _indent(cell: Cell) -> float:
    """How far lines without a marker stand in, below one with a marker."""
    first, *others = (token.look is not None for token in cell.tokens)
    return MARKER_MM if first and not all(others) else 0.0


def _measure_line(line: Sequence[Token], cell: Cell) -> float:
    runs = _join_runs(line)
    width = sum(measure_text(run.text, cell.weight) for run in runs)
    width += sum(MARKER_MM for run in runs if run.look is not None)
    width += _indent(cell) if runs[0].look is None else 0
    return width + BETWEEN_MM * (len(runs) - 1)


def _draw_cell(ax: Axes, cell: Cell, top: float) -> None:
    for number, line in enumerate(break_lines(cell)):
        base = top + number * LINE_MM + 0.5 * (LINE_MM + 0.73 * POINTS * POINT_MM)
        x = cell.left if line[0].look is not None else cell.left + _indent(cell)
        for run in _join_runs(line):
            if run.look is not None:
                spot: Options = {"marker": run.look.marker, "color": run.look.fill}
                spot |= {"edgecolor": OUTLINE, "linewidth": 0.6, "s": 22.0, "clip_on": False}
                middle = base - 0.36 * POINTS * POINT_MM
                ax.scatter([x + 1.2], [middle], label=f"marker {run.text}", **spot)
                x += MARKER_MM
            place = x if cell.align == "left" else cell.left + cell.width
            settings: Options = {"ha": cell.align, "va": "baseline", "fontsize": POINTS}
            ax.text(place, base, run.text, color=INK, weight=cell.weight, **settings)
            x += measure_text(run.text, cell.weight) + BETWEEN_MM


def set_number(value: Any, left: float, say: Wording, weight: str = "normal") -> Cell:
    """Give a number at the right end of a column of numbers."""
    return Cell((Token(say.number(value)),), left, NUMBER_MM, "right", weight)


def set_head(text: str, left: float, width: float) -> Cell:
    """Give a text in bold."""
    return Cell(write_words(text), left, width, weight="bold")


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
