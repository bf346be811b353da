"""Ratios of two proportions or rates with exact limits, and the tails they rest on."""

from collections.abc import Mapping
from functools import cache, lru_cache
from math import exp, log, sqrt
from typing import Any, TypeAlias, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Table: TypeAlias = tuple[int, int, int, int]
Number = TypeVar("Number", float, Floats)

STRATA = ("count", "total", "other_count", "other_total")  # of a table, and columns of strata
LEVEL = 0.95  # of all limits
LEFT_OUT = 1e-13  # probability left out of a tail, which is short by twice this at most
NEVER = -1e6  # logarithm of a probability that counts as none
TIE = 1e-9  # scores nearer than this are equal
STEP = 1.0  # of the grid of nuisances (levels of the shares), in standard deviations of the counts
TOLERANCE = 1e-6  # of the limits, relative
SPARED = 1e-6  # error of the confidence set to which `risk_ratio` may confine the nuisance
FARTHEST = -40.0  # logarithm of the smallest ratio that is tried
PLACES = 24  # ratios tried within the reach of the asymptotic interval
NEAR_ONE = (-1e-3, -1e-4, 0.0, 1e-4, 1e-3)  # and these, as logarithms
CEILINGS = (0.5, 0.97, 0.99, 1.0)  # highest common levels that `list_tails` admits


def divide(one: Number, other: Number) -> Number:
    """Divide numbers or arrays; something by nothing is infinite, nothing by nothing NaN."""
    with np.errstate(divide="ignore", invalid="ignore"):
        quotient: Number = np.true_divide(one, other)
    return quotient


def check_counts(counts: Mapping[str, float]) -> None:
    """Refuse what is no count."""
    for name, value in counts.items():
        if not 0 <= value < float("inf") or value != int(value):
            raise ValueError(f"{name} is {value!r}: a whole number from 0 on")


def check_table(*table: float) -> None:
    """Refuse counts that are none, or not those of a part and its whole."""
    counts = dict(zip(STRATA, table, strict=True))
    check_counts(counts)
    for part in ("count", "other_count"):
        whole = part.replace("count", "total")
        if not counts[part] <= counts[whole] > 0:
            sizes = f"{part} is {counts[part]!r} of {whole} {counts[whole]!r}"
            raise ValueError(f"{sizes}: at most all, of at least one")


def bound_share(count: int, total: int, error: float) -> tuple[float, float]:
    """Give the exact limits of one share, after Clopper and Pearson."""
    from scipy.special import betaincinv

    low = float(betaincinv(count, total - count + 1, error / 2)) if count else 0.0
    high = float(betaincinv(count + 1, total - count, 1 - error / 2)) if count < total else 1.0
    return low, high


@cache
def _list_coefficients(total: int) -> Floats:
    """Logarithms of the binomial coefficients."""
    from scipy.special import gammaln

    counts = np.arange(total + 1)
    return np.asarray(gammaln(total + 1) - gammaln(counts + 1) - gammaln(total - counts + 1))


def _open_window(total: int, shares: Floats) -> tuple[Ints, Floats]:
    """Give the first count and the probabilities of the counts that matter, per share."""
    bound = np.log(2 / LEFT_OUT)
    variance = total * shares * (1 - shares)
    # Bernstein's inequality for the binomial distribution.
    reach = bound / 3 + np.sqrt(bound**2 / 9 + 2 * bound * variance.max())
    width = min(total + 1, 2 * int(np.ceil(reach)) + 1)
    first = np.clip(np.floor(total * shares - width / 2), 0, total + 1 - width).astype(np.int64)
    counts = first[:, None] + np.arange(width)
    # A share of 0 or 1 has an infinite logarithm, which a count of 0 must not turn into none.
    with np.errstate(divide="ignore"):
        logs = np.maximum(np.log([shares, 1 - shares]), NEVER)[:, :, None]
    exponents = _list_coefficients(total)[counts] + counts * logs[0] + (total - counts) * logs[1]
    return first, np.exp(exponents)


def sum_tails(table: Table, region: Ints, others: Floats, ratio: float = 1.0) -> Floats:
    """Give the probability, per other share, that both counts fall into the bounded region."""
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


def _bound_region(table: Table, ratio: float) -> Ints:
    """Give, for each count, the largest other count that scores at least the observed; or -1."""
    count, total, other_count, other_total = table
    observed = float(_score(count, other_count, (total, other_total), ratio))
    counts = np.arange(total + 1)
    inside = np.full(total + 1, -1)
    outside = np.full(total + 1, other_total + 1)
    # The score falls as the other count grows, so that a search by halves finds it.
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


def _list_nuisances(table: Table, lowest: float, highest: float, ratio: float) -> Floats:
    """Values of the other share between two bounds, evenly apart in standard deviations."""
    values = []
    for scale, total in ((1.0, table[3]), (ratio, table[1])):
        # On the scale of the arc sine a share deviates by half the root of 1 / total.
        ends = np.arcsin(np.sqrt(np.minimum([scale * lowest, scale * highest], 1.0)))
        size = max(int(np.ptp(ends) * 2 * np.sqrt(total) / STEP), 60)
        values.append(np.sin(np.linspace(ends[0], ends[1], size)) ** 2 / scale)
    # Sines and their squares are inexact, and a share beyond 1 has no probability.
    return np.unique(np.clip(np.concatenate(values), lowest, highest))


def _search_tail(
    table: Table, ratio: float, spared: float,
    *, hint: float = 0, enough: float = 2, ceiling: float = 1,
) -> tuple[float, float]:  # fmt: skip
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


def maximise_tail(table: Table, ratio: float, spared: float) -> float:
    """Give the one-sided p against a smaller or equal ratio: the largest tail over the nuisance."""
    return min(_search_tail(table, ratio, spared)[0], 1.0)


def list_tails(table: Table) -> list[dict[str, float]]:
    """Give the largest tail at equal shares by how high a common level is admitted.

    The table is (count, total, other count, other total). Records of `ceiling` of the level, 0.5 to
    1; `level`, where the tail is largest; `tail`, one-sided, of the side where it is smaller;
    `p_value`, twice that. Only a ceiling of 1 gives a valid test, that of `risk_ratio`: the others
    show which levels its result is owed to.

    Examples
    --------
    >>> round(list_tails((3, 3, 0, 3))[-1]["tail"], 6)
    0.015625
    """
    records = []
    for ceiling in CEILINGS:
        sides = (table, table[2:] + table[:2])
        tail, level = min(_search_tail(side, 1.0, 0.0, ceiling=ceiling) for side in sides)
        p_value = min(1.0, 2 * tail)
        records.append({"ceiling": ceiling, "level": level, "tail": tail, "p_value": p_value})
    return records


def _find_lower(table: Table, spared: float) -> float:
    """Give the lower limit of the ratio of two shares: every smaller ratio is rejected."""
    count, total, other_count, other_total = table
    if not count:
        return 0.0
    hint, error = other_count / other_total, (1 - LEVEL) / 2

    def rejects(ratio: float) -> bool:
        nonlocal hint
        tail, hint = _search_tail(table, ratio, spared, hint=hint, enough=error)
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
    while inner - outer > TOLERANCE:
        middle = (outer + inner) / 2
        outer, inner = (middle, inner) if rejects(exp(middle)) else (outer, middle)
    return exp(outer)


@lru_cache(maxsize=4096)
def _limit_ratio(table: Table, spared: float) -> tuple[float, float, float]:
    """Limits and p-value of a risk ratio; the upper limit is the lower one of the inverse."""
    sides = (table, table[2:] + table[:2])
    lower, upper = (_find_lower(side, spared) for side in sides)
    tail = min(maximise_tail(side, 1.0, spared) for side in sides)
    return lower, divide(1.0, upper), min(1.0, 2 * tail)


def _double_tail(chances: Any, count: int) -> float:
    """Two-sided p of a count: twice the smaller tail, at most 1."""
    return min(1.0, 2 * min(float(chances.cdf(count)), float(chances.sf(count - 1))))


def summarise(name: str, *values: float) -> "pd.Series[float]":
    """Label an estimate, its limits and its p-value."""
    return pd.Series(values, index=[name, "lower", "upper", "p_value"], dtype="float64")


def risk_ratio(
    count: int, total: int, other_count: int, other_total: int, *, spared: float = 0.0
) -> "pd.Series[float]":
    """Compare two shares by their ratio, with exact unconditional 95 % limits.

    Of two independent binomial counts. Each limit inverts a one-sided score test whose tail is
    maximised over the unknown level of the shares: Chan and Zhang (1999), Biometrics 55, 1202-1209.
    ValueError if a count is none or exceeds its total.

    Parameters
    ----------
    spared
        0 maximises over every level. A small error, such as 1e-6, confines it to an exact
        confidence set of 1 less that error, which is added to the tail: as exact, and narrower
        where totals differ much (Berger and Boos 1994, JASA 89, 1012-1016).

    Examples
    --------
    >>> risk_ratio(9, 11, 4, 12).round(4).to_dict()
    {'ratio': 2.4545, 'lower': 1.0965, 'upper': 10.8647, 'p_value': 0.024}
    """
    check_table(count, total, other_count, other_total)
    ratio = divide(count / total, other_count / other_total)
    table = int(count), int(total), int(other_count), int(other_total)
    return summarise("ratio", ratio, *_limit_ratio(table, spared))


def conditional_odds_ratio(
    count: int, total: int, other_count: int, other_total: int
) -> "pd.Series[float]":
    """Compare odds given both margins, exactly (Fisher): Fay (2010), Biostatistics 11, 373-374."""
    from scipy.stats import hypergeom
    from scipy.stats.contingency import odds_ratio

    check_table(count, total, other_count, other_total)
    # The conditional maximum of the likelihood, not the ratio of the observed odds.
    found = odds_ratio([[count, total - count], [other_count, other_total - other_count]])
    chances = hypergeom(total + other_total, count + other_count, total)
    limits = found.confidence_interval(LEVEL)
    return summarise("odds_ratio", found.statistic, *limits, _double_tail(chances, count))


def rate_ratio(
    count: int, exposure: float, other_count: int, other_exposure: float
) -> "pd.Series[float]":
    """Compare two rates, of counts per exposure such as inhabitants, with exact 95 % limits.

    Two independent Poisson counts are assumed: events do not come in groups. Given their sum, the
    first is binomial, and its exact limits are those of the ratio: Fay (2010), R Journal 2 (1),
    53-58. ValueError if a count is none or an exposure is not positive.

    Examples
    --------
    >>> rate_ratio(11, 800, 21, 3011).round(4).to_dict()
    {'ratio': 1.9715, 'lower': 0.8584, 'upper': 4.2773, 'p_value': 0.112}
    """
    from scipy.stats import binom

    check_counts({"count": count, "other_count": other_count})
    for name, value in {"exposure": exposure, "other_exposure": other_exposure}.items():
        if not 0 < value < float("inf"):
            raise ValueError(f"{name} is {value!r}: a positive number")
    both, scale = count + other_count, other_exposure / exposure
    ratio = divide(count / exposure, other_count / other_exposure)
    if not both:
        return summarise("ratio", ratio, 0.0, float("inf"), 1.0)
    low, high = bound_share(count, both, 1 - LEVEL)
    chances = binom(both, exposure / (exposure + other_exposure))
    limits = (divide(low, 1 - low) * scale, divide(high, 1 - high) * scale)
    return summarise("ratio", ratio, *limits, _double_tail(chances, count))
