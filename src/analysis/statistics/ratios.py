"""Ratios of two proportions or rates with exact limits, and the tails they rest on."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from math import exp, log, sqrt
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pandas as pd

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


STRATA = ("count", "total", "other_count", "other_total")


def check_counts(counts: Mapping[str, float], level: float = 0.95) -> None:
    """Refuse what is no count of a part and its whole, and a level that is none.

    Raises
    ------
    ValueError
        Naming the number that is wrong and what is allowed.

    Examples
    --------
    >>> check_counts({"count": 1, "total": 2, "other_count": 0, "other_total": 3})
    """
    if not 0 < level < 1:
        raise ValueError(f"level is {level!r}: a number between 0 and 1, such as 0.95")
    for name, value in counts.items():
        if not 0 <= value < float("inf") or value != int(value):
            raise ValueError(f"{name} is {value!r}: a whole number from 0 on")
    for part in ("count", "other_count"):
        whole = part.replace("count", "total")
        if whole in counts and not counts[part] <= counts[whole] > 0:
            raise ValueError(
                f"{part} is {counts[part]!r} of {whole} {counts[whole]!r}: at most all, of at "
                "least one"
            )


def _summarise(name: str, *values: float) -> "pd.Series[float]":
    return pd.Series(values, index=[name, "lower", "upper", "p_value"], dtype="float64")


def divide(one: float, other: float) -> float:
    """Divide; something by nothing is infinite, nothing by nothing is undefined.

    Examples
    --------
    >>> divide(1, 2), divide(1, 0), divide(0, 0)
    (0.5, inf, nan)
    """
    if other:
        return one / other
    return float("inf") if one else float("nan")


@lru_cache(maxsize=4096)
def _limit_ratio(
    table: tuple[int, int, int, int], level: float, spared: float
) -> tuple[float, float, float]:
    """Limits and p-value of a risk ratio; the upper limit is the lower one of the inverse."""
    error, inverse = (1 - level) / 2, table[2:] + table[:2]
    lower = find_lower(table, error, spared)
    upper = divide(1.0, find_lower(inverse, error, spared))
    tail = min(maximise_tail(table, 1.0, spared), maximise_tail(inverse, 1.0, spared))
    return lower, upper, min(1.0, 2 * tail)


def risk_ratio(
    count: int,
    total: int,
    other_count: int,
    other_total: int,
    *,
    level: float = 0.95,
    spared: float = 0.0,
) -> "pd.Series[float]":
    """Compare two shares by their ratio, with exact unconditional limits.

    Two independent binomial counts are assumed. Each limit inverts a one-sided score test whose
    tail is maximised over the unknown level of the shares (two one-sided tests, hence central).

    Parameters
    ----------
    count, total, other_count, other_total
        How many of how many, of what is compared and of what it is compared with.
    level
        Of the limits.
    spared
        0 maximises over every level of the shares, also those that the counts rule out. A small
        error, such as 1e-6, confines it to their exact confidence set of 1 less that error, which
        is added to the tail (Berger and Boos): as exact, and narrower where totals differ much.

    Returns
    -------
    pandas.Series
        float64: `ratio`, `lower`, `upper`, `p_value` (of equal shares). A ratio to nothing is
        infinite, of nothing to nothing NaN; its limits then say nothing (0, inf). Tails are short
        by at most 2e-13 for outcomes left out; the maximum is sought on a grid and refined, and a
        limit lies on the rejected side, within 1e-6 of itself.

    Raises
    ------
    ValueError
        If a count is none or exceeds its total, or the level is none.

    References
    ----------
    Chan, I. S. F., Zhang, Z. (1999): Test-based exact confidence intervals for the difference of
    two binomial proportions. Biometrics 55, 1202-1209. Miettinen, O., Nurminen, M. (1985):
    Comparative analysis of two rates. Statistics in Medicine 4, 213-226 (the score). Berger, R. L.,
    Boos, D. D. (1994): P values maximized over a confidence set for the nuisance parameter. Journal
    of the American Statistical Association 89, 1012-1016.

    Examples
    --------
    >>> risk_ratio(9, 11, 4, 12).round(4).to_dict()
    {'ratio': 2.4545, 'lower': 1.0965, 'upper': 10.8647, 'p_value': 0.024}
    """
    table = (count, total, other_count, other_total)
    check_counts(dict(zip(STRATA, table, strict=True)), level)
    ratio = divide(count / total, other_count / other_total)
    whole = (int(count), int(total), int(other_count), int(other_total))
    return _summarise("ratio", ratio, *_limit_ratio(whole, level, spared))


def conditional_odds_ratio(
    count: int, total: int, other_count: int, other_total: int, *, level: float = 0.95
) -> "pd.Series[float]":
    """Compare two shares by the ratio of their odds, given both margins of the table.

    The estimate is the conditional maximum of the likelihood, not the ratio of the observed odds;
    limits and p-value are exact, by Fisher's noncentral hypergeometric distribution.

    Parameters
    ----------
    count, total, other_count, other_total, level
        As in `risk_ratio`.

    Returns
    -------
    pandas.Series
        float64: `odds_ratio`, `lower`, `upper`, `p_value`. An odds ratio lies further from 1 than
        the ratio of the shares: 6 of 9 against 36 of 72 is a risk ratio of 1.33 and an odds
        ratio of 2.

    Raises
    ------
    ValueError
        As in `risk_ratio`.

    References
    ----------
    Fay, M. P. (2010): Confidence intervals that match Fisher's exact or Blaker's exact tests.
    Biostatistics 11, 373-374.

    Examples
    --------
    >>> conditional_odds_ratio(7, 34, 1, 34).round(3).to_dict()
    {'odds_ratio': 8.329, 'lower': 0.973, 'upper': 396.994, 'p_value': 0.054}
    """
    from scipy.stats import hypergeom
    from scipy.stats.contingency import odds_ratio

    table = (count, total, other_count, other_total)
    check_counts(dict(zip(STRATA, table, strict=True)), level)
    found = odds_ratio([[count, total - count], [other_count, other_total - other_count]])
    low, high = found.confidence_interval(level)
    chances = hypergeom(total + other_total, count + other_count, total)
    tail = min(float(chances.cdf(count)), float(chances.sf(count - 1)))
    return _summarise("odds_ratio", found.statistic, low, high, min(1.0, 2 * tail))


def rate_ratio(
    count: int, exposure: float, other_count: int, other_exposure: float, *, level: float = 0.95
) -> "pd.Series[float]":
    """Compare two rates by their ratio, with exact limits.

    Two independent Poisson counts are assumed: events do not come in groups. Given their sum, the
    first is binomial, and its exact limits are those of the ratio.

    Parameters
    ----------
    count, other_count
        Events.
    exposure, other_exposure
        What they are divided by, such as inhabitants.
    level
        Of the limits.

    Returns
    -------
    pandas.Series
        float64: `ratio`, `lower`, `upper`, `p_value` (of equal rates).

    Raises
    ------
    ValueError
        If a count is none, an exposure is not positive, or the level is none.

    References
    ----------
    Fay, M. P. (2010): Two-sided exact tests and matching confidence intervals for discrete data. R
    Journal 2 (1), 53-58.

    Examples
    --------
    >>> rate_ratio(11, 800, 21, 3011).round(7).to_dict()["lower"]
    0.8584264
    """
    from scipy.stats import binom

    check_counts({"count": count, "other_count": other_count}, level)
    for name, value in {"exposure": exposure, "other_exposure": other_exposure}.items():
        if not 0 < value < float("inf"):
            raise ValueError(f"{name} is {value!r}: a positive number")
    both, scale = count + other_count, other_exposure / exposure
    ratio = divide(count / exposure, other_count / other_exposure)
    if not both:
        return _summarise("ratio", ratio, 0.0, float("inf"), 1.0)
    low, high = bound_share(count, both, 1 - level)
    chances = binom(both, exposure / (exposure + other_exposure))
    tail = min(float(chances.cdf(count)), float(chances.sf(count - 1)))
    limits = (divide(low, 1 - low) * scale, divide(high, 1 - high) * scale)
    return _summarise("ratio", ratio, *limits, min(1.0, 2 * tail))
