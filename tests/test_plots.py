"""What plots refuse, and how they draw other people's data, on axes of one's own.

What holds for every figure of the list is in test_rendered.py, test_marks.py and test_colours.py.
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
from matplotlib.figure import Figure
from matplotlib.text import Text

from analysis import crosslinking, east_west, foundings, graph, typology
from analysis.catalogue import OUTPUTS, find_absent
from analysis.claims import plot_verdicts
from analysis.data import Dataset, load
from analysis.data.contract import LANGUAGES, labels
from analysis.export.files import settle_layout
from analysis.graph.outputs import frame_connected
from analysis.presentation.registry import Output, draw_output, note_all
from analysis.presentation.style import MM, add_texts, figure_of, use_style
from analysis.presentation.tables import translate_table
from analysis.presentation.wording import Wording
from analysis.typology.outputs import frame_tabelle_1, frame_types
from tests.drawing import find_clashes, find_cuts, hair, legends_of, overlap, record_texts

STATES = json.loads(
    (Path(__file__).parents[1] / "data" / "states.geojson").read_text(encoding="utf-8")
)
PLACES = ["label", "degree", "region", "latitude", "longitude"]
RATIOS = pd.DataFrame({
    "comparison": ["municipalities", "municipalities", "odd_one"],
    "berlin": ["separate", "east", "elsewhere"],
    "ratio": [0.47, 0.53, 1.5],
    "lower": [0.0, 0.2, 0.4],
    "upper": [1.0, 1.1, float("inf")],
})  # fmt: skip


@pytest.fixture(autouse=True)
def _close_figures() -> Iterator[None]:
    yield
    plt.close("all")


@pytest.fixture(scope="module")
def shared(data: Dataset) -> pd.DataFrame:
    names = data.networks.set_index("network_id")["short_name"]
    return graph.shared_members(data).rename(index=names, columns=names)


@pytest.fixture(scope="module")
def places(data: Dataset) -> pd.DataFrame:
    return graph.describe_nodes(graph.build_graph(data), mode="member")


def count_periods(data: Dataset) -> pd.DataFrame:
    return foundings.count_periods(data.networks, by="category")


def draw(result: Axes | dict[str, Axes]) -> tuple[Figure, list[Text]]:
    """Draw the figure; give it with every text that was really drawn."""
    figure = figure_of(result if isinstance(result, Axes) else next(iter(result.values())))
    with use_style():
        return figure, record_texts(figure)


def read(result: Axes | dict[str, Axes]) -> list[str]:
    return [text.get_text() for text in draw(result)[1]]


# ---------------------------------------------------------------- other people's data


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
    found = graph.build_graph(small)
    nx.set_edge_attributes(found, "_ally", "role")
    place = small.members.assign(label=small.members["name"], degree=1, region="_middle")
    names = {"wego": "_A $ and $B_1$"}
    pair = graph.shared_members(small).rename(index=names, columns=names)
    results = [
        foundings.plot_timeline(foundings.list_foundings(small.networks), **options),
        foundings.plot_periods(count_periods(small), **options),
        graph.plot_bipartite(found, graph.place_nodes(found), **options),
        graph.plot_membership_matrix(graph.tabulate_memberships(small), found, **options),
        graph.plot_shared_members(pair, **options),
        east_west.plot_participation(east_west.count_participation(small), **options),
        east_west.plot_map(place, STATES, **options),
        typology.plot_crosstab(frame_tabelle_1(small), **options),
        typology.plot_types(frame_types(small), **options),
        graph.plot_connected_cities(frame_connected(small), **options),
    ]
    seen = set()
    for result in results:
        figure, texts = draw(result)
        seen |= {text.get_text() for text in texts}
        with use_style():
            figure.savefig(tmp_path / "odd.pdf")
            figure.savefig(tmp_path / "odd.svg")
    assert {"_A $ and $B_1$", "_local", "_middle", "_a: _ally"} <= seen


@pytest.mark.parametrize(
    "output", [o for o in OUTPUTS if o.kind != "graph"], ids=lambda output: output.name
)
def test_entries_hold_for_small_tables_of_others(output: Output, small_folder: Path) -> None:
    """Two networks that share one member: nothing to find, and nothing breaks."""
    own = load(small_folder)
    if find_absent(output, own):
        return
    measured = output.measure(own)
    for say in (Wording(lang, own.contract) for lang in LANGUAGES):
        if output.kind == "table":
            table = translate_table(measured, lang=say.lang, labels=own.contract)
            assert len(table.rows) == len(measured)
            continue
        with draw_output(output, measured, say) as figure, use_style():
            figure.canvas.draw()
        assert output.alt is not None
        text = output.alt(measured, say)
        assert 60 < len(text) < 700
        assert "nan" not in text.lower().split()


def test_labels_that_would_break_a_column_are_all_drawn(data: Dataset) -> None:
    frame = foundings.list_foundings(data.networks).assign(short_name="_same $ name")
    assert read(foundings.plot_timeline(frame)).count("_same $ name") == 34


def test_unknown_codes_print_themselves() -> None:
    texts = read(east_west.plot_region_ratios(RATIOS, lang="de"))
    assert {"odd_one", "elsewhere", "0,53 (0,20–1,10)"} <= set(texts)
    frame = pd.DataFrame({"open": [2], "shut": [0]}, index=pd.Index(["here"], name="place"))
    assert [label.get_text() for label in plot_verdicts(frame).get_yticklabels()] == ["here"]


def test_limits_of_zero_and_infinity_are_cut_at_the_ends_of_the_axis() -> None:
    ax = east_west.plot_region_ratios(RATIOS)
    low, high = ax.get_xlim()
    ends = [list(line.get_xdata()) for line in ax.lines if line.get_linewidth() == 1.2]
    assert ends == [pytest.approx(pair) for pair in ([low, 1.0], [0.2, 1.1], [0.4, high])]


def test_axes_of_ones_own_are_drawn_on(data: Dataset) -> None:
    figure, (left, right) = plt.subplots(1, 2, figsize=(14, 10))
    found = graph.build_graph(data)
    assert foundings.plot_timeline(foundings.list_foundings(data.networks), ax=left) is left
    assert graph.plot_bipartite(found, graph.place_nodes(found), ax=right) is right
    assert figure.axes == [left, right]


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    "plot",
    [
        lambda d: foundings.plot_timeline(foundings.list_foundings(d.networks).head(0)),
        lambda d: foundings.plot_periods(count_periods(d).head(0)),
        lambda d: graph.plot_bipartite(nx.Graph(), {}),
        lambda d: graph.plot_membership_matrix(graph.tabulate_memberships(d).head(0), nx.Graph()),
        lambda d: graph.plot_shared_members(pd.DataFrame()),
        lambda d: graph.plot_connected_cities(frame_connected(d).head(0)),
        lambda d: east_west.plot_participation(east_west.count_participation(d).head(0)),
        lambda d: east_west.plot_map(pd.DataFrame(columns=PLACES), STATES),
        lambda d: east_west.plot_region_ratios(RATIOS.head(0)),
        lambda d: typology.plot_crosstab(frame_tabelle_1(d).head(0)),
        lambda d: typology.plot_types(frame_types(d).head(0)),
        lambda d: plot_verdicts(pd.DataFrame({"open": []})),
    ],
    ids=[
        "timeline",
        "periods",
        "bipartite",
        "membership_matrix",
        "shared_members",
        "connected_cities",
        "participation",
        "map",
        "region_ratios",
        "crosstab",
        "types",
        "verdicts",
    ],
)
def test_nothing_to_draw_is_said(data: Dataset, plot: Callable[[Dataset], Any]) -> None:
    with pytest.raises(ValueError, match=r"plot_\w+ has nothing to draw"):
        plot(data)
    assert plt.get_fignums() == []


@pytest.mark.parametrize(
    "plot",
    [
        crosslinking.plot_cross_links, crosslinking.plot_overlap_evidence,
        crosslinking.plot_structure, crosslinking.plot_mixing, east_west.plot_regional_rates,
        east_west.plot_region_ratios, east_west.plot_specifications,
        east_west.plot_coverage_bounds,
    ],
)  # fmt: skip
def test_frames_that_lack_columns_are_refused(plot: Callable[..., Any]) -> None:
    with pytest.raises(ValueError, match=f"{plot.__name__} needs the columns"):
        plot(pd.DataFrame({"a": [1]}))


def test_an_unknown_language_is_refused(data: Dataset) -> None:
    with pytest.raises(ValueError, match="lang is 'fr'"):
        foundings.plot_periods(count_periods(data), lang="fr")


def test_a_graph_that_is_not_two_mode_or_not_placed_is_refused(data: Dataset) -> None:
    with pytest.raises(ValueError, match="two-mode"):
        graph.plot_bipartite(nx.path_graph(3), {})
    with pytest.raises(ValueError, match="no position for"):
        graph.plot_bipartite(graph.build_graph(data), {})


def test_frames_that_contradict_themselves_are_refused(data: Dataset, shared: pd.DataFrame) -> None:
    with pytest.raises(ValueError, match="symmetric"):
        graph.plot_shared_members(shared.iloc[:, ::-1])
    wrong = graph.tabulate_memberships(data)
    wrong.iloc[-1, -1] = 1
    with pytest.raises(ValueError, match="the graph has no membership"):
        graph.plot_membership_matrix(wrong, graph.build_graph(data))
    with pytest.raises(ValueError, match="do not add up"):
        graph.plot_connected_cities(frame_connected(data).assign(networks=1))
    names = ["omitted", "headline", "observed", "expected", "low", "high"]
    many = pd.DataFrame([("", f"m{i}", 1, 1, 0, 2) for i in range(7)], columns=names)
    with pytest.raises(ValueError, match="7 measures, but room for six"):
        crosslinking.plot_structure(many)


# ---------------------------------------------------------------- what a single figure promises


def test_the_timeline_cuts_the_long_gap_and_says_so(data: Dataset) -> None:
    ax = foundings.plot_timeline(foundings.list_foundings(data.networks))
    draw(ax)
    years = range(1951, 2022)
    pixels = ax.transData.transform([(year, 0) for year in years])[:, 0]
    at = dict(zip(years, pixels, strict=True))
    assert at[1986] - at[1951] == pytest.approx(3 * (at[2021] - at[2020]))
    assert at[2000] - at[1990] == pytest.approx(at[2020] - at[2010])
    assert [text.get_text() for text in ax.texts].count("//") == 1
    ticks = [int(label.get_text()) for label in ax.get_xticklabels()]
    assert not any(1951 < year < 1986 for year in ticks)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_column_of_the_legend_of_the_matrix_holds_one_kind_of_key(
    data: Dataset, lang: str
) -> None:
    """Regions, categories and roles never stand in one column."""
    table = graph.tabulate_memberships(data)
    rows, columns = graph.order_matrix(table)
    matrix = table.loc[rows, [column for column in columns if table[column].any()]]
    found = graph.build_graph(data)
    ax = graph.plot_membership_matrix(matrix, found, lang=lang, labels=data.contract)
    draw(ax)
    (legend,) = legends_of(figure_of(ax))
    kinds = {
        name: column
        for column in ("region", "category")
        for name in labels(data.contract, column, lang=lang, short=True).values()
    }
    standing: dict[int, set[str]] = {}
    for text in legend.get_texts():
        if text.get_text():
            left = round(text.get_window_extent().x0)
            standing.setdefault(left, set()).add(kinds.get(text.get_text(), "role"))
    assert set.union(*standing.values()) == {"region", "category", "role"}
    assert all(len(kind) == 1 for kind in standing.values())


@pytest.mark.parametrize("count", [1, 3, 9, 10, 22])
def test_the_legend_stays_beside_matrices_of_every_size(shared: pd.DataFrame, count: int) -> None:
    figure, _ = draw(graph.plot_shared_members(shared.iloc[:count, :count], lang="de"))
    (legend,) = legends_of(figure)
    cells = [cell.get_window_extent() for cell in figure.axes[0].patches]
    assert not any(overlap(legend.get_window_extent(), cell, hair(figure)) for cell in cells)


def test_the_map_names_whom_it_cannot_place(places: pd.DataFrame) -> None:
    lost = places.assign(latitude=places["latitude"].mask(places["label"] == "Aachen"))
    assert any(text.endswith(": Aachen") for text in read(east_west.plot_map(lost, STATES)))
    with pytest.raises(ValueError, match="no member has coordinates"):
        east_west.plot_map(places.assign(longitude=pd.NA), STATES)


def test_the_map_is_in_metres(places: pd.DataFrame) -> None:
    """A known distance: Hamburg to Munich, 612 km."""
    ax = east_west.plot_map(places, STATES)
    marks = {str(points.get_label()): points for points in ax.collections}
    hamburg, munich = (marks[f"member {name}"].get_offsets()[0] for name in ("Hamburg", "München"))
    assert np.hypot(*(hamburg - munich)) == pytest.approx(612_000, rel=0.01)


def test_a_type_without_a_network_is_a_dash(data: Dataset) -> None:
    frame = frame_types(data).head(1).assign(network=pd.NA, also_type=pd.NA, type_networks=0)
    assert {"–", "0", "platform"} <= set(read(typology.plot_types(frame)))


def test_what_the_evidence_leaves_empty_the_note_explains(data: Dataset) -> None:
    (output,) = (output for output in OUTPUTS if output.name == "overlap_evidence")
    for say in (Wording(lang, data.contract) for lang in LANGUAGES):
        assert say("say.undefined") in " ".join(note_all(output, data, say))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_rates_by_state_cover_nothing(data: Dataset, lang: str) -> None:
    counts = east_west.count_participation(data, by="state")
    axes = east_west.plot_participation(counts, lang=lang, labels=data.contract)
    with settle_layout(figure_of(axes["participating"])):
        figure, texts = draw(axes)
        assert find_clashes(figure, texts) == []
        assert find_cuts(figure, texts) == []


def test_a_source_line_keeps_together_what_belongs_together() -> None:
    """Numbers stay with the word before them, short brackets whole; sources begin lines."""
    report, borders = "eigene Darstellung nach Publikation 36/2023", "GeoNames (CC BY 4.0)"
    source = f"Quelle: {report}; Koordinaten: {borders}; Grenzen: Natural Earth."
    for width_mm in (45, 50, 55, 60, 85, 120):
        figure = Figure(figsize=(width_mm * MM, 1), layout="constrained")
        lines = add_texts(figure, source=source).texts[0].get_text().split("\n")
        assert " ".join(lines) == source
        assert not [line for line in lines if line[0].isdigit() or line.startswith(("BY", "4.0"))]
    figure = Figure(figsize=(85 * MM, 1), layout="constrained")
    text = add_texts(figure, source="Quelle: Bericht; " + "Zahlen " * 8).texts[0].get_text()
    assert text.count("\n") == 1
    assert text.startswith("Quelle: Bericht;\nZahlen")


def test_all_networks_are_drawn_as_the_table_of_scopes_has_them(data: Dataset) -> None:
    """With fewer draws a measure at the edge may fall outside the band, and in the table not."""
    entries = {output.name: output for output in OUTPUTS}
    table = entries["structure_scopes"].measure(data).loc["all"]
    drawn = entries["structure_against_chance"].measure(data)
    whole = drawn[drawn["omitted"] == ""].set_index("headline")
    columns = ["observed", "expected", "low", "high"]
    expected = table.loc[whole.index, columns].to_numpy(dtype="float64")
    assert whole[columns].to_numpy() == pytest.approx(expected)
