from .overlaps import configuration_pvalues as configuration_pvalues
from .overlaps import describe_mixing as describe_mixing
from .overlaps import fixed_degree_pvalues as fixed_degree_pvalues
from .ratios import list_tails as list_tails
from .ratios import rate_ratio as rate_ratio
from .ratios import risk_ratio as risk_ratio
from .trades import fixed_degree_samples as fixed_degree_samples
