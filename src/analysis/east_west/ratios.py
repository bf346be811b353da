"""East against West: rates and ratios, crude and at equal size."""

import warnings
from typing import Any

import numpy as np
import pandas as pd

from analysis.data import Dataset
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

SIDES = ("east", "west")
COUNTINGS = ("distinct", "memberships")
PER_MILLION = 1_000_000
LIMITS = ("lower", "upper", "lower_error", "upper_error")
ERROR = 1 - 0.95  # of all limits
NONE = float("nan")


def sum_units(units: pd.DataFrame) -> pd.DataFrame:
    """Sum units by region: distinct units with a membership, memberships, total, population."""
    counted = units.assign(distinct=units["memberships"].gt(0), total=1)
    columns = [*COUNTINGS, "total", "population"]
    sums = counted.groupby("region", observed=True)[columns].sum().astype("int64")
    return sums.reindex([region for region in REGIONS if region in sums.index])


def resample_ratio(units: pd.DataFrame, *, by: str, draws: int = DRAWS) -> "pd.Series[float]":
    """Compare memberships per unit ("total") or head ("population"), each side drawn anew."""
    rates, drawn = [], []
    for place, region in enumerate(SIDES):
        own = units[units["region"].eq(region)].assign(total=1)
        table = own[["memberships", by]].astype("float64")
        sums = resample_sums(table, draws=draws, seed=SEED + place)
        drawn.append(sums[:, 0] / sums[:, 1])
        rates.append(divide(*table.sum()))
    found = describe_draws(divide(*drawn))
    compared: pd.Series[float] = pd.concat([pd.Series({"ratio": divide(*rates)}), found])
    return compared


def compare_regions(data: Dataset, *, berlin: str = "separate", draws: int = DRAWS) -> pd.DataFrame:
    """Compare East and West by every ratio, each with limits of 95 % and a p-value.

    Source: section 3.2.3. "separate" and "exclude" give the same ratios.

    Returns
    -------
    pandas.DataFrame
        Index "measure": risk_ratio (exact unconditional), risk_ratio_confined (the nuisance
        confined to its confidence set), odds_ratio (conditional), memberships_per_unit and
        memberships_per_million (resampled), and these with the ending _poisson (exact, were
        memberships independent). int64: `east` of `east_base`, `west` of `west_base`. float64:
        `ratio`, `lower`, `upper`, `p_value`; where resampled `lower_error`, `upper_error`.

    Examples
    --------
    >>> from analysis import load
    >>> compare_regions(load(), draws=100).loc["risk_ratio", ["east", "west"]].tolist()
    [8, 59]
    """
    units = list_units(data, berlin=berlin)
    sums = sum_units(units)
    if absent := [region for region in SIDES if region not in sums.index]:
        raise ValueError(f"no municipality in the region {', '.join(absent)}")

    def list_sides(counting: str, base: str) -> list[int]:
        return sums.loc[list(SIDES), [counting, base]].to_numpy().ravel().tolist()

    table = list_sides("distinct", "total")
    odds = conditional_odds_ratio(*table).rename({"odds_ratio": "ratio"})
    found = {
        "risk_ratio": (table, risk_ratio(*table)),
        "risk_ratio_confined": (table, risk_ratio(*table, spared=SPARED)),
        "odds_ratio": (table, odds),
    }
    for base, name in {"total": "unit", "population": "million"}.items():
        sides = list_sides("memberships", base)
        sampled = resample_ratio(units, by=base, draws=draws)
        found[f"memberships_per_{name}"] = (sides, sampled)
        found[f"memberships_per_{name}_poisson"] = (sides, rate_ratio(*sides))
    columns = ["east", "east_base", "west", "west_base"]
    records = [
        {"measure": measure} | dict(zip(columns, sides, strict=True)) | values.to_dict()
        for measure, (sides, values) in found.items()
    ]
    return pd.DataFrame(records).set_index("measure")


def rate_regions(data: Dataset, *, draws: int = DRAWS) -> pd.DataFrame:
    """Give each region's rate of participation out of every denominator, with limits of 95 %.

    Source: section 3.2.3.

    Returns
    -------
    pandas.DataFrame
        By `denominator` and `region`: `count` of `base` (int64); float64 `rate`, `lower`, `upper`,
        exact (Clopper and Pearson), and NaN for a region of one unit. For "inhabitants" memberships
        per million, with limits from resampled municipalities and their Monte Carlo standard errors
        `lower_error`, `upper_error`.

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
            if denominator == "inhabitants":
                own = units.loc[units["region"].eq(str(region)), ["memberships", "population"]]
                limits = _limit_rate(own, draws)
                count, base = sums["memberships"], sums["population"]
                rate = PER_MILLION * count / base
            else:
                count, base = sums["distinct"], sums["total"]
                rate, limits = (
                    count / base,
                    (*bound_share(int(count), int(base), ERROR), NONE, NONE),
                )
                if base == 1:  # Berlin is one municipality: all or nothing is no rate
                    rate, limits = NONE, (NONE,) * len(LIMITS)
            records.append((denominator, region, int(count), int(base), rate, *limits))
    columns = ["denominator", "region", "count", "base", "rate", *LIMITS]
    frame = pd.DataFrame(records, columns=columns)
    return frame.astype({"denominator": "str", "region": "str"})


def _limit_rate(units: pd.DataFrame, draws: int) -> tuple[float, ...]:
    """Limits of memberships per million, and their errors; a single unit would never vary."""
    if len(units) < 2:
        return (NONE,) * len(LIMITS)
    sums = resample_sums(units.astype("float64"), draws=draws)
    found = describe_draws(PER_MILLION * sums[:, 0] / sums[:, 1])
    return tuple(float(found[name]) for name in LIMITS)


# Population classes begin here.
CLASSES = (0, 5_000, 10_000, 20_000, 50_000, 100_000, 500_000)


def list_size_classes(data: Dataset, *, berlin: str = "separate") -> pd.DataFrame:
    """Count who takes part, East and West, by population class.

    Source: section 3.2.3.

    Returns
    -------
    pandas.DataFrame
        Index "population_from", where each class begins. int64: `count` of `total` in the East,
        `other_count` of `other_total` in the West.

    Examples
    --------
    >>> from analysis import load
    >>> list_size_classes(load()).loc[500_000].tolist()
    [2, 2, 11, 12]
    """
    units = list_units(data, berlin=berlin)
    places = np.searchsorted(CLASSES, units["population"].to_numpy("int64"), side="right") - 1
    units = units.assign(population_from=np.array(CLASSES)[places])
    columns = {}
    for region, prefix in zip(SIDES, ("", "other_"), strict=True):
        own = units[units["region"].eq(region)].groupby("population_from")["memberships"]
        columns[f"{prefix}count"] = own.agg(lambda values: int(values.gt(0).sum()))
        columns[f"{prefix}total"] = own.size()
    index = pd.Index(CLASSES, name="population_from", dtype="int64")
    return pd.DataFrame(columns).reindex(index).fillna(0).astype("int64")


def standardise_regions(data: Dataset, *, berlin: str = "separate") -> pd.DataFrame:
    """Compare East and West among all municipalities and among those of equal size.

    Source: section 3.2.3.

    Returns
    -------
    pandas.DataFrame
        Index "measure": crude_risk_ratio (exact unconditional limits of 95 %),
        standardised_risk_ratio and standardised_odds_ratio (Mantel-Haenszel, by population class),
        exact_odds_ratio (common to the classes, conditional) and modelled_odds_ratio
        (`model_participation`). float64: `ratio`, `lower`, `upper`, `p_value`, NaN for point
        estimates.

    Examples
    --------
    >>> from analysis import load
    >>> standardise_regions(load()).loc["standardised_risk_ratio", "ratio"].round(2)
    np.float64(0.98)
    """
    strata = list_size_classes(data, berlin=berlin)
    combined, table = mantel_haenszel(strata), strata.sum().tolist()
    exact = stratified_odds_ratio(strata).rename({"odds_ratio": "ratio"})
    model = model_participation(data, berlin=berlin)
    columns = ["ratio", "lower", "upper", "p_value"]
    rows = {
        "crude_risk_ratio": risk_ratio(*table),
        "standardised_risk_ratio": pd.Series({"ratio": combined["risk_ratio"]}),
        "standardised_odds_ratio": pd.Series({"ratio": combined["odds_ratio"]}),
        "exact_odds_ratio": exact,
        "modelled_odds_ratio": model.loc["east"].rename({"odds_ratio": "ratio"}),
    }
    frame = pd.DataFrame(rows).T.reindex(columns=columns).astype("float64")
    return frame.rename_axis("measure")


def model_participation(
    data: Dataset, *, berlin: str = "separate", interaction: bool = False
) -> pd.DataFrame:
    """Model who takes part by population and region.

    A logistic regression with Firth's penalty (1993, Biometrika 80, 27-38), linear in the logarithm
    of the population. With `interaction` size acts differently in the East, and the region is that
    of places of 100,000. Nobody, or everybody, taking part is a ValueError.

    Returns
    -------
    pandas.DataFrame
        Index "term": doubling (of the population), east, perhaps east_doubling, and intercept (a
        western place of 100,000). float64: `coefficient`, `odds_ratio`, `lower`, `upper` (95 %, of
        the profile), `p_value` (penalised likelihood ratio); NaN where a search does not converge.

    Examples
    --------
    >>> from analysis import load
    >>> model_participation(load()).loc["east", "odds_ratio"].round(1)
    np.float64(0.8)
    """
    units = list_units(data, berlin=berlin)
    units = units[units["region"].isin(SIDES)]
    east = units["region"].eq("east").astype(float)
    doubling = np.log2(units["population"].to_numpy("float64") / 100_000)
    terms = pd.DataFrame({"doubling": doubling, "east": east})
    if interaction:
        terms["east_doubling"] = terms["doubling"] * terms["east"]
    return _fit_firth(terms, units["memberships"].gt(0).to_numpy("int64"))


def _fit_firth(terms: pd.DataFrame, outcome: Any) -> pd.DataFrame:
    """Fit a logistic regression with Firth's penalty; limits are those of the odds ratios."""
    from firthmodels import FirthLogisticRegression
    from sklearn.exceptions import ConvergenceWarning

    if len(set(outcome.tolist())) < 2:
        raise ValueError("nobody, or everybody, takes part: there is nothing to model")
    model = FirthLogisticRegression(backend="numpy", max_iter=200, gtol=1e-8, xtol=1e-8)
    with warnings.catch_warnings():
        # What does not converge is NaN in the frame, which says so.
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(terms.to_numpy("float64"), outcome).lrt()
        limits = model.conf_int(alpha=ERROR, method="pl", max_iter=200, tol=1e-8)
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
