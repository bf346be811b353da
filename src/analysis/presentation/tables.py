"""From a measured frame to a table in print: heads and codes in words, numbers as people write."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pandas as pd

from analysis.data.contract import LANGUAGES
from analysis.presentation.wording import SUMS, Wording

YEARS = frozenset({"founded", "founded_latest", "founded_alternative", "term_end", "year"})
# How floats are written by the name of their column, or how that begins: shares of one in per cent;
# all others with one decimal.
FORMS = dict.fromkeys(("ratio", "lower", "upper", "lowest", "highest"), "ratio")
FORMS |= dict.fromkeys(("observed", "expected", "low", "high"), "measure")
FORMS |= dict.fromkeys(("betweenness", "closeness", "clustering"), "measure")
STARTS = {"share": "share", "density": "share", "rate": "rate", "p_": "probability"}
# A whole number from here on, in a column with decimals, is a count.
FEW = 10
DECIMALS = {"number": 1, "rate": 2, "measure": 3, "ratio": 3, "probability": 3}


class PrintTable(NamedTuple):
    """A table in the words of one language."""

    columns: list[tuple[str, ...]]  # heads, a pair where a spanner stands above
    forms: list[str]  # "text", "integer" (grouped), "year" (never grouped), "share", or of DECIMALS
    rows: list[list[Any]]


def translate_table(
    frame: pd.DataFrame, *, lang: str = "en", labels: Mapping[str, Any] | None = None,
    short: bool = False,
) -> PrintTable:  # fmt: skip
    """Put the headers and codes of a measured frame into words; its numbers stay numbers.

    A named index becomes the first columns; the first of two levels of columns is a spanner.
    """
    say = Wording(lang, labels)
    frame = _choose_language(frame, lang)
    # Where the header holds codes (a cross table), its name says of which column.
    coded = [say.codes(str(name), short=short) for name in frame.columns.names]
    heads, forms, cells = [], [], []
    for parts, values in _list_columns(frame):
        words = zip(parts, coded, strict=False)
        heads.append(
            tuple(
                known.get(part) or bind_signs(say.column(part, short=short))
                for part, known in words
            )
        )
        forms.append(_find_form(parts[-1], values))
        cells.append(_translate_cells(values, say.codes(parts[-1], short=short)))
    return PrintTable(heads, forms, [list(row) for row in zip(*cells, strict=True)])


def _list_columns(frame: pd.DataFrame) -> "Iterator[tuple[tuple[str, ...], pd.Series[Any]]]":
    """The columns by the levels of their heads, those of a named index first."""
    if frame.index.names != [None]:
        for level, name in enumerate(frame.index.names):
            yield (str(name),), frame.index.get_level_values(level).to_series()
    for key, values in frame.items():
        yield tuple(map(str, key if isinstance(key, tuple) else (key,))), values


def _choose_language(frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Of columns that are there in every language (text_de, text_en), keep one, as text."""
    names = set(map(str, frame.columns))
    stems = {name.removesuffix(f"_{lang}") for name in names}
    stems = {stem for stem in stems if {f"{stem}_{other}" for other in LANGUAGES} <= names}
    others = [f"{stem}_{other}" for stem in stems for other in LANGUAGES if other != lang]
    return frame.drop(columns=others).rename(columns={f"{stem}_{lang}": stem for stem in stems})


def _find_form(column: str, values: "pd.Series[Any]") -> str:
    if not pd.api.types.is_numeric_dtype(values.dtype):
        return "text"
    if column in YEARS:
        return "year"
    if pd.api.types.is_integer_dtype(values.dtype):
        return "integer"
    begun = (form for start, form in STARTS.items() if column.startswith(start))
    return FORMS.get(column) or next(begun, "number")


def _translate_cells(values: "pd.Series[Any]", words: Mapping[str, str]) -> list[Any]:
    """Plain values of a column; codes, and lists of codes, in words."""
    plain: list[Any] = [None if pd.isna(value) else value for value in values.tolist()]
    if pd.api.types.is_numeric_dtype(values.dtype):
        return plain
    for i, value in enumerate(plain):
        if value is not None:
            codes = str(value).split(";")
            known = all(code in words for code in codes)
            plain[i] = "; ".join(words[code] for code in codes) if known else str(value)
    return plain


def collate(labels: "pd.Series[str]") -> "pd.Series[str]":
    """Give keys that sort labels as people do: Ä with A, and no capitals before small letters."""
    plain = labels.str.casefold().str.normalize("NFKD")
    return plain.str.replace("[\u0300-\u036f]", "", regex=True)


def bind_signs(text: str) -> str:
    """Let no line break between a number and its per cent sign, nor within a ratio."""
    bound = re.sub(r"(?<=\d) (?=%)", "\N{NO-BREAK SPACE}", text)
    return bound.replace(" : ", "\N{NO-BREAK SPACE}:\N{NO-BREAK SPACE}")


def flatten_heads(table: PrintTable) -> list[str]:
    """Give each column one line of header, the spanner before a colon."""
    return [": ".join(dict.fromkeys(head)) for head in table.columns]


def format_cells(table: PrintTable, *, lang: str = "en") -> list[list[str]]:
    """Write the cells of a table as the language does: the one form of all that is printed."""
    say = Wording(lang)
    return [
        [_format_cell(value, form, say) for value, form in zip(row, table.forms, strict=True)]
        for row in table.rows
    ]


def _format_cell(value: Any, form: str, say: Wording) -> str:
    if value is None:
        return say("say.undefined") if form == "share" or form in DECIMALS else ""
    if isinstance(value, str) or form in ("text", "year"):
        return str(value)
    if form == "share":
        return say.share(value, 1)
    # A whole number reads best without decimals where it is a count: 101, but 0.473 and 1.000.
    if form == "integer" or (isinstance(value, float) and abs(value) >= FEW and value.is_integer()):
        return say.number(value)
    decimals = DECIMALS[form]
    if form == "probability" and value < 10.0**-decimals:
        return f"<{say.number(10.0**-decimals, decimals)}"
    near = form == "ratio" and value != 1 and round(value, decimals) == 1
    return f"{'<' if value < 1 else '>'}" * near + say.number(value, decimals)


def count_sums(table: PrintTable, *, lang: str) -> int:
    """Count the rows of sums and of gaps at the end."""
    words = {Wording(lang)(f"say.{name}") for name in SUMS}
    last = len(table.rows) - 1
    return next((last - i for i in range(last, 0, -1) if table.rows[i][0] not in words), last)


def ends_in_sums(table: PrintTable, *, lang: str) -> bool:
    """Say whether the last row is that of the sums, which a rule sets off."""
    return len(table.rows) > 1 and table.rows[-1][0] == Wording(lang)("say.total")


def list_groups(table: PrintTable) -> list[tuple[str, int, int]]:
    """List what stands above the heads: spanner or "", its first column, the one after its last."""
    found: list[tuple[str, int, int]] = []
    for i, head in enumerate(table.columns):
        label = head[0] if head[0] != head[-1] else ""
        if label and found and found[-1][0] == label:
            found[-1] = (label, found[-1][1], i + 1)
        else:
            found.append((label, i, i + 1))
    return found


def list_spanners(table: PrintTable) -> list[tuple[str, int, int]]:
    """List the groups of columns under a spanner."""
    return [group for group in list_groups(table) if group[0]]
