"""The public names; lazy_loader reads this stub when the package is imported."""

from .blocks import compare_blocks
from .clustering import cluster_globally, cluster_locally
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
from .definitional import mark_definitional
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
from .nestedness import measure_nestedness
from .nullmodels import (
    configuration_probabilities,
    configuration_pvalues,
    correct_pvalues,
    describe_mixing,
    fixed_degree_pvalues,
    fixed_degree_samples,
    iterate_samples,
)
from .overlap import combine_layers, compare_networks
from .participation import compare_readings, count_participation
from .projection import describe_graph, describe_nodes, project_graph
from .ranking import list_core, rank_nodes
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
    "cluster_globally",
    "cluster_locally",
    "combine_layers",
    "compare_blocks",
    "compare_founding_variants",
    "compare_networks",
    "compare_readings",
    "configuration_probabilities",
    "configuration_pvalues",
    "correct_pvalues",
    "count_foundings",
    "count_participation",
    "count_periods",
    "cross_types",
    "describe_coverage",
    "describe_graph",
    "describe_mixing",
    "describe_nodes",
    "fixed_degree_pvalues",
    "fixed_degree_samples",
    "incidence",
    "iterate_samples",
    "labels",
    "list_cells",
    "list_core",
    "list_foundings",
    "list_types",
    "load",
    "mark_definitional",
    "measure_nestedness",
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
    "rank_nodes",
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
