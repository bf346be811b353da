"""Writing files: figures, tables and graphs; nothing else in the package writes.

Every file appears whole or not at all: it is written beside its place under another name and then
moved there. Names cannot leave the folder.
"""

import os
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.data.contract import LANGUAGES
from analysis.export import documents, graphs, spreadsheets, typesetting
from analysis.export import formats as render
from analysis.presentation.tables import bind_signs, translate_table

if TYPE_CHECKING:
    import networkx as nx
    from matplotlib.figure import Figure

FIGURE_FORMATS = render.FIGURE_FORMATS
TABLE_RENDERERS: dict[str, Callable[..., bytes]] = {
    "csv": spreadsheets.render_csv,
    "xlsx": spreadsheets.render_xlsx,
    "html": typesetting.render_html,
    "tex": typesetting.render_latex,
    "docx": documents.render_docx,
    "md": typesetting.render_markdown,
}
TABLE_FORMATS = tuple(TABLE_RENDERERS)
GRAPH_FORMATS = graphs.GRAPH_FORMATS
NAME = re.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,99}")


def write_file(path: str | Path, content: bytes) -> Path:
    """Write a file whole or not at all; what was there stays until the new one is complete.

    Parameters
    ----------
    path
        Where the file shall stand; its folder is made if need be.
    content
        The bytes.

    Returns
    -------
    pathlib.Path
        The path.
    """
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
    """Give the path of a file in a folder, and refuse a name that is none.

    Raises
    ------
    ValueError
        Unless the name is made of letters A to Z, digits, hyphens and underscores.

    Examples
    --------
    >>> place_file("reports", "timeline_de", "svg").as_posix()
    'reports/timeline_de.svg'
    >>> place_file("reports", "../timeline", "svg")
    Traceback (most recent call last):
    ValueError: '../timeline' is no name for a file: letters A to Z, digits, - and _ alone
    """
    if not NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name for a file: letters A to Z, digits, - and _ alone")
    return Path(folder) / f"{name}.{ending}"


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
    """Save a figure in one language, with its texts beside it.

    Parameters
    ----------
    figure
        The figure; `ax.figure` of what a plot function returns, perhaps with `add_texts`. One of
        85 mm has that in the names of its files.
    name, folder
        The files are `folder/name_lang.svg` and so on, or `folder/name_85mm_lang.svg`.
    lang
        Language of the figure and its texts: "de" or "en".
    title, alt
        Title and alternative text (two or three sentences that say what the figure shows) go into
        each file; the latter into `folder/name_lang_alt.txt`, too.
    caption
        What an editor sets below the figure; after the title in `folder/name_lang_caption.txt`.
    formats
        Of "svg", "pdf", "png" (300 dpi).

    Returns
    -------
    list of pathlib.Path
        What was written. Equal figures give equal bytes.

    Raises
    ------
    ValueError
        If the name, the language or a format is none.

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

    _check("language", [lang], LANGUAGES)
    _check("format", formats, FIGURE_FORMATS)
    column = round(figure.get_size_inches()[0] / MM) == COLUMN_MM
    stem = f"{name}_{COLUMN_MM}mm_{lang}" if column else f"{name}_{lang}"
    paths = [place_file(folder, stem, form) for form in formats]
    paths += [place_file(folder, f"{name}_{lang}_{text}", "txt") for text in ("alt", "caption")]
    texts = {"lang": lang, "title": title, "alt": alt}
    with render.settle_layout(figure):
        contents = [render.render_figure(figure, form, **texts) for form in formats]
    contents += [render.render_text(alt), render.render_text(title, caption)]
    return [write_file(path, content) for path, content in zip(paths, contents, strict=True)]


def save_numbers(frame: pd.DataFrame, name: str, folder: str | Path) -> Path:
    """Save the numbers behind a figure as `folder/name.csv`, with names and codes as they are.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_numbers(pd.DataFrame({"year": [2015]}), "years", folder).read_text().split()
    ['year', '2015']
    """
    return write_file(place_file(folder, name, "csv"), spreadsheets.render_numbers(frame))


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
    """Save a measured frame as a table in one language.

    Parameters
    ----------
    frame
        As the measures return it; a named index becomes the first columns.
    name, folder
        The files are `folder/name_lang.csv` and so on.
    lang
        "de" or "en".
    title, notes
        Text above the table and below it, the line that names the sources last; in XLSX on a sheet
        of their own.
    labels
        The contract (`data.contract`), which puts headers and codes into words; without it they
        print themselves.
    short
        Short labels for codes, as on axes.

    Returns
    -------
    list of pathlib.Path
        CSV (decimal points in both languages), XLSX, HTML, LaTeX, Word (DOCX) and Markdown. Equal
        frames give equal bytes.

    Raises
    ------
    ValueError
        If the name or the language is none, or the frame has no columns.

    Examples
    --------
    >>> import tempfile
    >>> from analysis import count_periods, load
    >>> data = load()
    >>> frame = count_periods(data.networks)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     paths = save_table(frame, "periods", folder, lang="de", labels=data.contract)
    >>> [path.name for path in paths]
    ['periods_de.csv', 'periods_de.xlsx', 'periods_de.html', 'periods_de.tex',
     'periods_de.docx', 'periods_de.md']
    """
    _check("language", [lang], LANGUAGES)
    stem = f"{name}_{lang}"
    paths = [place_file(folder, stem, form) for form in TABLE_FORMATS]
    table = translate_table(frame, lang=lang, labels=labels, short=short)
    if not table.columns:
        raise ValueError(f"the table {name!r} has no columns")
    texts: dict[str, Any] = {"lang": lang, "title": bind_signs(title)}
    texts["notes"] = [bind_signs(note) for note in notes]
    contents = [
        render_table(table, identifier=stem, **texts) for render_table in TABLE_RENDERERS.values()
    ]
    return [write_file(path, content) for path, content in zip(paths, contents, strict=True)]


def write_graph(graph: "nx.Graph", path: str | Path) -> Path:
    """Write a graph as GraphML, GEXF or Cytoscape JSON, which networkx reads back.

    Parameters
    ----------
    graph
        As from `build_graph`; attributes are text and numbers. `x` and `y`, where nodes have
        them, are positions for Gephi and Cytoscape.
    path
        A path that ends in .graphml, .gexf or .cyjs.

    Returns
    -------
    pathlib.Path
        The path. Nodes (kind, id) are called "kind:id" there. Equal graphs give equal bytes.

    Raises
    ------
    ValueError
        If the name of the file is none or has another ending.

    Examples
    --------
    >>> import tempfile
    >>> from analysis import build_graph, load
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_graph(build_graph(load()), f"{folder}/cities.graphml").name
    'cities.graphml'
    """
    path = Path(path)
    form = path.suffix.removeprefix(".")
    if form not in GRAPH_FORMATS:
        endings = ", ".join(f".{ending}" for ending in GRAPH_FORMATS)
        raise ValueError(f"{path.name!r} does not end in {endings}")
    return write_file(place_file(path.parent, path.stem, form), graphs.render_graph(graph, form))


def renew_block(path: str | Path, name: str, content: str) -> Path:
    """Renew the part of a text file between `<!-- name:begin -->` and `<!-- name:end -->`."""
    path = Path(path)
    text = path.read_bytes().decode("utf-8")
    return write_file(path, render.replace_block(text, name, content).encode())


def _check(what: str, given: Sequence[str], allowed: Sequence[str]) -> None:
    for value in given:
        if value not in allowed:
            raise ValueError(f"{what} is {value!r} (allowed: {', '.join(allowed)})")
