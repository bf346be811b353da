"""Exporting everything, or a part, into a folder: measured once, written in every language."""

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from analysis.catalogue import find_absent, find_outputs
from analysis.data import Dataset
from analysis.data.contract import FILE, FOLDER, LANGUAGES
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
    share_measured,
    tell_output,
    title_output,
    write_source,
    write_texts,
)
from analysis.presentation.style import BOTH, add_texts
from analysis.presentation.wording import Wording
from analysis.report.manifest import (
    MANIFEST,
    PAGE,
    refuse_other_content,
    remove_outdated,
    verify_manifest,
    write_manifest,
)
from analysis.report.page import build_page

TEXTS = ("title", "source")
# What a contract says of where the data come from, not of their form.
ORIGIN = frozenset({
    "title", "title_de", "description", "description_de", "version", "citation", "sources",
    "licenses", "contributors",
})  # fmt: skip


class Form(NamedTuple):
    """In which forms entries are exported; texts are what stands within a figure."""

    languages: Sequence[str] = LANGUAGES
    formats: Sequence[str] = FIGURE_FORMATS
    widths: Sequence[int] = BOTH
    texts: Sequence[str] = ("source",)


class Exported(NamedTuple):
    """What an export made, by entry; what it left out, with the reason; what could not be made.

    `omitted` says what is left out within entries that were made.
    """

    made: dict[str, list[Path]]
    skipped: dict[str, str]
    failed: dict[str, str]
    omitted: dict[str, str]


def settle_origin(data: Dataset, folder: str | Path | None) -> Dataset:
    """Take from data what the contract of others would say of their origin.

    Tables in a folder without a contract are read by the repository's, whose title, citation,
    sources and licences are not theirs. A table that is a copy of the repository's keeps its own.
    """
    place = Path(folder or FOLDER)
    if place.resolve() == FOLDER or (place / FILE).exists():
        return data

    def drop(entry: Mapping[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in entry.items() if key not in ORIGIN}

    tables = []
    for table in data.contract["resources"]:
        own, original = (folder / table["path"] for folder in (place, FOLDER))
        copied = own.is_file() and original.is_file() and own.read_bytes() == original.read_bytes()
        titles = {key: table[key] for key in ("title", "title_de") if key in table}
        tables.append(table if "schema" in table and copied else drop(table) | titles)
    return replace(data, contract=drop(data.contract) | {"resources": tables})


def export_outputs(
    data: Dataset, folder: Path, *, names: Sequence[str] | None = None, form: Form | None = None
) -> Exported:
    """Export entries of the list, or all, into `figures/`, `tables/` and `graph/` of a folder."""
    exported, form = Exported({}, {}, {}, {}), form or Form()
    for output in find_outputs(names):
        if reason := find_absent(output, data) or _find_misfit(output, form.widths):
            exported.skipped[output.name] = reason
            continue
        try:
            measured = output.measure(data)
            rows = output.numbers(measured) if output.kind == "figure" else measured
            if isinstance(rows, pd.DataFrame) and rows.empty:
                exported.skipped[output.name] = "has no rows"
                continue
            exported.made[output.name] = _export(output, measured, data, folder, form)
            if output.omits is not None and (omitted := output.omits(data)):
                exported.omitted[output.name] = omitted
        except ValueError as error:
            exported.failed[output.name] = str(error)
    return exported


def _export_two(data: Dataset, folder: Path, names: Sequence[str] | None, form: Form) -> Exported:
    """Export the entries of two notebooks at a time, each in a process of its own."""
    from tqdm import tqdm

    outputs = find_outputs(names)
    groups = Counter(output.notebook for output in outputs)
    parts = [
        [output.name for output in outputs if output.notebook == notebook]
        for notebook, _ in groups.most_common()  # the longest first
    ]
    if len(parts) < 2:
        return export_outputs(data, folder, names=names, form=form)
    with ProcessPoolExecutor(2) as pool:
        running = pool.map(partial(_export_part, data, folder, form), parts)
        # None lets tqdm show the bar on a terminal alone.
        done = list(tqdm(running, total=len(parts), unit="notebook", disable=None))
    for _, measured in done:
        share_measured(data, measured)
    fields = zip(*(exported for exported, _ in done), strict=True)
    found = [dict(chain.from_iterable(map(dict.items, each))) for each in fields]
    order = [output.name for output in outputs]
    return Exported(*({name: each[name] for name in order if name in each} for each in found))


@measure_once()
@measure_once()
def _export_part(
    data: Dataset, folder: Path, form: Form, names: Sequence[str]
) -> tuple[Exported, dict[str, Any]]:
    """Export entries; give what was measured for it, too."""
    return export_outputs(data, folder, names=names, form=form), share_measured(data)


def _find_misfit(output: Output, widths: Sequence[int]) -> str:
    misfit = output.kind == "figure" and not set(output.widths) & set(widths)
    return f"is composed for {' and '.join(map(str, output.widths))} mm alone" if misfit else ""


def _export(output: Output, measured: Any, data: Dataset, folder: Path, form: Form) -> list[Path]:
    """Write the files of one entry; a graph and the numbers of a figure know no language."""
    if output.kind == "graph":
        stem = folder / "graph" / output.name
        return [write_graph(measured, stem.with_suffix(f".{ending}")) for ending in GRAPH_FORMATS]
    paths = []
    if output.kind == "figure":
        paths.append(save_numbers(output.numbers(measured), output.name, folder / "figures"))
    for lang in form.languages:
        say = Wording(lang, data.contract)
        if output.kind == "table":
            paths += save_table(
                measured, output.name, folder / "tables", lang=lang, labels=data.contract,
                short=output.short, title=title_output(output, say),
                notes=note_all(output, data, say),
            )  # fmt: skip
            continue
        texts = {
            "title": tell_output(output, measured, say),
            "alt": output.alt(measured, say) if output.alt else "",
        }
        within = {"title": texts["title"], "source": write_source(output, data, say)}
        parts = [" ".join(write_texts(each, data, say)) for each in (output.notes, output.method)]
        # The line of the sources stands once: within the figure, or in the text below it.
        parts += [] if "source" in form.texts else [within["source"]]
        texts["caption"] = "\n\n".join(part for part in parts if part)
        shown = {name: text for name, text in within.items() if name in form.texts}
        for width in (width for width in output.widths if width in form.widths):
            with draw_output(output, measured, say, width_mm=width) as figure:
                add_texts(figure, **shown)
                paths += save_figure(
                    figure, output.name, folder / "figures", formats=form.formats, lang=lang,
                    **texts,
                )  # fmt: skip
    return list(dict.fromkeys(paths))


@measure_once()
def export_folder(options: argparse.Namespace, data: Dataset) -> int:
    """Export what the options of the command line name; 1 if something failed or was not made."""
    names, wanted = _read_names(options.only)
    data, page = settle_origin(data, options.data), options.out / "index.html"
    with _leave_no_empty_folder(options.out):
        exported = _export_two(data, options.out, wanted, _read_form(options))
        if exported.made:
            # Before the page, which shows what the folder holds.
            remove_outdated(options.out, exported.made)
            # A page that is there shall not lag behind its folder.
            if names is None or PAGE in names or page.exists():
                content = build_page(options.out, data).encode()
                exported.made[PAGE] = [write_file(page, content)]
            write_manifest(options.out, options.data, exported.made)
    return _report(options.out, exported)


def check_options(options: argparse.Namespace) -> None:
    """Refuse what is unknown or cannot be written before anything is read or measured."""
    names, wanted = _read_names(options.only)
    find_outputs(wanted)
    _read_form(options)
    _check_folder(options.out)
    refuse_other_content(options.out, names)


def verify_folder(options: argparse.Namespace) -> int:
    """Check an export folder by its manifest, and say what differs; 1 if anything does."""
    found = verify_manifest(options.out, options.data)
    if not found:
        print(f"{options.out / MANIFEST}: every file and every input is as recorded")
        return 0
    print(*found, sep="\n")
    print(f"differences from {options.out / MANIFEST}: {len(found)}", file=sys.stderr)
    return 1


def _read_names(given: Sequence[str] | None) -> tuple[list[str] | None, list[str] | None]:
    """Read the names of what is exported, and those of the list of outputs; None for all."""
    if given is None:
        return None, None
    names = [name for text in given for name in text.split(",") if name]
    if not names:
        raise ValueError("--only names nothing; `list` shows all names")
    return names, [name for name in names if name != PAGE]


def _read_form(options: argparse.Namespace) -> Form:
    widths = _split(options.width, [str(width) for width in BOTH], "width in mm")
    texts = [] if options.texts == "none" else _split(options.texts, TEXTS, "text", "none")
    languages = _split(options.lang, sorted(LANGUAGES), "language")
    formats = _split(options.formats, FIGURE_FORMATS, "format")
    return Form(languages, formats, [int(width) for width in widths], texts)


def _split(text: str, allowed: Sequence[str], what: str, *alone: str) -> list[str]:
    given = [part.strip() for part in text.split(",") if part.strip()]
    wrong = [part for part in given if part not in allowed]
    if wrong or not given:
        choices = ", ".join([*allowed, *alone])
        raise ValueError(f"unknown {what}: {', '.join(wrong) or 'none'} (allowed: {choices})")
    return [part for part in allowed if part in given]


def _check_folder(path: Path) -> None:
    place = next(place for place in (path, *path.absolute().parents) if place.exists())
    if not place.is_dir():
        raise ValueError(f"{place} is a file: --out takes a folder")
    if not os.access(place, os.W_OK | os.X_OK):
        raise ValueError(f"{place} cannot be written: choose another folder with --out")


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
    written = sum(map(len, exported.made.values()))
    print(f"written to {folder}: {written} files")
    for name, reason in (exported.skipped | exported.omitted).items():
        print(f"left out: {name} {reason}")
    for name, reason in exported.failed.items():
        print(f"error: {name}: {reason}", file=sys.stderr)
    if not written and not exported.failed:
        reasons = "; ".join(f"{name} {reason}" for name, reason in exported.skipped.items())
        print(f"error: nothing to write: {reasons}", file=sys.stderr)
    return 1 if exported.failed or not written else 0
