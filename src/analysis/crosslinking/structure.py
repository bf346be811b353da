"""Whether the graph is more closed, or more nested, than its degrees alone would make it.

All measures of a batch of tables with the same margins are taken at once, by products of small
dense matrices; they are those of `cluster_globally`, `measure_nestedness` and `compare_networks`.
"""

from collections.abc import Sequence
from math import comb
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.crosslinking.layers import Range, tabulate_layer
from analysis.data import Dataset
from analysis.statistics.trades import fixed_degree_samples

MEASURES = (
    "linked_pairs",
    "components",
    "four_cycles",
    "robins_alexander",
    "opsahl_networks",
    "opsahl_members",
    "nodf",
    "nodf_networks",
    "nodf_members",
)
# The number of 4-cycles forgets where it was within so many rounds: see `describe_mixing`.
TRADES = 20
# A draw needs its members by members four times, in single precision.
LIMIT_BYTES = 2_000_000_000
CELLS = 4_000_000

Array = NDArray[Any]


def _divide(part: Array, whole: Array) -> Array:
    none = np.full(len(part), np.nan)
    return np.asarray(np.divide(part, whole, out=none, where=whole > 0))


def _sum(cells: Array) -> Array:
    return np.asarray(cells.reshape(len(cells), -1).sum(axis=1, dtype=np.float64))


def _share(tables: Array) -> Array:
    """Draws × rows × rows, the columns that two different rows share."""
    shared = tables @ tables.transpose(0, 2, 1)
    diagonal = np.arange(shared.shape[1])
    shared[:, diagonal, diagonal] = 0
    return np.asarray(shared)


def _count_middles(tables: Array, shared: Array, other: Array) -> Array:
    """Count the third rows that hold both columns of two rows that share exactly these."""
    draw, i, k = np.nonzero(np.triu(shared == 2))
    both = tables[draw, i] * tables[draw, k]
    first, last = both.argmax(axis=1), both.shape[1] - 1 - both[:, ::-1].argmax(axis=1)
    return np.bincount(draw, other[draw, first, last] - 2, minlength=len(tables))


def _close_paths(tables: Array, shared: Array, other: Array) -> Array:
    """Opsahl's clustering of the rows: the share of 4-paths between rows that are closed.

    As in `cluster_locally`: paths i–p–j–q–k, less those whose ends share nothing beside p and q.
    """
    degrees = tables.sum(axis=1)
    through = shared.sum(axis=2)
    triples = _sum(degrees * (degrees - 1) * (degrees - 2))
    paths = _sum(through**2) - _sum(shared**2) - triples
    linked = (shared > 0).astype(np.float32)
    closed = _sum((shared @ shared) * linked) - triples
    beside = ((shared == 1).astype(np.float32) @ tables) * tables
    closed -= 2 * _sum(((shared - linked) @ tables) * beside)
    closed -= 4 * _count_middles(tables, shared, other)
    return _divide(closed, paths)


def _nest_rows(tables: Array, shared: Array) -> Array:
    """Sum over pairs of rows of unequal fill the share of the emptier that the fuller holds."""
    fill = tables[0].sum(axis=1)
    unequal = fill[:, None] != fill
    # The margins, and so the weights, are those of all draws.
    weights = np.triu(unequal / np.minimum(fill[:, None], fill))
    return 100 * _sum(shared * weights)


def _count_components(shared: Array) -> Array:
    """Count the components of the rows: each row adds one over the size of its own."""
    reach = ((shared > 0) | np.eye(shared.shape[1], dtype=bool)).astype(np.float32)
    for _ in range(max(1, shared.shape[1] - 1).bit_length()):
        reach = (reach @ reach > 0).astype(np.float32)
    return np.asarray(np.rint((1 / reach.sum(axis=2, dtype=np.float64)).sum(axis=1)))


def _measure_batch(tables: Array) -> Array:
    """Take all measures of tables with the same margins, none of them 0: draws × measures."""
    turned = tables.transpose(0, 2, 1)
    shared, other = _share(tables), _share(turned)
    rows, columns = tables.shape[1:]
    cycles = _sum(shared * (shared - 1)) / 4
    degrees, sizes = tables[0].sum(axis=0), tables[0].sum(axis=1)
    paths = _sum(tables * np.outer(sizes - 1, degrees - 1))
    nested = _nest_rows(tables, shared), _nest_rows(turned, other)
    pairs = comb(rows, 2), comb(columns, 2)
    whole = np.ones(len(tables))
    measured = {
        "linked_pairs": _sum(shared > 0) / 2,
        "components": _count_components(shared),
        "four_cycles": cycles,
        "robins_alexander": _divide(4 * cycles, paths),
        "opsahl_networks": _close_paths(tables, shared, other),
        "opsahl_members": _close_paths(turned, other, shared),
        "nodf": _divide(nested[0] + nested[1], sum(pairs) * whole),
        "nodf_networks": _divide(nested[0], pairs[0] * whole),
        "nodf_members": _divide(nested[1], pairs[1] * whole),
    }
    return np.stack([measured[name] for name in MEASURES], axis=1)


def measure_tables(tables: Any) -> pd.DataFrame:
    """Measure the structure of tables with the same margins.

    Parameters
    ----------
    tables
        0/1, draws × networks × members, as from `fixed_degree_samples`; no row or column empty.

    Returns
    -------
    pandas.DataFrame
        One row per table, float64: `linked_pairs`, pairs of networks that share a member;
        `components` of the graph; `four_cycles` and `robins_alexander`, `opsahl_networks` and
        `opsahl_members`, as in `cluster_globally`; `nodf`, `nodf_networks` and `nodf_members`,
        as in `measure_nestedness`. NaN where a measure is a quotient of nothing.

    Raises
    ------
    ValueError
        If a row or column is empty, or the products of one table exceed 2 GB.

    Examples
    --------
    >>> measure_tables([[[1, 1, 0], [1, 1, 1]]])[["four_cycles", "robins_alexander"]].iloc[
    ...     0
    ... ].tolist()
    [1.0, 0.6666666666666666]
    """
    given = np.asarray(tables)
    if given.ndim != 3 or not (given[0].any(axis=0).all() and given[0].any(axis=1).all()):
        raise ValueError("tables must be draws × rows × columns, no row or column of them empty")
    each = given.shape[1] ** 2 + given.shape[2] ** 2
    if 4 * 4 * each > LIMIT_BYTES:
        raise ValueError(
            f"tables of {given.shape[1]:,} by {given.shape[2]:,} take {16 * each:,} bytes each in "
            "their products, more than 2 GB. Ways out: fewer members (a population class, "
            "complete lists), or cluster_globally on the graph itself."
        )
    step = max(1, CELLS // each)
    parts = [
        _measure_batch(given[start : start + step].astype(np.float32))
        for start in range(0, len(given), step)
    ]
    return pd.DataFrame(np.concatenate(parts), columns=list(MEASURES))


def judge_structure(
    data: Dataset,
    *,
    layer: str = "municipalities",
    listings: Sequence[str] | None = None,
    omit: Sequence[str] = (),
    population: Range | None = None,
    draws: int = 5_000,
    seed: int = 2023,
) -> pd.DataFrame:
    """Judge clustering and nestedness against what the degrees of both modes alone produce.

    Parameters
    ----------
    data, layer, listings, omit, population
        As in `tabulate_layer`.
    draws, seed
        Of the matrices with the same margins, 20 rounds of trades apart.

    Returns
    -------
    pandas.DataFrame
        Index `measure`, those of `measure_tables`. float64: `observed`; `expected`, `low` and
        `high`, mean and middle 95 % of the draws; `upper`, `lower`, (b + 1) / (draws + 1), where
        b draws are at least, or at most, as large; `two_sided`, twice the smaller one, at most 1;
        `upper_error`, `lower_error`, their Monte Carlo standard errors; `draws` (int64). Empty
        without two networks that have anything in the layer.

    Raises
    ------
    ValueError
        As `tabulate_layer`, and if draws are below 1 or the tables too large.

    Notes
    -----
    What every table with these margins shares cannot be judged: the sum of the overlaps over all
    pairs of networks follows from the degrees of the members, and that over all pairs of members
    from those of the networks. The measures hang together; each p-value stands for one question.

    References
    ----------
    Robins and Alexander (2004), Computational & Mathematical Organization Theory 10, 69–94;
    Opsahl (2013), Social Networks 35, 159–167; Almeida-Neto et al. (2008), Oikos 117, 1227–1239;
    Ulrich and Gotelli (2007), Ecology 88, 1824–1831, on nestedness with fixed margins.

    Examples
    --------
    >>> from analysis import load
    >>> table = judge_structure(load(), draws=200)
    >>> table.loc[["four_cycles", "robins_alexander"], "observed"].round(3).tolist()
    [176.0, 0.211]
    """
    matrix, networks, _ = tabulate_layer(
        data, layer=layer, listings=listings, omit=omit, population=population
    )
    if len(networks) < 2:
        return _judge_tables(np.ones((2, 1)), 1, seed).iloc[:0]
    return _judge_tables(matrix.toarray(), draws, seed)


def _judge_tables(table: Array, draws: int, seed: int) -> pd.DataFrame:
    observed = measure_tables(table[None]).iloc[0]
    null = measure_tables(fixed_degree_samples(table, draws=draws, seed=seed, trades=TRADES))
    frame = pd.DataFrame({"observed": observed, "expected": null.mean()})
    # Values that were met: half a 4-cycle does not exist.
    frame["low"], frame["high"] = np.quantile(null, (0.025, 0.975), axis=0, method="inverted_cdf")
    # Sums in other orders differ in the last digits: equal is what agrees in twelve.
    near = 1e-9 * observed.abs()
    undefined = observed.isna()
    for side, reached in (("upper", null >= observed - near), ("lower", null <= observed + near)):
        share = (reached.sum() + 1) / (draws + 1)
        frame[side] = share.mask(undefined)
        frame[f"{side}_error"] = np.sqrt(share * (1 - share) / draws).mask(undefined)
    frame["two_sided"] = (2 * frame[["upper", "lower"]].min(axis=1)).clip(upper=1)
    columns = ["observed", "expected", "low", "high", "upper", "lower", "two_sided"]
    frame = frame[[*columns, "upper_error", "lower_error"]]
    return frame.assign(draws=np.int64(draws)).rename_axis("measure")
