"""Cross tables on a table small enough to count by hand."""

import pandas as pd
import pytest

from analysis.typology.measures import cross_types, list_cells, list_types

CONTRACT = {
    "resources": [
        {
            "name": "networks",
            "path": "networks.csv",
            "schema": {
                "fields": [
                    {"name": name, "type": "string", "codes": [{"code": code} for code in known]}
                    for name, known in {
                        "category": ("y", "x", "w"),
                        "topics": ("l", "k", "j"),
                        "initiative": ("down", "up"),
                        "type": ("q", "p", "u"),
                    }.items()
                ]
            },
        }
    ]
}


def make_networks() -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "network_id": ["a", "b", "c", "d"],
            "short_name": ["A", "B", "C", "D"],
            "category": ["x", "y", "x", None],
            "initiative": ["up", "down", "up", "down"],
            "type": ["p", "u", "p", "q"],
            "type_alternative": ["u", None, "z", None],
            "topics": ["k;l", "l", None, "l;l"],
        },
        index=[4, 2, 8, 6],  # as after a selection
    )
    return frame.astype("str")


def test_cross_types_counts_cells_totals_and_missing():
    table = cross_types(make_networks(), rows="category", columns="initiative")
    assert table.to_dict("index") == {
        "x": {"up": 2, "down": 0, "total": 2},
        "y": {"up": 0, "down": 1, "total": 1},
        "missing": {"up": 0, "down": 1, "total": 1},
        "total": {"up": 2, "down": 2, "total": 4},
    }
    assert (table.index.name, table.columns.name) == ("category", "initiative")
    assert (table.dtypes == "int64").all()


def test_totals_of_list_columns_count_networks_not_mentions():
    table = cross_types(make_networks(), rows="initiative", columns="topics")
    assert table.loc["up"].to_dict() == {"k": 1, "l": 1, "missing": 1, "total": 2}
    # "d" names one code twice: one mention.
    assert table.loc["down"].to_dict() == {"k": 0, "l": 2, "missing": 0, "total": 2}
    assert table.loc["total", "total"] == 4


def test_a_list_column_crosses_with_itself():
    table = cross_types(make_networks(), rows="topics", columns="topics")
    assert table.loc["k", "l"] == table.loc["l", "k"] == 1
    assert table.loc["l", "l"] == table.loc["l", "total"] == 3
    assert table.loc["missing", "missing"] == 1


def test_the_contract_orders_codes_and_adds_those_without_networks():
    table = cross_types(make_networks(), rows="category", columns="topics", contract=CONTRACT)
    assert list(table.index) == ["y", "x", "w", "missing", "total"]
    assert list(table.columns) == ["l", "k", "j", "missing", "total"]
    assert table.loc["w"].sum() == table["j"].sum() == 0


def test_codes_unknown_to_the_contract_follow_the_known_ones():
    networks = make_networks().assign(decade=["1990s", "1980s", "1990s", "1980s"])
    table = cross_types(networks, rows="decade", columns="type_alternative", contract=CONTRACT)
    assert list(table.index) == ["1990s", "1980s", "total"]
    networks = make_networks().replace({"category": {"y": "new"}})
    table = cross_types(networks, rows="category", columns="initiative", contract=CONTRACT)
    assert list(table.index) == ["y", "x", "w", "new", "missing", "total"]


def test_cross_types_of_nothing():
    table = cross_types(make_networks().iloc[:0], rows="category", columns="initiative")
    assert table.loc["total", "total"] == 0
    assert table.shape == (1, 1)


def test_cross_types_refuses_a_code_called_total():
    with pytest.raises(ValueError, match="'category' uses the code 'total'"):
        cross_types(make_networks().assign(category="total"), rows="category", columns="topics")


def test_list_cells_names_the_networks_that_cross_types_counts():
    scope = {"rows": "category", "columns": "topics", "contract": CONTRACT}
    cells = list_cells(make_networks(), **scope)
    counts = cross_types(make_networks(), **scope).drop(index="total", columns="total")
    lengths = cells.map(lambda text: len(text.split("; ")) if text else 0)
    pd.testing.assert_frame_equal(lengths, counts, check_dtype=False)
    assert cells.loc["x", "missing"] == "C"
    assert (cells.dtypes == "str").all()


def test_list_cells_keeps_the_order_of_the_table_and_shows_any_column():
    cells = list_cells(make_networks(), rows="initiative", columns="type", show="network_id")
    assert cells.loc["up", "p"] == "a; c"


def test_list_types_shows_both_sides_of_a_conflict():
    types = list_types(make_networks(), contract=CONTRACT)
    assert types.to_dict("records") == [
        {"initiative": "down", "type": "q", "networks": 1, "names": "D",
         "conflicts": "", "also_named": ""},
        {"initiative": "down", "type": "u", "networks": 1, "names": "B",
         "conflicts": "", "also_named": "A"},
        {"initiative": "up", "type": "p", "networks": 2, "names": "A; C",
         "conflicts": "A; C", "also_named": ""},
        # A second type that nothing is coded as keeps its place too.
        {"initiative": "missing", "type": "z", "networks": 0, "names": "",
         "conflicts": "", "also_named": "C"},
    ]  # fmt: skip
    assert types["networks"].dtype == "int64"


def test_list_types_without_conflicts():
    types = list_types(make_networks().assign(type_alternative=pd.array([None] * 4, dtype="str")))
    assert types["networks"].tolist() == [2, 1, 1]
    assert (types[["conflicts", "also_named"]] == "").all(axis=None)
