"""Statistics that know nothing of cities: exact ratios, strata, null models of two-mode tables.

risk_ratio             ratio of two proportions, exact limits
rate_ratio             ratio of two Poisson rates, exact limits
list_tails             tails of a ratio over the nuisance parameter
fixed_degree_samples   0/1 tables with the margins of one, sampled
fixed_degree_pvalues   overlaps of rows against fixed margins
configuration_pvalues  overlaps of rows against margins right on average
describe_mixing        how fast the sampling forgets
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
