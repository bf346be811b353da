"""When the networks were founded (section 3.1 and Abbildung 1 of the report): notebook 01.

list_foundings             networks with a year, by category and year
count_foundings            networks founded in each year
count_periods              networks founded in each period
share_founded              share founded in a span of years, with bounds
compare_founding_variants  that share under every way to date the networks
plot_timeline              one row per network, in lanes by category
plot_foundings             a dot per network on its year, cumulative number above
"""

from analysis.foundings.figures import plot_foundings as plot_foundings
from analysis.foundings.figures import plot_timeline as plot_timeline
from analysis.foundings.measures import compare_founding_variants as compare_founding_variants
from analysis.foundings.measures import count_foundings as count_foundings
from analysis.foundings.measures import count_periods as count_periods
from analysis.foundings.measures import list_foundings as list_foundings
from analysis.foundings.measures import share_founded as share_founded
