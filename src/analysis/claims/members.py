"""Checks of statements on members, places, links and regions."""

from typing import Any, TypeAlias

import pandas as pd

from analysis.claims.judging import (
    CONTRADICTED,
    IN_PART,
    JOIN,
    NO_LIST,
    NOT_CHECKABLE,
    REPRODUCED,
    Finding,
    divide,
    judge_list,
    judge_readings,
    judge_shares,
    list_actors,
    list_kinds,
    mark_code,
    meets,
    pick_networks,
    read_list,
    read_network,
    read_order,
    read_span,
    select_networks,
    split_countries,
    split_kinds,
    split_members,
    write_share,
)
from analysis.crosslinking.networks import combine_layers, compare_blocks
from analysis.data import Dataset
from analysis.data.contract import codes
from analysis.east_west.units import compare_readings
from analysis.statistics.ratios import SPARED, risk_ratio


def check_actor_list(
    data: Dataset,
    expected: str,
    *,
    network: str,
    role: str,
    kind: str | None = None,
    other_role: str = "",
) -> Finding:
    """List the actors of a network in a role; `other_role` is another reading of it."""
    findings = []
    for chosen in (role, other_role) if other_role else (role,):
        rows = list_actors(data, networks=network, role=chosen, kind=kind)
        findings.append(judge_list(expected, list(dict.fromkeys(rows["member_id"]))))
    if not other_role:
        return findings[0]
    verdicts = {finding.verdict for finding in findings}
    verdict = findings[0].verdict if len(verdicts) == 1 else IN_PART
    return Finding(verdict, findings[0].computed, f"as {other_role}: {findings[1].computed}")


def check_member_count(
    data: Dataset,
    expected: str,
    *,
    network: str,
    role: str | None = None,
    kind: str | None = None,
    country: str | None = None,
) -> Finding:
    """Count the different actors that a network names."""
    rows = list_actors(data, networks=network, role=role, kind=kind, country=country)
    count = rows["member_id"].nunique()
    return Finding(judge_readings([meets(expected, count)]), str(count))


def check_german_count(data: Dataset, expected: str, *, network: str) -> Finding:
    """Count the German municipalities named, where the list claims to be whole."""
    key = pick_networks(data, network)[0]
    listing = read_network(data, key)["german_listing"]
    rows = list_actors(data, networks=key, kind="municipality+district", country="DE")
    count = rows["member_id"].nunique()
    fits = meets(expected, count)
    if listing in ("complete", "none"):
        return Finding(judge_readings([fits]), str(count))
    return Finding(NOT_CHECKABLE, f"{count} named, list: {listing}")


def _mark_actors(
    data: Dataset, networks: pd.DataFrame, role: str, kinds: list[str], members: list[str]
) -> "pd.Series[bool]":
    """Say which networks have an actor of the kinds, or one of the members, in the roles."""
    rows = list_actors(data, role=role)
    fitting = rows["kind"].isin(kinds) | rows["member_id"].isin(members)
    return networks["network_id"].isin(rows.loc[fitting, "network_id"])


def check_actor_share(
    data: Dataset,
    expected: str,
    *,
    role: str,
    kinds: str = "",
    members: str = "",
    wider: str = "",
    absent: str = "no",
    **conditions: str,
) -> Finding:
    """Take the share of networks with (or without) actors of some kinds in a role.

    `kinds` and `members` name who counts; `wider`, kinds or members joined by +, who counts as well
    under a wider reading.
    """
    if absent not in ("no", "yes"):
        raise ValueError(f"absent is {absent!r} (allowed: no, yes)")
    networks = select_networks(data, conditions)
    chosen = split_kinds(data, kinds) if kinds else []
    named = split_members(data, members) if members else []
    readings = [(chosen, named)]
    if wider:
        known, entries = list_kinds(data), wider.split(JOIN)
        more = [entry for entry in entries if entry not in known]
        others = split_members(data, JOIN.join(more)) if more else []
        wide = [entry for entry in entries if entry in known]
        readings.append(([*chosen, *wide], [*named, *others]))
    marks = [_mark_actors(data, networks, role, *reading) for reading in readings]
    if absent == "yes":
        marks = [~marked for marked in marks]
    shares = [divide(int(marked.sum()), len(networks)) for marked in marks]
    texts = [write_share(int(marked.sum()), len(networks)) for marked in marks]
    naming = networks["network_id"].isin(list_actors(data, role=role)["network_id"])
    alternative = f"wider: {texts[1]}; " if wider else ""
    alternative += f"no {role} named: {int((~naming).sum())}"
    return Finding(judge_shares(expected, shares), texts[0], alternative)


def check_actor_order(data: Dataset, expected: str, *, role: str, kinds: str, by: str) -> Finding:
    """Compare the share of networks with actors of some kinds in a role between two groups.

    The alternative takes the networks alone that name anybody in the role.
    """
    greater, less = read_order(expected, codes(data.contract, by))
    chosen = split_kinds(data, kinds)
    named = data.networks["network_id"].isin(list_actors(data, role=role)["network_id"])
    fits, texts = [], []
    for networks in (data.networks, data.networks[named]):
        shares, parts = [], []
        for group in (greater, less):
            found = networks[mark_code(data, networks, f"{by}/{group}")]
            count = int(_mark_actors(data, found, role, chosen, []).sum())
            shares.append(divide(count, len(found)))
            parts.append(f"{group} {write_share(count, len(found))}")
        fits.append(shares[0] > shares[1])
        texts.append("; ".join(parts))
    return Finding(judge_readings(fits), texts[0], f"{role} named: {texts[1]}")


def check_kind_share(
    data: Dataset,
    expected: str,
    *,
    kinds: str,
    beside: str,
    role: str,
    without: str = "",
    **conditions: str,
) -> Finding:
    """Take the share of kinds among the named actors beside the territorial ones.

    The other reading leaves further kinds out, `without`, such as bodies of municipalities.
    """
    networks = select_networks(data, conditions)["network_id"]
    rows = list_actors(data, role=role)
    rows = rows[rows["network_id"].isin(networks) & ~rows["kind"].isin(split_kinds(data, beside))]
    actors = rows.drop_duplicates("member_id")
    counted = [actors]
    if without:
        counted.append(actors[~actors["kind"].isin(split_kinds(data, without))])
    chosen = split_kinds(data, kinds)
    pairs = [(int(frame["kind"].isin(chosen).sum()), len(frame)) for frame in counted]
    tally = ", ".join(f"{kind} {n}" for kind, n in _tally(actors, list_kinds(data)).items())
    verdict = judge_shares(expected, [divide(*pair) for pair in pairs])
    others = [f"without {without}: {write_share(*pair)}" for pair in pairs[1:]]
    return Finding(verdict, write_share(*pairs[0]), "; ".join([*others, tally]))


def _tally(actors: pd.DataFrame, order: list[str]) -> "pd.Series[int]":
    counts = actors["kind"].value_counts().reindex(order, fill_value=0)
    return counts[counts > 0].sort_values(ascending=False, kind="stable")


def check_kind_list(data: Dataset, expected: str, **conditions: str) -> Finding:
    """Find which kinds of actors take part in networks; further ones do no harm."""
    split_kinds(data, JOIN.join(read_list(expected)))
    networks = select_networks(data, conditions)["network_id"]
    rows = list_actors(
        data, role="member+lighthouse+follower+project_city+pioneer+observer+partner"
    )
    rows = rows[rows["network_id"].isin(networks)].drop_duplicates("member_id")
    counts = _tally(rows, list_kinds(data))
    finding = judge_list(expected, [str(kind) for kind in counts.index], beyond=True)
    return finding._replace(alternative=", ".join(f"{k} {n}" for k, n in counts.items()))


def check_member_majority(
    data: Dataset, expected: str, *, kinds: str, wider: str, **conditions: str
) -> Finding:
    """Take the share of networks whose named participants are mostly of some kinds."""
    networks = select_networks(data, conditions)
    rows = list_actors(data)
    counts = []
    for chosen in (kinds, f"{kinds}{JOIN}{wider}"):
        fitting = rows["kind"].isin(split_kinds(data, chosen)).groupby(rows["network_id"]).mean()
        most = networks["network_id"].map(fitting).fillna(0) > 0.5
        counts.append(int(most.sum()))
    if networks.empty:
        return Finding(CONTRADICTED, "0/0")
    texts = [write_share(count, len(networks)) for count in counts]
    verdict = judge_shares(expected, [count / len(networks) for count in counts])
    return Finding(verdict, texts[0], f"with {wider}: {texts[1]}")


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


# Of a layer of members, lists without any name were not compared.
LAYERS = ("municipalities_all", "organisations", "relations")


def check_block(data: Dataset, expected: str, *, block: str) -> Finding:
    """Compare how densely a block of networks is linked within and all others among themselves.

    Three layers: shared municipalities of all countries, shared organisations, stated relations;
    pairs count of which both have anything in the layer. The other reading compares with the links
    from the block outward.
    """
    greater, less = read_order(expected, ("within", "outside"))
    frame = compare_blocks(data)
    frame = frame[frame["block"].eq(block) & frame["other_block"].eq("")]
    if frame.empty:
        raise ValueError(f"{block!r} is no block (allowed: national, eu_four, smart_city)")
    index: Any
    table: dict[Any, Any] = {}
    for index, row in frame.set_index(["layer", "part"]).iterrows():
        table[index] = row
    fits, texts = [], []
    for other in ("outside", "outward"):
        sides = [side if side == "within" else other for side in (greater, less)]
        parts = []
        for layer in LAYERS:
            rows = [table[layer, side] for side in sides]
            fits.append(bool(rows[0]["density_listed"] > rows[1]["density_listed"]))
            shares = [write_share(int(row["linked"]), int(row["listed_pairs"])) for row in rows]
            named = (f"{side} {share}" for side, share in zip(sides, shares, strict=True))
            parts.append(f"{layer}: {'; '.join(named)}")
        texts.append(" | ".join(parts))
    return Finding(judge_readings(fits), *texts)


def check_linked_share(data: Dataset, expected: str) -> Finding:
    """Take the share of networks that are linked with another one in any of three layers."""
    pairs = combine_layers(data)
    linked = pairs[pairs["layers"] > 0]
    networks = set(linked["network"]) | set(linked["other_network"])
    count, total = len(networks), len(data.networks)
    alternative = f"pairs: {write_share(len(linked), len(pairs))}"
    verdict = judge_shares(expected, [divide(count, total)])
    return Finding(verdict, write_share(count, total), alternative)


# The rates of each region by column.
Rows: TypeAlias = "dict[str, pd.Series[Any]]"
RATES = ("participating_per_1000", "memberships_per_million", "share_large_cities")
BERLIN = ("separate", "east", "west")
READINGS = ("coded", "alternative")


def check_east_west(data: Dataset, expected: str) -> Finding:
    """Compare participation in East and West by denominator, place of Berlin and reading of names.

    The denominators: all municipalities, inhabitants (memberships per million), large cities; three
    places of Berlin; names that stand for two places as coded and read otherwise. The verdict
    follows from the eighteen comparisons. The risk ratio of municipalities has exact
    unconditional limits of 95 %, both with the level of the rates left open and with it confined
    to its own confidence set (see `risk_ratio`): it takes the lists for a draw from two binomials.
    """
    greater, less = read_order(expected, ("east", "west"))
    if data.municipalities is None:
        return Finding(NOT_CHECKABLE, NO_LIST)
    table: dict[Any, Rows] = {}
    index: Any
    for index, row in compare_readings(data).iterrows():
        table.setdefault(index[:2], {})[index[2]] = row
    fits, texts = [], {}
    for berlin in BERLIN:
        for reading in READINGS:
            rows = table[berlin, reading]
            fits += [bool(rows[greater][rate] > rows[less][rate]) for rate in RATES]
            texts[berlin, reading] = _write_rates(rows)
    headline, east = (_write_ratio(table[berlin, "coded"]) for berlin in BERLIN[:2])
    readings = [
        f"Berlin east: {texts['east', 'coded']}; {east}",
        f"Berlin west: {texts['west', 'coded']}",
        f"other reading of names: {texts['separate', 'alternative']}",
        f"expected direction: {sum(fits)} of {len(fits)} comparisons",
    ]
    return Finding(
        judge_readings(fits), f"{texts['separate', 'coded']}; {headline}", " | ".join(readings)
    )


def _write_rates(rows: Rows) -> str:
    parts = []
    for region in ("east", "west"):
        row = rows[region]
        parts.append(
            f"{region} {int(row['participating'])}/{int(row['total'])}"
            f" = {row['participating_per_1000']:.2f} per 1000"
            f", {row['memberships_per_million']:.2f} per million"
            f", large cities {int(row['large_cities_participating'])}/{int(row['large_cities'])}"
        )
    return "; ".join(parts)


def _write_ratio(rows: Rows) -> str:
    columns = ("participating", "total")
    counts = [int(rows[region][column]) for region in ("east", "west") for column in columns]
    plain = risk_ratio(counts[0], counts[1], counts[2], counts[3])
    confined = risk_ratio(counts[0], counts[1], counts[2], counts[3], spared=SPARED)
    return (
        f"risk ratio {plain['ratio']:.2f} (95 %: {plain['lower']:.3f} to {plain['upper']:.3f}, with"
        f" the level of the rates confined {confined['lower']:.3f} to {confined['upper']:.3f})"
    )
