"""East and West: who takes part, the ratios, every choice, and members that are not named."""

import csv
from collections import Counter
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.data import Dataset, resolve_ambiguous
from analysis.data.contract import EAST
from analysis.east_west.choices import (
    SETTINGS,
    _draw_members,
    bound_participation,
    compare_headlines,
    draw_unlisted,
    grid_specifications,
    list_unlisted,
    summarise_specifications,
)
from analysis.east_west.ratios import (
    CLASSES,
    decompose_ratio,
    list_size_classes,
    permute_states,
    rate_regions,
    sum_units,
)
from analysis.east_west.units import (
    DENOMINATORS,
    count_named,
    count_participation,
    count_territories,
    list_units,
)
from analysis.statistics.ratios import bound_share, risk_ratio
from analysis.statistics.strata import describe_draws, resample_sums


def test_two_roles_in_one_network_are_one_membership(data: Dataset) -> None:
    rows = data.memberships[data.memberships["role"].eq("member")].reset_index(drop=True)
    twice = pd.concat([rows, rows.assign(role="lighthouse")], ignore_index=True)
    found = [count_participation(replace(data, memberships=each)) for each in (rows, twice)]
    pd.testing.assert_frame_equal(*found)


def test_states_where_nobody_takes_part_stay(data: Dataset) -> None:
    rows = data.municipalities.iloc[[0, -1]].reset_index(drop=True)
    rows["population"] = pd.array([100_000, 99_999], dtype="Int64")
    nobody = replace(data, municipalities=rows, memberships=data.memberships.iloc[:0])
    table = count_participation(nobody, by="state")
    assert table[["participating", "total"]].to_numpy().tolist() == [[0, 1], [0, 1]]
    # 100,000 is large, 99,999 is not; where there is no large city, there is no share of them.
    assert table["large_cities"].tolist() == [1, 0]
    assert table["share_large_cities"].isna().tolist() == [False, True]
    empty = count_participation(nobody).loc["berlin"]
    assert empty[["total", "large_cities"]].tolist() == [0, 0]
    assert np.isnan(empty["participating_per_1000"])
    assert "BE" not in count_participation(data, by="state", berlin="exclude").index


@pytest.mark.parametrize(("column", "value"), [("ags", "01999999"), ("state", "TH")])
def test_members_that_cannot_be_placed_are_named(data: Dataset, column, value) -> None:
    kiel = data.members["member_id"].eq("kiel")
    members = data.members.assign(**{column: data.members[column].mask(kiel, value)})
    with pytest.raises(ValueError, match=r"no row of their own.*: kiel$"):
        count_participation(replace(data, members=members))


def test_unknown_settings_are_refused(data: Dataset) -> None:
    for wrong in ({"by": "country"}, {"by": "state", "berlin": "north"}, {"berlin": "north"}):
        with pytest.raises(ValueError, match=r"country|north"):
            count_participation(data, **wrong)
    with pytest.raises(ValueError, match="denominator='towns': one of municipalities"):
        list_units(data, denominator="towns")
    with pytest.raises(ValueError, match=r"municipalities\.csv"):
        count_participation(replace(data, municipalities=None))


FILE = Path(__file__).resolve().parents[1] / "data" / "municipalities.csv"
RANK = ("Hannover, Landeshauptstadt", "Aachen, Stadt", "Saarbrücken, Landeshauptstadt",
        "Göttingen, Stadt")  # fmt: skip
KEPT = {
    "independent_cities": lambda row: row["legal_type_code"] in ("61", "62"),
    "independent_cities_wide": lambda row: (
        row["legal_type_code"] in ("61", "62") or row["name"] in RANK
    ),
    "cities_50000": lambda row: int(row["population"]) >= 50_000,
    "cities_20000": lambda row: int(row["population"]) >= 20_000,
}


@pytest.mark.parametrize("denominator", KEPT)
def test_totals_are_those_of_the_file(denominator: str, data: Dataset) -> None:
    with FILE.open(encoding="utf-8", newline="") as file:
        states = [row["state"] for row in filter(KEPT[denominator], csv.DictReader(file))]
    regions = ("berlin" if s == "BE" else "east" if s in EAST else "west" for s in states)
    sums = sum_units(list_units(data, denominator=denominator))
    assert sums["total"].to_dict() == {"berlin": 0} | Counter(regions)


# Counted by hand from the profiles: distinct municipalities and memberships, East and West.
@pytest.mark.parametrize(
    ("lists", "denominator", "expected"),
    [
        (None, "cities_100000", [6, 17, 42, 91]),
        (("complete", "closed"), "municipalities", [5, 13, 47, 85]),
        (("complete", "closed"), "cities_100000", [4, 12, 37, 74]),
    ],
)
def test_members_are_counted_in_their_denominator(lists, denominator, expected, data) -> None:
    sums = sum_units(list_units(data, denominator=denominator, listings=lists))
    assert sums.loc[["east", "west"], ["distinct", "memberships"]].stack().tolist() == expected


def test_rates_have_exact_limits(data: Dataset) -> None:
    rates = rate_regions(data, draws=200)
    assert list(dict.fromkeys(rates["denominator"])) == list(DENOMINATORS)
    keyed = rates.set_index(["denominator", "region"])
    row = keyed.loc[("cities_100000", "east")]
    assert row[["rate", "lower", "upper"]].tolist() == pytest.approx(
        [6 / 9, *bound_share(6, 9, 0.05)]
    )
    head = keyed.loc[("inhabitants", "berlin")]
    assert head["rate"] == pytest.approx(8e6 / 3_755_251)
    assert np.isnan(head["lower"])
    errors = keyed[["lower_error", "upper_error"]]
    assert (errors.loc[("inhabitants", "east")] > 0).all()
    assert errors.drop(index="inhabitants", level="denominator").isna().all().all()
    # A region of one unit has counts and no rate.
    berlin = keyed.loc[[(name, "berlin") for name in ("municipalities", "cities_100000")]]
    assert (berlin[["count", "base"]] == 1).all().all()
    assert berlin[["rate", "lower", "upper"]].isna().all().all()


def test_without_degrees_of_urbanisation_classes_are_the_one_yardstick(data: Dataset) -> None:
    bare = data.municipalities.drop(columns="degree_of_urbanisation")
    table = decompose_ratio(replace(data, municipalities=bare), berlin="east")
    row = table.loc["population_class"]
    assert table["observed"].tolist() == [9]
    assert row["by_size"] * row["ratio"] == pytest.approx(row["crude"])
    assert row["crude"] == pytest.approx(9 / 2400 / (59 / 8373))


def test_eastern_places_of_no_western_size_have_no_expectation(data: Dataset) -> None:
    small = data.municipalities[data.municipalities["population"].lt(5_000)]
    large = data.municipalities[data.municipalities["ags"].eq("14612000")]  # Dresden
    rows = pd.concat([small, large], ignore_index=True)
    members = data.memberships[data.memberships["member_id"].eq("dresden")]
    row = decompose_ratio(replace(data, municipalities=rows, memberships=members)).iloc[0]
    assert row[["expected", "ratio", "lower", "by_size"]].isna().all()


def test_one_side_alone_has_no_states_to_exchange(data: Dataset) -> None:
    west = data.municipalities[~data.municipalities["state"].isin(EAST)].reset_index(drop=True)
    with pytest.raises(ValueError, match="no municipality on one of the two sides"):
        permute_states(replace(data, municipalities=west, memberships=data.memberships.iloc[:0]))


def test_resampled_sums_have_the_moments_of_the_units() -> None:
    """Mean N times the mean, variance N times the variance of the units, and their covariance."""
    frame = pd.DataFrame({"rare": [3.0, 1.0] + [0.0] * 38, "dense": np.arange(40.0)})
    sums = resample_sums(frame, draws=20_000, seed=1)
    error = np.sqrt(40) * frame.std(ddof=0).to_numpy() / np.sqrt(20_000)
    assert np.abs(sums.mean(axis=0) - frame.sum().to_numpy()).max() < 4 * error.max()
    expected = 40 * np.cov(frame.to_numpy().T, ddof=0)
    assert np.cov(sums.T) == pytest.approx(expected, rel=0.05, abs=0.05 * expected[0, 0])


def test_draws_of_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one of each"):
        resample_sums(pd.DataFrame({"value": [1.0]}), draws=0)


def test_draws_are_described_by_their_percentiles() -> None:
    found = describe_draws(np.random.default_rng(0).normal(1.0, 1.0, 40_000), level=0.9)
    assert found[["lower", "upper"]].tolist() == pytest.approx([-0.645, 2.645], abs=0.05)
    # The standard error of a normal quantile: root of q (1 - q) / n by the density there.
    expected = np.sqrt(0.05 * 0.95 / 40_000) / 0.1031
    assert found["lower_error"] == pytest.approx(expected, rel=0.3)
    assert found["p_value"] > 0.9


def test_draws_without_the_other_side_are_infinite() -> None:
    found = describe_draws(np.array([0.5] * 90 + [np.inf] * 10))
    assert found["lower"] == 0.5
    assert found["upper"] == np.inf
    nothing = describe_draws(np.array([np.nan, np.nan]))
    assert nothing[["lower", "upper", "p_value"]].tolist() == [0, np.inf, 1]


def test_territories_are_counted_apart(data: Dataset) -> None:
    table = count_territories(data)
    assert table.loc["state", "participating"].to_dict() == {"east": 3, "berlin": 0, "west": 4}
    assert table.loc["state", "total"].tolist() == [5, 1, 10]
    assert table.loc["metropolitan_region", "memberships"].sum() == 12
    assert table.loc["metropolitan_region", "total"].isna().all()


def test_classes_hold_everyone_once(data: Dataset) -> None:
    table = list_size_classes(data)
    assert table.index.tolist() == list(CLASSES)
    assert table.sum().tolist() == [8, 2399, 59, 8373]
    large = data.municipalities[data.municipalities["population"].ge(500_000)]
    assert table.loc[500_000, ["total", "other_total"]].sum() == len(large) - 1  # Berlin
    assert list_size_classes(data, berlin="east").loc[500_000].tolist() == [3, 3, 11, 12]


def test_a_class_begins_at_its_limit(data: Dataset) -> None:
    rows = data.municipalities.iloc[:2].assign(
        population=pd.array([100_000, 99_999], dtype="Int64"), state="SN"
    )
    members = data.memberships.iloc[:0]
    small = replace(data, municipalities=rows.reset_index(drop=True), memberships=members)
    assert list_size_classes(small)["total"].loc[[50_000, 100_000]].tolist() == [1, 1]


CITIES = ["cities_100000", "independent_cities_wide"]


@pytest.fixture(scope="module")
def grid(data: Dataset) -> pd.DataFrame:
    return grid_specifications(data, denominators=CITIES, draws=2_000)


def test_every_combination_stands_once(grid: pd.DataFrame) -> None:
    choices = [
        ("separate", "east", "west"), CITIES, ("distinct", "memberships"), ("crude",),
        ("all", "closed"), ("coded", "alternative"),
    ]  # fmt: skip
    found = set(grid[list(SETTINGS)].itertuples(index=False, name=None))
    assert found == set(product(*choices))
    assert len(grid) == len(found)


def test_specifications_are_recounted(grid: pd.DataFrame, data: Dataset) -> None:
    """Each row against the units of its own settings, put together afresh."""
    for row in grid.sample(12, random_state=0).to_dict("records"):
        sums = sum_units(
            list_units(
                resolve_ambiguous(data, reading=row["reading"]),
                denominator=row["denominator"],
                berlin=row["berlin"],
                listings=("complete", "closed") if row["lists"] == "closed" else None,
            )
        )
        for side in ("east", "west"):
            assert row[side] == sums.loc[side, row["counting"]]
            assert row[f"{side}_base"] == sums.loc[side, "total"]
        expected = row["east"] / row["east_base"] / (row["west"] / row["west_base"])
        assert row["ratio"] == pytest.approx(expected)


def test_equal_size_is_observed_to_expected(data: Dataset) -> None:
    whole = grid_specifications(data, denominators=["municipalities"], draws=200)
    equal = whole[whole["size"].eq("equal")].set_index(["counting", "berlin", "lists", "reading"])
    (headline,) = whole.loc[whole["headline"]].to_dict("records")
    split = decompose_ratio(data).loc["population_class"]
    for name in ("ratio", "lower", "upper", "p_value"):
        assert headline[name] == split[name]
    # Memberships: those expected at western memberships per municipality of the class.
    units = list_units(data)
    places = np.searchsorted(CLASSES, units["population"], side="right")
    sums = units.assign(total=1).groupby(["region", places])[["memberships", "total"]].sum()
    rates = sums.loc["west", "memberships"] / sums.loc["west", "total"]
    expected = (rates * sums.loc["east", "total"]).sum()
    row = equal.loc[("memberships", "separate", "all", "coded")]
    assert row["ratio"] == pytest.approx(19 / expected)
    assert row["lower"] < row["ratio"] < row["upper"]


def test_shares_have_the_limits_of_their_ratio(grid: pd.DataFrame) -> None:
    shares = grid[grid["method"].eq("score")]
    assert set(shares["counting"]) == {"distinct"}
    row = shares.iloc[0]
    table = [int(row[name]) for name in ("east", "east_base", "west", "west_base")]
    assert row[["lower", "upper", "p_value"]].tolist() == risk_ratio(*table).tolist()[1:]
    assert shares["lower_error"].isna().all()


def test_inhabitants_are_the_base_of_their_denominator(data: Dataset) -> None:
    found = grid_specifications(data, denominators=["inhabitants"], draws=50)
    first = found.set_index(["berlin", "counting", "lists", "reading"]).loc[
        ("separate", "memberships", "all", "coded")
    ]
    assert (first["east_base"], first["west_base"]) == (12_601_154, 67_997_255)
    assert first["ratio"] == pytest.approx(19 / 12_601_154 / (110 / 67_997_255))
    assert set(found["method"]) == {"resampled"}


@pytest.mark.parametrize(
    ("ratios", "lower", "upper", "estimate", "interval"),
    [
        ([0.5, 0.6], [0.1, 0.1], [0.9, 0.8], "always_below", "always_below"),
        ([0.5, 0.6], [0.1, 0.1], [0.9, 1.8], "always_below", "sometimes_below"),
        ([0.5, 1.6], [0.1, 0.1], [1.9, 2.8], "either", "never"),
        ([1.5, 1.6], [0.1, 1.1], [1.9, 2.8], "always_above", "sometimes_above"),
        ([0.5, 1.6], [0.1, 1.1], [0.9, 2.8], "either", "either"),
    ],
)
def test_conclusions_survive_or_not(ratios, lower, upper, estimate, interval) -> None:
    frame = pd.DataFrame({"ratio": ratios, "lower": lower, "upper": upper})
    frame = frame.assign(berlin="east", denominator="districts", counting="distinct", size="crude")
    row = summarise_specifications(frame).iloc[0]
    assert (row["by_estimate"], row["by_interval"]) == (estimate, interval)
    assert row["specifications"] == 2
    assert row["lowest"] == min(ratios)


def test_headlines_take_their_numbers_from_the_grid(data: Dataset) -> None:
    grid = grid_specifications(data, denominators=["cities_100000", "inhabitants"], draws=100)
    table = compare_headlines(data, specifications=grid)
    # What the grid does not hold is left out; equal size stands for both places of Berlin.
    names = ["cities_100000", "per_million", "strata"]
    assert table["comparison"].tolist() == [name for name in names for _ in range(2)]
    keyed = table.set_index(["comparison", "berlin"])
    row = grid[grid["berlin"].eq("east") & grid["denominator"].eq("cities_100000")].iloc[0]
    assert keyed.loc[("cities_100000", "east"), "ratio"] == row["ratio"]


def test_the_crude_ratio_has_no_limits(data: Dataset) -> None:
    grid = grid_specifications(data, denominators=["municipalities"], draws=50)
    keyed = compare_headlines(data, specifications=grid).set_index(["comparison", "berlin"])
    assert keyed.loc["municipalities"].notna().sum().to_dict()["ratio"] == 2
    assert keyed.loc["municipalities", ["lower", "upper", "p_value"]].isna().all().all()


def test_sides_without_units_leave_a_denominator_out(data: Dataset) -> None:
    east = data.municipalities["state"].isin([*EAST, "BE"])
    kept = data.municipalities[~(east & data.municipalities["population"].gt(50_000))]
    rows = data.memberships.iloc[:0]
    small = replace(data, municipalities=kept.reset_index(drop=True), memberships=rows)
    with pytest.raises(ValueError, match="no unit on one of the two sides"):
        grid_specifications(small, denominators=["cities_100000"], draws=10)
    found = grid_specifications(small, denominators=["cities_100000", "cities_20000"], draws=10)
    assert set(found["denominator"]) == {"cities_20000"}


def test_unlisted_are_the_stated_less_the_listed(data: Dataset) -> None:
    table = list_unlisted(data).set_index("short_name")
    names = ["MPSC", "Smart Cities Marketplace", "URBACT", "Covenant of Mayors"]
    assert table["stated"].to_dict() == dict(zip(names, [73, 40, 40, 50], strict=True))
    assert table["listed"].tolist() == [0, 0, 11, 1]
    assert table.loc["MPSC", "counted_unit"] == "cities_and_others"


def test_named_and_stated_memberships_are_counted(data: Dataset) -> None:
    assert count_named(data).to_dict() == {"named": 137, "unlisted": 191, "silent": 9}


@pytest.fixture(scope="module")
def bounds(data: Dataset):
    return bound_participation(data, draws=200).set_index(["counting", "scenario", "overlap"])


@pytest.mark.parametrize(
    ("case", "east", "west"),
    [
        (("distinct", "none", ""), 8, 59),
        (("distinct", "east", "distinct"), 8 + 191, 59),
        (("distinct", "west", "distinct"), 8, 59 + 191),
        (("distinct", "east", "nested"), 8 + 73, 59),
        (("distinct", "west", "nested"), 8, 59 + 73),
        (("memberships", "east", ""), 19 + 191, 110),
        (("memberships", "west", ""), 19, 110 + 191),
    ],
)
def test_bounds_by_hand(case, east, west, bounds) -> None:
    assert bounds.loc[case, "ratio"] == pytest.approx(east / 2399 / (west / 8373))


@pytest.mark.parametrize("overlap", ["distinct", "nested"])
def test_even_split_brings_the_rates_nearest(overlap, bounds) -> None:
    row = bounds.loc[("distinct", "even", overlap)]
    number = int(row["added_east"] + row["added_west"])
    gaps = [abs((8 + i) / 2399 - (59 + number - i) / 8373) for i in range(number + 1)]
    assert int(np.argmin(gaps)) == row["added_east"]


def test_draws_are_whole(data: Dataset) -> None:
    drawn = draw_unlisted(data, draws=20)
    assert not drawn.duplicated().all()
    assert (drawn[["memberships_east", "memberships_west"]].sum(axis=1) == 191).all()
    assert (drawn["new_east"] <= drawn["memberships_east"]).all()


def test_members_are_drawn_in_proportion_to_their_odds() -> None:
    """Of three, two drawn one after the other: probabilities by enumeration."""
    weights, random = np.array([1.0, 2.0, 5.0]), np.random.default_rng(4)
    expected = np.zeros(3)
    for first in range(3):
        for second in {0, 1, 2} - {first}:
            chance = weights[first] / 8 * weights[second] / (8 - weights[first])
            expected[[first, second]] += chance
    counts = np.zeros(3)
    none = np.zeros(3, dtype=bool)
    for _ in range(20_000):
        counts[_draw_members(np.log(weights), none, 2, random)] += 1
    assert counts / 20_000 == pytest.approx(expected, abs=0.015)


def test_listed_members_are_not_drawn_again() -> None:
    listed, random = np.array([False, True, False]), np.random.default_rng(0)
    drawn = {int(i) for _ in range(50) for i in _draw_members(np.zeros(3), listed, 2, random)}
    assert drawn == {0, 2}


def test_without_unlisted_members_there_is_nothing_to_bound(data: Dataset) -> None:
    networks = data.networks.assign(german_municipalities_reported=0)
    with pytest.raises(ValueError, match="no network states more"):
        bound_participation(replace(data, networks=networks), draws=5)
