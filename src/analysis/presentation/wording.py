"""What is said in a language: all texts by `texts/`, codes by the contract too, and numbers.

A text is found by its key, such as `periods.title`, and filled in as `str.format` does. To correct
one, change it in `texts/`; to add a language, add a file there and its labels in the contract.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from analysis.data.contract import LANGUAGES, labels, title

TEXTS = Path(__file__).parent / "texts"
# Columns whose cells hold the codes of others: of the contract, or of texts.
SAME_CODES = {
    "berlin_as": "region",
    "by_estimate": "by_interval",
    "comparison": "denominator",
    "core": "articulation",
    "counted": "scope",
    "counted_unit": "reported_unit",
    "german_municipalities_precision": "german_municipalities_qualifier",
    "members_precision": "members_reported_qualifier",
    "reading": "variant",
    "scope": "layer",
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

    def texts(self, section: str) -> dict[str, str]:
        """Give the texts of a section as they are, gaps unfilled, by what follows its name."""
        start = f"{section}."
        found = read_texts(self.lang).items()
        return {key.removeprefix(start): text for key, text in found if key.startswith(start)}

    def codes(self, column: str, *, short: bool = False) -> dict[str, str]:
        """Give the words for all that cells of a column hold: by the contract, then by texts."""
        known = {word: self(f"say.{word}") for word in SUMS}
        coded = SAME_CODES.get(column, column)
        if self.contract is not None:
            with suppress(ValueError):  # a column of the measures, without codes
                known |= labels(self.contract, coded, lang=self.lang, short=short)
        for section in dict.fromkeys((coded, column)):
            own = self.texts(section).items()
            known |= {code: text for code, text in own if "." not in code}
            known |= self.texts(f"{section}.short") if short else {}
        return known

    def code(self, column: str, code: Any, *, short: bool = True) -> str:
        """Give the word for a code; one that has none prints itself."""
        return self.codes(column, short=short).get(str(code), str(code))

    def column(self, name: str, *, short: bool = False) -> str:
        """Give the header of a column: by the contract, else by the texts, else its own name."""
        own = read_texts(self.lang)
        if short and f"column.short.{name}" in own:
            return own[f"column.short.{name}"]
        if self.contract is not None:
            with suppress(ValueError):  # a column of the measures
                return title(self.contract, name, lang=self.lang)
        return own.get(f"column.{name}", name)

    def number(self, value: float | None, decimals: int = 0) -> str:
        """Write a number as the language does; not for years, which are never grouped."""
        if value is None or pd.isna(value):
            return "–"
        text = f"{value:,.{decimals}f}".replace("-", "−").replace("inf", "∞")
        return text.translate(str.maketrans(",.", self("number.group") + self("number.point")))

    def share(self, value: float | None, decimals: int = 0) -> str:
        """Write a share in per cent."""
        if value is None or pd.isna(value):
            return "–"
        return self.number(100 * value, decimals) + self("number.percent")

    def interval(self, value: float, lower: float, upper: float) -> str:
        """Write a ratio and its limits if any, each on the side of 0 and 1 on which it lies."""
        ratio, low, high = map(self._limit, (value, lower, upper))
        return ratio if np.isnan(lower) else f"{ratio} ({low}–{high})"

    def _limit(self, number: float) -> str:
        decimals = 2  # unless these would make it 0 or 1
        while decimals < 4 and number not in (0, 1) and round(number, decimals) in (0, 1):
            decimals += 1
        return self.number(number, decimals)

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
