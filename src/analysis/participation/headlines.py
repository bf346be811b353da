"""The headline of East against West: each way to compare, with Berlin apart and in the East."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from analysis.data import PARTICIPATION, Dataset
from analysis.participation.equalsize import standardise_regions
from analysis.participation.specifications import grid_specifications
from analysis.statistics.ratios import SPARED, risk_ratio
from analysis.statistics.strata import DRAWS, SEED

# Comparison: denominator and counting of a specification.
COMPARISONS = {
    "municipalities": ("municipalities", "distinct"),
    "independent_cities": ("independent_cities", "distinct"),
    "cities_100000": ("cities_100000", "distinct"),
    "cities_20000": ("cities_20000", "distinct"),
    "memberships": ("municipalities", "memberships"),
    "per_million": ("inhabitants", "memberships"),
}
AT_EQUAL_SIZE = {"strata": "exact_odds_ratio", "model": "modelled_odds_ratio"}
COLUMNS = ["ratio", "lower", "upper", "p_value", "lower_error", "upper_error"]
SIDES = ["east", "east_base", "west", "west_base"]


def compare_headlines(
    data: Dataset,
    *,
    specifications: pd.DataFrame | None = None,
    berlins: Sequence[str] = ("separate", "east"),
    roles: Sequence[str] | None = PARTICIPATION,
    draws: int = DRAWS,
    seed: int = SEED,
) -> pd.DataFrame:
    """Compare East and West in the ways that answer different questions, side by side.

    Parameters
    ----------
    data, roles
        As in `list_units`.
    specifications
        As from `grid_specifications`, to take the comparisons from; by default they are made.
    berlins
        Where Berlin counts, one after the other.
    draws, seed
        Of the resampling.

    Returns
    -------
    pandas.DataFrame
        One row per comparison and place of Berlin, all lists, names as coded. Text: `comparison`
        and `berlin`. Comparisons: municipalities, independent_cities, cities_100000, cities_20000
        (exact unconditional risk ratios); municipalities_confined (the nuisance confined, see
        `risk_ratio`); memberships and per_million (resampled ratios of rates); strata and model
        (odds ratios at equal size, see `standardise_regions`). float64: `ratio`, `lower`, `upper`,
        `p_value`; `lower_error`, `upper_error`, the Monte Carlo standard errors of resampled
        limits, NaN where limits are exact or of a model.

    References
    ----------
    BBSR 36/2023, section 3.2.3.

    Examples
    --------
    >>> from analysis import load
    >>> data = load()
    >>> grid = grid_specifications(data, denominators=["cities_100000"], draws=20)
    >>> table = compare_headlines(data, specifications=grid, berlins=["separate"])
    >>> table["comparison"].tolist()
    ['cities_100000', 'strata', 'model']
    """
    if specifications is None:
        names = list(dict.fromkeys(name for name, _ in COMPARISONS.values()))
        specifications = grid_specifications(
            data, denominators=names, roles=roles, draws=draws, seed=seed
        )
    plain = specifications["lists"].eq("all") & specifications["reading"].eq("coded")
    kept = specifications[plain]
    equal = {berlin: standardise_regions(data, berlin=berlin, roles=roles) for berlin in berlins}
    records: list[tuple[Any, ...]] = []

    def add(comparison: str, berlin: str, found: Any) -> None:
        records.append((comparison, berlin, *(float(found.get(name, "nan")) for name in COLUMNS)))

    for comparison, (denominator, counting) in COMPARISONS.items():
        own = kept[kept["denominator"].eq(denominator) & kept["counting"].eq(counting)]
        by_place = {row["berlin"]: row for row in own.to_dict("records")}
        rows = {berlin: by_place[berlin] for berlin in berlins if berlin in by_place}
        for berlin, row in rows.items():
            add(comparison, berlin, row)
        if comparison == "municipalities":
            for berlin, row in rows.items():
                table = [int(row[side]) for side in SIDES]
                add("municipalities_confined", berlin, risk_ratio(*table, spared=SPARED))
    for comparison, measure in AT_EQUAL_SIZE.items():
        for berlin in berlins:
            add(comparison, berlin, equal[berlin].loc[measure])
    frame = pd.DataFrame(records, columns=["comparison", "berlin", *COLUMNS])
    return frame.astype({"comparison": "str", "berlin": "str"})
