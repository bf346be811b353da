"""The tables as frames: read strictly, checked by the contract, and selected from."""

from analysis.data.contract import GOVERNANCE, PARTICIPATION
from analysis.data.dataset import (
    Dataset,
    classify_region,
    load,
    read_states,
    require_table,
    resolve_ambiguous,
    select_memberships,
)
from analysis.data.reading import DataError, DataWarning, Fault

__all__ = [
    "GOVERNANCE",
    "PARTICIPATION",
    "DataError",
    "DataWarning",
    "Dataset",
    "Fault",
    "classify_region",
    "load",
    "read_states",
    "require_table",
    "resolve_ambiguous",
    "select_memberships",
]
