"""The contract of the tables, a Frictionless Data Package as a plain dict: codes, labels, keys.

Beside the standard it knows `title_de`, `description_de`; on a field `codes`, `codes_from` (the
column whose codes it shares), `list` (codes joined by `;`), `pattern_en`, `pattern_de` (in words
what its pattern allows); on a code `short_en`, `short_de`, `group`, `exclusive`; and `code_sets`.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from analysis.data.reading import DataError, Fault

FOLDER = Path(__file__).resolve().parents[3] / "data"
FILE = "datapackage.json"
LANGUAGES = ("en", "de")
MISSING = "missing"  # the code under which empty cells are counted
ForeignKey = tuple[list[str], str, list[str]]

# Ways of taking part in a network, and of running it: the groups of the codes of `role`.
PARTICIPATION = ("member", "lighthouse", "follower", "project_city", "pioneer", "observer")
GOVERNANCE = ("initiator", "carrier", "funder", "partner")
# Lists of German members without any sign of being open.
CLOSED = ("complete", "closed")
# The states of Germany by region, in the order of the contract; Berlin belongs to neither.
EAST = ("BB", "MV", "SN", "ST", "TH")
WEST = ("BW", "BY", "HB", "HH", "HE", "NI", "NW", "RP", "SL", "SH")

# What a contract may say of a column: types, and constraints with the types of their limits.
NUMBERS = ("integer", "number", "year")
TYPES = (*NUMBERS, "any", "boolean", "date", "string")
CONSTRAINTS: dict[str, Any] = {"required": bool, "unique": bool, "enum": list, "pattern": str}
CONSTRAINTS |= {"minLength": int, "maxLength": int}
RANGES = {"minimum": (int, float), "maximum": (int, float)}
# The tables that must be described, and the columns by which tables are joined and sorted.
REQUIRED = ("networks", "members", "memberships")
NEEDED = {
    "networks": ("network_id",),
    "members": ("member_id",),
    "memberships": ("network_id", "member_id", "role"),
    "eligibility": ("network_id", "rule", "value"),
    "municipalities": ("ags", "name"),
}


def read_contract(folder: str | Path | None = None) -> dict[str, Any]:
    """Read the datapackage.json of a folder; without one there, or for None, the repository's.

    It is a DataError if the file is no JSON in UTF-8, describes no tables, or one wrongly.

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
        raise _refuse([f"is no JSON in UTF-8: {error}"]) from error
    if not isinstance(contract, dict) or not isinstance(contract.get("resources"), list):
        raise _refuse(["describes no tables: it needs a list of resources"])
    if messages := list(_judge_contract(contract)):
        raise _refuse(messages)
    return contract


def _refuse(messages: list[str]) -> DataError:
    return DataError([Fault(FILE, None, "", "", message) for message in messages])


def _judge_contract(contract: Mapping[str, Any]) -> Iterator[str]:
    """Say what is wrong with the descriptions of the tables, before anything relies on them."""
    table, tables = "", []
    try:
        tables = name_tables(contract)
        yield from (f"describes no table {name!r}" for name in REQUIRED if name not in tables)
        for table in tables if set(REQUIRED) <= set(tables) else ():
            for reason in _judge_table(contract, table):
                yield f"describes table {table!r} wrongly: {reason}"
    except (AttributeError, KeyError, TypeError) as error:
        yield f"describes table {table!r} wrongly: a part is missing or of a wrong type ({error})"
    except ValueError as error:
        yield f"describes table {table!r} wrongly: {error}"


def _judge_table(contract: Mapping[str, Any], table: str) -> Iterator[str]:
    Path((find_resource(contract, table) or {})["path"])
    own = [field["name"] for field in list_fields(contract, table)]
    yield from (f"field {name!r} is missing" for name in NEEDED.get(table, ()) if name not in own)
    for field in list_fields(contract, table):
        yield from (f"field {field['name']!r} {reason}" for reason in _judge_field(field))
        codes(contract, field["name"])
    primary, foreign = list_keys(contract, table)
    for key, target, columns in [(primary, table, primary), *foreign]:
        known = [field["name"] for field in list_fields(contract, target)]
        if set(key) - set(own) or set(columns) - set(known) or len(key) != len(columns):
            yield f"key {', '.join(key)}: no such columns here and in table {target!r}"


def _judge_field(field: Mapping[str, Any]) -> Iterator[str]:
    kind, constraints = field["type"], field.get("constraints", {})
    if kind not in TYPES:
        yield f"has an unknown type: {kind!r} (allowed: {', '.join(TYPES)})"
    usable = CONSTRAINTS | (RANGES if kind in NUMBERS else {})
    for name, limit in constraints.items():
        if not isinstance(limit, usable.get(name, ())):
            yield f"has a constraint that cannot be used: {name} {limit!r}"
    try:
        re.compile(constraints.get("pattern", ""))
    except re.error as error:
        yield f"has a pattern that cannot be read, {constraints['pattern']!r}: {error}"


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


def list_required(contract: Mapping[str, Any], name: str) -> set[str]:
    """List the columns that a file must have: those with values in every row, and all keys."""
    primary, foreign = list_keys(contract, name)
    fields = list_fields(contract, name)
    filled = [field["name"] for field in fields if field.get("constraints", {}).get("required")]
    return {*filled, *NEEDED.get(name, ()), *primary, *(each for key in foreign for each in key[0])}


def _list_names(names: str | list[str]) -> list[str]:
    return [names] if isinstance(names, str) else names


def codes(contract: Mapping[str, Any], column: str, *, group: str | None = None) -> list[str]:
    """List the codes of a column or code set such as "region" in the order of the contract.

    With `group`, only those of it: "participation" or "governance" for roles, "top_down" or
    "bottom_up" for types, "east", "west" or "berlin" for states. An unknown column is a ValueError.

    Examples
    --------
    >>> codes(read_contract(), "role", group="governance")
    ['initiator', 'carrier', 'funder', 'partner']
    """
    entries = _list_codes(contract, column)
    return [entry["code"] for entry in entries if group in (None, entry.get("group"))]


def order_codes(contract: Mapping[str, Any] | None, column: str, found: Iterable[str]) -> list[str]:
    """Order codes as a contract does: its own, others as they are found, what is missing last."""
    known: list[str] = []
    if contract is not None:
        with suppress(ValueError):  # a column that the caller has made, a decade for example
            known = codes(contract, column)
    return sorted(dict.fromkeys([*known, *found]), key=lambda code: code == MISSING)


def labels(
    contract: Mapping[str, Any], column: str, *, lang: str = "en", short: bool = False
) -> dict[str, str]:
    """Give the label of each code of a column in English or German.

    With `short`, the short form for axes and legends, where the contract has one. An unknown column
    or language is a ValueError.

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


def _find_column(contract: Mapping[str, Any], column: str) -> Mapping[str, Any]:
    fields = [field for name in name_tables(contract) for field in list_fields(contract, name)]
    columns = [(field["name"], field) for field in fields]
    columns += contract.get("code_sets", {}).items()
    found = [entry for name, entry in columns if name == column]
    if not found:
        known = ", ".join(dict.fromkeys(name for name, _ in columns))
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
