"""The contract of the tables, a Frictionless Data Package as a plain dict: codes, labels, keys.

Beside the standard it knows `title_de`, `description_de`; on a field `codes`, `codes_from` (the
column whose codes it shares), `list` (codes joined by `;`), `pattern_en`, `pattern_de` (in words
what its pattern allows); on a code `short_en`, `short_de`, `group`, `exclusive`; and `code_sets`.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from analysis.data.reading import DataError, Fault

FOLDER = Path(__file__).resolve().parents[3] / "data"
FILE = "datapackage.json"
LANGUAGES = ("en", "de")
ForeignKey = tuple[list[str], str, list[str]]

# Ways of taking part in a network, and of running it: the groups of the codes of `role`.
PARTICIPATION = ("member", "lighthouse", "follower", "project_city", "pioneer", "observer")
GOVERNANCE = ("initiator", "carrier", "funder", "partner")
# The states of Germany by region, in the order of the contract; Berlin belongs to neither.
EAST = ("BB", "MV", "SN", "ST", "TH")
WEST = ("BW", "BY", "HB", "HH", "HE", "NI", "NW", "RP", "SL", "SH")

# What is used of the description of a table, with its type; what ends in ? may be absent.
TYPES = ("any", "boolean", "date", "integer", "number", "string", "year")
CONSTRAINTS = {
    "required?": bool,
    "unique?": bool,
    "enum?": list,
    "pattern?": str,
    "minLength?": int,
    "maxLength?": int,
    "minimum?": (int, float),
    "maximum?": (int, float),
}
FIELD = {"name": str, "type": str, "constraints?": CONSTRAINTS, "codes?": [{"code": str}]}
FOREIGN = {"fields": (str, list), "reference": {"resource?": str, "fields": (str, list)}}
SCHEMA = {"fields": [FIELD], "primaryKey?": (str, list), "foreignKeys?": [FOREIGN]}
TABLE = {"name": str, "path": str, "schema": SCHEMA}
# The tables that must be described, and the columns by which tables are joined and sorted.
REQUIRED = ("networks", "members", "memberships")
NEEDED = {
    "networks": ("network_id",),
    "members": ("member_id",),
    "memberships": ("network_id", "member_id", "role"),
    "municipalities": ("ags", "name"),
}


def read_contract(folder: str | Path | None = None) -> dict[str, Any]:
    """Read the datapackage.json of a folder; without one there, or for None, the repository's.

    Raises
    ------
    DataError
        If the file is no JSON in UTF-8, describes no tables, or describes one wrongly.

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
        raise _refuse([f"{path.name} is no JSON in UTF-8: {error}"]) from error
    if not isinstance(contract, dict) or not isinstance(contract.get("resources"), list):
        raise _refuse([f"{path.name} describes no tables: it needs a list of resources"])
    # Only where every part is there can the tables be judged.
    if messages := list(_judge_parts(contract)) or list(_judge_tables(contract)):
        raise _refuse(messages)
    return contract


def _refuse(messages: list[str]) -> DataError:
    return DataError([Fault(FILE, None, "", "", message) for message in messages])


def _judge_parts(contract: Mapping[str, Any]) -> Iterator[str]:
    for entry in contract["resources"]:
        if not isinstance(entry, dict):
            yield f"describes a resource wrongly: {entry!r} is no object"
        elif "schema" in entry:
            for reason in _compare(entry, TABLE, ""):
                yield f"describes table {entry.get('name')!r} wrongly: {reason}"


def _compare(part: Any, form: Any, place: str) -> Iterator[str]:
    """Compare a part of the contract with the form that it must have."""
    if isinstance(form, list) and isinstance(part, list):
        for i, entry in enumerate(part, 1):
            name = entry.get("name", entry.get("code", i)) if isinstance(entry, dict) else i
            yield from _compare(entry, form[0], f"{place}{name}: ")
    elif isinstance(form, dict) and isinstance(part, dict):
        for key, inner in form.items():
            name = key.rstrip("?")
            if name in part:
                yield from _compare(part[name], inner, f"{place}{name}: ")
            elif key == name:
                yield f"{place}{name} is missing"
    elif isinstance(form, dict | list) or not isinstance(part, form):
        yield f"{place}{part!r} is of a wrong type"


def _judge_tables(contract: Mapping[str, Any]) -> Iterator[str]:
    tables = {name: list_fields(contract, name) for name in name_tables(contract)}
    columns = {name: [field["name"] for field in fields] for name, fields in tables.items()}
    yield from (f"describes no table {name!r}" for name in REQUIRED if name not in tables)
    for name, fields in tables.items():
        own, needed = columns[name], NEEDED.get(name, ())
        reasons = [f"field {column!r} is missing" for column in needed if column not in own]
        reasons += [f"field {column!r} stands twice" for column in own if own.count(column) > 1]
        for field in fields:
            reasons += [f"field {field['name']!r} {each}" for each in _judge_field(field, contract)]
        primary, foreign = list_keys(contract, name)
        for key, table, targets in [(primary, name, primary), *foreign]:
            lacking = set(key) - set(own) | set(targets) - set(columns.get(table, ()))
            if lacking or len(key) != len(targets):
                reasons.append(f"key {', '.join(key)}: no such columns here and in {table!r}")
        yield from (f"describes table {name!r} wrongly: {reason}" for reason in reasons)


def _judge_field(field: Mapping[str, Any], contract: Mapping[str, Any]) -> Iterator[str]:
    kind, constraints = field["type"], field.get("constraints", {})
    if kind not in TYPES:
        yield f"has no known type: {kind!r} (allowed: {', '.join(TYPES)})"
    for name in constraints:
        ordered = name in ("minimum", "maximum") and kind not in ("integer", "number", "year")
        if ordered or f"{name}?" not in CONSTRAINTS:
            yield f"has a constraint that its type {kind!r} does not know: {name}"
    try:
        re.compile(constraints.get("pattern", ""))
        codes(contract, field["name"])
    except re.error as error:
        yield f"has a pattern that cannot be read, {constraints['pattern']!r}: {error}"
    except ValueError as error:
        yield f"takes its codes from nowhere: {error}"


def find_resource(contract: Mapping[str, Any], name: str) -> dict[str, Any] | None:
    """Find the description of a table; None where the contract has no table of that name."""
    tables = (resource for resource in contract["resources"] if "schema" in resource)
    return next((resource for resource in tables if resource["name"] == name), None)


def name_file(contract: Mapping[str, Any], name: str) -> str:
    """Name the file of a table, without its folder."""
    return Path((find_resource(contract, name) or {}).get("path", f"{name}.csv")).name


def list_fields(contract: Mapping[str, Any], resource: str) -> list[dict[str, Any]]:
    """List the fields of a table in the order of its columns; an unknown table is a ValueError."""
    found = find_resource(contract, resource)
    if found is None:
        tables = ", ".join(name_tables(contract))
        raise ValueError(f"no table {resource!r} in the contract (tables: {tables})")
    return list(found["schema"]["fields"])


def list_keys(contract: Mapping[str, Any], name: str) -> tuple[list[str], list[ForeignKey]]:
    """List the columns of the primary key, and of each foreign key columns, table and columns."""
    schema = (find_resource(contract, name) or {})["schema"]
    foreign = []
    for key in schema.get("foreignKeys", []):
        target = key["reference"]
        table = target.get("resource") or name
        foreign.append((_list_names(key["fields"]), table, _list_names(target["fields"])))
    return _list_names(schema.get("primaryKey", [])), foreign


def _list_names(names: str | list[str]) -> list[str]:
    return [names] if isinstance(names, str) else names


def codes(contract: Mapping[str, Any], column: str, *, group: str | None = None) -> list[str]:
    """List the codes of a column or code set such as "region" in the order of the contract.

    Parameters
    ----------
    group
        Only the codes of this group: "participation" or "governance" for roles, "top_down" or
        "bottom_up" for types, "east", "west" or "berlin" for states.

    Raises
    ------
    ValueError
        If the contract knows no column or code set of that name.

    Examples
    --------
    >>> codes(read_contract(), "role", group="governance")
    ['initiator', 'carrier', 'funder', 'partner']
    """
    entries = _list_codes(contract, column)
    return [entry["code"] for entry in entries if group in (None, entry.get("group"))]


def labels(
    contract: Mapping[str, Any], column: str, *, lang: str = "en", short: bool = False
) -> dict[str, str]:
    """Give the label of each code of a column in English or German.

    Parameters
    ----------
    short
        The short form for axes and legends, where the contract has one.

    Raises
    ------
    ValueError
        If the column or the language is unknown.

    Examples
    --------
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
    """Give the title of a column or code set in English or German, as `labels` does."""
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
