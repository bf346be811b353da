"""The findings in sentences, in both languages; every number is computed from the data.

A finding is given where an export holds an output that shows it, so that a partial export measures
nothing else, and where the data allow it.
"""

from collections.abc import Callable, Collection
from typing import Any

from analysis.claims.outputs import _tell_verdicts
from analysis.crosslinking.outputs import tell_links
from analysis.data import Dataset
from analysis.east_west.outputs import _tell_regions
from analysis.foundings.outputs import _tell_foundings
from analysis.presentation.registry import Pair
from analysis.presentation.wording import Finding
from analysis.typology.outputs import _tell_initiative

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
