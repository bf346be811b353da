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
from analysis.data.contract import FOLDER, LANGUAGES
from analysis.export import files as export
from analysis.graph.outputs import place_graph
from analysis.presentation.tables import PrintTable, format_cells, translate_table
from analysis.report.run import Exported, Form, export_outputs, settle_origin
from tests.conftest import Damage

TITLE = 'Städte & <Netze> "2015–2020"'
ALT = "Zwei Sätze & mehr. Der zweite <b>."
NOTE = "[Quelle]: <i>eigene</i> & Darstellung."
FORMULAS = ["=1+1", "+49", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\uff1d1"]
FORMULAS += ["\uff0b1", "\uff0d1", "\uff20A1"]
# What each format could take for its own; a row that begins so, LaTeX for that of its line breaks.
HOSTILE = ["<script>alert(1)</script> & 5 % $x$ a_b", "=1+1", "a|b #1 {~^}", "\\input{x}"]
HOSTILE += ["[2cm] off", "* star", '"a "o', "Nord–Süd"]
Patch = pytest.MonkeyPatch
ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t"}


def read_all(folder: Path) -> dict[Path, bytes]:
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder): path.read_bytes() for path in paths}


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def export_some(data: Dataset, folder: Path, *names: str, **form: Any) -> Exported:
    """Export entries, or all, in German where nothing else is said."""
    return export_outputs(
        data, folder, names=names or None, form=Form(**{"languages": ["de"], **form})
    )


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


def test_each_format_carries_its_texts_and_no_date(tmp_path: Path) -> None:
    save_figure(draw(), "f", tmp_path, lang="de", title=TITLE, alt=ALT)
    content = (tmp_path / "f_de.svg").read_bytes()
    root = ET.fromstring(content)
    assert root.get("role") == "img"
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "de"
    said = [(child.tag.partition("}")[2], child.text) for child in root][:2]
    assert said == [("title", TITLE), ("desc", ALT)]
    assert root.get("width") == "144pt"
    assert b"<dc:date>" not in content
    content = (tmp_path / "f_de.pdf").read_bytes()
    assert (read_pdf(content, "Title"), read_pdf(content, "Subject")) == (TITLE, ALT)
    assert b"/FontFile2" in content  # TrueType, embedded
    assert b"/Type3" not in content
    assert b"CreationDate" not in content
    assert b"/MediaBox [ 0 0 144 72 ]" in content
    with Image.open(tmp_path / "f_de.png") as image:
        assert image.info["dpi"] == pytest.approx((300, 300), abs=0.1)
        assert image.size == (600, 300)
        assert (image.info["Title"], image.info["Description"]) == (TITLE, ALT)


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


def test_a_format_does_not_depend_on_the_others(data: Dataset, tmp_path: Path) -> None:
    """Constrained layout moves a little at each drawing: it is settled once for all formats."""
    name, found = "figures/map_de.png", set()
    for formats in (["png"], ["svg", "pdf", "png"]):
        export_some(data, tmp_path / formats[0], "map", formats=formats)
        found.add((tmp_path / formats[0] / name).read_bytes())
    assert len(found) == 1


def test_sidecars_are_plain_text(tmp_path: Path) -> None:
    """Line ends and runs of spaces go; German sets one that does not break before a sign."""
    texts = {"title": "A\n  title", "alt": "A.\nB.", "caption": "bis 5\N{NO-BREAK SPACE}%  der"}
    paths = save_figure(draw(), "f", tmp_path, **texts, formats=[])
    assert [path.name for path in paths] == ["f_en_alt.txt", "f_en_caption.txt"]
    assert [*map(read, paths)] == ["A. B.\n", "A title. bis 5\N{NO-BREAK SPACE}% der\n"]


# ---------------------------------------------------------------- tables


def read_html(path: Path) -> list[list[str]]:
    body = read(path).partition("<tbody>")[2].partition("</tbody>")[0]
    rows = [re.findall('<td class=".*?">(.*?)</td>', row) for row in body.split("<tr")]
    return [[html.unescape(cell) for cell in row] for row in rows[1:]]


def read_docx(path: Path) -> list[list[str]]:
    (table,) = docx.Document(str(path)).tables
    return [[cell.text for cell in row.cells] for row in table.rows]


def open_sheet(path: Path) -> Any:
    return openpyxl.load_workbook(path).worksheets[0]


def read_latex(path: Path) -> list[list[str]]:
    """The cells of the body of a table, as LaTeX sets them."""
    text = read(path).split("\\endlastfoot\n")[1]
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


def check_cells(stem: str, table: PrintTable, lang: str, heads: int = 1) -> None:
    """Every format prints the same cells; a spreadsheet has the numbers themselves."""
    cells = format_cells(table, lang=lang)
    assert read_html(Path(f"{stem}.html")) == cells
    assert read_latex(Path(f"{stem}.tex")) == cells
    assert read_docx(Path(f"{stem}.docx"))[heads:] == cells
    sheet = open_sheet(Path(f"{stem}.xlsx"))
    stored = [[cell or None for cell in row] for row in sheet.iter_rows(2, values_only=True)]
    # A spreadsheet stores 16 digits of a number; what is not defined says so.
    wanted = [
        [cell or (word if cell is None else None) or None for cell, word in zip(*both, strict=True)]
        for both in zip(table.rows, cells, strict=True)
    ]
    exact: dict[str, Any] = {"check_dtype": False, "rtol": 1e-12, "atol": 0}
    pd.testing.assert_frame_equal(pd.DataFrame(stored), pd.DataFrame(wanted), **exact)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["network_overview", "region_rates", "tabelle_1", "coverage"])
def test_formats_print_the_same_cells(name: str, lang: str, data: Dataset, tmp_path: Path) -> None:
    export_some(data, tmp_path, name, languages=[lang])
    (output,) = find_outputs([name])
    words = {"lang": lang, "labels": data.contract, "short": output.short}
    table = translate_table(output.measure(data), **words)
    heads = 2 if name == "tabelle_1" else 1
    check_cells(f"{tmp_path}/tables/{name}_{lang}", table, lang, heads)


def save_typed(folder: Path, data: Dataset, names: list[str]) -> pd.DataFrame:
    more = len(names) - 1
    frame = pd.DataFrame({
        "name": ["Ulm", *names],
        "founded": pd.array([2012, None, *[2000] * more], dtype="Int64"),
        "population": pd.array([1234567, 12, *[0] * more], dtype="Int64"),
        "share": [0.125, float("nan"), *[0.5] * more],
        "category": ["national", "thematic", *["smart_city"] * more],
    })  # fmt: skip
    save_table(frame, "t", folder, lang="de", title=TITLE, notes=[NOTE], labels=data.contract)
    return frame


def test_no_format_takes_text_for_its_own(tmp_path: Path, data: Dataset) -> None:
    frame = save_typed(tmp_path, data, HOSTILE)
    check_cells(f"{tmp_path}/t_de", translate_table(frame, lang="de", labels=data.contract), "de")
    text = read(tmp_path / "t_de.html")
    assert text.startswith('<!DOCTYPE html>\n<html lang="de">')
    assert not {"script", "i", "b", "Netze"} & set(re.findall(r"<(\w+)", text))
    words = html.unescape(re.sub("<.*?>", "\n", text)).split("\n")
    assert {TITLE, NOTE, "Gründung", "1.234.567", "12,5\N{NO-BREAK SPACE}%"} <= set(words)
    text = read(tmp_path / "t_de.tex")
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
    assert [row[0] for row in rows[3:]] == [f"'{text}" for text in FORMULAS]
    book = openpyxl.load_workbook(tmp_path / "t_de.xlsx")
    assert book.sheetnames == ["Tabelle", "Hinweise"]
    assert book.properties.created == datetime(2024, 1, 1)
    sheet = book["Tabelle"]
    assert sheet.freeze_panes == "B2"
    assert [cell.number_format for cell in sheet[2]][1:4] == ["0", "#,##0", "0.0%"]
    cells = [sheet.cell(i, 1) for i in range(4, 4 + len(FORMULAS))]
    assert {cell.data_type for cell in cells} == {"s"}
    # As XLSX writes a carriage return.
    assert [cell.value for cell in cells] == [s.replace("\r", "_x000D_") for s in FORMULAS]
    assert [row[0].value for row in book["Hinweise"].iter_rows()] == [TITLE, None, NOTE]
    assert sheet.column_dimensions["A"].width > sheet.column_dimensions["B"].width


def test_a_separator_smuggles_no_formula(tmp_path: Path) -> None:
    """Programs that split at other separators too must find them quoted; no header is one."""
    cells = ["a;=1", "a\t=1", "a\r=1", "a\n=1", "a|=1", 'a"=1', "a,=1"]
    path = export.save_numbers(pd.DataFrame({"text": cells}), "n", tmp_path)
    text = path.read_bytes().decode("utf-8")
    assert [row[0] for row in csv.reader(io.StringIO(text, newline=""))][1:] == cells
    assert text.count('"a') == len(cells)
    path = export.save_numbers(pd.DataFrame({"=cmd()": [-1.5, 2.0]}), "n", tmp_path)
    assert read(path) == "'=cmd()\n-1.5\n2.0\n"


def test_a_spreadsheet_says_the_side_of_one_and_what_has_no_limit(tmp_path: Path) -> None:
    """Neither a spreadsheet nor a reader takes an infinite limit for a missing one."""
    frame = pd.DataFrame({"upper": [0.999985, 1.002], "p_value": [0.00004, 0.5]})
    save_table(frame.assign(lower=[float("inf"), 2.0]), "r", tmp_path, lang="de")
    sheet = open_sheet(tmp_path / "r_de.xlsx")
    assert [cell.value for cell in sheet[2]] == [0.999985, 0.00004, "∞"]
    assert [cell.number_format for cell in sheet[2]][:2] == ['"<1,000"', '"<0,001"']
    assert [cell.number_format for cell in sheet[3]] == ["#,##0.000", "0.000", "#,##0.000"]
    assert ">∞<" in read(tmp_path / "r_de.html")


def test_word_shows_a_table_of_its_own(tmp_path: Path, data: Dataset) -> None:
    save_typed(tmp_path, data, [f"{HOSTILE[0]}\x00\x1f", "two\nlines"])
    document = docx.Document(str(tmp_path / "t_de.docx"))
    texts = {paragraph.style.name: paragraph.text for paragraph in document.paragraphs}
    assert (texts["Caption"], texts["Table Note"]) == (TITLE, NOTE)
    (table,) = document.tables
    rows = read_docx(tmp_path / "t_de.docx")
    assert [row[0] for row in rows] == ["Name", "Ulm", HOSTILE[0], "two\nlines"]
    xml = table._tbl.xml
    assert xml.count("<w:tblHeader/>") == 1
    assert xml.count("<w:cantSplit/>") == len(rows)
    assert f'<w:tblCaption w:val="{html.escape(TITLE)}"/>' in xml
    sides = [cell.paragraphs[0].alignment for cell in table.rows[1].cells]
    assert sides == [WD_ALIGN_PARAGRAPH.LEFT, *[WD_ALIGN_PARAGRAPH.RIGHT] * 3, sides[0]]
    properties = document.core_properties
    assert properties.created == properties.modified == datetime(2024, 1, 1, tzinfo=UTC)
    assert (properties.title, properties.author, properties.language) == (TITLE, "", "de-DE")


def test_a_zip_file_is_of_1980_or_later(tmp_path: Path, monkeypatch: Patch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    save_table(pd.DataFrame({"year": [2015]}), "t", tmp_path)
    with zipfile.ZipFile(tmp_path / "t_en.docx") as parts:
        assert {part.date_time[:3] for part in parts.infolist()} == {(1980, 1, 1)}


@pytest.mark.parametrize(("count", "page"), [(1, "portrait"), (12, "landscape")])
def test_a_wide_table_lies_across_the_page(tmp_path: Path, count: int, page: str) -> None:
    frame = pd.DataFrame({f"Bezeichnungen{i}": ["Zusammenfassung"] for i in range(count)})
    save_table(frame, "t", tmp_path)
    (section,) = docx.Document(str(tmp_path / "t_en.docx")).sections
    assert (section.page_width > section.page_height) == bool(section.orientation) == (count > 1)
    assert all(page in read(tmp_path / f"t_en.{ending}") for ending in ("tex", "html"))
    assert open_sheet(tmp_path / "t_en.xlsx").page_setup.orientation == page


def test_long_tables_repeat_their_head(tmp_path: Path) -> None:
    save_table(pd.DataFrame({"number": range(400), "name": "Ulm"}), "long", tmp_path)
    text = read(tmp_path / "long_en.tex")
    assert text.count("number & name \\\\\n") == 2
    marks = ["endfirsthead", "endhead", "endfoot", "endlastfoot"]
    assert sorted(marks, key=lambda mark: text.index(rf"\{mark}")) == marks
    assert text.count(r"\bottomrule") == 2  # below each page, and below the last
    sheet = open_sheet(tmp_path / "long_en.xlsx")
    assert (sheet.print_title_rows, sheet.page_setup.fitToHeight) == ("$1:$1", 0)


def test_spanners_stand_above_columns_and_sums_below_a_rule(tmp_path: Path, data: Dataset) -> None:
    export_some(data, tmp_path, "tabelle_1", "tabelle_2")
    stem = tmp_path / "tables" / "tabelle_1_de"
    page = read(stem.with_suffix(".html"))
    assert page.count('<tr class="sums">\n<td class="text">Insgesamt<') == 1
    spanners = [("2", "Top-down"), ("2", "Bottom-up"), ("1", "Insgesamt")]
    assert re.findall('colgroup" colspan="(.)">(.*?)<', page) == spanners
    assert page.count('rowspan="2"') == 1
    head, body = read(stem.with_suffix(".tex")).split("\\endlastfoot\n")
    assert "Tabelle 1 des Berichts" in head
    parts = (rf"\multicolumn{{{width}}}{{c}}{{{label}}}" for width, label in spanners)
    assert head.count(f" & {' & '.join(parts)} \\\\\n") == 2
    assert head.count(r"\cmidrule(lr){2-3} \cmidrule(lr){4-5} \cmidrule(lr){6-6}") == 2
    assert body.count("\\midrule\nInsgesamt") == body.count("\\midrule") == 1
    (table,) = docx.Document(str(stem.with_suffix(".docx"))).tables
    assert table._tbl.xml.count("<w:tblHeader/>") == 2
    ruled = [i for i, row in enumerate(table.rows) if "<w:bottom" in row.cells[0]._tc.xml]
    assert ruled == [1, len(table.rows) - 2]
    above = [cell.text for cell in table.rows[0].cells]
    assert above == ["", *["Top-down"] * 2, *["Bottom-up"] * 2, "Insgesamt"]
    tops = [bool(row[1].border.top.style) for row in open_sheet(stem.with_suffix(".xlsx"))]
    assert tops == [False] * (len(tops) - 1) + [True]
    page = read(tmp_path / "tables" / "tabelle_2_de.html")
    assert not re.search('class="sums"|colgroup|rowspan', page)


def test_short_texts_stay_on_one_line_on_a_wide_screen(tmp_path: Path, data: Dataset) -> None:
    export_some(data, tmp_path, "tabelle_2", "region_rates", languages=["en", "de"])
    text = read(tmp_path / "tables" / "tabelle_2_en.html")
    heads = re.findall('<th scope="col" class="(.*?)"', text)
    assert [j for j, sides in enumerate(heads, start=1) if "short" in sides] == [1]
    text = read(tmp_path / "tables" / "region_rates_de.html")
    assert "Untere 95\N{NON-BREAKING HYPHEN}%-Grenze" in text
    assert "95-%" not in text


# ---------------------------------------------------------------- graphs


READERS: dict[str, Callable[[Path], nx.Graph]] = {
    "graphml": nx.read_graphml, "gexf": nx.read_gexf,
    "cyjs": lambda path: nx.cytoscape_graph(json.loads(read(path))),
}  # fmt: skip
# What a format adds to the attributes of a node.
ADDED = {"graphml": set[str](), "gexf": {"viz"}, "cyjs": {"id", "name", "value"}}


@pytest.mark.parametrize("form", export.GRAPH_FORMATS)
def test_each_graph_reads_back_whole(form: str, tmp_path: Path, data: Dataset) -> None:
    graph = place_graph(data)
    loaded = READERS[form](write_graph(graph, tmp_path / f"g.{form}"))
    names = {node: ":".join(node) for node in graph}
    assert set(loaded) == set(names.values())
    assert loaded.number_of_edges() == graph.number_of_edges()
    for node, name in names.items():
        found = {k: v for k, v in loaded.nodes[name].items() if k not in ADDED[form]}
        assert found == pytest.approx(dict(graph.nodes[node]))
        assert found["degree"] == graph.degree[node]
    for one, other, found in graph.edges(data=True):
        edge: dict[str, Any] = loaded.edges[names[one], names[other]]
        # Cytoscape calls the ends of an edge source and target.
        own = {"source": "source_text"} if form == "cyjs" else {}
        assert all(edge[own.get(key, key)] == value for key, value in found.items())


def test_gephi_and_cytoscape_find_labels_and_positions(tmp_path: Path, data: Dataset) -> None:
    graph = place_graph(data)
    keys = ET.parse(write_graph(graph, tmp_path / "g.graphml")).getroot().findall("{*}key")
    assert {"label", "x", "y"} <= {key.get("id") for key in keys}
    assert {key.get("attr.type") for key in keys if key.get("id") in ("x", "y")} == {"double"}
    root = ET.parse(write_graph(graph, tmp_path / "g.gexf")).getroot()
    nodes = {node.get("id"): node for node in root.iterfind(".//{*}node")}
    content = json.loads(read(write_graph(graph, tmp_path / "g.cyjs")))
    elements = {node["data"]["id"]: node for node in content["elements"]["nodes"]}
    for node, found in graph.nodes(data=True):
        gexf, cytoscape = nodes[":".join(node)], elements[":".join(node)]
        assert gexf.get("label") == cytoscape["data"]["name"] == found["label"]
        (place,) = gexf.iterfind("{*}position")
        x, y = found["x"], found["y"]
        assert [float(place.get(axis, "nan")) for axis in "xy"] == pytest.approx([x, y])
        assert cytoscape["position"] == pytest.approx({"x": x, "y": -y})  # its axis points down


def test_graphml_of_hostile_attributes(tmp_path: Path) -> None:
    graph = nx.Graph()
    graph.add_node(("member", "a"), label="<A> & \x00\x1f", size=1, gone=None, role="x")
    graph.add_node(("network", "a"), label="B", size=2.5, mixed=1)
    graph.add_node("c", mixed="one")
    graph.add_edge(("member", "a"), ("network", "a"), role="member")
    loaded = nx.read_graphml(write_graph(graph, tmp_path / "g.graphml"))
    assert loaded.nodes["member:a"] == {"label": "<A> & ", "size": 1.0, "role": "x"}
    assert loaded.nodes["network:a"] == {"label": "B", "size": 2.5, "mixed": "1"}
    assert loaded.edges["member:a", "network:a"] == {"role": "member"}
    assert graph.nodes["member", "a"]["gone"] is None  # the caller's graph is left alone


def test_one_network_and_one_member_stand_apart(data: Dataset) -> None:
    networks = data.networks.query("network_id == 'eurocities'")
    memberships = data.memberships.query("member_id == 'hagen'")
    graph = place_graph(replace(data, networks=networks, memberships=memberships))
    assert len({(found["x"], found["y"]) for found in graph.nodes.values()}) == len(graph) == 2


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
        export.save_numbers(pd.DataFrame({"a": [1]}), name, tmp_path / "in")
    assert not list(tmp_path.iterdir())


def test_a_failing_or_killed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: Patch) -> None:
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
    words = "-m analysis export --lang de --only bipartite tabelle_2 city_network_graph page --out"
    for seed in ("1", "2"):
        command = [sys.executable, *words.split(), str(tmp_path / seed)]
        subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": seed})
    assert len(read_all(tmp_path / "1")) > 12
    assert read_all(tmp_path / "1") == read_all(tmp_path / "2")


# ---------------------------------------------------------------- tables of one's own


def test_a_small_folder_is_exported(small_folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    exported = export_some(load(small_folder), out, formats=["svg"])
    assert exported.failed == {}
    lacking = {"municipalities", "claims", "territories"}
    absent = {output.name for output in OUTPUTS if lacking & set(output.needs)}
    assert set(exported.skipped) == absent
    files = {path for path in out.rglob("*") if path.is_file()}
    assert {path for paths in exported.made.values() for path in paths} == files
    endings = {
        "table": [f"_de.{form}" for form in export.TABLE_FORMATS],
        "graph": [f".{form}" for form in export.GRAPH_FORMATS],
        "figure": ["_de_alt.txt", "_de_caption.txt", ".csv"],
    }
    made = [output for output in OUTPUTS if output.name not in absent]
    expected = {f"{output.name}{ending}" for output in made for ending in endings[output.kind]}
    images = {170: "_de.svg", 85: "_85mm_de.svg"}
    figures = (output for output in made if output.kind == "figure")
    expected |= {f"{output.name}{images[width]}" for output in figures for width in output.widths}
    assert {path.name for path in files} == expected


def test_what_the_data_contradict_is_reported(data: Dataset, tmp_path: Path) -> None:
    own = replace(data, networks=data.networks.assign(initiative="total"))
    exported = export_some(own, tmp_path, "initiative_by_term", "category_by_reach")
    assert list(exported.failed) == ["initiative_by_term"]
    assert "'total'" in exported.failed["initiative_by_term"]
    assert (tmp_path / "tables" / "category_by_reach_de.csv").exists()


def test_what_has_no_rows_is_left_out(small_folder: Path, tmp_path: Path) -> None:
    data = load(small_folder)
    alone = data.memberships.query("member_id != 'oasc'").reset_index(drop=True)
    own = replace(data, memberships=alone, networks=data.networks.assign(category="thematic"))
    exported = export_some(own, tmp_path, "network_relations", "founding_share_variants")
    assert exported.skipped == {"network_relations": "has no rows"}
    assert list(exported.omitted) == ["founding_share_variants"]
    assert not list(tmp_path.rglob("network_relations*"))
    assert "Explizite" not in read(tmp_path / "tables" / "founding_share_variants_de.csv")


CREDITS = re.compile("36/2023|BBSR|Destatis|CC BY|Tabelle 1 |Abbildung 1 ")
# XLSX and DOCX print what HTML does.
TEXTS = (".txt", ".csv", ".html", ".tex", ".svg", ".graphml", ".gexf", ".cyjs")


def test_an_invented_folder_is_credited_to_nobody_else(full_folder: Path, tmp_path: Path) -> None:
    members = full_folder / "members.csv"
    text = read(members).replace("Destatis", "own count")
    members.write_text(re.sub(r"GeoNames \d+", "own survey", text), encoding="utf-8")
    out = tmp_path / "out"
    words = ["export", "--data", str(full_folder), "--out", str(out), "--formats", "svg"]
    assert main(words) == 0
    texts = {path.name: read(path) for path in out.rglob("*") if path.suffix in TEXTS}
    assert len(texts) > 100
    assert {name: found[0] for name, t in texts.items() if (found := CREDITS.search(t))} == {}
    header = texts["index.html"].partition("<header>")[2].partition("</header>")[0]
    assert not re.search(r"\b34\b", header)
    assert "Natural Earth" in texts["map_en.svg"]
    assert "May 2023" not in texts["timeline_en.svg"]


def test_a_copied_list_keeps_its_credit(small_folder: Path, tmp_path: Path, damage: Damage) -> None:
    shutil.copy(FOLDER / "municipalities.csv", small_folder)
    damage("members.csv", 6, "population", "21970")
    damage("members.csv", 9, "population", "551051")
    own = settle_origin(load(small_folder), small_folder)
    assert "citation" not in own.contract
    assert settle_origin(own, FOLDER) is settle_origin(own, None) is own
    (small_folder / "datapackage.json").touch()  # which says where its tables come from
    assert settle_origin(own, small_folder) is own
    export_some(own, tmp_path, "participation_by_region")
    text = read(tmp_path / "tables" / "participation_by_region_de.html")
    assert ("Destatis" in text, "BBSR" in text) == (True, False)
