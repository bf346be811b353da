"""When the networks were founded."""
