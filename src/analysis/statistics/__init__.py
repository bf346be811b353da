"""Statistics that know nothing of cities."""
