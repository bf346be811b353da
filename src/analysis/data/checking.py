"""What the tables must hold: cells and keys by the contract, and what it cannot say."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.data.contract import codes, list_fields, list_keys, name_file
from analysis.data.reading import SHOWN_FAULTS, Fault, suggest

Frames = Mapping[str, pd.DataFrame]

# How the cells of a type are written, what one is called, and what to write. Fifteen digits are
# what a floating-point number, and so a spreadsheet, keeps exactly.
FORMS = {
    "integer": (re.compile(r"0|-?[1-9][0-9]{0,14}"), "whole number",
        "digits alone, such as 2016; no separator, decimals, date or word; empty if unknown"),
    "number": (re.compile(r"(?!(?:-?[.]?[0-9]){16})-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?"), "number",
        "digits and a decimal point, such as 51.5; no comma, exponent or word"),
    "year": (re.compile("[0-9]{4}"), "year", "four digits, such as 2016"),
    "date": (re.compile("[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"), "date",
        "year, month and day, such as 2016-05-31"),
    "boolean": (re.compile("(?i:true|false)|[01]"), "truth value", "true or false"),
}  # fmt: skip
PLACEHOLDERS = re.compile(
    r"n/?a|nan|nil|null|none|tbd|k\.a\.|[-–—.?]+|true|false|wahr|falsch"
    r"|#(?:n/a|nv|ref!|bezug!|name\?|wert!|value!|div/0!)"
)
# Longer cells have no form: a pattern of the user's own could take for ever on them.
LONGEST = 1000


def check_cells(frames: Frames, contract: Mapping[str, Any], whole: Sequence[str]) -> list[Fault]:
    """Check cells and keys by the contract; foreign keys only into tables that lost no row."""
    faults: list[Fault] = []
    for name, frame in frames.items():
        file = name_file(contract, name)
        fields = [field for field in list_fields(contract, name) if field["name"] in frame]
        for field in fields:
            faults += _check_column(file, frame[field["name"]], field, contract)
        primary, foreign = list_keys(contract, name)
        unique = [[each["name"]] for each in fields if each.get("constraints", {}).get("unique")]
        for key in (*unique, primary):
            if key and set(key) <= set(frame):
                faults += _check_twins(file, frame, key)
        for key, target, columns in foreign:
            if target in whole and set(key) <= set(frame):
                place = f"{name_file(contract, target)}, column {', '.join(columns)}"
                faults += _check_reference(file, frame, key, frames[target][columns], place)
    return faults


def _check_column(
    file: str, cells: "pd.Series[str]", field: Mapping[str, Any], contract: Mapping[str, Any]
) -> Iterator[Fault]:
    """Judge each different cell of a column once, then name the rows of those that are wrong."""
    allowed = codes(contract, field["name"]) if field.get("list") else []
    found = {cell: _explain(cell, field, allowed) for cell in cells.unique()}
    for row, cell in cells[cells.map(found).ne("")].items():
        yield Fault(file, int(str(row)), field["name"], cell, found[cell])


def _explain(cell: str, field: Mapping[str, Any], allowed: Sequence[str]) -> str:
    """Say what is wrong with a cell; "" where nothing is."""
    kind, constraints = field["type"], field.get("constraints", {})
    if not cell:
        empty = f"is empty, but needs a value: {field.get('description', '')}"
        return empty if constraints.get("required") else ""
    free = kind == "string" and not {"enum", "pattern"} & set(constraints)
    if kind in FORMS:
        form, noun, words = FORMS[kind]
        if not form.fullmatch(cell):
            return f"is no {noun} (allowed: {words})"
    elif field.get("list"):
        alone = {code["code"] for code in field.get("codes", []) if code.get("exclusive")}
        if message := _explain_list(cell, allowed, alone):
            return message
    elif free and PLACEHOLDERS.fullmatch(cell.lower()):
        return "is a placeholder, no content: leave the cell empty where nothing is known"
    return _explain_constraints(cell, field, constraints) if constraints else ""


def _explain_list(cell: str, allowed: Sequence[str], alone: set[str]) -> str:
    parts = cell.split(";")
    known = f"(allowed: {', '.join(allowed)}; joined by ; without spaces)"
    for part in parts:
        if part not in allowed:
            # The fault shows the cell itself: only an entry among others is named again.
            entry = f"entry {part!r} " if len(parts) > 1 else ""
            return f"{entry}is no code of this column{suggest(part, allowed)} {known}"
    if len(set(parts)) < len(parts):
        return "names a code twice"
    ordered = sorted(parts, key=allowed.index)
    if parts != ordered:
        return f"is not in the order of the contract (expected: {';'.join(ordered)})"
    if len(parts) > 1 and alone & set(parts):
        return f"{', '.join(sorted(alone & set(parts)))} stands alone or not at all"
    return ""


def _explain_constraints(cell: str, field: Mapping[str, Any], limits: Mapping[str, Any]) -> str:
    least, most = limits.get("minLength", 0), limits.get("maxLength", len(cell))
    if not least <= len(cell) <= most:
        return f"has {len(cell)} characters (allowed: {least if len(cell) < least else most})"
    pattern = limits.get("pattern")
    if pattern and (len(cell) > LONGEST or not re.fullmatch(pattern, cell)):
        lost = "; a leading zero may be lost: format the column as text" if cell.isdigit() else ""
        # A pattern speaks to few: the contract may say in words what it allows.
        words = field.get("pattern_en") or f"{field.get('description', '')} ({pattern})"
        return f"has not the form of this column: {words}{lost}"
    if "minimum" in limits or "maximum" in limits:
        number = float(cell)
        if not limits.get("minimum", number) <= number <= limits.get("maximum", number):
            low, high = limits.get("minimum", "any"), limits.get("maximum", "any")
            return f"is out of range (allowed: {low} to {high})"
    if "enum" in limits:
        allowed = [str(entry) for entry in limits["enum"]]
        if cell not in allowed:
            near = suggest(cell, allowed)
            return f"is no code of this column{near} (allowed: {', '.join(allowed)})"
    return ""


def _check_twins(file: str, frame: pd.DataFrame, columns: Sequence[str]) -> Iterator[Fault]:
    seen: dict[tuple[str, ...], int] = {}
    for row, *cells in frame[columns].itertuples(name=None):
        key = tuple(cells)
        if key in seen and any(key):
            message = f"stands in row {seen[key]} already, and must stand once"
            yield Fault(file, row, ", ".join(columns), ", ".join(key), message)
        seen[key] = row


def _check_reference(
    file: str, frame: pd.DataFrame, columns: Sequence[str], known: pd.DataFrame, place: str
) -> Iterator[Fault]:
    there, first, count = set(known.itertuples(index=False, name=None)), list(known.iloc[:, 0]), 0
    for row, *cells in frame[columns].itertuples(name=None):
        if any(cells) and tuple(cells) not in there:
            value = ", ".join(cells)
            # Only for those that are shown: comparing all takes rows times rows.
            near = suggest(value, first) if count < SHOWN_FAULTS else ""
            yield Fault(file, row, ", ".join(columns), value, f"is not in {place}{near}")
            count += 1


# A qualifier or source stands exactly where its figure stands.
PAIRS = (
    ("networks", "members_reported", "members_reported_qualifier"),
    ("networks", "members_reported", "reported_unit"),
    ("networks", "german_municipalities_reported", "german_municipalities_qualifier"),
    ("members", "population", "population_source"),
    ("members", "latitude", "longitude"),
    ("members", "latitude", "geo_source"),
)
KEY_LENGTHS = {"municipality": 8, "district": 5}
GERMAN_PLACES = ("municipality", "district", "metropolitan_region", "state")
# Degrees within which Germany lies, with a margin of some ten kilometres.
GERMANY = {"latitude": (47.0, 55.2), "longitude": (5.5, 15.6)}


def check_rules(frames: Frames, contract: Mapping[str, Any]) -> list[Fault]:
    """Check the rules between columns, rows and tables whose columns are all there."""
    # The first fault of a cell counts: _match_keys knows what an empty population should be.
    rules = [_match_keys, _pair_columns, _date_networks, _type_networks, _link_networks]
    rules += [_place_members, _locate_members, _use_members, _separate_roles, _compare_readings]
    rules += [_read_eligibility]
    faults = [each for rule in [*rules, _count_municipalities] for each in rule(frames, contract)]
    return [fault._replace(file=name_file(contract, fault.file)) for fault in faults]


def _list_rows(frames: Frames, name: str, *columns: str) -> Iterator[Any]:
    """Give the rows of a table, named by its columns, if it is there and has all of these."""
    frame = frames.get(name)
    if frame is not None and set(columns) <= set(frame):
        yield from frame[list(columns)].assign(table=name).itertuples()


def _blame(row: Any, column: str, message: str) -> Fault:
    """Make a fault of the cell that a row of `_list_rows` has in a column."""
    return Fault(row.table, row.Index, column, getattr(row, column), message)


def _pair_columns(frames: Frames, contract: Mapping[str, Any]) -> Iterator[Fault]:
    for name, *pair in PAIRS:
        for row in _list_rows(frames, name, *pair):
            for empty, filled in (pair, pair[::-1]):
                if not getattr(row, empty) and (value := getattr(row, filled)):
                    message = f"is empty although {filled} is {value!r}: fill both or none"
                    yield _blame(row, empty, message)


def _date_networks(frames: Frames, contract: Mapping[str, Any]) -> Iterator[Fault]:
    columns = ("founded", "founded_latest", "founded_alternative")
    for row in _list_rows(frames, "networks", *columns):
        years = row.founded, row.founded_latest
        if all(map(str.isdecimal, years)) and int(row.founded_latest) < int(row.founded):
            yield _blame(row, "founded_latest", f"lies before founded ({row.founded})")
        if row.founded and row.founded == row.founded_alternative:
            message = "equals founded: leave it empty where the profile offers no other year"
            yield _blame(row, "founded_alternative", message)


def _type_networks(frames: Frames, contract: Mapping[str, Any]) -> Iterator[Fault]:
    rows = list(_list_rows(frames, "networks", "initiative", "type", "type_alternative"))
    groups = codes(contract, "initiative") if rows else []
    homes = {kind: group for group in groups for kind in codes(contract, "type", group=group)}
    for row in rows:
        home = homes.get(row.type, row.initiative)
        if row.initiative in groups and row.initiative != home:
            message = f"is a type of {home}, but initiative is {row.initiative!r}"
            yield _blame(row, "type", message)
        if row.type and row.type == row.type_alternative:
            message = "equals type: leave it empty where the text names one type"
            yield _blame(row, "type_alternative", message)


def _link_networks(frames: Frames, contract: Mapping[str, Any]) -> Iterator[Fault]:
    known = {row.network_id for row in _list_rows(frames, "networks", "network_id")}
    for row in _list_rows(frames, "members", "member_id", "kind") if known else ():
        if row.kind == "network" and row.member_id not in known:
            message = "has kind network, but is no network_id of the table networks"
            yield _blame(row, "member_id", message)
        elif row.kind != "network" and row.member_id in known:
            yield _blame(row, "kind", f"must be network: {row.member_id!r} is a network_id")


def _place_members(frames: Frames, contract: Mapping[str, Any]) -> Iterator[Fault]:
    for row in _list_rows(frames, "members", "kind", "country", "state", "ags"):
        german = row.country == "DE"
        length = KEY_LENGTHS.get(row.kind, 0) if german else 0
        if len(row.ags) != length:
            wanted = f"{length} digits" if length else "an empty cell"
            message = f"does not fit kind {row.kind!r} and country {row.country!r} ({wanted})"
            yield _blame(row, "ags", message)
        if german and row.kind in GERMAN_PLACES and not row.state:
            yield _blame(row, "state", f"is empty, but a German {row.kind} lies in one")
        if row.state and not german:
            yield _blame(row, "state", f"is a German state, but country is {row.country!r}")


def _locate_members(frames: Frames, contract: Mapping[str, Any]) -> Iterator[Fault]:
    for column, (low, high) in GERMANY.items():
        for row in _list_rows(frames, "members", "country", column):
            degrees = getattr(row, column)
            sound = row.country == "DE" and FORMS["number"][0].fullmatch(degrees)
            if sound and not low <= float(degrees) <= high:
                message = f"lies outside Germany ({low:g} to {high:g}); are latitude and longitude"
                yield _blame(row, column, f"{message} swapped?")


def _match_keys(frames: Frames, contract: Mapping[str, Any]) -> Iterator[Fault]:
    """Hold keys, states and populations of members against the list of municipalities."""
    official, source = _list_official(frames), name_file(contract, "municipalities")
    columns = ("ags", "state", "population", "kind", "country")
    for row in _list_rows(frames, "members", *columns):
        if not official or len(row.ags) not in KEY_LENGTHS.values():
            continue
        if row.ags not in official:
            yield _blame(row, "ags", "is no key in the table municipalities")
            continue
        state, population = official[row.ags]
        if row.state and row.state != state:
            yield _blame(row, "state", f"is not the state of {row.ags} (expected: {state})")
        if row.population and row.population != population:
            message = f"is not the population of {row.ags} (expected: {population})"
            yield _blame(row, "population", message)
        elif row.country == "DE" and row.kind in KEY_LENGTHS and not row.population:
            expected = f"{population}, population of {row.ags} in {source}"
            yield _blame(row, "population", f"is empty (expected: {expected})")


def _list_official(frames: Frames) -> dict[str, tuple[str, str]]:
    """List state and population by key, districts as sums of their municipalities."""
    official: dict[str, tuple[str, str]] = {}
    for row in _list_rows(frames, "municipalities", "ags", "state", "population"):
        official[row.ags] = row.state, row.population
        first, total = official.get(row.ags[:5], (row.state, "0"))
        people = int(row.population) if row.population.isdecimal() else 0
        official[row.ags[:5]] = first, str(int(total) + people)
    return official


def _use_members(frames: Frames, contract: Mapping[str, Any]) -> Iterator[Fault]:
    used = {row.member_id for row in _list_rows(frames, "memberships", "member_id")}
    used |= {row.ambiguous_with for row in _list_rows(frames, "memberships", "ambiguous_with")}
    for row in _list_rows(frames, "members", "member_id") if used else ():
        if row.member_id not in used:
            message = "is in no row of memberships: add its membership or delete the row"
            yield _blame(row, "member_id", message)


def _separate_roles(frames: Frames, contract: Mapping[str, Any]) -> Iterator[Fault]:
    participation = codes(contract, "role", group="participation")
    seen: dict[tuple[str, str], Any] = {}
    for row in _list_rows(frames, "memberships", "network_id", "member_id", "role"):
        if row.role in participation:
            first = seen.setdefault((row.network_id, row.member_id), row)
            if first.role != row.role:
                other = f"(row {first.Index}: {first.role})"
                message = f"is a second role of participation {other}: keep the specific"
                yield _blame(row, "role", message)


def _find_places(frames: Frames) -> dict[str, tuple[str, str]]:
    """Find kind and country of each member."""
    rows = _list_rows(frames, "members", "member_id", "kind", "country")
    return {row.member_id: (row.kind, row.country) for row in rows}


def _compare_readings(frames: Frames, contract: Mapping[str, Any]) -> Iterator[Fault]:
    places = _find_places(frames)
    for row in _list_rows(frames, "memberships", "member_id", "ambiguous_with"):
        place = places.get(row.member_id)
        if row.ambiguous_with and row.ambiguous_with == row.member_id:
            message = "is the member itself: name the other one that could be meant"
            yield _blame(row, "ambiguous_with", message)
        elif place and places.get(row.ambiguous_with, place) != place:
            message = f"is of another kind or country than {row.member_id!r}"
            yield _blame(row, "ambiguous_with", message)


def _read_eligibility(frames: Frames, contract: Mapping[str, Any]) -> Iterator[Fault]:
    """Hold the value of each rule against what the rule takes."""
    kinds = codes(contract, "kind")
    for row in _list_rows(frames, "eligibility", "rule", "value"):
        if row.rule.startswith("population") and not row.value.isdecimal():
            yield _blame(row, "value", "is no number of inhabitants (a whole number)")
        elif row.rule == "kind" and row.value not in kinds:
            yield _blame(row, "value", f"is no kind of member (allowed: {', '.join(kinds)})")
        elif row.rule == "closed_list" and row.value:
            yield _blame(row, "value", "must be empty: a closed list takes no value")


def _count_municipalities(frames: Frames, contract: Mapping[str, Any]) -> Iterator[Fault]:
    """Hold the stated numbers of German municipalities against lists that claim to be whole."""
    roles, taking_part = codes(contract, "role"), codes(contract, "role", group="participation")
    places, file = _find_places(frames), name_file(contract, "memberships")
    stated = ("german_municipalities_reported", "german_municipalities_qualifier")
    networks = list(_list_rows(frames, "networks", "network_id", "german_listing", *stated))
    named: dict[str, set[str]] = {row.network_id: set() for row in networks}
    rows = list(_list_rows(frames, "memberships", "network_id", "member_id", "role"))
    for row in rows:
        if row.network_id not in named or row.member_id not in places or row.role not in roles:
            return  # A wrong key or code, which has a fault of its own, would be counted nowhere.
        if row.role in taking_part and places[row.member_id] == ("municipality", "DE"):
            named[row.network_id].add(row.member_id)
    for row in networks if rows else ():
        number, exact = row.german_municipalities_reported, row.german_municipalities_qualifier
        count = len(named[row.network_id])
        if row.german_listing == "none" and (count or number not in ("", "0")):
            message = f"german_listing is none, {number or 'no number'} stated, {file} names "
            message += f"{count}: change the listing, or state 0 and name none"
            yield _blame(row, stated[0], message)
        whole = row.german_listing == "complete" and exact == "exact" and number.isdecimal()
        if whole and int(number) != count:
            message = f"{number} stated as a complete list, {file} names {count}: "
            message += "add the missing row" if count < int(number) else "take out the surplus row"
            yield _blame(row, stated[0], f"{message}, or change the listing to examples")
