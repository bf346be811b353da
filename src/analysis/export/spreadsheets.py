"""From a table to the bytes of a CSV or XLSX file; `export` writes them.

Text is data, never a formula. XLSX stores it as text. In CSV, which has no types, a text that a
spreadsheet would compute (it begins with =, +, -, @, a tab, a line break or the full-width form of
one of the signs) gets an apostrophe in front; the master tables stay as they are.
"""

import io
import math
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from analysis.export.layouts import (
    PADDING,
    POINTS_PER_MM,
    Layout,
    count_lines,
    lay_out,
    measure_text,
)
from analysis.presentation.tables import PrintTable, ends_in_sums, flatten_heads, format_cells

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
SEPARATORS = (",", ";", "|", "\t", "\r", "\n", '"')
NUMBER_FORMATS = {
    "integer": "#,##0", "year": "0", "number": "#,##0.0", "share": "0.0%",
    "rate": "#,##0.00", "measure": "#,##0.000", "ratio": "#,##0.000", "probability": "0.000",
}  # fmt: skip
SHEETS = {"de": ("Tabelle", "Hinweise"), "en": ("Table", "Notes")}
FONT, SIZE = "Arial", 10
UNIT_POINTS = 5.25  # of a column's width: a digit and what is around it
BOLD = 1.08  # how much wider bold type is
INDENT = 1.5  # of texts, in units of the width
EDGE = 0.4  # em that a cell keeps free, beside the indent
NOTES_WIDTH = 95
MARGIN = 0.8  # inches


def guard_text(value: Any) -> Any:
    """Put an apostrophe before a text that a spreadsheet would take for a formula.

    Examples
    --------
    >>> guard_text("=1+1"), guard_text("Ulm"), guard_text(-1)
    ("'=1+1", 'Ulm', -1)
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_SIGNS) else value


def find_date() -> datetime:
    """Give the date that files carry: that of SOURCE_DATE_EPOCH, in UTC, or the first of 2024."""
    seconds = int(os.environ.get("SOURCE_DATE_EPOCH", "1704067200"))
    return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)


def _write_csv(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    lines = (",".join(map(_write_cell, row)) for row in (head, *rows))
    return "".join(f"{line}\n" for line in lines).encode()


def _write_cell(value: Any) -> str:
    """Quote whatever any program may take for a separator: a piece could become a formula."""
    text = "" if value is None else str(guard_text(value))
    if any(sign in text for sign in SEPARATORS):
        return '"' + text.replace('"', '""') + '"'
    return text


def render_numbers(frame: pd.DataFrame) -> bytes:
    """Give a measured frame as CSV, names and codes as they are; a named index comes first."""
    plain = frame.reset_index() if frame.index.names != [None] else frame
    columns = [plain.iloc[:, i].tolist() for i in range(plain.shape[1])]
    rows = [
        [None if pd.isna(value) else value for value in row] for row in zip(*columns, strict=True)
    ]
    heads = [": ".join(map(str, k)) if isinstance(k, tuple) else str(k) for k in list(plain)]
    return _write_csv(heads, rows)


def render_csv(table: PrintTable, **_: Any) -> bytes:
    """Give a table as CSV: comma between cells, decimal point, numbers in full."""
    return _write_csv(flatten_heads(table), table.rows)


def render_xlsx(
    table: PrintTable, *, lang: str, title: str, notes: Sequence[str], **_: Any
) -> bytes:
    """Give a table as XLSX: typed cells, a frozen header with filters, a sheet with the notes."""
    import xlsxwriter

    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "default_format_properties": {"font_name": FONT, "font_size": SIZE},
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": title, "created": find_date()})
        sheet, other = (book.add_worksheet(name) for name in SHEETS[lang])
        layout = lay_out(table, lang=lang, notes=notes)
        _fill_sheet(book, sheet, table, layout, lang)
        _fill_notes(book, other, title, notes)
        for page, landscape in ((sheet, layout.landscape), (other, False)):
            page.set_paper(9)  # A4
            page.set_landscape() if landscape else page.set_portrait()
            page.set_margins(left=MARGIN, right=MARGIN, top=MARGIN, bottom=MARGIN)
            page.fit_to_pages(1, 0)
            page.set_footer("&R&P / &N")
        # An ampersand begins a code there; 255 signs are the most.
        sheet.set_header(f"&L&B{title[:120].replace('&', '&&')}")
    return buffer.getvalue()


def _fill_notes(book: Any, sheet: Any, title: str, notes: Sequence[str]) -> None:
    plain = {"text_wrap": True, "valign": "top"}
    sheet.set_column(0, 0, NOTES_WIDTH)
    for i, text in enumerate([title, "", *notes]):
        if text:
            sheet.set_row(i, _find_height([text], [NOTES_WIDTH]))
            sheet.write_string(i, 0, text, book.add_format({**plain, "bold": i == 0}))


def _find_height(texts: Sequence[str], widths: Sequence[float]) -> float:
    """The height of a row, in points: LibreOffice sets none by the text of its own accord."""
    rooms = [width * UNIT_POINTS / SIZE - EDGE for width in widths]
    lines = max(map(count_lines, texts, rooms))
    return lines * SIZE * 1.28 + 3


def _fill_sheet(book: Any, sheet: Any, table: PrintTable, layout: Layout, lang: str) -> None:
    head_format = {"bold": True, "text_wrap": True, "valign": "bottom", "bottom": 1}
    formats = [book.add_format({**head_format, **_align(form)}) for form in table.forms]
    heads = flatten_heads(table)
    # As wide as in print where the type is smaller than here: the page is shrunk to fit.
    line = layout.line_mm * POINTS_PER_MM / UNIT_POINTS * SIZE / layout.size
    longest = [max(measure_text(word) for word in head.split(" ")) for head in heads]
    widths = [
        max(share * line, (BOLD * word + PADDING) * SIZE / UNIT_POINTS) + INDENT
        for share, word in zip(layout.widths, longest, strict=True)
    ]
    sheet.set_row(0, _find_height(heads, [(width - INDENT) / BOLD for width in widths]))
    for j, (head, form) in enumerate(zip(heads, formats, strict=True)):
        sheet.write_string(0, j, head, form)
        sheet.set_column(j, j, widths[j])
    _fill_rows(book, sheet, table, widths, lang)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(table.rows), 1), max(len(table.columns) - 1, 0))
    sheet.repeat_rows(0)


def _align(form: str) -> dict[str, Any]:
    """Texts to the left, numbers to the right, both off the edges of their columns."""
    return {"align": "left" if form == "text" else "right", "indent": 1}


def _fill_rows(
    book: Any, sheet: Any, table: PrintTable, widths: Sequence[float], lang: str
) -> None:
    sums = len(table.rows) if ends_in_sums(table, lang=lang) else None
    formats: dict[tuple[str, str, int], Any] = {}

    def find_format(form: str, pattern: str, row: int) -> Any:
        key = ("left" if form == "text" else "right", pattern, 1 if row == sums else 0)
        if key not in formats:
            wrap = {"text_wrap": True} if form == "text" else {}
            style = {**_align(form), "valign": "top", "num_format": pattern, "top": key[2], **wrap}
            formats[key] = book.add_format(style)
        return formats[key]

    printed = format_cells(table, lang=lang)
    for i, (row, words) in enumerate(zip(table.rows, printed, strict=True), start=1):
        sheet.set_row(i, _find_height(words, [width - INDENT for width in widths]))
        for j, (cell, word, form) in enumerate(zip(row, words, table.forms, strict=True)):
            # What is not defined says so, and so does infinity, which spreadsheets do not know.
            if cell is None or isinstance(cell, str) or math.isinf(cell):
                if word or i == sums:
                    write = sheet.write_string if word else sheet.write_blank
                    write(i, j, word or None, find_format(form, "General", i))
            else:
                style = find_format(form, _find_pattern(word, form), i)
                sheet.write_number(i, j, cell, style)


def _find_pattern(word: str, form: str) -> str:
    """The number format of a cell that prints so; one that says <0.001 says it here, too."""
    return f'"{word}"' if word[:1] in "<>" else NUMBER_FORMATS.get(form, "General")
