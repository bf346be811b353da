"""Two shares compared within strata: common ratios by Mantel and Haenszel, and an exact odds ratio.

Strata are the rows of a frame with the columns `count`, `total`, `other_count`, `other_total`.
"""

from collections.abc import Callable
from math import exp
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.inference.ratios import STRATA, check_counts

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Logarithms of odds ratios between which a limit is sought.
WIDEST = 60.0


def _check_strata(strata: pd.DataFrame) -> pd.DataFrame:
    missing = [name for name in STRATA if name not in strata.columns]
    if missing:
        raise ValueError(f"strata lack the columns {', '.join(missing)}")
    counts = strata[list(STRATA)].astype("int64")
    # A stratum without one of the two sides compares nothing.
    kept = counts[(counts["total"] > 0) & (counts["other_total"] > 0)]
    if kept.empty:
        raise ValueError("no stratum has units on both sides: there is nothing to compare")
    for row in kept.to_dict("records"):
        check_counts({str(name): int(value) for name, value in row.items()})
    return kept


def mantel_haenszel(strata: pd.DataFrame) -> "pd.Series[float]":
    """Combine the comparisons within strata into one odds ratio and one risk ratio.

    Parameters
    ----------
    strata
        One row per stratum: `count` of `total` against `other_count` of `other_total`.

    Returns
    -------
    pandas.Series
        float64: `odds_ratio` and `risk_ratio`, point estimates after Mantel and Haenszel. Strata
        without units on one side compare nothing and are left out.

    Raises
    ------
    ValueError
        If a column is missing, a count exceeds its total, or no stratum has both sides.

    References
    ----------
    Mantel, N., Haenszel, W. (1959): Statistical aspects of the analysis of data from retrospective
    studies of disease. Journal of the National Cancer Institute 22, 719-748.

    Examples
    --------
    >>> strata = pd.DataFrame({"count": [1, 4], "total": [9, 8]})
    >>> mantel_haenszel(strata.assign(other_count=[2, 1], other_total=[8, 9])).round(3).to_dict()
    {'odds_ratio': 1.9, 'risk_ratio': 1.692}
    """
    from statsmodels.stats.contingency_tables import StratifiedTable  # type: ignore[import-untyped]

    kept = _check_strata(strata)
    tables = [
        np.array([[one, total - one], [other, other_total - other]], dtype="float64")
        for one, total, other, other_total in kept.itertuples(index=False)
    ]
    with np.errstate(divide="ignore", invalid="ignore"):
        table = StratifiedTable(tables)
        found = {"odds_ratio": table.oddsratio_pooled, "risk_ratio": table.riskratio_pooled}
    return pd.Series(found, dtype="float64")


def _weigh_sums(strata: pd.DataFrame) -> tuple[int, "NDArray[np.float64]"]:
    """Smallest sum of the counts given the margins, and logarithms of the weights of all sums."""
    from scipy.special import gammaln

    def choose(total: int, counts: "NDArray[np.int64]") -> "NDArray[np.float64]":
        logs: NDArray[np.float64] = -gammaln(counts + 1) - gammaln(total - counts + 1)
        return logs

    first, weights = 0, np.zeros(1)
    for one, total, other, other_total in strata.itertuples(index=False):
        both = one + other
        least, most = max(0, both - other_total), min(total, both)
        counts = np.arange(least, most + 1)
        own = choose(total, counts) + choose(other_total, both - counts)
        first += least
        sums = np.full(len(weights) + len(own) - 1, -np.inf)
        for i, weight in enumerate(own - own.max()):
            place = slice(i, i + len(weights))
            sums[place] = np.logaddexp(sums[place], weights + weight)
        weights = sums
    return first, weights


def _tilt(weights: "NDArray[np.float64]", log_odds: float) -> "NDArray[np.float64]":
    """Probabilities of the sums at an odds ratio."""
    logs = weights + log_odds * np.arange(len(weights))
    chances = np.exp(logs - logs.max())
    shares: NDArray[np.float64] = chances / chances.sum()
    return shares


def _solve(rising: Callable[[float], float]) -> float:
    """The odds ratio at which a rising function is 0."""
    from scipy.optimize import brentq

    return exp(float(brentq(rising, -WIDEST, WIDEST, xtol=1e-12)))


def stratified_odds_ratio(strata: pd.DataFrame, *, level: float = 0.95) -> "pd.Series[float]":
    """Estimate the odds ratio common to all strata, with exact limits.

    The sum of the counts is judged given both margins of each stratum: its distribution is the
    convolution of the strata's noncentral hypergeometric ones. One odds ratio is assumed to hold in
    every stratum.

    Parameters
    ----------
    strata
        One row per stratum: `count` of `total` against `other_count` of `other_total`.
    level
        Of the limits.

    Returns
    -------
    pandas.Series
        float64: `odds_ratio` (conditional maximum of the likelihood), `lower`, `upper`, `p_value`
        (twice the smaller tail).

    Raises
    ------
    ValueError
        As in `mantel_haenszel`.

    References
    ----------
    Mehta, C. R., Patel, N. R., Gray, R. (1985): Computing an exact confidence interval for the
    common odds ratio in several 2 x 2 contingency tables. Journal of the American Statistical
    Association 80, 969-973.

    Examples
    --------
    >>> rabbits = pd.DataFrame({"count": [3, 6, 5], "total": 6, "other_count": [0, 2, 6]})
    >>> stratified_odds_ratio(rabbits.assign(other_total=6)).round(3).to_dict()["odds_ratio"]
    10.361
    """
    kept = _check_strata(strata)
    check_counts({}, level)
    first, weights = _weigh_sums(kept)
    place, last, error = int(kept["count"].sum()) - first, len(weights) - 1, (1 - level) / 2
    places = np.arange(len(weights))
    estimate, lower, upper = 0.0, 0.0, float("inf")
    if place == last:
        estimate = float("inf") if last else float("nan")
    elif place:
        estimate = _solve(lambda logs: float((_tilt(weights, logs) * places).sum()) - place)
    if place:
        lower = _solve(lambda logs: float(_tilt(weights, logs)[place:].sum()) - error)
    if place < last:
        upper = _solve(lambda logs: error - float(_tilt(weights, logs)[: place + 1].sum()))
    chances = _tilt(weights, 0.0)
    tail = min(chances[: place + 1].sum(), chances[place:].sum())
    return pd.Series(
        [estimate, lower, upper, min(1.0, 2 * float(tail))],
        index=["odds_ratio", "lower", "upper", "p_value"],
        dtype="float64",
    )
