"""Ratios within strata, and what resampling says of sums."""

from collections.abc import Callable
from math import exp

import numpy as np
import pandas as pd

from analysis.statistics.ratios import LEVEL, STRATA, Floats, divide, summarise

DRAWS = 10_000
SEED = 20230917
DRAWN = 4_000_000  # numbers of rows drawn at once, so that memory stays small
WIDEST = 60.0  # logarithm of the odds ratios between which a limit is sought
DESCRIBED = ("lower", "upper", "p_value", "lower_error", "upper_error")


def resample_sums(values: pd.DataFrame, *, draws: int = DRAWS, seed: int = SEED) -> Floats:
    """Sum columns over rows drawn with replacement, as many as there are: draws by columns."""
    if draws < 1 or values.empty:
        raise ValueError(f"{draws} draws of {len(values)} units: at least one of each is needed")
    table = values.to_numpy("float64")
    # Rows that hold something in columns that are mostly empty are few, and are summed alone.
    sparse = (table != 0).mean(axis=0) < 0.2
    filled = (table[:, sparse] != 0).any(axis=1)
    table, few = table[np.argsort(~filled, kind="stable")], int(filled.sum())
    size, block = len(table), max(1, DRAWN // len(table))
    kind = np.uint16 if size <= 2**16 else np.uint32  # small numbers are drawn faster
    sums, random = np.empty((draws, table.shape[1])), np.random.default_rng(seed)
    for first in range(0, draws, block):
        out = sums[first : first + block]
        rows = random.integers(size, size=(len(out), size), dtype=kind)
        turn, place = np.nonzero(rows < few)
        hit = rows[turn, place]
        for column, weights in enumerate(table.T):
            if sparse[column]:
                out[:, column] = np.bincount(turn, weights[hit], minlength=len(out))
            else:
                out[:, column] = weights[rows].sum(axis=1)
    return sums


def describe_draws(ratios: Floats, *, level: float = LEVEL) -> "pd.Series[float]":
    """Give limits, p-value (of 1) and Monte Carlo errors of drawn ratios, NaN where undefined."""
    kept = np.sort(ratios[~np.isnan(ratios)])
    if not len(kept):
        return pd.Series([0.0, np.inf, 1.0, np.nan, np.nan], index=DESCRIBED)
    shares = np.array([(1 - level) / 2, (1 + level) / 2])
    places = shares * (len(kept) - 1)
    limits = [_read_rank(kept, place) for place in places]
    # From the order statistics one standard deviation of rank away.
    errors = [
        (_read_rank(kept, place + far) - _read_rank(kept, place - far)) / 2
        for place, far in zip(places, np.sqrt(len(kept) * shares * (1 - shares)), strict=True)
    ]
    tail = min(int((kept <= 1).sum()), int((kept >= 1).sum()))
    p_value = min(1.0, 2 * (tail + 1) / (len(kept) + 1))
    return pd.Series([*limits, p_value, *errors], index=DESCRIBED, dtype="float64")


def _read_rank(ordered: Floats, place: float) -> float:
    """The value at a place between ranks, an infinite one where that begins."""
    low = int(np.clip(np.floor(place), 0, len(ordered) - 1))
    high = min(low + 1, len(ordered) - 1)
    if np.isinf(ordered[high]):
        return float(ordered[low] if place <= low else np.inf)
    part = min(max(place - low, 0.0), 1.0)
    return float(ordered[low] * (1 - part) + ordered[high] * part)


def _keep_compared(strata: pd.DataFrame) -> pd.DataFrame:
    """Give the counts of the strata that compare anything: those with units on both sides."""
    counts = strata[list(STRATA)].astype("int64")
    kept = counts[(counts["total"] > 0) & (counts["other_total"] > 0)]
    if kept.empty:
        raise ValueError("no stratum has units on both sides: there is nothing to compare")
    return kept


def standardised_ratio(strata: pd.DataFrame) -> "pd.Series[float]":
    """Set the counts against those expected at the other rates of their strata, with exact limits.

    Indirect standardisation, for the process in which every unit takes part independently, with
    the ratio times the other rate of its stratum (at most 1): the count is a sum of binomials.
    """
    from scipy.optimize import brentq
    from scipy.stats import binom

    count, totals = int(strata["count"].sum()), strata["total"].to_numpy("int64")
    rates = divide(*strata[["other_count", "other_total"]].to_numpy("float64").T)
    expected, error = float((totals * rates)[totals > 0].sum()), (1 - LEVEL) / 2
    if np.isnan(expected):  # of a stratum with no other unit nothing is known
        return pd.Series({"expected": expected, **summarise("ratio", *[np.nan] * 4)})
    kept = [(total, rate) for total, rate in zip(totals, rates, strict=True) if total and rate > 0]

    def reach(most: int, ratio: float) -> float:
        """The probability of a count of at most so many."""
        if most < 0:
            return 0.0
        counts, chances = np.arange(most + 1), np.ones(1)
        for total, rate in kept:
            own = binom.pmf(counts, total, min(ratio * rate, 1.0))
            chances = np.convolve(chances, own)[: most + 1]
        return float(chances.sum())

    def solve(most: int, chance: float) -> float:
        highest = max((1 / rate for _, rate in kept), default=1.0)  # at which all take part
        if reach(most, highest) > chance:
            return float("inf")
        return float(brentq(lambda ratio: reach(most, ratio) - chance, 0.0, highest))

    lower = solve(count - 1, 1 - error) if count else 0.0
    p_value = min(1.0, 2 * min(reach(count, 1.0), 1 - reach(count - 1, 1.0)))
    ratio = divide(float(count), expected)
    found = summarise("ratio", ratio, lower, solve(count, error), p_value)
    return pd.Series({"expected": expected, **found})


def _weigh_sums(strata: pd.DataFrame) -> tuple[int, Floats]:
    """Smallest sum of the counts given the margins, and logarithms of the weights of all sums."""
    from scipy.special import gammaln

    first, weights = 0, np.zeros(1)
    for one, total, other, other_total in strata.itertuples(index=False):
        both = one + other
        least, most = max(0, both - other_total), min(total, both)
        counts = np.arange(least, most + 1)
        own = -gammaln(counts + 1) - gammaln(total - counts + 1)
        own += -gammaln(both - counts + 1) - gammaln(other_total - both + counts + 1)
        first += least
        sums = np.full(len(weights) + len(own) - 1, -np.inf)
        for i, weight in enumerate(own - own.max()):
            place = slice(i, i + len(weights))
            sums[place] = np.logaddexp(sums[place], weights + weight)
        weights = sums
    return first, weights


def _tilt(weights: Floats, log_odds: float) -> Floats:
    """Probabilities of the sums at an odds ratio."""
    logs = weights + log_odds * np.arange(len(weights))
    chances = np.exp(logs - logs.max())
    return np.asarray(chances / chances.sum())


def _solve(rising: Callable[[float], float]) -> float:
    """The odds ratio at which a rising function is 0."""
    from scipy.optimize import brentq

    return exp(float(brentq(rising, -WIDEST, WIDEST, xtol=1e-12)))


def stratified_odds_ratio(strata: pd.DataFrame) -> "pd.Series[float]":
    """Estimate the odds ratio common to all: Mehta, Patel and Gray (1985), JASA 80, 969-973."""
    # The sum of the counts, given both margins of each stratum, is a convolution of noncentral
    # hypergeometric distributions; the estimate is the conditional maximum of the likelihood.
    kept = _keep_compared(strata)
    first, weights = _weigh_sums(kept)
    place, last, error = int(kept["count"].sum()) - first, len(weights) - 1, (1 - LEVEL) / 2
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
    return summarise("odds_ratio", estimate, lower, upper, min(1.0, 2 * float(tail)))
