"""The tables and graphs of the list of outputs."""

from functools import partial

import pandas as pd

from analysis.data import Dataset
from analysis.figures.rates import FEW
from analysis.outputs.figure_frames import place_graph
from analysis.outputs.table_frames import (
    frame_city_degrees,
    frame_coverage,
    frame_network_degrees,
    frame_overview,
    frame_participation,
    frame_readings,
    frame_relations,
    frame_shared_members,
    frame_tabelle_1,
    frame_tabelle_2,
)
from analysis.outputs.table_notes import (
    note_ambiguous,
    note_foundings,
    note_precision,
    note_types,
    note_units,
)
from analysis.presentation.registry import (
    LISTED,
    MENTIONS,
    NAMED_TWICE,
    Output,
    by_report,
    name_official,
    name_source,
)
from analysis.typology import cross_types

FEW_UNITS = (
    "Municipalities only, without districts. “n/a”: no rate per 1,000 for fewer than "
    f"{FEW} municipalities, no share where there is no large city.",
    "Nur Kommunen, ohne Landkreise. „entf.“: keine Rate je 1.000 bei weniger als "
    f"{FEW} Kommunen, kein Anteil, wo es keine Großstadt gibt.",
)

PARTNERS = (
    "Linked cities: other German cities and districts that share at least one of the networks.",
    "Verbundene Städte: andere deutsche Städte und Landkreise, die mindestens eines der Netzwerke "
    "teilen.",
)
EMPTY = by_report(
    ("Empty: the report states nothing.", "Leer: keine Angabe im Bericht."),
    ("Empty: not stated.", "Leer: keine Angabe."),
)
EMPTY_OVERVIEW = by_report(
    (
        "Empty: the report states nothing; open-ended networks have no end of term.",
        "Leer: keine Angabe im Bericht; unbefristete Netzwerke haben kein Ende der Laufzeit.",
    ),
    (
        "Empty: not stated; open-ended networks have no end of term.",
        "Leer: keine Angabe; unbefristete Netzwerke haben kein Ende der Laufzeit.",
    ),
)


def _cross(data: Dataset, *, rows: str, columns: str) -> pd.DataFrame:
    return cross_types(data.networks, rows=rows, columns=columns, contract=data.contract)


def _list_cross(rows: str, columns: str, english: str, german: str, *, lists: bool) -> Output:
    return Output(
        name=f"{rows}_by_{columns}",
        kind="table",
        notebook="02_typology",
        title=(f"Networks by {english}", f"Netzwerke nach {german}"),
        measure=partial(_cross, rows=rows, columns=columns),
        notes=(MENTIONS,) if lists else (),
        short=True,
    )


TYPOLOGY_TABLES = (
    Output(
        name="tabelle_1",
        kind="table",
        notebook="02_typology",
        title=(
            "Networks by category and initiative",
            "Netzwerke nach Kategorie und Gründungsinitiative",
        ),
        place=("Tabelle 1 of the report", "Tabelle 1 des Berichts"),
        measure=frame_tabelle_1,
    ),
    Output(
        name="tabelle_2",
        kind="table",
        notebook="02_typology",
        title=("Types of networks", "Typen der Netzwerke"),
        place=("Tabelle 2 of the report", "Tabelle 2 des Berichts"),
        measure=frame_tabelle_2,
        notes=(NAMED_TWICE,),
    ),
    Output(
        name="network_overview",
        kind="table",
        notebook="00_data",
        title=("The networks at a glance", "Die Netzwerke im Überblick"),
        measure=frame_overview,
        notes=(
            note_foundings,
            note_types,
            note_precision,
            EMPTY_OVERVIEW,
        ),
        short=True,
    ),
    _list_cross(
        "initiative", "term", "initiative and term", "Initiative und Laufzeit", lists=False
    ),
    _list_cross(
        "initiative", "funding", "initiative and funding", "Initiative und Finanzierung", lists=True
    ),
    _list_cross("category", "reach", "category and reach", "Kategorie und Reichweite", lists=False),
    _list_cross("topics", "category", "topic and category", "Thema und Kategorie", lists=True),
    _list_cross(
        "formats", "initiative", "format and initiative", "Format und Initiative", lists=True
    ),
)
GRAPH_TABLES = (
    Output(
        name="city_degrees",
        kind="table",
        notebook="03_city_network_graph",
        title=(
            "German cities and districts by number of networks",
            "Deutsche Städte und Landkreise nach Zahl der Netzwerke",
        ),
        measure=frame_city_degrees,
        notes=(PARTNERS, LISTED),
        sources=(name_source, name_official),
        needs=("members",),
    ),
    Output(
        name="network_degrees",
        kind="table",
        notebook="03_city_network_graph",
        title=(
            "Networks by number of German members",
            "Netzwerke nach Zahl der deutschen Mitglieder",
        ),
        measure=frame_network_degrees,
        notes=(LISTED,),
        short=True,
    ),
    Output(
        name="shared_member_pairs",
        kind="table",
        notebook="03_city_network_graph",
        title=(
            "Pairs of networks that share German members",
            "Netzwerkpaare mit gemeinsamen deutschen Mitgliedern",
        ),
        measure=frame_shared_members,
        notes=(LISTED,),
        needs=("members",),
    ),
)
PARTICIPATION_TABLES = (
    Output(
        name="participation_by_region",
        kind="table",
        notebook="05_east_west",
        title=("Participation by region", "Beteiligung nach Landesteil"),
        measure=partial(frame_participation, by="region"),
        notes=(FEW_UNITS, LISTED),
        sources=(name_source, name_official),
        needs=("municipalities",),
    ),
    Output(
        name="participation_by_state",
        kind="table",
        notebook="05_east_west",
        title=("Participation by state", "Beteiligung nach Bundesland"),
        measure=partial(frame_participation, by="state"),
        notes=(FEW_UNITS, LISTED),
        sources=(name_source, name_official),
        needs=("municipalities",),
    ),
    Output(
        name="participation_readings",
        kind="table",
        notebook="05_east_west",
        title=(
            "Participation under each reading of Berlin and of ambiguous names",
            "Beteiligung nach Zuordnung Berlins und Lesart mehrdeutiger Namen",
        ),
        measure=frame_readings,
        notes=(note_ambiguous, FEW_UNITS, LISTED),
        sources=(name_source, name_official),
        needs=("municipalities",),
    ),
    Output(
        name="coverage",
        kind="table",
        notebook="00_data",
        title=("How German members are listed", "Wie deutsche Mitglieder aufgezählt sind"),
        measure=frame_coverage,
        notes=(
            (
                "Others: regions, federal states, the country, organisations and the like, as far "
                "as they take part.",
                "Andere: Regionen, Bundesländer, der Staat, Organisationen und weitere, soweit sie "
                "beteiligt sind.",
            ),
            note_units,
            EMPTY,
        ),
    ),
)
RELATION_TABLES = (
    Output(
        name="network_relations",
        kind="table",
        notebook="04_cross_linking",
        title=("Stated relations between networks", "Genannte Beziehungen zwischen Netzwerken"),
        measure=frame_relations,
    ),
)
GRAPHS = (
    Output(
        name="city_network_graph",
        kind="graph",
        notebook="03_city_network_graph",
        title=(
            "Graph of networks and their German members",
            "Graph der Netzwerke und ihrer deutschen Mitglieder",
        ),
        measure=place_graph,
        notes=(LISTED,),
    ),
)
