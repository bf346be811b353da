"""The one list of everything that is exported, in its order; what it needs, what was found."""

import difflib
from collections.abc import Callable, Collection, Sequence
from typing import Any

from analysis.claims.outputs import CLAIM_FIGURES, CLAIM_TABLES, _tell_verdicts
from analysis.crosslinking.outputs import (
    CROSSLINK_FIGURES,
    CROSSLINK_TABLES,
    RELATION_TABLES,
    tell_links,
)
from analysis.data import Dataset
from analysis.east_west.outputs import (
    PARTICIPATION_FIGURES,
    PARTICIPATION_TABLES,
    REGION_FIGURES,
    REGION_TABLES,
    _tell_regions,
)
from analysis.foundings.outputs import FOUNDING_FIGURES, FOUNDING_TABLES, _tell_foundings
from analysis.graph.outputs import GRAPH_FIGURES, GRAPH_TABLES, GRAPHS
from analysis.presentation.registry import NEEDS, Output, Pair
from analysis.presentation.wording import Finding
from analysis.typology.outputs import TYPOLOGY_FIGURES, TYPOLOGY_TABLES, _tell_initiative

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


# What a finding is on, the outputs that show it, what tells it.
TOLD: tuple[tuple[Pair, tuple[str, ...], Callable[[Dataset], Any]], ...] = (
    (("Founding", "Gründung"), ("timeline", "periods"), _tell_foundings),
    (("Initiative", "Initiative"), ("tabelle_1", "network_overview"), _tell_initiative),
    (
        ("East and West", "Ost und West"),
        ("region_ratios", "region_comparison"),
        _tell_regions,
    ),
    (
        ("Cross-links", "Vernetzung der Netzwerke"),
        ("cross_links", "overlap_evidence", "cross_link_pairs"),
        tell_links,
    ),
    (("Statements", "Aussagen"), ("verdicts", "claims"), _tell_verdicts),
)


def list_findings(data: Dataset, exported: Collection[str]) -> list[Finding]:
    """List the findings that the data allow and an export shows.

    Parameters
    ----------
    data
        The tables.
    exported
        Names of the outputs that the export holds.

    Returns
    -------
    list of Finding
        In the order of the report's questions; what is not exported is not measured.

    Examples
    --------
    >>> from analysis import load
    >>> (finding,) = list_findings(load(), ["timeline"])
    >>> finding.text[0]
    '15 of 34 networks were founded from 2015 to 2020 (44%); of the explicit smart-city ...'
    """
    found = []
    for head, outputs, tell in TOLD:
        shown = next((name for name in outputs if name in exported), None)
        text = None if shown is None else tell(data)
        if shown is not None and text is not None:
            found.append(Finding(head, text, shown))
    return found
