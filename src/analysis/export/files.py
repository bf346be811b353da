"""Writing figures, tables and graphs, whole or not at all."""

import html
import io
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.data.contract import LANGUAGES
from analysis.export.layout import Printed, clean_text, print_table
from analysis.export.office import render_csv, render_docx, render_numbers, render_xlsx
from analysis.export.pages import render_html, render_latex
from analysis.presentation.tables import bind_signs, translate_table
from analysis.presentation.wording import Wording

if TYPE_CHECKING:
    import networkx as nx
    from matplotlib.figure import Figure

FIGURE_FORMATS = ("svg", "pdf", "png")
GRAPH_FORMATS = ("graphml", "gexf", "cyjs")
TABLE_RENDERERS: dict[str, Callable[[Printed], bytes]] = {
    "csv": render_csv, "xlsx": render_xlsx, "docx": render_docx, "html": render_html,
    "tex": render_latex,
}  # fmt: skip
TABLE_FORMATS = tuple(TABLE_RENDERERS)
DOTS_PER_INCH = 300
NAME = re.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,99}")


def write_file(path: str | Path, content: bytes) -> Path:
    """Write a file whole or not at all; what was there stays until the new one is complete."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return path


def place_file(folder: str | Path, name: str, ending: str) -> Path:
    """Give the path of a file in a folder, and refuse a name that is none (ValueError)."""
    if not NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name for a file: letters A to Z, digits, - and _ alone")
    return Path(folder) / f"{name}.{ending}"


def render_text(*paragraphs: str) -> bytes:
    """Give paragraphs as plain text, one blank line between them."""
    # Not at a space that does not break, as German sets it before a percent sign.
    lines = (" ".join(re.findall(r"[^ \t\r\n]+", part)) for part in paragraphs if part)
    return ("\n\n".join(lines) + "\n").encode()


def _check(what: str, given: Iterable[str], allowed: Sequence[str]) -> None:
    for value in given:
        if value not in allowed:
            raise ValueError(f"{what} is {value!r} (allowed: {', '.join(allowed)})")


# ---------------------------------------------------------------- figures


@contextmanager
def settle_layout(figure: "Figure") -> Iterator[None]:
    """Lay a figure out once, at print resolution: else each format starts from the one before."""
    from matplotlib.transforms import Bbox

    engine, dots = figure.get_layout_engine(), figure.get_dpi()
    figure.set_dpi(DOTS_PER_INCH)
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    in_layout = [(ax, ax.get_in_layout()) for ax in figure.axes]
    for ax in figure.axes:
        # The solver leaves noise in the last digits, of which matplotlib makes ids in an SVG.
        for original in (True, False):
            bounds = (round(number, 9) for number in ax.get_position(original=original).bounds)
            ax.set_position(Bbox.from_bounds(*bounds), which="original" if original else "active")
    try:
        yield
    finally:
        for ax, kept in in_layout:
            ax.set_in_layout(kept)
        figure.set_dpi(dots)
        figure.set_layout_engine(engine)


def _render_figure(figure: "Figure", form: str, lang: str, title: str, alt: str) -> bytes:
    """Give a figure as SVG, PDF or PNG, its title and alternative text inside."""
    import matplotlib as mpl

    metadata: dict[str, dict[str, Any]] = {
        "svg": {"Date": None, "Creator": None},
        "pdf": {"Title": title, "Subject": alt, "CreationDate": None},
        "png": {"Title": title, "Description": alt},
    }
    buffer = io.BytesIO()
    # Ids, and so bytes, would differ at each run without the salt; type 42 is TrueType.
    with mpl.rc_context(
        {"svg.hashsalt": "city-network-analysis", "svg.fonttype": "path", "pdf.fonttype": 42}
    ):
        figure.savefig(buffer, format=form, dpi=DOTS_PER_INCH, metadata=metadata[form])
    if form != "svg":
        return buffer.getvalue()
    # What screen readers read.
    head, tag, rest = buffer.getvalue().decode().partition("<svg ")
    attributes, end, body = rest.partition(">")
    words = f"\n <title>{html.escape(title)}</title>\n <desc>{html.escape(alt)}</desc>"
    return f'{head}{tag}role="img" xml:lang="{lang}" {attributes}{end}{words}{body}'.encode()


def save_figure(
    figure: "Figure",
    name: str,
    folder: str | Path,
    *,
    lang: str = "en",
    title: str = "",
    alt: str = "",
    caption: str = "",
    formats: Sequence[str] = FIGURE_FORMATS,
) -> list[Path]:
    """Save a figure in one language, with its texts beside it: equal figures, equal bytes.

    The figure is `ax.figure` of what a plot returns; one of 85 mm becomes `name_85mm_de.svg` and so
    on. Title and alternative text go into each file, the latter into `name_de_alt.txt`, too; what
    is set below a figure into `name_de_caption.txt`: the title as a sentence, then the caption,
    whose paragraphs a blank line parts. A format other than "svg", "pdf" and "png" (300 dpi), or a
    name that is none, is a ValueError.

    Examples
    --------
    >>> import tempfile
    >>> from matplotlib.figure import Figure
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     paths = save_figure(Figure(), "empty", folder, title="Nothing", formats=["svg"])
    >>> [path.name for path in paths]
    ['empty_en.svg', 'empty_en_alt.txt', 'empty_en_caption.txt']
    """
    from analysis.presentation.style import COLUMN_MM, MM

    _check("lang", [lang], LANGUAGES)
    _check("format", formats, FIGURE_FORMATS)
    column = round(figure.get_size_inches()[0] / MM) == COLUMN_MM
    stem = f"{name}_{COLUMN_MM}mm_{lang}" if column else f"{name}_{lang}"
    paths = [place_file(folder, stem, form) for form in formats]
    paths += [place_file(folder, f"{name}_{lang}_{text}", "txt") for text in ("alt", "caption")]
    said = (lang, clean_text(title), clean_text(alt))
    with settle_layout(figure):
        contents = [_render_figure(figure, form, *said) for form in formats]
    head = f"{title}." if title and title[-1] not in ".!?" else title
    contents += [render_text(alt), render_text(*f"{head} {caption}".split("\n\n"))]
    return [write_file(path, content) for path, content in zip(paths, contents, strict=True)]


def save_numbers(frame: pd.DataFrame, name: str, folder: str | Path) -> Path:
    """Save the numbers behind a figure as CSV, with names and codes as they are."""
    return write_file(place_file(folder, name, "csv"), render_numbers(frame))


# ---------------------------------------------------------------- tables


def save_table(
    frame: pd.DataFrame,
    name: str,
    folder: str | Path,
    *,
    lang: str = "en",
    title: str = "",
    notes: Sequence[str] = (),
    labels: Mapping[str, Any] | None = None,
    short: bool = False,
) -> list[Path]:
    """Save a measured frame as CSV, XLSX, Word (DOCX), HTML and LaTeX: equal frames, equal bytes.

    The frame is as the measures return it, a named index becomes the first columns. The title
    stands above, the notes below. `labels`, the contract, puts headers and codes into words,
    `short` takes its short labels. No columns, or a name that is none, are a ValueError.

    Examples
    --------
    >>> import tempfile
    >>> frame = pd.DataFrame({"name": ["Ulm"], "founded": [2012]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     paths = save_table(frame, "cities", folder, lang="de")
    >>> [path.name for path in paths]
    ['cities_de.csv', 'cities_de.xlsx', 'cities_de.docx', 'cities_de.html', 'cities_de.tex']
    """
    stem = f"{name}_{lang}"
    paths = [place_file(folder, stem, form) for form in TABLE_FORMATS]
    table = translate_table(frame, lang=lang, labels=labels, short=short)
    if not table.columns:
        raise ValueError(f"the table {name!r} has no columns")
    say, bound = Wording(lang, labels), [bind_signs(note) for note in notes]
    printed = print_table(table, say, stem, bind_signs(title), bound)
    contents = [render(printed) for render in TABLE_RENDERERS.values()]
    return [write_file(path, content) for path, content in zip(paths, contents, strict=True)]


# ---------------------------------------------------------------- graphs


def write_graph(graph: "nx.Graph", path: str | Path) -> Path:
    """Write a graph as GraphML, GEXF or Cytoscape JSON, which networkx reads back.

    The graph is as from `build_graph`; `x` and `y` of nodes are positions for Gephi and Cytoscape.
    Nodes (kind, id) are called "kind:id" there, and `source` of an edge `source_text` in Cytoscape.
    Equal graphs give equal bytes. The path ends in .graphml, .gexf or .cyjs, else a ValueError.

    Examples
    --------
    >>> import tempfile
    >>> from analysis import load
    >>> from analysis.graph import build_graph
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_graph(build_graph(load()), f"{folder}/cities.graphml").name
    'cities.graphml'
    """
    import networkx as nx

    path = Path(path)
    form = path.suffix.removeprefix(".")
    if form not in GRAPH_FORMATS:
        endings = ", ".join(f".{ending}" for ending in GRAPH_FORMATS)
        raise ValueError(f"{path.name!r} does not end in {endings}")
    names = {
        node: ":".join(map(str, node)) if isinstance(node, tuple) else str(node) for node in graph
    }
    named = nx.relabel_nodes(graph, names, copy=True)
    _unify_types([found for _, found in named.nodes(data=True)])
    _unify_types([found for *_, found in named.edges(data=True)])
    return write_file(place_file(path.parent, path.stem, form), _render_graph(named, form))


def _unify_types(records: Sequence[dict[str, Any]]) -> None:
    """Give each attribute one type in all records, and leave out what is missing."""
    kinds: dict[str, set[type]] = {}
    for record in records:
        for key, value in list(record.items()):
            if pd.api.types.is_scalar(value) and pd.isna(value):
                del record[key]
                continue
            record[key] = value.item() if hasattr(value, "item") else value
            kinds.setdefault(key, set()).add(type(record[key]))
    for record in records:
        for key, value in record.items():
            if not (kinds[key] <= {int} or kinds[key] <= {bool}):
                number = kinds[key] <= {int, float}
                record[key] = float(value) if number else clean_text(str(value))


def _render_graph(graph: "nx.Graph", form: str) -> bytes:
    """Positions stand where Gephi and Cytoscape read them, whose y axis points down."""
    import networkx as nx

    buffer, nodes = io.BytesIO(), graph.nodes(data=True)
    if form == "graphml":
        of_nodes = {key for _, found in nodes for key in found}
        of_edges = {key for *_, found in graph.edges(data=True) for key in found}
        # `label`, `x` and `y` keep their names, which Gephi takes for label and position.
        nx.write_graphml(graph, buffer, named_key_ids=not of_nodes & of_edges)
        return buffer.getvalue()
    if form == "gexf":
        for _, found in nodes:
            if {"x", "y"} <= set(found):
                found["viz"] = {"position": {"x": found["x"], "y": found["y"], "z": 0.0}}
        nx.write_gexf(graph, buffer)
        return re.sub(rb' lastmodifieddate="[^"]*"', b"", buffer.getvalue())
    for node, found in nodes:
        found["name"] = found.get("label", node)
    for *_, found in graph.edges(data=True):
        if "source" in found:  # in Cytoscape the node at which an edge begins
            found["source_text"] = found.pop("source")
    content = nx.cytoscape_data(graph)
    for element in content["elements"]["nodes"]:
        if {"x", "y"} <= set(found := element["data"]):
            element["position"] = {"x": found["x"], "y": -found["y"]}
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
