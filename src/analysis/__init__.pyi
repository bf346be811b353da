"""The public names; lazy_loader reads this stub when the package is imported."""

from .claims.checking import check_claims, count_verdicts, list_changed
from .claims.outputs import plot_verdicts
from .crosslinking.chance import join_layers, judge_blocks, judge_overlaps, judge_structure
from .crosslinking.figures import (
    plot_cross_links,
    plot_mixing,
    plot_overlap_evidence,
    plot_structure,
)
from .crosslinking.networks import (
    combine_layers,
    compare_blocks,
    compare_networks,
    list_links,
    mark_definitional,
)
from .crosslinking.robustness import (
    compare_scopes,
    compare_structures,
    contrast_models,
    omit_each_network,
)
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
from .data.contract import GOVERNANCE, PARTICIPATION, labels, read_contract
from .east_west.choices import (
    bound_participation,
    compare_headlines,
    drop_repeated,
    grid_specifications,
    list_unlisted,
    summarise_specifications,
)
from .east_west.figures import (
    plot_coverage_bounds,
    plot_participation,
    plot_region_ratios,
    plot_regional_rates,
    plot_specifications,
)
from .east_west.map import plot_map
from .east_west.ratios import (
    compare_regions,
    list_size_classes,
    model_participation,
    rate_regions,
    standardise_regions,
)
from .east_west.units import (
    compare_readings,
    count_participation,
    count_territories,
    describe_coverage,
    list_units,
)
from .export.files import save_figure, save_table, write_graph
from .foundings.figures import plot_periods, plot_timeline
from .foundings.measures import (
    compare_founding_variants,
    count_foundings,
    count_periods,
    list_foundings,
    share_founded,
)
from .graph.build import (
    build_graph,
    incidence,
    relate_networks,
    shared_members,
    tabulate_memberships,
)
from .graph.figures import (
    plot_bipartite,
    plot_connected_cities,
    plot_membership_matrix,
    plot_shared_members,
)
from .graph.projection import describe_graph, describe_nodes, project_graph, project_matrix
from .graph.structure import (
    cluster_globally,
    cluster_locally,
    keep_connected,
    list_connected,
    list_core,
    measure_nestedness,
    order_matrix,
    place_nodes,
    rank_nodes,
)
from .report.explorer import explore_graph
from .statistics.overlaps import (
    configuration_probabilities,
    configuration_pvalues,
    correct_pvalues,
    describe_mixing,
    fixed_degree_pvalues,
)
from .statistics.ratios import conditional_odds_ratio, list_tails, rate_ratio, risk_ratio
from .statistics.strata import mantel_haenszel, resample_sums, stratified_odds_ratio
from .statistics.trades import fixed_degree_samples
from .typology.figures import plot_crosstab, plot_types
from .typology.measures import cross_types, list_cells, list_typed_networks, list_types

__all__ = [
    "GOVERNANCE",
    "PARTICIPATION",
    "DataError",
    "DataWarning",
    "Dataset",
    "Fault",
    "bound_participation",
    "build_graph",
    "check_claims",
    "classify_region",
    "cluster_globally",
    "cluster_locally",
    "combine_layers",
    "compare_blocks",
    "compare_founding_variants",
    "compare_headlines",
    "compare_networks",
    "compare_readings",
    "compare_regions",
    "compare_scopes",
    "compare_structures",
    "conditional_odds_ratio",
    "configuration_probabilities",
    "configuration_pvalues",
    "contrast_models",
    "correct_pvalues",
    "count_foundings",
    "count_participation",
    "count_periods",
    "count_territories",
    "count_verdicts",
    "cross_types",
    "describe_coverage",
    "describe_graph",
    "describe_mixing",
    "describe_nodes",
    "drop_repeated",
    "explore_graph",
    "fixed_degree_pvalues",
    "fixed_degree_samples",
    "grid_specifications",
    "incidence",
    "join_layers",
    "judge_blocks",
    "judge_overlaps",
    "judge_structure",
    "keep_connected",
    "labels",
    "list_cells",
    "list_changed",
    "list_connected",
    "list_core",
    "list_foundings",
    "list_links",
    "list_size_classes",
    "list_tails",
    "list_typed_networks",
    "list_types",
    "list_units",
    "list_unlisted",
    "load",
    "mantel_haenszel",
    "mark_definitional",
    "measure_nestedness",
    "model_participation",
    "omit_each_network",
    "order_matrix",
    "place_nodes",
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
    "project_graph",
    "project_matrix",
    "rank_nodes",
    "rate_ratio",
    "rate_regions",
    "read_contract",
    "read_states",
    "relate_networks",
    "resample_sums",
    "resolve_ambiguous",
    "risk_ratio",
    "save_figure",
    "save_table",
    "select_memberships",
    "share_founded",
    "shared_members",
    "standardise_regions",
    "stratified_odds_ratio",
    "summarise_specifications",
    "tabulate_memberships",
    "write_graph",
]
