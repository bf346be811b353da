"""Exact unconditional limits for the ratio of two shares: the score test, inverted.

Two independent binomial counts, of which only the ratio of their shares is of interest; the level
of the shares is a nuisance, and the tail of the test is maximised over it. Both limits invert a
one-sided test at half the error, so that they agree with a p-value of twice the smaller tail.
"""

from collections.abc import Callable, Sequence
from math import exp, log, sqrt
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from analysis.inference.binomials import bound_share, sum_tails

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats: TypeAlias = NDArray[np.float64]
    Integers: TypeAlias = NDArray[np.int64]

Table: TypeAlias = tuple[int, int, int, int]  # count, total, other count, other total

TIE = 1e-9  # scores nearer than this are equal
STEP = 1.0  # of the nuisance grid, in standard deviations of the counts
TOLERANCE = 1e-6  # of the limits, relative
# The nuisance is sought in an exact confidence set of 1 less this error, and the error added.
SPARED = 1e-6
FARTHEST = -40.0  # logarithm of the smallest ratio that is tried
PLACES = 24  # ratios tried within the reach of the asymptotic interval
NEAR_ONE = (-1e-3, -1e-4, 0.0, 1e-4, 1e-3)  # and these, as logarithms


def _score(count: Any, other_count: Any, totals: tuple[int, int], ratio: float) -> Any:
    """Give the score statistic of the hypothesis that share = ratio * other share."""
    total, other_total = totals
    double = 2 * ratio * (total + other_total)
    middle = ratio * (total + other_count) + count + other_total
    root = np.sqrt(np.maximum(middle**2 - 2 * double * (count + other_count), 0.0))
    # The smaller root of the likelihood equation, written without cancellation.
    other_share = np.minimum(2 * (count + other_count) / (middle + root), 1.0)
    share = np.minimum(ratio * other_share, 1.0)
    variance = share * (1 - share) / total
    variance = variance + ratio**2 * other_share * (1 - other_share) / other_total
    distance = count / total - ratio * other_count / other_total
    # Where neither or both took part throughout, the distance and its variance may both be 0.
    flat = variance < 1e-15
    beyond = np.where(np.abs(distance) < TIE, 0.0, np.copysign(np.inf, distance))
    return np.where(flat, beyond, distance / np.sqrt(np.where(flat, 1.0, variance)))


def _bound_region(table: Table, ratio: float) -> "Integers":
    """Give, for each count, the largest other count whose score is at least the observed; or -1.

    The score falls as the other count grows, so that a search by halves finds it.
    """
    count, total, other_count, other_total = table
    observed = float(_score(count, other_count, (total, other_total), ratio))
    counts = np.arange(total + 1)
    inside = np.full(total + 1, -1)
    outside = np.full(total + 1, other_total + 1)
    while (outside - inside > 1).any():
        middle = (inside + outside) // 2
        reached = _score(counts, middle, (total, other_total), ratio) >= observed - TIE
        reached |= middle < 0
        inside, outside = np.where(reached, middle, inside), np.where(reached, outside, middle)
    return inside


def _bound_nuisance(table: Table, ratio: float, spared: float) -> tuple[float, float]:
    """Give the range of the other share that is searched: all of it, or an exact confidence set."""
    count, total, other_count, other_total = table
    highest = min(1.0, 1 / ratio)
    if not spared:
        return 0.0, highest
    own = bound_share(count, total, spared / 2)
    other = bound_share(other_count, other_total, spared / 2)
    return max(own[0] / ratio, other[0]), min(own[1] / ratio, other[1], highest)


def _list_nuisances(table: Table, lowest: float, highest: float, ratio: float) -> "Floats":
    """Values of the other share between two bounds, evenly apart in standard deviations."""
    _, total, _, other_total = table
    # On the scale of the arc sine the standard deviation of a share is half the root of 1 / total.
    reach = np.arcsin(np.sqrt([lowest, highest]))
    size = np.ptp(reach) * 2 * np.sqrt(other_total) / STEP
    other_reach = np.arcsin(np.sqrt(np.minimum([ratio * lowest, ratio * highest], 1.0)))
    other_size = np.ptp(other_reach) * 2 * np.sqrt(total) / STEP
    values = [
        np.sin(np.linspace(reach[0], reach[1], max(int(size), 60))) ** 2,
        np.sin(np.linspace(other_reach[0], other_reach[1], max(int(other_size), 60))) ** 2 / ratio,
    ]
    # Sines and their squares are inexact, and a share beyond 1 has no probability.
    return np.unique(np.clip(np.concatenate(values), lowest, highest))


def maximise_tail(table: Table, ratio: float, spared: float = SPARED) -> float:
    """Give the largest probability, over the nuisance, of a score as high as the observed one.

    Parameters
    ----------
    table
        Count, total, other count, other total.
    ratio
        The ratio of the two shares under the hypothesis.
    spared
        The nuisance is sought in an exact confidence set of 1 less this error, which is added to
        the result; 0 seeks it everywhere.

    Returns
    -------
    float
        The one-sided p-value against a smaller or equal ratio. The maximum is sought on a grid and
        refined around its highest points.

    References
    ----------
    Chan, I. S. F., Zhang, Z. (1999): Test-based exact confidence intervals for the difference of
    two binomial proportions. Biometrics 55, 1202-1209. Berger, R. L., Boos, D. D. (1994): P values
    maximized over a confidence set for the nuisance parameter. Journal of the American Statistical
    Association 89, 1012-1016.

    Examples
    --------
    >>> round(maximise_tail((3, 3, 0, 3), 1.0, 0.0), 6)  # one outcome of 64 at shares of a half
    0.015625
    """
    return min(_search_tail(table, ratio, spared)[0], 1.0)


def list_tails(
    table: Table, ceilings: Sequence[float] = (0.5, 0.97, 0.99, 1.0)
) -> list[dict[str, float]]:
    """Give the largest tail at equal shares by how high a common level is admitted.

    Parameters
    ----------
    table
        Count, total, other count, other total.
    ceilings
        Highest levels of the shares that are searched; 1 searches all, as `risk_ratio` does.

    Returns
    -------
    list of dict
        One per ceiling: `ceiling`; `level`, where the tail is largest; `tail`, one-sided, of the
        side whose largest tail is smaller; `p_value`, twice that, at most 1. Only a ceiling of 1
        gives a valid test: the others show which levels its result is owed to.

    Raises
    ------
    ValueError
        If a ceiling is no share above 0.

    Examples
    --------
    >>> [round(row["tail"], 6) for row in list_tails((3, 3, 0, 3), [0.25, 1.0])]
    [0.006592, 0.015625]
    """
    wrong = [ceiling for ceiling in ceilings if not 0 < ceiling <= 1]
    if wrong:
        raise ValueError(f"ceilings {wrong}: levels above 0, and 1 at most")
    records = []
    for ceiling in ceilings:
        sides = (table, (table[2], table[3], table[0], table[1]))
        found = [_search_tail(side, 1.0, 0.0, ceiling=ceiling) for side in sides]
        tail, level = min(found)
        p_value = min(1.0, 2 * tail)
        records.append({"ceiling": ceiling, "level": level, "tail": tail, "p_value": p_value})
    return records


def _search_tail(
    table: Table,
    ratio: float,
    spared: float,
    hint: float = 0.0,
    enough: float = 2.0,
    ceiling: float = 1.0,
) -> tuple[float, float]:
    """Give the largest tail and where it is; near the hint first, where one may be enough."""
    lowest, highest = _bound_nuisance(table, ratio, spared)
    highest = min(highest, ceiling)
    if lowest > highest:
        return spared, lowest
    region = _bound_region(table, ratio)
    others = np.clip(hint * np.linspace(0.9, 1.1, 9), lowest, highest)
    best, place = -1.0, hint
    for turn in range(5):
        tails = sum_tails(table, region, others, ratio)
        if tails.max() + spared > best:
            best, place = float(tails.max()) + spared, float(others[tails.argmax()])
        # Between two values of the grid a tail may rise a little, and never to twice its height.
        if best > enough or (turn and enough <= 1 and best < enough / 2):
            break
        if turn == 0:
            others = _list_nuisances(table, lowest, highest, ratio)
            continue
        edges = np.concatenate([others[:1], others, others[-1:]])
        peaks = np.argsort(tails)[-4:]
        others = np.unique([np.linspace(edges[i], edges[i + 2], 9) for i in peaks])
    return best, place


def _halve(rejects: Callable[[float], bool], outer: float, inner: float) -> float:
    """Narrow the place where rejection ends, on the scale of logarithms; its rejected side."""
    while inner - outer > TOLERANCE:
        middle = (outer + inner) / 2
        outer, inner = (middle, inner) if rejects(exp(middle)) else (outer, middle)
    return outer


def find_lower(table: Table, error: float, spared: float = SPARED) -> float:
    """Give the lower limit of the ratio of two shares: every smaller ratio is rejected.

    Parameters
    ----------
    table
        Count, total, other count, other total.
    error
        Of the one-sided test.
    spared
        As in `maximise_tail`.

    Returns
    -------
    float
        The limit, 0 where no ratio is rejected.

    Examples
    --------
    >>> find_lower((0, 9, 5, 72), 0.025)
    0.0
    """
    count, total, other_count, other_total = table
    if not count:
        return 0.0

    hint = other_count / other_total

    def rejects(ratio: float) -> bool:
        nonlocal hint
        tail, hint = _search_tail(table, ratio, spared, hint, error)
        return tail <= error

    # Begin well outside the asymptotic limit, with a half more where nobody takes part.
    start = log((count + 0.5) / (total + 0.5) * (other_total + 0.5) / (other_count + 0.5))
    reach = 2 * sqrt(1 / (count + 0.5) + 1 / (other_count + 0.5))
    outer = start - 1.5 * reach
    while not rejects(exp(outer)):
        outer -= reach / 2
        if outer < FARTHEST:
            return 0.0
    # Rejection may end, begin again and end for good, above all at a ratio of 1, where scores are
    # tied: the limit is where it ends first.
    steps = outer + reach / PLACES * np.arange(1, 4 * PLACES)
    for inner in sorted([*steps, *(near for near in NEAR_ONE if near > outer)]):
        if not rejects(exp(inner)):
            break
        outer = inner
    return exp(_halve(rejects, outer, inner))
