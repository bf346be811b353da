"""Cross tables on a table small enough to count by hand."""

import pandas as pd
import pytest

from analysis.typology import cross_types, list_cells, list_types, name_fully

CODES = {"category": "yxw", "topics": "lkj", "initiative": ("down", "up"), "type": "qpu"}
FIELDS = [
    {"name": name, "type": "string", "codes": [{"code": code} for code in known]}
    for name, known in CODES.items()
]
CONTRACT = {
    "resources": [{"name": "networks", "path": "networks.csv", "schema": {"fields": FIELDS}}]
}


@pytest.fixture
def networks() -> pd.DataFrame:
    return pd.DataFrame(
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
    ).astype("str")


def test_cells_totals_and_missing_are_counted(networks):
    table = cross_types(networks, rows="category", columns="initiative")
    assert table.to_dict("index") == {
        "x": {"up": 2, "down": 0, "total": 2},
        "y": {"up": 0, "down": 1, "total": 1},
        "missing": {"up": 0, "down": 1, "total": 1},
        "total": {"up": 2, "down": 2, "total": 4},
    }
    assert (table.index.name, table.columns.name) == ("category", "initiative")
    assert (table.dtypes == "int64").all()
    nothing = cross_types(networks.iloc[:0], rows="category", columns="initiative")
    assert nothing.to_dict("index") == {"total": {"total": 0}}


def test_totals_of_list_columns_count_networks_not_mentions(networks):
    table = cross_types(networks, rows="initiative", columns="topics")
    assert table.loc["up"].to_dict() == {"k": 1, "l": 1, "missing": 1, "total": 2}
    # "d" names one code twice: one mention.
    assert table.loc["down"].to_dict() == {"k": 0, "l": 2, "missing": 0, "total": 2}
    itself = cross_types(networks, rows="topics", columns="topics")
    assert itself.loc["k", "l"] == itself.loc["l", "k"] == 1
    assert itself.loc["l", "l"] == itself.loc["l", "total"] == 3
    assert itself.loc["missing", "missing"] == 1


def test_the_contract_orders_codes_and_unknown_ones_follow(networks):
    table = cross_types(networks, rows="category", columns="topics", contract=CONTRACT)
    assert list(table.index) == ["y", "x", "w", "missing", "total"]
    assert list(table.columns) == ["l", "k", "j", "missing", "total"]
    assert table.loc["w"].sum() == table["j"].sum() == 0
    own = networks.assign(decade=["1990s", "1980s"] * 2).replace({"category": {"y": "new"}})
    table = cross_types(own, rows="decade", columns="category", contract=CONTRACT)
    assert list(table.index) == ["1990s", "1980s", "total"]
    assert list(table.columns) == ["y", "x", "w", "new", "missing", "total"]


def test_a_code_called_total_is_refused(networks):
    with pytest.raises(ValueError, match="'category' uses the code 'total'"):
        cross_types(networks.assign(category="total"), rows="category", columns="topics")


def test_the_networks_named_are_those_counted(networks):
    scope = {"rows": "category", "columns": "topics", "contract": CONTRACT}
    cells, counts = list_cells(networks, **scope), cross_types(networks, **scope)
    lengths = cells.map(lambda text: len(text.split("; ")) if text else 0)
    expected = counts.drop(index="total", columns="total")
    pd.testing.assert_frame_equal(lengths, expected, check_dtype=False)
    assert cells.loc["x", "missing"] == "C"
    assert (cells.dtypes == "str").all()
    cells = list_cells(networks, rows="initiative", columns="type", show="network_id")
    assert cells.loc["up", "p"] == "a; c"


def test_both_sides_of_a_conflict_are_shown(networks):
    types = list_types(networks, contract=CONTRACT)
    assert types.to_numpy().tolist() == [
        ["down", "q", 1, "D", "", ""],
        ["down", "u", 1, "B", "", "A"],
        ["up", "p", 2, "A; C", "A; C", ""],
        # A second type that nothing is coded as keeps its place too.
        ["missing", "z", 0, "", "", "C"],
    ]
    assert list(types.columns[2:]) == ["networks", "names", "conflicts", "also_named"]
    assert types["networks"].dtype == "int64"
    types = list_types(networks.assign(type_alternative=pd.array([None] * 4, dtype="str")))
    assert types["networks"].tolist() == [2, 1, 1]
    assert (types[["conflicts", "also_named"]] == "").all(axis=None)


def test_abbreviations_stand_in_brackets_once():
    names = {
        "MPSC": "Modellprojekte", "DTP (X)": "Partnership", "KIC": "Urban KIC", "Agora": "Platform",
        "WeGO": "World Organization",
    }  # fmt: skip
    networks = pd.DataFrame(
        {"short_name": names.keys(), "name": names.values()}, index=[3, 1, 4, 5, 9]
    )
    assert name_fully(networks).to_dict() == {
        3: "Modellprojekte (MPSC)", 1: "Partnership (X)", 4: "Urban KIC", 5: "Platform",
        9: "World Organization (WeGO)",
    }  # fmt: skip
