"""The tables and graphs of the list of outputs."""

from functools import partial

from analysis.figures.rates import FEW
from analysis.outputs.figure_frames import place_graph
from analysis.outputs.table_frames import (
    frame_city_degrees,
    frame_coverage,
    frame_network_degrees,
    frame_participation,
    frame_readings,
    frame_relations,
    frame_shared_members,
)
from analysis.outputs.table_notes import note_ambiguous, note_units
from analysis.presentation.registry import LISTED, Output, by_report, name_official, name_source

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
