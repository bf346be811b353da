"""Fixed words of the figures and the form of numbers, in both languages."""

import pandas as pd

from analysis.contract import LANGUAGES

WORDS = {
    "en": {
        "alternative": "Other year given",
        "count": "{count} of {total}",
        "cumulative": "Cumulative",
        "degree_member": "Number: networks of a city",
        "diagonal": "Diagonal: own members",
        "founded": "Founded",
        "interval": "Possible years",
        "isolated": "No member in scope",
        "kilometres": "{number} km",
        "large_cities": "Large cities taking part",
        "members": "Members",
        "memberships_per_million": "Memberships per million inhabitants",
        "networks": "Networks",
        "networks_founded": "Networks founded",
        "none_shared": "Empty: none shared",
        "not_on_map": "Not on the map, no coordinates: {names}",
        "of": "{value} ({count} of {total})",
        "participating_municipality": "Municipalities taking part",
        "participating_district": "Districts taking part",
        "per_1000_municipality": "Taking part per 1,000 municipalities",
        "per_1000_district": "Taking part per 1,000 districts",
        "single": "Only membership of the member",
        "total": "Total",
        "year": "1 year",
        "years": "{number} years",
    },
    "de": {
        "alternative": "Anderes genanntes Jahr",
        "count": "{count} von {total}",
        "cumulative": "Kumuliert",
        "degree_member": "Zahl: Netzwerke einer Stadt",
        "diagonal": "Diagonale: eigene Mitglieder",
        "founded": "Gegründet",
        "interval": "Mögliche Jahre",
        "isolated": "Ohne betrachtetes Mitglied",
        "kilometres": "{number} km",
        "large_cities": "Beteiligte Großstädte",
        "members": "Mitglieder",
        "memberships_per_million": "Mitgliedschaften je Million Einwohner",
        "networks": "Netzwerke",
        "networks_founded": "Gegründete Netzwerke",
        "none_shared": "Leer: keine gemeinsamen",
        "not_on_map": "Nicht auf der Karte, ohne Koordinaten: {names}",
        "of": "{value} ({count} von {total})",
        "participating_municipality": "Beteiligte Kommunen",
        "participating_district": "Beteiligte Landkreise",
        "per_1000_municipality": "Beteiligte je 1.000 Kommunen",
        "per_1000_district": "Beteiligte je 1.000 Landkreise",
        "single": "Einzige Mitgliedschaft",
        "total": "Summe",
        "year": "1 Jahr",
        "years": "{number} Jahre",
    },
}


def words(lang: str) -> dict[str, str]:
    """Give the fixed words of the figures in a language.

    Raises
    ------
    ValueError
        If the language is unknown.

    Examples
    --------
    >>> words("de")["networks"]
    'Netzwerke'
    """
    if lang not in WORDS:
        raise ValueError(f"lang is {lang!r} (allowed: {', '.join(LANGUAGES)})")
    return WORDS[lang]


def format_number(value: float | None, *, lang: str, decimals: int = 0) -> str:
    """Write a number as the language does; not for years, which are never grouped.

    Parameters
    ----------
    value
        A number; None, NaN and NA give a dash.
    lang
        "en" or "de".
    decimals
        Digits after the decimal sign.

    Examples
    --------
    >>> format_number(12345.67, lang="de", decimals=1), format_number(12345.67, lang="en")
    ('12.345,7', '12,346')
    >>> format_number(-0.5, lang="de", decimals=1)
    '−0,5'
    """
    words(lang)
    if value is None or pd.isna(value):
        return "–"
    text = f"{value:,.{decimals}f}".replace("-", "−")
    return text.translate(str.maketrans(",.", ".,")) if lang == "de" else text


def format_share(share: float | None, *, lang: str, decimals: int = 0) -> str:
    r"""Write a share as percent; German sets a space that does not break before the sign.

    Examples
    --------
    >>> format_share(2 / 3, lang="en"), format_share(0.125, lang="de", decimals=1)
    ('67%', '12,5\xa0%')
    """
    if share is None or pd.isna(share):
        return "–"
    sign = "%" if lang == "en" else "\N{NO-BREAK SPACE}%"
    return format_number(100 * share, lang=lang, decimals=decimals) + sign
