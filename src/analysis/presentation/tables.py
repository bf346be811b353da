"""From a measured frame to a table in print: headers and codes in words, numbers as people write.

Nothing is measured here. A frame comes in with the names and codes of the tables and goes out in
the words of one language; what has no word prints itself.
"""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from analysis.data.contract import LANGUAGES
from analysis.presentation.wording import SUMS, Wording

YEARS = frozenset({"founded", "founded_latest", "founded_alternative", "term_end", "year"})
# Floats of these columns are values of measures, or ratios; of those that begin so, shares of one
# (printed in per cent), rates, or probabilities. All others are numbers with one decimal.
MEASURES = frozenset({
    "observed", "expected", "low", "high", "betweenness", "closeness", "clustering",
})  # fmt: skip
RATIOS = frozenset({"ratio", "lower", "upper", "lowest", "highest"})
STARTS = {"share": "share", "density": "share", "rate": "rate", "p_": "probability"}
# A whole number from here on, in a column with decimals, is a count.
FEW = 10
DECIMALS = {"number": 1, "rate": 2, "measure": 3, "ratio": 3, "probability": 3}
COLUMN_BREAK = ": "


class PrintTable(NamedTuple):
    """A table in the words of one language.

    `columns` holds the head of each column, a pair where a spanner stands above it; `forms` says
    how each is written: "text", "integer" (grouped), "year" (never grouped), "number", "measure"
    or "probability" (with one, three or five decimals) or "share".
    """

    columns: list[tuple[str, ...]]
    forms: list[str]
    rows: list[list[Any]]


def translate_table(
    frame: pd.DataFrame, *, lang: str = "en", labels: Mapping[str, Any] | None = None,
    short: bool = False,
) -> PrintTable:  # fmt: skip
    """Put the headers and codes of a measured frame into words.

    A named index becomes the first columns. Columns of two levels keep the first as a spanner over
    the second; of columns in both languages (text_de, text_en) that of the table is kept, as text.
    Without `labels`, the contract, codes print themselves; `short` takes its short labels. Values
    stay what they are: numbers are numbers, missing ones None.
    """
    say = Wording(lang, labels)
    frame = _choose_language(frame, lang)
    columns: list[tuple[tuple[str, ...], pd.Series[Any]]] = []
    if frame.index.names != [None]:
        levels = map(frame.index.get_level_values, range(frame.index.nlevels))
        columns += [((str(values.name),), values.to_series()) for values in levels]
    keys: list[Any] = list(frame.columns)  # tuples where columns have two levels
    for position, key in enumerate(keys):
        parts = key if isinstance(key, tuple) else (key,)
        columns.append((tuple(map(str, parts)), frame.iloc[:, position]))
    # Where the header holds codes (a cross table), its name says of which column.
    coded = [say.codes(str(name), short=short) for name in frame.columns.names]
    heads = [
        tuple(
            words.get(part) or bind_signs(say.column(part, short=short))
            for part, words in zip(parts, coded, strict=False)
        )
        for parts, _ in columns
    ]
    forms = [_find_form(parts[-1], values) for parts, values in columns]
    cells = [
        _translate_cells(values, say.codes(parts[-1], short=short)) for parts, values in columns
    ]
    return PrintTable(heads, forms, [list(row) for row in zip(*cells, strict=True)])


def _choose_language(frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Of columns that are there in every language (text_de, text_en), keep one, as text."""
    heads: list[Any] = list(frame.columns)
    names = {name for name in heads if isinstance(name, str)}
    stems = [name.removesuffix(f"_{lang}") for name in names if name.endswith(f"_{lang}")]
    stems = [stem for stem in stems if {f"{stem}_{other}" for other in LANGUAGES} <= names]
    others = [f"{stem}_{other}" for stem in stems for other in LANGUAGES if other != lang]
    return frame.drop(columns=others).rename(columns={f"{stem}_{lang}": stem for stem in stems})


def _find_form(column: str, values: "pd.Series[Any]") -> str:
    if not pd.api.types.is_numeric_dtype(values.dtype):
        return "text"
    if column in YEARS:
        return "year"
    if pd.api.types.is_integer_dtype(values.dtype):
        return "integer"
    if column in RATIOS:
        return "ratio"
    if column in MEASURES:
        return "measure"
    return next((form for start, form in STARTS.items() if column.startswith(start)), "number")


def _translate_cells(values: "pd.Series[Any]", words: Mapping[str, str]) -> list[Any]:
    """Plain values of a column; codes, and lists of codes, in words."""
    plain: list[Any] = [None if pd.isna(value) else value for value in values.tolist()]
    if pd.api.types.is_numeric_dtype(values.dtype):
        return plain
    return [None if value is None else _translate_text(str(value), words) for value in plain]


def _translate_text(value: str, words: Mapping[str, str]) -> str:
    codes = value.split(";")
    if all(code in words for code in codes):
        return "; ".join(words[code] for code in codes)
    return value


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
    return [COLUMN_BREAK.join(dict.fromkeys(head)) for head in table.columns]


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


def list_spanners(table: PrintTable) -> list[tuple[str, int, int]]:
    """List the runs of columns under one spanner: its label, the first, the one after the last."""
    found: list[tuple[str, int, int]] = []
    for i, head in enumerate(table.columns):
        if len(head) < 2 or head[0] == head[-1]:
            continue
        if found and found[-1][0] == head[0] and found[-1][2] == i:
            found[-1] = (head[0], found[-1][1], i + 1)
        else:
            found.append((head[0], i, i + 1))
    return found
