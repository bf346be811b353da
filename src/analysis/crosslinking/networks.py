"""What links two networks: shared members, organisations, stated relations."""

from collections.abc import Mapping, Sequence
from itertools import combinations, product
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from analysis.data import Dataset, select_memberships
from analysis.data.contract import GOVERNANCE, PARTICIPATION, codes
from analysis.presentation.tables import collate

LAYERS = ("municipalities", "municipalities_all", "organisations", "relations")
KINDS = ("municipality", "district")

# What each network has in a layer, of all networks in scope, in the order of their table.
Holdings = dict[str, set[str]]
Scope = dict[str, Sequence[str] | None]


def _check_scope(layer: str, scope: Scope) -> None:
    if layer not in LAYERS:
        raise ValueError(f"layer is {layer!r} (allowed: {', '.join(LAYERS)})")
    if layer == "relations" and scope["kinds"] is not None:
        raise ValueError("relations are between networks: kinds choose members of other layers")


def list_networks(data: Dataset, listings: Sequence[str] | None) -> list[str]:
    """Give the ids of the networks in scope, in the order of their table."""
    networks = data.networks
    if listings is not None:
        networks = networks[networks["german_listing"].isin(list(listings))]
    return [str(network) for network in networks["network_id"]]


def _select_rows(data: Dataset, layer: str, scope: Scope) -> pd.DataFrame:
    kinds, roles = scope["kinds"], scope["roles"]
    country = None
    if layer == "relations":
        kinds = ("network",)
    elif layer == "organisations":
        others = [k for k in codes(data.contract, "kind") if k not in ("municipality", "network")]
        kinds = others if kinds is None else kinds
        roles = GOVERNANCE if roles is None else roles
    else:
        kinds = KINDS if kinds is None else kinds
        roles = PARTICIPATION if roles is None else roles
        country = "DE" if layer == "municipalities" else None
    return select_memberships(
        data, kinds=kinds, country=country, roles=roles, listings=scope["listings"]
    )


def _select_relations(data: Dataset, scope: Scope) -> dict[tuple[str, str], list[str]]:
    """Map the network that has a role in another one, and that one, to the roles."""
    rows = _select_rows(data, "relations", scope)
    networks = set(list_networks(data, scope["listings"]))
    found: dict[tuple[str, str], list[str]] = {}
    for acting, other, role in zip(
        rows["member_id"], rows["network_id"], rows["role"], strict=True
    ):
        if acting in networks and acting != other:
            found.setdefault((str(acting), str(other)), []).append(str(role))
    return found


def hold_layer(data: Dataset, layer: str, scope: Scope) -> Holdings:
    """Give what each network in scope has in a layer: members or related networks."""
    held: Holdings = {network: set() for network in list_networks(data, scope["listings"])}
    if layer == "relations":
        for one, other in _select_relations(data, scope):
            held[one].add(other)
            held[other].add(one)
        return held
    rows = _select_rows(data, layer, scope)
    for network, member in zip(rows["network_id"], rows["member_id"], strict=True):
        held[str(network)].add(str(member))
    return held


def count_shared(held: Holdings, layer: str, one: str, other: str) -> int:
    """Count what two networks share; for relations, 1 if they are related."""
    if layer == "relations":
        return int(other in held[one])
    return len(held[one] & held[other])


def _sort_pairs(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    return frame.sort_values(column, ascending=False, kind="stable", ignore_index=True)


def compare_networks(
    data: Dataset,
    *,
    layer: str = "municipalities",
    kinds: Sequence[str] | None = None,
    roles: Sequence[str] | None = None,
    listings: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Compare each two networks by what they share in one layer.

    Parameters
    ----------
    data
        The tables.
    layer
        "municipalities", "municipalities_all", "organisations" or "relations", see the module.
    kinds, roles
        Kinds of members (of no use for relations) and roles; None for those of the layer.
    listings
        Only networks whose german_listing is one of these, such as ("complete",); None for all.

    Returns
    -------
    pandas.DataFrame
        One row per pair of networks that both have anything in the layer, `network` before
        `other_network` in the order of their table; rows by falling `shared`, then in that order.
        `shared`, `size` and `other_size` (int64), how many members the two share and have;
        `jaccard`, shared over all that either has; `overlap_coefficient`, shared over the smaller
        size; `names` of the shared ones, sorted and joined by "; ".
        For relations instead: `stated` (int64), how many roles the report states between the two;
        `size` and `other_size`, to how many networks each is related; `roles`, each once, joined
        by ";"; and `direction`: "first_in_other" if the first acts in the other network,
        "other_in_first" or "both". Empty text without a relation.

    Raises
    ------
    ValueError
        If the layer or a code is unknown, or if kinds are given for relations.

    References
    ----------
    BBSR 36/2023, chapter 4. Jaccard (1912), New Phytologist 11, 37–50; Simpson (1943),
    American Journal of Science 241, 1–31, for the overlap coefficient.

    Examples
    --------
    >>> from analysis import load
    >>> pairs = compare_networks(load(), layer="organisations")
    >>> pairs.loc[0, ["network", "other_network", "shared"]].to_dict()
    {'network': 'kooperation-digitale-staedte', 'other_network': 'connective-cities', 'shared': 2}
    """
    scope: Scope = {"kinds": kinds, "roles": roles, "listings": listings}
    _check_scope(layer, scope)
    held = {network: found for network, found in hold_layer(data, layer, scope).items() if found}
    pairs = list(combinations(held, 2))
    frame = pd.DataFrame(pairs, columns=["network", "other_network"], dtype="str")
    sizes = {
        "size": [len(held[one]) for one, _ in pairs],
        "other_size": [len(held[other]) for _, other in pairs],
    }
    if layer == "relations":
        return _state_relations(frame, pairs, sizes, _select_relations(data, scope))
    shared = [held[one] & held[other] for one, other in pairs]
    frame["shared"] = np.array([len(found) for found in shared], dtype=np.int64)
    frame = frame.assign(**{name: np.array(size, np.int64) for name, size in sizes.items()})
    either = frame["size"] + frame["other_size"] - frame["shared"]
    frame["jaccard"] = frame["shared"] / either
    frame["overlap_coefficient"] = frame["shared"] / frame[["size", "other_size"]].min(axis=1)
    names = _order_names(data.members)
    joined = ["; ".join(name for key, name in names.items() if key in found) for found in shared]
    frame["names"] = pd.array(joined, dtype="str")
    return _sort_pairs(frame, "shared")


def _order_names(members: pd.DataFrame) -> dict[str, str]:
    """Names by member, sorted as people do: Ä with A, and no capitals before small letters."""
    ordered = members.assign(_order=collate(members["name"])).sort_values(["_order", "member_id"])
    return dict(zip(ordered["member_id"], ordered["name"], strict=True))


def _state_relations(
    frame: pd.DataFrame,
    pairs: Sequence[tuple[str, str]],
    sizes: Mapping[str, Sequence[int]],
    relations: Mapping[tuple[str, str], Sequence[str]],
) -> pd.DataFrame:
    there = [list(relations.get(pair, ())) for pair in pairs]
    back = [list(relations.get((other, one), ())) for one, other in pairs]
    frame["stated"] = np.array(
        [len(a) + len(b) for a, b in zip(there, back, strict=True)], np.int64
    )
    frame = frame.assign(**{name: np.array(size, np.int64) for name, size in sizes.items()})
    both = list(zip(there, back, strict=True))
    frame["roles"] = pd.array([";".join(dict.fromkeys(a + b)) for a, b in both], dtype="str")
    words = {
        (True, False): "first_in_other", (False, True): "other_in_first",
        (True, True): "both", (False, False): "",
    }  # fmt: skip
    frame["direction"] = pd.array([words[bool(a), bool(b)] for a, b in both], dtype="str")
    return _sort_pairs(frame, "stated")


def combine_layers(data: Dataset, *, listings: Sequence[str] | None = None) -> pd.DataFrame:
    """Lay the layers side by side for each two networks.

    Parameters
    ----------
    data
        The tables.
    listings
        Only networks whose german_listing is one of these; None for all.

    Returns
    -------
    pandas.DataFrame
        One row per pair of networks, each pair once as in `compare_networks`: `network`,
        `other_network`; `municipalities`, `municipalities_all`, `organisations` (Int64), how many
        are shared, missing where one of the two has nothing in the layer; `relations` (bool),
        whether the report states any; `layers` (int64), from 0 to 3, in how many of the layers
        the two are linked: municipalities of any country, organisations, relations. Rows by
        falling `layers`, then in the order of the table of networks.

    Raises
    ------
    ValueError
        If a kind of list is unknown.

    References
    ----------
    BBSR 36/2023, chapter 4 (networks linked with one another).

    Examples
    --------
    >>> from analysis import load
    >>> combine_layers(load()).loc[0, ["network", "other_network", "layers"]].to_dict()
    {'network': 'digital-transition-partnership', 'other_network': 'urbact', 'layers': 3}
    """
    scope: Scope = {"kinds": None, "roles": None, "listings": listings}
    pairs = list(combinations(list_networks(data, listings), 2))
    frame = pd.DataFrame(pairs, columns=["network", "other_network"], dtype="str")
    for layer in LAYERS[:-1]:
        held = hold_layer(data, layer, scope)
        counts = [
            count_shared(held, layer, one, other) if held[one] and held[other] else None
            for one, other in pairs
        ]
        frame[layer] = pd.array(counts, dtype="Int64")
    related = hold_layer(data, "relations", scope)
    frame["relations"] = np.array([other in related[one] for one, other in pairs], dtype=bool)
    linked = frame[["municipalities_all", "organisations"]].fillna(0).gt(0)
    frame["layers"] = (linked.sum(axis=1) + frame["relations"]).astype("int64")
    return _sort_pairs(frame, "layers")


Range = tuple[int | None, int | None]
Table = tuple["sparse.csr_array[Any, tuple[int, int]]", list[str], list[str]]


def _check(data: Dataset, layer: str, omit: Sequence[str], population: Range | None) -> None:
    if layer not in LAYERS[:-1]:
        raise ValueError(f"layer is {layer!r} (allowed: {', '.join(LAYERS[:-1])})")
    if isinstance(omit, str):
        raise ValueError(f"omit: {omit!r} is one text: give a sequence, ({omit!r},)")
    unknown = sorted(set(omit) - set(data.networks["network_id"]))
    if unknown:
        raise ValueError(f"omit: no network {unknown[0]!r} in the tables")
    if population is not None and layer == "organisations":
        raise ValueError("population: organisations have none; choose a layer of municipalities")


def _find_class(data: Dataset, population: Range) -> set[str]:
    """Members with so many inhabitants, from the first number to below the second."""
    low, high = population
    if low is not None and high is not None and low >= high:
        raise ValueError(f"population={population}: the first number must be the smaller one")
    count = data.members["population"]
    inside = count.ge(low or 0) & (count.lt(high) if high is not None else True)
    return set(data.members.loc[inside.fillna(False).astype(bool), "member_id"])


def tabulate_layer(
    data: Dataset,
    *,
    layer: str = "municipalities",
    listings: Sequence[str] | None = None,
    omit: Sequence[str] = (),
    population: Range | None = None,
) -> Table:
    """Give the incidence matrix of a layer, without networks that have nothing in it.

    Parameters
    ----------
    data
        The tables.
    layer
        "municipalities", "municipalities_all" or "organisations", as in `compare_networks`.
    listings
        Only networks whose german_listing is one of these; None for all.
    omit
        Networks that are left out, with whatever they alone hold.
    population
        Only municipalities with so many inhabitants: from the first number to below the second,
        None for no bound. Districts are left out then: theirs are those of many municipalities.

    Returns
    -------
    matrix : scipy.sparse.csr_array
        Networks by members, 0/1 (int64).
    networks, members : list of str
        Ids: the rows in the order of the table of networks, the columns sorted.

    Raises
    ------
    ValueError
        If the layer, a network or a kind of list is unknown, or the range is none.

    Examples
    --------
    >>> from analysis import load
    >>> matrix, networks, members = tabulate_layer(load())
    >>> matrix.shape, networks[0]
    ((22, 70), 'lighthouse-exchange')
    """
    _check(data, layer, omit, population)
    kinds = None if population is None else ("municipality",)
    scope: Scope = {"kinds": kinds, "roles": None, "listings": listings}
    held = hold_layer(data, layer, scope)
    if population is not None:
        within = _find_class(data, population)
        held = {network: found & within for network, found in held.items()}
    held = {network: found for network, found in held.items() if found and network not in omit}
    members = sorted(set().union(*held.values()))
    column = {member: j for j, member in enumerate(members)}
    i = [i for i, found in enumerate(held.values()) for _ in found]
    j = [column[member] for found in held.values() for member in sorted(found)]
    ones = np.ones(len(i), dtype=np.int64)
    return sparse.csr_array((ones, (i, j)), (len(held), len(members))), list(held), members


# Chapter 4 of the report names these as examples of close co-operation.
FOUR_EU_NETWORKS = ("smart-cities-marketplace", "mysmartlife", "matchup", "scalable-cities")
SMART_CITY = ("national", "smart_city")


def choose_blocks(
    data: Dataset, blocks: Mapping[str, Sequence[str]] | None, networks: Sequence[str]
) -> dict[str, list[str]]:
    """Order the networks of each block as in their table; refuse unknown ones and single texts."""
    if blocks is None:
        category = dict(zip(data.networks["network_id"], data.networks["category"], strict=True))
        blocks = {
            "national": [n for n in networks if category[n] == "national"],
            "eu_four": [n for n in FOUR_EU_NETWORKS if n in networks],
            "smart_city": [n for n in networks if category[n] in SMART_CITY],
        }
        blocks = {name: block for name, block in blocks.items() if block}
    known = {str(network) for network in data.networks["network_id"]}
    for name, block in blocks.items():
        if isinstance(block, str):
            raise ValueError(
                f"block {name!r}: {block!r} is one text: give a sequence, ({block!r},)"
            )
        unknown = [network for network in block if network not in known]
        if unknown:
            raise ValueError(f"block {name!r}: no network {unknown[0]!r} in the tables")
    return {name: [n for n in networks if n in set(block)] for name, block in blocks.items()}


def _list_parts(
    blocks: Mapping[str, list[str]], networks: Sequence[str]
) -> list[tuple[str, str, str, list[str], list[str]]]:
    """Give block, part, other block and the two groups of networks of which pairs are made."""
    parts = []
    for name, block in blocks.items():
        rest = [network for network in networks if network not in block]
        parts += [(name, "within", "", block, block), (name, "outward", "", block, rest)]
        parts.append((name, "outside", "", rest, rest))
    for (name, block), (other, further) in combinations(blocks.items(), 2):
        # Blocks that share networks have no pairs that run between them alone.
        if not set(block) & set(further):
            parts.append((name, "between", other, block, further))
    return parts


def compare_blocks(
    data: Dataset,
    *,
    blocks: Mapping[str, Sequence[str]] | None = None,
    listings: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Compare how densely blocks of networks are linked, within, outward and outside.

    Parameters
    ----------
    data
        The tables.
    blocks
        Networks of each block by its name. By default `national`, the national networks;
        `eu_four`, the four of `FOUR_EU_NETWORKS` that chapter 4 names, as far as the tables hold
        them; `smart_city`, the networks on smart cities (categories national and smart_city).
    listings
        Only networks whose german_listing is one of these, in the blocks as well; None for all.

    Returns
    -------
    pandas.DataFrame
        Per layer and block three rows that part all pairs of networks: `part` "within" the block,
        "outward" from it to all others, "outside" it; then "between" it and each later block
        that has no network in common. `layer`, `block`, `part`, `other_block` (text, empty but for
        "between"); int64 `networks`, `other_networks`: sizes of the two groups of networks;
        `listed`, `other_listed`: those of them that have anything in the layer; `members`,
        `other_members`: different members on their lists (in relations, networks that they are
        related to), 0 where all lists are empty; `pairs`; `listed_pairs`, of networks that both
        have anything in the layer (in relations all pairs: every profile could state one);
        `linked`, pairs that share at least one member or are related; `shared`, the shared
        members summed over all pairs; then `density`, linked over pairs, and `density_listed`,
        over listed pairs, NaN without such pairs.

    Raises
    ------
    ValueError
        If a block holds a network that the tables do not have, or is one text.

    References
    ----------
    BBSR 36/2023, chapter 4: linked "above all" among the EU smart-city networks, "similarly"
    among the national ones.

    Examples
    --------
    >>> from analysis import load
    >>> table = compare_blocks(load()).set_index(["layer", "block", "part"])
    >>> int(table.loc[("organisations", "eu_four", "within"), "pairs"])
    6
    """
    scope: Scope = {"kinds": None, "roles": None, "listings": listings}
    networks = list_networks(data, listings)
    parts = _list_parts(choose_blocks(data, blocks, networks), networks)
    rows: list[dict[str, Any]] = []
    for layer in LAYERS:
        held = hold_layer(data, layer, scope)
        for block, part, other_block, near, far in parts:
            names = {"layer": layer, "block": block, "part": part, "other_block": other_block}
            rows.append(names | _measure_part(held, layer, near, far))
    texts = ("layer", "block", "part", "other_block")
    # The names of the numbers, for tables in which there is no block at all.
    frame = pd.DataFrame(rows, columns=[*texts, *_measure_part({}, "relations", (), ())])
    return frame.astype(dict.fromkeys(texts, "str"))


def _measure_part(
    held: Holdings, layer: str, near: Sequence[str], far: Sequence[str]
) -> dict[str, float]:
    pairs = list(combinations(near, 2) if near is far else product(near, far))
    listed = {network for network, found in held.items() if found or layer == "relations"}
    both = [(one, other) for one, other in pairs if one in listed and other in listed]
    shared = [count_shared(held, layer, one, other) for one, other in both]
    linked = sum(count > 0 for count in shared)
    numbers: dict[str, float] = {}
    for prefix, group in (("", near), ("other_", far)):
        numbers[f"{prefix}networks"] = len(group)
        numbers[f"{prefix}listed"] = sum(bool(held[network]) for network in group)
        numbers[f"{prefix}members"] = len(set().union(*(held[network] for network in group)))
    return numbers | {
        "pairs": len(pairs),
        "listed_pairs": len(both),
        "linked": linked,
        "shared": sum(shared),
        "density": linked / len(pairs) if pairs else float("nan"),
        "density_listed": linked / len(both) if both else float("nan"),
    }


# Overlaps that follow from what the networks are: "contains" where shared members follow from it,
# "excludes" where hardly any could be shared.
DEFINITIONAL: dict[tuple[str, str], dict[str, str]] = {
    ("lighthouse-exchange", "scalable-cities"): {
        "effect": "contains",
        "en": "Scalable Cities unites the cities of all EU smart-city projects; the exchange is "
        "that of their German lighthouse cities.",
        "de": "Scalable Cities vereint die Städte aller EU-Smart-City-Projekte; der Austausch ist "
        "der ihrer deutschen Lighthouse-Städte.",
    },
    ("mysmartlife", "scalable-cities"): {
        "effect": "contains",
        "en": "Scalable Cities unites the lighthouse and follower cities of all EU smart-city "
        "projects, those of mySMARTLife among them (Hamburg).",
        "de": "Scalable Cities vereint die Lighthouse- und Follower-Städte aller "
        "EU-Smart-City-Projekte, darunter die von mySMARTLife (Hamburg).",
    },
    ("matchup", "scalable-cities"): {
        "effect": "contains",
        "en": "Scalable Cities unites the lighthouse and follower cities of all EU smart-city "
        "projects, those of MAtchUP among them (Dresden).",
        "de": "Scalable Cities vereint die Lighthouse- und Follower-Städte aller "
        "EU-Smart-City-Projekte, darunter die von MAtchUP (Dresden).",
    },
    ("lighthouse-exchange", "mysmartlife"): {
        "effect": "contains",
        "en": "The exchange is that of the German lighthouse cities; Hamburg is one through "
        "mySMARTLife.",
        "de": "Der Austausch ist der der deutschen Lighthouse-Städte; Hamburg ist eine durch "
        "mySMARTLife.",
    },
    ("lighthouse-exchange", "matchup"): {
        "effect": "contains",
        "en": "The exchange is that of the German lighthouse cities; Dresden is one through "
        "MAtchUP.",
        "de": "Der Austausch ist der der deutschen Lighthouse-Städte; Dresden ist eine durch "
        "MAtchUP.",
    },
    ("eurocities", "eurotowns"): {
        "effect": "excludes",
        "en": "Eurotowns takes municipalities of 50,000 to 250,000 inhabitants, Eurocities large "
        "cities: only the smallest large cities could be in both.",
        "de": "Eurotowns nimmt Kommunen mit 50.000 bis 250.000 Einwohnerinnen und Einwohnern auf, "
        "Eurocities Großstädte: Nur die kleinsten Großstädte könnten in beiden sein.",
    },
}


def mark_definitional(
    pairs: pd.DataFrame, *, definitional: Mapping[tuple[str, str], Mapping[str, str]] = DEFINITIONAL
) -> pd.DataFrame:
    """Mark the pairs of networks whose overlap, or lack of one, follows from what they are.

    Parameters
    ----------
    pairs
        Any frame with the columns `network` and `other_network`, such as from `compare_networks`
        or `combine_layers`.
    definitional
        Pairs of networks, in either order, with `effect` and the reason in both languages (`en`,
        `de`); those of networks that the frame does not hold are ignored.

    Returns
    -------
    pandas.DataFrame
        A copy with `definitional` (bool); `effect`, "contains" where shared members follow,
        "excludes" where hardly any could be shared; `reason_en` and `reason_de`; text, empty for
        other pairs.

    Raises
    ------
    ValueError
        If one of the two columns is absent.

    References
    ----------
    BBSR 36/2023, profiles of the networks: their rows on aims, founding and members.

    Examples
    --------
    >>> from analysis import compare_networks, load
    >>> pairs = mark_definitional(compare_networks(load()))
    >>> int(pairs["definitional"].sum())
    6
    """
    absent = [name for name in ("network", "other_network") if name not in pairs]
    if absent:
        raise ValueError(f"the frame of pairs has no column {absent[0]!r}")
    reasons = {frozenset(pair): reason for pair, reason in definitional.items()}
    keys = [frozenset(pair) for pair in zip(pairs["network"], pairs["other_network"], strict=True)]
    marked = pairs.assign(definitional=np.array([key in reasons for key in keys], dtype=bool))
    for column, entry in (("effect", "effect"), ("reason_en", "en"), ("reason_de", "de")):
        marked[column] = pd.array(
            [reasons.get(key, {}).get(entry, "") for key in keys], dtype="str"
        )
    return marked


LEVEL = 0.05


def list_links(data: Dataset, judged: pd.DataFrame | None = None) -> pd.DataFrame:
    """List the pairs of networks that are linked in any layer, or share strikingly few members.

    Parameters
    ----------
    data
        The tables.
    judged
        As from `judge_overlaps`; None: the links alone.

    Returns
    -------
    pandas.DataFrame
        One row per pair with a link in a layer, with evidence of an overlap larger or smaller
        than by chance, or without overlap by definition, in the order of the table of networks:
        `network`, `other_network` (ids); `name`, `other_name`, `category`, `other_category`
        (str); `municipalities`, `municipalities_all`, `organisations` (Int64), as in
        `combine_layers`; `relations` (bool); `layers` (int64); `evidence` (str), "more" or
        "fewer" where the two-sided p is at most 5 % before correction, else empty; `corrected`
        (bool), whether it is after correction (Benjamini–Hochberg); `definitional` (bool).

    Raises
    ------
    ValueError
        If `judged` lacks a column.

    References
    ----------
    BBSR 36/2023, chapter 4.

    Examples
    --------
    >>> from analysis import load
    >>> links = list_links(load())
    >>> len(links), int((links["layers"] > 0).sum())
    (134, 133)
    """
    order = {network: row for row, network in enumerate(data.networks["network_id"])}
    frame = mark_definitional(combine_layers(data))
    frame = frame.assign(evidence="", corrected=False).astype({"evidence": "str"})
    if judged is not None:
        frame = _add_evidence(frame, judged)
    found = frame["layers"].gt(0) | frame["evidence"].ne("") | frame["definitional"]
    rows = frame[found].sort_values(
        ["network", "other_network"], key=lambda ids: ids.map(order), ignore_index=True
    )
    named = data.networks.set_index("network_id")
    for prefix, column in (("", "network"), ("other_", "other_network")):
        rows[f"{prefix}name"] = rows[column].map(named["short_name"]).astype("str")
        rows[f"{prefix}category"] = rows[column].map(named["category"]).astype("str")
    columns = ["network", "other_network", "name", "other_name", "category", "other_category"]
    columns += ["municipalities", "municipalities_all", "organisations", "relations", "layers"]
    return rows[[*columns, "evidence", "corrected", "definitional"]]


def _add_evidence(frame: pd.DataFrame, judged: pd.DataFrame) -> pd.DataFrame:
    needed = ["network", "other_network", "upper", "lower", "two_sided", "two_sided_adjusted"]
    if absent := [name for name in needed if name not in judged]:
        raise ValueError(f"judged has no column {absent[0]!r}: it is the frame of judge_overlaps")
    tested = judged[needed]
    joined = frame.drop(columns=["evidence", "corrected"]).merge(
        tested, on=["network", "other_network"], how="left", validate="one_to_one"
    )
    raw = joined["two_sided"].le(LEVEL)
    more = joined["upper"] < joined["lower"]
    sign = more.map({True: "more", False: "fewer"}).where(raw, "")
    return joined.assign(
        evidence=sign.astype("str"), corrected=joined["two_sided_adjusted"].le(LEVEL)
    )
