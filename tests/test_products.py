"""Products of the matrix of networks and members: against a dense product, cut in every way."""

from typing import Any

import networkx as nx
import numpy as np
import pytest
from scipy import sparse

from analysis.graph import projection as products_module
from analysis.graph.projection import project_graph, project_matrix


@pytest.fixture
def table() -> sparse.csr_array:
    """20 networks by 60 members; networks, members and pairs without anything among them."""
    rng = np.random.default_rng(4)
    cells = rng.random((20, 60)) < rng.random((20, 1)) * 0.4
    cells[3], cells[:, 7] = False, False
    return sparse.csr_array(cells.astype(np.int64))


def multiply(table: sparse.csr_array, onto: str) -> np.ndarray:
    dense = table.toarray()
    return dense @ dense.T if onto == "network" else dense.T @ dense


def keep_top(full: np.ndarray, top: int) -> np.ndarray:
    """Straight from the definition: sort the others of each row by count, then by place."""
    kept = np.zeros_like(full)
    for i, row in enumerate(full):
        others = sorted((j for j in range(len(row)) if j != i and row[j]), key=lambda j: -row[j])
        for j in [i, *others[:top]]:
            kept[i, j] = row[j]
    return kept


@pytest.mark.parametrize("onto", ["network", "member"])
@pytest.mark.parametrize("block", [products_module.BLOCK, 100])
def test_projections_are_those_of_the_dense_product(table, onto, block, monkeypatch):
    monkeypatch.setattr(products_module, "BLOCK", block)
    full = multiply(table, onto)
    assert (project_matrix(table, onto=onto).toarray() == full).all()
    for threshold in (2, 3, 100):
        found = project_matrix(table, onto=onto, threshold=threshold)
        assert (found.toarray() == np.where(full >= threshold, full, 0)).all()
        assert (found.data >= threshold).all()
    for top in (1, 3, 1000):
        found = project_matrix(table, onto=onto, top=top)
        assert (found.toarray() == keep_top(full, top)).all()
    both = project_matrix(table, onto=onto, threshold=2, top=2)
    assert (both.toarray() == keep_top(np.where(full >= 2, full, 0), 2)).all()


@pytest.mark.parametrize("rows", [slice(5, 9), slice(None, None, 7), [4, 3, 0], []])
def test_rows_may_be_chosen(table, rows):
    full = multiply(table, "member")
    assert (project_matrix(table, onto="member", rows=rows).toarray() == full[rows]).all()
    found = project_matrix(table, onto="member", rows=rows, top=2)
    assert (found.toarray() == keep_top(full, 2)[rows]).all()


@pytest.mark.parametrize("kind", ["bool", "int8", "float", "csc", "coo", "int64 indices", "lists"])
def test_every_kind_of_matrix_will_do(table, kind):
    matrix: Any = {
        "bool": table.astype(bool),
        "int8": table.toarray().astype(np.int8),
        "float": table.astype(float),
        "csc": sparse.csc_matrix(table),
        "coo": sparse.coo_array(table),
        "int64 indices": sparse.csr_array(
            (table.data, table.indices.astype(np.int64), table.indptr.astype(np.int64))
        ),
        "lists": table.toarray().tolist(),
    }[kind]
    found = project_matrix(matrix)
    assert found.dtype == np.int64
    assert found.indices.dtype == np.int32
    assert (found.toarray() == multiply(table, "network")).all()


def test_the_matrix_given_stays_as_it_is(table):
    twisted = table.copy()
    # Columns out of order, and a stored zero: neither is a fault, neither is mended in place.
    twisted.indices[:2] = twisted.indices[1::-1]
    twisted.has_canonical_format = twisted.has_sorted_indices = False
    padded = sparse.csr_array(([1, 0, 1], ([0, 0, 1], [0, 1, 1])), (2, 2))
    before = [twisted.indices.copy(), padded.data.copy()]
    assert (project_matrix(twisted).toarray() == multiply(table, "network")).all()
    assert project_matrix(padded).toarray().tolist() == [[1, 0], [0, 1]]
    assert (twisted.indices == before[0]).all()
    assert (padded.data == before[1]).all()


def test_bad_input_is_refused(table):
    with pytest.raises(ValueError, match="not binary: it holds 2"):
        project_matrix([[1, 2], [0, 1]])
    with pytest.raises(ValueError, match="not binary: it holds 2"):
        project_matrix(sparse.coo_array(([1, 1], ([0, 0], [0, 0])), (1, 1)))
    with pytest.raises(ValueError, match="two dimensions"):
        project_matrix([1, 0])
    with pytest.raises(ValueError, match="'city' is no side of the matrix: network or member"):
        project_matrix(table, onto="city")
    for options in ({"threshold": 0}, {"top": 0}):
        with pytest.raises(ValueError, match="at least 1"):
            project_matrix(table, **options)


def test_what_would_not_fit_is_refused_and_every_way_out_leads_out(table):
    """The limit is the size of the networks' projection: the members' needs a way out."""
    limit = 12 * int((multiply(table, "network") > 0).sum()) + 12 * 20
    with pytest.raises(ValueError, match="60 nodes may take") as refusal:
        project_matrix(table, onto="member", limit_bytes=limit)
    for way in ("other side", "threshold=", "top=", "rows=", "narrower scope", "limit_bytes"):
        assert way in str(refusal.value)
    ways: list[dict[str, Any]] = [
        {"onto": "network", "limit_bytes": limit + 12 * 400},
        {"onto": "member", "threshold": 4, "limit_bytes": limit},
        {"onto": "member", "top": 3, "limit_bytes": limit},
        {"onto": "member", "rows": slice(0, 5), "limit_bytes": limit},
        {"onto": "member", "limit_bytes": 12 * 60**2},
    ]
    for options in ways:
        found = project_matrix(table, **options)
        assert found.nnz * 12 <= options["limit_bytes"]


def test_ways_out_that_are_not_narrow_enough_are_refused_too(table):
    for options in ({"threshold": 2}, {"top": 50}, {"rows": slice(0, 50)}):
        with pytest.raises(ValueError, match="nodes may take"):
            project_matrix(table, onto="member", limit_bytes=2_000, **options)


def test_graphs_are_cut_likewise(table):
    graph = nx.Graph()
    graph.add_nodes_from((("network", i) for i in range(20)), bipartite=0)
    graph.add_nodes_from((("member", j) for j in range(60)), bipartite=1)
    rows, columns = table.nonzero()
    graph.add_edges_from(
        (("network", int(i)), ("member", int(j))) for i, j in zip(rows, columns, strict=True)
    )
    nodes = sorted((node for node in graph if node[0] == "member"), key=str)
    full = multiply(table, "member")[np.ix_(*[[node[1] for node in nodes]] * 2)]
    strong = project_graph(graph, onto="member", threshold=3)
    assert strong.number_of_edges() == int((np.triu(full, 1) >= 3).sum())
    assert min(weight for *_, weight in strong.edges(data="weight")) == 3
    kept = keep_top(full, 2)
    partners = project_graph(graph, onto="member", top=2)
    either = np.triu((kept > 0) | (kept.T > 0), 1)
    expected = {(nodes[i], nodes[j]) for i, j in zip(*either.nonzero(), strict=True)}
    assert {tuple(sorted(edge, key=str)) for edge in partners.edges} == expected
