"""The report page: whole, offline, in both languages, escaped, following the folder."""

import base64
import html
import re
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pandas as pd
import pytest
import yaml

from analysis.catalogue import OUTPUTS, list_findings
from analysis.data import Dataset
from analysis.data.contract import FOLDER
from analysis.export.files import save_table
from analysis.presentation.registry import tell_output
from analysis.presentation.tables import PrintTable, translate_table
from analysis.presentation.wording import Wording
from analysis.report.page import build_page, set_heads, set_rows
from analysis.report.run import Form, export_outputs

NAMES = ["timeline", "tabelle_1", "network_relations", "city_network_graph"]
SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
VOID = {"meta", "link", "img", "input", "br", "hr"}


class Reader(HTMLParser):
    """Collects elements with their attributes and language, and checks the nesting."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.found: list[tuple[str, dict[str, str]]] = []
        self.texts: dict[str, list[str]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.found.append((tag, given))
        if tag not in VOID:
            language = given.get("lang") or (self.open[-1][1] if self.open else "")
            self.open.append((tag, language))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if self.open and data.strip():
            self.texts.setdefault(self.open[-1][1], []).append(data.strip())

    def list_all(self, tag: str) -> list[dict[str, str]]:
        return [given for name, given in self.found if name == tag]


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    assert not reader.open
    return reader


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, data: Dataset) -> Path:
    out = tmp_path_factory.mktemp("reports")
    exported = export_outputs(data, out, names=NAMES, form=Form(formats=["svg", "png"]))
    assert not exported.failed
    (out / "manifest.json").touch()
    (out / "notebooks").mkdir()
    (out / "notebooks" / "01_x.html").write_text(
        "<h1 id='a'>Founding &amp; <em>time</em><a class=\"anchor-link\" href='#a'>¶</a></h1>",
        encoding="utf-8",
    )
    return out


@pytest.fixture(scope="module")
def page(folder: Path, data: Dataset) -> str:
    return build_page(folder, data)


def test_nothing_is_fetched(page: str) -> None:
    reader = read(page)
    for tag, given in reader.found:
        for name in ("src", "srcset", "data", "poster", "action"):
            assert given.get(name, "data:").startswith("data:"), (tag, given)
        assert tag not in {"link", "iframe", "object", "embed", "base"}
    style = page.partition("<style>")[2].partition("</style>")[0]
    assert "@import" not in style
    assert "url(" not in style


def test_the_policy_names_each_script_and_allows_nothing_else(page: str) -> None:
    (policy,) = [given["content"] for given in read(page).list_all("meta") if "http-equiv" in given]
    parts = dict(part.split(" ", 1) for part in policy.split("; "))
    scripts = SCRIPT.findall(page)
    assert len(scripts) >= 4  # language, Bokeh, explorer, tables
    digests = [base64.b64encode(sha256(text.encode()).digest()).decode() for text in scripts]
    assert parts.pop("script-src") == " ".join(f"'sha256-{digest}'" for digest in digests)
    assert parts.pop("style-src") == "'unsafe-inline'"
    assert parts.pop("img-src") == "data:"
    assert set(parts.values()) == {"'none'"}
    names = [name for _, given in read(page).found for name in given]
    assert not [name for name in names if name.startswith("on")]


def test_links_lead_to_files_beside_the_page(page: str, folder: Path) -> None:
    reader = read(page)
    ids = {given["id"] for _, given in reader.found if "id" in given}
    assert len(ids) == sum("id" in given for _, given in reader.found)
    downloads = 0
    for given in reader.list_all("a"):
        target = given["href"]
        if target.startswith("#"):
            assert target[1:] in ids
        elif target.startswith("http"):
            assert "noreferrer" in given["rel"]
        else:
            assert (folder / unquote(target)).is_file()
            downloads += 1
    files = [path for path in folder.rglob("*") if path.is_file()]
    # Both languages offer the one CSV of the figure.
    assert downloads == len(files) + 1


def test_figures_are_embedded_with_their_texts(page: str, folder: Path) -> None:
    images = read(page).list_all("img")
    assert len(images) == 2
    for image, lang in zip(images, ("de", "en"), strict=True):
        media, _, content = image["src"].partition(";base64,")
        assert media == "data:image/svg+xml"
        saved = (folder / "figures" / f"timeline_{lang}.svg").read_bytes()
        assert base64.b64decode(content) == saved
        sidecar = (folder / "figures" / f"timeline_{lang}_alt.txt").read_text(encoding="utf-8")
        assert image["alt"] == sidecar.strip()
        caption = (folder / "figures" / f"timeline_{lang}_caption.txt").read_text(encoding="utf-8")
        assert html.escape(caption.partition(". ")[2].strip(), quote=False) in page
        assert image["loading"] == "lazy"
        assert min(int(image["height"]), int(image["width"])) > 300
        assert len(image["alt"]) > 80


def test_both_languages_are_marked(page: str, data: Dataset) -> None:
    reader = read(page)
    german, english = " ".join(reader.texts["de"]), " ".join(reader.texts["en"])
    for lang, text in (("de", german), ("en", english)):
        say = Wording(lang, data.contract)
        titles = {
            output.name: tell_output(output, output.tells and output.measure(data), say)
            for output in OUTPUTS
        }
        shown = {titles[name] for name in NAMES}
        shown |= {finding.text[lang] for finding in list_findings(data, set(NAMES))}
        for title in titles.values():
            assert (title in text) == any(title in other for other in shown)
    assert "Abbildung 1: 13 von 19 Smart-City-Netzwerken" in german
    assert "Acting network" in english
    assert reader.list_all("html")[0]["lang"] == "de"
    switch = [given["value"] for given in reader.list_all("input") if given["type"] == "radio"]
    assert switch == ["de", "en"]


def test_the_report_is_cited_once_and_the_repository_and_the_notebooks_too(page: str) -> None:
    section = page.partition('<section id="data">')[2].partition("</section>")[0]
    assert section.count("36/2023") == section.count("Natural Earth") == 1
    stated = yaml.safe_load((FOLDER.parent / "CITATION.cff").read_text(encoding="utf-8"))
    for words in (stated["title"], stated["authors"][0]["name"], f"Version {stated['version']}."):
        assert html.escape(words) in section
    for words in ("GeoNames (CC BY 4.0)", "Creative Commons Attribution 4.0 International"):
        assert words in section
    assert "Founding &amp; time</a>" in page


def test_one_language_needs_no_switch(tmp_path: Path, data: Dataset) -> None:
    export_outputs(data, tmp_path, names=["tabelle_2"], form=Form(["en"]))
    reader = read(build_page(tmp_path, data))
    assert reader.list_all("html")[0]["lang"] == "en"
    assert not reader.list_all("input")
    types = [given.get("type") for given in reader.list_all("script")]
    assert types == ["application/json", None]
    assert "de" not in reader.texts


def test_an_empty_folder_gives_a_page(tmp_path: Path, data: Dataset) -> None:
    bare = read(build_page(tmp_path / "nothing", replace(data, contract={})))
    assert "Networks and their members" in bare.texts["en"]
    assert not [text for text in bare.texts["en"] if "icence" in text or "ources" in text]
    assert read(build_page(tmp_path, data)).list_all("h1")


def test_the_introduction_counts_the_tables(tmp_path: Path, data: Dataset) -> None:
    size = len(data.memberships)
    fewer = replace(data, networks=data.networks.iloc[:-3], municipalities=None)
    for tables, networks in ((data, 34), (fewer, 31)):
        texts = read(build_page(tmp_path, tables)).texts
        (english,) = [text for text in texts["en"] if "actors" in text]
        assert english.startswith(f"{networks} networks, {len(data.members)} actors, {size} roles")
        assert ("10,773" in english) == (tables is data)
        (german,) = [text for text in texts["de"] if "Akteure" in text]
        assert german.startswith(f"{networks} Netzwerke, ")
    own = {**data.contract, "citation": "Doe 2024.", "description": "Own networks."}
    own.pop("description_de")
    assert "Own networks. 31 networks" in build_page(tmp_path, replace(fewer, contract=own))


def test_foreign_text_is_escaped(tmp_path: Path, data: Dataset) -> None:
    hostile = "<script>alert(1)</script>&\"'"
    frame = data.networks[["short_name"]].assign(short_name=hostile).head(1)
    save_table(frame, "network_overview", tmp_path / "tables", lang="de", title=hostile)
    contract = {**data.contract, "title": hostile, "title_de": hostile, "citation": hostile}
    contract["sources"] = [{"title": hostile, "path": "javascript:alert(1)"}]
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures" / "timeline_de_alt.txt").write_text(hostile, encoding="utf-8")
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "a&'.html").write_text("<h1>&lt;script&gt;x</h1>", encoding="utf-8")
    networks = data.networks.assign(short_name=hostile)
    page = build_page(tmp_path, replace(data, contract=contract, networks=networks))
    reader = read(page)
    types = [given.get("type") for given in reader.list_all("script")]
    assert types == ["application/json", None]
    assert "alert(1)" not in page.replace(html.escape(hostile), "").replace("alert(1)&lt;", "")
    assert "javascript:alert" not in page
    assert hostile in reader.texts["de"]


def test_findings_are_those_of_what_the_folder_shows(
    page: str, tmp_path: Path, data: Dataset
) -> None:
    header = page.partition("<header>")[2].partition("</header>")[0]
    assert re.findall(r'<dt><span lang="de">(.*?)</span>', header) == ["Gründung", "Initiative"]
    assert '<a href="#timeline"><span lang="de">Abbildung 1</span>' in header
    assert "15 of 34 networks" in header
    fewer = replace(data, networks=data.networks.iloc[:20])
    export_outputs(fewer, tmp_path, names=["timeline"], form=Form(["en"], ["svg"]))
    header = build_page(tmp_path, fewer).partition("<header>")[2].partition("</header>")[0]
    within = int(fewer.networks["founded"].between(2015, 2020).sum())
    assert f"{within} of 20 networks were founded from 2015 to 2020" in header
    assert "Abbildung" not in header


def test_the_widest_image_is_shown_and_every_width_is_linked(tmp_path: Path, data: Dataset) -> None:
    export_outputs(data, tmp_path, names=["periods"], form=Form(["de"], ["svg"]))
    reader = read(build_page(tmp_path, data))
    (image,) = reader.list_all("img")
    wide = tmp_path / "figures" / "periods_de.svg"
    assert base64.b64decode(image["src"].partition(",")[2]) == wide.read_bytes()
    links = [given["href"] for given in reader.list_all("a") if "download" in given]
    ends = ("_de.svg", "_85mm_de.svg", ".csv", "_de_alt.txt", "_de_caption.txt", None)
    assert links == [f"figures/periods{end}" if end else "manifest.json" for end in ends]
    wide.unlink()
    (image,) = read(build_page(tmp_path, data)).list_all("img")
    narrow = tmp_path / "figures" / "periods_85mm_de.svg"
    assert base64.b64decode(image["src"].partition(",")[2]) == narrow.read_bytes()


def test_numbers_of_tables_carry_their_value_and_sums_stand_in_the_foot(page: str) -> None:
    for lang in ("de", "en"):
        section = page.partition('<section id="tabelle_1">')[2].partition("</section>")[0]
        part = section.partition(f'<div lang="{lang}">')[2]
        foot = part.partition("<tfoot>")[2].partition("</tfoot>")[0]
        assert {"de": "Insgesamt", "en": "Total"}[lang] in foot
        assert re.findall('data-order="(.*?)"', foot) == ["16", "18", "34"]
        assert "Insgesamt</td>" not in part.partition("<tbody")[2].partition("</tbody>")[0]


def test_data_without_german_members_give_a_page_without_graph(folder: Path, data: Dataset) -> None:
    abroad = replace(data, members=data.members.assign(country="AT", state=None))
    page = build_page(folder, abroad)
    assert 'id="explorer"' not in page
    assert "city_network_graph.graphml" in page


def test_numbers_carry_the_value_by_which_they_are_sorted() -> None:
    """Also close ones, those of which only a side is printed, and none where there is none."""
    frame = pd.DataFrame(
        {"network": ["a <b>", "b", "c"], "ratio": [0.99999, 1.0, 1.00001], "share": [0.5, None, 1]}
    )
    rows = set_rows(translate_table(frame, lang="de"), "de")
    assert [row[1] for row in rows] == [
        ("<1,000", "number", "0.99999"), ("1,000", "number", "1"), (">1,000", "number", "1.00001"),
    ]  # fmt: skip
    assert rows[1][2] == ("x", "number", "")
    assert rows[0][0] == ("a <b>", "text", "")


def test_a_head_above_several_columns_spans_them_and_sorts_nothing(page: str) -> None:
    heads = [("Kind",), ("East", "Number"), ("East", "Share"), ("Total", "Number")]
    table = PrintTable(heads, ["text", "integer", "share", "integer"], [])
    assert set_heads(table) == [
        [("Kind", "text", 1, 2), ("East", "spanner", 2, 1), ("Total", "spanner", 1, 1)],
        [("Number", "number", 1, 1), ("Share", "number", 1, 1), ("Number", "number", 1, 1)],
    ]
    assert page.count('<th class="spanner"') == 2 * 3  # of tabelle_1
