"""Who takes part where: members against all municipalities or districts of a region or state.

Municipalities are compared with municipalities and districts with districts: the two are never
added. Every rate rests on the lists of members that the report prints, of which many are open
("among others"): `listings` keeps to those that claim to be whole.
"""

from collections.abc import Sequence

import pandas as pd

from analysis.data import (
    PARTICIPATION,
    Dataset,
    classify_region,
    require_table,
    resolve_ambiguous,
    select_memberships,
)
from analysis.data.dataset import BERLIN, READINGS
from analysis.participation.denominators import list_all

REGIONS = ("east", "berlin", "west")


def _list_taking_part(scope: pd.DataFrame, everyone: pd.DataFrame) -> pd.DataFrame:
    """List the members in scope, one row each: ags, state, population, memberships."""
    known = scope["ags"].isin(everyone["ags"]) & scope["state"].isin(everyone["state"])
    faulty = scope.loc[~known | scope["population"].isna(), "member_id"].drop_duplicates()
    if len(faulty):
        raise ValueError(
            "these members lack a population, or municipalities.csv lacks their official key "
            f"(ags) or state: {', '.join(faulty)}; unincorporated areas are not in it"
        )
    pairs = scope.drop_duplicates(["network_id", "member_id"]).groupby("member_id", sort=True)
    taking = pairs[["ags", "state", "population"]].first()
    return taking.assign(memberships=pairs.size())


def _group(table: pd.DataFrame, by: str, berlin: str, states: list[str]) -> pd.DataFrame:
    """Add the column `group`, a category that knows every region or state, in order."""
    if by == "region":
        regions = classify_region(table["state"], berlin=berlin)
        order = [region for region in REGIONS if region != "berlin" or berlin == "separate"]
        return table.assign(group=pd.Categorical(regions, categories=order))
    if by != "state":
        raise ValueError(f"by={by!r}: participation is counted by 'region' or by 'state'")
    if berlin not in BERLIN:
        raise ValueError(f"berlin={berlin!r}: one of {', '.join(BERLIN)}")
    order = [state for state in states if state != "BE" or berlin != "exclude"]
    known = table["state"].where(table["state"].isin(order))
    return table.assign(group=pd.Categorical(known, categories=order))


def _sum(table: pd.DataFrame, column: str | None = None) -> "pd.Series[int]":
    """Rows, or the sum of a column, by group; 0 for groups without a row."""
    groups = table.groupby("group", observed=False)
    return (groups.size() if column is None else groups[column].sum()).astype("int64")


def _divide(numerator: "pd.Series[int]", denominator: "pd.Series[int]") -> "pd.Series[float]":
    """Divide; nothing out of nothing is NaN."""
    return numerator / denominator.astype("float64").replace(0.0, float("nan"))


def count_participation(
    data: Dataset,
    *,
    by: str = "region",
    berlin: str = "separate",
    kind: str = "municipality",
    country: str = "DE",
    roles: Sequence[str] | None = PARTICIPATION,
    listings: Sequence[str] | None = None,
    large: int = 100_000,
) -> pd.DataFrame:
    """Count who takes part, by region or state, and out of how many.

    Parameters
    ----------
    data
        The tables, municipalities.csv among them.
    by
        "region" (east, berlin, west) or "state".
    berlin
        "separate", "east", "west" or "exclude". By state, only "exclude" makes a difference.
    kind
        "municipality", or "district" (Landkreise; cities that form a district of their own are
        municipalities).
    country
        Country of the members, to which municipalities.csv must belong.
    roles, listings
        As in `build_graph`.
    large
        Inhabitants from which on a municipality is a large city.

    Returns
    -------
    pandas.DataFrame
        Index "region" or "state", complete: also where nobody takes part. Whole numbers (int64):
        `participating`, distinct municipalities or districts; `memberships`; `total`, all there
        are; `population`, all inhabitants of those. Rates (float64, NaN where the denominator is
        0): `participating_per_1000` and `memberships_per_1000` of the total, and
        `memberships_per_million` inhabitants. For municipalities also `large_cities`,
        `large_cities_participating` and their ratio `share_large_cities`. Unincorporated areas
        are in no number.

    Raises
    ------
    ValueError
        If the table of municipalities is absent, an argument is none of the above, or a
        member's key or state is not in that table.

    References
    ----------
    BBSR 36/2023, section 3.2.3: few municipalities of the eastern states, many large cities.

    Examples
    --------
    >>> from analysis import load
    >>> table = count_participation(load(), by="region", berlin="separate")
    >>> table["total"].to_dict()
    {'east': 2399, 'berlin': 1, 'west': 8373}
    >>> table["large_cities"].to_dict()
    {'east': 9, 'berlin': 1, 'west': 72}
    """
    municipalities = require_table(data, "municipalities", needed_by="count_participation")
    everyone = list_all(municipalities, kind)
    states = list(municipalities["state"].unique())
    scope = select_memberships(data, kinds=(kind,), country=country, roles=roles, listings=listings)
    taking = _group(_list_taking_part(scope, everyone), by, berlin, states)
    everyone = _group(everyone, by, berlin, states)
    joining, joins = _sum(taking), _sum(taking, "memberships")
    total, population = _sum(everyone), _sum(everyone, "population")
    frame = pd.DataFrame(
        {
            "participating": joining,
            "memberships": joins,
            "total": total,
            "population": population,
            "participating_per_1000": _divide(1_000 * joining, total),
            "memberships_per_1000": _divide(1_000 * joins, total),
            "memberships_per_million": _divide(1_000_000 * joins, population),
        }
    )
    if kind == "municipality":
        here = _sum(everyone[everyone["population"] >= large])
        active = _sum(taking[taking["population"] >= large])
        frame["large_cities"], frame["large_cities_participating"] = here, active
        frame["share_large_cities"] = _divide(active, here)
    return frame.set_axis(pd.Index(frame.index.astype("str"), name=by), axis=0)


def compare_readings(
    data: Dataset,
    *,
    kind: str = "municipality",
    country: str = "DE",
    roles: Sequence[str] | None = PARTICIPATION,
    listings: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Set the regional figures side by side under every reading of Berlin and of bare names.

    Parameters
    ----------
    data, kind, country, roles, listings
        As in `count_participation`.

    Returns
    -------
    pandas.DataFrame
        The columns of `count_participation`; index "berlin" (separate, east, west, exclude),
        "reading" (coded, alternative: see `resolve_ambiguous`) and "region".

    References
    ----------
    BBSR 36/2023, section 3.2.3; the profile of the Morgenstadt Initiative for "Halle".

    Examples
    --------
    >>> from analysis import load
    >>> table = compare_readings(load())
    >>> east = table["participating"].xs(("separate", "east"), level=("berlin", "region"))
    >>> int(east["coded"] - east["alternative"])
    1
    """
    readings = {reading: resolve_ambiguous(data, reading=reading) for reading in READINGS}
    tables = {
        (berlin, reading): count_participation(
            read, berlin=berlin, kind=kind, country=country, roles=roles, listings=listings
        )
        for berlin in BERLIN
        for reading, read in readings.items()
    }
    frame = pd.concat(tables, names=["berlin", "reading"])
    # With the levels in the order of the rows, pandas looks parts of the index up at once.
    levels = [BERLIN, READINGS, REGIONS]
    places = [
        [levels[i].index(value) for value in frame.index.get_level_values(i)] for i in range(3)
    ]
    index = pd.MultiIndex(levels=levels, codes=places, names=["berlin", "reading", "region"])
    return frame.set_axis(index, axis=0)
