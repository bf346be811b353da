"""Statistics that know nothing of cities: ratios, strata, null models of two-mode tables.

risk_ratio             ratio of two proportions, score limits
fixed_degree_samples   0/1 tables with the margins of one, sampled
fixed_degree_pvalues   overlaps of rows against fixed margins
configuration_pvalues  overlaps of rows against margins right on average
describe_mixing        how fast the sampling forgets
"""

from analysis.statistics.overlaps import configuration_pvalues as configuration_pvalues
from analysis.statistics.overlaps import describe_mixing as describe_mixing
from analysis.statistics.overlaps import fixed_degree_pvalues as fixed_degree_pvalues
from analysis.statistics.ratios import risk_ratio as risk_ratio
from analysis.statistics.trades import fixed_degree_samples as fixed_degree_samples
