"""The statements of the report, checked against the tables."""
