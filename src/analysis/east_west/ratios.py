"""East against West: rates and ratios, crude and at equal size."""

import warnings
from typing import Any

import numpy as np
import pandas as pd

from analysis.data import Dataset
from analysis.east_west.units import DENOMINATORS, REGIONS, list_units
from analysis.statistics.ratios import (
    LEVEL,
    SPARED,
    Floats,
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


def _draw_rates(
    units: pd.DataFrame, by: str, draws: int, *, seed: int = SEED, times: int = 1
) -> Floats:
    """Rates of memberships by a column, of units drawn anew."""
    table = units[["memberships", by]].astype("float64")
    sums = resample_sums(table, draws=draws, seed=seed)
    return times * sums[:, 0] / sums[:, 1]


def resample_ratio(units: pd.DataFrame, *, by: str, draws: int = DRAWS) -> "pd.Series[float]":
    """Compare memberships per unit ("total") or head ("population"), each side drawn anew."""
    counted = units.assign(total=1)
    sides = [counted[counted["region"].eq(region)] for region in SIDES]
    rates = [divide(*own[["memberships", by]].sum()) for own in sides]
    drawn = [_draw_rates(own, by, draws, seed=SEED + place) for place, own in enumerate(sides)]
    found = describe_draws(divide(*drawn))
    found["ratio"] = divide(*rates)
    return found


def compare_regions(data: Dataset, *, berlin: str = "separate", draws: int = DRAWS) -> pd.DataFrame:
    """Compare East and West by every ratio, each with limits of 95 % and a p-value.

    "separate" and "exclude" give the same ratios. Index "measure": risk_ratio (exact
    unconditional), risk_ratio_confined (the nuisance confined to its confidence set), odds_ratio
    (conditional), memberships_per_unit and memberships_per_million (resampled), and these with the
    ending _poisson (exact, were memberships independent). int64: `east` of `east_base`, `west` of
    `west_base`. float64: `ratio`, `lower`, `upper`, `p_value`; where resampled `lower_error`,
    `upper_error`. Source: section 3.2.3.

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
    table = list_sides(sums, "distinct")
    odds = conditional_odds_ratio(*table).rename({"odds_ratio": "ratio"})
    found = {
        "risk_ratio": (table, risk_ratio(*table)),
        "risk_ratio_confined": (table, risk_ratio(*table, spared=SPARED)),
        "odds_ratio": (table, odds),
    }
    for base, name in {"total": "unit", "population": "million"}.items():
        sides = list_sides(sums, "memberships", base)
        sampled = resample_ratio(units, by=base, draws=draws)
        found[f"memberships_per_{name}"] = (sides, sampled)
        found[f"memberships_per_{name}_poisson"] = (sides, rate_ratio(*sides))
    records = {
        measure: dict(zip(COUNTS, sides, strict=True)) | values.to_dict()
        for measure, (sides, values) in found.items()
    }
    return pd.DataFrame.from_dict(records, orient="index").rename_axis("measure")


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
    drawn = _draw_rates(units, "population", draws, times=PER_MILLION)
    return rate | describe_draws(drawn).to_dict()


# Population classes begin here.
CLASSES = (0, 5_000, 10_000, 20_000, 50_000, 100_000, 500_000)


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
    places = np.searchsorted(CLASSES, units["population"].to_numpy("int64"), side="right") - 1
    counted = units.assign(
        population_from=np.array(CLASSES)[places], count=units["memberships"].gt(0), total=1
    )
    by = ["region", "population_from"]
    index = pd.MultiIndex.from_product([SIDES, CLASSES], names=by)
    sums = counted.groupby(by)[["count", "total"]].sum().reindex(index, fill_value=0)
    east, west = (sums.loc[region] for region in SIDES)
    return east.join(west.add_prefix("other_")).astype("int64")


def standardise_regions(data: Dataset, *, berlin: str = "separate") -> pd.DataFrame:
    """Compare East and West among all municipalities and among those of equal size.

    Index "measure": crude_risk_ratio (exact unconditional limits of 95 %), standardised_risk_ratio
    and standardised_odds_ratio (Mantel-Haenszel, by population class), exact_odds_ratio (common to
    the classes, conditional) and modelled_odds_ratio (`model_participation`). float64: `ratio`,
    `lower`, `upper`, `p_value`, NaN for point estimates. Source: section 3.2.3.

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
    of places of 100,000. Nobody, or everybody, taking part is a ValueError. Index "term": doubling
    (of the population), east, perhaps east_doubling, and intercept (a western place of 100,000).
    float64: `coefficient`, `odds_ratio`, `lower`, `upper` (95 %, of the profile), `p_value`
    (penalised likelihood ratio); NaN where a search does not converge.

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
