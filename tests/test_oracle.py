"""A second way to every headline number: `csv` and `Counter` on the files, no library, no pandas.

What these loops count must be what the measures return. They share nothing with them but the
files: neither the contract nor the loader nor any constant.
"""

import csv
from collections import Counter
from itertools import chain, combinations, product
from pathlib import Path

import pytest

from analysis.claims.checking import check_claims
from analysis.crosslinking.networks import combine_layers, trace_links
from analysis.east_west.choices import list_unlisted
from analysis.east_west.ratios import decompose_ratio, permute_states, sum_units
from analysis.east_west.units import compare_readings, count_participation, list_units
from analysis.foundings.measures import (
    compare_founding_variants,
    count_foundings,
    count_periods,
    share_founded,
)
from analysis.graph.build import build_graph, incidence, shared_members
from analysis.graph.projection import describe_graph, describe_nodes, project_graph
from analysis.typology.measures import cross_types, list_types

FOLDER = Path(__file__).resolve().parents[1] / "data"
TAKING_PART = ["member", "lighthouse", "follower", "project_city", "pioneer", "observer"]
EASTERN = ["BB", "MV", "SN", "ST", "TH"]

Rows = list[dict[str, str]]


def read(name: str) -> Rows:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


NETWORKS, MEMBERSHIPS = read("networks.csv"), read("memberships.csv")
MEMBERS = {row["member_id"]: row for row in read("members.csv")}
MUNICIPALITIES = read("municipalities.csv")


def region(state: str, berlin: str) -> str | None:
    if state == "BE":
        return {"separate": "berlin", "exclude": None}.get(berlin, berlin)
    return "east" if state in EASTERN else "west"


def pairs(*kinds: str, reading: str = "coded") -> set[tuple[str, str]]:
    """German members of these kinds that take part: (network, member)."""
    found = set()
    for row in MEMBERSHIPS:
        member = row["member_id"]
        if reading == "alternative" and row["ambiguous_with"]:
            member = row["ambiguous_with"]
        actor = MEMBERS[member]
        if row["role"] in TAKING_PART and actor["country"] == "DE" and actor["kind"] in kinds:
            found.add((row["network_id"], member))
    return found


PAIRS = pairs("municipality", "district")


def test_foundings_per_year(data):
    counts, explicit = count_foundings(data.networks), ("national", "smart_city")
    years = [int(row["founded"]) for row in NETWORKS]
    smart = Counter(int(row["founded"]) for row in NETWORKS if row["category"] in explicit)
    assert list(counts.index) == list(range(min(years), max(years) + 1))
    for year, row in counts.iterrows():
        total, sums = years.count(year), sum(other <= year for other in years)
        assert row.tolist() == [smart[year], total - smart[year], total, sums]


@pytest.mark.parametrize("by", ["category", "initiative"])
def test_foundings_per_period(data, by):
    table = count_periods(data.networks, by=by)
    for period, row in table.iterrows():
        first, last = map(int, str(period).split("–"))
        inside = [net for net in NETWORKS if first <= int(net["founded"]) <= last]
        assert row["total"] == len(inside)
        codes = row.drop(["total", "cumulative"])
        assert codes[codes > 0].to_dict() == Counter(net[by] for net in inside)
        assert row["cumulative"] == sum(int(net["founded"]) <= last for net in NETWORKS)


@pytest.mark.parametrize(("first", "last"), [(2015, 2020), (2015, 2023), (2000, 2002)])
def test_share_founded(data, first, last):
    spans = [(int(row["founded"]), int(row["founded_latest"])) for row in NETWORKS]
    surely = sum(first <= begin and end <= last for begin, end in spans)
    possibly = sum(begin <= last and end >= first for begin, end in spans)
    share = share_founded(data.networks, first, last)
    assert share["founded"] == sum(first <= begin <= last for begin, _ in spans)
    assert share["total"] == len(spans)
    assert share["share_at_least"] == pytest.approx(surely / len(spans))
    assert share["share_at_most"] == pytest.approx(possibly / len(spans))


def test_founding_variants(data):
    table = compare_founding_variants(data.networks)
    years = {row["network_id"]: row["founded"] for row in NETWORKS}
    offered = {row["network_id"]: row["founded_alternative"] for row in NETWORKS}
    offered = {key: year for key, year in offered.items() if year}
    variants = {"coded": years, "alternative": years | offered}
    variants |= {f"{key}_{year}": years | {key: year} for key, year in offered.items()}
    assert set(table.index.get_level_values("variant")) == set(variants)
    explicit = [row for row in NETWORKS if row["category"] in ("national", "smart_city")]
    for (variant, population), got in table.iterrows():
        chosen = NETWORKS if population == "all" else explicit
        founded = sum(2015 <= int(variants[variant][row["network_id"]]) <= 2020 for row in chosen)
        assert (got["founded"], got["total"]) == (founded, len(chosen))
        assert got["share"] == pytest.approx(founded / len(chosen))


@pytest.mark.parametrize("rows", ["category", "term", "reach", "german_listing", "term_end"])
@pytest.mark.parametrize("columns", ["initiative", "topics", "formats", "funding"])
def test_cross_tables(data, rows, columns):
    cells, across, down = Counter(), Counter(), Counter()
    for row in NETWORKS:
        codes = set(row[columns].split(";"))
        cells.update((row[rows] or "missing", code or "missing") for code in codes)
        down.update(code or "missing" for code in codes)
        across[row[rows] or "missing"] += 1
    table = cross_types(data.networks, rows=rows, columns=columns, contract=data.contract)
    inner = table.drop(index="total", columns="total").stack()
    assert inner[inner > 0].to_dict() == cells
    totals = table["total"].drop("total")
    assert totals[totals > 0].to_dict() == across
    sums = table.loc["total"].drop("total")
    assert sums[sums > 0].to_dict() == down
    assert table.loc["total", "total"] == len(NETWORKS)


def test_types(data):
    counted = Counter((row["initiative"], row["type"]) for row in NETWORKS)
    types = list_types(data.networks)
    numbers = types.set_index(["initiative", "type"])["networks"]
    assert numbers.to_dict() == counted
    conflicts = [name for text in types["conflicts"] for name in text.split("; ") if name]
    assert sorted(conflicts) == sorted(
        row["short_name"] for row in NETWORKS if row["type_alternative"]
    )


def test_size_of_the_graph(data):
    summary = describe_graph(build_graph(data))
    networks, members = ({pair[side] for pair in PAIRS} for side in (0, 1))
    assert summary["networks"] == len(NETWORKS)
    assert summary["networks_with_members"] == len(networks)
    assert summary["isolated_networks"] == len(NETWORKS) - len(networks)
    assert summary["members"] == len(members)
    assert summary["memberships"] == len(PAIRS)
    assert summary["density"] == pytest.approx(len(PAIRS) / len(networks) / len(members))
    assert summary["density_all"] == pytest.approx(len(PAIRS) / len(NETWORKS) / len(members))


def test_components(data):
    groups = [{("network", network), ("member", member)} for network, member in PAIRS]
    merged: list[set[tuple[str, str]]] = []
    for group in groups:
        touching = [other for other in merged if other & group]
        merged = [other for other in merged if not other & group]
        merged.append(group.union(*touching))
    summary = describe_graph(build_graph(data))
    assert summary["components"] == len(merged)
    assert summary["largest_component"] == max(map(len, merged))


@pytest.mark.parametrize(("mode", "side"), [("network", 0), ("member", 1)])
def test_degrees(data, mode, side):
    degrees = Counter(pair[side] for pair in PAIRS)
    table = describe_nodes(build_graph(data), mode=mode).set_index("id")["degree"]
    assert table[table > 0].to_dict() == degrees


def test_shared_members(data):
    of = {row["network_id"]: {m for n, m in PAIRS if n == row["network_id"]} for row in NETWORKS}
    table = shared_members(data)
    assert list(table.index) == [row["network_id"] for row in NETWORKS]
    for (one, members), (other, others) in product(of.items(), repeat=2):
        assert table.loc[one, other] == len(members & others)
    matrix, networks, ids = incidence(data)
    found = zip(*matrix.nonzero(), strict=True)
    assert {(networks[i], ids[j]) for i, j in found} == PAIRS


def test_shared_networks(data):
    lists: dict[str, list[str]] = {}
    for network, member in sorted(PAIRS):
        lists.setdefault(network, []).append(member)
    shared = Counter(pair for members in lists.values() for pair in combinations(members, 2))
    projected = project_graph(build_graph(data), onto="member")
    weights = {
        tuple(sorted((one[1], other[1]))): weight
        for one, other, weight in projected.edges(data="weight")
    }
    assert weights == shared


@pytest.mark.parametrize("berlin", ["separate", "east", "west", "exclude"])
@pytest.mark.parametrize("reading", ["coded", "alternative"])
def test_east_and_west(data, berlin, reading):
    found = pairs("municipality", reading=reading)
    place = {member: region(MEMBERS[member]["state"], berlin) for _, member in found}
    large = {member for member in place if int(MEMBERS[member]["population"]) >= 100_000}
    table = compare_readings(data).loc[berlin, reading]
    assert set(table.index) == {"east", "west", *(["berlin"] if berlin == "separate" else [])}
    for name, row in table.iterrows():
        everyone = [town for town in MUNICIPALITIES if region(town["state"], berlin) == name]
        people = sum(int(town["population"]) for town in everyone)
        cities = sum(int(town["population"]) >= 100_000 for town in everyone)
        taking = [member for member in place if place[member] == name]
        joined = sum(place[member] == name for _, member in found)
        active = len(large.intersection(taking))
        assert (row["participating"], row["memberships"]) == (len(taking), joined)
        assert (row["total"], row["population"]) == (len(everyone), people)
        assert (row["large_cities"], row["large_cities_participating"]) == (cities, active)
        assert row["participating_per_1000"] == pytest.approx(1_000 * len(taking) / len(everyone))
        assert row["memberships_per_1000"] == pytest.approx(1_000 * joined / len(everyone))
        assert row["memberships_per_million"] == pytest.approx(1e6 * joined / people)
        assert row["share_large_cities"] == pytest.approx(active / cities)


BEGINS = (5_000, 10_000, 20_000, 50_000, 100_000, 500_000)
YARDSTICKS = {
    "population_class": lambda town: sum(int(town["population"]) >= begin for begin in BEGINS),
    "degree_of_urbanisation": lambda town: town["degree_of_urbanisation"],
}


def count_kinds(yardstick):
    """Municipalities without Berlin by state and kind: all, and those that take part."""
    keys = {MEMBERS[member]["ags"] for _, member in pairs("municipality")}
    towns = [town for town in MUNICIPALITIES if town["state"] != "BE"]
    kinds = [(town["state"], YARDSTICKS[yardstick](town)) for town in towns]
    named = [kind for town, kind in zip(towns, kinds, strict=True) if town["ags"] in keys]
    return Counter(kinds), Counter(named)


def split(chosen, total, taking):
    """Named, expected, their ratio, part by size and crude ratio: some states, and the others."""
    east, west, named, other = Counter(), Counter(), 0, Counter()
    for (state, kind), number in total.items():
        (east if state in chosen else west)[kind] += number
        if state in chosen:
            named += taking[state, kind]
        else:
            other[kind] += taking[state, kind]
    expected = sum(number * other[kind] / west[kind] for kind, number in east.items())
    level = other.total() / west.total() * east.total()
    return named, expected, named / expected, expected / level, named / level


@pytest.mark.parametrize(
    ("yardstick", "rounded"),
    [
        ("population_class", [8, 8.24, 0.97, 0.49, 0.47]),
        ("degree_of_urbanisation", [8, 7.09, 1.13, 0.42, 0.47]),
    ],
)
def test_expected_in_the_east(data, yardstick, rounded):
    numbers = split(EASTERN, *count_kinds(yardstick))
    row = decompose_ratio(data).loc[yardstick]
    found = row[["observed", "expected", "ratio", "by_size", "crude"]].tolist()
    assert found == pytest.approx(numbers)
    assert [round(number, 2) for number in numbers] == rounded


def test_five_states_in_the_place_of_the_east(data):
    total, taking = count_kinds("population_class")
    states = sorted({state for state, _ in total})
    observed = split(EASTERN, total, taking)
    ways = [split(chosen, total, taking) for chosen in combinations(states, 5)]
    low = [sum(way[i] < observed[i] + 1e-9 for way in ways) for i in (4, 2)]
    assert permute_states(data).tolist() == [len(ways), *low]


def test_states(data):
    found = pairs("municipality")
    members = Counter(MEMBERS[member]["state"] for member in {member for _, member in found})
    memberships = Counter(MEMBERS[member]["state"] for _, member in found)
    totals = Counter(town["state"] for town in MUNICIPALITIES)
    table = count_participation(data, by="state")
    assert table["total"].to_dict() == totals
    assert table["participating"].to_dict() == {state: members[state] for state in totals}
    assert table["memberships"].to_dict() == {state: memberships[state] for state in totals}


def test_districts(data):
    towns = [town for town in MUNICIPALITIES if town["legal_type_code"] not in ("61", "62")]
    rural = {town["ags"][:5]: region(town["state"], "separate") for town in towns}
    assert len(rural) == 294
    table = sum_units(list_units(data, denominator="districts"))
    assert table["total"].to_dict() == Counter(rural.values())
    found = pairs("district")
    joined = {member for _, member in found}
    taking = Counter(region(MEMBERS[member]["state"], "separate") for member in joined)
    assert table["distinct"].to_dict() == {name: taking[name] for name in table.index}
    assert table["memberships"].sum() == len(found)


# ---------------------------------------------------------------- links between networks


def hold(kinds: list[str], roles: list[str]) -> dict[str, set[str]]:
    """What each network has of these kinds, in these roles, of all countries."""
    found: dict[str, set[str]] = {row["network_id"]: set() for row in NETWORKS}
    for row in MEMBERSHIPS:
        if row["role"] in roles and MEMBERS[row["member_id"]]["kind"] in kinds:
            found[row["network_id"]].add(row["member_id"])
    return found


KINDS = {row["kind"] for row in MEMBERS.values()}
TOWNS = hold(["municipality", "district"], TAKING_PART)
GOVERNING = ["initiator", "carrier", "funder", "partner"]
BODIES = hold(sorted(KINDS - {"municipality", "network"}), GOVERNING)


def share(held: dict[str, set[str]]) -> dict[frozenset[str], set[str]]:
    both = {frozenset(pair): held[pair[0]] & held[pair[1]] for pair in combinations(held, 2)}
    return {pair: shared for pair, shared in both.items() if shared}


def test_linked_networks(data):
    related = set()
    for row in MEMBERSHIPS:
        if MEMBERS[row["member_id"]]["kind"] == "network" and row["member_id"] in TOWNS:
            related.add(frozenset((row["network_id"], row["member_id"])))
    related = {pair for pair in related if len(pair) == 2}
    linked = share(TOWNS).keys() | share(BODIES).keys() | related
    layers = combine_layers(data)
    drawn = layers.loc[layers["layers"] > 0, ["network", "other_network"]]
    assert linked == set(map(frozenset, drawn.to_numpy().tolist()))
    assert (len(linked), len(layers), len(frozenset().union(*linked))) == (134, 34 * 33 // 2, 33)


def test_what_links_rest_on(data):
    towns, bodies = list(share(TOWNS).values()), list(share(BODIES).values())
    first = {name for name, _ in Counter(chain(*TOWNS.values())).most_common(3)}
    eu = {name for name, row in MEMBERS.items() if row["kind"] == "eu_body"}
    ministries = {
        name for name, row in MEMBERS.items() if (row["kind"], row["country"]) == ("ministry", "DE")
    }
    rests = trace_links(data).set_index(["layer", "rests_on"])["linked"]
    assert rests["municipalities_all"].to_dict() == {
        "all": len(towns), "single": sum(len(each) == 1 for each in towns),
        "others": sum(bool(each - first) for each in towns),
    }  # fmt: skip
    assert rests["organisations"].to_dict() == {
        "all": len(bodies), "single": sum(len(each) == 1 for each in bodies),
        "public": sum(each <= eu | ministries for each in bodies),
        "commission": sum(each == {"europaeische-kommission"} for each in bodies),
    }  # fmt: skip


def test_members_without_a_name(data):
    named = Counter(network for network, _ in pairs("municipality", "district"))
    german = {row["network_id"]: row["german_municipalities_reported"] for row in NETWORKS}
    lacking = {
        network: int(number) - named[network]
        for network, number in german.items()
        if number and int(number) > named[network]
    }
    unlisted = list_unlisted(data).set_index("network_id")["unlisted"]
    assert unlisted.to_dict() == lacking
    assert (sum(lacking.values()), len(pairs("municipality"))) == (191, 137)


def test_recorded_verdicts(data):
    recorded = Counter((row["basis"], row["verdict"]) for row in read("claims.csv"))
    claims = check_claims(data)
    assert Counter(zip(claims["basis"], claims["found"], strict=True)) == recorded
