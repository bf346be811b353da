"""The report page: one HTML file that shows what a folder of exports holds."""

import base64
import html
import re
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

from analysis.catalogue import OUTPUTS, list_findings
from analysis.data import Dataset
from analysis.data.contract import FOLDER, LANGUAGES
from analysis.export.files import FIGURE_FORMATS, GRAPH_FORMATS, TABLE_FORMATS
from analysis.presentation.registry import (
    NEEDS,
    Output,
    cites_report,
    list_sources,
    note_all,
    tell_output,
    title_output,
    write_texts,
)
from analysis.presentation.style import COLUMN_MM, WIDTH_MM
from analysis.presentation.tables import (
    PrintTable,
    count_sums,
    format_cells,
    list_spanners,
    translate_table,
)
from analysis.presentation.wording import Wording
from analysis.report.explorer import fill_template, render_explorer

HERE = Path(__file__).parent
COUNTS = ("networks", "members", "memberships", "municipalities")
CITATION = FOLDER.parent / "CITATION.cff"
# The interactive graph shows what these outputs do.
EXPLORED = {"bipartite", "city_network_graph"}
# The table whose rows can be filtered by what their columns hold.
FILTERED = "claims"
IMAGES = {"svg": "image/svg+xml", "png": "image/png"}
SIZE = re.compile(rb'<svg\b[^>]*?\bwidth="([\d.]+)pt"[^>]*?\bheight="([\d.]+)pt"')

Shown = dict[str, Any]
Links = list[tuple[str, str]]


def build_page(folder: Path, data: Dataset) -> str:
    """Build the page of an export folder, in the languages that it holds, with everything inside.

    It may run the scripts in it alone, by their hashes, and load nothing.
    """
    found = _find_entries(folder, data)
    entries = [entry for kind in found.values() for entry in kind]
    present = {lang for entry in entries for lang in entry["versions"]} or set(LANGUAGES)
    says = {lang: Wording(lang, data.contract) for lang in sorted(present)}
    names = {entry["name"] for entry in entries}
    explorer = None
    if names & EXPLORED and NEEDS["members"][0](data):
        explorer = render_explorer(data, list(says))
    scripts = [_read("page.js")] if len(says) > 1 else []
    scripts += explorer.scripts if explorer else ()
    scripts += [_read("sortable.js")] if found["table"] else []
    # A Content-Security-Policy allows inline scripts by their hashes alone.
    digests = [base64.b64encode(sha256(text.encode()).digest()).decode() for text in scripts]
    page = fill_template(
        "page.html.j2",
        says=says,
        found=found,
        explorer=explorer,
        findings=list_findings(data, names),
        numbers={entry["name"]: entry["number"] for entry in entries},
        notebooks=_list_notebooks(folder),
        scripts=scripts,
        hashes=" ".join(f"'sha256-{digest}'" for digest in digests) or "'none'",
        style=(_read("page.css") + (explorer.style if explorer else "")).strip(),
        **_describe_data(data, says),
    )
    return page.rstrip() + "\n"


def _read(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def _find_entries(folder: Path, data: Dataset) -> dict[str, list[Shown]]:
    """The entries of the list whose files are in the folder, numbered by kind."""
    found: dict[str, list[Shown]] = {"figure": [], "table": [], "graph": []}
    show = {"figure": _show_figure, "table": _show_table, "graph": _show_graph}
    says = [Wording(lang, data.contract) for lang in sorted(LANGUAGES)]
    for output in OUTPUTS:
        versions = {
            say.lang: {"title": _head(output, data, say), **shown}
            for say in says
            if (shown := show[output.kind](output, folder, data, say))
        }
        if versions:
            entries = found[output.kind]
            entries.append({"name": output.name, "number": len(entries) + 1, "versions": versions})
    return found


def _link(folder: Path, place: str, names: Mapping[str, str]) -> Links:
    """Links to those of the files that are there: address, and the key of the label."""
    there = {name: key for name, key in names.items() if (folder / place / name).is_file()}
    return [(f"{place}/{quote(name)}", key) for name, key in there.items()]


def _show_figure(output: Output, folder: Path, data: Dataset, say: Wording) -> Shown | None:
    name, lang, place = output.name, say.lang, folder / "figures"
    sidecar = place / f"{name}_{lang}_alt.txt"
    if not sidecar.is_file():
        return None
    stems = {WIDTH_MM: f"{name}_{lang}", COLUMN_MM: f"{name}_{COLUMN_MM}mm_{lang}"}
    links = {}
    for width, stem in stems.items():
        if found := _link(folder, "figures", {f"{stem}.{form}": form for form in FIGURE_FORMATS}):
            links[width] = found
    widest = next(iter(links), WIDTH_MM)
    texts = {f"{name}_{lang}_{text}.txt": text for text in ("alt", "caption")}
    rest = _link(folder, "figures", {f"{name}.csv": "numbers"} | texts)
    groups = [(f"{width}\N{NO-BREAK SPACE}mm:", found) for width, found in links.items()]
    return {
        "image": _embed(place, stems[widest]),
        "wide": widest == WIDTH_MM,
        "alt": sidecar.read_text(encoding="utf-8").strip(),
        "caption": " ".join(write_texts(output.notes, data, say)),
        "method": " ".join(write_texts(output.method, data, say)),
        "groups": [*groups, ("", rest)],
    }


def _head(output: Output, data: Dataset, say: Wording) -> str:
    """What a figure shows, the title of anything else."""
    return (
        tell_output(output, output.measure(data), say)
        if output.tells
        else title_output(output, say)
    )


def _embed(folder: Path, stem: str) -> Shown | None:
    """The image as a data URI, with its size: as an image, its ids and scripts stay its own."""
    for ending, media in IMAGES.items():
        path = folder / f"{stem}.{ending}"
        if path.is_file():
            content = path.read_bytes()
            size = SIZE.search(content[:2000]) if ending == "svg" else None
            width, height = (round(float(number)) for number in size.groups()) if size else (0, 0)
            source = f"data:{media};base64,{base64.b64encode(content).decode('ascii')}"
            return {"source": source, "width": width, "height": height}
    return None


def _show_table(output: Output, folder: Path, data: Dataset, say: Wording) -> Shown | None:
    stem = f"{output.name}_{say.lang}"
    links = _link(folder, "tables", {f"{stem}.{form}": form for form in TABLE_FORMATS})
    if not links:
        return None
    measured = output.measure(data)
    table = translate_table(measured, lang=say.lang, labels=data.contract, short=output.short)
    return {
        "table": table,
        "heads": set_heads(table),
        "rows": set_rows(table, say.lang),
        "sums": count_sums(table, lang=say.lang),
        "filtered": output.name == FILTERED,
        "notes": " ".join(note_all(output, data, say)),
        "groups": [("", links)],
    }


def set_heads(table: PrintTable) -> list[list[tuple[str, str, int, int]]]:
    """Set the rows of the head: text, class, columns and rows that a cell spans."""
    spanners = {first: (label, last - first) for label, first, last in list_spanners(table)}
    below = {i for first, (_, width) in spanners.items() for i in range(first, first + width)}
    heads: list[list[tuple[str, str, int, int]]] = [[], []]
    for i, (head, form) in enumerate(zip(table.columns, table.forms, strict=True)):
        if i in spanners:
            heads[0].append((spanners[i][0], "spanner", spanners[i][1], 1))
        kind = "text" if form == "text" else "number"
        row, height = (1, 1) if i in below else (0, 2 if below else 1)
        heads[row].append((head[-1], kind, 1, height))
    return heads if below else heads[:1]


def set_rows(table: PrintTable, lang: str) -> list[list[tuple[str, str, str]]]:
    """Set the rows: the printed text, the class, and for numbers the value by which to sort."""
    rows = []
    for texts, values in zip(format_cells(table, lang=lang), table.rows, strict=True):
        row = []
        for text, value, form in zip(texts, values, table.forms, strict=True):
            order = "" if form == "text" or value is None else f"{float(value):.15g}"
            row.append((text, "text" if form == "text" else "number", order))
        rows.append(row)
    return rows


def _show_graph(output: Output, folder: Path, data: Dataset, say: Wording) -> Shown | None:
    links = _link(folder, "graph", {f"{output.name}.{form}": form for form in GRAPH_FORMATS})
    return {"groups": [("", links)]} if links else None


def _describe_data(data: Dataset, says: Mapping[str, Wording]) -> Shown:
    contract, citation = data.contract, str(data.contract.get("citation", ""))
    return {
        "title": {lang: _describe(contract, "title", say) for lang, say in says.items()},
        "summary": {lang: _summarise(data, say) for lang, say in says.items()},
        "citation": citation,
        "coded": cites_report(contract),
        "sources": [each for each in _link_sources(list_sources(contract)) if each[0] != citation],
        "licences": _link_sources(contract.get("licenses", [])),
        "software": _cite_software(),
    }


def _describe(contract: Mapping[str, Any], key: str, say: Wording) -> str:
    own = contract.get(key if say.lang == "en" else f"{key}_{say.lang}", contract.get(key))
    return say(f"page.{key}") if own is None else str(own)


def _link_sources(entries: Sequence[Mapping[str, Any]]) -> Links:
    links = []
    for entry in entries:
        path = str(entry.get("path", ""))
        label = str(entry.get("title") or entry.get("name") or path)
        links.append((label, path if path.startswith("http") else ""))
    return links


def _summarise(data: Dataset, say: Wording) -> str:
    """The sizes of the tables, counted, after the description of data other than the report's."""
    frames = {name: getattr(data, name) for name in COUNTS}
    sizes = {name: say.number(len(frame)) for name, frame in frames.items() if frame is not None}
    counted = ", ".join(f"{size} {say(f'page.{name}')}" for name, size in sizes.items())
    # What the repository's contract says of its data is these numbers in a sentence.
    text = "" if cites_report(data.contract) else _describe(data.contract, "description", say)
    return f"{text} {counted}.".strip()


def _cite_software() -> str:
    """The repository as CITATION.cff names it: authors, title, version; empty without the file."""
    if not CITATION.is_file():
        return ""
    text = CITATION.read_text(encoding="utf-8")
    patterns = (r'^ +- name: "?(.+?)"?$', r'^title: "?(.+?)"?$', r'^version: "?(.+?)"?$')
    found = [re.search(pattern, text, flags=re.MULTILINE) for pattern in patterns]
    authors, title, version = (match[1] if match else "" for match in found)
    return f"{authors}: {title}. Version {version}."


def _list_notebooks(folder: Path) -> Links:
    """The executed notebooks: address, and the first heading of each."""
    notebooks = []
    for path in sorted((folder / "notebooks").glob("*.html")):
        heading = re.search("<h1[^>]*>(.*?)</h1>", path.read_text(encoding="utf-8"), re.DOTALL)
        text = re.sub('<a class="anchor-link".*?</a>|<[^>]+>', "", heading[1]) if heading else ""
        label = " ".join(html.unescape(text).split()) or path.stem
        notebooks.append((f"notebooks/{quote(path.name)}", label))
    return notebooks
