"""Statistics that know nothing of cities: exact ratios, strata, null models of two-mode tables.

risk_ratio                   ratio of two proportions, exact limits
conditional_odds_ratio       odds ratio of a 2×2 table, exact limits
rate_ratio                   ratio of two Poisson rates, exact limits
list_tails                   tails of a ratio over the nuisance parameter
mantel_haenszel              pooled risk ratio
stratified_odds_ratio        exact common odds ratio
resample_sums                bootstrap of sums
fixed_degree_samples         0/1 tables with the margins of one, sampled
fixed_degree_pvalues         overlaps of rows against fixed margins
configuration_probabilities  bipartite configuration model (BiCM)
configuration_pvalues        overlaps of rows against it
correct_pvalues              Benjamini–Hochberg, Holm
describe_mixing              how fast the sampling forgets
"""

from analysis.statistics.overlaps import configuration_probabilities as configuration_probabilities
from analysis.statistics.overlaps import configuration_pvalues as configuration_pvalues
from analysis.statistics.overlaps import correct_pvalues as correct_pvalues
from analysis.statistics.overlaps import describe_mixing as describe_mixing
from analysis.statistics.overlaps import fixed_degree_pvalues as fixed_degree_pvalues
from analysis.statistics.ratios import conditional_odds_ratio as conditional_odds_ratio
from analysis.statistics.ratios import list_tails as list_tails
from analysis.statistics.ratios import rate_ratio as rate_ratio
from analysis.statistics.ratios import risk_ratio as risk_ratio
from analysis.statistics.strata import mantel_haenszel as mantel_haenszel
from analysis.statistics.strata import resample_sums as resample_sums
from analysis.statistics.strata import stratified_odds_ratio as stratified_odds_ratio
from analysis.statistics.trades import fixed_degree_samples as fixed_degree_samples
