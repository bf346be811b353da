"""Founding years on a table small enough to count by hand."""

from itertools import pairwise

import pandas as pd
import pytest

from analysis.foundings.measures import (
    PERIODS,
    compare_founding_variants,
    count_foundings,
    count_periods,
    list_foundings,
    share_founded,
)

CONTRACT = {
    "resources": [
        {
            "name": "networks",
            "path": "networks.csv",
            "schema": {
                "fields": [
                    {
                        "name": "category",
                        "type": "string",
                        "codes": [{"code": code} for code in ("b", "z", "a")],
                    }
                ]
            },
        }
    ]
}


def make_networks() -> pd.DataFrame:
    """Five networks: a span, an alternative, a namesake year, one without category or year."""
    return pd.DataFrame(
        {
            "network_id": ["one", "two", "three", "four", "five"],
            "short_name": ["Zwickau", "Ähren", "beta", "Alpha", "None"],
            "category": pd.array(["a", "b", "a", None, "b"], dtype="str"),
            "topics": pd.array(["x;y", "x", "y", None, "x"], dtype="str"),
            "founded": pd.array([2000, 2001, 2004, 2004, None], dtype="Int64"),
            "founded_latest": pd.array([2003, 2001, 2004, 2004, None], dtype="Int64"),
            "founded_alternative": pd.array([None, 2006, None, None, None], dtype="Int64"),
        },
        index=[7, 3, 9, 1, 5],  # as after a selection: no measure may lean on the index
    )


def test_count_foundings_keeps_years_without_a_founding():
    counts = count_foundings(make_networks())
    assert counts.to_dict() == {2000: 1, 2001: 1, 2002: 0, 2003: 0, 2004: 2}
    assert (counts.index.name, counts.name, counts.dtype) == ("year", "foundings", "int64")


def test_count_foundings_cumulative_ends_at_the_networks_with_a_year():
    counts = count_foundings(make_networks(), cumulative=True)
    assert counts.tolist() == [1, 2, 2, 2, 4]


def test_count_foundings_takes_the_alternative_only_where_there_is_one():
    counts = count_foundings(make_networks(), founded="founded_alternative")
    assert counts[counts > 0].to_dict() == {2000: 1, 2004: 2, 2006: 1}


def test_count_foundings_by_code_adds_up_and_shows_what_is_missing():
    table = count_foundings(make_networks(), by="category")
    assert list(table.columns) == ["a", "b", "missing"]
    assert table.columns.name == "category"
    assert table.loc[2004].to_dict() == {"a": 1, "b": 0, "missing": 1}
    assert table.sum(axis=1).equals(count_foundings(make_networks()).rename(None))


def test_count_foundings_follows_the_contract_and_shows_codes_without_networks():
    table = count_foundings(make_networks(), by="category", contract=CONTRACT)
    assert list(table.columns) == ["b", "z", "a", "missing"]
    assert table["z"].sum() == 0


def test_count_foundings_takes_a_column_that_the_contract_does_not_know():
    networks = make_networks().assign(half="h")
    assert list(count_foundings(networks, by="half", contract=CONTRACT).columns) == ["h"]


def test_count_foundings_refuses_lists():
    with pytest.raises(ValueError, match="'topics' holds lists"):
        count_foundings(make_networks(), by="topics")


@pytest.mark.parametrize("by", [None, "category"])
def test_nothing_founded_gives_an_empty_result(by):
    nothing = make_networks().iloc[:0]
    assert len(count_foundings(nothing, by=by)) == 0
    assert (count_periods(nothing, by=by)["total"] == 0).all()
    assert len(list_foundings(nothing)) == 0


def test_count_periods_adds_up():
    table = count_periods(make_networks(), periods=[(2000, 2001), (2002, 2003), (2004, 2010)])
    assert list(table.index) == ["2000–2001", "2002–2003", "2004–2010"]
    assert table.index.name == "period"
    assert table["foundings"].tolist() == table["total"].tolist() == [2, 0, 2]
    assert table["cumulative"].tolist() == [2, 2, 4]
    assert (table.dtypes == "int64").all()


def test_count_periods_by_code():
    table = count_periods(make_networks(), by="category", contract=CONTRACT)
    assert list(table.columns) == ["b", "z", "a", "missing", "total", "cumulative"]
    assert table.loc["2000–2004"].to_dict() == {
        "b": 1, "z": 0, "a": 2, "missing": 1, "total": 4, "cumulative": 4,
    }  # fmt: skip


def test_the_periods_leave_no_year_out():
    for (_, last), (first, _) in pairwise(PERIODS):
        assert first == last + 1


@pytest.mark.parametrize(
    ("periods", "message"),
    [
        ([(2000, 2002), (2002, 2004)], "not overlap"),
        ([(2003, 2004), (2000, 2002)], "must ascend"),
        ([(2004, 2000)], "ends before it begins"),
        ([(2000, 2003)], "no period holds the founding years 2004"),
    ],
)
def test_count_periods_refuses_periods_that_would_miscount(periods, message):
    with pytest.raises(ValueError, match=message):
        count_periods(make_networks(), periods=periods)


def test_count_periods_refuses_a_code_that_is_the_name_of_a_sum():
    networks = make_networks().assign(category="total")
    with pytest.raises(ValueError, match="'total', which is the name of a sum"):
        count_periods(networks, by="category")


def test_share_founded_gives_the_bounds_of_imprecise_dates():
    share = share_founded(make_networks(), 2000, 2002)
    # "one" may date from 2003; "two" is exact; four networks have a year.
    assert share.to_dict() == {
        "founded": 2, "total": 4, "share": 0.5, "share_at_least": 0.25, "share_at_most": 0.5,
    }  # fmt: skip
    later = share_founded(make_networks(), 2003, 2004)
    assert (later["share"], later["share_at_least"], later["share_at_most"]) == (0.5, 0.5, 0.75)


def test_share_founded_takes_an_alternative_year_as_exact():
    share = share_founded(make_networks(), 2006, 2006, founded="founded_alternative")
    assert (share["founded"], share["share_at_least"], share["share_at_most"]) == (1, 0.25, 0.25)


def test_share_founded_of_nothing_is_no_number():
    share = share_founded(make_networks().iloc[:0], 2000, 2002)
    assert share["total"] == 0
    assert pd.isna(share["share"])


def test_share_founded_refuses_a_reversed_span():
    with pytest.raises(ValueError, match="2020–2015"):
        share_founded(make_networks(), 2020, 2015)


def test_compare_founding_variants_changes_one_year_at_a_time():
    networks = make_networks()
    networks.loc[9, "founded_alternative"] = 1999
    table = compare_founding_variants(networks, 2000, 2004, smart_city=("a",))
    assert table.index.names == ["variant", "population"]
    everybody = table["founded"].xs("all", level="population")
    assert everybody.to_dict() == {"coded": 4, "two_2006": 3, "three_1999": 3, "alternative": 2}
    explicit = table.xs("smart_city", level="population")
    assert explicit["founded"].to_dict() == {
        "coded": 2, "two_2006": 2, "three_1999": 1, "alternative": 1,
    }  # fmt: skip
    assert (explicit["total"] == 2).all()


def test_list_foundings_sorts_by_year_then_by_name_as_people_do():
    networks = make_networks().assign(
        founded=pd.array([2004, 2004, 2004, 2004, None], dtype="Int64")
    )
    listed = list_foundings(networks)
    assert listed["short_name"].tolist() == ["Ähren", "Alpha", "beta", "Zwickau"]
    assert list(listed.columns) == [
        "network_id", "short_name", "category", "founded", "founded_latest", "founded_alternative",
    ]  # fmt: skip
