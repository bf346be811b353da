"""Ratios of two shares, odds or rates, with exact limits and the p-value that agrees with them.

Pure statistics on counts. What is compared stands first (here the East), what it is compared with
second (the West). All limits are central: each side errs with at most half of what the level
leaves, and the p-value is twice the smaller tail, at most 1.
"""

from collections.abc import Mapping
from functools import lru_cache

import pandas as pd

from analysis.inference.binomials import bound_share
from analysis.inference.unconditional import find_lower, maximise_tail

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
