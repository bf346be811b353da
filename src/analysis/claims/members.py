"""Checks of statements on members, places, links and regions."""

from typing import Any

import pandas as pd

from analysis.claims.judging import (
    JOIN,
    NO_LIST,
    NOT_CHECKABLE,
    Case,
    Finding,
    Share,
    judge_order,
    judge_readings,
    require,
    split_countries,
    split_text,
    write_counts,
)
from analysis.crosslinking.networks import combine_layers, compare_blocks
from analysis.data import Dataset
from analysis.data.contract import CLOSED
from analysis.east_west.ratios import decompose_ratio
from analysis.east_west.units import compare_readings

NAMED = "municipality+district"
LARGE, MEDIUM = 100_000, 20_000
# Of a layer of members, lists without any name were not compared.
LAYERS = ("municipalities_all", "organisations", "relations")
RATES = ["participating_per_1000", "memberships_per_million", "share_large_cities"]
Rates = dict[Any, Any]  # by place of Berlin, reading of names and region


# ---------------------------------------------------------------- who takes part


def split_members(case: Case, text: str) -> list[str]:
    """Split a parameter into keys of members."""
    return split_text(text, set(case.data.members["member_id"]), "member_id of the table members")


def check_actor_list(case: Case, *, network: str, role: str, kind: str = "") -> Finding:
    """List the actors of a network in a role."""
    return case.judge_list(
        case.list_actors(case.pick_networks(network), role=role, kind=kind)["member_id"]
    )


def check_role_sum(case: Case, *, network: str, roles: str, country: str = "") -> Finding:
    """Count the actors of a network in each of some roles (3+4+11)."""
    picked = case.pick_networks(network)
    return case.judge_parts(
        [
            case.list_actors(picked, role=role, country=country)["member_id"].nunique()
            for role in roles.split(JOIN)
        ]
    )


def check_german_majority(case: Case, *, network: str) -> Finding:
    """Take the share of named German municipalities in the number of members stated."""
    rows = case.list_actors(case.pick_networks(network), kind="municipality", country="DE")
    stated = int(case.read_network(network)["members_reported"])
    return case.judge(Share(rows["member_id"].nunique(), stated))


def check_german_count(case: Case, *, network: str) -> Finding:
    """Count the German municipalities named, where the list shows no sign of being open."""
    listing = case.read_network(network)["german_listing"]
    rows = case.list_actors(case.pick_networks(network), kind=NAMED, country="DE")
    finding = case.judge(rows["member_id"].nunique())
    if listing in (*CLOSED, "none"):
        return finding
    return Finding(NOT_CHECKABLE, f"{finding.computed} named, list: {listing}")


def check_actor_share(
    case: Case, *, role: str, kinds: str = "", members: str = "", wider: str = "",
    absent: str = "no", **conditions: str,
) -> Finding:  # fmt: skip
    """Take the share of networks with (or without) actors of some kinds in a role."""
    require(absent in ("no", "yes"), "absent", absent, "no, yes")
    networks, rows = case.select_networks(conditions), case.list_actors(role=role)
    named = rows["kind"].isin(case.split_kinds(kinds) if kinds else [])
    named |= rows["member_id"].isin(split_members(case, members) if members else [])

    def share(marked: "pd.Series[bool]") -> Share:
        having = networks["network_id"].isin(rows.loc[marked, "network_id"])
        return Share.of(~having if absent == "yes" else having)

    others = {}
    if wider:
        others["wider"] = share(named | rows["kind"].isin(case.split_kinds(wider)))
    unnamed = int((~networks["network_id"].isin(rows["network_id"])).sum())
    return case.judge(share(named), f"no {role} named: {unnamed}", others=others)


def check_member_majority(case: Case, *, kinds: str, wider: str, **conditions: str) -> Finding:
    """Take the share of networks whose named participants are mostly of some kinds."""
    networks, rows = case.select_networks(conditions), case.list_actors()

    def share(chosen: str) -> Share:
        fitting = rows["kind"].isin(case.split_kinds(chosen)).groupby(rows["network_id"]).mean()
        return Share.of(networks["network_id"].map(fitting).fillna(0) > 0.5)

    return case.judge(share(kinds), others={f"with {wider}": share(f"{kinds}{JOIN}{wider}")})


# ---------------------------------------------------------------- where they are, how large


def check_country_count(
    case: Case, *, network: str, outside: str, kind: str = "", disputed: str = ""
) -> Finding:
    """Count the countries of participants, some left out."""
    countries = case.list_actors(case.pick_networks(network), kind=kind)["country"].dropna()
    every = {*countries} - {*split_countries(outside)}
    if not disputed:
        return case.judge(len(every))
    fewer = every - {*split_countries(disputed)}
    return case.judge(len(fewer), others={f"with {disputed}": len(every)})


def check_country_list(case: Case, *, networks: str, role: str = "") -> Finding:
    """Look for participants from countries; further ones do no harm."""
    rows = case.list_actors(case.pick_networks(networks), role=role)
    return case.judge_list(rows["country"].dropna(), beyond=True)


def check_country_share(case: Case, *, network: str, countries: str) -> Finding:
    """Take the share of the municipalities of a network that lie in some countries."""
    rows = case.list_actors(case.pick_networks(network), kind="municipality")
    return case.judge(Share.of(rows["country"].isin(split_countries(countries))))


def check_population_within(case: Case, *, network: str, role: str = "") -> Finding:
    """Say whether the German municipalities of a network have so many inhabitants."""
    picked = case.pick_networks(network)
    rows = case.list_actors(picked, role=role, kind="municipality", country="DE")
    sizes = rows.drop_duplicates("member_id").set_index("name")["population"].dropna()
    if "-" in case.expected:
        fits = sizes.between(*case.read_span()).tolist()
    else:
        fits = [case.meets(size) for size in sizes]
    if not fits:
        return Finding(NOT_CHECKABLE, "no municipality named")
    text = f"{sum(fits)}/{len(fits)}; from {sizes.min()} ({sizes.idxmin()})"
    return Finding(judge_readings(fits), f"{text} to {sizes.max()} ({sizes.idxmax()})")


def rank_cities(case: Case, networks: pd.DataFrame) -> "pd.Series[int]":
    """Count the international networks of each German municipality, most first, then by key."""
    international = networks[~networks["category"].eq("national")]
    rows = case.list_actors(international, kind="municipality", country="DE")
    counts = rows.groupby("member_id")["network_id"].nunique().sort_index()
    return counts.sort_values(ascending=False, kind="stable")


def check_city_ranking(case: Case) -> Finding:
    """Say whether cities are in more international networks than three quarters of those named.

    On all lists, and on lists without any sign of being open.
    """
    wanted = split_members(case, JOIN.join(case.read_list()))
    networks = case.data.networks
    fits, texts = [], []
    for lists in (networks, networks[networks["german_listing"].isin(CLOSED)]):
        counts = rank_cities(case, lists)
        own = counts.reindex(wanted, fill_value=0)
        fewer = {city: Share.of(counts < number) for city, number in own.items()}
        fits += [float(share) >= 0.75 for share in fewer.values()]
        shares = ", ".join(f"{city} {share}" for city, share in fewer.items())
        texts.append(f"{write_counts(own)}; in fewer: {shares}")
    return Finding(judge_readings(fits), texts[0], f"whole lists: {texts[1]}")


def check_size_order(case: Case) -> Finding:
    """Compare large cities with smaller municipalities by their share in international networks."""
    order = case.read_order("large", "small")
    if case.data.municipalities is None:
        return NO_LIST
    cities = case.data.members["member_id"].isin(rank_cities(case, case.data.networks).index)
    sizes = case.data.members.loc[cities, "population"]
    every = case.data.municipalities["population"]
    shares = {
        "large": Share(int((sizes >= LARGE).sum()), int((every >= LARGE).sum())),
        "small": Share(int((sizes < LARGE).sum()), int((every < LARGE).sum())),
    }
    return judge_order(order, [shares])


def check_size_presence(case: Case, **conditions: str) -> Finding:
    """Look for large cities, medium ones and metropolitan regions among German members."""
    rows = case.list_actors(case.select_networks(conditions), country="DE")
    actors = rows.drop_duplicates("member_id")
    sizes = actors.loc[actors["kind"].eq("municipality"), "population"]
    counts = {
        "large": int((sizes >= LARGE).sum()),
        "medium": int(((sizes >= MEDIUM) & (sizes < LARGE)).sum()),
        "metropolitan_region": int(actors["kind"].eq("metropolitan_region").sum()),
    }
    return case.judge_list([name for name, count in counts.items() if count], write_counts(counts))


def check_small_share(case: Case, *, network: str) -> Finding:
    """Compare the share of towns below 100,000 in a network with that in all others."""
    order = case.read_order(network, "others")
    listing = case.read_network(network)["german_listing"]
    rows = case.list_actors(kind="municipality", country="DE")
    small, here = rows["population"] < LARGE, rows["network_id"].eq(network)
    if not here.any():
        return Finding(NOT_CHECKABLE, f"0 named, list: {listing}")
    return judge_order(order, [{network: Share.of(small[here]), "others": Share.of(small[~here])}])


def check_municipality_total(case: Case) -> Finding:
    """Count the municipalities of Germany in the official list."""
    towns = case.data.municipalities
    return NO_LIST if towns is None else case.judge(len(towns))


def check_naming_share(case: Case) -> Finding:
    """Take the share of networks that name German municipalities or districts at all."""
    rows = case.list_actors(kind=NAMED, country="DE")
    naming = case.data.networks["network_id"].isin(rows["network_id"])
    note = f"municipalities and districts: {rows['member_id'].nunique()}"
    return case.judge(Share.of(naming), note)


# ---------------------------------------------------------------- links and regions


def check_block(case: Case, *, block: str) -> Finding:
    """Compare how densely a block of networks is linked within and all others among themselves."""
    order = case.read_order("within", "outside")
    frame = compare_blocks(case.data)
    frame = frame[frame["block"].eq(block)]
    if frame.empty:
        raise ValueError(f"{block!r} is no block (allowed: national, eu_four, smart_city)")
    rows = frame[["layer", "part", "linked", "listed_pairs"]].itertuples(index=False)
    shares = {(layer, part): Share(linked, pairs) for layer, part, linked, pairs in rows}
    fits, texts = [], []
    for other in ("outside", "outward"):
        sides = [side if side == "within" else other for side in order]
        parts = []
        for layer in LAYERS:
            near, far = (shares[layer, side] for side in sides)
            fits.append(float(near) > float(far))
            parts.append(f"{layer}: {sides[0]} {near}; {sides[1]} {far}")
        texts.append(" | ".join(parts))
    return Finding(judge_readings(fits), *texts)


def check_linked_share(case: Case) -> Finding:
    """Take the share of networks that are linked with another one in any of three layers."""
    pairs = combine_layers(case.data)
    linked = pairs[pairs["layers"] > 0]
    networks = {*linked["network"], *linked["other_network"]}
    share = Share(len(networks), len(case.data.networks))
    return case.judge(share, f"pairs: {Share(len(linked), len(pairs))}")


def check_east_west(case: Case) -> Finding:
    """Compare participation in East and West by denominator, place of Berlin and reading of names.

    Three denominators, three places of Berlin and two readings make eighteen comparisons.
    """
    greater, less = case.read_order("east", "west")
    if case.data.municipalities is None:
        return NO_LIST
    rates = compare_readings(case.data).drop("exclude", level="berlin")
    table: Rates = rates.to_dict(orient="index")
    above = rates.xs(greater, level="region")[RATES] > rates.xs(less, level="region")[RATES]
    fits = above.to_numpy().ravel().tolist()
    readings = [
        f"Berlin east: {_write_rates(table, 'east')}; {_write_ratio(case.data, 'east')}",
        f"Berlin west: {_write_rates(table, 'west')}",
        f"other reading of names: {_write_rates(table, 'separate', 'alternative')}",
        f"expected direction: {sum(fits)} of {len(fits)} comparisons",
    ]
    computed = f"{_write_rates(table, 'separate')}; {_write_ratio(case.data, 'separate')}"
    return Finding(judge_readings(fits), computed, " | ".join(readings))


def _write_rates(table: Rates, berlin: str, reading: str = "coded") -> str:
    rows = {side: table[berlin, reading, side] for side in ("east", "west")}
    return "; ".join(
        f"{side} {row['participating']}/{row['total']} = {row['participating_per_1000']:.2f} per "
        f"1000, {row['memberships_per_million']:.2f} per million, large cities "
        f"{row['large_cities_participating']}/{row['large_cities']}"
        for side, row in rows.items()
    )


def _write_ratio(data: Dataset, berlin: str) -> str:
    row = decompose_ratio(data, berlin=berlin).loc["population_class"]
    return (
        f"named {row['observed']:.0f}, expected at western rates by population class "
        f"{row['expected']:.1f}; crude ratio {row['crude']:.2f} = {row['by_size']:.2f} by size x "
        f"{row['ratio']:.2f} ({row['lower']:.2f} to {row['upper']:.2f})"
    )
