"""The marks of every figure are those of its file: a wrong plot fails.

The file of numbers is written and read back as an editor would read it, and compared with what
`marks` reads from the drawn figure. Then the same figure is drawn from other numbers, and the
comparison must fail: that is the test of the test.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analysis.catalogue import find_outputs
from analysis.data import Dataset
from analysis.export.files import save_numbers
from analysis.presentation.registry import Output, draw_output
from analysis.presentation.wording import Wording
from tests.drawing import CASES, FIGURES, Measured
from tests.marks import READERS, tidy

Change = Callable[[Any], Any]


def read_file(output: Output, measured: Any, folder: Path) -> pd.DataFrame:
    path = save_numbers(output.numbers(measured), output.name, folder)
    return pd.read_csv(path, keep_default_na=False, na_values=[""])


def compare(
    output: Output, drawn: Any, file: pd.DataFrame, data: Dataset, lang: str, width: int
) -> tuple[Any, Any]:
    """What a figure of some numbers shows, and what the file says that it should."""
    say = Wording(lang, data.contract)
    with draw_output(output, drawn, say, width_mm=width) as figure:
        figure.draw_without_rendering()
        found, expected = READERS[output.name](figure, file, say)
    return tidy(found), tidy(expected)


def test_every_figure_has_a_reader_and_a_false_drawing() -> None:
    """A new figure comes with a reader of its marks, in `READERS`, and an entry of `CHANGES`."""
    names = {output.name for output in FIGURES}
    assert set(READERS) == names
    assert set(CHANGES) == names


@pytest.mark.parametrize("case", CASES)
def test_marks_are_those_of_the_file(
    case: Any, measured: Measured, data: Dataset, tmp_path: Path
) -> None:
    output, lang, width = case
    file = read_file(output, measured(output), tmp_path)
    found, expected = compare(output, measured(output), file, data, lang, width)
    assert found == expected
    assert found


# ---------------------------------------------------------------- the test of the test


def put(column: Any, value: Any, row: int = 0) -> Change:
    """Another value in one cell of the frame that is drawn, the first of what is measured."""

    def change(measured: Any) -> Any:
        if isinstance(measured, tuple):
            return (change(measured[0]), *measured[1:])
        frame = measured.copy()
        place = frame.columns.get_loc(column)
        found = frame.iloc[row, place]
        frame.iloc[row, place] = value(found) if callable(value) else value
        new = frame.iloc[row, place]
        assert pd.isna(new) != pd.isna(found) or new != found
        return frame

    return change


def swap(one: str, other: str) -> Change:
    """Two columns in each other's place."""

    def change(frame: pd.DataFrame) -> pd.DataFrame:
        return frame.assign(**{one: frame[other], other: frame[one]})

    return change


def drop_edge(measured: Any) -> Any:
    graph = measured[0].copy()
    graph.remove_edge(*sorted(graph.edges)[0])
    return graph, *measured[1:]


def recode_node(side: str, key: str, value: str) -> Change:
    """Another attribute of the first node of a kind that has some edge, wherever the graph is."""

    def change(measured: Any) -> Any:
        return tuple(_recode(part) if hasattr(part, "edges") else part for part in measured)

    def _recode(graph: Any) -> Any:
        graph = graph.copy()
        node = next(
            node
            for node in sorted(graph)
            if node[0] == side and graph.degree[node] and graph.nodes[node][key] != value
        )
        graph.nodes[node][key] = value
        return graph

    return change


def swap_nodes(measured: Any) -> Any:
    """Two networks in each other's place."""
    graph, places = measured
    one, other = [node for node in sorted(graph) if node[0] == "network"][:2]
    return graph, places | {one: places[other], other: places[one]}


def change_role(measured: Any) -> Any:
    table, graph = measured
    graph = graph.copy()
    edge = next(edge for edge in sorted(graph.edges) if graph.edges[edge]["role"] == "member")
    graph.edges[edge]["role"] = "lighthouse"
    return table, graph


def drop_cell(measured: Any) -> Any:
    table, graph = measured
    table = table.copy()
    table.iloc[0, 0] = 0
    return table, graph


def reverse_rows(measured: Any) -> Any:
    return measured[0].iloc[::-1], measured[1]


def share_one_more(frame: pd.DataFrame) -> pd.DataFrame:
    frame = frame.copy()
    frame.iloc[3, 1] += 1
    frame.iloc[1, 3] += 1
    return frame


def rename_network(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.rename(index={"Eurocities": "Other"}, columns={"Eurocities": "Other"})


def one_more(value: Any) -> Any:
    return value + 1


def larger(value: Any) -> Any:
    return value * 1.01


def turn(value: Any) -> Any:
    return not value


CHANGES: dict[str, list[Change]] = {
    "timeline": [
        put("founded", one_more, 3),
        put("founded_latest", 2022, -1),
        put("founded_alternative", 1990, 3),
        put("category", "national"),
        put("short_name", "Other"),
    ],
    "periods": [
        put("national", one_more, 3),
        put("cumulative", one_more, 2),
        swap("thematic", "cities_regions"),
    ],
    "bipartite": [
        drop_edge,
        recode_node("member", "region", "east"),
        recode_node("network", "category", "national"),
        recode_node("member", "label", "Other"),
        swap_nodes,
    ],
    "membership_matrix": [
        drop_cell,
        reverse_rows,
        change_role,
        recode_node("member", "region", "east"),
        recode_node("network", "category", "national"),
        recode_node("network", "label", "Other"),
    ],
    "shared_members": [share_one_more, rename_network],
    "participation": [
        put("participating", one_more),
        put("participating_per_1000", larger),
        put("memberships_per_million", larger, 2),
        put("share_large_cities", larger),
    ],
    "map": [
        put("degree", one_more, 5),
        put("region", "berlin", 5),
        put("latitude", larger, 5),
        put("longitude", larger, 5),
        put("label", "Other", 5),
    ],
    "cross_links": [
        put("municipalities_all", lambda n: (0 if pd.isna(n) else n) + 1),
        put("organisations", lambda n: (0 if pd.isna(n) else n) + 1),
        put("relations", turn),
        put("corrected", turn),
        put("definitional", turn),
        put("evidence", "fewer"),
        put("category", "thematic"),
    ],
    "overlap_evidence": [
        put("shared", one_more),
        put("expected", larger),
        put("low", one_more),
        put("high", one_more),
        put("two_sided", 0.5),
        put("two_sided_adjusted", 0.5),
        put("definitional", turn),
        put("network", "Other"),
    ],
    "structure_against_chance": [
        put("observed", larger, 9),
        put("expected", larger, 9),
        put("low", larger, 9),
        put("high", larger, 9),
    ],
    "mixing": [
        put("cycles", larger),
        put("overlaps", larger),
        put("trades", one_more, -1),
        put("error", larger),
    ],
    "regional_rates": [
        put("rate", larger),
        put("lower", larger),
        put("upper", larger),
        put("count", one_more),
        put("base", one_more),
        put("region", "west"),
    ],
    "region_ratios": [
        put("ratio", larger),
        put("lower", larger),
        put("upper", larger),
        swap("lower", "upper"),
    ],
    "specification_curve": [
        put("ratio", larger, 7),
        put("lower", 0.9, 7),
        put("upper", larger, 7),
        put("counting", lambda code: "memberships" if code == "distinct" else "distinct", 7),
    ],
    "coverage_bounds": [
        put("ratio", larger),
        put("ratio", larger, 2),
        put("ratio", larger, -1),
        put("lower", larger, 7),
        put("added_west", one_more, 2),
    ],
    "typology_crosstab": [
        put(("top_down", "networks"), one_more),
        put(("bottom_up", "names"), "Other", 1),
        put(("total", "networks"), one_more, 2),
    ],
    "typology_types": [
        put("network", "Other"),
        put("category", "smart_city"),
        put("type_networks", one_more),
        put("initiative_networks", one_more),
        put("also_type", "platform", 2),
    ],
    "bipartite_several": [
        drop_edge,
        recode_node("member", "region", "east"),
        recode_node("network", "label", "Other"),
        swap_nodes,
    ],
    "connected_cities": [
        put("city", "Other"),
        put("region", "east"),
        swap("national", "thematic"),
    ],
    "verdicts": [
        put("reproduced", one_more),
        swap("reproduced", "contradicted"),
    ],
}  # fmt: skip
FALSE = [
    pytest.param(name, change, id=f"{name}-{number}")
    for name, changes in CHANGES.items()
    for number, change in enumerate(changes)
]


@pytest.mark.parametrize(("name", "change"), FALSE)
def test_a_false_drawing_is_found(
    name: str, change: Change, measured: Measured, data: Dataset, tmp_path: Path
) -> None:
    (output,) = find_outputs([name])
    file = read_file(output, measured(output), tmp_path)
    drawn = change(measured(output))
    found, expected = compare(output, drawn, file, data, "de", output.widths[0])
    assert found != expected
