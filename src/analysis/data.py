"""The tables as frames: loading them, and the selections that every measure shares."""

import json
import warnings
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.contract import (
    EAST,
    FILE,
    FOLDER,
    GOVERNANCE,
    PARTICIPATION,
    WEST,
    codes,
    read_contract,
)
from analysis.dataset import Dataset, read_dataset, sort_tables
from analysis.faults import DataError, DataWarning, Fault

__all__ = [
    "GOVERNANCE",
    "PARTICIPATION",
    "DataError",
    "DataWarning",
    "Dataset",
    "Fault",
    "classify_region",
    "load",
    "read_states",
    "require_table",
    "resolve_ambiguous",
    "select_memberships",
]

BERLIN = ("separate", "east", "west", "exclude")
READINGS = ("coded", "alternative")


def load(folder: str | Path | None = None, *, check: bool = True) -> Dataset:
    """Load the tables of a folder.

    Parameters
    ----------
    folder
        A folder that holds networks.csv, members.csv and memberships.csv; municipalities.csv and
        claims.csv may be absent. A datapackage.json there is its contract, else the repository's
        is. None: the repository's data/.
    check
        False spares the rules on content (codes, keys, ranges, agreement between tables) for
        tables that were checked before. The files are read as strictly, and numbers are typed.

    Returns
    -------
    Dataset
        The typed tables.

    Raises
    ------
    DataError
        With every fault of every file, unless all is sound.

    Warns
    -----
    DataWarning
        For each harmless thing that was repaired: a byte-order mark, other line ends, a missing
        last line end, accents as separate characters (NFD), blank rows at the end, columns in
        another order. The files stay as they are.

    Examples
    --------
    >>> from analysis import load
    >>> data = load()
    >>> len(data.networks)
    34
    """
    folder = Path(folder or FOLDER)
    try:
        contract = read_contract(folder)
    except ValueError as error:
        raise DataError([Fault(FILE, None, "", "", str(error))]) from error
    data, repairs = read_dataset(folder, contract, check=check)
    for repair in repairs:
        warnings.warn(repair, DataWarning, stacklevel=2)
    return data


def resolve_ambiguous(data: Dataset, *, reading: str = "coded") -> Dataset:
    """Choose between the two readings of the names that could mean two places.

    Parameters
    ----------
    data
        The tables as loaded.
    reading
        "coded" leaves them as they are; "alternative" takes, in every membership that has one, the
        member of the column ambiguous_with instead, and notes the coded one there.

    Returns
    -------
    Dataset
        New tables; those given stay as they are.

    Raises
    ------
    ValueError
        If the reading is unknown, or if under the alternative a member would stand twice in the
        same role of a network.

    References
    ----------
    BBSR 36/2023, profiles of the Morgenstadt Initiative ("Halle") and Stadt.Land.Digital
    ("Landau").

    Examples
    --------
    >>> from analysis import load, resolve_ambiguous
    >>> data = load()
    >>> west = resolve_ambiguous(data, reading="alternative")
    >>> [
    ...     int(table["member_id"].eq("halle-saale").sum())
    ...     for table in (data.memberships, west.memberships)
    ... ]
    [1, 0]
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
    return sort_tables(replace(data, memberships=rows))


def classify_region(states: "pd.Series[str]", *, berlin: str = "separate") -> "pd.Series[str]":
    """Assign German states to eastern and western Germany.

    Parameters
    ----------
    states
        State codes (ISO 3166-2 without DE-); a missing one, as of a foreign member, stays missing.
    berlin
        "separate" makes Berlin a region of its own, "east" or "west" puts it there, "exclude"
        leaves it without a region.

    Returns
    -------
    Series of str
        east, west or berlin, with the index of `states`, named region.

    Raises
    ------
    ValueError
        If a state or the choice for Berlin is unknown.

    References
    ----------
    BBSR 36/2023, section 3.2.3, names no states where it speaks of the East.

    Examples
    --------
    >>> import pandas
    >>> states = pandas.Series(["SN", "BE", "NW"])
    >>> classify_region(states).tolist()
    ['east', 'berlin', 'west']
    >>> classify_region(states, berlin="east").tolist()
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
    """Select memberships by member, role and kind of list.

    Parameters
    ----------
    data
        The tables.
    kinds
        Kinds of members; None for all.
    country
        Country of the members, ISO 3166-1 alpha-2; None for all, those without one included.
    roles
        Roles; None for all. Default: those of taking part.
    listings
        Only networks whose german_listing is one of these, such as ("complete",); None for all.

    Returns
    -------
    DataFrame
        One row per network, member and role in the order of data.memberships: its columns, then
        those of the member.

    Raises
    ------
    ValueError
        If a code is not in the contract.

    Examples
    --------
    >>> from analysis import load, select_memberships
    >>> rows = select_memberships(load(), kinds=("municipality",), listings=("complete",))
    >>> int(rows["network_id"].eq("eurocities").sum())
    23
    """
    choices = {"kind": kinds, "role": roles, "german_listing": listings}
    for column, chosen in choices.items():
        if isinstance(chosen, str):
            raise ValueError(f"{column}: {chosen!r} is one text: give a sequence, ({chosen!r},)")
        _check_codes(column, chosen or (), codes(data.contract, column))
    if country is not None and not (len(country) == 2 and country.isupper()):
        raise ValueError(f"country is {country!r}: two capital letters such as 'DE', or None")
    rows = data.memberships
    if roles is not None:
        rows = rows[rows["role"].isin(roles)]
    if listings is not None:
        listed = data.networks.loc[data.networks["german_listing"].isin(listings), "network_id"]
        rows = rows[rows["network_id"].isin(listed)]
    members = data.members
    if kinds is not None:
        members = members[members["kind"].isin(kinds)]
    if country is not None:
        members = members[members["country"].eq(country)]
    return rows.merge(members, on="member_id", how="inner", validate="many_to_one")


def read_states() -> dict[str, Any]:
    """Read the borders of the 16 German states, which come with the repository.

    Returns
    -------
    dict
        A GeoJSON feature collection in degrees (WGS 84); each feature has the property `state`.

    References
    ----------
    Natural Earth, 1:10 million, admin 1 states and provinces (public domain).

    Examples
    --------
    >>> len(read_states()["features"])
    16
    """
    states: dict[str, Any] = json.loads((FOLDER / "states.geojson").read_text(encoding="utf-8"))
    return states


def require_table(data: Dataset, name: str, *, needed_by: str) -> pd.DataFrame:
    """Give a table that may be absent, or say which file to add.

    Raises
    ------
    ValueError
        If the table is absent.

    Examples
    --------
    >>> from analysis import load
    >>> len(require_table(load(), "municipalities", needed_by="count_participation"))
    10773
    """
    frame = getattr(data, name)
    if not isinstance(frame, pd.DataFrame):
        raise ValueError(f"{needed_by} needs the table {name}: add {name}.csv to the folder")
    return frame


def _check_codes(argument: str, chosen: Sequence[str], allowed: Sequence[str]) -> None:
    unknown = [code for code in chosen if code not in allowed]
    if unknown:
        raise ValueError(f"{argument}: {unknown[0]!r} is unknown (allowed: {', '.join(allowed)})")
