"""Participation in eastern and western Germany: notebook 05.

describe_coverage         how members are listed, how many are named
count_participation       municipalities that take part, by region or state
count_territories         states and metropolitan regions that take part
decompose_ratio           the crude ratio split: sizes of places, everything else
list_size_classes         participation by population class
compare_odds              odds at equal size
permute_states            ratios were any other five states the East
rate_regions              rates of East, West and Berlin with limits
compare_headlines         the ratios that the notebook leads with
grid_specifications       the ratio under every choice
summarise_specifications  which conclusions hold under every choice
list_absent_cities        large cities in no network
list_unlisted             networks that state more members than they name
bound_participation       ratios with members that are not named
plot_region_split         the crude ratio split
plot_regional_rates       rates with limits
plot_region_ratios        ratios with limits
plot_specifications       ratios under every choice
plot_coverage_bounds      ratios with members not named
plot_map                  where the German members lie
"""

from analysis.east_west.choices import bound_participation as bound_participation
from analysis.east_west.choices import compare_headlines as compare_headlines
from analysis.east_west.choices import grid_specifications as grid_specifications
from analysis.east_west.choices import list_unlisted as list_unlisted
from analysis.east_west.choices import summarise_specifications as summarise_specifications
from analysis.east_west.figures import plot_coverage_bounds as plot_coverage_bounds
from analysis.east_west.figures import plot_region_ratios as plot_region_ratios
from analysis.east_west.figures import plot_region_split as plot_region_split
from analysis.east_west.figures import plot_regional_rates as plot_regional_rates
from analysis.east_west.figures import plot_specifications as plot_specifications
from analysis.east_west.map import plot_map as plot_map
from analysis.east_west.ratios import compare_odds as compare_odds
from analysis.east_west.ratios import decompose_ratio as decompose_ratio
from analysis.east_west.ratios import list_size_classes as list_size_classes
from analysis.east_west.ratios import permute_states as permute_states
from analysis.east_west.ratios import rate_regions as rate_regions
from analysis.east_west.units import count_participation as count_participation
from analysis.east_west.units import count_territories as count_territories
from analysis.east_west.units import describe_coverage as describe_coverage
from analysis.east_west.units import list_absent_cities as list_absent_cities
