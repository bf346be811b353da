"""Headers and cells of tables in words: of the contract, and of what only the measures know.

Columns and codes of the data have their words in the contract; the measures add columns (rates,
sums), values (readings, settings) and gaps, which have theirs here.
"""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from analysis.contract import LANGUAGES
from analysis.contract import labels as find_labels
from analysis.contract import title as find_title

# English, German.
TERMS: dict[str, tuple[str, str]] = {
    "actor": ("Acting network", "Handelndes Netzwerk"),
    "all": ("All networks", "Alle Netzwerke"),
    "also_named": (
        "Also named here, coded under another type",
        "Hier auch genannt, anders kodiert",
    ),
    "alternative": ("Other reading", "Andere Lesart"),
    "berlin_as": ("Berlin counted as", "Berlin gezählt als"),
    "city": ("City or district", "Stadt oder Landkreis"),
    "coded": ("As coded", "Wie kodiert"),
    "conflicts": (
        "Of these, also named under another type",
        "Davon auch unter anderem Typ genannt",
    ),
    "counted": ("Networks counted", "Gezählte Netzwerke"),
    "counted_unit": ("Unit counted", "Gezählte Einheit"),
    "cumulative": ("Cumulative", "Kumuliert"),
    "exclude": ("Left out", "Nicht gezählt"),
    "explicit": ("Explicit smart-city networks", "Explizite Smart-City-Netzwerke"),
    "foundings": ("Foundings", "Gründungen"),
    "german_municipalities_precision": (
        "German municipalities reported, precision",
        "Genannte Zahl deutscher Kommunen, Art der Angabe",
    ),
    "large_cities": ("Large cities", "Großstädte"),
    "large_cities_participating": ("Large cities taking part", "Beteiligte Großstädte"),
    "listed_districts": ("German districts named", "Benannte deutsche Landkreise"),
    "listed_municipalities": ("German municipalities named", "Benannte deutsche Kommunen"),
    "listed_others": ("Other German members named", "Andere benannte deutsche Mitglieder"),
    "member_count": ("German members", "Deutsche Mitglieder"),
    "members_precision": (
        "Members reported, precision",
        "Genannte Mitgliederzahl, Art der Angabe",
    ),
    "memberships": ("Memberships", "Mitgliedschaften"),
    "memberships_per_1000": (
        "Memberships per 1,000 municipalities",
        "Mitgliedschaften je 1.000 Kommunen",
    ),
    "memberships_per_million": (
        "Memberships per million inhabitants",
        "Mitgliedschaften je Million Einwohner",
    ),
    "missing": ("Missing", "Fehlend"),
    "names": ("Networks", "Netzwerke"),
    "network": ("Network", "Netzwerk"),
    "network_count": ("Number of networks", "Zahl der Netzwerke"),
    "networks": ("Number", "Anzahl"),
    "networks_founded": ("Founded in the span", "Im Zeitraum gegründet"),
    "networks_total": ("Networks in all", "Netzwerke insgesamt"),
    "other_network": ("Other network", "Anderes Netzwerk"),
    "participating": ("Municipalities taking part", "Beteiligte Kommunen"),
    "participating_per_1000": ("Taking part per 1,000", "Beteiligte je 1.000 Kommunen"),
    "partner_cities": ("Linked cities", "Verbundene Städte"),
    "partner_networks": ("Linked networks", "Verbundene Netzwerke"),
    "period": ("Period", "Zeitraum"),
    "reading": ("Reading of ambiguous names", "Lesart mehrdeutiger Namen"),
    "separate": ("Separate", "Gesondert"),
    "share": ("Share", "Anteil"),
    "share_at_least": ("Share at least", "Anteil mindestens"),
    "share_at_most": ("Share at most", "Anteil höchstens"),
    "share_large_cities": (
        "Share of large cities taking part",
        "Anteil beteiligter Großstädte",
    ),
    "shared": ("Shared members", "Gemeinsame Mitglieder"),
    "shared_names": ("Who they are", "Welche"),
    "total": ("Total", "Insgesamt"),
    "unlisted_municipalities": (
        "Municipalities reported minus those named",
        "Genannte Zahl minus namentlich aufgeführte Kommunen",
    ),
    "units": ("Municipalities in all", "Kommunen insgesamt"),
    "variant": ("Dating", "Datierung"),
    "year": ("Year", "Jahr"),
}
# Values beside the codes of the contract that cells of these columns hold.
VALUES: dict[str, tuple[str, ...]] = {
    "variant": ("coded", "alternative"),
    "counted": ("all", "explicit"),
    "berlin_as": ("separate", "exclude"),
    "reading": ("coded", "alternative"),
}
# Columns whose cells hold the codes of another.
SHARED_CODES = {
    "berlin_as": "region",
    "counted_unit": "reported_unit",
    "german_municipalities_precision": "german_municipalities_qualifier",
    "members_precision": "members_reported_qualifier",
}
SUMS = ("total", "missing")


def name_term(term: str, lang: str) -> str:
    """Give a term of the measures in a language; what is none prints itself.

    Raises
    ------
    ValueError
        If the language is unknown.

    Examples
    --------
    >>> name_term("total", "de"), name_term("Eltis", "de")
    ('Insgesamt', 'Eltis')
    """
    if lang not in LANGUAGES:
        raise ValueError(f"lang is {lang!r} (allowed: {', '.join(LANGUAGES)})")
    return dict(zip(LANGUAGES, TERMS.get(term, (term, term)), strict=True))[lang]


def name_column(column: str, contract: Mapping[str, Any] | None, lang: str) -> str:
    """Give the header of a column: from the contract, else of the measures, else its own name.

    Examples
    --------
    >>> from analysis.contract import read_contract
    >>> name_column("reach", read_contract(), "de")
    'Räumliche Reichweite'
    """
    term = name_term(column, lang)
    if contract is not None:
        with suppress(ValueError):  # a column of the measures
            return find_title(contract, column, lang=lang)
    return term


def name_values(
    column: str, contract: Mapping[str, Any] | None, lang: str, *, short: bool = False
) -> dict[str, str]:
    """Give the words for the codes that cells of a column can hold, sums and gaps included.

    Examples
    --------
    >>> from analysis.contract import read_contract
    >>> name_values("initiative", read_contract(), "de")
    {'total': 'Insgesamt', 'missing': 'Fehlend', 'top_down': 'Top-down', 'bottom_up': 'Bottom-up'}
    """
    known = {word: name_term(word, lang) for word in SUMS}
    if contract is not None:
        with suppress(ValueError):  # a column of the measures, without codes
            coded = SHARED_CODES.get(column, column)
            known |= find_labels(contract, coded, lang=lang, short=short)
    return known | {word: name_term(word, lang) for word in VALUES.get(column, ())}
