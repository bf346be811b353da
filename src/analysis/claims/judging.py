"""Verdicts on statements, and the scope that a statement names."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from analysis.data import Dataset
from analysis.data.contract import PARTICIPATION, codes, list_fields

REPRODUCED = "reproduced"
IN_PART = "reproduced_in_part"
CONTRADICTED = "contradicted"
NOT_CHECKABLE = "not_checkable"
VERDICTS = (REPRODUCED, IN_PART, CONTRADICTED, NOT_CHECKABLE)

NUMBER = re.compile(r"(~|[<>]=?|=)?([0-9]+(?:\.[0-9]+)?)")
SPAN = re.compile(r"([0-9]+)-([0-9]+)")
KEY = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
ORDER = re.compile(rf"({KEY.pattern})([<>])({KEY.pattern})")
HALF = 0.5
# What a check finds where it cannot run for want of the official list.
NO_LIST = "needs municipalities.csv"


class Finding(NamedTuple):
    """What a check finds: the verdict, the value behind it, and what other readings give."""

    verdict: str
    computed: str
    alternative: str = ""


class ExpectedError(ValueError):
    """The value in the column `expected` has not the form that the check takes."""


def judge_readings(fits: Sequence[bool]) -> str:
    """Judge by the readings of the data: all agree with a statement, some do, or none."""
    if all(fits):
        return REPRODUCED
    return IN_PART if any(fits) else CONTRADICTED


def judge_shares(expected: str, shares: Sequence[float]) -> str:
    """Judge shares under several readings."""
    verdict = judge_readings([meets(expected, share) for share in shares])
    whole = expected == "=1" and any(share >= HALF for share in shares)
    return IN_PART if verdict == CONTRADICTED and whole else verdict


def judge_list(expected: str, found: Collection[str], *, beyond: bool = False) -> Finding:
    """Judge a list: equal, in common at least one, or none."""
    wanted = read_list(expected)
    missing = [entry for entry in wanted if entry not in found]
    also = [] if beyond else [entry for entry in found if entry not in wanted]
    computed = f"{len(wanted) - len(missing)}/{len(wanted)}"
    for word, entries in (("missing", missing), ("also", also)):
        if entries:
            computed += f", {word}: {';'.join(entries)}"
    if not missing and not also:
        return Finding(REPRODUCED, computed)
    return Finding(IN_PART if len(missing) < len(wanted) else CONTRADICTED, computed)


def meets(expected: str, value: float) -> bool:
    """Say whether a value is the expected number, rounds to it (~) or keeps the bound."""
    found = NUMBER.fullmatch(expected)
    if found is None:
        raise ExpectedError("is no number (allowed: 34, ~11000 or a bound such as >0.5)")
    sign, wanted = found[1] or "=", float(found[2])
    if sign == "~":
        # Rounded to as many leading digits as the number shows.
        zeros = len(found[2]) - len(found[2].rstrip("0"))
        return bool(round(value, -zeros) == wanted)
    held = {
        "=": value == wanted,
        ">": value > wanted,
        "<": value < wanted,
        ">=": value >= wanted,
        "<=": value <= wanted,
    }
    return bool(held[sign])


def read_span(expected: str) -> tuple[int, int]:
    """Read a span of years or of inhabitants, both ends included."""
    found = SPAN.fullmatch(expected)
    if found is None or int(found[1]) > int(found[2]):
        raise ExpectedError("is no span (allowed: the lower and the upper end, as in 2015-2020)")
    return int(found[1]), int(found[2])


def read_list(expected: str) -> list[str]:
    """Read a list of keys or codes."""
    entries = expected.split(";")
    if not all(KEY.fullmatch(entry) for entry in entries) or len(set(entries)) < len(entries):
        raise ExpectedError("is no list (allowed: keys or codes joined by ; and each once)")
    return entries


def read_order(expected: str, allowed: Collection[str]) -> tuple[str, str]:
    """Read an order of two, the greater first."""
    found = ORDER.fullmatch(expected)
    if found is None or not {found[1], found[3]} <= set(allowed) or found[1] == found[3]:
        names = ", ".join(allowed)
        raise ExpectedError(f"is no order (allowed: two of {names}, with < or > between them)")
    return (found[1], found[3]) if found[2] == ">" else (found[3], found[1])


def write_share(count: int, total: int) -> str:
    """Write a share with its counts."""
    return f"{count}/{total} = {count / total:.3f}" if total else f"{count}/{total}"


def divide(count: float, total: float) -> float:
    """Divide; nothing out of nothing is NaN, which meets no bound."""
    return count / total if total else float("nan")


# Joins several codes or keys within one parameter.
JOIN = "+"


def split_codes(data: Dataset, column: str, text: str) -> list[str]:
    """Split a parameter into codes of a column of networks, and refuse those that are none."""
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
    """Split a parameter into kinds of members, and refuse those that are none."""
    return _check("kind of members", text.split(JOIN), list_kinds(data))


def split_countries(text: str) -> list[str]:
    """Split a parameter into countries, and refuse what is no code of one."""
    found = text.split(JOIN)
    for entry in found:
        if not (len(entry) == 2 and entry.isalpha() and entry.isupper()):
            raise ValueError(f"{entry!r} is no country (allowed: two capital letters such as DE)")
    return found


def split_members(data: Dataset, text: str) -> list[str]:
    """Split a parameter into keys of members, and refuse those that the table lacks."""
    keys = set(data.members["member_id"])
    for key in (found := text.split(JOIN)):
        if key not in keys:
            raise ValueError(f"{key!r} is no member_id of the table members")
    return found


def mark_code(data: Dataset, networks: pd.DataFrame, code: str) -> "pd.Series[bool]":
    """Say which networks have one of the codes of a column, written as column/code+code."""
    column, _, text = code.partition("/")
    wanted = split_codes(data, column, text)
    cells = networks[column].fillna("").str.split(";")
    return cells.map(lambda found: any(entry in wanted for entry in found)).astype("bool")


def select_networks(data: Dataset, conditions: Mapping[str, str]) -> pd.DataFrame:
    """Select the networks that have one of the codes in each of the columns."""
    networks = data.networks
    for column, text in conditions.items():
        networks = networks[mark_code(data, networks, f"{column}/{text}")]
    return networks


def pick_networks(data: Dataset, text: str) -> list[str]:
    """Split a parameter into keys of networks, and refuse those that the table lacks."""
    keys = data.networks["network_id"].tolist()
    for key in (found := text.split(JOIN)):
        if key not in keys:
            raise ValueError(f"{key!r} is no network_id of the table networks")
    return found


def read_network(data: Dataset, key: str) -> dict[str, Any]:
    """Give the cells of one network by column."""
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
    """List memberships with their members, by keys of networks, roles, kinds and countries."""
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
    """List the kinds of members in the order of the contract."""
    fields = list_fields(data.contract, "members")
    field = next(field for field in fields if field["name"] == "kind")
    return [str(code["code"]) for code in field.get("codes", ())]
