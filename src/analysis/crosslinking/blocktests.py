"""Blocks of networks: all layers together, and the overlaps within and between them by chance."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.crosslinking.blocks import choose_blocks
from analysis.crosslinking.definitional import mark_definitional
from analysis.crosslinking.layers import tabulate_layer
from analysis.crosslinking.overlap import combine_layers, list_networks
from analysis.data import Dataset
from analysis.statistics.trades import fixed_degree_samples

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
