"""Exact sums of two independent binomial counts, and exact limits of one share."""

from functools import cache
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats: TypeAlias = NDArray[np.float64]
    Integers: TypeAlias = NDArray[np.int64]

# Outcomes beyond a window that holds all but this probability are left out of a tail, so that no
# tail is short by more than twice this.
LEFT_OUT = 1e-13
NEVER = -1e6  # logarithm of a probability that counts as none


@cache
def _list_coefficients(total: int) -> "Floats":
    """Logarithms of the binomial coefficients."""
    from scipy.special import gammaln

    counts = np.arange(total + 1)
    logs: Floats = gammaln(total + 1) - gammaln(counts + 1) - gammaln(total - counts + 1)
    return logs


def _open_window(total: int, shares: "Floats") -> tuple["Integers", "Floats"]:
    """Give the first count and the probabilities of the counts that matter, per share.

    The width follows from Bernstein's inequality for the binomial distribution.
    """
    bound = np.log(2 / LEFT_OUT)
    variance = total * shares * (1 - shares)
    reach = bound / 3 + np.sqrt(bound**2 / 9 + 2 * bound * variance.max())
    width = min(total + 1, 2 * int(np.ceil(reach)) + 1)
    first = np.clip(np.floor(total * shares - width / 2), 0, total + 1 - width).astype(np.int64)
    counts = first[:, None] + np.arange(width)
    # A share of 0 or 1 has an infinite logarithm, which a count of 0 must not turn into none.
    with np.errstate(divide="ignore"):
        logs = np.maximum(np.log([shares, 1 - shares]), NEVER)[:, :, None]
    exponents = _list_coefficients(total)[counts] + counts * logs[0] + (total - counts) * logs[1]
    return first, np.exp(exponents)


def sum_tails(
    table: tuple[int, int, int, int], region: "Integers", others: "Floats", ratio: float = 1.0
) -> "Floats":
    """Probability that two counts fall into a region, at each of several shares.

    Parameters
    ----------
    table
        Of which only the totals count, the second and the fourth number.
    region
        For each count from 0 to its total, the largest other count within the region; -1 for none.
    others
        The other share.
    ratio
        Share by other share; the share is at most 1.

    Returns
    -------
    numpy.ndarray
        float64, one probability per share; short by at most twice `LEFT_OUT`.

    Examples
    --------
    >>> sum_tails((0, 1, 0, 1), np.array([-1, 0]), np.array([0.5])).round(12)  # only (1, 0)
    array([0.25])
    """
    _, total, _, other_total = table
    tails = []
    for shares in np.array_split(others, max(1, len(others) // 64)):
        first, chances = _open_window(total, np.minimum(ratio * shares, 1.0))
        start, other_chances = _open_window(other_total, shares)
        sums = np.cumsum(other_chances, axis=1)
        counts = first[:, None] + np.arange(chances.shape[1])
        places = region[counts] - start[:, None]
        below = np.take_along_axis(sums, np.clip(places, 0, sums.shape[1] - 1), axis=1)
        tails.append((chances * np.where(places < 0, 0.0, below)).sum(axis=1))
    return np.concatenate(tails)


def bound_share(count: int, total: int, error: float) -> tuple[float, float]:
    """Give the exact limits of one share, after Clopper and Pearson.

    Examples
    --------
    >>> [round(limit, 4) for limit in bound_share(3, 20, 0.05)]
    [0.0321, 0.3789]
    """
    from scipy.special import betaincinv

    low = float(betaincinv(count, total - count + 1, error / 2)) if count else 0.0
    high = float(betaincinv(count + 1, total - count, 1 - error / 2)) if count < total else 1.0
    return low, high
