"""The figures: what was measured, drawn. They measure nothing and see contract and style alone."""

from analysis.crosslinking.figures import (
    plot_cross_links,
    plot_mixing,
    plot_overlap_evidence,
    plot_structure,
)
from analysis.east_west.figures import (
    plot_coverage_bounds,
    plot_participation,
    plot_region_ratios,
    plot_regional_rates,
    plot_specifications,
)
from analysis.east_west.map import plot_map
from analysis.figures.verdicts import plot_verdicts
from analysis.foundings.figures import plot_periods, plot_timeline
from analysis.graph.figures import (
    plot_bipartite,
    plot_connected_cities,
    plot_membership_matrix,
    plot_shared_members,
)
from analysis.typology.figures import plot_crosstab, plot_types

__all__ = [
    "plot_bipartite",
    "plot_connected_cities",
    "plot_coverage_bounds",
    "plot_cross_links",
    "plot_crosstab",
    "plot_map",
    "plot_membership_matrix",
    "plot_mixing",
    "plot_overlap_evidence",
    "plot_participation",
    "plot_periods",
    "plot_region_ratios",
    "plot_regional_rates",
    "plot_shared_members",
    "plot_specifications",
    "plot_structure",
    "plot_timeline",
    "plot_types",
    "plot_verdicts",
]
