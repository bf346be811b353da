"""The one list of everything that is exported, in its order; what it needs, what was found."""

import difflib
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

import analysis.graph.outputs  # noqa: F401
from analysis.claims.outputs import CLAIM_FIGURES, CLAIM_TABLES, _tell_verdicts
from analysis.crosslinking.outputs import (
    CROSSLINK_FIGURES,
    CROSSLINK_TABLES,
    RELATION_TABLES,
    tell_links,
)
from analysis.data import Dataset
from analysis.data.contract import LANGUAGES
from analysis.east_west.outputs import (
    PARTICIPATION_FIGURES,
    PARTICIPATION_TABLES,
    REGION_FIGURES,
    REGION_TABLES,
    _tell_regions,
)
from analysis.foundings.outputs import FOUNDING_FIGURES, FOUNDING_TABLES, _tell_foundings
from analysis.presentation.registry import FINDINGS, NEEDS, REGISTERED, Output
from analysis.presentation.wording import Wording
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

# The findings in the order of the report's questions.
TOLD = ("foundings", "initiative", "east_west", "crosslinking", "claims")

_LISTED: tuple[Output, ...] = (  # of the old house, to go
    *FOUNDING_FIGURES,
    *TYPOLOGY_FIGURES,
    *PARTICIPATION_FIGURES,
    *CROSSLINK_FIGURES,
    *REGION_FIGURES,
    *CLAIM_FIGURES,
    *FOUNDING_TABLES,
    *TYPOLOGY_TABLES,
    *PARTICIPATION_TABLES,
    *RELATION_TABLES,
    *CROSSLINK_TABLES,
    *REGION_TABLES,
    *CLAIM_TABLES,
)
_ALL = {output.name: output for output in _LISTED} | REGISTERED
OUTPUTS = tuple(_ALL[name] for name in ORDER)


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


_TOLD: dict[str, Any] = {  # of the old house, to go
    "foundings": (("timeline", "periods"), _tell_foundings),
    "initiative": (("tabelle_1", "network_overview"), _tell_initiative),
    "east_west": (("region_ratios", "region_comparison"), _tell_regions),
    "crosslinking": (("cross_links", "overlap_evidence", "cross_link_pairs"), tell_links),
    "claims": (("verdicts", "claims"), _tell_verdicts),
}


class Told(NamedTuple):
    """A finding, and what it is on, in each language; `shown` is the output that shows it."""

    head: tuple[str, str]
    text: tuple[str, str]
    shown: str


def list_findings(data: Dataset, exported: Collection[str]) -> list[Told]:
    """Tell the findings that the data allow and an export shows; nothing else is measured.

    Examples
    --------
    >>> from analysis import load
    >>> (finding,) = list_findings(load(), ["timeline"])
    >>> finding.text[0]
    '15 of 34 networks were founded from 2015 to 2020 (44%); of the explicit smart-city ...'
    """
    english, german = (Wording(lang, data.contract) for lang in LANGUAGES)
    found = []
    for name in TOLD:
        if name in FINDINGS:
            _, outputs, tell = FINDINGS[name]
        else:
            outputs, tell_pair = _TOLD[name]
            tell = None
        shown = next((output for output in outputs if output in exported), None)
        if shown is None:
            continue
        pair = (tell(data, english), tell(data, german)) if tell else tell_pair(data)
        if pair and all(pair):
            head = english(f"finding.{name}"), german(f"finding.{name}")
            found.append(Told(head, (str(pair[0]), str(pair[1])), shown))
    return found
