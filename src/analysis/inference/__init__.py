"""Exact statistics on counts: limits of shares, ratios of shares, odds and rates, resampling."""
