"""The figures of the list of outputs."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from analysis.data import Dataset, read_states
from analysis.figures import (
    plot_bipartite,
    plot_map,
    plot_membership_matrix,
    plot_participation,
    plot_periods,
    plot_shared_members,
    plot_timeline,
)
from analysis.graph import build_graph
from analysis.layout import place_nodes
from analysis.outputs import captions
from analysis.outputs.entries import LISTED, OFFICIAL, SOURCE, Contract, Output
from analysis.outputs.figure_frames import (
    frame_map,
    frame_matrix,
    frame_periods,
    frame_shared,
    list_marks,
)
from analysis.participation import count_participation
from analysis.style import figure_of
from analysis.timeline import list_foundings

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def _draw(
    plot: Callable[..., Any], measured: Any, lang: str, labels: Contract, **options: Any
) -> "Figure":
    """Draw what was measured, and give the figure of the axes that the plot returns."""
    inputs = measured if isinstance(measured, tuple) else (measured,)
    drawn = plot(*inputs, lang=lang, labels=labels, **options)
    return figure_of(next(iter(drawn.values())) if isinstance(drawn, dict) else drawn)


def _measure_bipartite(data: Dataset) -> tuple[Any, Any]:
    graph = build_graph(data)
    return graph, place_nodes(graph)


def _measure_map(data: Dataset) -> tuple[Any, Any]:
    return frame_map(data), read_states()


FIGURES = (
    Output(
        name="timeline",
        kind="figure",
        title=("Founding of the networks", "Gründung der Netzwerke"),
        measure=lambda data: list_foundings(data.networks),
        draw=partial(_draw, plot_timeline, window=(2015, 2020)),
        describe=captions.describe_timeline,
        notes=(
            (
                "After Abbildung 1 of the report. Shaded: 2015 to 2020. Years without a founding "
                "are cut short on the axis.",
                "Nach Abbildung 1 des Berichts. Hinterlegt: 2015 bis 2020. Längere Zeiten ohne "
                "Gründung sind auf der Achse verkürzt.",
            ),
            SOURCE,
        ),
    ),
    Output(
        name="periods",
        kind="figure",
        title=("Networks founded by period", "Gründungen nach Zeitraum"),
        measure=frame_periods,
        draw=partial(_draw, plot_periods),
        describe=captions.describe_periods,
        notes=(
            (
                "Dated by the first founding that the report names; the periods differ in length.",
                "Datiert nach der ersten im Bericht genannten Gründung; die Zeiträume sind "
                "verschieden lang.",
            ),
            SOURCE,
        ),
    ),
    Output(
        name="bipartite",
        kind="figure",
        title=("Networks and their German members", "Netzwerke und ihre deutschen Mitglieder"),
        measure=_measure_bipartite,
        draw=partial(_draw, plot_bipartite),
        describe=lambda measured, *rest: captions.describe_bipartite(measured[0], *rest),
        numbers=lambda measured: list_marks(measured[0]),
        notes=(LISTED, SOURCE),
        needs=("members",),
    ),
    Output(
        name="membership_matrix",
        kind="figure",
        title=("Cities by networks", "Städte nach Netzwerken"),
        measure=frame_matrix,
        draw=partial(_draw, plot_membership_matrix),
        describe=captions.describe_matrix,
        numbers=lambda measured: measured[0],
        notes=(LISTED, SOURCE),
        needs=("members",),
    ),
    Output(
        name="shared_members",
        kind="figure",
        title=("Members that networks share", "Gemeinsame Mitglieder der Netzwerke"),
        measure=frame_shared,
        draw=partial(_draw, plot_shared_members),
        describe=captions.describe_shared,
        notes=(LISTED, SOURCE),
        needs=("members",),
    ),
    Output(
        name="participation",
        kind="figure",
        title=(
            "Participation in eastern and western Germany",
            "Beteiligung in Ost- und Westdeutschland",
        ),
        measure=count_participation,
        draw=partial(_draw, plot_participation),
        describe=captions.describe_participation,
        notes=(
            (
                "Municipalities only, without districts; Berlin is shown apart.",
                "Nur Kommunen, ohne Landkreise; Berlin ist gesondert ausgewiesen.",
            ),
            LISTED,
            SOURCE,
            OFFICIAL,
        ),
        needs=("municipalities", "members"),
    ),
    Output(
        name="map",
        kind="figure",
        title=("Where the German members lie", "Lage der deutschen Mitglieder"),
        measure=_measure_map,
        draw=partial(_draw, plot_map),
        describe=lambda measured, *rest: captions.describe_map(measured[0], *rest),
        numbers=lambda measured: measured[0],
        notes=(
            LISTED,
            SOURCE,
            (
                "Coordinates: GeoNames (CC BY 4.0); borders: Natural Earth.",
                "Koordinaten: GeoNames (CC BY 4.0); Grenzen: Natural Earth.",
            ),
        ),
        needs=("members", "coordinates"),
    ),
)
