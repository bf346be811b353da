"""What is said in a language: all texts by `texts/`, codes by the contract too, and numbers.

A text is found by its key, such as `periods.title`, and filled in as `str.format` does. To correct
one, change it in `texts/`; to add a language, add a file there and its labels in the contract.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from analysis.data.contract import LANGUAGES, labels, title

TEXTS = Path(__file__).parent / "texts"
# Columns whose cells hold the codes of others: of the contract, or of texts.
SAME_CODES = {
    "berlin_as": "region",
    "counted_unit": "reported_unit",
    "german_municipalities_precision": "german_municipalities_qualifier",
    "members_precision": "members_reported_qualifier",
}
SUMS = ("total", "missing")


@cache
def read_texts(lang: str) -> dict[str, str]:
    """Read the texts of a language by their keys; an unknown language is a ValueError."""
    if lang not in LANGUAGES:
        raise ValueError(f"lang is {lang!r} (allowed: {', '.join(LANGUAGES)})")
    tables = tomllib.loads((TEXTS / f"{lang}.toml").read_text(encoding="utf-8"))
    return dict(_list_texts(tables, ""))


def _list_texts(tables: Mapping[str, Any], start: str) -> Iterator[tuple[str, str]]:
    for name, found in tables.items():
        if isinstance(found, str):
            yield start + name, found
        else:
            yield from _list_texts(found, f"{start}{name}.")


class Wording(NamedTuple):
    """A language and the contract that names the codes; without one, codes print themselves."""

    lang: str = "en"
    contract: Mapping[str, Any] | None = None

    def __call__(self, key: str, **values: Any) -> str:
        """Give a text, its gaps filled."""
        return read_texts(self.lang)[key].format(**values)

    def has(self, key: str) -> bool:
        """Say whether there is a text."""
        return key in read_texts(self.lang)

    def codes(self, column: str, *, short: bool = False) -> dict[str, str]:
        """Give the words for all that cells of a column can hold, sums and gaps included.

        Those of the contract come in its order, then those of the texts `column.code`, or
        `column.short.code`.
        """
        known = {word: self(f"say.{word}") for word in SUMS}
        if self.contract is not None:
            with suppress(ValueError):  # a column of the measures, without codes
                coded = SAME_CODES.get(column, column)
                known |= labels(self.contract, coded, lang=self.lang, short=short)
        for start in (f"{column}.", f"{column}.short.") if short else (f"{column}.",):
            for key, text in read_texts(self.lang).items():
                if key.startswith(start) and "." not in (code := key.removeprefix(start)):
                    known[code] = text
        return known

    def code(self, column: str, code: Any, *, short: bool = True) -> str:
        """Give the word for a code; one that has none prints itself."""
        return self.codes(column, short=short).get(str(code), str(code))

    def column(self, name: str, *, short: bool = False) -> str:
        """Give the header of a column: by the contract, else by the texts, else its own name."""
        if short and self.has(f"column.short.{name}"):
            return self(f"column.short.{name}")
        if self.contract is not None:
            with suppress(ValueError):  # a column of the measures
                return title(self.contract, name, lang=self.lang)
        return read_texts(self.lang).get(f"column.{name}", name)

    def number(self, value: float | None, decimals: int = 0) -> str:
        """Write a number as the language does; not for years, which are never grouped."""
        return format_number(value, lang=self.lang, decimals=decimals)

    def share(self, value: float | None, decimals: int = 0) -> str:
        """Write a share in per cent."""
        return format_share(value, lang=self.lang, decimals=decimals)

    def interval(self, value: float, lower: float, upper: float) -> str:
        """Write a ratio and its limits, each on the side of 1 on which it lies."""
        return format_interval(value, lower, upper, lang=self.lang)

    def join(self, names: Sequence[str]) -> str:
        """Join names as in a sentence."""
        if len(names) < 2:
            return "".join(names)
        return f"{', '.join(names[:-1])} {self('say.and')} {names[-1]}"

    def top(self, pairs: Sequence[tuple[str, int]], limit: int = 3) -> str:
        """Name those that share the highest number, at most `limit`, and give it in brackets."""
        most = max((value for _, value in pairs), default=0)
        names = sorted(name for name, value in pairs if value == most)
        shown = names if len(names) <= limit else [*names[:limit], self("say.others")]
        return f"{self.join(shown)} ({self.number(most)})"


def format_number(value: float | None, *, lang: str, decimals: int = 0) -> str:
    """Write a number as the language does; not for years, which are never grouped.

    Parameters
    ----------
    value
        A number; None, NaN and NA give a dash, infinity its sign.
    lang
        "en" or "de".
    decimals
        Digits after the decimal sign.

    Examples
    --------
    >>> format_number(12345.67, lang="de", decimals=1), format_number(12345.67, lang="en")
    ('12.345,7', '12,346')
    >>> format_number(-0.5, lang="de", decimals=1)
    '−0,5'
    """
    read_texts(lang)
    if value is None or pd.isna(value):
        return "–"
    text = f"{value:,.{decimals}f}".replace("-", "−").replace("inf", "∞")
    return text.translate(str.maketrans(",.", ".,")) if lang == "de" else text


def format_share(share: float | None, *, lang: str, decimals: int = 0) -> str:
    r"""Write a share as percent; German sets a space that does not break before the sign.

    Examples
    --------
    >>> format_share(2 / 3, lang="en"), format_share(0.125, lang="de", decimals=1)
    ('67%', '12,5\xa0%')
    """
    if share is None or pd.isna(share):
        return "–"
    sign = "%" if lang == "en" else "\N{NO-BREAK SPACE}%"
    return format_number(100 * share, lang=lang, decimals=decimals) + sign


def format_interval(value: float, lower: float, upper: float, *, lang: str) -> str:
    """Write a ratio and its limits, each on the side of 1 on which it lies.

    Two decimals; a number that these would make 0 or 1 has as many more as it needs, four at most.

    Examples
    --------
    >>> format_interval(0.473, 0.1454, 1.0023, lang="de")
    '0,47 (0,15–1,002)'
    >>> format_interval(1.5, 0, float("inf"), lang="en")
    '1.50 (0.00–∞)'
    """
    ratio, low, high = (_format_limit(number, lang) for number in (value, lower, upper))
    return f"{ratio} ({low}–{high})"


def _format_limit(number: float, lang: str) -> str:
    if number == float("inf"):
        return "∞"
    decimals = 2
    while decimals < 4 and number not in (0, 1) and round(number, decimals) in (0, 1):
        decimals += 1
    return format_number(number, lang=lang, decimals=decimals)


# ---------------------------------------------------------------- of the old house, to go

Pair = tuple[str, str]
PREFIXES = {
    "denominator": "of_", "comparison": "compare_", "counting": "counted_",
    "scenario": "unlisted_", "population_class": "class_", "overlap": "overlap_",
    "berlin_place": "place_", "lists": "lists_",
}  # fmt: skip


def words(lang: str) -> dict[str, str]:
    """Old: give the fixed words of the figures; in their place say("section.key")."""
    texts = read_texts(lang)
    return {k.removeprefix("figure."): v for k, v in texts.items() if k.startswith("figure.")}


def name_term(term: str, lang: str) -> str:
    """Old: give a term; in its place say.column, say.code or say("section.key")."""
    texts = read_texts(lang)
    starts = {start: column for column, start in PREFIXES.items()}
    for key in (f"column.{term}", f"say.{term}", *(
        f"{column}.{term.removeprefix(start)}"
        for start, column in starts.items() if term.startswith(start)
    )):  # fmt: skip
        if key in texts:
            return texts[key]
    return next((v for k, v in texts.items() if k.endswith(f".{term}")), term)


def name_column(column: str, contract: Any, lang: str, *, short: bool = False) -> str:
    """Old: in its place say.column."""
    return Wording(lang, contract).column(column, short=short)


def name_values(column: str, contract: Any, lang: str, *, short: bool = False) -> dict[str, str]:
    """Old: in its place say.codes."""
    found = Wording(lang, contract).codes(column, short=short)
    start = PREFIXES.get(column)
    return found | ({start + code: word for code, word in found.items()} if start else {})


def name_code(
    labels: Mapping[str, Any] | None, column: str, code: Any, *, lang: str, short: bool = True
) -> str:
    """Old: in its place say.code."""
    return Wording(lang, labels).code(column, code, short=short) if labels else str(code)


def choose_text(lang: str, en: str, de: str) -> str:
    """Old: in its place say("section.key")."""
    return de if lang == "de" else en


def join_names(names: Sequence[str], lang: str) -> str:
    """Old: in its place say.join."""
    return Wording(lang).join(names)


def name_top(pairs: Sequence[tuple[str, int]], lang: str, limit: int = 3) -> str:
    """Old: in its place say.top."""
    return Wording(lang).top(pairs, limit)


def _number(count: float, lang: str) -> str:
    return format_number(int(count), lang=lang)


def _pair(write: Callable[[str], str]) -> Pair:
    english, german = (write(lang) for lang in LANGUAGES)
    return english, german
