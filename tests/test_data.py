"""Loading, typing and sorting the tables, and the selections that all measures share."""

import json
import pickle
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from analysis.data import (
    DataError,
    Dataset,
    Fault,
    classify_region,
    load,
    require_table,
    resolve_ambiguous,
    select_memberships,
)
from analysis.data.contract import FOLDER, codes, list_fields

DTYPES = {"string": "str", "integer": "Int64", "number": "Float64"}
# Sums of the official list: reference values of the Federal Statistical Office.
POPULATION = {"BE": 3_755_251, "SN": 4_086_152, "NW": 18_139_116}
POPULATION_OF_ALL, UNINCORPORATED = 84_358_845, 5_185


def test_repository_loads(data: Dataset) -> None:
    assert len(data.networks) == 34
    assert data.networks["network_id"].iloc[[0, -1]].tolist() == ["mpsc", "eukn"]
    assert data.municipalities is not None
    assert len(data.municipalities) == 10_773
    assert data.claims is not None
    assert len(data.claims) > 50
    assert repr(data).startswith(f"Dataset(networks=34, members={len(data.members)}, memberships=")


def test_frames_are_typed_by_the_contract(data: Dataset) -> None:
    for name in ("networks", "members", "memberships", "municipalities"):
        frame, fields = getattr(data, name), list_fields(data.contract, name)
        assert list(frame.columns) == [field["name"] for field in fields]
        assert [str(dtype) for dtype in frame.dtypes] == [DTYPES[field["type"]] for field in fields]
        assert frame.index.equals(pd.RangeIndex(len(frame)))
        assert not frame.eq("").any().any(), "an empty cell is missing, not empty text"


def test_frames_are_sorted(data: Dataset) -> None:
    networks = (FOLDER / "networks.csv").read_text("utf-8").splitlines()[1:]
    assert data.networks["network_id"].tolist() == [line.split(",")[0] for line in networks]
    assert data.members["member_id"].is_monotonic_increasing
    order = data.networks["network_id"].tolist(), codes(data.contract, "role")
    keys = [
        (order[0].index(row.network_id), order[1].index(row.role), row.member_id)
        for row in data.memberships.itertuples()
    ]
    assert keys == sorted(set(keys))
    assert data.municipalities is not None
    keys = data.municipalities[["ags", "name"]].apply(tuple, axis=1).tolist()
    assert keys == sorted(set(keys))


def test_order_of_rows_does_not_matter(small_folder: Path) -> None:
    expected = load(small_folder)
    for file in ("members.csv", "memberships.csv"):
        header, *rows = (small_folder / file).read_text("utf-8").splitlines()
        (small_folder / file).write_text("\n".join([header, *rows[::-1], ""]), "utf-8")
    found = load(small_folder)
    pd.testing.assert_frame_equal(found.members, expected.members)
    pd.testing.assert_frame_equal(found.memberships, expected.memberships)


def test_official_list_has_the_published_sums(data: Dataset) -> None:
    population = require_table(data, "municipalities", needed_by="test").groupby("state")
    sums = population["population"].sum()
    assert {state: int(sums[state]) for state in POPULATION} == POPULATION
    assert int(sums.sum()) == POPULATION_OF_ALL - UNINCORPORATED


def test_empty_cells_are_missing(small_folder: Path) -> None:
    data = load(small_folder)
    assert data.networks["members_reported"].tolist() == [21, pd.NA, 150, 20]
    assert data.networks["german_municipalities_reported"].tolist()[3] == 0
    assert data.members.set_index("member_id").loc["hessen", "ags"] is not None
    assert data.members["ags"].isna().sum() == 4
    assert data.members["ags"].dropna().tolist()[0] == "11000000"
    assert data.networks["note"].iloc[0] == 'Says "city", means town'


def test_own_folder_needs_neither_list_nor_contract(small_folder: Path) -> None:
    data = load(str(small_folder))
    assert data.municipalities is None
    assert data.claims is None
    with pytest.raises(
        ValueError, match=r"count_x needs .* municipalities: add municipalities\.csv"
    ):
        require_table(data, "municipalities", needed_by="count_x")


def write_contract(folder: Path, change: Callable[[dict], object]) -> None:
    contract = json.loads((FOLDER / "datapackage.json").read_text("utf-8"))
    change(contract)
    (folder / "datapackage.json").write_text(json.dumps(contract), "utf-8")


def find_field(contract: dict, table: str, column: str) -> dict:
    return next(field for field in list_fields(contract, table) if field["name"] == column)


def test_own_contract_brings_own_codes(small_folder: Path, damage) -> None:
    damage("memberships.csv", 2, "role", "chair")
    with pytest.raises(DataError, match="'chair' is no code"):
        load(small_folder)

    def add_code(contract: dict) -> None:
        field = find_field(contract, "memberships", "role")
        field["codes"].append({"code": "chair", "label_en": "Chair", "label_de": "Vorsitz"})
        field["constraints"]["enum"].append("chair")

    write_contract(small_folder, add_code)
    rows = select_memberships(load(small_folder), roles=("chair",))
    assert rows["member_id"].tolist() == ["berlin"]


def change_field(column: str, **parts: object) -> Callable[[dict], object]:
    return lambda contract: find_field(contract, "networks", column).update(parts)


def change_schema(table: int, **parts: object) -> Callable[[dict], object]:
    return lambda contract: contract["resources"][table]["schema"].update(parts)


# What may be wrong with a contract of one's own, and what the fault says.
CONTRACTS = {
    "no table": (lambda contract: contract["resources"].pop(0), "describes no table 'networks'"),
    "no object": (lambda contract: contract["resources"].append(3), "part is missing or of a wr"),
    "no path": (lambda contract: contract["resources"][0].pop("path"), "'networks' wrongly: a p"),
    "no fields": (lambda contract: contract["resources"][0]["schema"].clear(), "('fields')"),
    "no key": (lambda contract: find_field(contract, "members", "member_id").update(name="id"),
        "'members' wrongly: field 'member_id' is missing"),
    "unknown type": (change_field("name", type="slug"), "'name' has an unknown type: 'slug'"),
    "bad pattern": (change_field("website", constraints={"pattern": "(a"}),
        "'networks' wrongly: field 'website' has a pattern that cannot be read, '(a': missing )"),
    "unknown constraint": (change_field("name", constraints={"max": 3}), "used: max 3"),
    "limit in quotes": (change_field("founded", constraints={"minimum": "1"}), "minimum '1'"),
    "codes from nowhere": (change_field("type_alternative", codes_from="x"), "code set 'x'"),
    "primary key": (change_schema(0, primaryKey="id"), "'networks' wrongly: key id: no such col"),
    "foreign key": (change_schema(2, foreignKeys=[{"fields": "role", "reference":
        {"resource": "networks", "fields": ["a"]}}]), "'memberships' wrongly: key role: no such"),
}  # fmt: skip


@pytest.mark.parametrize("name", CONTRACTS)
def test_contract_is_judged_before_it_is_used(small_folder: Path, name: str) -> None:
    change, message = CONTRACTS[name]
    write_contract(small_folder, change)
    with pytest.raises(DataError) as caught:
        load(small_folder)
    assert {fault.file for fault in caught.value.faults} == {"datapackage.json"}
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("parts", "good", "bad", "message"),
    [
        ({"type": "year"}, "2016", "16", "is no year (allowed: four digits"),
        ({"type": "date"}, "2016-05-31", "31.05.2016", "is no date"),
        ({"type": "boolean"}, "TRUE", "yes", "is no truth value (allowed: true or false)"),
        ({"type": "integer", "constraints": {"enum": [1, 2]}}, "2", "3", "(allowed: 1, 2)"),
        ({"constraints": {"minLength": 3}}, "abc", "ab", "has 2 characters (allowed: 3)"),
        ({"constraints": {"pattern": "a|b+"}}, "bb", "ab", "(a|b+)"),
        ({"constraints": {"pattern": "b+"}}, "b" * 1000, "b" * 1001, "has not the form"),
    ],
)
def test_own_contract_may_ask_for_more(
    small_folder: Path, damage, parts: dict, good: str, bad: str, message: str
) -> None:
    write_contract(small_folder, change_field("note", **parts))
    for row in (2, 5):
        damage("networks.csv", row, "note", good)
    load(small_folder)
    damage("networks.csv", 2, "note", bad)
    with pytest.raises(DataError, match=re.escape(message)) as caught:
        load(small_folder)
    assert [fault[:3] for fault in caught.value.faults] == [("networks.csv", 2, "note")]


def drop_columns(folder: Path, *names: str) -> None:
    for path in folder.glob("*.csv"):
        frame = pd.read_csv(path, dtype="str", keep_default_na=False)
        frame.drop(columns=[name for name in names if name in frame]).to_csv(path, index=False)


def test_columns_that_need_no_value_may_be_absent(small_folder: Path, damage) -> None:
    """An absent column is read as an empty one, for the repository's own tables as for others."""
    before = load(small_folder)
    optional = ("term_end", "note", "founded_alternative", "listed_as", "population", "geo_source")
    optional += ("latitude", "longitude", "population_source")
    drop_columns(small_folder, *optional)
    for name in ("networks", "members", "memberships"):
        expected, found = getattr(before, name).copy(), getattr(load(small_folder), name)
        expected[[column for column in optional if column in expected]] = None
        pd.testing.assert_frame_equal(found, expected.astype(found.dtypes))
        assert list(found.dtypes) == list(getattr(before, name).dtypes)
    shutil.copytree(FOLDER, small_folder / "own")
    drop_columns(small_folder / "own", "website", "ambiguous_with_x")
    assert load(small_folder / "own").networks["website"].isna().all()


def test_required_and_key_columns_must_be_there(small_folder: Path) -> None:
    drop_columns(small_folder, "category", "ambiguous_with", "network_id", "role")
    with pytest.raises(DataError) as caught:
        load(small_folder)
    found = [fault.column for fault in caught.value.faults if fault.message == "column is missing"]
    assert sorted(found) == ["ambiguous_with", "category", "network_id", "network_id", "role"]


def test_tables_may_lie_in_a_folder_below(small_folder: Path, damage) -> None:
    def move(contract: dict) -> None:
        for resource in contract["resources"][:3]:
            (small_folder / resource["path"]).rename(small_folder / "below" / resource["path"])
            resource["path"] = f"below/{resource['path']}"

    damage("networks.csv", 2, "founded", "2012.0")
    (small_folder / "below").mkdir()
    write_contract(small_folder, move)
    with pytest.raises(DataError) as caught:
        load(small_folder)
    assert [fault[:3] for fault in caught.value.faults] == [("networks.csv", 2, "founded")]


def test_broken_contract_is_a_fault(small_folder: Path) -> None:
    (small_folder / "datapackage.json").write_text("{", "utf-8")
    with pytest.raises(DataError, match=r"datapackage\.json: is no JSON"):
        load(small_folder)


def test_error_survives_pickling() -> None:
    error = DataError([Fault("a.csv", 3, "b", "c\u200b", "is wrong")])
    again = pickle.loads(pickle.dumps(error))
    assert again.faults == error.faults
    assert str(again) == "1 fault in 1 file:\n  a.csv:3 b: 'c\\u200b' is wrong"


def test_other_reading_swaps_members(small_folder: Path) -> None:
    data = load(small_folder)
    before = data.memberships.copy()
    other = resolve_ambiguous(data, reading="alternative")
    pd.testing.assert_frame_equal(data.memberships, before)
    row = other.memberships.set_index("member_id").loc["halle-westfalen"]
    assert (row["network_id"], row["ambiguous_with"]) == ("morgenstadt", "halle-saale")
    assert "halle-saale" not in set(other.memberships["member_id"])
    back = resolve_ambiguous(other, reading="alternative")
    pd.testing.assert_frame_equal(back.memberships, before)
    assert resolve_ambiguous(data) is data


def test_reading_that_doubles_a_membership_is_refused(small_folder: Path) -> None:
    data = load(small_folder)
    extra = data.memberships.iloc[[1]].assign(member_id="halle-westfalen", ambiguous_with=None)
    doubled = replace(data, memberships=pd.concat([data.memberships, extra], ignore_index=True))
    with pytest.raises(ValueError, match="morgenstadt, halle-westfalen, member"):
        resolve_ambiguous(doubled, reading="alternative")
    with pytest.raises(ValueError, match="'other' is unknown"):
        resolve_ambiguous(data, reading="other")


@pytest.mark.parametrize(
    ("berlin", "expected"),
    [("separate", "berlin"), ("east", "east"), ("west", "west"), ("exclude", None)],
)
def test_regions(data: Dataset, berlin: str, expected: str | None) -> None:
    states = pd.Series([*codes(data.contract, "state"), None], dtype="str", name="state")
    states.index = states.fillna("none")
    regions = classify_region(states, berlin=berlin)
    groups = {code: codes(data.contract, "state", group=code) for code in ("east", "west")}
    known = {state: region for region, found in groups.items() for state in found}
    assert regions.dropna().to_dict() == known | ({"BE": expected} if expected else {})
    assert (regions.name, str(regions.dtype), len(regions)) == ("region", "str", 17)
    assert classify_region(states.iloc[:0]).empty


def test_unknown_states_are_refused() -> None:
    with pytest.raises(ValueError, match=r"'XX' is unknown \(allowed: BB, MV, .*BE, BW"):
        classify_region(pd.Series(["SN", "XX"]))
    with pytest.raises(ValueError, match="'both' is unknown"):
        classify_region(pd.Series(["SN"]), berlin="both")


def test_selection_keeps_one_row_per_membership(data: Dataset) -> None:
    rows = select_memberships(data, kinds=None, country=None, roles=None)
    assert len(rows) == len(data.memberships)
    columns = [*data.memberships.columns, *data.members.columns.drop("member_id")]
    assert list(rows.columns) == columns
    pd.testing.assert_frame_equal(rows[data.memberships.columns], data.memberships)


def test_selection_narrows(small_folder: Path) -> None:
    data = load(small_folder)
    pairs = ["network_id", "member_id"]
    found = select_memberships(data)[pairs].apply("/".join, axis=1).tolist()
    assert found == [
        "morgenstadt/berlin", "morgenstadt/halle-saale", "morgenstadt/landkreis-ludwigsburg",
        "oasc/kiel", "oasc/berlin",
    ]  # fmt: skip
    abroad = select_memberships(data, country=None, kinds=("municipality",), roles=("member",))
    assert abroad["member_id"].tolist() == ["berlin", "halle-saale", "amsterdam"]
    listed = select_memberships(data, kinds=None, country=None, roles=None, listings=("examples",))
    assert set(listed["network_id"]) == {"marketplace"}
    assert set(select_memberships(data, kinds=None, roles=("partner",))["kind"]) == {"state"}
    assert select_memberships(data, country="FR").empty


@pytest.mark.parametrize(
    ("scope", "message"),
    [
        ({"kinds": ("city",)}, r"kind: 'city' is unknown \(allowed: municipality"),
        ({"roles": ("membr",)}, "role: 'membr' is unknown"),
        ({"roles": "member"}, "give a sequence"),
        ({"listings": ("whole",)}, "german_listing: 'whole' is unknown"),
        ({"country": "Germany"}, "country is 'Germany'"),
    ],
)
def test_unknown_scopes_are_refused(data: Dataset, scope: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        select_memberships(data, **scope)
