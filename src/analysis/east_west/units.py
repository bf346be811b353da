"""Municipalities and districts: how many there are, take part, and are named."""

from collections.abc import Sequence
from itertools import product

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
    "municipalities", "independent_cities", "independent_cities_wide", *SIZES, "inhabitants",
    "districts",
)  # fmt: skip
FEW = 10  # units below which a rate is neither printed nor drawn


def _list_districts(municipalities: pd.DataFrame) -> pd.DataFrame:
    """Add municipalities up to districts: their keys begin with that of their district."""
    rural = municipalities[~municipalities["legal_type_code"].isin(INDEPENDENT_CITIES)]
    districts = rural.assign(ags=rural["ags"].str[:5]).groupby("ags", sort=True)
    return districts.agg(state=("state", "first"), population=("population", "sum")).reset_index()


def _find_rows(units: pd.DataFrame, members: pd.DataFrame) -> "pd.Series[int]":
    """Find the row of each member by its official key."""
    rows = units.reset_index(names="row")[["row", "ags", "state"]]
    found = members.merge(rows, on=["ags", "state"], how="left", validate="many_to_one")
    lost = found.loc[found["row"].isna() | found["row"].duplicated(keep=False), "member_id"]
    if not lost.empty:
        raise ValueError(
            "these members have no row of their own in municipalities.csv, by official key (ags) "
            f"and state: {', '.join(lost)}"
        )
    return found.set_index("member_id")["row"]


def _select(units: pd.DataFrame, denominator: str) -> pd.DataFrame:
    """Keep the units of a denominator."""
    if denominator in SIZES:
        return units[units["population"] >= SIZES[denominator]]
    if denominator.startswith("independent_cities"):
        wider = EQUAL_RANK if denominator.endswith("wide") else ()
        return units[units["legal_type_code"].isin(INDEPENDENT_CITIES) | units["ags"].isin(wider)]
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
    members = pairs.drop_duplicates("member_id")[["member_id", "ags", "state"]]
    rows = pairs["member_id"].map(_find_rows(units, members))
    memberships = rows.value_counts().reindex(units.index, fill_value=0).astype("int64")
    regions = classify_region(units["state"], berlin=berlin)
    columns = ["ags", "state", "region", "population", "memberships"]
    columns += units.columns.intersection(["degree_of_urbanisation"]).tolist()
    return _select(units.assign(memberships=memberships, region=regions), denominator)[columns]


# Rates: the count above the line, the one below it, and its base.
RATES = {
    "participating_per_1000": ("participating", "total", 1_000),
    "memberships_per_1000": ("memberships", "total", 1_000),
    "memberships_per_million": ("memberships", "population", 1_000_000),
    "share_large_cities": ("large_cities_participating", "large_cities", 1),
}


def add_rates(counts: pd.DataFrame) -> pd.DataFrame:
    """Add the rates to counts, NaN out of nothing."""
    rates = {
        rate: base * counts[above] / counts[below].where(counts[below] > 0)
        for rate, (above, below, base) in RATES.items()
    }
    return counts.assign(**rates)


def drop_small_rates(frame: pd.DataFrame) -> pd.DataFrame:
    """Leave out rates per 1,000 out of a few municipalities, which would say nothing."""
    rates = [str(name) for name in frame if str(name).endswith("_per_1000")]
    return frame.assign(**{name: frame[name].mask(frame["total"] < FEW) for name in rates})


def count_participation(
    data: Dataset, *, by: str = "region", berlin: str = "separate"
) -> pd.DataFrame:
    """Count the municipalities that take part, by region or state, and out of how many.

    Berlin is "separate", counts as "east" or "west", or is left out ("exclude"). Index "region" or
    "state", complete. int64: `participating`, `memberships`, `total`, `population` (of all),
    `large_cities` (of 100,000), `large_cities_participating`. float64, NaN out of nothing:
    `participating_per_1000` and `memberships_per_1000` of the total, `memberships_per_million`
    inhabitants, `share_large_cities`. Source: section 3.2.3.

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
    taking, large = units["memberships"].gt(0), units["population"].ge(SIZES["cities_100000"])
    counted = units.assign(
        participating=taking, total=1, large_cities=large, large_cities_participating=taking & large
    )
    groups = units["state"].unique().tolist()
    if by == "region":
        groups = [region for region in REGIONS if region != "berlin" or berlin == "separate"]
    counts = ["participating", "memberships", "total", "population"]
    cities = ["large_cities", "large_cities_participating"]
    sums = counted.groupby(by)[counts + cities].sum()
    whole = sums.reindex(pd.Index(groups, dtype="str", name=by), fill_value=0).astype("int64")
    *rates, share = RATES
    return add_rates(whole)[[*counts, *rates, *cities, share]]


def compare_readings(data: Dataset) -> pd.DataFrame:
    """Count participation by region under every place of Berlin and reading of bare names."""
    readings = {reading: resolve_ambiguous(data, reading=reading) for reading in READINGS}
    keys = list(product(BERLIN, READINGS))
    tables = [count_participation(readings[reading], berlin=berlin) for berlin, reading in keys]
    # With the levels in the order of the rows, pandas looks parts of the index up at once.
    return pd.concat(tables, keys=keys, levels=[BERLIN, READINGS], names=["berlin", "reading"])


LISTED = {"municipality": "listed_municipalities", "district": "listed_districts"}
OTHERS = "listed_others"
OPEN = ("examples", "not_listed")  # lists that may miss members


def describe_coverage(data: Dataset) -> pd.DataFrame:
    """Set the German members that each profile names beside the number that it states.

    A stated number may count districts and co-operations as well. By network: `network_id`,
    `short_name`, `german_listing`; the named (int64), `listed_municipalities`, `listed_districts`,
    `listed_others`; the stated (Int64, text), `german_municipalities_reported`,
    `german_municipalities_qualifier`; the stated less the named ones (Int64),
    `unlisted_municipalities`. Source: the profiles' row "Beteiligung deutscher Kommunen".

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


def count_named(data: Dataset) -> "pd.Series[int]":
    """Count memberships of German municipalities named, and those stated by number alone."""
    coverage = describe_coverage(data)
    more = coverage["unlisted_municipalities"].fillna(0).clip(lower=0)
    silent = coverage["german_listing"].isin(OPEN)
    silent &= coverage["german_municipalities_reported"].isna()
    numbers = {"named": coverage["listed_municipalities"], "unlisted": more, "silent": silent}
    return pd.Series({name: int(each.sum()) for name, each in numbers.items()})


KINDS = ("state", "metropolitan_region")


def count_territories(data: Dataset) -> pd.DataFrame:
    """Count the German states and metropolitan regions that take part, by region.

    A territory stands for many municipalities: these numbers are never added to those. A
    metropolitan region lies in the state of its core city. Index "kind" and "region", complete.
    int64 `participating`, `memberships`; Int64 `total` (missing for metropolitan regions, of which
    there is no list); text `names`, `networks`. Source: the profiles of ERRIN, METREX and POLIS.

    Examples
    --------
    >>> from analysis import load
    >>> count_territories(load()).loc[("state", "east"), ["names", "networks"]].tolist()
    ['Sachsen; Sachsen-Anhalt; Thüringen', 'ERRIN']
    """
    rows = select_memberships(data, kinds=KINDS).drop_duplicates(["network_id", "member_id"])
    shown = data.networks.set_index("network_id")["short_name"]
    rows = rows.assign(region=classify_region(rows["state"]), network=rows["network_id"].map(shown))
    states = classify_region(pd.Series([*EAST, "BE", *WEST], dtype="str")).value_counts()
    records = []
    for kind, region in product(KINDS, REGIONS):
        own = rows[rows["kind"].eq(kind) & rows["region"].eq(region)]
        total = states[region] if kind == "state" else pd.NA
        names, networks = (
            "; ".join(texts) for texts in (sorted(set(own["name"])), own["network"].unique())
        )
        records.append((own["member_id"].nunique(), len(own), total, names, networks))
    index = pd.MultiIndex.from_product([KINDS, REGIONS], names=["kind", "region"])
    columns = ["participating", "memberships", "total", "names", "networks"]
    return pd.DataFrame(records, index=index, columns=columns).astype({"total": "Int64"})


def list_absent_cities(data: Dataset) -> pd.DataFrame | None:
    """List the cities of 100,000 or more inhabitants in no network, with `name` and coordinates.

    None where the data have no list of municipalities with coordinates (section 3.2.3).

    Examples
    --------
    >>> from analysis import load
    >>> len(list_absent_cities(load()))
    33
    """
    towns = data.municipalities
    if towns is None or not {"latitude", "longitude"} <= set(towns):
        return None
    units = list_units(data, denominator="cities_100000")
    absent = towns["ags"].isin(units.loc[units["memberships"].eq(0), "ags"])
    return towns.loc[absent, ["name", "latitude", "longitude"]].dropna().reset_index(drop=True)
