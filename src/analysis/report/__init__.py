"""The export of everything, its manifest and its page."""
