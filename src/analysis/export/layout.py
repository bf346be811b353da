"""How a table lies on a page: upright or across, the size of its type, the widths of its columns.

LaTeX and DOCX are set by the same layout. Lengths within a table are in em, one size of its type:
widths of letters are those of a common sans serif, close enough for the choice of columns.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.presentation.tables import PrintTable, format_cells, list_spanners

POINTS_PER_MM = 72 / 25.4
MARGIN_MM = 20
PAPER_MM = (210, 297)  # A4
TITLE_POINTS = 34.0  # title and head's rules
NOTE_SIZE = 8.0  # points, of the notes at most
# Tried in this order: whether across, and the size in points.
CHOICES = (
    (False, 9.0), (False, 8.5), (False, 8.0), (False, 7.5), (True, 9.0), (True, 8.5), (True, 8.0),
    (True, 7.5), (False, 7.0), (True, 7.0), (True, 6.5), (True, 6.0),
)  # fmt: skip
# By so much may other type be wider: romans are, above all those drawn for small sizes.
SPARE, SMALL_SPARE = 0.03, 0.04
LEADING = 1.2
GAP_POINTS = 2.1  # between rows, and between notes, beyond the leading
PADDING = 0.9  # em beside the text of a column
MOST_LINES = 8  # of a row that is read at ease
LEGIBLE = 8.0  # points, of a table of several pages
# Letters by width; all others are capitals or as wide as n. Romans are wider than sans serifs.
WIDTHS = {0.33: "iljI.,;:!|'()[]- \N{NO-BREAK SPACE}", 0.42: "tfrsz", 0.9: "mwMW%@"}
WIDTH_OF = {sign: width for width, signs in WIDTHS.items() for sign in signs}
WIDENED = 1.15  # a narrow table grows by so much, not to the whole line
WHOLE = 16  # signs; a shorter word with a hyphen (top-down) stays on one line


class Layout(NamedTuple):
    """How a table is set: whether across, the size in points, widths as shares of the line."""

    landscape: bool
    size: float
    widths: tuple[float, ...]

    @property
    def line_mm(self) -> int:
        """The length of the line, in mm."""
        return PAPER_MM[self.landscape] - 2 * MARGIN_MM


@lru_cache(maxsize=20_000)
def measure_text(text: str) -> float:
    """Give the width of a text in em.

    Examples
    --------
    >>> measure_text("") < measure_text("ill") < measure_text("mmm")
    True
    """
    return sum(WIDTH_OF.get(sign, 0.73 if sign.isupper() else 0.58) for sign in text)


def count_lines(text: str, room: float) -> int:
    """Give the number of lines that a text takes where lines are so long, in em.

    Examples
    --------
    >>> count_lines("one two three", 4), count_lines("", 4)
    (2, 1)
    """
    lines, place = 1, 0.0
    for word in text.split(" "):
        width = measure_text(word)
        if place and place + width > room:
            lines, place = lines + 1, 0.0
        place += width + measure_text(" ")
    return lines


def lay_out(table: PrintTable, *, lang: str, notes: Sequence[str] = ()) -> Layout:
    """Choose page, size and widths: no word is broken, and as few lines as the page allows.

    What fits a page with its notes is set on one.

    Examples
    --------
    >>> table = PrintTable([("Year",), ("Number",)], ["year", "integer"], [[2015, 3]])
    >>> lay_out(table, lang="en")[:2]
    (False, 9.0)
    """
    columns = [
        [head[-1], *texts]
        for head, texts in zip(
            table.columns, _turn(format_cells(table, lang=lang), len(table.columns)), strict=True
        )
    ]
    least = np.array([_find_least(texts) for texts in columns]) + PADDING
    for label, first, last in list_spanners(table):
        wanted = max(map(measure_text, label.split(" "))) + PADDING
        least[first:last] *= max(wanted / least[first:last].sum(), 1)
    lengths = np.array([[measure_text(text) for text in texts] for texts in columns])
    heads = np.array([_halve(texts[0]) for texts in columns])
    pages: dict[Layout, float] = {}
    widest = None
    for landscape, size in CHOICES:
        room = _line(landscape) / size / (1 + SPARE + (CHOICES[0][1] - size) * SMALL_SPARE)
        if least.sum() > room and (landscape, size) != CHOICES[-1]:
            continue
        widths = _share_room(least, heads, lengths, room)
        lines = _count_cells(lengths, widths).max(axis=0)
        layout = Layout(landscape, size, tuple(float(width) for width in widths / room))
        eased = lines[1:].max(initial=1) <= MOST_LINES
        page = _line(not landscape) - TITLE_POINTS - _measure_notes(notes, landscape, size)
        height = float((lines * LEADING * size + GAP_POINTS).sum())
        if eased and height <= page:
            return layout
        if eased and size >= LEGIBLE:
            pages[layout] = np.ceil(height / page)
        widest = widest or layout
    found = min(pages, key=pages.__getitem__, default=widest)
    if found is None:
        raise AssertionError("the last choice is taken in any case")
    return found


def _turn(rows: Sequence[Sequence[str]], width: int) -> list[list[str]]:
    return [[row[j] for row in rows] for j in range(width)]


def _line(landscape: bool) -> float:
    return (PAPER_MM[landscape] - 2 * MARGIN_MM) * POINTS_PER_MM


def _measure_notes(notes: Sequence[str], landscape: bool, size: float) -> float:
    """The height of the notes, in points."""
    own = min(size, NOTE_SIZE)
    room = _line(landscape) / own / (1 + SPARE + (CHOICES[0][1] - own) * SMALL_SPARE)
    return sum(count_lines(note, room) * LEADING * own + GAP_POINTS for note in notes)


def _find_least(texts: Sequence[str]) -> float:
    """The longest piece that is not broken: lines break at spaces, and in long words at hyphens."""
    words = (word for text in texts for word in re.split("[ \n]", text))
    pieces = (
        piece
        for word in words
        for piece in (re.split("(?<=[-–])", word) if len(word) > WHOLE else [word])
    )
    return max(map(measure_text, pieces))


def _count_cells(lengths: NDArray[np.float64], widths: NDArray[np.float64]) -> NDArray[np.float64]:
    """Lines of each cell: a text fills its lines less well the more words it has to move."""
    room = (widths - PADDING)[:, None]
    ragged = np.where(lengths > room, 1.12, 1.0)
    lines: NDArray[np.float64] = np.maximum(np.ceil(lengths * ragged / room - 1e-9), 1)
    return lines


def _halve(head: str) -> float:
    """The width at which a head takes two lines."""
    words = head.split(" ")
    parts = [(" ".join(words[:i]), " ".join(words[i:])) for i in range(1, len(words))]
    return min((max(map(measure_text, part)) for part in parts), default=measure_text(head))


def _share_room(
    least: NDArray[np.float64],
    heads: NDArray[np.float64],
    lengths: NDArray[np.float64],
    room: float,
) -> NDArray[np.float64]:
    """Widen, step by step, whichever column spares most lines for its width."""
    body = np.maximum(lengths[:, 1:].max(axis=1, initial=0), heads) + PADDING
    natural: NDArray[np.float64] = np.maximum(body, least)
    if natural.sum() <= room:
        natural *= min(room / natural.sum(), WIDENED)
        return natural
    widths = least.copy()
    while (spare := room - widths.sum()) > 1:
        lines = _count_cells(lengths, widths)
        best, chosen = 0.0, None
        for j in range(len(widths)):
            others = np.delete(lines, j, axis=0).max(axis=0, initial=1)
            now = np.maximum(others, lines[j]).sum()
            for step in np.arange(1.0, min(spare, 12.0) + 0.01):
                wider = _count_cells(lengths[j : j + 1], widths[j : j + 1] + step)[0]
                gain = (now - np.maximum(others, wider).sum()) / step
                if gain > best + 1e-9:
                    best, chosen = gain, (j, step)
        if chosen is None:
            break
        widths[chosen[0]] += chosen[1]
    left = np.maximum(natural - widths, 0)
    widths += max(room - widths.sum(), 0) * left / max(left.sum(), 1e-9)
    return widths


# Whatever XML 1.0 cannot hold.
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
