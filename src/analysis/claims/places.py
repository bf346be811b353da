"""Checks on cities: how large, in which countries, in how many networks."""

import pandas as pd

from analysis.claims.findings import (
    CONTRADICTED,
    IN_PART,
    NO_LIST,
    NOT_CHECKABLE,
    REPRODUCED,
    Finding,
    divide,
    judge_list,
    judge_readings,
    judge_shares,
    meets,
    read_list,
    read_order,
    read_span,
    write_share,
)
from analysis.claims.scope import (
    list_actors,
    pick_networks,
    read_network,
    select_networks,
    split_countries,
)
from analysis.data import Dataset

LARGE, MEDIUM = 100_000, 20_000


def check_country_count(
    data: Dataset,
    expected: str,
    *,
    network: str,
    outside: str,
    kind: str | None = None,
    disputed: str = "",
) -> Finding:
    """Count the countries of participants, some left out.

    The other readings count the disputed countries as well, or members of every kind.
    """
    rows = list_actors(data, networks=network, kind=kind)
    every = list_actors(data, networks=network)
    left = split_countries(outside)
    open_cases = split_countries(disputed) if disputed else []
    counts = [_count(rows, [*left, *open_cases])]
    texts = []
    if disputed:
        counts.append(_count(rows, left))
        texts.append(f"with {disputed}: {counts[-1]}")
    if kind:
        counts.append(_count(every, [*left, *open_cases]))
        texts.append(f"members of all kinds: {counts[-1]}")
    fits = [meets(expected, count) for count in counts]
    return Finding(judge_readings(fits), str(counts[0]), "; ".join(texts))


def _count(rows: pd.DataFrame, left: list[str]) -> int:
    return int(rows.loc[~rows["country"].isin(left), "country"].nunique())


def check_country_list(
    data: Dataset, expected: str, *, networks: str, role: str | None = None
) -> Finding:
    """Look for participants from countries; further ones do no harm."""
    rows = list_actors(data, networks=networks, role=role)
    return judge_list(expected, list(rows["country"].dropna().unique()), beyond=True)


def check_cities_per_country(data: Dataset, expected: str, *, network: str) -> Finding:
    """Count the cities that a network names in each country."""
    low, high = read_span(expected)
    rows = list_actors(data, networks=network, kind="municipality")
    counts = rows.groupby("country")["member_id"].nunique()
    fits = [bool(low <= count <= high) for count in counts]
    text = ", ".join(f"{country} {count}" for country, count in counts.items())
    return Finding(judge_readings(fits) if fits else CONTRADICTED, text)


def check_population_within(
    data: Dataset, expected: str, *, network: str, role: str | None = None
) -> Finding:
    """Say whether the German municipalities of a network have so many inhabitants."""
    rows = list_actors(data, networks=network, role=role, kind="municipality", country="DE")
    sizes = rows.drop_duplicates("member_id").set_index("name")["population"].dropna()
    if "-" in expected:
        low, high = read_span(expected)
        fits = [bool(low <= size <= high) for size in sizes]
    else:
        fits = [meets(expected, float(size)) for size in sizes]
    if not fits:
        return Finding(NOT_CHECKABLE, "no municipality named")
    text = f"{sum(fits)}/{len(fits)}; from {sizes.min()} ({sizes.idxmin()})"
    return Finding(judge_readings(fits), f"{text} to {sizes.max()} ({sizes.idxmax()})")


def rank_cities(data: Dataset, listings: tuple[str, ...] | None = None) -> "pd.Series[int]":
    """Count the international networks of each German municipality, most first, then by key."""
    networks = data.networks[~data.networks["category"].eq("national")]
    if listings is not None:
        networks = networks[networks["german_listing"].isin(listings)]
    rows = list_actors(data, kind="municipality", country="DE")
    rows = rows[rows["network_id"].isin(networks["network_id"])]
    counts = rows.groupby("member_id")["network_id"].nunique().sort_index()
    return counts.sort_values(ascending=False, kind="stable")


def check_city_ranking(data: Dataset, expected: str) -> Finding:
    """Find the cities in most international networks, on all lists and on complete ones.

    A city stands at the top if fewer others than the statement names are in more networks.
    """
    wanted = read_list(expected)
    missing = [city for city in wanted if city not in data.members["member_id"].tolist()]
    if missing:
        raise ValueError(f"{missing[0]!r} is no member_id of the table members")
    verdicts, texts = [], []
    for listings in (None, ("complete",)):
        counts = rank_cities(data, listings)
        places = {city: int((counts > counts.get(city, 0)).sum()) + 1 for city in wanted}
        inside = [city in counts.index and place <= len(wanted) for city, place in places.items()]
        verdicts.append(judge_readings(inside))
        cities = [*wanted, *[str(city) for city in counts.index[:6] if city not in wanted]]
        ordered = sorted(cities, key=lambda city: -int(counts.get(city, 0)))
        texts.append(", ".join(f"{city} {counts.get(city, 0)}" for city in ordered))
        places_text = ", ".join(
            f"{city} {_write_place(place, int(counts.eq(counts.get(city, 0)).sum()))}"
            for city, place in places.items()
        )
        texts[-1] += f" (places among {len(counts)}: {places_text})"
    verdict = verdicts[0] if len(set(verdicts)) == 1 else IN_PART
    return Finding(verdict, texts[0], f"complete lists: {texts[1]}")


def _write_place(place: int, sharing: int) -> str:
    """Write a place, or the places that several cities share."""
    return f"{place}-{place + sharing - 1}" if sharing > 1 else str(place)


def check_size_order(data: Dataset, expected: str) -> Finding:
    """Compare large cities with smaller municipalities by their share in international networks."""
    greater, less = read_order(expected, ("large", "small"))
    if data.municipalities is None:
        return Finding(NOT_CHECKABLE, NO_LIST)
    everyone = data.municipalities["population"]
    rows = rank_cities(data).index
    sizes = data.members.loc[data.members["member_id"].isin(rows), "population"]
    taking = {"large": int((sizes >= LARGE).sum()), "small": int((sizes < LARGE).sum())}
    total = {"large": int((everyone >= LARGE).sum()), "small": int((everyone < LARGE).sum())}
    shares = {name: divide(taking[name], total[name]) for name in taking}
    text = "; ".join(f"{name} {write_share(taking[name], total[name])}" for name in taking)
    return Finding(judge_readings([shares[greater] > shares[less]]), text)


def check_size_presence(data: Dataset, expected: str, *, factor: str, **conditions: str) -> Finding:
    """Find large cities, medium ones and metropolitan regions among members, in like number.

    Reproduced if all are there and none is more than `factor` times as frequent as another.
    """
    if not factor.isdigit():
        raise ValueError(f"factor is {factor!r} (allowed: a whole number)")
    networks = select_networks(data, conditions)["network_id"]
    rows = list_actors(data, country="DE")
    rows = rows[rows["network_id"].isin(networks)].drop_duplicates("member_id")
    cities = rows.loc[rows["kind"].eq("municipality"), "population"]
    counts = {
        "large": int((cities >= LARGE).sum()),
        "medium": int(((cities >= MEDIUM) & (cities < LARGE)).sum()),
        "metropolitan_region": int(rows["kind"].eq("metropolitan_region").sum()),
    }
    wanted = [counts.get(name, 0) for name in read_list(expected)]
    text = ", ".join(f"{name} {count}" for name, count in counts.items())
    if not all(wanted):
        return Finding(IN_PART if any(wanted) else CONTRADICTED, text)
    alike = max(wanted) <= int(factor) * min(wanted)
    return Finding(REPRODUCED if alike else IN_PART, text)


def check_small_share(data: Dataset, expected: str, *, network: str) -> Finding:
    """Compare the share of towns below 100,000 in a network with that in all others."""
    key = pick_networks(data, network)[0]
    greater, _ = read_order(expected, (key, "others"))
    rows = list_actors(data, kind="municipality", country="DE")
    small = rows.assign(small=rows["population"] < LARGE)
    here = small[small["network_id"].eq(key)]
    others = small[~small["network_id"].eq(key)]
    rest = f"others {write_share(int(others['small'].sum()), len(others))}"
    if here.empty:
        listing = read_network(data, key)["german_listing"]
        return Finding(NOT_CHECKABLE, f"0 named, list: {listing}", rest)
    shares = {key: here["small"].mean(), "others": divide(others["small"].sum(), len(others))}
    less = "others" if greater == key else key
    text = f"{key} {write_share(int(here['small'].sum()), len(here))}; {rest}"
    return Finding(judge_readings([bool(shares[greater] > shares[less])]), text)


def check_municipality_total(data: Dataset, expected: str) -> Finding:
    """Count the municipalities of Germany in the official list."""
    if data.municipalities is None:
        return Finding(NOT_CHECKABLE, NO_LIST)
    count = len(data.municipalities)
    return Finding(judge_readings([meets(expected, count)]), str(count))


def check_naming_share(data: Dataset, expected: str, **conditions: str) -> Finding:
    """Take the share of networks that name German municipalities or districts at all."""
    networks = select_networks(data, conditions)["network_id"]
    rows = list_actors(data, kind="municipality+district", country="DE")
    count = int(networks.isin(rows["network_id"]).sum())
    actors = rows.drop_duplicates("member_id")
    cities = int(actors["kind"].eq("municipality").sum())
    alternative = f"municipalities and districts: {len(actors)}; municipalities: {cities}"
    if data.municipalities is not None:
        alternative += f" of {len(data.municipalities)} in all"
    verdict = judge_shares(expected, [divide(count, len(networks))])
    return Finding(verdict, write_share(count, len(networks)), alternative)
