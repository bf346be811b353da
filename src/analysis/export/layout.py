"""How a table lies on a page: upright or across, the size of its type, the widths of its columns.

All formats are set by the same layout. Lengths within a table are in em, one size of its type:
widths of letters are those of a common sans serif, close enough for the choice of columns.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.presentation.tables import PrintTable, ends_in_sums, format_cells, list_spanners
from analysis.presentation.wording import Wording

NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
POINTS_PER_MM = 72 / 25.4
MARGIN_MM = 20
PAPER_MM = (210, 297)  # A4
LINES = [(side - 2 * MARGIN_MM) * POINTS_PER_MM for side in PAPER_MM]  # upright, and across
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

Floats = NDArray[np.float64]


class Layout(NamedTuple):
    """How a table is set: whether across, the size in points, widths as shares of the line."""

    landscape: bool
    size: float
    widths: tuple[float, ...]

    @property
    def line(self) -> float:
        """The length of the line, in points."""
        return LINES[self.landscape]

    @property
    def note_size(self) -> float:
        """The size of the notes, in points."""
        return min(self.size, NOTE_SIZE)


class Printed(NamedTuple):
    """A table as every format prints it: its cells in words, what stands around it, its layout."""

    table: PrintTable
    say: Wording
    name: str
    title: str
    notes: list[str]
    cells: list[list[str]]
    sums: bool
    layout: Layout


def print_table(
    table: PrintTable, say: Wording, name: str, title: str = "", notes: Sequence[str] = ()
) -> Printed:
    """Write the cells of a table as the language does, and lay it out."""
    table = table._replace(columns=[tuple(map(clean_text, head)) for head in table.columns])
    title, notes = clean_text(title), [*map(clean_text, notes)]
    cells = [[clean_text(cell) for cell in row] for row in format_cells(table, lang=say.lang)]
    sums = ends_in_sums(table, lang=say.lang)
    return Printed(table, say, name, title, notes, cells, sums, lay_out(table, cells, notes))


def clean_text(text: str) -> str:
    """Leave out what XML 1.0, and so SVG, DOCX and GraphML, cannot hold."""
    return NOT_XML.sub("", text)


@cache
def measure_text(text: str) -> float:
    """Give the width of a text in em."""
    return sum(WIDTH_OF.get(sign, 0.73 if sign.isupper() else 0.58) for sign in text)


def count_lines(text: str, room: float) -> int:
    """Give the number of lines that a text takes where lines are so long, in em."""
    lines, place = 1, 0.0
    for word in text.split(" "):
        width = measure_text(word)
        if place and place + width > room:
            lines, place = lines + 1, 0.0
        place += width + measure_text(" ")
    return lines


def lay_out(table: PrintTable, cells: Sequence[Sequence[str]], notes: Sequence[str]) -> Layout:
    """Choose page, size and widths: no word is broken, and what fits one page is set on one."""
    columns = list(zip((head[-1] for head in table.columns), *cells, strict=True))
    least = np.array([_find_least(texts) for texts in columns]) + PADDING
    for label, first, last in list_spanners(table):
        wanted = max(map(measure_text, label.split(" "))) + PADDING
        least[first:last] *= max(wanted / least[first:last].sum(), 1)
    lengths = np.array([[measure_text(text) for text in texts] for texts in columns])
    halves = np.array([_halve(head) for head, *_ in columns])
    tried: list[Layout] = []
    pages: dict[Layout, float] = {}
    fitting = [choice for choice in CHOICES if least.sum() <= _find_room(*choice)]
    for landscape, size in fitting or CHOICES[-1:]:
        room = _find_room(landscape, size)
        widths = _share_room(least, halves, lengths, room)
        lines = _count_cells(lengths, widths).max(axis=0)
        layout = Layout(landscape, size, tuple(float(width) for width in widths / room))
        eased = lines[1:].max(initial=1) <= MOST_LINES
        page = LINES[not landscape] - TITLE_POINTS - _measure_notes(notes, layout)
        height = float((lines * LEADING * size + GAP_POINTS).sum())
        if eased and height <= page:
            return layout
        if eased and size >= LEGIBLE:
            pages[layout] = np.ceil(height / page)
        tried.append(layout)
    return min(pages, key=pages.__getitem__, default=tried[0])


def _find_room(landscape: bool, size: float) -> float:
    """The length of the line in em, less what other type may take."""
    return LINES[landscape] / size / (1 + SPARE + (CHOICES[0][1] - size) * SMALL_SPARE)


def _measure_notes(notes: Sequence[str], layout: Layout) -> float:
    """The height of the notes, in points."""
    room = _find_room(layout.landscape, layout.note_size)
    height = LEADING * layout.note_size
    return sum(count_lines(note, room) * height + GAP_POINTS for note in notes)


def _find_least(texts: Sequence[str]) -> float:
    """The longest piece that is not broken: lines break at spaces, and in long words at hyphens."""
    words = (word for text in texts for word in re.split("[ \n]", text))
    parts = (re.split("(?<=[-–])", word) if len(word) > WHOLE else [word] for word in words)
    return max(measure_text(piece) for pieces in parts for piece in pieces)


def _count_cells(lengths: Floats, widths: Floats) -> Floats:
    """Lines of each cell: a text fills its lines less well the more words it has to move."""
    room = (widths - PADDING)[:, None]
    ragged = np.where(lengths > room, 1.12, 1.0)
    lines: Floats = np.maximum(np.ceil(lengths * ragged / room - 1e-9), 1)
    return lines


def _halve(head: str) -> float:
    """The width at which a head takes two lines."""
    words = head.split(" ")
    parts = [(" ".join(words[:i]), " ".join(words[i:])) for i in range(1, len(words))]
    return min((max(map(measure_text, part)) for part in parts), default=measure_text(head))


def _share_room(least: Floats, halves: Floats, lengths: Floats, room: float) -> Floats:
    """Widen, step by step, whichever column spares most lines for its width."""
    body = np.maximum(lengths[:, 1:].max(axis=1, initial=0), halves) + PADDING
    natural: Floats = np.maximum(body, least)
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
