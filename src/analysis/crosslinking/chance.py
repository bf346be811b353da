"""Overlaps and structure against chance."""

from collections.abc import Iterator, Mapping, Sequence
from math import comb
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from analysis.crosslinking.networks import (
    Range,
    choose_blocks,
    combine_layers,
    list_networks,
    mark_definitional,
    tabulate_layer,
)
from analysis.data import Dataset
from analysis.statistics.overlaps import (
    configuration_pvalues,
    correct_pvalues,
    fixed_degree_pvalues,
)
from analysis.statistics.trades import fixed_degree_samples

LEVEL = 0.05
# The middle of the null is drawn, of at most so many matrices.
INTERVAL_DRAWS = 10_000
# Networks whose members follow from those of another: their overlaps hold by definition.
CONTAINED = ("lighthouse-exchange", "mysmartlife", "matchup")

TAILS = ("upper", "lower", "two_sided")


def judge_overlaps(
    data: Dataset,
    *,
    layer: str = "municipalities",
    listings: Sequence[str] | None = None,
    omit: Sequence[str] = (),
    population: Range | None = None,
    definitional: bool = True,
    draws: int = 100_000,
    seed: int = 2023,
) -> pd.DataFrame:
    """Judge for each two networks whether they share more, or fewer, members than by chance.

    Parameters
    ----------
    data, layer, listings, omit, population
        As in `tabulate_layer`.
    definitional
        Whether pairs whose overlap follows from what they are (`mark_definitional`) are among
        the tests. False leaves them untested; their members stay in the table that is drawn
        from. To take those out as well, leave out the networks: `omit=CONTAINED`.
    draws, seed
        Of the matrices with the same margins: see `fixed_degree_pvalues`.

    Returns
    -------
    pandas.DataFrame
        One row per pair of networks that both have anything in the layer, by rising `two_sided`,
        then falling `shared`, then in the order of the table of networks. `network`,
        `other_network` (str); `shared`, `size`, `other_size` (int64); float64 unless stated:
        `expected`, `low` and `high`, the mean and the middle 95 % of the overlap in the draws
        (the latter of at most 10,000); `upper`, `lower`, `two_sided`, the probabilities of at
        least, and at most, so many, and twice the smaller one; `upper_error`, `lower_error`,
        Monte Carlo standard errors; `attainable_upper`, `attainable_lower`,
        `attainable_two_sided`, the smallest p that the pair could give; for each of the three
        p-values `…_adjusted` (Benjamini–Hochberg) and `…_holm`, over the pairs that could
        reject at all at 5 %, NaN for others; `configuration_expected`, `configuration_upper`,
        `configuration_lower`, `configuration_two_sided`, the cross-check by
        `configuration_pvalues`, and `configuration_adjusted` (Benjamini–Hochberg over all
        pairs tested); `definitional` (bool), `effect`, `reason_en`, `reason_de` (str);
        `draws` (int64). Without two networks to compare it is empty.

    Raises
    ------
    ValueError
        As `tabulate_layer`, and if draws are below 1.

    Notes
    -----
    That many lists are examples is part of neither model: a member that the report does not print
    counts as absent. `listings=("complete",)` repeats the test where lists claim to be whole.
    The overlaps of all pairs hang together (each member's networks are fixed in number), which
    Holm's correction allows for; that of Benjamini and Hochberg is proven under independence and
    positive dependence alone. After correction over m pairs nothing can be found with fewer than
    40 m draws: 2 / (draws + 1) is the smallest p.

    References
    ----------
    BBSR 36/2023, chapter 4. Neal (2014), Social Networks 39, 84–97, on fixed degrees.

    Examples
    --------
    >>> from analysis import load
    >>> pairs = judge_overlaps(load(), draws=2000)
    >>> pairs.loc[0, ["network", "other_network"]].tolist()
    ['lighthouse-exchange', 'scalable-cities']
    """
    matrix, networks, _ = tabulate_layer(
        data, layer=layer, listings=listings, omit=omit, population=population
    )
    if len(networks) < 2:
        # The columns of a frame with rows.
        frame = judge_pairs(np.ones((2, 1)), ["", "-"], draws=1, seed=seed)
        frame.insert(6, "low", 0.0)
        frame.insert(7, "high", 0.0)
        return frame.iloc[:0]
    frame = judge_pairs(matrix, networks, draws=draws, seed=seed, definitional=definitional)
    place = {network: row for row, network in enumerate(networks)}
    bounds = _bound_overlaps(matrix, min(draws, INTERVAL_DRAWS), seed)
    i, j = frame["network"].map(place), frame["other_network"].map(place)
    for position, (name, values) in enumerate(zip(("low", "high"), bounds, strict=True)):
        frame.insert(6 + position, name, values[i, j])
    return frame


def judge_pairs(
    matrix: Any, networks: Sequence[str], *, draws: int, seed: int, definitional: bool = True
) -> pd.DataFrame:
    """Judge the overlaps of a matrix of networks by members, by both null models.

    Parameters
    ----------
    matrix, networks
        As from `tabulate_layer`.
    draws, seed, definitional
        As in `judge_overlaps`.

    Returns
    -------
    pandas.DataFrame
        As `judge_overlaps`, but for `low` and `high`.

    Examples
    --------
    >>> table = [[1, 0, 1, 1], [0, 1, 0, 0], [1, 0, 0, 1]]
    >>> pairs = judge_pairs(table, ["a", "b", "c"], draws=2000, seed=1)
    >>> pairs[["network", "other_network"]].to_numpy().tolist()
    [['a', 'c'], ['a', 'b'], ['b', 'c']]
    """
    table = sparse.csr_array(matrix)
    frame = fixed_degree_pvalues(table, draws=draws, seed=seed, labels=networks)
    frame = frame.rename(columns={"first": "network", "second": "other_network"})
    i, j = np.triu_indices(len(networks), k=1)
    sizes = np.asarray(table.sum(axis=1), dtype=np.int64)
    frame = frame.assign(size=sizes[i], other_size=sizes[j])
    least = frame[["attainable_upper", "attainable_lower"]].min(axis=1)
    frame["attainable_two_sided"] = (2 * least).clip(upper=1)
    frame = mark_definitional(frame)
    _correct_tails(frame, frame["definitional"] & (not definitional))
    model = configuration_pvalues(table)
    for name in ("expected", *TAILS):
        frame[f"configuration_{name}"] = model[name]
    # Where degrees vary, every pair can share so many that the test rejects.
    attainable = (frame["definitional"] & (not definitional)).astype(float)
    frame["configuration_adjusted"] = correct_pvalues(model["two_sided"], attainable=attainable)
    ordered = frame.sort_values(
        ["two_sided", "shared"], ascending=[True, False], kind="stable", ignore_index=True
    )
    return ordered[_order_columns()]


def _order_columns() -> list[str]:
    tests = [name for tail in TAILS for name in (f"{tail}_adjusted", f"{tail}_holm")]
    return [
        "network", "other_network", "shared", "size", "other_size", "expected", *TAILS,
        "upper_error", "lower_error", *(f"attainable_{tail}" for tail in TAILS), *tests,
        *(f"configuration_{name}" for name in ("expected", *TAILS, "adjusted")),
        "definitional", "effect", "reason_en", "reason_de", "draws",
    ]  # fmt: skip


def _correct_tails(frame: pd.DataFrame, left_out: "pd.Series[bool]") -> None:
    """Add, in place, the corrected p-values of each tail, over the pairs that could reject."""
    for tail in TAILS:
        # What is left out takes part in no family, as if it could not reject.
        attainable = frame[f"attainable_{tail}"].mask(left_out, 1.0)
        for name, method in (("adjusted", "benjamini-hochberg"), ("holm", "holm")):
            frame[f"{tail}_{name}"] = correct_pvalues(
                frame[tail], method=method, attainable=attainable, level=LEVEL
            )


def _bound_overlaps(matrix: Any, draws: int, seed: int) -> tuple[Any, Any]:
    """Give the middle 95 % of the overlaps of rows in draws with the same margins."""
    samples = fixed_degree_samples(matrix, draws=draws, seed=seed + 1).astype(np.float32)
    overlaps = samples @ samples.transpose(0, 2, 1)
    # Numbers that were met: an overlap between two whole ones does not exist.
    low, high = np.quantile(overlaps, (0.025, 0.975), axis=0, method="inverted_cdf")
    return low.astype(np.float64), high.astype(np.float64)


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


PARTS = ("within", "outward", "outside")  # by how many of the two networks are in the block
TRADES = 20  # rounds after which the number of linked pairs has forgotten where it was

Blocks = Mapping[str, Sequence[str]] | None
Bools = NDArray[np.bool_]


def join_layers(data: Dataset, *, blocks: Blocks = None) -> pd.DataFrame:
    """Count, within blocks and outside them, the pairs of networks linked in any layer at all.

    Parameters
    ----------
    data
        The tables.
    blocks
        As in `compare_blocks`, which counts the layers apart.

    Returns
    -------
    pandas.DataFrame
        Three rows per block, which part all pairs: `block`, `part` (str): "within" the block,
        "outward" from it, "outside" it; int64 `pairs`; `linked`, by shared municipalities of any
        country, shared organisations or a stated relation; `definitional`, how many of those
        linked share members by definition; `density`, linked over pairs, and
        `density_otherwise`, without the pairs that share members by definition (float64, NaN
        without pairs).

    Raises
    ------
    ValueError
        If a block holds a network that the tables do not have, or is one text.

    References
    ----------
    BBSR 36/2023, chapter 4.

    Examples
    --------
    >>> from analysis import load
    >>> table = join_layers(load()).set_index(["block", "part"])
    >>> table.loc[("eu_four", "within"), ["pairs", "linked", "definitional"]].astype(int).tolist()
    [6, 4, 2]
    """
    frame = mark_definitional(combine_layers(data))
    linked = frame["layers"] > 0
    contained = frame["effect"].eq("contains") & linked
    rows = []
    for name, block in choose_blocks(data, blocks, list_networks(data, None)).items():
        inside = frame[["network", "other_network"]].isin(block).sum(axis=1)
        for part, number in zip(PARTS, (2, 1, 0), strict=True):
            of = inside == number
            pairs, joined, defined = (int((of & which).sum()) for which in (of, linked, contained))
            left = pairs - defined
            rows.append({
                "block": name, "part": part, "pairs": pairs, "linked": joined,
                "definitional": defined, "density": joined / pairs if pairs else float("nan"),
                "density_otherwise": (joined - defined) / left if left else float("nan"),
            })  # fmt: skip
    columns = ["block", "part", "pairs", "linked", "definitional", "density", "density_otherwise"]
    return pd.DataFrame(rows, columns=columns).astype({"block": "str", "part": "str"})


def _list_parts(
    data: Dataset, blocks: Blocks, networks: Sequence[str]
) -> Iterator[tuple[str, str, Bools]]:
    """Give each block's name, the part, and which pairs of the rows are in it."""
    i, j = np.triu_indices(len(networks), k=1)
    for name, block in choose_blocks(data, blocks, list_networks(data, None)).items():
        inside = np.isin(np.array(networks, dtype=object), block).astype(int)
        for part, number in zip(PARTS, (2, 1, 0), strict=True):
            pairs = inside[i] + inside[j] == number
            if pairs.any():
                yield name, part, pairs


def judge_blocks(
    data: Dataset,
    *,
    blocks: Blocks = None,
    listings: Sequence[str] | None = None,
    omit: Sequence[str] = (),
    draws: int = 5_000,
    seed: int = 2023,
) -> pd.DataFrame:
    """Judge whether networks of a block share more cities than the degrees alone would make them.

    Parameters
    ----------
    data, listings, omit
        As in `tabulate_layer`; German municipalities and districts.
    blocks
        As in `compare_blocks`.
    draws, seed
        Of the matrices with the same margins, 20 rounds of trades apart.

    Returns
    -------
    pandas.DataFrame
        Two rows per block and part that holds pairs of networks with listed members: `block`,
        `part`, `measure` (str), "linked_pairs" that share any member, and "shared", the members
        shared summed over the pairs; `pairs` (int64); float64 `observed`; `expected`, `low`,
        `high`, mean and middle 95 % of the draws; `upper`, `lower`, `two_sided` as in
        `judge_structure`; `draws` (int64).

    Raises
    ------
    ValueError
        As `tabulate_layer` and `compare_blocks`.

    References
    ----------
    BBSR 36/2023, chapter 4: linked "above all" among the EU smart-city networks, "similarly"
    among the national ones.

    Examples
    --------
    >>> from analysis import load
    >>> table = judge_blocks(load(), draws=100).set_index(["block", "part", "measure"])
    >>> table.loc[("national", "within", "linked_pairs"), ["pairs", "observed"]].tolist()
    [3.0, 1.0]
    """
    matrix, networks, _ = tabulate_layer(data, listings=listings, omit=omit)
    texts = ["block", "part", "measure"]
    numbers = ["observed", "expected", "low", "high", "upper", "lower", "two_sided"]
    rows: list[dict[str, Any]] = []
    if len(networks) > 1:
        table = matrix.toarray()
        samples = fixed_degree_samples(table, draws=draws, seed=seed, trades=TRADES)
        observed, null = _overlap(table[None])[0], _overlap(samples)
        for name, part, pairs in _list_parts(data, blocks, networks):
            head = {"block": name, "part": part, "pairs": int(pairs.sum())}
            for measure in ("linked_pairs", "shared"):
                seen, drawn = observed[pairs], null[:, pairs]
                if measure == "linked_pairs":
                    seen, drawn = seen > 0, drawn > 0
                rows.append(head | {"measure": measure} | _place(seen.sum(), drawn.sum(axis=1)))
    frame = pd.DataFrame(rows, columns=[*texts, "pairs", *numbers])
    types = dict.fromkeys(texts, "str") | {"pairs": "int64"} | dict.fromkeys(numbers, "float64")
    return frame.astype(types).assign(draws=np.int64(draws))


def _overlap(tables: NDArray[Any]) -> NDArray[Any]:
    """Draws × pairs of rows, the columns shared."""
    cells = tables.astype(np.float32)
    i, j = np.triu_indices(cells.shape[1], k=1)
    return np.asarray((cells @ cells.transpose(0, 2, 1))[:, i, j])


def _place(observed: float, drawn: NDArray[Any]) -> dict[str, float]:
    upper = float(((drawn >= observed).sum() + 1) / (len(drawn) + 1))
    lower = float(((drawn <= observed).sum() + 1) / (len(drawn) + 1))
    low, high = np.quantile(drawn, (0.025, 0.975), method="inverted_cdf")
    return {
        "observed": float(observed), "expected": float(drawn.mean()), "low": float(low),
        "high": float(high), "upper": upper, "lower": lower,
        "two_sided": min(1.0, 2 * min(upper, lower)),
    }  # fmt: skip
