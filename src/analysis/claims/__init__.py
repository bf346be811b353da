"""The report's statements, each checked against the tables."""

from analysis.claims.checking import (
    CHECKS,
    check_claims,
    count_verdicts,
    describe_checks,
    list_changed,
    parse_check,
    record_verdicts,
)
from analysis.claims.judging import Finding
from analysis.claims.outputs import write_changes, write_claims

__all__ = [
    "CHECKS",
    "Finding",
    "check_claims",
    "count_verdicts",
    "describe_checks",
    "list_changed",
    "parse_check",
    "record_verdicts",
    "write_changes",
    "write_claims",
]
