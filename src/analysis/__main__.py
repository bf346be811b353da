"""The command line: `python -m analysis check | list | export | claims`."""

import argparse
import os
import shutil
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path

from analysis.data import DataError, Dataset, DataWarning, load
from analysis.data.contract import FOLDER, LANGUAGES, name_file, read_contract

DESCRIPTION = "Checks the coded tables; exports the figures, tables and graphs made from them."


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command, by default the one of the command line.

    0, or 1 when the data have faults, something could not be written or made, or a verdict differs
    from the recorded one.
    """
    options = _build_parser().parse_args(arguments)
    commands = {"check": _check, "list": _list, "export": _export, "claims": _claims}
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
    listed = commands.add_parser("list", help="list what can be exported, with its title")
    listed.add_argument(
        "--lang", choices=sorted(LANGUAGES), default="en", help="language of the titles"
    )
    export = commands.add_parser("export", help="write figures, tables, graphs and the page")
    export.add_argument(
        "--only", nargs="+", action="extend", metavar="NAME", help="names that `list` shows"
    )
    export.add_argument(
        "--lang", default=",".join(sorted(LANGUAGES)), help="languages (default: %(default)s)"
    )
    export.add_argument(
        "--formats", default="svg,pdf,png", help="of the figures (default: %(default)s)"
    )
    export.add_argument(
        "--width", default="170,85", help="of the figures in mm (default: %(default)s)"
    )
    export.add_argument(
        "--texts",
        default="source",
        help="what stands within the figures: title, source, none (default: %(default)s)",
    )
    export.add_argument("--data", type=Path, metavar="FOLDER", help="your own tables")
    export.add_argument(
        "--out", type=Path, default=Path("reports"), metavar="FOLDER", help="default: reports/"
    )
    export.add_argument(
        "--verify", action="store_true", help="write nothing: check the folder by its manifest.json"
    )
    claims = commands.add_parser("claims", help="check the report's statements against the tables")
    claims.add_argument("data", nargs="?", type=Path, metavar="FOLDER", help="default: data/")
    claims.add_argument(
        "--lang", choices=sorted(LANGUAGES), default="en", help="language of the text"
    )
    claims.add_argument("--update", action="store_true", help="record the verdicts found")
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
    from analysis.catalogue import ORDER, OUTPUTS
    from analysis.presentation.registry import title_output
    from analysis.presentation.wording import Wording

    say, width = Wording(options.lang, read_contract()), max(map(len, ORDER))
    for output in OUTPUTS:
        widths = ", ".join(map(str, output.widths)) + " mm" if output.kind == "figure" else ""
        print(f"{output.name:{width}}  {output.kind:6}  {widths:10}  {title_output(output, say)}")
    print(f"{'page':{width}}  page    {'':10}  index.html, which shows what the folder holds")
    return 0


def _export(options: argparse.Namespace) -> int:
    import matplotlib as mpl

    from analysis.report.run import check_options, export_folder, verify_folder

    if options.verify:
        return verify_folder(options)
    mpl.use("agg")  # no window, whatever is configured
    check_options(options)
    return export_folder(options, _load(options.data))


def _claims(options: argparse.Namespace) -> int:
    from analysis.claims.checking import (
        check_claims,
        list_changed,
        record_verdicts,
        write_changes,
        write_claims,
    )
    from analysis.claims.judging import NO_LIST
    from analysis.export.files import write_file
    from analysis.presentation.wording import Wording

    data = _load(options.data)
    claims = check_claims(data)
    width = shutil.get_terminal_size().columns
    print(write_claims(claims, Wording(options.lang, data.contract), width=width))
    changes = write_changes(claims)
    lacking = list_changed(claims).query("computed == @NO_LIST.computed")["claim_id"]
    if options.update and len(lacking):
        raise ValueError(
            f"nothing is recorded: {', '.join(lacking)} {NO_LIST.computed} and only seem to be not "
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


if __name__ == "__main__":
    sys.exit(main())
