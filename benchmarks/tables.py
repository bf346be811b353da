"""Synthetic tables of memberships, shaped like those of studies of city networks, seeded."""

from typing import NamedTuple

import numpy as np
from scipy import sparse


class Shape(NamedTuple):
    """Networks, members and memberships of a table."""

    networks: int
    members: int
    memberships: int


SHAPES = {
    "30x70": Shape(30, 70, 150),
    "84x10,343": Shape(84, 10_343, 25_000),
    "1,000x100,000": Shape(1_000, 100_000, 1_000_000),
    "3,000x400,000": Shape(3_000, 400_000, 10_000_000),
}


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


def coarsen(shape: Shape, times: int) -> Shape:
    """A table of the same average degrees with fewer or more of everything."""
    return Shape(shape.networks * times, shape.members * times, shape.memberships * times)
