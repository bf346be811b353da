"""What an export folder holds, for its report page: links to files, images, tables, notebooks."""

import base64
import html
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from analysis.data import Dataset
from analysis.page.sortable import prepare_table
from analysis.presentation.registry import Output, note_all
from analysis.presentation.style import COLUMN_MM, WIDTH_MM

Groups = list[dict[str, Any]]
IMAGES = {"svg": "image/svg+xml", "png": "image/png"}
FIGURE_FORMATS = ("svg", "pdf", "png")
TABLE_FORMATS = ("csv", "xlsx", "docx", "html", "tex", "md")
GRAPH_FORMATS = ("graphml", "gexf", "cyjs")
LABELS: dict[str, Any] = {
    "cyjs": "Cytoscape JSON",
    "graphml": "GraphML",
    "md": "Markdown",
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
    >>> from analysis.outputs import OUTPUTS
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
    >>> from analysis.outputs import find_outputs
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
