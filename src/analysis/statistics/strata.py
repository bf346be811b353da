"""Ratios within strata, and what resampling says of sums."""

from collections.abc import Callable, Iterator
from math import exp
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pandas as pd

from analysis.statistics.ratios import STRATA, check_counts

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
