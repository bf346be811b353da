"""Layers of links between networks: a hand-made folder, and the real tables recounted by csv."""

import csv
import itertools
from collections import Counter, defaultdict
from pathlib import Path

import pandas as pd
import pytest

from analysis.crosslinking.networks import (
    DEFINITIONAL,
    FOUR_EU_NETWORKS,
    LAYERS,
    combine_layers,
    compare_blocks,
    compare_networks,
    mark_definitional,
)
from analysis.data import Dataset, load
from analysis.data.contract import FOLDER, GOVERNANCE, PARTICIPATION
from analysis.graph.build import relate_networks, shared_members

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
    members = small_folder / "members.csv"
    members.write_text(
        members.read_text("utf-8") + "marketplace,Smart Cities Marketplace,network,,,,,,,,\n",
        "utf-8",
    )
    memberships = small_folder / "memberships.csv"
    memberships.write_text(memberships.read_text("utf-8") + FURTHER, "utf-8")
    return load(small_folder)


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


def relate_real() -> Counter:
    """How many roles the tables state per unordered pair of networks."""
    kinds = {row["member_id"]: row["kind"] for row in read_real("members.csv")}
    return Counter(
        frozenset((row["network_id"], row["member_id"]))
        for row in read_real("memberships.csv")
        if kinds[row["member_id"]] == "network"
    )


def index_pairs(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.set_index(["network", "other_network"])


# compare_networks


def test_shared_municipalities(small):
    frame = compare_networks(small)
    assert frame.to_dict("records") == [
        {
            "network": "morgenstadt",
            "other_network": "oasc",
            "shared": 2,
            "size": 4,
            "other_size": 2,
            "jaccard": 0.5,
            "overlap_coefficient": 1.0,
            "names": "Berlin; Kiel",
        }
    ]
    assert (frame.dtypes[["shared", "size", "other_size"]] == "int64").all()


def test_municipalities_of_all_countries(small):
    pairs = index_pairs(compare_networks(small, layer="municipalities_all"))
    assert pairs["shared"].to_dict() == {
        ("morgenstadt", "oasc"): 3,
        ("morgenstadt", "marketplace"): 1,
        ("marketplace", "oasc"): 1,
    }
    assert pairs.loc[("marketplace", "oasc"), ["size", "other_size"]].tolist() == [1, 3]
    assert pairs.loc[("morgenstadt", "oasc"), "names"] == "Amsterdam; Berlin; Kiel"


def test_organisations_are_no_municipalities_and_no_networks(small):
    """Kiel carries the marketplace, which carries oasc: neither is an organisation."""
    pairs = index_pairs(compare_networks(small, layer="organisations"))
    assert pairs["shared"].to_dict() == {
        ("morgenstadt", "marketplace"): 1,
        ("oasc", "eurotowns"): 1,
        ("morgenstadt", "oasc"): 0,
        ("morgenstadt", "eurotowns"): 0,
        ("marketplace", "oasc"): 0,
        ("marketplace", "eurotowns"): 0,
    }
    assert pairs.loc[("morgenstadt", "marketplace"), "names"] == "Europäische Kommission"
    # One actor in two roles is one organisation.
    assert pairs.loc[("morgenstadt", "marketplace"), "other_size"] == 1
    assert pairs["names"].iloc[-1] == ""


def test_relations_have_roles_and_direction(small):
    frame = compare_networks(small, layer="relations")
    assert frame.to_dict("records") == [
        {
            "network": "marketplace",
            "other_network": "oasc",
            "stated": 3,
            "size": 1,
            "other_size": 1,
            "roles": "initiator;carrier;partner",
            "direction": "both",
        }
    ]
    one_way = compare_networks(small, layer="relations", roles=("partner",))
    assert one_way[["stated", "roles", "direction"]].to_numpy().tolist() == [
        [1, "partner", "other_in_first"]
    ]
    other = compare_networks(small, layer="relations", roles=("carrier",))
    assert other["direction"].tolist() == ["first_in_other"]


def test_the_scope_can_be_narrowed(small):
    towns = compare_networks(small, kinds=("municipality",))
    assert towns["size"].tolist() == [3]
    assert compare_networks(small, listings=("complete",))["shared"].tolist() == [2]
    funders = compare_networks(small, layer="organisations", roles=("funder",))
    assert funders[["network", "other_network", "shared"]].to_numpy().tolist() == [
        ["morgenstadt", "marketplace", 1]
    ]
    assert len(compare_networks(small, kinds=())) == 0


def test_names_are_sorted_as_people_sort(small):
    members = small.members
    members.loc[members["member_id"] == "kiel", "name"] = "ähren"
    members.loc[members["member_id"] == "berlin", "name"] = "Zwickau"
    assert compare_networks(small)["names"].tolist() == ["ähren; Zwickau"]


def test_wrong_layers_and_codes_are_refused(small):
    with pytest.raises(ValueError, match="layer is 'cities'"):
        compare_networks(small, layer="cities")
    with pytest.raises(ValueError, match="between networks"):
        compare_networks(small, layer="relations", kinds=("network",))
    for call in (compare_networks, combine_layers, compare_blocks):
        with pytest.raises(ValueError, match="'complete' is one text"):
            call(small, listings="complete")
        with pytest.raises(ValueError, match="'some' is unknown"):
            call(small, listings=("some",))


@pytest.mark.parametrize("layer", LAYERS)
def test_empty_layers_have_the_same_columns(small, layer):
    frame = compare_networks(small, layer=layer, listings=("not_listed",))
    assert len(frame) == 0
    assert frame.dtypes.equals(compare_networks(small, layer=layer).dtypes)


# combine_layers


def test_layers_side_by_side(small):
    frame = combine_layers(small)
    assert len(frame) == 6
    rows = index_pairs(frame)
    assert rows.loc[("morgenstadt", "oasc")].tolist() == [2, 3, 0, False, 1]
    assert rows.loc[("morgenstadt", "marketplace"), "layers"] == 2
    # Of marketplace no German municipality is known: not compared, which is not nothing shared.
    assert pd.isna(rows.loc[("morgenstadt", "marketplace"), "municipalities"])
    assert rows.loc[("marketplace", "oasc"), ["relations", "layers"]].tolist() == [True, 2]
    assert pd.isna(rows.loc[("morgenstadt", "eurotowns"), "municipalities_all"])
    assert frame["layers"].is_monotonic_decreasing
    assert frame.dtypes.astype(str).tolist() == [
        "str", "str", "Int64", "Int64", "Int64", "bool", "int64",
    ]  # fmt: skip


# compare_blocks


def test_blocks_part_the_pairs(small):
    frame = compare_blocks(small, blocks={"two": ["oasc", "morgenstadt"], "one": ["marketplace"]})
    assert len(frame) == len(LAYERS) * 7
    parts = frame[frame["part"] != "between"].groupby(["layer", "block"])["pairs"].sum()
    assert set(parts) == {6}
    rows = frame.set_index(["layer", "block", "part"])
    within = rows.loc[("municipalities_all", "two", "within")]
    assert within[["networks", "listed", "members", "pairs", "linked", "shared"]].tolist() == [
        2, 2, 5, 1, 1, 3,
    ]  # fmt: skip
    assert (within["density"], within["density_listed"]) == (1, 1)
    outward = rows.loc[("municipalities_all", "two", "outward")]
    assert outward[["other_networks", "other_listed", "other_members"]].tolist() == [2, 1, 1]
    assert outward[["pairs", "listed_pairs", "linked", "shared"]].tolist() == [4, 2, 2, 2]
    assert outward[["density", "density_listed"]].tolist() == [0.5, 1]
    between = rows.loc[("relations", "two", "between")]
    assert between[["other_block", "pairs", "linked", "density"]].tolist() == ["one", 2, 1, 0.5]
    # Every profile could state a relation: all pairs were looked at.
    assert between[["listed", "members", "listed_pairs"]].tolist() == [1, 1, 2]
    # One network makes no pair: no density. No list: none of listed pairs.
    assert pd.isna(rows.loc[("relations", "one", "within"), "density"])
    german = rows.loc[("municipalities", "one", "outward")]
    assert german[["listed", "members", "density"]].tolist() == [0, 0, 0]
    assert pd.isna(german["density_listed"])


def test_blocks_by_default_follow_the_categories(small):
    frame = compare_blocks(small)
    assert list(dict.fromkeys(frame["block"])) == ["national", "smart_city"]
    within = frame[frame["part"] == "within"].drop_duplicates("block")
    assert within["networks"].tolist() == [1, 3]
    # The national networks are smart-city networks: no pairs run between the two blocks.
    assert "between" not in set(frame["part"])


def test_blocks_in_the_scope_of_complete_lists(small):
    frame = compare_blocks(small, blocks={"all": ["morgenstadt", "oasc"]}, listings=("complete",))
    assert set(frame.loc[frame["part"] == "within", "networks"]) == {2}
    assert set(frame.loc[frame["part"] == "outward", "other_networks"]) == {0}


def test_wrong_blocks_are_refused(small):
    with pytest.raises(ValueError, match="block 'b': no network 'atlantis'"):
        compare_blocks(small, blocks={"b": ["oasc", "atlantis"]})
    with pytest.raises(ValueError, match="'oasc' is one text"):
        compare_blocks(small, blocks={"b": "oasc"})


def test_no_blocks_give_an_empty_frame(small):
    frame = compare_blocks(small, blocks={})
    assert len(frame) == 0
    assert list(frame) == list(compare_blocks(small))


# mark_definitional


def test_definitional_pairs_are_marked_in_either_order():
    pairs = pd.DataFrame(
        [("scalable-cities", "lighthouse-exchange"), ("eurotowns", "eurocities"), ("a", "matchup")],
        columns=["network", "other_network"],
        index=[7, 8, 9],
    )
    marked = mark_definitional(pairs)
    assert marked["definitional"].tolist() == [True, True, False]
    assert marked["effect"].tolist() == ["contains", "excludes", ""]
    assert marked["reason_en"].str.len().gt(0).tolist() == [True, True, False]
    assert marked["reason_de"].iloc[2] == ""
    assert list(marked.index) == [7, 8, 9]
    assert list(pairs) == ["network", "other_network"]


def test_user_data_have_their_own_definitions(small):
    marked = mark_definitional(compare_networks(small))
    assert not marked["definitional"].any()
    own = {("oasc", "morgenstadt"): {"effect": "contains", "en": "So it is.", "de": "So ist es."}}
    marked = mark_definitional(compare_networks(small), definitional=own)
    assert marked.loc[0, ["definitional", "reason_de"]].tolist() == [True, "So ist es."]
    with pytest.raises(ValueError, match="no column 'other_network'"):
        mark_definitional(pd.DataFrame({"network": ["a"]}))
    empty = mark_definitional(compare_networks(small, listings=("not_listed",)))
    assert empty.dtypes["definitional"] == "bool"


def test_the_constants_name_networks_of_the_tables(data):
    known = set(data.networks["network_id"])
    assert set(FOUR_EU_NETWORKS) <= known
    assert {network for pair in DEFINITIONAL for network in pair} <= known
    for reason in DEFINITIONAL.values():
        assert set(reason) == {"effect", "en", "de"}
        assert reason["effect"] in ("contains", "excludes")
        assert reason["en"].endswith(".")
        assert reason["de"].endswith(".")
    assert len({frozenset(pair) for pair in DEFINITIONAL}) == len(DEFINITIONAL)


# The real tables


@pytest.mark.parametrize("layer", LAYERS[:-1])
def test_real_pairs_recounted(data, layer):
    held = hold_real(layer)
    order = [row["network_id"] for row in read_real("networks.csv")]
    frame = compare_networks(data, layer=layer)
    assert set(zip(frame["network"], frame["other_network"], strict=True)) == set(
        itertools.combinations([network for network in order if held[network]], 2)
    )
    for row in frame.itertuples():
        one, other = held[row.network], held[row.other_network]
        assert (row.shared, row.size, row.other_size) == (len(one & other), len(one), len(other))
        assert row.jaccard == pytest.approx(len(one & other) / len(one | other))
        assert row.overlap_coefficient == pytest.approx(row.shared / min(len(one), len(other)))
        assert len([name for name in row.names.split("; ") if name]) == row.shared
    keys = [(-r.shared, order.index(r.network), order.index(r.other_network))
            for r in frame.itertuples()]  # fmt: skip
    assert keys == sorted(keys)


def test_real_municipalities_agree_with_the_matrix_of_shared_members(data):
    square = shared_members(data)
    for row in compare_networks(data).itertuples():
        assert row.shared == square.loc[row.network, row.other_network]
        assert row.size == square.loc[row.network, row.network]


def test_real_relations_recounted(data):
    stated = relate_real()
    frame = compare_networks(data, layer="relations")
    related = frame[frame["stated"] > 0]
    assert {
        frozenset((row.network, row.other_network)): row.stated for row in related.itertuples()
    } == dict(stated)
    assert (len(related), related["stated"].sum()) == (11, 13)
    edges = set(relate_networks(data).edges)
    for row in related.itertuples():
        first = (("network", row.network), ("network", row.other_network))
        there, back = first in edges, first[::-1] in edges
        names = {(True, False): "first_in_other", (False, True): "other_in_first"}
        assert row.direction == names.get((there, back), "both")
    assert set(frame.loc[frame["stated"] == 0, "direction"]) == {""}


def test_real_layers_recounted(data):
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
    assert frame["layers"].value_counts().to_dict() == {0: 428, 1: 121, 2: 11, 3: 1}


@pytest.mark.parametrize("layer", LAYERS[:-1])
def test_real_blocks_recounted(data, layer):
    held = hold_real(layer)
    category = {row["network_id"]: row["category"] for row in read_real("networks.csv")}
    blocks = {
        "national": [n for n in category if category[n] == "national"],
        "eu_four": list(FOUR_EU_NETWORKS),
        "smart_city": [n for n in category if category[n] in ("national", "smart_city")],
    }
    assert [len(block) for block in blocks.values()] == [7, 4, 19]
    frame = compare_blocks(data)
    rows = frame[frame["layer"] == layer].set_index(["block", "part"])
    for name, block in blocks.items():
        rest = [network for network in category if network not in block]
        for part, pairs in {
            "within": list(itertools.combinations(block, 2)),
            "outward": list(itertools.product(block, rest)),
            "outside": list(itertools.combinations(rest, 2)),
        }.items():
            shared = [len(held[one] & held[other]) for one, other in pairs]
            row = rows.loc[(name, part)]
            assert (row["pairs"], row["shared"]) == (len(pairs), sum(shared))
            assert row["linked"] == sum(count > 0 for count in shared)
            assert row["density"] == pytest.approx(row["linked"] / len(pairs))
            both = [pair for pair in pairs if held[pair[0]] and held[pair[1]]]
            assert row["listed_pairs"] == len(both)
        found = rows.loc[(name, "within")]
        assert found["members"] == len(set().union(*(held[network] for network in block)))
        assert found["listed"] == sum(bool(held[network]) for network in block)


def test_the_four_of_chapter_4_state_no_relation_to_each_other(data):
    rows = compare_blocks(data).set_index(["layer", "block", "part"])
    assert rows.loc[("relations", "eu_four", "within"), "linked"] == 0
    assert rows.loc[("relations", "national", "within"), "linked"] == 0
    # The German lists of the four hold six cities, those of all countries 36.
    assert rows.loc[("municipalities", "eu_four", "within"), "members"] == 6
    assert rows.loc[("municipalities_all", "eu_four", "within"), "members"] == 36


def test_what_holds_by_definition_holds(data):
    marked = index_pairs(mark_definitional(compare_networks(data)))
    found = marked[marked["definitional"]]
    assert found.loc[("lighthouse-exchange", "scalable-cities"), "shared"] == 5
    assert found.loc[found["effect"] == "contains", "overlap_coefficient"].eq(1).all()
    assert found.loc[found["effect"] == "excludes", "shared"].tolist() == [0]
    assert len(found) == len(DEFINITIONAL)
