"""Verdicts on statements, and the scope that a statement names."""

import operator
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
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
BOUNDS: dict[str, Callable[[float, float], bool]] = {
    "=": operator.eq, ">": operator.gt, "<": operator.lt, ">=": operator.ge, "<=": operator.le
}  # fmt: skip
JOIN = "+"  # joins several codes or keys within one parameter
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


class Share(NamedTuple):
    """How many of how many, networks or actors or lists."""

    part: int
    whole: int

    @classmethod
    def of(cls, marked: "pd.Series[Any]") -> "Share":
        """Give the share of those that are marked."""
        return cls(int(marked.sum()), len(marked))

    @property
    def value(self) -> float:
        """The share as a number; of nothing it is NaN, which meets no bound."""
        return self.part / self.whole if self.whole else float("nan")

    def __str__(self) -> str:
        """Write it with its counts."""
        return f"{self.part}/{self.whole}" + (f" = {self.value:.3f}" if self.whole else "")


def judge_readings(fits: Sequence[bool]) -> str:
    """Judge by the readings of the data: all agree with a statement, some do, or none."""
    if all(fits):
        return REPRODUCED
    return IN_PART if any(fits) else CONTRADICTED


def judge_counts(expected: str, *counts: int, alternative: str = "") -> Finding:
    """Judge counts under several readings, of which the first is computed."""
    fits = [meets(expected, count) for count in counts]
    return Finding(judge_readings(fits), str(counts[0]), alternative)


def judge_shares(expected: str, shares: Sequence[Share], alternative: str = "") -> Finding:
    """Judge shares as counts; of a statement on all (=1), half of them are enough for a part."""
    verdict = judge_readings([meets(expected, share.value) for share in shares])
    if verdict == CONTRADICTED and expected == "=1":
        verdict = IN_PART if any(share.value >= HALF for share in shares) else verdict
    return Finding(verdict, str(shares[0]), alternative)


def judge_order(
    order: tuple[str, str], readings: Sequence[Mapping[str, Share]], other: str = ""
) -> Finding:
    """Judge whether the first share exceeds the second, under another reading as well."""
    fits = [shares[order[0]].value > shares[order[1]].value for shares in readings]
    texts = ["; ".join(f"{name} {share}" for name, share in shares.items()) for shares in readings]
    return Finding(judge_readings(fits), texts[0], f"{other}: {texts[1]}" if other else "")


def judge_list(expected: str, found: Iterable[str], *, beyond: bool = False) -> Finding:
    """Judge a list: equal, in common at least one, or none; with `beyond`, more do no harm."""
    wanted, entries = read_list(expected), list(dict.fromkeys(found))
    missing = [entry for entry in wanted if entry not in entries]
    also = [] if beyond else [entry for entry in entries if entry not in wanted]
    computed = f"{len(wanted) - len(missing)}/{len(wanted)}"
    computed += f", missing: {';'.join(missing)}" if missing else ""
    computed += f", also: {';'.join(also)}" if also else ""
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
    return bool(BOUNDS[sign](value, wanted))


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


def write_counts(counts: "Mapping[str, int] | pd.Series[int]") -> str:
    """Write counts, each after what was counted."""
    return ", ".join(f"{name} {count}" for name, count in counts.items())


def require(fits: bool, name: str, value: str, allowed: str) -> None:
    """Refuse a parameter that has another value than is allowed."""
    if not fits:
        raise ValueError(f"{name} is {value!r} (allowed: {allowed})")


def split_text(text: str, known: Collection[str], what: str) -> list[str]:
    """Split a parameter into codes or keys, and refuse those that are not known."""
    for entry in (found := text.split(JOIN)):
        if entry not in known:
            raise ValueError(f"{entry!r} is no {what}")
    return found


def split_listed(text: str, known: Sequence[str], what: str) -> list[str]:
    """Split a parameter likewise, and list what is known in the refusal."""
    return split_text(text, known, f"{what} (allowed: {', '.join(known)})")


def list_codes(data: Dataset, column: str) -> list[str]:
    """List the codes of a column of networks, and refuse a column without."""
    names = [str(field["name"]) for field in list_fields(data.contract, "networks")]
    columns = [name for name in names if codes(data.contract, name)]
    if column not in columns:
        raise ValueError(f"{column!r} is no column of codes (allowed: {', '.join(columns)})")
    return codes(data.contract, column)


def split_codes(data: Dataset, column: str, text: str) -> list[str]:
    """Split a parameter into codes of a column of networks."""
    return split_listed(text, list_codes(data, column), f"code of {column}")


def split_kinds(data: Dataset, text: str) -> list[str]:
    """Split a parameter into kinds of members."""
    return split_listed(text, codes(data.contract, "kind"), "kind of members")


def split_countries(text: str) -> list[str]:
    """Split a parameter into countries."""
    known = [entry for entry in text.split(JOIN) if re.fullmatch("[A-Z]{2}", entry)]
    return split_text(text, known, "country (allowed: two capital letters such as DE)")


def mark_code(data: Dataset, networks: pd.DataFrame, code: str) -> "pd.Series[bool]":
    """Say which networks have one of the codes of a column, written as column/code+code."""
    column, _, text = code.partition("/")
    wanted = set(split_codes(data, column, text))
    cells = networks[column].fillna("").str.split(";")
    return cells.map(lambda found: not wanted.isdisjoint(found)).astype("bool")


def select_networks(data: Dataset, conditions: Mapping[str, str]) -> pd.DataFrame:
    """Select the networks that have one of the codes in each of the columns."""
    networks = data.networks
    for column, text in conditions.items():
        networks = networks[mark_code(data, networks, f"{column}/{text}")]
    return networks


def pick_networks(data: Dataset, text: str) -> pd.DataFrame:
    """Select the networks whose keys a parameter names."""
    keys = data.networks["network_id"]
    return data.networks[keys.isin(split_text(text, set(keys), "network_id of the table networks"))]


def read_network(data: Dataset, key: str) -> "pd.Series[Any]":
    """Give the cells of one network."""
    rows = data.networks[data.networks["network_id"].eq(key)]
    if rows.empty:
        raise ValueError(f"{key!r} is no network_id of the table networks")
    return rows.iloc[0]


def list_actors(
    data: Dataset,
    networks: pd.DataFrame | None = None,
    *,
    role: str | None = None,
    kind: str | None = None,
    country: str | None = None,
) -> pd.DataFrame:
    """List memberships with their members; without a role, those of taking part."""
    roles, rows = list(PARTICIPATION), data.memberships
    if role is not None:
        roles = split_listed(role, codes(data.contract, "role"), "role")
    if networks is not None:
        rows = rows[rows["network_id"].isin(networks["network_id"])]
    rows = rows[rows["role"].isin(roles)].merge(
        data.members, on="member_id", how="inner", validate="many_to_one"
    )
    if kind is not None:
        rows = rows[rows["kind"].isin(split_kinds(data, kind))]
    if country is not None:
        rows = rows[rows["country"].isin(split_countries(country))]
    return rows


def tally(cells: "pd.Series[Any]", order: list[str]) -> "pd.Series[int]":
    """Count the codes that occur, the most frequent first, then in an order."""
    counts = cells.value_counts().reindex(order, fill_value=0)
    return counts[counts > 0].sort_values(ascending=False, kind="stable")


def judge_groups(
    data: Dataset, expected: str, by: str, marked: "pd.Series[bool]", other: Mapping[str, Any]
) -> Finding:
    """Judge where the share of marked networks is greater, of all networks and of others alone."""
    order = read_order(expected, list_codes(data, by))
    readings = []
    for networks in (data.networks, *other.values()):
        rows = {code: mark_code(data, networks, f"{by}/{code}") for code in order}
        readings.append({code: Share.of(marked[r.index[r]]) for code, r in rows.items()})
    return judge_order(order, readings, *other)
