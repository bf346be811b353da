"""Checks on links between the networks."""

from typing import Any

from analysis.claims.findings import (
    Finding,
    divide,
    judge_readings,
    judge_shares,
    read_order,
    write_share,
)
from analysis.crosslinking.networks import combine_layers, compare_blocks
from analysis.data import Dataset

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
