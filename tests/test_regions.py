"""Denominators, resampling and the ratios of East and West, recounted from the files."""

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.data import Dataset, resolve_ambiguous
from analysis.east_west.ratios import compare_regions, rate_regions, resample_ratio, sum_units
from analysis.east_west.units import DENOMINATORS, count_territories, list_units
from analysis.statistics.ratios import bound_share, risk_ratio
from analysis.statistics.strata import describe_draws, resample_sums

FOLDER = Path(__file__).resolve().parents[1] / "data"
EAST = ("BB", "MV", "SN", "ST", "TH")


def read(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def recount(keep) -> dict[str, int]:
    """Units by region, with csv alone."""
    found = {"east": 0, "berlin": 0, "west": 0}
    for row in read("municipalities.csv"):
        if keep(row):
            state = row["state"]
            found["berlin" if state == "BE" else "east" if state in EAST else "west"] += 1
    return found


RANK = ("Hannover, Landeshauptstadt", "Aachen, Stadt", "Saarbrücken, Landeshauptstadt",
        "Göttingen, Stadt")  # fmt: skip
TOTALS = {
    "municipalities": lambda row: True,
    "independent_cities": lambda row: row["legal_type_code"] in ("61", "62"),
    "independent_cities_wide": lambda row: (
        row["legal_type_code"] in ("61", "62") or row["name"] in RANK
    ),
    "cities_100000": lambda row: int(row["population"]) >= 100_000,
    "cities_50000": lambda row: int(row["population"]) >= 50_000,
    "cities_20000": lambda row: int(row["population"]) >= 20_000,
}


@pytest.mark.parametrize("denominator", TOTALS)
def test_totals_are_those_of_the_file(denominator: str, data: Dataset) -> None:
    sums = sum_units(list_units(data, denominator=denominator))
    assert sums["total"].to_dict() == recount(TOTALS[denominator])


def test_there_are_294_districts(data: Dataset) -> None:
    sums = sum_units(list_units(data, denominator="districts"))
    assert sums["total"].to_dict() == {"east": 58, "west": 236}
    assert sums["distinct"].tolist() == [1, 1]


# Counted by hand from the profiles: distinct municipalities and memberships, East and West.
READINGS = [
    ({}, "coded", "municipalities", (8, 19, 59, 110)),
    ({}, "coded", "cities_100000", (6, 17, 42, 91)),
    ({}, "alternative", "municipalities", (7, 18, 60, 111)),
    ({"listings": ("complete",)}, "coded", "municipalities", (5, 13, 47, 85)),
    ({"listings": ("complete",)}, "coded", "cities_100000", (4, 12, 37, 74)),
]


@pytest.mark.parametrize(("scope", "reading", "denominator", "expected"), READINGS)
def test_members_are_counted_in_their_denominator(scope, reading, denominator, expected, data):
    read_data = resolve_ambiguous(data, reading=reading)
    sums = sum_units(list_units(read_data, denominator=denominator, **scope))
    east, west = sums.loc["east"], sums.loc["west"]
    found = (east["distinct"], east["memberships"], west["distinct"], west["memberships"])
    assert found == expected


def test_every_membership_finds_its_row(data: Dataset) -> None:
    """Keys are shared by members of an association: no row may be found twice, none lost."""
    units = list_units(data)
    assert len(units) == len(data.municipalities)
    assert int(units["memberships"].sum()) == 19 + 8 + 110
    members = data.members.set_index("member_id")
    assert int(members.loc["boeblingen", "population"]) in set(
        units.loc[units["memberships"].gt(0), "population"]
    )


def test_members_without_a_row_are_named(data: Dataset) -> None:
    members = data.members.assign(
        ags=data.members["ags"].where(data.members["member_id"].ne("kiel"), "01999999")
    )
    with pytest.raises(ValueError, match=r"no row of their own.*kiel"):
        list_units(replace(data, members=members))
    with pytest.raises(ValueError, match="denominator='towns': one of municipalities"):
        list_units(data, denominator="towns")
    with pytest.raises(ValueError, match="municipalities"):
        list_units(replace(data, municipalities=None))


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


def test_a_region_of_one_unit_has_counts_and_no_rate(data: Dataset) -> None:
    keyed = rate_regions(data, draws=20).set_index(["denominator", "region"])
    for denominator in ("municipalities", "cities_100000"):
        row = keyed.loc[(denominator, "berlin")]
        assert row[["count", "base"]].tolist() == [1, 1]
        assert row[["rate", "lower", "upper"]].isna().all()


def test_ratios_are_those_of_the_counts(data: Dataset) -> None:
    table = compare_regions(data, denominator="cities_100000", berlin="east", draws=300)
    assert table.loc["risk_ratio", ["east", "east_base", "west", "west_base"]].tolist() == [
        7,
        10,
        42,
        72,
    ]
    assert table.loc["risk_ratio", "upper"] == risk_ratio(7, 10, 42, 72)["upper"]
    assert table.loc["memberships_per_unit", "ratio"] == pytest.approx(2.5 / (91 / 72))
    confined = table.loc["risk_ratio_confined", ["lower", "upper"]]
    plain = table.loc["risk_ratio", ["lower", "upper"]]
    assert plain["lower"] < confined["lower"] < 1 < confined["upper"] <= plain["upper"] * 1.001


def test_resampled_sums_have_the_moments_of_the_units() -> None:
    """Mean N times the mean, variance N times the variance of the units, and their covariance."""
    frame = pd.DataFrame({"rare": [3.0, 1.0] + [0.0] * 38, "dense": np.arange(40.0)})
    sums = resample_sums(frame, draws=20_000, seed=1)
    error = np.sqrt(40) * frame.std(ddof=0).to_numpy() / np.sqrt(20_000)
    assert np.abs(sums.mean(axis=0) - frame.sum().to_numpy()).max() < 4 * error.max()
    expected = 40 * np.cov(frame.to_numpy().T, ddof=0)
    assert np.cov(sums.T) == pytest.approx(expected, rel=0.05, abs=0.05 * expected[0, 0])


def test_resampling_draws_from_all_units_alike() -> None:
    """Three units, all 27 draws: the sums have the distribution of the enumeration."""
    values = np.array([0.0, 0.0, 1.0])
    sums = resample_sums(pd.DataFrame({"value": values}), draws=27_000, seed=3)[:, 0]
    counts = np.bincount(sums.astype(int), minlength=4)
    expected = 1_000 * np.array([8, 12, 6, 1])
    assert ((counts - expected) ** 2 / expected).sum() < 16.3  # chi-square, 3 degrees, p = 0.001


def test_seeds_make_draws_again() -> None:
    frame = pd.DataFrame({"value": np.arange(10.0)})
    assert (resample_sums(frame, draws=50, seed=7) == resample_sums(frame, draws=50, seed=7)).all()
    assert (resample_sums(frame, draws=50, seed=7) != resample_sums(frame, draws=50, seed=8)).any()
    with pytest.raises(ValueError, match="at least one of each"):
        resample_sums(frame, draws=0)


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


def test_resampled_ratio_names_an_empty_side(data: Dataset) -> None:
    units = list_units(data, denominator="cities_100000")
    with pytest.raises(ValueError, match="'east' has no unit"):
        resample_ratio(units[units["region"].eq("west")], draws=10)


def test_territories_are_counted_apart(data: Dataset) -> None:
    table = count_territories(data)
    assert table.loc["state", "participating"].to_dict() == {"east": 3, "berlin": 0, "west": 4}
    assert table.loc["state", "total"].tolist() == [5, 1, 10]
    assert table.loc["metropolitan_region", "memberships"].sum() == 12
    assert table.loc["metropolitan_region", "total"].isna().all()
    east = count_territories(data, berlin="east")
    assert east.loc[("metropolitan_region", "east"), "participating"] == 2
