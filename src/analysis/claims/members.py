"""Checks of statements on members, places, links and regions."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from analysis.claims.judging import (
    CONTRADICTED,
    IN_PART,
    JOIN,
    NO_LIST,
    NOT_CHECKABLE,
    REPRODUCED,
    Finding,
    Share,
    judge_counts,
    judge_groups,
    judge_list,
    judge_order,
    judge_readings,
    judge_shares,
    list_actors,
    meets,
    pick_networks,
    read_list,
    read_network,
    read_order,
    read_span,
    require,
    select_networks,
    split_countries,
    split_kinds,
    split_text,
    tally,
    write_counts,
)
from analysis.crosslinking.networks import combine_layers, compare_blocks
from analysis.data import Dataset
from analysis.data.contract import PARTICIPATION, codes
from analysis.east_west.units import compare_readings
from analysis.statistics.ratios import SPARED, risk_ratio

NAMED = "municipality+district"
LARGE, MEDIUM = 100_000, 20_000
# Of a layer of members, lists without any name were not compared.
LAYERS = ("municipalities_all", "organisations", "relations")
RATES = ("participating_per_1000", "memberships_per_million", "share_large_cities")
BERLIN = ("separate", "east", "west")
READINGS = ("coded", "alternative")
SIDES = ("east", "west")


# ---------------------------------------------------------------- who takes part


def join_verdicts(verdicts: Sequence[str]) -> str:
    """Judge by the verdicts under several readings: where they differ, in part."""
    return verdicts[0] if len(set(verdicts)) == 1 else IN_PART


def split_members(data: Dataset, text: str) -> list[str]:
    """Split a parameter into keys of members."""
    return split_text(text, set(data.members["member_id"]), "member_id of the table members")


def check_actor_list(
    data: Dataset, expected: str, *, network: str, role: str, kind: str | None = None,
    other_role: str = "",
) -> Finding:  # fmt: skip
    """List the actors of a network in a role; `other_role` is another reading of it."""
    picked = pick_networks(data, network)
    findings = [
        judge_list(expected, list_actors(data, picked, role=chosen, kind=kind)["member_id"])
        for chosen in (role, other_role or role)
    ]
    verdict = join_verdicts([finding.verdict for finding in findings])
    other = f"as {other_role}: {findings[1].computed}" if other_role else ""
    return Finding(verdict, findings[0].computed, other)


def check_member_count(
    data: Dataset, expected: str, *, network: str, role: str | None = None, kind: str | None = None,
    country: str | None = None,
) -> Finding:  # fmt: skip
    """Count the different actors that a network names."""
    rows = list_actors(data, pick_networks(data, network), role=role, kind=kind, country=country)
    return judge_counts(expected, rows["member_id"].nunique())


def check_german_count(data: Dataset, expected: str, *, network: str) -> Finding:
    """Count the German municipalities named, where the list claims to be whole."""
    listing = read_network(data, network)["german_listing"]
    rows = list_actors(data, pick_networks(data, network), kind=NAMED, country="DE")
    finding = judge_counts(expected, rows["member_id"].nunique())
    if listing in ("complete", "none"):
        return finding
    return Finding(NOT_CHECKABLE, f"{finding.computed} named, list: {listing}")


def check_actor_share(
    data: Dataset, expected: str, *, role: str, kinds: str = "", members: str = "",
    wider: str = "", absent: str = "no", **conditions: str,
) -> Finding:  # fmt: skip
    """Take the share of networks with (or without) actors of some kinds in a role."""
    require(absent in ("no", "yes"), "absent", absent, "no, yes")
    networks, rows = select_networks(data, conditions), list_actors(data, role=role)
    fitting = rows["kind"].isin(split_kinds(data, kinds) if kinds else [])
    fitting |= rows["member_id"].isin(split_members(data, members) if members else [])
    readings = [fitting]
    if wider:
        known = {*codes(data.contract, "kind"), *data.members["member_id"]}
        more = split_text(wider, known, "kind or member_id of the table members")
        readings.append(fitting | rows["kind"].isin(more) | rows["member_id"].isin(more))
    shares = []
    for marked in readings:
        having = networks["network_id"].isin(rows.loc[marked, "network_id"])
        shares.append(Share.of(~having if absent == "yes" else having))
    unnamed = int((~networks["network_id"].isin(rows["network_id"])).sum())
    alternative = f"wider: {shares[1]}; " if wider else ""
    return judge_shares(expected, shares, f"{alternative}no {role} named: {unnamed}")


def check_actor_order(data: Dataset, expected: str, *, role: str, kinds: str, by: str) -> Finding:
    """Compare the share of networks with actors of some kinds in a role between two groups."""
    rows, keys = list_actors(data, role=role), data.networks["network_id"]
    having = rows.loc[rows["kind"].isin(split_kinds(data, kinds)), "network_id"]
    named = data.networks[keys.isin(rows["network_id"])]
    return judge_groups(data, expected, by, keys.isin(having), {f"{role} named": named})


def check_kind_share(
    data: Dataset, expected: str, *, kinds: str, beside: str, role: str, without: str = "",
    **conditions: str,
) -> Finding:  # fmt: skip
    """Take the share of kinds among the named actors beside the territorial ones."""
    rows = list_actors(data, select_networks(data, conditions), role=role)
    found = rows.drop_duplicates("member_id")["kind"]
    readings = [found[~found.isin(split_kinds(data, beside))]]
    texts = [write_counts(tally(readings[0], codes(data.contract, "kind")))]
    if without:
        readings.append(readings[0][~readings[0].isin(split_kinds(data, without))])
    shares = [Share.of(reading.isin(split_kinds(data, kinds))) for reading in readings]
    others = [f"without {without}: {share}" for share in shares[1:]]
    return judge_shares(expected, shares, "; ".join([*others, *texts]))


def check_kind_list(data: Dataset, expected: str, **conditions: str) -> Finding:
    """Find which kinds of actors take part in networks; further ones do no harm."""
    split_kinds(data, JOIN.join(read_list(expected)))
    roles = JOIN.join((*PARTICIPATION, "partner"))
    rows = list_actors(data, select_networks(data, conditions), role=roles)
    counts = tally(rows.drop_duplicates("member_id")["kind"], codes(data.contract, "kind"))
    finding = judge_list(expected, counts.index, beyond=True)
    return finding._replace(alternative=write_counts(counts))


def check_member_majority(
    data: Dataset, expected: str, *, kinds: str, wider: str, **conditions: str
) -> Finding:
    """Take the share of networks whose named participants are mostly of some kinds."""
    networks, rows = select_networks(data, conditions), list_actors(data)
    shares = []
    for chosen in (kinds, f"{kinds}{JOIN}{wider}"):
        fitting = rows["kind"].isin(split_kinds(data, chosen)).groupby(rows["network_id"]).mean()
        shares.append(Share.of(networks["network_id"].map(fitting).fillna(0) > 0.5))
    return judge_shares(expected, shares, f"with {wider}: {shares[1]}")


# ---------------------------------------------------------------- where they are, how large


def check_country_count(
    data: Dataset, expected: str, *, network: str, outside: str, kind: str | None = None,
    disputed: str = "",
) -> Finding:  # fmt: skip
    """Count the countries of participants, some left out."""
    picked, left = pick_networks(data, network), split_countries(outside)
    narrow = [*left, *(split_countries(disputed) if disputed else [])]
    readings = {"": (kind, narrow)}
    if disputed:
        readings[f"with {disputed}"] = (kind, left)
    if kind:
        readings["members of all kinds"] = (None, narrow)
    counts = {}
    for name, (chosen, without) in readings.items():
        countries = list_actors(data, picked, kind=chosen)["country"]
        counts[name] = countries[~countries.isin(without)].nunique()
    texts = [f"{name}: {count}" for name, count in counts.items() if name]
    return judge_counts(expected, *counts.values(), alternative="; ".join(texts))


def check_country_list(
    data: Dataset, expected: str, *, networks: str, role: str | None = None
) -> Finding:
    """Look for participants from countries; further ones do no harm."""
    rows = list_actors(data, pick_networks(data, networks), role=role)
    return judge_list(expected, rows["country"].dropna(), beyond=True)


def check_cities_per_country(data: Dataset, expected: str, *, network: str) -> Finding:
    """Count the cities that a network names in each country."""
    span = read_span(expected)
    rows = list_actors(data, pick_networks(data, network), kind="municipality")
    counts = rows.groupby("country")["member_id"].nunique()
    fits = counts.between(*span).tolist()
    return Finding(judge_readings(fits) if fits else CONTRADICTED, write_counts(counts))


def check_population_within(
    data: Dataset, expected: str, *, network: str, role: str | None = None
) -> Finding:
    """Say whether the German municipalities of a network have so many inhabitants."""
    picked = pick_networks(data, network)
    rows = list_actors(data, picked, role=role, kind="municipality", country="DE")
    sizes = rows.drop_duplicates("member_id").set_index("name")["population"].dropna()
    if "-" in expected:
        fits = sizes.between(*read_span(expected)).tolist()
    else:
        fits = [meets(expected, float(size)) for size in sizes]
    if not fits:
        return Finding(NOT_CHECKABLE, "no municipality named")
    text = f"{sum(fits)}/{len(fits)}; from {sizes.min()} ({sizes.idxmin()})"
    return Finding(judge_readings(fits), f"{text} to {sizes.max()} ({sizes.idxmax()})")


def rank_cities(data: Dataset, networks: pd.DataFrame) -> "pd.Series[int]":
    """Count the international networks of each German municipality, most first, then by key."""
    international = networks[~networks["category"].eq("national")]
    rows = list_actors(data, international, kind="municipality", country="DE")
    counts = rows.groupby("member_id")["network_id"].nunique().sort_index()
    return counts.sort_values(ascending=False, kind="stable")


def check_city_ranking(data: Dataset, expected: str) -> Finding:
    """Find the cities in most international networks, on all lists and on complete ones."""
    wanted = split_members(data, JOIN.join(read_list(expected)))
    complete = data.networks[data.networks["german_listing"].eq("complete")]
    verdicts, texts = [], []
    for networks in (data.networks, complete):
        counts = rank_cities(data, networks)
        own = {city: int(counts.get(city, 0)) for city in wanted}
        fits, places = [], []
        for city, number in own.items():
            first, last = int((counts > number).sum()) + 1, int((counts >= number).sum())
            # At the top if fewer others than the statement names are in more networks.
            fits.append(number > 0 and first <= len(wanted))
            places.append(f"{city} {first}-{last}" if last > first else f"{city} {first}")
        shown = pd.Series(own | counts.head(6).to_dict())
        ordered = shown.sort_values(ascending=False, kind="stable")
        texts.append(f"{write_counts(ordered)} (places among {len(counts)}: {', '.join(places)})")
        verdicts.append(judge_readings(fits))
    return Finding(join_verdicts(verdicts), texts[0], f"complete lists: {texts[1]}")


def check_member_column(data: Dataset, expected: str, *, column: str, least: str) -> Finding:
    """Compare the median of a column, which may be lacking, between cities in many or few networks.

    Many are `least` international networks or more.
    """
    greater, less = read_order(expected, ("many", "few"))
    require(least.isdigit(), "least", least, "a whole number")
    if column not in data.members.columns:
        return Finding(NOT_CHECKABLE, f"no column {column}")
    counts = rank_cities(data, data.networks)
    values = data.members.set_index("member_id")[column].reindex(counts.index)
    many = counts >= int(least)
    medians = {"many": float(values[many].median()), "few": float(values[~many].median())}
    text = ", ".join(f"{name} {median:.0f}" for name, median in medians.items())
    return Finding(judge_readings([medians[greater] > medians[less]]), text)


def check_size_order(data: Dataset, expected: str) -> Finding:
    """Compare large cities with smaller municipalities by their share in international networks."""
    order = read_order(expected, ("large", "small"))
    if data.municipalities is None:
        return Finding(NOT_CHECKABLE, NO_LIST)
    cities = data.members["member_id"].isin(rank_cities(data, data.networks).index)
    sizes, every = data.members.loc[cities, "population"], data.municipalities["population"]
    shares = {
        "large": Share(int((sizes >= LARGE).sum()), int((every >= LARGE).sum())),
        "small": Share(int((sizes < LARGE).sum()), int((every < LARGE).sum())),
    }
    return judge_order(order, [shares])


def check_size_presence(data: Dataset, expected: str, *, factor: str, **conditions: str) -> Finding:
    """Find large cities, medium ones and metropolitan regions among members, in like number."""
    require(factor.isdigit(), "factor", factor, "a whole number")
    rows = list_actors(data, select_networks(data, conditions), country="DE")
    actors = rows.drop_duplicates("member_id")
    sizes = actors.loc[actors["kind"].eq("municipality"), "population"]
    counts = {
        "large": int((sizes >= LARGE).sum()),
        "medium": int(((sizes >= MEDIUM) & (sizes < LARGE)).sum()),
        "metropolitan_region": int(actors["kind"].eq("metropolitan_region").sum()),
    }
    wanted = [counts.get(name, 0) for name in read_list(expected)]
    if all(wanted) and max(wanted) <= int(factor) * min(wanted):
        return Finding(REPRODUCED, write_counts(counts))
    return Finding(IN_PART if any(wanted) else CONTRADICTED, write_counts(counts))


def check_small_share(data: Dataset, expected: str, *, network: str) -> Finding:
    """Compare the share of towns below 100,000 in a network with that in all others."""
    listing = read_network(data, network)["german_listing"]
    order = read_order(expected, (network, "others"))
    rows = list_actors(data, kind="municipality", country="DE")
    small, here = rows["population"] < LARGE, rows["network_id"].eq(network)
    shares = {network: Share.of(small[here]), "others": Share.of(small[~here])}
    if not here.any():
        return Finding(NOT_CHECKABLE, f"0 named, list: {listing}", f"others {shares['others']}")
    return judge_order(order, [shares])


def check_municipality_total(data: Dataset, expected: str) -> Finding:
    """Count the municipalities of Germany in the official list."""
    if data.municipalities is None:
        return Finding(NOT_CHECKABLE, NO_LIST)
    return judge_counts(expected, len(data.municipalities))


def check_naming_share(data: Dataset, expected: str, **conditions: str) -> Finding:
    """Take the share of networks that name German municipalities or districts at all."""
    networks = select_networks(data, conditions)["network_id"]
    rows = list_actors(data, kind=NAMED, country="DE")
    actors = rows.drop_duplicates("member_id")
    cities = int(actors["kind"].eq("municipality").sum())
    alternative = f"municipalities and districts: {len(actors)}; municipalities: {cities}"
    if data.municipalities is not None:
        alternative += f" of {len(data.municipalities)} in all"
    return judge_shares(expected, [Share.of(networks.isin(rows["network_id"]))], alternative)


# ---------------------------------------------------------------- links and regions


def check_block(data: Dataset, expected: str, *, block: str) -> Finding:
    """Compare how densely a block of networks is linked within and all others among themselves."""
    order = read_order(expected, ("within", "outside"))
    frame = compare_blocks(data)
    frame = frame[frame["block"].eq(block)]
    if frame.empty:
        raise ValueError(f"{block!r} is no block (allowed: national, eu_four, smart_city)")
    table: dict[Any, Any] = frame.set_index(["layer", "part"]).to_dict(orient="index")
    fits, texts = [], []
    for other in ("outside", "outward"):
        sides = [side if side == "within" else other for side in order]
        parts = []
        for layer in LAYERS:
            rows = [table[layer, side] for side in sides]
            fits.append(rows[0]["density_listed"] > rows[1]["density_listed"])
            shares = [Share(row["linked"], row["listed_pairs"]) for row in rows]
            named = (f"{side} {share}" for side, share in zip(sides, shares, strict=True))
            parts.append(f"{layer}: {'; '.join(named)}")
        texts.append(" | ".join(parts))
    return Finding(judge_readings(fits), *texts)


def check_linked_share(data: Dataset, expected: str) -> Finding:
    """Take the share of networks that are linked with another one in any of three layers."""
    pairs = combine_layers(data)
    linked = pairs[pairs["layers"] > 0]
    networks = {*linked["network"], *linked["other_network"]}
    share, alternative = Share(len(networks), len(data.networks)), Share(len(linked), len(pairs))
    return judge_shares(expected, [share], f"pairs: {alternative}")


def check_east_west(data: Dataset, expected: str) -> Finding:
    """Compare participation in East and West by denominator, place of Berlin and reading of names.

    By all municipalities, inhabitants and large cities, under three places of Berlin, with names of
    two places as coded and read otherwise: the verdict follows from eighteen comparisons.
    """
    greater, less = read_order(expected, ("east", "west"))
    if data.municipalities is None:
        return Finding(NOT_CHECKABLE, NO_LIST)
    table: dict[Any, Any] = compare_readings(data).to_dict(orient="index")
    fits = [
        table[berlin, reading, greater][rate] > table[berlin, reading, less][rate]
        for berlin in BERLIN for reading in READINGS for rate in RATES
    ]  # fmt: skip

    def write(berlin: str, reading: str = "coded") -> str:
        return "; ".join(_write_rates(side, table[berlin, reading, side]) for side in SIDES)

    ratios = [
        _write_ratio(*(table[berlin, "coded", side] for side in SIDES)) for berlin in BERLIN[:2]
    ]
    readings = [
        f"Berlin east: {write('east')}; {ratios[1]}",
        f"Berlin west: {write('west')}",
        f"other reading of names: {write('separate', 'alternative')}",
        f"expected direction: {sum(fits)} of {len(fits)} comparisons",
    ]
    return Finding(judge_readings(fits), f"{write('separate')}; {ratios[0]}", " | ".join(readings))


def _write_rates(side: str, row: dict[str, Any]) -> str:
    return (
        f"{side} {row['participating']}/{row['total']} = {row['participating_per_1000']:.2f} per "
        f"1000, {row['memberships_per_million']:.2f} per million, large cities "
        f"{row['large_cities_participating']}/{row['large_cities']}"
    )


def _write_ratio(east: dict[str, Any], west: dict[str, Any]) -> str:
    # The lists taken for a draw from two binomials, whose level is left open or confined.
    table = east["participating"], east["total"], west["participating"], west["total"]
    plain, confined = risk_ratio(*table), risk_ratio(*table, spared=SPARED)
    return (
        f"risk ratio {plain['ratio']:.2f} (95 %: {plain['lower']:.3f} to {plain['upper']:.3f}, with"
        f" the level of the rates confined {confined['lower']:.3f} to {confined['upper']:.3f})"
    )
