"""The report page: one HTML file that shows what a folder of exports holds."""

import base64
import html
import re
from collections.abc import Mapping, Sequence
from html import escape, unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from analysis.catalogue import OUTPUTS, list_findings
from analysis.data import Dataset
from analysis.data.contract import FOLDER
from analysis.export.files import FIGURE_FORMATS, GRAPH_FORMATS, TABLE_FORMATS
from analysis.presentation.registry import (
    NEEDS,
    Output,
    Pair,
    cites_report,
    list_sources,
    note_all,
    title_output,
)
from analysis.presentation.style import COLUMN_MM, WIDTH_MM
from analysis.presentation.wording import SUMS, format_number, name_term
from analysis.report.explorer import Explorer, render_explorer

TEMPLATE = "page.html.j2"
HERE = Path(__file__).parent
TITLE = ("Networks and their members", "Netzwerke und ihre Mitglieder")
COUNTS = {
    "networks": ("networks", "Netzwerke"),
    "members": ("actors", "Akteure"),
    "memberships": ("roles in networks", "Rollen in Netzwerken"),
    "municipalities": ("municipalities for comparison", "Gemeinden zum Vergleich"),
}
CITATION = FOLDER.parent / "CITATION.cff"
# The interactive graph shows what these outputs do.
EXPLORED = ("bipartite", "city_network_graph")
Found = dict[str, list[dict[str, Any]]]


def build_page(folder: str | Path, data: Dataset, *, manifest: bool | None = None) -> str:
    """Build the page of an export folder.

    Parameters
    ----------
    folder
        The folder of an export, with `figures/`, `tables/`, `graph/` and perhaps `notebooks/`.
    data
        The tables that were exported; their contract has title, citation, sources and licences.
    manifest
        Whether to link `manifest.json`, which may be written later; None: if it is there.

    Returns
    -------
    str
        HTML with everything inside; German and English, as far as the folder holds both. It may
        run the scripts in it alone, by their hashes, and load nothing.

    Examples
    --------
    >>> import tempfile
    >>> from analysis import load
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     build_page(folder, load()).splitlines()[0]
    '<!DOCTYPE html>'
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    folder = Path(folder)
    environment = Environment(
        loader=PackageLoader("analysis.report", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found = _find_entries(folder, data)
    entries = [*found["figure"], *found["table"]]
    present = {version["lang"] for entry in entries for version in entry["versions"]}
    languages = [lang for lang in ("de", "en") if lang in (present or {"de", "en"})]
    explorer = None
    names = {entry["name"] for entries in found.values() for entry in entries}
    if names & set(EXPLORED) and NEEDS["members"][0](data):
        explorer = render_explorer(data, languages)
    scripts, hashes = list_scripts(_collect_scripts(found, languages, explorer))
    style = _read("page.css") + (explorer.style if explorer else "")
    page = environment.get_template(TEMPLATE).render(
        languages=languages,
        figures=found["figure"],
        tables=found["table"],
        graphs=found["graph"],
        explorer=explorer,
        findings=_show_findings(found, names, data),
        notebooks=list_notebooks(folder),
        manifest=(folder / "manifest.json").is_file() if manifest is None else manifest,
        scripts=scripts,
        hashes=hashes,
        style=style.strip(),
        **_describe_data(data),
    )
    return page.rstrip() + "\n"


def _read(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def _find_entries(folder: Path, data: Dataset) -> Found:
    """The entries of the list whose files are in the folder, numbered by kind."""
    found: Found = {"figure": [], "table": [], "graph": []}
    for output in OUTPUTS:
        title = {lang: title_output(output, data.contract, lang) for lang in ("en", "de")}
        if output.kind == "figure":
            shown = show_figure(output, folder, data)
        elif output.kind == "table":
            shown = show_table(output, folder, data, title)
        else:
            shown = show_graph(output, folder)
        if shown is not None:
            entries = found[output.kind]
            number = len(entries) + 1
            entries.append({"name": output.name, "number": number, "title": title, **shown})
    return found


def _collect_scripts(
    found: Found, languages: Sequence[str], explorer: Explorer | None
) -> list[tuple[str, bool]]:
    """The scripts that the page needs, and which of them are modules."""
    scripts = [(_read("page.js"), False)] if len(languages) > 1 else []
    if explorer is not None:
        scripts += [(script, False) for script in explorer.scripts]
    if found["table"]:
        scripts.append((read_library(), True))
    return scripts


def _show_findings(found: Found, names: set[str], data: Dataset) -> list[dict[str, Any]]:
    """The findings in sentences, each with the figure or table that shows it."""
    words = {"figure": ("Figure", "Abbildung"), "table": ("Table", "Tabelle")}
    numbered = {
        entry["name"]: (f"{word[0]} {entry['number']}", f"{word[1]} {entry['number']}")
        for kind, word in words.items()
        for entry in found[kind]
    }

    def both(pair: Pair) -> dict[str, str]:
        return {"en": pair[0], "de": pair[1]}

    return [
        {
            "head": both(finding.head),
            "text": both(finding.text),
            "shown": finding.shown,
            "name": both(numbered[finding.shown]),
        }
        for finding in list_findings(data, names)
    ]


def _describe_data(data: Dataset) -> dict[str, Any]:
    contract = data.contract
    citation = str(contract.get("citation", ""))
    sources = _link_sources(list_sources(contract))
    return {
        "title": {
            "en": str(contract.get("title", TITLE[0])),
            "de": str(contract.get("title_de", contract.get("title", TITLE[1]))),
        },
        "summary": {lang: _summarise(data, lang) for lang in ("en", "de")},
        "citation": citation,
        "coded": cites_report(contract),
        "sources": [source for source in sources if source["label"] != citation],
        "licences": _link_sources(contract.get("licenses", [])),
        "software": _cite_software(),
    }


def _link_sources(entries: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    return [
        {
            "label": str(entry.get("title") or entry.get("name") or entry.get("path", "")),
            "href": path if (path := str(entry.get("path", ""))).startswith("http") else "",
        }
        for entry in entries
    ]


def _summarise(data: Dataset, lang: str) -> str:
    """The sizes of the tables, counted, after the description of data other than the report's."""
    sizes = []
    for name, words in COUNTS.items():
        frame = getattr(data, name)
        if frame is not None:
            number = format_number(len(frame), lang=lang)
            sizes.append(f"{number} {words[lang == 'de']}")
    counted = f"{', '.join(sizes)}."
    # What the repository's contract says of its data is these numbers in a sentence.
    if cites_report(data.contract):
        return counted
    english = str(data.contract.get("description", ""))
    text = str(data.contract.get("description_de", english)) if lang == "de" else english
    return f"{text} {counted}".strip()


def _cite_software() -> str:
    """The repository as CITATION.cff names it: authors, title, version; empty without the file."""
    if not CITATION.is_file():
        return ""
    text = CITATION.read_text(encoding="utf-8")
    found = [
        re.search(pattern, text, flags=re.MULTILINE)
        for pattern in (r'^ +- name: "?(.+?)"?$', r'^title: "?(.+?)"?$', r'^version: "?(.+?)"?$')
    ]
    authors, title, version = (match[1] if match else "" for match in found)
    return f"{authors}: {title}. Version {version}."


Groups = list[dict[str, Any]]
IMAGES = {"svg": "image/svg+xml", "png": "image/png"}
LABELS: dict[str, Any] = {
    "cyjs": "Cytoscape JSON",
    "graphml": "GraphML",
    "tex": "LaTeX",
    "alt": {"en": "alternative text", "de": "Alternativtext"},
    "caption": {"en": "caption", "de": "Bildunterschrift"},
    "numbers": {"en": "numbers (CSV)", "de": "Zahlen (CSV)"},
}
SIZE = re.compile(rb'<svg\b[^>]*?\bwidth="([\d.]+)pt"[^>]*?\bheight="([\d.]+)pt"')
# The table whose rows can be filtered by what their columns hold.
FILTERED = "claims"


def _link(folder: Path, place: str, names: dict[str, str]) -> Groups:
    """Links to those of the files that are there, from file name to the key of its label."""
    return [
        {"href": f"{place}/{quote(name)}", "label": LABELS.get(key, key.upper())}
        for name, key in names.items()
        if (folder / place / name).is_file()
    ]


def _group(links: Groups, of: str = "") -> Groups:
    return [{"of": {"en": of, "de": of} if of else None, "links": links}] if links else []


def show_figure(output: Output, folder: Path, data: Dataset) -> dict[str, Any] | None:
    """Describe the versions of a figure, one per language; None where the folder has none.

    Examples
    --------
    >>> from analysis import load
    >>> from analysis.catalogue import OUTPUTS
    >>> show_figure(OUTPUTS[0], Path("nowhere"), load()) is None
    True
    """
    versions = []
    name = output.name
    for lang in ("de", "en"):
        sidecar = folder / "figures" / f"{name}_{lang}_alt.txt"
        if not sidecar.is_file():
            continue
        stems = {WIDTH_MM: f"{name}_{lang}", COLUMN_MM: f"{name}_{COLUMN_MM}mm_{lang}"}
        links = {
            width: _link(folder, "figures", {f"{stem}.{form}": form for form in FIGURE_FORMATS})
            for width, stem in stems.items()
        }
        widest = next((width for width in stems if links[width]), WIDTH_MM)
        texts = {f"{name}_{lang}_{text}.txt": text for text in ("alt", "caption")}
        groups: Groups = []
        for width in stems:
            groups += _group(links[width], f"{width}\N{NO-BREAK SPACE}mm:")
        groups += _group(_link(folder, "figures", {f"{name}.csv": "numbers"} | texts))
        versions.append(
            {
                "lang": lang,
                "image": _embed(folder / "figures", stems[widest]),
                "wide": widest == WIDTH_MM,
                "alt": sidecar.read_text(encoding="utf-8").strip(),
                "caption": " ".join(note_all(output, data, lang)),
                "groups": groups,
            }
        )
    return {"versions": versions} if versions else None


def _embed(folder: Path, stem: str) -> dict[str, Any] | None:
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


def show_table(output: Output, folder: Path, data: Dataset, title: dict[str, str]) -> Any:
    """Describe the versions of a table, one per language; None where the folder has none.

    Examples
    --------
    >>> from analysis import load
    >>> from analysis.catalogue import find_outputs
    >>> show_table(find_outputs(["tabelle_1"])[0], Path("nowhere"), load(), {}) is None
    True
    """
    versions = []
    for lang in ("de", "en"):
        stem = f"{output.name}_{lang}"
        path = folder / "tables" / f"{stem}.html"
        if not path.is_file():
            continue
        table = prepare_table(path.read_text(encoding="utf-8"), title[lang], lang)
        links = _link(folder, "tables", {f"{stem}.{form}": form for form in TABLE_FORMATS})
        versions.append(
            {
                "lang": lang,
                "table": table,
                "rows": table.count("<tr"),
                "notes": " ".join(note_all(output, data, lang)),
                "groups": _group(links),
            }
        )
    return {"versions": versions, "filtered": output.name == FILTERED} if versions else None


def show_graph(output: Output, folder: Path) -> dict[str, Any] | None:
    """Describe the files of a graph; None where the folder has none."""
    files = {f"{output.name}.{form}": form for form in GRAPH_FORMATS}
    groups = _group(_link(folder, "graph", files))
    return {"groups": groups} if groups else None


def list_notebooks(folder: Path) -> list[dict[str, str]]:
    """List the executed notebooks, by the first heading of each.

    Examples
    --------
    >>> list_notebooks(Path("nowhere"))
    []
    """
    notebooks = []
    for path in sorted((folder / "notebooks").glob("*.html")):
        heading = re.search("<h1[^>]*>(.*?)</h1>", path.read_text(encoding="utf-8"), re.DOTALL)
        text = re.sub('<a class="anchor-link".*?</a>|<[^>]+>', "", heading[1]) if heading else ""
        label = " ".join(html.unescape(text).split()) or path.stem
        notebooks.append({"href": f"notebooks/{quote(path.name)}", "label": label})
    return notebooks


def list_scripts(texts: Sequence[tuple[str, bool]]) -> tuple[list[dict[str, Any]], str]:
    """Prepare inline scripts, and the hashes by which a Content-Security-Policy allows them alone.

    Parameters
    ----------
    texts
        Each script, and whether it is a module.

    Examples
    --------
    >>> list_scripts([("alert(1)", False)])[1]
    "'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='"
    """
    from hashlib import sha256

    hashes = [
        f"'sha256-{base64.b64encode(sha256(text.encode()).digest()).decode('ascii')}'"
        for text, _ in texts
    ]
    scripts = [{"text": text, "module": module} for text, module in texts]
    return scripts, " ".join(hashes) or "'none'"


NUMBER = re.compile(r'(<td class="number")>([^<]*)</td>')
ROW = re.compile(r"\s*<tr\b[^>]*>.*?</tr>", re.DOTALL)
FIRST_CELL = re.compile(r"<t[dh]\b[^>]*>(.*?)</t[dh]>", re.DOTALL)


def read_number(text: str, lang: str) -> float | None:
    r"""Read a number as tables print it; None for what is none, such as a dash or "n/a".

    What is printed as less or more than a number ("<0.001", ">1.000") lies half of its last digit
    from that, where no other printed number does.

    Examples
    --------
    >>> read_number("−1.234,5", "de"), read_number("12.3%", "en"), read_number("entf.", "de")
    (-1234.5, 12.3, None)
    >>> read_number("<0.001", "en"), read_number(">1,000", "de")
    (0.0005, 1.0005)
    """
    plain = text.replace("−", "-").replace("∞", "inf").rstrip("%\N{NO-BREAK SPACE} \n")
    group, sign = (".", ",") if lang == "de" else (",", ".")
    try:
        number = float(plain.strip(" <>").replace(group, "").replace(sign, "."))
    except ValueError:
        return None
    side = {"<": -0.5, ">": 0.5}.get(plain[:1], 0.0)
    return number + side * 10.0 ** -len(plain.partition(sign)[2])


def prepare_table(page: str, title: str, lang: str) -> str:
    """Take the table out of an exported HTML file and make it ready to be sorted.

    Parameters
    ----------
    page
        The file; its text was escaped when it was written.
    title
        The title, which becomes the name of the table.
    lang
        "de" or "en".

    Returns
    -------
    str
        The table without heading and notes, which the page sets itself. Numbers carry their value
        in `data-order`, empty where there is none. Sums stand in the foot, where no sorting moves
        them. Empty if the file holds no table.

    Examples
    --------
    >>> row = '<tr><td class="number">1.234,5</td></tr>'
    >>> prepare_table(f"<table><tbody>{row}</tbody></table>", "L", "de")[22:]
    '<tbody><tr><td class="number" data-order="1234.5">1.234,5</td></tr></tbody></table>'
    """
    found = re.search(r"<table\b[^>]*>(.*)</table>", page, re.DOTALL)
    if found is None:
        return ""
    inner = re.sub("<caption>.*?</caption>|<tfoot>.*?</tfoot>", "", found[1], flags=re.S)

    def mark(cell: "re.Match[str]") -> str:
        number = read_number(unescape(cell[2]), lang)
        order = "" if number is None else f"{number:.15g}"
        return f'{cell[1]} data-order="{order}">{cell[2]}</td>'

    # A head above several columns sorts nothing.
    spanner = 'scope="colgroup"'
    inner = inner.replace(spanner, f'{spanner} data-dt-order="disable"')
    head, begin, body = inner.partition("<tbody")
    rows, _, _ = body.partition("</tbody>")
    attributes, _, rows = rows.partition(">")
    kept = [row[0] for row in ROW.finditer(NUMBER.sub(mark, rows))]
    sums: list[str] = []
    terms = {name_term(term, lang) for term in SUMS}
    while len(kept) > 1 and _read_first(kept[-1]) in terms:
        sums.insert(0, kept.pop())
    foot = f"<tfoot>{''.join(sums)}</tfoot>" if sums else ""
    body = f"{begin}{attributes}>{''.join(kept)}</tbody>" if begin else ""
    return f'<table aria-label="{escape(title)}">{head}{body}{foot}</table>'


def _read_first(row: str) -> str:
    cell = FIRST_CELL.search(row)
    return unescape(cell[1]).strip() if cell else ""


def read_library() -> str:
    """Give the script that makes tables sortable: DataTables as itables ships it, and its use here.

    It is one module for an inline script: nothing is imported, since that would take an address.

    Raises
    ------
    ValueError
        If the bundle no longer exports DataTables in the form known.

    Examples
    --------
    >>> "export{" in read_library()
    False
    """
    import itables

    bundle = (Path(itables.__file__).parent / "html" / "dt_bundle.js").read_text(encoding="utf-8")
    exported = re.search(r"export\s*\{([^}]*)\};?", bundle)
    local = exported and re.search(r"(\w+) as default", exported[1])
    if exported is None or local is None:
        raise ValueError("the bundle of itables exports no DataTable")
    library = bundle[: exported.start()] + bundle[exported.end() :]
    use = (HERE / "sortable.js").read_text(encoding="utf-8")
    return f"{library}\nconst DataTable = {local[1]};\n{use}"
