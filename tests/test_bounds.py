"""Bounds over unlisted members: by hand, and the draws against the model behind them."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.data import Dataset
from analysis.east_west.choices import (
    _draw_members,
    bound_participation,
    draw_unlisted,
    list_unlisted,
)


def test_unlisted_are_the_stated_less_the_listed(data: Dataset) -> None:
    table = list_unlisted(data).set_index("short_name")
    assert table["stated"].to_dict() == {
        "MPSC": 73,
        "Smart Cities Marketplace": 40,
        "URBACT": 40,
        "Covenant of Mayors": 50,
    }
    assert table["listed"].tolist() == [0, 0, 11, 1]
    assert table.loc["MPSC", "counted_unit"] == "cities_and_others"


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


def test_drawn_lies_between_the_bounds(bounds) -> None:
    for counting, overlap in (("distinct", "distinct"), ("memberships", "")):
        row = bounds.loc[(counting, "drawn", "")]
        low = bounds.loc[(counting, "west", overlap), "ratio"]
        high = bounds.loc[(counting, "east", overlap), "ratio"]
        assert low < row["lower"] < row["ratio"] < row["upper"] < high


def test_draws_are_repeatable_and_whole(data: Dataset) -> None:
    one, same, other = (draw_unlisted(data, draws=20, seed=seed) for seed in (1, 1, 2))
    assert one.equals(same)
    assert not one.equals(other)
    assert (one[["memberships_east", "memberships_west"]].sum(axis=1) == 191).all()
    assert (one["new_east"] <= one["memberships_east"]).all()


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
