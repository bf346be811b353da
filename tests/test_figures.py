"""The figures of the library: their marks, other people's data, and what they refuse.

What holds for every figure of the list is in test_rendered.py and test_marks.py.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import networkx as nx
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.text import Text

from analysis.data import Dataset
from analysis.data.contract import LANGUAGES, labels
from analysis.east_west.figures import plot_participation
from analysis.east_west.map import plot_map
from analysis.east_west.units import count_participation
from analysis.export.files import settle_layout
from analysis.foundings.figures import plot_periods, plot_timeline
from analysis.foundings.measures import count_periods, list_foundings
from analysis.graph.build import build_graph, shared_members, tabulate_memberships
from analysis.graph.figures import (
    plot_bipartite,
    plot_connected_cities,
    plot_membership_matrix,
    plot_shared_members,
)
from analysis.graph.outputs import frame_connected
from analysis.graph.projection import describe_nodes
from analysis.graph.structure import keep_connected, list_connected, order_matrix, place_nodes
from analysis.presentation.style import (
    COLUMN_MM,
    EDGE,
    LOOKS,
    WIDTH_MM,
    contrast,
    figure_of,
    use_style,
)
from analysis.presentation.wording import Wording, format_number, words
from analysis.typology.figures import plot_crosstab, plot_types
from analysis.typology.outputs import frame_tabelle_1, frame_types
from tests.drawing import find_clashes, find_cuts, hair, legends_of, overlap, record_texts

STATES = json.loads(
    (Path(__file__).parents[1] / "data" / "states.geojson").read_text(encoding="utf-8")
)


@pytest.fixture(autouse=True)
def _close_figures() -> Iterator[None]:
    yield
    plt.close("all")


@pytest.fixture(scope="module")
def graph(data: Dataset) -> nx.Graph:
    return build_graph(data)


@pytest.fixture(scope="module")
def matrix(data: Dataset) -> pd.DataFrame:
    table = tabulate_memberships(data)
    rows, columns = order_matrix(table)
    return table.loc[rows, [column for column in columns if table[column].any()]]


@pytest.fixture(scope="module")
def shared(data: Dataset, matrix: pd.DataFrame) -> pd.DataFrame:
    names = data.networks.set_index("network_id")["short_name"]
    frame = shared_members(data).loc[matrix.columns, matrix.columns]
    return frame.rename(index=names, columns=names)


@pytest.fixture(scope="module")
def places(graph: nx.Graph) -> pd.DataFrame:
    return describe_nodes(graph, mode="member")


def _periods(data: Dataset) -> pd.DataFrame:
    return count_periods(data.networks, by="category")


FIGURES = (
    "timeline",
    "periods",
    "bipartite",
    "membership_matrix",
    "shared_members",
    "participation",
    "participation_states",
    "map",
    "crosstab",
    "types",
    "bipartite_several",
    "connected_cities",
)


@pytest.fixture(scope="module")
def plots(
    data: Dataset, graph: nx.Graph, matrix: pd.DataFrame, shared: pd.DataFrame, places: pd.DataFrame
) -> dict[str, Callable[..., Any]]:
    def by_state(**options: Any) -> dict[str, Axes]:
        return plot_participation(count_participation(data, by="state"), **options)

    several = keep_connected(graph)
    return {
        "timeline": lambda **o: plot_timeline(
            list_foundings(data.networks), window=(2015, 2020), **o
        ),
        "periods": lambda **o: plot_periods(_periods(data), **o),
        "bipartite": lambda **o: plot_bipartite(graph, place_nodes(graph), **o),
        "membership_matrix": lambda **o: plot_membership_matrix(matrix, graph, **o),
        "shared_members": lambda **o: plot_shared_members(shared, **o),
        "participation": lambda **o: plot_participation(count_participation(data), **o),
        "participation_states": by_state,
        "map": lambda **o: plot_map(places, STATES, **o),
        "crosstab": lambda **o: plot_crosstab(frame_tabelle_1(data), **o),
        "types": lambda **o: plot_types(frame_types(data), **o),
        "bipartite_several": lambda **o: plot_bipartite(several, place_nodes(several), **o),
        "connected_cities": lambda **o: plot_connected_cities(frame_connected(data), **o),
    }


def draw(result: Axes | dict[str, Axes]) -> tuple[Figure, list[Text]]:
    """Draw the figure; give it with every text that was really drawn."""
    figure = figure_of(result if isinstance(result, Axes) else next(iter(result.values())))
    with use_style():
        return figure, record_texts(figure)


# The marks of each figure are those of its frame.


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_timeline_marks_every_network_at_its_years(data: Dataset, lang: str) -> None:
    frame = list_foundings(data.networks)
    figure, texts = draw(plot_timeline(frame, lang=lang, labels=data.contract))
    ax = figure.axes[0]
    found: dict[str, list[Any]] = {"founded": [], "alternative": []}
    for points in ax.collections:
        if isinstance(points, PathCollection):
            ((year, row),) = points.get_offsets().data.tolist()
            found[str(points.get_label())].append((row, year))
            if points.get_label() == "founded":
                look = LOOKS["category"][frame["category"].iloc[int(row)]]
                assert to_hex(points.get_facecolor()[0]) == look.fill.lower()
    assert sorted(found["founded"]) == list(enumerate(frame["founded"]))
    other = frame["founded_alternative"].dropna()
    assert sorted(found["alternative"]) == list(other.items())
    intervals = [line.get_data() for line in ax.lines if line.get_label() == "interval"]
    wide = frame[frame["founded_latest"] > frame["founded"]]
    assert [list(x) for x, _ in intervals] == wide[["founded", "founded_latest"]].values.tolist()
    printed = {text.get_text() for text in texts}
    assert set(frame["short_name"]) <= printed
    assert set(labels(data.contract, "category", lang=lang, short=True).values()) <= printed
    assert {"1951", "2000–2003", "2007 (2005)", "2012 (2020)"} <= printed


def test_the_timeline_cuts_the_long_gap_and_says_so(data: Dataset) -> None:
    ax = plot_timeline(list_foundings(data.networks))
    draw(ax)
    years = range(1951, 2022)
    pixels = ax.transData.transform([(year, 0) for year in years])[:, 0]
    places = dict(zip(years, pixels, strict=True))
    assert places[1986] - places[1951] == pytest.approx(3 * (places[2021] - places[2020]))
    assert places[2000] - places[1990] == pytest.approx(places[2020] - places[2010])
    assert [text.get_text() for text in ax.texts].count("//") == 1
    ticks = [int(label.get_text()) for label in ax.get_xticklabels()]
    assert not any(1951 < year < 1986 for year in ticks)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_bars_of_periods_have_the_heights_of_the_frame(data: Dataset, lang: str) -> None:
    frame = _periods(data)
    ax = plot_periods(frame, lang=lang, labels=data.contract)
    _, texts = draw(ax)
    counts = frame.drop(columns=["total", "cumulative"])
    assert [container.get_label() for container in ax.containers] == list(counts.columns)
    for code, container in zip(counts.columns, ax.containers, strict=True):
        assert [bar.get_height() for bar in container] == counts[code].tolist()
        assert {bar.get_hatch() or "" for bar in container} == {LOOKS["category"][code].hatch}
    (line,) = ax.child_axes[0].lines
    assert line.get_ydata().tolist() == frame["cumulative"].tolist()
    printed = [text.get_text() for text in texts]
    for total in frame["total"]:
        assert str(total) in printed
    assert f"2015–2020\n6 {words(lang)['years'].split()[1]}" in printed
    assert f"1950–1979\n30 {words(lang)['years'].split()[1]}" in printed


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_two_columns_show_every_node_and_edge(
    data: Dataset, graph: nx.Graph, lang: str
) -> None:
    ax = plot_bipartite(graph, place_nodes(graph), lang=lang, labels=data.contract)
    _, texts = draw(ax)
    lines = {str(c.get_label()): c for c in ax.collections if not isinstance(c, PathCollection)}
    single = sum(graph.degree[m] == 1 for m, side in graph.nodes(data="bipartite") if side == 1)
    assert len(lines["edges_single"].get_paths()) == single
    assert len(lines["edges_several"].get_paths()) == graph.number_of_edges() - single
    assert {to_hex(color) for color in lines["edges_single"].get_edgecolor()} == {EDGE}
    nodes = {c.get_label(): c for c in ax.collections if isinstance(c, PathCollection)}
    assert len(nodes) == len(graph)
    printed = [text.get_text() for text in texts]
    positions = place_nodes(graph)
    for node, found in graph.nodes(data=True):
        assert found["label"] in printed
        marker = nodes[f"node {node}"]
        assert tuple(marker.get_offsets()[0]) == pytest.approx(positions[node])
        column = "category" if found["bipartite"] == 0 else "region"
        fill = LOOKS[column][found[column]].fill if graph.degree[node] else "#ffffff"
        assert to_hex(marker.get_facecolor()[0]) == fill.lower()
    degrees = [text for text in printed if text.isdigit()]
    assert sorted(map(int, degrees)) == sorted(dict(graph.degree).values())
    entries = [
        (text.get_text(), line)
        for legend in legends_of(figure_of(ax))
        for text, line in zip(legend.get_texts(), legend.get_lines(), strict=True)
    ]
    (grey,) = [line for text, line in entries if text == Wording(lang)("bipartite.single")]
    assert to_hex(grey.get_color()) == EDGE
    assert grey.get_linestyle() == "-"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_matrix_has_a_cell_for_every_membership(
    data: Dataset, graph: nx.Graph, matrix: pd.DataFrame, lang: str
) -> None:
    ax = plot_membership_matrix(matrix, graph, lang=lang, labels=data.contract)
    _, texts = draw(ax)
    cells = {
        (round(cell.get_y() + 0.5), round(cell.get_x() + 0.5)): to_hex(cell.get_facecolor())
        for cell in ax.patches
        if cell.get_label() == "cell"
    }
    assert sorted(cells) == [tuple(place) for place in np.argwhere(matrix.to_numpy()).tolist()]
    for (i, _), color in cells.items():
        region = graph.nodes["member", matrix.index[i]]["region"]
        assert color == LOOKS["region"][region].fill.lower()
    printed = [text.get_text() for text in texts]
    roles = nx.get_edge_attributes(graph, "role").values()
    named = labels(data.contract, "role", lang=lang, short=True)
    for role in set(roles) - {"member"}:
        sign = named[role][:2]
        assert printed.count(sign) == list(roles).count(role)
        assert f"{sign}: {named[role]}" in printed
    assert format_number(matrix.to_numpy().sum(), lang=lang) in printed


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_column_of_the_legend_of_the_matrix_holds_one_kind_of_key(
    data: Dataset, graph: nx.Graph, matrix: pd.DataFrame, lang: str
) -> None:
    """Regions, categories and roles never stand in one column."""
    ax = plot_membership_matrix(matrix, graph, lang=lang, labels=data.contract)
    draw(ax)
    (legend,) = legends_of(figure_of(ax))
    kinds = {
        name: column
        for column in ("region", "category")
        for name in labels(data.contract, column, lang=lang, short=True).values()
    }
    columns: dict[int, set[str]] = {}
    for text in legend.get_texts():
        if text.get_text():
            left = round(text.get_window_extent().x0)
            columns.setdefault(left, set()).add(kinds.get(text.get_text(), "role"))
    assert {kind for found in columns.values() for kind in found} == {"region", "category", "role"}
    assert all(len(found) == 1 for found in columns.values())


def test_the_matrix_refuses_a_membership_that_the_graph_lacks(
    graph: nx.Graph, matrix: pd.DataFrame
) -> None:
    wrong = matrix.copy()
    wrong.iloc[-1, -1] = 1
    with pytest.raises(ValueError, match="the graph has no membership"):
        plot_membership_matrix(wrong, graph)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_shared_members_print_the_lower_half(shared: pd.DataFrame, lang: str) -> None:
    ax = plot_shared_members(shared, lang=lang)
    draw(ax)
    values, count = shared.to_numpy(), len(shared)
    printed = {
        (round(text.get_position()[1]), round(text.get_position()[0])): text.get_text()
        for text in ax.texts
    }
    expected = {
        (i, j): str(values[i, j])
        for i in range(count)
        for j in range(i + 1)
        if values[i, j] or i == j
    }
    assert printed == expected
    assert len(ax.patches) == count * (count + 1) // 2
    shades = {}
    for cell in ax.patches:
        i, j = round(cell.get_y() + 0.5), round(cell.get_x() + 0.5)
        if i != j:
            shades.setdefault(values[i, j], set()).add(to_hex(cell.get_facecolor()))
    # One shade a number, and the more are shared the darker it is.
    assert all(len(found) == 1 for found in shades.values())
    darkness = [contrast(*shades[value]) for value in sorted(shades)]
    assert darkness == sorted(darkness)
    assert len(set(darkness)) == len(darkness)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("count", [1, 3, 9, 10, 22])
def test_the_legend_stays_beside_matrices_of_every_size(
    shared: pd.DataFrame, lang: str, count: int
) -> None:
    figure, _ = draw(plot_shared_members(shared.iloc[:count, :count], lang=lang))
    (legend,) = legends_of(figure)
    cells = [cell.get_window_extent() for cell in figure.axes[0].patches]
    assert not any(overlap(legend.get_window_extent(), cell, hair(figure)) for cell in cells)


def test_shared_members_need_a_symmetric_frame(shared: pd.DataFrame) -> None:
    with pytest.raises(ValueError, match="symmetric"):
        plot_shared_members(shared.iloc[:, ::-1])


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", ["municipality", "district"])
@pytest.mark.parametrize("berlin", ["separate", "east", "exclude"])
def test_the_bars_of_participation_are_the_rates(
    data: Dataset, lang: str, kind: str, berlin: str
) -> None:
    frame = count_participation(data, kind=kind, berlin=berlin)
    axes = plot_participation(frame, lang=lang, labels=data.contract)
    figure, texts = draw(axes)
    printed = [text.get_text() for text in texts]
    for column, ax in axes.items():
        values = frame[column].astype(float)
        if column == "participating_per_1000":
            values = values.where(frame["total"] >= 10, 0)
        heights = [bar.get_width() for bar in ax.patches]
        assert heights == pytest.approx(values.fillna(0).tolist())
    assert ("share_large_cities" in axes) == (kind == "municipality")
    assert words(lang)[f"participating_{kind}"] in printed
    assert len(figure.axes) == len(axes)
    if kind == "municipality" and berlin == "separate":
        of = words(lang)["count"].split()[1]
        assert f"1 {of} 1" in printed
        assert f"67{'%' if lang == 'en' else chr(0xA0) + '%'} (6 {of} 9)" in printed


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_map_places_members_in_metres_with_areas_by_degree(
    data: Dataset, places: pd.DataFrame, lang: str
) -> None:
    ax = plot_map(places, STATES, lang=lang, labels=data.contract)
    _, texts = draw(ax)
    marks = {str(points.get_label()): points for points in ax.collections}
    assert set(marks) == {f"member {label}" for label in places["label"]}
    for row in places.itertuples():
        marker = marks[f"member {row.label}"]
        assert marker.get_sizes()[0] / marks["member Aachen"].get_sizes()[0] == row.degree
        assert to_hex(marker.get_facecolor()[0]) == LOOKS["region"][row.region].fill.lower()
    # Flensburg to the Zugspitze, and a known distance: Hamburg to Munich, 612 km.
    hamburg, munich = (marks[f"member {name}"].get_offsets()[0] for name in ("Hamburg", "München"))
    assert np.hypot(*(hamburg - munich)) == pytest.approx(612_000, rel=0.01)
    states = [patch for patch in ax.patches if isinstance(patch, PathPatch)]
    assert len(states) == 16
    printed = {text.get_text() for text in texts}
    named = set(places.loc[places["degree"] >= 3, "label"])
    assert printed & set(places["label"]) - {"Berlin"} == named - {"Berlin"}
    assert words(lang)["kilometres"].format(number=100) in printed


def test_the_map_names_whom_it_cannot_place(places: pd.DataFrame) -> None:
    lost = places.assign(latitude=places["latitude"].mask(places["label"] == "Aachen"))
    ax = plot_map(lost, STATES)
    _, texts = draw(ax)
    assert len(ax.collections) == len(places) - 1
    assert any(text.get_text().endswith(": Aachen") for text in texts)
    with pytest.raises(ValueError, match="no member has coordinates"):
        plot_map(places.assign(longitude=pd.NA), STATES)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width_mm", [WIDTH_MM, COLUMN_MM])
def test_the_cross_table_prints_every_cell(data: Dataset, lang: str, width_mm: int) -> None:
    frame = frame_tabelle_1(data)
    ax = plot_crosstab(frame, lang=lang, labels=data.contract, width_mm=width_mm)
    _, texts = draw(ax)
    printed = [text.get_text() for text in texts]
    counts = frame.xs("networks", axis=1, level=1).to_numpy().ravel().tolist()
    numbers = [text for text in printed if text.isdigit()]
    assert sorted(map(int, numbers)) == sorted(counts)
    said = " ".join(printed).replace(",", "")
    assert all(name in said for name in data.networks["short_name"])
    assert all(name in said for name in labels(data.contract, "category", lang=lang).values())
    # A number of the body stands in the row of its category and, where wide, in its column.
    rows = [text.get_position()[1] for text in texts if text.get_text() in ("7", "12")]
    assert len(set(rows)) == (2 if width_mm == WIDTH_MM else 3)
    markers = [points for points in ax.collections if isinstance(points, PathCollection)]
    fills = [to_hex(points.get_facecolor()[0]) for points in markers]
    assert fills == [LOOKS["category"][code].fill.lower() for code in frame.index.drop("total")]


def test_a_number_stands_in_its_row_and_column(data: Dataset) -> None:
    frame = frame_tabelle_1(data)
    ax = plot_crosstab(frame, labels=data.contract)
    draw(ax)
    placed = [(text.get_position()[::-1], text.get_text()) for text in ax.texts]
    body = sorted((place, int(text)) for place, text in placed if text.isdigit())
    counts = frame.xs("networks", axis=1, level=1)
    assert [number for _, number in body] == counts.to_numpy().ravel().tolist()
    assert len({round(x, 3) for (_, x), _ in body}) == len(counts.columns)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width_mm", [WIDTH_MM, COLUMN_MM])
def test_the_types_list_their_networks(data: Dataset, lang: str, width_mm: int) -> None:
    frame = frame_types(data)
    ax = plot_types(frame, lang=lang, labels=data.contract, width_mm=width_mm)
    _, texts = draw(ax)
    printed = [text.get_text() for text in texts]
    stars = frame["network"].where(frame["also_type"].isna(), frame["network"] + "*")
    assert {"EUKN*", "Connective Cities*"} < set(stars)
    assert all(name in printed for name in stars)
    types = frame.drop_duplicates(["initiative", "type"])["type_networks"].tolist()
    sums = frame.drop_duplicates("initiative")["initiative_networks"].tolist()
    numbers = sorted(int(text) for text in printed if text.isdigit())
    assert numbers == sorted([*types, *sums])
    assert sum(types) == sum(sums) == len(data.networks)
    marks = {
        str(points.get_label()): points
        for points in ax.collections
        if isinstance(points, PathCollection)
    }
    for name, category in zip(stars, frame["category"], strict=True):
        fill = marks[f"marker {name}"].get_facecolor()[0]
        assert to_hex(fill) == LOOKS["category"][category].fill.lower()


def test_a_type_without_a_network_is_a_dash(data: Dataset) -> None:
    frame = frame_types(data).head(1).assign(network=pd.NA, also_type=pd.NA, type_networks=0)
    _, texts = draw(plot_types(frame))
    assert {"–", "0", "platform"} <= {text.get_text() for text in texts}


def test_texts_are_broken_to_their_column() -> None:
    from analysis.presentation.charts import Cell, Token, break_lines, measure_text

    names = [f"name {number}" for number in range(30)]
    lines = break_lines(Cell(tuple(Token(name) for name in names), 0, 40))
    joined = [" ".join(token.text for token in line) for line in lines]
    assert " ".join(joined) == " ".join(names)
    assert all(measure_text(line) <= 40 for line in joined)
    assert len(lines) == -(-len(names) // max(map(len, lines)))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width_mm", [WIDTH_MM, COLUMN_MM])
def test_a_marker_stands_for_every_network_of_a_city(
    data: Dataset, lang: str, width_mm: int
) -> None:
    frame = frame_connected(data)
    ax = plot_connected_cities(frame, lang=lang, labels=data.contract, width_mm=width_mm)
    _, texts = draw(ax)
    found: dict[tuple[int, str], int] = {}
    for points in ax.collections:
        if not isinstance(points, PathCollection):
            continue
        kind, i, *code = str(points.get_label()).split()
        row = frame.iloc[int(i)]
        assert points.get_offsets()[0][1] == int(i)
        column, own = ("category", code[0]) if code else ("region", row["region"])
        assert to_hex(points.get_facecolor()[0]) == LOOKS[column][own].fill.lower()
        found[int(i), own] = found.get((int(i), own), 0) + 1
        assert kind in ("network", "region")
    expected = {
        (i, code): int(frame[code].iloc[i])
        for i in range(len(frame))
        for code in LOOKS["category"]
        if frame[code].iloc[i]
    }
    expected |= {(i, str(region)): 1 for i, region in enumerate(frame["region"])}
    assert found == expected
    printed = [text.get_text() for text in texts]
    assert [text for text in printed if text.isdigit()] == frame["networks"].astype(str).tolist()
    assert [label.get_text() for label in ax.get_yticklabels()] == frame["city"].tolist()


def test_the_most_connected_cities_keep_ties_whole(data: Dataset, graph: nx.Graph) -> None:
    degrees = describe_nodes(graph, mode="member")["degree"]
    for limit in (1, 2, 3, 15, 27, 28, 1000):
        frame = list_connected(build_graph(data), contract=data.contract, limit=limit)
        least = frame["networks"].min()
        assert len(frame) == (degrees >= least).sum()
        assert len(frame) <= limit or frame["networks"].nunique() == 1
        below = degrees[degrees < least]
        assert below.empty or (degrees >= below.max()).sum() > limit
    assert len(frame_connected(data)) == 15


def test_a_city_needs_as_many_markers_as_networks(data: Dataset) -> None:
    with pytest.raises(ValueError, match="do not add up"):
        plot_connected_cities(frame_connected(data).assign(networks=1))


def test_the_graph_of_several_holds_all_memberships_of_its_cities(
    data: Dataset, graph: nx.Graph
) -> None:
    several = keep_connected(graph)
    members = {node for node in graph if node[0] == "member" and graph.degree[node] >= 2}
    assert {node for node in several if node[0] == "member"} == members
    assert all(several.degree[node] == graph.degree[node] for node in members)
    assert min(dict(several.degree).values()) >= 1
    # In the order of the whole graph, which does not depend on the hash seed.
    assert list(several) == [node for node in graph if node in several]


# Drawings that are not in the list of outputs.


@pytest.mark.parametrize("lang", LANGUAGES)
def test_rates_by_state_cover_nothing(data: Dataset, plots: dict[str, Any], lang: str) -> None:
    axes = plots["participation_states"](lang=lang, labels=data.contract)
    with settle_layout(figure_of(axes["participating"])):
        figure, texts = draw(axes)
        assert find_clashes(figure, texts) == []
        assert find_cuts(figure, texts) == []


# Other people's data.


def _odd_tables(data: Dataset) -> Dataset:
    """One network and one member, with names and codes that nobody foresaw."""
    networks = data.networks.query("network_id == 'wego'").assign(
        short_name="_A $ and $B_1$", category="_local"
    )
    members = data.members.query("member_id == 'berlin'").assign(name="_Town of $x^$")
    rows = data.memberships.query("network_id == 'wego' and member_id == 'berlin'")
    return replace(data, networks=networks, members=members, memberships=rows)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("known", [True, False], ids=["contract", "no contract"])
def test_one_network_and_one_member_are_drawn(
    data: Dataset, lang: str, known: bool, tmp_path: Path
) -> None:
    small = _odd_tables(data)
    options: dict[str, Any] = {"lang": lang, "labels": data.contract if known else None}
    graph = build_graph(small)
    nx.set_edge_attributes(graph, "_ally", "role")
    table = tabulate_memberships(small)
    place = small.members.assign(label=small.members["name"], degree=1, region="_middle")
    names = {"wego": "_A $ and $B_1$"}
    shared = shared_members(small).rename(index=names, columns=names)
    results = [
        plot_timeline(list_foundings(small.networks), **options),
        plot_periods(count_periods(small.networks, by="category"), **options),
        plot_bipartite(graph, place_nodes(graph), **options),
        plot_membership_matrix(table, graph, **options),
        plot_shared_members(shared, **options),
        plot_participation(count_participation(small), **options),
        plot_map(place, STATES, label_from=1, **options),
        plot_crosstab(frame_tabelle_1(small), **options),
        plot_types(frame_types(small), **options),
        plot_connected_cities(frame_connected(small), **options),
    ]
    seen = set()
    for result in results:
        figure, texts = draw(result)
        seen |= {text.get_text() for text in texts}
        with use_style():
            figure.savefig(tmp_path / "odd.pdf")
            figure.savefig(tmp_path / "odd.svg")
    assert {"_A $ and $B_1$", "_Town of $x^$", "_local", "_middle", "_a: _ally"} <= seen


def test_axes_of_ones_own_are_drawn_on(data: Dataset, graph: nx.Graph) -> None:
    figure, (left, right) = plt.subplots(1, 2, figsize=(14, 10))
    assert plot_timeline(list_foundings(data.networks), ax=left) is left
    assert plot_bipartite(graph, place_nodes(graph), ax=right) is right
    assert figure.axes == [left, right]
    own = plt.figure(figsize=(8, 4)).subfigures(1, 2)[1]
    axes = plot_participation(count_participation(data), figure=own)
    assert all(ax.get_figure(root=False) is own for ax in axes.values())


@pytest.mark.parametrize(
    "plot",
    [
        lambda d: plot_timeline(list_foundings(d.networks).head(0)),
        lambda d: plot_periods(_periods(d).head(0)),
        lambda d: plot_bipartite(nx.Graph(), {}),
        lambda d: plot_membership_matrix(tabulate_memberships(d).head(0), nx.Graph()),
        lambda d: plot_shared_members(pd.DataFrame()),
        lambda d: plot_participation(count_participation(d).head(0)),
        lambda d: plot_map(
            pd.DataFrame(columns=["label", "degree", "region", "latitude", "longitude"]), STATES
        ),
        lambda d: plot_crosstab(frame_tabelle_1(d).head(0)),
        lambda d: plot_types(frame_types(d).head(0)),
        lambda d: plot_connected_cities(frame_connected(d).head(0)),
    ],
    ids=[
        "timeline",
        "periods",
        "bipartite",
        "membership",
        "shared",
        "rates",
        "map",
        "crosstab",
        "types",
        "connected",
    ],
)
def test_nothing_to_draw_is_said(data: Dataset, plot: Callable[[Dataset], Any]) -> None:
    plt.close("all")
    with pytest.raises(ValueError, match=r"plot_\w+ has nothing to draw"):
        plot(data)
    assert plt.get_fignums() == []


def test_a_graph_that_is_not_two_mode_or_not_placed_is_refused(graph: nx.Graph) -> None:
    with pytest.raises(ValueError, match="two-mode"):
        plot_bipartite(nx.path_graph(3), {})
    with pytest.raises(ValueError, match="no position for"):
        plot_bipartite(graph, {})


def test_labels_that_would_break_a_column_are_all_drawn(data: Dataset) -> None:
    frame = list_foundings(data.networks).assign(short_name="_same $ name")
    _, texts = draw(plot_timeline(frame))
    assert [text.get_text() for text in texts].count("_same $ name") == 34


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_drawn_twice_is_the_same_file(
    name: str, plots: dict[str, Any], data: Dataset, tmp_path: Path
) -> None:
    files = []
    for _ in range(2):
        figure, _texts = draw(plots[name](lang="de", labels=data.contract))
        with use_style():
            figure.savefig(tmp_path / "figure.svg", metadata={"Date": None})
        files.append((tmp_path / "figure.svg").read_bytes())
    assert files[0] == files[1]
