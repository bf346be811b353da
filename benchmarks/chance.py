"""Null models against compiled code, plain Python and the library bicm."""

import contextlib
import io
from collections.abc import Callable
from functools import partial
from typing import Any

import bicm
import numpy as np

from analysis import (
    configuration_pvalues,
    fixed_degree_pvalues,
    fixed_degree_samples,
    iterate_samples,
)
from benchmarks import compiled, plain
from benchmarks.measuring import Row, measure_memory, time_pair
from benchmarks.tables import SHAPES, make_table


def _measure_pvalues(shape: str) -> list[Row]:
    matrix = make_table(SHAPES[shape])
    # Compile before the clock runs.
    compiled.count_reached(matrix, draws=2, seed=1)
    fixed_degree_pvalues(matrix, draws=2, seed=1)
    rows = []
    for draws, repeats in ((100_000, 3), (10_000, 7)):
        call = partial(fixed_degree_pvalues, matrix, draws=draws, seed=1)
        reference = partial(compiled.count_reached, matrix, draws=draws, seed=1)
        seconds = time_pair(call, reference, repeats=repeats)
        peak = measure_memory(partial(call, draws=min(draws, 20_000)))[0]
        rows.append(
            Row(
                "fixed_degree_pvalues", shape, f"{draws:,} draws", seconds[0],
                "numba, one chain", *seconds[1:], "≤ 2.8", seconds[2] <= 2.8, peak,
            )
        )  # fmt: skip
    sets = time_pair(call, partial(plain.count_reached, matrix, draws=10_000, seed=1), repeats=2)
    ratio = 1 / sets[2]
    rows.append(
        Row(
            "fixed_degree_pvalues", shape, "10,000 draws", sets[0], "plain Python with sets",
            sets[1], ratio, "≥ 15 times faster", ratio >= 15, peak,
        )
    )  # fmt: skip
    return rows


def _measure_samples(shape: str) -> list[Row]:
    matrix = make_table(SHAPES[shape])
    compiled.draw_samples(matrix, draws=1, seed=1)
    reference = partial(compiled.draw_samples, matrix, draws=50, seed=1)
    dense = partial(fixed_degree_samples, matrix, draws=50, seed=1)

    def pass_through() -> None:
        for _ in iterate_samples(matrix, draws=50, seed=1):
            pass

    rows = []
    for name, call in (("fixed_degree_samples", dense), ("iterate_samples", pass_through)):
        seconds = time_pair(call, reference, repeats=7)
        rows.append(
            Row(
                name, shape, "50 draws", seconds[0], "numba, one chain", *seconds[1:],
                "≤ 7.0", seconds[2] <= 7, measure_memory(call)[0],
            )
        )  # fmt: skip
    return rows


def fit_and_judge(dense: np.ndarray) -> Any:
    """Fit and judge with bicm: its Poisson p-values of all pairs of rows that share a column.

    One process, as for the library; the matrix is handed over as it wants it, dense. Its upper
    tail is P(X ≥ observed); lower tails and pairs that share nothing it does not give.
    """
    graph = bicm.BipartiteGraph(biadjacency=dense)
    with contextlib.redirect_stdout(io.StringIO()):
        graph.solve_tool(verbose=False)
        graph.compute_projection(
            rows=True, approx_method="poisson", threads_num=1, progress_bar=False
        )
    return graph


def _measure_configuration(shape: str) -> list[Row]:
    matrix = make_table(SHAPES[shape])
    reference: Callable[[], Any] = partial(fit_and_judge, matrix.toarray().astype(np.int8))
    reference()
    call = partial(configuration_pvalues, matrix)
    call()
    seconds = time_pair(call, reference, repeats=7)
    return [
        Row(
            "configuration_pvalues", shape, "exact tails, all pairs", seconds[0],
            "bicm, Poisson approximation", *seconds[1:], "≤ 1.5", seconds[2] <= 1.5,
            measure_memory(call)[0],
        )
    ]  # fmt: skip


def measure() -> list[Row]:
    """Measure all null models."""
    small, middle = list(SHAPES)[:2]
    return [*_measure_pvalues(small), *_measure_samples(middle), *_measure_configuration(middle)]
