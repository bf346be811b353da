"""How many rounds of trades make draws of one chain forget each other."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.nullmodels.curveball import count_chains, strip_core
from analysis.nullmodels.fixed import walk_overlaps
from analysis.nullmodels.margins import Floats, count_shared, find_core, read_matrix
from analysis.nullmodels.trades import Core

LAGS = (1, 2, 3, 5, 7, 10, 15, 20)


def _correlate(moments: Floats, draws: int) -> tuple[Floats, Floats]:
    """Covariances of two states, and the roots of the products of their variances."""
    x, y, xx, yy, xy = moments / draws
    spread = np.maximum(0, xx - x**2) * np.maximum(0, yy - y**2)
    return xy - x * y, np.sqrt(spread)


def describe_mixing(
    matrix: Any, *, draws: int, seed: int, trades: Sequence[int] = LAGS
) -> pd.DataFrame:
    """Show how soon trades make a table forget where it was: how many to put between draws.

    Independent chains are walked past a burn-in (ten times the longest lag) and compared with
    themselves some rounds later. With the rounds of one row of the result between draws, its
    values are the autocorrelations at lag 1: choose the fewest whose autocorrelations are
    below 0.05, or not to be told from 0.

    Parameters
    ----------
    matrix
        0/1, dense or scipy.sparse.
    draws
        How many chains are compared; wide tables take (10 + 1) × the longest lag for each.
    seed
        The same seed gives the same result.
    trades
        Numbers of rounds, rising.

    Returns
    -------
    pandas.DataFrame
        One row per number of rounds, `trades`: autocorrelations of the number of 4-cycles
        (`cycles`) and of the overlaps of all pairs of rows together (`overlaps`), the largest
        of a single pair (`slowest`, which chance lifts where there are many pairs), and the
        standard error of an autocorrelation that is 0 (`error`); NaN where nothing varies.

    Raises
    ------
    ValueError
        If the matrix is empty or not binary, draws are below 2 or the trades do not rise.

    References
    ----------
    Carstens, Hamann, Meyer, Penschuck, Tran and Wagner (2018), ESA 2018, 11:1–11:15.

    Examples
    --------
    >>> from analysis import load
    >>> from analysis.graph import incidence
    >>> matrix, *_ = incidence(load(), kinds=("municipality",))
    >>> mixing = describe_mixing(matrix, draws=500, seed=1, trades=(1, 10))
    >>> (mixing["overlaps"] < 0.05).tolist()
    [False, True]
    """
    table = read_matrix(matrix)
    lags = list(trades)
    if draws < 2 or not lags or min(np.diff(lags, prepend=0)) < 1:
        raise ValueError(f"draws={draws} and trades={lags}: at least 2, and rising from 1")
    rows, columns = find_core(table)
    frame = pd.DataFrame({"trades": np.array(lags, np.int64)})
    for name in ("cycles", "overlaps", "slowest"):
        frame[name] = np.nan
    frame["error"] = draws**-0.5
    if not len(rows):
        return frame
    core, *_ = strip_core(table, rows, columns)
    moments = _gather_moments(core, draws, lags, np.random.default_rng(seed))
    for row, sums in enumerate(moments):
        covariance, spread = _correlate(sums, draws)
        varies = spread > 1e-12
        single = covariance[1:][varies[1:]] / spread[1:][varies[1:]]
        if varies[0]:
            frame.loc[row, "cycles"] = covariance[0] / spread[0]
        if len(single):
            frame.loc[row, "overlaps"] = covariance[1:].sum() / spread[1:].sum()
            frame.loc[row, "slowest"] = single.max()
    return frame


def _gather_moments(core: Core, draws: int, lags: list[int], rng: np.random.Generator) -> Floats:
    """Sums over chains, by lag: of first and later states, their squares and products."""
    pairs = core[0].shape[0] * (core[0].shape[0] - 1) // 2
    moments = np.zeros((len(lags), 5, pairs + 1))
    rounds = [10 * lags[-1], *np.diff(lags, prepend=0).tolist()]
    centre = count_shared(core[0])[:, None]
    done = 0
    while done < draws:
        chains = min(count_chains(core, draws), draws - done)
        first = np.zeros(0)
        for step, found in enumerate(walk_overlaps(core, chains, rounds, rng)):
            overlaps = found.astype(np.int64)
            cycles = (overlaps * (overlaps - 1) - centre * (centre - 1)).sum(axis=0) / 2
            state = np.vstack([cycles, overlaps - centre])
            if step == 0:
                first = state
                continue
            terms = (first, state, first**2, state**2, first * state)
            moments[step - 1] += [term.sum(axis=1) for term in terms]
        done += chains
    return moments
