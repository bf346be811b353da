"""Where an export comes from: functions, notebooks, files with their digests, versions."""

import hashlib
import json
import platform
import re
from collections.abc import Callable, Sequence
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import Any

from analysis.data.contract import FILE, FOLDER, name_file, read_contract
from analysis.presentation.registry import Output, draw_plot

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
    >>> from analysis.outputs import OUTPUTS
    >>> record = describe_record(OUTPUTS[0], None)
    >>> record["notebook"], record["drawn_by"]
    ('notebooks/01_founding_timeline.ipynb', 'analysis.figures.timeline.plot_timeline')
    """
    reads = [name for need in output.needs for name in READS.get(need, ())]
    reads += [BORDERS] if "coordinates" in output.needs else []
    english, german = output.title
    drawn = {"drawn_by": name_function(output.draw)} if output.draw else {}
    return {
        "kind": output.kind,
        "title": {"en": english, "de": german},
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
