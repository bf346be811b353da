"""What is exported on cross-links."""

from collections.abc import Sequence

import pandas as pd

from analysis.crosslinking.chance import NUMBERS, judge_blocks, judge_overlaps, judge_structure
from analysis.crosslinking.figures import (
    DRAWN,
    plot_cross_links,
    plot_overlap_evidence,
    plot_structure,
)
from analysis.crosslinking.networks import (
    LAYERS,
    LEVEL,
    PAIR,
    combine_layers,
    compare_blocks,
    join_layers,
    list_links,
    trace_links,
)
from analysis.crosslinking.robustness import (
    PAIR_HEADLINES,
    compare_scopes,
    compare_structures,
    omit_each_network,
)
from analysis.data import Dataset
from analysis.graph.build import build_graph, relate_networks
from analysis.graph.structure import list_core, rank_nodes
from analysis.presentation.registry import LISTED, NEEDS, finding, once, register
from analysis.presentation.wording import Wording

NOTEBOOK = "04_cross_linking"
SUPPLEMENT = "supplement/S1_cross_linking"
MEMBERS = ("members",)
AGAINST_CHANCE = ("crosslinking.chance", "crosslinking.pvalue", "crosslinking.corrected")
TEST = (*AGAINST_CHANCE, "crosslinking.untested")
COUNTS = ("crosslinking.striking", *TEST, "crosslinking.configuration")
FEWER_DRAWS = ("crosslinking.chance", "crosslinking.pvalue", "crosslinking.fewer_draws")
DEFINED = (("crosslinking.defined", None), LISTED)
BLOCKS = ("crosslinking.blocks", "crosslinking.parts")
# Pairs up to this p are drawn; without any, the first ten.
SHOWN = 0.1
MOST = 25
PANELS = (
    "linked_pairs", "four_cycles", "robins_alexander", "opsahl_networks", "opsahl_members", "nodf",
)  # fmt: skip
# What tables print of the tests; the tails themselves follow from the two-sided p.
PVALUES = {
    "two_sided": "p_two_sided", "two_sided_adjusted": "p_adjusted",
    "configuration_two_sided": "p_configuration",
}  # fmt: skip

judge_once = once(judge_overlaps)


def _name_first(frame: pd.DataFrame, say: Wording, limit: int = 3) -> str:
    """Name the first pairs of a frame, at most `limit`."""
    pairs = [f"{row.network} – {row.other_network}" for row in frame.head(limit).itertuples()]
    more = [] if len(frame) <= limit else [say("say.others")]
    return ", ".join([*pairs, *more]) or say("crosslinking.no_pairs")


def _count_links(frame: pd.DataFrame, say: Wording) -> dict[str, str]:
    """Count the linked pairs and their networks, and the pairs of each layer."""
    linked = frame[frame["layers"].gt(0)]
    counts = {name: int(linked[name].fillna(0).gt(0).sum()) for name in DRAWN}
    networks = len(set(linked["network"]) | set(linked["other_network"]))
    counts |= {"pairs": len(linked), "networks": networks}
    counts["several"] = int(linked["layers"].gt(1).sum())
    return {name: say.number(count) for name, count in counts.items()}


def describe_evidence(frame: pd.DataFrame, say: Wording) -> str:
    """Say what the overlaps beside those expected by chance show."""
    kept, first = frame[frame["two_sided_adjusted"] <= LEVEL], frame.iloc[0]
    return say(
        "overlap_evidence.alt", count=len(frame),
        above=int((frame["shared"] > frame["high"]).sum()),
        below=int((frame["shared"] < frame["low"]).sum()), shared=first["shared"],
        pair=f"{first['network']} – {first['other_network']}",
        mean=say.number(first["expected"], 1), names=_name_first(kept, say),
    )  # fmt: skip


def tell_evidence(frame: pd.DataFrame, say: Wording) -> str:
    """Say that no overlap is striking once corrected, if none is."""
    tested = frame["two_sided_adjusted"].dropna()
    return say("overlap_evidence.tells") if len(tested) and tested.gt(LEVEL).all() else ""


def describe_structure(frame: pd.DataFrame, say: Wording) -> str:
    """Say what the measures of structure beside those expected by chance show."""
    outside = frame[(frame["observed"] < frame["low"]) | (frame["observed"] > frame["high"])]
    whole, without = (outside[(outside["omitted"] == "") == all_] for all_ in (True, False))
    counts = without.groupby("headline").size()
    names = say.codes("measure") | say.texts("measure.plain")
    texts = [f"{names.get(key, key)} ({counts.get(key, 0)})" for key in whole["headline"]]
    return say(
        "structure_against_chance.alt", measures=frame["headline"].nunique(),
        runs=frame["omitted"].nunique() - 1,
        found=", ".join(texts) or say("say.none"),
    )  # fmt: skip


def name_networks(data: Dataset, frame: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Put short names in the place of the ids of networks; what is none stays."""
    names = data.networks.set_index("network_id")["short_name"].to_dict()
    return frame.replace(dict.fromkeys(columns, names))


@register("cross_links", NOTEBOOK, "cross_links.shades", LISTED, method=("crosslinking.layers",),
          alt=lambda frame, say: say("cross_links.alt", **_count_links(frame, say)),
          tells=lambda frame, say: say("cross_links.tells", **_count_links(frame, say)),
          plot=plot_cross_links, needs=MEMBERS)  # fmt: skip
def frame_links(data: Dataset) -> pd.DataFrame:
    """Links of each two networks in all layers, with what the test of overlaps says."""
    return list_links(data, judge_once(data))


@register("overlap_evidence", NOTEBOOK, "crosslinking.selected", method=(*TEST, *DEFINED),
          plot=plot_overlap_evidence, alt=describe_evidence, tells=tell_evidence,
          needs=MEMBERS)  # fmt: skip
def frame_evidence(data: Dataset) -> pd.DataFrame:
    """The pairs whose overlap is farthest from chance, by name, as they are drawn."""
    judged = judge_once(data)
    near = judged[judged["two_sided"] <= SHOWN].head(MOST)
    rows = name_networks(data, near if len(near) else judged.head(10), PAIR)
    columns = ["shared", "expected", "low", "high", "two_sided", "two_sided_adjusted"]
    return rows[[*PAIR, *columns, "definitional"]]


@register("structure_against_chance", SUPPLEMENT, LISTED,
          method=("crosslinking.measures", "crosslinking.chance", "crosslinking.runs"),
          plot=plot_structure, alt=describe_structure, needs=MEMBERS)  # fmt: skip
def frame_structure(data: Dataset) -> pd.DataFrame:
    """Clustering and nestedness against chance, with all networks and without each."""
    frame = omit_each_network(data, headlines=("structure",))
    # What is said of all networks rests on as many draws as in the table of scopes.
    whole = judge_structure(data).reset_index(names="headline").assign(omitted="")
    rows = pd.concat([whole, frame[frame["omitted"] != ""]])[["omitted", "headline", *NUMBERS]]
    rows = rows[rows["headline"].isin(PANELS)].reset_index(drop=True)
    return name_networks(data, rows, ("omitted",))


def name_pairs(data: Dataset, texts: "pd.Series[str]") -> "pd.Series[str]":
    """Put the names of networks into texts such as "a – b; a – c"."""
    names = data.networks.set_index("network_id")["short_name"].to_dict()

    def rename(text: str) -> str:
        pairs = [pair.split(" – ") for pair in text.split("; ") if pair]
        return "; ".join(" – ".join(names.get(key, key) for key in pair) for pair in pairs)

    return texts.map(rename).astype("str")


def _count_whole(frame: pd.DataFrame) -> pd.DataFrame:
    """Make counts whole numbers where all of them are; means stay what they are."""
    counts = [name for name in ("observed", "low", "high") if name in frame]
    whole = [name for name in counts if frame[name].dropna().mod(1).eq(0).all()]
    return frame.astype(dict.fromkeys(whole, "Int64"))


@register("cross_link_pairs", NOTEBOOK, "crosslinking.listed_pairs", *TEST,
          "crosslinking.configuration", *DEFINED, needs=MEMBERS)  # fmt: skip
def frame_pairs(data: Dataset) -> pd.DataFrame:
    """The pairs of networks that share German members, or strikingly few, and their tests."""
    judged = judge_once(data)
    judged = judged[(judged["shared"] > 0) | (judged["two_sided"] <= SHOWN)]
    sizes = {"size": "members_of", "other_size": "members_of_other"}
    named = name_networks(data, judged, PAIR).rename(columns=PVALUES | sizes)
    columns = [*PAIR, "shared", *sizes.values(), "expected", "low", "high", *PVALUES.values()]
    return _count_whole(named[[*columns, "effect"]].reset_index(drop=True))


@register("cross_link_layers", NOTEBOOK, "crosslinking.layers", "crosslinking.empty", LISTED)
def frame_layers(data: Dataset) -> pd.DataFrame:
    """The pairs of networks that are linked, by layer."""
    links = combine_layers(data)
    stated = links["relations"].map({True: "stated", False: ""}).astype("str")
    counts = {name: f"shared_{name}" for name in LAYERS[:-1]}
    frame = name_networks(data, links.assign(relation=stated), PAIR).rename(columns=counts)
    columns = [*PAIR, "layers", *counts.values(), "relation"]
    return frame.loc[frame["layers"] > 0, columns].reset_index(drop=True)


def note_first(data: Dataset, say: Wording) -> str:
    """Name the cities in most networks."""
    names = trace_links(data)["names"].iloc[-1]
    return say("link_bases.first", names=say.join(names.split("; "))) if names else ""


@register("link_bases", NOTEBOOK, "link_bases.note", note_first)
def frame_bases(data: Dataset) -> pd.DataFrame:
    """On what the links rest: on one member, on public bodies, on the cities in most networks."""
    return trace_links(data).drop(columns="names")


@register("cross_link_blocks", NOTEBOOK, BLOCKS, "crosslinking.density", "crosslinking.layers",
          LISTED)  # fmt: skip
def frame_blocks(data: Dataset) -> pd.DataFrame:
    """Links within blocks of networks and outside them, by layer and in any of them."""
    together = join_layers(data).assign(layer="any")
    frame = pd.concat([compare_blocks(data), together], ignore_index=True)
    names = {"pairs": "pair_count", "listed_pairs": "pairs_listed"}
    texts, counts = ["layer", "block", "part"], [*names.values(), "linked"]
    columns = [*texts, *counts, "density", "density_listed", "density_otherwise"]
    types = dict.fromkeys(texts, "str") | dict.fromkeys(counts, "Int64")
    return frame.rename(columns=names)[columns].astype(types)


@register("cross_link_block_tests", NOTEBOOK, BLOCKS, *FEWER_DRAWS, LISTED, needs=MEMBERS)
def frame_block_tests(data: Dataset) -> pd.DataFrame:
    """Shared cities within blocks and outside them, against chance."""
    frame = judge_blocks(data).rename(columns={"pairs": "pair_count", **PVALUES})
    return _count_whole(frame.drop(columns=["upper", "lower", "draws"]))


@register("structure_scopes", SUPPLEMENT, "crosslinking.measures", *FEWER_DRAWS,
          "crosslinking.scopes", LISTED, needs=MEMBERS)  # fmt: skip
def frame_structure_scopes(data: Dataset) -> pd.DataFrame:
    """Clustering and nestedness against chance, with all networks and in other scopes."""
    frame = compare_structures(data).rename(columns=PVALUES)
    return frame.drop(columns=["upper", "lower", "upper_error", "lower_error", "draws"])


@register("cross_link_scopes", SUPPLEMENT, *COUNTS, "crosslinking.more_draws",
          "crosslinking.scopes", LISTED, needs=MEMBERS)  # fmt: skip
def frame_overlap_scopes(data: Dataset) -> pd.DataFrame:
    """How many pairs share more or fewer members than chance explains, by scope."""
    frame = compare_scopes(data)
    found = name_pairs(data, frame["names"])
    counts = {"networks": "network_count", "members": "members_listed", "pairs": "pair_count"}
    # By one tail the counts would seem to contradict those by both.
    left = ["memberships", "raw_more", "raw_fewer", "adjusted_more", "adjusted_fewer", "names"]
    return frame.rename(columns=counts).drop(columns=left).assign(found_pairs=found)


@register("leave_one_out", SUPPLEMENT, *COUNTS, "crosslinking.omitted", LISTED,
          needs=MEMBERS)  # fmt: skip
def frame_omitted(data: Dataset) -> pd.DataFrame:
    """The headlines on pairs and cities without each network, one row each."""
    long = omit_each_network(data, headlines=("pairs", "cities"))
    order = long["omitted"].drop_duplicates()
    wide, texts = (
        long.pivot(index="omitted", columns="headline", values=values).reindex(order)
        for values in ("observed", "names")
    )
    # No pair is left where but one network is.
    names = texts.reindex(columns=["adjusted_pairs", "top_cities"]).fillna("").astype("str")
    found = name_pairs(data, names["adjusted_pairs"])
    counts = [name for name in PAIR_HEADLINES if name in wide and name != "density"]
    wide = wide.astype(dict.fromkeys(counts, "Int64")).rename_axis(None, axis=1)
    wide = wide.assign(found_pairs=found, top_cities=names["top_cities"]).reset_index()
    frame = name_networks(data, wide, ("omitted",)).replace({"omitted": {"": "none"}})
    columns = ["omitted", *PAIR_HEADLINES, "found_pairs", "top_cities"]
    return frame[[name for name in columns if name in frame]]


def _rank(data: Dataset, mode: str, names: dict[str, str]) -> pd.DataFrame:
    graph = build_graph(data)
    frame = rank_nodes(graph, mode=mode)
    core = set(list_core(graph, mode=mode)["id"])
    flags = {"articulation": frame["articulation"], "core": frame["id"].isin(core)}
    yes = {name: flag.map({True: "yes", False: ""}).astype("str") for name, flag in flags.items()}
    kept = frame[["label", "degree", "betweenness", "closeness", "clustering"]]
    return kept.assign(**yes).rename(columns=names)


@register("network_positions", SUPPLEMENT, "crosslinking.positions", LISTED, needs=MEMBERS)
def frame_network_positions(data: Dataset) -> pd.DataFrame:
    """Networks with German members by their place in the two-mode graph."""
    frame = _rank(data, "network", {"label": "network", "degree": "member_count"})
    return frame[frame["member_count"] > 0].reset_index(drop=True)


@register("city_positions", SUPPLEMENT, "crosslinking.positions", LISTED, needs=MEMBERS)
def frame_city_positions(data: Dataset) -> pd.DataFrame:
    """Cities and districts by their place in the two-mode graph."""
    return _rank(data, "member", {"label": "city", "degree": "network_count"})


@register("network_relations", NOTEBOOK)
def frame_relations(data: Dataset) -> pd.DataFrame:
    """The relations between networks that the report states, with their place in the text."""
    graph = relate_networks(data)
    order = {("network", key): i for i, key in enumerate(data.networks["network_id"])}
    labels = dict(graph.nodes(data="label"))
    edges = sorted(graph.edges(data=True), key=lambda edge: (order[edge[1]], order[edge[0]]))
    records = [
        (labels[one], found["role"], labels[other], found["source"].replace(";", "; "))
        for one, other, found in edges
    ]
    return pd.DataFrame(records, columns=["actor", "role", "network", "source"], dtype="str")


@finding("crosslinking", "cross_links", "overlap_evidence", "cross_link_pairs")
def tell_links(data: Dataset, say: Wording) -> str | None:
    """Say how closely the networks are linked, and how many pairs strikingly, once corrected."""
    if len(data.networks) < 2 or not NEEDS["members"][0](data):
        return None
    layers, judged = combine_layers(data), judge_once(data)
    linked = layers[layers["layers"] > 0]
    text = say(
        "crosslinking.finding", every=say.number(len(data.networks)), pairs=say.number(len(layers)),
        networks=say.number(len({*linked["network"], *linked["other_network"]})),
        linked=say.number(len(linked)),
    )  # fmt: skip
    if not judged["two_sided_adjusted"].notna().any():
        return text
    striking = judged[judged["two_sided_adjusted"].le(LEVEL)]
    number, definitional = len(striking), int(striking["definitional"].sum())
    if not number:
        return f"{text} {say('crosslinking.finding_tested_none')}"
    many = int(striking["upper"].lt(striking["lower"]).sum())
    sign = "many_or_few" if 0 < many < number else "many" if many else "few"
    kind = "all_definitional" if definitional == number else "some_definitional"
    why = say(f"crosslinking.{kind}", number=say.number(definitional)) if definitional else ""
    tested = say(
        f"crosslinking.finding_tested{'_one' if number == 1 else ''}", why=why,
        striking=say.number(number), many=say(f"crosslinking.{sign}"),
    )  # fmt: skip
    return f"{text} {tested}"
