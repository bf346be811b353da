"""The contract of the tables: codes, labels, definitions and keys, read from datapackage.json.

The contract is the parsed file, a plain dict in the form of a Frictionless Data Package. Beside the
standard it knows these properties: `title_de`, `description_de`; on a field `codes` (a list of
codes with labels and definitions in both languages), `codes_from` (the column whose codes it
shares), `list` (codes joined by `;`), `pattern_en` and `pattern_de` (in words what its pattern
allows); on a code `short_en`, `short_de`, `group` and `exclusive`; at the top `code_sets`, for
codes that no column holds.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[3] / "data"
FILE = "datapackage.json"
LANGUAGES = ("en", "de")

# Ways of taking part in a network, and of running it: the groups of the codes of `role`.
PARTICIPATION = ("member", "lighthouse", "follower", "project_city", "pioneer", "observer")
GOVERNANCE = ("initiator", "carrier", "funder", "partner")
# The states of Germany by region, in the order of the contract; Berlin belongs to neither.
EAST = ("BB", "MV", "SN", "ST", "TH")
WEST = ("BW", "BY", "HB", "HH", "HE", "NI", "NW", "RP", "SL", "SH")


def read_contract(folder: str | Path | None = None) -> dict[str, Any]:
    """Read the contract of a folder of tables.

    Parameters
    ----------
    folder
        A folder with a datapackage.json; without one there, or for None, the repository's is read.

    Returns
    -------
    dict
        The contract.

    Raises
    ------
    ValueError
        If the file is no JSON in UTF-8 or describes no tables.

    Examples
    --------
    >>> [resource["name"] for resource in read_contract()["resources"]][:3]
    ['networks', 'members', 'memberships']
    """
    path = Path(folder or FOLDER) / FILE
    if not path.exists():
        path = FOLDER / FILE
    try:
        contract = json.loads(path.read_bytes().decode("utf-8-sig"))
    except ValueError as error:
        raise ValueError(f"{path.name} is no JSON in UTF-8: {error}") from error
    if not isinstance(contract, dict) or not isinstance(contract.get("resources"), list):
        raise ValueError(f"{path.name} describes no tables: it needs a list of resources")
    return contract


def find_resource(contract: Mapping[str, Any], name: str) -> dict[str, Any] | None:
    """Find the description of a table; None where the contract has no table of that name.

    Examples
    --------
    >>> find_resource(read_contract(), "members")["path"]
    'members.csv'
    """
    tables = (resource for resource in contract["resources"] if "schema" in resource)
    return next((resource for resource in tables if resource["name"] == name), None)


def name_file(contract: Mapping[str, Any], name: str) -> str:
    """Name the file of a table, without its folder.

    Examples
    --------
    >>> name_file(read_contract(), "members")
    'members.csv'
    """
    return Path((find_resource(contract, name) or {}).get("path", f"{name}.csv")).name


def list_fields(contract: Mapping[str, Any], resource: str) -> list[dict[str, Any]]:
    """List the fields of a table in the order of its columns; an unknown table is a ValueError.

    Examples
    --------
    >>> [field["name"] for field in list_fields(read_contract(), "memberships")][:3]
    ['network_id', 'member_id', 'role']
    """
    found = find_resource(contract, resource)
    if found is None:
        tables = ", ".join(name_tables(contract))
        raise ValueError(f"no table {resource!r} in the contract (tables: {tables})")
    return list(found["schema"]["fields"])


def codes(contract: Mapping[str, Any], column: str, *, group: str | None = None) -> list[str]:
    """List the codes of a column or code set in the order of the contract.

    Parameters
    ----------
    contract, column
        The contract, and a column of any table or a code set such as "region".
    group
        Only the codes of this group: "participation" or "governance" for roles, "top_down" or
        "bottom_up" for types, "east", "west" or "berlin" for states.

    Returns
    -------
    list of str
        The codes; empty for a column that holds none.

    Raises
    ------
    ValueError
        If the contract knows no column or code set of that name.

    Examples
    --------
    >>> codes(read_contract(), "initiative")
    ['top_down', 'bottom_up']
    >>> codes(read_contract(), "role", group="governance")
    ['initiator', 'carrier', 'funder', 'partner']
    """
    entries = _list_codes(contract, column)
    return [entry["code"] for entry in entries if group in (None, entry.get("group"))]


def labels(
    contract: Mapping[str, Any], column: str, *, lang: str = "en", short: bool = False
) -> dict[str, str]:
    """Give the label of each code of a column in English or German.

    With `short`, the short form for axes and legends, where the contract has one. An unknown column
    or language is a ValueError.

    Examples
    --------
    >>> labels(read_contract(), "region", lang="de")
    {'east': 'Ostdeutschland', 'berlin': 'Berlin', 'west': 'Westdeutschland'}
    >>> labels(read_contract(), "region", short=True)
    {'east': 'East', 'berlin': 'Berlin', 'west': 'West'}
    """
    lang = _check_language(lang)
    found = {}
    for entry in _list_codes(contract, column):
        label = entry.get(f"label_{lang}", entry["code"])
        found[entry["code"]] = entry.get(f"short_{lang}", label) if short else label
    return found


def definitions(contract: Mapping[str, Any], column: str, *, lang: str = "en") -> dict[str, str]:
    """Give the definition of each code of a column in English or German, as `labels` does.

    Examples
    --------
    >>> definitions(read_contract(), "german_listing")["none"]
    'The profile says that there are none.'
    """
    key = f"definition_{_check_language(lang)}"
    return {entry["code"]: entry.get(key, "") for entry in _list_codes(contract, column)}


def title(contract: Mapping[str, Any], column: str, *, lang: str = "en") -> str:
    """Give the title of a column or code set in English or German, as `labels` does.

    Examples
    --------
    >>> title(read_contract(), "topics", lang="de")
    'Thematische Schwerpunkte'
    """
    entry = _find_column(contract, column)
    key = "title" if _check_language(lang) == "en" else "title_de"
    return str(entry.get(key, column))


def name_tables(contract: Mapping[str, Any]) -> list[str]:
    """Name the tables of a contract, in its order."""
    return [resource["name"] for resource in contract["resources"] if "schema" in resource]


def _list_columns(contract: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name in name_tables(contract):
        for field in list_fields(contract, name):
            yield field["name"], field
    yield from contract.get("code_sets", {}).items()


def _find_column(contract: Mapping[str, Any], column: str) -> Mapping[str, Any]:
    found = [entry for name, entry in _list_columns(contract) if name == column]
    if not found:
        known = ", ".join(dict.fromkeys(name for name, _ in _list_columns(contract)))
        raise ValueError(f"no column or code set {column!r} in the contract (known: {known})")
    # A name that several tables use (state, source) is described where it holds its codes.
    return next((entry for entry in found if "codes" in entry), found[0])


def _list_codes(contract: Mapping[str, Any], column: str) -> list[dict[str, Any]]:
    entry = _find_column(contract, column)
    if "codes" not in entry and "codes_from" in entry:
        entry = _find_column(contract, entry["codes_from"])
    return list(entry.get("codes", []))


def _check_language(lang: str) -> str:
    if lang not in LANGUAGES:
        raise ValueError(f"lang is {lang!r} (allowed: {', '.join(LANGUAGES)})")
    return lang
