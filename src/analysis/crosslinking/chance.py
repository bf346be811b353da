"""Overlaps and structure against chance."""

from collections.abc import Sequence
from math import comb
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.crosslinking.networks import (
    LEVEL,
    PAIR,
    Bools,
    Range,
    allow_memberships,
    mark_definitional,
    pair_networks,
    part_pairs,
    tabulate_layer,
)
from analysis.data import Dataset
from analysis.statistics.overlaps import (
    configuration_pvalues,
    correct_pvalues,
    fixed_degree_pvalues,
)
from analysis.statistics.ratios import divide
from analysis.statistics.trades import LIMIT_BYTES, fixed_degree_samples

SEED = 2023
# The middle of the null is drawn, of at most so many matrices.
INTERVAL_DRAWS = 10_000
MIDDLE = (0.025, 0.975)
# The numbers of 4-cycles and of linked pairs forget where they were within so many rounds: see
# `describe_mixing`.
TRADES = 20
# So many cells the products of a batch of draws may have.
CELLS = 4_000_000
TAILS = ("upper", "lower", "two_sided")
NUMBERS = ("observed", "expected", "low", "high", *TAILS)

Array = NDArray[Any]
Allowed = tuple[Array, list[str], Bools | None]  # a table, its networks, what rules admit
# In the place of fewer than two networks, for the columns of a frame without rows.
NOTHING: Array = np.ones((2, 1), dtype=np.int64)
FEW: Allowed = (NOTHING, ["", "-"], None)


def tabulate_allowed(data: Dataset, *, rules: bool = True, **options: Any) -> Allowed:
    """Give the table of a layer, its networks, and with the networks' rules what these admit."""
    matrix, networks, members = tabulate_layer(data, **options)
    if not rules or options.get("layer") == "organisations":  # rules are about taking part
        return matrix, networks, None
    return matrix, networks, allow_memberships(data, networks, members)


def judge_overlaps(data: Dataset, *, rules: bool = True, draws: int = 100_000) -> pd.DataFrame:
    """Judge for each two networks whether they share more, or fewer, German members than by chance.

    Chance is every table with the same degrees, with `rules` (eligibility.csv) only those whose
    memberships the networks admit: a project's closed circle, a range of inhabitants.

    Members that chapter 4 does not print count as absent; m pairs need 40 m draws to find any.

    Returns
    -------
    pandas.DataFrame
        By rising `two_sided`, falling `shared`: `network`, `other_network`; `shared`, `size`,
        `other_size`; `expected`, `low`, `high`, mean and middle 95 % with the same margins; p of
        so many or more, `upper`, or fewer, `lower`, twice the smaller, `two_sided`; `…_error`;
        smallest `attainable_…`; `…_adjusted` (Benjamini–Hochberg), NaN if none can
        reject; `configuration_…`, by the other model; `definitional`, `effect`; `draws`.

    Examples
    --------
    >>> from analysis import load
    >>> judge_overlaps(load(), draws=2000).loc[0, ["network", "other_network"]].tolist()
    ['civitas', 'urbact']
    """
    found = tabulate_allowed(data, rules=rules)
    few = len(found[1]) < 2
    matrix, networks, allowed = FEW if few else found
    number = min(draws, INTERVAL_DRAWS)
    samples = fixed_degree_samples(matrix, draws=number, seed=SEED + 1, allowed=allowed)
    # Numbers that were met: an overlap between two whole ones does not exist.
    low, high = np.quantile(_overlap(samples), MIDDLE, axis=0, method="inverted_cdf")
    bounds = pair_networks(networks).assign(low=low.astype(float), high=high.astype(float))
    judged = judge_pairs(matrix, networks, allowed, draws=draws)
    columns = [
        *PAIR, "shared", "size", "other_size", "expected", "low", "high", *TAILS, "upper_error",
        "lower_error", *(f"attainable_{tail}" for tail in TAILS),
        *(f"{tail}_adjusted" for tail in TAILS),
        *(f"configuration_{name}" for name in ("expected", *TAILS, "adjusted")),
        "definitional", "effect", "draws",
    ]  # fmt: skip
    frame = judged.merge(bounds, on=PAIR, how="left", validate="one_to_one")[columns]
    return frame.iloc[:0] if few else frame


def judge_pairs(
    matrix: Array, networks: Sequence[str], allowed: Bools | None, *, draws: int
) -> pd.DataFrame:
    """Judge the overlaps of a table by both models."""
    if len(networks) < 2:
        return judge_pairs(*FEW, draws=1).iloc[:0]
    frame = fixed_degree_pvalues(matrix, draws=draws, seed=SEED, labels=networks, allowed=allowed)
    frame = frame.rename(columns={"first": "network", "second": "other_network"})
    i, j = np.triu_indices(len(networks), k=1)
    sizes = np.asarray(matrix).sum(axis=1)
    frame = mark_definitional(frame.assign(size=sizes[i], other_size=sizes[j]))
    least = frame[["attainable_upper", "attainable_lower"]].min(axis=1)
    frame["attainable_two_sided"] = (2 * least).clip(upper=1)
    for tail in TAILS:
        attainable = frame[f"attainable_{tail}"]
        frame[f"{tail}_adjusted"] = correct_pvalues(frame[tail], attainable=attainable, level=LEVEL)
    model = configuration_pvalues(matrix, allowed=allowed)
    frame = frame.join(model[["expected", *TAILS]].add_prefix("configuration_"))
    # Where degrees vary, a pair can share so many that the test rejects, unless rules fix both.
    fixed = model[["upper", "lower"]].eq(1).all(axis=1).astype(float)
    frame["configuration_adjusted"] = correct_pvalues(model["two_sided"], attainable=fixed)
    return frame.sort_values(
        ["two_sided", "shared"], ascending=[True, False], kind="stable", ignore_index=True
    )


def count_jointly(
    matrix: Array, networks: Sequence[str], allowed: Bools | None, judged: pd.DataFrame, draws: int
) -> dict[str, float]:
    """Place the number of pairs at 5 % among those of draws, each judged as the observed table."""
    tested = judged[judged["two_sided_adjusted"].notna()]
    if tested.empty:
        return {"raw_pairs_expected": 0.0, "p_raw_pairs": 1.0}
    every, own = (pd.MultiIndex.from_frame(of[PAIR]) for of in (pair_networks(networks), tested))
    samples = fixed_degree_samples(matrix, draws=draws, seed=SEED + 1, allowed=allowed)
    overlaps = _overlap(samples)[:, every.get_indexer(own)].astype(np.int64)
    count = np.zeros(draws, np.int64)
    # Overlaps are small whole numbers: far fewer than 5 % of the pairs reach 5 % by chance.
    for column in overlaps.T:
        met = np.bincount(column)
        least = np.minimum(met[::-1].cumsum()[::-1], met.cumsum())
        count += (2 * least <= LEVEL * draws)[column]
    observed = int((tested["two_sided"] <= LEVEL).sum())
    reached = int((count >= observed).sum())
    return {"raw_pairs_expected": float(count.mean()), "p_raw_pairs": (reached + 1) / (draws + 1)}


def _overlap(tables: Array) -> Array:
    """Draws × pairs of rows, the columns shared."""
    i, j = np.triu_indices(tables.shape[1], k=1)
    return _share(tables.astype(np.float32))[:, i, j]


def _place(observed: float, expected: float, drawn: Array) -> dict[str, float]:
    """Put a number beside the mean and the middle 95 % of the draws, with both tails."""
    # Sums in other orders differ in the last digits: equal is what agrees in nine.
    near = 1e-9 * abs(observed)
    reached = drawn >= observed - near, drawn <= observed + near
    shares = [(float(side.sum()) + 1) / (len(drawn) + 1) for side in reached]
    upper, lower = (np.nan, np.nan) if np.isnan(observed) else shares
    # Values that were met: half a 4-cycle does not exist.
    low, high = np.quantile(drawn, MIDDLE, method="inverted_cdf")
    two_sided = np.minimum(1, 2 * np.minimum(upper, lower))
    placed = (observed, expected, low, high, upper, lower, two_sided)
    return {name: float(number) for name, number in zip(NUMBERS, placed, strict=True)}


def _sum(cells: Array) -> Array:
    """Sum the cells of each draw."""
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
    """Opsahl's clustering of the rows: the share of 4-paths i–p–j–q–k that are closed."""
    degrees = tables.sum(axis=1)
    through = shared.sum(axis=2)
    triples = _sum(degrees * (degrees - 1) * (degrees - 2))
    paths = _sum(through**2) - _sum(shared**2) - triples
    linked = (shared > 0).astype(np.float32)
    closed = _sum((shared @ shared) * linked) - triples
    # A path is open where its ends share nothing beside p and q.
    beside = ((shared == 1).astype(np.float32) @ tables) * tables
    closed -= 2 * _sum(((shared - linked) @ tables) * beside)
    closed -= 4 * _count_middles(tables, shared, other)
    return divide(closed, paths)


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


def _measure_batch(tables: Array) -> dict[str, Array]:
    """Take all measures of tables with the same margins, no row or column empty."""
    turned = tables.transpose(0, 2, 1)
    shared, other = _share(tables), _share(turned)
    rows, columns = tables.shape[1:]
    cycles = _sum(shared * (shared - 1)) / 4
    degrees, sizes = tables[0].sum(axis=0), tables[0].sum(axis=1)
    paths = _sum(tables * np.outer(sizes - 1, degrees - 1))
    nested = _nest_rows(tables, shared), _nest_rows(turned, other)
    pairs: Any = comb(rows, 2), comb(columns, 2)
    return {
        "linked_pairs": _sum(shared > 0) / 2,
        "components": _count_components(shared),
        "four_cycles": cycles,
        "robins_alexander": divide(4 * cycles, paths),
        "opsahl_networks": _close_paths(tables, shared, other),
        "opsahl_members": _close_paths(turned, other, shared),
        "nodf": divide(nested[0] + nested[1], sum(pairs)),
        "nodf_networks": divide(nested[0], pairs[0]),
        "nodf_members": divide(nested[1], pairs[1]),
    }


def measure_tables(tables: Any) -> pd.DataFrame:
    """Measure the structure of 0/1 tables (draws × rows × columns) with the same margins."""
    given = np.asarray(tables)
    if given.ndim != 3 or not (given[0].any(axis=0).all() and given[0].any(axis=1).all()):
        raise ValueError("tables must be draws × rows × columns, no row or column of them empty")
    each = given.shape[1] ** 2 + given.shape[2] ** 2
    # A draw needs its members by members four times, in single precision.
    if 16 * each > LIMIT_BYTES:
        raise ValueError(
            f"tables of {given.shape[1]:,} by {given.shape[2]:,} take {16 * each:,} bytes each in "
            "their products, more than 2 GB. Way out: fewer members (a population class, complete "
            "lists)."
        )
    step = max(1, CELLS // each)
    parts = [
        _measure_batch(given[start : start + step].astype(np.float32))
        for start in range(0, len(given), step)
    ]
    values = np.concatenate([np.stack(list(part.values()), axis=1) for part in parts])
    return pd.DataFrame(values, columns=list(parts[0]))


def judge_structure(
    data: Dataset,
    *,
    rules: bool = True,
    listings: Sequence[str] | None = None,
    omit: Sequence[str] = (),
    population: Range | None = None,
    draws: int = 5_000,
) -> pd.DataFrame:
    """Judge clustering and nestedness against what the degrees of both modes alone produce.

    `rules` as in `judge_overlaps`; `population`: only cities with so many inhabitants, from the
    first number to below the second.
    Robins and Alexander (2004); Opsahl (2013); Almeida-Neto et al. (2008), on NODF.

    Returns
    -------
    pandas.DataFrame
        Index `measure`; `observed`; `expected`, `low`, `high`, mean and middle 95 % of the draws;
        `upper`, `lower`, (b + 1) / (draws + 1), b draws at least, or at most, as large;
        `two_sided`, twice the smaller, at most 1; `…_error`; `draws`. Empty without two networks.

    Examples
    --------
    >>> from analysis import load
    >>> int(judge_structure(load(), draws=200).loc["four_cycles", "observed"])
    176
    """
    options: Any = {"listings": listings, "omit": omit, "population": population}
    found = tabulate_allowed(data, rules=rules, **options)
    few = len(found[1]) < 2
    table, _, allowed = FEW if few else found
    observed = measure_tables(table[None]).iloc[0]
    walk: Any = {"draws": draws, "seed": SEED, "trades": TRADES}
    null = measure_tables(fixed_degree_samples(table, allowed=allowed, **walk))
    columns = zip(null, observed, null.mean(), null.to_numpy().T, strict=True)
    rows = {str(name): _place(seen, mean, drawn) for name, seen, mean, drawn in columns}
    frame = pd.DataFrame.from_dict(rows, orient="index").rename_axis("measure")
    for side in ("upper", "lower"):
        frame[f"{side}_error"] = np.sqrt(frame[side] * (1 - frame[side]) / draws)
    frame = frame.assign(draws=np.int64(draws))
    return frame.iloc[:0] if few else frame


def judge_blocks(
    data: Dataset,
    *,
    rules: bool = True,
    listings: Sequence[str] | None = None,
    omit: Sequence[str] = (),
    draws: int = 5_000,
) -> pd.DataFrame:
    """Judge whether networks of a block share more cities than the degrees make them (chapter 4).

    Returns
    -------
    pandas.DataFrame
        Two rows per `block` and `part` (as `join_layers`) that has pairs of networks with listed
        members: `measure`, "linked_pairs" or "shared", the members shared summed over the
        `pairs`; `observed` to `two_sided` as in `judge_structure`; `draws`.

    Examples
    --------
    >>> from analysis import load
    >>> table = judge_blocks(load(), draws=100).set_index(["block", "part", "measure"])
    >>> table.loc[("national", "within", "linked_pairs"), ["pairs", "observed"]].tolist()
    [3.0, 1.0]
    """
    matrix, networks, allowed = tabulate_allowed(data, rules=rules, listings=listings, omit=omit)
    rows: list[dict[str, Any]] = []
    if len(networks) > 1:
        walk: Any = {"draws": draws, "seed": SEED, "trades": TRADES}
        samples = fixed_degree_samples(matrix, allowed=allowed, **walk)
        shared = _overlap(np.concatenate([matrix[None] > 0, samples]))
        for name, part, pairs in part_pairs(data, pair_networks(networks)):
            head = {"block": name, "part": part, "pairs": pairs.sum()}
            numbers = {"linked_pairs": shared > 0, "shared": shared} if pairs.any() else {}
            for measure, cells in numbers.items():
                seen, *_ = drawn = cells[:, pairs].sum(axis=1)
                placed = _place(seen, drawn[1:].mean(), drawn[1:])
                rows.append(head | {"measure": measure} | placed)
    texts = ["block", "part", "measure"]
    frame = pd.DataFrame(rows, columns=[*texts, "pairs", *NUMBERS])
    types = dict.fromkeys(texts, "str") | {"pairs": "int64"} | dict.fromkeys(NUMBERS, "float64")
    return frame.astype(types).assign(draws=np.int64(draws))
