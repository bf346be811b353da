"""What the figures show, in words: alternative texts, computed from the frames that are drawn.

Every number and name comes from the frame. Wording that would need a plural stays with a colon,
so that it reads well for any count.
"""

from collections.abc import Mapping
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd

from analysis.figures.rates import FEW
from analysis.presentation.wording import (
    choose_text,
    format_number,
    format_share,
    join_names,
    name_top,
    name_values,
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
    return choose_text(
        lang,
        f"{len(networks)} networks on the left and {len(members)} German cities and districts on "
        f"the right, joined by {edges} memberships. Most members: {name_top(networks, lang)}; "
        f"most networks: {name_top(members, lang)}. Networks without a named German member: "
        f"{empty}; cities and districts in one network only: {single}.",
        f"Links {len(networks)} Netzwerke, rechts {len(members)} deutsche Städte und Landkreise, "
        f"verbunden durch {edges} Mitgliedschaften. Die meisten Mitglieder: "
        f"{name_top(networks, lang)}; die meisten Netzwerke: {name_top(members, lang)}. "
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
    return choose_text(
        lang,
        f"{len(networks)} networks on the left and, on the right, the {len(members)} German "
        f"cities and districts that are in two or more of them, joined by {edges} memberships. "
        f"Most of these cities: {name_top(networks, lang)}; most networks: "
        f"{name_top(members, lang)}. In exactly two networks: {two} of {len(members)}.",
        f"Links {len(networks)} Netzwerke, rechts die {len(members)} deutschen Städte und "
        f"Landkreise, die zwei oder mehr von ihnen angehören, verbunden durch {edges} "
        f"Mitgliedschaften. Die meisten dieser Städte: {name_top(networks, lang)}; die meisten "
        f"Netzwerke: {name_top(members, lang)}. In genau zwei Netzwerken: {two} von "
        f"{len(members)}.",
    )


def describe_connected(frame: pd.DataFrame, lang: str, labels: Mapping[str, Any]) -> str:
    """Say what the chart of the most connected cities shows."""
    names = name_values("region", labels, lang)
    counts = frame["region"].value_counts()
    parts = [f"{names.get(code, code)} {counts[code]}" for code in names if code in counts]
    top = [(str(name), int(n)) for name, n in zip(frame["city"], frame["networks"], strict=True)]
    least = int(frame["networks"].min())
    return choose_text(
        lang,
        f"{len(frame)} German cities and districts by the number of their networks, a marker for "
        f"each network by its category; the last rows are those in {least}. Most networks: "
        f"{name_top(top, lang)}. By region: {join_names(parts, lang)}.",
        f"{len(frame)} deutsche Städte und Landkreise nach der Zahl ihrer Netzwerke, mit einem "
        f"Zeichen je Netzwerk nach dessen Kategorie; die letzten Zeilen zeigen jene mit {least}. "
        f"Die meisten Netzwerke: {name_top(top, lang)}. Nach Landesteil: "
        f"{join_names(parts, lang)}.",
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
    return choose_text(
        lang,
        f"Matrix of {frame.shape[0]} German cities and districts (rows) and {frame.shape[1]} "
        f"networks (columns), both by falling number of memberships; {filled} cells are filled "
        f"({share}). Most memberships: {name_top(cities, lang)} among the rows, "
        f"{name_top(networks, lang)} among the columns. In more than one network: {several} of "
        f"{frame.shape[0]}.",
        f"Matrix aus {frame.shape[0]} deutschen Städten und Landkreisen (Zeilen) und "
        f"{frame.shape[1]} Netzwerken (Spalten), beide nach fallender Zahl der Mitgliedschaften; "
        f"{filled} Felder sind gefüllt ({share}). Die meisten Mitgliedschaften: "
        f"{name_top(cities, lang)} in den Zeilen, {name_top(networks, lang)} in den Spalten. In "
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
    return choose_text(
        lang,
        f"Lower half of a matrix of {len(frame)} networks: each cell holds the number of German "
        f"cities and districts that two networks share, the diagonal those of one network. "
        f"Largest overlap: {name_top(pairs, lang)}. Pairs that share at least one: {sharing} of "
        f"{len(pairs)}.",
        f"Untere Hälfte einer Matrix aus {len(frame)} Netzwerken: Jedes Feld enthält die Zahl der "
        f"deutschen Städte und Landkreise, die zwei Netzwerken gemeinsam sind, die Diagonale die "
        f"eines Netzwerks. Größte Überschneidung: {name_top(pairs, lang)}. Paare mit mindestens "
        f"einem gemeinsamen Mitglied: {sharing} von {len(pairs)}.",
    )


def describe_participation(frame: pd.DataFrame, lang: str, labels: Mapping[str, Any]) -> str:
    """Say what participation by region as from `count_participation` shows."""
    names = name_values(str(frame.index.name), labels, lang)
    of = choose_text(lang, "of", "von")
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
        per = choose_text(lang, f"{rate} per 1,000", f"{rate} je 1.000")
        few = row["total"] < FEW
        taking.append(f"{name} {part} {of} {total}" + ("" if few else f" ({per})"))
        large.append(f"{name} {active} {of} {cities}")
    return choose_text(
        lang,
        f"Bars compare the regions of Germany by municipalities that take part in the networks: "
        f"{join_names(taking, lang)}. Of the cities of 100,000 or more inhabitants, those "
        f"that take part: {join_names(large, lang)}.",
        f"Balken vergleichen die Landesteile nach Kommunen, die an den Netzwerken beteiligt sind: "
        f"{join_names(taking, lang)}. Von den Großstädten ab 100.000 Einwohnern sind beteiligt: "
        f"{join_names(large, lang)}.",
    )


def describe_map(frame: pd.DataFrame, lang: str, labels: Mapping[str, Any]) -> str:
    """Say what the map of members, one row each, shows."""
    names = name_values("region", labels, lang)
    placed = frame[frame["latitude"].notna() & frame["longitude"].notna()]
    counts = placed["region"].value_counts()
    parts = [f"{names.get(code, code)} {counts[code]}" for code in names if code in counts]
    top = [(str(name), int(n)) for name, n in zip(placed["label"], placed["degree"], strict=True)]
    several, lost = int((placed["degree"] > 1).sum()), len(frame) - len(placed)
    left = choose_text(
        lang,
        f" Not drawn, for want of coordinates: {lost}.",
        f" Mangels Koordinaten nicht eingezeichnet: {lost}.",
    )
    rest = left if lost else ""
    return choose_text(
        lang,
        f"Map of Germany with state borders and {len(placed)} cities and districts that take part "
        f"in the networks, sized by the number of their networks: {join_names(parts, lang)}. Most "
        f"networks: {name_top(top, lang)}. In more than one network: {several}.{rest}",
        f"Deutschlandkarte mit Ländergrenzen und {len(placed)} an den Netzwerken beteiligten "
        f"Städten und Landkreisen, ihre Größe nach der Zahl der Netzwerke: "
        f"{join_names(parts, lang)}. Die meisten Netzwerke: {name_top(top, lang)}. In mehr "
        f"als einem Netzwerk: {several}.{rest}",
    )
