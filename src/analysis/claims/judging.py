"""Verdicts on statements: what is expected, and the part of the tables that a statement names."""

import operator
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

import pandas as pd

from analysis.data import Dataset, select_memberships
from analysis.data.contract import PARTICIPATION, codes, list_fields

REPRODUCED = "reproduced"
IN_PART = "reproduced_in_part"
CONTRADICTED = "contradicted"
NOT_CHECKABLE = "not_checkable"
VERDICTS = (REPRODUCED, IN_PART, CONTRADICTED, NOT_CHECKABLE)

NUMBER = re.compile(r"(~|[<>]=?|=)?([0-9]+(?:\.[0-9]+)?)")
PARTS = re.compile(r"[0-9]+(\+[0-9]+)+")
SPAN = re.compile(r"([0-9]+)-([0-9]+)")
KEY = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
BOUNDS: dict[str, Callable[[float, float], bool]] = {
    "=": operator.eq, ">": operator.gt, "<": operator.lt, ">=": operator.ge, "<=": operator.le
}  # fmt: skip
JOIN = "+"  # joins several codes or keys within one parameter


class Finding(NamedTuple):
    """What a check finds: the verdict, the value behind it, and what other readings give."""

    verdict: str
    computed: str
    alternative: str = ""


# What a check finds where it cannot run for want of the official list.
NO_LIST = Finding(NOT_CHECKABLE, "needs municipalities.csv")


class Share(NamedTuple):
    """How many of how many, networks or actors or lists."""

    part: int
    whole: int

    @classmethod
    def of(cls, marked: "pd.Series[Any]") -> "Share":
        """Give the share of those that are marked."""
        return cls(int(marked.sum()), len(marked))

    def __float__(self) -> float:
        """Give it as a number; of nothing it is NaN, which meets no bound."""
        return self.part / self.whole if self.whole else float("nan")

    def __str__(self) -> str:
        """Write it with its counts."""
        return f"{self.part}/{self.whole}" + (f" = {float(self):.3f}" if self.whole else "")


Number = int | Share


def judge_readings(fits: Sequence[bool]) -> str:
    """Judge by the readings of the data: all agree with a statement, some do, or none."""
    if any(fits):
        return REPRODUCED if all(fits) else IN_PART
    return CONTRADICTED


def judge_order(
    order: Sequence[str], readings: Sequence[Mapping[str, Share]], other: str = ""
) -> Finding:
    """Judge whether the first share exceeds the second, under another reading as well."""
    fits = [float(shares[order[0]]) > float(shares[order[1]]) for shares in readings]
    texts = ["; ".join(f"{name} {share}" for name, share in shares.items()) for shares in readings]
    return Finding(judge_readings(fits), texts[0], f"{other}: {texts[1]}" if other else "")


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


def split_countries(text: str) -> list[str]:
    """Split a parameter into countries."""
    known = [entry for entry in text.split(JOIN) if re.fullmatch("[A-Z]{2}", entry)]
    return split_text(text, known, "country (allowed: two capital letters such as DE)")


class ExpectedError(ValueError):
    """The value in the column `expected` has not the form that the check takes."""


class Case(NamedTuple):
    """The tables, and the value that a statement lets expect of them."""

    data: Dataset
    expected: str

    def meets(self, value: float) -> bool:
        """Say whether a value is the expected number, rounds to it (~) or keeps the bound."""
        found = NUMBER.fullmatch(self.expected)
        if found is None:
            raise ExpectedError("is no number (allowed: 34, ~11000 or a bound such as >0.5)")
        sign, wanted = found[1] or "=", float(found[2])
        if sign == "~":
            # Rounded to as many leading digits as the number shows.
            zeros = len(found[2]) - len(found[2].rstrip("0"))
            return bool(round(value, -zeros) == wanted)
        return bool(BOUNDS[sign](value, wanted))

    def read_span(self) -> tuple[int, int]:
        """Read a span of years or of inhabitants, both ends included."""
        found = SPAN.fullmatch(self.expected)
        if found is None or int(found[1]) > int(found[2]):
            allowed = "the lower and the upper end, as in 2015-2020"
            raise ExpectedError(f"is no span (allowed: {allowed})")
        return int(found[1]), int(found[2])

    def read_list(self) -> list[str]:
        """Read a list of keys or codes."""
        entries = self.expected.split(";")
        if not all(map(KEY.fullmatch, entries)) or len(set(entries)) < len(entries):
            raise ExpectedError("is no list (allowed: keys or codes joined by ; and each once)")
        return entries

    def read_order(self, *allowed: str) -> tuple[str, str]:
        """Read an order of two, the greater first."""
        names = re.split("[<>]", self.expected)
        if len(names) != 2 or names[0] == names[1] or not set(names) <= set(allowed):
            known = ", ".join(allowed)
            raise ExpectedError(f"is no order (allowed: two of {known}, with < or > between them)")
        first, second = names
        return (first, second) if ">" in self.expected else (second, first)

    def judge(
        self, first: Number, *notes: str, others: Mapping[str, Number] = MappingProxyType({})
    ) -> Finding:
        """Judge a number, and what other readings make of it; notes stand beside these.

        Of a statement on all (=1), half of them are enough for a part.
        """
        found = [float(number) for number in (first, *others.values())]
        verdict = judge_readings([self.meets(number) for number in found])
        if verdict == CONTRADICTED and self.expected == "=1" and isinstance(first, Share):
            verdict = IN_PART if any(number >= 0.5 for number in found) else verdict
        texts = [f"{name}: {number}" for name, number in others.items()]
        return Finding(verdict, str(first), "; ".join([*texts, *notes]))

    def judge_parts(self, parts: Sequence[int]) -> Finding:
        """Judge numbers by their sum, or each by its part where parts are expected."""
        text = JOIN.join(map(str, parts))
        fits = text == self.expected if PARTS.fullmatch(self.expected) else self.meets(sum(parts))
        return Finding(judge_readings([fits]), f"{text} = {sum(parts)}")

    def judge_list(
        self, found: Iterable[str], alternative: str = "", *, beyond: bool = False
    ) -> Finding:
        """Judge a list: equal, in common at least one, or none; with `beyond`, more do no harm."""
        wanted, entries = self.read_list(), dict.fromkeys(found)
        missing = [entry for entry in wanted if entry not in entries]
        also = [entry for entry in entries if entry not in wanted and not beyond]
        computed = f"{len(wanted) - len(missing)}/{len(wanted)}"
        computed += f", missing: {';'.join(missing)}" if missing else ""
        computed += f", also: {';'.join(also)}" if also else ""
        fits = [not missing and not also, len(missing) < len(wanted)]
        return Finding(judge_readings(fits), computed, alternative)

    def judge_groups(
        self, by: str, marked: "pd.Series[bool]", other: str, others: pd.DataFrame
    ) -> Finding:
        """Judge where the share of marked networks is greater, of all and of some others alone."""
        order = self.read_order(*self.list_codes(by))
        readings = []
        for networks in (self.data.networks, others):
            rows = {code: self.mark_code(networks, f"{by}/{code}") for code in order}
            readings.append({code: Share.of(marked[r.index[r]]) for code, r in rows.items()})
        return judge_order(order, readings, other)

    def list_codes(self, column: str) -> list[str]:
        """List the codes of a column of networks, and refuse a column without."""
        names = [str(field["name"]) for field in list_fields(self.data.contract, "networks")]
        columns = [name for name in names if codes(self.data.contract, name)]
        if column not in columns:
            raise ValueError(f"{column!r} is no column of codes (allowed: {', '.join(columns)})")
        return codes(self.data.contract, column)

    def split_codes(self, column: str, text: str) -> list[str]:
        """Split a parameter into codes of a column of networks."""
        known = self.list_codes(column)
        return split_text(text, known, f"code of {column} (allowed: {', '.join(known)})")

    def split_kinds(self, text: str) -> list[str]:
        """Split a parameter into kinds of members."""
        known = codes(self.data.contract, "kind")
        return split_text(text, known, f"kind of members (allowed: {', '.join(known)})")

    def tally(self, column: str, cells: "pd.Series[Any]") -> "pd.Series[int]":
        """Count the codes that occur, the most frequent first, equal ones as in the contract."""
        counts = cells.value_counts().reindex(codes(self.data.contract, column), fill_value=0)
        return counts[counts > 0].sort_values(ascending=False, kind="stable")

    def mark_code(self, networks: pd.DataFrame, code: str) -> "pd.Series[bool]":
        """Say which networks have one of the codes of a column, written as column/code+code."""
        column, _, text = code.partition("/")
        wanted = set(self.split_codes(column, text))
        cells = networks[column].fillna("").str.split(";")
        return cells.map(lambda found: not wanted.isdisjoint(found)).astype("bool")

    def select_networks(self, conditions: Mapping[str, str]) -> pd.DataFrame:
        """Select the networks that have one of the codes in each of the columns.

        Instead of a column, `networks` names networks to keep, and `without` some to leave out.
        """
        networks = self.data.networks
        for column, text in conditions.items():
            if column in ("networks", "without"):
                named = networks.index.isin(self.pick_networks(text).index)
                networks = networks[named == (column == "networks")]
            else:
                networks = networks[self.mark_code(networks, f"{column}/{text}")]
        return networks

    def pick_networks(self, text: str) -> pd.DataFrame:
        """Select the networks whose keys a parameter names."""
        keys = self.data.networks["network_id"]
        picked = split_text(text, set(keys), "network_id of the table networks")
        return self.data.networks[keys.isin(picked)]

    def read_network(self, key: str) -> "pd.Series[Any]":
        """Give the cells of one network."""
        rows = self.data.networks[self.data.networks["network_id"].eq(key)]
        if rows.empty:
            raise ValueError(f"{key!r} is no network_id of the table networks")
        return rows.iloc[0]

    def list_actors(
        self, networks: pd.DataFrame | None = None, *, role: str = "", kind: str = "",
        country: str = "",
    ) -> pd.DataFrame:  # fmt: skip
        """List memberships with their members; without a role, those of taking part."""
        roles = role.split(JOIN) if role else PARTICIPATION
        kinds = self.split_kinds(kind) if kind else None
        rows = select_memberships(self.data, kinds=kinds, country=None, roles=roles)
        if networks is not None:
            rows = rows[rows["network_id"].isin(networks["network_id"])]
        return rows[rows["country"].isin(split_countries(country))] if country else rows
