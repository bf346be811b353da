"""The chart and the tables of verdicts: every number drawn, both languages."""

import csv
from dataclasses import replace
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from analysis.catalogue import find_absent, find_outputs
from analysis.claims.checking import check_claims, count_verdicts
from analysis.claims.outputs import CLAIM_FIGURES, CLAIM_TABLES, plot_verdicts
from analysis.data import Dataset, load
from analysis.presentation.style import figure_of
from analysis.presentation.tables import translate_table

LANGUAGES = ("de", "en")


@pytest.fixture(scope="module")
def counts(data: Dataset) -> pd.DataFrame:
    return count_verdicts(check_claims(data))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_bars_are_the_counts(counts: pd.DataFrame, data: Dataset, lang: str) -> None:
    ax = plot_verdicts(counts, lang=lang, labels=data.contract)
    assert [bars.get_label() for bars in ax.containers] == list(counts.columns)
    for bars, code in zip(ax.containers, counts.columns, strict=True):
        assert [bar.get_width() for bar in bars] == counts[code].tolist()
    hatches = [bars[0].get_hatch() for bars in ax.containers]
    fills = {bars[0].get_facecolor() for bars in ax.containers}
    assert len(set(hatches)) == len(fills) == 4
    written = [text.get_text() for text in ax.texts]
    drawn = [str(n) for code in counts for n in counts[code] if n]
    assert written == [*drawn, *map(str, counts.sum(axis=1))]
    plt.close("all")


def test_in_a_column_parts_too_short_have_no_number(counts: pd.DataFrame, data: Dataset) -> None:
    ax = plot_verdicts(counts, labels=data.contract, width_mm=85)
    figure = figure_of(ax)
    assert figure.get_size_inches()[0] == pytest.approx(85 / 25.4)
    figure.draw_without_rendering()
    written = [text for text in ax.texts if text.get_weight() != "bold"]
    sums = [text.get_text() for text in ax.texts if text.get_weight() == "bold"]
    assert sums == [str(total) for total in counts.sum(axis=1)]
    bars = [bar for container in ax.containers for bar in container if bar.get_width()]
    numbered = []
    for text in written:
        box = text.get_window_extent()
        (bar,) = [b for b in bars if b.get_window_extent().contains(*box.get_points().mean(axis=0))]
        assert text.get_text() == str(int(bar.get_width()))
        numbered.append(bar)
        # Without the pad, the number stays within its part.
        assert box.width <= bar.get_window_extent().width + 2
    bare = [bar.get_width() for bar in bars if bar not in numbered]
    assert bare
    assert max(bare) < min(bar.get_width() for bar in numbered)
    plt.close("all")


def test_unknown_codes_print_themselves() -> None:
    frame = pd.DataFrame({"open": [2], "shut": [0]}, index=pd.Index(["here"], name="place"))
    ax = plot_verdicts(frame)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["here"]
    plt.close("all")
    with pytest.raises(ValueError, match="nothing to draw"):
        plot_verdicts(frame.head(0))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_table_speaks_one_language(data: Dataset, lang: str) -> None:
    (output,) = find_outputs(["claims"])
    frame = output.measure(data)
    table = translate_table(frame, lang=lang, labels=data.contract)
    heads = {
        "de": ["Stelle im Bericht", "Aussage", "Befund", "Begründung"],
        "en": ["Place in the report", "Statement", "Verdict", "Reason"],
    }
    assert [head[0] for head in table.columns] == heads[lang]
    assert [row[1] for row in table.rows] == frame[f"statement_{lang}"].tolist()
    assert [row[3] for row in table.rows] == frame[f"reason_{lang}"].tolist()
    assert data.claims is not None
    assert len(table.rows) == len(data.claims)


def test_the_table_by_place_has_sums(counts: pd.DataFrame, data: Dataset) -> None:
    (output,) = find_outputs(["verdicts_by_place"])
    table = translate_table(output.measure(data), lang="de", labels=data.contract)
    assert [head[0] for head in table.columns][-1] == "Insgesamt"
    assert table.forms == ["text", *["integer"] * 5]
    assert data.claims is not None
    assert table.rows[-1] == ["Insgesamt", *counts.sum(), len(data.claims)]
    assert [row[-1] for row in table.rows[:-1]] == counts.sum(axis=1).tolist()


@pytest.mark.parametrize("output", [*CLAIM_FIGURES, *CLAIM_TABLES], ids=lambda entry: entry.name)
def test_tables_without_statements_are_left_out(output, small_folder: Path) -> None:
    assert find_absent(output, load(small_folder)) == "needs the table claims.csv"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_alternative_text_counts(counts: pd.DataFrame, data: Dataset, lang: str) -> None:
    (output,) = CLAIM_FIGURES
    assert output.describe is not None
    text = output.describe(counts, lang, data.contract)
    assert str(int(counts.to_numpy().sum())) in text
    for total in counts.sum():
        assert f" {total}" in text
    assert data.claims is not None
    fewer = replace(data, claims=data.claims.head(5))
    assert " 5 " in output.describe(output.measure(fewer), lang, data.contract)


def test_the_file_holds_what_is_printed(data: Dataset) -> None:
    """The printed statements are those of the file, read without the loader."""
    assert data.claims is not None
    with (Path(__file__).parents[1] / "data" / "claims.csv").open(encoding="utf-8") as stream:
        rows = {row["statement_de"]: row["verdict"] for row in csv.DictReader(stream)}
    (output,) = find_outputs(["claims"])
    frame = output.measure(data)
    assert dict(zip(frame["statement_de"], frame["verdict"], strict=True)) == rows
