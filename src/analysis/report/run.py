"""Exporting the list of outputs into a folder: measured once, written in every language."""

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from analysis.catalogue import find_absent, find_outputs
from analysis.data import Dataset
from analysis.data.contract import FILE, FOLDER
from analysis.export.files import (
    FIGURE_FORMATS,
    GRAPH_FORMATS,
    save_figure,
    save_numbers,
    save_table,
    write_file,
    write_graph,
)
from analysis.presentation.registry import (
    Output,
    draw_output,
    measure_once,
    note_all,
    title_output,
    write_source,
)
from analysis.presentation.style import COLUMN_MM, WIDTH_MM, add_texts
from analysis.report.manifest import MANIFEST, PAGE, read_manifest, record_export, verify_manifest
from analysis.report.page import build_page

LANGUAGES = ("de", "en")
WIDTHS = (WIDTH_MM, COLUMN_MM)
TEXTS = ("title", "source")
# What a contract says of where the data come from, not of their form.
ORIGIN = frozenset({"title", "title_de", "description", "description_de", "version", "citation"})
ORIGIN |= {"sources", "licenses", "contributors"}


class Form(NamedTuple):
    """In which forms entries are exported, as the options of `export_outputs`."""

    languages: tuple[str, ...]
    formats: tuple[str, ...]
    widths: tuple[int, ...]
    texts: tuple[str, ...]


class Exported(NamedTuple):
    """What an export wrote; what it left out, by name with the reason; what could not be made.

    `made` has the files by the name of the entry; `omitted` names what is left out within entries
    that were written.
    """

    made: dict[str, list[Path]]
    skipped: dict[str, str]
    failed: dict[str, str]
    omitted: dict[str, str]

    @property
    def written(self) -> list[Path]:
        """All files, in the order in which they were written."""
        return [path for paths in self.made.values() for path in paths]


def settle_origin(data: Dataset, folder: str | Path | None) -> Dataset:
    """Take from data what the contract of others would say of their origin.

    Tables in a folder without a contract are read by the repository's, whose title, citation,
    sources and licences are not theirs. A table that is a copy of the repository's keeps its own.

    Parameters
    ----------
    data
        The tables, as `load` gives them.
    folder
        Where they come from; None for the repository's.

    Returns
    -------
    Dataset
        The same tables. Those of the repository, and of a folder with a datapackage.json, keep
        their contract.

    Examples
    --------
    >>> import tempfile
    >>> from analysis import load
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     "citation" in settle_origin(load(), folder).contract
    False
    """
    place = Path(folder or FOLDER)
    if place.resolve() == FOLDER or (place / FILE).exists():
        return data

    def drop(entry: Mapping[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in entry.items() if key not in ORIGIN}

    tables = [
        table
        if "schema" in table and _is_copy(place / table["path"], FOLDER / table["path"])
        else drop(table) | {key: table[key] for key in ("title", "title_de") if key in table}
        for table in data.contract["resources"]
    ]
    return replace(data, contract=drop(data.contract) | {"resources": tables})


def _is_copy(path: Path, original: Path) -> bool:
    both = path.is_file() and original.is_file()
    return both and path.read_bytes() == original.read_bytes()


def export_outputs(
    data: Dataset,
    folder: str | Path,
    *,
    names: Sequence[str] | None = None,
    languages: Sequence[str] = LANGUAGES,
    formats: Sequence[str] = FIGURE_FORMATS,
    widths: Sequence[int] = WIDTHS,
    texts: Sequence[str] = ("source",),
    progress: bool = False,
) -> Exported:
    """Export figures, tables and graphs of the list.

    Parameters
    ----------
    data
        The tables. Titles, captions and notes name the sources that their contract names; of tables
        of your own without a contract, see `settle_origin`.
    folder
        Receives `figures/`, `tables/` and `graph/`.
    names
        Entries of the list; None for all.
    languages
        Of "de" and "en".
    formats
        Of the figures: "svg", "pdf", "png". Tables come in all of theirs.
    widths
        Of the figures, in mm: 170 and 85. A figure comes in those of them for which it is composed.
    texts
        What stands within a figure: "title" above, "source" below; both are in its caption anyway.
    progress
        Show a bar on the terminal (stderr).

    Returns
    -------
    Exported
        The paths; the entries left out because the data lack what they need or give no rows, or
        because they fit into no width that is asked for; those that the data contradict, with the
        message; and rows left out within entries.

    Raises
    ------
    ValueError
        If a name, a language or a format is unknown.
    OSError
        If the folder cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from analysis import load
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     exported = export_outputs(load(), folder, names=["tabelle_1"], languages=["de"])
    >>> [path.name for path in exported.written][:2]
    ['tabelle_1_de.csv', 'tabelle_1_de.xlsx']
    """
    from tqdm import tqdm

    exported = Exported({}, {}, {}, {})
    chosen = find_outputs(names)
    form = Form(tuple(languages), tuple(formats), tuple(widths), tuple(texts))
    # None lets tqdm show the bar on a terminal alone.
    with tqdm(chosen, unit="output", disable=None if progress else True) as bar:
        for output in bar:
            bar.set_postfix_str(output.name)
            if reason := find_absent(output, data) or _find_misfit(output, widths):
                exported.skipped[output.name] = reason
                continue
            try:
                measured = output.measure(data)
                if isinstance(measured, pd.DataFrame) and measured.empty:
                    exported.skipped[output.name] = "has no rows"
                    continue
                exporter = EXPORTERS[output.kind]
                exported.made[output.name] = exporter(output, measured, data, Path(folder), form)
            except ValueError as error:
                exported.failed[output.name] = str(error)
                continue
            if output.omits is not None and (omitted := output.omits(data)):
                exported.omitted[output.name] = omitted
    return exported


def _find_misfit(output: Output, widths: Sequence[int]) -> str:
    if output.kind != "figure" or set(output.widths) & set(widths):
        return ""
    return f"is composed for {' and '.join(map(str, output.widths))} mm alone"


def _export_graph(
    output: Output, measured: Any, data: Dataset, folder: Path, form: Form
) -> list[Path]:
    return [
        write_graph(measured, folder / "graph" / f"{output.name}.{ending}")
        for ending in GRAPH_FORMATS
    ]


def _export_table(
    output: Output, measured: Any, data: Dataset, folder: Path, form: Form
) -> list[Path]:
    return [
        path
        for lang in form.languages
        for path in save_table(
            measured,
            output.name,
            folder / "tables",
            lang=lang,
            title=title_output(output, data.contract, lang),
            notes=note_all(output, data, lang),
            labels=data.contract,
            short=output.short,
        )
    ]


def _export_figure(
    output: Output, measured: Any, data: Dataset, folder: Path, form: Form
) -> list[Path]:
    folder = folder / "figures"
    paths = [save_numbers(output.numbers(measured), output.name, folder)]
    for lang in form.languages:
        title = title_output(output, data.contract, lang)
        source = write_source(output, data, lang)
        said = {
            "lang": lang,
            "title": title,
            "alt": output.describe(measured, lang, data.contract) if output.describe else "",
            "caption": " ".join(note_all(output, data, lang)),
        }
        within = {"title": title, "source": source}
        shown = {name: text for name, text in within.items() if name in form.texts}
        for width in output.widths:
            if width in form.widths:
                with draw_output(output, measured, data, lang=lang, width_mm=width) as figure:
                    add_texts(figure, **shown)
                    paths += save_figure(figure, output.name, folder, formats=form.formats, **said)
    return list(dict.fromkeys(paths))


EXPORTERS = {"figure": _export_figure, "table": _export_table, "graph": _export_graph}


@measure_once()
def export_folder(options: argparse.Namespace, load: Callable[[Path | None], Dataset]) -> int:
    """Export what the options name.

    Parameters
    ----------
    options
        As the command line gives them: `only`, `lang`, `formats`, `width`, `texts`, `data`, `out`.
    load
        Reads the tables of a folder.

    Returns
    -------
    int
        0, or 1 when something could not be made or nothing was written.

    Raises
    ------
    ValueError
        If an option has an unknown value, or the folder cannot be written.
    """
    import matplotlib as mpl

    mpl.use("agg")  # no window, whatever is configured
    names = _read_names(options.only)
    wanted = None if names is None else [name for name in names if name != PAGE]
    find_outputs(wanted)
    form = _read_form(options)
    check_folder(options.out)
    read_manifest(options.out)  # a broken one is told before anything is measured
    data = settle_origin(load(options.data), options.data)
    page = options.out / "index.html"
    with _leave_no_empty_folder(options.out):
        exported = export_outputs(data, options.out, names=wanted, **form._asdict(), progress=True)
        # Before the page, which shows what the folder holds: what is out of date goes.
        if exported.made:
            record_export(options.data, options.out, exported.made, complete=names is None)
        # A page that is there shall not lag behind its folder.
        asked = names is not None and PAGE in names
        if asked or (exported.made and (names is None or page.exists())):
            content = build_page(options.out, data, manifest=True)
            exported.made[PAGE] = [write_file(page, content.encode())]
            record_export(options.data, options.out, {PAGE: [page]}, complete=False)
    return _report(options.out, exported)


def verify_folder(options: argparse.Namespace) -> int:
    """Check an export folder by its manifest, and say what differs; 1 if anything does."""
    found = verify_manifest(options.out, options.data)
    if not found:
        print(f"{options.out / MANIFEST}: every file and every input is as recorded")
        return 0
    print(*found, sep="\n")
    print(f"differences from {options.out / MANIFEST}: {len(found)}", file=sys.stderr)
    return 1


def _read_names(given: Sequence[str] | None) -> list[str] | None:
    if given is None:
        return None
    names = [name for text in given for name in text.split(",") if name]
    if not names:
        raise ValueError("--only names nothing; `list` shows all names")
    return names


def _read_form(options: argparse.Namespace) -> Form:
    widths = _split(options.width, [str(width) for width in WIDTHS], "width in mm")
    texts = [] if options.texts == "none" else _split(options.texts, TEXTS, "text", "none")
    return Form(
        languages=tuple(_split(options.lang, LANGUAGES, "language")),
        formats=tuple(_split(options.formats, FIGURE_FORMATS, "format")),
        widths=tuple(map(int, widths)),
        texts=tuple(texts),
    )


def _split(text: str, allowed: Sequence[str], what: str, *alone: str) -> list[str]:
    given = [part.strip() for part in text.split(",") if part.strip()]
    wrong = [part for part in given if part not in allowed]
    if wrong or not given:
        shown = ", ".join(wrong) or "none"
        choices = ", ".join([*allowed, *alone])
        raise ValueError(f"unknown {what}: {shown} (allowed: {choices})")
    return [part for part in allowed if part in given]


def check_folder(path: Path) -> None:
    """Refuse a folder that cannot be written, before anything is measured.

    Raises
    ------
    ValueError
        Naming the folder, and what to do.
    """
    for place in (path, *path.parents):
        if place.exists():
            if not place.is_dir():
                raise ValueError(f"{place} is a file: --out takes a folder")
            if not os.access(place, os.W_OK | os.X_OK):
                raise ValueError(f"{place} cannot be written: choose another folder with --out")
            return


@contextmanager
def _leave_no_empty_folder(path: Path) -> Iterator[None]:
    """Remove what was made of folders if nothing was written into them."""
    places = (*(path / name for name in ("figures", "tables", "graph")), path, *path.parents)
    made = [place for place in places if not place.exists()]
    try:
        yield
    finally:
        for place in made:
            with suppress(OSError):  # not there, or not empty
                place.rmdir()


def _report(folder: Path, exported: Exported) -> int:
    """Say what an export wrote and what not; 1 if something failed or nothing was written."""
    print(f"written to {folder}: {len(exported.written)} files")
    for name, reason in (exported.skipped | exported.omitted).items():
        print(f"left out: {name} {reason}")
    for name, reason in exported.failed.items():
        print(f"error: {name}: {reason}", file=sys.stderr)
    if exported.written or exported.failed:
        return 1 if exported.failed else 0
    reasons = "; ".join(f"{name} {reason}" for name, reason in exported.skipped.items())
    print(f"error: nothing to write: {reasons}", file=sys.stderr)
    return 1
