"""Limits by resampling the units themselves: what they count need not be independent.

All units of a region are drawn with replacement, those without any membership included, and the
ratio of two regions is taken anew from each draw.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats: TypeAlias = NDArray[np.float64]

DRAWS = 10_000
SEED = 20230917
# Cells drawn at once, so that memory stays small.
CELLS = 4_000_000


def _draw_rows(size: int, draws: int, seed: int) -> Iterator["NDArray[np.unsignedinteger[Any]]"]:
    """Give rows drawn with replacement, a block of draws at a time."""
    random = np.random.default_rng(seed)
    block = max(1, CELLS // size)
    kind = np.uint16 if size <= 2**16 else np.uint32  # small numbers are drawn faster
    for first in range(0, draws, block):
        yield random.integers(size, size=(min(block, draws - first), size), dtype=kind)


def resample_sums(values: pd.DataFrame, *, draws: int = DRAWS, seed: int = SEED) -> "Floats":
    """Sum columns over rows drawn with replacement, as many as there are.

    Parameters
    ----------
    values
        One row per unit, numeric columns.
    draws
        How often.
    seed
        Of the random numbers: the same seed draws the same rows for tables of one length.

    Returns
    -------
    numpy.ndarray
        float64, draws by columns.

    Raises
    ------
    ValueError
        If there is no row, or no draw.

    Examples
    --------
    >>> resample_sums(pd.DataFrame({"a": [2.0, 2.0]}), draws=3)
    array([[4.],
           [4.],
           [4.]])
    """
    if draws < 1 or values.empty:
        raise ValueError(f"{draws} draws of {len(values)} units: at least one of each is needed")
    table = values.to_numpy("float64")
    # Rows that hold something in columns that are mostly empty are few, and are summed alone.
    sparse = np.flatnonzero((table != 0).mean(axis=0) < 0.2)
    dense = np.setdiff1d(np.arange(table.shape[1]), sparse)
    filled = (table[:, sparse] != 0).any(axis=1)
    order = np.argsort(~filled, kind="stable")
    table, few = table[order], int(filled.sum())
    sums = []
    for rows in _draw_rows(len(table), draws, seed):
        block = np.empty((len(rows), table.shape[1]))
        for column in dense:
            block[:, column] = table[:, column][rows].sum(axis=1)
        turn, place = np.nonzero(rows < few)
        hit = rows[turn, place]
        for column in sparse:
            weights = table[hit, column]
            block[:, column] = np.bincount(turn, weights, minlength=len(rows))
        sums.append(block)
    return np.concatenate(sums)


def divide_draws(drawn: "Floats", others: "Floats") -> "Floats":
    """Divide drawn rates; by nothing gives infinity, nothing by nothing NaN.

    Examples
    --------
    >>> divide_draws(np.array([1.0, 1.0, 0.0]), np.array([2.0, 0.0, 0.0]))
    array([0.5, inf, nan])
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios: Floats = np.true_divide(drawn, others)
    return ratios


def describe_draws(ratios: "Floats", *, level: float = 0.95) -> "pd.Series[float]":
    """Give the limits that drawn ratios show, and how exact so many draws make them.

    Parameters
    ----------
    ratios
        One per draw; infinite where the other side had nothing, NaN where both had.
    level
        Of the limits.

    Returns
    -------
    pandas.Series
        float64: `lower` and `upper`, percentiles of the draws; `p_value`, twice the smaller share
        of draws on one side of 1 ((b + 1) / (draws + 1), at most 1), which agrees with the limits;
        `lower_error` and `upper_error`, Monte Carlo standard errors of the limits, from the order
        statistics one standard deviation of rank away.

    Examples
    --------
    >>> import numpy as np
    >>> describe_draws(np.linspace(0.0, 2.0, 2001)).round(3).to_dict()["lower"]
    0.05
    """
    kept = np.sort(ratios[~np.isnan(ratios)])
    if not len(kept):
        return pd.Series(
            [0.0, np.inf, 1.0, np.nan, np.nan],
            index=["lower", "upper", "p_value", "lower_error", "upper_error"],
        )
    shares = np.array([(1 - level) / 2, (1 + level) / 2])
    places = shares * (len(kept) - 1)
    spread = np.sqrt(len(kept) * shares * (1 - shares))
    limits = [_read_rank(kept, place) for place in places]
    errors = [
        (_read_rank(kept, place + far) - _read_rank(kept, place - far)) / 2
        for place, far in zip(places, spread, strict=True)
    ]
    tail = min(int((kept <= 1).sum()), int((kept >= 1).sum()))
    p_value = min(1.0, 2 * (tail + 1) / (len(kept) + 1))
    return pd.Series(
        [*limits, p_value, *errors],
        index=["lower", "upper", "p_value", "lower_error", "upper_error"],
        dtype="float64",
    )


def _read_rank(ordered: "Floats", place: float) -> float:
    """The value at a place between ranks, an infinite one where that begins."""
    low = int(np.clip(np.floor(place), 0, len(ordered) - 1))
    high = min(low + 1, len(ordered) - 1)
    if np.isinf(ordered[high]):
        return float(ordered[low] if place <= low else np.inf)
    part = min(max(place - low, 0.0), 1.0)
    return float(ordered[low] * (1 - part) + ordered[high] * part)
