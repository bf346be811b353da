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

from analysis.outputs import OUTPUTS
from analysis.outputs.entries import Output, choose

TEMPLATE = "page.html.j2"
IMAGES = {"svg": "image/svg+xml", "png": "image/png"}
LABELS = {"tex": "LaTeX", "graphml": "GraphML"}


def build_page(folder: str | Path, contract: Mapping[str, Any]) -> str:
    """Build the page of an export folder.

    Parameters
    ----------
    folder
        The folder of an export, with `figures/`, `tables/`, `graph/` and perhaps `notebooks/`.
    contract
        The contract, for title, citation, sources and licences.

    Returns
    -------
    str
        HTML with everything inside; German and English, as far as the folder holds both.

    Examples
    --------
    >>> import tempfile
    >>> from analysis.contract import read_contract
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     build_page(folder, read_contract()).splitlines()[0]
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
        shown = makers[output.kind](output, folder)
        if shown is not None:
            title = {lang: choose(output.title, lang) for lang in ("en", "de")}
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
        **_describe_data(contract),
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


def _show_figure(output: Output, folder: Path) -> dict[str, Any] | None:
    versions = []
    for lang in ("de", "en"):
        stem = f"{output.name}_{lang}"
        sidecar = folder / "figures" / f"{stem}.txt"
        if not sidecar.is_file():
            continue
        names = [f"{stem}.{ending}" for ending in ("svg", "pdf", "png")]
        _, alt, caption = (sidecar.read_text(encoding="utf-8").strip().split("\n\n") + [""] * 3)[:3]
        versions.append(
            {
                "lang": lang,
                "image": _embed(folder / "figures", stem),
                "alt": alt,
                "caption": caption,
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


def _show_table(output: Output, folder: Path) -> dict[str, Any] | None:
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
                "notes": " ".join(choose(note, lang) for note in output.notes),
                "links": _link(folder, "tables", names),
            }
        )
    return {"versions": versions} if versions else None


def _show_graph(output: Output, folder: Path) -> dict[str, Any] | None:
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


def _describe_data(contract: Mapping[str, Any]) -> dict[str, Any]:
    def link(entries: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
        return [
            {
                "label": str(entry.get("title") or entry.get("name") or entry.get("path", "")),
                "href": path if (path := str(entry.get("path", ""))).startswith("http") else "",
            }
            for entry in entries
        ]

    title = str(contract.get("title", "Analysis"))
    summary = str(contract.get("description", ""))
    return {
        "title": {"en": title, "de": str(contract.get("title_de", title))},
        "summary": {"en": summary, "de": str(contract.get("description_de", summary))},
        "citation": str(contract.get("citation", "")),
        "sources": link(contract.get("sources", [])),
        "licences": link(contract.get("licenses", [])),
    }
