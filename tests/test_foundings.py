"""Founding years on a table small enough to count by hand."""

from itertools import pairwise

import pandas as pd
import pytest

from analysis.foundings import (
    compare_founding_variants,
    count_foundings,
    count_periods,
    list_foundings,
    share_founded,
)
from analysis.foundings.measures import PERIODS

CATEGORIES = [{"code": code} for code in ("thematic", "spare", "national")]
FIELDS = [{"name": "category", "type": "string", "codes": CATEGORIES}]
CONTRACT = {
    "resources": [{"name": "networks", "path": "networks.csv", "schema": {"fields": FIELDS}}]
}


@pytest.fixture
def networks() -> pd.DataFrame:
    """Five networks: a span, an alternative, a namesake year, one without category or year."""
    return pd.DataFrame(
        {
            "network_id": ["one", "two", "three", "four", "five"],
            "short_name": ["Zwickau", "Ähren", "beta", "Alpha", "None"],
            "category": pd.array(["national", "thematic", "national", None, "thematic"], "str"),
            "topics": pd.array(["x;y", "x", "y", None, "x"], dtype="str"),
            "founded": pd.array([2000, 2001, 2004, 2004, None], dtype="Int64"),
            "founded_latest": pd.array([2003, 2001, 2004, 2004, None], dtype="Int64"),
            "founded_alternative": pd.array([None, 2006, None, None, None], dtype="Int64"),
        },
        index=[7, 3, 9, 1, 5],  # as after a selection: no measure may lean on the index
    )


def test_years_without_a_founding_are_counted_and_networks_without_a_year_are_not(networks):
    counts = count_foundings(networks)
    assert counts.to_dict() == {2000: 1, 2001: 1, 2002: 0, 2003: 0, 2004: 2}
    assert (counts.index.name, counts.name, counts.dtype) == ("year", "foundings", "int64")
    assert count_foundings(networks, cumulative=True).tolist() == [1, 2, 2, 2, 4]


@pytest.mark.parametrize("by", [None, "category"])
def test_nothing_founded_gives_an_empty_result(networks, by):
    nothing = networks.iloc[:0]
    assert len(count_foundings(nothing)) == len(list_foundings(nothing)) == 0
    table = count_periods(nothing, by=by)
    assert len(table) == len(PERIODS)
    assert (table["total"] == 0).all()


def test_periods_add_up(networks):
    table = count_periods(networks, periods=[(2000, 2001), (2002, 2003), (2004, 2010)])
    assert list(table.index) == ["2000–2001", "2002–2003", "2004–2010"]
    assert table.index.name == "period"
    assert table["foundings"].tolist() == table["total"].tolist() == [2, 0, 2]
    assert table["cumulative"].tolist() == [2, 2, 4]
    assert (table.dtypes == "int64").all()


def test_periods_by_code_show_what_is_missing_and_follow_the_contract(networks):
    sums = {"total": 4, "cumulative": 4}
    table = count_periods(networks, by="category")
    assert table.columns.name == "category"
    assert list(table.loc["2000–2004"].items()) == [
        ("national", 2), ("thematic", 1), ("missing", 1), *sums.items(),
    ]  # fmt: skip
    table = count_periods(networks, by="category", contract=CONTRACT)
    assert list(table.loc["2000–2004"].items()) == [
        ("thematic", 1), ("spare", 0), ("national", 2), ("missing", 1), *sums.items(),
    ]  # fmt: skip
    unknown = count_periods(networks.assign(half="h"), by="half", contract=CONTRACT)
    assert list(unknown.columns) == ["h", *sums]


def test_the_periods_leave_no_year_out():
    assert all(first == last + 1 for (_, last), (first, _) in pairwise(PERIODS))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"periods": [(2000, 2002), (2002, 2004)]}, "not overlap"),
        ({"periods": [(2003, 2004), (2000, 2002)]}, "must ascend"),
        ({"periods": [(2004, 2000)]}, "ends before it begins"),
        ({"periods": [(2000, 2003)]}, "no period holds the founding years 2004"),
        ({"by": "topics"}, "'topics' holds lists"),
        ({"by": "sum"}, "'total', which is the name of a sum"),
    ],
)
def test_what_would_be_miscounted_is_refused(networks, options, message):
    with pytest.raises(ValueError, match=message):
        count_periods(networks.assign(sum="total"), **options)


def test_shares_have_the_bounds_of_imprecise_dates(networks):
    # "one" may date from 2003; "two" is exact; four networks have a year.
    assert share_founded(networks, 2000, 2002).to_dict() == {
        "founded": 2, "total": 4, "share": 0.5, "share_at_least": 0.25, "share_at_most": 0.5,
    }  # fmt: skip
    later = share_founded(networks, 2003, 2004)
    assert (later["share"], later["share_at_least"], later["share_at_most"]) == (0.5, 0.5, 0.75)
    # An alternative year is exact.
    other = share_founded(networks, 2006, 2006, founded="founded_alternative")
    assert (other["founded"], other["share_at_least"], other["share_at_most"]) == (1, 0.25, 0.25)
    nothing = share_founded(networks.iloc[:0], 2000, 2002)
    assert nothing["total"] == 0
    assert pd.isna(nothing["share"])
    with pytest.raises(ValueError, match="2020–2015"):
        share_founded(networks, 2020, 2015)


def test_variants_change_one_year_at_a_time(networks):
    networks.loc[9, "founded_alternative"] = 1999
    table = compare_founding_variants(networks, 2000, 2004)
    assert table.index.names == ["variant", "population"]
    assert table.dtypes.astype(str).tolist() == ["int64"] * 2 + ["float64"] * 3
    founded = table["founded"].unstack()
    assert founded["all"].to_dict() == {
        "coded": 4, "two_2006": 3, "three_1999": 3, "alternative": 2,
    }  # fmt: skip
    assert founded["smart_city"].to_dict() == {
        "coded": 2, "two_2006": 2, "three_1999": 1, "alternative": 1,
    }  # fmt: skip
    totals = table["total"].unstack().drop_duplicates()
    assert totals.to_dict("records") == [{"all": 4, "smart_city": 2}]


def test_foundings_are_sorted_by_lane_year_and_name_as_people_do(networks):
    assert list_foundings(networks)["short_name"].tolist() == ["Zwickau", "beta", "Ähren", "Alpha"]
    networks.loc[networks["founded"].notna(), "founded"] = 2004
    assert list_foundings(networks)["short_name"].tolist() == ["beta", "Zwickau", "Ähren", "Alpha"]
