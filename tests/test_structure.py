"""Clustering, centrality, nestedness and core: Davis' women, brute force, degenerate graphs."""

import csv
import itertools
import math
from collections import defaultdict
from fractions import Fraction
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from networkx.algorithms import bipartite
from scipy import sparse

from analysis.data.contract import FOLDER, PARTICIPATION
from analysis.graph.build import build_graph
from analysis.graph.structure import (
    cluster_globally,
    cluster_locally,
    list_core,
    measure_nestedness,
    rank_nodes,
)

SIDES = {"network": 0, "member": 1}
# The figure of Almeida-Neto et al. (2008) that explains the measure.
EXAMPLE = [[1, 0, 1, 1, 1], [1, 1, 1, 0, 0], [0, 1, 1, 1, 0], [1, 1, 0, 0, 0], [1, 1, 0, 0, 0]]
# Sparse to full, so that pairs with no, one, two and more shared neighbours occur.
RANDOM = [(seed, share) for seed in range(6) for share in (0.15, 0.35, 0.6, 0.9)]


def make_random(seed: int, share: float, left: int = 7, right: int = 8) -> nx.Graph:
    graph = bipartite.random_graph(left, right, share, seed=seed)
    return nx.relabel_nodes(graph, {node: f"node {node:02d}" for node in graph})


def make_graph(edges, *, networks=(), members=()) -> nx.Graph:
    graph = nx.Graph()
    graph.add_nodes_from([*networks, *(one for one, _ in edges)], bipartite=0)
    graph.add_nodes_from([*members, *(other for _, other in edges)], bipartite=1)
    graph.add_edges_from(edges)
    return graph


def list_side(graph: nx.Graph, mode: str) -> list:
    return sorted(node for node, side in graph.nodes(data="bipartite") if side == SIDES[mode])


def walk_four_paths(graph: nx.Graph, mode: str) -> dict[str, list[bool]]:
    """By middle node, whether each path of four edges is closed: every path written out."""
    found = defaultdict(list)
    for middle in list_side(graph, mode):
        for p, q in itertools.combinations(sorted(graph[middle]), 2):
            for first in set(graph[p]) - {middle}:
                for last in set(graph[q]) - {middle, first}:
                    shared = set(graph[first]) & set(graph[last]) - {p, q}
                    found[middle].append(bool(shared))
    return found


def count_brute_cycles(graph: nx.Graph) -> int:
    pairs = itertools.combinations(list_side(graph, "network"), 2)
    return sum(math.comb(len(set(graph[one]) & set(graph[other])), 2) for one, other in pairs)


def walk_three_paths(graph: nx.Graph) -> int:
    return sum(
        d not in {a, b, c}
        for a in list_side(graph, "network")
        for b in graph[a]
        for c in set(graph[b]) - {a}
        for d in set(graph[c]) - {b}
    )


def pair_brute(matrix) -> list[Fraction]:
    """N of each pair of rows, by the text of the paper, after sorting by falling fill."""
    rows = sorted((list(row) for row in matrix), key=sum, reverse=True)
    found = []
    for upper, lower in itertools.combinations(rows, 2):
        overlap = sum(a and b for a, b in zip(upper, lower, strict=True))
        falls = sum(upper) > sum(lower) > 0
        found.append(Fraction(100 * int(overlap), int(sum(lower))) if falls else Fraction(0))
    return found


def peel_brute(graph: nx.Graph, p: int, q: int) -> nx.Graph:
    core = graph.copy()
    while weak := [n for n, side in core.nodes(data="bipartite") if core.degree[n] < (p, q)[side]]:
        core.remove_nodes_from(weak)
    return core


# Davis' Southern Women: published values


def test_davis_clustering_as_published():
    graph = nx.davis_southern_women_graph()
    found = cluster_globally(graph)
    assert Fraction(4 * found["four_cycles"], found["three_paths"]) == Fraction(341, 729)
    assert found["robins_alexander"] == pytest.approx(341 / 729, abs=1e-15)
    assert (found["closed_networks"], found["paths_networks"]) == (6971, 9031)
    assert found["opsahl_networks"] == pytest.approx(6971 / 9031, abs=1e-15)
    counts = ["four_cycles", "three_paths", "closed_networks", "paths_members"]
    assert {type(found[name]) for name in counts} == {int}
    women = cluster_locally(graph, mode="network")
    assert women["Evelyn Jefferson"] == pytest.approx(0.7666667, abs=5e-8)
    assert women["Laura Mandeville"] == pytest.approx(0.8421751, abs=5e-8)
    assert (women.name, women.index.name, str(women.dtype)) == ("clustering", "id", "float64")
    assert list(women.index) == sorted(list_side(graph, "network"))


def test_davis_core_and_ranking():
    graph = nx.davis_southern_women_graph()
    women = list_core(graph, mode="network")
    core = peel_brute(graph, 4, 4)
    assert set(women["id"]) == set(list_side(core, "network"))
    assert women[["p", "q"]].drop_duplicates().to_numpy().tolist() == [[4, 4]]
    assert not peel_brute(graph, 5, 5)
    ranked = rank_nodes(graph, mode="network").set_index("id")
    betweenness = bipartite.betweenness_centrality(graph, list_side(graph, "network"))
    closeness = bipartite.closeness_centrality(graph, list_side(graph, "network"))
    degree = bipartite.degree_centrality(graph, list_side(graph, "network"))
    for woman, row in ranked.iterrows():
        assert row["betweenness"] == pytest.approx(betweenness[woman])
        assert row["closeness"] == pytest.approx(closeness[woman])
        assert row["degree_centrality"] == pytest.approx(degree[woman])
    assert not ranked["articulation"].any()


# Brute force on random graphs


@pytest.mark.parametrize(("seed", "share"), RANDOM)
def test_clustering_agrees_with_every_path_written_out(seed, share):
    graph = make_random(seed, share)
    found = cluster_globally(graph)
    assert found["four_cycles"] == count_brute_cycles(graph)
    assert found["three_paths"] == walk_three_paths(graph)
    for mode in SIDES:
        walked = walk_four_paths(graph, mode)
        every = [closed for paths in walked.values() for closed in paths]
        assert (found[f"closed_{mode}s"], found[f"paths_{mode}s"]) == (sum(every), len(every))
        local = cluster_locally(graph, mode=mode)
        expected = {
            node: sum(walked[node]) / len(walked[node]) if walked[node] else math.nan
            for node in list_side(graph, mode)
        }
        assert local.to_dict() == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize(("seed", "share"), RANDOM)
def test_nestedness_agrees_with_every_pair_written_out(seed, share):
    graph = make_random(seed, share, left=6, right=9)
    matrix = nx.to_numpy_array(
        graph, nodelist=list_side(graph, "network") + list_side(graph, "member")
    )
    matrix = matrix[:6, 6:].astype(int)
    for keep in (True, False):
        kept = matrix if keep else matrix[matrix.any(axis=1)][:, matrix.any(axis=0)]
        rows, columns = pair_brute(kept), pair_brute(kept.T)
        found = measure_nestedness(graph, keep_empty=keep)
        assert found["nodf_rows"] == pytest.approx(float(sum(rows) / len(rows)))
        assert found["nodf_columns"] == pytest.approx(float(sum(columns) / len(columns)))
        both = rows + columns
        assert found["nodf"] == pytest.approx(float(sum(both) / len(both)))
        assert found["fill"] == pytest.approx(kept.mean())


@pytest.mark.parametrize(("seed", "share"), RANDOM)
@pytest.mark.parametrize(("p", "q"), [(1, 1), (2, 2), (3, 1), (2, 4), (9, 9)])
def test_core_agrees_with_repeated_removal(seed, share, p, q):
    graph = make_random(seed, share)
    core = peel_brute(graph, p, q)
    for mode in SIDES:
        found = list_core(graph, mode=mode, p=p, q=q)
        assert dict(zip(found["id"], found["core_degree"], strict=True)) == {
            node: core.degree[node] for node in list_side(core, mode)
        }


@pytest.mark.parametrize(("seed", "share"), RANDOM)
def test_ranking_agrees_with_networkx_within_components(seed, share):
    graph = make_random(seed, share)
    parts = nx.number_connected_components(graph)
    betweenness = bipartite.betweenness_centrality(graph, list_side(graph, "network"))
    for mode in SIDES:
        ranked = rank_nodes(graph, mode=mode)
        keys = [(-r.degree, -round(r.betweenness, 12), -round(r.closeness, 12), r.label)
                for r in ranked.itertuples()]  # fmt: skip
        assert keys == sorted(keys)
        assert ranked[["degree_centrality", "betweenness", "closeness"]].stack().between(0, 1).all()
        for row in ranked.itertuples():
            without = graph.copy()
            without.remove_node(row.id)
            assert row.articulation == (nx.number_connected_components(without) > parts)
            assert row.betweenness == pytest.approx(betweenness[row.id])
            assert row.closeness == pytest.approx(rate_brute(graph, row.id, mode))
            local = cluster_locally(graph, mode=mode)[row.id]
            assert row.clustering == pytest.approx(local, nan_ok=True)


def rate_brute(graph: nx.Graph, node: str, mode: str) -> float:
    """Least possible sum of distances in the component over the sum, times the share reached."""
    steps = nx.single_source_shortest_path_length(graph, node)
    if len(steps) == 1:
        return 0.0
    same = sum(graph.nodes[other]["bipartite"] == SIDES[mode] for other in steps)
    least = (len(steps) - same) + 2 * (same - 1)
    return least / sum(steps.values()) * (len(steps) - 1) / (len(graph) - 1)


# Nestedness by hand


def test_nestedness_of_the_published_example():
    """Rows 67 + 67 + 50 + 50 + 0 + 100 + 100 + 50 + 50 + 0 over 10; columns 633.3 over 10."""
    found = measure_nestedness(EXAMPLE)
    assert found["nodf_rows"] == pytest.approx(160 / 3)
    assert found["nodf_columns"] == pytest.approx(190 / 3)
    assert found["nodf"] == pytest.approx(175 / 3)
    assert (found["rows"], found["columns"], found["fill"]) == (5, 5, 14 / 25)


def test_nestedness_takes_any_form_in_any_order():
    matrix = np.array(EXAMPLE)
    expected = measure_nestedness(matrix)
    turned = matrix[[3, 0, 4, 2, 1]][:, [4, 1, 0, 3, 2]]
    edges = [(f"n{i}", f"m{j}") for i, j in zip(*matrix.nonzero(), strict=True)]
    forms = [turned, turned.astype(bool), pd.DataFrame(turned), pd.DataFrame(turned, dtype="Int64"),
             sparse.coo_array(turned), sparse.csr_matrix(turned), make_graph(edges)]  # fmt: skip
    for form in forms:
        pd.testing.assert_series_equal(measure_nestedness(form), expected)


def test_perfectly_nested_is_100_full_and_equal_are_0():
    triangle = np.tril(np.ones((4, 4)))
    assert measure_nestedness(triangle)["nodf"] == 100
    for even in (np.ones((3, 5)), np.eye(4)):
        assert measure_nestedness(even)[["nodf_rows", "nodf_columns", "nodf"]].tolist() == [0, 0, 0]


def test_empty_rows_and_columns_are_left_out_or_add_nothing():
    matrix = np.array([[1, 1, 0], [1, 0, 0], [0, 0, 0]])
    found = measure_nestedness(matrix)
    assert found[["rows", "columns", "empty_rows", "empty_columns"]].tolist() == [2, 2, 1, 1]
    assert found[["nodf_rows", "nodf_columns", "nodf", "fill"]].tolist() == [100, 100, 100, 0.75]
    kept = measure_nestedness(matrix, keep_empty=True)
    assert kept[["rows", "columns", "empty_rows"]].tolist() == [3, 3, 1]
    # One pair of three is nested.
    assert kept["nodf"] == pytest.approx(100 / 3)
    assert kept["fill"] == pytest.approx(3 / 9)


def test_nestedness_without_pairs_is_undefined():
    single = measure_nestedness([[1, 1]])
    assert pd.isna(single["nodf_rows"])
    assert (single["nodf_columns"], single["nodf"]) == (0, 0)
    for nothing in (np.zeros((0, 0)), np.zeros((2, 3)), [[1]], nx.Graph()):
        assert measure_nestedness(nothing)[["nodf_rows", "nodf_columns", "nodf"]].isna().all()


@pytest.mark.parametrize("value", [2, -1, 0.5, math.nan])
def test_only_zero_and_one_are_an_incidence(value):
    for form in (np.array, sparse.csr_array):
        with pytest.raises(ValueError, match="0 and 1 alone"):
            measure_nestedness(form([[1, value], [0, 1]]))
    with pytest.raises(ValueError, match="rows and columns"):
        measure_nestedness([1, 0])


# Special graphs


@pytest.mark.parametrize(("left", "right"), [(3, 3), (3, 5), (6, 4)])
def test_complete_graphs_are_fully_clustered(left, right):
    found = cluster_globally(nx.complete_bipartite_graph(left, right))
    names = ["robins_alexander", "opsahl_networks", "opsahl_members"]
    assert found[names].tolist() == [1, 1, 1]
    assert measure_nestedness(nx.complete_bipartite_graph(left, right))["nodf"] == 0


def test_two_common_neighbours_cannot_close_opsahls_paths():
    found = cluster_globally(nx.complete_bipartite_graph(5, 2))
    assert (found["robins_alexander"], found["opsahl_networks"]) == (1, 0)
    # Two networks have no third one between which and the first they could stand.
    assert pd.isna(found["opsahl_members"])


def test_a_tree_is_not_clustered():
    path = make_graph([("a", "x"), ("b", "x"), ("b", "y"), ("c", "y")])
    found = cluster_globally(path)
    assert found[["four_cycles", "three_paths", "robins_alexander"]].tolist() == [0, 2, 0]
    assert cluster_locally(path, mode="network").to_dict() == pytest.approx(
        {"a": math.nan, "b": 0, "c": math.nan}, nan_ok=True
    )
    closed = make_graph([*path.edges, ("a", "z"), ("c", "z")])
    assert cluster_locally(closed, mode="network").tolist() == [1, 1, 1]


def test_isolated_nodes_change_no_clustering_and_rank_last():
    graph = nx.davis_southern_women_graph()
    wider = graph.copy()
    wider.add_node("Nobody", bipartite=0)
    wider.add_node("E99", bipartite=1)
    pd.testing.assert_series_equal(cluster_globally(wider), cluster_globally(graph))
    assert pd.isna(cluster_locally(wider, mode="network")["Nobody"])
    last = rank_nodes(wider, mode="network").iloc[-1]
    assert last[["id", "degree", "betweenness", "closeness"]].tolist() == ["Nobody", 0, 0, 0]
    assert not last["articulation"]
    pd.testing.assert_frame_equal(list_core(wider, mode="member"), list_core(graph, mode="member"))


@pytest.mark.parametrize("mode", ["network", "member"])
def test_empty_graphs_give_empty_results(mode):
    found = cluster_globally(nx.Graph())
    assert (found["four_cycles"], found["three_paths"], found["paths_networks"]) == (0, 0, 0)
    assert found[["robins_alexander", "opsahl_networks", "opsahl_members"]].isna().all()
    assert len(cluster_locally(nx.Graph(), mode=mode)) == 0
    full = rank_nodes(nx.davis_southern_women_graph(), mode=mode)
    assert rank_nodes(nx.Graph(), mode=mode).dtypes.equals(full.dtypes)
    core = list_core(nx.davis_southern_women_graph(), mode=mode)
    for nothing in (nx.Graph(), make_graph([], networks=["a"], members=["x"])):
        assert len(list_core(nothing, mode=mode)) == 0
        assert list_core(nothing, mode=mode).dtypes.equals(core.dtypes)


def test_stars_and_single_edges_have_a_ranking():
    star = make_graph([("hub", leaf) for leaf in "xyz"])
    hub = rank_nodes(star, mode="network").loc[0]
    assert hub[["betweenness", "closeness", "articulation"]].tolist() == [1, 1, True]
    assert rank_nodes(star, mode="member")["betweenness"].tolist() == [0, 0, 0]
    pair = rank_nodes(make_graph([("a", "x")]), mode="network").loc[0]
    assert pair[["betweenness", "closeness", "degree_centrality"]].tolist() == [0, 1, 1]
    # In a larger graph, networkx would give a single edge a closeness above 1.
    both = make_graph([*star.edges, ("a", "m")])
    assert rank_nodes(both, mode="network").set_index("id").loc["a", "closeness"] == 1 / 5
    lone = rank_nodes(make_graph([], networks=["a", "b"]), mode="network")
    assert lone[["degree_centrality", "betweenness", "closeness"]].eq(0).all(axis=None)


def test_ties_are_ordered_by_label_as_people_sort():
    graph = make_graph([(name, "x") for name in ("n1", "n2", "n3", "n4")])
    for node, label in zip(
        ("n1", "n2", "n3", "n4"), ("Zwickau", "Ähren", "ahlen", "B"), strict=True
    ):
        graph.nodes[node]["label"] = label
    assert rank_nodes(graph, mode="network")["label"].tolist() == ["ahlen", "Ähren", "B", "Zwickau"]
    assert list_core(graph, mode="network")["label"].tolist() == ["ahlen", "Ähren", "B", "Zwickau"]


def test_core_by_one_threshold_and_by_default():
    edges = [*itertools.product("abc", "xyz"), ("a", "w"), ("d", "w")]
    graph = make_graph(edges, networks=["e"])
    assert set(list_core(graph, mode="network")["id"]) == set("abc")
    assert set(list_core(graph, mode="member", q=2)["id"]) == set("wxyz")
    assert set(list_core(graph, mode="network", q=2)["id"]) == set("abcd")
    assert set(list_core(graph, mode="network", p=4)["id"]) == {"a"}
    assert list_core(graph, mode="network", p=4)[["p", "q", "core_degree"]].to_numpy().tolist() == [
        [4, 1, 4]
    ]
    with pytest.raises(ValueError, match="asks for 1 at least"):
        list_core(graph, mode="network", p=0)


# Refusals


@pytest.mark.parametrize(
    "call",
    [
        cluster_globally,
        measure_nestedness,
        lambda graph: cluster_locally(graph, mode="network"),
        lambda graph: rank_nodes(graph, mode="network"),
        lambda graph: list_core(graph, mode="network"),
    ],
    ids=["globally", "nestedness", "locally", "rank", "core"],
)
def test_what_is_no_two_mode_graph_is_refused(call):
    one_mode = nx.karate_club_graph()
    joined = make_graph([("a", "x")], networks=["b"])
    joined.add_edge("a", "b")
    for graph in (one_mode, joined, nx.DiGraph(make_graph([("a", "x")]))):
        with pytest.raises(ValueError, match=r"bipartite|two-mode"):
            call(graph)


def test_unknown_modes_and_results_too_large_are_refused():
    graph = nx.davis_southern_women_graph()
    for call in (cluster_locally, rank_nodes, list_core):
        with pytest.raises(ValueError, match="'women' is no side"):
            call(graph, mode="women")
    for call in (cluster_globally, lambda g, **kw: cluster_locally(g, mode="network", **kw)):
        with pytest.raises(ValueError, match=r"limit_bytes=100.*Ways out"):
            call(graph, limit_bytes=100)


# The real tables, recounted from the files


@pytest.fixture(scope="module")
def recounted() -> nx.Graph:
    """The two-mode graph of German municipalities and districts, from the files with csv alone."""

    def read(name):
        with (Path(FOLDER) / name).open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))

    places = {
        row["member_id"]
        for row in read("members.csv")
        if row["country"] == "DE" and row["kind"] in ("municipality", "district")
    }
    edges = {
        (("network", row["network_id"]), ("member", row["member_id"]))
        for row in read("memberships.csv")
        if row["role"] in PARTICIPATION and row["member_id"] in places
    }
    return make_graph(
        edges, networks=[("network", row["network_id"]) for row in read("networks.csv")]
    )


def test_real_graph_agrees_with_brute_force(data, recounted):
    graph = build_graph(data)
    found = cluster_globally(graph)
    assert found["four_cycles"] == count_brute_cycles(recounted)
    assert found["three_paths"] == walk_three_paths(recounted)
    for mode in SIDES:
        every = [c for paths in walk_four_paths(recounted, mode).values() for c in paths]
        assert (found[f"closed_{mode}s"], found[f"paths_{mode}s"]) == (sum(every), len(every))
        core = peel_brute(recounted, 3, 3)
        listed = list_core(graph, mode=mode)
        assert set(listed["id"]) == {name for _, name in list_side(core, mode)}
        assert set(listed["p"]) == {3}
    assert not peel_brute(recounted, 4, 4)
    networks, members = list_side(recounted, "network"), list_side(recounted, "member")
    rows = [[int(n in recounted[m]) for m in members] for n in networks if recounted.degree[n]]
    pairs = pair_brute(rows) + pair_brute(list(zip(*rows, strict=True)))
    assert measure_nestedness(graph)["nodf"] == pytest.approx(float(sum(pairs) / len(pairs)))


def test_real_values_stay(data):
    """The headline as first computed; a change of the tables changes them."""
    graph = build_graph(data)
    found = cluster_globally(graph)
    assert found[["four_cycles", "three_paths"]].tolist() == [176, 3329]
    assert found[["closed_networks", "paths_networks"]].tolist() == [2311, 3806]
    assert found[["closed_members", "paths_members"]].tolist() == [3655, 14167]
    assert len(list_core(graph, mode="network")) == 9
    assert rank_nodes(graph, mode="member")["id"].head(3).tolist() == [
        "muenchen",
        "hamburg",
        "berlin",
    ]
