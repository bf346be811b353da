"""Validation of cells and keys by the contract: the types and codes of each column, the keys.

Types, codes and keys are checked by frictionless, of which three kindnesses are refused here: it
takes "1_000", "+5" and "007" for numbers, reads any text into a free text column, "n/a" included,
and knows lists of codes only as a pattern.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.contract import FILE, codes, find_resource, list_fields, name_file
from analysis.data.faults import Fault, suggest

if TYPE_CHECKING:
    from frictionless import Error

# Fifteen digits are what a floating-point number, and so a spreadsheet, keeps exactly.
NUMBERS = {
    "integer": re.compile(r"0|-?[1-9][0-9]{0,14}"),
    "number": re.compile(r"(?!(?:-?[.]?[0-9]){16})-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?"),
}
ALLOWED = {
    "integer": "digits alone, such as 2016; no separator, decimals, date or word; empty if unknown",
    "number": "digits and a decimal point, such as 51.5; no comma, exponent or word",
}
PLACEHOLDERS = re.compile(
    r"n/?a|nan|nil|null|none|tbd|k\.a\.|[-–—.?]+|true|false|wahr|falsch"
    r"|#(?:n/a|nv|ref!|bezug!|name\?|wert!|value!|div/0!)"
)


def check_numbers(name: str, frame: pd.DataFrame, contract: Mapping[str, Any]) -> list[Fault]:
    """Check that every cell of a numeric column is written as a plain number.

    Examples
    --------
    >>> import pandas
    >>> from analysis.contract import read_contract
    >>> frame = pandas.DataFrame({"population": ["12", "1.234", ""]}, index=[2, 3, 4])
    >>> [fault.value for fault in check_numbers("members", frame, read_contract())]
    ['1.234']
    """
    file, faults = name_file(contract, name), []
    for field in list_fields(contract, name):
        column, kind = field["name"], field["type"]
        if column not in frame or kind not in NUMBERS:
            continue
        wrong = ~frame[column].str.fullmatch(NUMBERS[kind].pattern) & frame[column].ne("")
        noun = "whole number" if kind == "integer" else "number"
        message = f"is no {noun} (allowed: {ALLOWED[kind]})"
        cells = frame.loc[wrong, column].items()
        faults += [Fault(file, int(str(row)), column, cell, message) for row, cell in cells]
    return faults


def check_cells(
    frames: Mapping[str, pd.DataFrame], contract: Mapping[str, Any], whole: Sequence[str]
) -> list[Fault]:
    """Check all cells, primary and foreign keys of the tables by the contract.

    Parameters
    ----------
    frames
        Text cells by table, as `read_table` gives them.
    contract
        The contract.
    whole
        The tables of which no row is lost: only in these a foreign key is looked up.

    Returns
    -------
    list of Fault
        At most one per cell.
    """
    faults: list[Fault] = []
    for name, frame in frames.items():
        faults += check_numbers(name, frame, contract)
        for field in list_fields(contract, name):
            if field["name"] in frame:
                column = frame[field["name"]]
                faults += _check_column(name_file(contract, name), column, field, contract)
    return faults + list(_check_schemas(frames, contract, whole))


def _check_column(
    file: str, cells: "pd.Series[str]", field: Mapping[str, Any], contract: Mapping[str, Any]
) -> Iterator[Fault]:
    column, constraints = field["name"], field.get("constraints", {})
    if field.get("list"):
        allowed = codes(contract, column)
        entries = {code["code"]: code for code in field.get("codes", [])}
        alone = {code for code, entry in entries.items() if entry.get("exclusive")}
        for row, cell in cells[cells.ne("")].items():
            if message := _check_list(str(cell), allowed, alone):
                yield Fault(file, int(str(row)), column, str(cell), message)
    elif field["type"] == "string" and not {"enum", "pattern"} & set(constraints):
        for row, cell in cells[cells.str.lower().str.fullmatch(PLACEHOLDERS.pattern)].items():
            message = "is a placeholder, no content: leave the cell empty where nothing is known"
            yield Fault(file, int(str(row)), column, str(cell), message)


def _check_list(cell: str, allowed: Sequence[str], alone: set[str]) -> str:
    parts = cell.split(";")
    known = f"(allowed: {', '.join(allowed)}; joined by ; without spaces)"
    for part in parts:
        if part not in allowed:
            # The fault shows the cell itself: only an entry among others is named again.
            entry = f"entry {part!r} " if len(parts) > 1 else ""
            return f"{entry}is no code of this column{suggest(part, allowed)} {known}"
    if len(set(parts)) < len(parts):
        return "names a code twice"
    ordered = sorted(parts, key=list(allowed).index)
    if parts != ordered:
        return f"is not in the order of the contract (expected: {';'.join(ordered)})"
    if len(parts) > 1 and alone & set(parts):
        return f"{', '.join(sorted(alone & set(parts)))} stands alone or not at all"
    return ""


def _check_schemas(
    frames: Mapping[str, pd.DataFrame], contract: Mapping[str, Any], whole: Sequence[str]
) -> Iterator[Fault]:
    # Imported here: frictionless takes half a second, and many callers load no tables.
    from frictionless import FrictionlessException, Package, Schema
    from frictionless.resources import TableResource

    resources = []
    for name, frame in frames.items():
        schema = _reduce_schema(contract, name, frame, whole)
        rows = [list(frame.columns), *frame.to_numpy().tolist()]
        try:
            parsed = Schema.from_descriptor(schema)
        except FrictionlessException as refusal:
            yield Fault(FILE, None, "", "", f"describes table {name!r} wrongly: {refusal}")
            return
        resources.append(TableResource(name=name, data=rows, schema=parsed))
    package = Package(name="tables", resources=list(resources))
    for resource in package.resources:
        if not isinstance(resource, TableResource):
            continue
        # The rows are streamed: `validate` would copy the 65,000 cells of municipalities twice.
        with resource:
            for row in resource.row_stream:
                for error in row.errors:
                    yield from _explain(error, resource.name, frames, contract)


def _reduce_schema(
    contract: Mapping[str, Any], name: str, frame: pd.DataFrame, whole: Sequence[str]
) -> dict[str, Any]:
    """Cut the schema of a table to the columns at hand and the keys that can be looked up."""
    schema = dict((find_resource(contract, name) or {})["schema"])
    # Only what frictionless judges by: it copies each field many times.
    present = [
        {key: field[key] for key in ("name", "type", "constraints") if key in field}
        for field in schema["fields"]
        if field["name"] in frame
    ]
    primary = schema.get("primaryKey", [])
    primary = [primary] if isinstance(primary, str) else primary
    schema["fields"] = sorted(present, key=lambda field: list(frame.columns).index(field["name"]))
    schema["primaryKey"] = primary if set(primary) <= set(frame.columns) else []
    foreign = []
    for key in schema.get("foreignKeys", []):
        fields = [key["fields"]] if isinstance(key["fields"], str) else key["fields"]
        target = key["reference"]["resource"] or name
        if set(fields) <= set(frame.columns) and target in whole:
            foreign.append(key)
    schema["foreignKeys"] = foreign
    return schema


def _explain(
    error: "Error", name: str, frames: Mapping[str, pd.DataFrame], contract: Mapping[str, Any]
) -> Iterator[Fault]:
    """Say an error of frictionless in terms of the spreadsheet: where, what, what is allowed."""
    found = error.to_descriptor()
    frame, file = frames[name], name_file(contract, name)
    # frictionless counts rows as they were handed over: the first below the header is row 2.
    position = int(found["rowNumber"]) - 2
    row, cells = int(frame.index[position]), frame.iloc[position]
    if error.type in ("constraint-error", "type-error"):
        column = found["fieldName"]
        field = next(entry for entry in list_fields(contract, name) if entry["name"] == column)
        yield Fault(file, row, column, cells[column], _explain_constraint(error.note, field, cells))
    elif error.type in ("primary-key", "unique-error"):
        twin = re.search(r"position (\d+)", error.note)
        if twin is None:  # An empty key: the fault of each cell says so.
            return
        schema = (find_resource(contract, name) or {})["schema"]
        key = [found["fieldName"]] if error.type == "unique-error" else schema["primaryKey"]
        message = f"stands in row {frame.index[int(twin[1]) - 2]} already, and must stand once"
        yield Fault(file, row, ", ".join(key), ", ".join(cells[column] for column in key), message)
    elif error.type == "foreign-key":
        target, reference = found["referenceName"] or name, found["referenceFieldNames"]
        value = ", ".join(map(str, found["fieldCells"]))
        near = suggest(value, list(frames[target][reference[0]]))
        message = f"is not in {name_file(contract, target)}, column {', '.join(reference)}{near}"
        yield Fault(file, row, ", ".join(found["fieldNames"]), value, message)
    elif error.type != "blank-row":
        yield Fault(file, row, "", "", error.message)
    elif len(cells) == len(list_fields(contract, name)):  # Else the missing columns are the cause.
        yield Fault(file, row, "", "", "is a blank row: delete it")


def _explain_constraint(note: str, field: Mapping[str, Any], cells: "pd.Series[str]") -> str:
    constraints, value = field.get("constraints", {}), cells[field["name"]]
    name = (re.search(r'constraint "(\w+)"', note) or ["", "type"])[1]
    limit = constraints.get(name)
    if name == "required":
        return f"is empty, but needs a value: {field.get('description', '')}"
    if name == "enum":
        near = suggest(value, limit)
        return f"is no code of this column{near} (allowed: {', '.join(limit)})"
    if name == "pattern":
        lost = "; a leading zero may be lost: format the column as text" if value.isdigit() else ""
        # A pattern speaks to few: the contract may say in words what it allows.
        words = field.get("pattern_en") or f"{field.get('description', '')} ({limit})"
        return f"has not the form of this column: {words}{lost}"
    if name in ("minimum", "maximum"):
        low, high = constraints.get("minimum", "any"), constraints.get("maximum", "any")
        return f"is out of range (allowed: {low} to {high})"
    if name in ("minLength", "maxLength"):
        return f"has {len(value)} characters (allowed: {limit})"
    return f"breaks a rule of the contract: {note}"
