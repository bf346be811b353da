"""What the figures show, in words: alternative texts, computed from the frames that are drawn.

Every number and name comes from the frame. Wording that would need a plural stays with a colon,
so that it reads well for any count.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd

from analysis.figures.rates import FEW
from analysis.headers import name_values
from analysis.words import format_number, format_share


def _choose(lang: str, en: str, de: str) -> str:
    return de if lang == "de" else en


def _join(names: Sequence[str], lang: str) -> str:
    """Join names as in a sentence."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {_choose(lang, 'and', 'und')} {names[-1]}"


def _name_top(pairs: Sequence[tuple[str, int]], lang: str, limit: int = 3) -> str:
    """The names that share the highest number, at most `limit`, with the number."""
    most = max((value for _, value in pairs), default=0)
    names = sorted(name for name, value in pairs if value == most)
    shown = names if len(names) <= limit else [*names[:limit], _choose(lang, "others", "weitere")]
    return f"{_join(shown, lang)} ({format_number(most, lang=lang)})"


def describe_timeline(frame: pd.DataFrame, lang: str, labels: Mapping[str, Any]) -> str:
    """Say what a timeline as from `list_foundings` shows."""
    years = frame["founded"].astype("int64")
    recent = int(years.between(2015, 2020).sum())
    spans = int((frame["founded_latest"] > frame["founded"]).fillna(False).sum())
    others = int(frame["founded_alternative"].notna().sum())
    first, last = frame.iloc[0], frame.iloc[-1]
    count = format_number(len(frame), lang=lang)
    return _choose(
        lang,
        f"Timeline of the founding of {count} networks, one row each, from {first['short_name']} "
        f"({first['founded']}) to {last['short_name']} ({last['founded']}). Founded from 2015 to "
        f"2020: {recent} of {count}. Dated to a span of years: {spans}; with another year beside "
        f"the first: {others}.",
        f"Zeitleiste der Gründung von {count} Netzwerken, je eine Zeile, von "
        f"{first['short_name']} ({first['founded']}) bis {last['short_name']} "
        f"({last['founded']}). Gegründet von 2015 bis 2020: {recent} von {count}. Auf eine "
        f"Zeitspanne datiert: {spans}; mit einem weiteren genannten Jahr: {others}.",
    )


def describe_periods(frame: pd.DataFrame, lang: str, labels: Mapping[str, Any]) -> str:
    """Say what foundings per period as from `count_periods` show."""
    counts = frame.drop(columns=["total", "cumulative"])
    most, total = int(frame["total"].max()), int(frame["cumulative"].iloc[-1])
    tops = [str(period) for period, value in frame["total"].items() if value == most]
    found = f"{most} {_choose(lang, 'of', 'von')} {total}"
    if len(tops) > 1:
        peak = _choose(
            lang,
            f"{len(tops)} periods share the highest number, {found} each: {_join(tops, lang)}.",
            f"{len(tops)} Zeiträume teilen sich die höchste Zahl, je {found}: {_join(tops, lang)}.",
        )
    else:
        group = _name_largest(counts.T[tops[0]], lang, labels)
        peak = _choose(
            lang,
            f"Most were founded in {tops[0]}: {found}{group}.",
            f"Die meisten Netzwerke entstanden {tops[0]}: {found}{group}.",
        )
    return _choose(
        lang,
        f"Stacked bars of the networks founded in each of {len(frame)} periods, by category, with "
        f"the cumulative number above. {peak} The periods differ in length.",
        f"Gestapelte Balken der Gründungen in {len(frame)} Zeiträumen nach Kategorie, darüber die "
        f"kumulierte Zahl. {peak} Die Zeiträume sind verschieden lang.",
    )


def _name_largest(counts: "pd.Series[Any]", lang: str, labels: Mapping[str, Any]) -> str:
    """The largest group of one period as the end of a sentence; empty where several are."""
    largest = counts[counts == counts.max()]
    if len(largest) > 1:
        return ""
    code, number = str(largest.index[0]), int(largest.iloc[0])
    name = name_values(str(counts.index.name), labels, lang).get(code, code)
    return _choose(
        lang,
        f", the largest group there being “{name}” ({number})",
        f", darunter am häufigsten „{name}“ ({number})",
    )


def describe_bipartite(graph: nx.Graph, lang: str, labels: Mapping[str, Any]) -> str:
    """Say what the two-mode graph shows."""
    names, sides = dict(graph.nodes(data="label")), dict(graph.nodes(data="bipartite"))
    degrees = {side: [] for side in (0, 1)}  # type: dict[int, list[tuple[str, int]]]
    for node, degree in graph.degree:
        degrees[sides[node]].append((names[node], degree))
    networks, members = degrees[0], degrees[1]
    empty = sum(degree == 0 for _, degree in networks)
    single = sum(degree == 1 for _, degree in members)
    edges = format_number(graph.number_of_edges(), lang=lang)
    return _choose(
        lang,
        f"{len(networks)} networks on the left and {len(members)} German cities and districts on "
        f"the right, joined by {edges} memberships. Most members: {_name_top(networks, lang)}; "
        f"most networks: {_name_top(members, lang)}. Networks without a named German member: "
        f"{empty}; cities and districts in one network only: {single}.",
        f"Links {len(networks)} Netzwerke, rechts {len(members)} deutsche Städte und Landkreise, "
        f"verbunden durch {edges} Mitgliedschaften. Die meisten Mitglieder: "
        f"{_name_top(networks, lang)}; die meisten Netzwerke: {_name_top(members, lang)}. "
        f"Netzwerke ohne namentlich genanntes deutsches Mitglied: {empty}; Städte und Landkreise "
        f"in nur einem Netzwerk: {single}.",
    )


def describe_several(graph: nx.Graph, lang: str, labels: Mapping[str, Any]) -> str:
    """Say what the graph of the members in two or more networks shows."""
    names, sides = dict(graph.nodes(data="label")), dict(graph.nodes(data="bipartite"))
    networks, members = (
        [(names[node], degree) for node, degree in graph.degree if sides[node] == side]
        for side in (0, 1)
    )
    two = sum(degree == 2 for _, degree in members)
    edges = format_number(graph.number_of_edges(), lang=lang)
    return _choose(
        lang,
        f"{len(networks)} networks on the left and, on the right, the {len(members)} German "
        f"cities and districts that are in two or more of them, joined by {edges} memberships. "
        f"Most of these cities: {_name_top(networks, lang)}; most networks: "
        f"{_name_top(members, lang)}. In exactly two networks: {two} of {len(members)}.",
        f"Links {len(networks)} Netzwerke, rechts die {len(members)} deutschen Städte und "
        f"Landkreise, die zwei oder mehr von ihnen angehören, verbunden durch {edges} "
        f"Mitgliedschaften. Die meisten dieser Städte: {_name_top(networks, lang)}; die meisten "
        f"Netzwerke: {_name_top(members, lang)}. In genau zwei Netzwerken: {two} von "
        f"{len(members)}.",
    )


def describe_connected(frame: pd.DataFrame, lang: str, labels: Mapping[str, Any]) -> str:
    """Say what the chart of the most connected cities shows."""
    names = name_values("region", labels, lang)
    counts = frame["region"].value_counts()
    parts = [f"{names.get(code, code)} {counts[code]}" for code in names if code in counts]
    top = [(str(name), int(n)) for name, n in zip(frame["city"], frame["networks"], strict=True)]
    least = int(frame["networks"].min())
    return _choose(
        lang,
        f"{len(frame)} German cities and districts by the number of their networks, a marker for "
        f"each network by its category; the last rows are those in {least}. Most networks: "
        f"{_name_top(top, lang)}. By region: {_join(parts, lang)}.",
        f"{len(frame)} deutsche Städte und Landkreise nach der Zahl ihrer Netzwerke, mit einem "
        f"Zeichen je Netzwerk nach dessen Kategorie; die letzten Zeilen zeigen jene mit {least}. "
        f"Die meisten Netzwerke: {_name_top(top, lang)}. Nach Landesteil: {_join(parts, lang)}.",
    )


def describe_crosstab(frame: pd.DataFrame, lang: str, labels: Mapping[str, Any]) -> str:
    """Say what the cross table of categories and initiatives shows."""
    rows = name_values(str(frame.index.name), labels, lang)
    heads = name_values(str(frame.columns.names[0]), labels, lang)
    counts = frame.xs("networks", axis=1, level=1)
    whole, groups = int(counts.loc["total", "total"]), counts.columns.drop("total")
    sums = [f"{heads.get(str(g), str(g))} {counts.loc['total', g]}" for g in groups]
    parts = [
        f"{rows.get(str(code), str(code))} {count}"
        for code, count in counts["total"].drop("total").items()
    ]
    return _choose(
        lang,
        f"Table of {whole} networks by category (rows) and by who took the initiative (columns), "
        f"with the names in each cell. By initiative: {_join(sums, lang)}. By category: "
        f"{', '.join(parts)}.",
        f"Tabelle der {whole} Netzwerke nach Kategorie (Zeilen) und Gründungsinitiative (Spalten) "
        f"mit den Namen in jedem Feld. Nach Initiative: {_join(sums, lang)}. Nach Kategorie: "
        f"{', '.join(parts)}.",
    )


def describe_types(frame: pd.DataFrame, lang: str, labels: Mapping[str, Any]) -> str:
    """Say what the table of types shows."""
    heads = name_values("initiative", labels, lang)
    kinds = name_values("type", labels, lang)
    sums = frame.drop_duplicates("initiative")
    parts = [
        f"{heads.get(code, code)} {count}"
        for code, count in zip(sums["initiative"], sums["initiative_networks"], strict=True)
    ]
    types = frame[frame["type"].ne("unassigned")].drop_duplicates(["initiative", "type"])
    sizes = [
        (f"“{kinds.get(c, c)}”" if lang == "en" else f"„{kinds.get(c, c)}“", int(n))
        for c, n in zip(types["type"], types["type_networks"], strict=True)
    ]
    twice = [str(name) for name in frame.loc[frame["also_type"].notna(), "network"]]
    open_ones = _join(twice, lang) or _choose(lang, "none", "keines")
    named = frame[frame["network"].notna()]
    count, lone = len(named), int(named["type"].eq("unassigned").sum())
    return _choose(
        lang,
        f"Table of {count} networks by {len(types)} types, with their names and categories: "
        f"{_join(parts, lang)}. Largest type: {_name_top(sizes, lang)}. Assigned to no type: "
        f"{lone}; also named under another type: {open_ones}.",
        f"Tabelle von {count} Netzwerken nach {len(types)} Typen, mit Namen und Kategorien: "
        f"{_join(parts, lang)}. Größter Typ: {_name_top(sizes, lang)}. Keinem Typ zugeordnet: "
        f"{lone}; auch unter einem anderen Typ genannt: {open_ones}.",
    )


def describe_matrix(
    measured: tuple[pd.DataFrame, nx.Graph], lang: str, labels: Mapping[str, Any]
) -> str:
    """Say what the matrix of members and networks shows."""
    frame, graph = measured
    rows, columns = frame.sum(axis=1), frame.sum(axis=0)
    names = dict(graph.nodes(data="label"))
    cities = [(names["member", key], int(value)) for key, value in rows.items()]
    networks = [(names["network", key], int(value)) for key, value in columns.items()]
    filled, several = int(rows.sum()), int((rows > 1).sum())
    share = format_share(filled / frame.size if frame.size else None, lang=lang, decimals=1)
    return _choose(
        lang,
        f"Matrix of {frame.shape[0]} German cities and districts (rows) and {frame.shape[1]} "
        f"networks (columns), both by falling number of memberships; {filled} cells are filled "
        f"({share}). Most memberships: {_name_top(cities, lang)} among the rows, "
        f"{_name_top(networks, lang)} among the columns. In more than one network: {several} of "
        f"{frame.shape[0]}.",
        f"Matrix aus {frame.shape[0]} deutschen Städten und Landkreisen (Zeilen) und "
        f"{frame.shape[1]} Netzwerken (Spalten), beide nach fallender Zahl der Mitgliedschaften; "
        f"{filled} Felder sind gefüllt ({share}). Die meisten Mitgliedschaften: "
        f"{_name_top(cities, lang)} in den Zeilen, {_name_top(networks, lang)} in den Spalten. In "
        f"mehr als einem Netzwerk: {several} von {frame.shape[0]}.",
    )


def describe_shared(frame: pd.DataFrame, lang: str, labels: Mapping[str, Any]) -> str:
    """Say what a square frame of shared members shows."""
    values = frame.to_numpy()
    i, j = np.tril_indices(len(frame), k=-1)
    pairs = [
        (f"{frame.index[b]} – {frame.columns[a]}", int(values[a, b]))
        for a, b in zip(i.tolist(), j.tolist(), strict=True)
    ]
    sharing = sum(value > 0 for _, value in pairs)
    return _choose(
        lang,
        f"Lower half of a matrix of {len(frame)} networks: each cell holds the number of German "
        f"cities and districts that two networks share, the diagonal those of one network. "
        f"Largest overlap: {_name_top(pairs, lang)}. Pairs that share at least one: {sharing} of "
        f"{len(pairs)}.",
        f"Untere Hälfte einer Matrix aus {len(frame)} Netzwerken: Jedes Feld enthält die Zahl der "
        f"deutschen Städte und Landkreise, die zwei Netzwerken gemeinsam sind, die Diagonale die "
        f"eines Netzwerks. Größte Überschneidung: {_name_top(pairs, lang)}. Paare mit mindestens "
        f"einem gemeinsamen Mitglied: {sharing} von {len(pairs)}.",
    )


def describe_participation(frame: pd.DataFrame, lang: str, labels: Mapping[str, Any]) -> str:
    """Say what participation by region as from `count_participation` shows."""
    names = name_values(str(frame.index.name), labels, lang)
    of = _choose(lang, "of", "von")
    taking, large = [], []
    for code, row in frame.iterrows():
        name = names.get(str(code), str(code))
        part, total, rate, cities, active = (
            format_number(row[column], lang=lang, decimals=decimals)
            for column, decimals in {
                "participating": 0,
                "total": 0,
                "participating_per_1000": 1,
                "large_cities": 0,
                "large_cities_participating": 0,
            }.items()
        )
        per = _choose(lang, f"{rate} per 1,000", f"{rate} je 1.000")
        few = row["total"] < FEW
        taking.append(f"{name} {part} {of} {total}" + ("" if few else f" ({per})"))
        large.append(f"{name} {active} {of} {cities}")
    return _choose(
        lang,
        f"Bars compare the regions of Germany by municipalities that take part in the networks: "
        f"{_join(taking, lang)}. Of the cities of 100,000 or more inhabitants take part: "
        f"{_join(large, lang)}.",
        f"Balken vergleichen die Landesteile nach Kommunen, die an den Netzwerken beteiligt sind: "
        f"{_join(taking, lang)}. Von den Großstädten ab 100.000 Einwohnern sind beteiligt: "
        f"{_join(large, lang)}.",
    )


def describe_map(frame: pd.DataFrame, lang: str, labels: Mapping[str, Any]) -> str:
    """Say what the map of members, one row each, shows."""
    names = name_values("region", labels, lang)
    placed = frame[frame["latitude"].notna() & frame["longitude"].notna()]
    counts = placed["region"].value_counts()
    parts = [f"{names.get(code, code)} {counts[code]}" for code in names if code in counts]
    top = [(str(name), int(n)) for name, n in zip(placed["label"], placed["degree"], strict=True)]
    several, lost = int((placed["degree"] > 1).sum()), len(frame) - len(placed)
    left = _choose(
        lang,
        f" Not drawn, for want of coordinates: {lost}.",
        f" Mangels Koordinaten nicht eingezeichnet: {lost}.",
    )
    rest = left if lost else ""
    return _choose(
        lang,
        f"Map of Germany with state borders and {len(placed)} cities and districts that take part "
        f"in the networks, sized by the number of their networks: {_join(parts, lang)}. Most "
        f"networks: {_name_top(top, lang)}. In more than one network: {several}.{rest}",
        f"Deutschlandkarte mit Ländergrenzen und {len(placed)} an den Netzwerken beteiligten "
        f"Städten und Landkreisen, ihre Größe nach der Zahl der Netzwerke: {_join(parts, lang)}. "
        f"Die meisten Netzwerke: {_name_top(top, lang)}. In mehr als einem Netzwerk: {several}."
        f"{rest}",
    )
