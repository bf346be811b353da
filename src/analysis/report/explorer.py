"""The graph to explore in a browser or a notebook."""

import json
import re
from collections.abc import Sequence
from html import escape
from math import pi
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import networkx as nx

from analysis.data import Dataset
from analysis.data.contract import LANGUAGES
from analysis.graph.build import build_graph, name_node
from analysis.graph.structure import place_nodes
from analysis.presentation.style import OUTLINE, PLAIN, find_looks
from analysis.presentation.wording import Wording

if TYPE_CHECKING:
    from IPython.display import HTML

HERE = Path(__file__).parent
SIDES = (("network", "category"), ("member", "region"))
FRAME = "width: 100%; height: 52rem; border: 1px solid #d0d0d0; background: #fff"


class Explorer(NamedTuple):
    """The parts of an explorer: HTML, its style sheet and the scripts that follow the HTML."""

    markup: str
    style: str
    scripts: tuple[str, ...]


def fill_template(name: str, **given: Any) -> str:
    """Fill in a template of the page: all text is escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    # Bokeh reads a model where it is named first: sorted keys would name it later.
    environment.policies["json.dumps_kwargs"] = {"sort_keys": False}
    return environment.get_template(name).render(given)


def render_explorer(data: Dataset, languages: Sequence[str] = LANGUAGES) -> Explorer:
    """Make the parts of the explorer; explorer.js shows the language of the page's root element."""
    from bokeh.resources import Resources

    graph = build_graph(data)
    says = {lang: Wording(lang, data.contract) for lang in sorted(languages)}
    looks = {
        column: find_looks(column, nx.get_node_attributes(graph, column), data.contract)
        for _, column in SIDES
    }
    groups, described = _list_groups(graph, looks, says), _describe_graph(graph, looks, says, data)
    given = {"says": says, "groups": groups, "graph": described, "plot": draw_columns()}
    markup = fill_template("explorer.html.j2", **given)
    library = Resources(mode="inline", components=["bokeh"], log_level="error").js_raw
    style, script = ((HERE / f"explorer.{e}").read_text(encoding="utf-8") for e in ("css", "js"))
    return Explorer(markup, style, (*library, script))


def explore_graph(data: Dataset, *, lang: str = "en") -> "HTML":
    """Show networks and their members in a notebook, to hover, tap, search and filter.

    A frame with everything inside: German municipalities and districts in roles of participation.
    It loads nothing and takes about 1.5 MB, so clear the output before a notebook is committed. An
    unknown language is a ValueError.

    Examples
    --------
    >>> from analysis import load
    >>> explore_graph(load(), lang="de").data[:44]
    '<div><iframe title="Netzwerke und ihre Mitgl'
    """
    from IPython.display import HTML

    title, parts = Wording(lang)("page.title"), render_explorer(data, [lang])
    scripts = "".join(f"<script>{script}</script>" for script in parts.scripts)
    page = (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{parts.style}</style></head><body><main>{parts.markup}</main>{scripts}</body></html>"
    )
    frame = f'<iframe title="{title}" srcdoc="{escape(page)}" style="{FRAME}"></iframe>'
    shown: HTML = HTML(f"<div>{frame}</div>")  # type: ignore[no-untyped-call]
    return shown


def _list_groups(graph: nx.Graph, looks: Any, says: dict[str, Wording]) -> list[dict[str, Any]]:
    """The filters: a code each, with its mark and its label in each language."""
    groups: list[dict[str, Any]] = []
    for side, (_, column) in enumerate(SIDES):
        entries = dict(looks[column][0])
        nodes = [found for _, found in graph.nodes(data=True) if found["bipartite"] == side]
        if any(column not in found for found in nodes):
            entries[""] = PLAIN
        options = []
        for code, look in entries.items():
            label = {
                lang: say.code(column, code, short=False) if code else say("explorer.not_stated")
                for lang, say in says.items()
            }
            path = outline_marker(look.marker)
            options.append({"code": code, "label": label, "fill": look.fill, "path": path})
        groups.append({"side": side, "column": column, "options": options})
    return groups


def _describe_graph(
    graph: nx.Graph, looks: Any, says: dict[str, Wording], data: Dataset
) -> dict[str, Any]:
    """What explorer.js needs: nodes from the top of each column down, edges, words of codes."""
    places = place_nodes(graph)
    names = dict(zip(data.networks["network_id"], data.networks["name"], strict=True))
    order = sorted(places, key=lambda node: (places[node][0], -places[node][1]))
    rank = {node: i for i, node in enumerate(order)}

    def describe(node: Any) -> dict[str, Any]:
        found = graph.nodes[node]
        side = int(found["bipartite"])
        column = SIDES[side][1]
        look = looks[column][1].get(node, PLAIN)
        marker, angle = MARKERS[look.marker]
        return {
            "id": f"{SIDES[side][0]}:{node[1]}",
            "side": side,
            "label": name_node(graph, node),
            "name": str(names.get(node[1], "")) if side == 0 else "",
            "group": str(found.get(column, "")),
            "kind": str(found["kind"]),
            "fill": look.fill,
            "line": look.line,
            "marker": marker,
            "angle": angle,
        }

    edges: list[tuple[int, int, list[str]]] = []
    for one, other, role in graph.edges(data="role"):
        network, member = sorted((rank[one], rank[other]))
        edges.append((network, member, str(role).split(";")))
    codes = {
        "kind": sorted({str(kind) for _, kind in graph.nodes(data="kind")}),
        "role": sorted({role for *_, roles in edges for role in roles}),
    }
    words: dict[str, Any] = {}
    for lang, say in says.items():
        words[lang] = {
            column: {code: say.code(column, code, short=False) for code in found}
            for column, found in codes.items()
        }
        words[lang]["texts"] = say.texts("explorer.live") | {"networks": say("graph.networks")}
    nodes = [describe(node) for node in order]
    return {"nodes": nodes, "edges": sorted(edges), "words": words, "row": ROW, "font": FONT}


ROW = 20  # pixels from node to node
FONT = "DejaVu Sans, Verdana, sans-serif"
# Bokeh's name of a marker of matplotlib, and by how much it is turned.
MARKERS = {
    "o": ("circle", 0), "s": ("square", 0), "^": ("triangle", 0), "D": ("square", pi / 4),
    "v": ("inverted_triangle", 0), "P": ("plus", 0), "X": ("plus", pi / 4), "h": ("hex", 0),
    "<": ("triangle", pi / 2), ">": ("triangle", -pi / 2),
}  # fmt: skip
# Columns of the two sources; explorer.js fills them.
NODE_COLUMNS = (
    "x", "y", "marker", "angle", "fill", "line", "alpha", "label", "degree", "font", "align",
    "label_offset", "degree_offset",
)  # fmt: skip
EDGE_COLUMNS = ("xs", "ys", "color", "alpha", "width")
ROW_COLUMNS = ("y", "left", "right")


def draw_columns() -> dict[str, Any]:
    """Draw two columns of nodes with edges between them, as Bokeh embeds it, still empty."""
    from bokeh.core.properties import value
    from bokeh.core.types import ID
    from bokeh.embed import json_item
    from bokeh.models import ColumnDataSource, HoverTool, Range1d, TapTool
    from bokeh.plotting import figure

    def source(name: str, columns: Sequence[str]) -> ColumnDataSource:
        return ColumnDataSource({column: [] for column in columns}, name=name)

    # Bokeh does not wipe the outermost pixels, so nothing may be drawn there.
    plot = figure(
        name="plot", height=400, sizing_mode="stretch_width", min_border=2, tools="",
        toolbar_location=None, outline_line_color=None, background_fill_color=None,
        border_fill_color=None, x_range=Range1d(start=0, end=1, name="across"),
        y_range=Range1d(start=1, end=0, name="down"),
    )  # fmt: skip
    plot.axis.visible = False
    plot.grid.visible = False
    nodes, edges = source("nodes", NODE_COLUMNS), source("edges", EDGE_COLUMNS)
    plot.multi_line(
        "xs", "ys", source=edges, line_color="color", line_alpha="alpha", line_width="width"
    )
    plot.scatter(
        "x", "y", source=nodes, size=9, marker="marker", angle="angle",
        fill_color="fill", fill_alpha="alpha", line_color="line", line_alpha="alpha",
    )  # fmt: skip
    for column, align, style in (("label", "align", "font"), ("degree", "right", "bold")):
        plot.text(
            "x", "y", text=column, x_offset=f"{column}_offset", text_align=align, name=f"{column}s",
            text_font_style=style, source=nodes, text_baseline="middle", text_alpha="alpha",
            text_color=OUTLINE, text_font=value(FONT),
        )  # fmt: skip
    # What is hovered and tapped: the whole row of a node, since markers are small.
    rows = plot.hbar(
        y="y", left="left", right="right", height=1, fill_alpha=0, line_alpha=0,
        selection_fill_alpha=0, nonselection_fill_alpha=0, nonselection_line_alpha=0,
        source=source("rows", ROW_COLUMNS),
    )  # fmt: skip
    plot.add_tools(HoverTool(renderers=[rows], tooltips=None), TapTool(renderers=[rows]))
    # Numbered from one: Bokeh counts its models on through a session.
    numbers: dict[str, str] = {}

    def number(found: re.Match[str]) -> str:
        return f'{found[1]}"{numbers.setdefault(found[2], f"m{len(numbers) + 1}")}"'

    text = json.dumps(json_item(plot, ID("explorer-drawing")))
    drawn: dict[str, Any] = json.loads(re.sub(r'("(?:root_)?id": )"([^"]+)"', number, text))
    return drawn


def outline_marker(marker: str) -> str:
    """Give the outline of a marker of matplotlib as a path of SVG, in a square from -1 to 1."""
    import numpy as np
    from matplotlib.markers import MarkerStyle

    style = MarkerStyle(marker)
    path = style.get_path().transformed(style.get_transform())
    extent = float(np.abs(path.vertices).max())
    parts: Any = path.to_polygons(closed_only=False)
    corners = [[(x / extent, -y / extent) for x, y in part] for part in parts]
    return " ".join("M" + " L".join(f"{x:.2f} {y:.2f}" for x, y in part) + " Z" for part in corners)
