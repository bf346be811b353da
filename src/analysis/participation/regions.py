"""East against West: rates of each region and the ratios between them, with their uncertainty.

Distinct municipalities are compared by exact methods. Memberships of one city are not independent
of each other: their ratios are resampled over all municipalities within region, zeros included, and
the exact Poisson ratio, which assumes independence, stands beside them.
"""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from analysis.data import PARTICIPATION, Dataset
from analysis.participation.counts import REGIONS
from analysis.participation.denominators import DENOMINATORS, list_units
from analysis.statistics.ratios import (
    SPARED,
    bound_share,
    conditional_odds_ratio,
    divide,
    rate_ratio,
    risk_ratio,
)
from analysis.statistics.strata import DRAWS, SEED, describe_draws, divide_draws, resample_sums

COUNTINGS = ("distinct", "memberships")
PER_MILLION = 1_000_000
LIMITS = ("lower", "upper", "lower_error", "upper_error")
NONE = float("nan")


def sum_units(units: pd.DataFrame) -> pd.DataFrame:
    """Sum units by region.

    Parameters
    ----------
    units
        As from `list_units`.

    Returns
    -------
    pandas.DataFrame
        Index "region" (those present, in order), int64: `distinct` (units with a membership),
        `memberships`, `total`, `population`.

    Examples
    --------
    >>> from analysis import load
    >>> int(sum_units(list_units(load())).loc["east", "distinct"])
    8
    """
    counted = units.assign(distinct=units["memberships"].gt(0), total=1)
    columns = [*COUNTINGS, "total", "population"]
    sums = counted.groupby("region", observed=True)[columns].sum().astype("int64")
    return sums.reindex([region for region in REGIONS if region in sums.index])


def resample_ratio(
    units: pd.DataFrame,
    *,
    counting: str = "memberships",
    by: str = "total",
    level: float = 0.95,
    draws: int = DRAWS,
    seed: int = SEED,
) -> "pd.Series[float]":
    """Compare East and West by a ratio of rates, with limits from resampled units.

    Parameters
    ----------
    units
        As from `list_units`; regions other than east and west are left out.
    counting
        What is counted: "distinct" units or their "memberships".
    by
        What it is divided by: the "total" of units or their "population".
    level, draws, seed
        Of the limits, and of the resampling.

    Returns
    -------
    pandas.Series
        float64: `ratio` (observed), then as from `describe_draws`. The population process behind
        it: each region's units are drawn anew from themselves. With a handful of units above zero
        such limits tend to be too narrow.

    Raises
    ------
    ValueError
        If a region has no unit.

    Examples
    --------
    >>> from analysis import load
    >>> units = list_units(load(), denominator="cities_100000")
    >>> resample_ratio(units, counting="distinct", draws=200)["ratio"].round(4)
    np.float64(1.1429)
    """
    rates, drawn = [], []
    for place, region in enumerate(("east", "west")):
        own = units[units["region"].eq(region)]
        counts = own["memberships"] if counting == "memberships" else own["memberships"].gt(0)
        bases = own["population"] if by == "population" else own["population"].mul(0).add(1)
        table = pd.DataFrame({"count": counts.astype(float), "base": bases.astype(float)})
        if table.empty:
            raise ValueError(f"the region {region!r} has no unit in this denominator")
        sums = resample_sums(table, draws=draws, seed=seed + place)
        drawn.append(sums[:, 0] / sums[:, 1])
        rates.append(divide(float(table["count"].sum()), float(table["base"].sum())))
    found = describe_draws(divide_draws(*drawn), level=level)
    return pd.concat([pd.Series({"ratio": divide(*rates)}), found])


def _list_measures(
    units: pd.DataFrame, level: float, draws: int, seed: int
) -> dict[str, tuple[str, str, "pd.Series[float]"]]:
    """What each measure counts, what it divides by, and what it finds."""
    sums = sum_units(units)
    table = sums.loc[["east", "west"], ["distinct", "total"]].to_numpy().ravel().tolist()
    odds = conditional_odds_ratio(*table, level=level).rename({"odds_ratio": "ratio"})
    found: dict[str, tuple[str, str, pd.Series[float]]] = {
        "risk_ratio": ("distinct", "total", risk_ratio(*table, level=level)),
        "risk_ratio_confined": (
            "distinct",
            "total",
            risk_ratio(*table, level=level, spared=SPARED),
        ),
        "odds_ratio": ("distinct", "total", odds),
    }
    for base, name in {"total": "unit", "population": "million"}.items():
        sampled = resample_ratio(units, by=base, level=level, draws=draws, seed=seed)
        found[f"memberships_per_{name}"] = ("memberships", base, sampled)
        sides = sums.loc[["east", "west"], ["memberships", base]].to_numpy().ravel().tolist()
        exact = rate_ratio(*sides, level=level)
        found[f"memberships_per_{name}_poisson"] = ("memberships", base, exact)
    return found


def compare_regions(
    data: Dataset,
    *,
    berlin: str = "separate",
    denominator: str = "municipalities",
    listings: Sequence[str] | None = None,
    roles: Sequence[str] | None = PARTICIPATION,
    level: float = 0.95,
    draws: int = DRAWS,
    seed: int = SEED,
) -> pd.DataFrame:
    """Compare East and West by every ratio, each with limits and a p-value.

    Parameters
    ----------
    data
        The tables, municipalities.csv among them.
    berlin, denominator, listings, roles
        As in `list_units`. "separate" and "exclude" give the same ratios: both leave Berlin out.
    level, draws, seed
        Of the limits, and of the resampling.

    Returns
    -------
    pandas.DataFrame
        Index "measure": risk_ratio (exact unconditional), risk_ratio_confined (the same, with the
        nuisance confined to its confidence set, see `risk_ratio`), odds_ratio (conditional),
        memberships_per_unit and memberships_per_million (resampled) and the same with the ending
        _poisson (exact, were memberships independent). Columns: `east`, `east_base`, `west`,
        `west_base` (int64, counts and what they are divided by); `ratio`, `lower`, `upper`,
        `p_value` and, where resampled, `lower_error`, `upper_error` (float64).

    Raises
    ------
    ValueError
        If an argument is none of the above, or a region has no unit.

    References
    ----------
    BBSR 36/2023, section 3.2.3.

    Examples
    --------
    >>> from analysis import load
    >>> table = compare_regions(load(), denominator="cities_100000", draws=500)
    >>> table.loc["risk_ratio", ["ratio", "lower", "upper"]].round(2).tolist()
    [1.14, 0.38, 1.71]
    """
    units = list_units(data, denominator=denominator, berlin=berlin, listings=listings, roles=roles)
    sums = sum_units(units)
    absent = [region for region in ("east", "west") if region not in sums.index]
    if absent:
        raise ValueError(f"{denominator}: no unit in the region {', '.join(absent)}")
    records = []
    for measure, (counting, base, found) in _list_measures(units, level, draws, seed).items():
        sides: dict[str, Any] = {"measure": measure}
        for region in ("east", "west"):
            sides[region] = sums.loc[region, counting]
            sides[f"{region}_base"] = sums.loc[region, base]
        records.append(sides | found.to_dict())
    return pd.DataFrame(records).set_index("measure")


def rate_regions(
    data: Dataset,
    *,
    berlin: str = "separate",
    listings: Sequence[str] | None = None,
    roles: Sequence[str] | None = PARTICIPATION,
    level: float = 0.95,
    draws: int = DRAWS,
    seed: int = SEED,
) -> pd.DataFrame:
    """Give each region's rate of participation out of every denominator, with limits.

    Parameters
    ----------
    data, berlin, listings, roles
        As in `list_units`.
    level, draws, seed
        Of the limits, and of the resampling.

    Returns
    -------
    pandas.DataFrame
        One row per denominator and region: `denominator`, `region` (text); `count`, `base`
        (int64); `rate`, `lower`, `upper` (float64). Units taking part as a share of all, with exact
        limits (Clopper and Pearson), NaN for a region of one unit, which has counts and no rate;
        for "inhabitants" memberships per million, with limits from resampled municipalities, NaN
        for a region of one, and with their Monte Carlo standard errors `lower_error`,
        `upper_error` (float64, NaN elsewhere). Denominators without a unit in a region have no row
        for it.

    References
    ----------
    BBSR 36/2023, section 3.2.3.

    Examples
    --------
    >>> from analysis import load
    >>> table = rate_regions(load(), draws=200).set_index(["denominator", "region"])
    >>> table.loc[("cities_100000", "east"), ["count", "base"]].tolist()
    [6, 9]
    """
    records = []
    for denominator in DENOMINATORS:
        units = list_units(
            data, denominator=denominator, berlin=berlin, listings=listings, roles=roles
        )
        for region, sums in sum_units(units).iterrows():
            if denominator == "inhabitants":
                own = units.loc[units["region"].eq(str(region)), ["memberships", "population"]]
                limits: tuple[float, ...] = _limit_rate(own, level, draws, seed)
                count, base = sums["memberships"], sums["population"]
                rate = PER_MILLION * count / base
            else:
                count, base = sums["distinct"], sums["total"]
                rate, limits = count / base, bound_share(int(count), int(base), 1 - level)
                if base == 1:  # Berlin is one municipality: all or nothing is no rate
                    rate, limits = NONE, (NONE, NONE)
                limits = (*limits, NONE, NONE)
            records.append((denominator, region, int(count), int(base), rate, *limits))
    columns = ["denominator", "region", "count", "base", "rate", *LIMITS]
    frame = pd.DataFrame(records, columns=columns)
    return frame.astype({"denominator": "str", "region": "str"})


def _limit_rate(units: pd.DataFrame, level: float, draws: int, seed: int) -> tuple[float, ...]:
    """Limits of memberships per million, and their Monte Carlo errors.

    A single unit drawn anew would never vary.
    """
    if len(units) < 2:
        return (NONE,) * len(LIMITS)
    sums = resample_sums(units.astype("float64"), draws=draws, seed=seed)
    found = describe_draws(PER_MILLION * sums[:, 0] / sums[:, 1], level=level)
    return tuple(float(found[name]) for name in LIMITS)
