"""From a measured frame to a table in print: headers and codes in words, numbers as people write.

Nothing is measured here. A frame comes in with the names and codes of the tables and goes out in
the words of one language; what has no word prints itself.
"""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from analysis.presentation.wording import (
    format_number,
    format_share,
    name_column,
    name_term,
    name_values,
)

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
    frame: pd.DataFrame,
    *,
    lang: str = "en",
    labels: Mapping[str, Any] | None = None,
    short: bool = False,
) -> PrintTable:
    """Put the headers and codes of a measured frame into words.

    Parameters
    ----------
    frame
        As the measures return it; a named index becomes the first columns. Columns of two levels
        keep the first as a spanner over the second; of columns in both languages (text_de,
        text_en) that of the table is kept, as text.
    lang
        "de" or "en".
    labels
        The contract with titles and labels; without it codes print themselves.
    short
        Short labels, as on axes, where the contract has them.

    Returns
    -------
    PrintTable
        Values stay what they are: numbers are numbers, missing ones None.

    Raises
    ------
    ValueError
        If the language is unknown.

    Examples
    --------
    >>> from analysis import cross_types, load
    >>> data = load()
    >>> frame = cross_types(data.networks, rows="category", columns="initiative")
    >>> table = translate_table(frame, lang="de", labels=data.contract, short=True)
    >>> table.columns
    [('Kategorie',), ('Top-down',), ('Bottom-up',), ('Insgesamt',)]
    >>> table.rows[-1]
    ['Insgesamt', 16, 18, 34]
    """
    frame = _choose_language(frame, lang)
    columns: list[tuple[tuple[str, ...], pd.Series[Any]]] = []
    if frame.index.names != [None]:
        for level in range(frame.index.nlevels):
            values = frame.index.get_level_values(level)
            columns.append(((str(values.name),), values.to_series()))
    keys: list[Any] = list(frame.columns)  # tuples where columns have two levels
    for position, key in enumerate(keys):
        parts = key if isinstance(key, tuple) else (key,)
        columns.append((tuple(map(str, parts)), frame.iloc[:, position]))
    # Where the header holds codes (a cross table), its name says of which column.
    coded = [name_values(str(name), labels, lang, short=short) for name in frame.columns.names]
    heads = [
        tuple(
            words[part]
            if part in words
            else bind_signs(name_column(part, labels, lang, short=short))
            for part, words in zip(parts, coded, strict=False)
        )
        for parts, _ in columns
    ]
    forms = [_find_form(parts[-1], values) for parts, values in columns]
    cells = [
        _translate_cells(values, name_values(parts[-1], labels, lang, short=short))
        for parts, values in columns
    ]
    return PrintTable(heads, forms, [list(row) for row in zip(*cells, strict=True)])


def _choose_language(frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Of columns that are there in both languages (text_de, text_en), keep one, as text."""
    heads: list[Any] = list(frame.columns)  # tuples where columns have two levels
    names = [name for name in heads if isinstance(name, str)]
    stems = [name[:-3] for name in names if name.endswith("_de") and f"{name[:-3]}_en" in names]
    other = "en" if lang == "de" else "de"
    kept = frame.drop(columns=[f"{stem}_{other}" for stem in stems])
    return kept.rename(columns={f"{stem}_{lang}": stem for stem in stems})


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


def bind_signs(text: str) -> str:
    r"""Let no line break between a number and its per cent sign, nor within a ratio.

    Examples
    --------
    >>> bind_signs("von (2,5 %)"), bind_signs("Ost : West")
    ('von (2,5\xa0%)', 'Ost\xa0:\xa0West')
    """
    bound = re.sub(r"(?<=\d) (?=%)", "\N{NO-BREAK SPACE}", text)
    return bound.replace(" : ", "\N{NO-BREAK SPACE}:\N{NO-BREAK SPACE}")


def flatten_heads(table: PrintTable) -> list[str]:
    """Give each column one line of header, the spanner before a colon.

    Examples
    --------
    >>> flatten_heads(PrintTable([("Kategorie",), ("Top-down", "Anzahl")], ["text", "integer"], []))
    ['Kategorie', 'Top-down: Anzahl']
    """
    return [COLUMN_BREAK.join(dict.fromkeys(head)) for head in table.columns]


def format_cells(table: PrintTable, *, lang: str = "en") -> list[list[str]]:
    r"""Write the cells of a table as the language does: the one form of all that is printed.

    Parameters
    ----------
    table
        As from `translate_table`.
    lang
        "de" (12.345,6) or "en" (12,345.6).

    Returns
    -------
    list of list of str
        The rows. A number that is not known is empty, as in the data; a rate that is not defined
        says so. Where the decimals would make 1 of a ratio that is not, or 0 of a probability, a
        sign tells the side.

    Examples
    --------
    >>> table = PrintTable([("Jahr",), ("Anteil",)], ["year", "share"], [[2015, 0.125]])
    >>> format_cells(table, lang="de")
    [['2015', '12,5\xa0%']]
    """
    return [
        [_format_cell(value, form, lang) for value, form in zip(row, table.forms, strict=True)]
        for row in table.rows
    ]


def _format_cell(value: Any, form: str, lang: str) -> str:
    if value is None:
        undefined = "entf." if lang == "de" else "n/a"
        return undefined if form == "share" or form in DECIMALS else ""
    if isinstance(value, str) or form in ("text", "year"):
        return str(value)
    if form == "share":
        return format_share(value, lang=lang, decimals=1)
    if form == "integer" or _is_count(value):
        return format_number(value, lang=lang)
    decimals = DECIMALS[form]
    if form == "probability" and value < 10.0**-decimals:
        return f"<{format_number(10.0**-decimals, lang=lang, decimals=decimals)}"
    text = format_number(value, lang=lang, decimals=decimals)
    near = form == "ratio" and value != 1 and round(value, decimals) == 1
    return f"{'<' if value < 1 else '>'}{text}" if near else text


def _is_count(value: Any) -> bool:
    """Say whether a number reads best without decimals: 101, but 0.473 and 1.000."""
    return isinstance(value, float) and abs(value) >= FEW and value.is_integer()


def ends_in_sums(table: PrintTable, *, lang: str) -> bool:
    """Say whether the last row is that of the sums, which a rule sets off.

    Examples
    --------
    >>> table = PrintTable([("Art",), ("Zahl",)], ["text", "integer"], [["a", 2], ["Insgesamt", 2]])
    >>> ends_in_sums(table, lang="de")
    True
    """
    return len(table.rows) > 1 and table.rows[-1][0] == name_term("total", lang)


def list_spanners(table: PrintTable) -> list[tuple[str, int, int]]:
    """List the runs of columns under one spanner: its label, the first, the one after the last.

    Examples
    --------
    >>> heads = [("Region",), ("East", "Number"), ("East", "Share")]
    >>> list_spanners(PrintTable(heads, ["text", "integer", "share"], []))
    [('East', 1, 3)]
    """
    found: list[tuple[str, int, int]] = []
    for i, head in enumerate(table.columns):
        if len(head) < 2 or head[0] == head[-1]:
            continue
        if found and found[-1][0] == head[0] and found[-1][2] == i:
            found[-1] = (head[0], found[-1][1], i + 1)
        else:
            found.append((head[0], i, i + 1))
    return found
