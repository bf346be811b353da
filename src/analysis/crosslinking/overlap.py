"""How networks are linked: by shared municipalities, shared organisations and stated relations.

The layers: `municipalities` are the German municipalities and districts that take part,
`municipalities_all` those of all countries, `organisations` the initiators, carriers, funders and
partners of any other kind but networks, `relations` what the report states of a network's role in
another one. The lists of members are complete, exemplary or absent: a pair of networks of which one
has nothing in a layer was not compared there, which is not the same as nothing shared.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from analysis.data import Dataset, select_memberships
from analysis.data.contract import GOVERNANCE, PARTICIPATION, codes
from analysis.graph.projection import collate

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
