"""What the tables on cross-linking hold: measures with names, in the order of print."""

import networkx as nx
import pandas as pd

from analysis.crosslinking.blocks import compare_blocks
from analysis.crosslinking.blocktests import join_layers, judge_blocks
from analysis.crosslinking.links import list_links
from analysis.crosslinking.omission import omit_each_network
from analysis.crosslinking.pairs import judge_overlaps
from analysis.crosslinking.sensitivity import compare_scopes, compare_structures, contrast_models
from analysis.data import Dataset
from analysis.graph.build import build_graph
from analysis.graph.structure import list_core, rank_nodes
from analysis.outputs.crosslink_frames import PAIR, SHOWN, name_networks

# What tables print of the tests; the tails themselves follow from the two-sided p.
PVALUES = {
    "two_sided": "p_two_sided", "two_sided_adjusted": "p_adjusted", "two_sided_holm": "p_holm",
    "configuration_two_sided": "p_configuration",
}  # fmt: skip


def name_pairs(data: Dataset, texts: "pd.Series[str]") -> "pd.Series[str]":
    """Put the names of networks into texts such as "a – b; a – c"."""
    names = dict(zip(data.networks["network_id"], data.networks["short_name"], strict=True))

    def rename(text: str) -> str:
        pairs = [pair.split(" – ") for pair in text.split("; ") if pair]
        return "; ".join(" – ".join(names.get(key, key) for key in pair) for pair in pairs)

    return texts.map(rename).astype("str")


def _count_whole(frame: pd.DataFrame) -> pd.DataFrame:
    """Make counts whole numbers where all of them are; means stay what they are."""
    counts = [name for name in ("observed", "low", "high") if name in frame]
    whole = [name for name in counts if frame[name].dropna().mod(1).eq(0).all()]
    return frame.astype(dict.fromkeys(whole, "Int64"))


def frame_pairs(data: Dataset) -> pd.DataFrame:
    """The pairs of networks that share German members, or strikingly few, and their tests.

    Examples
    --------
    >>> from analysis import load
    >>> frame_pairs(load())[["network", "shared"]].to_dict("records")[0]
    {'network': 'Lighthouse-Austausch', 'shared': 5}
    """
    judged = judge_overlaps(data)
    judged = judged[(judged["shared"] > 0) | (judged["two_sided"] <= SHOWN)]
    judged = name_networks(data, judged, PAIR).rename(columns=PVALUES)
    pvalues = list(PVALUES.values())
    columns = [*PAIR, "shared", "size", "other_size", "expected", "low", "high", *pvalues]
    named = judged.rename(columns={"size": "members_of", "other_size": "members_of_other"})
    columns[3:5] = ["members_of", "members_of_other"]
    return _count_whole(named[[*columns, "effect"]].reset_index(drop=True))


def frame_layers(data: Dataset) -> pd.DataFrame:
    """The pairs of networks that are linked, by layer.

    Examples
    --------
    >>> from analysis import load
    >>> len(frame_layers(load()))
    133
    """
    links = list_links(data)
    frame = links[links["layers"] > 0].drop(columns=[*PAIR, "evidence", "corrected"])
    named = frame.rename(columns={"name": "network", "other_name": "other_network"})
    stated = named["relations"].map({True: "stated", False: ""}).astype("str")
    counts = ["municipalities", "municipalities_all", "organisations"]
    columns = [*PAIR, "layers", *(f"shared_{name}" for name in counts), "relation"]
    shared = named.rename(columns={name: f"shared_{name}" for name in counts})
    ordered = shared.assign(relation=stated).sort_values("layers", ascending=False, kind="stable")
    return ordered[columns].reset_index(drop=True)


def frame_blocks(data: Dataset) -> pd.DataFrame:
    """Links within blocks of networks and outside them, by layer and in any of them.

    Examples
    --------
    >>> from analysis import load
    >>> frame_blocks(load())["layer"].iloc[-1]
    'any'
    """
    apart = compare_blocks(data)
    apart = apart[apart["part"] != "between"].drop(columns="other_block")
    together = join_layers(data).assign(layer="any")
    frame = pd.concat([apart, together], ignore_index=True)
    columns = ["layer", "block", "part", "pairs", "listed_pairs", "linked", "density"]
    columns += ["density_listed", "density_otherwise"]
    renamed = frame[columns].rename(columns={"pairs": "pair_count", "listed_pairs": "pairs_listed"})
    whole = dict.fromkeys(["pair_count", "pairs_listed", "linked"], "Int64")
    return renamed.astype(whole | dict.fromkeys(["layer", "block", "part"], "str"))


def frame_block_tests(data: Dataset) -> pd.DataFrame:
    """Shared cities within blocks and outside them, against chance.

    Examples
    --------
    >>> from analysis import load
    >>> frame_block_tests(load()).loc[0, "block"]
    'national'
    """
    frame = judge_blocks(data).rename(columns={"pairs": "pair_count", **PVALUES})
    return _count_whole(frame.drop(columns=["upper", "lower", "draws"]))


def frame_structure_scopes(data: Dataset) -> pd.DataFrame:
    """Clustering and nestedness against chance, with all networks and in other scopes.

    Examples
    --------
    >>> from analysis import load
    >>> frame_structure_scopes(load()).index.names
    FrozenList(['scope', 'measure'])
    """
    frame = compare_structures(data).rename(columns=PVALUES)
    return frame.drop(columns=["upper", "lower", "upper_error", "lower_error", "draws"])


def frame_overlap_scopes(data: Dataset) -> pd.DataFrame:
    """How many pairs share more or fewer members than chance explains, by scope.

    Examples
    --------
    >>> from analysis import load
    >>> frame_overlap_scopes(load()).loc["definitional_untested", "adjusted_pairs"]
    np.int64(0)
    """
    frame = compare_scopes(data)
    found = name_pairs(data, frame["names"])
    counts = {"networks": "network_count", "members": "members_listed", "pairs": "pair_count"}
    # By one tail the counts would seem to contradict those by both.
    left = ["memberships", "raw_more", "raw_fewer", "adjusted_more", "adjusted_fewer", "names"]
    return frame.rename(columns=counts).drop(columns=left).assign(found_pairs=found)


def frame_omitted(data: Dataset) -> pd.DataFrame:
    """The headlines on pairs and cities without each network, one row each.

    Examples
    --------
    >>> from analysis import load
    >>> frame_omitted(load()).loc[0, "omitted"]
    'none'
    """
    long = omit_each_network(data, headlines=("pairs", "cities"), draws=10_000)
    wide = long.pivot(index="omitted", columns="headline", values="observed")
    wide = wide.reindex(long["omitted"].drop_duplicates()).rename_axis(None, axis=1)
    counts = [str(name) for name in wide if str(name).endswith("_pairs")]
    wide = wide.astype(dict.fromkeys(counts, "Int64"))
    texts = long.pivot(index="omitted", columns="headline", values="names").reindex(wide.index)
    for column, headline in (("found_pairs", "adjusted_pairs"), ("top_cities", "top_cities")):
        wide[column] = texts[headline].astype("str") if headline in texts else ""
    wide["found_pairs"] = name_pairs(data, wide["found_pairs"].fillna(""))
    frame = name_networks(data, wide.reset_index(), ("omitted",))
    frame["omitted"] = frame["omitted"].replace({"": "none"})
    columns = ["density", "testable_pairs", "raw_pairs", "adjusted_pairs", "holm_pairs"]
    columns += ["configuration_pairs", "found_pairs", "top_cities"]
    return frame[["omitted", *(name for name in columns if name in frame)]]


def frame_models(data: Dataset) -> pd.DataFrame:
    """What members of each degree add to the overlaps under both null models.

    Examples
    --------
    >>> from analysis import load
    >>> frame_models(load()).loc[0, "overlap_fixed"]
    np.float64(0.0)
    """
    frame = contrast_models(data).reset_index()
    names = {"degree": "network_count", "members": "members_listed", "fixed": "overlap_fixed"}
    return frame.rename(columns={**names, "configuration": "overlap_configuration"})


def _rank(graph: nx.Graph, mode: str, head: str) -> pd.DataFrame:
    frame = rank_nodes(graph, mode=mode)
    core = set(list_core(graph, mode=mode)["id"])
    flags = {"articulation": frame["articulation"], "core": frame["id"].isin(core)}
    yes = {name: flag.map({True: "yes", False: ""}).astype("str") for name, flag in flags.items()}
    kept = frame[["label", "degree", "betweenness", "closeness", "clustering"]]
    return kept.assign(**yes).rename(columns={"label": head})


def frame_network_positions(data: Dataset) -> pd.DataFrame:
    """Networks with German members by their place in the two-mode graph.

    Examples
    --------
    >>> from analysis import load
    >>> len(frame_network_positions(load()))
    22
    """
    frame = _rank(build_graph(data), "network", "network")
    placed = frame[frame["degree"] > 0].reset_index(drop=True)
    return placed.rename(columns={"degree": "member_count"})


def frame_city_positions(data: Dataset) -> pd.DataFrame:
    """Cities and districts by their place in the two-mode graph.

    Examples
    --------
    >>> from analysis import load
    >>> frame_city_positions(load()).loc[0, "network_count"]
    np.int64(9)
    """
    frame = _rank(build_graph(data), "member", "city")
    return frame.rename(columns={"degree": "network_count"})
