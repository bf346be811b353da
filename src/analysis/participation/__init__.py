"""Who takes part where: counts, East against West with uncertainty, choices and bounds."""
