from .checking import check_claims as check_claims
from .checking import count_verdicts as count_verdicts
from .checking import list_changed as list_changed
from .figures import plot_verdicts as plot_verdicts
