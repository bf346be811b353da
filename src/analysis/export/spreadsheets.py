"""From a table to the bytes of a CSV or XLSX file; `export` writes them.

Text is data, never a formula. XLSX stores it as text. In CSV, which has no types, a text that a
spreadsheet would compute (it begins with =, +, -, @, a tab, a line break or the full-width form of
one of the signs) gets an apostrophe in front; the master tables stay as they are.
"""

import io
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from analysis.tables import PrintTable, flatten_heads

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
SEPARATORS = (",", ";", "|", "\t", "\r", "\n", '"')
NUMBER_FORMATS = {
    "integer": "#,##0", "year": "0", "number": "#,##0.0", "share": "0.0%",
    "measure": "#,##0.000", "probability": "0.00000",
}  # fmt: skip
SHEETS = {"de": ("Tabelle", "Hinweise"), "en": ("Table", "Notes")}
WIDEST = 60  # characters


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
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": title, "created": find_date()})
        sheet, other = (book.add_worksheet(name) for name in SHEETS[lang])
        _fill_sheet(book, sheet, table)
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        other.set_column(0, 0, 100)
        other.write_string(0, 0, title, book.add_format({"bold": True, "text_wrap": True}))
        for i, note in enumerate(notes, start=2):
            other.write_string(i, 0, note, wrapped)
    return buffer.getvalue()


def _fill_sheet(book: Any, sheet: Any, table: PrintTable) -> None:
    bold = {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}
    left, right = book.add_format(bold), book.add_format({**bold, "align": "right"})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    numbers = {
        form: book.add_format({"num_format": pattern, "valign": "top"})
        for form, pattern in NUMBER_FORMATS.items()
    }
    for j, (head, form) in enumerate(zip(flatten_heads(table), table.forms, strict=True)):
        sheet.write_string(0, j, head, left if form == "text" else right)
        cells = [row[j] for row in table.rows]
        longest = max((len(str(cell)) for cell in cells if form == "text" and cell), default=0)
        words = max(map(len, head.split()), default=0)
        sheet.set_column(j, j, min(max(longest, words + 4, 10), WIDEST))
        for i, cell in enumerate(cells, start=1):
            if isinstance(cell, str):
                sheet.write_string(i, j, cell, text)
            elif cell is not None:
                sheet.write_number(i, j, cell, numbers.get(form, text))
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(table.rows), 1), max(len(table.columns) - 1, 0))
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
