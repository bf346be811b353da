"""Which networks share more, or fewer, members than the lengths of lists and degrees explain.

The question needs a process that could have produced other lists: here, all lists in which every
network names as many members, and every member stands in as many networks, as in the report, each
as likely as any other. Only networks with anything in the layer are compared.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from analysis.crosslinking.definitional import mark_definitional
from analysis.crosslinking.layers import Range, tabulate_layer
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
