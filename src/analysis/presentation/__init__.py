"""Words, style and tables."""
