"""The report page: one HTML file that shows what an export folder holds, without a network.

The page follows the list of outputs and shows each entry whose files are in the folder, whichever
run wrote them. Figures are embedded; only links to files beside the page lead away from it.
"""

import base64
import html
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from analysis.contract import FOLDER
from analysis.data import Dataset
from analysis.outputs import OUTPUTS
from analysis.outputs.entries import Output, note_all, title_output
from analysis.outputs.sources import cites_report, list_sources
from analysis.words import format_number

TEMPLATE = "page.html.j2"
IMAGES = {"svg": "image/svg+xml", "png": "image/png"}
LABELS = {"tex": "LaTeX", "graphml": "GraphML"}
TITLE = ("Networks and their members", "Netzwerke und ihre Mitglieder")
COUNTS = {
    "networks": ("networks", "Netzwerke"),
    "members": ("actors", "Akteure"),
    "memberships": ("roles in networks", "Rollen in Netzwerken"),
    "municipalities": ("municipalities for comparison", "Gemeinden zum Vergleich"),
}
CITATION = FOLDER.parent / "CITATION.cff"


def build_page(folder: str | Path, data: Dataset) -> str:
    """Build the page of an export folder.

    Parameters
    ----------
    folder
        The folder of an export, with `figures/`, `tables/`, `graph/` and perhaps `notebooks/`.
    data
        The tables that were exported; their contract has title, citation, sources and licences.

    Returns
    -------
    str
        HTML with everything inside; German and English, as far as the folder holds both.

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
        loader=PackageLoader("analysis", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found: dict[str, list[dict[str, Any]]] = {"figure": [], "table": [], "graph": []}
    makers = {"figure": _show_figure, "table": _show_table, "graph": _show_graph}
    for output in OUTPUTS:
        shown = makers[output.kind](output, folder, data)
        if shown is not None:
            title = {lang: title_output(output, data.contract, lang) for lang in ("en", "de")}
            found[output.kind].append({"name": output.name, "title": title, **shown})
    versions = [
        v for kind in ("figure", "table") for entry in found[kind] for v in entry["versions"]
    ]
    present = {version["lang"] for version in versions} or {"de", "en"}
    page = environment.get_template(TEMPLATE).render(
        languages=[lang for lang in ("de", "en") if lang in present],
        figures=found["figure"],
        tables=found["table"],
        graphs=found["graph"],
        notebooks=_list_notebooks(folder),
        **_describe_data(data),
    )
    return page.rstrip() + "\n"


def _link(folder: Path, place: str, names: Sequence[str]) -> list[dict[str, str]]:
    """Links to those of the files that are there, by their endings."""
    links = []
    for name in names:
        if (folder / place / name).is_file():
            ending = name.rpartition(".")[2]
            label = LABELS.get(ending, ending.upper())
            links.append({"href": f"{place}/{quote(name)}", "label": label})
    return links


def _show_figure(output: Output, folder: Path, data: Dataset) -> dict[str, Any] | None:
    versions = []
    for lang in ("de", "en"):
        stem = f"{output.name}_{lang}"
        sidecar = folder / "figures" / f"{stem}_alt.txt"
        if not sidecar.is_file():
            continue
        names = [f"{stem}.{ending}" for ending in ("svg", "pdf", "png")]
        versions.append(
            {
                "lang": lang,
                "image": _embed(folder / "figures", stem),
                "alt": sidecar.read_text(encoding="utf-8").strip(),
                "caption": " ".join(note_all(output, data, lang)),
                "links": _link(folder, "figures", [*names, f"{output.name}.csv"]),
            }
        )
    return {"versions": versions} if versions else None


def _embed(folder: Path, stem: str) -> str:
    """The image as a data URI: as an image, its ids and scripts stay its own."""
    for ending, media in IMAGES.items():
        path = folder / f"{stem}.{ending}"
        if path.is_file():
            return f"data:{media};base64,{base64.b64encode(path.read_bytes()).decode('ascii')}"
    return ""


def _show_table(output: Output, folder: Path, data: Dataset) -> dict[str, Any] | None:
    versions = []
    for lang in ("de", "en"):
        stem = f"{output.name}_{lang}"
        path = folder / "tables" / f"{stem}.html"
        if not path.is_file():
            continue
        # Escaped when it was written; the style sheet of the page takes the place of its own.
        table = re.search("<table.*</table>", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        names = [f"{stem}.{ending}" for ending in ("csv", "xlsx", "html", "tex")]
        versions.append(
            {
                "lang": lang,
                "table": table[0] if table else "",
                "notes": " ".join(note_all(output, data, lang)),
                "links": _link(folder, "tables", names),
            }
        )
    return {"versions": versions} if versions else None


def _show_graph(output: Output, folder: Path, data: Dataset) -> dict[str, Any] | None:
    links = _link(folder, "graph", [f"{output.name}.graphml"])
    return {"links": links} if links else None


def _list_notebooks(folder: Path) -> list[dict[str, str]]:
    """The executed notebooks, by the first heading of each."""
    notebooks = []
    for path in sorted((folder / "notebooks").glob("*.html")):
        heading = re.search("<h1[^>]*>(.*?)</h1>", path.read_text(encoding="utf-8"), re.DOTALL)
        text = re.sub('<a class="anchor-link".*?</a>|<[^>]+>', "", heading[1]) if heading else ""
        label = " ".join(html.unescape(text).split()) or path.stem
        notebooks.append({"href": f"notebooks/{quote(path.name)}", "label": label})
    return notebooks


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
