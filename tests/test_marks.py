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
from tests import marks
from tests.drawing import CASES, FIGURES, Measured

Change = Callable[[Any], Any]


@pytest.fixture
def compare(measured: Measured, data: Dataset, tmp_path: Path) -> Callable[..., Any]:
    """What a figure shows, perhaps of changed numbers, and what its file says that it should."""

    def draw(output: Output, lang: str, width: int, change: Change | None = None) -> Any:
        numbers, say = measured(output), Wording(lang, data.contract)
        path = save_numbers(output.numbers(numbers), output.name, tmp_path)
        file = pd.read_csv(path, keep_default_na=False, na_values=[""])
        drawn = change(numbers) if change else numbers
        with draw_output(output, drawn, say, width_mm=width) as figure:
            figure.draw_without_rendering()
            pairs = getattr(marks, f"read_{output.name}")(figure, file, say)
        return [marks.tidy({name: pair[side] for name, pair in pairs.items()}) for side in (0, 1)]

    return draw


def test_every_figure_has_a_reader() -> None:
    """A new figure comes with a reader of its marks, `read_NAME` in tests/marks.py."""
    names = {output.name for output in FIGURES}
    assert {name[5:] for name in vars(marks) if name.startswith("read_")} == names
    assert set(CHANGES) < names


@pytest.mark.parametrize("case", CASES)
def test_marks_are_those_of_the_file(case: Any, compare: Callable[..., Any]) -> None:
    found, expected = compare(*case)
    assert found == expected
    assert found


# ---------------------------------------------------------------- the test of the test


def alter(value: Any) -> Any:
    """Another value of the same type."""
    if pd.isna(value):
        return 1
    if isinstance(value, str):
        return "Other"
    if pd.api.types.is_bool(value):
        return not value
    return value + 1 if pd.api.types.is_integer(value) else value * 1.01


def put(column: Any, value: Any = None, row: int = 0) -> Change:
    """Another value in one cell of the frame that is drawn, the first of what is measured."""

    def change(measured: Any) -> Any:
        if isinstance(measured, tuple):
            return (change(measured[0]), *measured[1:])
        frame = measured.copy()
        place = frame.columns.get_loc(column)
        before = frame.iloc[row, place]
        after = alter(before) if value is None else value
        frame.iloc[row, place] = after
        assert pd.isna(before) or after != before
        return frame

    return change


def put_each(*columns: str, row: int = 0) -> list[Change]:
    return [put(column, row=row) for column in columns]


def swap(one: str, other: str) -> Change:
    """Two columns in each other's place."""
    return lambda frame: frame.assign(**{one: frame[other], other: frame[one]})


def change_graph(change: Callable[[Any], object]) -> Change:
    """The graph changed, wherever it stands among what is measured."""

    def copy(part: Any) -> Any:
        if hasattr(part, "edges"):
            part = part.copy()
            change(part)
        return part

    return lambda measured: (
        tuple(map(copy, measured)) if isinstance(measured, tuple) else copy(measured)
    )


drop_edge = change_graph(lambda graph: graph.remove_edge(*min(graph.edges)))


def recode(side: str, key: str, value: str = "Other") -> Change:
    """Another attribute of the first node of a kind that has some edge."""

    def change(graph: Any) -> None:
        # Of a member of one network no circle need be drawn.
        found = (n for n in graph if n[0] == side and graph.degree[n] > (side == "member"))
        graph.nodes[min(node for node in found if graph.nodes[node][key] != value)][key] = value

    return change_graph(change)


def share_one_more(frame: pd.DataFrame) -> pd.DataFrame:
    frame = frame.copy()
    frame.iloc[3, 1] += 1
    frame.iloc[1, 3] += 1
    return frame


# Of figures that do not show each column of their frame as it is; of others, any is changed.
CHANGES: dict[str, list[Change]] = {
    "timeline": [
        *put_each("founded", "founded_alternative", "term_end", row=3),
        put("founded_latest", 2022, -1),
        *(put("category", "national"), put("term", "fixed"), put("short_name")),
    ],
    "periods": [
        *put_each("explicit", "other", "cumulative", row=-3),
        *(put("total", row=-1, value=9), swap("explicit", "other")),
    ],
    "bipartite": [
        drop_edge,
        recode("member", "region", "east"),
        recode("network", "german_listing", "examples"),
        recode("network", "label"),
        recode("member", "label"),
    ],
    "membership_matrix": [
        drop_edge,
        recode("member", "region", "east"),
        recode("network", "category", "national"),
        recode("network", "label"),
        recode("member", "label"),
    ],
    "shared_members": [
        share_one_more,
        lambda frame: frame.rename(index={"Eurocities": "Other"}, columns={"Eurocities": "Other"}),
    ],
    "map": [
        *put_each("degree", "latitude", "longitude", "label", row=5), put("region", "berlin", 5),
    ],
    "cross_links": [
        *put_each("municipalities_all", "organisations", "relations"),
        put("name", "Eltis"),
    ],
    "overlap_evidence": [
        *put_each("shared", "expected", "high", "definitional", "network"),
        put("low", 2),
        put("two_sided", 0.5),
        put("two_sided_adjusted", 0.01),
    ],
    "structure_against_chance": put_each("observed", "expected", "low", "high", row=9),
    "regional_rates": [
        *put_each("rate", "lower", "upper", "count", "base"), put("region", "west"),
    ],
    "region_split": [
        *put_each("observed", "expected", "ratio", "upper", "crude", "by_size"), put("lower", 0.4),
    ],
    "region_ratios": [*put_each("ratio", "lower", "upper", row=2), swap("lower", "upper")],
    "specification_curve": [
        *put_each("ratio", "upper", "headline", row=7),
        put("lower", 0.9, 7), put("counting", "memberships", 7), put("size", "crude", 7),
    ],
    "coverage_bounds": [
        put("ratio"),
        put("ratio", row=2),
        put("ratio", row=-1),
        put("lower", row=7),
        put("added_west", row=2),
    ],
    "typology_crosstab": [
        put(("top_down", "networks")),
        put(("bottom_up", "names"), row=1),
        put(("total", "networks"), row=2),
    ],
    "typology_types": [
        *put_each("network", "type_networks", "initiative_networks"),
        put("also_type", "platform", 2),
    ],
    "connected_cities": [drop_edge, recode("member", "region", "east"), recode("member", "label")],
}  # fmt: skip
FALSE = [
    pytest.param(name, change, id=f"{name}-{number}")
    for name, changes in CHANGES.items()
    for number, change in enumerate(changes)
]


@pytest.mark.parametrize(("name", "change"), FALSE)
def test_a_false_drawing_is_found(name: str, change: Change, compare: Callable[..., Any]) -> None:
    (output,) = find_outputs([name])
    found, expected = compare(output, "de", output.widths[0], change)
    assert found != expected


@pytest.mark.parametrize("name", [output.name for output in FIGURES if output.name not in CHANGES])
def test_every_column_is_drawn(name: str, compare: Callable[..., Any], measured: Measured) -> None:
    (output,) = find_outputs([name])
    for column in measured(output).columns:
        found, expected = compare(output, "de", output.widths[0], put(column))
        assert found != expected, column
