"""The selections that every measure shares: scope, region, and the reading of ambiguous names."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from analysis.contract import EAST, PARTICIPATION, WEST, codes
from analysis.data.dataset import Dataset, sort_tables

BERLIN = ("separate", "east", "west", "exclude")
READINGS = ("coded", "alternative")


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


def _check_codes(argument: str, chosen: Sequence[str], allowed: Sequence[str]) -> None:
    unknown = [code for code in chosen if code not in allowed]
    if unknown:
        raise ValueError(f"{argument}: {unknown[0]!r} is unknown (allowed: {', '.join(allowed)})")
