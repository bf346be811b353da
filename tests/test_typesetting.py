"""Tables in Word, HTML, LaTeX and spreadsheets: the same cells, read back from each."""

import html
import re
import zipfile
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pandas as pd
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH

from analysis.catalogue import find_outputs
from analysis.data import Dataset
from analysis.data.contract import LANGUAGES
from analysis.export.files import TABLE_FORMATS, save_table
from analysis.presentation.tables import format_cells, translate_table
from analysis.report.run import export_outputs

TITLE = 'Städte & <Netze> "2015–2020"'
NOTE = "Quelle: <i>eigene</i> & Darstellung."
HOSTILE = ["<script>alert(1)</script> & 5 % $x$ a_b", "=1+1", "a|b", "\\input{x}"]


def save_typed(folder: Path, data: Dataset) -> None:
    frame = pd.DataFrame(
        {
            "name": ["Ulm", *HOSTILE],
            "founded": pd.array([2012, None, *[2000] * 3], dtype="Int64"),
            "population": pd.array([1234567, 12, *[0] * 3], dtype="Int64"),
            "share": [0.125, float("nan"), *[0.5] * 3],
            "category": ["national", "thematic", *["smart_city"] * 3],
        }
    )
    save_table(frame, "t", folder, lang="de", title=TITLE, notes=[NOTE], labels=data.contract)


def read_docx(path: Path) -> list[list[str]]:
    (table,) = docx.Document(str(path)).tables
    return [[cell.text for cell in row.cells] for row in table.rows]


class Rows(HTMLParser):
    """The cells of the body of an HTML table."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.place: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.place = ["tbody"] if tag == "tbody" else [*self.place[:1], tag]
        if self.place[:1] == ["tbody"] and tag == "tr":
            self.rows.append([])
        if self.place[:1] == ["tbody"] and tag == "td":
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        self.place = [] if tag == "tbody" else self.place[:1]

    def handle_data(self, data: str) -> None:
        if self.place == ["tbody", "td"]:
            self.rows[-1][-1] += data


def read_latex(path: Path) -> list[list[str]]:
    text = path.read_text(encoding="utf-8").split("\\endlastfoot\n")[1]
    body = text.split("\\end{longtable}")[0]
    signs = {"textless": "<", "textgreater": ">", "textbar": "|"}
    for name, sign in signs.items():
        body = body.replace(f"\\{name}{{}}", sign)
    body = body.replace("\\allowbreak{}", "").replace("{}", "").replace("~", "\xa0")
    lines = [line.strip().removesuffix("\\\\").strip() for line in body.strip().splitlines()]
    lines = [line for line in lines if line != "\\midrule"]  # above the sums
    return [
        [re.sub(r"\\([%&$#_{}])", r"\1", cell).strip(" ") for cell in re.split(r"(?<!\\)&", line)]
        for line in lines
    ]


def round_numbers(rows: list[list[Any]]) -> list[list[Any]]:
    return [[round(cell, 12) if isinstance(cell, float) else cell for cell in row] for row in rows]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["network_overview", "region_rates", "tabelle_1", "coverage"])
def test_every_format_prints_the_same_cells(
    name: str, lang: str, data: Dataset, tmp_path: Path
) -> None:
    exported = export_outputs(data, tmp_path, names=[name], languages=[lang])
    assert not exported.failed
    paths = {path.suffix[1:]: path for path in exported.written}
    assert sorted(paths) == sorted(TABLE_FORMATS)
    (output,) = find_outputs([name])
    table = translate_table(
        output.measure(data), lang=lang, labels=data.contract, short=output.short
    )
    cells = format_cells(table, lang=lang)
    parser = Rows()
    parser.feed(paths["html"].read_text(encoding="utf-8"))
    assert parser.rows == cells
    assert read_latex(paths["tex"]) == cells
    heads = 2 if name == "tabelle_1" else 1
    assert read_docx(paths["docx"])[heads:] == cells
    sheet = openpyxl.load_workbook(paths["xlsx"]).worksheets[0]
    stored = [[cell or None for cell in row] for row in sheet.iter_rows(2, values_only=True)]
    # A spreadsheet stores 16 digits of a number; what is not defined says so.
    wanted = [
        [cell or (word if cell is None else None) or None for cell, word in zip(*both, strict=True)]
        for both in zip(table.rows, cells, strict=True)
    ]
    assert round_numbers(stored) == round_numbers(wanted)


def test_word_shows_a_table_of_its_own(tmp_path: Path, data: Dataset) -> None:
    save_typed(tmp_path, data)
    document = docx.Document(str(tmp_path / "t_de.docx"))
    texts = {paragraph.style.name: paragraph.text for paragraph in document.paragraphs}
    assert texts["Caption"] == TITLE
    assert texts["Table Note"] == NOTE
    (table,) = document.tables
    rows = read_docx(tmp_path / "t_de.docx")
    assert rows[0] == ["Name", "Gründung", "Einwohnerzahl", "Anteil", "Kategorie"]
    assert rows[1][:4] == ["Ulm", "2012", "1.234.567", "12,5\N{NO-BREAK SPACE}%"]
    assert rows[2][:4] == [HOSTILE[0], "", "12", "entf."]
    assert [row[0] for row in rows[2:]] == HOSTILE
    xml = table._tbl.xml
    assert xml.count("<w:tblHeader/>") == 1
    assert xml.count("<w:cantSplit/>") == len(rows)
    assert f'<w:tblCaption w:val="{html.escape(TITLE)}"/>' in xml
    assert "<w:tblDescription " in xml
    sides = [cell.paragraphs[0].alignment for cell in table.rows[1].cells]
    assert sides == [WD_ALIGN_PARAGRAPH.LEFT, *[WD_ALIGN_PARAGRAPH.RIGHT] * 3, sides[0]]
    properties = document.core_properties
    assert properties.created == properties.modified == datetime(2024, 1, 1, tzinfo=UTC)
    assert (properties.title, properties.author, properties.language) == (TITLE, "", "de-DE")
    assert 'w:lang w:val="de-DE"' in document.styles.element.xml
    with zipfile.ZipFile(tmp_path / "t_de.docx") as parts:
        assert {part.date_time for part in parts.infolist()} == {(2024, 1, 1, 0, 0, 0)}


def test_a_wide_table_lies_across_the_page(tmp_path: Path) -> None:
    narrow = pd.DataFrame({"a": [1]})
    wide = pd.DataFrame({f"Bezeichnungen{i}": ["Zusammenfassung"] for i in range(12)})
    for name, frame, page in (("n", narrow, "portrait"), ("w", wide, "landscape")):
        save_table(frame, name, tmp_path)
        (section,) = docx.Document(str(tmp_path / f"{name}_en.docx")).sections
        across = section.page_width > section.page_height
        assert across == (page == "landscape")
        for ending in ("tex", "html"):
            assert page in (tmp_path / f"{name}_en.{ending}").read_text(encoding="utf-8")
        sheet = openpyxl.load_workbook(tmp_path / f"{name}_en.xlsx").worksheets[0]
        assert sheet.page_setup.orientation == page


def test_word_and_latex_have_a_head_of_two_lines(tmp_path: Path, data: Dataset) -> None:
    export_outputs(data, tmp_path, names=["tabelle_1"], languages=["en"])
    (table,) = docx.Document(str(tmp_path / "tables" / "tabelle_1_en.docx")).tables
    assert table._tbl.xml.count("<w:tblHeader/>") == 2
    top = [cell.text for cell in table.rows[0].cells]
    assert top == ["", "Top-down", "Top-down", "Bottom-up", "Bottom-up", "Total"]


def test_a_spreadsheet_says_the_side_of_one(tmp_path: Path) -> None:
    frame = pd.DataFrame({"upper": [0.999985, 1.002], "p_value": [0.00004, 0.5]})
    save_table(frame, "r", tmp_path, lang="de")
    sheet = openpyxl.load_workbook(tmp_path / "r_de.xlsx").worksheets[0]
    assert [cell.value for cell in sheet[2]] == [0.999985, 0.00004]
    assert [cell.number_format for cell in sheet[2]] == ['"<1,000"', '"<0,001"']
    assert [cell.number_format for cell in sheet[3]] == ["#,##0.000", "0.000"]


def test_no_limit_is_written_as_such(tmp_path: Path) -> None:
    """Neither a spreadsheet nor a reader takes an infinite limit for a missing one."""
    frame = pd.DataFrame({"lower": [0.5, 0.5], "upper": [float("inf"), 2.0]})
    save_table(frame, "limits", tmp_path, lang="de")
    sheet = openpyxl.load_workbook(tmp_path / "limits_de.xlsx").worksheets[0]
    assert [cell.value for cell in sheet["B"]][1:] == ["∞", 2.0]


@pytest.mark.parametrize("epoch", ["0", "1704067200"])
def test_any_date_of_the_build_can_be_packed(
    epoch: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A ZIP file, and so a Word document, knows no date before 1980."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    save_table(pd.DataFrame({"year": [2015]}), "t", tmp_path)
    with zipfile.ZipFile(tmp_path / "t_en.docx") as parts:
        dates = {part.date_time[0] for part in parts.infolist()}
    assert dates == {2024 if int(epoch) else 1980}


def test_long_tables_repeat_their_head(tmp_path: Path) -> None:
    frame = pd.DataFrame({"number": range(400), "name": "Ulm"})
    save_table(frame, "long", tmp_path)
    text = (tmp_path / "long_en.tex").read_text(encoding="utf-8")
    head = r"number & name \\"
    assert text.count(head) == 2
    for first, then in ((r"\endfirsthead", r"\endhead"), (r"\endhead", r"\endfoot")):
        assert first in text.split(then)[0]
    assert text.count(r"\bottomrule") == 2  # below each page, and below the last
    sheet = openpyxl.load_workbook(tmp_path / "long_en.xlsx").worksheets[0]
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.page_setup.fitToHeight == 0


def test_sums_stand_below_a_rule(tmp_path: Path, data: Dataset) -> None:
    names = ["tabelle_1", "tabelle_2"]
    export_outputs(data, tmp_path, names=names, languages=["de"])
    (output,) = find_outputs(["tabelle_1"])
    last = len(output.measure(data))
    for name in names:
        summed = name == "tabelle_1"
        (page,) = tmp_path.rglob(f"{name}_de.html")
        assert (
            page.read_text(encoding="utf-8").count('<tr class="sums">\n<td class="text">Insgesamt<')
            == summed
        )
        body = page.with_suffix(".tex").read_text(encoding="utf-8").split("\\endlastfoot\n")[1]
        assert body.count("\\midrule\nInsgesamt") == body.count("\\midrule") == summed
        (table,) = docx.Document(str(page.with_suffix(".docx"))).tables
        ruled = [i for i, row in enumerate(table.rows) if "<w:bottom" in row.cells[0]._tc.xml]
        head = 1 if summed else 0  # below spanners
        assert ruled == ([head, len(table.rows) - 2] if summed else [head])
        sheet = openpyxl.load_workbook(page.with_suffix(".xlsx")).worksheets[0]
        tops = [row[1].border.top is not None and bool(row[1].border.top.style) for row in sheet]
        assert tops == [summed and i == last for i in range(len(tops))]


def test_short_texts_stay_on_one_line_on_a_wide_screen(tmp_path: Path, data: Dataset) -> None:
    export_outputs(data, tmp_path, names=["tabelle_2", "region_rates"], languages=["en", "de"])
    (page,) = tmp_path.rglob("tabelle_2_en.html")
    text = page.read_text(encoding="utf-8")
    heads = re.findall('<th scope="col" class="(.*?)"', text)
    assert [j for j, sides in enumerate(heads, start=1) if "short" in sides] == [1, 5, 6]
    (page,) = tmp_path.rglob("region_rates_de.html")
    text = page.read_text(encoding="utf-8")
    assert "Untere 95\N{NON-BREAKING HYPHEN}%-Grenze" in text
    assert "95-%" not in text
