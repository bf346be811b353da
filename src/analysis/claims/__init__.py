"""The report's statements, each checked against the tables."""

from analysis.claims.checking import CHECKS, check_claims, describe_checks, parse_check
from analysis.claims.findings import Finding
from analysis.claims.printing import write_changes, write_claims
from analysis.claims.recording import count_verdicts, list_changed, record_verdicts

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
