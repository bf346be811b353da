"""The tables and graphs of the list of outputs."""

from functools import partial

from analysis.figures.rates import FEW
from analysis.outputs.table_frames import (
    frame_coverage,
    frame_participation,
    frame_readings,
    frame_relations,
)
from analysis.outputs.table_notes import note_ambiguous, note_units
from analysis.presentation.registry import LISTED, Output, by_report, name_official, name_source

FEW_UNITS = (
    "Municipalities only, without districts. “n/a”: no rate per 1,000 for fewer than "
    f"{FEW} municipalities, no share where there is no large city.",
    "Nur Kommunen, ohne Landkreise. „entf.“: keine Rate je 1.000 bei weniger als "
    f"{FEW} Kommunen, kein Anteil, wo es keine Großstadt gibt.",
)
EMPTY = by_report(
    ("Empty: the report states nothing.", "Leer: keine Angabe im Bericht."),
    ("Empty: not stated.", "Leer: keine Angabe."),
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
