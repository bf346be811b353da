"""Cross-links: layers and blocks by hand and recounted from the files; all against chance."""

import csv
from collections import defaultdict
from dataclasses import replace
from itertools import combinations, permutations, product
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from scipy import sparse

from analysis.crosslinking import (
    chance,
    combine_layers,
    compare_blocks,
    compare_scopes,
    compare_structures,
    join_layers,
    judge_blocks,
    judge_overlaps,
    judge_structure,
    list_links,
    mark_definitional,
    omit_each_network,
)
from analysis.crosslinking.chance import (
    SEED,
    TRADES,
    count_jointly,
    measure_tables,
    tabulate_allowed,
)
from analysis.crosslinking.networks import DEFINITIONAL, FOUR_EU_NETWORKS, LAYERS, tabulate_layer
from analysis.crosslinking.robustness import HEADLINES, SIZE_CLASSES
from analysis.data import Dataset, load
from analysis.data.contract import FOLDER, GOVERNANCE, PARTICIPATION
from analysis.graph import shared_members
from analysis.statistics.trades import fixed_degree_samples

PAIR = ["network", "other_network"]
ADJUSTED = ["two_sided_adjusted", "configuration_adjusted"]

# Beside the rows of conftest: morgenstadt and marketplace share a funder and a town abroad,
# marketplace and oasc act in each other, oasc carries itself (no relation), eurotowns has a partner
# that oasc has as well.
FURTHER = """\
morgenstadt,amsterdam,observer,,2.1,
morgenstadt,kiel,member,,2.1,
morgenstadt,eu-kommission,funder,,2.1,
marketplace,amsterdam,member,,2.2,
marketplace,kiel,carrier,,2.2,
oasc,marketplace,initiator,,2.2,
oasc,marketplace,carrier,,2.2,
oasc,hessen,partner,,2.2,
oasc,oasc,carrier,,2.2,
"""


@pytest.fixture
def small(small_folder: Path) -> Dataset:
    actor = "marketplace,Smart Cities Marketplace,network,,,,,,,,,\n"
    for name, rows in {"members.csv": actor, "memberships.csv": FURTHER}.items():
        with (small_folder / name).open("a", encoding="utf-8") as file:
            file.write(rows)
    return load(small_folder)


@pytest.fixture(scope="module")
def judged(data: Dataset) -> pd.DataFrame:
    return judge_overlaps(data, draws=20_000)


def read_real(name: str) -> list[dict[str, str]]:
    with (Path(FOLDER) / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def hold_real(layer: str) -> dict[str, set[str]]:
    """What each network has in a layer, from the files alone."""
    members = {row["member_id"]: row for row in read_real("members.csv")}
    held = defaultdict(set)
    for row in read_real("memberships.csv"):
        member = members[row["member_id"]]
        local = member["kind"] in ("municipality", "district")
        taking_part = row["role"] in PARTICIPATION
        fits = {
            "municipalities": local and taking_part and member["country"] == "DE",
            "municipalities_all": local and taking_part,
            "organisations": row["role"] in GOVERNANCE
            and member["kind"] not in ("municipality", "network"),
        }
        if fits[layer]:
            held[row["network_id"]].add(row["member_id"])
    return held


def relate_real() -> set[frozenset[str]]:
    """The pairs of networks of which one has a role in the other."""
    kinds = {row["member_id"]: row["kind"] for row in read_real("members.csv")}
    rows = [row for row in read_real("memberships.csv") if kinds[row["member_id"]] == "network"]
    return {frozenset((row["network_id"], row["member_id"])) for row in rows}


# ---------------------------------------------------------------- layers and blocks


def test_layers_side_by_side(small: Dataset) -> None:
    """Kiel carries the marketplace, which carries oasc: neither is an organisation.

    One actor in two roles is one organisation; oasc carries itself: no relation.
    Of marketplace no German municipality is known: not compared, which is not nothing shared.
    """
    frame = combine_layers(small)
    none = -1
    assert frame.set_index(PAIR).fillna(none).T.to_dict("list") == {
        ("morgenstadt", "marketplace"): [none, 1, 1, False, 2],
        ("marketplace", "oasc"): [none, 1, 0, True, 2],
        ("morgenstadt", "oasc"): [2, 3, 0, False, 1],
        ("oasc", "eurotowns"): [none, none, 1, False, 1],
        ("morgenstadt", "eurotowns"): [none, none, 0, False, 0],
        ("marketplace", "eurotowns"): [none, none, 0, False, 0],
    }
    assert frame["layers"].is_monotonic_decreasing
    assert frame.dtypes.astype(str).tolist() == ["str"] * 2 + ["Int64"] * 3 + ["bool", "int64"]


def test_real_layers_recounted(data: Dataset) -> None:
    held = {layer: hold_real(layer) for layer in LAYERS[:-1]}
    stated = relate_real()
    frame = combine_layers(data)
    assert len(frame) == 34 * 33 / 2
    for row in frame.to_dict("records"):
        one, other = row["network"], row["other_network"]
        linked = frozenset((one, other)) in stated
        assert row["relations"] == linked
        for layer, lists in held.items():
            shared = len(lists[one] & lists[other])
            if lists[one] and lists[other]:
                assert row[layer] == shared
            else:
                assert pd.isna(row[layer])
            linked += (shared > 0) * (layer != "municipalities")
        assert row["layers"] == linked
    assert frame["layers"].value_counts().to_dict() == {0: 427, 1: 118, 2: 15, 3: 1}


def test_blocks_part_the_pairs(small: Dataset) -> None:
    frame = compare_blocks(small)
    assert list(dict.fromkeys(frame["block"])) == ["national", "smart_city"]
    assert set(frame.groupby(["layer", "block"])["pairs"].sum()) == {6}
    rows = frame.set_index(["layer", "block", "part"])
    columns = ["pairs", "listed_pairs", "linked", "shared", "density", "density_listed"]
    within = rows.loc[("municipalities_all", "smart_city", "within")]
    assert within[columns].tolist() == [3, 3, 3, 5, 1, 1]
    outward = rows.loc[("municipalities_all", "national", "outward")]
    assert outward[columns].tolist() == [3, 2, 2, 4, 2 / 3, 1]
    # Every profile could state a relation: all pairs were looked at.
    related = rows.loc[("relations", "smart_city", "within")]
    assert related[columns[:3]].tolist() == [3, 3, 1]
    # One network makes no pair: no density. No list: none of listed pairs.
    assert pd.isna(rows.loc[("relations", "national", "within"), "density"])
    german = rows.loc[("municipalities", "smart_city", "outward")]
    assert german["density"] == 0
    assert pd.isna(german["density_listed"])
    none = compare_blocks(replace(small, networks=small.networks.assign(category="other")))
    assert none.empty
    assert list(none) == list(frame)


@pytest.mark.parametrize("layer", LAYERS[:-1])
def test_real_blocks_recounted(data: Dataset, layer: str) -> None:
    held = hold_real(layer)
    category = {row["network_id"]: row["category"] for row in read_real("networks.csv")}
    blocks = {
        "national": [n for n in category if category[n] == "national"],
        "eu_four": list(FOUR_EU_NETWORKS),
        "smart_city": [n for n in category if category[n] in ("national", "smart_city")],
    }
    assert [len(block) for block in blocks.values()] == [7, 4, 19]
    parts = {}
    for name, block in blocks.items():
        rest = [network for network in category if network not in block]
        parts[name, "within"] = list(combinations(block, 2))
        parts[name, "outward"] = list(product(block, rest))
        parts[name, "outside"] = list(combinations(rest, 2))
    frame = compare_blocks(data)
    rows = frame[frame["layer"] == layer].set_index(["block", "part"])
    assert set(rows.index) == set(parts)
    for key, pairs in parts.items():
        row, shared = rows.loc[key], [len(held[one] & held[other]) for one, other in pairs]
        both = [pair for pair in pairs if held[pair[0]] and held[pair[1]]]
        found = row[["pairs", "listed_pairs", "shared", "linked"]].tolist()
        assert found == [len(pairs), len(both), sum(shared), sum(count > 0 for count in shared)]
        assert row["density"] == pytest.approx(row["linked"] / len(pairs))


def test_blocks_count_the_pairs_of_the_layers(data: Dataset) -> None:
    table = join_layers(data).set_index(["block", "part"])
    assert table["pairs"].groupby("block").sum().eq(34 * 33 / 2).all()
    assert table["linked"].groupby("block").sum().eq(134).all()
    assert table.loc[("eu_four", "within"), "linked"] == 4
    assert table.loc[("eu_four", "within"), "density_otherwise"] == 0.5
    assert table.loc[("national", "within"), "density"] == pytest.approx(4 / 21)


def test_definitional_pairs_are_marked_in_either_order(data: Dataset, small: Dataset) -> None:
    turned = ("scalable-cities", "lighthouse-exchange"), ("eurotowns", "eurocities")
    pairs = pd.DataFrame([*turned, ("a", "matchup")], columns=PAIR, index=[7, 8, 9])
    marked = mark_definitional(pairs)
    assert marked["definitional"].tolist() == [True, True, False]
    assert marked["effect"].tolist() == ["contains", "excludes", ""]
    assert list(marked.index) == [7, 8, 9]
    assert list(pairs) == PAIR
    assert not mark_definitional(combine_layers(small))["definitional"].any()
    empty = mark_definitional(pairs.iloc[:0])
    assert empty.dtypes[["definitional", "effect"]].astype(str).tolist() == ["bool", "str"]
    known = set(data.networks["network_id"])
    assert set(FOUR_EU_NETWORKS).union(*DEFINITIONAL) <= known


def test_what_holds_by_definition_holds(judged: pd.DataFrame) -> None:
    found = judged[judged["definitional"]]
    assert len(found) == len(DEFINITIONAL)
    contained = found[found["effect"] == "contains"]
    assert contained["shared"].equals(contained[["size", "other_size"]].min(axis=1))
    assert found.loc[found["effect"] == "excludes", "shared"].tolist() == [0]


# ---------------------------------------------------------------- the table


def test_the_table_holds_what_the_layer_does(data: Dataset) -> None:
    matrix, networks, members = tabulate_layer(data)
    square = shared_members(data).loc[networks, networks].to_numpy()
    assert np.array_equal(matrix @ matrix.T, square)
    assert members == sorted(members)
    order = data.networks["network_id"].tolist()
    assert networks == sorted(networks, key=order.index)
    assert matrix.sum(axis=0).min() > 0


def test_size_classes_hold_municipalities_of_that_size(data: Dataset) -> None:
    people = data.members.set_index("member_id")
    seen: set[str] = set()
    for low, high in SIZE_CLASSES.values():
        members = tabulate_layer(data, population=(low, high))[2]
        inside = people.loc[members]
        assert inside["kind"].eq("municipality").all()
        assert inside["population"].ge(low or 0).all()
        assert high is None or inside["population"].lt(high).all()
        assert not seen & set(members)
        seen |= set(members)
    whole = set(tabulate_layer(data)[2])
    assert people.loc[sorted(whole - seen), "kind"].eq("district").all()
    assert seen < whole


def test_networks_left_out_take_their_own_members_along(data: Dataset) -> None:
    matrix, networks, members = tabulate_layer(data, omit=("stadt-land-digital",))
    whole, before, everyone = tabulate_layer(data)
    assert set(before) - set(networks) == {"stadt-land-digital"}
    assert whole.sum() - matrix.sum() == 6
    # Five of its six are in no other network.
    assert len(everyone) - len(members) == 5


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"omit": ("nowhere",)}, "no network 'nowhere'"),
        ({"omit": "civitas"}, "is one text"),
        ({"listings": ("whole",)}, "'whole' is unknown"),
        ({"listings": "complete"}, "'complete' is one text"),
    ],
)
def test_wrong_scopes_are_refused(data: Dataset, options: dict[str, Any], message: str) -> None:
    for judge in (judge_structure, judge_blocks):
        with pytest.raises(ValueError, match=message):
            judge(data, draws=10, **options)


# ---------------------------------------------------------------- overlaps


def test_frame_of_overlaps_is_complete(judged: pd.DataFrame, data: Dataset) -> None:
    assert judged[PAIR].duplicated().sum() == 0
    assert len(judged) == 231
    assert judged["two_sided"].is_monotonic_increasing
    for start in ("", "attainable_"):
        doubled = 2 * judged[[f"{start}upper", f"{start}lower"]].min(axis=1)
        assert np.allclose(judged[f"{start}two_sided"], doubled.clip(upper=1))
    assert (judged["low"] <= judged["high"]).all()
    assert judged["expected"].between(judged["low"], judged["high"] + 1).all()
    assert judged["shared"].sum() == combine_layers(data)["municipalities"].sum()
    # What the margins fix: each member's networks, and so the sum of all overlaps.
    assert judged["expected"].sum() == pytest.approx(judged["shared"].sum(), rel=1e-9)


def test_families_hold_the_pairs_that_could_reject(judged: pd.DataFrame) -> None:
    for tail in ("upper", "lower", "two_sided"):
        family = judged[judged[f"attainable_{tail}"] <= 0.05]
        assert judged[f"{tail}_adjusted"].dropna().index.equals(family.index)
        assert family[f"{tail}_adjusted"].ge(family[tail]).all()


def test_within_the_rules_no_overlap_remains(judged: pd.DataFrame, data: Dataset) -> None:
    for column in (*ADJUSTED, "configuration_adjusted"):
        assert not (judged[column] <= 0.05).any()
    # What rules fix is in no family of tests.
    fixed = judged[judged["network"].eq("mysmartlife") & judged["other_network"].eq("matchup")]
    assert fixed[ADJUSTED].isna().all(axis=None)
    judged = judge_overlaps(data, rules=False, draws=20_000)
    found = judged[judged["two_sided_adjusted"] <= 0.05]
    assert found[PAIR].to_numpy().tolist() == [["lighthouse-exchange", "scalable-cities"]]
    assert found["definitional"].all()
    assert not (judged["lower_adjusted"] <= 0.05).any()
    assert not (judged["configuration_adjusted"] <= 0.05).any()


def test_lighthouse_overlap_by_hand(judged: pd.DataFrame) -> None:
    row = judged.set_index(PAIR).loc[("lighthouse-exchange", "scalable-cities")]
    assert (row["shared"], row["size"], row["other_size"]) == (5, 5, 6)
    # The largest overlap there is: the smallest tail that the pair can give is its own.
    assert row["attainable_upper"] == row["upper"]


def test_nothing_to_compare_gives_an_empty_frame(data: Dataset, judged: pd.DataFrame) -> None:
    none = replace(data, memberships=data.memberships.iloc[:0])
    empty = judge_overlaps(none, draws=10)
    assert empty.empty
    assert list(empty) == list(judged)
    assert list(empty.dtypes) == list(judged.dtypes)
    assert judge_structure(data, population=(10**8, None)).empty
    assert judge_blocks(none).empty
    assert compare_scopes(none, draws=10)["pairs"].sum() == 0
    assert compare_structures(none, draws=10).empty


# ---------------------------------------------------------------- structure


def close_paths(table: NDArray[Any]) -> tuple[int, int]:
    """Opsahl by walking: the 4-paths i–p–j–q–k, and those whose ends share a further column."""
    paths = closed = 0
    for i, j, k in permutations(range(len(table)), 3):
        for p, q in permutations(np.flatnonzero(table[j]), 2):
            if table[i, p] and table[k, q]:
                paths += 1
                closed += bool(set(np.flatnonzero(table[i] & table[k])) - {p, q})
    return paths, closed


def nest(table: NDArray[Any]) -> list[float]:
    """NODF by its definition: how much of the emptier of two rows the fuller holds."""
    found = []
    for one, other in combinations(table, 2):
        few, many = sorted((one, other), key=sum)
        found.append(100 * (few & many).sum() / few.sum() if few.sum() < many.sum() else 0.0)
    return found


@pytest.mark.parametrize("seed", range(3))
def test_batches_measure_what_walking_does(seed: int) -> None:
    """A second route: definitions and NetworkX, table by table, at several densities."""
    rng = np.random.default_rng(seed)
    table = rng.random((5 + seed, 9)) < 0.25 + 0.15 * seed
    table[0, :], table[:, 0] = True, True
    table[0, -1] = False
    table[1, -1] = True
    samples = fixed_degree_samples(table, draws=6, seed=seed)
    for sample, row in zip(samples, measure_tables(samples).to_dict("records"), strict=True):
        shared = np.triu(sample.astype(int) @ sample.T.astype(int), 1)
        cycles = (shared * (shared - 1) // 2).sum()
        three = np.outer(sample.sum(axis=1) - 1, sample.sum(axis=0) - 1)[sample].sum()
        walks = [close_paths(sample), close_paths(sample.T)]
        nested = [nest(sample), nest(sample.T)]
        graph = nx.bipartite.from_biadjacency_matrix(sparse.csr_array(sample.astype(int)))
        assert row == pytest.approx(
            {
                "linked_pairs": (shared > 0).sum(),
                "components": nx.number_connected_components(graph),
                "four_cycles": cycles,
                "robins_alexander": 4 * cycles / three,
                "opsahl_networks": walks[0][1] / walks[0][0],
                "opsahl_members": walks[1][1] / walks[1][0],
                "nodf": np.mean(nested[0] + nested[1]),
                "nodf_networks": np.mean(nested[0]),
                "nodf_members": np.mean(nested[1]),
            },
            rel=1e-6,
        )


def test_published_values_of_the_southern_women() -> None:
    graph = nx.davis_southern_women_graph()
    women, events = (
        [node for node, mode in graph.nodes(data="bipartite") if mode == side] for side in (0, 1)
    )
    table = np.array([[graph.has_edge(one, other) for other in events] for one in women])
    assert table.shape == (18, 14)
    row, turned = (measure_tables(part[None]).iloc[0] for part in (table, table.T))
    assert row["robins_alexander"] == pytest.approx(341 / 729, rel=1e-9)
    assert row["opsahl_networks"] == pytest.approx(6971 / 9031, rel=1e-9)
    assert (row["linked_pairs"], turned["linked_pairs"]) == (139, 66)
    assert turned["opsahl_members"] == pytest.approx(row["opsahl_networks"])
    assert turned["robins_alexander"] == pytest.approx(row["robins_alexander"])


def test_nestedness_by_hand() -> None:
    """Half of the emptier row is in the fuller one; three of six pairs of columns are nested."""
    row = measure_tables([[[1, 1, 1, 0], [0, 0, 1, 1]]]).iloc[0]
    assert row[["nodf_networks", "nodf_members", "nodf"]].tolist() == [50, 50, 50]


def test_structure_of_the_networks(data: Dataset) -> None:
    table = judge_structure(data, draws=2_000)
    seen = table["observed"]
    assert seen[["linked_pairs", "four_cycles"]].tolist() == [101, 176]
    assert table["expected"].between(table["low"], table["high"]).all()
    # More closed than degrees make it; not more pairs linked.
    assert table.loc["robins_alexander", "two_sided"] < 0.06
    assert table.loc["linked_pairs", "two_sided"] > 0.2
    assert table[["upper_error", "lower_error"]].stack().between(0, 0.012).all()
    # At least, or at most, as large: draws that are equal count in both tails.
    matrix, _, allowed = tabulate_allowed(data)
    walk = {"draws": 2_000, "seed": SEED, "trades": TRADES}
    samples = fixed_degree_samples(matrix, allowed=allowed, **walk)
    for name, drawn in measure_tables(samples)[["linked_pairs", "four_cycles"]].items():
        reached = (drawn >= seen[name]).sum(), (drawn <= seen[name]).sum()
        tails = [(count + 1) / 2_001 for count in reached]
        assert table.loc[name, ["upper", "lower"]].tolist() == tails
        assert sum(reached) > 2_000


def test_tables_that_cannot_be_measured_are_refused() -> None:
    with pytest.raises(ValueError, match="no row or column of them empty"):
        measure_tables([[[1, 0], [1, 0]]])
    with pytest.raises(ValueError, match="no row or column of them empty"):
        measure_tables([[1, 0], [0, 1]])
    with pytest.raises(ValueError, match="Way out: fewer members"):
        measure_tables(np.ones((1, 1, 12_000), dtype=bool))


def test_block_tests_see_what_blocks_count(data: Dataset) -> None:
    judged = judge_blocks(data, draws=500).set_index(["block", "part", "measure"])
    counted = compare_blocks(data)
    counted = counted[counted["layer"].eq("municipalities")].set_index(["block", "part"])
    for block, part in judged.index.droplevel("measure").unique():
        row = counted.loc[(block, part)]
        assert judged.loc[(block, part, "linked_pairs"), "observed"] == row["linked"]
        assert judged.loc[(block, part, "shared"), "observed"] == row["shared"]
        assert judged.loc[(block, part, "shared"), "pairs"] == row["listed_pairs"]
    # The sum of all overlaps is fixed by the margins.
    sums = judged.xs("shared", level="measure").groupby("block")[["observed", "expected"]].sum()
    assert np.allclose(sums["observed"], sums["expected"])


# ---------------------------------------------------------------- what the findings rest on


def test_scopes_leave_out_what_they_say(data: Dataset) -> None:
    table = compare_scopes(data, draws=500)
    assert list(table) == [
        "networks", "members", "memberships", "pairs", "linked_pairs", "testable_pairs",
        "raw_more", "raw_fewer", "raw_pairs", "raw_pairs_expected", "p_raw_pairs",
        "adjusted_more", "adjusted_fewer", "adjusted_pairs", "configuration_pairs",
        "names",
    ]  # fmt: skip
    assert table.loc["contained_omitted", "networks"] == table.loc["all", "networks"] - 3
    assert table.loc[["large", "medium", "small"], "members"].sum() < table.loc["all", "members"]


def test_pairs_together_agree_with_full_enumeration(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every table with the margins, each judged by the exact tails of its pairs."""
    monkeypatch.setattr(chance, "LEVEL", 0.6)  # that anything rejects in so small a table
    table = np.array([[1, 1, 1, 0, 0, 0], [1, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 1]])
    lists = [[int(j in chosen) for j in range(6)] for chosen in combinations(range(6), 3)]
    every = np.array(list(product(lists, repeat=3)))
    every = every[(every.sum(axis=1) == table.sum(axis=0)).all(axis=1)]
    names, pairs = ["a", "b", "c"], [(0, 1), (0, 2), (1, 2)]
    overlaps = np.array([[(one[i] * one[j]).sum() for i, j in pairs] for one in every])
    above, below = (overlaps >= overlaps[:, None], overlaps <= overlaps[:, None])
    exact = 2 * np.minimum(above.mean(axis=1), below.mean(axis=1))
    own = next(i for i, one in enumerate(every) if (one == table).all())
    judged = pd.DataFrame([(names[i], names[j]) for i, j in pairs], columns=PAIR)
    judged = judged.assign(two_sided=exact[own], two_sided_adjusted=1.0)
    counts = (exact <= 0.6).sum(axis=1)
    assert 0 < counts.mean() < 3
    found = count_jointly(table, names, None, judged, 4000)
    assert found["raw_pairs_expected"] == pytest.approx(counts.mean(), abs=0.1)
    assert found["p_raw_pairs"] == pytest.approx((counts >= counts[own]).mean(), abs=0.015)


def test_leaving_out_changes_what_it_should(data: Dataset) -> None:
    frame = omit_each_network(data, draws=200, structure_draws=20)
    networks = tabulate_layer(data)[1]
    assert frame["omitted"].drop_duplicates().tolist() == ["", *networks]
    values = frame.set_index(["omitted", "headline"])["observed"]
    for omitted in ("eurocities", "eurotowns"):
        matrix, *_ = tabulate_layer(data, omit=(omitted,))
        shared = (matrix @ matrix.T)[np.triu_indices(len(matrix), 1)]
        assert values[omitted, "linked_pairs"] == (shared > 0).sum()
        assert values[omitted, "density"] == pytest.approx((shared > 0).mean())
    names = frame[frame["headline"] == "top_cities"].set_index("omitted")["names"]
    assert names[""].startswith("Hamburg (8); München (8); Berlin (7)")
    assert "München (7)" in names["eurocities"]


@pytest.mark.parametrize("headlines", ["pairs", ("pair",), ("structure", "")])
def test_unknown_headlines_are_refused(data: Dataset, headlines: Any) -> None:
    with pytest.raises(ValueError, match=", ".join(HEADLINES)):
        omit_each_network(data, headlines=headlines)


def test_own_folders_are_judged(small_folder: Path) -> None:
    own = load(small_folder)
    judged = judge_overlaps(own, draws=50)
    assert judged[PAIR].to_numpy().tolist() == [["morgenstadt", "oasc"]]
    assert len(judge_structure(own, draws=20))
    assert len(judge_blocks(own, draws=20))
    scopes = compare_scopes(own, draws=20)
    assert "contained_omitted" not in scopes.index
    assert len(omit_each_network(own, draws=20, structure_draws=20))
    assert len(list_links(own, judged))
