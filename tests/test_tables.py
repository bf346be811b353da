"""Tables in words: headers, codes, forms of numbers."""

import pandas as pd
import pytest

from analysis.data import Dataset
from analysis.presentation.tables import (
    PrintTable,
    bind_signs,
    ends_in_sums,
    flatten_heads,
    format_cells,
    translate_table,
)

HOSTILE = "<script>alert(1)</script> & 100_% $x$ #1 {a} \\b ~ ^"


def make_frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "name": ["Ulm", HOSTILE],
            "founded": pd.array([2012, None], dtype="Int64"),
            "population": pd.array([1234567, 12], dtype="Int64"),
            "share": [0.125, float("nan")],
            "participating_per_1000": [1234.56, 0.0],
            "funding": ["eu;members", None],
        }
    )


def test_headers_and_codes_are_translated(data: Dataset) -> None:
    table = translate_table(make_frame(), lang="de", labels=data.contract)
    heads = "Name|Gründung|Einwohnerzahl|Anteil|Beteiligte je 1.000 Kommunen|Finanzierung"
    assert flatten_heads(table) == heads.split("|")
    assert table.forms == ["text", "year", "integer", "share", "number", "text"]
    assert table.rows[0] == ["Ulm", 2012, 1234567, 0.125, 1234.56, "Europäische Union; Mitglieder"]
    assert table.rows[1] == [HOSTILE, None, 12, None, 0.0, None]


def test_codes_without_words_print_themselves(data: Dataset) -> None:
    table = translate_table(make_frame(), lang="en")
    assert (table.columns[1], table.rows[0][5]) == (("founded",), "eu;members")
    frame = pd.DataFrame({"category": ["national", "galactic"]})
    table = translate_table(frame, lang="en", labels=data.contract, short=True)
    assert [row[0] for row in table.rows] == ["National", "galactic"]


@pytest.mark.parametrize(
    ("form", "value", "german", "english"),
    [
        ("year", 2015, "2015", "2015"),
        ("integer", 12345, "12.345", "12,345"),
        ("number", 1234.56, "1.234,6", "1,234.6"),
        ("number", -0.5, "−0,5", "−0.5"),
        ("number", 101.0, "101", "101"),
        ("rate", 0.3334, "0,33", "0.33"),
        ("measure", 1.0, "1,000", "1.000"),
        ("share", 0.125, "12,5\N{NO-BREAK SPACE}%", "12.5%"),
        ("share", None, "x", "x"),
        ("ratio", None, "x", "x"),
        ("integer", None, "", ""),
        ("year", None, "", ""),
        ("text", None, "", ""),
        ("text", "12345.6", "12345.6", "12345.6"),
        # The side of 1 is what an interval is read for.
        ("ratio", 0.999985, "<1,000", "<1.000"),
        ("ratio", 1.000005, ">1,000", ">1.000"),
        ("ratio", 1.0, "1,000", "1.000"),
        ("ratio", 1.0023, "1,002", "1.002"),
        ("probability", 0.00004, "<0,001", "<0.001"),
        ("probability", 0.001, "0,001", "0.001"),
        ("probability", 0.0449, "0,045", "0.045"),
    ],
)
def test_cells_are_written_as_people_write(
    form: str, value: object, german: str, english: str
) -> None:
    table = PrintTable([("x",)], [form], [[value]])
    assert format_cells(table, lang="de") == [[german]]
    assert format_cells(table, lang="en") == [[english]]


def test_the_form_of_numbers_follows_the_column() -> None:
    heads = {"ratio": "ratio", "upper": "ratio", "p_value": "probability", "rate_per": "rate"}
    heads |= {"density_listed": "share", "expected": "measure", "founded": "year", "x": "number"}
    frame = pd.DataFrame({head: [0.5] for head in heads})
    assert translate_table(frame, lang="en").forms == list(heads.values())


def test_no_line_breaks_before_a_per_cent_sign_nor_within_a_ratio() -> None:
    assert bind_signs("95 % von 2,5 % (%)") == "95\xa0% von 2,5\xa0% (%)"
    assert bind_signs("Ratio East : West") == "Ratio East\xa0:\xa0West"


def test_a_single_row_is_no_sum() -> None:
    heads, forms = [("x",), ("n",)], ["text", "integer"]
    rows: list[list[object]] = [["a", 1], ["Total", 1]]
    assert ends_in_sums(PrintTable(heads, forms, rows), lang="en")
    assert not ends_in_sums(PrintTable(heads, forms, rows), lang="de")
    assert not ends_in_sums(PrintTable(heads, forms, rows[1:]), lang="en")
