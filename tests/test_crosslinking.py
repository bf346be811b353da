"""Cross-linking against chance: overlaps, structure, blocks, scopes, leaving networks out."""

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from analysis import cluster_globally, measure_nestedness
from analysis.crosslinking import compare_blocks
from analysis.crosslinking import robustness as sensitivity
from analysis.crosslinking.chance import (
    CONTAINED,
    MEASURES,
    join_layers,
    judge_blocks,
    judge_overlaps,
    judge_pairs,
    judge_structure,
    measure_tables,
)
from analysis.crosslinking.networks import (
    combine_layers,
    compare_networks,
    list_links,
    tabulate_layer,
)
from analysis.crosslinking.robustness import (
    HEADLINES,
    SIZE_CLASSES,
    compare_scopes,
    compare_structures,
    contrast_models,
    omit_each_network,
)
from analysis.data import Dataset, load
from analysis.data.contract import labels as name_codes
from analysis.graph import build_graph
from analysis.statistics.overlaps import configuration_probabilities
from analysis.statistics.trades import fixed_degree_samples

PAIR = ["network", "other_network"]


@pytest.fixture(scope="module")
def judged(data: Dataset) -> pd.DataFrame:
    return judge_overlaps(data, draws=20_000)


def pick(frame: pd.DataFrame, one: str, other: str) -> "pd.Series[Any]":
    of = frame["network"].eq(one) & frame["other_network"].eq(other)
    (row,) = (found for _, found in frame[of].iterrows())
    return row


def enumerate_tables(rows: list[int], columns: list[int]) -> NDArray[np.bool_]:
    """All 0/1 tables with the margins, by trying every row."""
    found: list[list[list[int]]] = [[]]
    for degree in rows:
        choices = [
            [int(j in chosen) for j in range(len(columns))]
            for chosen in combinations(range(len(columns)), degree)
        ]
        found = [[*table, row] for table in found for row in choices]
    tables = np.array(found, dtype=bool)
    return tables[(tables.sum(axis=1) == columns).all(axis=1)]


def as_graph(table: NDArray[Any]) -> nx.Graph:
    graph = nx.Graph()
    rows, columns = table.shape
    graph.add_nodes_from((("network", str(i)) for i in range(rows)), bipartite=0)
    graph.add_nodes_from((("member", str(j)) for j in range(columns)), bipartite=1)
    cells = zip(*np.nonzero(table), strict=True)
    graph.add_edges_from((("network", str(i)), ("member", str(j))) for i, j in cells)
    return graph


# ---------------------------------------------------------------- the table


def test_the_table_holds_what_the_layer_does(data: Dataset) -> None:
    matrix, networks, members = tabulate_layer(data)
    pairs = compare_networks(data)
    shared = (matrix @ matrix.T).toarray()
    place = {network: i for i, network in enumerate(networks)}
    for row in pairs.itertuples(index=False):
        assert shared[place[row.network], place[row.other_network]] == row.shared
    assert len(pairs) == len(networks) * (len(networks) - 1) / 2
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
    assert whole.nnz - matrix.nnz == 6
    # Five of its six are in no other network.
    assert len(everyone) - len(members) == 5


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"layer": "relations"}, "allowed: municipalities, municipalities_all, organisations"),
        ({"omit": ("nowhere",)}, "no network 'nowhere'"),
        ({"omit": "civitas"}, "is one text"),
        ({"listings": ("whole",)}, "'whole' is unknown"),
        ({"population": (5, 5)}, "must be the smaller one"),
        ({"population": (5, None), "layer": "organisations"}, "organisations have none"),
    ],
)
def test_wrong_scopes_are_refused(data: Dataset, options: dict[str, Any], message: str) -> None:
    for judge in (judge_overlaps, judge_structure):
        with pytest.raises(ValueError, match=message):
            judge(data, draws=10, **options)


# ---------------------------------------------------------------- overlaps


def test_overlaps_agree_with_full_enumeration() -> None:
    """Tails, corrections and attainable values against all tables with the margins."""
    table = np.array([[1, 1, 1, 0, 0], [1, 1, 0, 1, 0], [0, 0, 1, 1, 1]])
    every = enumerate_tables([3, 3, 3], table.sum(axis=0).tolist())
    counts = every.astype(int)
    frame = judge_pairs(table, ["a", "b", "c"], draws=40_000, seed=1).set_index(PAIR)
    for (i, one), (j, other) in combinations(enumerate("abc"), 2):
        overlap = (counts[:, i] * counts[:, j]).sum(axis=1)
        seen = int(table[i] @ table[j])
        row = frame.loc[(one, other)]
        assert row["shared"] == seen
        assert row["expected"] == pytest.approx(overlap.mean(), abs=0.02)
        assert row["upper"] == pytest.approx((overlap >= seen).mean(), abs=0.015)
        assert row["lower"] == pytest.approx((overlap <= seen).mean(), abs=0.015)
        most = (overlap == overlap.max()).mean()
        assert row["attainable_upper"] == pytest.approx(most, abs=0.015)


def test_frame_of_overlaps_is_complete(judged: pd.DataFrame, data: Dataset) -> None:
    assert judged[PAIR].duplicated().sum() == 0
    assert len(judged) == len(compare_networks(data)) == 231
    assert judged["two_sided"].is_monotonic_increasing
    doubled = 2 * judged[["upper", "lower"]].min(axis=1)
    assert np.allclose(judged["two_sided"], doubled.clip(upper=1))
    assert (judged["low"] <= judged["high"]).all()
    assert judged["expected"].between(judged["low"], judged["high"] + 1).all()
    assert judged["shared"].sum() == compare_networks(data)["shared"].sum()
    # What the margins fix: each member's networks, and so the sum of all overlaps.
    assert judged["expected"].sum() == pytest.approx(judged["shared"].sum(), rel=1e-9)


def test_families_hold_the_pairs_that_could_reject(judged: pd.DataFrame) -> None:
    for tail in ("upper", "lower", "two_sided"):
        tested = judged[f"{tail}_adjusted"].notna()
        assert tested.equals(judged[f"attainable_{tail}"] <= 0.05)
        assert tested.equals(judged[f"{tail}_holm"].notna())
        family = judged[tested]
        assert (family[f"{tail}_adjusted"] >= family[tail]).all()
        assert (family[f"{tail}_holm"] >= family[f"{tail}_adjusted"] - 1e-12).all()
        # Holm by hand: the smallest p times the number of tests.
        assert family[f"{tail}_holm"].min() == pytest.approx(
            min(1, family[tail].min() * len(family))
        )


def test_only_an_overlap_by_definition_remains(judged: pd.DataFrame, data: Dataset) -> None:
    found = judged[judged["two_sided_adjusted"] <= 0.05]
    assert found[PAIR].to_numpy().tolist() == [["lighthouse-exchange", "scalable-cities"]]
    assert found["definitional"].all()
    assert (judged["two_sided_holm"] <= 0.05).sum() == 1
    assert not (judged["lower_adjusted"] <= 0.05).any()
    assert not (judged["configuration_adjusted"] <= 0.05).any()
    untested = judge_overlaps(data, definitional=False, draws=2_000)
    assert untested.loc[untested["definitional"], "two_sided_adjusted"].isna().all()
    assert not (untested["two_sided_adjusted"] <= 0.05).any()
    without = judge_overlaps(data, omit=CONTAINED, draws=2_000)
    assert not set(CONTAINED) & set(without["network"]) | set(CONTAINED) & set(
        without["other_network"]
    )
    assert not (without["two_sided_adjusted"] <= 0.05).any()


def test_lighthouse_overlap_by_hand(judged: pd.DataFrame) -> None:
    row = pick(judged, "lighthouse-exchange", "scalable-cities")
    assert (row["shared"], row["size"], row["other_size"]) == (5, 5, 6)
    assert row["effect"] == "contains"
    assert row["upper"] < 0.001
    # The largest overlap there is: the smallest tail that the pair can give is its own.
    assert row["attainable_upper"] == row["upper"]


def test_same_seed_same_result(data: Dataset, judged: pd.DataFrame) -> None:
    again = judge_overlaps(data, draws=500, seed=7)
    pd.testing.assert_frame_equal(again, judge_overlaps(data, draws=500, seed=7))
    other = judge_overlaps(data, draws=500, seed=8)
    assert not again["expected"].equals(other["expected"])
    columns = ["configuration_expected", "configuration_two_sided"]
    ordered = [frame.sort_values(PAIR)[columns].to_numpy() for frame in (again, judged)]
    assert np.array_equal(*ordered)


def test_nothing_to_compare_gives_an_empty_frame(data: Dataset, judged: pd.DataFrame) -> None:
    empty = judge_overlaps(data, population=(10**8, None))
    assert empty.empty
    assert list(empty) == list(judged)
    assert list(empty.dtypes) == list(judged.dtypes)
    assert judge_structure(data, population=(10**8, None)).empty
    none = replace(data, memberships=data.memberships.iloc[:0])
    assert judge_blocks(none).empty
    assert contrast_models(none).empty
    assert compare_scopes(none, draws=10)["pairs"].sum() == 0
    assert compare_structures(none, draws=10).empty


# ---------------------------------------------------------------- structure


@pytest.mark.parametrize("seed", range(3))
def test_batches_measure_what_the_single_measures_do(seed: int) -> None:
    """A second route: the functions on graphs, table by table, at several densities."""
    rng = np.random.default_rng(seed)
    table = rng.random((6 + seed, 11)) < 0.25 + 0.15 * seed
    table[0, :], table[:, 0] = True, True
    table[0, -1] = False
    table[1, -1] = True
    samples = fixed_degree_samples(table, draws=12, seed=seed)
    measured = measure_tables(samples)
    for sample, row in zip(samples, measured.itertuples(index=False), strict=True):
        graph = as_graph(sample)
        closed, nested = cluster_globally(graph), measure_nestedness(sample)
        shared = sample.astype(int) @ sample.T.astype(int)
        expected = {
            "linked_pairs": (np.triu(shared, 1) > 0).sum(),
            "components": nx.number_connected_components(graph),
            "four_cycles": closed["four_cycles"],
            "robins_alexander": closed["robins_alexander"],
            "opsahl_networks": closed["opsahl_networks"],
            "opsahl_members": closed["opsahl_members"],
            "nodf": nested["nodf"],
            "nodf_networks": nested["nodf_rows"],
            "nodf_members": nested["nodf_columns"],
        }
        assert list(expected) == list(MEASURES)
        for name, value in expected.items():
            assert getattr(row, name) == pytest.approx(float(value), rel=1e-6)


def test_published_values_of_the_southern_women() -> None:
    graph = nx.davis_southern_women_graph()
    women = [node for node, side in graph.nodes(data="bipartite") if side == 0]
    events = [node for node, side in graph.nodes(data="bipartite") if side == 1]
    table = np.array([[graph.has_edge(one, other) for other in events] for one in women])
    row = measure_tables(table[None]).iloc[0]
    assert row["robins_alexander"] == pytest.approx(4 * 341 / 4 / 729, rel=1e-9)
    assert row["opsahl_networks"] == pytest.approx(6971 / 9031, rel=1e-9)
    assert row["linked_pairs"] == 139
    assert measure_tables(table.T[None]).iloc[0]["linked_pairs"] == 66


def test_structure_agrees_with_full_enumeration(data: Dataset) -> None:
    """Tails of the 4-cycles and of nestedness against all tables with the margins."""
    table = np.array([[1, 1, 0, 1, 0], [1, 1, 1, 0, 0], [0, 0, 1, 0, 1], [1, 0, 0, 0, 0]])
    every = enumerate_tables(table.sum(axis=1).tolist(), table.sum(axis=0).tolist())
    exact = measure_tables(every)
    drawn = measure_tables(fixed_degree_samples(table, draws=20_000, seed=3, trades=20))
    seen = measure_tables(table[None]).iloc[0]
    for name in ("linked_pairs", "four_cycles", "nodf", "components"):
        error = 5 * exact[name].std() / 20_000**0.5 + 1e-9
        assert drawn[name].mean() == pytest.approx(exact[name].mean(), abs=error)
        tails = [(part[name] >= seen[name] - 1e-9).mean() for part in (drawn, exact)]
        assert tails[0] == pytest.approx(tails[1], abs=0.02)


def test_structure_of_the_networks(data: Dataset) -> None:
    table = judge_structure(data, draws=2_000)
    closed = cluster_globally(build_graph(data))
    for name in ("four_cycles", "robins_alexander", "opsahl_networks", "opsahl_members"):
        assert table.loc[name, "observed"] == pytest.approx(float(closed[name]), rel=1e-6)
    assert table.loc["nodf", "observed"] == pytest.approx(17.847246, rel=1e-6)
    assert table.loc["linked_pairs", "observed"] == 101
    assert table["expected"].between(table["low"], table["high"]).all()
    # More closed than degrees make it; not more pairs linked.
    assert table.loc["robins_alexander", "two_sided"] < 0.03
    assert table.loc["linked_pairs", "two_sided"] > 0.2
    errors = table[["upper_error", "lower_error"]].to_numpy()
    assert ((errors >= 0) & (errors < 0.012)).all()
    assert list(table.index) == list(MEASURES)


def test_tables_that_cannot_be_measured_are_refused() -> None:
    with pytest.raises(ValueError, match="no row or column of them empty"):
        measure_tables([[[1, 0], [1, 0]]])
    with pytest.raises(ValueError, match="no row or column of them empty"):
        measure_tables([[1, 0], [0, 1]])
    with pytest.raises(ValueError, match="Ways out: fewer members"):
        measure_tables(np.ones((1, 1, 12_000), dtype=bool))


# ---------------------------------------------------------------- blocks and links


def test_blocks_count_the_pairs_of_the_layers(data: Dataset) -> None:
    table = join_layers(data).set_index(["block", "part"])
    assert table["pairs"].groupby("block").sum().eq(34 * 33 / 2).all()
    assert table["linked"].groupby("block").sum().eq(133).all()
    links = combine_layers(data)
    four = {"smart-cities-marketplace", "mysmartlife", "matchup", "scalable-cities"}
    inside = links["network"].isin(four) & links["other_network"].isin(four)
    assert table.loc[("eu_four", "within"), "linked"] == (links[inside]["layers"] > 0).sum() == 4
    assert table.loc[("eu_four", "within"), "density_otherwise"] == 0.5
    assert table.loc[("national", "within"), "density"] == pytest.approx(3 / 21)


def test_block_tests_see_what_blocks_count(data: Dataset) -> None:
    judged = judge_blocks(data, draws=500).set_index(["block", "part", "measure"])
    counted = compare_blocks(data)
    counted = counted[counted["layer"].eq("municipalities") & counted["part"].ne("between")]
    counted = counted.set_index(["block", "part"])
    for block, part in judged.index.droplevel("measure").unique():
        row = counted.loc[(block, part)]
        assert judged.loc[(block, part, "linked_pairs"), "observed"] == row["linked"]
        assert judged.loc[(block, part, "shared"), "observed"] == row["shared"]
        assert judged.loc[(block, part, "shared"), "pairs"] == row["listed_pairs"]
    # The sum of all overlaps is fixed by the margins.
    sums = judged.xs("shared", level="measure").groupby("block")[["observed", "expected"]].sum()
    assert np.allclose(sums["observed"], sums["expected"])


def test_own_blocks_and_wrong_ones(data: Dataset) -> None:
    own = judge_blocks(data, blocks={"two": ("civitas", "eurocities")}, draws=50)
    within = own[own["part"] == "within"].set_index("measure")
    assert within.loc["shared", "observed"] == 9
    with pytest.raises(ValueError, match="no network 'nowhere'"):
        judge_blocks(data, blocks={"one": ("nowhere",)}, draws=10)


def test_links_carry_the_evidence(data: Dataset, judged: pd.DataFrame) -> None:
    links = list_links(data, judged)
    assert (links["layers"] > 0).sum() == 133
    raw = judged[judged["two_sided"] <= 0.05]
    assert (links["evidence"] != "").sum() == len(raw)
    assert links["corrected"].sum() == 1
    signs = links.set_index(PAIR)["evidence"]
    assert signs["scalable-cities", "eurocities"] == "more"
    assert signs["living-in-eu", "civitas"] == "fewer"
    assert links["definitional"].sum() == 6
    categories = set(name_codes(data.contract, "category", lang="en"))
    assert set(links["category"]) <= categories
    with pytest.raises(ValueError, match="no column 'upper'"):
        list_links(data, judged.drop(columns="upper"))


# ---------------------------------------------------------------- what the findings rest on


def test_scopes_leave_out_what_they_say(data: Dataset) -> None:
    table = compare_scopes(data, draws=10_000)
    assert table.loc["contained_omitted", "networks"] == table.loc["all", "networks"] - 3
    assert table.loc["definitional_untested", "testable_pairs"] < table.loc["all", "testable_pairs"]
    complete = data.networks["german_listing"].eq("complete").sum()
    assert table.loc["complete", "networks"] <= complete
    assert table.loc[["large", "medium", "small"], "members"].sum() < table.loc["all", "members"]
    assert table.loc["contained_omitted", "adjusted_pairs"] == 0
    assert table.loc["all", "names"] == "lighthouse-exchange – scalable-cities"
    structures = compare_structures(data, draws=100)
    assert structures.loc[("contained_omitted", "linked_pairs"), "observed"] == 76


def test_pairs_together_agree_with_full_enumeration(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every table with the margins, each judged by the exact tails of its pairs."""
    monkeypatch.setattr(sensitivity, "LEVEL", 0.6)  # that anything rejects in so small a table
    table = np.array([[1, 1, 1, 0, 0, 0], [1, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 1]])
    every = enumerate_tables([3, 3, 3], table.sum(axis=0).tolist()).astype(np.int64)
    names, pairs = ["a", "b", "c"], [(0, 1), (0, 2), (1, 2)]
    overlaps = np.array([[(one[i] * one[j]).sum() for i, j in pairs] for one in every])
    exact = np.array(
        [
            [2 * min((column >= value).mean(), (column <= value).mean()) for value in column]
            for column in overlaps.T
        ]
    ).T
    own = next(i for i, one in enumerate(every) if (one == table).all())
    judged = pd.DataFrame(
        {
            "network": [names[i] for i, _ in pairs],
            "other_network": [names[j] for _, j in pairs],
            "two_sided": exact[own],
            "two_sided_adjusted": 1.0,
        }
    )
    counts = (exact <= 0.6).sum(axis=1)
    assert 0 < counts.mean() < 3
    found = sensitivity._count_jointly(table, names, judged, 4000, 1)
    assert found["raw_pairs_expected"] == pytest.approx(counts.mean(), abs=0.1)
    assert found["p_raw_pairs"] == pytest.approx((counts >= counts[own]).mean(), abs=0.04)


def test_models_differ_by_members_of_few_networks(data: Dataset) -> None:
    table = contrast_models(data)
    matrix, *_ = tabulate_layer(data)
    degrees = np.asarray(matrix.sum(axis=0)).ravel()
    assert table["members"].sum() == len(degrees)
    # Fixed degrees: the overlaps that are there; each member adds the pairs of its networks.
    shared = (matrix @ matrix.T).toarray()
    assert table["fixed"].sum() == np.triu(shared, 1).sum()
    assert table.loc[1, "fixed"] == 0
    chances = configuration_probabilities(matrix)
    expected = chances @ chances.T
    assert table["configuration"].sum() == pytest.approx(np.triu(expected, 1).sum())
    assert table["surplus"].idxmax() == 1


def test_leaving_out_changes_what_it_should(data: Dataset) -> None:
    frame = omit_each_network(data, draws=1_000, structure_draws=60)
    networks = tabulate_layer(data)[1]
    assert frame["omitted"].drop_duplicates().tolist() == ["", *networks]
    values = frame.set_index(["omitted", "headline"])["observed"]
    for omitted in ("eurocities", "eurotowns"):
        matrix, *_ = tabulate_layer(data, omit=(omitted,))
        shared = (matrix @ matrix.T).toarray()
        linked = (np.triu(shared, 1) > 0).sum()
        assert values[omitted, "linked_pairs"] == linked
        pairs = matrix.shape[0] * (matrix.shape[0] - 1) / 2
        assert values[omitted, "density"] == pytest.approx(linked / pairs)
    names = frame[frame["headline"] == "top_cities"].set_index("omitted")["names"]
    assert names[""].startswith("Hamburg (8); München (8); Berlin (7)")
    assert "Leipzig" not in names[""]
    assert "München (7)" in names["eurocities"]


@pytest.mark.parametrize("headlines", ["pairs", ("pair",), ("structure", "")])
def test_unknown_headlines_are_refused(data: Dataset, headlines: Any) -> None:
    with pytest.raises(ValueError, match=", ".join(HEADLINES)):
        omit_each_network(data, headlines=headlines)


def test_own_folders_are_judged(small_folder: Path) -> None:
    own = load(small_folder)
    judged = judge_overlaps(own, draws=50)
    assert judged[PAIR].to_numpy().tolist() == [["morgenstadt", "oasc"]]
    measures: tuple[Callable[..., pd.DataFrame], ...] = (judge_structure, judge_blocks)
    for measure in measures:
        assert len(measure(own, draws=20))
    scopes = compare_scopes(own, draws=20)
    assert "contained_omitted" not in scopes.index
    assert len(omit_each_network(own, draws=20, structure_draws=20))
    assert len(list_links(own, judged))
