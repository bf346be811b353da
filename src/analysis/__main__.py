"""The command line: `python -m analysis check | list | export | claims | describe`."""

import argparse
import os
import shutil
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.contract import FOLDER, describe_tables, name_file, read_contract
from analysis.data import DataError, Dataset, DataWarning, load

if TYPE_CHECKING:
    from analysis.export.batch import Exported

DESCRIPTION = "Checks the coded tables; exports the figures, tables and graphs made from them."
LANGUAGES = ("de", "en")
FORMATS = ("svg", "pdf", "png")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Parameters
    ----------
    arguments
        The words after `python -m analysis`; None for those of the process.

    Returns
    -------
    int
        0, or 1 when the data have faults, something could not be written or made, or a verdict
        differs from the recorded one.

    Examples
    --------
    >>> main(["check"])
    networks.csv: 34 rows
    ...
    0
    """
    options = _build_parser().parse_args(arguments)
    commands = {
        "check": _check,
        "list": _list,
        "export": _export,
        "claims": _claims,
        "describe": _describe,
    }
    try:
        return commands[options.command](options)
    except DataError as error:
        print(*error.faults, sep="\n")
        files = len({fault.file for fault in error.faults})
        print(f"faults: {len(error.faults)}, files: {files}", file=sys.stderr)
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)
    return 1


def _build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m analysis", description=DESCRIPTION)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    check = commands.add_parser("check", help="check the tables of a folder and list every fault")
    check.add_argument("data", nargs="?", type=Path, metavar="FOLDER", help="default: data/")
    listed = commands.add_parser("list", help="list what can be exported: name, kind, title")
    listed.add_argument("--lang", choices=LANGUAGES, default="en", help="language of the titles")
    export = commands.add_parser("export", help="write figures, tables, graphs and the page")
    export.add_argument(
        "--only", nargs="+", action="extend", metavar="NAME", help="names that `list` shows"
    )
    export.add_argument("--lang", default="de,en", help="languages (default: %(default)s)")
    export.add_argument(
        "--formats", default=",".join(FORMATS), help="of the figures (default: %(default)s)"
    )
    export.add_argument("--data", type=Path, metavar="FOLDER", help="your own tables")
    export.add_argument(
        "--out", type=Path, default=Path("reports"), metavar="FOLDER", help="default: reports/"
    )
    claims = commands.add_parser("claims", help="check the report's statements against the tables")
    claims.add_argument("data", nargs="?", type=Path, metavar="FOLDER", help="default: data/")
    claims.add_argument("--lang", choices=LANGUAGES, default="en", help="language of the text")
    claims.add_argument("--update", action="store_true", help="record the verdicts found")
    describe = commands.add_parser(
        "describe", help="print the data dictionary, or renew it in a file between its markers"
    )
    describe.add_argument("--write", type=Path, metavar="FILE", help="such as data/README.md")
    return parser


def _load(folder: Path | None) -> Dataset:
    """Load the tables and say what was repaired."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", DataWarning)
        data = load(folder)
    for warning in caught:
        print(f"repaired: {warning.message}", file=sys.stderr)
    return data


def _check(options: argparse.Namespace) -> int:
    data = _load(options.data)
    for name in ("networks", "members", "memberships", "municipalities", "claims"):
        frame = getattr(data, name)
        if frame is not None:
            print(f"{name}.csv: {len(frame)} rows")
    print("no faults")
    return 0


def _list(options: argparse.Namespace) -> int:
    from analysis.outputs import OUTPUTS
    from analysis.outputs.entries import title_output

    contract = read_contract()
    width = max(len(output.name) for output in OUTPUTS)
    for output in OUTPUTS:
        title = title_output(output, contract, options.lang)
        print(f"{output.name:{width}}  {output.kind:6}  {title}")
    print(f"{'page':{width}}  page    index.html, which shows what the folder holds")
    return 0


def _export(options: argparse.Namespace) -> int:
    import matplotlib as mpl

    from analysis.export import write_file
    from analysis.export.batch import export_outputs, settle_origin
    from analysis.outputs import find_outputs
    from analysis.page import build_page

    mpl.use("agg")  # no window, whatever is configured
    names = None
    if options.only:
        names = [name for text in options.only for name in text.split(",") if name]
    wanted = None if names is None else [name for name in names if name != "page"]
    find_outputs(wanted)
    languages = _split(options.lang, LANGUAGES, "language")
    formats = _split(options.formats, FORMATS, "format")
    page = options.out / "index.html"
    _check_folder(options.out)
    data = settle_origin(_load(options.data), options.data)
    with _leave_no_empty_folder(options.out):
        exported = export_outputs(
            data, options.out, names=wanted, languages=languages, formats=formats, progress=True
        )
        asked = names is not None and "page" in names
        # A page that is there shall not lag behind its folder.
        if asked or (exported.written and (names is None or page.exists())):
            exported.written.append(write_file(page, build_page(options.out, data).encode()))
    return _report(options.out, exported)


def _check_folder(path: Path) -> None:
    for place in (path, *path.parents):
        if place.exists():
            if not place.is_dir():
                raise ValueError(f"{place} is a file: --out takes a folder")
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


def _report(folder: Path, exported: "Exported") -> int:
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


def _split(text: str, allowed: Sequence[str], what: str) -> list[str]:
    given = [part.strip() for part in text.split(",") if part.strip()]
    wrong = [part for part in given if part not in allowed]
    if wrong or not given:
        shown = ", ".join(wrong) or "none"
        raise ValueError(f"unknown {what}: {shown} (allowed: {', '.join(allowed)})")
    return [part for part in allowed if part in given]


def _claims(options: argparse.Namespace) -> int:
    from analysis.claims import (
        check_claims,
        list_changed,
        record_verdicts,
        write_changes,
        write_claims,
    )
    from analysis.claims.findings import NO_LIST
    from analysis.export import write_file

    data = _load(options.data)
    claims = check_claims(data)
    width = shutil.get_terminal_size().columns
    print(write_claims(claims, data.contract, lang=options.lang, width=width))
    changes = write_changes(claims)
    lacking = list_changed(claims).query("computed == @NO_LIST")["claim_id"]
    if options.update and len(lacking):
        raise ValueError(
            f"nothing is recorded: {', '.join(lacking)} {NO_LIST} and only seem to be not "
            "checkable; add the file to the folder"
        )
    if options.update and changes:
        path = (options.data or FOLDER) / name_file(data.contract, "claims")
        write_file(path, record_verdicts(path.read_bytes(), claims))
        print(*(f"renewed: {change}" for change in changes), sep="\n")
        print("recorded; now rewrite the reasons of these statements in claims.csv")
        return 0
    for change in changes:
        print(f"verdict differs: {change}", file=sys.stderr)
    return 1 if changes else 0


def _describe(options: argparse.Namespace) -> int:
    from analysis.agreement import describe_agreement
    from analysis.claims import describe_checks
    from analysis.export import renew_block

    if options.write is None:
        print(describe_tables(read_contract()))
        return 0
    folder = options.write.parent
    renew_block(options.write, "dictionary", describe_tables(read_contract(folder)))
    if folder.resolve() == FOLDER:  # coding passes and checks belong to the repository's tables
        renew_block(options.write, "agreement", describe_agreement())
        renew_block(options.write, "checks", describe_checks())
    return 0


if __name__ == "__main__":
    sys.exit(main())
