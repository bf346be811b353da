"""Tables made ready for sorting: the value of each number, sums in the foot, no other change."""

import re

import pandas as pd
import pytest

from analysis.export.layout import print_table
from analysis.export.pages import render_html
from analysis.presentation.tables import translate_table
from analysis.presentation.wording import Wording
from analysis.report.page import prepare_table, read_library, read_number

NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("text", "lang", "number"),
    [
        ("1.234", "de", 1234), ("1,234", "en", 1234), ("1,234", "de", 1.234), ("−0,5", "de", -0.5),
        (f"12,3{NBSP}%", "de", 12.3), ("12.3%", "en", 12.3), ("2015", "de", 2015),
        ("", "en", None), ("entf.", "de", None), ("n/a", "en", None), ("–", "de", None),
        ("∞", "en", float("inf")),
    ],
)  # fmt: skip
def test_read_number(text: str, lang: str, number: float | None) -> None:
    assert read_number(text, lang) == number


@pytest.mark.parametrize("lang", ["de", "en"])
def test_values_of_an_exported_table(lang: str) -> None:
    frame = pd.DataFrame(
        {
            "network": ["a <b>", "b", "total"],
            "members": pd.array([12345, None, 12345], dtype="Int64"),
            "share": [0.125, float("nan"), 1.0],
            "founded": pd.array([1998, 2015, None], dtype="Int64"),
        }
    )
    table = translate_table(frame, lang=lang)
    table = table._replace(
        rows=[*table.rows[:-1], [{"de": "Insgesamt", "en": "Total"}[lang], *table.rows[-1][1:]]]
    )
    page = render_html(print_table(table, Wording(lang), "x", "T", ["n"])).decode()
    made = prepare_table(page, 'T "1"', lang)
    assert made.startswith('<table aria-label="T &quot;1&quot;">')
    body, _, foot = made.partition("<tfoot>")
    assert re.findall('data-order="(.*?)"', body) == ["12345", "12.5", "1998", "", "", "2015"]
    assert re.findall('data-order="(.*?)"', foot) == ["12345", "100", ""]
    assert "a &lt;b&gt;" in body
    assert "<caption" not in made
    assert ">n<" not in made
    assert made.count("<tr") == made.count("</tr>") == 4


def test_a_head_above_several_columns_sorts_nothing() -> None:
    columns = pd.MultiIndex.from_tuples([("x", "one"), ("x", "two")])
    table = translate_table(pd.DataFrame([[1, 2]], columns=columns))
    page = render_html(print_table(table, Wording(), "x", "T")).decode()
    made = prepare_table(page, "T", "en")
    assert made.count('data-dt-order="disable"') == 1


def test_no_table() -> None:
    assert prepare_table("<p>none</p>", "T", "en") == ""


def test_the_library_is_one_module_without_addresses_to_load() -> None:
    text = read_library()
    assert "</script" not in text
    assert not re.search(r"\bexport\s*\{", text)
    assert not re.search(r"""\bimport\s*(\{[^}]*\}\s*from\s*)?["']""", text)
    assert "new DataTable(" in text


def test_numbers_keep_their_order() -> None:
    """Close ones, and those of which only a side is printed."""
    printed = [
        "&lt;0.001",
        "0.001",
        "&lt;1.000",
        "1.000",
        "&gt;1.000",
        "1,234,567.2",
        "1,234,567.8",
    ]
    cells = "".join(f'<tr><td class="number">{text}</td></tr>' for text in printed)
    made = prepare_table(f"<table><tbody>{cells}</tbody></table>", "T", "en")
    orders = [float(text) for text in re.findall('data-order="(.*?)"', made)]
    assert len(set(orders)) == len(printed)
    assert orders == sorted(orders)
