"""The benchmarks: tables of the shapes named, and references that compute what they stand for."""

from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis import fixed_degree_pvalues
from benchmarks.measuring import Row, measure_memory, time_pair
from benchmarks.plain import count_reached
from benchmarks.report import BEGIN, END, write_table
from benchmarks.tables import SHAPES, Shape, make_table

needs_numba = pytest.mark.skipif(
    find_spec("numba") is None, reason="numba is in the environment of `make bench` alone"
)


@pytest.mark.parametrize("shape", [*list(SHAPES.values())[:2], Shape(300, 20_000, 200_000)])
def test_tables_have_the_shape_asked_for(shape):
    matrix = make_table(shape)
    networks, members = np.diff(matrix.indptr), np.bincount(matrix.indices)
    assert matrix.shape == (shape.networks, shape.members)
    assert matrix.nnz == shape.memberships
    assert matrix.has_canonical_format
    assert set(matrix.data.tolist()) == {1}
    # Nobody is without a membership, and a few have far more than most.
    assert min(networks.min(), members.min()) >= 1
    assert networks.max() > 3 * np.median(networks)
    assert members.max() > 3 * np.median(members)


def test_tables_follow_from_their_seed():
    shape = SHAPES["30x70"]
    tables = [make_table(shape, seed=seed).toarray() for seed in (1, 1, 2)]
    assert (tables[0] == tables[1]).all()
    assert (tables[0] != tables[2]).any()


def compare_with_library(matrix, counts, draws: int) -> None:
    """Both are Monte Carlo: their difference is judged by its standard error."""
    frame = fixed_degree_pvalues(matrix, draws=draws, seed=2)
    for name, hits in zip(("upper", "lower"), (counts[0], counts[1]), strict=True):
        error = np.sqrt(2 * frame[name] * (1 - frame[name]) / draws) + 2 / draws
        assert (np.abs(frame[name] - (np.asarray(hits) + 1) / (draws + 1)) < 5 * error).all()
    assert np.abs(frame["expected"] - np.asarray(counts[2]) / draws).max() < 0.1


def test_plain_reference_agrees_with_the_library():
    matrix = make_table(Shape(8, 20, 50))
    counts = np.array(count_reached(matrix, draws=2_000, seed=1)).T
    compare_with_library(matrix, counts, 2_000)


@needs_numba
def test_compiled_reference_agrees_with_the_library():
    from benchmarks import compiled

    matrix = make_table(Shape(8, 20, 50))
    compare_with_library(matrix, compiled.count_reached(matrix, draws=4_000, seed=1), 4_000)
    samples = compiled.draw_samples(matrix, draws=3, seed=1)
    ends = matrix.indptr
    for sample in samples:
        rows = [set(sample[a:b].tolist()) for a, b in pairwise(ends)]
        assert [len(row) for row in rows] == np.diff(ends).tolist()
        assert (np.bincount(sample, minlength=20) == np.bincount(matrix.indices)).all()


def test_pairs_are_timed_by_turns():
    calls: list[str] = []
    best, reference, ratio = time_pair(
        lambda: calls.append("a"), lambda: calls.append("b"), repeats=4
    )
    assert calls == ["a", "b", "b", "a", "a", "b", "b", "a"]
    assert ratio == pytest.approx(best / reference)


def test_memory_is_that_of_the_peak():
    def allocate():
        big = np.ones(1_000_000)
        return big[:10].copy()

    peak, result = measure_memory(allocate)
    assert 8_000_000 <= peak < 8_100_000
    assert len(result) == 10


def test_figure_needs_nothing_but_its_frame():
    pytest.importorskip("matplotlib")
    from benchmarks.growth import SERIES, plot_growth

    frame = pd.DataFrame(
        [
            {"name": name, "quantity": f"growth, {10**power:,} memberships", "seconds": 0.1**power}
            for name in SERIES
            for power in (3, 6)
        ]
    )
    figure = plot_growth(frame)
    (ax,) = figure.axes
    assert [line.get_xdata().tolist() for line in ax.lines] == [[1e3, 1e6]] * len(SERIES)
    texts = [text.get_text() for legend in ax.artists for text in legend.get_texts()]
    assert texts == list(SERIES)


def test_results_are_written_between_the_marks(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(f"before\n\n{BEGIN}\nold\n{END}\n\nafter\n", encoding="utf-8")
    rows = [
        Row("one", "30x70", "draws", 0.5, "other", 0.25, 2.0, "≤ 1.5", False, 2_500_000),
        Row("two", "30x70", "growth, 10 memberships", 0.5),
        Row("three", "", "stem", 12.345, limit="< 60 s", met=True),
    ]
    for _ in range(2):
        write_table(pd.DataFrame(rows), page)
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"before\n\n{BEGIN}\n")
    assert text.endswith(f"{END}\n\nafter\n")
    table = [line for line in text.splitlines() if line.startswith("|")]
    assert table[2:] == [
        "| one | 30x70 | draws | 0.50 | other | 0.25 | 2.00 | ≤ 1.5 | NO | 2.5 MB |",
        "| three |  | stem | 12.35 |  |  |  | < 60 s | yes |  |",
    ]


def test_page_has_a_place_for_the_results():
    text = (Path(__file__).resolve().parents[1] / "docs" / "scale.md").read_text(encoding="utf-8")
    assert text.count(BEGIN) == text.count(END) == 1
    assert text.index(BEGIN) < text.index(END)
