"""The figures and tables on cross-linking of the list of outputs."""

from functools import partial

from analysis.figures import (
    plot_cross_links,
    plot_mixing,
    plot_overlap_evidence,
    plot_structure,
)
from analysis.outputs import crosslink_captions as captions
from analysis.outputs import crosslink_frames as frames
from analysis.outputs import crosslink_tables as tables
from analysis.outputs.entries import LISTED, Output, by_report, draw_plot, name_source

FIXED = (
    "Chance: all lists in which each network has as many members, and each member as many "
    "networks, as here, all equally likely (fixed degrees, drawn by trades). p: two-sided, twice "
    "the smaller tail.",
    "Zufall: alle Listen, bei denen jedes Netzwerk so viele Mitglieder und jedes Mitglied so "
    "viele Netzwerke hat wie hier, alle gleich wahrscheinlich (feste Grade, gezogen durch Tausch). "
    "p: zweiseitig, das Doppelte der kleineren Seite.",
)
CORRECTED = (
    "Corrected after Benjamini and Hochberg over the pairs that could reject at 5% at all; “n/a”: "
    "the pair could not.",
    "Korrigiert nach Benjamini und Hochberg über die Paare, die bei 5 % überhaupt ablehnen "
    "könnten; „entf.“: Das Paar kann es nicht.",
)
DEFINED = by_report(
    (
        "By definition: Scalable Cities unites the cities of the EU projects, among them those of "
        "the lighthouse exchange, mySMARTLife and MAtchUP; Eurotowns and Eurocities take cities "
        "of different size.",
        "Aus der Definition: Scalable Cities vereint die Städte der EU-Projekte, darunter die des "
        "Lighthouse-Austauschs, von mySMARTLife und MAtchUP; Eurotowns und Eurocities nehmen "
        "Städte verschiedener Größe auf.",
    )
)
LAYERS = (
    "Layers: cities and districts that take part; initiators, carriers, funders and partners; "
    "stated relations.",
    "Ebenen: beteiligte Städte und Kreise; Initiatoren, Träger, Förderer und Partner; genannte "
    "Beziehungen.",
)
SCOPES = (
    "Contained networks: those whose members follow from another network's. Size classes: "
    "municipalities alone, the margins those of the class.",
    "Enthaltene Netzwerke: solche, deren Mitglieder aus denen eines anderen folgen. "
    "Größenklassen: nur Kommunen, mit den Randsummen der Klasse.",
)
BLOCKS = (
    "Within: both networks in the block; outward: one; outside: none. Listed: both name anyone in "
    "the layer.",
    "Innerhalb: beide Netzwerke im Block; nach außen: eines; außerhalb: keines. Mit Liste: Beide "
    "nennen jemanden in der Ebene.",
)
POSITIONS = (
    "Two-mode graph; closeness within the component, times its share of the nodes; clustering: "
    "local, after Opsahl (2013). Core: the largest k for which each node keeps k links.",
    "Bipartiter Graph; Nähe innerhalb der Komponente, mal deren Anteil an den Knoten; Clustering: "
    "lokal, nach Opsahl (2013). Kern: das größte k, bei dem jeder Knoten k Verbindungen behält.",
)
MEMBERS = ("members",)

CROSSLINK_FIGURES = (
    Output(
        name="cross_links",
        kind="figure",
        title=(
            "Links between networks in three layers",
            "Verbindungen der Netzwerke in drei Ebenen",
        ),
        measure=frames.frame_links,
        draw=partial(draw_plot, plot_cross_links),
        describe=captions.describe_links,
        notes=(LAYERS, FIXED, DEFINED, LISTED, name_source),
        needs=MEMBERS,
    ),
    Output(
        name="overlap_evidence",
        kind="figure",
        title=(
            "Overlaps farthest from chance",
            "Überschneidungen, die am weitesten vom Zufall abweichen",
        ),
        measure=frames.frame_evidence,
        draw=partial(draw_plot, plot_overlap_evidence),
        describe=captions.describe_evidence,
        notes=(FIXED, CORRECTED, DEFINED, LISTED, name_source),
        needs=MEMBERS,
    ),
    Output(
        name="structure_against_chance",
        kind="figure",
        title=(
            "Clustering and nestedness against chance, without each network in turn",
            "Clustering und Verschachtelung gegenüber dem Zufall, ohne je ein Netzwerk",
        ),
        measure=frames.frame_structure,
        draw=partial(draw_plot, plot_structure),
        describe=captions.describe_structure,
        notes=(FIXED, LISTED, name_source),
        needs=MEMBERS,
    ),
    Output(
        name="mixing",
        kind="figure",
        title=(
            "How soon the draws forget where they started",
            "Wie bald die Ziehungen ihren Ausgangspunkt vergessen",
        ),
        measure=frames.frame_mixing,
        draw=partial(draw_plot, plot_mixing),
        describe=captions.describe_mixing,
        notes=(
            (
                "Autocorrelation between 4,000 chains and themselves some rounds later.",
                "Autokorrelation von 4.000 Ketten mit sich selbst einige Runden später.",
            ),
            LISTED,
            name_source,
        ),
        needs=MEMBERS,
    ),
)
CROSSLINK_TABLES = (
    Output(
        name="cross_link_pairs",
        kind="table",
        title=(
            "Shared German members of each two networks, against chance",
            "Gemeinsame deutsche Mitglieder je zweier Netzwerke gegenüber dem Zufall",
        ),
        measure=tables.frame_pairs,
        notes=(FIXED, CORRECTED, DEFINED, LISTED, name_source),
        needs=MEMBERS,
    ),
    Output(
        name="cross_link_layers",
        kind="table",
        title=("Linked networks by layer", "Verbundene Netzwerke nach Ebene"),
        measure=tables.frame_layers,
        notes=(LAYERS, LISTED, name_source),
    ),
    Output(
        name="cross_link_blocks",
        kind="table",
        title=(
            "Links within blocks of networks and outside them",
            "Verbindungen innerhalb und außerhalb von Blöcken",
        ),
        measure=tables.frame_blocks,
        notes=(BLOCKS, LAYERS, LISTED, name_source),
    ),
    Output(
        name="cross_link_block_tests",
        kind="table",
        title=(
            "Shared German members within blocks and outside them, against chance",
            "Gemeinsame deutsche Mitglieder in und außerhalb von Blöcken gegenüber dem Zufall",
        ),
        measure=tables.frame_block_tests,
        notes=(BLOCKS, FIXED, LISTED, name_source),
        needs=MEMBERS,
    ),
    Output(
        name="cross_link_scopes",
        kind="table",
        title=(
            "Pairs of networks that share strikingly many or few members, by scope",
            "Netzwerkpaare mit auffällig vielen oder wenigen gemeinsamen Mitgliedern, nach Auswahl",
        ),
        measure=tables.frame_overlap_scopes,
        notes=(FIXED, CORRECTED, SCOPES, LISTED, name_source),
        needs=MEMBERS,
    ),
    Output(
        name="cross_link_models",
        kind="table",
        title=(
            "Why the configuration model expects more overlap",
            "Warum das Konfigurationsmodell mehr Überschneidung erwartet",
        ),
        measure=tables.frame_models,
        notes=(
            (
                "What members in so many networks add to the overlaps of all pairs together: "
                "exactly where degrees are fixed, expected where they hold on average only.",
                "Was Mitglieder in so vielen Netzwerken zu den Überschneidungen aller Paare "
                "beitragen: genau bei festen Graden, erwartet, wo sie nur im Mittel gelten.",
            ),
            LISTED,
            name_source,
        ),
        needs=MEMBERS,
    ),
    Output(
        name="structure_scopes",
        kind="table",
        title=(
            "Clustering and nestedness against chance, by scope",
            "Clustering und Verschachtelung gegenüber dem Zufall, nach Auswahl",
        ),
        measure=tables.frame_structure_scopes,
        notes=(FIXED, SCOPES, LISTED, name_source),
        needs=MEMBERS,
    ),
    Output(
        name="leave_one_out",
        kind="table",
        title=(
            "The findings on cross-links without each network in turn",
            "Die Befunde zur Quervernetzung ohne je ein Netzwerk",
        ),
        measure=tables.frame_omitted,
        notes=(
            FIXED,
            (
                "Cities: those in most networks that are not national, down to the fourth rank.",
                "Städte: die in den meisten nicht nationalen Netzwerken, bis zum vierten Rang.",
            ),
            LISTED,
            name_source,
        ),
        needs=MEMBERS,
    ),
    Output(
        name="network_positions",
        kind="table",
        title=("Networks by their place in the graph", "Netzwerke nach ihrer Lage im Graphen"),
        measure=tables.frame_network_positions,
        notes=(POSITIONS, LISTED, name_source),
        needs=MEMBERS,
    ),
    Output(
        name="city_positions",
        kind="table",
        title=(
            "Cities and districts by their place in the graph",
            "Städte und Landkreise nach ihrer Lage im Graphen",
        ),
        measure=tables.frame_city_positions,
        notes=(POSITIONS, LISTED, name_source),
        needs=MEMBERS,
    ),
)
CROSSLINK_ENTRIES = (*CROSSLINK_FIGURES, *CROSSLINK_TABLES)
