"""The types of networks."""
