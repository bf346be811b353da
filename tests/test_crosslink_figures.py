"""The figures and tables on cross-linking: marks against frames, texts, other people's tables."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.patches import Polygon

from analysis.crosslinking.chance import judge_overlaps
from analysis.crosslinking.figures import (
    plot_cross_links,
    plot_mixing,
    plot_overlap_evidence,
    plot_structure,
)
from analysis.crosslinking.networks import list_links
from analysis.crosslinking.outputs import CROSSLINK_ENTRIES, CROSSLINK_FIGURES
from analysis.data import Dataset, load
from analysis.data.contract import LANGUAGES
from analysis.presentation.registry import Output, note_output
from analysis.presentation.style import figure_of, use_style
from analysis.presentation.tables import translate_table
from analysis.presentation.wording import words
from tests.drawing import labelled

HEADLINES = ("linked_pairs", "four_cycles", "robins_alexander", "opsahl_networks", "nodf")
FIGURES = ("cross_links", "overlap_evidence", "structure", "mixing")


@pytest.fixture(autouse=True)
def _close_figures() -> Iterator[None]:
    yield
    plt.close("all")


@pytest.fixture(scope="module")
def judged(data: Dataset) -> pd.DataFrame:
    return judge_overlaps(data, draws=20_000)


@pytest.fixture(scope="module")
def links(data: Dataset, judged: pd.DataFrame) -> pd.DataFrame:
    return list_links(data, judged)


@pytest.fixture(scope="module")
def evidence(data: Dataset, judged: pd.DataFrame) -> pd.DataFrame:
    names = data.networks.set_index("network_id")["short_name"].to_dict()
    near = judged[judged["two_sided"] <= 0.1]
    return near.replace({"network": names, "other_network": names})


@pytest.fixture(scope="module")
def structure(data: Dataset) -> pd.DataFrame:
    """Runs of any values: the figure draws what it is given."""
    rng = np.random.default_rng(5)
    scales = dict(zip(HEADLINES, (100, 150, 0.2, 0.6, 18), strict=True))
    rows = []
    for name in ["", *data.networks["short_name"].head(22)]:
        for headline, scale in scales.items():
            low, expected, high = sorted(scale * (0.7 + 0.6 * rng.random(3)))
            seen = scale * (0.6 + 0.8 * rng.random())
            rows.append((name, headline, seen, expected, low, high))
    columns = ["omitted", "headline", "observed", "expected", "low", "high"]
    return pd.DataFrame(rows, columns=columns)


@pytest.fixture(scope="module")
def mixing() -> pd.DataFrame:
    trades = [1, 2, 3, 5, 7, 10, 15, 20]
    cycles = [0.62, 0.4, 0.24, 0.12, 0.06, 0.01, 0.0, 0.005]
    overlaps = [0.51, 0.29, 0.17, 0.06, 0.02, 0.0, 0.001, -0.002]
    frame = pd.DataFrame({"trades": trades, "cycles": cycles, "overlaps": overlaps})
    return frame.assign(error=0.014)


@pytest.fixture(scope="module")
def plots(
    links: pd.DataFrame, evidence: pd.DataFrame, structure: pd.DataFrame, mixing: pd.DataFrame
) -> dict[str, Callable[..., Any]]:
    return {
        "cross_links": lambda **options: plot_cross_links(links, **options),
        "overlap_evidence": lambda **options: plot_overlap_evidence(evidence, **options),
        "structure": lambda **options: plot_structure(structure, **options),
        "mixing": lambda **options: plot_mixing(mixing, **options),
    }


def draw(result: Axes | dict[str, Axes]) -> Figure:
    figure = figure_of(result if isinstance(result, Axes) else next(iter(result.values())))
    with use_style():
        figure.canvas.draw()
    return figure


# ---------------------------------------------------------------- every figure


@pytest.mark.parametrize("name", FIGURES)
def test_wrong_frames_and_languages_are_refused(name: str, plots: dict[str, Any]) -> None:
    draws = {
        "cross_links": plot_cross_links, "overlap_evidence": plot_overlap_evidence,
        "structure": plot_structure, "mixing": plot_mixing,
    }  # fmt: skip
    with pytest.raises(ValueError, match="needs the columns"):
        draws[name](pd.DataFrame({"a": [1]}))
    with pytest.raises(ValueError, match="lang is"):
        plots[name](lang="fr")


# ---------------------------------------------------------------- the marks are those of the frames


def test_the_matrix_shows_each_pair_in_its_layers(links: pd.DataFrame, data: Dataset) -> None:
    ax = plot_cross_links(links, labels=data.contract)
    draw(ax)
    order = [label.get_text() for label in ax.get_yticklabels()]
    assert order == [label.get_text() for label in ax.get_xticklabels()]
    assert set(order) == set(links["name"]) | set(links["other_name"])
    place = {name: i for i, name in enumerate(order)}

    def at(name: str) -> set[tuple[int, int]]:
        return {
            (round(cell.get_y() + 0.5), round(cell.get_x() + 0.5)) for cell in labelled(ax, name)
        }

    def expect(rows: pd.DataFrame, *, below: bool) -> set[tuple[int, int]]:
        pairs = zip(rows["name"].map(place), rows["other_name"].map(place), strict=True)
        ordered = [sorted(pair, reverse=below) for pair in pairs]
        return {(i, j) for i, j in ordered}

    shared = links[links["municipalities_all"].fillna(0) > 0]
    assert at("municipalities") == expect(shared, below=True)
    firms = links[links["organisations"].fillna(0) > 0]
    assert at("organisations") == expect(firms, below=False)
    assert at("corrected") == expect(links[links["corrected"]], below=True)
    rings = {
        (int(ring.get_ydata()[0]), int(ring.get_xdata()[0])) for ring in labelled(ax, "relation")
    }
    assert rings == expect(links[links["relations"]], below=False)
    corners = [patch for patch in ax.patches if isinstance(patch, Polygon)]
    assert len(corners) == links["definitional"].sum() == 6
    for sign in ("more", "fewer"):
        assert len(labelled(ax, f"evidence {sign}")) == (links["evidence"] == sign).sum()
    written = {
        (round(t.get_position()[1]), round(t.get_position()[0])): t.get_text() for t in ax.texts
    }
    cell = place["Scalable Cities"], place["Lighthouse-Austausch"]
    assert written[cell] == "5"
    abroad = tuple(sorted((place["mySMARTLife"], place["MAtchUP"]), reverse=True))
    assert written[abroad] == "+1"


def test_the_matrix_says_only_what_is_there(data: Dataset) -> None:
    links = list_links(data)
    ax = plot_cross_links(links[links["relations"]], lang="de", labels=data.contract)
    (legend,) = draw(ax).findobj(Legend)
    said = [text.get_text() for text in legend.get_texts()]
    assert words("de")["layer_relations"] in said
    assert words("de")["corrected"] not in said
    assert words("de")["evidence_more"] not in said


def test_overlaps_stand_where_they_are(evidence: pd.DataFrame) -> None:
    ax = plot_overlap_evidence(evidence)
    marks = {
        round(float(y)): (float(x), points.get_label())
        for points in ax.collections
        if isinstance(points, PathCollection)
        for x, y in points.get_offsets()
    }
    bands = {
        round(bar.get_y() + 0.31): (bar.get_x(), bar.get_x() + bar.get_width())
        for bar in ax.patches
    }
    for place, row in enumerate(evidence.itertuples(index=False)):
        assert marks[place][0] == row.shared
        assert bands[place] == pytest.approx((row.low, row.high))
        kind = "outside" if row.shared < row.low or row.shared > row.high else "inside"
        assert marks[place][1] == ("definitional" if row.definitional else kind)
    said = [text.get_text() for text in ax.texts]
    lacking = int(evidence["two_sided_adjusted"].isna().sum())  # pairs that could not reject
    assert said.count(words("en")["untested"]) == lacking > 0
    assert len(ax.patches) == len(evidence)


def test_structure_shows_every_run(structure: pd.DataFrame) -> None:
    axes = plot_structure(structure, lang="de")
    assert list(axes) == list(HEADLINES)
    order = structure["omitted"].drop_duplicates().tolist()
    for headline, ax in axes.items():
        rows = structure[structure["headline"] == headline]
        drawn = [points for points in ax.collections if isinstance(points, PathCollection)]
        seen = {
            (order[round(float(y))], round(float(x), 9))
            for points in drawn
            for x, y in points.get_offsets()
        }
        pairs = zip(rows["omitted"], rows["observed"].round(9), strict=True)
        assert seen == set(pairs)
        outside = (rows["observed"] < rows["low"]) | (rows["observed"] > rows["high"])
        marked = [len(p.get_offsets()) for p in drawn if p.get_label() == "outside"]
        assert sum(marked) == outside.sum()
    first = [label.get_text() for label in axes["linked_pairs"].get_yticklabels()]
    assert first[0] == words("de")["none_omitted"]
    assert first[1] == f"ohne {order[1]}"
    many = pd.concat([structure.assign(headline=f"m{i}") for i in range(7)])
    with pytest.raises(ValueError, match="7 measures, but room for six"):
        plot_structure(many)


def test_mixing_draws_both_lines(mixing: pd.DataFrame) -> None:
    ax = plot_mixing(mixing)
    for name in ("cycles", "overlaps"):
        (line,) = labelled(ax, name)
        assert list(line.get_xdata()) == mixing["trades"].tolist()
        assert list(line.get_ydata()) == mixing[name].tolist()
    markers = {line.get_marker() for name in ("cycles", "overlaps") for line in labelled(ax, name)}
    assert len(markers) == 2


# ---------------------------------------------------------------- the list of outputs


@pytest.mark.parametrize("output", CROSSLINK_ENTRIES, ids=lambda output: output.name)
def test_entries_hold_for_small_tables_of_others(output: Output, small_folder: Path) -> None:
    """Two networks that share one member: nothing to find, and nothing breaks."""
    own = load(small_folder)
    measured = output.measure(own)
    if output.kind == "table":
        for lang in LANGUAGES:
            table = translate_table(measured, lang=lang, labels=own.contract)
            assert len(table.rows) == len(measured) > 0
        return
    assert output.draw is not None
    assert output.describe is not None
    for lang in LANGUAGES:
        draw(output.draw(measured, lang, own.contract).axes[0])
        text = output.describe(measured, lang, own.contract)
        assert 80 < len(text) < 700
        assert "nan" not in text.lower().split()


@pytest.mark.parametrize("output", CROSSLINK_FIGURES, ids=lambda output: output.name)
def test_alternative_texts_count_what_is_drawn(output: Output, data: Dataset) -> None:
    assert output.describe is not None
    frame = output.measure(data)
    english, german = (output.describe(frame, lang, data.contract) for lang in ("en", "de"))
    assert english != german
    number = {
        "cross_links": "33 networks",
        "overlap_evidence": f"{len(frame)} pairs",
        "structure_against_chance": "without each of 22",
        "mixing": "Both are below 0.05",
    }[output.name]
    assert number in english


def test_tables_print_counts_as_counts(data: Dataset) -> None:
    """No decimals where only whole numbers can be: 5,000 shared members would be many."""
    entries = {output.name: output for output in CROSSLINK_ENTRIES}
    for name, counts in {
        "cross_link_pairs": ["shared", "low", "high"],
        "cross_link_block_tests": ["observed", "low", "high"],
    }.items():
        frame = entries[name].measure(data)
        forms = translate_table(frame, lang="de", labels=data.contract).forms
        printed = dict(zip(frame.columns, forms, strict=True))
        assert [printed[count] for count in counts] == ["integer"] * 3
        assert printed["expected"] == "measure"


@pytest.mark.parametrize("name", ["cross_link_pairs", "cross_link_scopes"])
def test_wide_tables_fit_a_landscape_page(name: str, data: Dataset) -> None:
    (output,) = (output for output in CROSSLINK_ENTRIES if output.name == name)
    table = translate_table(output.measure(data), lang="de", labels=data.contract)
    assert len(table.columns) <= 13


def test_what_the_figure_leaves_empty_the_note_explains(data: Dataset) -> None:
    (output,) = (output for output in CROSSLINK_FIGURES if output.name == "overlap_evidence")
    for lang in LANGUAGES:
        assert words(lang)["untested"] in " ".join(note_output(output, data, lang))


def test_all_networks_are_drawn_as_the_table_of_scopes_has_them(data: Dataset) -> None:
    """With fewer draws a measure at the edge may fall outside the band, and in the table not."""
    entries = {output.name: output for output in CROSSLINK_ENTRIES}
    table = entries["structure_scopes"].measure(data).loc["all"]
    drawn = entries["structure_against_chance"].measure(data)
    whole = drawn[drawn["omitted"] == ""].set_index("headline")
    columns = ["observed", "expected", "low", "high"]
    expected = table.loc[whole.index, columns].to_numpy(dtype="float64")
    assert whole[columns].to_numpy() == pytest.approx(expected)
