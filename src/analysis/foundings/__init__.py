"""When the networks were founded (section 3.1 and Abbildung 1 of the report): notebook 01.

list_foundings             networks with a year, in the order of their founding
count_foundings            networks founded in each year
count_periods              networks founded in each period
share_founded              share founded in a span of years, with bounds
compare_founding_variants  that share under every way to date the networks
plot_timeline              one row per network
plot_periods               stacked bars by period, cumulative number above
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
