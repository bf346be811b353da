"""The figures of the list of outputs."""

from functools import partial
from typing import Any

from analysis.data import Dataset, read_states
from analysis.figures.maps import plot_map
from analysis.figures.rates import plot_participation
from analysis.graph.outputs import frame_map
from analysis.outputs.captions import describe_map, describe_participation
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


def _measure_map(data: Dataset) -> tuple[Any, Any]:
    return frame_map(data), read_states()


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
