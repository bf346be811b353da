"""Tables for office programs: CSV, XLSX and DOCX."""

import io
import math
import os
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.export.layout import (
    MARGIN_MM,
    PADDING,
    PAPER_MM,
    POINTS_PER_MM,
    Layout,
    Printed,
    count_lines,
    measure_text,
)
from analysis.presentation.tables import flatten_heads, list_spanners

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table, _Cell

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
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "default_format_properties": {"font_name": FONT, "font_size": SIZE},
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": printed.title, "created": find_date()})
        sheet, notes = (
            book.add_worksheet(printed.say(f"export.{key}")) for key in ("table", "notes")
        )
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
    line = layout.line_mm * POINTS_PER_MM / UNIT_POINTS * SIZE / layout.size
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
            pattern = "General" if worded else _find_pattern(word, form)
            style = sides[j] | {"valign": "top", "num_format": pattern, "top": top}
            style |= {"text_wrap": True} if form == "text" else {}
            if str(style) not in formats:
                formats[str(style)] = book.add_format(style)
            sheet.write(i, j, word if worded else cell, formats[str(style)])
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(table.rows), 1), max(len(table.columns) - 1, 0))
    sheet.repeat_rows(0)


def _find_pattern(word: str, form: str) -> str:
    """The number format of a cell that prints so; one that says <0.001 says it here, too."""
    return f'"{word}"' if word[:1] in "<>" else NUMBER_FORMATS.get(form, "General")


# ---------------------------------------------------------------- DOCX

RULES = {"thick": "8", "thin": "4"}  # eighths of a point
TWIPS = 20  # of a point
FIRST_DATE = datetime(1980, 1, 1)  # that a ZIP can hold; SOURCE_DATE_EPOCH may be 0


def render_docx(printed: Printed) -> bytes:
    """Give a table as a Word document: a caption, one table of Word's own, the notes below.

    The head stands on every page, no row is parted, numbers are set to the right.
    """
    import docx

    title, layout = printed.title, printed.layout
    locale = printed.say("export.locale")
    document = docx.Document()
    _describe(document, title, locale)
    _set_page(document, layout)
    _set_styles(document, layout, locale)
    document.add_paragraph(title, style="Caption")
    _add_table(document, printed)
    for note in printed.notes:
        document.add_paragraph(note, style="Table Note")
    buffer = io.BytesIO()
    document.save(buffer)
    return _fix_dates(buffer)


def _fix_dates(content: io.BytesIO) -> bytes:
    """Pack the parts anew under one date: each carries the time of packing."""
    date = max(find_date(), FIRST_DATE).timetuple()[:6]
    packed = io.BytesIO()
    with zipfile.ZipFile(content) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, date)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            new.writestr(entry, old.read(name))
    return packed.getvalue()


def _describe(document: "Document", title: str, locale: str) -> None:
    properties = document.core_properties
    properties.title, properties.language = title[:255], locale
    properties.author = properties.comments = properties.last_modified_by = ""
    properties.created = properties.modified = find_date()
    properties.revision = 1


def _set_page(document: "Document", layout: Layout) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    (section,) = document.sections
    section.page_width, section.page_height = (
        Mm(side) for side in (PAPER_MM[::-1] if layout.landscape else PAPER_MM)
    )
    section.orientation = WD_ORIENT.LANDSCAPE if layout.landscape else WD_ORIENT.PORTRAIT
    section.left_margin = section.right_margin = Mm(MARGIN_MM)
    section.top_margin = section.bottom_margin = Mm(MARGIN_MM)
    section.header_distance = section.footer_distance = Mm(MARGIN_MM / 2)


def _set_styles(document: "Document", layout: Layout, locale: str) -> None:
    """Caption, cells and notes have styles of their own: one change in Word changes them all."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    styles = document.styles
    for language in styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), locale)
    caption = styles["Caption"]
    cell = styles.add_style("Table Text", WD_STYLE_TYPE.PARAGRAPH)
    note = styles.add_style("Table Note", WD_STYLE_TYPE.PARAGRAPH)
    sizes = ((caption, 10.0), (cell, layout.size), (note, layout.note_size))
    for style, size in sizes:
        style.font.name, style.font.size = FONT, Pt(size)
        style.element.rPr.rFonts.attrib.clear()
        for script in ("ascii", "hAnsi", "cs", "eastAsia"):
            style.element.rPr.rFonts.set(qn(f"w:{script}"), FONT)
        style.font.bold, style.font.color.rgb = style is caption, RGBColor(0, 0, 0)
        form = style.paragraph_format
        form.space_before, form.space_after, form.line_spacing = Pt(0), Pt(0), 1.0
    caption.paragraph_format.space_after = Pt(4)
    caption.paragraph_format.keep_with_next = True
    note.paragraph_format.space_before = Pt(2)
    note.paragraph_format.keep_together = True


def _add_table(document: "Document", printed: Printed) -> None:
    from docx.shared import Mm

    table, layout, body = printed.table, printed.layout, printed.cells
    spanners = list_spanners(table)
    heads = 2 if spanners else 1
    made = document.add_table(rows=heads + len(body), cols=len(table.columns))
    made.autofit = False
    _set_properties(made, layout, (printed.title, " ".join(printed.notes)))
    widths = [Mm(width * layout.line_mm) for width in layout.widths]
    for column, width in zip(made.columns, widths, strict=True):
        column.width = width
    rows = [list(row.cells) for row in made.rows]
    for i, row in enumerate(made.rows):
        _mark_row(row, head=i < heads)
        for cell, width in zip(rows[i], widths, strict=True):
            cell.width = width
    lines = [printed.heads, *body]
    for i, cells in enumerate(rows[heads - 1 :]):
        last = i >= len(body) - 1  # the last rows stay with the notes
        for cell, text, form in zip(cells, lines[i], table.forms, strict=True):
            _write_docx_cell(cell, text, form, keep=last)
    below = [heads - 1, *([-2] if printed.sums else [])]
    for cell in (cell for i in below for cell in rows[i]):
        _rule(cell, "thin")
    if spanners:
        _write_spanners(rows[0], spanners)


def _write_spanners(cells: "list[_Cell]", spanners: Sequence[tuple[str, int, int]]) -> None:
    for cell in cells:
        cell.paragraphs[0].style = "Table Text"
    for label, first, after in spanners:
        merged = cells[first].merge(cells[after - 1]) if after - first > 1 else cells[first]
        for empty in merged.paragraphs[1:]:
            empty._p.getparent().remove(empty._p)
        _write_docx_cell(merged, label, "centre", keep=True)
        _rule(merged, "thin")


def _write_docx_cell(cell: "_Cell", text: str, form: str, *, keep: bool) -> None:
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph = cell.paragraphs[0]
    paragraph.style = "Table Text"
    paragraph.add_run(text)
    sides = {"text": WD_ALIGN_PARAGRAPH.LEFT, "centre": WD_ALIGN_PARAGRAPH.CENTER}
    paragraph.alignment = sides.get(form, WD_ALIGN_PARAGRAPH.RIGHT)
    if keep:
        paragraph.paragraph_format.keep_with_next = True
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.TOP


def _make(tag: str, **values: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement(tag)
    for name, value in values.items():
        element.set(qn(f"w:{name}"), value)
    return element


def _rule(cell: "_Cell", kind: str) -> None:
    """Draw a line below a cell of the head."""
    borders = _make("w:tcBorders")
    borders.append(_make("w:bottom", val="single", sz=RULES[kind], space="0", color="000000"))
    properties = cell._tc.get_or_add_tcPr()
    # The schema wants borders before the vertical alignment.
    after = [child for child in properties if child.tag.endswith("}vAlign")]
    if after:
        after[0].addprevious(borders)
    else:
        properties.append(borders)


def _mark_row(row: Any, *, head: bool) -> None:
    properties = row._tr.get_or_add_trPr()
    properties.append(_make("w:cantSplit"))
    if head:
        properties.append(_make("w:tblHeader"))


def _set_properties(table: "Table", layout: Layout, texts: tuple[str, str]) -> None:
    """Rules above and below, narrow sides, title and alternative text, in the schema's order."""
    properties = table._tbl.tblPr
    borders = _make("w:tblBorders")
    for side in ("top", "bottom"):
        borders.append(
            _make(f"w:{side}", val="single", sz=RULES["thick"], space="0", color="000000")
        )
    margins = _make("w:tblCellMar")
    gap = str(round(layout.size * TWIPS * 0.1))  # above and below the text
    side = str(round(layout.size * TWIPS * PADDING / 2.2))
    for name, width in (("top", gap), ("left", side), ("bottom", gap), ("right", side)):
        margins.append(_make(f"w:{name}", w=width, type="dxa"))
    line = round(sum(layout.widths) * layout.line_mm * POINTS_PER_MM * TWIPS)
    (own,) = (child for child in properties if child.tag.endswith("}tblW"))
    own.set(own.tag.replace("tblW", "w"), str(line))
    own.set(own.tag.replace("tblW", "type"), "dxa")
    (look,) = (child for child in properties if child.tag.endswith("}tblLook"))
    (fixed,) = (child for child in properties if child.tag.endswith("}tblLayout"))
    fixed.addprevious(borders)
    look.addprevious(margins)
    for tag, text in zip(("w:tblCaption", "w:tblDescription"), texts, strict=True):
        properties.append(_make(tag, val=text))
