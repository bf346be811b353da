"""What is exported on cross-links."""

from collections.abc import Mapping
from functools import lru_cache, partial
from typing import Any

import networkx as nx
import pandas as pd

from analysis.crosslinking.chance import (
    LEVEL,
    join_layers,
    judge_blocks,
    judge_overlaps,
    judge_structure,
)
from analysis.crosslinking.figures import (
    plot_cross_links,
    plot_mixing,
    plot_overlap_evidence,
    plot_structure,
)
from analysis.crosslinking.networks import (
    combine_layers,
    compare_blocks,
    list_links,
    tabulate_layer,
)
from analysis.crosslinking.robustness import (
    compare_scopes,
    compare_structures,
    contrast_models,
    omit_each_network,
)
from analysis.data import Dataset
from analysis.graph.build import build_graph, relate_networks
from analysis.graph.structure import list_core, rank_nodes
from analysis.presentation.registry import LISTED, NEEDS, Output, Pair, by_report, draw_plot
from analysis.presentation.style import COLUMN_MM
from analysis.presentation.wording import format_number
from analysis.statistics.overlaps import describe_mixing

CHANCE = (
    "Chance: all lists in which each network has as many members, and each member as many "
    "networks, as here, all equally likely (fixed degrees, drawn by trades).",
    "Zufall: alle Listen, bei denen jedes Netzwerk so viele Mitglieder und jedes Mitglied so "
    "viele Netzwerke hat wie hier, alle gleich wahrscheinlich (feste Grade, gezogen durch Tausch).",
)
PVALUE = (
    "p: two-sided, twice the smaller tail; striking: p at most 5%.",
    "p: zweiseitig, das Doppelte der kleineren Seite; auffällig: p höchstens 5\N{NO-BREAK SPACE}%.",
)
CORRECTED = (
    "Corrected after Benjamini and Hochberg over the pairs that the test could find striking at "
    "all.",
    "Korrigiert nach Benjamini und Hochberg über die Paare, die der Test überhaupt auffällig "
    "finden könnte.",
)
UNTESTED = (
    "“n/a”: a pair that it could not find striking.",
    "„entf.“: ein Paar, das er nicht auffällig finden könnte.",
)
CONFIGURATION = (
    "Degrees on average: the configuration model, in which they hold on average only.",
    "Grade im Mittel: das Konfigurationsmodell, in dem sie nur im Mittel gelten.",
)
MATRIX = (
    "Tested are the shared German members. “+”: members abroad that two "
    "networks share besides. The signs on the diagonal give the category; networks "
    "without any link are left out.",
    "Getestet sind die gemeinsamen deutschen Mitglieder. „+“: außerdem gemeinsame Mitglieder im "
    "Ausland. Die Zeichen auf der Diagonale geben die "
    "Kategorie an; Netzwerke ohne Verbindung sind nicht gezeigt.",
)
SELECTED = (
    "Shown: pairs with an uncorrected p of at most 10%, at most 25; if there is none, the first "
    "ten. 100,000 draws for p, 10,000 for the band.",
    "Gezeigt: Paare mit unkorrigiertem p bis 10\N{NO-BREAK SPACE}%, höchstens 25; gibt es keines, "
    "die ersten zehn. 100.000 Ziehungen für p, 10.000 für das Band.",
)
LISTED_PAIRS = (
    "Listed: pairs that share a member, and those with an uncorrected p of at most 10%. 100,000 "
    "draws for p, 10,000 for the limits of chance.",
    "Aufgeführt: Paare mit gemeinsamem Mitglied und solche mit unkorrigiertem p bis "
    "10\N{NO-BREAK SPACE}%. 100.000 Ziehungen für p, 10.000 für die Grenzen des Zufalls.",
)
RUNS = (
    "Dotted: observed with all networks. 5,000 draws with all networks, 500 in each row without "
    "one.",
    "Gepunktet: beobachtet mit allen Netzwerken. 5.000 Ziehungen mit allen Netzwerken, je 500 in "
    "den Zeilen ohne eines.",
)
MORE_DRAWS = ("20,000 draws each.", "Je 20.000 Ziehungen.")
FEWER_DRAWS = ("5,000 draws each.", "Je 5.000 Ziehungen.")
MEASURES = (
    "Linked pairs: networks that share a member. 4-cycles: two networks with the same two "
    "members. Clustering, 0 to 1: after Robins and Alexander the closed share of paths of three "
    "memberships; after Opsahl that of paths between three networks, or three members. Nestedness "
    "(NODF), 0 to 100: how far short lists are part of longer ones.",
    "Verbundene Paare: Netzwerke mit einem gemeinsamen Mitglied. 4-Zyklen: zwei Netzwerke mit "
    "denselben zwei Mitgliedern. Clustering, 0 bis 1: nach Robins und "
    "Alexander der geschlossene Anteil der Wege aus drei Mitgliedschaften, nach Opsahl der Wege "
    "zwischen drei Netzwerken oder drei Mitgliedern. Verschachtelung (NODF), 0 bis 100: wie weit "
    "kurze Listen in längeren enthalten sind.",
)
ROUNDS = (
    "Autocorrelation between 4,000 chains and themselves some rounds later; in a round each "
    "network trades with another. 4-cycles: two networks with the same two members; overlaps: "
    "shared members of all pairs of networks. Draws are far enough apart where both lines are "
    "below the limit.",
    "Autokorrelation von 4.000 Ketten mit sich selbst einige Runden später; in einer Runde tauscht "
    "jedes Netzwerk mit einem anderen. 4-Zyklen: zwei Netzwerke mit denselben zwei Mitgliedern; "
    "Überschneidungen: gemeinsame Mitglieder aller Netzwerkpaare. Ziehungen liegen weit genug "
    "auseinander, wo beide Linien unter der Grenze sind.",
)
MODELS = (
    "What members in so many networks add to the overlaps of all pairs together: exactly where "
    "degrees are fixed, expected where they hold on average only.",
    "Was Mitglieder in so vielen Netzwerken zu den Überschneidungen aller Paare beitragen: genau "
    "bei festen Graden, erwartet, wo sie nur im Mittel gelten.",
)
STRIKING = (
    "Counted: pairs of networks that share strikingly many or strikingly few members.",
    "Gezählt: Netzwerkpaare mit auffällig vielen oder auffällig wenigen gemeinsamen Mitgliedern.",
)
OMITTED = (
    "10,000 draws each. Density: share of the pairs of networks with listed members that share "
    "any. Cities: those in most networks that are not national, down to the fourth rank.",
    "Je 10.000 Ziehungen. Dichte: Anteil der Paare von Netzwerken mit genannten Mitgliedern, die "
    "welche teilen. Städte: die in den meisten nicht nationalen Netzwerken, bis zum vierten Rang.",
)
LAYERS = (
    "Layers: cities and districts that take part; initiators, carriers, funders and partners; "
    "stated relations.",
    "Ebenen: beteiligte Städte und Landkreise; Initiatoren, Träger, Förderer und Partner; genannte "
    "Beziehungen.",
)
EMPTY = (
    "Empty: none shared, or one of the two names none.",
    "Leer: keine gemeinsamen, oder eines von beiden nennt keine.",
)
SCOPES = (
    "Contained networks: those whose members follow from another network's. Size classes: "
    "municipalities alone, the margins those of the class.",
    "Enthaltene Netzwerke: solche, deren Mitglieder aus denen eines anderen folgen. "
    "Größenklassen: nur Kommunen, mit den Randsummen der Klasse.",
)
PARTS = (
    "Within: both networks in the block; outward: one; outside: none. With lists: both name anyone "
    "in the layer.",
    "Innerhalb: beide Netzwerke im Block; nach außen: eines; außerhalb: keines. Mit Listen: Beide "
    "nennen jemanden in der Ebene.",
)
DENSITY = (
    "Density: share of linked pairs. “n/a”: pairs with lists are counted by layer alone, pairs by "
    "definition over all layers alone.",
    "Dichte: Anteil verbundener Paare. „entf.“: Paare mit Listen sind nur je Ebene gezählt, Paare "
    "aus der Definition nur über alle Ebenen.",
)
POSITIONS = (
    "Two-mode graph. Betweenness: share of the shortest paths that lead through the node; "
    "closeness: within the component, times its share of the nodes; clustering: local, after "
    "Opsahl (2013), “n/a” where there is nothing to close. Articulation point: without it, its "
    "component falls apart. Core: the largest k for which each node keeps k links.",
    "Bipartiter Graph. Zwischenzentralität: Anteil der kürzesten Wege, die durch den Knoten "
    "führen; Nähe: innerhalb der Komponente, mal deren Anteil an den Knoten; Clustering: lokal, "
    "nach Opsahl (2013), „entf.“, wo nichts zu schließen ist. Artikulationspunkt: Ohne ihn "
    "zerfällt seine Komponente. Kern: das größte k, bei dem jeder Knoten k Verbindungen behält.",
)


def _choose(lang: str, en: str, de: str) -> str:
    return de if lang == "de" else en


def _name_first(frame: pd.DataFrame, lang: str, limit: int = 3) -> str:
    """Name the first pairs of a frame, at most `limit`."""
    pairs = [f"{row.network} – {row.other_network}" for row in frame.head(limit).itertuples()]
    more = [] if len(frame) <= limit else [_choose(lang, "others", "weitere")]
    return ", ".join([*pairs, *more]) or _choose(lang, "none", "keine")


def describe_links(frame: pd.DataFrame, lang: str, labels: Mapping[str, Any]) -> str:
    """Say what the matrix of links in three layers shows."""
    networks = len(set(frame["network"]) | set(frame["other_network"]))
    cities, firms = (
        int(frame[name].fillna(0).gt(0).sum()) for name in ("municipalities_all", "organisations")
    )
    stated, several = int(frame["relations"].sum()), int((frame["layers"] > 1).sum())
    kept = frame[frame["corrected"]].assign(
        network=frame["name"], other_network=frame["other_name"]
    )
    names = _name_first(kept, lang)
    more, fewer = (int((frame["evidence"] == sign).sum()) for sign in ("more", "fewer"))
    return _choose(
        lang,
        f"Matrix of {networks} networks. Below the diagonal: pairs that share cities or districts, "
        f"{cities}; above it: pairs that share organisations, {firms}, and stated relations, "
        f"{stated}. Pairs linked in more than one layer: {several}. Overlaps larger than degrees "
        f"explain before correction: {more}, smaller: {fewer}. Striking after correction: {names}.",
        f"Matrix aus {networks} Netzwerken. Unter der Diagonale: Paare mit gemeinsamen Städten "
        f"oder Landkreisen, {cities}; darüber: Paare mit gemeinsamen Organisationen, {firms}, und "
        f"genannte Beziehungen, {stated}. In mehr als einer Ebene verbundene Paare: {several}. Vor "
        f"Korrektur größere Überschneidungen als nach den Graden erwartbar: {more}, kleinere: "
        f"{fewer}. Nach Korrektur auffällig: {names}.",
    )


def describe_evidence(frame: pd.DataFrame, lang: str, labels: Mapping[str, Any]) -> str:
    """Say what the overlaps beside those expected by chance show."""
    above, below = (frame["shared"] > frame["high"]), (frame["shared"] < frame["low"])
    kept = frame[frame["two_sided_adjusted"] <= 0.05]
    first = frame.iloc[0]
    mean = format_number(first["expected"], lang=lang, decimals=1)
    pair = f"{first['network']} – {first['other_network']}"
    return _choose(
        lang,
        f"{len(frame)} pairs of networks, one row each: the number of shared cities and districts "
        f"beside the middle 95% of what fixed degrees produce. Above it: {int(above.sum())}; below "
        f"it: {int(below.sum())}. Farthest from chance: {pair} ({first['shared']} shared, {mean} "
        f"expected). Striking after correction: {_name_first(kept, lang)}.",
        f"{len(frame)} Paare von Netzwerken, je eine Zeile: die Zahl gemeinsamer Städte und "
        f"Landkreise neben den mittleren 95\N{NO-BREAK SPACE}% dessen, was feste Grade "
        f"hervorbringen. Darüber: {int(above.sum())}; darunter: {int(below.sum())}. Am "
        f"weitesten vom Zufall entfernt: {pair} ({first['shared']} gemeinsame, {mean} erwartet). "
        f"Nach Korrektur auffällig: "
        f"{_name_first(kept, lang)}.",
    )


def _is_outside(frame: pd.DataFrame) -> "pd.Series[bool]":
    return (frame["observed"] < frame["low"]) | (frame["observed"] > frame["high"])


def describe_structure(frame: pd.DataFrame, lang: str, labels: Mapping[str, Any]) -> str:
    """Say what the measures of structure beside those expected by chance show."""
    whole = frame[frame["omitted"] == ""]
    outside = whole[_is_outside(whole)]["headline"]
    runs = frame["omitted"].nunique() - 1
    counts = frame[_is_outside(frame) & (frame["omitted"] != "")].groupby("headline").size()
    names = {
        "linked_pairs": ("linked pairs", "verbundene Paare"),
        "four_cycles": ("4-cycles", "4-Zyklen"),
        "robins_alexander": (
            "clustering after Robins and Alexander",
            "Robins–Alexander-Clustering",
        ),
        "opsahl_networks": (
            "clustering of networks after Opsahl",
            "Opsahl-Clustering der Netzwerke",
        ),
        "opsahl_members": (
            "clustering of members after Opsahl",
            "Opsahl-Clustering der Mitglieder",
        ),
        "nodf": ("nestedness", "Verschachtelung"),
    }
    texts = [
        f"{_choose(lang, *names.get(key, (key, key)))} ({counts.get(key, 0)})" for key in outside
    ]
    found = ", ".join(texts) or _choose(lang, "none", "keines")
    measures = frame["headline"].nunique()
    return _choose(
        lang,
        f"{measures} measures of structure, one panel each, beside the middle 95% of what fixed "
        f"degrees produce: in the first row with all networks, then without each of {runs}. "
        f"Outside it with all networks, and in brackets how often without one: {found}.",
        f"{measures} Strukturmaße, je ein Feld, neben den mittleren 95\N{NO-BREAK SPACE}% dessen, "
        f"was feste Grade hervorbringen: in der ersten Zeile mit allen Netzwerken, dann ohne je "
        f"eines von {runs}. "
        f"Außerhalb mit allen Netzwerken, in Klammern wie oft ohne eines: {found}.",
    )


def caption_mixing(frame: pd.DataFrame, lang: str, labels: Mapping[str, Any]) -> str:
    """Say what the autocorrelations show."""
    below = frame[(frame["cycles"] < 0.05) & (frame["overlaps"] < 0.05)]["trades"]
    rounds = str(int(below.iloc[0])) if len(below) else _choose(lang, "none shown", "keiner")
    first = frame.iloc[0]
    one, other = (
        format_number(first[name], lang=lang, decimals=2) for name in ("cycles", "overlaps")
    )
    return _choose(
        lang,
        f"Two falling lines: the autocorrelation of the number of 4-cycles and of the overlaps by "
        f"rounds of trades between draws. After one round: {one} and {other}. Both are below 0.05 "
        f"from this number of rounds on: {rounds}.",
        f"Zwei fallende Linien: die Autokorrelation der Zahl der 4-Zyklen und der Überschneidungen "
        f"nach Tauschrunden zwischen Ziehungen. Nach einer Runde: {one} und {other}. Beide liegen "
        f"unter 0,05 ab dieser Zahl von Runden: {rounds}.",
    )


# Pairs up to this p are drawn; without any, the first ten.
SHOWN = 0.1
MOST = 25
PANELS = (
    "linked_pairs", "four_cycles", "robins_alexander", "opsahl_networks", "opsahl_members", "nodf",
)  # fmt: skip
PAIR = ("network", "other_network")


def name_networks(data: Dataset, frame: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    """Put short names in the place of the ids of networks; what is none stays.

    Examples
    --------
    >>> from analysis import load
    >>> frame = pd.DataFrame({"network": ["civitas"]})
    >>> name_networks(load(), frame, ("network",))["network"].tolist()
    ['CIVITAS']
    """
    names = dict(zip(data.networks["network_id"], data.networks["short_name"], strict=True))
    return frame.assign(**{
        column: frame[column].map(lambda key: names.get(key, key)).astype("str")
        for column in columns
    })  # fmt: skip


def frame_links(data: Dataset) -> pd.DataFrame:
    """Links of each two networks in all layers, with what the test of overlaps says.

    Examples
    --------
    >>> from analysis import load
    >>> frame_links(load())["corrected"].sum() > 0
    np.True_
    """
    return list_links(data, judge_overlaps(data))


def frame_evidence(data: Dataset) -> pd.DataFrame:
    """The pairs whose overlap is farthest from chance, by name, as they are drawn.

    Examples
    --------
    >>> from analysis import load
    >>> frame_evidence(load()).loc[0, "other_network"]
    'Scalable Cities'
    """
    judged = judge_overlaps(data)
    near = judged[judged["two_sided"] <= SHOWN].head(MOST)
    rows = name_networks(data, near if len(near) else judged.head(10), PAIR)
    columns = ["shared", "expected", "low", "high", "two_sided", "two_sided_adjusted"]
    return rows[[*PAIR, *columns, "definitional"]]


def frame_structure(data: Dataset) -> pd.DataFrame:
    """Clustering and nestedness against chance, with all networks and without each.

    Examples
    --------
    >>> from analysis import load
    >>> frame_structure(load())["omitted"].iloc[0]
    ''
    """
    frame = omit_each_network(data, headlines=("structure",), structure_draws=500)
    rows = frame[frame["headline"].isin(PANELS)].drop(columns="names").reset_index(drop=True)
    # What is said of all networks rests on as many draws as in the table of scopes.
    whole = judge_structure(data).rename_axis("headline")
    first = rows["omitted"].eq("")
    for column in ("observed", "expected", "low", "high", "upper", "lower", "two_sided"):
        rows.loc[first, column] = rows.loc[first, "headline"].map(whole[column])
    return name_networks(data, rows, ("omitted",)).reset_index(drop=True)


def frame_mixing(data: Dataset) -> pd.DataFrame:
    """Autocorrelations by the rounds of trades; empty without a table to trade in.

    Examples
    --------
    >>> from analysis import load
    >>> list(frame_mixing(load()))[:3]
    ['trades', 'cycles', 'overlaps']
    """
    matrix, networks, _ = tabulate_layer(data)
    if len(networks) < 2:
        return pd.DataFrame({"trades": [], "cycles": [], "overlaps": [], "error": []})
    return describe_mixing(matrix, draws=4000, seed=2023)


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


def frame_relations(data: Dataset) -> pd.DataFrame:
    """The relations between networks that the report states, with their place in the text.

    Examples
    --------
    >>> from analysis import load
    >>> list(frame_relations(load()))
    ['actor', 'role', 'network', 'source']
    """
    graph = relate_networks(data)
    order = {("network", key): i for i, key in enumerate(data.networks["network_id"])}
    labels = dict(graph.nodes(data="label"))
    edges = sorted(graph.edges(data=True), key=lambda edge: (order[edge[1]], order[edge[0]]))
    records = [
        (labels[one], found["role"], labels[other], found["source"].replace(";", "; "))
        for one, other, found in edges
    ]
    return pd.DataFrame(records, columns=["actor", "role", "network", "source"], dtype="str")


@lru_cache(maxsize=2)
def _count_links(data: Dataset) -> dict[str, int]:
    """How many pairs and networks are linked, and how many pairs strikingly, once corrected."""
    layers = combine_layers(data)
    linked = layers[layers["layers"] > 0]
    found = {
        "pairs": len(layers),
        "linked": len(linked),
        "networks": len({*linked["network"], *linked["other_network"]}),
    }
    judged = judge_overlaps(data)
    striking = judged[judged["two_sided_adjusted"].le(LEVEL)]
    return found | {
        "tested": int(judged["two_sided_adjusted"].notna().sum()),
        "striking": len(striking),
        "many": int(striking["upper"].lt(striking["lower"]).sum()),
        "definitional": int(striking["definitional"].sum()),
    }


def _choose_sign(found: dict[str, int], many: str, few: str, conjunction: str) -> str:
    if not found["striking"] or 0 < found["many"] < found["striking"]:
        return f"{many} {conjunction} {few}"
    return many if found["many"] else few


def tell_links(data: Dataset) -> Pair | None:
    """Tell how closely the networks are linked; None where the data allow no answer.

    Examples
    --------
    >>> from analysis import load
    >>> tell_links(load())[0].split(";")[0]
    '33 of 34 networks share members or a stated relation with another one'
    """
    if len(data.networks) < 2 or not NEEDS["members"][0](data):
        return None
    found = _count_links(data)

    def write(lang: str) -> str:
        number = {name: format_number(count, lang=lang) for name, count in found.items()}
        every = format_number(len(data.networks), lang=lang)
        one = found["striking"] == 1
        if lang == "de":
            text = (
                f"{number['networks']} von {every} Netzwerken teilen Mitglieder oder eine genannte "
                f"Beziehung mit einem anderen, {number['linked']} von {number['pairs']} Paaren "
                f"sind so verbunden."
            )
            verb, pairs = ("teilt", "Paar") if one else ("teilen", "Paare")
            tested = (
                f" Nach Korrektur für alle Vergleiche {verb} {number['striking']} {pairs} "
                f"auffällig {_choose_sign(found, 'viele', 'wenige', 'oder')} deutsche Mitglieder"
            )
            why = "was aus ihrer Definition folgt", f"davon {number['definitional']} per Definition"
        else:
            text = (
                f"{number['networks']} of {every} networks share members or a stated relation with "
                f"another one; {number['linked']} of {number['pairs']} pairs are linked this way."
            )
            tested = (
                f" Corrected for all comparisons, {number['striking']} "
                f"{'pair shares' if one else 'pairs share'} strikingly "
                f"{_choose_sign(found, 'many', 'few', 'or')} German members"
            )
            why = "which follows by definition", f"{number['definitional']} of them by definition"
        if not found["tested"]:
            return text
        if found["definitional"]:
            tested += f", {why[found['definitional'] < found['striking']]}"
        return f"{text}{tested}."

    return write("en"), write("de")


DEFINED = by_report(
    (
        "By definition: Scalable Cities unites the cities of the EU projects, among them those of "
        "the lighthouse exchange (Lighthouse-Austausch), mySMARTLife and MAtchUP; Eurotowns and "
        "Eurocities take cities of different size.",
        "Aus der Definition: Scalable Cities vereint die Städte der EU-Projekte, darunter die des "
        "Lighthouse-Austauschs, von mySMARTLife und MAtchUP; Eurotowns und Eurocities nehmen "
        "Städte verschiedener Größe auf.",
    )
)
BLOCKS = by_report(
    (
        "The four EU networks: Smart Cities Marketplace, mySMARTLife, MAtchUP and Scalable Cities. "
        "Smart-city networks: the national ones and those on smart cities. " + PARTS[0],
        "Die vier EU-Netzwerke: Smart Cities Marketplace, mySMARTLife, MAtchUP und Scalable "
        "Cities. Smart-City-Netzwerke: die nationalen und die zu Smart Cities. " + PARTS[1],
    ),
    PARTS,
)
AGAINST_CHANCE = (CHANCE, PVALUE, CORRECTED)
TEST = (*AGAINST_CHANCE, UNTESTED)
MEMBERS = ("members",)

CROSSLINK_FIGURES = (
    Output(
        name="cross_links",
        kind="figure",
        notebook="04_cross_linking",
        title=(
            "Links between networks in three layers",
            "Verbindungen der Netzwerke in drei Ebenen",
        ),
        measure=frame_links,
        draw=partial(draw_plot, plot_cross_links),
        describe=describe_links,
        notes=(LAYERS, MATRIX, *AGAINST_CHANCE, DEFINED, LISTED),
        needs=MEMBERS,
    ),
    Output(
        name="overlap_evidence",
        kind="figure",
        notebook="04_cross_linking",
        title=(
            "Overlaps farthest from chance",
            "Überschneidungen, die am weitesten vom Zufall abweichen",
        ),
        measure=frame_evidence,
        draw=partial(draw_plot, plot_overlap_evidence),
        describe=describe_evidence,
        notes=(SELECTED, *TEST, DEFINED, LISTED),
        needs=MEMBERS,
    ),
    Output(
        name="structure_against_chance",
        kind="figure",
        notebook="04_cross_linking",
        title=(
            "Clustering and nestedness against chance, also without each network in turn",
            "Clustering und Verschachtelung gegenüber dem Zufall, auch ohne je ein Netzwerk",
        ),
        measure=frame_structure,
        draw=partial(draw_plot, plot_structure),
        describe=describe_structure,
        notes=(MEASURES, CHANCE, RUNS, LISTED),
        needs=MEMBERS,
    ),
    Output(
        name="mixing",
        kind="figure",
        notebook="04_cross_linking",
        title=(
            "How soon the draws forget where they started",
            "Wie bald die Ziehungen ihren Ausgangspunkt vergessen",
        ),
        measure=frame_mixing,
        draw=partial(draw_plot, plot_mixing),
        widths=(COLUMN_MM,),
        describe=caption_mixing,
        notes=(ROUNDS, LISTED),
        needs=MEMBERS,
    ),
)
CROSSLINK_TABLES = (
    Output(
        name="cross_link_pairs",
        kind="table",
        notebook="04_cross_linking",
        title=(
            "Shared German members of each two networks, against chance",
            "Gemeinsame deutsche Mitglieder je zweier Netzwerke gegenüber dem Zufall",
        ),
        measure=frame_pairs,
        notes=(LISTED_PAIRS, *TEST, CONFIGURATION, DEFINED, LISTED),
        needs=MEMBERS,
    ),
    Output(
        name="cross_link_layers",
        kind="table",
        notebook="04_cross_linking",
        title=("Linked networks by layer", "Verbundene Netzwerke nach Ebene"),
        measure=frame_layers,
        notes=(LAYERS, EMPTY, LISTED),
    ),
    Output(
        name="cross_link_blocks",
        kind="table",
        notebook="04_cross_linking",
        title=(
            "Links within blocks of networks and outside them",
            "Verbindungen innerhalb und außerhalb von Blöcken",
        ),
        measure=frame_blocks,
        notes=(BLOCKS, DENSITY, LAYERS, LISTED),
    ),
    Output(
        name="cross_link_block_tests",
        kind="table",
        notebook="04_cross_linking",
        title=(
            "Shared German members within blocks and outside them, against chance",
            "Gemeinsame deutsche Mitglieder in und außerhalb von Blöcken gegenüber dem Zufall",
        ),
        measure=frame_block_tests,
        notes=(BLOCKS, CHANCE, PVALUE, FEWER_DRAWS, LISTED),
        needs=MEMBERS,
    ),
    Output(
        name="cross_link_scopes",
        kind="table",
        notebook="04_cross_linking",
        title=(
            "Pairs of networks that share strikingly many or few members, by scope",
            "Netzwerkpaare mit auffällig vielen oder wenigen gemeinsamen Mitgliedern, nach Auswahl",
        ),
        measure=frame_overlap_scopes,
        notes=(STRIKING, *TEST, CONFIGURATION, MORE_DRAWS, SCOPES, LISTED),
        needs=MEMBERS,
    ),
    Output(
        name="cross_link_models",
        kind="table",
        notebook="04_cross_linking",
        title=(
            "Why the configuration model expects more overlap",
            "Warum das Konfigurationsmodell mehr Überschneidung erwartet",
        ),
        measure=frame_models,
        notes=(MODELS, LISTED),
        needs=MEMBERS,
    ),
    Output(
        name="structure_scopes",
        kind="table",
        notebook="04_cross_linking",
        title=(
            "Clustering and nestedness against chance, by scope",
            "Clustering und Verschachtelung gegenüber dem Zufall, nach Auswahl",
        ),
        measure=frame_structure_scopes,
        notes=(MEASURES, CHANCE, PVALUE, FEWER_DRAWS, SCOPES, LISTED),
        needs=MEMBERS,
    ),
    Output(
        name="leave_one_out",
        kind="table",
        notebook="04_cross_linking",
        title=(
            "The findings on cross-links without each network in turn",
            "Die Befunde zur Quervernetzung ohne je ein Netzwerk",
        ),
        measure=frame_omitted,
        notes=(STRIKING, *TEST, CONFIGURATION, OMITTED, LISTED),
        needs=MEMBERS,
    ),
    Output(
        name="network_positions",
        kind="table",
        notebook="04_cross_linking",
        title=("Networks by their place in the graph", "Netzwerke nach ihrer Lage im Graphen"),
        measure=frame_network_positions,
        notes=(POSITIONS, LISTED),
        needs=MEMBERS,
    ),
    Output(
        name="city_positions",
        kind="table",
        notebook="04_cross_linking",
        title=(
            "Cities and districts by their place in the graph",
            "Städte und Landkreise nach ihrer Lage im Graphen",
        ),
        measure=frame_city_positions,
        notes=(POSITIONS, LISTED),
        needs=MEMBERS,
    ),
)
CROSSLINK_ENTRIES = (*CROSSLINK_FIGURES, *CROSSLINK_TABLES)

RELATION_TABLES = (
    Output(
        name="network_relations",
        kind="table",
        notebook="04_cross_linking",
        title=("Stated relations between networks", "Genannte Beziehungen zwischen Netzwerken"),
        measure=frame_relations,
    ),
)
