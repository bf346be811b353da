"""Fixed words of the figures and the form of numbers, in both languages."""

import pandas as pd

from analysis.data.contract import LANGUAGES

WORDS = {
    "en": {
        "also_typed": "* Also named under another type",
        "alternative": "Other year given",
        "autocorrelation": "Autocorrelation",
        "berlin_east": "Berlin in the East",
        "berlin_exclude": "Berlin left out",
        "berlin_separate": "Berlin apart",
        "berlin_west": "Berlin in the West",
        "bound_drawn": "Median and middle 95% of the draws",
        "bound_east": "All in the East",
        "bound_west": "All in the West",
        "chance": "Expected by chance, middle 95%",
        "cities": "Cities",
        "comparison_cities_100000": "Cities of 100,000 or more inhabitants",
        "comparison_cities_20000": "Cities of 20,000 or more inhabitants",
        "comparison_independent_cities": "Independent cities",
        "comparison_memberships": "Memberships per municipality",
        "comparison_model": "Odds, equal population (model)",
        "comparison_municipalities": "All municipalities",
        "comparison_municipalities_confined": "… level of the rates confined",
        "comparison_per_million": "Memberships per inhabitant",
        "comparison_strata": "Odds, equal population class",
        "corrected": "Striking after correction, too",
        "count": "{count} of {total}",
        "count_per_million": "{count} for {total} m",
        "counting_distinct": "Distinct municipalities",
        "counting_memberships": "Memberships",
        "cumulative": "Cumulative",
        "definitional": "Holds by definition",
        "denominator_cities_100000": "Cities of 100,000 or more inhabitants",
        "denominator_cities_20000": "Cities of 20,000 or more inhabitants",
        "denominator_cities_50000": "Cities of 50,000 or more inhabitants",
        "denominator_districts": "Districts",
        "denominator_independent_cities": "Independent cities",
        "denominator_independent_cities_wide": "Independent cities + 4 of equal rank",
        "denominator_inhabitants": "Inhabitants",
        "denominator_municipalities": "All municipalities",
        "diagonal": "Diagonal: own members",
        "evidence_fewer": "Fewer than degrees explain (p ≤ 5%)",
        "evidence_more": "More than degrees explain (p ≤ 5%)",
        "expected": "Mean by chance",
        "founded": "Founded",
        "interval": "Possible years",
        "interval_excludes": "95% interval leaves out 1",
        "interval_includes": "95% interval includes 1",
        "isolated": "No member shown",
        "kilometres": "{number} km",
        "large_cities": "Large cities taking part",
        "layer_municipalities": "Below: shared cities and districts (+ abroad)",
        "layer_organisations": "Above: shared organisations",
        "layer_relations": "Above: stated relation",
        "limit": "Limit: {number}",
        "lists_all": "All lists",
        "lists_complete": "Complete lists only",
        "measure_density": "Density",
        "measure_four_cycles": "4-cycles",
        "measure_linked_pairs": "Linked\npairs",
        "measure_nodf": "Nestedness\n(NODF)",
        "measure_opsahl_members": "Opsahl,\nmembers",
        "measure_opsahl_networks": "Opsahl,\nnetworks",
        "measure_robins_alexander": "Robins–\nAlexander",
        "members": "Members",
        "memberships_per_million": "Memberships per million inhabitants",
        "mixing_cycles": "4-cycles",
        "mixing_noise": "Chance around 0 (± 2 standard errors)",
        "mixing_overlaps": "Overlaps",
        "networks": "Networks",
        "networks_founded": "Networks founded",
        "none_omitted": "All networks",
        "none_shared": "Empty: none shared",
        "not_on_map": "Not on the map, no coordinates: {names}",
        "observed": "Observed",
        "observed_outside": "Observed, outside it",
        "of": "{value} ({count} of {total})",
        "participating_district": "Districts taking part",
        "participating_municipality": "Municipalities taking part",
        "per_1000_district": "Taking part per 1,000 districts",
        "per_1000_municipality": "Taking part per 1,000 municipalities",
        "pvalue": "p",
        "pvalue_adjusted": "p, corr.",
        "rate_per_million": "Memberships per million inhabitants",
        "ratio": "Ratio East : West",
        "reading_alternative": "Names read otherwise",
        "reading_coded": "Names read as coded",
        "rounds": "Rounds of trades between draws",
        "scenario_distinct": "All {number} new",
        "scenario_drawn": "Drawn like the named",
        "scenario_memberships": "All {number} counted",
        "scenario_nested": "Up to {number} new",
        "scenario_none": "No new municipality",
        "scenario_none_memberships": "As named",
        "shared_members": "Shared cities and districts",
        "single": "Only membership",
        "specifications": "{number} specifications, by ratio",
        "statements": "Number of statements",
        "total": "Total",
        "untested": "n/a",
        "without": "without {name}",
        "year": "1 year",
        "years": "{number} years",
    },
    "de": {
        "also_typed": "* Auch unter anderem Typ genannt",
        "alternative": "Anderes genanntes Jahr",
        "autocorrelation": "Autokorrelation",
        "berlin_east": "Berlin im Osten",
        "berlin_exclude": "Berlin nicht gezählt",
        "berlin_separate": "Berlin gesondert",
        "berlin_west": "Berlin im Westen",
        "bound_drawn": "Median und mittlere 95\N{NO-BREAK SPACE}% der Ziehungen",
        "bound_east": "Alle im Osten",
        "bound_west": "Alle im Westen",
        "chance": "Zufallserwartung, mittlere 95\N{NO-BREAK SPACE}%",
        "cities": "Städte",
        "comparison_cities_100000": "Städte ab 100.000 Einwohnern",
        "comparison_cities_20000": "Städte ab 20.000 Einwohnern",
        "comparison_independent_cities": "Kreisfreie Städte",
        "comparison_memberships": "Mitgliedschaften je Kommune",
        "comparison_model": "Odds bei gleicher Größe (Modell)",
        "comparison_municipalities": "Alle Kommunen",
        "comparison_municipalities_confined": "… Niveau der Raten eingegrenzt",
        "comparison_per_million": "Mitgliedschaften je Einwohner",
        "comparison_strata": "Odds bei gleicher Größenklasse",
        "corrected": "Auch nach Korrektur auffällig",
        "count": "{count} von {total}",
        "count_per_million": "{count} auf {total} Mio.",
        "counting_distinct": "Verschiedene Kommunen",
        "counting_memberships": "Mitgliedschaften",
        "cumulative": "Kumuliert",
        "definitional": "Folgt aus der Definition",
        "denominator_cities_100000": "Städte ab 100.000 Einwohnern",
        "denominator_cities_20000": "Städte ab 20.000 Einwohnern",
        "denominator_cities_50000": "Städte ab 50.000 Einwohnern",
        "denominator_districts": "Landkreise",
        "denominator_independent_cities": "Kreisfreie Städte",
        "denominator_independent_cities_wide": "Kreisfreie + 4 gleichgestellte Städte",
        "denominator_inhabitants": "Einwohner",
        "denominator_municipalities": "Alle Kommunen",
        "diagonal": "Diagonale: eigene Mitglieder",
        "evidence_fewer": "Weniger als nach Graden erwartbar (p ≤ 5\N{NO-BREAK SPACE}%)",
        "evidence_more": "Mehr als nach Graden erwartbar (p ≤ 5\N{NO-BREAK SPACE}%)",
        "expected": "Zufallserwartung, Mittel",
        "founded": "Gegründet",
        "interval": "Mögliche Jahre",
        "interval_excludes": "95-%-Intervall schließt 1 aus",
        "interval_includes": "95-%-Intervall schließt 1 ein",
        "isolated": "Ohne gezeigtes Mitglied",
        "kilometres": "{number} km",
        "large_cities": "Beteiligte Großstädte",
        "layer_municipalities": "Unten: gemeinsame Städte und Landkreise (+ Ausland)",
        "layer_organisations": "Oben: gemeinsame Organisationen",
        "layer_relations": "Oben: genannte Beziehung",
        "limit": "Grenze: {number}",
        "lists_all": "Alle Listen",
        "lists_complete": "Nur vollständige Listen",
        "measure_density": "Dichte",
        "measure_four_cycles": "4-Zyklen",
        "measure_linked_pairs": "Verbundene\nPaare",
        "measure_nodf": "Verschach-\ntelung (NODF)",
        "measure_opsahl_members": "Opsahl,\nMitglieder",
        "measure_opsahl_networks": "Opsahl,\nNetzwerke",
        "measure_robins_alexander": "Robins–\nAlexander",
        "members": "Mitglieder",
        "memberships_per_million": "Mitgliedschaften je Million Einwohner",
        "mixing_cycles": "4-Zyklen",
        "mixing_noise": "Zufall um 0 (± 2 Standardfehler)",
        "mixing_overlaps": "Überschneidungen",
        "networks": "Netzwerke",
        "networks_founded": "Gegründete Netzwerke",
        "none_omitted": "Alle Netzwerke",
        "none_shared": "Leer: keine gemeinsamen",
        "not_on_map": "Nicht auf der Karte, ohne Koordinaten: {names}",
        "observed": "Beobachtet",
        "observed_outside": "Beobachtet, außerhalb",
        "of": "{value} ({count} von {total})",
        "participating_district": "Beteiligte Landkreise",
        "participating_municipality": "Beteiligte Kommunen",
        "per_1000_district": "Beteiligte je 1.000 Landkreise",
        "per_1000_municipality": "Beteiligte je 1.000 Kommunen",
        "pvalue": "p",
        "pvalue_adjusted": "p, korr.",
        "rate_per_million": "Mitgliedschaften je Million Einwohner",
        "ratio": "Verhältnis Ost : West",
        "reading_alternative": "Namen anders gelesen",
        "reading_coded": "Namen wie kodiert",
        "rounds": "Tauschrunden zwischen Ziehungen",
        "scenario_distinct": "Alle {number} neu",
        "scenario_drawn": "Gezogen wie die genannten",
        "scenario_memberships": "Alle {number} gezählt",
        "scenario_nested": "Bis zu {number} neue",
        "scenario_none": "Keine neue Kommune",
        "scenario_none_memberships": "Wie genannt",
        "shared_members": "Gemeinsame Städte und Landkreise",
        "single": "Einzige Mitgliedschaft",
        "specifications": "{number} Spezifikationen, nach Verhältnis",
        "statements": "Zahl der Aussagen",
        "total": "Summe",
        "untested": "entf.",
        "without": "ohne {name}",
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
        A number; None, NaN and NA give a dash, infinity its sign.
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
    text = f"{value:,.{decimals}f}".replace("-", "−").replace("inf", "∞")
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


def format_interval(value: float, lower: float, upper: float, *, lang: str) -> str:
    """Write a ratio and its limits, each on the side of 1 on which it lies.

    Two decimals; a number that these would make 0 or 1 has as many more as it needs, four at most.

    Examples
    --------
    >>> format_interval(0.473, 0.1454, 1.0023, lang="de")
    '0,47 (0,15–1,002)'
    >>> format_interval(1.5, 0, float("inf"), lang="en")
    '1.50 (0.00–∞)'
    """
    ratio, low, high = (_format_limit(number, lang) for number in (value, lower, upper))
    return f"{ratio} ({low}–{high})"


def _format_limit(number: float, lang: str) -> str:
    if number == float("inf"):
        return "∞"
    decimals = 2
    while decimals < 4 and number not in (0, 1) and round(number, decimals) in (0, 1):
        decimals += 1
    return format_number(number, lang=lang, decimals=decimals)
