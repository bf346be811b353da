"""The figures: what was measured, drawn. They measure nothing and see contract and style alone."""

from analysis.figures.foundings import plot_periods, plot_timeline
from analysis.figures.maps import plot_map
from analysis.figures.matrices import plot_membership_matrix, plot_shared_members
from analysis.figures.networks import plot_bipartite
from analysis.figures.rates import plot_participation

__all__ = [
    "plot_bipartite",
    "plot_map",
    "plot_membership_matrix",
    "plot_participation",
    "plot_periods",
    "plot_shared_members",
    "plot_timeline",
]
