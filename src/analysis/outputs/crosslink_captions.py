"""What the figures on cross-linking show, in words: alternative texts, computed from the frames."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.words import format_number


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
        f"oder Kreisen, {cities}; darüber: Paare mit gemeinsamen Organisationen, {firms}, und "
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
        f"{len(frame)} Paare von Netzwerken, je eine Zeile: die Zahl gemeinsamer Städte und Kreise "
        f"neben den mittleren 95 % dessen, was feste Grade hervorbringen. Darüber: "
        f"{int(above.sum())}; darunter: {int(below.sum())}. Am weitesten vom Zufall entfernt: "
        f"{pair} ({first['shared']} gemeinsame, {mean} erwartet). Nach Korrektur auffällig: "
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
        "opsahl_members": ("clustering of cities after Opsahl", "Opsahl-Clustering der Städte"),
        "nodf": ("nestedness", "Nestedness"),
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
        f"{measures} Strukturmaße, je ein Feld, neben den mittleren 95 % dessen, was feste Grade "
        f"hervorbringen: in der ersten Zeile mit allen Netzwerken, dann ohne je eines von {runs}. "
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
