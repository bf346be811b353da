"""What the texts of the outputs say of where the data come from: by their contract alone.

Only data whose contract cites the report are credited to it.
"""

from collections.abc import Callable, Mapping
from typing import Any

from analysis.data import Dataset
from analysis.data.contract import LANGUAGES

Contract = Mapping[str, Any]
Pair = tuple[str, str]
# A text in English and German, or what gives it for the data: None where they give no reason.
Text = Pair | Callable[[Dataset], Pair | None]

REPORT = "BBSR-Online-Publikation 36/2023"
DESTATIS = "Destatis"
GEONAMES = "GeoNames"


def cites_report(contract: Contract) -> bool:
    """Say whether tables are coded from the report, by the citation in their contract.

    Examples
    --------
    >>> from analysis.data.contract import read_contract
    >>> cites_report(read_contract()), cites_report({"citation": "Doe 2024: Networks."})
    (True, False)
    """
    return REPORT in str(contract.get("citation", ""))


def by_report(report: Pair | None, other: Pair | None = None) -> Callable[[Dataset], Pair | None]:
    """Give a text for data coded from the report, and perhaps another for all other data.

    Examples
    --------
    >>> from analysis import load
    >>> by_report(("the report", "der Bericht"))(load())
    ('the report', 'der Bericht')
    """
    return lambda data: report if cites_report(data.contract) else other


def name_source(data: Dataset) -> Pair | None:
    """Name what the data are coded from, by their contract; None where that names nothing.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from analysis import load
    >>> name_source(load())[0]
    'own presentation after BBSR-Online-Publikation 36/2023'
    >>> name_source(replace(load(), contract={"citation": "Doe 2024: Networks."}))
    ('Doe 2024: Networks', 'Doe 2024: Networks')
    """
    contract = data.contract
    if cites_report(contract):
        return f"own presentation after {REPORT}", f"eigene Darstellung nach {REPORT}"
    english = str(contract.get("citation") or contract.get("title") or "").rstrip(". ")
    german = str(contract.get("citation") or contract.get("title_de") or english).rstrip(". ")
    return (english, german) if english else None


def list_sources(contract: Contract) -> list[dict[str, Any]]:
    """List the sources that a contract names: its own, or else those of its tables.

    Examples
    --------
    >>> list_sources({"resources": [{"name": "members", "sources": [{"title": "Own survey"}]}]})
    [{'title': 'Own survey'}]
    """
    if contract.get("sources"):
        return list(contract["sources"])
    found = [
        source for table in contract.get("resources", ()) for source in table.get("sources", ())
    ]
    return [source for i, source in enumerate(found) if source not in found[:i]]


def _names(contract: Contract, name: str) -> bool:
    return any(name in str(source.get("title", "")) for source in list_sources(contract))


def name_official(data: Dataset) -> Pair | None:
    """Credit the official list of municipalities where the data hold it and their contract does."""
    if data.municipalities is None or not _names(data.contract, DESTATIS):
        return None
    return (
        "municipalities and inhabitants: Statistisches Bundesamt (Destatis), GV100AD, 30 Nov 2023",
        "Gemeinden und Einwohner: Statistisches Bundesamt (Destatis), GV100AD, 30.11.2023",
    )


def name_places(data: Dataset) -> Pair:
    """Credit the borders of the map, and coordinates as contract or members name their source."""
    members = data.members
    own = "geo_source" in members and members["geo_source"].str.startswith(GEONAMES, na=False).any()
    if own or _names(data.contract, GEONAMES):
        return (
            "coordinates: GeoNames (CC BY 4.0); borders: Natural Earth",
            "Koordinaten: GeoNames (CC BY 4.0); Grenzen: Natural Earth",
        )
    return "borders: Natural Earth", "Grenzen: Natural Earth"


LISTED = by_report(
    (
        "German municipalities and districts that the report names as taking part; many of its "
        "lists are examples.",
        "Deutsche Kommunen und Landkreise, die der Bericht als Beteiligte nennt; viele seiner "
        "Aufzählungen sind beispielhaft.",
    ),
    (
        "German municipalities and districts named in the data as taking part.",
        "Deutsche Kommunen und Landkreise, die in den Daten als Beteiligte genannt sind.",
    ),
)
MUNICIPAL = (
    "Counted are the municipalities, not the districts.",
    "Gezählt sind die Kommunen, nicht die Landkreise.",
)
NAMED_TWICE = by_report(
    (
        "Networks that the report names under two types stand where its Tabelle 1 agrees; networks "
        "that it names under none are shown as such.",
        "Netzwerke, die der Bericht unter zwei Typen nennt, stehen dort, wo Tabelle 1 es "
        "bestätigt; nicht zugeordnete sind als solche ausgewiesen.",
    ),
    (
        "Networks of two types stand where they are coded; networks of none are shown as such.",
        "Netzwerke mit zwei Typen stehen dort, wo sie kodiert sind; nicht zugeordnete sind als "
        "solche ausgewiesen.",
    ),
)
MENTIONS = (
    "A network counts once in each category of its list; totals count networks.",
    "Ein Netzwerk zählt bei jeder Ausprägung seiner Liste; die Summen zählen Netzwerke.",
)


def choose(texts: Pair, lang: str) -> str:
    """Give the text in a language, of a pair in English and German.

    Examples
    --------
    >>> choose(("source", "Quelle"), "de")
    'Quelle'
    """
    return dict(zip(LANGUAGES, texts, strict=True))[lang]
