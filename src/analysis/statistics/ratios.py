"""Ratios of two proportions or rates with their limits."""

from math import exp
from typing import TypeAlias, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Number = TypeVar("Number", float, Floats)

STRATA = ("count", "total", "other_count", "other_total")  # of a table, and columns of strata
LEVEL = 0.95  # of all limits
ALIKE = 1e-9  # shares nearer than this are equal
FARTHEST = 40.0  # logarithm of the largest ratio that is tried


def divide(one: Number, other: Number) -> Number:
    """Divide numbers or arrays; something by nothing is infinite, nothing by nothing NaN."""
    with np.errstate(divide="ignore", invalid="ignore"):
        quotient: Number = np.true_divide(one, other)
    return quotient


def check_table(*table: float) -> None:
    """Refuse counts that are none, or not those of a part and its whole."""
    counts = dict(zip(STRATA, table, strict=True))
    for name, value in counts.items():
        if not 0 <= value < float("inf") or value != int(value):
            raise ValueError(f"{name} is {value!r}: a whole number from 0 on")
    for part, whole in (STRATA[:2], STRATA[2:]):
        if not counts[part] <= counts[whole] > 0:
            sizes = f"{part} is {counts[part]!r} of {whole} {counts[whole]!r}"
            raise ValueError(f"{sizes}: at most all, of at least one")


def bound_share(count: int, total: int, error: float) -> tuple[float, float]:
    """Give the exact limits of one share, after Clopper and Pearson."""
    from scipy.special import betaincinv

    low = float(betaincinv(count, total - count + 1, error / 2)) if count else 0.0
    high = float(betaincinv(count + 1, total - count, 1 - error / 2)) if count < total else 1.0
    return low, high


def _score(table: tuple[int, ...], ratio: float) -> float:
    """Give the score statistic of the hypothesis that share = ratio * other share."""
    count, total, other_count, other_total = table
    double = 2 * ratio * (total + other_total)
    middle = ratio * (total + other_count) + count + other_total
    root = np.sqrt(max(middle**2 - 2 * double * (count + other_count), 0.0))
    # The smaller root of the likelihood equation, written without cancellation.
    other_share = min(2 * (count + other_count) / (middle + root), 1.0)
    share = min(ratio * other_share, 1.0)
    variance = (
        share * (1 - share) / total + ratio**2 * other_share * (1 - other_share) / other_total
    )
    distance = count / total - ratio * other_count / other_total
    # Where neither or both took part throughout, the distance and its variance may both be 0.
    return 0.0 if abs(distance) < ALIKE else distance / float(np.sqrt(max(variance, 1e-15)))


def summarise(name: str, *values: float) -> "pd.Series[float]":
    """Label an estimate, its limits and its p-value."""
    return pd.Series(values, index=[name, "lower", "upper", "p_value"], dtype="float64")


def risk_ratio(count: int, total: int, other_count: int, other_total: int) -> "pd.Series[float]":
    """Compare two shares by their ratio, with 95 % limits by inverting the score test.

    Of two independent binomial counts, out of groups that are alike but for what is asked. The
    limits are the ratios at which the score statistic is 1.96 and -1.96; p is that of a ratio of 1:
    Koopman (1984), Biometrics 40, 513-517. They are approximate, and hold where counts are small
    better than those of logarithms. ValueError if a count is none or exceeds its total.

    Examples
    --------
    >>> risk_ratio(36, 40, 16, 80).round(2).to_dict()
    {'ratio': 4.5, 'lower': 2.94, 'upper': 7.15, 'p_value': 0.0}
    """
    from scipy.optimize import brentq
    from scipy.special import ndtr, ndtri

    check_table(count, total, other_count, other_total)
    table, far = (count, total, other_count, other_total), float(ndtri((1 + LEVEL) / 2))

    def solve(value: float) -> float:
        return exp(brentq(lambda log: _score(table, exp(log)) - value, -FARTHEST, FARTHEST))

    ratio = divide(count / total, other_count / other_total)
    lower, upper = solve(far) if count else 0.0, solve(-far) if other_count else float("inf")
    return summarise("ratio", ratio, lower, upper, 2 * ndtr(-abs(_score(table, 1.0))))
