"""The types of networks (section 3.2, Tabellen 1 and 2 of the report): notebook 02.

cross_types          networks by two columns of codes
list_cells           the same, with the networks by name
list_types           Tabelle 2: types and their networks
list_typed_networks  networks with their type, one row each
name_fully           full names, with abbreviations in brackets
plot_crosstab        Tabelle 1, drawn
plot_types           Tabelle 2, drawn
"""

from analysis.typology.figures import plot_crosstab as plot_crosstab
from analysis.typology.figures import plot_types as plot_types
from analysis.typology.measures import cross_types as cross_types
from analysis.typology.measures import list_cells as list_cells
from analysis.typology.measures import list_typed_networks as list_typed_networks
from analysis.typology.measures import list_types as list_types
from analysis.typology.measures import name_fully as name_fully
