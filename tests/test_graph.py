"""The two-mode graph, its projections and layouts: small graphs, Davis' women, random graphs."""

import io
import itertools
import os
import random
import subprocess
import sys
from dataclasses import replace
from functools import partial

import networkx as nx
import pandas as pd
import pytest
from networkx.algorithms import bipartite

from analysis.data import Dataset
from analysis.data.contract import read_contract
from analysis.graph.build import (
    build_graph,
    incidence,
    relate_networks,
    shared_members,
    tabulate_memberships,
)
from analysis.graph.projection import describe_graph, describe_nodes, project_graph
from analysis.graph.structure import count_crossings, order_matrix, place_nodes


@pytest.fixture
def small() -> Dataset:
    """Three networks, one of them without members; one name stands for a network and a member."""
    networks = pd.DataFrame(
        {
            "network_id": ["zeta", "alpha", "mid"],
            "short_name": ["Zeta", "Alpha", "Mid"],
            "category": ["national", "thematic", None],
            "initiative": ["top_down", "bottom_up", "top_down"],
            "type": ["platform", "umbrella", "unassigned"],
            "german_listing": ["complete", "examples", "none"],
        }
    ).astype("str")
    networks["founded"] = pd.array([2001, None, 2003], dtype="Int64")
    members = pd.DataFrame(
        {
            "member_id": ["bern", "kreis", "koeln", "mid", "ulm", "ministry"],
            "name": ["Bern", "Kreis", "Köln", "Mid", "Ulm", "Ministry"],
            "kind": ["municipality", "district", "municipality", "network", "municipality",
                     "ministry"],
            "country": ["CH", "DE", "DE", None, "DE", "DE"],
            "state": [None, "NW", "NW", None, "BW", None],
            "ags": [None, "05334", "05315000", None, "08421000", None],
        }
    ).astype("str")  # fmt: skip
    members["population"] = pd.array([None, 10, 1_000_000, None, 126_000, None], dtype="Int64")
    members["latitude"] = pd.array([None, None, 50.9, None, 48.4, None], dtype="Float64")
    members["longitude"] = pd.array([None, None, 6.9, None, 10.0, None], dtype="Float64")
    memberships = pd.DataFrame(
        [
            ("zeta", "ulm", "member", "A"),
            ("zeta", "koeln", "lighthouse", "A"),
            ("zeta", "koeln", "funder", "B"),
            ("zeta", "kreis", "member", "A"),
            ("alpha", "koeln", "member", "C"),
            ("alpha", "bern", "member", "C"),
            ("alpha", "ministry", "carrier", "D"),
            ("zeta", "mid", "initiator", "E"),
            ("zeta", "mid", "carrier", "E"),
        ],
        columns=["network_id", "member_id", "role", "source"],
    ).astype("str")
    return Dataset(
        networks=networks,
        members=members,
        memberships=memberships.assign(listed_as=pd.NA, ambiguous_with=pd.NA),
        municipalities=None,
        claims=None,
        contract=read_contract(),
    )


def make_random(seed: int, left: int = 12, right: int = 15, share: float = 0.25) -> nx.Graph:
    graph = bipartite.random_graph(left, right, share, seed=seed)
    return nx.relabel_nodes(graph, {node: f"node {node:02d}" for node in graph})


def test_every_network_is_a_node_and_only_members_in_scope_are(small):
    graph = build_graph(small)
    assert list(graph) == [
        ("network", "alpha"), ("network", "mid"), ("network", "zeta"),
        ("member", "koeln"), ("member", "kreis"), ("member", "ulm"),
    ]  # fmt: skip
    assert graph.degree["network", "mid"] == 0
    assert sorted(network[1] + " " + member[1] for network, member in graph.edges) == [
        "alpha koeln", "zeta koeln", "zeta kreis", "zeta ulm",
    ]  # fmt: skip


def test_the_scope_is_kinds_country_roles_and_listings(small):
    abroad = build_graph(small, country=None)
    assert ("member", "bern") in abroad
    assert "region" not in abroad.nodes["member", "bern"]
    carriers = build_graph(small, kinds=("ministry",), roles=("carrier",))
    assert list(carriers.edges) == [(("network", "alpha"), ("member", "ministry"))]
    complete = build_graph(small, listings=("complete",))
    assert [node for node in complete if node[0] == "network"] == [("network", "zeta")]
    everything = build_graph(small, kinds=None, country=None, roles=None)
    # A network that acts in another one is a member beside the network of that name.
    assert {("network", "mid"), ("member", "mid")} <= set(everything)
    assert everything.number_of_edges() == 7


def test_several_roles_of_one_pair_are_one_edge(small):
    graph = build_graph(small, roles=None)
    edge = graph.edges[("network", "zeta"), ("member", "koeln")]
    assert edge == {"role": "lighthouse;funder", "source": "A;B"}


def test_attributes_are_plain_and_none_is_empty(small):
    graph = build_graph(small, country=None)
    assert graph.nodes["network", "zeta"] == {
        "bipartite": 0, "kind": "network", "label": "Zeta", "category": "national",
        "initiative": "top_down", "type": "platform", "founded": 2001,
    }  # fmt: skip
    assert graph.nodes["member", "koeln"] == {
        "bipartite": 1, "label": "Köln", "kind": "municipality", "country": "DE", "state": "NW",
        "region": "west", "population": 1_000_000, "latitude": 50.9, "longitude": 6.9,
    }  # fmt: skip
    assert "founded" not in graph.nodes["network", "alpha"]
    assert "category" not in graph.nodes["network", "mid"]
    assert set(graph.nodes["member", "bern"]) == {"bipartite", "label", "kind", "country"}
    values = [value for _, found in graph.nodes(data=True) for value in found.values()]
    assert {type(value) for value in values} == {str, int, float}


def test_graphml_keeps_every_node_edge_and_attribute(data):
    graph = build_graph(data, kinds=None, country=None, roles=None)
    named = nx.relabel_nodes(graph, {node: ":".join(node) for node in graph})
    file = io.BytesIO()
    nx.write_graphml(named, file)
    file.seek(0)
    back = nx.read_graphml(file)
    assert dict(back.nodes(data=True)) == dict(named.nodes(data=True))
    assert {frozenset(edge): found for *edge, found in back.edges(data=True)} == {
        frozenset(edge): found for *edge, found in named.edges(data=True)
    }


def test_the_order_of_the_rows_does_not_matter(data):
    def shuffle(frame: pd.DataFrame) -> pd.DataFrame:
        return frame.sample(frac=1, random_state=1).reset_index(drop=True)

    shuffled = replace(
        data,
        networks=shuffle(data.networks),
        members=shuffle(data.members),
        memberships=shuffle(data.memberships),
    )
    one, other = build_graph(data), build_graph(shuffled)
    assert list(one.nodes(data=True)) == list(other.nodes(data=True))
    assert list(one.edges(data=True)) == list(other.edges(data=True))
    assert place_nodes(one) == place_nodes(other)


SCRIPT = """
from analysis.data import load
from analysis.graph import build_graph, incidence, relate_networks, tabulate_memberships
from analysis.layout import order_matrix, place_nodes
from analysis.projection import describe_nodes, project_graph
data = load()
graph = build_graph(data)
projected = project_graph(graph, onto="member")
print(list(graph.nodes(data=True)), list(graph.edges(data=True)), list(place_nodes(graph).items()))
print(list(projected.nodes), list(projected.edges(data=True)))
print(list(relate_networks(data).edges(data=True)), incidence(data)[1:])
print(order_matrix(tabulate_memberships(data)), describe_nodes(graph, mode="member").to_csv())
"""


def test_results_are_the_same_under_any_hash_seed():
    outputs = [
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert len(outputs[0]) > 10_000
    assert outputs[0] == outputs[1]


def test_incidence_agrees_with_the_graph(data):
    for scope in ({}, {"kinds": ("municipality",), "country": None}, {"listings": ("complete",)}):
        matrix, networks, members = incidence(data, **scope)
        graph = build_graph(data, **scope)
        rows = [("network", network) for network in networks]
        columns = [("member", member) for member in members]
        assert [*rows, *columns] == list(graph)
        expected = bipartite.biadjacency_matrix(graph, rows, columns)
        assert (matrix != expected).nnz == 0
        assert matrix.dtype == "int64"


def test_tables_keep_the_order_of_the_networks(small):
    table = tabulate_memberships(small)
    assert table.to_dict("index") == {
        "koeln": {"zeta": 1, "alpha": 1, "mid": 0},
        "kreis": {"zeta": 1, "alpha": 0, "mid": 0},
        "ulm": {"zeta": 1, "alpha": 0, "mid": 0},
    }
    assert (table.index.name, table.columns.name) == ("member_id", "network_id")
    shared = shared_members(small)
    assert shared.to_dict("index") == {
        "zeta": {"zeta": 3, "alpha": 1, "mid": 0},
        "alpha": {"zeta": 1, "alpha": 1, "mid": 0},
        "mid": {"zeta": 0, "alpha": 0, "mid": 0},
    }


def test_shared_members_agree_with_the_projection(data):
    shared = shared_members(data)
    projected = project_graph(build_graph(data), onto="network")
    for one, other in itertools.combinations(shared.index, 2):
        edge = projected.get_edge_data(("network", one), ("network", other), {"weight": 0})
        assert shared.loc[one, other] == shared.loc[other, one] == edge["weight"]
    assert list(projected) == [node for node in build_graph(data) if node[0] == "network"]


def test_davis_southern_women():
    graph = nx.davis_southern_women_graph()
    women = project_graph(graph, onto="network")
    events = project_graph(graph, onto="member")
    assert (women.number_of_edges(), events.number_of_edges()) == (139, 66)
    assert women["Evelyn Jefferson"]["Theresa Anderson"]["weight"] == 7
    table = describe_nodes(graph, mode="member").set_index("id")
    assert table.loc["E8", "degree"] == table["degree"].max() == 14
    summary = describe_graph(graph)
    assert (summary["networks"], summary["members"], summary["memberships"]) == (18, 14, 89)
    assert summary["density"] == pytest.approx(89 / 252)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("mode", ["network", "member"])
def test_projection_and_description_agree_with_networkx(seed, mode):
    graph = make_random(seed)
    side = [node for node in sorted(graph) if graph.nodes[node]["bipartite"] == (mode == "member")]
    expected = bipartite.weighted_projected_graph(graph, side)
    projected = project_graph(graph, onto=mode)
    assert dict(projected.adj) == dict(expected.adj)
    assert dict(projected.nodes(data=True)) == dict(expected.nodes(data=True))
    assert list(projected.edges) == sorted(projected.edges)
    table = describe_nodes(graph, mode=mode).set_index("id")
    assert table["degree"].to_dict() == {node: graph.degree[node] for node in side}
    assert table["partners"].to_dict() == dict(expected.degree)
    centrality = bipartite.degree_centrality(graph, side)
    assert table["share"].to_dict() == pytest.approx({node: centrality[node] for node in side})


def test_projection_keeps_attributes(small):
    members = project_graph(build_graph(small), onto="member")
    assert members.nodes["member", "ulm"]["population"] == 126_000
    assert members["member", "koeln"]["member", "ulm"] == {"weight": 1}


def test_describe_nodes_types_and_order(small):
    table = describe_nodes(build_graph(small), mode="network")
    assert table["id"].tolist() == ["zeta", "alpha", "mid"]
    assert table.dtypes.astype("str").to_dict() == {
        "id": "str", "label": "str", "degree": "int64", "share": "float64", "partners": "int64",
        "category": "str", "initiative": "str", "type": "str", "founded": "Int64",
    }  # fmt: skip
    members = describe_nodes(build_graph(small, country=None), mode="member")
    assert members["label"].tolist() == ["Köln", "Bern", "Kreis", "Ulm"]
    assert members["population"].isna().tolist() == [False, True, False, False]


def test_describe_nodes_beyond_one_block():
    graph = bipartite.gnmk_random_graph(700, 40, 2_000, seed=1)
    expected = bipartite.projected_graph(graph, range(700))
    table = describe_nodes(graph, mode="network").astype({"id": "int64"}).set_index("id")
    assert table["partners"].to_dict() == dict(expected.degree)


def test_describe_graph(small):
    assert describe_graph(build_graph(small)).to_dict() == {
        "networks": 3, "networks_with_members": 2, "isolated_networks": 1, "members": 3,
        "memberships": 4, "components": 1, "largest_component": 5,
        "density": 4 / 6, "density_all": 4 / 9,
    }  # fmt: skip
    nobody = describe_graph(build_graph(small, kinds=("company",)))
    assert nobody["components"] == nobody["largest_component"] == 0
    assert pd.isna(nobody["density"])


@pytest.mark.parametrize(
    "measure",
    [
        pytest.param(partial(project_graph, onto="network"), id="project_graph"),
        pytest.param(partial(describe_nodes, mode="member"), id="describe_nodes"),
        pytest.param(describe_graph, id="describe_graph"),
        pytest.param(place_nodes, id="place_nodes"),
        pytest.param(partial(count_crossings, positions={}), id="count_crossings"),
    ],
)
@pytest.mark.parametrize("fault", ["side", "edge", "directed", "multigraph"])
def test_what_is_not_two_mode_is_refused(measure, fault):
    graph = make_random(1)
    if fault == "side":
        graph.add_node("stray")
    elif fault == "edge":
        graph.add_edge("node 00", "node 01")
    elif fault == "directed":
        graph = graph.to_directed()
    else:
        graph = nx.MultiGraph(graph)
    with pytest.raises(ValueError, match=r"two-mode|bipartite"):
        measure(graph)


def test_unknown_sides_are_refused():
    with pytest.raises(ValueError, match="'city' is no side of the graph: network or member"):
        project_graph(make_random(1), onto="city")


def test_results_that_would_not_fit_are_refused_before_they_are_made(small):
    graph = make_random(1)
    with pytest.raises(ValueError, match=r"other side.*narrower scope.*incidence") as refusal:
        project_graph(graph, onto="member", limit_bytes=1_000)
    degrees = [graph.degree[node] for node in graph if graph.nodes[node]["bipartite"] == 0]
    predicted = 12 * min(15**2, sum(degree**2 for degree in degrees))
    assert f"{predicted:,} bytes" in str(refusal.value)
    assert project_graph(graph, onto="member", limit_bytes=predicted).number_of_nodes() == 15
    with pytest.raises(ValueError, match="72 bytes"):
        shared_members(small, limit_bytes=71)


def test_the_prediction_covers_the_product():
    graph = nx.Graph()
    graph.add_nodes_from(range(100), bipartite=0)
    graph.add_node("hub", bipartite=1)
    graph.add_edges_from((i, "hub") for i in range(100))
    with pytest.raises(ValueError, match="120,000 bytes"):
        project_graph(graph, onto="network", limit_bytes=119_999)


def test_the_graph_may_be_empty():
    for mode in ("network", "member"):
        assert len(project_graph(nx.Graph(), onto=mode)) == 0
        assert len(describe_nodes(nx.Graph(), mode=mode)) == 0
    assert place_nodes(nx.Graph()) == {}


def cross_by_force(graph: nx.Graph, positions: dict) -> int:
    edges = [sorted(edge, key=lambda node: positions[node][0]) for edge in graph.edges]
    heights = [[positions[node][1] for node in edge] for edge in edges]
    return sum(
        (one[0] - other[0]) * (one[1] - other[1]) < 0
        for one, other in itertools.combinations(heights, 2)
    )


def place_alphabetically(graph: nx.Graph) -> dict:
    order = {node: -i for i, node in enumerate(sorted(graph, key=str))}
    return {node: (graph.nodes[node]["bipartite"], order[node]) for node in graph}


@pytest.mark.parametrize("seed", range(8))
def test_barycentre_order_has_fewer_crossings_than_the_alphabet(seed):
    graph = make_random(seed)
    placed, alphabetical = place_nodes(graph), place_alphabetically(graph)
    assert count_crossings(graph, placed) == cross_by_force(graph, placed)
    assert count_crossings(graph, alphabetical) == cross_by_force(graph, alphabetical)
    assert count_crossings(graph, placed) < count_crossings(graph, alphabetical)


def test_the_graph_of_the_report_loses_most_of_its_crossings(data):
    graph = build_graph(data)
    placed, alphabetical = place_nodes(graph), place_alphabetically(graph)
    assert count_crossings(graph, placed) < count_crossings(graph, alphabetical) / 3


def test_a_graph_without_crossings_is_drawn_without():
    graph = nx.Graph()
    ladder = list(range(20))
    random.Random(1).shuffle(ladder)
    for i, place in enumerate(ladder):
        graph.add_node(("network", f"{place:02d}"), bipartite=0)
        graph.add_node(("member", f"{i:02d}"), bipartite=1)
        graph.add_edge(("network", f"{place:02d}"), ("member", f"{i:02d}"))
    assert count_crossings(graph, place_nodes(graph)) == 0


def test_columns_are_as_high_as_each_other_and_isolated_nodes_last(data):
    graph = build_graph(data)
    places = place_nodes(graph)
    assert set(places) == set(graph)
    for x, side in ((0.0, "network"), (1.0, "member")):
        column = {node: y for node, (place, y) in places.items() if place == x}
        assert {node[0] for node in column} == {side}
        heights = sorted(column.values())
        steps = {round(after - before, 9) for before, after in itertools.pairwise(heights)}
        assert len(steps) == 1
        assert heights[0] == 0
    alone = {node: places[node][1] for node in graph if not graph.degree[node]}
    joined = [places[node][1] for node in graph if node[0] == "network" and graph.degree[node]]
    assert max(alone.values()) < min(joined)
    members = [node for node in graph if node[0] == "member"]
    assert max(y for _, y in places.values()) == len(members) - 1


def test_order_matrix_puts_degrees_first_and_keeps_structure_together():
    table = pd.DataFrame(
        [[0, 0, 1, 1], [1, 1, 0, 0], [0, 0, 1, 1], [1, 1, 0, 0], [1, 1, 1, 0]],
        index=list("vwxyz"),
        columns=list("abcd"),
    )
    rows, columns = order_matrix(table)
    assert rows == ["z", "w", "y", "v", "x"]
    assert columns == ["a", "b", "c", "d"]
    shuffled = table.sample(frac=1, random_state=2).sample(frac=1, axis=1, random_state=3)
    assert order_matrix(shuffled) == (rows, columns)


def test_order_matrix_of_the_report(data):
    table = tabulate_memberships(data)
    rows, columns = order_matrix(table)
    assert (sorted(rows), sorted(columns)) == (sorted(table.index), sorted(table.columns))
    ordered = table.loc[rows, columns]
    assert ordered.sum(axis=1).is_monotonic_decreasing
    assert ordered.sum().is_monotonic_decreasing


def test_order_matrix_of_nothing():
    assert order_matrix(pd.DataFrame(index=[], columns=["x"], dtype="int64")) == ([], ["x"])


def test_relations_between_networks(small):
    graph = relate_networks(small)
    assert list(graph) == [("network", "alpha"), ("network", "mid"), ("network", "zeta")]
    assert list(graph.edges(data=True)) == [
        (("network", "mid"), ("network", "zeta"), {"role": "initiator;carrier", "source": "E"})
    ]
    assert graph.nodes["network", "zeta"]["category"] == "national"
