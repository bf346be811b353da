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
    "integer": (
        re.compile(r"0|-?[1-9][0-9]{0,14}"),
        "whole number",
        "digits alone, such as 2016; no separator, decimals, date or word; empty if unknown",
    ),
    "number": (
        re.compile(r"(?!(?:-?[.]?[0-9]){16})-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?"),
        "number",
        "digits and a decimal point, such as 51.5; no comma, exponent or word",
    ),
    "year": (re.compile("[0-9]{4}"), "year", "four digits, such as 2016"),
    "date": (
        re.compile("[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"),
        "date",
        "year, month and day, such as 2016-05-31",
    ),
    "boolean": (re.compile("(?i:true|false)|[01]"), "truth value", "true or false"),
}
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
    wrong = {cell: message for cell, message in found.items() if message}
    if wrong:
        for row, cell in cells[cells.isin(list(wrong))].items():
            yield Fault(file, int(str(row)), field["name"], cell, wrong[cell])


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
    faults = [each for rule in [*rules, _count_municipalities] for each in rule(frames, contract)]
    return [fault._replace(file=name_file(contract, fault.file)) for fault in faults]


def _list_rows(frames: Frames, name: str, *columns: str) -> Iterator[tuple[Any, ...]]:
    """Give row number and cells of each row, if the table is there with these columns."""
    frame = frames.get(name)
    if frame is not None and set(columns) <= set(frame):
        yield from frame[list(columns)].itertuples(name=None)


def _pair_columns(frames: Frames, contract: Mapping[str, Any]) -> Iterator[Fault]:
    for name, *pair in PAIRS:
        for row, *cells in _list_rows(frames, name, *pair):
            if bool(cells[0]) != bool(cells[1]):
                filled = 0 if cells[0] else 1
                message = (
                    f"is empty although {pair[filled]} is {cells[filled]!r}: fill both or none"
                )
                yield Fault(name, row, pair[1 - filled], "", message)


def _date_networks(frames: Frames, contract: Mapping[str, Any]) -> Iterator[Fault]:
    columns = ("founded", "founded_latest", "founded_alternative")
    for row, founded, latest, alternative in _list_rows(frames, "networks", *columns):
        if founded.isdigit() and latest.isdigit() and int(latest) < int(founded):
            message = f"lies before founded ({founded})"
            yield Fault("networks", row, "founded_latest", latest, message)
        if alternative and alternative == founded:
            message = "equals founded: leave it empty where the profile offers no other year"
            yield Fault("networks", row, "founded_alternative", alternative, message)


def _type_networks(frames: Frames, contract: Mapping[str, Any]) -> Iterator[Fault]:
    if not {"initiative", "type"} <= set(frames.get("networks", ())):
        return
    groups = {
        group: codes(contract, "type", group=group) for group in codes(contract, "initiative")
    }
    columns = ("initiative", "type", "type_alternative")
    for row, initiative, kind, other in _list_rows(frames, "networks", *columns):
        for group in groups if initiative in groups else ():
            if group != initiative and kind in groups[group]:
                message = f"is a type of {group}, but initiative is {initiative!r}"
                yield Fault("networks", row, "type", kind, message)
        if other and other == kind:
            message = "equals type: leave it empty where the text names one type"
            yield Fault("networks", row, "type_alternative", other, message)


def _link_networks(frames: Frames, contract: Mapping[str, Any]) -> Iterator[Fault]:
    known = {key for _, key in _list_rows(frames, "networks", "network_id")}
    for row, member, kind in _list_rows(frames, "members", "member_id", "kind"):
        if known and kind == "network" and member not in known:
            message = "has kind network, but is no network_id of the table networks"
            yield Fault("members", row, "member_id", member, message)
        elif member in known and kind != "network":
            message = f"must be network: {member!r} is a network_id"
            yield Fault("members", row, "kind", kind, message)


def _place_members(frames: Frames, contract: Mapping[str, Any]) -> Iterator[Fault]:
    columns = ("kind", "country", "state", "ags")
    for row, kind, country, state, ags in _list_rows(frames, "members", *columns):
        length = KEY_LENGTHS.get(kind, 0) if country == "DE" else 0
        if len(ags) != length:
            wanted = f"{length} digits" if length else "an empty cell"
            message = f"does not fit kind {kind!r} and country {country!r} ({wanted})"
            yield Fault("members", row, "ags", ags, message)
        if country == "DE" and kind in GERMAN_PLACES and not state:
            yield Fault("members", row, "state", "", f"is empty, but a German {kind} lies in one")
        if state and country != "DE":
            message = f"is a German state, but country is {country!r}"
            yield Fault("members", row, "state", state, message)


def _locate_members(frames: Frames, contract: Mapping[str, Any]) -> Iterator[Fault]:
    for column, (low, high) in GERMANY.items():
        for row, country, degrees in _list_rows(frames, "members", "country", column):
            if country != "DE" or not FORMS["number"][0].fullmatch(degrees):
                continue
            if not low <= float(degrees) <= high:
                message = f"lies outside Germany ({low:g} to {high:g}); are latitude and longitude"
                yield Fault("members", row, column, degrees, f"{message} swapped?")


def _match_keys(frames: Frames, contract: Mapping[str, Any]) -> Iterator[Fault]:
    """Hold keys, states and populations of members against the list of municipalities."""
    official = _list_official(frames)
    source = name_file(contract, "municipalities")
    columns = ("ags", "name", "state", "population", "kind", "country")
    for row, ags, name, state, population, kind, country in _list_rows(frames, "members", *columns):
        if not official or len(ags) not in (5, 8):
            continue
        if ags not in official:
            yield Fault("members", row, "ags", ags, "is no key in the table municipalities")
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
        elif country == "DE" and kind in KEY_LENGTHS and not population:
            message = _name_population(name, ags, [entry[1:] for entry in official[ags]], source)
            yield Fault("members", row, "population", "", f"is empty (expected: {message})")


def _list_official(frames: Frames) -> dict[str, list[tuple[str, str, str]]]:
    """List state, population and name by key, districts as sums of their municipalities."""
    official: dict[str, list[tuple[str, str, str]]] = {}
    sums: dict[str, tuple[str, int]] = {}
    columns = ("ags", "name", "state", "population")
    for _, ags, name, state, population in _list_rows(frames, "municipalities", *columns):
        official.setdefault(ags, []).append((state, population, name))
        first, total = sums.get(ags[:5], (state, 0))
        sums[ags[:5]] = first, total + (int(population) if population.isdigit() else 0)
    return official | {ags: [(state, str(total), "")] for ags, (state, total) in sums.items()}


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
    used = {key for _, key in _list_rows(frames, "memberships", "member_id")}
    used |= {key for _, key in _list_rows(frames, "memberships", "ambiguous_with")}
    for row, member in _list_rows(frames, "members", "member_id"):
        if used and member not in used:
            message = "is in no row of memberships: add its membership or delete the row"
            yield Fault("members", row, "member_id", member, message)


def _separate_roles(frames: Frames, contract: Mapping[str, Any]) -> Iterator[Fault]:
    participation = codes(contract, "role", group="participation")
    seen: dict[tuple[str, str], tuple[int, str]] = {}
    columns = ("network_id", "member_id", "role")
    for row, network, member, role in _list_rows(frames, "memberships", *columns):
        if role not in participation:
            continue
        first, other = seen.setdefault((network, member), (row, role))
        if other != role:
            message = f"is a second role of participation (row {first}: {other}): keep the specific"
            yield Fault("memberships", row, "role", role, message)


def _compare_readings(frames: Frames, contract: Mapping[str, Any]) -> Iterator[Fault]:
    rows = _list_rows(frames, "members", "member_id", "kind", "country")
    members = {member: place for _, member, *place in rows}
    for row, first, second in _list_rows(frames, "memberships", "member_id", "ambiguous_with"):
        if second and first == second:
            message = "is the member itself: name the other one that could be meant"
            yield Fault("memberships", row, "ambiguous_with", second, message)
        elif first in members and members.get(second, members[first]) != members[first]:
            message = f"is of another kind or country than {first!r}"
            yield Fault("memberships", row, "ambiguous_with", second, message)


def _count_municipalities(frames: Frames, contract: Mapping[str, Any]) -> Iterator[Fault]:
    """Hold the stated numbers of German municipalities against lists that claim to be whole."""
    roles, taking_part = codes(contract, "role"), codes(contract, "role", group="participation")
    rows = _list_rows(frames, "members", "member_id", "kind", "country")
    members = {member: place for _, member, *place in rows}
    stated = ("german_municipalities_reported", "german_municipalities_qualifier")
    networks = list(_list_rows(frames, "networks", "network_id", "german_listing", *stated))
    named: dict[str, set[str]] = {network: set() for _, network, *_ in networks}
    memberships = list(_list_rows(frames, "memberships", "network_id", "member_id", "role"))
    for _, network, member, role in memberships:
        if network not in named or member not in members or role not in roles:
            return  # A wrong key or code, which has a fault of its own, would be counted nowhere.
        if role in taking_part and members[member] == ["municipality", "DE"]:
            named[network].add(member)
    file = name_file(contract, "memberships")
    for row, network, listing, number, qualifier in networks if memberships else ():
        count, exact = len(named[network]), number.isdigit() and qualifier == "exact"
        if listing == "none" and (count or number not in ("", "0")):
            message = f"german_listing is none, {number or 'no number'} stated, {file} names "
            message += f"{count}: change the listing, or state 0 and name none"
        elif listing == "complete" and exact and int(number) != count:
            message = f"{number} stated as a complete list, {file} names {count}: "
            message += "add the missing row" if count < int(number) else "take out the surplus row"
            message += ", or change the listing to examples"
        else:
            continue
        yield Fault("networks", row, stated[0], number, message)
