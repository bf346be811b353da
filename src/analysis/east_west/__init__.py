"""Participation in eastern and western Germany: notebook 05.

describe_coverage         how members are listed, how many are named
count_participation       municipalities that take part, by region or state
count_territories         states and metropolitan regions that take part
rate_regions              rates of East, West and Berlin with limits
compare_regions           ratio East : West of each measure
list_size_classes         participation by population class
standardise_regions       ratios at equal size
model_participation       odds at equal population (Firth)
compare_headlines         the ratios that the notebook leads with
grid_specifications       the ratio under every choice
drop_repeated             specifications that differ in their numbers
summarise_specifications  which conclusions hold under every choice
list_unlisted             networks that state more members than they name
bound_participation       ratios with members that are not named
plot_participation        municipalities and large cities that take part
plot_regional_rates       rates with limits
plot_region_ratios        ratios with limits
plot_specifications       ratios under every choice
plot_coverage_bounds      ratios with members not named
plot_map                  where the German members lie
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
