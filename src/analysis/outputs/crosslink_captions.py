"""Figures and tables on cross-linking in words: notes, and alternative texts from the frames."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.presentation.wording import format_number

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


def describe_mixing(frame: pd.DataFrame, lang: str, labels: Mapping[str, Any]) -> str:
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
