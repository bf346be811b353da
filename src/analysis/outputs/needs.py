"""What data must hold for an output beyond the three tables."""

from collections.abc import Callable

from analysis.data import Dataset, classify_region, select_memberships
from analysis.participation.coverage import describe_coverage

TERRITORIES = ("state", "metropolitan_region")


def _has_sides(data: Dataset) -> bool:
    """Say whether East and West can be compared: both have municipalities, and some take part."""
    if data.municipalities is None or select_memberships(data, kinds=("municipality",)).empty:
        return False
    return {"east", "west"} <= set(classify_region(data.municipalities["state"]))


# What data must hold for an entry beyond the three tables: the test, and what is said without.
NEEDS: dict[str, tuple[Callable[[Dataset], bool], str]] = {
    "municipalities": (
        lambda data: data.municipalities is not None,
        "needs the table municipalities.csv",
    ),
    "members": (
        lambda data: not select_memberships(data).empty,
        "needs memberships of German municipalities or districts",
    ),
    "several": (
        lambda data: bool(
            select_memberships(data).groupby("member_id")["network_id"].nunique().gt(1).any()
        ),
        "needs German municipalities or districts in two or more networks",
    ),
    "claims": (
        lambda data: data.claims is not None,
        "needs the table claims.csv",
    ),
    "sides": (
        _has_sides,
        "needs municipalities of eastern and of western Germany, and some that take part",
    ),
    "unlisted": (
        lambda data: bool(describe_coverage(data)["unlisted_municipalities"].gt(0).any()),
        "needs networks that state more German municipalities than they name",
    ),
    "territories": (
        lambda data: not select_memberships(data, kinds=TERRITORIES).empty,
        "needs memberships of German states or metropolitan regions",
    ),
    "coordinates": (
        lambda data: bool(select_memberships(data)["latitude"].notna().any()),
        "needs coordinates of members",
    ),
}
