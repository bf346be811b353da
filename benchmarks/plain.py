"""The same work in plain Python, with sets: curveball trades and the overlaps of rows."""

import random
from itertools import combinations

from scipy import sparse

BURN_IN = 10


def _trade_all(rows: list[set[int]], rng: random.Random) -> None:
    order = list(range(len(rows)))
    rng.shuffle(order)
    for i, j in zip(order[::2], order[1::2], strict=False):
        both = rows[i] & rows[j]
        pool = list(rows[i] ^ rows[j])
        rng.shuffle(pool)
        size = len(rows[i]) - len(both)
        rows[i] = both.union(pool[:size])
        rows[j] = both.union(pool[size:])


def count_reached(
    matrix: sparse.csr_array, *, draws: int, seed: int, trades: int = 10
) -> list[list[int]]:
    """Draw matrices with the margins of the matrix, and tally the overlaps of its rows.

    Gives per pair the draws with at least the observed overlap, with at most that, and the sum.
    """
    rows = [set(row.nonzero()[0].tolist()) for row in matrix.toarray()]
    pairs = list(combinations(range(len(rows)), 2))
    observed = [len(rows[i] & rows[j]) for i, j in pairs]
    counts = [[0, 0, 0] for _ in pairs]
    rng = random.Random(seed)
    for draw in range(draws):
        for _ in range(trades * (BURN_IN + 1 if draw == 0 else 1)):
            _trade_all(rows, rng)
        for (i, j), value, count in zip(pairs, observed, counts, strict=True):
            shared = len(rows[i] & rows[j])
            count[0] += shared >= value
            count[1] += shared <= value
            count[2] += shared
    return counts
