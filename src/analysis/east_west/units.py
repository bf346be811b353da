"""Municipalities and districts: how many there are, take part, and are named."""

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
from analysis.data.contract import EAST, WEST
from analysis.data.dataset import BERLIN, READINGS

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


LISTED = {"municipality": "listed_municipalities", "district": "listed_districts"}
OTHERS = "listed_others"


def describe_coverage(data: Dataset) -> pd.DataFrame:
    """Set the German members that each profile names beside the number that it states.

    Parameters
    ----------
    data
        The tables.

    Returns
    -------
    pandas.DataFrame
        One row per network, in the order of the table: `network_id`, `short_name`,
        `german_listing`; `listed_municipalities`, `listed_districts` and `listed_others` (regions,
        states, organisations), the German members named (int64);
        `german_municipalities_reported` and its qualifier, as stated (Int64, text, missing where
        nothing is); `unlisted_municipalities`, the stated less the named ones (Int64). A stated
        number may count districts and co-operations as well.

    References
    ----------
    BBSR 36/2023, the profiles' row "Beteiligung deutscher Kommunen".

    Examples
    --------
    >>> from analysis import load
    >>> coverage = describe_coverage(load()).set_index("network_id")
    >>> coverage.loc["urbact", ["listed_municipalities", "unlisted_municipalities"]].to_dict()
    {'listed_municipalities': 11, 'unlisted_municipalities': 29}
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


def count_territories(
    data: Dataset, *, berlin: str = "separate", roles: Sequence[str] | None = PARTICIPATION
) -> pd.DataFrame:
    """Count the German states and metropolitan regions that take part, by region.

    A territory is no municipality and stands for many: these numbers are never added to those.

    Parameters
    ----------
    data, berlin, roles
        As in `count_participation`. A metropolitan region across states has the state of its core
        city.

    Returns
    -------
    pandas.DataFrame
        Index "kind" (state, metropolitan_region) and "region", complete: int64 `participating` and
        `memberships`; Int64 `total`, the states there are (of metropolitan regions the data hold no
        full list: missing); text `names` and `networks`, who and in which networks.

    References
    ----------
    BBSR 36/2023, the profiles of ERRIN, METREX and POLIS.

    Examples
    --------
    >>> from analysis import load
    >>> table = count_territories(load())
    >>> table.loc[("state", "east"), ["names", "networks"]].tolist()
    ['Sachsen; Sachsen-Anhalt; Thüringen', 'ERRIN']
    """
    rows = select_memberships(data, kinds=KINDS, roles=roles)
    rows = rows.drop_duplicates(["network_id", "member_id"])
    rows = rows.assign(region=classify_region(rows["state"], berlin=berlin))
    order = data.networks.set_index("network_id")["short_name"]
    regions = [region for region in REGIONS if region != "berlin" or berlin == "separate"]
    states = pd.Series([*EAST, "BE", *WEST], dtype="str")
    totals = classify_region(states, berlin=berlin).value_counts()
    records = []
    for kind in KINDS:
        for region in regions:
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
