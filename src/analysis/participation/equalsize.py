"""East against West among places of equal size: by population class, and by a model of size.

Whoever takes part is large; the East has few large places. What remains of the difference once size
is equal answers another question than the ratio of all municipalities does.
"""

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.data import PARTICIPATION, Dataset
from analysis.participation.denominators import list_units
from analysis.participation.regions import sum_units
from analysis.statistics.ratios import risk_ratio
from analysis.statistics.strata import mantel_haenszel, stratified_odds_ratio

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
