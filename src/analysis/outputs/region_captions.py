"""Alternative texts of the figures on East and West, in both languages."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.presentation.wording import format_interval, format_number, name_term, name_values


def _choose(lang: str, en: str, de: str) -> str:
    return de if lang == "de" else en


def _write(row: Mapping[Any, Any], lang: str) -> str:
    """A ratio with its limits."""
    return format_interval(row["ratio"], row["lower"], row["upper"], lang=lang)


def describe_rates(frame: pd.DataFrame, lang: str, labels: Mapping[str, Any]) -> str:
    """Say what rates by region as from `rate_regions` show."""
    regions = name_values("region", labels, lang)
    parts = []
    for denominator in ("municipalities", "cities_100000"):
        rows = frame[frame["denominator"].eq(denominator)]
        counts = [
            f"{regions.get(row['region'], row['region'])} {format_number(row['count'], lang=lang)} "
            f"{_choose(lang, 'of', 'von')} {format_number(row['base'], lang=lang)}"
            for row in rows.to_dict("records")
        ]
        if counts:
            parts.append(f"{name_term(f'of_{denominator}', lang)}: {', '.join(counts)}.")
    panels = frame["denominator"].nunique()
    return _choose(
        lang,
        f"{panels} panels compare the regions of Germany by who takes part, each out of another "
        f"denominator, with 95% intervals. {' '.join(parts)}",
        f"{panels} Felder vergleichen die Landesteile nach Beteiligung, jedes mit anderem Bezug, "
        f"mit 95-%-Intervallen. {' '.join(parts)}",
    )


def describe_ratios(frame: pd.DataFrame, lang: str, labels: Mapping[str, Any]) -> str:
    """Say what the headline ratios as from `compare_headlines` show."""
    first = frame[frame["berlin"].eq(frame["berlin"].iloc[0])].set_index("comparison")
    parts = [
        f"{name_term(f'compare_{code}', lang)} {_write(first.loc[code].to_dict(), lang)}"
        for code in ("municipalities", "cities_100000", "per_million", "strata")
        if code in first.index
    ]
    rows, sure = len(frame), int(((frame["upper"] < 1) | (frame["lower"] > 1)).sum())
    return _choose(
        lang,
        f"Ratios of East to West with 95% intervals, on a logarithmic scale, each for Berlin apart "
        f"and in the East. Berlin apart: {'; '.join(parts)}. Intervals that lie on one side of 1: "
        f"{sure} of {rows}.",
        f"Verhältnisse von Ost zu West mit 95-%-Intervallen auf logarithmischer Skala, jeweils mit "
        f"Berlin gesondert und im Osten. Berlin gesondert: {'; '.join(parts)}. "
        f"Intervalle auf einer Seite von 1: {sure} von {rows}.",
    )


def describe_specifications(frame: pd.DataFrame, lang: str, labels: Mapping[str, Any]) -> str:
    """Say what the specification curve shows."""
    below, number = int(frame["ratio"].lt(1).sum()), len(frame)
    sure, other = int(frame["upper"].lt(1).sum()), int(frame["lower"].gt(1).sum())
    low, high = (
        format_number(value, lang=lang, decimals=2)
        for value in (frame["ratio"].min(), frame["ratio"].max())
    )
    return _choose(
        lang,
        f"{number} specifications sorted by the ratio of East to West, from {low} to {high}, with "
        f"95% intervals above and their settings as marks below. In {below} the East is lower; in "
        f"{sure} the whole interval lies under 1, in {other} above 1.",
        f"{number} Spezifikationen, sortiert nach dem Verhältnis von Ost zu West, von {low} bis "
        f"{high}, oben mit 95-%-Intervallen, darunter ihre Einstellungen als Striche. In {below} "
        f"ist der Osten niedriger; in {sure} liegt das ganze Intervall unter 1, in {other} über 1.",
    )


def describe_bounds(frame: pd.DataFrame, lang: str, labels: Mapping[str, Any]) -> str:
    """Say what bounds as from `bound_participation` show."""
    parts = []
    for counting in dict.fromkeys(frame["counting"]):
        own = frame[frame["counting"].eq(counting)]
        ends = own[own["scenario"].isin(["east", "west"])]["ratio"]
        none, drawn = (own[own["scenario"].eq(code)]["ratio"] for code in ("none", "drawn"))
        values = [none.iloc[0], drawn.iloc[0], ends.min(), ends.max()]
        listed, like, low, high = (format_number(value, lang=lang, decimals=2) for value in values)
        name = name_term(f"counted_{counting}", lang)
        parts.append(
            _choose(
                lang,
                f"{name}: {listed} as named, {like} if drawn like the named, from {low} to "
                f"{high} at the bounds.",
                f"{name}: {listed} wie genannt, {like} bei Ziehung wie die genannten, {low} bis "
                f"{high} an den Grenzen.",
            )
        )
    return _choose(
        lang,
        "Ratio of East to West, on a logarithmic scale, if members that are counted but not named "
        f"were known. {' '.join(parts)}",
        "Verhältnis von Ost zu West auf logarithmischer Skala, wären die gezählten, aber nicht "
        f"genannten Mitglieder bekannt. {' '.join(parts)}",
    )
