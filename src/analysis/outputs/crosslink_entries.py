"""The figures and tables on cross-linking of the list of outputs."""

from functools import partial

from analysis.figures.crosslinks import plot_cross_links
from analysis.figures.evidence import plot_overlap_evidence, plot_structure
from analysis.figures.mixing import plot_mixing
from analysis.outputs import crosslink_captions as captions
from analysis.outputs import crosslink_frames as frames
from analysis.outputs import crosslink_tables as tables
from analysis.presentation.registry import LISTED, Output, by_report, draw_plot
from analysis.presentation.style import COLUMN_MM

DEFINED = by_report(
    (
        "By definition: Scalable Cities unites the cities of the EU projects, among them those of "
        "the lighthouse exchange (Lighthouse-Austausch), mySMARTLife and MAtchUP; Eurotowns and "
        "Eurocities take cities of different size.",
        "Aus der Definition: Scalable Cities vereint die Städte der EU-Projekte, darunter die des "
        "Lighthouse-Austauschs, von mySMARTLife und MAtchUP; Eurotowns und Eurocities nehmen "
        "Städte verschiedener Größe auf.",
    )
)
BLOCKS = by_report(
    (
        "The four EU networks: Smart Cities Marketplace, mySMARTLife, MAtchUP and Scalable Cities. "
        "Smart-city networks: the national ones and those on smart cities. " + captions.PARTS[0],
        "Die vier EU-Netzwerke: Smart Cities Marketplace, mySMARTLife, MAtchUP und Scalable "
        "Cities. Smart-City-Netzwerke: die nationalen und die zu Smart Cities. "
        + captions.PARTS[1],
    ),
    captions.PARTS,
)
CHANCE = (captions.CHANCE, captions.PVALUE, captions.CORRECTED)
TEST = (*CHANCE, captions.UNTESTED)
MEMBERS = ("members",)

CROSSLINK_FIGURES = (
    Output(
        name="cross_links",
        kind="figure",
        notebook="04_cross_linking",
        title=(
            "Links between networks in three layers",
            "Verbindungen der Netzwerke in drei Ebenen",
        ),
        measure=frames.frame_links,
        draw=partial(draw_plot, plot_cross_links),
        describe=captions.describe_links,
        notes=(captions.LAYERS, captions.MATRIX, *CHANCE, DEFINED, LISTED),
        needs=MEMBERS,
    ),
    Output(
        name="overlap_evidence",
        kind="figure",
        notebook="04_cross_linking",
        title=(
            "Overlaps farthest from chance",
            "Überschneidungen, die am weitesten vom Zufall abweichen",
        ),
        measure=frames.frame_evidence,
        draw=partial(draw_plot, plot_overlap_evidence),
        describe=captions.describe_evidence,
        notes=(captions.SELECTED, *TEST, DEFINED, LISTED),
        needs=MEMBERS,
    ),
    Output(
        name="structure_against_chance",
        kind="figure",
        notebook="04_cross_linking",
        title=(
            "Clustering and nestedness against chance, also without each network in turn",
            "Clustering und Verschachtelung gegenüber dem Zufall, auch ohne je ein Netzwerk",
        ),
        measure=frames.frame_structure,
        draw=partial(draw_plot, plot_structure),
        describe=captions.describe_structure,
        notes=(captions.MEASURES, captions.CHANCE, captions.RUNS, LISTED),
        needs=MEMBERS,
    ),
    Output(
        name="mixing",
        kind="figure",
        notebook="04_cross_linking",
        title=(
            "How soon the draws forget where they started",
            "Wie bald die Ziehungen ihren Ausgangspunkt vergessen",
        ),
        measure=frames.frame_mixing,
        draw=partial(draw_plot, plot_mixing),
        widths=(COLUMN_MM,),
        describe=captions.describe_mixing,
        notes=(captions.ROUNDS, LISTED),
        needs=MEMBERS,
    ),
)
CROSSLINK_TABLES = (
    Output(
        name="cross_link_pairs",
        kind="table",
        notebook="04_cross_linking",
        title=(
            "Shared German members of each two networks, against chance",
            "Gemeinsame deutsche Mitglieder je zweier Netzwerke gegenüber dem Zufall",
        ),
        measure=tables.frame_pairs,
        notes=(captions.LISTED_PAIRS, *TEST, captions.CONFIGURATION, DEFINED, LISTED),
        needs=MEMBERS,
    ),
    Output(
        name="cross_link_layers",
        kind="table",
        notebook="04_cross_linking",
        title=("Linked networks by layer", "Verbundene Netzwerke nach Ebene"),
        measure=tables.frame_layers,
        notes=(captions.LAYERS, captions.EMPTY, LISTED),
    ),
    Output(
        name="cross_link_blocks",
        kind="table",
        notebook="04_cross_linking",
        title=(
            "Links within blocks of networks and outside them",
            "Verbindungen innerhalb und außerhalb von Blöcken",
        ),
        measure=tables.frame_blocks,
        notes=(BLOCKS, captions.DENSITY, captions.LAYERS, LISTED),
    ),
    Output(
        name="cross_link_block_tests",
        kind="table",
        notebook="04_cross_linking",
        title=(
            "Shared German members within blocks and outside them, against chance",
            "Gemeinsame deutsche Mitglieder in und außerhalb von Blöcken gegenüber dem Zufall",
        ),
        measure=tables.frame_block_tests,
        notes=(BLOCKS, captions.CHANCE, captions.PVALUE, captions.FEWER_DRAWS, LISTED),
        needs=MEMBERS,
    ),
    Output(
        name="cross_link_scopes",
        kind="table",
        notebook="04_cross_linking",
        title=(
            "Pairs of networks that share strikingly many or few members, by scope",
            "Netzwerkpaare mit auffällig vielen oder wenigen gemeinsamen Mitgliedern, nach Auswahl",
        ),
        measure=tables.frame_overlap_scopes,
        notes=(
            captions.STRIKING,
            *TEST,
            captions.CONFIGURATION,
            captions.MORE_DRAWS,
            captions.SCOPES,
            LISTED,
        ),
        needs=MEMBERS,
    ),
    Output(
        name="cross_link_models",
        kind="table",
        notebook="04_cross_linking",
        title=(
            "Why the configuration model expects more overlap",
            "Warum das Konfigurationsmodell mehr Überschneidung erwartet",
        ),
        measure=tables.frame_models,
        notes=(captions.MODELS, LISTED),
        needs=MEMBERS,
    ),
    Output(
        name="structure_scopes",
        kind="table",
        notebook="04_cross_linking",
        title=(
            "Clustering and nestedness against chance, by scope",
            "Clustering und Verschachtelung gegenüber dem Zufall, nach Auswahl",
        ),
        measure=tables.frame_structure_scopes,
        notes=(
            captions.MEASURES,
            captions.CHANCE,
            captions.PVALUE,
            captions.FEWER_DRAWS,
            captions.SCOPES,
            LISTED,
        ),
        needs=MEMBERS,
    ),
    Output(
        name="leave_one_out",
        kind="table",
        notebook="04_cross_linking",
        title=(
            "The findings on cross-links without each network in turn",
            "Die Befunde zur Quervernetzung ohne je ein Netzwerk",
        ),
        measure=tables.frame_omitted,
        notes=(captions.STRIKING, *TEST, captions.CONFIGURATION, captions.OMITTED, LISTED),
        needs=MEMBERS,
    ),
    Output(
        name="network_positions",
        kind="table",
        notebook="04_cross_linking",
        title=("Networks by their place in the graph", "Netzwerke nach ihrer Lage im Graphen"),
        measure=tables.frame_network_positions,
        notes=(captions.POSITIONS, LISTED),
        needs=MEMBERS,
    ),
    Output(
        name="city_positions",
        kind="table",
        notebook="04_cross_linking",
        title=(
            "Cities and districts by their place in the graph",
            "Städte und Landkreise nach ihrer Lage im Graphen",
        ),
        measure=tables.frame_city_positions,
        notes=(captions.POSITIONS, LISTED),
        needs=MEMBERS,
    ),
)
CROSSLINK_ENTRIES = (*CROSSLINK_FIGURES, *CROSSLINK_TABLES)
