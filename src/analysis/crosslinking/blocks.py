"""Blocks of networks: how densely they are linked within, and with the rest."""

from collections.abc import Mapping, Sequence
from itertools import combinations, product
from typing import Any

import pandas as pd

from analysis.crosslinking.overlap import (
    LAYERS,
    Holdings,
    Scope,
    count_shared,
    hold_layer,
    list_networks,
)
from analysis.data import Dataset

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
