"""What compiled code needs for fixed-degree draws: curveball trades with numba, one chain.

Rows are lists of columns in one flat array; a trade touches the two rows alone. Random numbers
come from splitmix64, overlaps from 64 columns to a word. Nothing is computed twice.
"""

from typing import Any

import numpy as np
from numba import njit, types
from numba.extending import intrinsic
from scipy import sparse

BURN_IN = 10


@intrinsic
def count_bits(context: Any, word: Any) -> Any:
    """The processor's own instruction for the number of bits set."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.ctpop(arguments[0])

    return types.uint64(types.uint64), generate


@njit(cache=True)
def _draw_below(state: np.ndarray, bound: int) -> int:
    state[0] += np.uint64(0x9E3779B97F4A7C15)
    mixed = state[0]
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    return np.int64(((mixed >> np.uint64(32)) * np.uint64(bound)) >> np.uint64(32))


@njit(cache=True)
def _trade(
    starts: np.ndarray, columns: np.ndarray, pair: tuple[int, int],
    mark: np.ndarray, pool: np.ndarray, state: np.ndarray,
) -> None:  # fmt: skip
    """Trade between two rows; `mark` is all 0 before and after."""
    i, j = pair
    for at in range(starts[i], starts[i + 1]):
        mark[columns[at]] = 1
    place, size = starts[j], 0
    for at in range(starts[j], starts[j + 1]):
        column = columns[at]
        if mark[column]:
            mark[column] = 0
            columns[place] = column
            place += 1
        else:
            pool[size] = column
            size += 1
    free_second, second = place, size
    place = starts[i]
    for at in range(starts[i], starts[i + 1]):
        column = columns[at]
        if mark[column]:
            mark[column] = 0
            pool[size] = column
            size += 1
        else:
            columns[place] = column
            place += 1
    for at in range(second):
        other = at + _draw_below(state, size - at)
        pool[at], pool[other] = pool[other], pool[at]
        columns[free_second + at] = pool[at]
    for at in range(second, size):
        columns[place + at - second] = pool[at]


@njit(cache=True)
def _walk(
    starts: np.ndarray, columns: np.ndarray, width: int, rounds: int, state: np.ndarray
) -> None:
    rows = len(starts) - 1
    order, mark, pool = np.arange(rows), np.zeros(width, np.uint8), np.empty(width, np.int32)
    for _ in range(rounds):
        for at in range(rows - 1):
            other = at + _draw_below(state, rows - at)
            order[at], order[other] = order[other], order[at]
        for at in range(rows // 2):
            _trade(starts, columns, (order[2 * at], order[2 * at + 1]), mark, pool, state)


@njit(cache=True)
def _count_reached(
    starts: np.ndarray, columns: np.ndarray, width: int, plan: tuple[int, int, int]
) -> np.ndarray:
    """Per pair of rows, draws that share at least as many columns, at most, and the sum."""
    draws, trades, seed = plan
    rows, words = len(starts) - 1, (width + 63) // 64
    state = np.array([seed], np.uint64)
    bits, observed = np.zeros((rows, words), np.uint64), np.zeros(rows * (rows - 1) // 2, np.int64)
    counts = np.zeros((3, len(observed)), np.int64)
    for draw in range(-1, draws):
        if draw >= 0:
            _walk(starts, columns, width, trades * (BURN_IN + 1 if draw == 0 else 1), state)
        bits[:] = 0
        for i in range(rows):
            for at in range(starts[i], starts[i + 1]):
                bits[i, columns[at] >> 6] |= np.uint64(1) << np.uint64(columns[at] & 63)
        pair = 0
        for i in range(rows):
            for j in range(i + 1, rows):
                shared = np.int64(0)
                for word in range(words):
                    shared += np.int64(count_bits(bits[i, word] & bits[j, word]))
                if draw < 0:
                    observed[pair] = shared
                else:
                    counts[0, pair] += shared >= observed[pair]
                    counts[1, pair] += shared <= observed[pair]
                    counts[2, pair] += shared
                pair += 1
    return counts


@njit(cache=True)
def _draw_all(
    starts: np.ndarray, columns: np.ndarray, width: int, plan: tuple[int, int, int]
) -> np.ndarray:
    draws, trades, seed = plan
    state = np.array([seed], np.uint64)
    out = np.empty((draws, len(columns)), np.int32)
    for draw in range(draws):
        _walk(starts, columns, width, trades * (BURN_IN + 1 if draw == 0 else 1), state)
        out[draw] = columns
    return out


def count_reached(
    matrix: sparse.csr_array, *, draws: int, seed: int, trades: int = 10
) -> np.ndarray:
    """Draw matrices with the margins of the matrix, and tally the overlaps of its rows.

    Returns 3 × pairs: draws with at least the observed overlap, at most, and the sum of overlaps.
    """
    plan = (draws, trades, seed)
    return _count_reached(matrix.indptr, matrix.indices.copy(), matrix.shape[1], plan)


def draw_samples(
    matrix: sparse.csr_array, *, draws: int, seed: int, trades: int = 10
) -> np.ndarray:
    """Draw matrices with the margins of the matrix; give the columns of all rows, draw by draw."""
    plan = (draws, trades, seed)
    return _draw_all(matrix.indptr, matrix.indices.copy(), matrix.shape[1], plan)
