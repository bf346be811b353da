"""The manifest of an export folder: what each file was made by and from."""

import hashlib
import inspect
import json
import platform
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import Any

from analysis.catalogue import OUTPUTS
from analysis.data.contract import FILE, FOLDER, LANGUAGES, REQUIRED, name_file, read_contract
from analysis.data.dataset import OPTIONAL
from analysis.export.files import write_file
from analysis.presentation.registry import Output
from analysis.presentation.wording import Wording

PROJECT = "city-network-analysis"
MANIFEST = "manifest.json"
PAGE = "page"
BORDERS = "states.geojson"
# Tables beyond these that an entry reads when it has these needs.
READS = {
    "municipalities": ("municipalities",), "sides": ("municipalities",),
    "claims": ("municipalities", "claims"), "coordinates": (BORDERS,),
}  # fmt: skip
NOTEBOOKS = FOLDER.parent / "notebooks"
# What an export folder holds.
MADE = ("figures/*", "tables/*", "graph/*", "notebooks/*", "*.html")

Record = dict[str, Any]


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read the manifest of a folder, an empty one where there is none; what is none is an error."""
    path = folder / MANIFEST
    if not path.exists():
        return {"environments": {}, "outputs": {}}
    with suppress(AttributeError, KeyError, TypeError, ValueError):
        found = dict(json.loads(path.read_text(encoding="utf-8")))
        environments = dict(found["environments"])
        if all(
            isinstance(record["files"], dict)
            and isinstance(record["inputs"], dict)
            and record["environment"] in environments
            for record in found["outputs"].values()
        ):
            return found
    raise ValueError(f"{path} is no manifest of an export; remove it and export again")


def refuse_other_content(folder: Path, names: Sequence[str] | None) -> None:
    """Refuse to export a part into a folder whose manifest records other outputs."""
    outputs = read_manifest(folder)["outputs"]
    others = [
        name for name, record in outputs.items()
        if record["kind"] != "notebook" and name not in (names or outputs)
    ]  # fmt: skip
    if others:
        listed = ", ".join(others[:3]) + (f" and {len(others) - 3} more" if others[3:] else "")
        raise ValueError(
            f"{folder / MANIFEST} records other outputs ({listed}): choose another folder with "
            "--out, or export everything, without --only"
        )


def remove_outdated(folder: Path, made: Mapping[str, Sequence[Path]]) -> None:
    """Remove files that an earlier export recorded and this one did not make, but for the page."""
    now = {path.resolve() for paths in made.values() for path in paths}
    for name, record in read_manifest(folder)["outputs"].items():
        for path in ((folder / file).resolve() for file in record["files"]):
            stays = name == PAGE or record["kind"] == "notebook" or path in now
            if not stays and path.is_relative_to(folder.resolve()):
                path.unlink(missing_ok=True)


def write_manifest(folder: Path, source: Path | None, made: Mapping[str, Sequence[Path]]) -> Path:
    """Record the files of an export of the tables in `source` (None: the repository's).

    Pages of notebooks are executed by others: one that is as it was keeps its record.
    """
    before = read_manifest(folder)
    versions = _list_versions()
    key = hashlib.sha256(json.dumps(versions).encode()).hexdigest()[:12]
    exported = [output for output in OUTPUTS if output.name in made]
    records = {output.name: describe_record(output, source) for output in exported}
    if PAGE in made:
        records[PAGE] = {
            "kind": "page",
            "title": {lang: Wording(lang)("page.name") for lang in LANGUAGES},
            "measured_by": "analysis.report.page.build_page",
            "inputs": digest_inputs(source),
        }
    files = {name: list(made[name]) for name in records}
    notebooks = {path.stem: path for path in list_notebooks()}
    for path in sorted((folder / "notebooks").glob("*.html")):
        if path.stem in notebooks:
            files[path.stem] = [path]
            records[path.stem] = _describe_notebook(notebooks[path.stem])
    outputs = {}
    for name, record in records.items():
        digests = {p.relative_to(folder).as_posix(): digest_file(p) for p in sorted(files[name])}
        known = before["outputs"].get(name)
        as_it_was = record["kind"] == "notebook" and known and known["files"] == digests
        made_now = {**record, "environment": key, "files": digests}
        outputs[name] = known if as_it_was else made_now
    environments = before["environments"] | {key: versions}
    used = sorted({record["environment"] for record in outputs.values()})
    manifest = {"environments": {key: environments[key] for key in used}, "outputs": outputs}
    content = json.dumps(manifest, ensure_ascii=False, indent=1)
    return write_file(folder / MANIFEST, f"{content}\n".encode())


def verify_manifest(folder: Path, source: Path | None = None) -> list[str]:
    """List what differs in a folder, and in the tables it was made from, from its manifest.

    Files missing, changed or not recorded, and inputs that are others now. Hidden files are of
    other programs, or drafts of an export that was killed.
    """
    if not (folder / MANIFEST).exists():
        raise ValueError(f"{folder / MANIFEST} is not there: export into this folder first")
    own = {path.relative_to(NOTEBOOKS.parent): digest_file(path) for path in list_notebooks()}
    current = digest_inputs(source) | {path.as_posix(): digest for path, digest in own.items()}
    found, recorded = [], set()
    for name, record in read_manifest(folder)["outputs"].items():
        recorded |= set(record["files"])
        for path, digest in record["files"].items():
            if not (folder / path).is_file():
                found.append(f"{path}: missing ({name})")
            elif digest_file(folder / path) != digest:
                found.append(f"{path}: changed since it was written ({name})")
        for file, digest in record["inputs"].items():
            if current.get(file) != digest:
                found.append(f"{name}: made from another {file}; export it again")
    present = {
        path.relative_to(folder).as_posix() for pattern in MADE for path in folder.glob(pattern)
        if not path.name.startswith(".")
    }  # fmt: skip
    return found + [f"{path}: not recorded" for path in sorted(present - recorded)]


def describe_record(output: Output, source: Path | None) -> Record:
    """Say of an entry of the list what made it, and from which files with their SHA-256."""
    reads = [name for need in output.needs for name in READS.get(need, ())]
    drawn = {"drawn_by": _name_function(output.plot)} if output.plot else {}
    return {
        "kind": output.kind,
        "title": {lang: Wording(lang)(f"{output.text}.title") for lang in LANGUAGES},
        "notebook": f"notebooks/{output.notebook}.ipynb",
        "measured_by": _name_function(output.measure),
        **drawn,
        "inputs": digest_inputs(source, [*REQUIRED, *dict.fromkeys(reads)]),
    }


def list_notebooks() -> list[Path]:
    """List the project's notebooks, those of the supplement last."""
    return [*sorted(NOTEBOOKS.glob("*.ipynb")), *sorted(NOTEBOOKS.glob("supplement/*.ipynb"))]


def _describe_notebook(path: Path) -> Record:
    heading = json.loads(path.read_text(encoding="utf-8"))["cells"][0]["source"]
    name = path.relative_to(NOTEBOOKS.parent).as_posix()
    return {
        "kind": "notebook",
        "title": dict.fromkeys(LANGUAGES, "".join(heading).splitlines()[0].lstrip("# ")),
        "notebook": name,
        "measured_by": "nbconvert",
        "inputs": digest_inputs(None) | {name: digest_file(path)},
    }


def digest_inputs(source: Path | None, names: Sequence[str] | None = None) -> dict[str, str]:
    """Digest the files from which a data folder is read, those of some tables or all."""
    place = source or FOLDER
    own = place if (place / FILE).exists() else FOLDER
    contract = read_contract(own)
    wanted = (*REQUIRED, *OPTIONAL, BORDERS) if names is None else names
    paths = [own / FILE, *(place / name_file(contract, n) for n in wanted if n != BORDERS)]
    paths += [FOLDER / BORDERS] if BORDERS in wanted else []
    return {path.name: digest_file(path) for path in paths if path.exists()}


def digest_file(path: Path) -> str:
    """Give the SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _name_function(function: Callable[..., Any]) -> str:
    """The full name of a function, of one with settings that of what it calls."""
    function = inspect.unwrap(function)
    function = function.func if isinstance(function, partial) else function
    return f"{function.__module__}.{function.__qualname__}"


def _list_versions() -> dict[str, str]:
    """The versions of Python, of the project and of what it depends on."""
    needed = [text for text in metadata.requires(PROJECT) or () if "extra ==" not in text]
    names = sorted({PROJECT, *(re.split("[^A-Za-z0-9._-]", text)[0] for text in needed)})
    return {"python": platform.python_version()} | {name: metadata.version(name) for name in names}
