"""The one list of everything that is exported: what measures it, what draws it, what it is called.

The command line, the exported files and the report page follow this list.
"""

import difflib
from collections.abc import Sequence

from analysis.claims.outputs import CLAIM_FIGURES, CLAIM_TABLES
from analysis.crosslinking.outputs import CROSSLINK_FIGURES, CROSSLINK_TABLES, RELATION_TABLES
from analysis.data import Dataset
from analysis.east_west.outputs import (
    PARTICIPATION_FIGURES,
    PARTICIPATION_TABLES,
    REGION_FIGURES,
    REGION_TABLES,
)
from analysis.foundings.outputs import FOUNDING_FIGURES, FOUNDING_TABLES
from analysis.graph.outputs import GRAPH_FIGURES, GRAPH_TABLES, GRAPHS
from analysis.presentation.registry import NEEDS, Output
from analysis.typology.outputs import TYPOLOGY_FIGURES, TYPOLOGY_TABLES

ORDER = (
    "timeline",
    "periods",
    "typology_crosstab",
    "typology_types",
    "bipartite",
    "bipartite_several",
    "connected_cities",
    "membership_matrix",
    "shared_members",
    "participation",
    "map",
    "cross_links",
    "overlap_evidence",
    "structure_against_chance",
    "mixing",
    "regional_rates",
    "region_ratios",
    "specification_curve",
    "coverage_bounds",
    "verdicts",
    "tabelle_1",
    "tabelle_2",
    "network_overview",
    "foundings_per_period",
    "founding_share_variants",
    "initiative_by_term",
    "initiative_by_funding",
    "category_by_reach",
    "topics_by_category",
    "formats_by_initiative",
    "city_degrees",
    "network_degrees",
    "shared_member_pairs",
    "participation_by_region",
    "participation_by_state",
    "participation_readings",
    "coverage",
    "network_relations",
    "cross_link_pairs",
    "cross_link_layers",
    "cross_link_blocks",
    "cross_link_block_tests",
    "cross_link_scopes",
    "cross_link_models",
    "structure_scopes",
    "leave_one_out",
    "network_positions",
    "city_positions",
    "region_rates",
    "region_comparison",
    "region_size_classes",
    "specifications",
    "specification_conclusions",
    "coverage_scenarios",
    "territories",
    "verdicts_by_place",
    "claims",
    "city_network_graph",
)

OUTPUTS: tuple[Output, ...] = tuple(
    sorted(
        (
            *FOUNDING_FIGURES,
            *TYPOLOGY_FIGURES,
            *GRAPH_FIGURES,
            *PARTICIPATION_FIGURES,
            *CROSSLINK_FIGURES,
            *REGION_FIGURES,
            *CLAIM_FIGURES,
            *FOUNDING_TABLES,
            *TYPOLOGY_TABLES,
            *GRAPH_TABLES,
            *PARTICIPATION_TABLES,
            *RELATION_TABLES,
            *CROSSLINK_TABLES,
            *REGION_TABLES,
            *CLAIM_TABLES,
            *GRAPHS,
        ),
        key=lambda output: ORDER.index(output.name),
    )
)


def find_outputs(names: Sequence[str] | None = None) -> list[Output]:
    """Find entries by name, in the order of the list; None for all.

    Raises
    ------
    ValueError
        If a name is not in the list; the message gives the nearest.

    Examples
    --------
    >>> [output.name for output in find_outputs(["tabelle_1", "timeline"])]
    ['timeline', 'tabelle_1']
    >>> find_outputs(["timelime"])
    Traceback (most recent call last):
    ValueError: no output is called 'timelime' (near: timeline); `list` shows all
    """
    known = [output.name for output in OUTPUTS]
    for name in names or ():
        if name not in known:
            near = ", ".join(difflib.get_close_matches(name.lower(), known, n=3, cutoff=0.5))
            hint = f" (near: {near})" if near else ""
            raise ValueError(f"no output is called {name!r}{hint}; `list` shows all")
    return [output for output in OUTPUTS if names is None or output.name in names]


def find_absent(output: Output, data: Dataset) -> str:
    """Say what the data lack for an entry; empty if nothing.

    Examples
    --------
    >>> from analysis import load
    >>> find_absent(OUTPUTS[0], load())
    ''
    """
    for need in output.needs:
        holds, message = NEEDS[need]
        if not holds(data):
            return message
    return ""
