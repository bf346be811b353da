"""What the figures show, in words: alternative texts, computed from the frames that are drawn.

Every number and name comes from the frame. Wording that would need a plural stays with a colon,
so that it reads well for any count.
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.figures.rates import FEW
from analysis.presentation.wording import (
    choose_text,
    format_number,
    join_names,
    name_top,
    name_values,
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
