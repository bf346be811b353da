"""The manifest of an export folder: what made each file, from what, and the digest of each.

It lets a reader trace a figure or a table to the notebook, the functions, the tables and the
versions behind it, and lets anyone check that the files still are those that were written.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from analysis.data.contract import FOLDER
from analysis.export.files import write_file
from analysis.export.provenance import (
    Record,
    describe_notebook,
    describe_record,
    digest_file,
    digest_inputs,
    list_versions,
)
from analysis.outputs import OUTPUTS

MANIFEST = "manifest.json"
PAGE = "page"
# What an export folder holds.
MADE = ("figures/*", "tables/*", "graph/*", "notebooks/*", "*.html")


def read_manifest(folder: str | Path) -> dict[str, Any]:
    """Read the manifest of an export folder; an empty one where there is none.

    Raises
    ------
    ValueError
        If the file is there but is no manifest.
    """
    path = Path(folder) / MANIFEST
    if not path.exists():
        return {"environments": {}, "outputs": {}}
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        found = None
    if not _is_manifest(found):
        raise ValueError(f"{path} is no manifest of an export; remove it and export again")
    return dict(found)


def _is_manifest(found: Any) -> bool:
    try:
        environments, records = dict(found["environments"]), found["outputs"].values()
        return all(
            isinstance(record["files"], dict)
            and isinstance(record["inputs"], dict)
            and record["environment"] in environments
            for record in records
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        return False


def write_manifest(
    folder: str | Path,
    records: Mapping[str, Record],
    made: Mapping[str, Sequence[Path]],
    *,
    complete: bool = False,
) -> Path:
    """Renew the records of what was made in the manifest of a folder; remove what is out of date.

    Out of date are files that an earlier export recorded and this one did not write: of what it
    made from other inputs than before, and, if it was complete, of everything. The page alone
    stays: it is built afterwards, from what is left.

    Parameters
    ----------
    folder
        The export folder.
    records
        By name of the output: how it was made, as from `describe_record`. One that has an
        `environment` already keeps it.
    made
        By the same names: the files written, within the folder.
    complete
        Whether everything was exported. Else other records are kept.

    Returns
    -------
    pathlib.Path
        The file `manifest.json`.
    """
    folder = Path(folder)
    manifest = read_manifest(folder)
    before = manifest["outputs"]
    versions = list_versions()
    key = hashlib.sha256(json.dumps(versions).encode()).hexdigest()[:12]
    outputs = {} if complete else dict(before)
    for name, record in records.items():
        told = {**record, "environment": record.get("environment", key)}
        now = {path.relative_to(folder).as_posix(): digest_file(path) for path in made[name]}
        outputs[name] = told | {
            "files": dict(sorted((_keep(before, name, told, folder) | now).items()))
        }
    outdated = [
        record
        for name, record in before.items()
        if (complete and name != PAGE)
        or (name in records and records[name]["inputs"] != record["inputs"])
    ]
    _remove_others(folder, outdated, outputs)
    order = [*(output.name for output in OUTPUTS), *sorted(outputs)]
    outputs = {name: outputs[name] for name in dict.fromkeys(order) if name in outputs}
    used = {record["environment"] for record in outputs.values()}
    environments = manifest["environments"] | {key: versions}
    manifest = {
        "environments": {k: environments[k] for k in sorted(used)},
        "outputs": outputs,
    }
    content = json.dumps(manifest, ensure_ascii=False, indent=1)
    return write_file(folder / MANIFEST, f"{content}\n".encode())


def _keep(before: Mapping[str, Record], name: str, told: Record, folder: Path) -> dict[str, str]:
    """Files of the same entry in other languages or formats, made in the same way from the same."""
    record = dict(before.get(name, {}))
    files = record.pop("files", {})
    if record != told:
        return {}
    return {path: digest for path, digest in files.items() if (folder / path).is_file()}


def _remove_others(folder: Path, outdated: Sequence[Record], outputs: Mapping[str, Record]) -> None:
    now = {path for record in outputs.values() for path in record["files"]}
    for record in outdated:
        for path in set(record["files"]) - now:
            if (folder / path).resolve().is_relative_to(folder.resolve()):
                (folder / path).unlink(missing_ok=True)


def record_export(
    source: Path | None,
    folder: Path,
    made: Mapping[str, Sequence[Path]],
    *,
    complete: bool,
) -> Path:
    """Record what an export made: entries of the list, the page, and the pages of notebooks.

    Parameters
    ----------
    source
        The folder of the tables; None for the repository's.
    folder
        The export folder.
    made
        By name of the output: the files written.
    complete
        Whether everything was exported.

    Returns
    -------
    pathlib.Path
        The file `manifest.json`.
    """
    entries = {output.name: output for output in OUTPUTS}
    records = {name: describe_record(entries[name], source) for name in made if name in entries}
    files = dict(made)
    if PAGE in made:
        titles = {"en": "Report page", "de": "Berichtsseite"}
        maker = {
            "measured_by": "analysis.page.building.build_page",
            "inputs": digest_inputs(source),
        }
        records[PAGE] = {"kind": "page", "title": titles, **maker}
    for path in sorted((folder / "notebooks").glob("*.html")):
        notebook = FOLDER.parent / "notebooks" / f"{path.stem}.ipynb"
        if notebook.is_file():
            files[path.stem] = [path]
            kept = _find_record(folder, path)
            records[path.stem] = describe_notebook(notebook) if kept is None else kept
    return write_manifest(folder, records, files, complete=complete)


def _find_record(folder: Path, page: Path) -> Record | None:
    """The record of the page of a notebook, unless the page was made since.

    Notebooks are executed by others: the inputs of today need not be those of the page.
    """
    record = read_manifest(folder)["outputs"].get(page.stem)
    if record is None or page.stat().st_mtime_ns > (folder / MANIFEST).stat().st_mtime_ns:
        return None
    return {key: value for key, value in record.items() if key != "files"}


def verify_manifest(folder: str | Path, data: Path | None = None) -> list[str]:
    """Check the files of an export folder, and what they were made from, against its manifest.

    Parameters
    ----------
    folder
        The export folder.
    data
        The folder of the tables; None for the repository's.

    Returns
    -------
    list of str
        What differs: files missing, changed or not recorded, and inputs that are others now.
        Empty if nothing. Hidden files are passed over.

    Raises
    ------
    ValueError
        If the folder has no manifest.
    """
    folder = Path(folder)
    if not (folder / MANIFEST).exists():
        raise ValueError(f"{folder / MANIFEST} is not there: export into this folder first")
    outputs = read_manifest(folder)["outputs"]
    current = digest_inputs(data) | {
        f"notebooks/{path.name}": digest_file(path)
        for path in sorted((FOLDER.parent / "notebooks").glob("*.ipynb"))
    }
    found, recorded = [], set()
    for name, record in outputs.items():
        for path, digest in record["files"].items():
            recorded.add(path)
            if not (folder / path).is_file():
                found.append(f"{path}: missing ({name})")
            elif digest_file(folder / path) != digest:
                found.append(f"{path}: changed since it was written ({name})")
        for source, digest in record["inputs"].items():
            if current.get(source) != digest:
                found.append(f"{name}: made from another {source}; export it again")
    # Hidden files are of other programs, or drafts of an export that was killed.
    present = {
        path.relative_to(folder).as_posix()
        for pattern in MADE
        for path in folder.glob(pattern)
        if not path.name.startswith(".")
    }
    found += [f"{path}: not recorded" for path in sorted(present - recorded)]
    return found
