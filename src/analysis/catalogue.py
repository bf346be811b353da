"""The order of everything that is exported; what the data lack for it, and what was found."""

import difflib
from collections.abc import Collection, Sequence
from typing import NamedTuple

# Importing the outputs of a room registers them.
import analysis.claims.outputs
import analysis.crosslinking.outputs
import analysis.east_west.outputs
import analysis.foundings.outputs
import analysis.graph.outputs
import analysis.typology.outputs  # noqa: F401
from analysis.data import Dataset
from analysis.data.contract import LANGUAGES
from analysis.presentation import registry
from analysis.presentation.registry import FINDINGS, NEEDS, Output
from analysis.presentation.wording import Wording

ORDER = [
    "timeline", "periods", "typology_crosstab", "typology_types", "bipartite",
    "connected_cities", "membership_matrix", "shared_members", "map",
    "cross_links", "overlap_evidence", "structure_against_chance", "region_split",
    "regional_rates", "region_ratios", "specification_curve", "coverage_bounds", "verdicts",
    "tabelle_1", "tabelle_2", "abbreviations", "network_overview", "foundings_per_period",
    "founding_share_variants",
    "initiative_by_term", "initiative_by_funding", "category_by_reach", "topics_by_category",
    "formats_by_initiative", "city_degrees", "network_degrees", "shared_member_pairs",
    "participation_by_region", "participation_by_state", "participation_readings", "coverage",
    "network_relations", "cross_link_pairs", "cross_link_layers", "link_bases", "cross_link_blocks",
    "cross_link_block_tests", "cross_link_scopes", "structure_scopes",
    "leave_one_out", "network_positions", "city_positions", "region_rates", "region_comparison",
    "region_size_classes", "specifications", "specification_conclusions", "coverage_scenarios",
    "territories", "verdicts_by_place", "claims",
    "city_network_graph",
]  # fmt: skip
# The findings in the order of the report's questions.
TOLD = ("foundings", "initiative", "east_west", "crosslinking", "claims")
OUTPUTS: tuple[Output, ...] = tuple(registry.OUTPUTS[name] for name in ORDER)


class Told(NamedTuple):
    """A finding in each language; `name` is its key, `shown` the output that shows it."""

    name: str
    text: dict[str, str]
    shown: str


def find_outputs(names: Sequence[str] | None = None) -> list[Output]:
    """Find entries by name, in the order of the list; None for all, an unknown is a ValueError."""
    for name in names or ():
        if name not in ORDER:
            near = ", ".join(difflib.get_close_matches(name.lower(), ORDER, n=3, cutoff=0.5))
            hint = f" (near: {near})" if near else ""
            raise ValueError(f"no output is called {name!r}{hint}; `list` shows all")
    return [output for output in OUTPUTS if names is None or output.name in names]


def find_absent(output: Output, data: Dataset) -> str:
    """Say what the data lack for an entry; empty if nothing."""
    needs = (NEEDS[need] for need in output.needs)
    return next((message for holds, message in needs if not holds(data)), "")


def list_findings(data: Dataset, exported: Collection[str]) -> list[Told]:
    """Tell the findings that the data allow and an export shows; nothing else is measured."""
    found = []
    for name in TOLD:
        outputs, tell = FINDINGS[name]
        shown = next((output for output in outputs if output in exported), None)
        if shown is not None:
            texts = {lang: tell(data, Wording(lang, data.contract)) for lang in LANGUAGES}
            if all(texts.values()):
                found.append(Told(name, {lang: str(text) for lang, text in texts.items()}, shown))
    return found
