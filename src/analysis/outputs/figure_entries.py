"""The figures of the list of outputs."""

from functools import partial
from typing import Any

from analysis.data import Dataset, read_states
from analysis.figures.cities import plot_connected_cities
from analysis.figures.maps import plot_map
from analysis.figures.matrices import plot_membership_matrix, plot_shared_members
from analysis.figures.networks import plot_bipartite
from analysis.figures.rates import plot_participation
from analysis.graph import build_graph
from analysis.layout import place_nodes
from analysis.outputs.captions import (
    describe_bipartite,
    describe_connected,
    describe_map,
    describe_matrix,
    describe_participation,
    describe_several,
    describe_shared,
)
from analysis.outputs.figure_frames import (
    frame_connected,
    frame_map,
    frame_matrix,
    frame_several,
    frame_shared,
    list_cells,
    list_marks,
)
from analysis.participation.counts import count_participation
from analysis.presentation.registry import (
    LISTED,
    MUNICIPAL,
    Output,
    draw_plot,
    name_official,
    name_places,
    name_source,
)
from analysis.presentation.style import BOTH


def _measure_bipartite(data: Dataset) -> tuple[Any, Any]:
    graph = build_graph(data)
    return graph, place_nodes(graph)


def _measure_several(data: Dataset) -> tuple[Any, Any]:
    graph = frame_several(data)
    return graph, place_nodes(graph)


def _measure_map(data: Dataset) -> tuple[Any, Any]:
    return frame_map(data), read_states()


GRAPH_FIGURES = (
    Output(
        name="bipartite",
        kind="figure",
        notebook="03_city_network_graph",
        title=("Networks and their German members", "Netzwerke und ihre deutschen Mitglieder"),
        measure=_measure_bipartite,
        draw=partial(draw_plot, plot_bipartite),
        describe=lambda measured, *rest: describe_bipartite(measured[0], *rest),
        numbers=lambda measured: list_marks(measured[0]),
        notes=(
            (
                "Beside each network the number of its members, beside each member that of its "
                "networks; lines in the colour of the member's region, grey those of members in "
                "one network.",
                "Neben jedem Netzwerk die Zahl seiner Mitglieder, neben jedem Mitglied die seiner "
                "Netzwerke; Linien in der Farbe des Landesteils, grau bei Mitgliedern nur eines "
                "Netzwerks.",
            ),
            LISTED,
        ),
        needs=("members",),
    ),
    Output(
        name="bipartite_several",
        kind="figure",
        notebook="03_city_network_graph",
        title=(
            "Cities in two or more networks",
            "Städte in zwei oder mehr Netzwerken",
        ),
        measure=_measure_several,
        draw=partial(draw_plot, plot_bipartite),
        widths=BOTH,
        describe=lambda measured, *rest: describe_several(measured[0], *rest),
        numbers=lambda measured: list_marks(measured[0]),
        notes=(
            (
                "Beside each network the number of these cities in it, beside each city that of "
                "its networks; lines in the colour of the city's region.",
                "Neben jedem Netzwerk die Zahl dieser Städte, neben jeder Stadt die ihrer "
                "Netzwerke; Linien in der Farbe des Landesteils der Stadt.",
            ),
            LISTED,
        ),
        needs=("several",),
    ),
    Output(
        name="connected_cities",
        kind="figure",
        notebook="03_city_network_graph",
        title=("Most connected cities", "Städte in den meisten Netzwerken"),
        measure=frame_connected,
        draw=partial(draw_plot, plot_connected_cities),
        widths=BOTH,
        describe=describe_connected,
        notes=(
            (
                "Beside each city its region, then a marker for each network, by its category; "
                "cities in equally many networks are listed together or not at all.",
                "Neben jeder Stadt ihr Landesteil, dann ein Zeichen je Netzwerk, nach dessen "
                "Kategorie; Städte in gleich vielen Netzwerken sind alle oder gar nicht "
                "aufgeführt.",
            ),
            LISTED,
        ),
        needs=("members",),
    ),
    Output(
        name="membership_matrix",
        kind="figure",
        notebook="03_city_network_graph",
        title=("Cities and their networks", "Städte und ihre Netzwerke"),
        measure=frame_matrix,
        draw=partial(draw_plot, plot_membership_matrix),
        describe=describe_matrix,
        numbers=lambda measured: list_cells(*measured),
        notes=(
            (
                "Cells in the colour of the region, with the role where it is a special one; "
                "right and below the number of memberships. Networks without a named member "
                "are not shown.",
                "Felder in der Farbe des Landesteils, mit der Rolle, wo sie eine besondere ist; "
                "rechts und unten die Zahl der Mitgliedschaften. Netzwerke ohne genanntes "
                "Mitglied sind nicht gezeigt.",
            ),
            LISTED,
        ),
        needs=("members",),
    ),
    Output(
        name="shared_members",
        kind="figure",
        notebook="03_city_network_graph",
        title=("Members that networks share", "Gemeinsame Mitglieder der Netzwerke"),
        measure=frame_shared,
        draw=partial(draw_plot, plot_shared_members),
        describe=describe_shared,
        notes=(
            (
                "The darker, the more. Networks by category; those without a named member are "
                "not shown.",
                "Je dunkler, desto mehr. Netzwerke nach Kategorie; solche ohne genanntes "
                "Mitglied sind nicht gezeigt.",
            ),
            LISTED,
        ),
        needs=("members",),
    ),
)
PARTICIPATION_FIGURES = (
    Output(
        name="participation",
        kind="figure",
        notebook="03_city_network_graph",
        title=(
            "Participation in eastern and western Germany",
            "Beteiligung in Ost- und Westdeutschland",
        ),
        measure=count_participation,
        draw=partial(draw_plot, plot_participation),
        widths=BOTH,
        describe=describe_participation,
        notes=(
            LISTED,
            MUNICIPAL,
            (
                "Berlin is shown apart; for a single municipality there is no rate per 1,000. "
                "Large cities: 100,000 or more inhabitants.",
                "Berlin ist gesondert ausgewiesen; für eine einzige Kommune entfällt die Rate je "
                "1.000. Großstädte: ab 100.000 Einwohnern.",
            ),
        ),
        sources=(name_source, name_official),
        needs=("municipalities", "members"),
    ),
    Output(
        name="map",
        kind="figure",
        notebook="05_east_west",
        title=("Where the German members lie", "Lage der deutschen Mitglieder"),
        measure=_measure_map,
        draw=partial(draw_plot, plot_map),
        widths=BOTH,
        describe=lambda measured, *rest: describe_map(measured[0], *rest),
        numbers=lambda measured: measured[0],
        notes=(
            (
                "The larger the marker, the more networks; named are the cities in the most.",
                "Je größer das Zeichen, desto mehr Netzwerke; benannt sind die Städte in den "
                "meisten.",
            ),
            LISTED,
        ),
        sources=(name_source, name_places),
        needs=("members", "coordinates"),
    ),
)
