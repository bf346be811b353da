"""The tables and graphs of the list of outputs."""

from analysis.outputs.table_frames import frame_relations
from analysis.presentation.registry import Output

RELATION_TABLES = (
    Output(
        name="network_relations",
        kind="table",
        notebook="04_cross_linking",
        title=("Stated relations between networks", "Genannte Beziehungen zwischen Netzwerken"),
        measure=frame_relations,
    ),
)
