from .figures import plot_crosstab as plot_crosstab
from .figures import plot_types as plot_types
from .measures import cross_types as cross_types
from .measures import list_cells as list_cells
from .measures import list_typed_networks as list_typed_networks
from .measures import list_types as list_types
