"""Which networks, actors and cities a check speaks of: the parameters in the column `check`."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.data import Dataset
from analysis.data.contract import PARTICIPATION, codes, list_fields

# Joins several codes or keys within one parameter.
JOIN = "+"


def split_codes(data: Dataset, column: str, text: str) -> list[str]:
    """Split a parameter into codes of a column of networks, and refuse those that are none.

    Examples
    --------
    >>> from analysis import load
    >>> split_codes(load(), "category", "national+smart_city")
    ['national', 'smart_city']
    """
    fields = [str(field["name"]) for field in list_fields(data.contract, "networks")]
    columns = [name for name in fields if codes(data.contract, name)]
    if column not in columns:
        raise ValueError(f"{column!r} is no column of codes (allowed: {', '.join(columns)})")
    return _check("code of " + column, text.split(JOIN), codes(data.contract, column))


def _check(what: str, found: list[str], allowed: Sequence[str]) -> list[str]:
    for entry in found:
        if entry not in allowed:
            raise ValueError(f"{entry!r} is no {what} (allowed: {', '.join(allowed)})")
    return found


def split_kinds(data: Dataset, text: str) -> list[str]:
    """Split a parameter into kinds of members, and refuse those that are none.

    Examples
    --------
    >>> from analysis import load
    >>> split_kinds(load(), "company+research")
    ['company', 'research']
    """
    return _check("kind of members", text.split(JOIN), list_kinds(data))


def split_countries(text: str) -> list[str]:
    """Split a parameter into countries, and refuse what is no code of one.

    Examples
    --------
    >>> split_countries("CN+CO")
    ['CN', 'CO']
    """
    found = text.split(JOIN)
    for entry in found:
        if not (len(entry) == 2 and entry.isalpha() and entry.isupper()):
            raise ValueError(f"{entry!r} is no country (allowed: two capital letters such as DE)")
    return found


def split_members(data: Dataset, text: str) -> list[str]:
    """Split a parameter into keys of members, and refuse those that the table lacks.

    Examples
    --------
    >>> from analysis import load
    >>> split_members(load(), "europaeische-kommission")
    ['europaeische-kommission']
    """
    keys = set(data.members["member_id"])
    for key in (found := text.split(JOIN)):
        if key not in keys:
            raise ValueError(f"{key!r} is no member_id of the table members")
    return found


def mark_code(data: Dataset, networks: pd.DataFrame, code: str) -> "pd.Series[bool]":
    """Say which networks have one of the codes of a column, written as column/code+code.

    Examples
    --------
    >>> from analysis import load
    >>> data = load()
    >>> int(mark_code(data, data.networks, "funding/eu").sum())
    9
    """
    column, _, text = code.partition("/")
    wanted = split_codes(data, column, text)
    cells = networks[column].fillna("").str.split(";")
    return cells.map(lambda found: any(entry in wanted for entry in found)).astype("bool")


def select_networks(data: Dataset, conditions: Mapping[str, str]) -> pd.DataFrame:
    """Select the networks that have one of the codes in each of the columns.

    Examples
    --------
    >>> from analysis import load
    >>> len(select_networks(load(), {"category": "national+smart_city"}))
    19
    """
    networks = data.networks
    for column, text in conditions.items():
        networks = networks[mark_code(data, networks, f"{column}/{text}")]
    return networks


def pick_networks(data: Dataset, text: str) -> list[str]:
    """Split a parameter into keys of networks, and refuse those that the table lacks.

    Examples
    --------
    >>> from analysis import load
    >>> pick_networks(load(), "mysmartlife+matchup")
    ['mysmartlife', 'matchup']
    """
    keys = data.networks["network_id"].tolist()
    for key in (found := text.split(JOIN)):
        if key not in keys:
            raise ValueError(f"{key!r} is no network_id of the table networks")
    return found


def read_network(data: Dataset, key: str) -> dict[str, Any]:
    """Give the cells of one network by column.

    Examples
    --------
    >>> from analysis import load
    >>> read_network(load(), "cemr")["reach"]
    'europe'
    """
    (key,) = pick_networks(data, key)
    rows = data.networks[data.networks["network_id"].eq(key)]
    return {str(column): rows[column].iloc[0] for column in rows}


def list_actors(
    data: Dataset,
    *,
    networks: str | None = None,
    role: str | None = None,
    kind: str | None = None,
    country: str | None = None,
) -> pd.DataFrame:
    """List memberships with their members, by keys of networks, roles, kinds and countries.

    Without a role, those of taking part. Codes and keys are joined by +.

    Examples
    --------
    >>> from analysis import load
    >>> list_actors(load(), networks="polis", role="initiator")["member_id"].tolist()
    ['eurocities']
    """
    rows = data.memberships
    if networks is not None:
        rows = rows[rows["network_id"].isin(pick_networks(data, networks))]
    roles = list(PARTICIPATION)
    if role is not None:
        roles = _check("role", role.split(JOIN), codes(data.contract, "role"))
    rows = rows[rows["role"].isin(roles)].merge(
        data.members, on="member_id", how="inner", validate="many_to_one"
    )
    if kind is not None:
        rows = rows[rows["kind"].isin(split_kinds(data, kind))]
    if country is not None:
        rows = rows[rows["country"].isin(split_countries(country))]
    return rows


def list_kinds(data: Dataset) -> list[str]:
    """List the kinds of members in the order of the contract.

    Examples
    --------
    >>> from analysis import load
    >>> list_kinds(load())[:2]
    ['municipality', 'district']
    """
    fields = list_fields(data.contract, "members")
    field = next(field for field in fields if field["name"] == "kind")
    return [str(code["code"]) for code in field.get("codes", ())]
