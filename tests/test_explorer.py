"""The explorable graph: what the scripts receive is the graph, whole, escaped, always the same."""

import html
import json
import re
from dataclasses import replace
from typing import Any

import pytest

from analysis.data import Dataset
from analysis.graph.build import build_graph
from analysis.graph.structure import place_nodes
from analysis.presentation.style import LOOKS, PLAIN, SPARE
from analysis.report.explorer import (
    MARKERS,
    draw_columns,
    explore_graph,
    outline_marker,
    render_explorer,
)


def read_graph(markup: str) -> dict[str, Any]:
    text = re.search(r'id="explorer-graph">(.*?)</script>', markup, re.DOTALL)
    assert text
    found: dict[str, Any] = json.loads(text[1])
    return found


def test_the_graph_is_whole_and_in_the_order_of_the_columns(data: Dataset) -> None:
    graph = build_graph(data)
    places = place_nodes(graph)
    found = read_graph(render_explorer(data).markup)
    nodes = found["nodes"]
    by_id = {f"{kind}:{key}": (kind, key) for kind, key in graph}
    assert {node["id"] for node in nodes} == set(by_id)
    for side in (0, 1):
        heights = [places[by_id[node["id"]]][1] for node in nodes if node["side"] == side]
        assert heights == sorted(heights, reverse=True)
    edges = {
        frozenset((by_id[nodes[a]["id"]], by_id[nodes[b]["id"]])): roles
        for a, b, roles in found["edges"]
    }
    expected = {frozenset((a, b)): role.split(";") for a, b, role in graph.edges(data="role")}
    assert edges == expected
    munich = next(node for node in nodes if node["label"] == "München")
    assert (munich["group"], munich["kind"]) == ("west", "municipality")
    assert munich["fill"] == LOOKS["region"]["west"].fill
    assert found["words"]["de"]["role"]["lighthouse"] == "Lighthouse-Stadt"


def test_shape_and_colour_tell_every_code_apart() -> None:
    looks = LOOKS["category"]
    assert len({MARKERS[look.marker] for look in looks.values()}) == len(looks)
    assert len({outline_marker(look.marker) for look in looks.values()}) == len(looks)
    assert len({look.fill for look in LOOKS["region"].values()}) == len(LOOKS["region"])
    assert {look.marker for look in (*SPARE, PLAIN)} <= set(MARKERS)


def test_codes_that_the_contract_does_not_know_are_shown(data: Dataset) -> None:
    networks = data.networks.copy()
    networks.loc[networks["network_id"] == "eurocities", "category"] = "private"
    networks.loc[networks["network_id"] == "civitas", "category"] = None
    found = render_explorer(replace(data, networks=networks))
    nodes = {node["id"]: node for node in read_graph(found.markup)["nodes"]}
    assert nodes["network:eurocities"]["fill"] == SPARE[0].fill
    assert nodes["network:civitas"]["fill"] == PLAIN.fill
    boxes = re.findall(r'data-side="0" value="(.*?)"', found.markup)
    assert boxes == [*LOOKS["category"], "private", ""]
    assert {node["group"] for node in nodes.values() if node["side"] == 0} <= set(boxes)


def test_text_of_the_data_is_escaped(data: Dataset) -> None:
    hostile = "</script><script>alert(1)</script>\"'<b>"
    networks = data.networks.assign(short_name=hostile, name=hostile, category=hostile)
    markup = render_explorer(replace(data, networks=networks)).markup
    assert "<script>" not in markup
    assert "<b>" not in markup
    assert markup.count("</script>") == 2
    assert read_graph(markup)["nodes"][0]["label"] == hostile
    shown = explore_graph(replace(data, networks=networks)).data
    assert shown.count("<") == 4  # a division and a frame
    inner = html.unescape(shown)
    assert "<script>alert" not in inner


def test_what_was_drawn_before_changes_nothing(data: Dataset) -> None:
    first = render_explorer(data)
    drawn = draw_columns()
    assert render_explorer(data) == first
    ids = re.findall(r'"id": "(.*?)"', json.dumps(drawn))
    assert set(ids) - {"explorer-drawing"} == {f"m{i + 1}" for i in range(len(set(ids)))}
    assert drawn["root_id"] in ids


@pytest.mark.parametrize("lang", ["de", "en"])
def test_a_notebook_gets_one_language_and_loads_nothing(data: Dataset, lang: str) -> None:
    shown = explore_graph(data, lang=lang)._repr_html_()
    inner = html.unescape(shown)
    assert f'<html lang="{lang}">' in inner
    other = {"de": "en", "en": "de"}[lang]
    assert f'<span lang="{lang}">' in inner
    assert f'<span lang="{other}">' not in inner
    assert not re.search(r"<(link|img|iframe)[^>]* (src|href)=", inner)
    assert not re.search(r"<script[^>]* src=", inner)
    with pytest.raises(ValueError, match="allowed: en, de"):
        explore_graph(data, lang="fr")
