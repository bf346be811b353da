"""Synthetic tables of memberships, shaped like those of studies of city networks, seeded."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse

from analysis.data.contract import list_fields, read_contract


class Shape(NamedTuple):
    """Networks, members and memberships of a table."""

    networks: int
    members: int
    memberships: int


# Of this report, of a larger study, of a study of city networks worldwide, of far more than any.
SHAPES = (
    Shape(34, 221, 348),
    Shape(60, 2_000, 5_000),
    Shape(84, 10_343, 25_000),
    Shape(1_000, 100_000, 1_000_000),
)


# What every row of the made-up tables says.
FILLED = {
    "category": "smart_city", "founded": 2015, "founded_latest": 2015, "initiative": "top_down",
    "type": "platform", "term": "open_ended", "funding": "none", "reach": "europe",
    "german_listing": "not_listed", "formats": "workshop", "topics": "broad",
    "kind": "municipality", "country": "FR",
}  # fmt: skip


def _draw_skewed(
    names: np.ndarray, count: int, power: float, rng: np.random.Generator
) -> np.ndarray:
    """Draw from names with a chance that falls from the first to the last."""
    places = rng.random(count)
    np.power(places, power, out=places)
    places *= len(names)
    return names[places.astype(np.int64)]


def _sort_distinct(keys: np.ndarray) -> np.ndarray:
    """As numpy.unique, which hashes and needs seventy times as long for ten million."""
    keys = np.sort(keys)
    return keys[np.diff(keys, prepend=-1) > 0]


def make_table(shape: Shape, *, seed: int = 1) -> sparse.csr_array:
    """Draw a 0/1 matrix of networks by members (int64) with skewed degrees.

    Every network and every member has a membership at least; the others fall to few large
    networks and few keen members, as in real tables.
    """
    rng = np.random.default_rng(seed)
    rows, columns, links = shape
    order, names = rng.permutation(rows), rng.permutation(columns)
    of_members = _draw_skewed(order, columns, 2.5, rng) * columns + names
    of_networks = order * columns + _draw_skewed(names, rows, 2.0, rng)
    least = _sort_distinct(np.concatenate([of_members, of_networks]))
    keys = least
    while len(keys) < links:
        missing = links - len(keys)
        more = _draw_skewed(order, missing + missing // 4 + 8, 2.5, rng) * columns
        more += _draw_skewed(names, len(more), 2.0, rng)
        keys = _sort_distinct(np.concatenate([keys, more]))
    # Too many were drawn: some of those go that nobody needs.
    spare = np.ones(len(keys), bool)
    spare[np.searchsorted(keys, least)] = False
    dropped = rng.choice(np.flatnonzero(spare), len(keys) - links, replace=False)
    keys = np.delete(keys, dropped)
    ends = np.concatenate([[0], np.cumsum(np.bincount(keys // columns, minlength=rows))])
    parts = np.ones(links, np.int64), (keys % columns).astype(np.int32), ends.astype(np.int32)
    return sparse.csr_array(parts, (rows, columns))


def write_folder(folder: Path, matrix: sparse.csr_array) -> None:
    """Write the three tables that a user would bring, with municipalities abroad as members."""
    pairs, contract = matrix.tocoo(), read_contract()
    networks, members = (
        np.char.add(start, np.arange(number).astype(str))
        for start, number in zip("nm", matrix.shape, strict=True)
    )
    tables = {
        "networks": {"network_id": networks, "name": networks, "short_name": networks},
        "members": {"member_id": members, "name": members},
        "memberships": {
            "network_id": networks[pairs.coords[0]], "member_id": members[pairs.coords[1]],
            "role": "member", "source": "Source: made up",
        },
    }  # fmt: skip
    for name, own in tables.items():
        columns = [field["name"] for field in list_fields(contract, name)]
        rest = {column: FILLED.get(column, "") for column in columns if column not in own}
        frame = pd.DataFrame(own).assign(**rest)
        frame.to_csv(folder / f"{name}.csv", index=False, columns=columns)
