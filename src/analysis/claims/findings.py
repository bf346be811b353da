"""What a check finds, in which forms the table says what is expected, and how both are judged.

`expected` has one of these forms, each check takes one or two of them: a number (34), a rounded
number (~11000), a bound (>0.5, >=2, =1), a list of keys or codes (a;b), a span (2015-2020) or an
order (east<west).
"""

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

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
    """Judge by the readings of the data: all agree with a statement, some do, or none.

    Examples
    --------
    >>> judge_readings([True, False]), judge_readings([True, True])
    ('reproduced_in_part', 'reproduced')
    """
    if all(fits):
        return REPRODUCED
    return IN_PART if any(fits) else CONTRADICTED


def judge_shares(expected: str, shares: Sequence[float]) -> str:
    """Judge shares under several readings.

    A statement on all (=1) holds in part if it does for at least half of them.

    Examples
    --------
    >>> judge_shares("=1", [0.4, 0.6]), judge_shares(">0.5", [0.4])
    ('reproduced_in_part', 'contradicted')
    """
    verdict = judge_readings([meets(expected, share) for share in shares])
    whole = expected == "=1" and any(share >= HALF for share in shares)
    return IN_PART if verdict == CONTRADICTED and whole else verdict


def judge_list(expected: str, found: Collection[str], *, beyond: bool = False) -> Finding:
    """Judge a list: equal, in common at least one, or none.

    With `beyond`, entries that are found beyond those expected do no harm.

    Examples
    --------
    >>> judge_list("a;b", ["b", "c"])
    Finding(verdict='reproduced_in_part', computed='1/2, missing: a, also: c', alternative='')
    """
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
    """Say whether a value is the expected number, rounds to it (~) or keeps the bound.

    Examples
    --------
    >>> meets("34", 34), meets("~11000", 10773), meets(">0.5", 0.5)
    (True, True, False)

    Raises
    ------
    ExpectedError
        If nothing of the kind is expected.
    """
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
    """Read a span of years or of inhabitants, both ends included.

    Examples
    --------
    >>> read_span("2015-2020")
    (2015, 2020)
    """
    found = SPAN.fullmatch(expected)
    if found is None or int(found[1]) > int(found[2]):
        raise ExpectedError("is no span (allowed: the lower and the upper end, as in 2015-2020)")
    return int(found[1]), int(found[2])


def read_list(expected: str) -> list[str]:
    """Read a list of keys or codes.

    Examples
    --------
    >>> read_list("berlin;leipzig")
    ['berlin', 'leipzig']
    """
    entries = expected.split(";")
    if not all(KEY.fullmatch(entry) for entry in entries) or len(set(entries)) < len(entries):
        raise ExpectedError("is no list (allowed: keys or codes joined by ; and each once)")
    return entries


def read_order(expected: str, allowed: Collection[str]) -> tuple[str, str]:
    """Read an order of two, the greater first.

    Examples
    --------
    >>> read_order("east<west", ("east", "west"))
    ('west', 'east')
    """
    found = ORDER.fullmatch(expected)
    if found is None or not {found[1], found[3]} <= set(allowed) or found[1] == found[3]:
        names = ", ".join(allowed)
        raise ExpectedError(f"is no order (allowed: two of {names}, with < or > between them)")
    return (found[1], found[3]) if found[2] == ">" else (found[3], found[1])


def write_share(count: int, total: int) -> str:
    """Write a share with its counts.

    Examples
    --------
    >>> write_share(15, 34), write_share(0, 0)
    ('15/34 = 0.441', '0/0')
    """
    return f"{count}/{total} = {count / total:.3f}" if total else f"{count}/{total}"


def divide(count: float, total: float) -> float:
    """Divide; nothing out of nothing is NaN, which meets no bound.

    Examples
    --------
    >>> divide(1, 4), divide(0, 0)
    (0.25, nan)
    """
    return count / total if total else float("nan")
