"""Places of the report in words: tables in English name its headings in English."""

import pandas as pd

SUMMARIES = ("Zusammenfassung", "Summary")
# English, German; what is not here (sections, tables and figures by number) names itself.
HEADINGS = {
    "Zusammenfassung": ("German summary", "Zusammenfassung"),
    "Summary": ("English summary", "Englische Zusammenfassung"),
    "Literaturverzeichnis": ("References", "Literaturverzeichnis"),
}
PROFILE = "Steckbrief: "
ROWS = {
    "Gründung des Netzwerks": "founding of the network",
    "Initiatorinnen und Initiatoren": "initiators",
    "Trägerinnen und Träger": "carriers",
    "Laufzeit": "term",
    "Art der Vernetzung": "kind of networking",
    "Arbeitsweise und Zielsetzungen": "ways of working and aims",
    "Akteure/Mitglieder": "actors and members",
    "Beteiligung deutscher Kommunen": "German municipalities taking part",
    "Räumlicher Bezug/Reichweite": "spatial scope and reach",
    "Räumlicher Bezug/ Reichweite": "spatial scope and reach",
    "Finanzierung": "funding",
    "Thematische Schwerpunkte": "main topics",
    "Formate der Vernetzung": "formats of networking",
    "Zentrale Ergebnisse des Netzwerks": "main results of the network",
    "Webseite und Kontakt": "website and contact",
    "Kontakt": "contact",
    "Quelle": "source",
    "Quellen": "sources",
}


def name_section(section: str, lang: str) -> str:
    """Name a place of the report in a language.

    Examples
    --------
    >>> name_section("Steckbrief: Finanzierung", "en"), name_section("Summary", "de")
    ('Profile: funding', 'Englische Zusammenfassung')
    >>> name_section("3.2.1", "en")
    '3.2.1'
    """
    if section in HEADINGS:
        return HEADINGS[section][lang == "de"]
    row = ROWS.get(section.removeprefix(PROFILE))
    if lang == "en" and row is not None and section.startswith(PROFILE):
        return f"Profile: {row}"
    return section


def name_sections(claims: pd.DataFrame) -> pd.DataFrame:
    """Name the places of statements in both languages, those of one summary together.

    Examples
    --------
    >>> claims = pd.DataFrame({"section": ["Summary", "Zusammenfassung", "1"]})
    >>> name_sections(claims)["section_de"].tolist()
    ['Zusammenfassung', 'Englische Zusammenfassung', '1']
    """
    order = claims["section"].map({name: i for i, name in enumerate(SUMMARIES)})
    rows = order.fillna(len(SUMMARIES)).sort_values(kind="stable").index
    sections = claims.loc[rows, "section"]
    named = {f"section_{lang}": [name_section(s, lang) for s in sections] for lang in ("de", "en")}
    return claims.loc[rows].assign(**named).reset_index(drop=True)
