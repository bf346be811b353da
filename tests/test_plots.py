"""What plots refuse, and how they draw other people's data, on axes of one's own.

What holds for every figure of the list is in test_rendered.py, test_marks.py and test_colours.py.
"""

import itertools
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
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text

from analysis import crosslinking, east_west, foundings, graph, typology
from analysis.catalogue import OUTPUTS, find_absent, find_outputs
from analysis.claims import plot_verdicts
from analysis.data import Dataset, load
from analysis.data.contract import LANGUAGES
from analysis.presentation.registry import Output, draw_output, note_all
from analysis.presentation.style import LOOKS, MM, add_texts, figure_of, use_style
from analysis.presentation.tables import translate_table
from analysis.presentation.wording import Wording
from tests.drawing import Measured, find_clashes, find_cuts, legends_of, record_texts

Numbers = Callable[[str], Any]
# Those that are measured at once.
PLAIN = (
    "timeline", "periods", "bipartite", "membership_matrix", "shared_members",
    "map", "typology_crosstab", "typology_types", "connected_cities",
)  # fmt: skip
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


@pytest.fixture(scope="session")
def numbers(measured: Measured) -> Numbers:
    """What a figure of the list is drawn from."""
    return lambda name: measured(*find_outputs([name]))


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
    small, say = _odd_tables(data), Wording(lang, data.contract if known else None)
    seen = set()
    for output in find_outputs(PLAIN):
        measured = output.measure(small)
        with draw_output(output, measured, say) as figure, use_style():
            seen |= {text.get_text() for text in record_texts(figure)}
            figure.savefig(tmp_path / "odd.pdf")
            figure.savefig(tmp_path / "odd.svg")
    assert {"_A $ and $B_1$", "_Town of $x^$", "_local"} <= seen


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


def test_labels_that_would_break_a_column_are_all_drawn(numbers: Numbers) -> None:
    frame = numbers("timeline").assign(short_name="_same $ name")
    drawn = " ".join(read(foundings.plot_timeline(frame)))
    assert drawn.count("_same $ name") == 34


def test_unknown_codes_print_themselves(numbers: Numbers) -> None:
    places, states, _ = numbers("map")
    assert "_middle" in read(east_west.plot_map(places.assign(region="_middle"), states))
    texts = read(east_west.plot_region_ratios(RATIOS, lang="de"))
    assert {"odd_one", "elsewhere", "0,53 (0,20–1,10)"} <= set(texts)
    frame = pd.DataFrame({"open": [2], "shut": [0]}, index=pd.Index(["here"], name="place"))
    assert [label.get_text() for label in plot_verdicts(frame).get_yticklabels()] == ["here"]


def test_limits_of_zero_and_infinity_are_cut_at_the_ends_of_the_axis() -> None:
    ax = east_west.plot_region_ratios(RATIOS)
    low, high = ax.get_xlim()
    ends = [list(line.get_xdata()) for line in ax.lines if line.get_linewidth() == 1.2]
    assert ends == [pytest.approx(pair) for pair in ([low, 1.0], [0.2, 1.1], [0.4, high])]


def test_axes_of_ones_own_are_drawn_on(numbers: Numbers) -> None:
    figure, (left, right) = plt.subplots(1, 2, figsize=(14, 10))
    assert foundings.plot_timeline(numbers("timeline"), ax=left) is left
    assert graph.plot_bipartite(numbers("bipartite"), ax=right) is right
    assert figure.axes == [left, right]


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize("name", [*PLAIN, "region_ratios", "verdicts"])
def test_nothing_to_draw_is_said(name: str, numbers: Numbers) -> None:
    own = {"region_ratios": RATIOS, "verdicts": pd.DataFrame({"open": [1]})}
    measured = own[name] if name in own else numbers(name)
    first, *others = measured if isinstance(measured, tuple) else (measured,)
    (output,) = find_outputs([name])
    with pytest.raises(ValueError, match=r"plot_\w+ has nothing to draw"):
        output.plot(first.head(0) if isinstance(first, pd.DataFrame) else nx.Graph(), *others)
    assert plt.get_fignums() == []


@pytest.mark.parametrize(
    "plot",
    [
        crosslinking.plot_cross_links, crosslinking.plot_overlap_evidence,
        crosslinking.plot_structure, east_west.plot_regional_rates,
        east_west.plot_region_ratios, east_west.plot_specifications,
        east_west.plot_coverage_bounds, east_west.plot_region_split,
    ],
)  # fmt: skip
def test_frames_that_lack_columns_are_refused(plot: Callable[..., Any]) -> None:
    with pytest.raises(ValueError, match=f"{plot.__name__} needs the columns"):
        plot(pd.DataFrame({"a": [1]}))


def test_what_contradicts_itself_is_refused(numbers: Numbers) -> None:
    with pytest.raises(ValueError, match="lang is 'fr'"):
        foundings.plot_foundings(numbers("periods"), lang="fr")
    with pytest.raises(ValueError, match="two-mode"):
        graph.plot_bipartite(nx.path_graph(3))
    with pytest.raises(ValueError, match="symmetric"):
        graph.plot_shared_members(numbers("shared_members").iloc[:, ::-1])
    names = ["omitted", "headline", "observed", "expected", "low", "high"]
    many = pd.DataFrame([("", f"m{i}", 1, 1, 0, 2) for i in range(7)], columns=names)
    with pytest.raises(ValueError, match="7 measures, but room for six"):
        crosslinking.plot_structure(many)


# ---------------------------------------------------------------- what a single figure promises


def test_years_before_a_long_gap_are_an_arrow(numbers: Numbers) -> None:
    frame = numbers("timeline")
    assert "CEMR (1951)" in read(foundings.plot_timeline(frame))
    later = frame.assign(founded=frame["founded"].replace(1951, 1980))
    texts = read(foundings.plot_timeline(later.drop(columns=["term", "term_end"])))
    assert {"CEMR", "1980"} <= set(texts)


@pytest.mark.parametrize("count", [1, 3, 9, 10, 22])
def test_half_matrices_of_every_size_have_room_for_their_names(
    numbers: Numbers, count: int
) -> None:
    shared = numbers("shared_members").iloc[:count, :count]
    figure, texts = draw(graph.plot_shared_members(shared, lang="de"))
    assert find_clashes(figure, texts) == []
    assert find_cuts(figure, texts) == []
    assert len([text for text in texts if text.get_text().endswith(")")]) == count


@pytest.mark.parametrize(("everyone", "lines", "most"), [(False, 103, 650), (True, 139, 900)])
def test_few_lines_of_the_graph_cross(
    numbers: Numbers, everyone: bool, lines: int, most: int
) -> None:
    ax = graph.plot_bipartite(numbers("bipartite"), everyone=everyone)
    drawn = [part for part in ax.collections if isinstance(part, LineCollection)]
    ends = [path.vertices[[0, -1]] for part in drawn for path in part.get_paths()]
    crossings = sum(
        one[0, 0] == other[0, 0] and (one[0, 1] - other[0, 1]) * (one[1, 1] - other[1, 1]) < 0
        for one, other in itertools.combinations(ends, 2)
    )
    assert len(ends) == lines
    assert crossings <= most
    assert figure_of(ax).get_figheight() / MM <= (226 if everyone else 155)


def test_sides_of_the_graph_are_regions_of_ones_choice(numbers: Numbers) -> None:
    """Without regions, or with others on the left, everybody stands somewhere."""
    own = numbers("bipartite").copy()
    assert "Hamburg" in read(graph.plot_bipartite(own, left=("berlin",), right=("east",)))
    for node in own:
        own.nodes[node].pop("region", None)
    assert {"Members (70)", "Dresden"} <= set(read(graph.plot_bipartite(own)))


def test_a_network_has_the_same_area_on_the_map_in_every_region(numbers: Numbers) -> None:
    """Counted in filled pixels: a marker's size says little about what is seen of it."""
    places = numbers("map")[0].assign(degree=9).drop_duplicates("region")
    figure = figure_of(east_west.plot_map(places, {"features": []}))
    for artist in [*figure.axes[0].texts, *legends_of(figure)]:
        artist.set_visible(False)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    drawn = np.asarray(canvas.buffer_rgba(), dtype=float)[:, :, :3]
    counts = [
        int((np.abs(drawn - np.array(to_rgb(look.fill)) * 255).max(axis=2) < 3).sum())
        for look in (LOOKS["region"][code] for code in ("east", "west"))
    ]
    assert min(counts) > 100
    assert max(counts) / min(counts) < 1.03


def test_the_map_names_whom_it_cannot_place(numbers: Numbers) -> None:
    places, states, _ = numbers("map")
    lost = places.assign(latitude=places["latitude"].mask(places["label"] == "Aachen"))
    assert any(text.endswith(": Aachen") for text in read(east_west.plot_map(lost, states)))
    with pytest.raises(ValueError, match="no member has coordinates"):
        east_west.plot_map(places.assign(longitude=pd.NA), states)


def test_a_type_without_a_network_is_a_dash(numbers: Numbers) -> None:
    frame = (
        numbers("typology_types").head(1).assign(network=pd.NA, also_type=pd.NA, type_networks=0)
    )
    assert {"–", "0", "platform"} <= set(read(typology.plot_types(frame)))


def test_what_the_evidence_leaves_empty_the_note_explains(data: Dataset) -> None:
    (output,) = find_outputs(["overlap_evidence"])
    for say in (Wording(lang, data.contract) for lang in LANGUAGES):
        sign = say("say.quoted", text=say("say.undefined"))
        assert sign in " ".join(note_all(output, data, say))


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


def test_all_networks_are_drawn_as_the_table_of_scopes_has_them(numbers: Numbers) -> None:
    """With fewer draws a measure at the edge may fall outside the band, and in the table not."""
    drawn = numbers("structure_against_chance").query("omitted == ''").set_index("headline")
    columns = ["observed", "expected", "low", "high"]
    table = numbers("structure_scopes").loc["all"].loc[drawn.index, columns]
    assert drawn[columns].to_numpy() == pytest.approx(table.to_numpy(dtype="float64"))
