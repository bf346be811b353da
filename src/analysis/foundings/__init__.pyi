from .figures import plot_periods as plot_periods
from .figures import plot_timeline as plot_timeline
from .measures import compare_founding_variants as compare_founding_variants
from .measures import count_foundings as count_foundings
from .measures import count_periods as count_periods
from .measures import list_foundings as list_foundings
from .measures import share_founded as share_founded
