"""East against West: rates and ratios, crude and at equal size."""

from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from analysis.data import Dataset
from analysis.east_west.units import DENOMINATORS, REGIONS, list_units
from analysis.statistics.ratios import ALIKE, LEVEL, bound_share, divide
from analysis.statistics.strata import (
    DRAWS,
    describe_draws,
    resample_sums,
    standardised_ratio,
    stratified_odds_ratio,
)

SIDES = ("east", "west")
COUNTINGS = ("distinct", "memberships")
PER_MILLION = 1_000_000
COUNTS = ["east", "east_base", "west", "west_base"]
ERROR = 1 - LEVEL


def sum_units(units: pd.DataFrame) -> pd.DataFrame:
    """Sum units by region: distinct units with a membership, memberships, total, population."""
    counted = units.assign(distinct=units["memberships"].gt(0), total=1)
    columns = [*COUNTINGS, "total", "population"]
    sums = counted.groupby("region", observed=True)[columns].sum().astype("int64")
    return sums.reindex([region for region in REGIONS if region in sums.index])


def list_sides(sums: pd.DataFrame, counting: str, base: str = "total") -> tuple[int, ...]:
    """Give the sums as a table: count and base in the East, count and base in the West."""
    return tuple(sums.loc[list(SIDES), [counting, base]].to_numpy().ravel().tolist())


def rate_regions(data: Dataset, *, draws: int = DRAWS) -> pd.DataFrame:
    """Give each region's rate of participation out of every denominator, with limits of 95 %.

    By `denominator` and `region`: `count` of `base` (int64); float64 `rate`, `lower`, `upper`,
    exact (Clopper and Pearson), and NaN for a region of one unit. For "inhabitants" memberships per
    million, with limits from resampled municipalities and their Monte Carlo standard errors
    `lower_error`, `upper_error`. Source: section 3.2.3.

    Examples
    --------
    >>> from analysis import load
    >>> table = rate_regions(load(), draws=200).set_index(["denominator", "region"])
    >>> table.loc[("cities_100000", "east"), ["count", "base"]].tolist()
    [6, 9]
    """
    records = []
    for denominator in DENOMINATORS:
        units = list_units(data, denominator=denominator)
        for region, sums in sum_units(units).iterrows():
            own = units[units["region"].eq(str(region))]
            rate = _rate_heads(own, draws) if denominator == "inhabitants" else _rate_units(sums)
            records.append({"denominator": denominator, "region": region} | rate)
    columns = ["denominator", "region", "count", "base", "rate"]
    return pd.DataFrame(records, columns=[*columns, "lower", "upper", "lower_error", "upper_error"])


def _rate_units(sums: "pd.Series[int]") -> dict[Any, Any]:
    """Units that take part; where there is one, as Berlin, all or nothing is no rate."""
    count, base = int(sums["distinct"]), int(sums["total"])
    if base == 1:
        return {"count": count, "base": base}
    lower, upper = bound_share(count, base, ERROR)
    return {"count": count, "base": base, "rate": count / base, "lower": lower, "upper": upper}


def _rate_heads(units: pd.DataFrame, draws: int) -> dict[Any, Any]:
    """Memberships per million; limits from units drawn anew, of which one would never vary."""
    count, base = (int(units[name].sum()) for name in ("memberships", "population"))
    rate = {"count": count, "base": base, "rate": PER_MILLION * count / base}
    if len(units) < 2:
        return rate
    joined, people = resample_sums(units[["memberships", "population"]], draws=draws).T
    return rate | describe_draws(PER_MILLION * joined / people).to_dict()


# Population classes begin here.
CLASSES = (0, 5_000, 10_000, 20_000, 50_000, 100_000, 500_000)


def class_population(units: pd.DataFrame) -> "pd.Series[int]":
    """Give where the population class of each unit begins."""
    places = np.searchsorted(CLASSES, units["population"].to_numpy("int64"), side="right") - 1
    return pd.Series(np.array(CLASSES)[places], index=units.index)


def count_strata(units: pd.DataFrame, strata: "pd.Series[Any]") -> pd.DataFrame:
    """Count who takes part, East and West, by stratum."""
    counted = units.assign(count=units["memberships"].gt(0), total=1)
    sums = counted.groupby(["region", strata])[["count", "total"]].sum()
    index = pd.MultiIndex.from_product([SIDES, sorted(strata.unique())])
    east, west = (sums.reindex(index, fill_value=0).loc[region] for region in SIDES)
    return east.join(west.add_prefix("other_")).astype("int64")


def list_size_classes(data: Dataset, *, berlin: str = "separate") -> pd.DataFrame:
    """Count who takes part, East and West, by population class.

    Index "population_from", where each class begins. int64: `count` of `total` in the East,
    `other_count` of `other_total` in the West. Source: section 3.2.3.

    Examples
    --------
    >>> from analysis import load
    >>> list_size_classes(load()).loc[500_000].tolist()
    [2, 2, 11, 12]
    """
    units = list_units(data, berlin=berlin)
    table = count_strata(units, class_population(units))
    return table.reindex(CLASSES, fill_value=0).rename_axis("population_from")


def decompose_ratio(data: Dataset, *, berlin: str = "separate") -> pd.DataFrame:
    """Split the crude ratio of East to West into sizes of places and everything else.

    Indirect standardisation: how many eastern municipalities would take part at the western rates
    of places of their kind? Index "yardstick": population_class, and degree_of_urbanisation where
    the data have it. `observed` (int64), `expected`, `ratio` (of these), `crude` = `by_size` times
    `ratio` (float64, NaN where an eastern stratum has no western place). `lower`, `upper` (95 %)
    and `p_value` of the ratio are exact for the process in which every eastern place takes part
    independently, with so many times its western rate; western rates are taken as they stand,
    which a common odds ratio does not (`compare_odds`). Source: section 3.2.3.

    Examples
    --------
    >>> from analysis import load
    >>> decompose_ratio(load()).loc["population_class", ["expected", "crude"]].round(2).to_dict()
    {'expected': 8.24, 'crude': 0.47}
    """
    units = list_units(data, berlin=berlin)
    strata = {"population_class": class_population(units)}
    if "degree_of_urbanisation" in units:
        strata["degree_of_urbanisation"] = units["degree_of_urbanisation"]
    rows = {}
    for yardstick, classes in strata.items():
        counts = count_strata(units, classes)
        found, (count, total, other, other_total) = standardised_ratio(counts), counts.sum()
        level = divide(float(other), float(other_total))
        found["crude"] = divide(count / total, level)
        found["by_size"] = divide(found["expected"] / total, level)
        rows[yardstick] = {"observed": count, **found}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("yardstick")


def permute_states(data: Dataset) -> "pd.Series[int]":
    """Count the ways to choose as many states as the East has that give ratios as low or lower.

    Places of one state are not independent; were "East" any other five of the 15 states without
    Berlin, how often would the ratio be at most the observed one? int64: `ways`, the observed one
    included; `crude` and `equal_size` (observed to expected by population class), those at most as
    low. ValueError if one of the two sides is lacking.

    Examples
    --------
    >>> from analysis import load
    >>> permute_states(load())["ways"]
    np.int64(3003)
    """
    units = list_units(data, berlin="exclude")
    units = units[units["region"].notna()]
    counted = units.assign(count=units["memberships"].gt(0), total=1, size=class_population(units))
    sums = counted.groupby(["size", "state"])[["count", "total"]].sum().unstack(fill_value=0)
    joined, total = (sums[name].to_numpy("float64") for name in ("count", "total"))
    states = sums["total"].columns
    east = states.isin(units.loc[units["region"].eq("east"), "state"])
    if east.all() or not east.any():
        raise ValueError("no municipality on one of the two sides, East or West")
    ways = np.array([np.isin(np.arange(len(states)), way)
                     for way in combinations(range(len(states)), int(east.sum()))])  # fmt: skip
    sides = np.vstack([east, ways]).astype("float64")
    ours, theirs = ([part @ side.T for part in (joined, total)] for side in (sides, 1 - sides))
    named = ours[0].sum(axis=0)
    crude = divide(named / ours[1].sum(axis=0), theirs[0].sum(axis=0) / theirs[1].sum(axis=0))
    # Of sizes that the chosen states lack nothing is expected.
    expected = np.where(ours[1] > 0, ours[1] * divide(theirs[0], theirs[1]), 0.0).sum(axis=0)
    ratios = {"crude": crude, "equal_size": divide(named, expected)}
    low = {name: int((found[1:] <= found[0] + ALIKE).sum()) for name, found in ratios.items()}
    return pd.Series({"ways": len(ways), **low}, dtype="int64")


def compare_odds(data: Dataset, *, berlin: str = "separate") -> "pd.Series[float]":
    """Compare the odds of taking part, East to West, among places of equal size.

    The exact odds ratio common to the population classes (conditional), no risk ratio; both sides
    are taken as uncertain. float64: `ratio`, `lower`, `upper`, `p_value`. Source: section 3.2.3.

    Examples
    --------
    >>> from analysis import load
    >>> compare_odds(load())[["ratio", "lower", "upper"]].round(2).tolist()
    [0.96, 0.29, 2.77]
    """
    found = stratified_odds_ratio(list_size_classes(data, berlin=berlin))
    return found.rename({"odds_ratio": "ratio"})[["ratio", "lower", "upper", "p_value"]]
