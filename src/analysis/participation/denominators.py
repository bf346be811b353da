"""Out of how many: the municipalities or districts that those who take part are compared with.

One row per unit of a denominator, with its memberships; units without any are the larger part.
"""

from collections.abc import Sequence

import pandas as pd

from analysis.data import PARTICIPATION, Dataset, classify_region, require_table, select_memberships

# A city that forms a district of its own is no member of the denominator of districts: legal
# types 61 (kreisfreie Stadt) and 62 (Stadtkreis) of the official list of municipalities.
INDEPENDENT_CITIES = ("61", "62")
# Cities of equal rank within a special district: Göttingen, Hannover, Aachen, Saarbrücken.
EQUAL_RANK = ("03159016", "03241001", "05334002", "10041100")
SIZES = {"cities_100000": 100_000, "cities_50000": 50_000, "cities_20000": 20_000}
DENOMINATORS = (
    "municipalities",
    "independent_cities",
    "independent_cities_wide",
    *SIZES,
    "inhabitants",
    "districts",
)


def list_all(municipalities: pd.DataFrame, kind: str) -> pd.DataFrame:
    """List all municipalities or all districts.

    Parameters
    ----------
    municipalities
        The official list.
    kind
        "municipality" or "district".

    Returns
    -------
    pandas.DataFrame
        `ags`, `state`, `population`, and for municipalities `legal_type_code`. Keys of
        municipalities in associations are shared: rows are not joined by them.

    Raises
    ------
    ValueError
        If the kind is another one.

    Examples
    --------
    >>> from analysis import load
    >>> len(list_all(load().municipalities, "district"))
    294
    """
    if kind == "municipality":
        return municipalities[["ags", "state", "population", "legal_type_code"]]
    if kind != "district":
        raise ValueError(f"kind={kind!r}: participation is counted by municipality or by district")
    rural = municipalities[~municipalities["legal_type_code"].isin(INDEPENDENT_CITIES)]
    # The first five digits of a municipality's key are the key of its district.
    districts = rural.assign(ags=rural["ags"].str[:5]).groupby("ags", sort=True)
    return districts.agg(state=("state", "first"), population=("population", "sum")).reset_index()


def _find_rows(units: pd.DataFrame, members: pd.DataFrame) -> "pd.Series[int]":
    """Find the row of each member; a key that several rows share is told apart by population."""
    rows = units.reset_index(names="row")[["row", "ags", "population", "state"]]
    rows = rows[rows["ags"].isin(members["ags"])]
    shared = rows["ags"].duplicated(keep=False)
    clear = rows[~shared].drop(columns="population")
    one = members.merge(clear, on=["ags", "state"], how="inner", validate="one_to_one")
    rest = members[~members["member_id"].isin(one["member_id"])]
    other = rest.merge(rows[shared], on=["ags", "state", "population"], how="inner")
    found = pd.concat([one, other]).set_index("member_id")["row"]
    twice = found.index[found.index.duplicated()]
    lost = [name for name in members["member_id"] if name not in found.index or name in twice]
    if lost:
        raise ValueError(
            "these members have no row of their own in municipalities.csv, by official key (ags), "
            f"state and, where rows share the key, population: {', '.join(lost)}"
        )
    return found


def _select(units: pd.DataFrame, denominator: str) -> pd.DataFrame:
    """Keep the units of a denominator."""
    if denominator in SIZES:
        return units[units["population"] >= SIZES[denominator]]
    if denominator.startswith("independent_cities"):
        kept = units["legal_type_code"].isin(INDEPENDENT_CITIES)
        if denominator.endswith("wide"):
            kept |= units["ags"].isin(EQUAL_RANK)
        return units[kept]
    return units


def list_units(
    data: Dataset,
    *,
    denominator: str = "municipalities",
    berlin: str = "separate",
    country: str = "DE",
    roles: Sequence[str] | None = PARTICIPATION,
    listings: Sequence[str] | None = None,
) -> pd.DataFrame:
    """List every unit of a denominator with its memberships, zeros included.

    Parameters
    ----------
    data
        The tables, municipalities.csv among them.
    denominator
        "municipalities"; "independent_cities" (kreisfreie Städte, legal types 61 and 62) or
        "independent_cities_wide" (and the four cities of equal rank: Hannover, Aachen,
        Saarbrücken, Göttingen); "cities_100000", "cities_50000", "cities_20000" (from so many
        inhabitants on); "inhabitants" (all municipalities, to be divided by their population);
        "districts" (Landkreise).
    berlin
        "separate", "east", "west" or "exclude".
    country, roles, listings
        As in `count_participation`.

    Returns
    -------
    pandas.DataFrame
        One row per unit: `ags` (text; shared by members of an association), `state`, `region`
        (missing where Berlin is left out), `population` (Int64), `memberships` (int64, number of
        networks).

    Raises
    ------
    ValueError
        If the denominator is unknown, the table of municipalities is absent, or a member has no
        row in it.

    Examples
    --------
    >>> from analysis import load
    >>> units = list_units(load(), denominator="cities_100000")
    >>> units.groupby("region").size().to_dict()
    {'berlin': 1, 'east': 9, 'west': 72}
    """
    if denominator not in DENOMINATORS:
        raise ValueError(f"denominator={denominator!r}: one of {', '.join(DENOMINATORS)}")
    municipalities = require_table(data, "municipalities", needed_by="list_units")
    kind = "district" if denominator == "districts" else "municipality"
    units = list_all(municipalities, kind)
    scope = select_memberships(data, kinds=(kind,), country=country, roles=roles, listings=listings)
    pairs = scope.drop_duplicates(["network_id", "member_id"])
    members = pairs.drop_duplicates("member_id")[["member_id", "ags", "state", "population"]]
    rows = _find_rows(units, members)
    counts = pairs.groupby("member_id").size()
    counts = counts.set_axis(rows.reindex(counts.index).to_numpy(), axis=0)
    memberships = counts.reindex(units.index, fill_value=0).astype("int64")
    regions = classify_region(units["state"], berlin=berlin)
    columns = ["ags", "state", "region", "population", "memberships"]
    return _select(units.assign(memberships=memberships, region=regions), denominator)[columns]
