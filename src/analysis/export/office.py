"""Tables for office programs: CSV, XLSX and DOCX."""

import io
import math
import os
import re
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from analysis.export.layout import (
    MARGIN_MM,
    PADDING,
    PAPER_MM,
    POINTS_PER_MM,
    Printed,
    count_lines,
    measure_text,
)
from analysis.export.pages import fill_template
from analysis.presentation.tables import flatten_heads

FONT = "Arial"


def find_date() -> datetime:
    """Give the date that files carry: that of SOURCE_DATE_EPOCH, in UTC, or the first of 2024."""
    seconds = int(os.environ.get("SOURCE_DATE_EPOCH", "1704067200"))
    return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)


# ---------------------------------------------------------------- CSV

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
SEPARATORS = (",", ";", "|", "\t", "\r", "\n", '"')


def _write_csv(rows: Sequence[Sequence[Any]]) -> bytes:
    return "".join(f"{','.join(map(_write_cell, row))}\n" for row in rows).encode()


def _write_cell(value: Any) -> str:
    """Quote whatever any program may take for a separator: a piece could become a formula."""
    text = "" if value is None else str(value)
    if isinstance(value, str) and text.startswith(FORMULA_SIGNS):
        text = f"'{text}"  # no formula either
    if any(sign in text for sign in SEPARATORS):
        return '"' + text.replace('"', '""') + '"'
    return text


def render_numbers(frame: pd.DataFrame) -> bytes:
    """Give a measured frame as CSV, names and codes as they are; a named index comes first."""
    plain = frame.reset_index() if frame.index.names != [None] else frame
    heads = [": ".join(map(str, k)) if isinstance(k, tuple) else str(k) for k in list(plain)]
    columns = [plain.iloc[:, i].tolist() for i in range(plain.shape[1])]
    rows = zip(*columns, strict=True)
    return _write_csv([heads, *([None if pd.isna(cell) else cell for cell in row] for row in rows)])


def render_csv(printed: Printed) -> bytes:
    """Give a table as CSV: comma between cells, decimal point, numbers in full."""
    return _write_csv([flatten_heads(printed.table), *printed.table.rows])


# ---------------------------------------------------------------- XLSX

NUMBER_FORMATS = {
    "integer": "#,##0", "year": "0", "number": "#,##0.0", "share": "0.0%",
    "rate": "#,##0.00", "measure": "#,##0.000", "ratio": "#,##0.000", "probability": "0.000",
}  # fmt: skip
SIZE = 10
UNIT_POINTS = 5.25  # of a column's width: a digit and what is around it
BOLD = 1.08  # how much wider bold type is
INDENT = 1.5  # of texts, in units of the width
EDGE = 0.4  # em that a cell keeps free, beside the indent
NOTES_WIDTH = 95
MARGIN = 0.8  # inches


def render_xlsx(printed: Printed) -> bytes:
    """Give a table as XLSX: typed cells, a frozen header with filters, a sheet with the notes."""
    import xlsxwriter

    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "default_format_properties": {"font_name": FONT, "font_size": SIZE},
    } | {f"strings_to_{kind}": False for kind in ("formulas", "numbers", "urls")}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": printed.title, "created": find_date()})
        sheet = book.add_worksheet(printed.say("export.table"))
        notes = book.add_worksheet(printed.say("export.notes"))
        _fill_sheet(book, sheet, printed)
        notes.set_column(0, 0, NOTES_WIDTH)
        for i, text in enumerate([printed.title, "", *printed.notes]):
            if text:
                notes.set_row(i, _find_height([text], [NOTES_WIDTH]))
                style = {"text_wrap": True, "valign": "top", "bold": i == 0}
                notes.write_string(i, 0, text, book.add_format(style))
        for page, landscape in ((sheet, printed.layout.landscape), (notes, False)):
            page.set_paper(9)  # A4
            page.set_landscape() if landscape else page.set_portrait()
            page.set_margins(left=MARGIN, right=MARGIN, top=MARGIN, bottom=MARGIN)
            page.fit_to_pages(1, 0)
            page.set_footer("&R&P / &N")
        # An ampersand begins a code there; 255 signs are the most.
        sheet.set_header(f"&L&B{printed.title[:120].replace('&', '&&')}")
    return buffer.getvalue()


def _find_height(texts: Sequence[str], widths: Sequence[float]) -> float:
    """The height of a row, in points: LibreOffice sets none by the text of its own accord."""
    rooms = [width * UNIT_POINTS / SIZE - EDGE for width in widths]
    return max(map(count_lines, texts, rooms)) * SIZE * 1.28 + 3


def _fill_sheet(book: Any, sheet: Any, printed: Printed) -> None:
    table, layout, heads = printed.table, printed.layout, flatten_heads(printed.table)
    # Texts to the left, numbers to the right, both off the edges of their columns.
    sides = [{"align": "left" if form == "text" else "right", "indent": 1} for form in table.forms]
    # As wide as in print where the type is smaller than here: the page is shrunk to fit.
    line = layout.line / UNIT_POINTS * SIZE / layout.size
    longest = [max(measure_text(word) for word in head.split(" ")) for head in heads]
    widths = [
        max(share * line, (BOLD * word + PADDING) * SIZE / UNIT_POINTS)
        for share, word in zip(layout.widths, longest, strict=True)
    ]
    sheet.set_row(0, _find_height(heads, [width / BOLD for width in widths]))
    head_format = {"bold": True, "text_wrap": True, "valign": "bottom", "bottom": 1}
    for j, head in enumerate(heads):
        sheet.write_string(0, j, head, book.add_format(head_format | sides[j]))
        sheet.set_column(j, j, widths[j] + INDENT)
    formats: dict[str, Any] = {}
    for i, (row, words) in enumerate(zip(table.rows, printed.cells, strict=True), start=1):
        sheet.set_row(i, _find_height(words, widths))
        top = int(printed.sums and i == len(table.rows))
        for j, (cell, word, form) in enumerate(zip(row, words, table.forms, strict=True)):
            # What is not defined says so, and so does infinity, which spreadsheets do not know.
            worded = cell is None or isinstance(cell, str) or math.isinf(cell)
            if worded and not word and not top:
                continue
            # What prints as <0.001 says it here, too.
            pattern = f'"{word}"' if word[:1] in "<>" else NUMBER_FORMATS.get(form, "General")
            pattern = "General" if worded else pattern
            style = sides[j] | {"valign": "top", "num_format": pattern, "top": top}
            style |= {"text_wrap": True} if form == "text" else {}
            if str(style) not in formats:
                formats[str(style)] = book.add_format(style)
            sheet.write(i, j, word if worded else cell, formats[str(style)])
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(table.rows), 1), max(len(table.columns) - 1, 0))
    sheet.repeat_rows(0)


# ---------------------------------------------------------------- DOCX

FIRST_DATE = datetime(1980, 1, 1)  # that a ZIP can hold; SOURCE_DATE_EPOCH may be 0


def render_docx(printed: Printed) -> bytes:
    """Give a table as a Word document: a caption, one table of Word's own, the notes below."""
    layout, twips = printed.layout, 20 * POINTS_PER_MM  # of a mm
    text = fill_template(
        "table.docx.j2",
        printed,
        font=FONT,
        date=f"{find_date().isoformat()}Z",
        page=[round(side * twips) for side in PAPER_MM[:: -1 if layout.landscape else 1]],
        margin=round(MARGIN_MM * twips),
        line=round(sum(layout.widths) * layout.line * 20),
        widths=[round(width * layout.line * 20) for width in layout.widths],
        sides=["left" if form == "text" else "right" for form in printed.table.forms],
        gap=round(layout.size * 2),  # above and below the text
        beside=round(layout.size * 20 * PADDING / 2.2),
    )
    parts = re.split("<!-- part (.+) -->\n", text)[1:]
    packed, date = io.BytesIO(), max(find_date(), FIRST_DATE).timetuple()[:6]
    with zipfile.ZipFile(packed, "w") as file:
        for name, part in zip(parts[::2], parts[1::2], strict=True):
            entry = zipfile.ZipInfo(name, date)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            file.writestr(entry, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{part}')
    return packed.getvalue()
