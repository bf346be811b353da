"""The statements of the report, each checked against the tables: notebook 06.

check_claims    every statement with what the tables give
count_verdicts  verdicts by place in the report
list_changed    statements whose verdict differs from the recorded one
plot_verdicts   verdicts by place in the report
"""

from analysis.claims.checking import check_claims as check_claims
from analysis.claims.checking import count_verdicts as count_verdicts
from analysis.claims.checking import list_changed as list_changed
from analysis.claims.figures import plot_verdicts as plot_verdicts
