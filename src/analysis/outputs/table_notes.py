"""Notes below the tables that follow from the data: what would be too little for a column."""

from analysis.data import Dataset
from analysis.data.contract import LANGUAGES
from analysis.presentation.registry import Pair, cites_report
from analysis.presentation.wording import name_values

SPAN = "–"
STATED = {
    "members_reported_qualifier": ("Members", "Mitglieder"),
    "german_municipalities_qualifier": ("German municipalities", "Deutsche Kommunen"),
}


def note_ambiguous(data: Dataset) -> Pair | None:
    """Name the ambiguous names; None where there are none.

    Examples
    --------
    >>> from analysis import load
    >>> note_ambiguous(load())[1]
    'Im Bericht mehrdeutig: „Halle“, „Landau“.'
    """
    rows = data.memberships[data.memberships["ambiguous_with"].notna()]
    found = rows.merge(data.members, on="member_id", validate="many_to_one")
    names = sorted(set(found["listed_as"].fillna(found["name"])))
    if not names:
        return None
    english = ", ".join(f"“{name}”" for name in names)
    german = ", ".join(f"„{name}“" for name in names)
    if cites_report(data.contract):
        return f"Ambiguous in the report: {english}.", f"Im Bericht mehrdeutig: {german}."
    return f"Ambiguous in the data: {english}.", f"In den Daten mehrdeutig: {german}."


def note_units(data: Dataset) -> Pair | None:
    """Name the networks whose stated number is not one of municipalities alone.

    Examples
    --------
    >>> from analysis import load
    >>> note_units(load())[0]
    'The stated number may include other members than municipalities: MPSC, Covenant of Mayors.'
    """
    networks = data.networks
    stated = networks["german_municipalities_reported"].fillna(0) > 0
    mixed = networks["reported_unit"].eq("cities_and_others").fillna(False)
    names = ", ".join(networks.loc[stated & mixed, "short_name"])
    if not names:
        return None
    return (
        f"The stated number may include other members than municipalities: {names}.",
        f"Die genannte Zahl kann neben Kommunen andere Mitglieder enthalten: {names}.",
    )


def note_foundings(data: Dataset) -> Pair | None:
    """Name the networks whose founding is a span of years, or has another year.

    Examples
    --------
    >>> from analysis import load
    >>> note_foundings(load())[0]
    'Other years: Smart Cities Marketplace (or 2020), Eltis (2000–2003), EUKN (or 2005).'
    """
    rows = data.networks
    english, german = [], []
    columns = ["short_name", "founded", "founded_latest", "founded_alternative"]
    known = rows[columns].astype({"short_name": "str"})
    for name, first, last, other in known.fillna(0).itertuples(index=False):
        span = f"{first}{SPAN}{last}" if last > first else ""
        if span or other:
            years = {"or": f"or {other}", "oder": f"oder {other}"} if other else {}
            english.append(f"{name} ({' '.join(filter(None, (span, years.get('or'))))})")
            german.append(f"{name} ({' '.join(filter(None, (span, years.get('oder'))))})")
    if not english:
        return None
    return f"Other years: {', '.join(english)}.", f"Andere Jahre: {', '.join(german)}."


def note_types(data: Dataset) -> Pair | None:
    """Name the networks that stand under another type, too.

    Examples
    --------
    >>> from analysis import load
    >>> note_types(load())[1]
    'Auch anders zugeordnet: Connective Cities (Initiative), EUKN (Dach).'
    """
    rows = data.networks[data.networks["type_alternative"].notna()]
    if rows.empty:
        return None
    named = {}
    for lang in LANGUAGES:
        words = name_values("type", data.contract, lang, short=True)
        pairs = rows[["short_name", "type_alternative"]].itertuples(index=False)
        named[lang] = ", ".join(f"{name} ({words.get(code, code)})" for name, code in pairs)
    return f"Also of another type: {named['en']}.", f"Auch anders zugeordnet: {named['de']}."


def note_precision(data: Dataset) -> Pair | None:
    """Name the networks whose stated numbers are not exact.

    Examples
    --------
    >>> from analysis import load
    >>> note_precision(load())[0].split(". ")[1]
    'German municipalities, about: Smart Cities Marketplace, URBACT, Covenant of Mayors.'
    """
    found: dict[str, list[str]] = {lang: [] for lang in LANGUAGES}
    for column, titles in STATED.items():
        codes = data.networks[column].astype("str")
        for lang, title in zip(LANGUAGES, titles, strict=True):
            words = name_values(column, data.contract, lang)
            parts = [
                f"{word.lower()}: {', '.join(data.networks.loc[codes.eq(code), 'short_name'])}"
                for code, word in words.items()
                if code != "exact" and codes.eq(code).any()
            ]
            if parts:
                found[lang].append(f"{title}, {'; '.join(parts)}")
    if not found["en"]:
        return None
    english, german = (". ".join(found[lang]) for lang in ("en", "de"))
    return f"{english}.", f"{german}."
