"""The grid of specifications, what survives of it, and the headline taken from it."""

from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import pytest

from analysis.data import Dataset, resolve_ambiguous
from analysis.east_west.choices import (
    GRID,
    SETTINGS,
    compare_headlines,
    drop_repeated,
    grid_specifications,
    summarise_specifications,
)
from analysis.east_west.ratios import resample_ratio, sum_units
from analysis.east_west.units import list_units
from analysis.statistics.ratios import risk_ratio

DENOMINATORS = ["cities_100000", "independent_cities_wide"]


@pytest.fixture(scope="module")
def grid(data: Dataset) -> pd.DataFrame:
    return grid_specifications(data, denominators=DENOMINATORS, draws=2_000)


def test_every_combination_stands_once(grid: pd.DataFrame) -> None:
    choices = [
        ("separate", "east", "west", "exclude"),
        DENOMINATORS,
        ("distinct", "memberships"),
        ("all", "complete"),
        ("coded", "alternative"),
    ]
    found = set(grid[list(SETTINGS)].itertuples(index=False, name=None))
    assert found == set(product(*choices))
    assert len(grid) == len(found)
    assert len(GRID) == 7


def test_specifications_are_recounted(grid: pd.DataFrame, data: Dataset) -> None:
    """Each row against the units of its own settings, put together afresh."""
    for row in grid.sample(12, random_state=0).to_dict("records"):
        sums = sum_units(
            list_units(
                resolve_ambiguous(data, reading=row["reading"]),
                denominator=row["denominator"],
                berlin=row["berlin"],
                listings=("complete",) if row["lists"] == "complete" else None,
            )
        )
        for side in ("east", "west"):
            assert row[side] == sums.loc[side, row["counting"]]
            assert row[f"{side}_base"] == sums.loc[side, "total"]
        expected = row["east"] / row["east_base"] / (row["west"] / row["west_base"])
        assert row["ratio"] == pytest.approx(expected)


def test_exact_rows_are_the_exact_ratio(grid: pd.DataFrame) -> None:
    exact = grid[grid["method"].eq("exact")]
    assert set(exact["counting"]) == {"distinct"}
    row = exact.iloc[0]
    table = [int(row[name]) for name in ("east", "east_base", "west", "west_base")]
    assert row[["lower", "upper", "p_value"]].tolist() == risk_ratio(*table).tolist()[1:]
    assert exact["lower_error"].isna().all()


def test_resampled_rows_agree_with_a_resampling_of_their_own(grid, data) -> None:
    row = grid[grid["counting"].eq("memberships")].iloc[0]
    found = resample_ratio(list_units(data, denominator="cities_100000"), draws=2_000, seed=99)
    for side in ("lower", "upper"):
        error = np.hypot(row[f"{side}_error"], found[f"{side}_error"])
        assert abs(row[side] - found[side]) < 4 * error


def test_inhabitants_are_the_base_of_their_denominator(data: Dataset) -> None:
    found = grid_specifications(data, denominators=["inhabitants"], draws=50)
    first = found.set_index(["berlin", "counting", "lists", "reading"]).loc[
        ("separate", "memberships", "all", "coded")
    ]
    assert (first["east_base"], first["west_base"]) == (12_601_154, 67_997_255)
    assert first["ratio"] == pytest.approx(19 / 12_601_154 / (110 / 67_997_255))
    assert set(found["method"]) == {"resampled"}


def test_without_berlin_is_berlin_apart(grid: pd.DataFrame) -> None:
    parts = [
        grid[grid["berlin"].eq(place)].drop(columns="berlin").reset_index(drop=True)
        for place in ("separate", "exclude")
    ]
    pd.testing.assert_frame_equal(*parts)
    assert len(drop_repeated(grid)) == len(grid) * 3 // 4


def test_limits_and_p_values_tell_the_same(grid: pd.DataFrame) -> None:
    outside = (grid["lower"] > 1) | (grid["upper"] < 1)
    assert not (outside & grid["p_value"].gt(0.05)).any()


def make_grid(ratios, lower, upper) -> pd.DataFrame:
    frame = pd.DataFrame({"ratio": ratios, "lower": lower, "upper": upper})
    return frame.assign(berlin="east", counting="distinct")


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
    row = summarise_specifications(make_grid(ratios, lower, upper), by=["counting"]).iloc[0]
    assert (row["by_estimate"], row["by_interval"]) == (estimate, interval)
    assert row["specifications"] == 2
    assert row["lowest"] == min(ratios)


def test_repeated_specifications_count_once(grid: pd.DataFrame) -> None:
    table = summarise_specifications(grid)
    assert (table["specifications"] == 12).all()


def test_resampled_headlines_have_monte_carlo_errors(data: Dataset) -> None:
    grid = grid_specifications(data, denominators=["inhabitants"], draws=100)
    table = compare_headlines(data, specifications=grid, berlins=["separate"])
    errors = table.set_index("comparison")[["lower_error", "upper_error"]]
    first = grid[grid["berlin"].eq("separate") & grid["counting"].eq("memberships")].iloc[0]
    assert errors.loc["per_million"].tolist() == first[["lower_error", "upper_error"]].tolist()
    assert (errors.loc["per_million"] > 0).all()
    assert errors.drop(index="per_million").isna().all().all()


def test_headline_takes_its_numbers_from_the_grid(grid, data: Dataset) -> None:
    table = compare_headlines(data, specifications=grid)
    keyed = table.set_index(["comparison", "berlin"])
    row = grid[grid["berlin"].eq("east") & grid["denominator"].eq("cities_100000")].iloc[0]
    assert keyed.loc[("cities_100000", "east"), "ratio"] == row["ratio"]
    # Exact limits have no Monte Carlo error; resampled ones would have that of the grid.
    assert table[["lower_error", "upper_error"]].isna().all().all()
    # What the grid does not hold is left out; equal size stands for both places of Berlin.
    assert "municipalities" not in set(table["comparison"])
    assert table["comparison"].tolist()[-4:] == ["strata", "strata", "model", "model"]


def test_sides_without_units_leave_a_denominator_out(data: Dataset) -> None:
    east = data.municipalities["state"].isin(["BB", "BE", "MV", "SN", "ST", "TH"])
    kept = data.municipalities[~(east & data.municipalities["population"].gt(50_000))]
    rows = data.memberships.iloc[:0]
    small = replace(data, municipalities=kept.reset_index(drop=True), memberships=rows)
    with pytest.raises(ValueError, match="no unit on one of the two sides"):
        grid_specifications(small, denominators=["cities_100000"], draws=10)
    found = grid_specifications(small, denominators=["cities_100000", "cities_20000"], draws=10)
    assert set(found["denominator"]) == {"cities_20000"}
