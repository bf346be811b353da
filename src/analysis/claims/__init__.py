"""The statements of the report, each checked against the tables: notebook 06.

check_claims    every statement with what the tables give
count_verdicts  verdicts by place in the report
list_changed    statements whose verdict differs from the recorded one
plot_verdicts   verdicts by place in the report
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
