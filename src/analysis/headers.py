"""Headers and cells of tables in words: of the contract, and of what only the measures know.

Columns and codes of the data have their words in the contract; the measures add columns (rates,
sums), values (readings, settings) and gaps, which have theirs here.
"""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from analysis.data.contract import LANGUAGES
from analysis.data.contract import labels as find_labels
from analysis.data.contract import title as find_title

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
