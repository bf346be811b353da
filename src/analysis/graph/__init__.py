"""The graph of networks and members."""
