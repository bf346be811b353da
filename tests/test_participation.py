"""Participation on a small country: two states, Berlin, and one state where nobody takes part."""

import pandas as pd
import pytest

from analysis.data import Dataset
from analysis.data.contract import read_contract
from analysis.data.dataset import BERLIN
from analysis.east_west.units import compare_readings, count_participation


def text(values: list[str | None]) -> pd.api.extensions.ExtensionArray:
    return pd.array(values, dtype="str")


def make_municipalities() -> pd.DataFrame:
    frame = pd.DataFrame(
        [
            ("05111000", "Düsseldorf", "NW", "61", 600_000),
            ("05334001", "Big", "NW", "63", 100_000),
            ("05334002", "Small", "NW", "64", 99_999),
            ("05358000", "Village", "NW", "64", 1_000),
            ("11000000", "Berlin", "BE", "61", 3_000_000),
            ("13071001", "Far", "MV", "64", 2_000),
            ("14612000", "Dresden", "SN", "61", 500_000),
            ("14625010", "Hamlet", "SN", "64", 500),
        ],
        columns=["ags", "name", "state", "legal_type_code", "population"],
    )
    return frame.astype(
        {"ags": "str", "state": "str", "legal_type_code": "str", "population": "Int64"}
    )


def make_data(municipalities: pd.DataFrame | None = None) -> Dataset:
    members = pd.DataFrame(
        [
            ("berlin", "municipality", "DE", "BE", "11000000", 3_000_000),
            ("big", "municipality", "DE", "NW", "05334001", 100_000),
            ("hamlet", "municipality", "DE", "SN", "14625010", 500),
            ("kreis", "district", "DE", "NW", "05334", 199_999),
            ("small", "municipality", "DE", "NW", "05334002", 99_999),
            ("wien", "municipality", "AT", None, None, None),
        ],
        columns=["member_id", "kind", "country", "state", "ags", "population"],
    )
    members = members.assign(name=members["member_id"].str.title())
    members = members.astype({"population": "Int64", "state": "str", "ags": "str"})
    memberships = pd.DataFrame(
        [
            ("n", "berlin", "member", None),
            ("n", "big", "lighthouse", None),
            ("n", "kreis", "member", None),
            ("n", "wien", "member", None),
            ("o", "big", "member", None),
            ("o", "small", "funder", None),
            ("o", "hamlet", "member", "small"),
        ],
        columns=["network_id", "member_id", "role", "ambiguous_with"],
    ).astype("str")
    networks = pd.DataFrame(
        {"network_id": ["n", "o", "p"], "german_listing": ["complete", "examples", "none"]}
    ).astype("str")
    return Dataset(
        networks=networks,
        members=members,
        memberships=memberships.assign(listed_as=text([None] * 7), source="Table"),
        municipalities=municipalities,
        claims=None,
        contract=read_contract(),
    )


@pytest.fixture
def small() -> Dataset:
    return make_data(make_municipalities())


def test_counts_by_region(small):
    table = count_participation(small)
    assert table.index.name == "region"
    assert table[["participating", "memberships", "total", "population"]].to_dict("index") == {
        "east": {"participating": 1, "memberships": 1, "total": 3, "population": 502_500},
        "berlin": {"participating": 1, "memberships": 1, "total": 1, "population": 3_000_000},
        "west": {"participating": 1, "memberships": 2, "total": 4, "population": 800_999},
    }
    assert (
        table.dtypes[["participating", "memberships", "total", "large_cities"]] == "int64"
    ).all()


def test_rates_and_large_cities(small):
    west = count_participation(small).loc["west"]
    assert west["participating_per_1000"] == 250
    assert west["memberships_per_1000"] == 500
    assert west["memberships_per_million"] == pytest.approx(2e6 / 800_999)
    # 100,000 is large, 99,999 is not.
    assert (west["large_cities"], west["large_cities_participating"]) == (2, 1)
    assert west["share_large_cities"] == 0.5
    assert count_participation(small, large=99_999).loc["west", "large_cities"] == 3


def test_states_where_nobody_takes_part_stay(small):
    table = count_participation(small, by="state")
    assert table.index.name == "state"
    assert list(table.index) == ["NW", "BE", "MV", "SN"]
    assert table.loc["MV", ["participating", "memberships", "total"]].tolist() == [0, 0, 1]
    # Where there is no large city, there is no share of them.
    assert pd.isna(table.loc["MV", "share_large_cities"])
    without = count_participation(small, by="state", berlin="exclude")
    assert list(without.index) == ["NW", "MV", "SN"]


@pytest.mark.parametrize(
    ("berlin", "regions", "east", "west"),
    [
        ("separate", ["east", "berlin", "west"], (1, 3), (1, 4)),
        ("east", ["east", "west"], (2, 4), (1, 4)),
        ("west", ["east", "west"], (1, 3), (2, 5)),
        ("exclude", ["east", "west"], (1, 3), (1, 4)),
    ],
)
def test_berlin_moves_numerator_and_denominator(small, berlin, regions, east, west):
    table = count_participation(small, berlin=berlin)
    assert list(table.index) == regions
    columns = ["participating", "total"]
    assert tuple(table.loc["east", columns]) == east
    assert tuple(table.loc["west", columns]) == west


def test_districts_are_compared_with_districts(small):
    table = count_participation(small, kind="district")
    # The cities 05111, 11000 and 14612 are no districts in this sense.
    assert table["total"].to_dict() == {"east": 2, "berlin": 0, "west": 2}
    assert table["population"].to_dict() == {"east": 2_500, "berlin": 0, "west": 200_999}
    assert table["participating"].to_dict() == {"east": 0, "berlin": 0, "west": 1}
    assert pd.isna(table.loc["berlin", "participating_per_1000"])
    assert "large_cities" not in table.columns


def test_roles_and_listings_narrow_the_scope(small):
    assert count_participation(small, roles=("funder",))["participating"].to_dict() == {
        "east": 0, "berlin": 0, "west": 1,
    }  # fmt: skip
    complete = count_participation(small, listings=("complete",))
    assert complete["memberships"].to_dict() == {"east": 0, "berlin": 1, "west": 1}


def test_two_roles_in_one_network_are_one_membership(small):
    table = count_participation(small, roles=("member", "lighthouse", "funder"))
    double = small.memberships.assign(role="funder")
    both = pd.concat([small.memberships, double], ignore_index=True)
    twice = make_data(make_municipalities())
    twice = Dataset(**{**vars(twice), "memberships": both})
    doubled = count_participation(twice, roles=("member", "lighthouse", "funder"))
    pd.testing.assert_frame_equal(table, doubled)


def test_compare_readings_sets_every_reading_side_by_side(small):
    table = compare_readings(small)
    assert table.index.names == ["berlin", "reading", "region"]
    assert list(dict.fromkeys(table.index.get_level_values("berlin"))) == list(BERLIN)
    assert len(table) == 2 * (3 + 2 + 2 + 2)
    taking = table["participating"]
    assert taking["separate", "coded"].to_dict() == {"east": 1, "berlin": 1, "west": 1}
    assert taking["separate", "alternative"].to_dict() == {"east": 0, "berlin": 1, "west": 2}
    assert taking["east", "alternative"].to_dict() == {"east": 1, "west": 2}


def test_without_municipalities_the_message_names_the_file():
    with pytest.raises(ValueError, match=r"count_participation.*municipalities\.csv"):
        count_participation(make_data())


@pytest.mark.parametrize(
    ("row", "column", "value"),
    [(4, "ags", "05999999"), (4, "population", None), (4, "state", "XX")],
)
def test_members_that_cannot_be_placed_are_named(small, row, column, value):
    small.members.loc[row, column] = value
    with pytest.raises(ValueError, match=r"small"):
        count_participation(small, roles=("funder",))


@pytest.mark.parametrize("wrong", [{"by": "country"}, {"kind": "state"}, {"berlin": "north"}])
@pytest.mark.parametrize("by", ["region", "state"])
def test_unknown_settings_are_refused(small, by, wrong):
    with pytest.raises(ValueError, match=f"{next(iter(wrong.values()))}"):
        count_participation(small, **{"by": by, **wrong})
