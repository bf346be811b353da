"""East against West: rates and ratios, crude and at equal size."""

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.data import PARTICIPATION, Dataset
from analysis.east_west.units import DENOMINATORS, REGIONS, list_units
from analysis.statistics.ratios import (
    SPARED,
    bound_share,
    conditional_odds_ratio,
    divide,
    rate_ratio,
    risk_ratio,
)
from analysis.statistics.strata import (
    DRAWS,
    SEED,
    describe_draws,
    mantel_haenszel,
    resample_sums,
    stratified_odds_ratio,
)

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
    found = describe_draws(divide(*drawn), level=level)
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


# Population classes begin here.
CLASSES = (0, 5_000, 10_000, 20_000, 50_000, 100_000, 500_000)


def list_size_classes(
    data: Dataset,
    *,
    berlin: str = "separate",
    listings: Sequence[str] | None = None,
    roles: Sequence[str] | None = PARTICIPATION,
) -> pd.DataFrame:
    """Count who takes part, East and West, by population class.

    Parameters
    ----------
    data, berlin, listings, roles
        As in `list_units`.

    Returns
    -------
    pandas.DataFrame
        Index "population_from" (int64: 0, 5,000, 10,000, 20,000, 50,000, 100,000, 500,000, where
        each class begins); int64: `count` of `total` in the East, `other_count` of `other_total` in
        the West.

    Examples
    --------
    >>> from analysis import load
    >>> list_size_classes(load()).loc[500_000].tolist()
    [2, 2, 11, 12]
    """
    units = list_units(data, berlin=berlin, listings=listings, roles=roles)
    places = np.searchsorted(CLASSES, units["population"].to_numpy("int64"), side="right") - 1
    units = units.assign(population_from=np.array(CLASSES)[places])
    columns = {}
    for region, prefix in {"east": "", "west": "other_"}.items():
        own = units[units["region"].eq(region)].groupby("population_from")["memberships"]
        columns[f"{prefix}count"] = own.agg(lambda values: int(values.gt(0).sum()))
        columns[f"{prefix}total"] = own.size()
    index = pd.Index(CLASSES, name="population_from", dtype="int64")
    return pd.DataFrame(columns).reindex(index).fillna(0).astype("int64")


def standardise_regions(
    data: Dataset,
    *,
    berlin: str = "separate",
    listings: Sequence[str] | None = None,
    roles: Sequence[str] | None = PARTICIPATION,
    level: float = 0.95,
) -> pd.DataFrame:
    """Compare East and West among all municipalities and among those of equal size.

    Parameters
    ----------
    data, berlin, listings, roles
        As in `list_units`.
    level
        Of the limits.

    Returns
    -------
    pandas.DataFrame
        Index "measure": crude_risk_ratio (exact unconditional limits), standardised_risk_ratio and
        standardised_odds_ratio (Mantel-Haenszel, point estimates by population class),
        exact_odds_ratio (the common odds ratio of the classes, exact and conditional) and
        modelled_odds_ratio (`model_participation`, its region). Columns, float64: `ratio`,
        `lower`, `upper`, `p_value`, NaN for point estimates.

    References
    ----------
    BBSR 36/2023, section 3.2.3.

    Examples
    --------
    >>> from analysis import load
    >>> table = standardise_regions(load())
    >>> table.loc["standardised_risk_ratio", "ratio"].round(2)
    np.float64(0.98)
    """
    scope: dict[str, Any] = {"berlin": berlin, "listings": listings, "roles": roles}
    sums = sum_units(list_units(data, **scope)).loc[["east", "west"], ["distinct", "total"]]
    strata = list_size_classes(data, **scope)
    combined = mantel_haenszel(strata)
    exact = stratified_odds_ratio(strata, level=level).rename({"odds_ratio": "ratio"})
    model = model_participation(data, **scope, level=level)
    columns = ["ratio", "lower", "upper", "p_value"]
    rows = {
        "crude_risk_ratio": risk_ratio(*map(int, sums.to_numpy().ravel()), level=level),
        "standardised_risk_ratio": pd.Series({"ratio": combined["risk_ratio"]}),
        "standardised_odds_ratio": pd.Series({"ratio": combined["odds_ratio"]}),
        "exact_odds_ratio": exact,
        "modelled_odds_ratio": model.loc["east"].rename({"odds_ratio": "ratio"}),
    }
    frame = pd.DataFrame(rows).T.reindex(columns=columns).astype("float64")
    return frame.rename_axis("measure")


def model_participation(
    data: Dataset,
    *,
    berlin: str = "separate",
    listings: Sequence[str] | None = None,
    roles: Sequence[str] | None = PARTICIPATION,
    level: float = 0.95,
    interaction: bool = False,
) -> pd.DataFrame:
    """Model who takes part by population and region.

    A logistic regression over all municipalities of East and West with Firth's penalty, which
    holds where few take part and where a predictor parts them from all others. The logarithm of
    the population is taken to act linearly on the log-odds; of Berlin, a single case, the model
    says nothing unless it is counted as east or west.

    Parameters
    ----------
    data, berlin, listings, roles
        As in `list_units`.
    level
        Of the limits.
    interaction
        Let size act differently in the East; the region is then that of places of 100,000.

    Returns
    -------
    pandas.DataFrame
        Index "term": doubling (of the population), east (against west), perhaps east_doubling, and
        intercept (a western place of 100,000). float64: `coefficient` (log-odds), `odds_ratio`,
        `lower`, `upper` (of the odds ratio, profile of the penalised likelihood), `p_value`
        (penalised likelihood ratio test). A limit or p-value whose search does not converge, as
        with a handful of members, is NaN.

    Raises
    ------
    ValueError
        If nobody, or everybody, takes part.

    References
    ----------
    Firth, D. (1993): Bias reduction of maximum likelihood estimates. Biometrika 80, 27-38. Heinze,
    G., Schemper, M. (2002): A solution to the problem of separation in logistic regression.
    Statistics in Medicine 21, 2409-2419.

    Examples
    --------
    >>> from analysis import load
    >>> table = model_participation(load())
    >>> table.loc["east", "odds_ratio"].round(1)
    np.float64(0.8)
    """
    units = list_units(data, berlin=berlin, listings=listings, roles=roles)
    units = units[units["region"].isin(["east", "west"])]
    east = units["region"].eq("east").astype(float)
    doubling = np.log2(units["population"].to_numpy("float64") / 100_000)
    terms = pd.DataFrame({"doubling": doubling, "east": east})
    if interaction:
        terms["east_doubling"] = terms["doubling"] * terms["east"]
    return _fit_firth(terms, units["memberships"].gt(0).to_numpy("int64"), level)


def _fit_firth(terms: pd.DataFrame, outcome: Any, level: float) -> pd.DataFrame:
    from firthmodels import FirthLogisticRegression
    from sklearn.exceptions import ConvergenceWarning

    if len(set(outcome.tolist())) < 2:
        raise ValueError("nobody, or everybody, takes part: there is nothing to model")
    model = FirthLogisticRegression(backend="numpy", max_iter=200, gtol=1e-8, xtol=1e-8)
    with warnings.catch_warnings():
        # What does not converge is NaN in the frame, which says so.
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(terms.to_numpy("float64"), outcome).lrt()
        limits = model.conf_int(alpha=1 - level, method="pl", max_iter=200, tol=1e-8)
    coefficients = np.append(model.coef_, model.intercept_)
    frame = pd.DataFrame(
        {
            "coefficient": coefficients,
            "odds_ratio": np.exp(coefficients),
            "lower": np.exp(limits[:, 0]),
            "upper": np.exp(limits[:, 1]),
            "p_value": model.lrt_pvalues_,
        },
        index=pd.Index([*terms.columns, "intercept"], name="term", dtype="str"),
    )
    return frame.astype("float64")
