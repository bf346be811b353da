"""Which statements are compared with an assignment that was coded from the passage itself."""

# Section, initiative and type of a network are what chapters 2 and 3.2 and their tables say.
ASSIGNED = frozenset({"category", "initiative", "type", "type_alternative"})
COUNTS = frozenset(
    {"network_count", "network_list", "network_sum", "code_count", "code_list", "smallest_code"}
)
NAMING = ("column", "by", "second")  # parameters whose values are columns
OPTIONS = ("among", "beyond", "lacking", "without")


def restates_coding(check: str) -> bool:
    """Say whether a check only counts or lists networks by section, initiative and type.

    These columns were coded from the very passages that such a statement comes from: it can fail
    by a slip alone, of the report or of the coding.

    Examples
    --------
    >>> restates_coding("network_count:initiative=top_down")
    True
    >>> restates_coding("network_list:type=platform;term=open_ended")
    False
    """
    name, _, rest = check.partition(":")
    pairs = [part.partition("=") for part in rest.split(";")] if rest else []
    columns = {value if key in NAMING else key for key, _, value in pairs if key not in OPTIONS}
    return name in COUNTS and columns <= ASSIGNED
