"""What is said in a language: words, numbers, headers, codes by the contract."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

import pandas as pd

from analysis.data.contract import LANGUAGES
from analysis.data.contract import labels as find_labels
from analysis.data.contract import labels as name_codes
from analysis.data.contract import title as find_title
from analysis.presentation.registry import Pair

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


# English, German.
TERMS: dict[str, tuple[str, str]] = {
    "actor": ("Acting network", "Handelndes Netzwerk"),
    "added_east": ("Added in the East", "Im Osten hinzugezählt"),
    "added_west": ("Added in the West", "Im Westen hinzugezählt"),
    "adjusted_fewer": ("Fewer than by chance, corrected", "Weniger als zufällig, korrigiert"),
    "adjusted_more": ("More than by chance, corrected", "Mehr als zufällig, korrigiert"),
    "adjusted_pairs": ("Striking pairs, corrected", "Auffällige Paare, korrigiert"),
    "all": ("All networks", "Alle Netzwerke"),
    "also_named": (
        "Also named here, coded under another type",
        "Hier auch genannt, anders kodiert",
    ),
    "alternative": ("Other reading", "Andere Lesart"),
    "always_above": ("East always higher", "Ost immer höher"),
    "always_below": ("East always lower", "Ost immer niedriger"),
    "any": ("Any layer", "Irgendeine Ebene"),
    "articulation": ("Articulation point", "Artikulationspunkt"),
    "below": ("Of these, East lower", "Davon Ost niedriger"),
    "berlin_as": ("Berlin counted as", "Berlin gezählt als"),
    "berlin_place": ("Berlin", "Berlin"),
    "betweenness": ("Betweenness", "Zwischenzentralität"),
    "block": ("Block", "Block"),
    "by_estimate": ("Conclusion by the ratio", "Schluss nach dem Verhältnis"),
    "by_interval": ("Conclusion by the interval", "Schluss nach dem Intervall"),
    "city": ("City or district", "Stadt oder Landkreis"),
    "class_0": ("Under 5,000", "Unter 5.000"),
    "class_10000": ("10,000 to 19,999", "10.000 bis 19.999"),
    "class_100000": ("100,000 to 499,999", "100.000 bis 499.999"),
    "class_20000": ("20,000 to 49,999", "20.000 bis 49.999"),
    "class_5000": ("5,000 to 9,999", "5.000 bis 9.999"),
    "class_50000": ("50,000 to 99,999", "50.000 bis 99.999"),
    "class_500000": ("500,000 or more", "500.000 oder mehr"),
    "closeness": ("Closeness", "Nähe"),
    "clustering": ("Clustering", "Clustering"),
    "coded": ("As coded", "Wie kodiert"),
    "compare_cities_100000": (
        "Cities of 100,000 or more inhabitants",
        "Städte ab 100.000 Einwohnern",
    ),
    "compare_cities_20000": ("Cities of 20,000 or more inhabitants", "Städte ab 20.000 Einwohnern"),
    "compare_independent_cities": ("Independent cities", "Kreisfreie Städte"),
    "compare_memberships": ("Memberships per municipality", "Mitgliedschaften je Kommune"),
    "compare_model": ("Odds at equal population, modelled", "Odds bei gleicher Größe, modelliert"),
    "compare_municipalities": ("All municipalities", "Alle Kommunen"),
    "compare_municipalities_confined": (
        "The same, level of the rates confined",
        "Dasselbe, Niveau der Raten eingegrenzt",
    ),
    "compare_per_million": ("Memberships per inhabitant", "Mitgliedschaften je Einwohner"),
    "compare_strata": ("Odds at equal population class", "Odds bei gleicher Größenklasse"),
    "comparison": ("Comparison", "Vergleich"),
    "complete": ("Complete lists alone", "Nur vollständige Listen"),
    "complete_contained_omitted": (
        "Complete lists, without contained networks",
        "Vollständige Listen, ohne enthaltene Netzwerke",
    ),
    "components": ("Components", "Komponenten"),
    "configuration_pairs": (
        "Striking pairs, degrees on average, corrected",
        "Auffällige Paare, Grade im Mittel, korrigiert",
    ),
    "conflicts": (
        "Of these, also named under another type",
        "Davon auch unter anderem Typ genannt",
    ),
    "contained_omitted": ("Without contained networks", "Ohne enthaltene Netzwerke"),
    "contains": ("Shared by definition", "Gemeinsam aus der Definition"),
    "core": ("In the core", "Im Kern"),
    "counted": ("Networks counted", "Gezählte Netzwerke"),
    "counted_distinct": ("Distinct municipalities", "Verschiedene Kommunen"),
    "counted_east": ("East", "Ost"),
    "counted_memberships": ("Memberships", "Mitgliedschaften"),
    "counted_unit": ("Unit counted", "Gezählte Einheit"),
    "counted_west": ("West", "West"),
    "counting": ("Counted", "Gezählt"),
    "cumulative": ("Cumulative", "Kumuliert"),
    "definitional_untested": (
        "Pairs by definition not tested",
        "Paare aus der Definition ungeprüft",
    ),
    "denominator": ("Out of", "Bezug"),
    "density": ("Density", "Dichte"),
    "density_listed": ("Density, pairs with lists", "Dichte, Paare mit Listen"),
    "density_otherwise": (
        "Density, without pairs by definition",
        "Dichte, ohne Paare aus der Definition",
    ),
    "east_base": ("East, out of", "Ost, von"),
    "east_count": ("East, taking part", "Ost, beteiligt"),
    "east_total": ("East, all", "Ost, alle"),
    "effect": ("By definition", "Aus der Definition"),
    "either": ("Depends on the specification", "Je nach Spezifikation"),
    "eu_four": ("The four EU networks", "Die vier EU-Netzwerke"),
    "exclude": ("Left out", "Nicht gezählt"),
    "excludes": ("Hardly any possible", "Kaum gemeinsame möglich"),
    "expected": ("Expected", "Erwartet"),
    "explicit": ("Explicit smart-city networks", "Explizite Smart-City-Netzwerke"),
    "found_pairs": ("Which pairs, corrected", "Welche Paare, korrigiert"),
    "foundings": ("Foundings", "Gründungen"),
    "four_cycles": ("4-cycles", "4-Zyklen"),
    "german_municipalities_precision": (
        "German municipalities reported, precision",
        "Genannte Zahl deutscher Kommunen, Art der Angabe",
    ),
    "high": ("Chance, to (97.5%)", "Zufall, bis (97,5\N{NO-BREAK SPACE}%)"),
    "highest": ("Highest ratio", "Höchstes Verhältnis"),
    "holm_pairs": ("Striking pairs, after Holm", "Auffällige Paare, nach Holm"),
    "large": ("Municipalities of 100,000 and more inhabitants", "Kommunen ab 100.000 Einwohnern"),
    "large_cities": ("Large cities", "Großstädte"),
    "large_cities_participating": ("Large cities taking part", "Beteiligte Großstädte"),
    "layer": ("Layer", "Ebene"),
    "layers": ("Number of layers", "Zahl der Ebenen"),
    "linked": ("Linked pairs", "Verbundene Paare"),
    "linked_pairs": ("Linked pairs", "Verbundene Paare"),
    "listed_districts": ("German districts named", "Aufgeführte deutsche Landkreise"),
    "listed_municipalities": ("German municipalities named", "Aufgeführte deutsche Kommunen"),
    "listed_others": ("Other German members named", "Andere aufgeführte deutsche Mitglieder"),
    "lists": ("Lists", "Listen"),
    "lists_all": ("All", "Alle"),
    "lists_complete": ("Complete", "Vollständig"),
    "low": ("Chance, from (2.5%)", "Zufall, von (2,5\N{NO-BREAK SPACE}%)"),
    "lower": ("Lower 95% limit", "Untere 95-%-Grenze"),
    "lowest": ("Lowest ratio", "Niedrigstes Verhältnis"),
    "measure": ("Measure", "Maß"),
    "medium": (
        "Municipalities of 20,000 to under 100,000 inhabitants",
        "Kommunen von 20.000 bis unter 100.000 Einwohnern",
    ),
    "member_count": ("German members", "Deutsche Mitglieder"),
    "members_listed": ("Members", "Mitglieder"),
    "members_of": ("Members of the first", "Mitglieder des ersten"),
    "members_of_other": ("Members of the other", "Mitglieder des anderen"),
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
    "municipalities": ("German cities and districts", "Deutsche Städte und Landkreise"),
    "municipalities_all": (
        "Cities and districts of all countries",
        "Städte und Landkreise aller Länder",
    ),
    "names": ("Networks", "Netzwerke"),
    "national": ("National networks", "Nationale Netzwerke"),
    "network": ("Network", "Netzwerk"),
    "network_count": ("Number of networks", "Zahl der Netzwerke"),
    "networks": ("Number", "Anzahl"),
    "networks_founded": ("Founded in the span", "Im Zeitraum gegründet"),
    "networks_total": ("Networks in all", "Netzwerke insgesamt"),
    "never": ("Never clear", "Nie eindeutig"),
    "nodf": ("Nestedness (NODF)", "Verschachtelung (NODF)"),
    "nodf_members": ("Nestedness of members", "Verschachtelung der Mitglieder"),
    "nodf_networks": ("Nestedness of networks", "Verschachtelung der Netzwerke"),
    "none": ("None", "Keines"),
    "observed": ("Observed", "Beobachtet"),
    "of_cities_100000": ("Cities of 100,000 or more inhabitants", "Städte ab 100.000 Einwohnern"),
    "of_cities_20000": ("Cities of 20,000 or more inhabitants", "Städte ab 20.000 Einwohnern"),
    "of_cities_50000": ("Cities of 50,000 or more inhabitants", "Städte ab 50.000 Einwohnern"),
    "of_districts": ("Districts", "Landkreise"),
    "of_independent_cities": ("Independent cities", "Kreisfreie Städte"),
    "of_independent_cities_wide": (
        "Independent cities and four of equal rank",
        "Kreisfreie und vier gleichgestellte Städte",
    ),
    "of_inhabitants": ("Inhabitants", "Einwohner"),
    "of_municipalities": ("All municipalities", "Alle Kommunen"),
    "of_per_million": (
        "Memberships per million inhabitants",
        "Mitgliedschaften je Million Einwohner",
    ),
    "omitted": ("Left out", "Ausgelassen"),
    "opsahl_members": ("Clustering of members (Opsahl)", "Clustering der Mitglieder (Opsahl)"),
    "opsahl_networks": ("Clustering of networks (Opsahl)", "Clustering der Netzwerke (Opsahl)"),
    "organisations": ("Organisations", "Organisationen"),
    "other_network": ("Other network", "Anderes Netzwerk"),
    "outside": ("Outside", "Außerhalb"),
    "outward": ("Outward", "Nach außen"),
    "overlap": ("Overlap of networks", "Überschneidung der Netzwerke"),
    "overlap_configuration": (
        "Overlap, configuration model",
        "Überschneidung, Konfigurationsmodell",
    ),
    "overlap_distinct": ("No two share a member", "Keine zwei teilen ein Mitglied"),
    "overlap_fixed": ("Overlap, fixed degrees", "Überschneidung, feste Grade"),
    "overlap_nested": ("All within the largest", "Alle im größten enthalten"),
    "p_adjusted": ("p, Benjamini–Hochberg", "p, Benjamini-Hochberg"),
    "p_configuration": ("p, degrees on average", "p, Grade im Mittel"),
    "p_holm": ("p, Holm", "p, nach Holm"),
    "p_two_sided": ("p, two-sided", "p, zweiseitig"),
    "p_value": ("p", "p"),
    "pair_count": ("Pairs", "Paare"),
    "pairs_listed": ("Pairs with lists", "Paare mit Listen"),
    "part": ("Part", "Teil"),
    "participating": ("Municipalities taking part", "Beteiligte Kommunen"),
    "participating_per_1000": ("Taking part per 1,000", "Beteiligte je 1.000 Kommunen"),
    "partner_cities": ("Linked cities", "Verbundene Städte"),
    "partner_networks": ("Linked networks", "Verbundene Netzwerke"),
    "period": ("Period", "Zeitraum"),
    "place_east": ("In the East", "Im Osten"),
    "place_separate": ("Apart", "Gesondert"),
    "place_west": ("In the West", "Im Westen"),
    "population_class": ("Inhabitants", "Einwohner"),
    "rate_base": ("Number in all", "Gesamtzahl"),
    "rate_count": ("Count", "Anzahl"),
    "rate_lower": ("Lower 95% limit", "Untere 95-%-Grenze"),
    "rate_per": ("Rate", "Rate"),
    "rate_upper": ("Upper 95% limit", "Obere 95-%-Grenze"),
    "ratio": ("Ratio East : West", "Verhältnis Ost : West"),
    "raw_fewer": ("Fewer than by chance", "Weniger als zufällig"),
    "raw_more": ("More than by chance", "Mehr als zufällig"),
    "p_raw_pairs": ("p of so many together", "p für so viele zugleich"),
    "raw_pairs_expected": ("By chance at 5%", "Zufällig bei 5\N{NO-BREAK SPACE}%"),
    "raw_pairs": ("Striking pairs, uncorrected", "Auffällige Paare, unkorrigiert"),
    "reading": ("Reading of ambiguous names", "Lesart mehrdeutiger Namen"),
    "reason": ("Reason", "Begründung"),
    "relation": ("Relation", "Beziehung"),
    "relations": ("Stated relations", "Genannte Beziehungen"),
    "robins_alexander": ("Clustering (Robins–Alexander)", "Clustering (Robins-Alexander)"),
    "scenario": ("Unlisted members", "Nicht genannte Mitglieder"),
    "scope": ("Scope", "Auswahl"),
    "separate": ("Separate", "Gesondert"),
    "share": ("Share", "Anteil"),
    "share_at_least": ("Share at least", "Anteil mindestens"),
    "share_at_most": ("Share at most", "Anteil höchstens"),
    "share_large_cities": (
        "Share of large cities taking part",
        "Anteil beteiligter Großstädte",
    ),
    "shared": ("Shared members", "Gemeinsame Mitglieder"),
    "shared_municipalities": (
        "Shared cities and districts, German",
        "Gemeinsame Städte und Landkreise, deutsche",
    ),
    "shared_municipalities_all": (
        "Shared cities and districts, all countries",
        "Gemeinsame Städte und Landkreise, alle Länder",
    ),
    "shared_names": ("Names", "Namen"),
    "shared_organisations": ("Shared organisations", "Gemeinsame Organisationen"),
    "small": ("Municipalities under 20,000 inhabitants", "Kommunen unter 20.000 Einwohnern"),
    "smart_city": ("Smart-city networks", "Smart-City-Netzwerke"),
    "sometimes_above": ("East higher in some", "Ost teils höher"),
    "sometimes_below": ("East lower in some", "Ost teils niedriger"),
    "specifications": ("Specifications", "Spezifikationen"),
    "stated": ("Stated", "Genannt"),
    "statement": ("Statement", "Aussage"),
    "surely_above": ("Of these, interval above 1", "Davon Intervall über 1"),
    "surely_below": ("Of these, interval under 1", "Davon Intervall unter 1"),
    "surplus": ("Difference", "Differenz"),
    "territories": ("Taking part", "Beteiligte"),
    "territories_total": ("All of the kind", "Alle dieser Art"),
    "territory_names": ("Who they are", "Welche"),
    "territory_networks": ("In networks", "In Netzwerken"),
    "testable_pairs": ("Pairs that could be striking", "Paare, die auffallen könnten"),
    "top_cities": (
        "Cities in most international networks",
        "Städte in den meisten internationalen Netzwerken",
    ),
    "total": ("Total", "Insgesamt"),
    "units": ("Municipalities in all", "Kommunen insgesamt"),
    "unlisted_drawn": ("Drawn like the named", "Gezogen wie die genannten"),
    "unlisted_east": ("All in the East", "Alle im Osten"),
    "unlisted_even": (
        "Split so that rates come nearest",
        "So geteilt, dass die Raten sich am nächsten kommen",
    ),
    "unlisted_municipalities": (
        "Municipalities reported minus those named",
        "Genannte Zahl minus namentlich aufgeführte Kommunen",
    ),
    "unlisted_none": ("None is new", "Niemand ist neu"),
    "unlisted_west": ("All in the West", "Alle im Westen"),
    "upper": ("Upper 95% limit", "Obere 95-%-Grenze"),
    "variant": ("Dating", "Datierung"),
    "west_base": ("West, out of", "West, von"),
    "west_count": ("West, taking part", "West, beteiligt"),
    "west_total": ("West, all", "West, alle"),
    "within": ("Within", "Innerhalb"),
    "year": ("Year", "Jahr"),
    "yes": ("Yes", "Ja"),
}
# Values beside the codes of the contract that cells of these columns hold.
VALUES: dict[str, tuple[str, ...]] = {
    "berlin_place": ("place_separate", "place_east", "place_west"),
    "by_estimate": ("always_below", "either", "always_above"),
    "by_interval": (
        "always_below",
        "sometimes_below",
        "either",
        "never",
        "sometimes_above",
        "always_above",
    ),
    "comparison": (
        "compare_municipalities",
        "compare_municipalities_confined",
        "compare_independent_cities",
        "compare_cities_100000",
        "compare_cities_20000",
        "compare_memberships",
        "compare_per_million",
        "compare_strata",
        "compare_model",
    ),
    "counting": ("counted_distinct", "counted_memberships"),
    "denominator": (
        "of_municipalities",
        "of_independent_cities",
        "of_independent_cities_wide",
        "of_cities_100000",
        "of_cities_50000",
        "of_cities_20000",
        "of_inhabitants",
        "of_per_million",
        "of_districts",
    ),
    "overlap": ("overlap_distinct", "overlap_nested"),
    "population_class": (
        "class_0",
        "class_5000",
        "class_10000",
        "class_20000",
        "class_50000",
        "class_100000",
        "class_500000",
    ),
    "scenario": (
        "unlisted_none",
        "unlisted_east",
        "unlisted_west",
        "unlisted_even",
        "unlisted_drawn",
    ),
    "articulation": ("yes",),
    "block": ("national", "eu_four", "smart_city"),
    "core": ("yes",),
    "effect": ("contains", "excludes"),
    "layer": ("municipalities", "municipalities_all", "organisations", "relations", "any"),
    "measure": (
        "linked_pairs",
        "components",
        "four_cycles",
        "robins_alexander",
        "opsahl_networks",
        "opsahl_members",
        "nodf",
        "nodf_networks",
        "nodf_members",
        "shared",
    ),
    "lists": ("lists_all", "lists_complete"),
    "omitted": ("none",),
    "part": ("within", "outward", "outside"),
    "relation": ("stated",),
    "scope": (
        "all",
        "definitional_untested",
        "contained_omitted",
        "complete",
        "complete_contained_omitted",
        "large",
        "medium",
        "small",
        "municipalities_all",
        "organisations",
    ),
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
# A head that is much longer than what stands below it, where labels are short.
SHORT_HEADS = {"initiative": ("Initiative", "Initiative")}


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


def name_column(
    column: str, contract: Mapping[str, Any] | None, lang: str, *, short: bool = False
) -> str:
    """Give the header of a column: from the contract, else of the measures, else its own name.

    Examples
    --------
    >>> from analysis.data.contract import read_contract
    >>> name_column("reach", read_contract(), "de")
    'Räumliche Reichweite'
    """
    if short and column in SHORT_HEADS:
        return SHORT_HEADS[column][lang == "de"]
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
    >>> from analysis.data.contract import read_contract
    >>> name_values("initiative", read_contract(), "de")
    {'total': 'Insgesamt', 'missing': 'Fehlend', 'top_down': 'Top-down', 'bottom_up': 'Bottom-up'}
    """
    known = {word: name_term(word, lang) for word in SUMS}
    if contract is not None:
        with suppress(ValueError):  # a column of the measures, without codes
            coded = SHARED_CODES.get(column, column)
            known |= find_labels(contract, coded, lang=lang, short=short)
    return known | {word: name_term(word, lang) for word in VALUES.get(column, ())}


def name_code(
    labels: Mapping[str, Any] | None, column: str, code: Any, *, lang: str, short: bool = True
) -> str:
    """Give the label of a code; a code that the contract does not know prints itself.

    Examples
    --------
    >>> from analysis.data.contract import read_contract
    >>> (
    ...     name_code(read_contract(), "region", "east", lang="de"),
    ...     name_code(None, "region", "x", lang="de"),
    ... )
    ('Ost', 'x')
    """
    if labels is None:
        return str(code)
    try:
        return name_codes(labels, column, lang=lang, short=short).get(str(code), str(code))
    except ValueError:
        if lang not in LANGUAGES:
            raise
        return str(code)


def name_node(graph: Any, node: Any) -> str:
    """Give the label of a node of a graph, or the node itself.

    Examples
    --------
    >>> import networkx
    >>> name_node(networkx.path_graph(2), 1)
    '1'
    """
    return str(graph.nodes[node].get("label", node))


def choose_text(lang: str, en: str, de: str) -> str:
    """Give the text in a language."""
    return de if lang == "de" else en


def join_names(names: Sequence[str], lang: str) -> str:
    """Join names as in a sentence."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {choose_text(lang, 'and', 'und')} {names[-1]}"


def name_top(pairs: Sequence[tuple[str, int]], lang: str, limit: int = 3) -> str:
    """The names that share the highest number, at most `limit`, with the number."""
    most = max((value for _, value in pairs), default=0)
    names = sorted(name for name, value in pairs if value == most)
    shown = (
        names if len(names) <= limit else [*names[:limit], choose_text(lang, "others", "weitere")]
    )
    return f"{join_names(shown, lang)} ({format_number(most, lang=lang)})"


class Finding(NamedTuple):
    """A finding: what it is on and what was found, as pairs in English and German.

    `shown` is the output in the export that shows it.
    """

    head: Pair
    text: Pair
    shown: str


def _number(count: float, lang: str) -> str:
    return format_number(int(count), lang=lang)


def _pair(write: Callable[[str], str]) -> Pair:
    english, german = (write(lang) for lang in LANGUAGES)
    return english, german
