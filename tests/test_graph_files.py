"""Graphs as files: read back by networkx with all attributes, placed for Gephi and Cytoscape."""

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from analysis.data import Dataset
from analysis.export.files import GRAPH_FORMATS, write_graph
from analysis.graph.outputs import place_graph

GEPHI = ("label", "kind", "category", "region", "degree")
POSITION = "{http://www.gexf.net/1.2draft/viz}position"
GEXF = "{http://www.gexf.net/1.2draft}"


def read_cytoscape(path: Path) -> nx.Graph:
    return nx.cytoscape_graph(json.loads(path.read_text(encoding="utf-8")))


READERS: dict[str, Callable[[Path], nx.Graph]] = {
    "graphml": nx.read_graphml, "gexf": nx.read_gexf, "cyjs": read_cytoscape,
}  # fmt: skip
# What a format adds to the attributes of a node.
ADDED = {"graphml": set[str](), "gexf": {"viz"}, "cyjs": {"id", "name", "value"}}


def test_graphml_reads_back_with_all_attributes(tmp_path: Path, data: Dataset) -> None:
    graph = place_graph(data)
    write_graph(graph, tmp_path / "g.graphml")
    read = nx.read_graphml(tmp_path / "g.graphml")
    names = {node: ":".join(node) for node in graph}
    assert set(read) == set(names.values())
    for node, name in names.items():
        assert read.nodes[name] == pytest.approx(graph.nodes[node])
        assert {"label", "kind", "bipartite", "x", "y"} <= set(read.nodes[name])
    for one, other, found in graph.edges(data=True):
        assert read.edges[names[one], names[other]] == found
    assert read.number_of_edges() == graph.number_of_edges()
    # Gephi knows label and position by the ids of their keys.
    keys = ET.parse(tmp_path / "g.graphml").getroot().findall("{*}key")
    assert {"label", "x", "y"} <= {key.get("id") for key in keys}
    assert {key.get("attr.type") for key in keys if key.get("id") in ("x", "y")} == {"double"}


def test_graphml_of_hostile_attributes(tmp_path: Path) -> None:
    graph = nx.Graph()
    graph.add_node(("member", "a"), label="<A> & \x00\x1f", size=1, gone=None, role="x")
    graph.add_node(("network", "a"), label="B", size=2.5, mixed=1)
    graph.add_node("c", mixed="one")
    graph.add_edge(("member", "a"), ("network", "a"), role="member")
    write_graph(graph, tmp_path / "g.graphml")
    read = nx.read_graphml(tmp_path / "g.graphml")
    assert read.nodes["member:a"] == {"label": "<A> & ", "size": 1.0, "role": "x"}
    assert read.nodes["network:a"] == {"label": "B", "size": 2.5, "mixed": "1"}
    assert read.edges["member:a", "network:a"] == {"role": "member"}
    assert graph.nodes["member", "a"]["gone"] is None  # the caller's graph is left alone


@pytest.mark.parametrize("form", GRAPH_FORMATS)
def test_each_format_reads_back_with_all_attributes(
    form: str, tmp_path: Path, data: Dataset
) -> None:
    graph = place_graph(data)
    read = READERS[form](write_graph(graph, tmp_path / f"g.{form}"))
    names = {node: ":".join(node) for node in graph}
    assert set(read) == set(names.values())
    assert read.number_of_edges() == graph.number_of_edges()
    for node, name in names.items():
        found = {k: v for k, v in read.nodes[name].items() if k not in ADDED[form]}
        assert found == pytest.approx(dict(graph.nodes[node]))
        assert found["degree"] == graph.degree[node]
        assert {"label", "kind", "degree", "x", "y"} <= set(found)
    for one, other, found in graph.edges(data=True):
        edge: dict[str, Any] = read.edges[names[one], names[other]]
        assert edge["role"] == found["role"]
    kinds = nx.get_node_attributes(read, "kind")
    assert set(kinds) == set(read)
    networks = {name for node, name in names.items() if node[0] == "network"}
    assert set(nx.get_node_attributes(read, "category")) == networks
    assert set(nx.get_node_attributes(read, "region")) == set(read) - networks


def test_gephi_finds_labels_and_positions_in_its_own_terms(tmp_path: Path, data: Dataset) -> None:
    graph = place_graph(data)
    root = ET.parse(write_graph(graph, tmp_path / "g.gexf")).getroot()
    nodes = root.findall(f".//{GEXF}node")
    assert len(nodes) == len(graph)
    found = {node.get("id"): node for node in nodes}
    for node, attributes in graph.nodes(data=True):
        element = found[":".join(node)]
        assert element.get("label") == attributes["label"]
        place = element.find(POSITION)
        assert place is not None
        assert float(place.get("x", "nan")) == pytest.approx(attributes["x"])
        assert float(place.get("y", "nan")) == pytest.approx(attributes["y"])
    titles = {attribute.get("title") for attribute in root.findall(f".//{GEXF}attribute")}
    assert set(GEPHI) - {"label"} <= titles
    assert "lastmodifieddate" not in (tmp_path / "g.gexf").read_text(encoding="utf-8")


def test_cytoscape_has_names_and_positions_with_y_downwards(tmp_path: Path, data: Dataset) -> None:
    graph = place_graph(data)
    path = write_graph(graph, tmp_path / "g.cyjs")
    nodes = json.loads(path.read_text(encoding="utf-8"))["elements"]["nodes"]
    found = {node["data"]["id"]: node for node in nodes}
    for node, attributes in graph.nodes(data=True):
        element = found[":".join(node)]
        assert element["data"]["name"] == attributes["label"]
        place = {"x": attributes["x"], "y": -attributes["y"]}
        assert element["position"] == pytest.approx(place)


def test_equal_graphs_give_equal_bytes_whatever_the_hash_seed(tmp_path: Path) -> None:
    code = (
        "import sys; from analysis import load, write_graph\n"
        "from analysis.graph.outputs import place_graph\n"
        "graph = place_graph(load())\n"
        "[write_graph(graph, f'{sys.argv[1]}/g.{form}') for form in ('graphml', 'gexf', 'cyjs')]"
    )
    contents = []
    for seed in ("1", "2"):
        out = tmp_path / seed
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run([sys.executable, "-c", code, str(out)], check=True, env=environment)
        contents.append([(out / f"g.{form}").read_bytes() for form in GRAPH_FORMATS])
    assert contents[0] == contents[1]


def test_one_network_and_one_member_stand_apart(data: Dataset) -> None:
    small = replace(data, memberships=data.memberships.query("member_id == 'hagen'"))
    small = replace(small, networks=data.networks.query("network_id == 'eurocities'"))
    places = {(found["x"], found["y"]) for _, found in place_graph(small).nodes(data=True)}
    assert len(places) == len(place_graph(small)) == 2
