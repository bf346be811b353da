"""The tables: read strictly, checked by their contract, and selected from (notebook 00).

load                           the tables of a folder, checked
Dataset                        the tables of one folder and their contract
DataError, DataWarning, Fault  what is wrong, what was repaired, one of it
select_memberships             memberships by kind of member, country and role
resolve_ambiguous              the other reading of ambiguous names
classify_region                east, west or berlin, of states
read_states                    borders of the German states
read_contract                  the contract of a folder
codes, labels, definitions     what it says of the codes of a column
PARTICIPATION, GOVERNANCE      codes of roles
"""

from analysis.data.contract import (
    GOVERNANCE,
    PARTICIPATION,
    codes,
    definitions,
    labels,
    read_contract,
)
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
    "GOVERNANCE", "PARTICIPATION", "DataError", "DataWarning", "Dataset", "Fault",
    "classify_region", "codes", "definitions", "labels", "load", "read_contract", "read_states",
    "require_table", "resolve_ambiguous", "select_memberships",
]  # fmt: skip
