"""From a table to the bytes of a Word document; `export` writes them.

Equal tables give equal bytes: the dates within are those of SOURCE_DATE_EPOCH.
"""

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from analysis.export.formats import NOT_XML
from analysis.export.layouts import MARGIN_MM, PADDING, PAPER_MM, POINTS_PER_MM, Layout, lay_out
from analysis.export.spreadsheets import find_date
from analysis.presentation.tables import PrintTable, ends_in_sums, format_cells, list_spanners

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table, _Cell

LOCALES = {"de": "de-DE", "en": "en-GB"}
FONT = "Arial"
RULES = {"thick": "8", "thin": "4"}  # eighths of a point
TWIPS = 20  # of a point
FIRST_DATE = datetime(1980, 1, 1)  # that a ZIP can hold; SOURCE_DATE_EPOCH may be 0


def render_docx(
    table: PrintTable, *, lang: str, title: str, notes: Sequence[str], **_: Any
) -> bytes:
    """Give a table as a Word document: a caption, one table of Word's own, the notes below.

    The head stands on every page, no row is parted, numbers are set to the right.
    """
    import docx

    title, notes = _clean(title), [_clean(note) for note in notes]
    layout = lay_out(table, lang=lang, notes=notes)
    document = docx.Document()
    _describe(document, title, lang)
    _set_page(document, layout)
    _set_styles(document, layout, lang)
    document.add_paragraph(title, style="Caption")
    _add_table(document, table, layout, lang, (title, " ".join(notes)))
    for note in notes:
        document.add_paragraph(note, style="Table Note")
    buffer = io.BytesIO()
    document.save(buffer)
    return _fix_dates(buffer)


def _clean(text: str) -> str:
    return NOT_XML.sub("", text)


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


def _describe(document: "Document", title: str, lang: str) -> None:
    properties = document.core_properties
    properties.title, properties.language = title[:255], LOCALES[lang]
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


def _set_styles(document: "Document", layout: Layout, lang: str) -> None:
    """Caption, cells and notes have styles of their own: one change in Word changes them all."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    styles = document.styles
    for language in styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), LOCALES[lang])
    caption = styles["Caption"]
    cell = styles.add_style("Table Text", WD_STYLE_TYPE.PARAGRAPH)
    note = styles.add_style("Table Note", WD_STYLE_TYPE.PARAGRAPH)
    sizes = ((caption, 10.0), (cell, layout.size), (note, min(layout.size, 8.0)))
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


def _add_table(
    document: "Document", table: PrintTable, layout: Layout, lang: str, texts: tuple[str, str]
) -> None:
    from docx.shared import Mm

    spanners = list_spanners(table)
    heads = 2 if spanners else 1
    body = format_cells(table, lang=lang)
    printed = document.add_table(rows=heads + len(body), cols=len(table.columns))
    printed.autofit = False
    _set_properties(printed, layout, texts)
    widths = [Mm(width * layout.line_mm) for width in layout.widths]
    for column, width in zip(printed.columns, widths, strict=True):
        column.width = width
    rows = [list(row.cells) for row in printed.rows]
    for i, row in enumerate(printed.rows):
        _mark_row(row, head=i < heads)
        for cell, width in zip(rows[i], widths, strict=True):
            cell.width = width
    lines = [[head[-1] for head in table.columns], *body]
    for i, cells in enumerate(rows[heads - 1 :]):
        last = i >= len(body) - 1  # the last rows stay with the notes
        for cell, text, form in zip(cells, lines[i], table.forms, strict=True):
            _write_cell(cell, text, form, keep=last)
    below = [heads - 1, *([-2] if ends_in_sums(table, lang=lang) else [])]
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
        _write_cell(merged, label, "centre", keep=True)
        _rule(merged, "thin")


def _write_cell(cell: "_Cell", text: str, form: str, *, keep: bool) -> None:
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph = cell.paragraphs[0]
    paragraph.style = "Table Text"
    paragraph.add_run(_clean(text))
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
