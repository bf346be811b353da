"""What links two networks: shared members, organisations, stated relations."""

from collections.abc import Iterator, Sequence
from itertools import combinations, product
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.data import Dataset, select_memberships
from analysis.data.contract import GOVERNANCE, codes
from analysis.foundings.measures import EXPLICIT_SMART_CITY
from analysis.statistics.ratios import divide

LAYERS = ("municipalities", "municipalities_all", "organisations", "relations")
PAIR = ["network", "other_network"]
COMMISSION = "europaeische-kommission"
LEVEL = 0.05
# Chapter 4 of the report names these as examples of close co-operation.
FOUR_EU_NETWORKS = ("smart-cities-marketplace", "mysmartlife", "matchup", "scalable-cities")
# What the profiles define: "contains", shared members follow; "excludes", hardly any are possible.
# Scalable Cities unites the cities of all EU smart-city projects (mySMARTLife: Hamburg, MAtchUP:
# Dresden), the exchange their German lighthouse cities; Eurotowns takes 50,000 to 250,000
# inhabitants, Eurocities large cities.
DEFINITIONAL = {
    ("lighthouse-exchange", "scalable-cities"): "contains",
    ("mysmartlife", "scalable-cities"): "contains",
    ("matchup", "scalable-cities"): "contains",
    ("lighthouse-exchange", "mysmartlife"): "contains",
    ("lighthouse-exchange", "matchup"): "contains",
    ("eurocities", "eurotowns"): "excludes",
}

# Networks whose members follow from those of another: their overlaps hold by definition.
CONTAINED = ("lighthouse-exchange", "mysmartlife", "matchup")
# By how many of the two networks are in the block.
PARTS = {"within": 2, "outward": 1, "outside": 0}

# What each network has in a layer, of all networks in scope, in the order of their table.
Holdings = dict[str, set[str]]
# Inhabitants, from the first number to below the second.
Range = tuple[int | None, int | None]
# Networks by members, 0/1, and the ids of both: networks as in their table, members sorted.
Table = tuple[NDArray[np.int64], list[str], list[str]]
Bools = NDArray[np.bool_]


def hold_layer(data: Dataset, layer: str, listings: Sequence[str] | None = None) -> Holdings:
    """Give what each network has in a layer: members, or the networks it is related to."""
    options: dict[str, Any] = {} if layer == "municipalities" else {"country": None}
    if layer.startswith("organisations"):
        kinds = [k for k in codes(data.contract, "kind") if k not in ("municipality", "network")]
        options |= {"kinds": kinds, "roles": GOVERNANCE}
    elif layer == "relations":
        options |= {"kinds": ("network",), "roles": None}
    rows = select_memberships(data, listings=listings, **options)
    networks = data.networks
    if listings is not None:
        networks = networks[networks["german_listing"].isin(listings)]
    if layer.endswith("joined") and "part_of" in data.members:
        wholes = data.members.set_index("member_id")["part_of"].dropna()
        rows = rows.assign(member_id=rows["member_id"].replace(wholes.to_dict()))
    held: Holdings = {network: set() for network in networks["network_id"]}
    for network, member in zip(rows["network_id"], rows["member_id"], strict=True):
        if layer != "relations":
            held[network].add(member)
        elif member in held and member != network:
            held[network].add(member)
            held[member].add(network)
    return held


def tabulate_layer(
    data: Dataset,
    *,
    layer: str = "municipalities",
    listings: Sequence[str] | None = None,
    omit: Sequence[str] = (),
    population: Range | None = None,
) -> Table:
    """Give the table of a layer without networks that have nothing in it; classes: no districts."""
    if isinstance(omit, str):
        raise ValueError(f"omit: {omit!r} is one text: give a sequence, ({omit!r},)")
    if unknown := sorted(set(omit) - set(data.networks["network_id"])):
        raise ValueError(f"omit: no network {unknown[0]!r} in the tables")
    held = hold_layer(data, layer, listings)
    if population is not None:
        towns = data.members[data.members["kind"].eq("municipality")]
        low, high = population[0] or 0, np.inf if population[1] is None else population[1]
        inside = towns["population"].between(low, high, inclusive="left").fillna(False)
        within = set(towns.loc[inside, "member_id"])
        held = {network: found & within for network, found in held.items()}
    held = {network: found for network, found in held.items() if found and network not in omit}
    members = sorted(set().union(*held.values()))
    cells = [[member in found for member in members] for found in held.values()]
    matrix = np.array(cells, dtype=np.int64).reshape(len(held), len(members))
    return matrix, list(held), members


def allow_memberships(data: Dataset, networks: Sequence[str], members: Sequence[str]) -> Bools:
    """Say which memberships the networks' own rules admit (eligibility.csv), and those coded.

    Networks by members, true where the member may take part. Without the table all may.

    Examples
    --------
    >>> from analysis import load
    >>> allow_memberships(load(), ["eurotowns"], ["berlin", "ulm"]).tolist()
    [[False, True]]
    """
    allowed = np.ones((len(networks), len(members)), dtype=bool)
    if data.eligibility is None:
        return allowed
    places = {network: i for i, network in enumerate(networks)}
    people = data.members.set_index("member_id").loc[list(members)]
    heads = people["population"].astype("float64").to_numpy()
    rules = data.eligibility[data.eligibility["network_id"].isin(networks)]
    for network, rule, value in rules[["network_id", "rule", "value"]].itertuples(index=False):
        row = allowed[places[network]]
        if rule == "population_from":  # where it is not known, nobody is excluded
            row &= ~(heads < float(value))
        elif rule == "population_to":
            row &= ~(heads > float(value))
        elif rule == "kind":
            row &= people["kind"].eq(value).to_numpy()
        else:
            row[:] = False
    for network, named in hold_layer(data, "municipalities_all").items():
        if network in places:
            allowed[places[network]] |= np.isin(members, list(named))
    return allowed


def pair_networks(networks: Sequence[str]) -> pd.DataFrame:
    """Give each two networks once, `network` before `other_network`, in their order."""
    return pd.DataFrame(list(combinations(networks, 2)), columns=PAIR, dtype="str")


def combine_layers(data: Dataset) -> pd.DataFrame:
    """Lay the layers side by side for each two networks (chapter 4 of the report).

    Returns
    -------
    pandas.DataFrame
        Each pair of networks once, by falling `layers`, then in the order of their table:
        `network`, `other_network`; `municipalities`, `municipalities_all`, `organisations`
        (Int64), how many they share, missing where one of the two has nothing in the layer;
        `relations` (bool), whether the report states any; `layers` (int64), 0 to 3, in how many
        they are linked: municipalities of any country, organisations, relations.

    Examples
    --------
    >>> from analysis import load
    >>> combine_layers(load()).loc[0, ["network", "other_network", "layers"]].to_dict()
    {'network': 'digital-transition-partnership', 'other_network': 'urbact', 'layers': 3}
    """
    frame = pair_networks(data.networks["network_id"].tolist())
    pairs = list(zip(frame["network"], frame["other_network"], strict=True))
    for layer in LAYERS[:-1]:
        held = hold_layer(data, layer)
        counts = [
            len(held[one] & held[other]) if held[one] and held[other] else None
            for one, other in pairs
        ]
        frame[layer] = pd.array(counts, dtype="Int64")
    related = hold_layer(data, "relations")
    frame["relations"] = np.array([other in related[one] for one, other in pairs], dtype=bool)
    linked = frame[["municipalities_all", "organisations"]].fillna(0).gt(0)
    frame["layers"] = (linked.sum(axis=1) + frame["relations"]).astype("int64")
    return frame.sort_values("layers", ascending=False, kind="stable", ignore_index=True)


FIRST = 3  # cities in most networks, without which links are counted


def trace_links(data: Dataset) -> pd.DataFrame:
    """Say on what the links between networks rest: on one member, one kind of body, few cities.

    Returns
    -------
    pandas.DataFrame
        `layer` (organisations; organisations_joined, parts counted as their wholes;
        municipalities_all), `rests_on` and `linked` pairs (int64): all; single, by one member;
        of organisations public, by bodies of the EU and German ministries alone, and
        commission, by the European Commission alone; of cities others, without the three
        (`FIRST`) in most networks, which `names` names.

    Examples
    --------
    >>> from analysis import load
    >>> trace_links(load()).set_index(["layer", "rests_on"]).loc[
    ...     "municipalities_all", "linked"
    ... ].tolist()
    [102, 63, 53]
    """
    kinds = data.members.set_index("member_id")["kind"]
    german = data.members.loc[data.members["country"].eq("DE"), "member_id"]
    ministries = set(kinds.index[kinds.eq("ministry")]) & set(german)
    public = set(kinds.index[kinds.eq("eu_body")]) | ministries
    rows = []
    for layer in ("organisations", "organisations_joined", "municipalities_all"):
        held = hold_layer(data, layer)
        shared = [one & other for one, other in combinations(held.values(), 2) if one & other]
        counts = {"all": len(shared), "single": sum(len(each) == 1 for each in shared)}
        names = ""
        if layer == "municipalities_all":
            often = pd.Series([member for each in held.values() for member in each]).value_counts()
            first = set(
                often.sort_index().sort_values(ascending=False, kind="stable").index[:FIRST]
            )
            counts["others"] = sum(bool(each - first) for each in shared)
            titles = data.members.set_index("member_id")["name"]
            names = "; ".join(sorted(titles[list(first)]))
        else:
            counts["public"] = sum(each <= public for each in shared)
            counts["commission"] = sum(each == {COMMISSION} for each in shared)
        rows += [(layer, base, number, names) for base, number in counts.items()]
    texts = ["layer", "rests_on", "names"]
    frame = pd.DataFrame(rows, columns=["layer", "rests_on", "linked", "names"])
    return frame.astype(dict.fromkeys(texts, "str") | {"linked": "int64"})


def list_blocks(data: Dataset) -> dict[str, list[str]]:
    """Give the networks of each block in the order of their table, without empty blocks."""
    networks = data.networks
    blocks = {
        "national": networks["category"].eq("national"),
        "eu_four": networks["network_id"].isin(FOUR_EU_NETWORKS),
        "smart_city": networks["category"].isin(EXPLICIT_SMART_CITY),
    }
    return {
        name: networks.loc[inside, "network_id"].tolist()
        for name, inside in blocks.items()
        if inside.any()
    }


def mark_definitional(pairs: pd.DataFrame) -> pd.DataFrame:
    """Mark the pairs of networks whose overlap, or lack of one, follows from what they are.

    The networks' profiles in the report define six such pairs; either order is found.

    Returns
    -------
    pandas.DataFrame
        A copy of `pairs` (with `network` and `other_network`) with `definitional` (bool) and
        `effect` (str), "contains" where shared members follow, "excludes" where hardly any are
        possible, else empty.

    Examples
    --------
    >>> from analysis import load
    >>> int(mark_definitional(combine_layers(load()))["definitional"].sum())
    6
    """
    effects = {frozenset(pair): effect for pair, effect in DEFINITIONAL.items()}
    keys = (frozenset(pair) for pair in zip(*(pairs[name] for name in PAIR), strict=True))
    effect = pd.Series([effects.get(key, "") for key in keys], index=pairs.index, dtype="str")
    return pairs.assign(definitional=effect.ne(""), effect=effect)


def part_pairs(data: Dataset, pairs: pd.DataFrame) -> Iterator[tuple[str, str, NDArray[np.bool_]]]:
    """Give each block's name, the part, and which of the pairs are in it."""
    for name, block in list_blocks(data).items():
        inside = pairs[PAIR].isin(block).sum(axis=1).to_numpy()
        for part, number in PARTS.items():
            yield name, part, inside == number


def compare_blocks(data: Dataset) -> pd.DataFrame:
    """Count links within blocks of networks, outward and outside, layer by layer (chapter 4).

    Returns
    -------
    pandas.DataFrame
        `layer`, `block` (`national`, `eu_four`, `smart_city` with the national ones), `part`
        ("within", "outward" to all others, "outside"); `pairs`; `listed_pairs`, both with anything
        in the layer (relations: all); `linked`; members `shared`, summed; `density`, linked over
        pairs, and `density_listed`, over listed pairs, NaN without any.

    Examples
    --------
    >>> from analysis import load
    >>> int(compare_blocks(load()).loc[0, "pairs"])
    21
    """
    frame, rows = combine_layers(data), []
    for layer, (name, part, inside) in product(LAYERS, part_pairs(data, frame)):
        counts = frame.loc[inside, layer]
        listed, linked = int(counts.count()), int(counts.gt(0).sum())
        shares = divide(linked, len(counts)), divide(linked, listed)
        rows.append((layer, name, part, len(counts), listed, linked, int(counts.sum()), *shares))
    texts = ["layer", "block", "part"]
    columns = [*texts, "pairs", "listed_pairs", "linked", "shared", "density", "density_listed"]
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(texts, "str"))


def join_layers(data: Dataset) -> pd.DataFrame:
    """Count the pairs of networks linked in any layer, within blocks and outside them (chapter 4).

    Returns
    -------
    pandas.DataFrame
        Three rows per block of `compare_blocks`: `block`; `part`, "within", "outward", "outside";
        `pairs`; `linked` by municipalities of any country, organisations or a relation;
        `definitional`, those of them that share members by definition; `density`, linked over
        pairs, and `density_otherwise`, without the pairs by definition, NaN without pairs.

    Examples
    --------
    >>> from analysis import load
    >>> table = join_layers(load()).set_index(["block", "part"])
    >>> table.loc[("eu_four", "within"), ["pairs", "linked", "definitional"]].tolist()
    [6, 4, 2]
    """
    frame = mark_definitional(combine_layers(data))
    linked = (frame["layers"] > 0).to_numpy()
    contained = frame["effect"].eq("contains").to_numpy() & linked
    rows = []
    for name, part, of in part_pairs(data, frame):
        pairs, joined, defined = (int((of & which).sum()) for which in (of, linked, contained))
        shares = divide(joined, pairs), divide(joined - defined, pairs - defined)
        rows.append((name, part, pairs, joined, defined, *shares))
    columns = ["block", "part", "pairs", "linked", "definitional", "density", "density_otherwise"]
    return pd.DataFrame(rows, columns=columns).astype({"block": "str", "part": "str"})


def list_links(data: Dataset, judged: pd.DataFrame | None = None) -> pd.DataFrame:
    """List the pairs of networks linked in any layer or by definition, or strikingly not linked.

    `judged`: as from `judge_overlaps`; without it there is no evidence. Chapter 4.

    Returns
    -------
    pandas.DataFrame
        In the order of the table of networks: ids `network`, `other_network`; `name`,
        `other_name`, `category`, `other_category`; the columns of `combine_layers`; `evidence`,
        "more" or "fewer" where the two-sided p is at most 5 % before correction, else empty;
        `corrected`, whether it is after Benjamini–Hochberg; `definitional`.

    Examples
    --------
    >>> from analysis import load
    >>> len(list_links(load()))
    135
    """
    frame = mark_definitional(combine_layers(data))
    if judged is None:
        frame = frame.assign(evidence="", corrected=False).astype({"evidence": "str"})
    else:
        tested = judged[[*PAIR, "upper", "lower", "two_sided", "two_sided_adjusted"]]
        frame = frame.merge(tested, on=PAIR, how="left", validate="one_to_one")
        more = (frame["upper"] < frame["lower"]).map({True: "more", False: "fewer"})
        frame["evidence"] = more.where(frame["two_sided"].le(LEVEL), "").astype("str")
        frame["corrected"] = frame["two_sided_adjusted"].le(LEVEL)
    named = data.networks.set_index("network_id")
    found = frame["layers"].gt(0) | frame["evidence"].ne("") | frame["definitional"]
    rows = pair_networks(list(named.index)).merge(frame[found], on=PAIR, validate="one_to_one")
    for prefix, column in zip(("", "other_"), PAIR, strict=True):
        rows[f"{prefix}name"] = rows[column].map(named["short_name"]).astype("str")
        rows[f"{prefix}category"] = rows[column].map(named["category"]).astype("str")
    columns = [*PAIR, "name", "other_name", "category", "other_category", *LAYERS, "layers"]
    return rows[[*columns, "evidence", "corrected", "definitional"]]
