"""The manifest: what each exported file was made by and from."""

import hashlib
import json
import platform
import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import Any

from analysis.catalogue import OUTPUTS
from analysis.data.contract import FILE, FOLDER, LANGUAGES, name_file, read_contract
from analysis.export.files import write_file
from analysis.presentation.registry import Output, choose_title, draw_plot
from analysis.presentation.wording import Wording

PROJECT = "city-network-analysis"
TABLES = ("networks", "members", "memberships")
OTHER_TABLES = ("municipalities", "claims")
# Tables beyond the three that an entry reads when it has these needs.
READS = {
    "municipalities": ("municipalities",),
    "sides": ("municipalities",),
    "claims": OTHER_TABLES,
}
BORDERS = "states.geojson"

Record = dict[str, Any]


def name_function(function: Callable[..., Any]) -> str:
    """Give the full name of a function, of a partial that of what it calls.

    Examples
    --------
    >>> name_function(partial(draw_plot, name_function))
    'analysis.export.provenance.name_function'
    """
    while isinstance(function, partial):
        function = function.args[0] if function.func is draw_plot else function.func
    return f"{function.__module__}.{function.__qualname__}"


def digest_file(path: Path) -> str:
    """Give the SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def list_versions() -> dict[str, str]:
    """List the versions of Python, of the project and of what it depends on.

    Examples
    --------
    >>> {"python", "pandas", "matplotlib", "networkx"} <= set(list_versions())
    True
    """
    needed = [text for text in metadata.requires(PROJECT) or () if "extra ==" not in text]
    names = sorted({PROJECT, *(re.split("[^A-Za-z0-9._-]", text)[0] for text in needed)})
    return {"python": platform.python_version()} | {name: metadata.version(name) for name in names}


def digest_inputs(folder: Path | None, names: Sequence[str] | None = None) -> dict[str, str]:
    """Digest the files from which a data folder is read, those of some tables or all.

    Examples
    --------
    >>> list(digest_inputs(None, ["networks"]))
    ['datapackage.json', 'networks.csv']
    """
    place = folder or FOLDER
    own = place if (place / FILE).exists() else FOLDER
    contract = read_contract(own)
    every = (*TABLES, *OTHER_TABLES)
    paths = [own / FILE]
    paths += [place / name_file(contract, name) for name in every if names is None or name in names]
    if names is None or BORDERS in names:
        paths.append(FOLDER / BORDERS)
    return {path.name: digest_file(path) for path in paths if path.exists()}


def describe_record(output: Output, folder: Path | None) -> Record:
    """Say of an entry of the list what made it, and from which files.

    Parameters
    ----------
    output
        An entry of the list of outputs.
    folder
        Where the data come from; None for the repository's.

    Returns
    -------
    dict
        `kind`, `title` in both languages, `notebook`, `measured_by`, for a figure `drawn_by`, and
        `inputs`: names of files and their SHA-256.

    Examples
    --------
    >>> from analysis.catalogue import OUTPUTS
    >>> record = describe_record(OUTPUTS[0], None)
    >>> record["notebook"], record["drawn_by"]
    ('notebooks/01_founding_timeline.ipynb', 'analysis.figures.timeline.plot_timeline')
    """
    reads = [name for need in output.needs for name in READS.get(need, ())]
    reads += [BORDERS] if "coordinates" in output.needs else []
    drawn = {"drawn_by": name_function(output.draw)} if output.draw else {}
    return {
        "kind": output.kind,
        "title": {lang: choose_title(output, Wording(lang)) for lang in LANGUAGES},
        "notebook": f"notebooks/{output.notebook}.ipynb",
        "measured_by": name_function(output.measure),
        **drawn,
        "inputs": digest_inputs(folder, list(dict.fromkeys((*TABLES, *reads)))),
    }


def describe_notebook(path: Path) -> Record:
    """Say of the page of a notebook what made it; the notebook itself is an input."""
    heading = json.loads(path.read_text(encoding="utf-8"))["cells"][0]["source"]
    title = "".join(heading).splitlines()[0].lstrip("# ")
    name = f"notebooks/{path.name}"
    return {
        "kind": "notebook",
        "title": {"en": title, "de": title},
        "notebook": name,
        "measured_by": "nbconvert",
        "inputs": digest_inputs(None) | {name: digest_file(path)},
    }


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
    manifest = {"environments": {k: environments[k] for k in sorted(used)}, "outputs": outputs}
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
    source: Path | None, folder: Path, made: Mapping[str, Sequence[Path]], *, complete: bool
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
