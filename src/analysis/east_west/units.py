"""Municipalities and districts: how many there are, take part, and are named."""

from collections.abc import Sequence

import pandas as pd

from analysis.data import (
    Dataset,
    classify_region,
    require_table,
    resolve_ambiguous,
    select_memberships,
)
from analysis.data.contract import EAST, WEST
from analysis.data.dataset import BERLIN, READINGS

REGIONS = ("east", "berlin", "west")
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
FEW = 10  # units below which a rate is neither printed nor drawn
LARGE = 100_000  # inhabitants from which on a municipality is a large city


def _list_districts(municipalities: pd.DataFrame) -> pd.DataFrame:
    """Add municipalities up to districts: their keys begin with that of their district."""
    rural = municipalities[~municipalities["legal_type_code"].isin(INDEPENDENT_CITIES)]
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
    listings: Sequence[str] | None = None,
) -> pd.DataFrame:
    """List every unit of a denominator with its number of memberships, zeros included."""
    if denominator not in DENOMINATORS:
        raise ValueError(f"denominator={denominator!r}: one of {', '.join(DENOMINATORS)}")
    units = require_table(data, "municipalities", needed_by="participation by region")
    kind = "municipality"
    if denominator == "districts":
        units, kind = _list_districts(units), "district"
    pairs = select_memberships(data, kinds=(kind,), listings=listings)
    pairs = pairs.drop_duplicates(["network_id", "member_id"])
    members = pairs.drop_duplicates("member_id")[["member_id", "ags", "state", "population"]]
    rows = pairs["member_id"].map(_find_rows(units, members))
    memberships = rows.value_counts().reindex(units.index, fill_value=0).astype("int64")
    regions = classify_region(units["state"], berlin=berlin)
    columns = ["ags", "state", "region", "population", "memberships"]
    return _select(units.assign(memberships=memberships, region=regions), denominator)[columns]


def _list_regions(berlin: str) -> list[str]:
    """List the regions, in order."""
    return [region for region in REGIONS if region != "berlin" or berlin == "separate"]


# Rates: the count above the line, the one below it, and its base.
RATES = {
    "participating_per_1000": ("participating", "total", 1_000),
    "memberships_per_1000": ("memberships", "total", 1_000),
    "memberships_per_million": ("memberships", "population", 1_000_000),
    "share_large_cities": ("large_cities_participating", "large_cities", 1),
}


def count_participation(
    data: Dataset, *, by: str = "region", berlin: str = "separate"
) -> pd.DataFrame:
    """Count the municipalities that take part, by region or state, and out of how many.

    Berlin is "separate", counts as "east" or "west", or is left out ("exclude").

    Returns
    -------
    pandas.DataFrame
        Index "region" or "state", complete. int64: `participating`, `memberships`, `total`,
        `population` (of all), `large_cities` (of 100,000), `large_cities_participating`. float64,
        NaN out of nothing: `participating_per_1000` and `memberships_per_1000` of the total,
        `memberships_per_million` inhabitants, `share_large_cities`. Source: section 3.2.3.

    Examples
    --------
    >>> from analysis import load
    >>> count_participation(load())["large_cities"].to_dict()
    {'east': 9, 'berlin': 1, 'west': 72}
    """
    if by not in ("region", "state"):
        raise ValueError(f"by={by!r}: participation is counted by 'region' or by 'state'")
    units = list_units(data, berlin=berlin)
    units = units[units["region"].notna()]
    taking, large = units["memberships"].gt(0), units["population"].ge(LARGE)
    counted = units.assign(
        participating=taking, total=1, large_cities=large, large_cities_participating=taking & large
    )
    counts = ["participating", "memberships", "total", "population"]
    cities = ["large_cities", "large_cities_participating"]
    groups = _list_regions(berlin) if by == "region" else units["state"].unique()
    sums = counted.groupby(by)[counts + cities].sum()
    frame = sums.reindex(pd.Index(groups, dtype="str", name=by), fill_value=0).astype("int64")
    for rate, (above, below, base) in RATES.items():
        frame[rate] = base * frame[above] / frame[below].where(frame[below] > 0)
    *rates, share = RATES
    return frame[[*counts, *rates, *cities, share]]


def compare_readings(data: Dataset) -> pd.DataFrame:
    """Count participation by region under every place of Berlin and reading of bare names."""
    readings = {reading: resolve_ambiguous(data, reading=reading) for reading in READINGS}
    tables = {
        (berlin, reading): count_participation(read, berlin=berlin)
        for berlin in BERLIN
        for reading, read in readings.items()
    }
    frame = pd.concat(tables, names=["berlin", "reading"])
    # With the levels in the order of the rows, pandas looks parts of the index up at once.
    levels = [BERLIN, READINGS, REGIONS]
    places = [
        [level.index(value) for value in frame.index.get_level_values(number)]
        for number, level in enumerate(levels)
    ]
    index = pd.MultiIndex(levels=levels, codes=places, names=["berlin", "reading", "region"])
    return frame.set_axis(index, axis=0)


LISTED = {"municipality": "listed_municipalities", "district": "listed_districts"}
OTHERS = "listed_others"


def describe_coverage(data: Dataset) -> pd.DataFrame:
    """Set the German members that each profile names beside the number that it states.

    A stated number may count districts and co-operations as well. Source: the profiles' row
    "Beteiligung deutscher Kommunen".

    Returns
    -------
    pandas.DataFrame
        By network: `network_id`, `short_name`, `german_listing`; the named (int64),
        `listed_municipalities`, `listed_districts`, `listed_others`; the stated (Int64, text),
        `german_municipalities_reported`, `german_municipalities_qualifier`; the stated less the
        named ones (Int64), `unlisted_municipalities`.

    Examples
    --------
    >>> from analysis import load
    >>> describe_coverage(load())["unlisted_municipalities"].max()
    np.int64(73)
    """
    networks = data.networks
    frame = networks[["network_id", "short_name", "german_listing"]].copy()
    rows = select_memberships(data, kinds=None)
    rows = rows.assign(column=rows["kind"].map(LISTED).fillna(OTHERS))
    for column in (*LISTED.values(), OTHERS):
        named = rows[rows["column"] == column].groupby("network_id")["member_id"].nunique()
        frame[column] = networks["network_id"].map(named).fillna(0).astype("int64")
    stated = networks["german_municipalities_reported"]
    return frame.assign(
        german_municipalities_reported=stated,
        german_municipalities_qualifier=networks["german_municipalities_qualifier"],
        unlisted_municipalities=stated - frame["listed_municipalities"],
    )


KINDS = ("state", "metropolitan_region")


def count_territories(data: Dataset) -> pd.DataFrame:
    """Count the German states and metropolitan regions that take part, by region.

    A territory stands for many municipalities: these numbers are never added to those. A
    metropolitan region lies in the state of its core city. Source: the profiles of ERRIN, METREX
    and POLIS.

    Returns
    -------
    pandas.DataFrame
        Index "kind" and "region", complete. int64 `participating`, `memberships`; Int64 `total`
        (missing for metropolitan regions, of which there is no list); text `names`, `networks`.

    Examples
    --------
    >>> from analysis import load
    >>> count_territories(load()).loc[("state", "east"), ["names", "networks"]].tolist()
    ['Sachsen; Sachsen-Anhalt; Thüringen', 'ERRIN']
    """
    rows = select_memberships(data, kinds=KINDS).drop_duplicates(["network_id", "member_id"])
    rows = rows.assign(region=classify_region(rows["state"]))
    order = data.networks.set_index("network_id")["short_name"]
    states = pd.Series([*EAST, "BE", *WEST], dtype="str")
    totals = classify_region(states).value_counts()
    records = []
    for kind in KINDS:
        for region in REGIONS:
            own = rows[rows["kind"].eq(kind) & rows["region"].eq(region)]
            networks = [name for key, name in order.items() if key in set(own["network_id"])]
            records.append(
                {
                    "kind": kind,
                    "region": region,
                    "participating": own["member_id"].nunique(),
                    "memberships": len(own),
                    "total": totals.get(region, 0) if kind == "state" else pd.NA,
                    "names": "; ".join(sorted(set(own["name"]))),
                    "networks": "; ".join(networks),
                }
            )
    frame = pd.DataFrame(records).astype(
        {"total": "Int64", "participating": "int64", "memberships": "int64", "kind": "str"}
    )
    return frame.set_index(["kind", "region"])
