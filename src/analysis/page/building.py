"""The report page: one HTML file that shows what an export folder holds, without a network.

The page follows the list of outputs and shows each entry whose files are in the folder, whichever
run wrote them. Figures, scripts and the interactive graph are embedded; only links to files beside
the page lead away from it.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from analysis.data import Dataset
from analysis.data.contract import FOLDER
from analysis.outputs import OUTPUTS
from analysis.outputs.findings import list_findings
from analysis.page.explorer import Explorer, render_explorer
from analysis.page.exported import list_notebooks, list_scripts, show_figure, show_graph, show_table
from analysis.page.sortable import read_library
from analysis.presentation.registry import NEEDS, Pair, cites_report, list_sources, title_output
from analysis.presentation.wording import format_number

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
        loader=PackageLoader("analysis.page", ""),
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
