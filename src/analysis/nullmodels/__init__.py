"""What the margins of a two-mode table alone would produce: overlaps against chance.

`fixed_degree_pvalues` compares with all 0/1 matrices that have the margins of the observed one
(sampled), `configuration_pvalues` with the bipartite configuration model, where the margins
hold on average (exact). Both take a matrix, as from `incidence`, and judge pairs of its rows.
"""

from analysis.nullmodels.configuration import configuration_probabilities, configuration_pvalues
from analysis.nullmodels.correction import correct_pvalues
from analysis.nullmodels.curveball import fixed_degree_samples, iterate_samples
from analysis.nullmodels.fixed import fixed_degree_pvalues
from analysis.nullmodels.mixing import describe_mixing
from analysis.nullmodels.tails import poisson_binomial_tails

__all__ = [
    "configuration_probabilities",
    "configuration_pvalues",
    "correct_pvalues",
    "describe_mixing",
    "fixed_degree_pvalues",
    "fixed_degree_samples",
    "iterate_samples",
    "poisson_binomial_tails",
]
