"""Products of a 0/1 matrix and its transpose: how many columns each two rows share.

The product of a large table may not fit. It is predicted before it is made, and can be cut:
to pairs that share much, to the strongest partners of each row, or to some of the rows.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from analysis.modes import MODES, Incidence, predict_bytes

LIMIT_BYTES = 2_000_000_000
# Entries that a block of rows may have before it is cut: 100 MB.
BLOCK = 8_000_000
# A count and the number of its column.
ENTRY_BYTES = 12

Ints = NDArray[np.int64]


def _read_binary(matrix: Any) -> Incidence:
    """Check that a matrix is binary; a sparse one (CSR, int64, sorted) is not copied."""
    if not sparse.issparse(matrix):
        matrix = np.asarray(matrix)
    if matrix.ndim != 2 or matrix.dtype.kind not in "buif":
        raise ValueError(
            f"the matrix has the shape {matrix.shape} and holds {matrix.dtype}: two dimensions "
            "and 0 or 1 (or False and True) are needed"
        )
    rows: Any = sparse.csr_array(matrix)
    if not rows.has_canonical_format or not (rows.data == 1).all():
        rows = sparse.csr_array(rows, copy=True)
        rows.sum_duplicates()
        rows.eliminate_zeros()
        wrong = rows.data[rows.data != 1]
        if wrong.size:
            raise ValueError(f"the matrix is not binary: it holds {wrong[0]}; 0 and 1 are allowed")
    index = np.int32 if max(*rows.shape, rows.nnz) < 2**31 else np.int64
    parts = (
        rows.data.astype(np.int64, copy=False),
        rows.indices.astype(index, copy=False),
        rows.indptr.astype(index, copy=False),
    )
    return sparse.csr_array(parts, rows.shape, copy=False)


def _transpose(matrix: Incidence) -> Incidence:
    """Transpose a matrix of ones; both share the ones."""
    other = sparse.csr_array(matrix.T)
    shape = matrix.shape[1], matrix.shape[0]
    return sparse.csr_array((matrix.data, other.indices, other.indptr), shape, copy=False)


def refuse_size(nodes: int, predicted: float, limit_bytes: int) -> None:
    """Refuse a projection that would take more bytes than the limit, and name the ways out.

    Examples
    --------
    >>> refuse_size(1_000, 12_000_000, 2_000_000_000)
    """
    if predicted > limit_bytes:
        raise ValueError(
            f"the projection of {nodes:,} nodes may take {predicted:,.0f} bytes, more than "
            f"limit_bytes={limit_bytes:,}. Ways out: project onto the other side; threshold=…, "
            "which leaves out pairs that share less; top=…, which keeps the strongest partners of "
            "each node; choose a narrower scope (kinds, country, roles, listings); take blocks of "
            "rows, by project_matrix(matrix, rows=…) of the matrix from incidence(); or raise "
            "limit_bytes."
        )


def _split_rows(entries: Ints) -> Iterator[slice]:
    """Cut rows, by the entries they may have, into blocks that stay small."""
    ends = np.cumsum(entries)
    start = 0
    while start < len(entries):
        done = int(ends[start - 1]) if start else 0
        stop = max(start + 1, int(np.searchsorted(ends, done + BLOCK, side="right")))
        yield slice(start, stop)
        start = stop


def _mark_top(block: Incidence, own: Ints, top: int) -> NDArray[np.bool_]:
    """Mark, in each row, its own column and the columns of the largest counts, first ones first."""
    width = block.shape[1]
    rank = block.data * width + (width - 1 - block.indices)
    row = np.repeat(np.arange(block.shape[0]), np.diff(block.indptr))
    mine = block.indices == own[row]
    rank[mine] = np.iinfo(np.int64).max
    kept = np.ones(block.nnz, bool)
    for a, b in zip(block.indptr[:-1].tolist(), block.indptr[1:].tolist(), strict=True):
        # A row that shares anything stands in its own row, too.
        if b - a > top + 1:
            kept[a:b] = False
            kept[a + np.argpartition(rank[a:b], b - a - top - 1)[b - a - top - 1 :]] = True
    return kept


def _cut(block: Incidence, kept: NDArray[np.bool_]) -> Incidence:
    ends = np.concatenate([[0], np.cumsum(kept)])[block.indptr].astype(block.indptr.dtype)
    return sparse.csr_array((block.data[kept], block.indices[kept], ends), block.shape)


def _multiply_cut(
    near: Incidence, own: Ints, entries: Ints, cut: tuple[int, int | None], limit_bytes: int
) -> Incidence:
    """Multiply block by block with the transpose of all rows; keep what is wanted of each."""
    (threshold, top), rows = cut, near.shape[0]
    degrees = np.diff(near.indptr)
    # Whoever has less than the threshold shares less with everybody.
    high = np.flatnonzero(degrees >= threshold)
    far = _transpose(near[high])
    chosen = near[own]
    chosen_high = degrees[own] >= threshold
    parts = [sparse.csr_array((0, rows), dtype=np.int64)]
    size = 0
    for of in _split_rows(np.where(chosen_high, entries, 0)):
        product = chosen[of] @ far
        block = sparse.csr_array(
            (product.data, high[product.indices].astype(product.indices.dtype), product.indptr),
            (product.shape[0], rows),
        )
        if threshold > 1:
            block = _cut(block, block.data >= threshold)
        if top is not None:
            block = _cut(block, _mark_top(block, own[of], top))
        size += ENTRY_BYTES * block.nnz
        refuse_size(len(own), size, limit_bytes)
        parts.append(block)
    return sparse.csr_array(sparse.vstack(parts, format="csr"))


def project_matrix(
    matrix: Any,
    *,
    onto: str = "network",
    threshold: int = 1,
    top: int | None = None,
    rows: slice | Sequence[int] | None = None,
    limit_bytes: int = LIMIT_BYTES,
) -> Incidence:
    """Count what each two nodes of one side share, from the matrix of networks and members.

    Parameters
    ----------
    matrix
        Networks by members, 0/1, as from `incidence`; scipy.sparse (CSR with int64 is not
        copied) or dense.
    onto
        "network": the members that two networks share; "member": the networks of two members.
    threshold
        Leave out pairs that share less.
    top
        Keep of each node only the partners with which it shares most; among equals those that
        stand first. None: all.
    rows
        Make these rows of the result alone, a slice or numbers: block by block a product of any
        size can be worked through. None: all.
    limit_bytes
        Refuse results that are larger. Without `threshold` and `top` the size is predicted, and
        nothing is multiplied in vain.

    Returns
    -------
    scipy.sparse.csr_array
        int64, `rows` (or all nodes) by all nodes of the side; the diagonal holds their own
        degrees. Symmetric unless `top` or `rows` cut it. The columns of a row are in no order.

    Raises
    ------
    ValueError
        If the matrix is not binary, the side unknown, threshold or top below 1, or the result
        larger than `limit_bytes`.

    References
    ----------
    Breiger (1974), Social Forces 53, 181–190.

    Examples
    --------
    >>> from analysis import incidence, load
    >>> matrix, networks, _ = incidence(load())
    >>> shared = project_matrix(matrix, threshold=5)
    >>> int(shared[networks.index("lighthouse-exchange"), networks.index("scalable-cities")])
    5
    >>> project_matrix([[1, 1, 0], [1, 1, 1]], rows=slice(1, 2)).toarray().tolist()
    [[2, 3]]
    """
    if onto not in MODES:
        raise ValueError(f"{onto!r} is no side of the matrix: {' or '.join(MODES)}")
    if threshold < 1 or (top is not None and top < 1):
        raise ValueError(f"threshold={threshold} and top={top}: at least 1 is needed")
    table = _read_binary(matrix)
    near = table if onto == "network" else _transpose(table)
    nodes = near.shape[0]
    if threshold == 1 and top is None and rows is None:
        refuse_size(nodes, predict_bytes(near), limit_bytes)
        return near @ (table if onto == "member" else _transpose(table))
    own = np.arange(nodes, dtype=np.int64)[slice(None) if rows is None else rows]
    # Each column of degree d adds at most d entries to each of its rows.
    met = near @ np.bincount(near.indices, minlength=near.shape[1])
    entries: Ints = np.minimum(met, nodes)[own]
    if top is not None:
        refuse_size(len(own), ENTRY_BYTES * float(np.minimum(entries, top + 1).sum()), limit_bytes)
    elif threshold == 1:
        refuse_size(len(own), ENTRY_BYTES * float(entries.sum()), limit_bytes)
    return _multiply_cut(near, own, entries, (threshold, top), limit_bytes)
