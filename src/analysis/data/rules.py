"""Rules that hold between columns, rows and tables, which a table schema cannot say."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.contract import codes, name_file
from analysis.data.faults import Fault

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
