"""The types of networks (section 3.2, Tabellen 1 and 2 of the report): notebook 02.

cross_types          networks by two columns of codes
list_cells           the same, with the networks by name
list_types           Tabelle 2: types and their networks
list_typed_networks  networks with their type, one row each
plot_crosstab        Tabelle 1, drawn
plot_types           Tabelle 2, drawn
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
