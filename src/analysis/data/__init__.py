"""The tables as frames: read strictly, checked by the contract, and selected from."""

from analysis.contract import GOVERNANCE, PARTICIPATION
from analysis.data.dataset import Dataset
from analysis.data.faults import DataError, DataWarning, Fault
from analysis.data.loading import load, read_states, require_table
from analysis.data.selection import classify_region, resolve_ambiguous, select_memberships

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
