"""The tables of one folder: loaded, sorted, selected from, and read otherwise."""

import json
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.data.checking import check_cells, check_rules
from analysis.data.contract import (
    EAST,
    FOLDER,
    PARTICIPATION,
    REQUIRED,
    WEST,
    codes,
    find_resource,
    list_fields,
    list_required,
    name_file,
    name_tables,
    read_contract,
)
from analysis.data.reading import DataError, DataWarning, Fault, Reading, read_table

OPTIONAL = ("eligibility", "municipalities", "claims")
TYPES = {"integer": "Int64", "number": "Float64"}


@dataclass(frozen=True, eq=False, repr=False)
class Dataset:
    """The tables of one folder and their contract.

    Text columns have the dtype str, whole numbers Int64, numbers Float64; an empty cell is missing
    in all of them. Lists of codes stay text, joined by ";". Every frame counts its rows from 0:
    networks in the order of the file, members by member_id, memberships by network, role and
    member_id, municipalities by key and name.
    """

    networks: pd.DataFrame
    members: pd.DataFrame
    memberships: pd.DataFrame
    eligibility: pd.DataFrame | None
    municipalities: pd.DataFrame | None
    claims: pd.DataFrame | None
    contract: dict[str, Any]

    def __repr__(self) -> str:
        """Name the tables and their numbers of rows."""
        frames = {field.name: getattr(self, field.name) for field in fields(self)[:-1]}
        sizes = [f"{name}={len(frame)}" for name, frame in frames.items() if frame is not None]
        return f"Dataset({', '.join(sizes)})"


def load(folder: str | Path | None = None) -> Dataset:
    """Load, check, type and sort the tables of a folder; None: the repository's data/.

    There stand networks.csv, members.csv and memberships.csv; eligibility.csv, municipalities.csv
    and claims.csv may be absent, and so may columns that need no value and are no keys: they are
    read as empty. A datapackage.json there is the contract, else the repository's is. A DataError
    holds every fault of every file; a DataWarning tells each harmless thing that was repaired while
    reading, such as a byte-order mark or columns in another order. The files stay as they are.

    Examples
    --------
    >>> len(load().networks)
    34
    """
    contract = read_contract(folder)
    readings = _read_tables(Path(folder or FOLDER), contract)
    faults = [fault for reading in readings.values() for fault in reading.faults]
    frames = {name: each.frame for name, each in readings.items() if each.frame is not None}
    # A doubtful cell loses no row; what lost a row or a column is not compared with others.
    whole = [name for name in frames if all(f.column and f.row != 1 for f in readings[name].faults)]
    faults += check_cells(frames, contract, whole)
    faults += check_rules({name: frames[name] for name in whole}, contract)
    if faults:
        raise DataError(_order_faults(faults, contract))
    for name, reading in readings.items():
        for repair in reading.repairs:
            warnings.warn(f"{name_file(contract, name)}: {repair}", DataWarning, stacklevel=2)
    tables: dict[str, Any] = dict.fromkeys(OPTIONAL)
    tables |= {name: _type_frame(frame, contract, name) for name, frame in frames.items()}
    return _sort_tables(Dataset(**tables, contract=contract))


def _read_tables(folder: Path, contract: Mapping[str, Any]) -> dict[str, Reading]:
    readings = {}
    for name in (*REQUIRED, *OPTIONAL):
        resource = find_resource(contract, name)
        if resource and (name in REQUIRED or (folder / resource["path"]).exists()):
            columns = [field["name"] for field in list_fields(contract, name)]
            required = list_required(contract, name)
            readings[name] = read_table(folder / resource["path"], columns, required)
    return readings


def _order_faults(faults: Sequence[Fault], contract: Mapping[str, Any]) -> list[Fault]:
    """Order the faults by file, row and column, one per cell: the first found is the cause."""
    first: dict[tuple[str, int | None, str], Fault] = {}
    for fault in faults:
        first.setdefault((fault.file, fault.row, fault.column), fault)
    tables = name_tables(contract)
    files = {name_file(contract, name): i for i, name in enumerate(tables)}
    columns = [field["name"] for name in tables for field in list_fields(contract, name)]
    places = {column: i for i, column in enumerate(columns)}

    def rank(fault: Fault) -> tuple[int, int, int]:
        column = fault.column.split(", ")[0]
        return files.get(fault.file, -1), fault.row or 0, places.get(column, -1)

    return sorted(first.values(), key=rank)


def _type_frame(frame: pd.DataFrame, contract: Mapping[str, Any], name: str) -> pd.DataFrame:
    typed = {}
    for field in list_fields(contract, name):
        cells = frame[field["name"]].mask(frame[field["name"]].eq(""))
        typed[field["name"]] = cells.astype(TYPES.get(field["type"], "str"))
    return pd.DataFrame(typed).reset_index(drop=True)


def _sort_tables(data: Dataset) -> Dataset:
    """Sort networks as in the file, members by key, memberships by network, role and member."""
    order = {"network_id": list(data.networks["network_id"]), "role": codes(data.contract, "role")}
    places = {column: {key: i for i, key in enumerate(keys)} for column, keys in order.items()}
    memberships = data.memberships.sort_values(
        ["network_id", "role", "member_id"],
        key=lambda cells: cells.map(places[cells.name]) if cells.name in places else cells,
        ignore_index=True,
    )
    members = data.members.sort_values("member_id", ignore_index=True)
    municipalities = data.municipalities
    if municipalities is not None:
        municipalities = municipalities.sort_values(["ags", "name"], ignore_index=True)
    return replace(data, members=members, memberships=memberships, municipalities=municipalities)


def read_states() -> dict[str, Any]:
    """Read the borders of the 16 German states: GeoJSON features with the property `state`.

    In degrees (WGS 84), from Natural Earth, 1:10 million, states and provinces (public domain).

    Examples
    --------
    >>> len(read_states()["features"])
    16
    """
    states: dict[str, Any] = json.loads((FOLDER / "states.geojson").read_text(encoding="utf-8"))
    return states


def require_table(data: Dataset, name: str, *, needed_by: str) -> pd.DataFrame:
    """Give a table that may be absent, or say which file to add in a ValueError."""
    frame = getattr(data, name)
    if not isinstance(frame, pd.DataFrame):
        raise ValueError(f"{needed_by} needs the table {name}: add {name}.csv to the folder")
    return frame


BERLIN = ("separate", "east", "west", "exclude")
READINGS = ("coded", "alternative")


def resolve_ambiguous(data: Dataset, *, reading: str = "coded") -> Dataset:
    """Choose between the two readings of the names that could mean two places.

    "coded" leaves the tables as they are; "alternative" takes, in every membership that has one,
    the member of ambiguous_with instead, and notes the coded one there: "Halle" and "Landau" in the
    profiles of Morgenstadt and Stadt.Land.Digital in the report. It is a ValueError if the reading
    is unknown, or makes a member stand twice in a role of a network.

    Examples
    --------
    >>> other = resolve_ambiguous(load(), reading="alternative")
    >>> "halle-saale" in set(other.memberships["ambiguous_with"])
    True
    """
    _check_codes("reading", [reading], READINGS)
    if reading == "coded":
        return data
    rows = data.memberships.copy()
    open_rows = rows["ambiguous_with"].notna()
    swapped = ["ambiguous_with", "member_id"]
    rows.loc[open_rows, ["member_id", "ambiguous_with"]] = rows.loc[open_rows, swapped].to_numpy()
    key = ["network_id", "member_id", "role"]
    twice = rows.loc[rows.duplicated(key), key]
    if len(twice):
        found = "; ".join(", ".join(row) for row in twice.itertuples(index=False))
        raise ValueError(f"under the alternative reading these memberships stand twice: {found}")
    return _sort_tables(replace(data, memberships=rows))


def classify_region(states: "pd.Series[str]", *, berlin: str = "separate") -> "pd.Series[str]":
    """Assign German states (ISO 3166-2 without DE-) to east, west or berlin; missing ones to none.

    "separate" makes Berlin a region of its own, "east" or "west" puts it there, "exclude" leaves it
    without a region; another choice, or an unknown state, is a ValueError. The report (section
    3.2.3) names no states where it speaks of the East.

    Examples
    --------
    >>> classify_region(pd.Series(["SN", "BE", "NW"]), berlin="east").tolist()
    ['east', 'east', 'west']
    """
    _check_codes("berlin", [berlin], BERLIN)
    _check_codes("states", states.dropna().unique().tolist(), [*EAST, "BE", *WEST])
    regions = dict.fromkeys(EAST, "east") | dict.fromkeys(WEST, "west")
    if berlin != "exclude":
        regions["BE"] = "berlin" if berlin == "separate" else berlin
    return states.map(regions).astype("str").rename("region")


def select_memberships(
    data: Dataset,
    *,
    kinds: Sequence[str] | None = ("municipality", "district"),
    country: str | None = "DE",
    roles: Sequence[str] | None = PARTICIPATION,
    listings: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Select memberships by member, role and kind of list, with the columns of the member.

    `kinds` of members, `roles` and the networks' `listings` (german_listing) are sequences of
    codes, `country` is an ISO 3166-1 alpha-2 code; None takes all, those without one included. A
    code that is not in the contract is a ValueError.

    Examples
    --------
    >>> rows = select_memberships(load(), kinds=("municipality",), listings=("complete",))
    >>> int(rows["network_id"].eq("eurocities").sum())
    23
    """
    members = _keep(data, data.members, "kind", kinds)
    rows = _keep(data, data.memberships, "role", roles)
    networks = _keep(data, data.networks, "german_listing", listings)
    if country is not None and not (len(country) == 2 and country.isupper()):
        raise ValueError(f"country is {country!r}: two capital letters such as 'DE', or None")
    if country is not None:
        members = members[members["country"].eq(country)]
    if listings is not None:
        rows = rows[rows["network_id"].isin(networks["network_id"])]
    return rows.merge(members, on="member_id", how="inner", validate="many_to_one")


def _keep(
    data: Dataset, frame: pd.DataFrame, column: str, chosen: Sequence[str] | None
) -> pd.DataFrame:
    """Keep the rows of a frame that have one of these codes; None for all."""
    if isinstance(chosen, str):
        raise ValueError(f"{column}: {chosen!r} is one text: give a sequence, ({chosen!r},)")
    _check_codes(column, chosen or (), codes(data.contract, column))
    return frame if chosen is None else frame[frame[column].isin(chosen)]


def _check_codes(argument: str, chosen: Sequence[str], allowed: Sequence[str]) -> None:
    unknown = [code for code in chosen if code not in allowed]
    if unknown:
        raise ValueError(f"{argument}: {unknown[0]!r} is unknown (allowed: {', '.join(allowed)})")
