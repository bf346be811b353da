"""What the command `export` does: read its options, export, renew page and manifest, report."""

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from analysis.data import Dataset
from analysis.export.batch import (
    LANGUAGES,
    TEXTS,
    WIDTHS,
    Exported,
    Form,
    export_outputs,
    settle_origin,
)
from analysis.export.files import FIGURE_FORMATS, write_file
from analysis.export.manifest import MANIFEST, PAGE, read_manifest, record_export, verify_manifest
from analysis.outputs import find_outputs
from analysis.page.building import build_page


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
