"""The tables and graphs of the list of outputs."""

from functools import partial

import pandas as pd

from analysis.data import Dataset
from analysis.outputs import table_frames
from analysis.outputs.entries import LISTED, MENTIONS, OFFICIAL, SOURCE, Output
from analysis.outputs.figure_frames import frame_periods, place_graph
from analysis.typology import cross_types, list_types

BERLIN = (
    "Municipalities only, without districts. Berlin, a single municipality, has no rate per 1,000.",
    "Nur Kommunen, ohne Landkreise. Für Berlin als einzelne Kommune entfällt die Rate je 1.000.",
)
NAMED_TWICE = (
    "Networks that the report names under two types stand where its Tabelle 1 agrees; networks "
    "that it names under none are shown as such.",
    "Netzwerke, die der Bericht unter zwei Typen nennt, stehen dort, wo Tabelle 1 es bestätigt; "
    "nicht zugeordnete sind als solche ausgewiesen.",
)


def _cross(data: Dataset, *, rows: str, columns: str) -> pd.DataFrame:
    return cross_types(data.networks, rows=rows, columns=columns, contract=data.contract)


def _list_cross(rows: str, columns: str, english: str, german: str, *, lists: bool) -> Output:
    return Output(
        name=f"{rows}_by_{columns}",
        kind="table",
        title=(f"Networks by {english}", f"Netzwerke nach {german}"),
        measure=partial(_cross, rows=rows, columns=columns),
        notes=(MENTIONS, SOURCE) if lists else (SOURCE,),
        short=True,
    )


TABLES = (
    Output(
        name="tabelle_1",
        kind="table",
        title=(
            "Networks by category and initiative (Tabelle 1 of the report)",
            "Netzwerke nach Kategorie und Gründungsinitiative (Tabelle 1 des Berichts)",
        ),
        measure=table_frames.frame_tabelle_1,
        notes=(SOURCE,),
    ),
    Output(
        name="tabelle_2",
        kind="table",
        title=(
            "Types of networks (Tabelle 2 of the report)",
            "Typen der Netzwerke (Tabelle 2 des Berichts)",
        ),
        measure=lambda data: list_types(data.networks, contract=data.contract),
        notes=(NAMED_TWICE, SOURCE),
    ),
    Output(
        name="network_overview",
        kind="table",
        title=("The networks at a glance", "Die Netzwerke im Überblick"),
        measure=table_frames.frame_overview,
        notes=(SOURCE,),
        short=True,
    ),
    Output(
        name="foundings_per_period",
        kind="table",
        title=("Networks founded by period and category", "Gründungen nach Zeitraum und Kategorie"),
        measure=frame_periods,
        notes=(SOURCE,),
        short=True,
    ),
    Output(
        name="founding_share_variants",
        kind="table",
        title=(
            "Share of networks founded from 2015 to 2020, by dating",
            "Anteil der von 2015 bis 2020 gegründeten Netzwerke nach Datierung",
        ),
        measure=table_frames.frame_variants,
        notes=(
            (
                "Each other year that the report names replaces the coded one, alone and all at "
                "once. The bounds allow for foundings dated to a span of years.",
                "Jedes weitere im Bericht genannte Jahr ersetzt das kodierte, einzeln und alle "
                "zugleich. Die Grenzen berücksichtigen auf Zeitspannen datierte Gründungen.",
            ),
            SOURCE,
        ),
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
    Output(
        name="city_degrees",
        kind="table",
        title=(
            "German cities and districts by number of networks",
            "Deutsche Städte und Landkreise nach Zahl der Netzwerke",
        ),
        measure=table_frames.frame_city_degrees,
        notes=(LISTED, SOURCE, OFFICIAL),
        needs=("members",),
    ),
    Output(
        name="network_degrees",
        kind="table",
        title=(
            "Networks by number of German members",
            "Netzwerke nach Zahl der deutschen Mitglieder",
        ),
        measure=table_frames.frame_network_degrees,
        notes=(LISTED, SOURCE),
        short=True,
    ),
    Output(
        name="shared_member_pairs",
        kind="table",
        title=(
            "Pairs of networks that share German members",
            "Netzwerke mit gemeinsamen deutschen Mitgliedern",
        ),
        measure=table_frames.frame_shared_members,
        notes=(LISTED, SOURCE),
        needs=("members",),
    ),
    Output(
        name="participation_by_region",
        kind="table",
        title=("Participation by region", "Beteiligung nach Landesteil"),
        measure=partial(table_frames.frame_participation, by="region"),
        notes=(BERLIN, LISTED, SOURCE, OFFICIAL),
        needs=("municipalities",),
    ),
    Output(
        name="participation_by_state",
        kind="table",
        title=("Participation by state", "Beteiligung nach Bundesland"),
        measure=partial(table_frames.frame_participation, by="state"),
        notes=(BERLIN, LISTED, SOURCE, OFFICIAL),
        needs=("municipalities",),
    ),
    Output(
        name="participation_readings",
        kind="table",
        title=(
            "Participation under each reading of Berlin and of ambiguous names",
            "Beteiligung nach Zuordnung Berlins und Lesart mehrdeutiger Namen",
        ),
        measure=table_frames.frame_readings,
        notes=(
            (
                "Ambiguous in the report: “Halle” and “Landau”.",
                "Im Bericht mehrdeutig: „Halle“ und „Landau“.",
            ),
            BERLIN,
            LISTED,
            SOURCE,
            OFFICIAL,
        ),
        needs=("municipalities",),
    ),
    Output(
        name="coverage",
        kind="table",
        title=(
            "How the report lists German members",
            "Wie der Bericht deutsche Mitglieder aufzählt",
        ),
        measure=table_frames.frame_coverage,
        notes=(
            (
                "Others: regions, states, organisations and the like, as far as they take part.",
                "Andere: Regionen, Länder, Organisationen und weitere, soweit sie beteiligt sind.",
            ),
            SOURCE,
        ),
    ),
    Output(
        name="network_relations",
        kind="table",
        title=("Stated relations between networks", "Genannte Beziehungen zwischen Netzwerken"),
        measure=table_frames.frame_relations,
        notes=(SOURCE,),
    ),
)
GRAPHS = (
    Output(
        name="city_network_graph",
        kind="graph",
        title=(
            "Graph of networks and their German members (GraphML)",
            "Graph der Netzwerke und ihrer deutschen Mitglieder (GraphML)",
        ),
        measure=place_graph,
        notes=(LISTED, SOURCE),
    ),
)
