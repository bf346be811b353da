"""The benchmarks: tables of the shapes named, that can be read; the page that is renewed."""

from pathlib import Path

import numpy as np
import pytest

from analysis.data import load
from benchmarks.__main__ import BEGIN, END, measure, write_table
from benchmarks.tables import SHAPES, Shape, make_table, write_folder


@pytest.mark.parametrize("shape", [SHAPES[0], SHAPES[2], Shape(300, 20_000, 200_000)])
def test_tables_have_the_shape_asked_for(shape):
    matrix = make_table(shape)
    networks, members = np.diff(matrix.indptr), np.bincount(matrix.indices)
    assert (*matrix.shape, matrix.nnz) == shape
    assert set(matrix.data.tolist()) == {1}
    # Nobody is without a membership, and a few have far more than most.
    assert min(networks.min(), members.min()) >= 1
    assert networks.max() > 3 * np.median(networks)
    assert members.max() > 3 * np.median(members)
    assert (make_table(shape) != matrix).nnz == 0


def test_made_up_tables_can_be_read(tmp_path: Path) -> None:
    write_folder(tmp_path, make_table(SHAPES[0]))
    data = load(tmp_path)
    assert (len(data.networks), len(data.members), len(data.memberships)) == SHAPES[0]


def test_what_is_measured_is_written_between_the_marks(tmp_path: Path) -> None:
    found = measure("projection onto the networks", SHAPES[0])
    assert found["seconds"] >= 0
    path = tmp_path / "scale.md"
    path.write_text(f"before\n{BEGIN}old{END}\nafter\n", encoding="utf-8")
    row = {"task": "t", "size": "s", "unit": 2.0, "peak": 5e6, "seconds": 1.0}
    write_table([row, row | {"seconds": None}], path)
    text = path.read_text(encoding="utf-8")
    assert "| t | s | 1.0 | 0.50 | 5 MB |" in text
    assert "| t | s | refused: too large |  | 5 MB |" in text
    assert (text[:7], text[-7:], "old" in text) == ("before\n", "\nafter\n", False)
