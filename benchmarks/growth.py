"""How the cost of the main computations grows with the size of the table."""

from collections.abc import Callable
from functools import partial

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter
from scipy import sparse

from analysis import configuration_pvalues, fixed_degree_pvalues, iterate_samples, project_matrix
from analysis.presentation.style import RULE, SPARE, add_legend, draw_key, open_axes, use_style
from benchmarks.measuring import Row, time_once
from benchmarks.tables import SHAPES, Shape, make_table

STEPS = (
    SHAPES["30x70"],
    Shape(50, 800, 2_000),
    SHAPES["84x10,343"],
    Shape(300, 30_000, 150_000),
    SHAPES["1,000x100,000"],
    SHAPES["3,000x400,000"],
)
QUANTITY = "growth"


def _draw_once(matrix: sparse.csr_array) -> float:
    """Seconds for one draw of the walk: the burn-in takes as long as ten."""
    if matrix.shape[1] < 1_000:
        draws = 10_000
        call = partial(fixed_degree_pvalues, matrix, draws=draws, seed=1)
        return time_once(call) / draws
    return time_once(lambda: next(iterate_samples(matrix, draws=1, seed=1))) / 11


def _time(call: Callable[..., object]) -> Callable[[sparse.csr_array], float]:
    def measure(matrix: sparse.csr_array) -> float:
        first = time_once(partial(call, matrix))
        # Short calls are repeated: the first one is slow for other reasons.
        return first if first > 1 else min(time_once(partial(call, matrix)) for _ in range(5))

    return measure


# What is measured, and the most memberships with which it is.
SERIES: dict[str, tuple[Callable[[sparse.csr_array], float], int]] = {
    "networks, projected": (_time(project_matrix), 10_000_000),
    "200 members, their 10 closest": (
        _time(partial(project_matrix, onto="member", rows=slice(0, 200), top=10)),
        10_000_000,
    ),
    "one draw with fixed degrees": (_draw_once, 1_000_000),
    "configuration model, all pairs, exact": (_time(configuration_pvalues), 150_000),
}


def measure() -> list[Row]:
    """Measure every series at every step that it reaches."""
    rows = []
    for shape in STEPS:
        matrix = make_table(shape)
        text = f"{shape.networks:,}x{shape.members:,}"
        rows += [
            Row(name, text, f"{QUANTITY}, {shape.memberships:,} memberships", time(matrix))
            for name, (time, most) in SERIES.items()
            if shape.memberships <= most
        ]
    return rows


def _write_time(seconds: float, _: int) -> str:
    for size, unit in ((1, "s"), (1e-3, "ms"), (1e-6, "µs")):
        if seconds >= 0.99 * size:
            return f"{seconds / size:,.0f} {unit}"
    return ""


def plot_growth(frame: pd.DataFrame) -> Figure:
    """Draw seconds by memberships, both on logarithmic scales, one line per series."""
    with use_style():
        ax = open_axes(None, 85)
        keys = []
        for look, (name, rows) in zip(SPARE, frame.groupby("name", sort=False), strict=False):
            text = rows["quantity"].str.extract(r"([\d,]+) memberships")[0]
            memberships = text.str.replace(",", "").astype(int)
            ax.plot(
                memberships, rows["seconds"], color=look.line, marker=look.marker,
                markerfacecolor=look.fill, markeredgecolor="#333333", markersize=5, linewidth=1,
            )  # fmt: skip
            keys.append(draw_key(look, str(name)))
        ax.set(xscale="log", yscale="log", xlabel="Memberships", ylabel="Time")
        ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
        ax.yaxis.set_major_formatter(FuncFormatter(_write_time))
        ax.grid(color=RULE, linewidth=0.5)
        add_legend(ax, keys, columns=2)
        figure = ax.figure
        assert isinstance(figure, Figure)
        return figure
