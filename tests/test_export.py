"""Writing: every format read back, text that is no formula, whole files or none, same bytes."""

import csv
import html
import io
import json
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import docx
import networkx as nx
import openpyxl
import pandas as pd
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from matplotlib.figure import Figure
from PIL import Image

from analysis import save_figure, save_table, write_graph
from analysis.__main__ import main
from analysis.catalogue import OUTPUTS, find_outputs
from analysis.data import Dataset, load
from analysis.data.contract import FOLDER, LANGUAGES, read_contract
from analysis.export import files as export
from analysis.graph.outputs import place_graph
from analysis.presentation.tables import PrintTable, format_cells, translate_table
from analysis.report.run import Form, export_outputs, settle_origin

TITLE = 'Städte & <Netze> "2015–2020"'
ALT = "Zwei Sätze & mehr. Der zweite <b>."
NOTE = "[Quelle]: <i>eigene</i> & Darstellung."
FORMULAS = ["=1+1", "+49", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\uff1d1"]
FORMULAS += ["\uff0b1", "\uff0d1", "\uff20A1"]
# What each format could take for its own; a row that begins so, LaTeX for that of its line breaks.
HOSTILE = ["<script>alert(1)</script> & 5 % $x$ a_b", "=1+1", "a|b #1 {~^}", "\\input{x}"]
HOSTILE += ["[2cm] off", "* star", '"a "o', "Nord–Süd"]
ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t"}
SVG = "{http://www.w3.org/2000/svg}"


def read_all(folder: Path) -> dict[Path, bytes]:
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder): path.read_bytes() for path in paths}


# ---------------------------------------------------------------- figures


def draw() -> Figure:
    figure = Figure(figsize=(2, 1))
    ax = figure.subplots()
    ax.plot([1, 2], [3, 4], label="Zürich & Łódź")
    ax.legend()
    return figure


def read_pdf(content: bytes, key: str) -> str:
    """What the information of a PDF says."""
    found = re.search(rb"/" + key.encode() + rb" \((.*?)(?<!\\)\)", content, re.DOTALL)
    assert found is not None
    raw = re.sub(rb"\\(.)", lambda sign: ESCAPED.get(sign[1], sign[1]), found[1], flags=re.DOTALL)
    return raw.decode("utf-16") if raw.startswith(b"\xfe\xff") else raw.decode("latin-1")


def check_figure(stem: str, lang: str, title: str, alt: str, width: float) -> None:
    """A figure as SVG, PDF and PNG: its width in mm, its texts, its fonts, no date."""
    content = Path(f"{stem}.svg").read_bytes()
    root = ET.fromstring(content)
    assert root.get("role") == "img"
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == lang
    assert [child.tag for child in root][:2] == [f"{SVG}title", f"{SVG}desc"]
    assert [child.text for child in root][:2] == [title, alt]
    assert len(root.findall(f".//{SVG}path")) > 5
    points = float(str(root.get("width")).removesuffix("pt"))
    assert points / 72 * 25.4 == pytest.approx(width, abs=0.01)
    assert b"<dc:date>" not in content

    content = Path(f"{stem}.pdf").read_bytes()
    assert content.startswith(b"%PDF-")
    assert content.rstrip().endswith(b"%%EOF")
    assert (read_pdf(content, "Title"), read_pdf(content, "Subject")) == (title, alt)
    assert b"/FontFile2" in content  # TrueType, embedded
    assert b"/Type3" not in content
    assert b"CreationDate" not in content
    box = re.search(rb"/MediaBox \[([\d. ]+)\]", content)
    assert box is not None
    assert float(box[1].split()[2]) / 72 * 25.4 == pytest.approx(width, abs=0.01)

    with Image.open(f"{stem}.png") as image:
        assert image.info["dpi"] == pytest.approx((300, 300), abs=0.1)
        assert image.size[0] == pytest.approx(width / 25.4 * 300, abs=1)
        assert (image.info["Title"], image.info["Description"]) == (title, alt)


def test_each_format_carries_its_texts(tmp_path: Path) -> None:
    save_figure(draw(), "f", tmp_path, lang="de", title=TITLE, alt=ALT)
    check_figure(f"{tmp_path}/f_de", "de", TITLE, ALT, 50.8)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [170, 85])
def test_a_figure_of_the_list_is_ready_for_print(
    tmp_path: Path, data: Dataset, lang: str, width: int
) -> None:
    export_outputs(data, tmp_path, names=["periods"], form=Form(languages=[lang], widths=[width]))
    stem = tmp_path / "figures" / f"periods_{lang}"
    alt = Path(f"{stem}_alt.txt").read_text(encoding="utf-8").strip()
    title = Path(f"{stem}_caption.txt").read_text(encoding="utf-8").split("\n")[0]
    own = stem if width == 170 else stem.with_name(f"periods_85mm_{lang}")
    check_figure(str(own), lang, title, alt, width)


def test_noise_of_the_layout_changes_no_byte(tmp_path: Path) -> None:
    contents = []
    for i, noise in enumerate((0.0, 1e-15, 3e-13)):
        figure = draw()
        (ax,) = figure.axes
        ax.set_position((0.1 + noise, 0.2, 0.7 - noise, 0.6))
        ax.set_in_layout(True)
        for path in save_figure(figure, "f", tmp_path / str(i), formats=["svg", "pdf"]):
            contents.append(path.read_bytes())
        assert ax.get_in_layout()
    assert contents[:4] == contents[4:8] == contents[8:]


@pytest.mark.parametrize("name", ["timeline", "participation"])
def test_a_format_does_not_depend_on_the_others(data: Dataset, tmp_path: Path, name: str) -> None:
    """Constrained layout moves a little at each drawing: it is settled once for all formats."""
    chosen = {"alone": ["png"], "last": ["svg", "pdf", "png"]}
    for folder, formats in chosen.items():
        export_outputs(
            data, tmp_path / folder, names=[name], form=Form(languages=["de"], formats=formats)
        )
    one, other = (tmp_path / folder / "figures" / f"{name}_de.png" for folder in chosen)
    assert one.read_bytes() == other.read_bytes()


def test_sidecars_are_plain_text(tmp_path: Path) -> None:
    """Line ends and runs of spaces go; German sets one that does not break before a sign."""
    paths = save_figure(draw(), "f", tmp_path, title="T", alt="A.\nB.", caption="C", formats=[])
    assert [path.name for path in paths] == ["f_en_alt.txt", "f_en_caption.txt"]
    assert [path.read_text(encoding="utf-8") for path in paths] == ["A. B.\n", "T\n\nC\n"]
    text = export.render_text("A\n  title", "bis 5\N{NO-BREAK SPACE}%  der")
    assert text.decode() == "A title\n\nbis 5\N{NO-BREAK SPACE}% der\n"


# ---------------------------------------------------------------- tables


def read_html(path: Path) -> list[list[str]]:
    body = path.read_text(encoding="utf-8").partition("<tbody>")[2].partition("</tbody>")[0]
    rows = [re.findall('<td class=".*?">(.*?)</td>', row) for row in body.split("<tr")]
    return [[html.unescape(cell) for cell in row] for row in rows[1:]]


def read_docx(path: Path) -> list[list[str]]:
    (table,) = docx.Document(str(path)).tables
    return [[cell.text for cell in row.cells] for row in table.rows]


def read_latex(path: Path) -> list[list[str]]:
    """The cells of the body of a table, as LaTeX sets them."""
    text = path.read_text(encoding="utf-8").split("\\endlastfoot\n")[1]
    body = text.split("\\end{longtable}")[0].replace("\\midrule\n", "")  # above the sums
    assert not re.search(r"^\s*[*\[]", body, re.MULTILINE)
    signs = {"textless": "<", "textgreater": ">", "textbackslash": "\\", "char34": '"'}
    signs |= {"textasciitilde": "~", "textasciicircum": "^", "allowbreak": ""}

    def read_cell(cell: str) -> str:
        read = cell.strip(" ").removeprefix("{}").replace("~", "\N{NO-BREAK SPACE}")
        command = r"\\(?:(\w+){}|([%&$#_{}]))"
        return re.sub(command, lambda found: signs[found[1]] if found[1] else found[2], read)

    lines = [line.removesuffix("\\\\") for line in body.splitlines()]
    return [[read_cell(cell) for cell in re.split(r"(?<!\\)&", line)] for line in lines]


def round_numbers(rows: list[list[Any]]) -> list[list[Any]]:
    return [[round(cell, 12) if isinstance(cell, float) else cell for cell in row] for row in rows]


def check_cells(stem: str, table: PrintTable, lang: str, heads: int = 1) -> None:
    """Every format prints the same cells; a spreadsheet has the numbers themselves."""
    cells = format_cells(table, lang=lang)
    assert read_html(Path(f"{stem}.html")) == cells
    assert read_latex(Path(f"{stem}.tex")) == cells
    assert read_docx(Path(f"{stem}.docx"))[heads:] == cells
    sheet = openpyxl.load_workbook(f"{stem}.xlsx").worksheets[0]
    stored = [[cell or None for cell in row] for row in sheet.iter_rows(2, values_only=True)]
    # A spreadsheet stores 16 digits of a number; what is not defined says so.
    wanted = [
        [cell or (word if cell is None else None) or None for cell, word in zip(*both, strict=True)]
        for both in zip(table.rows, cells, strict=True)
    ]
    assert round_numbers(stored) == round_numbers(wanted)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["network_overview", "region_rates", "tabelle_1", "coverage"])
def test_every_format_prints_the_same_cells(
    name: str, lang: str, data: Dataset, tmp_path: Path
) -> None:
    exported = export_outputs(data, tmp_path, names=[name], form=Form(languages=[lang]))
    assert sorted(path.suffix[1:] for path in exported.made[name]) == sorted(export.TABLE_FORMATS)
    (output,) = find_outputs([name])
    words = {"lang": lang, "labels": data.contract, "short": output.short}
    table = translate_table(output.measure(data), **words)
    heads = 2 if name == "tabelle_1" else 1
    check_cells(f"{tmp_path}/tables/{name}_{lang}", table, lang, heads)


def save_typed(folder: Path, data: Dataset, names: list[str]) -> pd.DataFrame:
    more = len(names) - 1
    frame = pd.DataFrame(
        {
            "name": ["Ulm", *names],
            "founded": pd.array([2012, None, *[2000] * more], dtype="Int64"),
            "population": pd.array([1234567, 12, *[0] * more], dtype="Int64"),
            "share": [0.125, float("nan"), *[0.5] * more],
            "category": ["national", "thematic", *["smart_city"] * more],
        }
    )
    save_table(frame, "t", folder, lang="de", title=TITLE, notes=[NOTE], labels=data.contract)
    return frame


def test_no_format_takes_text_for_its_own(tmp_path: Path, data: Dataset) -> None:
    frame = save_typed(tmp_path, data, HOSTILE)
    check_cells(f"{tmp_path}/t_de", translate_table(frame, lang="de", labels=data.contract), "de")
    text = (tmp_path / "t_de.html").read_text(encoding="utf-8")
    assert text.startswith('<!DOCTYPE html>\n<html lang="de">')
    assert not {"script", "i", "b", "Netze"} & set(re.findall(r"<(\w+)", text))
    words = html.unescape(re.sub("<.*?>", "\n", text)).split("\n")
    assert {TITLE, NOTE, "Gründung", "1.234.567", "12,5\N{NO-BREAK SPACE}%"} <= set(words)
    text = (tmp_path / "t_de.tex").read_text(encoding="utf-8")
    assert text.count(r"\begin{longtable}") == text.count(r"\end{longtable}") == 1
    assert r"Städte \& \textless{}Netze\textgreater{} \char34{}2015–2020\char34{}" in text
    assert "\n{}[Quelle]: " in text
    assert "\nNord–\\allowbreak{}Süd & 2000 & 0 & " in text
    widths = [float(width) for width in re.findall(r"\\dimexpr ([\d.]+)\\linewidth", text)]
    assert 0.7 < sum(widths) < 1.01
    assert min(widths[0], widths[4]) > max(widths[1:4])


def test_no_spreadsheet_takes_text_for_a_formula(tmp_path: Path, data: Dataset) -> None:
    save_typed(tmp_path, data, ["Köln", *FORMULAS])
    content = (tmp_path / "t_de.csv").read_bytes()
    assert not content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8"), newline="")))
    assert rows[0] == ["Name", "Gründung", "Einwohnerzahl", "Anteil", "Kategorie"]
    assert rows[1] == ["Ulm", "2012", "1234567", "0.125", "Nationale Smart-City-Netzwerke"]
    assert rows[2][1:4] == ["", "12", ""]
    assert [row[0] for row in rows[3:]] == [f"'{text}" for text in FORMULAS]
    book = openpyxl.load_workbook(tmp_path / "t_de.xlsx")
    assert book.sheetnames == ["Tabelle", "Hinweise"]
    assert book.properties.created == datetime(2024, 1, 1)
    sheet = book["Tabelle"]
    assert sheet.freeze_panes == "B2"
    assert [cell.value for cell in sheet[2]][:4] == ["Ulm", 2012, 1234567, 0.125]
    assert [cell.number_format for cell in sheet[2]][1:4] == ["0", "#,##0", "0.0%"]
    assert [cell.value for cell in sheet[3]][1:4] == [None, 12, "entf."]
    for i, text in enumerate(FORMULAS, start=4):
        cell = sheet.cell(i, 1)
        assert cell.data_type == "s"
        assert str(cell.value) == text.replace("\r", "_x000D_")  # as XLSX writes it
    notes = [row[0].value for row in book["Hinweise"].iter_rows()]
    assert notes == [TITLE, None, NOTE]
    assert sheet.column_dimensions["A"].width > sheet.column_dimensions["B"].width


def test_a_separator_smuggles_no_formula(tmp_path: Path) -> None:
    """Programs that split at other separators too must find them quoted; no header is one."""
    cells = ["a;=1", "a\t=1", "a\r=1", "a\n=1", "a|=1", 'a"=1', "a,=1"]
    text = (
        export.save_numbers(pd.DataFrame({"text": cells}), "n", tmp_path)
        .read_bytes()
        .decode("utf-8")
    )
    assert [row[0] for row in csv.reader(io.StringIO(text, newline=""))][1:] == cells
    assert text.count('"a') == len(cells)
    path = export.save_numbers(pd.DataFrame({"=cmd()": [-1.5, 2.0]}), "n", tmp_path)
    assert path.read_text(encoding="utf-8") == "'=cmd()\n-1.5\n2.0\n"


def test_a_spreadsheet_says_the_side_of_one_and_what_has_no_limit(tmp_path: Path) -> None:
    """Neither a spreadsheet nor a reader takes an infinite limit for a missing one."""
    frame = pd.DataFrame({"upper": [0.999985, 1.002], "p_value": [0.00004, 0.5]})
    save_table(frame.assign(lower=[float("inf"), 2.0]), "r", tmp_path, lang="de")
    sheet = openpyxl.load_workbook(tmp_path / "r_de.xlsx").worksheets[0]
    assert [cell.value for cell in sheet[2]] == [0.999985, 0.00004, "∞"]
    assert [cell.number_format for cell in sheet[2]][:2] == ['"<1,000"', '"<0,001"']
    assert [cell.number_format for cell in sheet[3]] == ["#,##0.000", "0.000", "#,##0.000"]
    assert ">∞<" in (tmp_path / "r_de.html").read_text(encoding="utf-8")


def test_word_shows_a_table_of_its_own(tmp_path: Path, data: Dataset) -> None:
    save_typed(tmp_path, data, [f"{HOSTILE[0]}\x00\x1f", "two\nlines"])
    document = docx.Document(str(tmp_path / "t_de.docx"))
    texts = {paragraph.style.name: paragraph.text for paragraph in document.paragraphs}
    assert (texts["Caption"], texts["Table Note"]) == (TITLE, NOTE)
    (table,) = document.tables
    rows = read_docx(tmp_path / "t_de.docx")
    assert rows[0] == ["Name", "Gründung", "Einwohnerzahl", "Anteil", "Kategorie"]
    assert rows[2][:4] == [HOSTILE[0], "", "12", "entf."]
    assert rows[3][0] == "two\nlines"
    xml = table._tbl.xml
    assert xml.count("<w:tblHeader/>") == 1
    assert xml.count("<w:cantSplit/>") == len(rows)
    assert f'<w:tblCaption w:val="{html.escape(TITLE)}"/>' in xml
    assert "<w:tblDescription " in xml
    sides = [cell.paragraphs[0].alignment for cell in table.rows[1].cells]
    assert sides == [WD_ALIGN_PARAGRAPH.LEFT, *[WD_ALIGN_PARAGRAPH.RIGHT] * 3, sides[0]]
    sizes = [document.styles[name].font.size.pt for name in ("Caption", "Table Text", "Table Note")]
    assert sizes == [10, 9, 8]
    properties = document.core_properties
    assert properties.created == properties.modified == datetime(2024, 1, 1, tzinfo=UTC)
    assert (properties.title, properties.author, properties.language) == (TITLE, "", "de-DE")
    assert 'w:lang w:val="de-DE"' in document.styles.element.xml


@pytest.mark.parametrize("epoch", ["0", "1704067200"])
def test_any_date_of_the_build_can_be_packed(
    epoch: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A ZIP file, and so a Word document, knows no date before 1980."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    save_table(pd.DataFrame({"year": [2015]}), "t", tmp_path)
    with zipfile.ZipFile(tmp_path / "t_en.docx") as parts:
        dates = {part.date_time for part in parts.infolist()}
    assert dates == {(2024 if int(epoch) else 1980, 1, 1, 0, 0, 0)}


def test_a_wide_table_lies_across_the_page(tmp_path: Path) -> None:
    narrow = pd.DataFrame({"a": [1]})
    wide = pd.DataFrame({f"Bezeichnungen{i}": ["Zusammenfassung"] for i in range(12)})
    for name, frame, page in (("n", narrow, "portrait"), ("w", wide, "landscape")):
        save_table(frame, name, tmp_path)
        (section,) = docx.Document(str(tmp_path / f"{name}_en.docx")).sections
        across = section.page_width > section.page_height
        assert across == (page == "landscape") == bool(section.orientation)
        for ending in ("tex", "html"):
            assert page in (tmp_path / f"{name}_en.{ending}").read_text(encoding="utf-8")
        sheet = openpyxl.load_workbook(tmp_path / f"{name}_en.xlsx").worksheets[0]
        assert sheet.page_setup.orientation == page


def test_long_tables_repeat_their_head(tmp_path: Path) -> None:
    save_table(pd.DataFrame({"number": range(400), "name": "Ulm"}), "long", tmp_path)
    text = (tmp_path / "long_en.tex").read_text(encoding="utf-8")
    assert text.count("number & name \\\\\n") == 2
    marks = ["endfirsthead", "endhead", "endfoot", "endlastfoot"]
    assert sorted(marks, key=lambda mark: text.index(rf"\{mark}")) == marks
    assert text.count(r"\bottomrule") == 2  # below each page, and below the last
    sheet = openpyxl.load_workbook(tmp_path / "long_en.xlsx").worksheets[0]
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.page_setup.fitToHeight == 0


def test_spanners_stand_above_their_columns_and_sums_below_a_rule(
    tmp_path: Path, data: Dataset
) -> None:
    names = ["tabelle_1", "tabelle_2"]
    export_outputs(data, tmp_path, names=names, form=Form(languages=["de"]))
    last = len(find_outputs(["tabelle_1"])[0].measure(data))
    for name in names:
        summed = name == "tabelle_1"
        (path,) = tmp_path.rglob(f"{name}_de.html")
        page = path.read_text(encoding="utf-8")
        assert page.count('<tr class="sums">\n<td class="text">Insgesamt<') == summed
        assert re.findall('colgroup" colspan="(.)">(.*?)<', page) == (
            [("2", "Top-down"), ("2", "Bottom-up"), ("1", "Insgesamt")] if summed else []
        )
        assert page.count('rowspan="2"') == summed
        head, body = path.with_suffix(".tex").read_text(encoding="utf-8").split("\\endlastfoot\n")
        top = r" & \multicolumn{2}{c}{Top-down} & \multicolumn{2}{c}{Bottom-up} & "
        assert head.count(f"{top}\\multicolumn{{1}}{{c}}{{Insgesamt}} \\\\\n") == 2 * summed
        assert head.count(r"\cmidrule(lr){2-3} \cmidrule(lr){4-5} \cmidrule(lr){6-6}") == 2 * summed
        assert body.count("\\midrule\nInsgesamt") == body.count("\\midrule") == summed
        (table,) = docx.Document(str(path.with_suffix(".docx"))).tables
        assert table._tbl.xml.count("<w:tblHeader/>") == 1 + summed
        ruled = [i for i, row in enumerate(table.rows) if "<w:bottom" in row.cells[0]._tc.xml]
        assert ruled == ([1, len(table.rows) - 2] if summed else [0])
        above = [cell.text for cell in table.rows[0].cells]
        assert not summed or above == ["", *["Top-down"] * 2, *["Bottom-up"] * 2, "Insgesamt"]
        sheet = openpyxl.load_workbook(path.with_suffix(".xlsx")).worksheets[0]
        tops = [row[1].border.top is not None and bool(row[1].border.top.style) for row in sheet]
        assert tops == [summed and i == last for i in range(len(tops))]


def test_short_texts_stay_on_one_line_on_a_wide_screen(tmp_path: Path, data: Dataset) -> None:
    export_outputs(
        data, tmp_path, names=["tabelle_2", "region_rates"], form=Form(languages=["en", "de"])
    )
    text = (tmp_path / "tables" / "tabelle_2_en.html").read_text(encoding="utf-8")
    heads = re.findall('<th scope="col" class="(.*?)"', text)
    assert [j for j, sides in enumerate(heads, start=1) if "short" in sides] == [1, 5, 6]
    text = (tmp_path / "tables" / "region_rates_de.html").read_text(encoding="utf-8")
    assert "Untere 95\N{NON-BREAKING HYPHEN}%-Grenze" in text
    assert "95-%" not in text


# ---------------------------------------------------------------- graphs


def read_cytoscape(path: Path) -> nx.Graph:
    return nx.cytoscape_graph(json.loads(path.read_text(encoding="utf-8")))


READERS: dict[str, Callable[[Path], nx.Graph]] = {
    "graphml": nx.read_graphml, "gexf": nx.read_gexf, "cyjs": read_cytoscape,
}  # fmt: skip
# What a format adds to the attributes of a node.
ADDED = {"graphml": set[str](), "gexf": {"viz"}, "cyjs": {"id", "name", "value"}}


@pytest.mark.parametrize("form", export.GRAPH_FORMATS)
def test_each_graph_reads_back_with_all_attributes(
    form: str, tmp_path: Path, data: Dataset
) -> None:
    graph = place_graph(data)
    read = READERS[form](write_graph(graph, tmp_path / f"g.{form}"))
    names = {node: ":".join(node) for node in graph}
    assert set(read) == set(names.values())
    assert read.number_of_edges() == graph.number_of_edges()
    for node, name in names.items():
        found = {k: v for k, v in read.nodes[name].items() if k not in ADDED[form]}
        assert found == pytest.approx(dict(graph.nodes[node]))
        assert found["degree"] == graph.degree[node]
        assert {"label", "kind", "bipartite", "x", "y"} <= set(found)
        assert ("category" if node[0] == "network" else "region") in found
    for one, other, found in graph.edges(data=True):
        edge: dict[str, Any] = read.edges[names[one], names[other]]
        # Cytoscape calls the ends of an edge source and target.
        assert all(edge[k] == v for k, v in found.items() if (form, k) != ("cyjs", "source"))


def test_gephi_and_cytoscape_find_labels_and_positions_in_their_own_terms(
    tmp_path: Path, data: Dataset
) -> None:
    graph = place_graph(data)
    keys = ET.parse(write_graph(graph, tmp_path / "g.graphml")).getroot().findall("{*}key")
    assert {"label", "x", "y"} <= {key.get("id") for key in keys}
    assert {key.get("attr.type") for key in keys if key.get("id") in ("x", "y")} == {"double"}
    root = ET.parse(write_graph(graph, tmp_path / "g.gexf")).getroot()
    assert "lastmodifieddate" not in (tmp_path / "g.gexf").read_text(encoding="utf-8")
    nodes = {node.get("id"): node for node in root.iterfind(".//{*}node")}
    content = json.loads(write_graph(graph, tmp_path / "g.cyjs").read_text(encoding="utf-8"))
    elements = {node["data"]["id"]: node for node in content["elements"]["nodes"]}
    for node, found in graph.nodes(data=True):
        gexf, cytoscape = nodes[":".join(node)], elements[":".join(node)]
        assert gexf.get("label") == cytoscape["data"]["name"] == found["label"]
        (place,) = gexf.iterfind("{*}position")
        assert float(place.get("x", "nan")) == pytest.approx(found["x"])
        assert float(place.get("y", "nan")) == pytest.approx(found["y"])
        # Its y axis points down.
        assert cytoscape["position"] == pytest.approx({"x": found["x"], "y": -found["y"]})


def test_graphml_of_hostile_attributes(tmp_path: Path) -> None:
    graph = nx.Graph()
    graph.add_node(("member", "a"), label="<A> & \x00\x1f", size=1, gone=None, role="x")
    graph.add_node(("network", "a"), label="B", size=2.5, mixed=1)
    graph.add_node("c", mixed="one")
    graph.add_edge(("member", "a"), ("network", "a"), role="member")
    write_graph(graph, tmp_path / "g.graphml")
    read = nx.read_graphml(tmp_path / "g.graphml")
    assert read.nodes["member:a"] == {"label": "<A> & ", "size": 1.0, "role": "x"}
    assert read.nodes["network:a"] == {"label": "B", "size": 2.5, "mixed": "1"}
    assert read.edges["member:a", "network:a"] == {"role": "member"}
    assert graph.nodes["member", "a"]["gone"] is None  # the caller's graph is left alone


def test_one_network_and_one_member_stand_apart(data: Dataset) -> None:
    small = replace(data, memberships=data.memberships.query("member_id == 'hagen'"))
    small = replace(small, networks=data.networks.query("network_id == 'eurocities'"))
    places = {(found["x"], found["y"]) for _, found in place_graph(small).nodes(data=True)}
    assert len(places) == len(place_graph(small)) == 2


# ---------------------------------------------------------------- files


def test_what_is_unknown_is_refused(tmp_path: Path) -> None:
    frame = pd.DataFrame({"a": [1]})
    for refused, message in (
        (lambda: save_figure(draw(), "f", tmp_path, formats=["svg", "gif"]), "format is 'gif'"),
        (lambda: save_figure(draw(), "f", tmp_path, lang="fr"), "lang is 'fr'"),
        (lambda: save_table(frame, "t", tmp_path, lang="fr"), "lang is 'fr'"),
        (lambda: save_table(pd.DataFrame(), "t", tmp_path), "table 't' has no columns"),
        (lambda: write_graph(nx.Graph(), tmp_path / "g.gml"), r"in \.graphml, \.gexf, \.cyjs"),
    ):
        with pytest.raises(ValueError, match=message):
            refused()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "name", ["../x", "/etc/x", "a/b", "a\\b", "..", "", ".x", "x\x00", "é", "x y", "a" * 101, "x\n"]
)
def test_names_cannot_leave_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="no name for a file"):
        export.place_file(tmp_path, name, "csv")
    with pytest.raises(ValueError, match="no name for a file"):
        save_table(pd.DataFrame({"a": [1]}), f"{name}/", tmp_path / "in")
    assert not list(tmp_path.iterdir())


def test_a_failing_or_killed_write_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = export.write_file(tmp_path / "x.csv", b"old")
    (tmp_path / "plain").write_bytes(b"")
    assert path.stat().st_mode == (tmp_path / "plain").stat().st_mode
    monkeypatch.setattr(export.os, "fsync", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        export.write_file(path, b"new and longer")
    assert sorted(found.name for found in tmp_path.iterdir()) == ["plain", "x.csv"]
    code = (
        "import os, signal, sys; from analysis.export import files\n"
        "files.os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)\n"
        "files.write_file(sys.argv[1], b'new')"
    )
    killed = subprocess.run([sys.executable, "-c", code, str(path)], check=False)
    assert killed.returncode == -9
    assert path.read_bytes() == b"old"


def test_a_failing_figure_replaces_nothing(tmp_path: Path) -> None:
    save_figure(draw(), "f", tmp_path, formats=["svg", "png"])
    before = read_all(tmp_path)

    class Broken(Figure):
        def savefig(self, *args: object, **options: object) -> None:
            if options["format"] == "png":
                raise RuntimeError("no memory")
            super().savefig(*args, **options)

    with pytest.raises(RuntimeError, match="no memory"):
        save_figure(Broken(), "f", tmp_path, formats=["svg", "png"])
    assert read_all(tmp_path) == before


def test_the_same_bytes_under_any_hash_seed(tmp_path: Path) -> None:
    names = ["bipartite", "tabelle_2", "city_network_graph", "page"]
    command = [sys.executable, "-m", "analysis", "export", "--lang", "de", "--only", *names]
    found = []
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run([*command, "--out", str(tmp_path / seed)], check=True, env=environment)
        found.append(read_all(tmp_path / seed))
    names = {path.as_posix() for path in found[0]}
    assert {f"tables/tabelle_2_de.{form}" for form in export.TABLE_FORMATS} <= names
    assert {f"figures/bipartite_de.{form}" for form in export.FIGURE_FORMATS} <= names
    assert {f"graph/city_network_graph.{form}" for form in export.GRAPH_FORMATS} <= names
    assert found[0] == found[1]


# ---------------------------------------------------------------- tables of one's own


def test_a_small_folder_is_exported(small_folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    exported = export_outputs(load(small_folder), out, form=Form(languages=["de"], formats=["svg"]))
    assert exported.failed == {}
    lacking = {"municipalities", "claims", "territories"}
    absent = {output.name for output in OUTPUTS if lacking & set(output.needs)}
    assert set(exported.skipped) == absent
    files = {path for path in out.rglob("*") if path.is_file()}
    assert {path for paths in exported.made.values() for path in paths} == files
    texts = ["_de_alt.txt", "_de_caption.txt", ".csv"]
    endings = {
        "table": lambda _: [f"_de.{form}" for form in export.TABLE_FORMATS],
        "graph": lambda _: [f".{form}" for form in export.GRAPH_FORMATS],
        "figure": lambda widths: [{170: "_de.svg", 85: "_85mm_de.svg"}[w] for w in widths] + texts,
    }
    made = [output for output in OUTPUTS if output.name not in absent]
    expected = {f"{o.name}{ending}" for o in made for ending in endings[o.kind](o.widths)}
    assert {path.name for path in files} == expected


def test_what_the_data_contradict_is_reported(data: Dataset, tmp_path: Path) -> None:
    own = replace(data, networks=data.networks.assign(initiative="total"))
    names = ["initiative_by_term", "category_by_reach"]
    exported = export_outputs(own, tmp_path, names=names, form=Form(languages=["en"]))
    assert list(exported.failed) == ["initiative_by_term"]
    assert "'total'" in exported.failed["initiative_by_term"]
    assert (tmp_path / "tables" / "category_by_reach_en.csv").exists()


def test_what_has_no_rows_is_left_out(small_folder: Path, tmp_path: Path) -> None:
    data = load(small_folder)
    kinds = data.members.set_index("member_id")["kind"]
    alone = data.memberships[data.memberships["member_id"].map(kinds) != "network"]
    networks = data.networks.assign(category="thematic")
    own = replace(data, memberships=alone.reset_index(drop=True), networks=networks)
    names = ["network_relations", "founding_share_variants"]
    exported = export_outputs(own, tmp_path, names=names, form=Form(languages=["de"]))
    assert exported.skipped == {"network_relations": "has no rows"}
    assert list(exported.omitted) == ["founding_share_variants"]
    assert not list(tmp_path.rglob("network_relations*"))
    text = (tmp_path / "tables" / "founding_share_variants_de.csv").read_text(encoding="utf-8")
    assert "Explizite" not in text
    assert "Alle Netzwerke" in text


CREDITS = re.compile("36/2023|BBSR|Destatis|CC BY|Tabelle 1 |Abbildung 1 ")
TEXTS = {".txt", ".csv", ".html", ".tex", ".svg", ".graphml"}


def list_texts(folder: Path) -> dict[str, str]:
    """Every text that was written, those within XLSX and DOCX files included."""
    found = {}
    for path in folder.rglob("*"):
        if path.suffix in TEXTS:
            found[path.name] = path.read_text(encoding="utf-8")
        elif path.suffix in {".xlsx", ".docx"}:
            with zipfile.ZipFile(path) as parts:
                names = [name for name in parts.namelist() if name.endswith(".xml")]
                found[path.name] = " ".join(parts.read(name).decode() for name in names)
    return found


@pytest.mark.parametrize("described", [False, True])
def test_an_invented_folder_is_credited_to_nobody_else(
    full_folder: Path, tmp_path: Path, described: bool
) -> None:
    members = full_folder / "members.csv"
    text = members.read_text(encoding="utf-8").replace("Destatis", "own count")
    members.write_text(re.sub(r"GeoNames \d+", "own survey", text), encoding="utf-8")
    if described:
        contract = {**read_contract(), "title": "Invented", "citation": "Doe 2024: Invented."}
        contract |= {"sources": [{"title": "Own survey"}], "licenses": [], "title_de": "Erfunden"}
        contract |= {"description": "", "description_de": ""}
        (full_folder / "datapackage.json").write_text(json.dumps(contract), encoding="utf-8")
    out = tmp_path / "out"
    words = ["export", "--data", str(full_folder), "--out", str(out), "--formats", "svg"]
    assert main(words) == 0
    texts = list_texts(out)
    assert len(texts) > 100
    assert {name: found[0] for name, t in texts.items() if (found := CREDITS.search(t))} == {}
    header = texts["index.html"].partition("<header>")[2].partition("</header>")[0]
    assert not re.search(r"\b34\b", header)
    assert ("Doe 2024: Invented." in texts["timeline_de_caption.txt"]) == described
    assert "Natural Earth" in texts["map_en_caption.txt"]


def test_the_repository_is_credited(data: Dataset, tmp_path: Path) -> None:
    assert settle_origin(data, None) is settle_origin(data, FOLDER) is data
    names = ["timeline", "tabelle_1", "participation_by_region"]
    export_outputs(data, tmp_path, names=names, form=Form(languages=["de"], formats=[]))
    texts = list_texts(tmp_path)
    for ending in ("timeline_de_caption.txt", "tabelle_1_de.html", "tabelle_1_de.xlsx"):
        assert "36/2023" in texts[ending]
    assert "Tabelle 1 des Berichts" in texts["tabelle_1_de.tex"]
    assert "Destatis" in texts["participation_by_region_de.html"]


def test_a_copy_of_the_official_list_keeps_its_credit(
    small_folder: Path, tmp_path: Path, damage
) -> None:
    shutil.copy(FOLDER / "municipalities.csv", small_folder)
    damage("members.csv", 6, "population", "21970")
    damage("members.csv", 9, "population", "551051")
    own = settle_origin(load(small_folder), small_folder)
    assert "citation" not in own.contract
    export_outputs(own, tmp_path, names=["participation_by_region"], form=Form(languages=["de"]))
    text = (tmp_path / "tables" / "participation_by_region_de.html").read_text(encoding="utf-8")
    assert "Destatis" in text
    assert "BBSR" not in text
