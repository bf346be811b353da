"""Writing: every format read back, text that is no formula, whole files or none, same bytes."""

import csv
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import replace
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path

import networkx as nx
import openpyxl
import pandas as pd
import pytest
from matplotlib.figure import Figure
from PIL import Image

from analysis.__main__ import main
from analysis.catalogue import OUTPUTS
from analysis.data import Dataset, load
from analysis.data.contract import FOLDER, read_contract
from analysis.export import files as export
from analysis.export.files import (
    GRAPH_FORMATS,
    TABLE_FORMATS,
    place_file,
    render_text,
    save_figure,
    save_numbers,
    save_table,
    write_file,
    write_graph,
)
from analysis.report.run import export_outputs, settle_origin

TITLE = 'Städte & <Netze> "2015–2020"'
ALT = "Zwei Sätze & mehr. Der zweite <b>."
FORMULAS = ["=1+1", "+49", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\uff1d1"]
FORMULAS += ["\uff0b1", "\uff0d1", "\uff20A1"]
ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t"}
SVG = "{http://www.w3.org/2000/svg}"


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


def digest(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


# ---------------------------------------------------------------- figures


def test_svg_carries_title_and_description(tmp_path: Path) -> None:
    save_figure(draw(), "f", tmp_path, lang="de", title=TITLE, alt=ALT, formats=["svg"])
    root = ET.parse(tmp_path / "f_de.svg").getroot()
    assert root.get("role") == "img"
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "de"
    assert [child.tag for child in root][:2] == [f"{SVG}title", f"{SVG}desc"]
    assert [child.text for child in root][:2] == [TITLE, ALT]
    assert len(root.findall(f".//{SVG}path")) > 5
    assert b"<dc:date>" not in (tmp_path / "f_de.svg").read_bytes()


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


def test_pdf_carries_title_and_subject(tmp_path: Path) -> None:
    save_figure(draw(), "f", tmp_path, lang="de", title=TITLE, alt=ALT, formats=["pdf"])
    content = (tmp_path / "f_de.pdf").read_bytes()
    assert content.startswith(b"%PDF-")
    assert content.rstrip().endswith(b"%%EOF")
    assert b"CreationDate" not in content
    assert b"/FontFile2" in content  # TrueType, embedded
    assert read_pdf(content, "Title") == TITLE
    assert read_pdf(content, "Subject") == ALT


def test_png_has_300_dots_per_inch(tmp_path: Path) -> None:
    save_figure(draw(), "f", tmp_path, lang="en", title=TITLE, alt=ALT, formats=["png"])
    with Image.open(tmp_path / "f_en.png") as image:
        assert image.size == (600, 300)
        assert image.info["dpi"] == pytest.approx((300, 300), abs=0.1)
        assert image.info["Description"] == ALT


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("width", [170, 85])
def test_a_figure_of_the_list_is_ready_for_print(
    tmp_path: Path, data: Dataset, lang: str, width: int
) -> None:
    exported = export_outputs(data, tmp_path, names=["periods"], languages=[lang], widths=[width])
    stem = f"periods_{lang}" if width == 170 else f"periods_{width}mm_{lang}"
    named = {path.name for path in exported.written}
    assert {f"{stem}.{form}" for form in ("svg", "pdf", "png")} <= named
    alt = (tmp_path / "figures" / f"periods_{lang}_alt.txt").read_text(encoding="utf-8").strip()
    caption = (tmp_path / "figures" / f"periods_{lang}_caption.txt").read_text(encoding="utf-8")
    title = caption.split("\n")[0]

    root = ET.parse(tmp_path / "figures" / f"{stem}.svg").getroot()
    assert root.get("role") == "img"
    assert [child.tag for child in root][:2] == [f"{SVG}title", f"{SVG}desc"]
    assert [child.text for child in root][:2] == [title, alt]
    points = float(str(root.get("width")).removesuffix("pt"))
    assert points / 72 * 25.4 == pytest.approx(width, abs=0.01)

    content = (tmp_path / "figures" / f"{stem}.pdf").read_bytes()
    assert read_pdf(content, "Title") == title
    assert read_pdf(content, "Subject") == alt
    assert b"/FontFile2" in content  # TrueType, embedded
    assert b"/Type3" not in content
    box = re.search(rb"/MediaBox \[([\d. ]+)\]", content)
    assert box is not None
    assert float(box[1].split()[2]) / 72 * 25.4 == pytest.approx(width, abs=0.01)

    with Image.open(tmp_path / "figures" / f"{stem}.png") as image:
        assert image.info["dpi"] == pytest.approx((300, 300), abs=0.1)
        assert image.size[0] == pytest.approx(width / 25.4 * 300, abs=1)
        assert image.info["Title"] == title
        assert image.info["Description"] == alt


def test_sidecar_and_paths(tmp_path: Path) -> None:
    paths = save_figure(draw(), "f", tmp_path, title="T", alt="A.\nB.", caption="C", formats=[])
    assert [path.name for path in paths] == ["f_en_alt.txt", "f_en_caption.txt"]
    assert paths[0].read_text(encoding="utf-8") == "A. B.\n"
    assert paths[1].read_text(encoding="utf-8") == "T\n\nC\n"


def test_what_is_unknown_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="format is 'gif'"):
        save_figure(draw(), "f", tmp_path, formats=["svg", "gif"])
    with pytest.raises(ValueError, match="lang is 'fr'"):
        save_table(pd.DataFrame({"a": [1]}), "t", tmp_path, lang="fr")
    with pytest.raises(ValueError, match=r"does not end in \.graphml, \.gexf, \.cyjs"):
        write_graph(nx.Graph(), tmp_path / "g.gml")
    assert not list(tmp_path.iterdir())


# ---------------------------------------------------------------- tables


def test_a_table_without_columns_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="the table 't' has no columns"):
        save_table(pd.DataFrame(), "t", tmp_path)
    assert list(tmp_path.iterdir()) == []


def save_typed(folder: Path, data: Dataset, lang: str = "de") -> None:
    frame = pd.DataFrame(
        {
            "name": ["Ulm", "<script>alert(1)</script> & 5 % $x$ a_b", *FORMULAS],
            "founded": pd.array([2012, None, *[2000] * 11], dtype="Int64"),
            "population": pd.array([1234567, 12, *[0] * 11], dtype="Int64"),
            "share": [0.125, float("nan"), *[0.5] * 11],
            "category": ["national", "thematic", *["smart_city"] * 11],
        }
    )
    notes = ["Quelle: <i>eigene</i> & Darstellung."]
    save_table(frame, "t", folder, lang=lang, title=TITLE, notes=notes, labels=data.contract)


def test_csv_reads_back_and_holds_no_formula(tmp_path: Path, data: Dataset) -> None:
    save_typed(tmp_path, data)
    content = (tmp_path / "t_de.csv").read_bytes()
    assert not content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8"), newline="")))
    assert rows[0] == ["Name", "Gründung", "Einwohnerzahl", "Anteil", "Kategorie"]
    assert rows[1] == ["Ulm", "2012", "1234567", "0.125", "Nationale Smart-City-Netzwerke"]
    assert rows[2][1:4] == ["", "12", ""]
    assert [row[0] for row in rows[3:]] == [f"'{text}" for text in FORMULAS]


def test_a_separator_smuggles_no_formula(tmp_path: Path) -> None:
    """Programs that split at other separators too must find them quoted."""
    cells = ["a;=1", "a\t=1", "a\r=1", "a\n=1", "a|=1", 'a"=1', "a,=1"]
    save_numbers(pd.DataFrame({"text": cells}), "n", tmp_path)
    content = (tmp_path / "n.csv").read_bytes().decode("utf-8")
    assert [row[0] for row in csv.reader(io.StringIO(content, newline=""))][1:] == cells
    assert content.count('"a') == len(cells)


def test_headers_hold_no_formula_either(tmp_path: Path) -> None:
    save_numbers(pd.DataFrame({"=cmd()": [-1.5, 2.0]}), "n", tmp_path)
    assert (tmp_path / "n.csv").read_text(encoding="utf-8") == "'=cmd()\n-1.5\n2.0\n"


def test_xlsx_is_typed_frozen_and_explained(tmp_path: Path, data: Dataset) -> None:
    save_typed(tmp_path, data)
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
    assert notes[0] == TITLE
    assert "Quelle: <i>eigene</i> & Darstellung." in notes
    assert sheet.column_dimensions["A"].width > sheet.column_dimensions["B"].width


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_html_is_a_page_without_live_text(tmp_path: Path, data: Dataset) -> None:
    save_typed(tmp_path, data)
    text = (tmp_path / "t_de.html").read_text(encoding="utf-8")
    assert text.startswith('<!DOCTYPE html>\n<html lang="de">')
    assert 'charset="utf-8"' in text
    parser = Tags()
    parser.feed(text)
    assert not {"script", "i", "b", "netze"} & set(parser.tags)
    assert "<script>alert(1)</script> & 5 % $x$ a_b" in parser.words
    assert {"1.234.567", "2012", "12,5\N{NO-BREAK SPACE}%"} <= set(parser.words)
    assert TITLE in parser.words


def test_plain_text_keeps_spaces_that_do_not_break() -> None:
    """German sets one before a percent sign; line ends and runs of spaces go."""
    text = render_text("A\n  title", "bis 5\N{NO-BREAK SPACE}%  der")
    assert text.decode() == "A title\n\nbis 5\N{NO-BREAK SPACE}% der\n"


def test_latex_breaks_lines_and_escapes(tmp_path: Path, data: Dataset) -> None:
    save_typed(tmp_path, data)
    text = (tmp_path / "t_de.tex").read_text(encoding="utf-8")
    assert r"\textless{}script\textgreater{}alert(1)\textless{}/script\textgreater{}" in text
    assert r"\& 5 \% \$x\$ a\_b" in text
    assert text.count(r"\begin{longtable}") == text.count(r"\end{longtable}") == 1
    widths = [float(width) for width in re.findall(r"\\dimexpr ([\d.]+)\\linewidth", text)]
    assert len(widths) == 5
    assert 0.7 < sum(widths) < 1.01
    assert min(widths[0], widths[4]) > max(widths[1:4])


# ---------------------------------------------------------------- files


@pytest.mark.parametrize(
    "name", ["../x", "/etc/x", "a/b", "a\\b", "..", "", ".x", "x\x00", "é", "x y", "a" * 101, "x\n"]
)
def test_names_cannot_leave_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="no name for a file"):
        place_file(tmp_path, name, "csv")
    with pytest.raises(ValueError, match="no name for a file"):
        save_table(pd.DataFrame({"a": [1]}), f"{name}/", tmp_path / "in")
    assert not list(tmp_path.iterdir())


def test_a_killed_write_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_file(tmp_path / "x.csv", b"old")

    def fail(descriptor: int) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(export.os, "fsync", fail)
    with pytest.raises(OSError, match="disk full"):
        write_file(path, b"new and longer")
    assert path.read_bytes() == b"old"
    assert [found.name for found in tmp_path.iterdir()] == ["x.csv"]


def test_a_process_killed_while_writing_leaves_the_old_file(tmp_path: Path) -> None:
    write_file(tmp_path / "x.csv", b"old")
    code = (
        "import os, signal, sys; from analysis.export import files as export\n"
        "export.os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)\n"
        "export.write_file(sys.argv[1], b'new')"
    )
    killed = subprocess.run([sys.executable, "-c", code, str(tmp_path / "x.csv")], check=False)
    assert killed.returncode == -9
    assert (tmp_path / "x.csv").read_bytes() == b"old"


def test_a_failing_figure_replaces_nothing(tmp_path: Path) -> None:
    save_figure(draw(), "f", tmp_path, formats=["svg", "png"])
    before = digest(tmp_path)

    class Broken(Figure):
        def savefig(self, *args: object, **options: object) -> None:
            if options["format"] == "png":
                raise RuntimeError("no memory")
            super().savefig(*args, **options)

    with pytest.raises(RuntimeError, match="no memory"):
        save_figure(Broken(), "f", tmp_path, formats=["svg", "png"])
    assert digest(tmp_path) == before


def test_permissions_are_those_of_new_files(tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.write_bytes(b"")
    assert write_file(tmp_path / "x", b"").stat().st_mode == plain.stat().st_mode


def test_a_small_folder_is_exported(small_folder: Path, tmp_path: Path) -> None:
    data = load(small_folder)
    out = tmp_path / "out"
    exported = export_outputs(data, out, languages=["de"], formats=["svg"])
    assert exported.failed == {}
    # What rests on municipalities.csv, on claims.csv, and on states and metropolitan regions.
    assert set(exported.skipped) == {
        *("participation", "participation_by_region", "participation_by_state"),
        *("participation_readings", "regional_rates", "region_ratios", "specification_curve"),
        *("coverage_bounds", "region_comparison", "region_size_classes"),
        *("region_rates", "specifications"),
        *("specification_conclusions", "coverage_scenarios", "territories"),
        *("verdicts", "verdicts_by_place", "claims"),
    }
    files = {path for path in out.rglob("*") if path.is_file()}
    assert set(exported.written) == files
    assert not [path for path in files if path.name.startswith(".")]
    endings = {
        "table": [f"_de.{form}" for form in TABLE_FORMATS],
        "graph": [f".{form}" for form in GRAPH_FORMATS],
    }
    figure = {170: "_de.svg", 85: "_85mm_de.svg"}
    made = [output for output in OUTPUTS if output.name not in exported.skipped]
    expected = {
        f"{output.name}{ending}"
        for output in made
        for ending in endings.get(output.kind)
        or [*(figure[width] for width in output.widths), "_de_alt.txt", "_de_caption.txt", ".csv"]
    }
    assert {path.name for path in files} == expected


def test_the_numbers_of_a_figure_are_those_of_its_frame(data: Dataset, tmp_path: Path) -> None:
    names = ["timeline", "bipartite"]
    export_outputs(data, tmp_path, names=names, languages=["en"], formats=[])
    timeline = pd.read_csv(tmp_path / "figures" / "timeline.csv")
    assert timeline["founded"].tolist() == sorted(data.networks["founded"])
    edges = pd.read_csv(tmp_path / "figures" / "bipartite.csv")
    degrees = edges["network_id"].where(edges["member_id"].notna()).value_counts()
    assert degrees["eurocities"] == 23  # the profile's row on German municipalities
    assert edges.drop_duplicates("network_id")["network_id"].nunique() == 34


@pytest.mark.parametrize("name", ["timeline", "participation"])
def test_a_format_does_not_depend_on_the_others(data: Dataset, tmp_path: Path, name: str) -> None:
    """Constrained layout moves a little at each drawing: it is settled once for all formats."""
    chosen = {"alone": ["png"], "last": ["svg", "pdf", "png"]}
    for folder, formats in chosen.items():
        export_outputs(data, tmp_path / folder, names=[name], languages=["de"], formats=formats)
    one, other = (tmp_path / folder / "figures" / f"{name}_de.png" for folder in chosen)
    assert one.read_bytes() == other.read_bytes()


def test_what_the_data_contradict_is_reported(data: Dataset, tmp_path: Path) -> None:
    coded = data.networks.assign(initiative="total")
    exported = export_outputs(
        replace(data, networks=coded),
        tmp_path,
        names=["initiative_by_term", "category_by_reach"],
        languages=["en"],
    )
    assert list(exported.failed) == ["initiative_by_term"]
    assert "'total'" in exported.failed["initiative_by_term"]
    assert (tmp_path / "tables" / "category_by_reach_en.csv").exists()


def test_the_same_bytes_under_any_hash_seed(tmp_path: Path) -> None:
    names = ["bipartite", "tabelle_2", "city_network_graph", "page"]
    command = [sys.executable, "-m", "analysis", "export", "--lang", "de", "--only", *names]
    found = []
    for seed in ("1", "2"):
        out = tmp_path / seed
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run([*command, "--out", str(out)], check=True, env=environment)
        found.append(digest(out))
    assert set(found[0]) >= {
        "figures/bipartite_de.pdf",
        "figures/bipartite_de.png",
        "tables/tabelle_2_de.xlsx",
        "tables/tabelle_2_de.docx",
        "graph/city_network_graph.graphml",
        "index.html",
    }
    assert found[0] == found[1]


# ---------------------------------------------------------------- tables of one's own

CREDITS = re.compile("36/2023|BBSR|Destatis|CC BY|Tabelle 1 |Abbildung 1 ")
TEXTS = {".txt", ".csv", ".html", ".tex", ".svg", ".graphml"}


def list_texts(folder: Path) -> dict[str, str]:
    """Every text that was written, those within XLSX files and the PDF's fields included."""
    found = {}
    for path in folder.rglob("*"):
        if path.suffix in TEXTS:
            found[path.name] = path.read_text(encoding="utf-8")
        elif path.suffix == ".xlsx":
            book = openpyxl.load_workbook(path)
            cells = [str(cell.value) for sheet in book for row in sheet.rows for cell in row]
            found[path.name] = " ".join(cells)
        elif path.suffix == ".docx":
            with zipfile.ZipFile(path) as parts:
                found[path.name] = " ".join(
                    parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml")
                )
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
    assert settle_origin(data, None) is data
    assert settle_origin(data, FOLDER) is data
    names = ["timeline", "tabelle_1", "participation_by_region"]
    export_outputs(data, tmp_path, names=names, languages=["de"], formats=[])
    texts = list_texts(tmp_path)
    for name in ("timeline_de_caption.txt", "tabelle_1_de.html", "tabelle_1_de.xlsx"):
        assert "36/2023" in texts[name]
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
    export_outputs(own, tmp_path, names=["participation_by_region"], languages=["de"])
    text = (tmp_path / "tables" / "participation_by_region_de.html").read_text(encoding="utf-8")
    assert "Destatis" in text
    assert "BBSR" not in text


def test_what_has_no_rows_is_left_out(small_folder: Path, tmp_path: Path) -> None:
    data = load(small_folder)
    kinds = data.members.set_index("member_id")["kind"]
    alone = data.memberships[data.memberships["member_id"].map(kinds) != "network"]
    own = replace(
        data,
        memberships=alone.reset_index(drop=True),
        networks=data.networks.assign(category="thematic"),
    )
    names = ["network_relations", "founding_share_variants"]
    exported = export_outputs(own, tmp_path, names=names, languages=["de"])
    assert exported.skipped == {"network_relations": "has no rows"}
    assert list(exported.omitted) == ["founding_share_variants"]
    assert not list(tmp_path.rglob("network_relations*"))
    text = (tmp_path / "tables" / "founding_share_variants_de.csv").read_text(encoding="utf-8")
    assert "Explizite" not in text
    assert "Alle Netzwerke" in text
