"""The two-mode graph: small tables, Davis' women, random graphs counted by force, the report."""

import itertools
import math
import os
import subprocess
import sys
from collections import defaultdict
from dataclasses import replace
from functools import partial
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from networkx.algorithms import bipartite
from scipy import sparse

from analysis import graph as g
from analysis.data import Dataset, load
from analysis.graph import projection

SIDES = {"network": 0, "member": 1}


@pytest.fixture
def small(small_folder: Path) -> Dataset:
    """One name stands for a network and a member, which has two roles in another one."""
    with (small_folder / "memberships.csv").open("a") as file:
        file.write("marketplace,oasc,carrier,,3.2.1,\n")
    return load(small_folder)


def make_random(seed: int, share: float = 0.25, left: int = 12, right: int = 15) -> nx.Graph:
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


def rate_closed(graph: nx.Graph, mode: str) -> pd.Series:
    return g.rank_nodes(graph, mode=mode).set_index("id")["clustering"]


def test_every_network_is_a_node_and_only_members_in_scope_are(small):
    graph = g.build_graph(small)
    district = "landkreis-ludwigsburg"
    names = ["eurotowns", "marketplace", "morgenstadt", "oasc"]
    assert [name for _, name in graph] == [*names, "berlin", "halle-saale", "kiel", district]
    assert [(network[1], member[1]) for network, member in graph.edges] == [
        ("morgenstadt", "berlin"), ("morgenstadt", "halle-saale"), ("morgenstadt", district),
        ("oasc", "berlin"), ("oasc", "kiel"),
    ]  # fmt: skip
    edge = graph.edges[("network", "oasc"), ("member", "berlin")]
    assert edge == {"role": "observer", "source": "Tabelle 1"}
    assert list_side(g.build_graph(small, kinds=("district",)), "member") == [("member", district)]
    # Who founds, funds, carries or partners does not take part.
    everything = list_side(g.build_graph(small, kinds=None, country=None), "member")
    assert [name for _, name in everything] == ["amsterdam", *(name for _, name in list(graph)[4:])]


def test_attributes_are_plain_and_none_is_empty(small):
    graph = g.build_graph(small, country=None)
    assert graph.nodes["network", "oasc"] == {
        "bipartite": 0, "kind": "network", "label": "OASC", "category": "smart_city",
        "initiative": "bottom_up", "type": "umbrella", "founded": 2015,
        "german_listing": "complete", "german_municipalities_reported": 2,
        "german_municipalities_qualifier": "exact",
    }  # fmt: skip
    assert graph.nodes["member", "kiel"] == {
        "bipartite": 1, "label": "Kiel", "kind": "municipality", "country": "DE", "state": "SH",
        "region": "west", "population": 247_717, "latitude": 54.32133, "longitude": 10.13489,
    }  # fmt: skip
    missing = {"state", "region", "population"}
    found = set(graph.nodes["member", "kiel"]) - set(graph.nodes["member", "amsterdam"])
    assert found == missing
    values = [value for _, found in graph.nodes(data=True) for value in found.values()]
    assert {type(value) for value in values} == {str, int, float}


def test_the_order_of_the_rows_does_not_matter(data):
    mixed = {
        name: getattr(data, name).sample(frac=1, random_state=1, ignore_index=True)
        for name in ("networks", "members", "memberships")
    }
    one, other = g.build_graph(data), g.build_graph(replace(data, **mixed))
    assert list(one.nodes(data=True)) == list(other.nodes(data=True))
    assert list(one.edges(data=True)) == list(other.edges(data=True))
    assert g.place_nodes(one) == g.place_nodes(other)


SCRIPT = """
from analysis import load
from analysis.graph import *
data = load()
graph = build_graph(data)
projected = project_graph(graph, onto="member")
print(list(graph.nodes(data=True)), list(graph.edges(data=True)), list(place_nodes(graph).items()))
print(list(projected.nodes), list(projected.edges(data=True)))
print(list(relate_networks(data).edges(data=True)), incidence(data)[1:])
print(tabulate_memberships(data).to_csv(), describe_nodes(graph, mode="member").to_csv())
print(rank_nodes(graph, mode="network").to_csv(), list_core(graph, mode="member").to_csv())
"""


def test_results_are_the_same_under_any_hash_seed():
    run = partial(subprocess.run, [sys.executable, "-c", SCRIPT], capture_output=True, check=True)
    one, other = (run(env={**os.environ, "PYTHONHASHSEED": seed}).stdout for seed in ("1", "2"))
    assert one == other
    assert len(one) > 10_000


def test_matrices_agree_with_the_graph(small, data):
    for scope in ({}, {"kinds": ("municipality",), "country": None}):
        matrix, networks, members = g.incidence(data, **scope)
        graph = g.build_graph(data, **scope)
        rows = [("network", network) for network in networks]
        columns = [("member", member) for member in members]
        assert [*rows, *columns] == list(graph)
        assert (matrix != bipartite.biadjacency_matrix(graph, rows, columns)).nnz == 0
        assert matrix.dtype == "int64"
    table = g.tabulate_memberships(small)
    assert table.to_numpy().tolist() == [[1, 0, 1, 0], [1, 0, 0, 0], [0, 0, 1, 0], [1, 0, 0, 0]]
    # The networks in the order of their table.
    assert list(table.columns) == ["morgenstadt", "marketplace", "oasc", "eurotowns"]
    assert (table.index.name, table.columns.name) == ("member_id", "network_id")
    assert g.shared_members(small).loc["oasc"].tolist() == [1, 0, 2, 0]


def test_relations_between_networks(small):
    graph = g.relate_networks(small)
    assert [name for _, name in graph] == ["eurotowns", "marketplace", "morgenstadt", "oasc"]
    # Several roles of one pair are one edge.
    roles = {"role": "carrier;partner", "source": "3.2.1;Steckbrief: Akteure/Mitglieder"}
    ends = ("network", "oasc"), ("network", "marketplace")
    assert list(graph.edges(data=True)) == [(*ends, roles)]
    assert graph.nodes["network", "oasc"]["category"] == "smart_city"


# Projections and descriptions


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("mode", SIDES)
def test_projection_and_description_agree_with_networkx(seed, mode):
    graph = make_random(seed)
    side = list_side(graph, mode)
    expected = bipartite.weighted_projected_graph(graph, side)
    projected = g.project_graph(graph, onto=mode)
    assert dict(projected.adj) == dict(expected.adj)
    assert dict(projected.nodes(data=True)) == dict(expected.nodes(data=True))
    assert list(projected.edges) == sorted(projected.edges)
    strong = g.project_graph(graph, onto=mode, threshold=2).edges(data="weight")
    assert set(strong) == {edge for edge in projected.edges(data="weight") if edge[2] >= 2}
    table = g.describe_nodes(graph, mode=mode).set_index("id")
    assert table["degree"].to_dict() == {node: graph.degree[node] for node in side}
    assert table["partners"].to_dict() == dict(expected.degree)
    centrality = bipartite.degree_centrality(graph, side)
    assert table["share"].to_dict() == pytest.approx({node: centrality[node] for node in side})


def test_products_are_those_of_the_dense_matrix_in_any_form():
    rng = np.random.default_rng(4)
    cells = (rng.random((20, 60)) < rng.random((20, 1)) * 0.4).astype(np.int64)
    cells[3], cells[:, 7] = 0, 0  # nobody's
    forms = [cells, cells.tolist(), *(cells.astype(kind) for kind in ("bool", "int8", "float"))]
    forms += [form(cells) for form in (sparse.coo_array, sparse.csc_matrix, sparse.csr_array)]
    for onto, full in (("network", cells @ cells.T), ("member", cells.T @ cells)):
        for form, threshold in itertools.product(forms, (1, 2, 3, 100)):
            found = g.project_matrix(form, onto=onto, threshold=threshold)
            assert (found.toarray() == np.where(full >= threshold, full, 0)).all()
            assert (found.dtype, (found.data >= threshold).all()) == ("int64", True)


@pytest.mark.parametrize(
    ("matrix", "options", "message"),
    [
        ([[1, 2], [0, 1]], {}, "not binary: it holds 2"),
        ([[1]], {"onto": "city"}, "'city' is no side of the matrix: network or member"),
        ([[1]], {"threshold": 0}, "at least 1"),
    ],
)
def test_bad_matrices_and_sides_are_refused(matrix, options, message):
    with pytest.raises(ValueError, match=message):
        g.project_matrix(matrix, **options)


def test_what_would_not_fit_is_refused_before_and_every_way_out_leads_out(small, monkeypatch):
    graph = make_random(1)
    degrees = [graph.degree[node] for node in list_side(graph, "network")]
    predicted = 12 * min(15**2, sum(degree**2 for degree in degrees))
    monkeypatch.setattr(projection, "LIMIT_BYTES", predicted)
    assert g.project_graph(graph, onto="member").number_of_nodes() == 15
    monkeypatch.setattr(projection, "LIMIT_BYTES", predicted - 1)
    for call in (partial(g.project_graph, onto="member"), partial(g.rank_nodes, mode="member")):
        with pytest.raises(ValueError, match=r"other side.*threshold=.*narrower scope") as refusal:
            call(graph)
        assert f"15 nodes share may take {predicted:,} bytes" in str(refusal.value)
    assert g.project_graph(graph, onto="member", threshold=3).number_of_nodes() == 15
    assert g.project_graph(graph, onto="network").number_of_nodes() == 12
    monkeypatch.setattr(projection, "LIMIT_BYTES", 127)
    with pytest.raises(ValueError, match="128 bytes"):
        g.shared_members(small)


def test_describe_nodes_types_and_order(small):
    table = g.describe_nodes(g.build_graph(small), mode="network")
    assert table["id"].tolist() == ["morgenstadt", "oasc", "eurotowns", "marketplace"]
    assert table.dtypes.astype("str").to_dict() == {
        "id": "str", "label": "str", "degree": "int64", "share": "float64", "partners": "int64",
        "category": "str", "initiative": "str", "type": "str", "founded": "Int64",
        "german_listing": "str", "german_municipalities_reported": "Int64",
        "german_municipalities_qualifier": "str",
    }  # fmt: skip
    members = g.describe_nodes(g.build_graph(small, country=None), mode="member")
    assert members["id"].str[:3].tolist() == ["ber", "ams", "hal", "kie", "lan"]
    assert members["population"].isna().tolist() == [False, True, False, False, False]
    wide = bipartite.gnmk_random_graph(700, 40, 2_000, seed=1)  # more than one block
    expected = bipartite.projected_graph(wide, range(700))
    partners = g.describe_nodes(wide, mode="network").astype({"id": "int64"}).set_index("id")
    assert partners["partners"].to_dict() == dict(expected.degree)


def test_a_graph_without_members_is_described(small):
    """The oracle recounts the numbers of the real one."""
    nobody = g.describe_graph(g.build_graph(small, kinds=("company",)))
    assert nobody.tolist()[:7] == [4, 0, 4, 0, 0, 0, 0]
    assert nobody[["density", "density_all"]].isna().all()


def test_what_is_not_two_mode_is_refused():
    graph = make_random(1)
    stray, joined = graph.copy(), graph.copy()
    stray.add_node("stray")
    joined.add_edge("node 00", "node 01")
    calls = [g.describe_graph, g.place_nodes, partial(g.project_graph, onto="network")]
    for measure in (g.describe_nodes, g.rank_nodes, g.list_core):
        calls.append(partial(measure, mode="member"))
        with pytest.raises(ValueError, match="'women' is no side"):
            measure(graph, mode="women")
    for call in calls:
        for wrong in (stray, joined, graph.to_directed(), nx.MultiGraph(graph)):
            with pytest.raises(ValueError, match="two-mode"):
                call(wrong)


def cross_by_force(graph: nx.Graph, positions: dict) -> int:
    edges = [sorted(edge, key=lambda node: positions[node][0]) for edge in graph.edges]
    heights = [[positions[node][1] for node in edge] for edge in edges]
    return sum(
        (one[0] - other[0]) * (one[1] - other[1]) < 0
        for one, other in itertools.combinations(heights, 2)
    )


def test_barycentre_order_has_fewer_crossings_than_the_alphabet(data):
    graphs = [g.build_graph(data), *map(make_random, range(8))]
    for graph, share in zip(graphs, [1 / 3, *[1] * 8], strict=True):
        alphabet = enumerate(sorted(graph, key=str))
        alphabetical = {node: (graph.nodes[node]["bipartite"], -i) for i, node in alphabet}
        found = cross_by_force(graph, g.place_nodes(graph))
        assert found < share * cross_by_force(graph, alphabetical)
    ladder = np.random.default_rng(1).permutation(20)
    graph = make_graph([(f"n{place:02d}", f"m{i:02d}") for i, place in enumerate(ladder)])
    assert cross_by_force(graph, g.place_nodes(graph)) == 0


def test_columns_are_as_high_as_each_other_and_isolated_nodes_last(data):
    graph = g.build_graph(data)
    places = g.place_nodes(graph)
    for x, side in ((0, "network"), (1, "member")):
        column = {node: y for node, (place, y) in places.items() if place == x}
        assert sorted(column) == list_side(graph, side)
        heights = np.linspace(0, len(list_side(graph, "member")) - 1, len(column))
        assert sorted(column.values()) == pytest.approx(heights)
        falling = sorted(column, key=column.__getitem__, reverse=True)
        joined = [graph.degree[node] > 0 for node in falling]
        assert joined == sorted(joined, reverse=True)


# Structure


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


def share_closed(walked: dict) -> dict:
    return {node: sum(paths) / len(paths) for node, paths in walked.items() if paths}


def peel_by_force(graph: nx.Graph, least: int) -> nx.Graph:
    core = graph.copy()
    while weak := [node for node in core if core.degree[node] < least]:
        core.remove_nodes_from(weak)
    return core


def rate_by_force(graph: nx.Graph, node: str, mode: str) -> float:
    """Least possible sum of distances in the component over the sum, times the share reached."""
    steps = nx.single_source_shortest_path_length(graph, node)
    if len(steps) == 1:
        return 0.0
    same = sum(graph.nodes[other]["bipartite"] == SIDES[mode] for other in steps)
    least = (len(steps) - same) + 2 * (same - 1)
    return least / sum(steps.values()) * (len(steps) - 1) / (len(graph) - 1)


# Sparse to full, so that pairs with no, one, two and more shared neighbours occur.
@pytest.mark.parametrize("share", [0.15, 0.35, 0.6, 0.9])
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("left", "right"), [(7, 8), (9, 5)])
def test_structure_agrees_with_everything_written_out(seed, share, left, right):
    graph = make_random(seed, share, left, right)
    parts = nx.number_connected_components(graph)
    betweenness = bipartite.betweenness_centrality(graph, list_side(graph, "network"))
    for mode in SIDES:
        expected = share_closed(walk_four_paths(graph, mode))
        core = g.list_core(graph, mode=mode)
        most = max(k for k in range(1, 10) if k == 1 or peel_by_force(graph, k))
        peeled = peel_by_force(graph, most)
        assert dict(zip(core["id"], core["core_degree"], strict=True)) == {
            node: peeled.degree[node] for node in list_side(peeled, mode)
        }
        assert set(core["p"]) | set(core["q"]) <= {most}
        ranked = g.rank_nodes(graph, mode=mode)
        keys = [(-r.degree, -round(r.betweenness, 12), -round(r.closeness, 12), r.label)
                for r in ranked.itertuples()]  # fmt: skip
        assert keys == sorted(keys)
        for row in ranked.itertuples():
            without = graph.copy()
            without.remove_node(row.id)
            assert row.articulation == (nx.number_connected_components(without) > parts)
            assert row.betweenness == pytest.approx(betweenness[row.id])
            assert row.closeness == pytest.approx(rate_by_force(graph, row.id, mode))
            assert row.clustering == pytest.approx(expected.get(row.id, math.nan), nan_ok=True)


def test_davis_southern_women():
    """As published; the doctests hold 139 edges, a share of 7 and the women's clustering."""
    graph = nx.davis_southern_women_graph()
    assert g.project_graph(graph, onto="member").number_of_edges() == 66
    assert g.describe_graph(graph)["density"] == pytest.approx(89 / 252)
    walked, found = walk_four_paths(graph, "network"), rate_closed(graph, "network")
    every = list(itertools.chain(*walked.values()))
    assert (sum(every), len(every)) == (6971, 9031)
    assert found.to_dict() == pytest.approx(share_closed(walked))
    assert found["Laura Mandeville"] == pytest.approx(0.8421751)


def test_isolated_nodes_change_no_clustering_and_rank_last():
    graph = nx.davis_southern_women_graph()
    wider = graph.copy()
    wider.add_node("Nobody", bipartite=0)
    wider.add_node("E99", bipartite=1)
    found, last = rate_closed(wider, "network"), g.rank_nodes(wider, mode="network").iloc[-1]
    assert found.drop("Nobody").to_dict() == rate_closed(graph, "network").to_dict()
    assert last[["id", "degree", "betweenness", "closeness"]].tolist() == ["Nobody", 0, 0, 0]
    assert (pd.isna(last["clustering"]), last["articulation"]) == (True, False)
    pd.testing.assert_frame_equal(
        g.list_core(wider, mode="member"), g.list_core(graph, mode="member")
    )


@pytest.mark.parametrize("mode", SIDES)
def test_empty_graphs_give_empty_results_of_the_same_types(mode):
    davis, nothing = nx.davis_southern_women_graph(), nx.Graph()
    lone = make_graph([], networks=["a", "b"], members=["x"])
    for measure in (g.describe_nodes, g.rank_nodes, g.list_core):
        full, empty = measure(davis, mode=mode), measure(nothing, mode=mode)
        assert empty.empty
        assert empty.dtypes.to_dict() == full.dtypes.to_dict()
    assert g.list_core(lone, mode=mode).empty
    assert g.rank_nodes(lone, mode=mode)[["betweenness", "closeness"]].eq(0).all(axis=None)
    assert (len(g.project_graph(nothing, onto=mode)), g.place_nodes(nothing)) == (0, {})


def test_stars_and_single_edges_have_a_ranking():
    star = make_graph([("hub", leaf) for leaf in "xyz"])
    hub = g.rank_nodes(star, mode="network").loc[0]
    assert hub[["betweenness", "closeness", "articulation"]].tolist() == [1, 1, True]
    assert g.rank_nodes(star, mode="member")["betweenness"].tolist() == [0, 0, 0]
    pair = g.rank_nodes(make_graph([("a", "x")]), mode="network").loc[0]
    assert pair[["betweenness", "closeness", "degree_centrality"]].tolist() == [0, 1, 1]
    # In a larger graph, networkx would give a single edge a closeness above 1.
    both = make_graph([*star.edges, ("a", "m")])
    assert g.rank_nodes(both, mode="network").set_index("id").loc["a", "closeness"] == 1 / 5


def test_ties_are_ordered_by_label_as_people_sort():
    graph = make_graph([(name, "x") for name in ("n1", "n2", "n3", "n4")])
    nx.set_node_attributes(graph, {"n1": "Zug", "n2": "Ähren", "n3": "ahlen", "n4": "B"}, "label")
    for measure in (g.describe_nodes, g.rank_nodes, g.list_core):
        assert measure(graph, mode="network")["label"].tolist() == ["ahlen", "Ähren", "B", "Zug"]
