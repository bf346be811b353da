"""What the tables that are set as figures show, in words."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.presentation.wording import choose_text, join_names, name_top, name_values


def describe_crosstab(frame: pd.DataFrame, lang: str, labels: Mapping[str, Any]) -> str:
    """Say what the cross table of categories and initiatives shows."""
    rows = name_values(str(frame.index.name), labels, lang)
    heads = name_values(str(frame.columns.names[0]), labels, lang)
    counts = pd.DataFrame(frame.xs("networks", axis=1, level=1))
    whole = dict(
        zip(counts.columns.astype("str"), counts.loc["total"].to_numpy().tolist(), strict=True)
    )
    total = whole.pop("total")
    sums = [f"{heads.get(code, code)} {count}" for code, count in whole.items()]
    sizes = counts["total"].drop("total")
    parts = [
        f"{rows.get(code, code)} {count}"
        for code, count in zip(sizes.index.astype("str"), sizes.tolist(), strict=True)
    ]
    return choose_text(
        lang,
        f"Table of {total} networks by category (rows) and by who took the initiative (columns), "
        f"with the names in each cell. By initiative: {join_names(sums, lang)}. By category: "
        f"{', '.join(parts)}.",
        f"Tabelle der {total} Netzwerke nach Kategorie (Zeilen) und Gründungsinitiative (Spalten) "
        f"mit den Namen in jedem Feld. Nach Initiative: {join_names(sums, lang)}. Nach Kategorie: "
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
    open_ones = join_names(twice, lang) or choose_text(lang, "none", "keines")
    named = frame[frame["network"].notna()]
    count, lone = len(named), int(named["type"].eq("unassigned").sum())
    return choose_text(
        lang,
        f"Table of {count} networks by {len(types)} types, with their names and categories: "
        f"{join_names(parts, lang)}. Largest type: {name_top(sizes, lang)}. Assigned to no type: "
        f"{lone}; also named under another type: {open_ones}.",
        f"Tabelle von {count} Netzwerken nach {len(types)} Typen, mit Namen und Kategorien: "
        f"{join_names(parts, lang)}. Größter Typ: {name_top(sizes, lang)}. Keinem Typ zugeordnet: "
        f"{lone}; auch unter einem anderen Typ genannt: {open_ones}.",
    )
