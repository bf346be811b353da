"""What the tables must hold: cells and keys by the contract, and what it cannot say."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.data.contract import FILE, codes, find_resource, list_fields, name_file
from analysis.data.reading import Fault, suggest

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
    >>> from analysis.data.contract import read_contract
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


Frames = Mapping[str, pd.DataFrame]

# A qualifier or source stands exactly where its figure stands.
PAIRS = {
    "networks": [
        ("members_reported", "members_reported_qualifier"),
        ("members_reported", "reported_unit"),
        ("german_municipalities_reported", "german_municipalities_qualifier"),
    ],
    "members": [
        ("population", "population_source"),
        ("latitude", "longitude"),
        ("latitude", "geo_source"),
    ],
}
KEY_LENGTHS = {"municipality": 8, "district": 5}
GERMAN_PLACES = ("municipality", "district", "metropolitan_region", "state")
# Degrees within which Germany lies, with a margin of some ten kilometres.
GERMANY = {"latitude": (47.0, 55.2), "longitude": (5.5, 15.6)}


def check_rules(frames: Frames, contract: Mapping[str, Any]) -> list[Fault]:
    """Check the rules that hold between columns, rows and tables.

    Parameters
    ----------
    frames
        Text cells by table, row numbers as index; tables that lost rows are left out, and with them
        the rules that need them. A rule whose columns a contract of its own does not have is
        left out too.
    contract
        The contract.

    Returns
    -------
    list of Fault
        Every breach, in the order of the rules.
    """
    faults = []
    # The first fault of a cell counts: _match_keys knows what an empty population should be.
    for rule in (_match_keys, _pair_columns, _date_networks, _type_networks, _link_networks):
        faults += list(rule(frames, contract))
    for rule in (_place_members, _locate_members, _use_members, _separate_roles, _compare_readings):
        faults += list(rule(frames, contract))
    faults += list(_count_municipalities(frames, contract))
    return [fault._replace(file=name_file(contract, fault.file)) for fault in faults]


def _list_rows(frames: Frames, name: str, *columns: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Give row number and cells of each row, if the table is there with these columns."""
    frame = frames.get(name)
    if frame is not None and set(columns) <= set(frame.columns):
        records = frame[list(columns)].to_dict(orient="records")
        for row, record in zip(frame.index, records, strict=True):
            yield int(row), {str(column): str(cell) for column, cell in record.items()}


def _pair_columns(frames: Frames, contract: Mapping[str, Any]) -> Iterator[Fault]:
    for name, pairs in PAIRS.items():
        for first, second in pairs:
            for row, cells in _list_rows(frames, name, first, second):
                if bool(cells[first]) != bool(cells[second]):
                    empty, filled = (first, second) if cells[second] else (second, first)
                    message = f"is empty although {filled} is {cells[filled]!r}: fill both or none"
                    yield Fault(name, row, empty, "", message)


def _date_networks(frames: Frames, contract: Mapping[str, Any]) -> Iterator[Fault]:
    columns = ("founded", "founded_latest", "founded_alternative")
    for row, cells in _list_rows(frames, "networks", *columns):
        founded, latest, alternative = (cells[column] for column in columns)
        if founded.isdigit() and latest.isdigit() and int(latest) < int(founded):
            message = f"lies before founded ({founded})"
            yield Fault("networks", row, "founded_latest", latest, message)
        if alternative and alternative == founded:
            message = "equals founded: leave it empty where the profile offers no other year"
            yield Fault("networks", row, "founded_alternative", alternative, message)


def _type_networks(frames: Frames, contract: Mapping[str, Any]) -> Iterator[Fault]:
    if not {"initiative", "type"} <= set(frames.get("networks", ())):
        return
    initiatives = codes(contract, "initiative")
    groups = {group: codes(contract, "type", group=group) for group in initiatives}
    for row, cells in _list_rows(frames, "networks", "initiative", "type", "type_alternative"):
        kind, other, initiative = cells["type"], cells["type_alternative"], cells["initiative"]
        for group in set(groups) - {initiative} if initiative in groups else ():
            if kind in groups[group]:
                message = f"is a type of {group}, but initiative is {initiative!r}"
                yield Fault("networks", row, "type", kind, message)
        if other and other == kind:
            message = "equals type: leave it empty where the text names one type"
            yield Fault("networks", row, "type_alternative", other, message)


def _link_networks(frames: Frames, contract: Mapping[str, Any]) -> Iterator[Fault]:
    known = {cells["network_id"] for _, cells in _list_rows(frames, "networks", "network_id")}
    for row, cells in _list_rows(frames, "members", "member_id", "kind"):
        is_network, identifier = cells["kind"] == "network", cells["member_id"]
        if known and is_network and identifier not in known:
            message = "has kind network, but is no network_id of the table networks"
            yield Fault("members", row, "member_id", identifier, message)
        elif identifier in known and not is_network:
            message = f"must be network: {identifier!r} is a network_id"
            yield Fault("members", row, "kind", cells["kind"], message)


def _place_members(frames: Frames, contract: Mapping[str, Any]) -> Iterator[Fault]:
    for row, cells in _list_rows(frames, "members", "kind", "country", "state", "ags"):
        german, kind, ags = cells["country"] == "DE", cells["kind"], cells["ags"]
        length = KEY_LENGTHS.get(kind, 0) if german else 0
        if len(ags) != length:
            wanted = f"{length} digits" if length else "an empty cell"
            message = f"does not fit kind {kind!r} and country {cells['country']!r} ({wanted})"
            yield Fault("members", row, "ags", ags, message)
        if german and kind in GERMAN_PLACES and not cells["state"]:
            yield Fault("members", row, "state", "", f"is empty, but a German {kind} lies in one")
        if cells["state"] and not german:
            message = f"is a German state, but country is {cells['country']!r}"
            yield Fault("members", row, "state", cells["state"], message)


def _locate_members(frames: Frames, contract: Mapping[str, Any]) -> Iterator[Fault]:
    for column, (low, high) in GERMANY.items():
        for row, cells in _list_rows(frames, "members", "country", column):
            degrees = cells[column]
            if cells["country"] != "DE" or not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", degrees):
                continue
            if not low <= float(degrees) <= high:
                message = f"lies outside Germany ({low:g} to {high:g}); are latitude and longitude"
                yield Fault("members", row, column, degrees, f"{message} swapped?")


def _match_keys(frames: Frames, contract: Mapping[str, Any]) -> Iterator[Fault]:
    """Hold keys, states and populations of members against the list of municipalities."""
    columns = ("ags", "name", "state", "population")
    official: dict[str, list[tuple[str, str, str]]] = {}
    sums: dict[str, int] = {}
    for _, cells in _list_rows(frames, "municipalities", *columns):
        ags, name, state, population = (cells[column] for column in columns)
        official.setdefault(ags, []).append((state, population, name))
        sums[ags[:5]] = sums.get(ags[:5], 0) + (int(population) if population.isdigit() else 0)
        official.setdefault(ags[:5], [(state, "", "")])
    for district, total in sums.items():
        official[district] = [(official[district][0][0], str(total), "")]
    source = name_file(contract, "municipalities")
    for row, cells in _list_rows(frames, "members", *columns, "kind", "country"):
        ags, name, state, population = (cells[column] for column in columns)
        german = cells["country"] == "DE" and cells["kind"] in KEY_LENGTHS
        if not official or len(ags) not in (5, 8):
            continue
        if ags not in official:
            message = "is no key in the table municipalities"
            yield Fault("members", row, "ags", ags, message)
            continue
        states = sorted({entry[0] for entry in official[ags]})
        # Municipalities of one association share a key in the source: any of them may be meant.
        populations = [entry[1] for entry in official[ags]]
        if state and state not in states:
            message = f"is not the state of {ags} (expected: {', '.join(states)})"
            yield Fault("members", row, "state", state, message)
        if population and population not in populations:
            message = f"is not the population of {ags} (expected: {', '.join(populations)})"
            yield Fault("members", row, "population", population, message)
        elif german and not population:
            message = _name_population(name, ags, [entry[1:] for entry in official[ags]], source)
            yield Fault("members", row, "population", "", f"is empty (expected: {message})")


def _name_population(name: str, ags: str, rows: Sequence[tuple[str, str]], source: str) -> str:
    """Say which population belongs to a key; among rows that share it, that of the name."""
    whole = [row for row in rows if name in (row[1], row[1].split(",")[0])]
    begun = [row for row in rows if row[1].startswith(name)]
    fitting = next((found for found in (rows, whole, begun) if len(found) == 1), None)
    if fitting is None:
        return f"that of one of the {len(rows)} rows of {ags} in {source}; no one name fits"
    population, official = fitting[0]
    found = f"{population}, population of {ags}"
    return f"{found}{f', {official},' if len(rows) > 1 else ''} in {source}"


def _use_members(frames: Frames, contract: Mapping[str, Any]) -> Iterator[Fault]:
    used: set[str] = set()
    for column in ("member_id", "ambiguous_with"):
        used |= {cells[column] for _, cells in _list_rows(frames, "memberships", column)}
    for row, cells in _list_rows(frames, "members", "member_id"):
        if used and cells["member_id"] not in used:
            message = "is in no row of memberships: add its membership or delete the row"
            yield Fault("members", row, "member_id", cells["member_id"], message)


def _separate_roles(frames: Frames, contract: Mapping[str, Any]) -> Iterator[Fault]:
    participation = codes(contract, "role", group="participation")
    seen: dict[tuple[str, str], tuple[int, str]] = {}
    for row, cells in _list_rows(frames, "memberships", "network_id", "member_id", "role"):
        pair = (cells["network_id"], cells["member_id"])
        if cells["role"] not in participation:
            continue
        first, role = seen.setdefault(pair, (row, cells["role"]))
        if role != cells["role"]:
            message = f"is a second role of participation (row {first}: {role}): keep the specific"
            yield Fault("memberships", row, "role", cells["role"], message)


def _compare_readings(frames: Frames, contract: Mapping[str, Any]) -> Iterator[Fault]:
    rows = _list_rows(frames, "members", "member_id", "kind", "country")
    members = {cells["member_id"]: (cells["kind"], cells["country"]) for _, cells in rows}
    for row, cells in _list_rows(frames, "memberships", "member_id", "ambiguous_with"):
        first, second = cells["member_id"], cells["ambiguous_with"]
        if second and first == second:
            message = "is the member itself: name the other one that could be meant"
            yield Fault("memberships", row, "ambiguous_with", second, message)
        elif {first, second} <= set(members) and members[first] != members[second]:
            message = f"is of another kind or country than {first!r}"
            yield Fault("memberships", row, "ambiguous_with", second, message)


def _count_municipalities(frames: Frames, contract: Mapping[str, Any]) -> Iterator[Fault]:
    """Hold the stated numbers of German municipalities against lists that claim to be whole."""
    participation = codes(contract, "role", group="participation")
    rows = _list_rows(frames, "members", "member_id", "kind", "country")
    members = {cells["member_id"]: (cells["kind"], cells["country"]) for _, cells in rows}
    named: dict[str, set[str]] = {}
    columns = ("network_id", "german_listing", "german_municipalities_reported")
    networks = list(_list_rows(frames, "networks", *columns, "german_municipalities_qualifier"))
    known = {cells["network_id"] for _, cells in networks}
    roles = codes(contract, "role")
    memberships = list(_list_rows(frames, "memberships", "network_id", "member_id", "role"))
    for _, cells in memberships:
        network, member, role = cells["network_id"], cells["member_id"], cells["role"]
        if network not in known or member not in members or role not in roles:
            return  # A wrong key or code, which has a fault of its own, would be counted nowhere.
        if role in participation and members[member] == ("municipality", "DE"):
            named.setdefault(network, set()).add(member)
    file = name_file(contract, "memberships")
    for row, cells in networks if memberships else ():
        stated = cells["german_municipalities_reported"]
        count, listing = len(named.get(cells["network_id"], ())), cells["german_listing"]
        exact = stated.isdigit() and cells["german_municipalities_qualifier"] == "exact"
        if listing == "none" and (count or stated not in ("", "0")):
            message = f"german_listing is none, {stated or 'no number'} stated, {file} names "
            message += f"{count}: change the listing, or state 0 and name none"
        elif listing == "complete" and exact and int(stated) != count:
            message = f"{stated} stated as a complete list, {file} names {count}: "
            message += "add the missing row" if count < int(stated) else "take out the surplus row"
            message += ", or change the listing to examples"
        else:
            continue
        yield Fault("networks", row, "german_municipalities_reported", stated, message)
