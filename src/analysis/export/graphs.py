"""From a graph to the bytes of a GraphML, GEXF or Cytoscape JSON file; `export` writes them.

All three are read back by networkx with every attribute. Nodes (kind, id) become "kind:id"; an
attribute has one type on all nodes, and what is missing is left out.
"""

import io
import json
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.export.formats import NOT_XML

if TYPE_CHECKING:
    import networkx as nx

GRAPH_FORMATS = ("graphml", "gexf", "cyjs")


def render_graph(graph: "nx.Graph", form: str) -> bytes:
    """Give a graph as GraphML, GEXF or Cytoscape JSON; equal graphs give equal bytes.

    Examples
    --------
    >>> import networkx
    >>> b"viz:position" in render_graph(networkx.Graph(), "gexf")
    False
    """
    import networkx as nx

    named = nx.relabel_nodes(graph, {node: _name_node(node) for node in graph}, copy=True)
    _unify_types([found for _, found in named.nodes(data=True)])
    _unify_types([found for *_, found in named.edges(data=True)])
    render = {"graphml": _render_graphml, "gexf": _render_gexf, "cyjs": _render_cytoscape}
    return render[form](named)


def _render_graphml(graph: "nx.Graph") -> bytes:
    """`label`, `x` and `y` keep their names, which Gephi takes for label and position."""
    import networkx as nx

    nodes = {key for _, found in graph.nodes(data=True) for key in found}
    edges = {key for *_, found in graph.edges(data=True) for key in found}
    buffer = io.BytesIO()
    nx.write_graphml(graph, buffer, named_key_ids=not nodes & edges)
    return buffer.getvalue()


def _render_gexf(graph: "nx.Graph") -> bytes:
    """Positions stand in Gephi's own terms, beside the attributes; the date of writing is left out.

    Gephi's y axis points up, as that of the drawing.
    """
    import networkx as nx

    for _, found in graph.nodes(data=True):
        if {"x", "y"} <= set(found):
            found["viz"] = {"position": {"x": found["x"], "y": found["y"], "z": 0.0}}
    buffer = io.BytesIO()
    nx.write_gexf(graph, buffer)
    return re.sub(rb' lastmodifieddate="[^"]*"', b"", buffer.getvalue())


def _render_cytoscape(graph: "nx.Graph") -> bytes:
    """Positions stand where Cytoscape reads them, its y axis pointing down."""
    import networkx as nx

    for node, found in graph.nodes(data=True):
        found["name"] = found.get("label", node)
    content = nx.cytoscape_data(graph)
    for element in content["elements"]["nodes"]:
        found = element["data"]
        if {"x", "y"} <= set(found):
            element["position"] = {"x": found["x"], "y": -found["y"]}
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _name_node(node: Any) -> str:
    return ":".join(map(str, node)) if isinstance(node, tuple) else str(node)


def _unify_types(records: Sequence[dict[str, Any]]) -> None:
    """Give each attribute one type in all records, and leave out what is missing."""
    kinds: dict[str, set[type]] = {}
    for record in records:
        for key, value in list(record.items()):
            if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)):
                del record[key]
                continue
            record[key] = value.item() if hasattr(value, "item") else value
            kinds.setdefault(key, set()).add(type(record[key]))
    for record in records:
        for key, value in record.items():
            record[key] = _unify(value, kinds[key])


def _unify(value: Any, kinds: set[type]) -> Any:
    if kinds <= {int} or kinds <= {bool}:
        return value
    return float(value) if kinds <= {int, float} else NOT_XML.sub("", str(value))
