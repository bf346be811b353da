"""Null models: full enumeration of small margins, published values, direct computation."""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import combinations, product
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from scipy.stats import chisquare

from analysis.data import Dataset
from analysis.graph.build import incidence
from analysis.statistics import overlaps, trades
from analysis.statistics.overlaps import (
    configuration_probabilities,
    configuration_pvalues,
    correct_pvalues,
    describe_mixing,
    fixed_degree_pvalues,
)
from analysis.statistics.trades import fixed_degree_samples

FDSM = np.array([[1, 0, 1, 1], [0, 1, 0, 0], [1, 0, 0, 1]])
# No row or column is full or empty, yet the margins force both blocks off the diagonal.
BLOCKS = np.array([[1, 0, 1, 1, 1], [0, 1, 1, 1, 1], [0, 0, 1, 0, 0], [0, 0, 0, 1, 1]])[
    [2, 0, 3, 1]
][:, [3, 0, 2, 4, 1]]
MARGINS = {
    "fdsm": FDSM,
    "twos": np.array([[1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 1], [1, 0, 0, 1]]),
    "uneven": np.array([[1, 1, 1, 0, 0], [1, 1, 0, 0, 1], [0, 1, 0, 0, 0], [1, 0, 0, 1, 0]]),
    "forced": np.array([[1, 1, 1, 1], [1, 0, 0, 0], [1, 1, 0, 0], [0, 0, 0, 0], [1, 0, 1, 0]]),
    "permutation": np.eye(4, dtype=int),
    "tall": np.array([[1, 1, 0], [0, 1, 1], [1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]]),
    "blocks": BLOCKS,
}


def enumerate_rows(rows: tuple[int, ...], columns: tuple[int, ...]) -> Iterator[list[list[int]]]:
    """All 0/1 matrices with these degrees, row by row: the direct and slow way."""
    if not rows:
        if not any(columns):
            yield []
        return
    for chosen in combinations([j for j, left in enumerate(columns) if left], rows[0]):
        row = [int(j in chosen) for j in range(len(columns))]
        left = tuple(c - r for c, r in zip(columns, row, strict=True))
        for rest in enumerate_rows(rows[1:], left):
            yield [row, *rest]


@cache
def enumerate_margins(rows: tuple[int, ...], columns: tuple[int, ...]) -> np.ndarray:
    return np.array(list(enumerate_rows(rows, columns)))


def enumerate_like(matrix: np.ndarray) -> np.ndarray:
    return enumerate_margins(tuple(matrix.sum(axis=1).tolist()), tuple(matrix.sum(axis=0).tolist()))


def count_matrices(samples: np.ndarray, everything: np.ndarray) -> np.ndarray:
    """How often each matrix was drawn; fails on a matrix with other margins."""
    place = {matrix.astype(bool).tobytes(): i for i, matrix in enumerate(everything)}
    return np.bincount([place[sample.tobytes()] for sample in samples], minlength=len(place))


def exact_tails(matrix: np.ndarray) -> pd.DataFrame:
    """Tails of the overlaps over all matrices with the margins, by enumeration."""
    i, j = np.triu_indices(len(matrix), k=1)
    shared = np.stack([(m @ m.T)[i, j] for m in enumerate_like(matrix)])
    observed = (matrix @ matrix.T)[i, j]
    frame = pd.DataFrame({"expected": shared.mean(axis=0)})
    frame["upper"] = (shared >= observed).mean(axis=0)
    frame["lower"] = (shared <= observed).mean(axis=0)
    frame["attainable_upper"] = (shared == shared.max(axis=0)).mean(axis=0)
    frame["attainable_lower"] = (shared == shared.min(axis=0)).mean(axis=0)
    return frame


def direct_tails(probabilities: np.ndarray, observed: int) -> tuple[float, float]:
    """Poisson-binomial tails by adding one variable after the other."""
    masses = np.zeros(len(probabilities) + 1)
    masses[0] = 1
    for p in probabilities:
        masses[1:] = masses[1:] * (1 - p) + masses[:-1] * p
        masses[0] *= 1 - p
    # Rising order: small terms first.
    return float(np.sort(masses[observed:]).sum()), float(np.sort(masses[: observed + 1]).sum())


# --- Fixed degrees ----------------------------------------------------------------------------


def test_published_numbers_of_matrices_and_tails() -> None:
    assert len(enumerate_like(FDSM)) == 8
    assert [len(enumerate_margins((2,) * n, (2,) * n)) for n in (3, 4)] == [6, 90]
    exact = exact_tails(FDSM)  # pairs (1,2), (1,3), (2,3)
    assert exact.loc[1, "upper"] == 1 / 4
    assert exact["lower"].tolist() == [1 / 2, 1, 3 / 4]


@pytest.fixture(params=[False, True], ids=["batch", "wide"])
def wide(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Many chains side by side, and one chain walked link by link."""
    if request.param:
        monkeypatch.setattr(trades, "WIDE", -1)
    return bool(request.param)


@pytest.mark.parametrize("name", MARGINS)
def test_samples_are_uniform(name: str, wide: bool) -> None:
    everything = enumerate_like(MARGINS[name])
    assert len(everything) > 1
    draws = (20 if wide else 400) * len(everything)
    samples = fixed_degree_samples(MARGINS[name], draws=draws, seed=7)
    assert chisquare(count_matrices(samples, everything)).pvalue > 0.001


def test_chains_that_draw_often_stay_uniform() -> None:
    """Chains give five draws each: the walk, not only its burn-in, is tested."""
    everything = enumerate_like(MARGINS["uneven"])
    samples = fixed_degree_samples(MARGINS["uneven"], draws=40_000, seed=5)
    assert chisquare(count_matrices(samples, everything)).pvalue > 0.001


@pytest.mark.parametrize("shape", [(3, 5), (8, 8), (30, 70), (70, 30), (1, 6), (9, 130)])
@pytest.mark.parametrize("density", [0.05, 0.3, 0.8])
@pytest.mark.usefixtures("wide")
def test_samples_keep_the_margins(shape: tuple[int, int], density: float) -> None:
    matrix = np.random.default_rng(shape[0]).random(shape) < density
    samples = fixed_degree_samples(matrix, draws=50, seed=1)
    assert (samples.dtype, samples.shape) == (bool, (50, *shape))
    assert (samples.sum(axis=1) == matrix.sum(axis=0)).all()
    assert (samples.sum(axis=2) == matrix.sum(axis=1)).all()


@pytest.mark.parametrize("matrix", [np.zeros((3, 4)), np.ones((3, 4)), [[1]], np.tri(5, 4)])
def test_margins_that_leave_no_choice(matrix: Any) -> None:
    matrix = np.asarray(matrix)
    samples = fixed_degree_samples(matrix, draws=4, seed=1)
    assert (samples == matrix.astype(bool)).all()
    frame = fixed_degree_pvalues(matrix, draws=4, seed=1)
    assert (frame[["upper", "lower", "two_sided", "attainable_upper"]] == 1).all(axis=None)
    assert (frame["expected"] == frame["shared"]).all()
    assert describe_mixing(matrix, draws=4, seed=1)["cycles"].isna().all()
    assert (configuration_probabilities(matrix) == matrix).all()
    assert (configuration_pvalues(matrix)[["upper", "lower"]] == 1).all(axis=None)


@pytest.mark.parametrize("name", MARGINS)
def test_tails_agree_with_enumeration(name: str, wide: bool) -> None:
    draws = 600 if wide else 40_000
    exact = exact_tails(MARGINS[name])
    frame = fixed_degree_pvalues(MARGINS[name], draws=draws, seed=11)
    for tail in ("upper", "lower"):
        off = (frame[tail] - exact[tail]).abs()
        assert (off <= 4 * frame[f"{tail}_error"] + 1 / draws).all()
        assert (frame[f"{tail}_error"] <= 2.5 * (0.25 / draws) ** 0.5).all()
        attainable = (frame[f"attainable_{tail}"] - exact[f"attainable_{tail}"]).abs()
        assert (attainable <= 4 * (0.25 / draws) ** 0.5 + 1 / draws).all()
    assert (frame["expected"] - exact["expected"]).abs().max() < 8 * draws**-0.5
    assert (frame["two_sided"] == (2 * frame[["upper", "lower"]].min(axis=1)).clip(upper=1)).all()


def test_error_covers_draws_that_resemble_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """With one trade between draws, errors must be wider than those of independent draws."""
    monkeypatch.setattr(trades, "TRADES", 1)
    matrix = np.random.default_rng(2).random((12, 20)) < 0.3
    one, other = (fixed_degree_pvalues(matrix, draws=200_000, seed=seed) for seed in (1, 2))
    scaled = (one["upper"] - other["upper"]) / np.hypot(one["upper_error"], other["upper_error"])
    assert 0.75 < scaled.std() < 1.25
    free = (one["upper"] * (1 - one["upper"]) / 200_000) ** 0.5
    assert (one["upper_error"] / free).median() > 1.2


def test_same_seed_same_draws_and_another_seed_others() -> None:
    matrix = np.random.default_rng(1).random((10, 15)) < 0.3
    one, again, other = (
        fixed_degree_samples(matrix, draws=20, seed=n).tobytes() for n in (1, 1, 2)
    )
    assert one == again != other
    forms = [matrix, sparse.csr_array(matrix.astype(np.int64))]
    pd.testing.assert_frame_equal(
        *(fixed_degree_pvalues(form, draws=20, seed=1, labels=range(10)) for form in forms)
    )
    assert (forms[1].toarray() == matrix).all()


def test_wide_tables_are_walked_by_links() -> None:
    """Whoever shares a column with whom, its pairs are as many as its degree gives."""
    matrix = sparse.csr_array((np.random.default_rng(4).random((6, 2_500)) < 0.3).astype(np.int8))
    frame = fixed_degree_pvalues(matrix, draws=200, seed=1)
    degrees = matrix.astype(int).sum(axis=0)
    assert frame["expected"].sum() == pytest.approx((degrees * (degrees - 1) // 2).sum())
    assert frame["shared"].sum() == (degrees * (degrees - 1) // 2).sum()
    assert describe_mixing(matrix, draws=5, seed=1)["overlaps"].notna().all()


@pytest.mark.parametrize(
    ("matrix", "message"),
    [
        ([[0, 2], [1, 0]], "not binary: it holds 2"), ([[0.5, 1]], "not binary"),
        ([[float("nan"), 1]], "not binary"), ([["a", "b"]], "0 and 1"),
        (np.zeros((0, 3)), "none of them empty"), (np.zeros((3, 0)), "none of them empty"),
        ([0, 1], "two dimensions"),
        (sparse.coo_array(([1, 1], ([0, 0], [1, 1])), (2, 2)), "not binary: it holds 2"),
    ],
)  # fmt: skip
def test_bad_matrices_are_refused(matrix: Any, message: str) -> None:
    for judge in (fixed_degree_samples, fixed_degree_pvalues, describe_mixing):
        with pytest.raises(ValueError, match=message):
            judge(matrix, draws=2, seed=1)
    for fit in (configuration_pvalues, configuration_probabilities):
        with pytest.raises(ValueError, match=message):
            fit(matrix)


@pytest.mark.parametrize(
    ("judge", "options", "message"),
    [
        (fixed_degree_samples, {"draws": 0}, "draws=0"),
        (fixed_degree_pvalues, {"draws": 0}, "draws=0"),
        (fixed_degree_samples, {"draws": 1, "trades": 0}, "trades=0"),
        (fixed_degree_samples, {"draws": 10**9}, "ask for fewer draws"),
        (fixed_degree_pvalues, {"draws": 1, "labels": ["a", "b"]}, "2 labels for 3 rows"),
        (describe_mixing, {"draws": 1}, "at least 2"),
    ],
)
def test_bad_numbers_are_refused(judge: Any, options: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        judge(FDSM, seed=1, **options)


# --- Mixing -----------------------------------------------------------------------------------


def test_mixing_of_a_walk_that_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two rows share the same in every state; of three, one sits out each round."""
    monkeypatch.setattr(overlaps, "LAGS", (1, 2, 4, 8))
    mixing = describe_mixing([[1, 0, 1, 0], [0, 1, 0, 1]], draws=2_000, seed=1)
    assert mixing["cycles"].isna().all()
    three = describe_mixing(FDSM, draws=20_000, seed=3)
    assert three["overlaps"].is_monotonic_decreasing
    assert three["overlaps"].iloc[0] > 0.2
    assert (three[["cycles", "overlaps", "slowest"]].iloc[-1].abs() < 0.05).all()
    assert three["error"].tolist() == [20_000**-0.5] * 4


def test_default_trades_suffice_for_the_real_table(data: Dataset) -> None:
    matrix, *_ = incidence(data, kinds=("municipality",))
    mixing = describe_mixing(matrix, draws=4_000, seed=1).set_index("trades").loc[trades.TRADES]
    # The slowest of 231 pairs is lifted by chance: three standard errors on top.
    assert mixing["cycles"] < 0.05 + 2 * mixing["error"]
    assert mixing["slowest"] < 0.05 + 3 * mixing["error"]


# --- Configuration model ----------------------------------------------------------------------


def test_published_probabilities() -> None:
    found = configuration_probabilities([[0, 0, 1], [0, 1, 0], [1, 0, 1]])
    a, b, c = 0.215779, 0.568441, 0.863117
    assert found == pytest.approx(np.array([[a, a, b], [a, a, b], [b, b, c]]), abs=5e-7)


@pytest.mark.parametrize("shape", [(4, 5), (30, 70), (84, 900)])
@pytest.mark.parametrize("density", [0.03, 0.3, 0.9])
def test_expected_degrees_are_the_observed_ones(shape: tuple[int, int], density: float) -> None:
    rng = np.random.default_rng(shape[1])
    matrix = rng.random(shape) < density * rng.random(shape[0])[:, None] * 1.9
    fitted = configuration_probabilities(matrix)
    assert fitted.sum(axis=0) == pytest.approx(matrix.sum(axis=0), rel=1e-10, abs=1e-10)
    assert fitted.sum(axis=1) == pytest.approx(matrix.sum(axis=1), rel=1e-10, abs=1e-10)
    assert ((fitted >= 0) & (fitted <= 1)).all()
    # One number per row and per column: the odds form a table of rank one.
    inner = fitted[np.ix_((fitted > 0).all(axis=1) & (fitted < 1).all(axis=1),
                          (fitted > 0).all(axis=0) & (fitted < 1).all(axis=0))]  # fmt: skip
    if inner.size:
        odds = np.log(inner / (1 - inner))
        centred = odds - odds.mean(axis=0) - odds.mean(axis=1)[:, None] + odds.mean()
        assert np.abs(centred).max() < 1e-6


def draw_table(seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return (rng.random(rng.integers(2, 6, size=2)) < rng.choice([0.2, 0.5, 0.8])).astype(int)


@pytest.mark.parametrize("matrix", [*map(draw_table, range(40)), BLOCKS, MARGINS["forced"]])
def test_forced_cells_are_those_of_all_matrices(matrix: np.ndarray) -> None:
    share = enumerate_like(matrix).mean(axis=0)
    fitted = configuration_probabilities(matrix)
    assert ((fitted == 0) == (share == 0)).all()
    assert ((fitted == 1) == (share == 1)).all()
    assert fitted.sum(axis=0) == pytest.approx(matrix.sum(axis=0), abs=1e-12)
    assert fitted.sum(axis=1) == pytest.approx(matrix.sum(axis=1), abs=1e-12)


@pytest.mark.parametrize("matrix", MARGINS.values())
def test_configuration_tails_by_direct_sums(matrix: np.ndarray) -> None:
    fitted = configuration_probabilities(matrix)
    for row in configuration_pvalues(matrix).itertuples():
        i, j = row.first, row.second
        upper, lower = direct_tails(fitted[i] * fitted[j], row.shared)
        assert row.shared == matrix[i] @ matrix[j]
        assert row.expected == pytest.approx(fitted[i] @ fitted[j], abs=1e-12)
        assert (row.upper, row.lower) == pytest.approx((upper, lower), abs=1e-12)


def test_configuration_tails_of_many_columns() -> None:
    rows = np.zeros((30, 300), bool)
    rows[:2, :40] = True  # these two share all that they have
    rows[2:] = np.random.default_rng(1).random((28, 300)) < 0.2
    fitted = configuration_probabilities(rows)
    for row in configuration_pvalues(rows).sample(40, random_state=1).itertuples():
        tails = direct_tails(fitted[row.first] * fitted[row.second], row.shared)
        assert (row.upper, row.lower) == pytest.approx(tails, abs=1e-13)


# --- Correction -------------------------------------------------------------------------------


def test_correction_by_hand() -> None:
    """The last two could not reject: they have no value, and count in none."""
    pvalues = pd.Series([0.04, 0.001, 0.03, 0.5, 0.01, 0.2], index=list("abcdef"))
    least = pd.Series([0.04, 0.001, 0.05, 0.0, 0.051, 1.0], index=pvalues.index)
    found = correct_pvalues(pvalues, attainable=least)
    expected = [0.04 * 4 / 3, 0.004, 0.04 * 4 / 3, 0.5, np.nan, np.nan]
    assert found.tolist() == pytest.approx(expected, nan_ok=True)
    assert list(found.index) == list("abcdef")
    assert correct_pvalues(pvalues, attainable=least + 1).isna().all()
    assert correct_pvalues(pvalues, attainable=least, level=1).notna().all()


# ---------------------------------------------------------------- cells held at zero


def enumerate_allowed(matrix: np.ndarray, allowed: np.ndarray) -> list[np.ndarray]:
    """All tables with the margins of one that are 1 in allowed cells alone."""
    rows = [
        [
            row
            for row in product([0, 1], repeat=len(cells))
            if sum(row) == size and all(row <= cells)
        ]
        for cells, size in zip(allowed, matrix.sum(axis=1), strict=True)
    ]
    tables = (np.array(table) for table in product(*rows))
    return [table for table in tables if (table.sum(axis=0) == matrix.sum(axis=0)).all()]


HOLES = [
    # Only three links turned around together lead from one table to the other.
    (np.eye(3, dtype=int), np.array([[1, 1, 0], [0, 1, 1], [1, 0, 1]])),
    (
        np.array([[1, 0, 0, 1], [0, 1, 1, 0], [1, 1, 0, 0], [0, 0, 1, 0]]),
        np.array([[1, 1, 0, 1], [0, 1, 1, 1], [1, 1, 1, 1], [1, 0, 1, 1]]),
    ),
    (
        np.array([[1, 0, 0, 0, 1], [0, 1, 1, 0, 0], [1, 0, 0, 1, 0]]),
        np.array([[1, 1, 1, 0, 1], [0, 1, 1, 1, 1], [1, 0, 1, 1, 1]]),
    ),
]


@pytest.mark.parametrize(("matrix", "allowed"), HOLES)
def test_held_cells_against_enumeration(matrix: np.ndarray, allowed: np.ndarray) -> None:
    """Every table that is allowed comes up as often as any other, and no other does."""
    tables, draws = enumerate_allowed(matrix, allowed), 20_000
    samples = fixed_degree_samples(matrix, draws=draws, seed=1, allowed=allowed)
    drawn = Counter(sample.astype(int).tobytes() for sample in samples)
    assert set(drawn) == {table.tobytes() for table in tables}
    assert max(drawn.values()) - min(drawn.values()) < 6 * (draws / len(tables)) ** 0.5
    i, j = np.triu_indices(len(matrix), k=1)
    shared = np.array([(table @ table.T)[i, j] for table in tables])
    found = fixed_degree_pvalues(matrix, draws=draws, seed=2, allowed=allowed)
    exact = (shared >= (matrix @ matrix.T)[i, j]).mean(axis=0)
    assert np.allclose(found["upper"], exact, atol=0.02)


@pytest.mark.parametrize(("matrix", "allowed"), HOLES)
def test_held_cells_keep_expected_degrees(matrix: np.ndarray, allowed: np.ndarray) -> None:
    """By maximum likelihood log-odds add up over rows and columns on the allowed cells."""
    fitted = configuration_probabilities(matrix, allowed=allowed)
    assert (fitted[allowed == 0] == 0).all()
    assert np.allclose(fitted.sum(axis=0), matrix.sum(axis=0))
    assert np.allclose(fitted.sum(axis=1), matrix.sum(axis=1))
    with np.errstate(divide="ignore"):
        odds = np.log(fitted / (1 - fitted))
    pairs = (combinations(range(size), 2) for size in matrix.shape)
    for rows, columns in product(*map(list, pairs)):
        cells = odds[np.ix_(rows, columns)]
        if np.isfinite(cells).all():
            assert np.isclose(cells[0, 0] + cells[1, 1], cells[0, 1] + cells[1, 0])


def test_a_link_that_is_not_allowed_is_refused() -> None:
    with pytest.raises(ValueError, match="not allowed"):
        fixed_degree_samples(np.eye(2), draws=1, seed=1, allowed=np.ones((2, 2)) - np.eye(2))
    with pytest.raises(ValueError, match="shape"):
        fixed_degree_samples(np.eye(2), draws=1, seed=1, allowed=np.ones((3, 2)))
