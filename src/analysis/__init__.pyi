"""The public names; lazy_loader reads this stub when the package is imported."""

from .contract import GOVERNANCE, PARTICIPATION, labels, read_contract
from .coverage import describe_coverage
from .data import (
    DataError,
    Dataset,
    DataWarning,
    Fault,
    classify_region,
    load,
    read_states,
    resolve_ambiguous,
    select_memberships,
)
from .dating import compare_founding_variants, share_founded
from .export import save_figure, save_table, write_graph
from .figures import (
    plot_bipartite,
    plot_map,
    plot_membership_matrix,
    plot_participation,
    plot_periods,
    plot_shared_members,
    plot_timeline,
)
from .graph import build_graph, incidence, relate_networks, shared_members, tabulate_memberships
from .layout import order_matrix, place_nodes
from .participation import compare_readings, count_participation
from .projection import describe_graph, describe_nodes, project_graph
from .timeline import count_foundings, count_periods, list_foundings
from .typology import cross_types, list_cells, list_types

__all__ = [
    "GOVERNANCE",
    "PARTICIPATION",
    "DataError",
    "DataWarning",
    "Dataset",
    "Fault",
    "build_graph",
    "classify_region",
    "compare_founding_variants",
    "compare_readings",
    "count_foundings",
    "count_participation",
    "count_periods",
    "cross_types",
    "describe_coverage",
    "describe_graph",
    "describe_nodes",
    "incidence",
    "labels",
    "list_cells",
    "list_foundings",
    "list_types",
    "load",
    "order_matrix",
    "place_nodes",
    "plot_bipartite",
    "plot_map",
    "plot_membership_matrix",
    "plot_participation",
    "plot_periods",
    "plot_shared_members",
    "plot_timeline",
    "project_graph",
    "read_contract",
    "read_states",
    "relate_networks",
    "resolve_ambiguous",
    "save_figure",
    "save_table",
    "select_memberships",
    "share_founded",
    "shared_members",
    "tabulate_memberships",
    "write_graph",
]
